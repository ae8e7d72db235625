// Whole-number expressions as affine forms of letters, and the ranges they run over.

import type { Expr } from '../ast.ts';
import type { Checker } from './checker.ts';
import { binary, type Constant, constantIn } from './constants.ts';
import { irIndex } from './indices.ts';
import { noSpan } from '../source.ts';
import { isLetter, type LetterRef, type Scope } from './scope.ts';
import { baseOf } from './symbols.ts';

export interface Affine { readonly terms: ReadonlyMap<string, { readonly coefficient: number; readonly ref: LetterRef }>; readonly offset: number }

/** An expression as Σ coefficient·letter + offset with whole numbers, or null if it is not one. */
export function affineOf(c: Checker, scope: Scope, expr: Expr): Affine | null {
  switch (expr.kind) {
    case 'paren': return affineOf(c, scope, expr.inner);
    case 'number': return Number.isSafeInteger(expr.value) ? { terms: new Map(), offset: expr.value } : null;
    case 'name': {
      const bound = scope.letters.get(expr.name);
      if (isLetter(bound)) {
        const { domain } = c.indices.get(bound.index)!;
        return domain.kind === 'range' || domain.keys === 'int' ? { terms: new Map([[bound.id, { coefficient: 1, ref: bound }]]), offset: 0 } : null;
      }
      if (bound) return affineOf(c, bound.scope, bound.expr);
      const binding = scope.names.get(expr.name);
      if (binding?.kind === 'scalar') return affineOf(c, binding.closure.scope, binding.closure.expr);
      return known(c, scope, expr);
    }
    case 'size': {
      const base = scope.indices.get(baseOf(expr.index.text)) ?? baseOf(expr.index.text);
      const { domain } = irIndex(c, base, scope.splits.get(base), expr.index.span);
      return domain.kind === 'range' ? { terms: new Map(), offset: domain.size } : null;
    }
    case 'call':
      if (expr.name === 'int' && !expr.binder && expr.args.length === 1) return affineOf(c, scope, expr.args[0]!.value);
      return known(c, scope, expr);
    case 'unary': return expr.op === '-' ? scaled(affineOf(c, scope, expr.operand), -1) : null;
    case 'binary': {
      const a = affineOf(c, scope, expr.left);
      const b = affineOf(c, scope, expr.right);
      if (!a || !b) return null;
      if (expr.op === '+') return sum(a, b);
      if (expr.op === '-') return sum(a, scaled(b, -1)!);
      if (expr.op === '*') return a.terms.size === 0 ? scaled(b, a.offset) : b.terms.size === 0 ? scaled(a, b.offset) : null;
      return a.terms.size === 0 && b.terms.size === 0 ? whole(binary(expr.op, a.offset, b.offset)) : null;
    }
    default: return known(c, scope, expr);
  }
}

const known = (c: Checker, scope: Scope, expr: Expr): Affine | null => whole(constantIn(c, scope, expr));
const whole = (value: Constant | null): Affine | null => (typeof value === 'number' && Number.isSafeInteger(value) ? { terms: new Map(), offset: value } : null);

function scaled(a: Affine | null, by: number): Affine | null {
  if (!a) return null;
  if (by === 0) return { terms: new Map(), offset: 0 };
  return { terms: new Map([...a.terms].map(([id, t]) => [id, { ...t, coefficient: t.coefficient * by }])), offset: a.offset * by };
}

function sum(a: Affine, b: Affine): Affine {
  const terms = new Map(a.terms);
  for (const [id, t] of b.terms) {
    const coefficient = (terms.get(id)?.coefficient ?? 0) + t.coefficient;
    if (coefficient === 0) terms.delete(id);
    else terms.set(id, { ...t, coefficient });
  }
  return { terms, offset: a.offset + b.offset };
}

/** The inclusive range of one letter here, or null if it is not known when compiling. The rows of a part are some of the index, so they lie where the index does. */
export function letterRange(c: Checker, scope: Scope, ref: LetterRef): readonly [number, number] | null {
  const { base, domain: own } = c.indices.get(ref.index)!;
  const domain = own.kind === 'range' ? own : irIndex(c, base!, 'all', noSpan).domain;
  const bound = scope.bounds.get(ref.id);
  if (domain.kind !== 'range') return bound && Number.isFinite(bound[0]) && Number.isFinite(bound[1]) ? bound : null;
  const [lo, hi] = [domain.lo, domain.lo + domain.size - 1];
  return bound ? [Math.max(lo, bound[0]), Math.min(hi, bound[1])] : [lo, hi];
}

/** Where a guard leaves no value at all. */
const nothing = [Infinity, -Infinity] as const;

/** The inclusive range of an affine form, or null. */
export function affineRange(c: Checker, scope: Scope, a: Affine): readonly [number, number] | null {
  let [lo, hi] = [a.offset, a.offset];
  for (const { coefficient, ref } of a.terms.values()) {
    const range = letterRange(c, scope, ref);
    if (!range) return null;
    if (range[0] > range[1]) return nothing;
    const ends = [coefficient * range[0], coefficient * range[1]];
    lo += Math.min(...ends);
    hi += Math.max(...ends);
  }
  return [lo, hi];
}

/** What a guard says of single letters, as bounds for range checks inside it. */
export function narrow(c: Checker, scope: Scope, guard: Expr): Scope {
  if (guard.kind === 'paren') return narrow(c, scope, guard.inner);
  if (guard.kind !== 'binary') return scope;
  if (guard.op === 'and') return narrow(c, narrow(c, scope, guard.left), guard.right);
  const left = affineOf(c, scope, guard.left);
  const right = affineOf(c, scope, guard.right);
  if (!left || !right) return scope;
  const difference = sum(left, scaled(right, -1)!);         // guard: difference op 0
  let result = scope;
  for (const [id, { coefficient, ref }] of difference.terms) {
    const rest: Affine = { terms: new Map([...difference.terms].filter(([other]) => other !== id)), offset: difference.offset };
    const range = affineRange(c, scope, rest);
    if (!range) continue;
    const old = result.bounds.get(ref.id) ?? [-Infinity, Infinity];
    let [lo, hi] = old;
    // coefficient·x + rest op 0, for some value of rest
    const most = (limit: number): void => { hi = Math.min(hi, Math.floor(limit / coefficient)); };
    const least = (limit: number): void => { lo = Math.max(lo, Math.ceil(limit / coefficient)); };
    const [upper, lower] = coefficient > 0 ? [most, least] : [least, most];
    if (guard.op === '<') upper(-range[0] - 1);
    if (guard.op === '<=' || guard.op === '==') upper(-range[0]);
    if (guard.op === '>') lower(-range[1] + 1);
    if (guard.op === '>=' || guard.op === '==') lower(-range[1]);
    result = { ...result, bounds: new Map([...result.bounds, [ref.id, [lo, hi]]]) };
  }
  return result;
}
