// Counts that are read only where they count: `n[s] = sum[i](1 where x[s,i] == top[s])` has no cell where nothing is equal, and whoever
// reads it under the same condition never meets such a cell. In a tile it holds 0.

import { bareLetter, type Coord, type Equation, type Scalar, type Term } from '../../tensor/ir.ts';
import { conjuncts } from '../../tensor/simplify/guards.ts';

/** Sums under a condition that every reader reads under that condition. */
export function safelyCounted(equations: readonly Equation[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const e of equations) {
    const [term] = e.terms;
    if (e.reduce !== 'sum' || e.fill !== null || e.within !== null || e.terms.length !== 1 || !term?.where) continue;
    const own = term.out.map(bareLetter);
    if (own.some(l => l === null) || equations.filter(x => x.bind === e.bind).length !== 1) continue;
    const reads = equations.flatMap(r => r.terms.flatMap(t => t.args.filter(a => a.tensor === e.bind).map(a => ({ t, a }))));
    const safe = reads.every(({ t, a }) => {
      const names = new Map(own.map((l, k) => [l!, bareLetter(a.at[k]!)]));
      if ([...names.values()].some(l => l === null) || !t.where) return false;
      const there = new Set(conjuncts(t.where).map(c => written(c, t, new Map())));
      return conjuncts(term.where).every(c => there.has(written(c, term, names as Map<string, string>)));
    });
    if (safe && reads.length > 0) found.add(e.bind);
  }
  return found;
}

/** A scalar with its reads written out and its letters renamed, as a text to compare. */
function written(s: Scalar, term: Term, names: ReadonlyMap<string, string>): string {
  const rename = (l: string): string => names.get(l) ?? l;
  const coord = (c: Coord): string => (c.kind === 'computed' ? `(${go(c.value)})` : [...c.terms].map(t => `${t.coefficient}*${rename(t.letter)}`).sort().concat(`${c.offset}`).join('+'));
  const go = (n: Scalar): string => {
    switch (n.kind) {
      case 'literal': return JSON.stringify(n.value);
      case 'arg': { const a = term.args[n.position]!; return `${a.tensor}[${a.at.map(coord).join()}]${a.optional ? '?' : ''}`; }
      case 'letter': return rename(n.name);
      case 'position': return `position(${rename(n.letter)},${n.of ?? ''})`;
      case 'size': return `size(${n.index})`;
      case 'counter': return `@${n.name}`;
      case 'call': return `${n.op}(${n.args.map(go).join()})`;
    }
  };
  return go(s);
}
