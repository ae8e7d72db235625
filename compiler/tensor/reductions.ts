// The reductions of the tensor IR: one table, a row a reduction. They run over the combinations that count (head of ir.ts).
// NaN is above every number, as SQL orders it: max is NaN if anything is, min only if all are.

import { compare } from './ops/logic.ts';
import type { Value } from './ops/op.ts';
import { int, type ValueType } from './ir.ts';

export type ReductionName = 'sum' | 'max' | 'min' | 'mean' | 'prod' | 'any' | 'all' | 'argmax' | 'argmin' | 'count';

/** What has been seen so far in one cell; at least one combination has landed when the result is asked for. */
export interface Fold {
  add(value: Value, pick: Value | null): void;
  result(): Value;
}

/**
 * ∂ cell / ∂ one combination's value:
 *   one       1
 *   perCount  1 / how many combinations landed in the cell
 *   ties      [value = cell] / how many combinations equal the cell
 *   others    the product of the other combinations' values, right also where some are 0
 *   zero      0 everywhere
 */
export type ReductionPartial = 'one' | 'perCount' | 'ties' | 'others' | 'zero';

export interface Reduction {
  readonly about: string;
  /** the type of a cell, or what was expected instead; `pick` is given for argmax and argmin */
  readonly type: (body: ValueType, pick: ValueType | null) => ValueType | string;
  readonly picks: boolean;
  /** the result over nothing; null: there is none */
  readonly empty: number | boolean | null;
  readonly fold: () => Fold;
  readonly partial: ReductionPartial;
}

const isNumber = (t: ValueType): boolean => t.kind === 'real' || t.kind === 'int' || t.kind === 'key';
const number = (t: ValueType): ValueType | string => (t.kind === 'real' || t.kind === 'int' ? t : t.kind === 'key' ? int : 'expected numbers');
const ordered = (t: ValueType): ValueType | string => (t.kind === 'bool' ? 'expected numbers' : t);
const truth = (t: ValueType): ValueType | string => (t.kind === 'bool' ? t : 'expected true or false');
const picked = (t: ValueType, pick: ValueType | null): ValueType | string => (isNumber(t) && pick ? pick : 'expected numbers');

/** Folds from the first value on with a function of two. */
const folding = <V extends Value>(join: (a: V, b: V) => V) => (): Fold => {
  let held: V | null = null;
  return { add: value => { held = held === null ? (value as V) : join(held, value as V); }, result: () => held! };
};

/** Keeps the pick of the best value; among equal ones the smallest pick. */
const best = (sign: 1 | -1) => (): Fold => {
  let held: Value | null = null;
  let winner: Value | null = null;
  return {
    add: (value, pick) => {
      const order = held === null ? 1 : sign * compare(value, held);
      if (order > 0 || (order === 0 && compare(pick!, winner!) < 0)) [held, winner] = [value, pick];
    },
    result: () => winner!,
  };
};

export const reductions: { readonly [name in ReductionName]: Reduction } = {
  sum: { about: 'the sum', type: number, picks: false, empty: 0, fold: folding<number>((a, b) => a + b), partial: 'one' },
  mean: {
    about: 'sum / count', type: t => (isNumber(t) ? { kind: 'real' } : 'expected numbers'), picks: false, empty: null, partial: 'perCount',
    fold: () => { let sum = 0; let count = 0; return { add: value => { sum += value as number; count++; }, result: () => sum / count }; },
  },
  prod: { about: 'the product', type: number, picks: false, empty: 1, fold: folding<number>((a, b) => a * b), partial: 'others' },
  max: { about: 'the largest; its derivative is shared among ties', type: ordered, picks: false, empty: null, fold: folding<Value>((a, b) => (compare(b, a) > 0 ? b : a)), partial: 'ties' },
  min: { about: 'the smallest; its derivative is shared among ties', type: ordered, picks: false, empty: null, fold: folding<Value>((a, b) => (compare(b, a) < 0 ? b : a)), partial: 'ties' },
  argmax: { about: 'the pick of the largest, the smallest pick among ties', type: picked, picks: true, empty: null, fold: best(1), partial: 'zero' },
  argmin: { about: 'the pick of the smallest, the smallest pick among ties', type: picked, picks: true, empty: null, fold: best(-1), partial: 'zero' },
  any: { about: 'whether one holds', type: truth, picks: false, empty: false, fold: folding<boolean>((a, b) => a || b), partial: 'zero' },
  all: { about: 'whether all hold', type: truth, picks: false, empty: true, fold: folding<boolean>((a, b) => a && b), partial: 'zero' },
  count: { about: 'how many combinations have a value', type: () => int, picks: false, empty: 0, fold: () => { let count = 0; return { add: () => { count++; }, result: () => count }; }, partial: 'zero' },
};
