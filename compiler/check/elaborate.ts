// Elaboration of expressions: surface syntax in, scalars over the arguments of a term out. Every sum is made explicit on the way.

import type { Expr } from '../ast.ts';
import { type Diagnostic, error, ProgramError, told } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import type { Span } from '../source.ts';
import { boolean, call, integer, number, type Scalar, size, string, type ValueType, int, key, real, bool, text } from '../tensor/ir.ts';
import { elaborateAccess, elaborateIn, readBare } from './access.ts';
import { elaborateCall, opNames } from './calls.ts';
import { type Checker, silent } from './checker.ts';
import { constant, constantIn } from './constants.ts';
import { contracted, elaborateGrad } from './gradient.ts';
import { irIndex } from './indices.ts';
import { chainOf, childrenOf, isProduct } from './letters.ts';
import { nearest } from './nearest.ts';
import { applyChain, applyOp, expectBool, plainType } from './operators.ts';
import { asReduction, nestedReduction, reducerNames } from './reduce.ts';
import { type Closure, couldBeLetter, inTraining, isLetter, type Scope } from './scope.ts';
import { baseOf, isTensor, sorts } from './symbols.ts';
import type { TermBuilder } from './term.ts';

export interface Typed { readonly scalar: Scalar; readonly type: ValueType }

/** Where an expression stands: the term being built, and whether a missing row may be tolerated there. */
export interface Place { readonly c: Checker; readonly scope: Scope; readonly term: TermBuilder; readonly optional: boolean }

export const placeIn = (c: Checker, scope: Scope, term: TermBuilder): Place => ({ c, scope, term, optional: false });

export const printed = (expr: Expr): string => { const s = printExpr(expr); return s.length > 60 ? `${s.slice(0, 57)}…` : s; };

export function elaborate(place: Place, written: Expr): Typed {
  const { c, scope } = place;
  const expr = contracted(c, scope, written);
  const reduction = expr.kind === 'call' || expr.kind === 'binary' ? asReduction(c, scope, expr) : null;
  if (reduction) return nestedReduction(place, expr, reduction);
  switch (expr.kind) {
    case 'number': return literalNumber(expr.value, /^[0-9_]+$/.test(expr.text));
    case 'string': return { scalar: string(expr.value), type: text };
    case 'boolean': return { scalar: boolean(expr.value), type: bool };
    case 'paren': return elaborate(place, expr.inner);
    case 'iverson': return { scalar: call('iverson', expectBool(elaborate(place, expr.condition), expr.condition.span).scalar), type: real };
    case 'size': {
      const base = scope.indices.get(baseOf(expr.index.text)) ?? baseOf(expr.index.text);
      const { domain, name } = irIndex(c, base, scope.splits.get(base), expr.index.span);
      return { scalar: domain.kind === 'range' ? integer(domain.size) : size(name), type: int };
    }
    case 'end': throw error('unknown-name', expr.span, 'end is the last position of an axis, so it stands only between brackets', { hints: ['x[end]'] });
    case 'name': return elaborateName(place, expr);
    case 'access': return elaborateAccess(place, expr);
    case 'call': return expr.name === 'grad' ? elaborateGrad(place, expr) : elaborateCall(place, expr);
    case 'unary':
      return expr.op === '-' ? applyOp(c, 'neg', [elaborate(place, expr.operand)], expr.span) : applyOp(c, 'not', [expectBool(elaborate(place, expr.operand), expr.operand.span)], expr.span);
    case 'binary': {
      if (isProduct(expr)) return applyChain(place, chainOf(expr));
      const op = binaryOps[expr.op as keyof typeof binaryOps];
      return applyOp(c, op, elaborateAll([[place, expr.left], [place, expr.right]]), expr.span, [expr.left.span, expr.right.span]);
    }
    case 'if': {
      const decided = decidedByTraining(place, expr.condition);
      if (decided !== null) return elaborate(place, decided ? expr.then : expr.else);
      const branch = { ...place, optional: true };
      const [condition, yes, no] = elaborateAll([[place, expr.condition], [branch, expr.then], [branch, expr.else]]);
      return applyOp(c, 'if', [expectBool(condition!, expr.condition.span), yes!, no!], expr.span);
    }
    case 'coalesce': {
      const either = { ...place, optional: true };
      return applyOp(c, 'coalesce', elaborateAll([[either, expr.left], [either, expr.right]]), expr.span);
    }
    case 'in': return elaborateIn(place, expr);
  }
}

/** Whether a condition holds that only `training` and constants decide, else null: then the branch that is not taken is not there at all. */
function decidedByTraining(place: Place, condition: Expr): boolean | null {
  const { c, scope } = place;
  const go = (e: Expr): boolean | null => {
    if (e.kind === 'paren') return go(e.inner);
    if (e.kind === 'name' && e.name === 'training') return scope.splits.has(inTraining);
    if (e.kind === 'unary' && e.op === 'not') { const held = go(e.operand); return held === null ? null : !held; }
    if (e.kind === 'binary' && (e.op === 'and' || e.op === 'or')) {
      const [a, b] = [go(e.left), go(e.right)];
      const settles = e.op === 'or';
      return a === settles || b === settles ? settles : a === null || b === null ? null : !settles;
    }
    const value = constantIn(c, scope, e);
    return typeof value === 'boolean' ? value : null;
  };
  return mentionsTraining(condition) ? go(condition) : null;
}

const mentionsTraining = (e: Expr): boolean => (e.kind === 'name' && e.name === 'training') || childrenOf(e).some(k => mentionsTraining(k.expr));

/** Elaborates all parts, so that an error in one does not hide those of the others. Errors: the first one, once all are reported. */
export function elaborateAll(parts: readonly (readonly [Place, Expr])[]): readonly Typed[] {
  const done: Typed[] = [];
  let failed: Diagnostic | null = null;
  for (const [place, expr] of parts) {
    try {
      done.push(elaborate(place, expr));
    } catch (e) {
      const problem = told(e);
      place.c.report(problem);
      failed ??= problem;
    }
  }
  if (failed) throw new ProgramError({ ...failed, message: silent });
  return done;
}

const binaryOps = { '+': 'add', '-': 'sub', '^': 'pow', '==': 'eq', '!=': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', and: 'and', or: 'or' } as const;

export const literalNumber = (value: number, whole: boolean): Typed => (whole && Number.isSafeInteger(value) ? { scalar: integer(value), type: int } : { scalar: number(value), type: real });

function elaborateName(place: Place, expr: Extract<Expr, { kind: 'name' }>): Typed {
  const { c, scope, term } = place;
  const { name } = expr;
  const bound = scope.letters.get(name);
  if (isLetter(bound)) return { scalar: term.letter(bound), type: key(bound.base) };
  if (bound) return elaborateClosure(place, bound);
  const binding = scope.names.get(name);
  switch (binding?.kind) {
    case 'scalar': return elaborateClosure(place, binding.closure);
    case 'counter': return { scalar: { kind: 'counter', name: binding.name }, type: int };
    case 'cells': {
      binding.letters.forEach(l => term.letter(l));
      const read = term.read(binding.tensor, binding.letters.map(l => ({ kind: 'affine', terms: [{ coefficient: 1, letter: l.id }], offset: 0 })), place.optional);
      return { scalar: binding.negate ? call('neg', read) : read, type: real };
    }
    case 'tensor': case 'local': return readBare(place, expr);
  }
  const symbol = c.symbols.values.get(name);
  if (symbol?.kind === 'setting') {
    const value = constant(c, { kind: 'name', name, span: expr.span });
    if (value === null) throw error('wrong-type', expr.span, `setting ${name} is not a constant`, { labels: [{ span: symbol.span, text: 'declared here' }], hints: [`setting ${name} = 0.1`] });
    return typeof value === 'number' ? literalNumber(value, Number.isInteger(value)) : typeof value === 'boolean' ? { scalar: boolean(value), type: bool } : { scalar: string(value), type: text };
  }
  if (isTensor(symbol)) return readBare(place, expr);
  if (symbol) throw error('wrong-type', expr.span, `${name} is ${sorts[symbol.kind]}, not a value`, { hints: [symbol.kind === 'fn' ? `call it: ${name}(…)` : 'use a tensor here'] });
  if (name === 'training') return { scalar: boolean(scope.splits.has(inTraining)), type: bool };
  if (couldBeLetter(c, scope, name)) {
    throw error('unbound-index', expr.span, `nothing says what to do with index ${name}`, { hints: [`reduce it: sum[${name}](…), mean[${name}](…), max[${name}](…)`, `or add ${name} to the left side`] });
  }
  throw unknown(c, scope, name, expr.span);
}

/** The error for a name that stands for nothing. */
export function unknown(c: Checker, scope: Scope, name: string, span: Expr['span'], what = 'tensor'): Error {
  if (c.symbols.lost.has(name.split('.')[0]!)) return error('unknown-name', span, silent);
  const symbols = [...c.symbols.values.values()];
  const functions = what !== 'tensor';
  const fitting = symbols.filter(s => functions === (s.kind === 'fn')).map(s => s.name);
  const near = nearest(name, [...scope.names.keys(), ...fitting, ...(functions ? [...opNames, ...reducerNames] : c.symbols.indices.keys())]) ?? nearest(name, c.symbols.values.keys());
  return error('unknown-name', span, `no ${what} called ${name}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : what === 'tensor' ? `define it: ${name}[…] = …` : `see the README for what there is`] });
}

/** The type that holds all, the first where none does: int and real give real, keys of one index stay keys, and others are what they are made of. */
export function unify(c: Checker, types: readonly ValueType[], span: Span): ValueType {
  const [first] = types;
  if (types.every(t => t.kind === first!.kind && (t.kind !== 'key' || t.index === (first as typeof t).index))) return first!;
  const plain = types.map(t => plainType(c, t, span));
  return plain[0]!.kind === 'int' && plain.some(t => t.kind === 'real') ? real : plain[0]!;
}

/** An argument of a function: elaborated once a term, so that a formal used twice is one shared value. */
function elaborateClosure(place: Place, closure: Closure): Typed {
  const memo = place.optional ? place.term.optionalValues : place.term.values;
  const known = memo.get(closure) ?? place.term.values.get(closure);
  if (known) return known;
  const typed = elaborate({ ...place, scope: closure.scope }, closure.expr);
  memo.set(closure, typed);
  return typed;
}
