// Calls: ops of the table, and functions of the program or the library, which are expanded in place.

import type { Expr } from '../ast.ts';
import { error, ProgramError, told } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { type OpName, ops } from '../tensor/ops.ts';
import type { Checker } from './checker.ts';
import { elaborate, elaborateAll, type Place, printed, type Typed, unknown } from './elaborate.ts';
import { indexSymbol } from './indices.ts';
import type { LocalTensor } from './locals.ts';
import { plain } from './names.ts';
import { applyOp } from './operators.ts';
import { onSplit } from './reduce.ts';
import { type Binding, type Closure, couldBeLetter, type LetterRef, type Owner, type Scope, type TensorClosure, withSplit } from './scope.ts';
import { baseOf, type FnSymbol, sorts } from './symbols.ts';
import { elaborateAccess } from './access.ts';
import { keptBy } from './letters.ts';

/** Ops that a program calls by name. */
const named: ReadonlySet<string> = new Set<OpName>([
  'exp', 'log', 'log2', 'log10', 'log1p', 'expm1', 'sqrt', 'cbrt', 'abs', 'sign', 'floor', 'ceil', 'round', 'trunc', 'min', 'max', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2',
  'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'sigmoid', 'softplus', 'lgamma', 'digamma', 'erf', 'erfc', 'stop', 'int', 'isnan',
]);

export const opNames: readonly string[] = [...named];

export function elaborateCall(place: Place, expr: Extract<Expr, { kind: 'call' }>): Typed {
  const { c, scope } = place;
  const symbol = c.symbols.values.get(expr.name);
  if (symbol?.kind === 'fn') return callFunction(place, expr, symbol);
  if (symbol?.kind === 'layer') throw error('layer-call', expr.nameSpan, `${expr.name} is a layer: it owns parameters`, { hints: [`let a = ${expr.name}[…]   then   a(…)`] });
  if (symbol) throw error('wrong-type', expr.nameSpan, `${expr.name} is ${sorts[symbol.kind]}, not a function`, { hints: [symbol.kind === 'setting' ? `write ${expr.name}` : symbol.kind === 'optimizer' ? `train { … using ${expr.name} }` : `read it with brackets: ${expr.name}[…]`] });
  if (named.has(expr.name)) {
    if (expr.binder) throw error('wrong-arity', expr.binder.span, `${expr.name} works on single values, not over an index`, { hints: [`${expr.name}(…)`] });
    return callOp(place, expr, expr.name as OpName);
  }
  if (expr.name === 'pad' || expr.name === 'wrap' || expr.name === 'clamp') throw error('wrong-type', expr.span, `${expr.name} stands only at an axis`, { hints: [`x[${expr.name}(i + 1)]`] });
  if (expr.name === 'normal' || expr.name === 'uniform' || expr.name === 'bernoulli') throw error('wrong-type', expr.span, `${expr.name} is drawn with ~`, { hints: [`param W[i,j] ~ ${printed(expr)}`] });
  throw unknown(c, scope, expr.name, expr.nameSpan, 'function');
}

function callOp(place: Place, expr: Extract<Expr, { kind: 'call' }>, op: OpName): Typed {
  const arity = ops[op].arity as number | 'variadic';
  const odd = expr.args.find(a => a.name);
  if (odd) throw error('wrong-arity', odd.span, `${op} has no argument called ${odd.name!.text}`, { hints: [`${op}(…)`] });
  if (typeof arity === 'number' && expr.args.length !== arity) {
    throw error('wrong-arity', expr.span, `${op} takes ${arity} ${arity === 1 ? 'value' : 'values'}, this gives ${expr.args.length}`, { hints: [op === 'max' || op === 'min' ? `${op}(a, b), or over an index: ${op}[i](…)` : `${op}(${Array.from({ length: arity }, (_, k) => 'xyz'[k]).join(', ')})`] });
  }
  return applyOp(place.c, op, elaborateAll(expr.args.map(a => [place, a.value] as const)), expr.span, expr.args.map(a => a.span));
}

/** A call with its letters and formals bound. */
export interface Expansion { readonly scope: Scope; readonly result: { readonly kind: 'expr'; readonly expr: Expr } | { readonly kind: 'local'; readonly access: Extract<Expr, { kind: 'access' }> } }

let depth = 0;

function callFunction(place: Place, expr: Extract<Expr, { kind: 'call' }>, symbol: FnSymbol): Typed {
  const { expansions } = place.c;
  let known = expansions.get(expr);
  if (!known) expansions.set(expr, (known = []));
  let expansion = known.find(k => k.scope === place.scope)?.expansion;
  if (!expansion) {
    expansion = expand(place.c, place.scope, expr, symbol);
    known.push({ scope: place.scope, expansion });
  }
  if (depth > 60) throw error('too-deep', expr.span, `${expr.name} calls itself, or calls are nested more than 60 deep`, { hints: ['functions cannot recurse: write a recurrence over an index'] });
  depth++;
  place.c.calls.push(expr.span);
  try {
    const inner = { ...place, scope: expansion.scope };
    return expansion.result.kind === 'expr' ? elaborate(inner, expansion.result.expr) : elaborateAccess(inner, expansion.result.access);
  } catch (e) {
    throw new ProgramError(place.c.called(told(e)));
  } finally {
    place.c.calls.pop();
    depth--;
  }
}

/** Binds a function's letters and formals for one call. */
function expand(c: Checker, scope: Scope, expr: Extract<Expr, { kind: 'call' }>, symbol: FnSymbol): Expansion {
  const names = binderNames(c, scope, expr, symbol);
  const inner = onSplit(c, scope, expr.binder?.on, names);
  const letters = new Map<string, LetterRef | Closure>();
  const indices = new Map<string, string>();
  symbol.letters.forEach((own, k) => {
    const given = names[k]!;
    const base = scope.indices.get(baseOf(given)) ?? baseOf(given);
    indexSymbol(c, base, expr.binder!.span);
    indices.set(baseOf(own.text), base);
    // the result's letters, k and k', are the caller's
    for (const primes of keptBy(c, symbol).get(k) ?? []) {
      const bound = scope.letters.get(given + primes);
      if (bound) letters.set(own.text + primes, bound);
    }
  });
  const owner: Owner = { ...scope.owner, stream: streamOf(c, scope.owner, symbol.name, expr) };
  const own: Scope = { letters, names: new Map(), indices, splits: inner.splits, bounds: scope.bounds, owner };
  const bindings = bindFormals(scope, inner, own, expr, symbol, names);
  const base: Scope = { ...own, names: bindings };
  if (symbol.body.kind === 'expr') return { scope: base, result: { kind: 'expr', expr: symbol.body.value } };
  const locals = new Map<string, Binding>();
  const body: Scope = { ...base, names: locals };
  for (const [name, binding] of bindings) locals.set(name, binding);
  const clauses = new Map<string, LocalTensor['clauses'][number][]>();
  for (const item of symbol.body.items) {
    if (item.kind !== 'equation') throw error('not-supported', item.span, `inside a function there are only equations, not ${item.kind}`, { hints: [`move ${item.kind} out of ${symbol.name}`, 'a function with parameters of its own is a layer'] });
    if (item.until) throw error('not-supported', item.until.span, 'until does not stand inside a function', { hints: ['write the recurrence outside of functions'] });
    if (bindings.has(item.name.text)) throw error('name-taken', item.name.span, `${item.name.text} is an argument of ${symbol.name}`, { hints: ['choose another name'] });
    clauses.set(item.name.text, [...clauses.get(item.name.text) ?? [], item]);
  }
  const localScope: Scope = { ...body, letters: new Map(), owner: { ...owner, call: symbol.name } };
  for (const [name, list] of clauses) locals.set(name, { kind: 'local', local: { name, scope: localScope, clauses: list, made: null } });
  const { out } = symbol.body;
  if (!clauses.has(out.name.text)) throw error('no-result', out.span, `${symbol.name} does not define its result ${out.name.text}`, { hints: [`${out.name.text}${out.axes ? `[${out.axes.map(printed).join(', ')}]` : ''} = …`] });
  return { scope: body, result: { kind: 'local', access: { kind: 'access', name: out.name.text, nameSpan: out.name.span, at: out.axes ?? [], span: expr.span } } };
}

/** What the draws of a call are numbered under: the calls of one function in a tensor count on. */
function streamOf(c: Checker, { stream, name }: Owner, called: string, expr: Expr): string {
  const under = plain(`${stream ?? name}.${called}`);
  const calls = c.callsUnder.get(under) ?? [];
  if (!calls.includes(expr)) c.callsUnder.set(under, [...calls, expr]);
  const number = c.callsUnder.get(under)!.indexOf(expr);
  return number === 0 ? under : `${under}_${number + 1}`;
}

function binderNames(c: Checker, scope: Scope, expr: Extract<Expr, { kind: 'call' }>, symbol: FnSymbol): readonly string[] {
  const wanted = symbol.letters.length;
  const given = expr.binder?.at ?? [];
  if (given.length !== wanted) {
    const letters = symbol.letters.map(l => l.text).join(', ');
    throw error('wrong-arity', expr.nameSpan, wanted && !given.length ? `${symbol.name} works over ${wanted === 1 ? 'an index' : `${wanted} indices`}` : `${symbol.name} has ${wanted} ${wanted === 1 ? 'index' : 'indices'}, this gives ${given.length}`,
      { labels: symbol.library ? [] : [{ span: symbol.span, text: 'defined here' }], hints: [`${symbol.name}${letters ? `[${wanted === 1 ? lastLetter(expr) ?? letters : letters}]` : ''}(${expr.args.map(a => printed(a.value)).join(', ')})`] });
  }
  return given.map(a => {
    if (a.kind !== 'name' || !couldBeLetter(c, scope, a.name)) throw error('unknown-name', a.span, `${printed(a)} is not an index letter`, { hints: [`${symbol.name}[c](…)`] });
    return a.name;
  });
}

/** The letter at the last axis of the first argument: the likeliest one to be meant. */
function lastLetter(expr: Extract<Expr, { kind: 'call' }>): string | null {
  const value = expr.args[0]?.value;
  const last = value?.kind === 'access' ? value.at[value.at.length - 1] : undefined;
  return last?.kind === 'name' ? last.name : null;
}

/** Arguments mean what they mean where the call stands (`outer`; `inner` on the split that it names), defaults what they mean in the function. */
function bindFormals(outer: Scope, inner: Scope, own: Scope, expr: Extract<Expr, { kind: 'call' }>, symbol: FnSymbol, names: readonly string[]): Map<string, Binding> {
  const bindings = new Map<string, Binding>();
  const positional = expr.args.filter(a => !a.name);
  if (positional.length > symbol.formals.length) throw error('wrong-arity', expr.span, `${symbol.name} takes ${symbol.formals.length} arguments, this gives ${expr.args.length}`, { hints: [usage(symbol)] });
  for (const a of expr.args) if (a.name && !symbol.formals.some(f => f.name.text === a.name!.text)) throw error('wrong-arity', a.span, `${symbol.name} has no argument called ${a.name.text}`, { hints: [usage(symbol)] });
  symbol.formals.forEach((formal, k) => {
    const named = expr.args.find(a => a.name?.text === formal.name.text);
    const given = named ?? positional[k];
    if (named && positional[k]) throw error('wrong-arity', named.span, `${formal.name.text} is given twice`, { hints: [usage(symbol)] });
    const value = given?.value ?? formal.default;
    if (!value) throw error('wrong-arity', expr.span, `${symbol.name} needs ${formal.name.text}`, { hints: [usage(symbol)] });
    if (!formal.axes) {
      bindings.set(formal.name.text, { kind: 'scalar', closure: { expr: value, scope: given ? outer : { ...own, names: new Map(bindings) } } });
      return;
    }
    const params = formal.axes.map(a => callLetter(a, symbol, names));
    const scope: Scope = { ...inner, letters: new Map([...inner.letters].filter(([l]) => !params.includes(l))) };
    bindings.set(formal.name.text, { kind: 'tensor', closure: { name: formal.name.text, expr: value, scope, params, where: expr.binder?.where ?? null, hoisted: new Map() } });
  });
  return bindings;
}

/** A formal's axis letter `k'` as the letter of the call: `p''` when k is called with p'. */
function callLetter(axis: Expr, symbol: FnSymbol, names: readonly string[]): string {
  const base = axis.kind === 'name' ? baseOf(axis.name) : '';
  const k = symbol.letters.findIndex(l => l.text === base);
  if (k < 0) throw error('unknown-name', axis.span, `${printed(axis)} is not a letter of ${symbol.name}`, { hints: [`fn ${symbol.name}[k](x[k]) = …`] });
  return names[k]! + (axis as { readonly name: string }).name.slice(base.length);
}

const usage = (symbol: FnSymbol): string =>
  `${symbol.name}${symbol.letters.length ? `[${symbol.letters.map(l => l.text).join(', ')}]` : ''}(${symbol.formals.map(f => `${f.name.text}${f.axes ? `[${f.axes.map(printed).join(', ')}]` : ''}${f.default ? ` = ${printed(f.default)}` : ''}`).join(', ')})`;

/** The tensor that stands for an argument which is more than a plain read, of the parts that it is read at. */
export function closureTensor(closure: TensorClosure, parts: readonly (readonly [base: string, part: string])[]): LocalTensor {
  const id = parts.map(p => p.join('=')).join();
  const known = closure.hoisted.get(id);
  if (known) return known;
  const scope = parts.reduce((s, [base, part]) => withSplit(s, base, part), closure.scope);
  const made: LocalTensor = { name: closure.name, scope: { ...scope, owner: argumentOwner(scope.owner) }, clauses: [argumentClause(closure)], made: null };
  closure.hoisted.set(id, made);
  return made;
}

/** An argument's text stands in the equation that calls. */
const argumentOwner = (owner: Owner): Owner => ({ ...owner, call: null });

function argumentClause({ name, params, expr, where }: TensorClosure): LocalTensor['clauses'][number] {
  const { span } = expr;
  return { kind: 'equation', name: { text: name, span }, axes: params.map(letter => ({ kind: 'name', name: letter, span })), op: '=', value: expr, where, until: null, annotations: [], span };
}

/** What a draw is made of, after functions such as glorot are expanded. */
export function expandDraw(c: Checker, scope: Scope, expr: Expr, span: Span): { readonly name: 'normal' | 'uniform' | 'bernoulli'; readonly args: readonly Expr[]; readonly scope: Scope } {
  let at: Expr = expr;
  let inner = scope;
  const met = new Set<Expr>();
  while (!met.has(at)) {
    met.add(at);
    if (at.kind === 'paren') { at = at.inner; continue; }
    if (at.kind !== 'call') break;
    if (at.name === 'normal' || at.name === 'uniform' || at.name === 'bernoulli') {
      const wanted = at.name === 'bernoulli' ? 1 : 2;
      if (at.args.length !== wanted || at.binder) throw error('wrong-arity', at.span, `${at.name} takes ${wanted === 1 ? 'a probability' : at.name === 'normal' ? 'a mean and a standard deviation' : 'a lower and an upper bound'}`, { hints: [at.name === 'bernoulli' ? 'bernoulli(0.8)' : at.name === 'normal' ? 'normal(0, 0.1)' : 'uniform(-0.1, 0.1)'] });
      return { name: at.name, args: at.args.map(a => a.value), scope: inner };
    }
    const symbol = c.symbols.values.get(at.name);
    if (symbol?.kind !== 'fn') throw unknown(c, scope, at.name, at.nameSpan, 'distribution');
    const expansion = expand(c, inner, at, symbol);
    if (expansion.result.kind !== 'expr') break;
    at = expansion.result.expr;
    inner = expansion.scope;
  }
  throw error('wrong-type', span, 'after ~ stands a distribution', { hints: ['~ normal(0, 0.1), uniform(-1, 1), glorot(|i|, |j|), he(|i|)', 'for a fixed value write = instead of ~'] });
}

