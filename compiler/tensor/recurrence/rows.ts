// Where a recurrence ends early its later cells do not exist, not even with the value of a fill: a row says that a cell is there.

import { error } from '../../diagnostics.ts';
import { freshLetter } from '../affine.ts';
import { at, boolean, type Coord, type Equation, integer, type Letter, number, type Scalar, type Term } from '../ir.ts';

/** An equation without a fill, that has a row in each cell at the positions of `axis` where its terms land. Errors: not-supported. */
export function withoutFill(e: Equation, axis: number): Equation {
  if (e.fill === null) return e;
  const least: Scalar = typeof e.fill === 'boolean' ? boolean(e.fill) : e.type.kind === 'int' ? integer(e.fill) : number(e.fill);
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
    rows.set(JSON.stringify([stepping, place]), { letters: [...stepping, ...own.filter((_, k) => k !== axis)], out, args: [], body: least, where: null, pick: null });
  }
  return { ...e, reduce, terms: [...e.terms, ...rows.values()], fill: null };
}
