// Numbers that are known when compiling: sizes, settings, and reductions over literal data.

import type { ArrayLiteral, Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Checker } from './checker.ts';
import { indexRange } from './indices.ts';
import { namesIn } from './letters.ts';
import type { Scope } from './scope.ts';
import { baseOf } from './symbols.ts';

export type Constant = number | string | boolean;

/** The value of an expression over sizes, settings and literal data; null if it is not known when compiling. */
export function constant(c: Checker, expr: Expr, letters: ReadonlyMap<string, number> = new Map()): Constant | null {
  const go = (e: Expr): Constant | null => constant(c, e, letters);
  const numeric = (e: Expr): number | null => { const v = go(e); return typeof v === 'number' ? v : null; };
  switch (expr.kind) {
    case 'number': case 'string': case 'boolean': return expr.value;
    case 'paren': return go(expr.inner);
    case 'iverson': { const v = go(expr.condition); return typeof v === 'boolean' ? Number(v) : null; }
    case 'size': { c.usedIndices.add(baseOf(expr.index.text)); return indexRange(c, baseOf(expr.index.text), expr.index.span)?.size ?? null; }
    case 'name': {
      const bound = letters.get(expr.name);
      if (bound !== undefined) return bound;
      const symbol = c.symbols.values.get(expr.name);
      if (symbol?.kind === 'setting') return c.options.settings[expr.name] ?? go(symbol.value);
      return null;
    }
    case 'unary': {
      const v = go(expr.operand);
      if (expr.op === '-') return typeof v === 'number' ? -v : null;
      return typeof v === 'boolean' ? !v : null;
    }
    case 'if': { const v = go(expr.condition); return typeof v === 'boolean' ? go(v ? expr.then : expr.else) : null; }
    case 'binary': return binary(expr.op, go(expr.left), go(expr.right));
    case 'access': return literalElement(c, expr, expr.at.map(numeric));
    case 'call': {
      if (expr.binder) return reduce(c, expr, letters);
      const args = expr.args.map(a => numeric(a.value));
      if (args.some(a => a === null)) return null;
      return scalarFunctions[expr.name]?.(...(args as number[])) ?? null;
    }
    case 'coalesce': case 'in': case 'end': return null;
  }
}

/** The same where an expression stands: null where it reads what a function is called with, or a letter. */
export const constantIn = (c: Checker, scope: Pick<Scope, 'names' | 'letters'>, expr: Expr): Constant | null => (namesIn(expr).some(n => scope.names.has(n) || scope.letters.has(n)) ? null : constant(c, expr));

const scalarFunctions: Readonly<Record<string, (...args: number[]) => number>> = {
  max: Math.max, min: Math.min, floor: Math.floor, ceil: Math.ceil, sqrt: Math.sqrt, abs: Math.abs, log: Math.log, log2: Math.log2, exp: Math.exp, int: Math.trunc,
};

/** An operator of two constants. */
export function binary(op: string, a: Constant | null, b: Constant | null): Constant | null {
  if (a === null || b === null) return null;
  switch (op) {
    case '==': return a === b;
    case '!=': return a !== b;
  }
  if (typeof a === 'boolean' && typeof b === 'boolean') return op === 'and' ? a && b : op === 'or' ? a || b : null;
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '%': return a - b * Math.floor(a / b);
    case '^': return a ** b;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    default: return null;
  }
}

function literalElement(c: Checker, expr: Extract<Expr, { kind: 'access' }>, at: readonly (number | null)[]): Constant | null {
  const symbol = c.symbols.values.get(expr.name);
  if (symbol?.kind !== 'data' || symbol.item.source.kind !== 'literal') return null;
  // a place that is not known has no item
  let item: ArrayLiteral | ArrayLiteral['items'][number] | undefined = symbol.item.source.array;
  for (const k of at as readonly number[]) item = item?.kind === 'array' ? item.items[k] : undefined;
  return item?.kind === 'literal' ? item.value : null;
}

function reduce(c: Checker, expr: Extract<Expr, { kind: 'call' }>, letters: ReadonlyMap<string, number>): number | null {
  const [body] = expr.args;
  const folds: Readonly<Record<string, (values: number[]) => number>> = {
    max: v => Math.max(...v), min: v => Math.min(...v), sum: v => v.reduce((a, b) => a + b, 0), prod: v => v.reduce((a, b) => a * b, 1), mean: v => v.reduce((a, b) => a + b, 0) / v.length,
  };
  const fold = folds[expr.name];
  if (!fold || !body || expr.args.length !== 1 || !expr.binder || expr.binder.on) return null;
  let places: ReadonlyMap<string, number>[] = [letters];
  for (const at of expr.binder.at) {
    if (at.kind !== 'name') return null;
    c.usedIndices.add(baseOf(at.name));
    const range = indexRange(c, baseOf(at.name), at.span);
    if (!range || range.size * places.length > 100_000) return null;
    places = places.flatMap(p => Array.from({ length: range.size }, (_, k) => new Map([...p, [at.name, range.lo + k]])));
  }
  const values: number[] = [];
  for (const place of places) {
    if (expr.binder.where && constant(c, expr.binder.where, place) !== true) continue;
    const v = constant(c, body.value, place);
    if (typeof v !== 'number') return null;
    values.push(v);
  }
  return values.length || expr.name === 'sum' || expr.name === 'prod' ? fold(values) : null;
}

/** An integer constant of at least `least`, or an error at the expression. */
export function integerConstant(c: Checker, expr: Expr, what: string, least: number): number {
  const v = constant(c, expr);
  if (v === null) throw error('unsized-index', expr.span, `${what} is not known when compiling`, { hints: ['use a number, a setting, |i| of a sized index, or literal data'] });
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < least) {
    throw error('wrong-type', expr.span, `${what} must be a whole number of at least ${least}, this is ${typeof v === 'number' ? v : JSON.stringify(v)}`, { hints: [`write a whole number, e.g. ${Math.max(least, 1)}`] });
  }
  return v;
}
