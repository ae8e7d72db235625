// The order in which operands are contracted two at a time. A step joins until a letter can be summed away. It costs as many
// multiply-adds as that join has rows, which is estimated as query planners do, rows being independent and uniform.

import { exact } from './exact.ts';
import { greedy } from './greedy.ts';

export interface Operand {
  readonly letters: ReadonlySet<string>;
  readonly rows: number;
}

export interface Query {
  readonly operands: readonly Operand[];
  /** letters of the result */
  readonly keep: ReadonlySet<string>;
  /** letters that a condition or a factor ties to each other: none of them is summed before all are there */
  readonly ties: readonly ReadonlySet<string>[];
  /** how many values each letter takes */
  readonly sizes: ReadonlyMap<string, number>;
}

export type Tree =
  /** `alone`: its own letters are summed away before it meets another operand */
  | { readonly kind: 'operand'; readonly number: number; readonly alone: boolean }
  | { readonly kind: 'pair'; readonly left: Tree; readonly right: Tree };

export interface Path { readonly cost: number; readonly tree: Tree }

/** More operands than this are contracted greedily. */
export const mostExact = 12;
/** Sets of letters are bits of one number. */
const mostLetters = 31;

/**
 * A cheap tree of pairwise contractions and its cost: the cheapest one for few operands, by dynamic programming over sets of
 * operands (as opt_einsum's `dp`, outer products included). A letter is summed away as soon as nothing outside needs it.
 */
export function cheapestPath(query: Query): Path {
  if (query.operands.length === 1) return { cost: 0, tree: { kind: 'operand', number: 0, alone: false } };
  const letters = new Set(query.operands.flatMap(o => [...o.letters]));
  return query.operands.length <= mostExact && letters.size <= mostLetters ? exact(query) : greedy(query);
}

/** How many rows the join of all operands has: what contracting them in one step costs. */
export function rowsAtOnce({ operands, sizes }: Pick<Query, 'operands' | 'sizes'>): number {
  const met = new Set<string>();
  let log = 0;
  for (const o of operands) {
    log += Math.log(o.rows);
    for (const l of o.letters) if (met.has(l)) log -= Math.log(sizes.get(l)!); else met.add(l);
  }
  return Math.exp(log);
}

/** What a given tree costs. */
export function costOf(tree: Tree, query: Query): number {
  let cost = 0;
  const members = (t: Tree): readonly number[] => (t.kind === 'operand' ? [t.number] : [...members(t.left), ...members(t.right)]);
  const go = (t: Tree): Operand => {
    if (t.kind === 'operand' && !t.alone) return query.operands[t.number]!;
    const joined = t.kind === 'operand' ? query.operands[t.number]! : joinOf(go(t.left), go(t.right), query.sizes);
    const kept = keptLetters(query, members(t));
    if (t === tree || kept.size < joined.letters.size) cost += joined.rows;
    return reduced(joined, kept, query.sizes);
  };
  go(tree);
  return cost;
}

/** Letters of some operands that something outside them needs. */
function keptLetters({ operands, keep, ties }: Query, members: readonly number[]): ReadonlySet<string> {
  const inside = new Set(members);
  const own = new Set(members.flatMap(m => [...operands[m]!.letters]));
  const needed = new Set(keep);
  operands.forEach((o, k) => { if (!inside.has(k)) for (const l of o.letters) needed.add(l); });
  for (const tie of ties) if ([...tie].some(l => !own.has(l))) for (const l of tie) needed.add(l);
  return new Set([...own].filter(l => needed.has(l)));
}

const joinOf = (a: Operand, b: Operand, sizes: ReadonlyMap<string, number>): Operand => {
  let rows = a.rows * b.rows;
  for (const l of a.letters) if (b.letters.has(l)) rows /= sizes.get(l)!;
  return { letters: new Set([...a.letters, ...b.letters]), rows };
};

function reduced(from: Operand, kept: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Operand {
  let cells = 1;
  for (const l of kept) cells *= sizes.get(l)!;
  return { letters: kept, rows: Math.min(from.rows, cells) };
}
