// Slices: the tensors of a recurrence with one position of its axis each, and terms that read them in place of the whole.

import { type Affine, constantForm, coordForm, type Indices, letterIndices, substitute } from '../affine.ts';
import { type Access, arg, at, call, type Coord, type Equation, fixed, integer, type Scalar, type Term } from '../ir.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import type { Range } from './distance.ts';
import { folded, withoutArguments, withoutIdle, withoutPositions } from './missing.ts';

/** The slices of one tensor: which axis is gone, and the tensor that holds each position; a position without one has no cell. */
export interface Slices { readonly axis: number; readonly at: Map<number, string> }

/** `sliced` by tensor; `nothing` is a tensor without any cell that has the axes of one's slices. */
export interface Slicing { readonly of: ReadonlyMap<string, Slices>; readonly nothing: (tensor: string) => string }

/** The position of a coordinate that is one number. */
export function place(coord: Coord): number | null {
  const form = coordForm(coord);
  return form && form.terms.size === 0 ? form.offset : null;
}

/**
 * The term with reads of whole tensors at a fixed position as reads of their slices. Null if it never counts, because a slice
 * that must be there does not exist. Reads at other positions stay.
 */
export function readSlices(term: Term, slicing: Slicing): Term | null {
  const sliceOf = (a: Access): { readonly tensor: string | null; readonly axis: number } | null => {
    const sliced = slicing.of.get(a.tensor);
    const position = sliced ? place(a.at[sliced.axis]!) : null;
    return sliced && position !== null ? { tensor: sliced.at.get(position) ?? null, axis: sliced.axis } : null;
  };
  const gone = new Set(term.args.flatMap((a, k) => (sliceOf(a)?.tensor === null ? [k] : [])));
  if (term.args.some((a, k) => gone.has(k) && !a.optional)) return null;
  const left = gone.size ? withMissing(term, gone) : term;
  return left && {
    ...left,
    args: left.args.map(a => {
      const slice = sliceOf(a);
      return slice ? { ...a, tensor: slice.tensor ?? slicing.nothing(a.tensor), at: a.at.filter((_, d) => d !== slice.axis) } : a;
    }),
  };
}

/** The term with arguments that never have a value taken out where its scalars can say so; null if it never counts. */
function withMissing(term: Term, gone: ReadonlySet<number>): Term | null {
  let unsure = false;
  const scalar = (s: Scalar): Scalar | null => {
    const result = withoutArguments(s, gone);
    if (result !== 'unsure') return result;
    unsure = true;
    return s;
  };
  const coord = (c: Coord): Coord | null => {
    if (c.kind === 'affine') return c;
    const value = scalar(c.value);
    return value && { kind: 'computed', value };
  };
  const body = scalar(term.body);
  const where = term.where && scalar(term.where);
  const pick = term.pick && scalar(term.pick);
  const out = term.out.map(coord);
  if (body === null || (term.where && where === null) || (term.pick && pick === null) || out.includes(null)) return null;
  const more = new Set(gone);
  const args = term.args.map((a, k) => {
    const coords = a.at.map(coord);
    if (!coords.includes(null)) return { ...a, at: coords as readonly Coord[] };
    more.add(k);
    return a;
  });
  if (term.args.some((a, k) => more.has(k) && !a.optional)) return null;
  if (more.size > gone.size) return withMissing(term, more);
  const next: Term = { ...term, body, where, pick, out: out as readonly Coord[], args };
  return unsure ? withoutIdle(next) : withoutPositions(next, gone);
}

/** A term at one choice of values for its stepping letters: the position at which it lands and the rest of it. */
export interface Instance { readonly position: number; readonly term: Term; readonly values: ReadonlyMap<string, number> }

/** Terms with more instances than this are not taken apart. */
const mostInstances = 200;

/**
 * A term of a group's member at every value of the letters by which it lands on or reads the stepping axes; null if those are too
 * many or not known. One that lands at a computed place may land at any of `all`.
 */
export function instancesOf(term: Term, axis: number, sliced: ReadonlyMap<string, { readonly axis: number }>, all: Range, indices: Indices): readonly Instance[] | null {
  const stepping = new Set<string>();
  const note = (coord: Coord): boolean => {
    const form = coordForm(coord);
    for (const name of form?.terms.keys() ?? []) stepping.add(name);
    return form !== null;
  };
  note(term.out[axis]!);
  if (!term.args.every(a => { const s = sliced.get(a.tensor); return !s || note(a.at[s.axis]!); })) return null;
  const letters = letterIndices(term);
  let choices: ReadonlyMap<string, number>[] = [new Map()];
  for (const name of stepping) {
    const domain = indices.get(letters.get(name)!)?.domain;
    if (domain?.kind !== 'range' || choices.length * domain.size > mostInstances) return null;
    choices = choices.flatMap(c => Array.from({ length: domain.size }, (_, k) => new Map([...c, [name, domain.lo + k]])));
  }
  const found: Instance[] = [];
  for (const values of choices) {
    const forms = new Map<string, Affine>([...values].map(([name, value]) => [name, constantForm(value)]));
    const fixed = forms.size ? substitute(term, forms, indices) : term;
    if (!fixed) return null;
    const simple = folded(fixed);
    if (!simple) continue;
    const one = place(simple.out[axis]!);
    if (one !== null) { found.push({ position: one, term: withoutIdle(simple), values }); continue; }
    const { value } = simple.out[axis] as Extract<Coord, { readonly kind: 'computed' }>;
    for (let position = all[0]; position <= all[1]; position++) {
      found.push({ position, term: withoutIdle({ ...simple, where: conjunction([...conjuncts(simple.where), call('eq', value, integer(position))]) }), values });
    }
  }
  return found;
}

/** An equation for one slice of a tensor that is not sliced itself: its cells at one position of an axis. */
export function sliceEquation(bind: string, source: { readonly tensor: string; readonly axes: Equation['axes']; readonly type: Equation['type'] }, axis: number, position: number, like: Equation): Equation {
  const letters = source.axes.map(a => ({ name: a.column, index: a.index }));
  const own = letters.filter((_, k) => k !== axis);
  const place = letters.map((l, k): Coord => (k === axis ? fixed(position) : at(l.name)));
  return {
    ...like, bind, axes: source.axes.filter((_, k) => k !== axis), type: source.type, reduce: 'only', fill: null, within: null,
    terms: [{ letters: own, out: own.map(l => at(l.name)), args: [{ tensor: source.tensor, at: place, optional: false }], body: arg(0), where: null, pick: null }],
  };
}
