// The chain rule over the table's rows, plainly, and differences to compare it with.

import { call, number, type Scalar } from '../../compiler/tensor/ir.ts';
import { ops, type Value } from '../../compiler/tensor/ops.ts';
import { compileScalar } from '../../compiler/tensor/evaluate/scalar.ts';

const zero = number(0);

/** ∂ scalar / ∂ arg(k) */
export function derivative(root: Scalar, k: number): Scalar {
  const seen = new Map<Scalar, Scalar>();
  const go = (s: Scalar): Scalar => {
    const known = seen.get(s);
    if (known) return known;
    const made = find(s);
    seen.set(s, made);
    return made;
  };
  const find = (s: Scalar): Scalar => {
    if (s.kind === 'arg') return number(s.position === k ? 1 : 0);
    if (s.kind !== 'call') return zero;
    const partials = ops[s.op].partials(s.args, s);
    let sum: Scalar = zero;
    s.args.forEach((a, j) => {
      const inner = go(a);
      const partial = partials[j]!;
      if (inner === zero || (inner.kind === 'literal' && inner.value === 0) || partial === 'zero') return;
      if (partial.kind === 'notDifferentiable') throw new Error(partial.why);
      sum = call('add', sum, partial.kind === 'where' ? call('if', partial.condition, inner, zero) : call('mul', partial, inner));
    });
    return sum;
  };
  return go(root);
}

/** A scalar of arguments as a function. */
export function scalarFunction(s: Scalar): (...args: readonly (Value | null)[]) => Value | null {
  const bindings = { letters: [], args: [] as (Value | null)[], turn: 0 };
  const none = (): never => { throw new Error('a scalar of arguments only'); };
  const run = compileScalar(s, bindings, { slot: none, letterDomain: none, domain: none, counter: none, single: () => false });
  return (...args) => { bindings.args.splice(0, bindings.args.length, ...args); bindings.turn++; return run(); };
}

/** d f / d x of order h⁴. */
export function difference(f: (x: number) => number, x: number): number {
  const h = 1e-3 * Math.max(0.1, Math.abs(x));
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}
