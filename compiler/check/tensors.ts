// Instances: a tensor of the program under one choice of splits, as definitions of the IR.

import type { Expr, Item } from '../ast.ts';
import { error, ProgramError, told } from '../diagnostics.ts';
import { printExpr, printItem } from '../format.ts';
import type { Span } from '../source.ts';
import { arg, at, bool, boolean, call, type Coord, computed, type Equation, letter, real, type Scalar, type Term, type ValueType } from '../tensor/ir.ts';
import type { ReductionName } from '../tensor/reductions.ts';
import { noteOf } from './annotations.ts';
import { warnTooLarge } from './axes.ts';
import { refuseStepping } from './batches.ts';
import { type Checker, silent, type Tensor, type TensorAxis } from './checker.ts';
import { drawnEveryStep, placeOf, placeOfAffine } from './draws.ts';
import { elaborate, type Place, placeIn, type Typed, unify } from './elaborate.ts';
import { contracted } from './gradient.ts';
import { factsOf, indexRange, irIndex } from './indices.ts';
import { dataInstance } from './inputs.ts';
import { childrenOf, openLetters } from './letters.ts';
import { columnNames } from './names.ts';
import { nearest } from './nearest.ts';
import { applyGuard, plainType, said } from './operators.ts';
import { paramInstance } from './params.ts';
import { type Affine, affineOf, affineRange, letterRange, narrow } from './ranges.ts';
import { asReduction, directTerm } from './reduce.ts';
import { guessed, settle, shaped, taken } from './guess.ts';
import { bindLetter, type LetterRef, type Owner, type Scope, withLetters } from './scope.ts';
import type { DefinedSymbol, TensorSymbol } from './symbols.ts';
import { choiceOf, dependsOn } from './reach.ts';
import { TermBuilder } from './term.ts';
import { endOfBase, untilOf } from './until.ts';

type Clause = Extract<Item, { kind: 'equation' }>;

export const axisCount = (symbol: TensorSymbol): number =>
  symbol.kind === 'data' ? symbol.decl.axes?.length ?? 0 : symbol.kind === 'param' ? symbol.item.tensor.axes?.length ?? 0 : symbol.clauses[0]!.axes?.length ?? 0;

export const emptyScope = (owner: Owner, splits: ReadonlyMap<string, string>): Scope => ({ letters: new Map(), names: new Map(), indices: new Map(), splits, bounds: new Map(), owner });

/** The IR tensor of a symbol where split indices mean the given parts. */
export function instance(c: Checker, symbol: TensorSymbol, splits: ReadonlyMap<string, string>, span: Span): Tensor {
  const choice = choiceOf(c, symbol.name, splits);
  const id = `${symbol.name}|${choice.map(x => x.join('=')).join(',')}`;
  const known = c.tensors.get(id);
  if (known) return taken(known);
  if (c.failed.has(id) || c.failed.has(symbol.name)) throw new ProgramError({ code: 'unknown-name', severity: 'error', message: silent, span, note: null, labels: [], hints: [] });
  const suffix = choice.map(([, part]) => `_${part}`).join('');
  try {
    switch (symbol.kind) {
      case 'data': return dataInstance(c, symbol, id, new Map(choice), suffix);
      case 'param': return paramInstance(c, symbol, id);
      case 'defined': return definedInstance(c, symbol, id, new Map(choice), suffix);
    }
  } catch (e) {
    const problem = told(e);
    c.failed.add(id);
    c.tensors.delete(id);
    c.report(problem);
    throw new ProgramError({ ...problem, message: silent });
  }
}

export interface Left { readonly clause: Clause; readonly refs: readonly LetterRef[]; readonly scope: Scope; readonly coords: readonly LeftCoord[] }
type LeftCoord =
  | { readonly kind: 'letter'; readonly ref: LetterRef }
  | { readonly kind: 'affine'; readonly affine: Affine; readonly expr: Expr }
  | { readonly kind: 'gather'; readonly expr: Expr };

function definedInstance(c: Checker, symbol: DefinedSymbol, id: string, splits: ReadonlyMap<string, string>, suffix: string): Tensor {
  const first = symbol.clauses[0]!;
  const name = c.names.fresh(`${symbol.name}${suffix}`);
  const owner: Owner = { name, stream: symbol.name, source: printItem(first as Item), span: first.span, symbol };
  const scope = emptyScope(owner, splits);
  const { lefts, axes } = shaped(c, id, symbol, () => { const found = leftSides(c, symbol, scope); return { lefts: found, axes: hullAxes(c, symbol, found, name) }; });
  const tensor: Tensor = { name, axes, type: guessed(first.value), taken: null, span: symbol.span };
  c.tensors.set(id, tensor);
  noteOf(c, symbol.clauses, symbol.name, name);
  if (symbol.clauses.every(k => !k.where)) warnTooLarge(c, symbol.name, axes, first.span);

  const { clauses, reduce, fill, drawn } = elaborateClauses(c, symbol, lefts, axes, {
    ends: left => endsOf(c, symbol, left),
    seen: (left, term, inner, type) => {
      warnBroadcast(c, left, term, inner);
      tensor.type = left === lefts[0] ? type : unify(c, [tensor.type, type], symbol.span);
    },
  });
  const terms = clauses.map(k => finished(k, [], clauses.length > 1));
  const within = fill === null ? null : endedRows(c, name, axes, owner, lefts.flatMap(left => endsOf(c, symbol, left)));
  const type = settle(c, tensor, clauses.map(k => k.type));
  c.definitions.push({
    kind: 'equation', bind: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type, reduce, terms, fill, within, ...(drawn ? { drawn } : {}),
    source: owner.source, span: owner.span,
  });
  untilOf(c, tensor, lefts.map(l => ({ clause: l.clause, scope: l.scope, refs: l.refs })));
  return tensor;
}

/** The left sides of a tensor's clauses, each under its own source text. */
export const leftSides = (c: Checker, symbol: DefinedSymbol, scope: Scope): readonly Left[] =>
  symbol.clauses.map(clause => leftSide(c, { ...scope, owner: ownerOf(scope.owner, clause) }, symbol, clause));

/** An equation of a function is told with the equation of the program that it serves; an argument has no text of its own. */
function ownerOf(owner: Owner, clause: Clause): Owner {
  if (owner.symbol) return { ...owner, source: printItem(clause as Item), span: clause.span };
  return owner.call ? { ...owner, detail: `${printItem(clause as Item)} of ${owner.call.replace(/^.*:/, '')}` } : owner;
}

/** A clause that is elaborated but for the coordinates of its result. `bound`: letters that its reduction sums. */
export interface Elaborated { readonly left: Left; readonly term: TermBuilder; readonly out: readonly Coord[]; readonly body: Scalar; readonly pick: Scalar | null; readonly type: ValueType; readonly bound: ReadonlySet<string> }

/** An axis whose letter goes no further than the tensor `last` says. */
interface End { readonly axis: number; readonly ref: LetterRef; readonly last: string }

interface Watch {
  /** letters that an ended recurrence cuts */
  readonly ends: (left: Left) => readonly End[];
  readonly seen: (left: Left, term: TermBuilder, inner: Scope, type: ValueType) => void;
}

/** The right sides of a tensor's clauses, one after the other. Errors: colliding-rows, wrong-type, and those of expressions. */
export function elaborateClauses(c: Checker, symbol: DefinedSymbol, lefts: readonly Left[], axes: readonly TensorAxis[], watch: Watch): { readonly clauses: readonly Elaborated[]; readonly reduce: ReductionName | 'only'; readonly fill: Equation['fill']; readonly drawn?: Equation['drawn'] } {
  const op = refuseMixedClauses(symbol);
  refuseOverlaps(c, symbol, lefts);
  let reduce: ReductionName | 'only' = op === '+=' ? 'sum' : op === 'max=' ? 'max' : op === 'min=' ? 'min' : 'only';
  let fill: Equation['fill'] = op === '+=' ? 0 : null;
  let drawn: Equation['drawn'] | null = null;
  const clauses = lefts.map((left): Elaborated => {
    const term = new TermBuilder();
    left.refs.forEach(r => term.letter(r));
    let { scope: inner } = left;
    const { clause } = left;
    if (clause.where) inner = narrow(c, inner, clause.where);
    const place = placeIn(c, inner, term);
    const out = left.coords.map((coord, axis) => outCoord(place, coord, axes[axis]!, axis, symbol));
    const value = contracted(c, inner, clause.value);
    const ends = watch.ends(left);
    const reduction = ends.length === 0 && (clause.op === '+=' || (lefts.length === 1 && !clause.where && clause.op === '=')) ? asReduction(c, inner, value) : null;
    let typed: Typed;
    let pick: Scalar | null = null;
    let bound: ReadonlySet<string> = new Set();
    if (reduction && (clause.op === '=' || (reduction.reduce === 'sum' && !clause.where))) {
      const direct = directTerm(place, reduction);
      typed = { scalar: direct.body, type: direct.type };
      pick = direct.pick;
      bound = new Set(direct.bound);
      ({ reduce, fill } = reduction);
    } else if (clause.op === '~') {
      const { owner } = inner;
      const stream = `${owner.symbol ? owner.stream! : `${owner.stream!}_${symbol.name}`}${left === lefts[0] ? '' : `_${lefts.indexOf(left) + 1}`}`;
      const cells = left.coords.map((k, axis) => ({ axis: axes[axis]!, out: (at: Place) => outCoord(at, k, axes[axis]!, axis, symbol), place: k.kind === 'letter' ? placeOf(c, k.ref) : placeOfAffine((k as { affine: Affine }).affine) }));
      const made = drawnEveryStep(place, clause, cells, stream, lefts.length === 1);
      typed = { scalar: made.scalar, type: real };
      ({ drawn } = made);
    } else typed = elaborate(place, value);
    if (clause.where && (clause.op !== '~' || drawn)) applyGuard(place, clause.where);
    if (clause.op !== '=' && clause.op !== '~') {
      const type = plainType(c, typed.type, clause.value.span);
      if (type.kind !== 'real' && type.kind !== 'int') throw error('wrong-type', clause.value.span, `${clause.op} needs numbers, this is ${said(typed.type)}`, { hints: [type.kind === 'bool' ? '[ condition ] counts a condition as 1 or 0' : 'count them, or compare them: [ … == … ]'] });
      if (clause.op === '+=') typed = { ...typed, type };           // the largest of keys is a key, their sum is not
    }
    for (const { ref, last } of ends) term.guard(call('le', term.letter(ref), term.read(last, [], false)));
    watch.seen(left, term, inner, typed.type);
    return { left, term, out, body: typed.scalar, pick, type: typed.type, bound };
  });
  return { clauses, reduce, fill, ...(drawn ? { drawn } : {}) };
}

/** The clause as a term of its tensor, whose first axes run over `outer`. */
export function finished({ left, term, out, body, pick }: Elaborated, outer: readonly LetterRef[], several: boolean): Term {
  outer.forEach(r => term.letter(r));
  const whole = term.finish([...outer.map(r => at(r.id)), ...out], body, pick);
  return several ? { ...whole, source: left.scope.owner.source } : whole;
}

function leftSide(c: Checker, scope: Scope, symbol: DefinedSymbol, clause: Clause): Left {
  const single = clause.op === '=' || clause.op === '~';
  const exprs = clause.axes ?? [];
  if (exprs.length !== axisCount(symbol)) throw error('wrong-arity', clause.span, `${symbol.name} has ${axisCount(symbol)} ${axisCount(symbol) === 1 ? 'axis' : 'axes'} above, ${exprs.length} here`, { labels: [{ span: symbol.span, text: 'first here' }], hints: ['all clauses of a tensor have the same axes'] });
  const names = new Set(exprs.flatMap(e => [...openLetters(c, scope, e)]));
  const refs = [...names].map(n => bindLetter(c, scope, n, exprs.find(e => openLetters(c, scope, e).has(n))!.span));
  const inner = withLetters(scope, [...names].map((n, k) => [n, refs[k]!]));
  for (const e of exprs) refuseUnknownNames(c, inner, e);
  const seen = new Set<string>();
  const coords = exprs.map((e): LeftCoord => {
    if (e.kind === 'name' && names.has(e.name)) {
      if (seen.has(e.name) && single) throw error('colliding-rows', e.span, `${e.name} stands twice on the left`, { hints: [`use a second letter and a guard: ${symbol.name}[${e.name}, ${e.name}'] = … where ${e.name} == ${e.name}'`, 'or += which adds on the diagonal'] });
      seen.add(e.name);
      return { kind: 'letter', ref: refs[[...names].indexOf(e.name)]! };
    }
    const affine = affineOf(c, inner, e);
    if (affine) return { kind: 'affine', affine, expr: e };
    if (single) throw error('colliding-rows', e.span, `several rows may land in the same cell of ${symbol.name}`, { hints: [clause.op === '~' ? 'draw for every cell, and read the draws where they are wanted' : 'use += (add them), max= or min='] });
    return { kind: 'gather', expr: e };
  });
  for (const k of coords) if (k.kind === 'affine') refuseStepping(c, symbol.name, k.affine, k.expr);
  if (single) refuseCollisions(c, inner, symbol, clause, coords, refs);
  return { clause, refs, scope: inner, coords };
}

/** A name on the left that is no letter, no tensor and no setting is an index that was not declared. */
function refuseUnknownNames(c: Checker, scope: Scope, expr: Expr): void {
  if (expr.kind === 'name' && !scope.letters.has(expr.name) && !scope.names.has(expr.name) && !c.symbols.values.has(expr.name)) {
    const near = nearest(expr.name, c.symbols.indices.keys());
    throw error('unknown-name', expr.span, `no index called ${expr.name}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : `declare it: index ${expr.name}`] });
  }
  for (const child of childrenOf(expr)) refuseUnknownNames(c, scope, child.expr);
}

/** Under `=` the left side must send different rows to different cells: every letter bare, or a mixed-radix sum of the others. */
function refuseCollisions(c: Checker, scope: Scope, symbol: DefinedSymbol, clause: Clause, coords: readonly LeftCoord[], refs: readonly LetterRef[]): void {
  const settled = new Set(coords.flatMap(k => (k.kind === 'letter' ? [k.ref.id] : [])));
  for (const coord of coords) {
    if (coord.kind !== 'affine') continue;
    const open = [...coord.affine.terms.values()].filter(t => !settled.has(t.ref.id)).sort((a, b) => Math.abs(a.coefficient) - Math.abs(b.coefficient));
    let reach = 0;
    const distinct = open.every(t => {
      const range = letterRange(c, scope, t.ref);
      const fits = Math.abs(t.coefficient) > reach;
      reach += range ? Math.abs(t.coefficient) * (range[1] - range[0]) : Infinity;
      return fits;
    });
    if (distinct) open.forEach(t => settled.add(t.ref.id));
  }
  const lost = refs.find(r => !settled.has(r.id));
  if (lost) throw error('colliding-rows', clause.name.span, `several rows may land in the same cell of ${symbol.name}: nothing keeps different ${lost.name} apart`, { hints: ['use += (add them), max= or min='] });
}

/** The axes that the left sides span: an index where all clauses agree on one, else the hull of the positions. */
export function hullAxes(c: Checker, symbol: DefinedSymbol, lefts: readonly Left[], name: string): readonly TensorAxis[] {
  const count = axisCount(symbol);
  const letters: string[] = [];
  const made = Array.from({ length: count }, (_, k): Omit<TensorAxis, 'column'> => {
    const coords = lefts.map(l => l.coords[k]!);
    const refs = coords.flatMap(x => (x.kind === 'letter' ? [x.ref] : []));
    const named = refs[0];
    letters.push(named?.name ?? [...(coords.find(x => x.kind === 'affine' && x.affine.terms.size > 0) as { affine: Affine } | undefined)?.affine.terms.values() ?? []][0]?.ref.name ?? `axis${k + 1}`);
    const letter = letters[k]!;
    if (named && refs.length === coords.length) {
      const odd = refs.find(r => r.base !== named.base);
      if (odd) throw error('wrong-axis', lefts[refs.indexOf(odd)]!.clause.span, `axis ${k + 1} of ${symbol.name} is ${named.base} above, ${odd.base} here`, { labels: [{ span: lefts[0]!.clause.span, text: `${named.base} here` }], hints: [`int(${odd.base}) makes it a plain position`] });
      return { index: named.index, base: named.base, letter, last: null };
    }
    const gathered = coords.find(x => x.kind === 'gather');
    if (gathered?.kind === 'gather') {
      const base = gatherBase(c, lefts[coords.indexOf(gathered)]!.scope, gathered.expr);
      const { name: index, domain } = irIndex(c, base, null, gathered.expr.span);
      coords.forEach((x, n) => {
        const { clause, scope } = lefts[n]!;
        if (x.kind === 'letter' && x.ref.base !== base) throw error('wrong-axis', clause.span, `axis ${k + 1} of ${symbol.name} is ${base} in another clause, ${x.ref.base} here`, { labels: [{ span: gathered.expr.span, text: `keys of ${base} here` }], hints: ['use keys of one index'] });
        if (x.kind !== 'affine') return;
        const range = affineRange(c, clause.where ? narrow(c, scope, clause.where) : scope, x.affine);
        if (domain.kind !== 'range' || !range || range[0] < domain.lo || range[1] > domain.lo + domain.size - 1) throw error('out-of-range', x.expr.span, `nothing says that ${printExpr(x.expr)} stays inside axis ${k + 1} of ${symbol.name}, which is ${base}`, { labels: [{ span: gathered.expr.span, text: `keys of ${base} here` }], hints: [`use keys of ${base}`] });
      });
      return { index, base, letter: base, last: null };
    }
    const ranges = coords.map((x, n): readonly [number, number] => {
      const scope = lefts[n]!.clause.where ? narrow(c, lefts[n]!.scope, lefts[n]!.clause.where) : lefts[n]!.scope;
      const affine = x.kind === 'letter' ? { terms: new Map([[x.ref.id, { coefficient: 1, ref: x.ref }]]), offset: 0 } : (x as { affine: Affine }).affine;
      const range = affineRange(c, scope, affine);
      if (!range) throw error('unsized-index', lefts[n]!.clause.span, `the range of axis ${k + 1} of ${symbol.name} is not known when compiling`, { hints: ['give its index a size'] });
      return range;
    });
    const reached = ranges.some(r => r[0] <= r[1]) ? ranges : [[0, 0]] as const;
    const lo = Math.min(...reached.map(r => r[0]));
    const hi = Math.max(...reached.map(r => r[1]));
    const candidates = [...new Set(refs.map(r => r.base))];
    for (const base of candidates) {
      const range = indexRange(c, base, symbol.span);
      if (range && range.lo === lo && range.lo + range.size - 1 === hi && !isSplit(c, base, symbol.span)) return { index: base, base, letter, last: null };
    }
    const hull = c.names.fresh(`${name}_${letter.replace(/'/g, '')}`);
    c.indices.set(hull, { name: hull, base: null, split: null, domain: { kind: 'range', lo, size: hi - lo + 1 }, span: symbol.span });
    return { index: hull, base: null, letter, last: null };
  });
  const columns = columnNames(made.map(a => a.letter));
  return made.map((a, k) => ({ ...a, column: columns[k]!, last: lastOf(c, lefts, k) }));
}

function lastOf(c: Checker, lefts: readonly Left[], axis: number): TensorAxis['last'] {
  let found = null as TensorAxis['last'];
  for (const { coords, scope } of lefts) {
    const coord = coords[axis]!;
    const [ref, offset] = coord.kind === 'letter' ? [coord.ref, 0] as const : coord.kind === 'affine' && coord.affine.terms.size === 1 ? [[...coord.affine.terms.values()][0]!.ref, coord.affine.offset] as const : [null, NaN] as const;
    const until = ref && endOfBase(c, ref.base, scope.splits);
    if (until) found = { tensor: until.last, offset: Math.max(offset, found?.offset ?? offset) };
  }
  return found;
}

const isSplit = (c: Checker, base: string, span: Span): boolean => factsOf(c, base, span).parts.includes('train');

function gatherBase(c: Checker, scope: Scope, expr: Expr): string {
  const typed = elaborate(placeIn(c, scope, new TermBuilder()), expr);
  if (typed.type.kind !== 'key') throw error('wrong-type', expr.span, `an axis on the left is a key of an index, this is ${typed.type.kind === 'int' ? 'a whole number' : typed.type.kind}`, { hints: ['declare the values with their index: data dst[e]: n from …'] });
  return typed.type.index;
}

function outCoord(place: Place, coord: LeftCoord, axis: TensorAxis, position: number, symbol: DefinedSymbol): Coord {
  switch (coord.kind) {
    case 'letter': return at(coord.ref.id);
    case 'affine': return { kind: 'affine', terms: [...coord.affine.terms].map(([id, t]) => ({ coefficient: t.coefficient, letter: id })), offset: coord.affine.offset };
    case 'gather': {
      const typed = elaborate(place, coord.expr);
      if (typed.type.kind !== 'key' || typed.type.index !== axis.base) throw error('wrong-axis', coord.expr.span, `axis ${position + 1} of ${symbol.name} is ${axis.base} in another clause, ${typed.type.kind === 'key' ? typed.type.index : said(typed.type)} here`, { hints: ['use keys of one index'] });
      return computed(typed.scalar);
    }
  }
}

function refuseMixedClauses(symbol: DefinedSymbol): '=' | '+=' | 'max=' | 'min=' {
  const ops = new Set(symbol.clauses.map(k => (k.op === '~' ? '=' : k.op)));
  const extreme = ops.has('max=') ? 'max=' : ops.has('min=') ? 'min=' : null;
  if (extreme && ops.size > 1) throw error('colliding-rows', symbol.clauses.find(k => k.op !== extreme)!.span, `${extreme} does not mix with other clauses of ${symbol.name}`, { hints: [`write all of them with ${extreme}`] });
  return extreme ?? (ops.has('+=') ? '+=' : '=');
}

function refuseOverlaps(c: Checker, symbol: DefinedSymbol, lefts: readonly Left[]): void {
  const plain = lefts.filter(l => l.clause.op === '=' || l.clause.op === '~');
  plain.forEach((one, k) => plain.slice(k + 1).forEach(other => {
    if (apart(c, one, other)) return;
    for (const left of [one, other]) if (readsItself(symbol, left.clause)) throw error('circular', left.clause.span, `${symbol.name} is defined by itself`, { note: 'no index goes down along the way, so there is no first step', hints: ['step by one: v[t+1, …] = f(v[t, …])'] });
    throw error('colliding-rows', other.clause.span, `this clause of ${symbol.name} may fill cells that another one fills`, {
      labels: [{ span: one.clause.span, text: 'the other one' }], hints: ['use += to add on top of it', 'or keep them apart with guards: where …'],
    });
  }));
}

/** Does a clause read its own tensor with no axis shifted? */
function readsItself(symbol: DefinedSymbol, clause: Clause): boolean {
  const left = (clause.axes ?? []).map(printExpr);
  let found = false;
  const go = (e: Expr): void => {
    if (e.kind === 'access' && e.name === symbol.name && e.at.every((x, k) => x.kind === 'name' || printExpr(x) === left[k])) found = true;
    childrenOf(e).forEach(k => go(k.expr));
  };
  go(clause.value);
  return found;
}

/** Are the cells of two clauses provably different? By ranges on some axis, or by guards that contradict each other. */
function apart(c: Checker, a: Left, b: Left): boolean {
  const range = (l: Left, k: number): readonly [number, number] | null => {
    const coord = l.coords[k]!;                                       // = and ~ have no keys on the left
    const affine = coord.kind === 'letter' ? { terms: new Map([[coord.ref.id, { coefficient: 1, ref: coord.ref }]]), offset: 0 } : (coord as { affine: Affine }).affine;
    return affineRange(c, l.clause.where ? narrow(c, l.scope, l.clause.where) : l.scope, affine);
  };
  for (let k = 0; k < a.coords.length; k++) {
    const [x, y] = [range(a, k), range(b, k)];
    if (x && y && (x[1] < y[0] || y[1] < x[0])) return true;
  }
  if (!a.clause.where || !b.clause.where) return false;
  const negation = (e: Expr): string => (e.kind === 'unary' ? printExpr(bare(e.operand)) : e.kind === 'binary' && opposite[e.op] ? printExpr({ ...e, op: opposite[e.op]! }) : '');
  const [p, q] = [bare(a.clause.where), bare(b.clause.where)];
  return negation(p) === printExpr(q) || negation(q) === printExpr(p) || differByConstant(p, q);
}

const bare = (e: Expr): Expr => (e.kind === 'paren' ? bare(e.inner) : e);
const opposite: Readonly<Record<string, '==' | '!=' | '<' | '<=' | '>' | '>=' | undefined>> = { '==': '!=', '!=': '==', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
const differByConstant = (p: Expr, q: Expr): boolean =>
  p.kind === 'binary' && q.kind === 'binary' && p.op === '==' && q.op === '==' && printExpr(p.left) === printExpr(q.left) &&
  (p.right.kind === 'number' || p.right.kind === 'string') && (q.right.kind === 'number' || q.right.kind === 'string') && p.right.value !== q.right.value;

/** What follows a recurrence that ends early has rows only up to its last position, sums of nothing included: the letters that it cuts. */
function endsOf(c: Checker, symbol: DefinedSymbol, left: Left): readonly End[] {
  return left.coords.flatMap((coord, k) => {
    if (coord.kind !== 'letter') return [];
    const until = endOfBase(c, coord.ref.base, left.scope.splits);
    if (!until) return [];
    if (symbol.name === until.symbol || dependsOn(c, until.symbol, symbol.name) || !dependsOn(c, symbol.name, until.symbol)) return [];
    return [{ axis: k, ref: coord.ref, last: until.last }];
  });
}

/** The cells of a total tensor that an ended recurrence leaves: a tensor of conditions over the same axes. Null where none ends. */
function endedRows(c: Checker, name: string, axes: readonly TensorAxis[], owner: Owner, ends: readonly End[]): string | null {
  if (!ends.length) return null;
  const bind = c.names.fresh(`${name}_rows`);
  const letters = axes.map((a, k) => ({ name: String.fromCharCode(97 + k), index: a.index }));
  const lasts = [...new Set(ends.map(e => e.last))];
  const where = ends.map(e => call('le', letter(letters[e.axis]!.name), arg(lasts.indexOf(e.last)))).reduce((a, b) => call('and', a, b));
  c.definitions.push({
    kind: 'equation', bind, axes: axes.map(a => ({ column: a.column, index: a.index })), type: bool, reduce: 'only', fill: null, within: null, source: owner.source, span: owner.span,
    terms: [{ letters, out: letters.map(l => at(l.name)), args: lasts.map(tensor => ({ tensor, at: [], optional: false })), body: boolean(true), where, pick: null }],
  });
  return bind;
}

function warnBroadcast(c: Checker, left: Left, term: TermBuilder, scope: Scope): void {
  if (left.clause.op !== '=') return;
  const bare = { ...scope, letters: new Map() };
  const used = new Set([left.clause.value, ...(left.clause.where ? [left.clause.where] : [])].flatMap(e => [...openLetters(c, bare, e)]));
  const lost = left.refs.find(r => !used.has(r.name));
  if (!lost || isConstant(c, scope, left.clause.value)) return;
  if (left.coords.some(k => k.kind !== 'letter') || left.refs.length < 2 || term.args.length === 0) return;
  c.warn('broadcast', left.clause.span, `${lost.name} is on the left but not on the right: every ${lost.name} gets the same value`, { hints: [`drop ${lost.name} from the left side, or read something at ${lost.name}`] });
}

const isConstant = (c: Checker, scope: Scope, e: Expr): boolean => openLetters(c, { ...scope, letters: new Map() }, e).size === 0;
