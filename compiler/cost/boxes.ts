// Tables whose rows fill boxes of their keys: a parameter under a guard, W[l,u,u'] where u < width[l], has another box for each l.

import type { Expression, Test } from '../relational/ir.ts';
import { between, type Value } from './values.ts';

/** Key columns with the smallest and the largest key, both included. */
export type KeyBox = ReadonlyMap<string, readonly [number, number]>;
/** Boxes that do not overlap, each of them full. */
export type Boxes = readonly KeyBox[];

const extent = ([lo, hi]: readonly [number, number]): number => Math.max(0, hi - lo + 1);

export const volume = (boxes: Boxes): number => boxes.reduce((sum, b) => sum + [...b.values()].reduce((n, side) => n * extent(side), 1), 0);

/** What is in the boxes for which a column lies between bounds, and the share of rows that is. */
export function restricted(boxes: Boxes, column: string, [lo, hi]: readonly [number, number]): { readonly boxes: Boxes; readonly share: number } {
  const left = boxes.flatMap(b => {
    const side = b.get(column);
    if (!side) return [b];
    const cut = [Math.max(lo, side[0]), Math.min(hi, side[1])] as const;
    return extent(cut) > 0 ? [new Map(b).set(column, cut)] : [];
  });
  const before = volume(boxes);
  return { boxes: left, share: before > 0 ? volume(left) / before : 0 };
}

/** Each key column over all boxes. */
export function hull(boxes: Boxes): ReadonlyMap<string, Value> {
  const sides = new Map<string, readonly [number, number]>();
  for (const b of boxes) for (const [name, [lo, hi]] of b) {
    const known = sides.get(name);
    sides.set(name, known ? [Math.min(known[0], lo), Math.max(known[1], hi)] : [lo, hi]);
  }
  return new Map([...sides].map(([name, [lo, hi]]) => [name, between(lo, hi)]));
}

const flipped: Readonly<Record<Test, Test>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** A column of a source lies between integers. */
export interface Condition { readonly of: string | null; readonly column: string; readonly bounds: readonly [number, number] }

/** The values of a column between bounds and the share of rows that have them, as many for each; null where its own bounds are not known. */
export function cut(value: Value, [lo, hi]: readonly [number, number]): { readonly value: Value; readonly share: number } | null {
  if (!value.bounds) return null;
  const left = [Math.max(lo, value.bounds[0]), Math.min(hi, value.bounds[1])] as const;
  return { value: between(left[0], Math.max(left[0], left[1]), value.distinct), share: extent(left) / extent(value.bounds) };
}

/** The condition that an expression is, or null if it is none. */
export function conditionOf(e: Expression): Condition | null {
  const whole = (x: Expression): number | null => (x.kind === 'literal' && typeof x.value === 'number' && Number.isInteger(x.value) ? x.value : null);
  if (e.kind === 'between') {
    const lo = whole(e.lo), hi = whole(e.hi);
    return e.value.kind === 'column' && lo !== null && hi !== null ? { of: e.value.of, column: e.value.name, bounds: [lo, hi] } : null;
  }
  if (e.kind !== 'test') return null;
  const [column, test, to] = e.left.kind === 'column' ? [e.left, e.test, whole(e.right)] : [e.right, flipped[e.test], whole(e.left)];
  if (column.kind !== 'column' || to === null) return null;
  const of = (lo: number, hi: number) => ({ of: column.of, column: column.name, bounds: [lo, hi] as const });
  switch (test) {
    case '=': return of(to, to);
    case '<': return of(-Infinity, to - 1);
    case '<=': return of(-Infinity, to);
    case '>': return of(to + 1, Infinity);
    case '>=': return of(to, Infinity);
    case '<>': return null;
  }
}
