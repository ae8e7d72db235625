// `grad(e, T[ix])` and its contractions. What is made here is a request; the calculus itself is tensor/differentiate.ts.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { type Access, at, type Axis, bareLetter, type Coord, type Equation, real, type Scalar } from '../tensor/ir.ts';
import { axisOf } from './axes.ts';
import type { Checker } from './checker.ts';
import { elaborate, type Place, printed, type Typed } from './elaborate.ts';
import { chainOf, childrenOf, isProduct, openLetters, sharedLetters } from './letters.ts';
import { columnNames } from './names.ts';
import { said } from './operators.ts';
import { bindLetter, type LetterRef, type Scope, served, withLetters } from './scope.ts';
import { TermBuilder } from './term.ts';

type Call = Extract<Expr, { kind: 'call' }>;

/** A derivative that is requested already. */
export interface Made { readonly scope: Scope; readonly name: string; readonly letters: readonly LetterRef[] }

/** `grad(e, T[ix])`; with a binder `grad[I](e, T[ix], v)` (made by `contracted` only): the derivative along v. */
export function elaborateGrad(place: Place, expr: Call): Typed {
  const { derivatives } = place.c;
  let list = derivatives.get(expr);
  if (!list) derivatives.set(expr, (list = []));
  let made = list.find(m => m.scope === place.scope);
  if (!made) {
    made = makeGrad(place.c, place.scope, expr);
    list.push(made);
  }
  made.letters.forEach(l => place.term.letter(l));
  return { scalar: place.term.read(made.name, made.letters.map(l => at(l.id)), place.optional), type: real };
}

function makeGrad(c: Checker, outer: Scope, expr: Call): Made {
  const [of, by, along] = expr.args.map(a => a.value);
  if (!of || !by || (along !== undefined) !== (expr.binder !== null) || expr.args.some(a => a.name)) throw error('wrong-arity', expr.span, `grad takes an expression and a tensor's element`, { hints: ['grad(loss, W[i,j])'] });
  const bound = expr.binder ? expr.binder.at.map(a => [(a as { name: string }).name, bindLetter(c, outer, (a as { name: string }).name, a.span)] as const) : [];
  const scope = withLetters(outer, bound);
  const value = valueAccess(c, outer, of);
  const seeds = value.letters;
  const target = targetAccess(c, scope, by);
  const free = target.letters.filter(l => !seeds.includes(l));
  for (const l of free) {
    const places = target.access.at.filter(coord => coord.kind === 'affine' && coord.terms.some(t => t.letter === l.id));
    if (places.length !== 1 || bareLetter(places[0]!) !== l.id) throw error('grad-target', by.span, `${l.name} must stand alone at one axis of what grad differentiates by`, { hints: ['grad(loss, W[i,j])'] });
  }
  const direction = along ? valueAccess(c, scope, along) : null;
  if (direction?.letters.some(l => !free.includes(l))) throw error('grad-target', expr.span, 'the direction of a derivative depends on letters of its own', { hints: ['name the derivative first: J[o,i] = grad(y[o], x[i])'] });
  const letters = direction ? seeds : [...seeds, ...free];
  const columns = columnNames(letters.map(l => l.name));
  const axes: Axis[] = letters.map((l, k) => { const a = axisOf(l, columns[k]!); return { column: a.column, index: a.index }; });
  const name = c.names.fresh(`d_${value.access.tensor}_d_${target.access.tensor}`);
  const names = uniqueNames([...seeds, ...free]);
  const renamed = (a: Access): Access => ({ ...a, at: a.at.map((coord): Coord => { const form = coord as Extract<Coord, { kind: 'affine' }>; return { ...form, terms: form.terms.map(t => ({ ...t, letter: names.get(t.letter)! })) }; }) });
  const letterOf = (l: LetterRef) => ({ name: names.get(l.id)!, index: l.index });
  c.definitions.push({
    kind: 'derivative', bind: name, axes, seeds: seeds.map(letterOf), free: free.map(letterOf), of: renamed(value.access), by: renamed(target.access),
    direction: direction ? renamed(direction.access) : null, source: outer.owner.source, span: expr.span,
  });
  return { scope: outer, name, letters };
}

function uniqueNames(letters: readonly LetterRef[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(letters.map(l => {
    let name = l.name;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${l.name.replace(/'+$/, '')}_${n}`;
    taken.add(name.toLowerCase());
    return [l.id, name];
  }));
}

/** The tensor that an expression is: a plain read as it stands, unless a `whole` tensor is wanted and it is one of its cells; else an equation of its own over the letters it leaves open. */
export function valueAccess(c: Checker, scope: Scope, expr: Expr, whole = false): { readonly access: Access; readonly letters: readonly LetterRef[] } {
  const term = new TermBuilder();
  const typed = elaborate({ c, scope, term, optional: false }, expr);
  if (typed.type.kind !== 'real' && typed.type.kind !== 'int') throw error('wrong-type', expr.span, `only numbers have a derivative, this is ${said(typed.type)}`, { hints: ['differentiate a loss, not a count of right answers'] });
  const letters = [...term.letters.values()];
  const [only] = term.args;
  const plain = typed.scalar.kind === 'arg' && term.args.length === 1 && only!.at.every(coord => coord.kind === 'affine') && only!.at.filter(coord => whole || (coord.kind === 'affine' && coord.terms.length)).length === letters.length;
  if (plain) return { access: only!, letters };
  return { access: hoist(c, scope, term, typed.scalar, letters), letters };
}

function hoist(c: Checker, scope: Scope, term: TermBuilder, body: Scalar, letters: readonly LetterRef[]): Access {
  const columns = columnNames(letters.map(l => l.name));
  const name = c.names.fresh(`${scope.owner.name}_1`);
  const equation: Equation = {
    kind: 'equation', bind: name, axes: letters.map((l, k) => ({ column: columns[k]!, index: l.index })), type: real, reduce: 'only',
    terms: [term.finish(letters.map(l => at(l.id)), body, null)], fill: null, within: null, ...served(scope.owner),
  };
  c.definitions.push(equation);
  return { tensor: name, at: letters.map(l => at(l.id)), optional: false };
}

function targetAccess(c: Checker, scope: Scope, expr: Expr): { readonly access: Access; readonly letters: readonly LetterRef[] } {
  const hints = ['grad(loss, W[i,j])   where W is a param, data or a named tensor'];
  if (expr.kind !== 'access' && expr.kind !== 'name') throw error('grad-target', expr.span, `grad differentiates by one element of a tensor, this is ${printed(expr)}`, { hints });
  const symbol = c.symbols.values.get(expr.name);
  if (symbol?.kind === 'setting') throw error('grad-target', expr.span, `${expr.name} is a setting: a constant`, { labels: [{ span: symbol.span, text: 'declared here' }], hints: [`make it a param: param ${expr.name} = …`] });
  if (scope.names.has(expr.name)) throw error('grad-target', expr.span, `${expr.name} is an argument of a function here`, { hints: ['differentiate where the tensor is named'] });
  const term = new TermBuilder();
  const typed = elaborate({ c, scope, term, optional: false }, expr);
  if (typed.type.kind !== 'real' && typed.type.kind !== 'int') throw error('grad-target', expr.span, `${expr.name} holds no numbers`, { hints });
  const access = term.args[term.args.length - 1]!;
  if (access.at.some(coord => coord.kind !== 'affine')) throw error('grad-target', expr.span, 'the element that grad differentiates by is named by letters and numbers only', { hints });
  return { access, letters: [...term.letters.values()] };
}

// ------------------------------------------------------------------ contractions with a derivative

/**
 * A product that contracts a derivative is rewritten so that the Jacobian is never built:
 *   u[o] * grad(y[o], x[i])   summed over o   is   grad(sum[o](stop(u[o]) * y[o]), x[i])      (one backward sweep)
 *   grad(y[o], x[i]) * v[i]   summed over i   is   grad[i](y[o], x[i], v[i])                  (one forward sweep along v)
 */
export function contracted(c: Checker, scope: Scope, written: Expr): Expr {
  if (!isProduct(written)) return written;
  let list = c.contracted.get(written);
  if (!list) c.contracted.set(written, (list = []));
  const known = list.find(k => k.scope === scope);
  if (known) return known.expr;
  const expr = rewrite(c, scope, written);
  list.push({ scope, expr });
  return expr;
}

const unwrapped = (e: Expr): Expr => (e.kind === 'paren' ? unwrapped(e.inner) : e);

function rewrite(c: Checker, scope: Scope, expr: Expr): Expr {
  const chain = chainOf(expr);
  const position = chain.factors.findIndex(f => { const g = unwrapped(f); return g.kind === 'call' && g.name === 'grad' && !g.binder && g.args.length === 2; });
  if (position < 0 || chain.divisors.some(d => d.op === '%')) return expr;       // a remainder of a sum is not the sum of remainders
  const shared = sharedLetters(c, scope, chain);
  const grad = unwrapped(chain.factors[position]!) as Call;
  const [of, by] = grad.args.map(a => a.value) as [Expr, Expr];
  const inValue = openLetters(c, scope, of);
  const inTarget = openLetters(c, scope, by);
  const rest = chain.factors.filter((_, k) => k !== position);
  const reads = (e: Expr, letters: readonly string[]): boolean => letters.some(l => openLetters(c, scope, e).has(l));
  const { span } = expr;

  const pulled = shared.filter(l => inValue.has(l) && !inTarget.has(l));
  if (pulled.length && !chain.divisors.some(d => reads(d.expr, pulled))) {
    const moved = rest.filter(f => reads(f, pulled));
    const inner = sumOver(pulled, product([...moved.map(m => callTo('stop', [m], span)), paren(of)], span), span);
    const next: Expr = { ...grad, args: [{ name: null, value: inner, span }, { name: null, value: by, span: by.span }] };
    return rebuilt(expr, chain.divisors, [...rest.filter(f => !moved.includes(f)), next], shared.filter(l => !pulled.includes(l)), span);
  }
  const pushed = shared.filter(l => inTarget.has(l) && !inValue.has(l));
  const freeOfTarget = lettersOf(c, scope, by).filter(l => !lettersOf(c, scope, of).includes(l));
  if (pushed.length && freeOfTarget.length === pushed.length && !chain.divisors.some(d => reads(d.expr, pushed))) {
    const moved = rest.filter(f => reads(f, pushed));
    if (moved.every(m => lettersOf(c, scope, m).every(l => pushed.includes(l)))) {
      const next: Expr = { ...grad, binder: { at: pushed.map(name => ({ kind: 'name', name, span })), where: null, on: null, span }, args: [...grad.args, { name: null, value: product(moved, span), span }] };
      return rebuilt(expr, chain.divisors, [...rest.filter(f => !moved.includes(f)), next], shared.filter(l => !pushed.includes(l)), span);
    }
  }
  return expr;
}

/** Letters that occur in an expression, bound outside of it or not. */
function lettersOf(c: Checker, scope: Scope, expr: Expr): readonly string[] {
  const found = new Set<string>(openLetters(c, scope, expr));
  const go = (e: Expr, bound: ReadonlySet<string>): void => {
    if (e.kind === 'name' && scope.letters.has(e.name) && !bound.has(e.name)) found.add(e.name);
    for (const child of childrenOf(e)) go(child.expr, new Set([...bound, ...child.bound]));
  };
  go(expr, new Set());
  return [...found];
}

function rebuilt(original: Expr, divisors: ReturnType<typeof chainOf>['divisors'], factors: readonly Expr[], left: readonly string[], span: Span): Expr {
  let e = product(factors, span);
  for (const d of divisors) e = { kind: 'binary', op: d.op, left: e, right: d.expr, span: original.span };
  return left.length ? sumOver(left, e, span) : e;
}

const paren = (inner: Expr): Expr => ({ kind: 'paren', inner, span: inner.span });
const callTo = (name: string, args: readonly Expr[], span: Span): Expr => ({ kind: 'call', name, nameSpan: span, binder: null, args: args.map(value => ({ name: null, value, span: value.span })), span });
const product = (factors: readonly Expr[], span: Span): Expr => factors.reduce((left, right) => ({ kind: 'binary', op: '*', left, right, span }));
const sumOver = (letters: readonly string[], body: Expr, span: Span): Expr => ({
  kind: 'call', name: 'sum', nameSpan: span, binder: { at: letters.map(name => ({ kind: 'name', name, span })), where: null, on: null, span }, args: [{ name: null, value: body, span }], span,
});
