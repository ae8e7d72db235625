// Derivatives of a term's body by its arguments: one reverse sweep over the graph of scalars.

import { error } from '../../diagnostics.ts';
import { InternalError, type Span } from '../../source.ts';
import { type Scalar, visitScalar } from '../ir.ts';
import { ops } from '../ops.ts';
import type { Algebra } from '../simplify/algebra.ts';

/** The branches of `if` and `coalesce` that lead to a node, outermost last: outside them the node need not have a value. */
interface Branch { readonly condition: Scalar; readonly holds: boolean; readonly outer: Branch | null; readonly key: string }

/** What flows back to a node: an amount for each way of branches that leads there. */
type Adjoint = Map<string, { readonly branch: Branch | null; readonly amount: Scalar }>;

/**
 * ∂body/∂arg(k) for every k of `wanted`, as scalars of `algebra`; an argument whose derivative is zero everywhere is left out.
 * A derivative has a value wherever the body has one. Contributions through a branch of `if` or `coalesce` stay inside that
 * branch, so what is missing or infinite on the other does not spoil them.
 * Errors: not-differentiable.
 */
export function bodyPartials(algebra: Algebra, body: Scalar, wanted: ReadonlySet<number>, span: Span): ReadonlyMap<number, Scalar> {
  const root = algebra.import(body);
  /** the nodes that lead to a wanted argument, each after those that it is made of */
  const depends = new Set<Scalar>();
  const order: (Scalar & { kind: 'arg' | 'call' })[] = [];
  visitScalar(root, node => {
    const leads = node.kind === 'arg' ? wanted.has(node.position) : node.kind === 'call' && node.op !== 'stop' && node.op !== 'present' && node.args.some(a => depends.has(a));
    if (!leads) return;
    depends.add(node);
    order.push(node as typeof order[number]);
  });

  const adjoints = new Map<Scalar, Adjoint>();
  const add = (node: Scalar, branch: Branch | null, amount: Scalar): void => {
    const adjoint: Adjoint = adjoints.get(node) ?? new Map();
    adjoints.set(node, adjoint);
    const key = branch?.key ?? '';
    const known = adjoint.get(key);
    adjoint.set(key, { branch, amount: known ? algebra.call('add', known.amount, amount) : amount });
  };
  const enter = (condition: Scalar, holds: boolean, outer: Branch | null): Branch | null =>
    condition.kind === 'literal' ? outer : { condition, holds, outer, key: `${outer?.key ?? ''}/${holds ? '' : '!'}${algebra.id(condition)}` };

  add(root, null, algebra.number(1));
  const found = new Map<number, Scalar>();
  for (const node of order.reverse()) {
    const adjoint = adjoints.get(node);
    if (!adjoint) continue;
    if (node.kind === 'arg') {
      found.set(node.position, total(algebra, adjoint));
      continue;
    }
    for (const { branch, amount } of adjoint.values()) {
      if (node.op === 'if') {
        const [condition, then, otherwise] = node.args as readonly [Scalar, Scalar, Scalar];
        add(then, enter(condition, true, branch), amount);
        add(otherwise, enter(condition, false, branch), amount);
      } else if (node.op === 'coalesce') {
        let outer = branch;
        node.args.forEach(a => {
          const there = algebra.call('present', a);
          add(a, enter(there, true, outer), amount);
          outer = enter(there, false, outer);
        });
      } else {
        pullBack(algebra, node, branch, amount, depends, add, span);
      }
    }
  }
  return found;
}

function pullBack(algebra: Algebra, node: Scalar & { kind: 'call' }, branch: Branch | null, amount: Scalar, depends: ReadonlySet<Scalar>,
  add: (node: Scalar, branch: Branch | null, amount: Scalar) => void, span: Span): void {
  const partials = ops[node.op].partials(node.args, node);
  node.args.forEach((a, k) => {
    if (!depends.has(a)) return;
    const partial = partials[k]!;
    if (partial === 'zero') return;
    if (partial.kind === 'notDifferentiable') {
      throw error('not-differentiable', span, `${node.op} has no derivative`, { note: partial.why, hints: [partial.hint ?? `stop(…) around ${node.op}(…) makes it a constant`] });
    }
    if (partial.kind === 'where') throw new InternalError(`the branches of ${node.op} are entered by themselves`);
    add(a, branch, algebra.call('mul', amount, algebra.import(partial)));
  });
}

/** The sum over all ways, each inside its branches. */
function total(algebra: Algebra, adjoint: Adjoint): Scalar {
  let sum: Scalar | null = null;
  for (const { branch, amount } of adjoint.values()) {
    let inside = amount;
    for (let b = branch; b; b = b.outer) inside = b.holds ? algebra.call('if', b.condition, inside, algebra.number(0)) : algebra.call('if', b.condition, algebra.number(0), inside);
    sum = sum === null ? inside : algebra.call('add', sum, inside);
  }
  return sum!;
}
