// Coordinates as expressions, and back: which letters a key column determines, and on what conditions.

import type { Coord, Letter, Scalar } from '../../tensor/ir.ts';
import { type Expression, between, call, integer, test } from '../ir.ts';
import { type Interval, type Shapes, within } from './shapes.ts';

type Affine = Extract<Coord, { kind: 'affine' }>;

/** A demand that a value be a key of an index. */
export interface Membership { readonly value: Expression; readonly index: string }

export interface Solution {
  readonly letters: readonly (readonly [string, Expression])[];
  readonly conditions: readonly Expression[];
  readonly memberships: readonly Membership[];
}

export type Bound = ReadonlyMap<string, Expression>;

const plus = (a: Expression, b: Expression): Expression => call('add', 'int', a, b);
const minus = (a: Expression, b: Expression): Expression => call('sub', 'int', a, b);
const times = (coefficient: number, e: Expression): Expression => (coefficient === 1 ? e : call('mul', 'int', integer(coefficient), e));

/** e + n, where e may itself be a sum with a number: one number. */
function plusNumber(e: Expression, n: number): Expression {
  const { base, offset } = withoutOffset(e);
  const by = offset + n;
  return by === 0 ? base : by > 0 ? plus(base, integer(by)) : minus(base, integer(-by));
}

/** e as base + offset. */
function withoutOffset(e: Expression): { readonly base: Expression; readonly offset: number } {
  if (e.kind !== 'call' || e.args.length !== 2 || (e.op !== 'add' && e.op !== 'sub')) return { base: e, offset: 0 };
  const [base, by] = e.args;
  if (by!.kind !== 'literal' || by!.type !== 'int' || e.type !== 'int') return { base: e, offset: 0 };
  return { base: base!, offset: e.op === 'add' ? (by!.value as number) : -(by!.value as number) };
}

/** Whether a coordinate is one number while a statement runs: a literal, or a loop's counter and what is added to it. */
export const isPlace = (c: Coord): boolean => (c.kind === 'affine' ? c.terms.length === 0 : isNumber(c.value));

const isNumber = (s: Scalar): boolean => s.kind === 'counter' || s.kind === 'literal' || (s.kind === 'call' && (s.op === 'add' || s.op === 'sub') && s.args.every(isNumber));

export const sameCoord = (a: Coord, b: Coord): boolean => JSON.stringify(a) === JSON.stringify(b);

/** An affine coordinate over bound letters. A bare letter of any type is itself. */
export function affineExpression(coord: Affine, bound: Bound): Expression {
  const ordered = [...coord.terms].sort((a, b) => Number(b.coefficient > 0) - Number(a.coefficient > 0));
  let sum: Expression | null = null;
  for (const t of ordered) {
    const value = bound.get(t.letter)!;
    if (sum === null) {
      if (t.coefficient > 0) sum = times(t.coefficient, value);
      else sum = minus(integer(coord.offset), times(-t.coefficient, value));
    } else sum = t.coefficient > 0 ? plus(sum, times(t.coefficient, value)) : minus(sum, times(-t.coefficient, value));
  }
  if (sum === null) return integer(coord.offset);
  return ordered[0]!.coefficient > 0 ? plusNumber(sum, coord.offset) : sum;
}

/** The condition that a value be a key of an index whose keys are known, e.g. 0 … 9. */
export function inRange(value: Expression, [first, last]: Interval): Expression {
  const { base, offset } = withoutOffset(value);
  const [lo, hi] = [first - offset, last - offset];
  return lo === hi ? test(base, '=', integer(lo)) : between(base, integer(lo), integer(hi));
}

/**
 * Solves `column = coord` for the letters of coord that are not yet bound, where the column holds keys of index `axis`.
 * The column must determine them (`determines`); else they are to be bound first, by their domain.
 */
export function solveCoordinate(coord: Affine, column: Expression, axis: string, bound: Bound, letters: ReadonlyMap<string, Letter>, shapes: Shapes): Solution {
  const open = coord.terms.filter(t => !bound.has(t.letter));
  if (open.length === 0) return { letters: [], conditions: [test(column, '=', affineExpression(coord, bound))], memberships: [] };
  const indexOf = (name: string): string => letters.get(name)!.index;
  const [only] = open;
  if (coord.terms.length === 1 && only!.coefficient === 1 && coord.offset === 0) {
    const index = indexOf(only!.letter);
    return { letters: [[only!.letter, column]], conditions: [], memberships: shapes.contains(index, axis) ? [] : [{ value: column, index }] };
  }
  const rest: Affine = { kind: 'affine', terms: coord.terms.filter(t => bound.has(t.letter)), offset: coord.offset };
  const restRange = affineInterval(rest, indexOf, shapes);
  const columnRange = shapes.interval(axis);
  if (open.length === 1 && Math.abs(only!.coefficient) === 1) {
    const value = only!.coefficient === 1 ? difference(column, rest, bound) : minus(affineExpression(rest, bound), column);
    const range = columnRange && restRange && (only!.coefficient === 1 ? subtract(columnRange, restRange) : subtract(restRange, columnRange));
    const index = indexOf(only!.letter);
    return { letters: [[only!.letter, value]], conditions: [], memberships: within(range, shapes.interval(index)) ? [] : [{ value, index }] };
  }
  return solveRadix(open, difference(column, rest, bound), columnRange && restRange && subtract(columnRange, restRange), indexOf, shapes);
}

/** `value − affine`, written with the constant last. */
function difference(value: Expression, rest: Affine, bound: Bound): Expression {
  let result = value;
  for (const t of rest.terms) {
    const term = times(Math.abs(t.coefficient), bound.get(t.letter)!);
    result = t.coefficient > 0 ? minus(result, term) : plus(result, term);
  }
  return plusNumber(result, -rest.offset);
}

const subtract = (a: Interval, b: Interval): Interval => [a[0] - b[1], a[1] - b[0]];

function affineInterval(coord: Affine, indexOf: (letter: string) => string, shapes: Shapes): Interval | null {
  let lo = coord.offset, hi = coord.offset;
  for (const t of coord.terms) {
    const range = shapes.interval(indexOf(t.letter));
    if (!range) return null;
    lo += Math.min(t.coefficient * range[0], t.coefficient * range[1]);
    hi += Math.max(t.coefficient * range[0], t.coefficient * range[1]);
  }
  return [lo, hi];
}

interface Digit { readonly letter: string; readonly coefficient: number; readonly lo: number; readonly top: number }

/**
 * The letters of `value = Σ coefficient·letter` as digits, largest coefficient first, if the value determines them: what the
 * smaller ones can add up to stays below each coefficient (14·r + q with q in 0 … 13). Else null.
 */
function radixDigits(open: Affine['terms'], indexOf: (letter: string) => string, shapes: Shapes): readonly Digit[] | null {
  const digits: Digit[] = [];
  for (const t of open) {
    const keys = shapes.interval(indexOf(t.letter));
    if (!keys || t.coefficient < 1) return null;
    digits.push({ ...t, lo: keys[0], top: keys[1] - keys[0] });
  }
  digits.sort((a, b) => b.coefficient - a.coefficient);
  const below = (k: number): number => digits.slice(k + 1).reduce((sum, d) => sum + d.coefficient * d.top, 0);
  return digits.some((d, k) => below(k) >= d.coefficient) ? null : digits;
}

/** Whether a column that holds this coordinate determines its letters, given those already bound. */
export function determines(coord: Affine, bound: ReadonlySet<string>, letters: ReadonlyMap<string, Letter>, shapes: Shapes): boolean {
  const open = coord.terms.filter(t => !bound.has(t.letter));
  if (new Set(open.map(t => t.letter)).size < open.length) return false;
  if (open.length === 1 && Math.abs(open[0]!.coefficient) === 1) return true;
  return radixDigits(open, name => letters.get(name)!.index, shapes) !== null;
}

/** Solves `value = Σ coefficient·letter` by division with remainder. */
function solveRadix(open: Affine['terms'], value: Expression, range: Interval | null, indexOf: (letter: string) => string, shapes: Shapes): Solution {
  const digits = radixDigits(open, indexOf, shapes)!;
  const start = digits.reduce((sum, d) => sum + d.coefficient * d.lo, 0);
  const conditions: Expression[] = [];
  const solved: (readonly [string, Expression])[] = [];
  let remainder = plusNumber(value, -start);
  // `possible`: what the remainder can be. Division and remainder of negative numbers differ between engines, so they are excluded first.
  let possible: Interval | null = range && [range[0] - start, range[1] - start];
  if (!possible || possible[0] < 0) conditions.push(test(remainder, '>=', integer(0)));
  for (const d of digits) {
    const quotient = d.coefficient === 1 ? remainder : call('iquot', 'int', remainder, integer(d.coefficient));
    if (!possible || Math.floor(possible[1] / d.coefficient) > d.top) conditions.push(test(quotient, '<=', integer(d.top)));
    solved.push([d.letter, plusNumber(quotient, d.lo)]);
    remainder = d.coefficient === 1 ? integer(0) : call('irem', 'int', remainder, integer(d.coefficient));
    possible = [0, d.coefficient - 1];
  }
  if (remainder.kind !== 'literal') conditions.push(test(remainder, '=', integer(0)));
  return { letters: solved, conditions, memberships: [] };
}
