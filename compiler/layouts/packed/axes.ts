// Which axis of a tensor lies in columns: a short one whose cells are there together or not at all.

import { groupBy } from '../../group.ts';
import { signatures } from '../../tensor/equations.ts';
import { type Access, bareLetter, type Coord, type Equation, type Letter, type Program, type Scalar, type Term, visitScalar } from '../../tensor/ir.ts';
import { Algebra } from '../../tensor/simplify/algebra.ts';
import { indexTable, type Indices } from '../../tensor/affine.ts';
import { coversDomain } from '../../tensor/full.ts';

/** More columns than this make rows that no reader wants, and statements that take long to plan. */
const mostLanes = 32;

/** The axis in columns: its number, and the keys along it, consecutive from `lo`. */
export interface Lanes { readonly axis: number; readonly lo: number; readonly size: number }

/**
 * For each tensor that a step keeps packed, its axis in columns. `equations`: all that a step computes, its updates too. A tensor is packed if
 * its values are real, an axis has a known, small number of keys, and all its cells along that axis exist where one does.
 */
export function packedAxes(program: Program, equations: readonly Equation[]): ReadonlyMap<string, Lanes> {
  const indices = indexTable(program.indices);
  const known = signatures(program);
  const full = coversDomain(program);
  const made = groupBy(equations, e => e.bind);
  const carried = new Set(program.carried.map(c => c.tensor));
  const found = new Map<string, Lanes>();
  for (const name of new Set(equations.flatMap(e => [e.bind, ...e.terms.flatMap(t => t.args.map(a => a.tensor))]))) {
    const { axes, type } = known.get(name)!;
    if (type.kind !== 'real' || (!full.has(name) && (carried.has(name) || !made.has(name)))) continue;
    const lanes = axes.flatMap((a, axis): Lanes[] => {
      const domain = indices.get(a.index)!.domain;
      return domain.kind === 'range' && domain.size >= 2 && domain.size <= mostLanes ? [{ axis, lo: domain.lo, size: domain.size }] : [];
    }).at(-1);
    if (lanes) found.set(name, lanes);
  }
  /** whether the cells that an equation makes are there for every lane or none */
  const uniform = (e: Equation, lanes: Lanes): boolean => e.within === null && e.terms.every(t => {
    const letter = bareLetter(t.out[lanes.axis]!);
    const over = t.letters.find(l => l.name === letter);
    if (letter === null || !over || !wholeAxis(over.index, lanes)) return false;
    if (t.out.some((c, d) => d !== lanes.axis && mentions(c, letter))) return false;
    return togetherAlong(t, letter) && t.args.every(a => !a.at.some(c => mentions(c, letter)) || inColumns(a, over, { lanes: found, indices }) !== null || hasAll(a, letter, lanes));
  });
  /** whether a tensor has all of its cells where it is read, whatever the letter is */
  const hasAll = (a: Access, letter: string, lanes: Lanes): boolean => full.has(a.tensor) && a.at.every((c, d) => {
    if (!mentions(c, letter)) return true;
    const domain = indices.get(known.get(a.tensor)!.axes[d]!.index)!.domain;
    return bareLetter(c) === letter && domain.kind === 'range' && domain.lo <= lanes.lo && lanes.lo + lanes.size <= domain.lo + domain.size;
  });
  const wholeAxis = (index: string, lanes: Lanes): boolean => {
    const domain = indices.get(index)!.domain;
    return domain.kind === 'range' && domain.lo === lanes.lo && domain.size === lanes.size;
  };
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [name, lanes] of found) {
      const own = made.get(name) ?? [];
      if (own.length > 1 || own.some(e => !uniform(e, lanes))) found.delete(name);
    }
  }
  return found;
}

/** Whether a coordinate depends on a letter. */
export function mentions(c: Coord, letter: string): boolean {
  return c.kind === 'affine' ? c.terms.some(t => t.letter === letter) : scalarMentions(c.value, letter);
}

export function scalarMentions(s: Scalar, letter: string): boolean {
  let found = false;
  visitScalar(s, n => { if ((n.kind === 'letter' && n.name === letter) || (n.kind === 'position' && n.letter === letter)) found = true; });
  return found;
}

/** The tensors that are packed, and what letters run over. */
export interface Packed { readonly lanes: ReadonlyMap<string, Lanes>; readonly indices: Indices }

/** The lanes of an argument whose axis in columns is read by just this letter, so that each of its columns is one key of it; else null. */
export function inColumns(a: Access, letter: Letter, { lanes, indices }: Packed): Lanes | null {
  const own = lanes.get(a.tensor);
  if (!own || bareLetter(a.at[own.axis]!) !== letter.name || a.at.some((c, d) => d !== own.axis && mentions(c, letter.name))) return null;
  const domain = indices.get(letter.index)!.domain;
  return domain.kind === 'range' && domain.lo === own.lo && domain.size === own.size ? own : null;
}

/** Whether a term's combinations, given what it reads, count for all keys of a letter or for none. */
export function togetherAlong(t: Term, letter: string): boolean {
  if (t.pick !== null || new Algebra().canBeMissing(t.body)) return false;
  if (t.where === null) return true;
  let apart = scalarMentions(t.where, letter);
  visitScalar(t.where, n => { if (n.kind === 'arg' && t.args[n.position]!.at.some(c => mentions(c, letter))) apart = true; });
  return !apart;
}
