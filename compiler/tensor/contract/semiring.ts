// What a reduction distributes over, so that it may be taken of parts first: Σ (a·b) = a·Σ b, max (a + b) = a + max b.

import { boolean, call, integer, number, type Scalar, type ValueType } from '../ir.ts';
import type { OpName } from '../ops.ts';
import type { ReductionName } from '../reductions.ts';

export interface Semiring {
  readonly times: OpName;
  /** a × b⁻¹ */
  readonly over: OpName | null;
  /** the factor that a sign is, if `neg` is a factor and not the inverse */
  readonly negative: 'factor' | 'inverse' | null;
  readonly one: (type: ValueType) => Scalar;
  /** what times anything is itself, and what the reduction of nothing is, where there is such a value */
  readonly zero: number | boolean | null;
}

const plus: Semiring = { times: 'add', over: 'sub', negative: 'inverse', one: type => (type.kind === 'int' ? integer(0) : number(0)), zero: null };

/** Reductions that are left out distribute over nothing. */
export const semirings: { readonly [name in ReductionName]?: Semiring } = {
  sum: { times: 'mul', over: 'div', negative: 'factor', one: type => (type.kind === 'int' ? integer(1) : number(1)), zero: 0 },
  max: plus,
  min: plus,
  any: { times: 'and', over: null, negative: null, one: () => boolean(true), zero: false },
  all: { times: 'or', over: null, negative: null, one: () => boolean(false), zero: true },
};

/** A factor of a body; `inverse`: divided by, or subtracted. */
export interface Factor { readonly scalar: Scalar; readonly inverse: boolean }

/** The factors of a body, in order. */
export function factorsOf(root: Scalar, ring: Semiring): readonly Factor[] {
  const found: Factor[] = [];
  const go = (node: Scalar, inverse: boolean): void => {
    if (node.kind === 'call') {
      const [a, b] = node.args;
      if (node.op === ring.times) { for (const x of node.args) go(x, inverse); return; }
      if (node.op === ring.over) { go(a!, inverse); go(b!, !inverse); return; }
      if (node.op === 'neg' && ring.negative === 'inverse') { go(a!, !inverse); return; }
      if (node.op === 'neg' && ring.negative === 'factor') { found.push({ scalar: integer(-1), inverse: false }); go(a!, inverse); return; }
    }
    found.push({ scalar: node, inverse });
  };
  go(root, false);
  return found;
}

/** The product of factors, or null if there are none. */
export function productOfFactors(factors: readonly Factor[], ring: Semiring, type: ValueType): Scalar | null {
  const [first, ...rest] = [...factors.filter(f => !f.inverse), ...factors.filter(f => f.inverse)];
  if (!first) return null;
  const start = !first.inverse ? first.scalar : ring.negative === 'inverse' ? call('neg', first.scalar) : call(ring.over!, ring.one(type), first.scalar);
  return rest.reduce<Scalar>((product, f) => call(f.inverse ? ring.over! : ring.times, product, f.scalar), start);
}
