// Applying ops of the table to elaborated values, with the types checked.

import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { call, int, type ValueType } from '../tensor/ir.ts';
import { type OpName, ops } from '../tensor/ops.ts';
import { elaborateAll, printed, type Place, type Typed } from './elaborate.ts';
import type { Chain } from './letters.ts';

const said = (t: ValueType): string => (t.kind === 'key' ? `a key of ${t.index}` : t.kind === 'real' ? 'a real number' : t.kind === 'int' ? 'a whole number' : t.kind === 'bool' ? 'true or false' : 'text');

/** Applies an op. Keys of integer indices count as integers in arithmetic. Errors: wrong-type. */
export function applyOp(op: OpName, args: readonly Typed[], span: Span, spans: readonly Span[] = []): Typed {
  if (op === 'eq' || op === 'ne') refuseUnlike(args, span);
  const types = op === 'eq' || op === 'ne' || op === 'if' || op === 'coalesce' || op === 'int' || op === 'stop' || op === 'present' ? args.map(a => a.type) : args.map(a => (a.type.kind === 'key' ? int : a.type));
  const type = ops[op].type(op === 'eq' || op === 'ne' || op === 'int' ? types.map(t => (t.kind === 'key' ? int : t)) : types);
  if (typeof type === 'string') {
    const odd = args.findIndex(a => a.type.kind === 'bool' || a.type.kind === 'text');
    const hints = args[odd]?.type.kind === 'bool' ? ['[ condition ] counts a condition as 1 or 0'] : args[odd]?.type.kind === 'text' ? ['compare text with == or !='] : ['check the types of the parts'];
    throw error('wrong-type', spans[odd] ?? span, `${op === 'if' ? 'the branches of if' : op} ${op === 'if' ? 'differ' : 'does not fit'}: ${type}; got ${args.map(a => said(a.type)).join(' and ')}`, { hints });
  }
  return { scalar: call(op, ...args.map(a => a.scalar)), type };
}

function refuseUnlike(args: readonly Typed[], span: Span): void {
  const [a, b] = args.map(x => x.type);
  if (!a || !b) return;
  const number = (t: ValueType): boolean => t.kind === 'real' || t.kind === 'int';
  if (a.kind === b.kind || (number(a) && number(b)) || a.kind === 'key' || b.kind === 'key') return;
  throw error('wrong-type', span, `${said(a)} is never equal to ${said(b)}`, { hints: ['compare values of one type'] });
}

export function expectBool(typed: Typed, span: Span): Typed {
  if (typed.type.kind !== 'bool') throw error('wrong-type', span, `a condition must be true or false, this is ${said(typed.type)}`, { hints: ['write a comparison, e.g. x > 0'] });
  return typed;
}

/** f1 * f2 / d1 …, from left to right. */
export function applyChain(place: Place, chain: Chain): Typed {
  let result: Typed | null = null;
  const values = elaborateAll(chain.steps.map(s => [place, s.expr] as const));
  for (const [k, step] of chain.steps.entries()) {
    const value = values[k]!;
    if (value.type.kind === 'bool') throw error('wrong-type', step.expr.span, `a factor must be a number, this is true or false`, { hints: [`[ ${printed(step.expr)} ] counts it as 1 or 0`] });
    result = result === null ? value : applyOp(step.op === '*' ? 'mul' : step.op === '/' ? 'div' : whole(result.type) && whole(value.type) ? 'imod' : 'mod', [result, value], step.expr.span);
  }
  return result!;
}

const whole = (t: ValueType): boolean => t.kind === 'int' || t.kind === 'key';
