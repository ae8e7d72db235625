// Slices: the cells of a tensor through which a derivative flows. A pin fixes an axis at a seed letter plus an offset or at a
// literal, so that ∂e[t]/∂T[t] is worked out at t alone and not as a matrix over t and t'.

import { type Affine, constantForm, coordForm, letterForm } from '../affine.ts';
import type { Coord } from '../ir.ts';

/** What fixes an axis: a seed letter + offset, or (letter null) a literal. null: every place of the axis. */
export type Pin = { readonly letter: string | null; readonly offset: number } | null;
export type Pattern = readonly Pin[];

export const pinForm = (pin: NonNullable<Pin>): Affine => (pin.letter === null ? constantForm(pin.offset) : letterForm(pin.letter, pin.offset));

/** The pins of a cell's coordinates; every letter in `seeds` is fixed. */
export const patternOf = (cell: readonly Coord[], seeds: ReadonlySet<string>): Pattern => cell.map(coord => {
  const form = coordForm(coord);
  if (!form || form.terms.size > 1) return null;
  const [only] = form.terms;
  if (!only) return { letter: null, offset: form.offset };
  return only[1] === 1 && seeds.has(only[0]) ? { letter: only[0], offset: form.offset } : null;
});

const samePin = (a: Pin, b: Pin): boolean => a === b || (a !== null && b !== null && a.letter === b.letter && a.offset === b.offset);
export const samePattern = (a: Pattern, b: Pattern): boolean => a.every((p, k) => samePin(p, b[k]!));
/** Every cell of `inner` is one of `outer`. */
export const covers = (outer: Pattern, inner: Pattern): boolean => outer.every((p, k) => p === null || samePin(p, inner[k]!));
export const freeAxes = (pattern: Pattern): readonly number[] => pattern.flatMap((p, k) => (p === null ? [k] : []));

/** Axes on which patterns are not all the same. */
export const differingAxes = (patterns: readonly Pattern[]): readonly number[] =>
  patterns[0]!.flatMap((p, k) => (patterns.every(q => samePin(p, q[k]!)) ? [] : [k]));

/** Pins of two patterns can never name one cell: the same letter with another offset, or other literals. */
export const disjoint = (a: Pattern, b: Pattern): boolean =>
  a.some((p, k) => { const q = b[k]!; return p !== null && q !== null && p.letter === q.letter && p.offset !== q.offset; });

