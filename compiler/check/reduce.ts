// Reductions: products that sum shared letters, and `name[letters where guard on split](e)`.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { at, type Equation, key, type Scalar, type ValueType } from '../tensor/ir.ts';
import type { ReductionName } from '../tensor/reductions.ts';
import { axisOf } from './axes.ts';
import { factsOf } from './indices.ts';
import { narrow } from './ranges.ts';
import type { Checker, TensorAxis } from './checker.ts';
import { elaborate, type Place, printed, type Typed } from './elaborate.ts';
import { applyChain, applyGuard, plainType, said } from './operators.ts';
import { type Chain, chainOf, hasProduct, innerProduct, isProduct, openLetters, sharedLetters } from './letters.ts';
import { columnNames } from './names.ts';
import { bindLetter, couldBeLetter, type LetterRef, type Scope, served, withLetters, withSplit } from './scope.ts';
import { TermBuilder } from './term.ts';

/** A reduction recognised in the surface syntax, with its letters bound; its body is elaborated where it is used. */
export interface Reduction {
  readonly reduce: ReductionName;
  readonly fill: number | boolean | null;
  readonly bound: readonly LetterRef[];
  readonly scope: Scope;
  readonly where: Expr | null;
  readonly body: { readonly kind: 'chain'; readonly chain: Chain } | { readonly kind: 'expr'; readonly expr: Expr };
  /** it runs over the cells of a parameter */
  readonly cells?: NonNullable<Scope['cells']>;
  readonly span: Span;
}

const reducers: Readonly<Record<string, { readonly reduce: ReductionName; readonly fill: number | boolean | null; readonly wants: 'number' | 'bool' }>> = {
  sum: { reduce: 'sum', fill: 0, wants: 'number' },
  prod: { reduce: 'prod', fill: 1, wants: 'number' },
  mean: { reduce: 'mean', fill: null, wants: 'number' },
  max: { reduce: 'max', fill: null, wants: 'number' },
  min: { reduce: 'min', fill: null, wants: 'number' },
  argmax: { reduce: 'argmax', fill: null, wants: 'number' },
  argmin: { reduce: 'argmin', fill: null, wants: 'number' },
  any: { reduce: 'any', fill: false, wants: 'bool' },
  all: { reduce: 'all', fill: true, wants: 'bool' },
};

export const reducerNames: readonly string[] = Object.keys(reducers);

const strip = (expr: Expr): Expr => (expr.kind === 'paren' ? strip(expr.inner) : expr);

/** The reduction that an expression is, or null if it is none. Errors: ambiguous-sum. */
export function asReduction(c: Checker, scope: Scope, written: Expr): Reduction | null {
  const expr = strip(written);
  if (isProduct(expr)) {
    const chain = chainOf(expr);
    const shared = sharedLetters(c, scope, chain);
    if (!shared.length) return null;
    const parts = [...chain.factors, ...chain.divisors.map(d => d.expr)].filter(hasProduct);
    for (const name of shared) refuseAmbiguous(c, scope, parts, name);
    const bound = shared.map(name => bindLetter(c, scope, name, expr.span));
    return { reduce: 'sum', fill: 0, bound, scope: withLetters(scope, bound.map((b, k) => [shared[k]!, b])), where: null, body: { kind: 'chain', chain }, span: expr.span };
  }
  if (expr.kind !== 'call' || !Object.hasOwn(reducers, expr.name)) return null;
  const row = reducers[expr.name]!;
  if (!expr.binder) {
    if (expr.name === 'max' || expr.name === 'min') return null;
    throw error('wrong-arity', expr.nameSpan, `${expr.name} works over an index`, { note: 'which one?', hints: [`${expr.name}[i](${expr.args.map(a => printed(a.value)).join(', ')})`] });
  }
  if (expr.args.length !== 1) throw error('wrong-arity', expr.span, `${expr.name}[…] takes one expression, this gives ${expr.args.length}`, { hints: [`${expr.name}[i](x[i])`] });
  if (expr.args[0]!.name) throw error('wrong-arity', expr.args[0]!.span, `${expr.name} has no argument called ${expr.args[0]!.name.text}`, { hints: [`${expr.name}[i](x[i])`] });
  const names = expr.binder.at.map(a => {
    if (a.kind !== 'name' || !couldBeLetter(c, scope, a.name)) throw error('unknown-name', a.span, `${printed(a)} is not an index letter`, { hints: ['list the letters to reduce over, e.g. sum[i, j](…)'] });
    return a;
  });
  if (!names.length && !scope.cells) throw error('wrong-arity', expr.binder.span, `${expr.name}[] names no index`, { hints: [`${expr.name}[i](…)`] });
  const inner = onSplit(c, scope, expr.binder.on, names.map(n => n.name));
  const bound = names.length ? names.map(n => bindLetter(c, inner, n.name, n.span)) : scope.cells!.letters;
  if ((row.reduce === 'argmax' || row.reduce === 'argmin') && bound.length !== 1) throw error('wrong-arity', expr.binder.span, `${expr.name} takes one index, this names ${bound.length}`, { hints: [`${expr.name}[i](…)`] });
  const body = expr.args[0]!.value;
  const letters = withLetters(inner, names.map((n, k) => [n.name, bound[k]!]));
  const without = scopeWithout(inner, names.map(n => n.name));
  const inside = expr.binder.where ? [body, expr.binder.where] : [body];
  for (const n of names) {
    if (!inside.some(e => openLetters(c, without, e).has(n.name))) c.warn('unused-letter', n.span, `${n.name} does not occur inside ${expr.name}[${n.name}](…)`, { hints: [`leave ${n.name} out, or read something at ${n.name}`] });
  }
  const narrowed = expr.binder.where ? narrow(c, letters, expr.binder.where) : letters;
  return { reduce: row.reduce, fill: row.fill, bound, scope: narrowed, where: expr.binder.where, body: { kind: 'expr', expr: body }, ...(names.length ? {} : { cells: scope.cells! }), span: expr.span };
}

const scopeWithout = (scope: Scope, names: readonly string[]): Scope => ({ ...scope, letters: new Map([...scope.letters].filter(([k]) => !names.includes(k))) });

/** The scope inside `name[… on SPLIT]`: the letters' split indices mean that part. */
export function onSplit(c: Checker, scope: Scope, on: { readonly text: string; readonly span: Span } | null | undefined, names: readonly string[]): Scope {
  if (!on) return scope;
  let inner = scope;
  let any = false;
  for (const name of names) {
    const base = scope.indices.get(name.replace(/'+$/, '')) ?? name.replace(/'+$/, '');
    const parts = splitParts(c, base, on.span);
    // where nothing is split, all rows are those of training, also inside a step that takes a part of them
    const whole = !parts.length && (on.text === 'train' || on.text === 'all');
    if (!whole && !parts.length) continue;
    any = true;
    if (!whole && on.text !== 'all' && !parts.includes(on.text)) throw error('unknown-name', on.span, `${base} has no part called ${on.text}`, { hints: [`its parts: ${[...parts, 'all'].join(', ')}`] });
    inner = withSplit(inner, base, whole ? 'train' : on.text);
  }
  if (!any) throw error('training', on.span, `none of ${names.join(', ')} is split, so there is no ${on.text}`, { hints: [`split ${names[0]} into train 0.8, test 0.2`] });
  return inner;
}

const splitParts = (c: Checker, base: string, span: Span): readonly string[] => factsOf(c, base, span).parts;

function refuseAmbiguous(c: Checker, scope: Scope, parts: readonly Expr[], name: string): void {
  for (const part of parts) {
    if (innerProduct(c, scope, part, name)) {
      throw error('ambiguous-sum', part.span, `where is ${name} summed: inside ${printed(part)}, or outside it?`, { note: `${name} is shared by factors both inside and outside this part`, hints: [`write the sum you mean: sum[${name}](…)`] });
    }
  }
}

/** Elaborates the body of a reduction into a term. */
export function directTerm(place: Pick<Place, 'c' | 'term'>, r: Reduction): { readonly body: Scalar; readonly pick: Scalar | null; readonly type: ValueType; readonly bound: readonly string[] } {
  const inner: Place = { c: place.c, scope: r.scope, term: place.term, optional: false };
  r.bound.forEach(b => place.term.letter(b));
  let typed: Typed = r.body.kind === 'chain' ? applyChain(inner, r.body.chain) : elaborate(inner, r.body.expr);
  if (r.where) applyGuard(inner, r.where);
  const wantsBool = r.reduce === 'any' || r.reduce === 'all';
  // The largest of keys is a key; in any other reduction a key is the number that it is.
  if (r.reduce !== 'max' && r.reduce !== 'min') typed = { ...typed, type: plainType(place.c, typed.type, r.span) };
  if (r.body.kind === 'expr' && (wantsBool !== (typed.type.kind === 'bool') || (!wantsBool && typed.type.kind === 'text'))) {   // a product is a number
    const body = printed(r.body.expr);
    throw error('wrong-type', r.span, `${r.reduce} needs ${wantsBool ? 'true or false' : 'numbers'}, this is ${said(typed.type)}`,
      { hints: [wantsBool ? `write a comparison, e.g. ${r.reduce}[i](x[i] > 0)` : typed.type.kind === 'bool' ? `[ ${body} ] counts it as 1 or 0` : `compare it: [ ${body} == … ]`] });
  }
  const pick: Scalar | null = r.reduce === 'argmax' || r.reduce === 'argmin' ? { kind: 'letter', name: r.bound[0]!.id } : null;
  const type: ValueType = pick ? key(r.bound[0]!.base) : r.reduce === 'mean' ? { kind: 'real' } : typed.type;
  return { body: typed.scalar, pick, type, bound: r.bound.map(b => b.id) };
}

/** A reduction that is an equation of its own already. */
export interface Nested { readonly scope: Scope; readonly name: string; readonly open: readonly LetterRef[]; readonly type: ValueType }

/** A nested reduction becomes an equation of its own over the letters it leaves open; the result reads it. Written once, it is made once. */
export function nestedReduction(place: Place, expr: Expr, r: Reduction): Typed {
  const { c, term } = place;
  let list = c.nested.get(expr);
  if (!list) c.nested.set(expr, (list = []));
  let made = list.find(n => n.scope === place.scope);
  if (!made) {
    made = makeNested(c, place, expr, r);
    list.push(made);
  }
  made.open.forEach(l => term.letter(l));
  return { scalar: term.read(made.name, made.open.map(l => at(l.id)), place.optional), type: made.type };
}

function makeNested(c: Checker, place: Place, expr: Expr, r: Reduction): Nested {
  const term = new TermBuilder();
  if (r.cells) term.read(r.cells.tensor, r.cells.letters.map(l => at(l.id)), false);
  const direct = directTerm({ ...place, term }, r);
  const open = [...term.letters.values()].filter(l => !direct.bound.includes(l.id));
  const columns = columnNames(open.map(l => l.name));
  const axes: TensorAxis[] = open.map((l, k) => axisOf(l, columns[k]!));
  const { owner } = r.scope;
  const name = c.names.fresh(`${owner.name}_${r.reduce}`);
  const equation: Equation = {
    kind: 'equation', bind: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type: direct.type, reduce: r.reduce,
    terms: [term.finish(open.map(l => at(l.id)), direct.body, direct.pick)], fill: r.fill, within: null, ...served(r.cells ? { ...owner, source: `${printed(expr)}   for ${r.cells.label}` } : owner),
  };
  if (r.cells) r.cells.emit(equation); else c.definitions.push(equation);
  return { scope: place.scope, name, open, type: direct.type };
}
