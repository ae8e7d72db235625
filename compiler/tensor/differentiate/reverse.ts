// Reverse mode: cotangents. The pullback of a term exchanges where it lands with where an argument is read:
// A'[ix] += T'[out] · ∂body/∂A, summed over every letter that ix does not hold.

import { groupBy } from '../../group.ts';
import { coordForm, freshLetter } from '../affine.ts';
import { type Access, arg, at, type Axis, bareLetter, call, type Coord, type Derivative, type Equation, given, type Letter, letter, mapTerm, number, real, type Scalar, type Term, visitScalar } from '../ir.ts';
import { Algebra } from '../simplify/algebra.ts';
import { type Known, termFacts } from '../simplify/facts.ts';
import { conjunction, conjuncts, coordEquals, resolveGuards } from '../simplify/guards.ts';
import { ExtendedTerm } from './linearise.ts';
import { freeAxes, patternOf, samePattern } from './slices.ts';
import type { Node, Step, Sweep } from './sweep.ts';

/** What emission needs of the program under work. */
export interface Workshop {
  readonly known: Known;
  /** a tensor name like `wanted` that nothing else has */
  readonly fresh: (wanted: string) => string;
  /** how cotangents or tangents of a tensor are called in this sweep */
  readonly nameFor: (tensor: string) => string;
  /** makes the axes of a tensor known before its equation is finished */
  readonly declare: (bind: string, axes: readonly Axis[]) => void;
}

/** A term under construction with the coordinates of the cell of `tensor` that it contributes to. */
interface Contribution { readonly term: Term; readonly cell: readonly Coord[] }

/** The equations of a reverse sweep: a cotangent for each slice, and each derivative of the group. */
export function emitReverse(sweep: Sweep, group: readonly Derivative[], shop: Workshop): { readonly equations: readonly Equation[]; readonly zero: readonly Derivative[] } {
  const [first] = group as readonly [Derivative, ...Derivative[]];
  const { seeds } = sweep;
  const seedNames = new Set(seeds.map(l => l.name));
  const initial: Contribution = { term: { letters: seeds, out: [], args: [], body: number(1), where: null, pick: null }, cell: first.of.at };
  const receivers = new Map<Node, Step[]>(sweep.nodes.map(n => [n, []]));
  for (const step of sweep.steps) {
    const node = sweep.nodeOf(step.tensor, patternOf(step.cell, seedNames));
    if (node) receivers.get(node)!.push(step);
  }
  const constant = (node: Node): boolean => node === sweep.start && receivers.get(node)!.length === 0;
  const asked = groupBy(group, d => d.by.tensor);
  const arriving = groupBy(sweep.steps, s => s.tensor);
  const named = new Map<Node, { readonly bind: string; readonly axes: readonly Axis[]; readonly of: Derivative | null }>();
  for (const node of sweep.nodes) {
    if (constant(node)) continue;
    const same = asked.get(node.tensor)?.find(d => isSlice(d, node, seedNames));
    const axes = same ? same.axes : [...first.axes.slice(0, seeds.length), ...apart(freeAxes(node.pattern).map(k => shop.known.signature.get(node.tensor)!.axes[k]!), first.axes.slice(0, seeds.length))];
    const bind = same?.bind ?? shop.fresh(shop.nameFor(node.tensor));
    shop.declare(bind, axes);
    named.set(node, { bind, axes, of: same ?? null });
  }
  const cotangent = (step: Step): Access | null => {
    const own = named.get(step.from);
    return own ? given(own.bind, [...seeds.map(l => at(l.name)), ...freeAxes(step.from.pattern).map(k => step.term.out[k]!)]) : null;
  };
  const contribution = (step: Step): Contribution => pullback(step, cotangent(step), seeds);

  const equations: Equation[] = [];
  const landed = new Map<Derivative, readonly Term[]>();
  for (const node of sweep.nodes) {
    const own = named.get(node);
    if (!own) continue;
    const contributions = [...(node === sweep.start ? [initial] : []), ...receivers.get(node)!.map(contribution)];
    const terms = contributions.flatMap(({ term, cell }) => finish({ ...term, out: [...seeds.map(l => at(l.name)), ...freeAxes(node.pattern).map(k => cell[k]!)] }, own.axes, seedNames, shop.known));
    const base = { kind: 'equation', bind: own.bind, axes: own.axes, type: real, reduce: 'sum', source: first.source, span: first.span } as const;
    if (own.of) {
      landed.set(own.of, terms);
      equations.push(withRows(base, terms, own.of, shop.known));
    } else equations.push({ ...base, terms, fill: 0, within: !seeds.length && node.pattern.every(p => p === null) && !shop.known.full.has(node.tensor) ? node.tensor : null });
  }
  const done = new Set([...named.values()].map(n => n.of));
  for (const d of group) {
    if (done.has(d)) continue;
    const reaching = (arriving.get(d.by.tensor) ?? []).map(contribution);
    const all = d.of.tensor === d.by.tensor ? [initial, ...reaching] : reaching;
    const terms = all.flatMap(c => land(c, d, seedNames, shop.known));
    landed.set(d, terms);
    equations.push(withRows({ kind: 'equation', bind: d.bind, axes: d.axes, type: real, reduce: 'sum', source: d.source, span: d.span }, terms, d, shop.known));
  }
  return { equations, zero: group.filter(d => landed.get(d)!.length === 0) };
}

/** Axes whose columns differ from those of `others`, whatever the case. */
export function apart(axes: readonly Axis[], others: readonly Axis[]): readonly Axis[] {
  const taken = new Set(others.map(a => a.column.toLowerCase()));
  return axes.map(a => {
    let column = a.column;
    for (let n = 1; taken.has(column.toLowerCase()); n++) column = `${a.column}_${n}`;
    taken.add(column.toLowerCase());
    return { ...a, column };
  });
}

/** Whether a derivative asks for exactly the cells of a slice, in the slice's order of axes. */
function isSlice(d: Derivative, node: Node, seedNames: ReadonlySet<string>): boolean {
  if (d.by.tensor !== node.tensor || !samePattern(patternOf(d.by.at, seedNames), node.pattern)) return false;
  const letters = freeAxes(node.pattern).map(k => bareLetter(d.by.at[k]!));
  return letters.length === d.free.length && letters.every((l, k) => l === d.free[k]!.name);
}

/** The term that adds a step's contribution to the cotangent of its argument; `out` is left to the caller. */
function pullback(step: Step, cotangent: Access | null, seeds: readonly Letter[]): Contribution {
  const { term } = step;
  const letters = withSeeds(term, seeds);
  if (!cotangent) return { term: { ...term, letters }, cell: step.cell };
  const first = cotangent.at.every(c => c.kind === 'affine');
  if (!first) {
    return { term: { ...term, letters, args: [...term.args, cotangent], body: call('mul', arg(term.args.length), term.body) }, cell: step.cell };
  }
  const shifted = mapTerm({ ...term, out: step.cell }, node => (node.kind === 'arg' ? arg(node.position + 1) : node));
  return { term: { ...shifted, letters, args: [cotangent, ...shifted.args], body: call('mul', arg(0), shifted.body) }, cell: shifted.out };
}

export const withSeeds = (term: Term, seeds: readonly Letter[]): readonly Letter[] =>
  [...seeds, ...term.letters.filter(l => !seeds.some(s => s.name === l.name))];

/** The term with a landing place that is one computed number, `a[last]`, written as a guard: a letter equal to it. */
function atLetters(term: Term, axes: readonly Axis[]): Term {
  const letters = [...term.letters];
  const guards: Scalar[] = [];
  const out = term.out.map((c, k): Coord => {
    if (c.kind !== 'computed' || coordForm(c) || lettersOf(c.value, term).size) return c;
    const name = freshLetter(axes[k]!.column, new Set(letters.map(l => l.name)));
    letters.push({ name, index: axes[k]!.index });
    guards.push(call('eq', letter(name), c.value));
    return at(name);
  });
  return guards.length ? { ...term, letters, out, where: conjunction([...conjuncts(term.where), ...guards]) } : term;
}

/** The letters that a scalar's value depends on, those of the cells it reads included. */
function lettersOf(root: Scalar, term: Term): ReadonlySet<string> {
  const found = new Set<string>();
  visitScalar(root, node => {
    if (node.kind === 'letter') found.add(node.name);
    if (node.kind === 'position') found.add(node.letter);
    if (node.kind !== 'arg') return;
    for (const c of term.args[node.position]!.at) {
      if (c.kind === 'affine') for (const t of c.terms) found.add(t.letter);
      else for (const l of lettersOf(c.value, term)) found.add(l);
    }
  });
  return found;
}

/** Guards decided, body simplified; nothing if it never counts or adds zero. */
export function finish(term: Term, axes: readonly Axis[], keep: ReadonlySet<string>, known: Known): readonly Term[] {
  const resolved = resolveGuards(atLetters(term, axes), axes, t => known.signature.get(t)!.axes, keep, known.indices);
  if (!resolved) return [];
  const algebra = new Algebra(termFacts(resolved, known, false));
  const body = algebra.import(resolved.body);
  if (body.kind === 'literal' && body.value === 0) return [];
  const guards = conjuncts(resolved.where).map(c => algebra.import(c));
  if (guards.some(g => g.kind === 'literal' && g.value === false)) return [];
  return [{ ...resolved, body, where: conjunction(guards) }];
}

/** A contribution as a term of a derivative: only the cells that `by` names, at the free letters' places. */
function land({ term, cell }: Contribution, d: Derivative, seedNames: ReadonlySet<string>, known: Known): readonly Term[] {
  const places = new Map<string, Coord>();
  const guards: Scalar[] = [];
  d.by.at.forEach((wanted, k) => {
    const free = bareLetter(wanted);
    if (free !== null && d.free.some(l => l.name === free)) {
      const before = places.get(free);
      if (before === undefined) places.set(free, cell[k]!);
      else guards.push(call('eq', coordScalar(before), coordScalar(cell[k]!)));
    } else guards.push(coordEquals(cell[k]!, coordForm(wanted)!));
  });
  return finish({
    ...term, letters: withSeeds(term, d.seeds), out: [...d.seeds.map(l => at(l.name)), ...d.free.map(l => places.get(l.name)!)],
    where: conjunction([...conjuncts(term.where), ...guards]),
  }, d.axes, seedNames, known);
}

export function coordScalar(coord: Coord): Scalar {
  if (coord.kind === 'computed') return coord.value;
  return (coordEquals(coord, { terms: new Map(), offset: 0 }) as Scalar & { kind: 'call' }).args[0]!;
}

/** A derivative's equation: its cells are exactly those where `by` has a row, zero where nothing lands. */
function withRows(base: Omit<Equation, 'terms' | 'fill' | 'within'>, terms: readonly Term[], d: Derivative, known: Known): Equation {
  if (known.full.has(d.by.tensor)) return { ...base, terms, fill: 0, within: null };
  const same = d.seeds.length === 0 && d.by.at.length === d.free.length && d.by.at.every((c, k) => bareLetter(c) === d.free[k]!.name);
  if (same) return { ...base, terms, fill: 0, within: d.by.tensor };
  const rows: Term = { letters: [...d.seeds, ...d.free], out: [...d.seeds, ...d.free].map(l => at(l.name)), args: [d.by], body: number(0), where: null, pick: null };
  const strict = terms.map(t => withPresence(t, d));
  return { ...base, terms: [...strict, rows], fill: null, within: null };
}

/** The term, counting only where the cell of `by` that it lands at has a row. */
function withPresence(term: Term, d: Derivative): Term {
  const place = new Map<string, Coord>([...d.seeds, ...d.free].map((l, k) => [l.name, term.out[k]!]));
  const there = d.by.at.map((c): Coord => { const l = bareLetter(c); return l !== null && place.has(l) ? place.get(l)! : c; });
  const landing = new ExtendedTerm(term);
  landing.plus(given(d.by.tensor, there));
  return landing.current();
}

