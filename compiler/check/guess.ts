// What a tensor holds, as far as its text says, for those who read it before it is elaborated: itself and what it is computed with in turn.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { bool, real, type ValueType } from '../tensor/ir.ts';
import type { Span } from '../source.ts';
import type { Checker, Tensor } from './checker.ts';
import { unify } from './elaborate.ts';
import { plainType } from './operators.ts';

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'and', 'or']);

/** True or false where the outermost operation says so, else a number. */
export function guessed(e: Expr): ValueType {
  switch (e.kind) {
    case 'paren': return guessed(e.inner);
    case 'if': return guessed(e.then);
    case 'coalesce': return guessed(e.left);
    case 'unary': return e.op === 'not' ? bool : real;
    case 'binary': return comparisons.has(e.op) ? bool : real;
    case 'call': return e.name === 'any' || e.name === 'all' ? bool : real;
    case 'boolean': case 'in': return bool;
    default: return real;
  }
}

/** Works out the axes of a tensor by `body`. Errors: circular, if that reads the tensor, and those of `body`. */
export function shaped<T>(c: Checker, id: string, symbol: { readonly name: string; readonly span: Span }, body: () => T): T {
  if (c.shaping.has(id)) throw error('circular', symbol.span, `where ${symbol.name} has cells is told by ${symbol.name} itself`, { hints: ['let other data say where: count[key[r]] += 1'] });
  c.shaping.add(id);
  try {
    return body();
  } finally {
    c.shaping.delete(id);
  }
}

/** A tensor that is read; one that is being elaborated remembers what it was taken for. */
export function taken(tensor: Tensor): Tensor {
  if (tensor.taken === null) tensor.taken = tensor.type;
  return tensor;
}

const number = (t: ValueType): boolean => t.kind === 'real' || t.kind === 'int';

const said = (t: ValueType): string => (t.kind === 'bool' ? 'true or false' : number(t) ? 'a number' : t.kind === 'key' ? `keys of ${t.index}` : 'text');

/**
 * Ends the elaboration of a tensor, whose clauses hold `types`. Errors: wrong-type, if they are unlike, or if the tensor was taken for
 * something else on the way.
 */
export function settle(c: Checker, tensor: Tensor, types: readonly ValueType[]): ValueType {
  const before = tensor.taken;
  const type = unify(c, types, tensor.span);
  const alike = (a: ValueType, b: ValueType): boolean => {
    const [p, q] = [plainType(c, a, tensor.span), plainType(c, b, tensor.span)];
    return p.kind === q.kind || (number(p) && number(q));
  };
  tensor.type = type;
  tensor.taken = undefined;
  const odd = types.find(t => !alike(t, type));
  if (odd) throw error('wrong-type', tensor.span, `${tensor.name} holds ${said(type)} in one clause and ${said(odd)} in another`, { hints: ['[ condition ] counts a condition as 1 or 0'] });
  if (!before || alike(before, type)) return type;
  throw error('wrong-type', tensor.span, `${tensor.name} is read as ${said(before)} by what it is computed from, and holds ${said(type)}`, { hints: ['write its condition where it is read', '[ condition ] counts a condition as 1 or 0'] });
}
