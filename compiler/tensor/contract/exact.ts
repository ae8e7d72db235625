// The cheapest path by dynamic programming over sets of operands. Sets of operands and of letters are bits of numbers.

import type { Path, Query, Tree } from './path.ts';

interface Best { readonly cost: number; readonly rows: number; readonly left: number; readonly right: number; /** which of the two are summed alone first */ readonly alone: number }

/** At most 31 letters and about a dozen operands: the time is 3 to the number of operands. */
export function exact({ operands, keep, ties, sizes }: Query): Path {
  const names = [...new Set(operands.flatMap(o => [...o.letters]))];
  const extent = names.map(n => sizes.get(n)!);
  const bits = (letters: Iterable<string>): number => { let mask = 0; for (const l of letters) { const k = names.indexOf(l); if (k >= 0) mask |= 1 << k; } return mask; };
  const cells = (mask: number): number => { let n = 1; for (let rest = mask; rest; rest &= rest - 1) n *= extent[31 - Math.clz32(rest & -rest)]!; return n; };

  const own = operands.map(o => bits(o.letters));
  const tied = ties.filter(t => [...t].every(l => names.includes(l))).map(bits);
  // a tie to a letter that no operand has is loosed in the last step
  const kept = bits(keep) | ties.filter(t => [...t].some(l => !names.includes(l))).reduce((m, t) => m | bits(t), 0);
  const all = (1 << operands.length) - 1;
  const union = new Int32Array(all + 1);
  for (let set = 1; set <= all; set++) union[set] = union[set & (set - 1)]! | own[31 - Math.clz32(set & -set)]!;
  const after = new Int32Array(all + 1);
  for (let set = 1; set <= all; set++) {
    const inside = union[set]!;
    let needed = kept | union[all & ~set]!;
    for (const tie of tied) if ((tie & inside) !== tie) needed |= tie;
    after[set] = inside & needed;
  }

  const best: Best[] = [];
  operands.forEach((o, k) => { best[1 << k] = { cost: 0, rows: o.rows, left: 0, right: 0, alone: 0 }; });
  for (let set = 1; set <= all; set++) {
    if ((set & (set - 1)) === 0) continue;
    const lowest = set & -set;
    let found: Best | null = null;
    for (let left = (set - 1) & set; left > 0; left = (left - 1) & set) {
      if (!(left & lowest)) continue;
      const right = set & ~left;
      const [a, b] = [best[left]!, best[right]!];
      if (found && a.cost + b.cost >= found.cost) continue;
      const shared = cells(letters(left) & letters(right));
      for (let alone = 0; alone < 4; alone++) {
        const [one, two] = [(alone & 1) !== 0, (alone & 2) !== 0];
        if ((one && !sumsAlone(left)) || (two && !sumsAlone(right))) continue;
        const x = one ? Math.min(a.rows, cells(after[left]!)) : a.rows, y = two ? Math.min(b.rows, cells(after[right]!)) : b.rows;
        const joined = (x * y) / shared;
        const sums = set === all || ((one ? after[left]! : letters(left)) | (two ? after[right]! : letters(right))) !== after[set];
        const cost = a.cost + b.cost + (one ? a.rows : 0) + (two ? b.rows : 0) + (sums ? joined : 0);
        if (!found || cost < found.cost) found = { cost, rows: Math.min(joined, cells(after[set]!)), left, right, alone };
      }
    }
    best[set] = found!;
  }
  const tree = (set: number, alone: boolean): Tree => {
    const { left, right, alone: which } = best[set]!;
    return left === 0 ? { kind: 'operand', number: 31 - Math.clz32(set), alone } : { kind: 'pair', left: tree(left, (which & 1) !== 0), right: tree(right, (which & 2) !== 0) };
  };
  return { cost: best[all]!.cost, tree: tree(all, false) };

  /** The letters of what a set has become before it is joined. */
  function letters(set: number): number { return (set & (set - 1)) === 0 ? union[set]! : after[set]!; }
  /** Whether a set is one operand with letters that nothing else needs. */
  function sumsAlone(set: number): boolean { return (set & (set - 1)) === 0 && after[set] !== union[set]; }
}
