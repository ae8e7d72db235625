// The operations of the tensor IR: one table, a row an operation. To add one, write its row in the file of its kind and
// its name here; the type checker, the evaluator, the printer of SQL, derivatives and the tests read the rows.

import { arithmetic } from './ops/arithmetic.ts';
import { elementary } from './ops/elementary.ts';
import { logic } from './ops/logic.ts';
import type { Op } from './ops/op.ts';
import { special } from './ops/special.ts';

export type OpName =
  | 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'mod' | 'pow' | 'sqrt' | 'cbrt' | 'abs' | 'sign' | 'floor' | 'ceil' | 'round' | 'trunc'
  | 'min' | 'max' | 'clamp' | 'least' | 'greatest' | 'idiv' | 'imod' | 'iquot' | 'irem' | 'int' | 'stop'
  | 'exp' | 'log' | 'log2' | 'log10' | 'log1p' | 'expm1' | 'sigmoid' | 'softplus'
  | 'sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'atan2' | 'sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh'
  | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'and' | 'or' | 'not' | 'if' | 'coalesce' | 'present' | 'iverson' | 'isnan' | 'bernoulli'
  | 'lgamma' | 'digamma' | 'polygamma' | 'erf' | 'erfc';

export const ops: { readonly [name in OpName]: Op } = { ...arithmetic, ...elementary, ...logic, ...special };

export { type Algebra, type NotDifferentiable, notDifferentiable, type Op, type Partial, type Value } from './ops/op.ts';
export { precedence, sqlInteger, sqlNumber, type SqlPart, type SqlTemplate, type SqlText, type SqlType } from './ops/sql.ts';
