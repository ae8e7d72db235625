// Applying ops of the table to elaborated values, with the types checked.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { call, int, text, type ValueType } from '../tensor/ir.ts';
import { type OpName, ops } from '../tensor/ops.ts';
import type { Checker } from './checker.ts';
import { elaborate, elaborateAll, printed, type Place, type Typed } from './elaborate.ts';
import { irIndex } from './indices.ts';
import type { Chain } from './letters.ts';

export const said = (t: ValueType): string => (t.kind === 'key' ? `a key of ${t.index}` : t.kind === 'real' ? 'a real number' : t.kind === 'int' ? 'a whole number' : t.kind === 'bool' ? 'true or false' : 'text');

/** What a key counts as where it is computed with: an integer, or text, which compares only for equality. */
export function plainType(c: Checker, type: ValueType, span: Span): ValueType {
  if (type.kind !== 'key') return type;
  const { domain } = irIndex(c, type.index, null, span);
  return domain.kind === 'range' || domain.keys === 'int' ? int : text;
}

/** Applies an op. Keys of integer indices count as integers in arithmetic. Errors: wrong-type. */
export function applyOp(c: Checker, op: OpName, args: readonly Typed[], span: Span, spans: readonly Span[] = []): Typed {
  const parts = op === 'if' ? args.slice(1) : args;                // the condition has been looked at
  const keeps = op === 'if' || op === 'coalesce' || op === 'stop' || op === 'present';
  const alike = parts.every(p => p.type.kind === 'key' && p.type.index === (parts[0]!.type as typeof p.type).index);
  const types = args.map(a => (keeps && alike ? a.type : plainType(c, a.type, span)));
  if (op === 'eq' || op === 'ne') refuseUnlike(args, types, span);
  const unordered = ['lt', 'le', 'gt', 'ge'].includes(op) ? args.findIndex((a, k) => a.type.kind === 'key' && types[k]!.kind === 'text') : -1;
  if (unordered >= 0) throw error('wrong-type', spans[unordered]!, `${said(args[unordered]!.type)} compares only for equality`, { hints: ['compare it with == or !='] });
  // Text that is a key and other text are of two types, though they compare.
  const type = keeps && !alike && parts.some((p, k) => p.type.kind === 'key' && types[k + args.length - parts.length]!.kind === 'text') ? 'expected values of one type' : ops[op].type(types);
  if (typeof type === 'string') {
    const odd = parts.findIndex(p => ['bool', 'text'].includes(plainType(c, p.type, span).kind));
    const { type: wrong } = parts[odd]!;
    const hint = wrong.kind === 'bool' ? '[ condition ] counts a condition as 1 or 0' : wrong.kind === 'key' ? (keeps ? 'use keys of one index' : `${said(wrong)} is no number: compare it with == or !=`) : 'compare text with == or !=';
    throw error('wrong-type', spans[odd] ?? span, `${op === 'if' ? 'the branches of if differ' : `${op} does not fit`}: ${type}; got ${parts.map(p => said(p.type)).join(' and ')}`, { hints: [hint] });
  }
  return { scalar: call(op, ...args.map(a => a.scalar)), type };
}

function refuseUnlike(args: readonly Typed[], types: readonly ValueType[], span: Span): void {
  const [a, b] = types as readonly [ValueType, ValueType];
  const number = (t: ValueType): boolean => t.kind === 'real' || t.kind === 'int';
  if (a.kind === b.kind || (number(a) && number(b))) return;
  throw error('wrong-type', span, `${said(args[0]!.type)} is never equal to ${said(args[1]!.type)}`, { hints: ['compare values of one type'] });
}

export function expectBool(typed: Typed, span: Span): Typed {
  if (typed.type.kind !== 'bool') throw error('wrong-type', span, `a condition must be true or false, this is ${said(typed.type)}`, { hints: ['write a comparison, e.g. x > 0'] });
  return typed;
}

/** Keeps only the rows of the term where a condition holds. Errors: wrong-type, and those of the condition. */
export function applyGuard(place: Place, where: Expr): void {
  const guard = elaborate(place, where);
  if (guard.type.kind !== 'bool') throw error('wrong-type', where.span, 'a guard must be true or false', { hints: ['write a comparison, e.g. where i < 3'] });
  place.term.guard(guard.scalar);
}

/** f1 * f2 / d1 …, from left to right. */
export function applyChain(place: Place, chain: Chain): Typed {
  let result: Typed | null = null;
  const values = elaborateAll(chain.steps.map(s => [place, s.expr] as const));
  for (const [k, step] of chain.steps.entries()) {
    const value = values[k]!;
    if (value.type.kind === 'bool') throw error('wrong-type', step.expr.span, `a factor must be a number, this is true or false`, { hints: [`[ ${printed(step.expr)} ] counts it as 1 or 0`] });
    result = result === null ? value : applyOp(place.c, step.op === '*' ? 'mul' : step.op === '/' ? 'div' : whole(result.type) && whole(value.type) ? 'imod' : 'mod', [result, value], step.expr.span);
  }
  return result!;
}

const whole = (t: ValueType): boolean => t.kind === 'int' || t.kind === 'key';
