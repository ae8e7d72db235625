// Constant folding of ops on literals, by the table's reference evaluation.

import { type Scalar, type ValueType } from '../ir.ts';
import { type OpName, ops } from '../ops.ts';

/** Ops that are marks rather than computations, or that look at missing values: their rules are in algebra.ts. */
const kept: ReadonlySet<OpName> = new Set<OpName>(['stop', 'if', 'coalesce', 'present']);

/** The literal that an op on literals amounts to, or null: not all are literals, or the result is no finite number or truth value. */
export function fold(op: OpName, args: readonly Scalar[]): Scalar | null {
  const literals = args.filter((a): a is Scalar & { kind: 'literal' } => a.kind === 'literal');
  if (literals.length !== args.length || !args.length || kept.has(op)) return null;
  const type: ValueType | string = ops[op].type(literals.map(l => ({ kind: l.type })));
  if (typeof type === 'string') return null;
  const value = ops[op].evaluate(...literals.map(l => l.value));
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return null;
  return type.kind === 'key' ? null : { kind: 'literal', value, type: type.kind };
}
