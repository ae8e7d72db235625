// Which tensors provably have a value, or a stored row, in every cell.
//
// No index is empty: loading refuses an index without keys. Cycles of definitions go strictly down (or up) in one letter,
// so assuming fullness of what a definition reads, itself included, is an induction over that letter.

import { remembered } from '../remembered.ts';
import { type Affine, coordForm, inRange, indexTable, type Indices, letterIndices, within } from './affine.ts';
import { flatDefinitions, keyOf, reads, signatures, type Signature, together } from './equations.ts';
import { counter, type Equation, letter as letterScalar, mapTerm, type Program, type Recurrence, type Term } from './ir.ts';
import { insideBoxes } from './support.ts';
import { Algebra } from './simplify/algebra.ts';
import { conjuncts, decide } from './simplify/guards.ts';

/** Tensors of which every cell of their axes has a value when read: a row, or a fill that nothing bounds. */
export const fullTensors: (program: Program) => ReadonlySet<string> = remembered(program => greatest(program, true));

/** Tensors of which every cell of their axes has a row that some term, input or generation puts there: none is merely filled. */
export const coversDomain: (program: Program) => ReadonlySet<string> = remembered(program => greatest(program, false));

function greatest(program: Program, filled: boolean): ReadonlySet<string> {
  const signature = signatures(program);
  const { equations, indices } = lettered(program);
  const full = new Set([
    ...program.inputs.filter(i => i.full).map(i => i.tensor),
    ...program.carried.filter(c => c.full).map(c => c.tensor),
    ...equations.map(e => e.bind),
  ]);
  for (const d of flatDefinitions(program)) if (d.kind === 'derivative' && filled) full.add(d.bind);
  for (const name of cutShort(program)) full.delete(name);
  for (let shrunk = true; shrunk;) {
    shrunk = false;
    const drop = (name: string): void => { shrunk = full.delete(name) || shrunk; };
    for (const d of flatDefinitions(program)) if (d.kind === 'derivative' && full.has(d.bind) && !full.has(d.by.tensor)) drop(d.bind);
    for (const e of equations) {
      if (!full.has(e.bind)) continue;
      const bounded = e.within === null || full.has(e.within);
      if (!bounded || !((filled && e.fill !== null) || covers(e, full, signature, indices))) drop(e.bind);
    }
  }
  return full;
}

/** The tensors of recurrences that end early: their later cells do not exist. */
function cutShort(program: Program): ReadonlySet<string> {
  const definitions = flatDefinitions(program);
  const cut = new Set<string>();
  for (const u of program.untils) {
    const below = new Set([u.tensor]), above = new Set([u.tensor]);
    for (const name of below) for (const d of definitions) if (d.bind === name) for (const r of reads(d)) below.add(r);
    for (const name of above) for (const d of definitions) if (reads(d).has(name)) above.add(d.bind);
    for (const name of below) if (above.has(name)) cut.add(name);
  }
  return cut;
}

/** The equations, a recurrence's counter turned back into a letter over the values it takes. */
function lettered(program: Program): { readonly equations: readonly Equation[]; readonly indices: Indices } {
  const indices = new Map(indexTable(program.indices));
  const equations: Equation[] = [];
  for (const d of program.definitions) {
    if (d.kind === 'equation') equations.push(d);
    if (d.kind !== 'recurrence') continue;
    const index = `counter ${d.counter}`;
    const lo = Math.min(d.from, d.to), hi = Math.max(d.from, d.to);
    indices.set(index, { name: index, base: null, split: null, domain: { kind: 'range', lo, size: hi - lo + 1 }, span: d.span });
    for (const e of d.equations) equations.push(d.until ? { ...e, terms: [] } : { ...e, terms: e.terms.map(t => countLetter(t, d, index)) });
  }
  return { equations: together(equations), indices };
}

function countLetter(term: Term, recurrence: Recurrence, index: string): Term {
  const name = `counter ${recurrence.counter}`;
  let met = false;
  const wanted = counter(recurrence.counter);
  const mapped = mapTerm(term, node => (node.kind === 'counter' && node.name === (wanted as { name: string }).name ? ((met = true), letterScalar(name)) : node));
  return met ? { ...mapped, letters: [...mapped.letters, { name, index }] } : mapped;
}

/** Whether the terms of an equation together land in every cell of its axes. */
function covers(equation: Equation, full: ReadonlySet<string>, signature: ReadonlyMap<string, Signature>, indices: Indices): boolean {
  const certain = equation.terms.filter(t => alwaysCounts(t, full, signature, indices));
  if (certain.some(t => landing(t, equation, indices).every(c => c === 'all'))) return true;
  return equation.axes.some((axis, k) => {
    const domain = indices.get(axis.index)?.domain;
    if (domain?.kind !== 'range') return false;
    const pieces: (readonly [number, number])[] = [];
    for (const t of certain) {
      const places = landing(t, equation, indices);
      const piece = places[k];
      if (piece && piece !== 'all' && places.every((p, j) => j === k || p === 'all')) pieces.push(piece);
    }
    pieces.sort((a, b) => a[0] - b[0]);
    let next = domain.lo;
    for (const [lo, hi] of pieces) if (lo <= next) next = Math.max(next, hi + 1);
    return next >= domain.lo + domain.size;
  });
}

/** Every combination of a term's letters counts: no guard cuts, every strict argument is there, the body has a value. */
export function alwaysCounts(term: Term, full: ReadonlySet<string>, signature: ReadonlyMap<string, Signature>, indices: Indices): boolean {
  const letters = letterIndices(term);
  const there: boolean[] = [];
  // a coordinate may be missing, too: what it reads stands before
  const coordinates = new Algebra({ optional: k => term.args[k]!.optional && !there[k], integer: () => false, dropStops: false });
  for (const a of term.args) {
    const known = signature.get(a.tensor)!;
    const given = a.at.every(c => c.kind === 'affine' || !coordinates.canBeMissing(c.value));
    there.push(given && ((known.boxes !== undefined && insideBoxes(a, known.boxes, letters, indices)) ||
      (full.has(a.tensor) && a.at.every((c, k) => inRange(c, known.axes[k]!.index, letters, indices, keyOf(term, signature))))));
  }
  if (term.letters.some(l => { const d = indices.get(l.index)?.domain; return d?.kind === 'range' && d.size < 1; })) return false;
  if (conjuncts(term.where).some(c => decide(c, letters, indices) !== true)) return false;
  if (term.args.some((a, k) => !a.optional && !there[k])) return false;
  const algebra = new Algebra({ optional: k => !there[k], integer: () => false, dropStops: false });
  return !algebra.canBeMissing(term.body) && (term.pick === null || !algebra.canBeMissing(term.pick));
}

type Place = 'all' | readonly [number, number] | null;

/** For each axis the interval of cells that a term lands in as its letters vary independently; null where that is not known. */
function landing(term: Term, equation: Equation, indices: Indices): readonly Place[] {
  const letters = letterIndices(term);
  const used = new Set<string>();
  return term.out.map((coord, k) => {
    const form = coordForm(coord);
    if (!form || [...form.terms.keys()].some(l => used.has(l))) return null;
    for (const l of form.terms.keys()) used.add(l);
    const axis = equation.axes[k]!.index;
    const [only] = form.terms;
    if (form.terms.size === 1 && form.offset === 0 && only![1] === 1 && within(axis, letters.get(only![0])!, indices)) return 'all';
    const place = contiguous(form, letters, indices);
    const domain = indices.get(axis)?.domain;
    return place && domain?.kind === 'range' && place[0] <= domain.lo && place[1] >= domain.lo + domain.size - 1 ? 'all' : place;
  });
}

/** The interval a form runs over if it takes every value in it: a mixed-radix number such as 14·r + q. */
function contiguous(form: Affine, letters: ReadonlyMap<string, string>, indices: Indices): readonly [number, number] | null {
  let lo = form.offset, reach = 1;
  for (const [name, coefficient] of [...form.terms].sort((a, b) => a[1] - b[1])) {
    const domain = indices.get(letters.get(name) ?? '')?.domain;
    if (domain?.kind !== 'range' || domain.size < 1 || coefficient < 1 || coefficient > reach) return null;
    lo += coefficient * domain.lo;
    reach += coefficient * (domain.size - 1);
  }
  return [lo, lo + reach - 1];
}
