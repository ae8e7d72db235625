// Small forms for writing programs of the tensor IR by hand.

import { noSpan } from '../../compiler/source.ts';
import {
  type Access, type Coord, type Definition, type Equation, type Goal, type Index, type Input, type Program, type Recurrence, type Scalar, type Term, type ValueType,
  arg, at, call, computed, counter, fixed, integer, letter, number, real, visitScalar,
} from '../../compiler/tensor/ir.ts';

export const range = (name: string, size: number, lo = 0): Index => ({ name, base: name, split: null, domain: { kind: 'range', lo, size }, span: noSpan });
export const table = (name: string, keys: 'int' | 'text' | 'date', dense = false): Index =>
  ({ name, base: name, split: null, domain: { kind: 'table', table: `index_${name}`, column: name, keys, dense }, span: noSpan });

export type Cell = readonly [at: readonly (number | string)[], value: number | string | boolean];

/** An input of literal rows. Axes are index names; `i'` is a second axis over i. */
export function data(tensor: string, axes: readonly string[], cells: readonly Cell[], more: Partial<Input> = {}): Input {
  return {
    tensor, axes: axes.map(axis), type: real, full: false, span: noSpan,
    load: { kind: 'literal', rows: cells.map(([place, value]) => ({ at: place, value })) }, ...more,
  };
}

export const indexOf = (name: string): string => name.replace(/'+$/, '');
const axis = (name: string): { column: string; index: string } => ({ column: name.replace(/'/g, '_2'), index: indexOf(name) });

/** A coordinate: a letter, a number, or any coordinate. */
export type CoordLike = string | number | Coord;
const coord = (c: CoordLike): Coord => (typeof c === 'string' ? at(c) : typeof c === 'number' ? fixed(c) : c);

export const read = (tensor: string, ...place: readonly CoordLike[]): Access => ({ tensor, at: place.map(coord), optional: false });
export const maybe = (tensor: string, ...place: readonly CoordLike[]): Access => ({ tensor, at: place.map(coord), optional: true });
export const affine = (offset: number, ...terms: readonly (readonly [number, string])[]): Coord =>
  ({ kind: 'affine', offset, terms: terms.map(([coefficient, name]) => ({ coefficient, letter: name })) });

/** A term; letters are collected from its coordinates and scalars. */
export function term(out: readonly CoordLike[], args: readonly Access[], body: Scalar, more: Partial<Term> = {}): Term {
  const names = new Set<string>();
  const inScalar = (root: Scalar): void => visitScalar(root, s => {
    if (s.kind === 'letter') names.add(s.name);
    if (s.kind === 'position') names.add(s.letter);
  });
  const inCoord = (c: Coord): void => { if (c.kind === 'affine') c.terms.forEach(t => names.add(t.letter)); else inScalar(c.value); };
  out.map(coord).forEach(inCoord);
  args.forEach(a => a.at.forEach(inCoord));
  [body, more.where ?? null, more.pick ?? null].forEach(s => { if (s) inScalar(s); });
  return { letters: [...names].map(name => ({ name, index: indexOf(name) })), out: out.map(coord), args, body, where: null, pick: null, ...more };
}

export function equation(bind: string, axes: readonly string[], reduce: Equation['reduce'], terms: readonly Term[], more: Partial<Equation> = {}): Equation {
  const fill = { sum: 0, prod: 1, any: false, all: true, only: null, max: null, min: null, mean: null, argmax: null, argmin: null, count: 0 }[reduce];
  return { kind: 'equation', bind, axes: axes.map(axis), type: real, reduce, terms, fill, within: null, source: `${bind}[${axes.join(',')}]`, span: noSpan, ...more };
}

export const program = (indices: readonly Index[], inputs: readonly Input[], definitions: readonly (Definition | Recurrence)[], more: Partial<Program> = {}): Program => ({
  file: 'test.tsql', indices, domains: [], inputs, carried: [], definitions, untils: [], training: [],
  shows: definitions.flatMap(d => (d.kind === 'equation' ? [{ label: d.bind, tensor: d.bind, split: null, span: noSpan }] : [])),
  checks: [], exports: [], notes: [], ...more,
});

export const goal = (objective: string, updates: readonly Equation[]): Goal => ({ sense: 'minimize', objective, updates, source: `minimize ${objective}`, span: noSpan });

export const mul = (...factors: readonly Scalar[]): Scalar => factors.reduce((a, b) => call('mul', a, b));
export const add = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
export const sub = (a: Scalar, b: Scalar): Scalar => call('sub', a, b);
export { arg, at, call, letter, number };
export type { ValueType };

/** The step of a recurrence over t, and the one after it. */
export const now: Scalar = counter('t');
export const here: Coord = computed(now);
export const next: Coord = computed(call('add', now, integer(1)));

export const shows = (names: readonly string[]): Program['shows'] => names.map(tensor => ({ label: tensor, tensor, split: null, span: noSpan }));

/** A recurrence over t of some equations, upwards or downwards. */
export const recurrence = (from: number, to: number, equations: readonly Equation[], more: Partial<Recurrence> = {}): Recurrence =>
  ({ kind: 'recurrence', counter: 't', index: 't', from, to, direction: from <= to ? 'up' : 'down', equations, until: null, span: noSpan, ...more });
