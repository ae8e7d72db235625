// Which letters occur where, and which of them a product sums: the sum rule, on the surface syntax.

import type { Expr } from '../ast.ts';
import type { Checker } from './checker.ts';
import { couldBeLetter, type Scope } from './scope.ts';
import { baseOf, type FnSymbol } from './symbols.ts';

export interface Chain { readonly factors: readonly Expr[]; readonly divisors: readonly { readonly op: '/' | '%'; readonly expr: Expr }[]; readonly steps: readonly { readonly op: '*' | '/' | '%'; readonly expr: Expr }[] }

/** The chain f1 * … * fn / d1 … of a product; parentheses stop it. */
export function chainOf(expr: Expr): Chain {
  const steps: { op: '*' | '/' | '%'; expr: Expr }[] = [];
  let at = expr;
  while (at.kind === 'binary' && (at.op === '*' || at.op === '/' || at.op === '%')) {
    steps.unshift({ op: at.op, expr: at.right });
    at = at.left;
  }
  steps.unshift({ op: '*', expr: at });
  return { factors: steps.filter(s => s.op === '*').map(s => s.expr), divisors: steps.flatMap(s => (s.op === '*' ? [] : [{ op: s.op, expr: s.expr }])), steps };
}

export const isProduct = (expr: Expr): boolean => expr.kind === 'binary' && (expr.op === '*' || expr.op === '/' || expr.op === '%');

/** Letters that occur in an expression and that nothing in the scope or inside it binds. */
export function openLetters(c: Checker, scope: Scope, expr: Expr): ReadonlySet<string> {
  const found = new Set<string>();
  walk(c, expr, name => !scope.letters.has(name) && couldBeLetter(c, scope, name), none, name => found.add(name));
  return found;
}

/** The open letters that two factors of the product share: those it sums. */
export function sharedLetters(c: Checker, scope: Scope, chain: Chain): readonly string[] {
  const counts = new Map<string, number>();
  for (const factor of chain.factors) for (const name of openLetters(c, scope, factor)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, n]) => n >= 2).map(([name]) => name);
}

/** The letters that an expression leaves open once its products have summed what they share: those its value depends on. */
export function residualLetters(c: Checker, scope: Scope, expr: Expr): readonly string[] {
  const found = new Set<string>();
  const go = (e: Expr, bound: ReadonlySet<string>): void => {
    if (e.kind === 'name') {
      if (!bound.has(e.name) && !scope.letters.has(e.name) && couldBeLetter(c, scope, e.name)) found.add(e.name);
      return;
    }
    for (const name of keptLetters(c, e)) if (!bound.has(name)) found.add(name);
    if (isProduct(e)) {
      const chain = chainOf(e);
      const inner = new Set([...bound, ...sharedLetters(c, scope, chain)]);
      chain.steps.forEach(s => go(s.expr, inner));
      return;
    }
    for (const child of childrenOf(e)) go(child.expr, new Set([...bound, ...child.bound]));
  };
  go(expr, none);
  return [...found];
}

/** Whether there is a product in the expression. */
export const hasProduct = (expr: Expr): boolean => isProduct(expr) || childrenOf(expr).some(child => hasProduct(child.expr));

/** A product inside the expression that would itself sum the letter, or null. */
export function innerProduct(c: Checker, scope: Scope, expr: Expr, letter: string): Expr | null {
  if (isProduct(expr)) {
    const chain = chainOf(expr);
    if (sharedLetters(c, scope, chain).includes(letter)) return expr;
    for (const part of [...chain.factors, ...chain.divisors.map(d => d.expr)]) { const inner = innerProduct(c, scope, part, letter); if (inner) return inner; }
    return null;
  }
  for (const child of childrenOf(expr)) {
    if (child.bound.has(letter)) continue;
    const inner = innerProduct(c, scope, child.expr, letter);
    if (inner) return inner;
  }
  return null;
}

/** Visits the letter names in an expression that are candidates and not bound on the way. */
function walk(c: Checker, expr: Expr, candidate: (name: string) => boolean, bound: ReadonlySet<string>, found: (name: string) => void): void {
  if (expr.kind === 'name') {
    if (!bound.has(expr.name) && candidate(expr.name)) found(expr.name);
    return;
  }
  for (const name of keptLetters(c, expr)) if (!bound.has(name) && candidate(name)) found(name);
  for (const child of childrenOf(expr)) walk(c, child.expr, candidate, child.bound.size ? new Set([...bound, ...child.bound]) : bound, found);
}

/** The binder's letters that the result of a function call still carries, as `softmax[c](…)` carries c and `sum[c](…)` does not. */
export function keptLetters(c: Checker, call: Expr): readonly string[] {
  const symbol = call.kind === 'call' ? c.symbols.values.get(call.name) : undefined;
  if (symbol?.kind !== 'fn' || call.kind !== 'call' || !call.binder) return [];
  const kept = keptBy(c, symbol);
  return call.binder.at.flatMap((at, k) => (at.kind === 'name' ? (kept.get(k) ?? []).map(primes => at.name + primes) : []));
}

const keptMemo = new WeakMap<FnSymbol, ReadonlyMap<number, readonly string[]>>();

/** The letters of a function that its result carries, each with the primes that it has there. */
export function keptBy(c: Checker, symbol: FnSymbol): ReadonlyMap<number, readonly string[]> {
  const known = keptMemo.get(symbol);
  if (known) return known;
  keptMemo.set(symbol, new Map());
  const own = symbol.letters.map(l => l.text);
  const kept = new Map<number, string[]>();
  const note = (name: string): void => {
    const k = own.indexOf(baseOf(name));
    if (k >= 0) kept.set(k, [...new Set([...kept.get(k) ?? [], name.slice(own[k]!.length)])]);
  };
  if (symbol.body.kind === 'block') for (const axis of symbol.body.out.axes ?? []) { if (axis.kind === 'name') note(axis.name); }
  else walk(c, symbol.body.value, name => own.includes(baseOf(name)), new Set(), note);
  keptMemo.set(symbol, kept);
  return kept;
}

const none: ReadonlySet<string> = new Set();

/** The names that an expression reads. */
export const namesIn = (expr: Expr): readonly string[] => [...('name' in expr ? [expr.name] : []), ...childrenOf(expr).flatMap(k => namesIn(k.expr))];

/** Sub-expressions, with the letters that are bound in each. */
export function childrenOf(expr: Expr): readonly { readonly expr: Expr; readonly bound: ReadonlySet<string> }[] {
  const free = (...exprs: readonly Expr[]) => exprs.map(e => ({ expr: e, bound: none }));
  switch (expr.kind) {
    case 'number': case 'string': case 'boolean': case 'end': case 'name': case 'size': return [];
    case 'access': return free(...expr.at);
    case 'call': {
      const args = expr.args.map(a => a.value);
      if (!expr.binder) return free(...args);
      const bound = new Set(expr.binder.at.flatMap(a => (a.kind === 'name' ? [a.name] : [])));
      return [...args, ...(expr.binder.where ? [expr.binder.where] : [])].map(e => ({ expr: e, bound }));
    }
    case 'unary': return free(expr.operand);
    case 'binary': return free(expr.left, expr.right);
    case 'if': return free(expr.condition, expr.then, expr.else);
    case 'coalesce': return free(expr.left, expr.right);
    case 'in': return free(...expr.elements);
    case 'iverson': return free(expr.condition);
    case 'paren': return free(expr.inner);
  }
}
