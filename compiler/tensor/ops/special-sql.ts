// SQL of the functions that engines lack. The argument is written many times, so it should be a column by then.

import { InternalError } from '../../source.ts';
import { cotangentDerivative, digammaSeries, erfcLarge, erfcMiddle, erfSmall, polygammaSeries, type Rational, reflectionSign, shift } from './special-functions.ts';
import { cases, comparison, horner, invoke, minus, negated, notANumber, operand, over, plus, precedence, real, type SqlPart, type SqlText, times, whole } from './sql.ts';

const grouped = (a: SqlText): SqlText => ({ text: operand(a, precedence.atom), precedence: precedence.atom });
const square = (a: SqlText): SqlText => times(grouped(a), grouped(a));
const below = (a: SqlText, b: SqlText): SqlText => comparison('<', a, b);
const atLeast = (a: SqlText, b: SqlText): SqlText => comparison('>=', a, b);

/** Poles are at the whole numbers up to 0; elsewhere below ½ the function is had from its value at 1 − x. */
function reflected(x: SqlPart, above: (y: SqlText) => SqlText, beneath: (at1MinusX: SqlText) => SqlText): SqlText {
  const pole = comparison('=', invoke('floor', x), x);
  const half = real(0.5);
  return cases([
    [atLeast(x, half), above(x)],
    [{ text: `${operand(below(x, half), precedence.and)} AND ${operand(pole, precedence.and)}`, precedence: precedence.and }, notANumber],
    [below(x, half), beneath(above(minus(real(1), x)))],
  ]);
}

const tanPi = (x: SqlText): SqlText => invoke('tan', times(real(Math.PI), minus(x, invoke('round', x))));
const steps = (x: SqlText): readonly SqlText[] => Array.from({ length: shift }, (_, k) => (k === 0 ? x : plus(x, real(k))));

export function digammaSql(x: SqlPart): SqlText {
  const above = (y: SqlText): SqlText => {
    const z = grouped(plus(y, real(shift)));
    const w = grouped(over(real(1), square(z)));
    const asymptotic = minus(minus(invoke('ln', z), over(real(0.5), z)), times(w, horner(digammaSeries, w)));
    return minus(asymptotic, steps(y).map(s => over(real(1), s)).reduce(plus));
  };
  return reflected(x, above, y => minus(y, over(real(Math.PI), tanPi(x))));
}

/** Errors: InternalError if the order is no literal; derivatives of digamma are all that make polygamma. */
export function polygammaSql(order: SqlPart, x: SqlPart): SqlText {
  const n = order.literal;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1) throw new InternalError(`polygamma of order ${order.text}`);
  const factorial = Array.from({ length: n }, (_, k) => k + 1).reduce((a, b) => a * b, 1);
  const sign = reflectionSign(n);
  const power = (a: SqlText, by: number): SqlText => invoke('pow', a, whole(by));
  const above = (y: SqlText): SqlText => {
    const z = grouped(plus(y, real(shift)));
    const w = grouped(over(real(1), square(z)));
    const tail = times(power(z, -n), plus(plus(real(factorial / n), over(real(factorial / 2), z)), times(w, horner(polygammaSeries(n), w))));
    const sum = plus(times(real(factorial), steps(y).map(s => power(s, -(n + 1))).reduce(plus)), tail);
    return sign === 1 ? negated(sum) : sum;
  };
  const cot = over(real(1), tanPi(x));
  return reflected(x, above, y => minus(sign === 1 ? y : negated(y), times(real(Math.PI ** (n + 1)), horner(cotangentDerivative(n), cot))));
}

const ratio = (r: Rational, x: SqlText): SqlText => over(horner(r.top, x), horner(r.bottom, x));

const small = (x: SqlText): SqlText => times(grouped(x), ratio(erfSmall, square(x)));
const bell = (x: SqlText): SqlText => invoke('exp', negated(square(x)));
const middle = (y: SqlText): SqlText => times(bell(y), ratio(erfcMiddle, y));
const large = (y: SqlText): SqlText => {
  const w = grouped(over(real(1), square(y)));
  return times(over(bell(y), y), minus(real(1 / Math.sqrt(Math.PI)), times(w, ratio(erfcLarge, w))));
};
/** erfc of y = |x| > ½; beyond 27 it is below the least double */
const tail = (y: SqlText): SqlText => cases([[comparison('<=', y, whole(4)), middle(y)], [comparison('<=', y, whole(27)), large(y)]], times(real(0), invoke('exp', negated(y))));

export function erfSql(x: SqlPart): SqlText {
  const y = invoke('abs', x);
  return cases([[comparison('<=', y, real(0.5)), small(x)], [invoke('isnan', x), x]], times(signOf(x), minus(real(1), tail(y))));
}

export function erfcSql(x: SqlPart): SqlText {
  const y = invoke('abs', x);
  return cases([[comparison('<=', y, real(0.5)), minus(real(1), small(x))], [invoke('isnan', x), x]], plus(minus(real(1), signOf(x)), times(signOf(x), tail(y))));
}

const signOf = (x: SqlText): SqlText => invoke('sign', x);
