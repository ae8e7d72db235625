// Cells of recurrences that hold a fill. Where a recurrence ends early its later cells do not exist: there a row says that a cell is
// there. And what a pass reads at a position that no pass and no first term comes to has a row too, so that whoever runs the
// passes need only look at what they have left behind.

import { error } from '../../diagnostics.ts';
import { addForms, coordForm, freshLetter, type Indices, interval, letterIndices } from '../affine.ts';
import { at, boolean, call, type Coord, type Equation, fixed, integer, letter, type Letter, number, type Scalar, type Term } from '../ir.ts';
import { type Group, landing, positions } from '../recurrence.ts';
import { distance, type Range } from './distance.ts';

/** An equation without a fill, that has a row in each cell at the positions of `axis` where its terms land. Errors: not-supported. */
export function withoutFill(e: Equation, axis: number): Equation {
  if (e.fill === null) return e;
  const reduce = e.reduce === 'only' && e.fill === 0 ? 'sum' : e.reduce;
  const neutral = { sum: 0, prod: 1, any: false, all: true, only: null, mean: null, max: null, min: null, argmax: null, argmin: null, count: null }[reduce];
  if (neutral !== e.fill) throw error('not-supported', e.span, `${e.reduce} in a recurrence that ends early is not supported yet`, { hints: ['write it with sum, prod, any or all'] });
  const rows = new Map<string, Term>();
  for (const t of e.terms) {
    const place = t.out[axis]!;
    const stepping = t.letters.filter(l => place.kind === 'affine' && place.terms.some(x => x.letter === l.name));
    const taken = new Set(stepping.map(l => l.name));
    const own = e.axes.map((a, k): Letter => ({ name: k === axis ? '' : freshLetter(a.column, taken), index: a.index }));
    const out = own.map((l, k): Coord => (k === axis ? place : at(l.name)));
    rows.set(JSON.stringify([stepping, place]), { letters: [...stepping, ...own.filter((_, k) => k !== axis)], out, args: [], body: fillOf(e), where: null, pick: null });
  }
  return { ...e, reduce, terms: [...e.terms, ...rows.values()], fill: null };
}

const fillOf = (e: Equation): Scalar => (typeof e.fill === 'boolean' ? boolean(e.fill) : e.type.kind === 'int' ? integer(e.fill!) : number(e.fill!));

/**
 * Terms that put the fill of a member in a row at the positions that passes read and that neither a pass nor a first term comes
 * to. `stepping`: the terms that passes run, of any member; `first`: positions of first terms.
 */
export function unreachedRows(m: Equation, group: Group, range: Range, stepping: (e: Equation) => readonly Term[], first: readonly Term[], indices: Indices): readonly Term[] {
  const all = positions(m, group.axis.get(m.bind)!, indices);
  if (m.fill === null || !all || m.reduce === 'count' || (m.within !== null && group.axis.has(m.within))) return [];
  const axis = group.axis.get(m.bind)!;
  const phase = group.phase.get(m.bind)!;
  const reached = new Set<number>(first.flatMap(t => { const r = landing(m, t, axis, indices)!; return Array.from({ length: Math.max(0, r[1] - r[0] + 1) }, (_, k) => r[0] + k); }));
  if (stepping(m).length) for (let v = range[0]; v <= range[1]; v++) reached.add(v + phase);
  const wanted = new Set<number>();
  for (const reader of group.members) for (const t of stepping(reader)) for (const a of t.args) {
    if (a.tensor !== m.bind) continue;
    const own = group.axis.get(reader.bind)!;
    const [out, read] = [coordForm(t.out[own]!), coordForm(a.at[axis]!)];
    const reach = landing(reader, t, own, indices)!;
    const [least, greatest] = out && read ? distance(addForms(read, out, -1), t, indices) : [-Infinity, Infinity];
    const [lo, hi] = (read && interval(read, letterIndices(t), indices)) ?? all;
    for (let p = Math.max(all[0], lo, reach[0] + least); p <= Math.min(all[1], hi, reach[1] + greatest); p++) if (!reached.has(p)) wanted.add(p);
  }
  return intervals([...wanted].sort((a, b) => a - b)).map(([from, to]): Term => {
    const letters = m.axes.flatMap((a, k): readonly Letter[] => (k === axis && from === to ? [] : [{ name: a.column, index: a.index }]));
    const out = m.axes.map((a, k): Coord => (k === axis && from === to ? fixed(from) : at(a.column)));
    const step = letter(m.axes[axis]!.column);
    return {
      letters, out, args: m.within === null ? [] : [{ tensor: m.within, at: out, optional: false }], body: fillOf(m), pick: null,
      where: from === to ? null : call('and', call('ge', step, integer(from)), call('le', step, integer(to))),
    };
  });
}

/** Runs of consecutive numbers. */
function intervals(sorted: readonly number[]): readonly Range[] {
  const found: [number, number][] = [];
  for (const n of sorted) {
    const last = found.at(-1);
    if (last && last[1] === n - 1) last[1] = n; else found.push([n, n]);
  }
  return found;
}
