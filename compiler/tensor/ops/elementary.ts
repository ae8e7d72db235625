// Exponentials, logarithms, trigonometric and hyperbolic functions. Where SQL would abort outside the domain, the text chooses IEEE's result.

import { call, number } from '../ir.ts';
import { add, div, mul, neg, one, type Op, realValued, reciprocal, square, sub } from './op.ts';
import { cases, comparison, infinity, invoke, minus, minusInfinity, negated, notANumber, over, plus, real, type SqlTemplate, type SqlText, times, whole } from './sql.ts';

const named = (name: string): SqlTemplate => ([a]) => invoke(name, a!);

const above = (a: SqlText, b: SqlText): SqlText => comparison('>', a, b);
const below = (a: SqlText, b: SqlText): SqlText => comparison('<', a, b);
const equal = (a: SqlText, b: SqlText): SqlText => comparison('=', a, b);

/** A logarithm: SQL's aborts at 0 and below. NaN is above 0 in SQL's order. */
const guardedLogarithm = (name: string): SqlTemplate => ([a]) =>
  cases([[above(a!, whole(0)), invoke(name, a!)], [equal(a!, whole(0)), minusInfinity], [below(a!, whole(0)), notANumber]]);

/** sin, cos, tan: SQL's abort at ±∞, whose sine is NaN, as is ∞ − ∞. */
const guardedTrigonometric = (name: string): SqlTemplate => ([a]) => cases([[equal(invoke('abs', a!), infinity), notANumber]], invoke(name, a!));

/** A function on [−1, 1]; NaN passes through. */
const insideUnit = (name: string): SqlTemplate => ([a]) => {
  const size = invoke('abs', a!);
  return cases([[comparison('<=', size, whole(1)), invoke(name, a!)], [above(size, whole(1)), notANumber]]);
};

/** log(1 + x) = 2 atanh(x / (2 + x)), which keeps the digits of a small x. */
const smallLog1p = (x: SqlText): SqlText => times(real(2), invoke('atanh', over(x, plus(real(2), x))));

/** sqrt(1 − x²) without cancellation near 1 */
const cofactor = (x: Parameters<typeof square>[0]): Parameters<typeof square>[0] => call('sqrt', mul(sub(one, x), add(one, x)));

/** log(1 + eˣ) */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** 1 / (1 + e⁻ˣ) */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

export const elementary = {
  exp: { about: 'e to the power a', arity: 1, type: realValued, sql: named('exp'), evaluate: Math.exp, partials: (_, y) => [y], samples: [[[-3, 3]]] },
  log: { about: 'natural logarithm; −∞ at 0, NaN below', arity: 1, type: realValued, sql: guardedLogarithm('ln'), sqlRepeats: [0], evaluate: Math.log,
    partials: ([x]) => [reciprocal(x!)], samples: [[[0.1, 5]]] },
  log2: { about: 'logarithm to base 2', arity: 1, type: realValued, sql: guardedLogarithm('log2'), sqlRepeats: [0], evaluate: Math.log2,
    partials: ([x]) => [div(number(Math.LOG2E), x!)], samples: [[[0.1, 5]]] },
  log10: { about: 'logarithm to base 10', arity: 1, type: realValued, sql: guardedLogarithm('log10'), sqlRepeats: [0], evaluate: Math.log10,
    partials: ([x]) => [div(number(Math.LOG10E), x!)], samples: [[[0.1, 5]]] },
  log1p: { about: 'log(1 + a), accurate near 0 (relative error below 1e-15)', arity: 1, type: realValued, sqlRepeats: [0], evaluate: Math.log1p,
    sql: ([a]) => cases([
      [below(invoke('abs', a!), real(0.5)), smallLog1p(a!)], [above(a!, whole(-1)), invoke('ln', plus(real(1), a!))],
      [equal(a!, whole(-1)), minusInfinity], [below(a!, whole(-1)), notANumber]]),
    partials: ([x]) => [reciprocal(add(one, x!))], samples: [[[-0.9, 5]]] },
  expm1: { about: 'exp(a) − 1, accurate near 0 (relative error below 1e-15)', arity: 1, type: realValued, sqlRepeats: [0], evaluate: Math.expm1,
    sql: ([a]) => {
      const halved = times(real(0.5), a!);
      return cases([[below(invoke('abs', a!), whole(1)), times(times(real(2), invoke('sinh', halved)), invoke('exp', halved))]], minus(invoke('exp', a!), real(1)));
    },
    partials: ([x]) => [call('exp', x!)], samples: [[[-3, 3]]] },
  sin: { about: 'sine', arity: 1, type: realValued, sql: guardedTrigonometric('sin'), sqlRepeats: [0], evaluate: Math.sin, partials: ([x]) => [call('cos', x!)], samples: [[[-3, 3]]] },
  cos: { about: 'cosine', arity: 1, type: realValued, sql: guardedTrigonometric('cos'), sqlRepeats: [0], evaluate: Math.cos, partials: ([x]) => [neg(call('sin', x!))], samples: [[[-3, 3]]] },
  tan: { about: 'tangent', arity: 1, type: realValued, sql: guardedTrigonometric('tan'), sqlRepeats: [0], evaluate: Math.tan, partials: (_, y) => [add(one, square(y))], samples: [[[-1.2, 1.2]]] },
  asin: { about: 'inverse sine; NaN outside [−1, 1]', arity: 1, type: realValued, sql: insideUnit('asin'), sqlRepeats: [0], evaluate: Math.asin, partials: ([x]) => [reciprocal(cofactor(x!))], samples: [[[-0.9, 0.9]]] },
  acos: { about: 'inverse cosine; NaN outside [−1, 1]', arity: 1, type: realValued, sql: insideUnit('acos'), sqlRepeats: [0], evaluate: Math.acos, partials: ([x]) => [neg(reciprocal(cofactor(x!)))], samples: [[[-0.9, 0.9]]] },
  atan: { about: 'inverse tangent', arity: 1, type: realValued, sql: named('atan'), evaluate: Math.atan, partials: ([x]) => [reciprocal(add(one, square(x!)))], samples: [[[-3, 3]]] },
  atan2: { about: 'the angle of the point (x, y) = (b, a)', arity: 2, type: realValued, sql: ([a, b]) => invoke('atan2', a!, b!), evaluate: Math.atan2,
    partials: ([y, x]) => { const r2 = add(square(x!), square(y!)); return [div(x!, r2), neg(div(y!, r2))]; }, samples: [[[-3, 3], [0.5, 3]], [[0.5, 3], [-3, 3]]] },
  sinh: { about: 'hyperbolic sine', arity: 1, type: realValued, sql: named('sinh'), evaluate: Math.sinh, partials: ([x]) => [call('cosh', x!)], samples: [[[-3, 3]]] },
  cosh: { about: 'hyperbolic cosine', arity: 1, type: realValued, sql: named('cosh'), evaluate: Math.cosh, partials: ([x]) => [call('sinh', x!)], samples: [[[-3, 3]]] },
  tanh: { about: 'hyperbolic tangent', arity: 1, type: realValued, sql: named('tanh'), evaluate: Math.tanh, partials: (_, y) => [sub(one, square(y))], samples: [[[-3, 3]]] },
  asinh: { about: 'inverse hyperbolic sine', arity: 1, type: realValued, sql: named('asinh'), evaluate: Math.asinh, partials: ([x]) => [reciprocal(call('sqrt', add(one, square(x!))))], samples: [[[-3, 3]]] },
  acosh: { about: 'inverse hyperbolic cosine; NaN below 1', arity: 1, type: realValued, sql: named('acosh'), evaluate: Math.acosh, partials: ([x]) => [reciprocal(call('sqrt', mul(sub(x!, one), add(x!, one))))], samples: [[[1.2, 5]]] },
  atanh: { about: 'inverse hyperbolic tangent; ±∞ at ±1, NaN beyond', arity: 1, type: realValued, sqlRepeats: [0],
    sql: ([a]) => {
      const size = invoke('abs', a!);
      return cases([[below(size, whole(1)), invoke('atanh', a!)], [equal(a!, whole(1)), infinity], [equal(a!, whole(-1)), minusInfinity], [above(size, whole(1)), notANumber]]);
    },
    evaluate: Math.atanh, partials: ([x]) => [reciprocal(mul(sub(one, x!), add(one, x!)))], samples: [[[-0.9, 0.9]]] },
  sigmoid: { about: '1 / (1 + exp(−a))', arity: 1, type: realValued, sql: ([a]) => over(real(1), plus(real(1), invoke('exp', negated(a!)))), evaluate: sigmoid,
    partials: (_, y) => [mul(y, sub(one, y))], samples: [[[-4, 4]]] },
  softplus: { about: 'log(1 + exp(a)) = max(a, 0) + log1p(exp(−|a|)); relative error below 1e-15', arity: 1, type: realValued, sqlRepeats: [0],
    sql: ([a]) => plus(invoke('greatest', a!, real(0)), times(real(2), invoke('atanh', over(real(1), plus(real(1), times(real(2), invoke('exp', invoke('abs', a!)))))))),
    evaluate: softplus, partials: ([x]) => [call('sigmoid', x!)], samples: [[[-4, 4]]] },
} as const satisfies Record<string, Op>;
