// A term of a recurrence at one value of its counter.

import { type Affine, coordForm, formScalar, type Indices } from '../affine.ts';
import { call, computed, type Coord, counter, type Equation, integer, mapScalar, type Scalar, type Term } from '../ir.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import { landing } from '../recurrence.ts';
import type { Range } from './distance.ts';

export interface Counted { readonly counter: string; readonly axis: number; readonly phase: number; readonly range: Range }

/** counter + k */
export const counted = (name: string, offset: number): Scalar =>
  offset === 0 ? counter(name) : call(offset > 0 ? 'add' : 'sub', counter(name), integer(Math.abs(offset)));

/**
 * The term where it lands at position counter + phase of its equation's axis. The letter that says so is gone; a guard says at
 * which values of the counter it has a value to stand for, unless that is at all of `range`.
 */
export function termAtCounter(e: Equation, term: Term, { counter: name, axis, phase, range }: Counted, indices: Indices): Term {
  const place = computed(counted(name, phase));
  const form = coordForm(term.out[axis]!);
  const reach = landing(e, term, axis, indices)!;
  const guards = [
    ...(reach[0] - phase > range[0] ? [call('ge', counter(name), integer(reach[0] - phase))] : []),
    ...(reach[1] - phase < range[1] ? [call('le', counter(name), integer(reach[1] - phase))] : []),
  ];
  const [only] = form?.terms ?? [];
  const solved = form?.terms.size === 1 && Math.abs(only![1]) === 1 && isRange(term, only![0], indices) ? atNumber(term, only![0], { sign: only![1] as 1 | -1, name, offset: only![1] * (phase - form.offset) }, indices) : null;
  // a place made of several letters, or computed, is compared
  const value = form ? formScalar(form) : (term.out[axis] as { readonly value: Scalar }).value;
  const placed = solved ?? (form?.terms.size === 0 ? term : guarded(term, [call('eq', value, counted(name, phase))]));
  return guarded({ ...placed, out: placed.out.map((c, k) => (k === axis ? place : c)) }, guards);
}

const isRange = (term: Term, letter: string, indices: Indices): boolean => indices.get(term.letters.find(l => l.name === letter)!.index)!.domain.kind === 'range';

const guarded = (term: Term, guards: readonly Scalar[]): Term => (guards.length ? { ...term, where: conjunction([...conjuncts(term.where), ...guards]) } : term);

/** sign·counter + offset */
interface Shifted { readonly sign: 1 | -1; readonly name: string; readonly offset: number }

const shiftedScalar = ({ sign, name, offset }: Shifted): Scalar => (sign === 1 ? counted(name, offset) : call('sub', integer(offset), counter(name)));

/** The term with a letter over a range replaced by a number that is known when it runs. */
function atNumber(term: Term, letter: string, value: Shifted, indices: Indices): Term {
  const { index } = term.letters.find(l => l.name === letter)!;
  const low = (of: string): number => (indices.get(of)!.domain as { readonly lo: number }).lo;
  const scalar = (node: Scalar): Scalar => {
    if (node.kind === 'letter' && node.name === letter) return shiftedScalar(value);
    return node.kind === 'position' && node.letter === letter ? shiftedScalar({ ...value, offset: value.offset - low(node.of ?? index) }) : node;
  };
  const coord = (c: Coord): Coord => {
    if (c.kind === 'computed') return computed(mapScalar(c.value, scalar));
    const own = c.terms.filter(t => t.letter === letter).reduce((sum, t) => sum + t.coefficient, 0);
    if (own === 0) return c;
    const offset = c.offset + own * value.offset;
    const rest: Affine = { terms: new Map(c.terms.filter(t => t.letter !== letter).map(t => [t.letter, t.coefficient])), offset: 0 };
    const times = own * value.sign;
    if (rest.terms.size === 0 && times === 1) return computed(counted(value.name, offset));
    const scaled = Math.abs(times) === 1 ? counter(value.name) : call('mul', integer(Math.abs(times)), counter(value.name));
    const base = formScalar({ ...rest, offset });
    return computed(call(times > 0 ? 'add' : 'sub', base, scaled));
  };
  const out = term.out.map(coord);
  const args = term.args.map(a => ({ ...a, at: a.at.map(coord) }));
  return {
    ...term, letters: term.letters.filter(l => l.name !== letter), out, args,
    body: mapScalar(term.body, scalar), where: term.where && mapScalar(term.where, scalar), pick: term.pick && mapScalar(term.pick, scalar),
  };
}
