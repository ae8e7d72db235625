// Rows that hold the values of several tensors, so that a term which reads those at the same place joins one row instead of several.

import { groupBy } from '../../group.ts';
import { type Signature, signatures } from '../../tensor/equations.ts';
import { type Access, bareLetter, type Equation, type Program, type Term } from '../../tensor/ir.ts';
import { coversDomain } from '../../tensor/full.ts';

/** A table with a row a place, and a column a tensor. */
export interface SharedRow {
  readonly table: string;
  /** the tensor whose rows it has: there is a row where that has one. null: the tensors in it have all their cells. */
  readonly owner: string | null;
  /** columns of values by tensor */
  readonly columns: ReadonlyMap<string, string>;
}

/** Arguments of a term that are read at the same place, by their positions. */
export interface Together { readonly at: string; readonly args: readonly number[] }

const placeOf = (a: Access): string => JSON.stringify(a.at);

/** The strict arguments of a term that are read at the same place, where `of` allows. */
export function readTogether(t: Term, of: (a: Access) => boolean): readonly Together[] {
  const open = t.args.flatMap((a, k) => (a.optional || a.at.length === 0 || !of(a) ? [] : [k]));
  return [...groupBy(open, k => placeOf(t.args[k]!))].map(([at, args]) => ({ at, args }));
}

/** What rows of data hold together, and which data the rows of what a step computes hold besides. */
export interface Sharing {
  /** tensors of one table each: data with the same axes, all its cells, that some term reads together */
  readonly data: readonly (readonly string[])[];
  /** by tensor, data that goes along in its rows */
  readonly beside: ReadonlyMap<string, readonly string[]>;
}

/**
 * Finds what equations, in order, read together. `data`: tensors that do not change; `rowwise`: whether an equation makes a row of each
 * combination that it reads; `single`: whether a tensor has one value a row.
 */
export function sharing(program: Program, equations: readonly Equation[], data: ReadonlySet<string>, rowwise: (e: Equation) => boolean, single: (tensor: string) => boolean): Sharing {
  const known = signatures(program);
  const full = coversDomain(program);
  const met = new Map<string, Set<string>>();
  const wanted = new Map<string, Set<string>>();
  const want = (tensor: string, more: Iterable<string>): void => { wanted.set(tensor, new Set([...wanted.get(tensor) ?? [], ...more])); };
  const makers = new Set(equations.filter(e => rowwise(e) && single(e.bind)).map(e => e.bind));
  for (const e of [...equations].reverse()) for (const t of e.terms) {
    for (const { at, args } of readTogether(t, a => single(a.tensor))) {
      const names = [...new Set(args.map(k => t.args[k]!.tensor))];
      const constant = names.filter(n => data.has(n));
      const later = at === JSON.stringify(t.out) ? [...wanted.get(e.bind) ?? []] : [];
      for (const maker of names.filter(n => makers.has(n))) want(maker, [...constant, ...later]);
      const side = [...new Set([...constant, ...later])].filter(n => full.has(n));
      if (side.length > 1) for (const n of side) met.set(n, new Set([...met.get(n) ?? [], ...side]));
    }
  }
  const alike = (n: string): string => shapeOf(known.get(n)!);
  const groups = [...groupBy([...met.keys()].sort(), alike).values()].map(names => names.filter(n => names.some(o => o !== n && met.get(n)!.has(o)))).filter(names => names.length > 1);
  return { data: groups, beside: new Map([...wanted].map(([tensor, names]) => [tensor, [...names].filter(n => sameShape(known.get(n)!, known.get(tensor)!))])) };
}

const shapeOf = (s: Signature): string => JSON.stringify(s.axes.map(a => [a.column.toLowerCase(), a.index]));
const sameShape = (a: Signature, b: Signature): boolean => a.axes.length === b.axes.length;

/** For each position of a term the shared row to read it from: of those that serve several arguments the one that serves most. */
export function chooseRows(t: Term, rows: readonly SharedRow[], of: (a: Access) => boolean): ReadonlyMap<number, SharedRow> {
  const chosen = new Map<number, SharedRow>();
  for (const { args } of readTogether(t, of)) {
    const open = new Set(args);
    for (;;) {
      const names = new Set([...open].map(k => t.args[k]!.tensor));
      const serves = (r: SharedRow): readonly number[] => (r.owner !== null && !names.has(r.owner) ? [] : [...open].filter(k => r.columns.has(t.args[k]!.tensor) || r.owner === t.args[k]!.tensor));
      const best = rows.map(r => ({ r, positions: serves(r) })).sort((a, b) => b.positions.length - a.positions.length)[0];
      if (!best || best.positions.length < 2) break;
      for (const k of best.positions) { chosen.set(k, best.r); open.delete(k); }
    }
  }
  return chosen;
}

/** Whether each of a term's kept letters is one coordinate of its result, so that each combination of them is a row of its own. */
export const landsApart = (t: Term, letters: readonly string[]): boolean => letters.every(l => t.out.some(c => bareLetter(c) === l));
