// Forward mode: tangents. t_T[out] += ∂body/∂A · t_A[ix] for every argument that a direction reaches.

import { InternalError } from '../../source.ts';
import { freshLetter } from '../affine.ts';
import { type Access, arg, at, type Axis, call, type Coord, type Derivative, type Equation, given, type Letter, number, real, type Scalar, type Term } from '../ir.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import { apart, coordScalar, finish, withSeeds, type Workshop } from './reverse.ts';
import { freeAxes, patternOf } from './slices.ts';
import type { Node, Step, Sweep } from './sweep.ts';

/** Seeds that the direction or the cell differentiated by depends on: only then do tangents depend on them. */
export function tangentSeeds(d: Derivative): readonly Letter[] {
  const used = new Set([...d.by.at, ...d.direction!.at].flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])));
  return d.seeds.some(l => used.has(l.name)) ? d.seeds : [];
}

/** The equations of a forward sweep: a tangent for each slice, and the derivative along its direction. */
export function emitForward(sweep: Sweep, d: Derivative, shop: Workshop): { readonly equations: readonly Equation[]; readonly zero: readonly Derivative[] } {
  const { seeds } = sweep;
  const seedNames = new Set(seeds.map(l => l.name));
  const seedAxes = seeds.length ? d.axes.slice(0, seeds.length) : [];
  const whole = seeds.length === d.seeds.length && sweep.start.pattern.every(p => p !== null);
  const axesOf = (node: Node): readonly Axis[] => [...seedAxes, ...apart(freeAxes(node.pattern).map(k => shop.known.signature.get(node.tensor)!.axes[k]!), seedAxes)];
  const names = new Map(sweep.nodes.map(n => [n, n === sweep.start && whole ? d.bind : shop.fresh(shop.nameFor(n.tensor))]));
  for (const [node, name] of names) shop.declare(name, axesOf(node));
  const landed = (out: readonly Coord[], free: readonly number[]): readonly Coord[] => [...seeds.map(l => at(l.name)), ...free.map(k => out[k]!)];

  const pushed = (step: Step, axes: readonly Axis[]): readonly Term[] => {
    const out = landed(step.term.out, freeAxes(step.from.pattern));
    const term: Term = { ...step.term, letters: withSeeds(step.term, seeds), out };
    const node = sweep.nodeOf(step.tensor, patternOf(step.cell, seedNames));
    const tangents: Term[] = [];
    if (node) tangents.push(times(term, given(names.get(node)!, landed(step.cell, freeAxes(node.pattern)))));
    if (step.tensor === d.by.tensor) tangents.push(directed(term, step.cell, d, seedNames));
    return tangents.flatMap(t => finish(t, axes, seedNames, shop.known));
  };

  const equations: Equation[] = [];
  const base = { kind: 'equation', type: real, reduce: 'sum', fill: 0, source: d.source, span: d.span } as const;
  let empty = true;
  for (const node of sweep.nodes) {
    const axes = axesOf(node);
    const terms = sweep.steps.filter(s => s.from === node).flatMap(s => pushed(s, axes));
    if (node === sweep.start && d.of.tensor === d.by.tensor && whole) terms.push(...startTerms(d, seedNames, shop));
    empty &&= terms.length === 0;
    const same = !seeds.length && node.pattern.every(p => p === null) && !shop.known.full.has(node.tensor);
    equations.push({ ...base, bind: names.get(node)!, axes, terms, within: same ? node.tensor : null });
  }
  if (!whole) {
    const free = freeAxes(sweep.start.pattern);
    const out = d.seeds.map(l => at(l.name));
    const read: Term = { letters: d.seeds, out, args: [given(names.get(sweep.start)!, landed(d.of.at, free))], body: arg(0), where: null, pick: null };
    const direct = d.of.tensor === d.by.tensor ? startTerms(d, seedNames, shop) : [];
    equations.push({ ...base, bind: d.bind, axes: d.axes, terms: [read, ...direct], within: null });
  }
  return { equations, zero: empty ? [d] : [] };
}

/** The derivative of a cell by itself: the direction. */
const startTerms = (d: Derivative, seedNames: ReadonlySet<string>, shop: Workshop): readonly Term[] =>
  finish(directed({ letters: d.seeds, out: d.seeds.map(l => at(l.name)), args: [], body: number(1), where: null, pick: null }, d.of.at, d, seedNames), d.axes, seedNames, shop.known);

const times = (term: Term, access: Access): Term => ({ ...term, args: [...term.args, access], body: call('mul', term.body, arg(term.args.length)) });

/** The term times the direction, where its cell is one that the derivative is taken by. */
function directed(term: Term, cell: readonly Coord[], d: Derivative, seedNames: ReadonlySet<string>): Term {
  const taken = new Set([...term.letters.map(l => l.name), ...seedNames]);
  const names = new Map<string, string>();
  const letters = d.free.map(l => {
    const name = freshLetter(l.name, taken);
    taken.add(name);
    names.set(l.name, name);
    return { name, index: l.index };
  });
  const rename = (c: Coord): Coord => {
    if (c.kind !== 'affine') throw new InternalError('a derivative at a computed coordinate');
    return { ...c, terms: c.terms.map(t => ({ ...t, letter: names.get(t.letter) ?? t.letter })) };
  };
  const guards = d.by.at.map((c, k): Scalar => call('eq', coordScalar(rename(c)), coordScalar(cell[k]!)));
  const direction = d.direction!;
  return times({ ...term, letters: [...term.letters, ...letters], where: conjunction([...conjuncts(term.where), ...guards]) }, { ...direction, at: direction.at.map(rename) });
}

