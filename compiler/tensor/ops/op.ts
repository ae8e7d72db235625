// What the table of operations says of each, and short forms for writing derivatives.

import { call, int, number, real, type Scalar, type ValueType } from '../ir.ts';
import type { SqlTemplate } from './sql.ts';

/** A value of a cell. Keys are numbers or text; dates are text, `2024-02-29`. */
export type Value = number | boolean | string;

/** There is no derivative, and asking for it is an error that says why. */
export interface NotDifferentiable { readonly kind: 'notDifferentiable'; readonly why: string; /** a way out, if it is not to take the result as a constant */ readonly hint?: string }
export const notDifferentiable = (why: string, hint?: string): NotDifferentiable => ({ kind: 'notDifferentiable', why, ...(hint === undefined ? {} : { hint }) });

/**
 * ∂ result / ∂ argument. `'zero'`: zero everywhere, as for `floor`.
 * `{ kind: 'where', condition }`: 1 where the condition holds, else 0. It must be lowered to a choice,
 * `if condition then cotangent else 0`, never to a product: what hangs on the other branch may be infinite, and 0·∞ is NaN.
 */
export type Partial = Scalar | 'zero' | { readonly kind: 'where'; readonly condition: Scalar } | NotDifferentiable;

export const where = (condition: Scalar): Partial => ({ kind: 'where', condition });

/** An interval for each argument in which the op is smooth: where tests sample it. Whole numbers for integer arguments. */
export type Box = readonly (readonly [lo: number, hi: number])[];

/** What rewriting may rely on. */
export interface Algebra {
  /** f(x, y) = f(y, x) */
  readonly commutative?: true;
  /** f(x, a) = f(a, x) = a for every finite x */
  readonly annihilator?: number | boolean;
}

/** One row of the table. */
export interface Op {
  /** one line for people */
  readonly about: string;
  /** how many arguments, or the least number of them */
  readonly arity: number | { readonly least: number };
  /** The type of the result, or what was expected instead. Keys of integer indices count as integers. */
  readonly type: (args: readonly ValueType[]) => ValueType | string;
  readonly sql: SqlTemplate;
  /** positions of arguments that the template writes more than once: name them before, or the text grows with every nesting */
  readonly sqlRepeats?: readonly number[];
  /** ∂ result / ∂ each argument, given the arguments and the result (so that tanh is not computed again) */
  readonly partials: (args: readonly Scalar[], result: Scalar) => readonly Partial[];
  readonly samples: readonly Box[];
  readonly algebra?: Algebra;
  /** it may have a value although an argument is missing; any other op is missing then, and is not evaluated */
  readonly lazy?: true;
  /** The reference. Null is a missing value; only a lazy op is given any. */
  readonly evaluate: (...args: any[]) => Value | null;
}

// ------------------------------------------------------------------ typing

const isWhole = (t: ValueType): boolean => t.kind === 'int' || t.kind === 'key';
const isNumber = (t: ValueType): boolean => t.kind === 'real' || isWhole(t);

/** real unless all are whole */
const joined = (args: readonly ValueType[]): ValueType => (args.every(isWhole) ? int : real);

/** numbers in, a number out: whole if all are */
export const numeric = (args: readonly ValueType[]): ValueType | string => (args.every(isNumber) ? joined(args) : 'expected numbers');
/** numbers in, a real out */
export const realValued = (args: readonly ValueType[]): ValueType | string => (args.every(isNumber) ? real : 'expected numbers');
/** whole numbers in, a whole number out */
export const wholeValued = (args: readonly ValueType[]): ValueType | string => (args.every(isWhole) ? int : 'expected whole numbers');
/** truth values in, a truth value out */
export const logical = (args: readonly ValueType[]): ValueType | string => (args.every(t => t.kind === 'bool') ? { kind: 'bool' } : 'expected true or false');

/** The type that values of these types share, or null. */
export function common(args: readonly ValueType[]): ValueType | null {
  const [first, ...rest] = args;
  if (!first) return null;
  const index = (t: ValueType): string | null => (t.kind === 'key' ? t.index : null);
  if (rest.every(t => t.kind === first.kind && index(t) === index(first))) return first;
  return args.every(isNumber) ? joined(args) : null;
}
/** values of one type in, a value of that type out */
export const alike = (args: readonly ValueType[]): ValueType | string => common(args) ?? 'expected values of one type';
/** two numbers or two texts in, a truth value out */
export const ordered = (args: readonly ValueType[]): ValueType | string => (args.every(isNumber) || args.every(t => t.kind === 'text') ? { kind: 'bool' } : 'expected numbers');
/** two values that may be equal in, a truth value out */
export const comparable = (args: readonly ValueType[]): ValueType | string => (common(args) || args.some(t => t.kind === 'key') ? { kind: 'bool' } : 'expected values of one type');

// ------------------------------------------------------------------ short forms for partials

export const one: Scalar = number(1);
export const half: Scalar = number(0.5);
export const add = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
export const sub = (a: Scalar, b: Scalar): Scalar => call('sub', a, b);
export const mul = (a: Scalar, b: Scalar): Scalar => call('mul', a, b);
export const div = (a: Scalar, b: Scalar): Scalar => call('div', a, b);
export const neg = (a: Scalar): Scalar => call('neg', a);
export const square = (a: Scalar): Scalar => call('mul', a, a);
export const reciprocal = (a: Scalar): Scalar => call('div', one, a);
export const choose = (condition: Scalar, then: Scalar, otherwise: Scalar): Scalar => call('if', condition, then, otherwise);
/** 1 where a > b, ½ where a = b, else 0 */
export const share = (a: Scalar, b: Scalar): Scalar => choose(call('gt', a, b), one, choose(call('eq', a, b), half, number(0)));
