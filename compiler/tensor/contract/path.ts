// The cheapest order in which to contract operands two at a time.

export interface Operand { readonly letters: ReadonlySet<string> }

export type Tree = { readonly kind: 'operand'; readonly number: number } | { readonly kind: 'pair'; readonly left: Tree; readonly right: Tree };

interface Best { readonly cost: number; readonly tree: Tree }

/** More operands than this are contracted greedily. */
const mostExact = 10;

/**
 * A tree of pairwise contractions and how many multiplications it takes. A letter is summed away as soon as no operand outside and
 * no letter in `keep` needs it. Null for fewer than two operands.
 */
export function cheapestTree(operands: readonly Operand[], keep: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Best | null {
  if (operands.length < 2) return null;
  return operands.length <= mostExact ? exact(operands, keep, sizes) : greedy(operands, keep, sizes);
}

const cells = (letters: Iterable<string>, sizes: ReadonlyMap<string, number>): number => [...letters].reduce((n, l) => n * sizes.get(l)!, 1);

/** Letters that are left of a set of operands once they are contracted; `inside` tells the set. */
function left(operands: readonly Operand[], keep: ReadonlySet<string>, inside: (k: number) => boolean): ReadonlySet<string> {
  const outer = new Set([...keep, ...operands.flatMap((o, k) => (inside(k) ? [] : [...o.letters]))]);
  return new Set(operands.flatMap((o, k) => (inside(k) ? [...o.letters].filter(l => outer.has(l)) : [])));
}

/** Dynamic programming over sets of operands. */
function exact(operands: readonly Operand[], keep: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Best {
  const count = operands.length;
  const lettersOf = Array.from({ length: 1 << count }, (_, set): ReadonlySet<string> => {
    const [only] = operands.flatMap((o, k) => (set === 1 << k ? [o.letters] : []));
    return only ?? left(operands, keep, k => (set >> k & 1) === 1);
  });
  const best: Best[] = [];
  for (let set = 1; set < 1 << count; set++) {
    const single = operands.findIndex((_, k) => set === 1 << k);
    if (single >= 0) { best[set] = { cost: 0, tree: { kind: 'operand', number: single } }; continue; }
    const lowest = set & -set;
    for (let part = (set - 1) & set; part > 0; part = (part - 1) & set) {
      if (!(part & lowest)) continue;
      const rest = set & ~part;
      const cost = best[part]!.cost + best[rest]!.cost + cells(new Set([...lettersOf[part]!, ...lettersOf[rest]!]), sizes);
      if (!best[set] || cost < best[set]!.cost) best[set] = { cost, tree: { kind: 'pair', left: best[part]!.tree, right: best[rest]!.tree } };
    }
  }
  return best[(1 << count) - 1]!;
}

/** The cheapest pair first, again and again. */
function greedy(operands: readonly Operand[], keep: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Best {
  let open = operands.map((o, k) => ({ letters: o.letters, tree: { kind: 'operand', number: k } as Tree }));
  let cost = 0;
  while (open.length > 1) {
    let choice: { readonly a: number; readonly b: number; readonly cost: number } | null = null;
    for (let a = 0; a < open.length; a++) for (let b = a + 1; b < open.length; b++) {
      const price = cells(new Set([...open[a]!.letters, ...open[b]!.letters]), sizes);
      if (!choice || price < choice.cost) choice = { a, b, cost: price };
    }
    const { a, b } = choice!;
    cost += choice!.cost;
    const letters = left(open, keep, k => k === a || k === b);
    open = [...open.filter((_, k) => k !== a && k !== b), { letters, tree: { kind: 'pair', left: open[a]!.tree, right: open[b]!.tree } }];
  }
  return { cost, tree: open[0]!.tree };
}
