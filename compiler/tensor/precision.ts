// What real tensors are stored in. Formulas and sums are in 64 bits; a tensor of 32 bits is rounded once, where its cells are stored, and
// a comparison with one of its cells is made in 32 bits: so what was stored as the largest of some numbers equals one of them, rounded.

import { mapEquations } from './equations.ts';
import type { OpName } from './ops.ts';
import type { Precision, Program, ValueType } from './ir.ts';

/** Whether values of a type are stored in 32 bits. */
export const isSingle = (program: Pick<Program, 'precision'>, type: ValueType): boolean => type.kind === 'real' && (type.precision ?? program.precision) === 'f32';

/** Comparisons: made in 32 bits if a side is a cell that is stored so. */
export const comparing: ReadonlySet<OpName> = new Set<OpName>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

export const precisions: readonly Precision[] = ['f32', 'f64'];

/** Whether two types are of one kind, and reals of both are stored in the same. */
export const sameStored = (a: ValueType, b: ValueType): boolean => a.kind === b.kind && (a.kind !== 'real' || b.kind !== 'real' || a.precision === b.precision);

/** The program with all reals stored in 64 bits, for differences: those of numbers of 32 bits are mostly rounding. */
export function inDoubles(program: Program): Program {
  const wide = (type: ValueType): ValueType => (type.kind === 'real' && type.precision ? { kind: 'real' } : type);
  const { precision: _, ...rest } = mapEquations(program, e => ({ ...e, type: wide(e.type) }));
  return { ...rest, inputs: rest.inputs.map(i => ({ ...i, type: wide(i.type) })) };
}
