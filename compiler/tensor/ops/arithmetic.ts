// Arithmetic. Whole numbers are exact up to 2^53; a result that no whole number can be is missing, one that no real can be is NaN.

import { call, number, type Scalar } from '../ir.ts';
import { add, alike, choose, div, half, mul, neg, numeric, one, type Op, realValued, reciprocal, share, square, sub, type Value, wholeValued } from './op.ts';
import { compare } from './logic.ts';
import {
  atom, bothHold, cases, castTo, comparison, invoke, minus, negated, notANumber, over, plus, quotient, remainder, type SqlPart, type SqlText, strictly, times, whole,
} from './sql.ts';

/** Two small literals are 32-bit in SQL, and so would their product be. */
const wide = (operate: (a: SqlText, b: SqlText) => SqlText) => ([a, b]: readonly SqlPart[]): SqlText =>
  operate(a!.type === 'int' && b!.type === 'int' && a!.literal !== undefined && b!.literal !== undefined ? castTo('BIGINT', a!) : a!, b!);

const asReal = (a: SqlPart): SqlText => (a.type === 'int' ? castTo('DOUBLE', a) : a);
const sameTypes = (args: readonly SqlPart[]): boolean => args.every(a => a.type === 'int');

/** The larger of two; NaN if either is, which is how SQL orders it. */
const larger = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a > b ? a : b);
const smaller = (a: number, b: number): number => (Number.isNaN(a) || Number.isNaN(b) ? NaN : a < b ? a : b);

/** greatest(a, b), but missing if either is: SQL's skips NULL. */
const sqlMax = (args: readonly SqlPart[]): SqlText => strictly(args, invoke('greatest', ...args));
/** SQL's least skips NaN, its greatest does not. */
const sqlMin = (args: readonly SqlPart[]): SqlText =>
  strictly(args, sameTypes(args) ? invoke('least', ...args) : negated(invoke('greatest', ...args.map(negated))));

/** C's pow, which SQL has; JavaScript differs where an exponent is NaN or infinite. */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1;
  return x ** y;
}

/** The number that a scalar of numbers is, if it is one. */
const literalOf = (s: Scalar): number | null => (s.kind === 'literal' ? s.value as number : null);

/** The remainder with the sign of the divisor, as in Python. */
export function floorMod(x: number, y: number): number {
  const r = x % y;
  return r !== 0 && (r < 0) !== (y < 0) ? r + y : r;
}

const truncated = (x: number): number => Math.trunc(x) + 0;

export const arithmetic = {
  add: { about: 'a + b', arity: 2, type: numeric, sql: wide(plus), evaluate: (a: number, b: number) => a + b, partials: () => [one, one],
    samples: [[[-3, 3], [-3, 3]]], algebra: { commutative: true } },
  sub: { about: 'a − b', arity: 2, type: numeric, sql: wide(minus), evaluate: (a: number, b: number) => a - b, partials: () => [one, number(-1)],
    samples: [[[-3, 3], [-3, 3]]] },
  mul: { about: 'a · b', arity: 2, type: numeric, sql: wide(times), evaluate: (a: number, b: number) => a * b, partials: ([a, b]) => [b!, a!],
    samples: [[[-3, 3], [-3, 3]]], algebra: { commutative: true, annihilator: 0 } },
  div: { about: 'a / b, real also for whole numbers', arity: 2, type: realValued, sql: ([a, b]) => over(a!, b!), evaluate: (a: number, b: number) => a / b,
    partials: ([, b], y) => [reciprocal(b!), neg(div(y, b!))], samples: [[[-3, 3], [0.5, 3]], [[-3, 3], [-3, -0.5]]] },
  neg: { about: '−a', arity: 1, type: numeric, sql: ([a]) => negated(a!), evaluate: (a: number) => -a, partials: () => [number(-1)],
    samples: [[[-3, 3]]] },
  mod: { about: 'a − b · floor(a / b): the remainder has the sign of b', arity: 2, type: realValued, sqlRepeats: [0, 1],
    sql: ([x, y]) => {
      const [a, b] = [asReal(x!), asReal(y!)];
      const r = remainder(a, b);
      const differs = comparison('<>', comparison('<', r, whole(0)), comparison('<', b, whole(0)));
      return cases([[bothHold(comparison('<>', r, whole(0)), differs), plus(r, b)]], r);
    },
    evaluate: floorMod, partials: ([a, b]) => [one, neg(call('floor', div(a!, b!)))], samples: [[[0.1, 0.9], [1, 2]], [[-0.9, -0.1], [1, 2]], [[4.1, 4.4], [1.5, 2]], [[-0.9, -0.1], [-3, -2]]] },
  pow: { about: 'a to the power b', arity: 2, type: realValued, sql: ([a, b]) => invoke('pow', a!, b!), evaluate: power,
    partials: ([x, y], result) => {
      const exponent = literalOf(y!);
      const base = literalOf(x!);
      const above = base !== null && base > 0;
      const below = call('pow', x!, exponent === null ? sub(y!, one) : number(exponent - 1));
      const byBase = exponent === null ? choose(call('and', call('eq', x!, number(0)), call('eq', y!, number(0))), number(0), mul(y!, below))
        : exponent === 0 ? 'zero' : exponent === 1 ? one : exponent === 2 ? mul(number(2), x!) : mul(number(exponent), below);
      const logarithm = above ? number(Math.log(base)) : call('log', x!);
      const byExponent = mul(result, logarithm);
      const at0 = call('and', call('eq', x!, number(0)), call('gt', y!, number(0)));
      return [byBase, above ? byExponent : choose(at0, number(0), byExponent)];
    },
    samples: [[[0.3, 3], [-2.5, 2.5]]] },
  sqrt: { about: 'square root; NaN below 0', arity: 1, type: realValued, sqlRepeats: [0],
    sql: ([a]) => cases([[comparison('>=', a!, whole(0)), invoke('sqrt', a!)], [comparison('<', a!, whole(0)), notANumber]]), evaluate: Math.sqrt,
    partials: (_, y) => [div(half, y)], samples: [[[0.1, 5]]] },
  cbrt: { about: 'cube root', arity: 1, type: realValued, sql: ([a]) => invoke('cbrt', a!), evaluate: Math.cbrt,
    partials: (_, y) => [reciprocal(mul(number(3), square(y)))], samples: [[[0.1, 5]], [[-5, -0.1]]] },
  abs: { about: 'absolute value', arity: 1, type: numeric, sql: ([a]) => invoke('abs', a!), evaluate: Math.abs,
    partials: ([x]) => [call('sign', x!)], samples: [[[0.1, 3]], [[-3, -0.1]]] },
  sign: { about: '1, 0 or −1', arity: 1, type: numeric, sqlRepeats: [0],
    sql: ([a]) => (a!.type === 'int' ? castTo('BIGINT', invoke('sign', a!)) : cases([[invoke('isnan', a!), a!]], castTo('DOUBLE', invoke('sign', a!)))), evaluate: Math.sign,
    partials: () => ['zero'], samples: [[[0.1, 3]], [[-3, -0.1]]] },
  floor: { about: 'the next whole number below', arity: 1, type: numeric, sql: ([a]) => (a!.type === 'int' ? a! : invoke('floor', a!)), evaluate: Math.floor,
    partials: () => ['zero'], samples: [[[0.1, 0.9]], [[-1.9, -1.1]]] },
  ceil: { about: 'the next whole number above', arity: 1, type: numeric, sql: ([a]) => (a!.type === 'int' ? a! : invoke('ceil', a!)), evaluate: Math.ceil,
    partials: () => ['zero'], samples: [[[0.1, 0.9]], [[-1.9, -1.1]]] },
  round: { about: 'the nearest whole number, halves away from 0', arity: 1, type: numeric, sql: ([a]) => (a!.type === 'int' ? a! : invoke('round', a!)),
    evaluate: (x: number) => (Math.abs(x % 1) === 0.5 ? Math.trunc(x) + Math.sign(x) : Math.round(x)), partials: () => ['zero'], samples: [[[0.1, 0.4]], [[-1.4, -1.1]]] },
  trunc: { about: 'the next whole number towards 0', arity: 1, type: numeric, sql: ([a]) => (a!.type === 'int' ? a! : invoke('trunc', a!)), evaluate: Math.trunc,
    partials: () => ['zero'], samples: [[[0.1, 0.9]], [[-1.9, -1.1]]] },
  max: { about: 'the larger of two; NaN if either is; the derivative is shared at a tie', arity: 2, type: numeric, sqlRepeats: [0, 1], sql: sqlMax, evaluate: larger,
    partials: ([a, b]) => [share(a!, b!), share(b!, a!)], samples: [[[0, 1], [1.1, 2]], [[1.1, 2], [0, 1]]], algebra: { commutative: true } },
  min: { about: 'the smaller of two; NaN if either is; the derivative is shared at a tie', arity: 2, type: numeric, sqlRepeats: [0, 1], sql: sqlMin, evaluate: smaller,
    partials: ([a, b]) => [share(b!, a!), share(a!, b!)], samples: [[[0, 1], [1.1, 2]], [[1.1, 2], [0, 1]]], algebra: { commutative: true } },
  clamp: { about: 'min(max(a, lo), hi)', arity: 3, type: numeric, sqlRepeats: [0, 1, 2],
    sql: args => {
      const [a, lo, hi] = args as [SqlPart, SqlPart, SqlPart];
      return strictly(args, sameTypes(args) ? invoke('least', invoke('greatest', a, lo), hi) : negated(invoke('greatest', negated(invoke('greatest', a, lo)), negated(hi))));
    },
    evaluate: (a: number, lo: number, hi: number) => smaller(larger(a, lo), hi),
    partials: ([a, lo, hi]) => [mul(share(a!, lo!), share(hi!, call('max', a!, lo!))), mul(share(lo!, a!), share(hi!, call('max', a!, lo!))), share(call('max', a!, lo!), hi!)],
    samples: [[[0, 1], [-1, -0.1], [1.1, 2]], [[-2, -1], [-0.9, 0], [1, 2]], [[3, 4], [0, 1], [1.1, 2]]] },
  greatest: { about: 'the largest of those that are there', arity: { least: 1 }, lazy: true, type: alike, sql: args => invoke('greatest', ...args),
    evaluate: (...args: (Value | null)[]) => args.reduce((a, b) => (a === null ? b : b === null || compare(a, b) >= 0 ? a : b)),
    partials: (args, y) => args.map(a => div(hits(a, y), args.map(b => hits(b, y)).reduce(add))), samples: [[[0, 1], [1.1, 2]], [[1.1, 2], [0, 1]]] },
  least: { about: 'the smallest of those that are there; NaN counts as the largest number', arity: { least: 1 }, lazy: true, type: alike, sql: args => invoke('least', ...args),
    evaluate: (...args: (Value | null)[]) => args.reduce((a, b) => (a === null ? b : b === null || compare(a, b) <= 0 ? a : b)),
    partials: (args, y) => args.map(a => div(hits(a, y), args.map(b => hits(b, y)).reduce(add))), samples: [[[0, 1], [1.1, 2]], [[1.1, 2], [0, 1]]] },
  idiv: { about: 'the quotient of whole numbers, rounded down; missing if b = 0', arity: 2, type: wholeValued, sqlRepeats: [0, 1],
    sql: ([a, b]) => {
      const r = remainder(a!, b!);
      const differ = bothHold(comparison('<>', r, whole(0)), comparison('<>', comparison('<', r, whole(0)), comparison('<', b!, whole(0))));
      return minus(quotient(a!, b!), cases([[differ, whole(1)]], whole(0)));
    },
    evaluate: (a: number, b: number) => (b === 0 ? null : (a - floorMod(a, b)) / b + 0), partials: () => ['zero', 'zero'], samples: [[[-20, 20], [1, 7]], [[-20, 20], [-7, -1]]] },
  imod: { about: 'the remainder of whole numbers with the sign of b, which wraps around; missing if b = 0', arity: 2, type: wholeValued, sqlRepeats: [1],
    sql: ([a, b]) => remainder(plus(remainder(a!, b!), b!), b!), evaluate: (a: number, b: number) => (b === 0 ? null : floorMod(a, b) + 0),
    partials: () => ['zero', 'zero'], samples: [[[-20, 20], [1, 7]], [[-20, 20], [-7, -1]]] },
  iquot: { about: 'the quotient of whole numbers, rounded towards 0; missing if b = 0', arity: 2, type: wholeValued, sql: ([a, b]) => quotient(a!, b!),
    evaluate: (a: number, b: number) => (b === 0 ? null : (a - (a % b)) / b + 0), partials: () => ['zero', 'zero'], samples: [[[-20, 20], [1, 7]], [[-20, 20], [-7, -1]]] },
  irem: { about: 'the remainder of whole numbers with the sign of a; missing if b = 0', arity: 2, type: wholeValued, sql: ([a, b]) => remainder(a!, b!),
    evaluate: (a: number, b: number) => (b === 0 ? null : (a % b) + 0), partials: () => ['zero', 'zero'], samples: [[[-20, 20], [1, 7]], [[-20, 20], [-7, -1]]] },
  int: { about: 'a real cut to a whole number (missing if there is none), or a key as a plain number', arity: 1,
    type: ([a]) => (a!.kind === 'real' || a!.kind === 'int' || a!.kind === 'key' ? { kind: 'int' } : 'expected a number or a key'),
    sql: ([a]) => (a!.type === 'int' ? a! : atom(`TRY_CAST(${invoke('trunc', a!).text} AS BIGINT)`)),
    evaluate: (x: number) => (Math.abs(x) < 2 ** 63 || x === -(2 ** 63) ? truncated(x) : null), partials: () => ['zero'], samples: [[[0.1, 0.9]], [[-1.9, -1.1]]] },
  stop: { about: 'the value, as a constant to derivatives', arity: 1, type: alike, sql: ([a]) => a!, evaluate: (x: number) => x, partials: () => ['zero'], samples: [[[-3, 3]]] },
} as const satisfies Record<string, Op>;

/** 1 where x is there and equals the result, else 0 */
function hits(x: Scalar, y: Scalar): Scalar {
  return call('coalesce', call('iverson', call('eq', x, y)), number(0));
}
