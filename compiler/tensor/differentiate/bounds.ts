// How far coordinates can move along a path of definitions: what tells that a recurrence, which only goes down, cannot reach
// a(t) from b(t − 1).

import { coordForm } from '../affine.ts';
import { at, type Coord, type Definition, type Derivative } from '../ir.ts';
import type { Pattern } from './slices.ts';

/** One read: the cell at `out` of a tensor is computed from the cell at `at` of `tensor`. */
interface Edge { readonly from: string; readonly out: readonly Coord[]; readonly tensor: string; readonly at: readonly Coord[] }

const seedCoords = (d: Derivative): readonly Coord[] => [...d.seeds, ...d.free].map(l => at(l.name));

/** The reads of a definition; a derivative depends on what its `of` depends on. */
function edgesOf(d: Definition): readonly Edge[] {
  if (d.kind === 'derivative') {
    const out = seedCoords(d);
    return [d.of, ...(d.direction ? [d.direction] : [])].map(a => ({ from: d.bind, out, tensor: a.tensor, at: a.at }));
  }
  return d.terms.flatMap(t => t.args.map(a => ({ from: d.bind, out: t.out, tensor: a.tensor, at: a.at })));
}

/** By tensor, what reads it. */
export type Readers = ReadonlyMap<string, ReadonlySet<string>>;

export function readersOf(definitions: ReadonlyMap<string, Definition>): Readers {
  const readers = new Map<string, Set<string>>();
  for (const d of definitions.values()) for (const e of edgesOf(d)) {
    const own = readers.get(e.tensor);
    if (own) own.add(d.bind);
    else readers.set(e.tensor, new Set([d.bind]));
  }
  return readers;
}

/** The tensors from which some path of definitions leads to a tensor of `targets` (these included). */
export function reaching(readers: Readers, targets: Iterable<string>): ReadonlySet<string> {
  const found = new Set(targets);
  for (const name of found) for (const reader of readers.get(name) ?? []) found.add(reader);
  return found;
}

/** For each axis of each tensor, the greatest move of its coordinate on any path to axis `axis` of `target`; +∞ if unbounded or untracked. */
type Moves = ReadonlyMap<string, readonly number[]>;

/** sign 1: the greatest move; sign −1: minus the least. */
function moves(definitions: ReadonlyMap<string, Definition>, inside: ReadonlySet<string>, target: string, axis: number, rank: (tensor: string) => number, sign: 1 | -1): Moves {
  const edges = [...inside].flatMap(name => { const d = definitions.get(name); return d ? edgesOf(d).filter(e => inside.has(e.tensor)) : []; });
  const least = new Map<string, number[]>([...inside].map(name => [name, Array<number>(rank(name)).fill(-Infinity)]));
  least.set(target, least.get(target)!.map((_, k) => (k === axis ? 0 : Infinity)));
  const round = (grown: (next: number) => number): boolean => {
    let changed = false;
    for (const e of edges) {
      const own = least.get(e.from)!;
      own.forEach((now, k) => {
        const next = Math.max(now, step(e, k, least.get(e.tensor)!, sign));
        if (next <= now) return;
        own[k] = grown(next);
        changed = true;
      });
    }
    return changed;
  };
  // a path without a circle has fewer reads than there are tensors: what grows after as many rounds grows without end
  if ([...inside].every(() => round(next => next))) while (round(() => Infinity)) continue;
  return least;
}

function step(edge: Edge, axis: number, beyond: readonly number[], sign: 1 | -1): number {
  const out = coordForm(edge.out[axis]!);
  if (!out || out.terms.size > 1 || [...out.terms.values()].some(c => c !== 1)) return Infinity;
  const [letter] = out.terms.keys();
  let bound = Infinity;
  edge.at.forEach((coord, k) => {
    const form = coordForm(coord);
    const sameLetter = form && form.terms.size === out.terms.size && (letter === undefined || form.terms.get(letter) === 1);
    if (sameLetter) bound = Math.min(bound, sign * (form.offset - out.offset) + beyond[k]!);
  });
  return bound;
}

/** Tells which slices can contribute to a derivative by the cells of `pattern`. */
export class Reach {
  private readonly up: readonly (Moves | null)[];
  private readonly down: readonly (Moves | null)[];
  constructor(definitions: ReadonlyMap<string, Definition>, readers: Readers, target: string, private readonly pattern: Pattern, rank: (tensor: string) => number) {
    this.inside = reaching(readers, [target]);
    this.up = pattern.map((pin, k) => pin && moves(definitions, this.inside, target, k, rank, 1));
    this.down = pattern.map((pin, k) => pin && moves(definitions, this.inside, target, k, rank, -1));
  }
  private readonly inside: ReadonlySet<string>;

  /** False if no path from these cells of `tensor` ends in the target's cells. */
  possible(tensor: string, slice: Pattern): boolean {
    if (!this.inside.has(tensor)) return false;
    return this.pattern.every((wanted, axis) => wanted === null || slice.every((pin, k) => {
      if (pin === null || pin.letter !== wanted.letter) return true;
      const gap = wanted.offset - pin.offset;
      return gap <= this.up[axis]!.get(tensor)![k]! && -gap <= this.down[axis]!.get(tensor)![k]!;
    }));
  }
}
