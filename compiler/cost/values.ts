// What is known of the values of a column before anything runs: how many there are, between which integers, and what lists hold.

import type { ColumnType } from '../relational/ir.ts';

export interface Value {
  /** different values, at most */
  readonly distinct: number;
  /** the smallest and the largest, of integers */
  readonly bounds: readonly [number, number] | null;
  /** what is in it, if it is a list or a tuple */
  readonly inside: Inside | null;
  /** the share of rows in which it is true, of booleans */
  readonly holds?: number;
}

export type Inside =
  | { readonly kind: 'list'; readonly length: number; readonly of: Value }
  | { readonly kind: 'tuple'; readonly fields: readonly Value[] };

/** A column of which nothing is known. */
export const anything: Value = { distinct: Infinity, bounds: null, inside: null };
export const constant: Value = { distinct: 1, bounds: null, inside: null };
export const number = (value: number): Value => ({ distinct: 1, bounds: Number.isInteger(value) ? [value, value] : null, inside: null });
export const listOf = (length: number, of: Value): Value => ({ ...anything, inside: { kind: 'list', length, of } });
export const tupleOf = (fields: readonly Value[]): Value => ({ ...anything, inside: { kind: 'tuple', fields } });

/** Integers between bounds, of which there may be fewer. */
export const between = (lo: number, hi: number, distinct = Infinity): Value => ({ distinct: Math.max(1, Math.min(distinct, hi - lo + 1)), bounds: [lo, hi], inside: null });

/** A column in a relation of so many rows. */
export const among = (v: Value, rows: number): Value => (v.distinct <= rows ? v : { ...v, distinct: Math.max(1, rows) });

/** One value in some rows, another in others; booleans are true in as many as rows say. */
export function merged(a: Value, b: Value, rowsA = 1, rowsB = 1): Value {
  if (a.inside || b.inside) return a.inside && (!b.inside || cellsOf(a) >= cellsOf(b)) ? a : b;
  const bounds = a.bounds && b.bounds ? [Math.min(a.bounds[0], b.bounds[0]), Math.max(a.bounds[1], b.bounds[1])] as const : null;
  const sum = a.distinct + b.distinct;
  const holds = a.holds !== undefined && b.holds !== undefined && rowsA + rowsB > 0 ? { holds: (a.holds * rowsA + b.holds * rowsB) / (rowsA + rowsB) } : {};
  return { distinct: bounds ? Math.min(sum, bounds[1] - bounds[0] + 1) : sum, bounds, inside: null, ...holds };
}

/** Cells of a value: those of its lists, or one. */
export function cellsOf(v: Value): number {
  if (v.inside === null) return 1;
  return v.inside.kind === 'list' ? v.inside.length * cellsOf(v.inside.of) : v.inside.fields.reduce((n, f) => n + cellsOf(f), 0);
}

/** Bytes of a value as engines hold it: eight a number, four in 32 bits, and as much as two numbers for a list or a text. */
export function bytesOf(v: Value, type: ColumnType): number {
  if (v.inside) return 16 + 8 * cellsOf(v);
  return type === 'bool' ? 1 : type === 'f32' || type === 'date' ? 4 : type === 'text' || type === 'list' ? 16 : 8;
}

/** What an operation of integers comes to, where that is known: keys are computed of keys. */
export function computed(op: string, args: readonly Value[]): Value {
  const distinct = args.reduce((n, a) => n * a.distinct, 1);
  const [a, b] = args.map(x => x.bounds);
  const bounds = a && b ? binary(op, a, b) : a && op === 'neg' ? [-a[1], -a[0]] as const : null;
  return { distinct: bounds ? Math.min(distinct, bounds[1] - bounds[0] + 1) : distinct, bounds, inside: null };
}

function binary(op: string, [a, b]: readonly [number, number], [c, d]: readonly [number, number]): readonly [number, number] | null {
  switch (op) {
    case 'add': return [a + c, b + d];
    case 'sub': return [a - d, b - c];
    case 'mul': { const corners = [a * c, a * d, b * c, b * d]; return [Math.min(...corners), Math.max(...corners)]; }
    case 'min': return [Math.min(a, c), Math.min(b, d)];
    case 'max': return [Math.max(a, c), Math.max(b, d)];
    case 'iquot': case 'idiv': return c === d && c > 0 && a >= 0 ? [Math.floor(a / c), Math.floor(b / c)] : null;
    case 'irem': case 'imod': return c === d && c > 0 && a >= 0 ? [0, Math.min(b, c - 1)] : null;
    default: return null;
  }
}
