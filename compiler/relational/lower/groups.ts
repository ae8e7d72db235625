// Whether a cell of a reduction has a row wherever it is read: the sum over c of e[s,c] has one for each s of which some e[s,c] is there.

import { type Access, type Coord, type Equation, type Term, bareLetter } from '../../tensor/ir.ts';
import { Algebra } from '../../tensor/simplify/algebra.ts';
import { isPlace, sameCoord } from './coordinates.ts';
import { mayLeave } from './join.ts';
import type { Shapes } from './shapes.ts';

/**
 * Whether every combination of `reader` that has its other strict arguments also has argument k, which equation `e` defines, as a row:
 * then what e reduces is among those arguments. `stored` tells which tensors have a row for each of their cells.
 */
export function hasItsGroup(reader: Term, k: number, e: Equation, shapes: Shapes, stored: (tensor: string) => boolean): boolean {
  const [term, more] = e.terms;
  if (!term || more || term.where || e.within !== null || term.args.length === 0 || term.args.some(a => a.optional)) return false;
  if (term.out.some((c, d) => mayLeave(c, e.axes[d]!.index, term, shapes))) return false;
  const algebra = new Algebra({ optional: () => false, integer: () => false, dropStops: false });
  if (algebra.canBeMissing(term.body) || (term.pick && algebra.canBeMissing(term.pick))) return false;
  const letters = new Map(reader.letters.map(l => [l.name, l.index]));
  const ranges = new Map(term.letters.map(l => [l.name, l.index]));

  /** Extends what letters of the reduction stand for so that a coordinate of its becomes one of the reader's; null if it cannot. */
  const unify = (own: Coord, read: Coord, known: ReadonlyMap<string, Coord>): ReadonlyMap<string, Coord> | null => {
    if (isPlace(own)) return sameCoord(own, read) ? known : null;
    const letter = bareLetter(own);
    if (letter === null) return null;
    const held = known.get(letter);
    if (held) return sameCoord(held, read) ? known : null;
    const named = bareLetter(read);
    if (named === null || !shapes.contains(ranges.get(letter)!, letters.get(named)!)) return null;
    return new Map([...known, [letter, read]]);
  };
  const unifyAll = (own: readonly Coord[], read: readonly Coord[], start: ReadonlyMap<string, Coord>): ReadonlyMap<string, Coord> | null =>
    own.reduce<ReadonlyMap<string, Coord> | null>((known, c, d) => known && unify(c, read[d]!, known), start);
  const matches = (rest: readonly Access[], known: ReadonlyMap<string, Coord>): boolean => {
    const [first, ...others] = rest;
    if (!first) return true;
    return reader.args.some((a, n) => {
      if (n === k || a.optional || a.tensor !== first.tensor || !stored(a.tensor)) return false;
      const next = unifyAll(first.at, a.at, known);
      return next !== null && matches(others, next);
    });
  };
  const start = unifyAll(term.out, reader.args[k]!.at, new Map());
  return start !== null && matches(term.args, start);
}
