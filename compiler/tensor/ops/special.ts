// The gamma and error functions. DuckDB has lgamma; the others are written out, from the formulas of special-functions.ts.

import { call, number } from '../ir.ts';
import { mul, neg, notDifferentiable, type Op, realValued, square } from './op.ts';
import { digamma, erf, erfc, lgamma, polygamma } from './special-functions.ts';
import { digammaSql, erfcSql, erfSql, polygammaSql } from './special-sql.ts';
import { cases, comparison, infinity, invoke, real } from './sql.ts';

const bell = (x: Parameters<typeof square>[0]): Parameters<typeof square>[0] => mul(number(2 / Math.sqrt(Math.PI)), call('exp', neg(square(x))));

export const special = {
  lgamma: { about: 'log |Γ(a)|; ∞ at 0 and the negative whole numbers', arity: 1, type: realValued, sqlRepeats: [0], evaluate: lgamma,
    sql: ([a]) => cases([[comparison('=', a!, real(0)), infinity]], invoke('lgamma', a!)), partials: ([x]) => [call('digamma', x!)], samples: [[[0.2, 6]], [[-0.9, -0.2]]] },
  digamma: { about: 'the derivative of lgamma (error below 1e-14 of max(1, |result|)); NaN at 0 and the negative whole numbers', arity: 1, type: realValued, sqlRepeats: [0],
    evaluate: digamma, sql: ([a]) => digammaSql(a!), partials: ([x]) => [call('polygamma', number(1), x!)], samples: [[[0.2, 6]], [[-0.8, -0.2]]] },
  polygamma: { about: 'the n-th derivative of digamma, n = 1, 2, … a literal (relative error below 1e-14 for a > 0; below 0 its terms may cancel to 1e-12)', arity: 2, type: realValued, sqlRepeats: [1],
    evaluate: polygamma, sql: ([n, a]) => polygammaSql(n!, a!),
    partials: ([n, x]) => [notDifferentiable('the order of polygamma is a whole number'), call('polygamma', n!.kind === 'literal' ? number(Number(n!.value) + 1) : call('add', n!, number(1)), x!)],
    samples: [[[1, 1], [0.3, 6]], [[2, 2], [0.3, 6]], [[1, 1], [-0.8, -0.2]]] },
  erf: { about: 'the error function (relative error below 1e-15)', arity: 1, type: realValued, sqlRepeats: [0], evaluate: erf, sql: ([a]) => erfSql(a!),
    partials: ([x]) => [bell(x!)], samples: [[[-3, 3]]] },
  erfc: { about: '1 − erf(a), accurate also where it is tiny (relative error below 1e-15 · (1 + a²))', arity: 1, type: realValued, sqlRepeats: [0], evaluate: erfc, sql: ([a]) => erfcSql(a!),
    partials: ([x]) => [neg(bell(x!))], samples: [[[-3, 3]]] },
} as const satisfies Record<string, Op>;
