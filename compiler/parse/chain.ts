// `a + b * -c in T`: the operands and operators of one chain, as the grammar gives them, become a tree.

import type { BinaryOp, Expr, Name } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { joinSpans, type Span } from '../source.ts';
import { type InfixOp, infix, level, prefix } from './operators.ts';

/** `(u, v)`, which only stands before `in`. */
export interface Tuple { readonly kind: 'tuple'; readonly elements: readonly Expr[]; readonly span: Span }

export type Link =
  | { readonly kind: 'prefix'; readonly op: '-' | 'not'; readonly span: Span }
  | { readonly kind: 'operand'; readonly value: Expr | Tuple }
  | { readonly kind: 'infix'; readonly op: InfixOp; readonly span: Span }
  | { readonly kind: 'in'; readonly tensor: Name };

/**
 * The tree of a chain, by precedence climbing. Left-nested chains are built in a loop; the recursion is as deep as
 * right-nesting (`^`, unary operators), which the depth check has bounded.
 * Refuses `a < b < c`, a `not` that binds looser than what stands before it, and a tuple without `in`.
 */
export function chain(links: readonly Link[]): Expr {
  let at = 0;

  function operand(lowest: number): Expr | Tuple {
    const link = links[at++]!;
    if (link.kind === 'operand') return link.value;
    if (link.kind !== 'prefix') throw new TypeError(`a chain has ${link.kind} where an operand is due`);
    const own = prefix[link.op];
    if (own < lowest) throw error('syntax', link.span, `\`${link.op}\` cannot stand here without parentheses`, { hints: [`put parentheses around it: (${link.op} ...)`] });
    const inner = expression(climb(own));
    return { kind: 'unary', op: link.op, operand: inner, span: joinSpans(link.span, inner.span) };
  }

  function climb(lowest: number): Expr | Tuple {
    let left = operand(lowest);
    let compared = false;
    for (;;) {
      const link = links[at];
      if (!link || (link.kind !== 'infix' && link.kind !== 'in')) return left;
      const own = link.kind === 'in' ? level.comparison : infix[link.op].level;
      if (own < lowest) return left;
      if (own === level.comparison) {
        if (compared) throw unchainable(link, left);
        compared = true;
      } else compared = false;
      at++;
      left = link.kind === 'in' ? membership(left, link.tensor) : combine(link.op, expression(left), expression(climb(infix[link.op].right)));
    }
  }

  return expression(climb(level.conditional));
}

function unchainable(link: Extract<Link, { kind: 'infix' | 'in' }>, left: Expr | Tuple): Error {
  return error('syntax', link.kind === 'in' ? link.tensor.span : link.span, 'comparisons cannot be chained', {
    labels: [{ span: left.span, text: 'this is already a comparison' }],
    hints: ['join two comparisons with and: a < b and b < c'],
  });
}

/** A parenthesis around the only element belongs to `in`: `(u) in T` is `u in T`. */
function membership(left: Expr | Tuple, tensor: Name): Expr {
  const elements = left.kind === 'tuple' ? left.elements : left.kind === 'paren' ? [left.inner] : [left];
  return { kind: 'in', elements, tensor, span: joinSpans(left.span, tensor.span) };
}

function combine(op: InfixOp, left: Expr, right: Expr): Expr {
  const span = joinSpans(left.span, right.span);
  return op === '??' ? { kind: 'coalesce', left, right, span } : { kind: 'binary', op: op as BinaryOp, left, right, span };
}

function expression(value: Expr | Tuple): Expr {
  if (value.kind !== 'tuple') return value;
  throw error('syntax', value.span, 'a list in parentheses only stands directly before `in`', { hints: ['ask whether there is such a row: (u, v) in T'] });
}
