// A term as a product: operands that are joined one after the other, and what applies to each of them.
//
// A read at a computed place is one operand with what computes the place. Where it is strict it can be taken apart: x[src[e],j] is
// Σv [v == src[e]] · x[v,j], so that x may be contracted with others before it is gathered, and what lands at dst[e] may be
// scattered before that. Such a letter v is a link; where both sides meet it becomes the computed place again.

import { groupBy } from '../../group.ts';
import { freshLetter, type Indices } from '../affine.ts';
import { type Access, at, type Axis, type Coord, type Equation, type Letter, type Scalar, type Term, visitScalar } from '../ir.ts';
import { conjuncts } from '../simplify/guards.ts';
import { type Factor, factorsOf, type Semiring } from './semiring.ts';

/** A factor of the body or a conjunct of the guard, and what it reads. */
export interface Part { readonly scalar: Scalar; readonly inverse: boolean; readonly args: ReadonlySet<number>; readonly letters: ReadonlySet<string> }

/** A letter that is equal to a computed place. */
export interface Link { readonly letter: string; readonly value: Scalar }

/**
 * Arguments that stay together, all the letters of theirs and of what is computed from them, and what applies to them alone; or a
 * factor that reads no argument and has a letter which no argument has.
 */
export interface Operand {
  readonly positions: readonly number[];
  readonly letters: ReadonlySet<string>;
  readonly factors: readonly Part[];
  readonly guards: readonly Part[];
  readonly links: readonly Link[];
}

export interface Product {
  readonly ring: Semiring;
  readonly operands: readonly Operand[];
  /** the term's arguments and its landing place, with links where places were computed */
  readonly args: readonly Access[];
  readonly out: readonly Coord[];
  readonly letters: ReadonlyMap<string, Letter>;
  /** parts that read no argument */
  readonly factors: readonly Part[];
  readonly guards: readonly Part[];
}

function part({ scalar, inverse }: Factor): Part {
  const args = new Set<number>(), letters = new Set<string>();
  visitScalar(scalar, n => {
    if (n.kind === 'arg') args.add(n.position);
    if (n.kind === 'letter') letters.add(n.name);
    if (n.kind === 'position') letters.add(n.letter);
  });
  return { scalar, inverse, args, letters };
}

/** The term as a product of two operands or more, or null. `whole`: gathered reads are not taken apart. */
export function productOf(term: Term, equation: Equation, ring: Semiring, axesOf: (tensor: string) => readonly Axis[], indices: Indices, whole: boolean): Product | null {
  if (!term.args.length || term.pick) return null;
  const factors = factorsOf(term.body, ring).map(part);
  const guards = conjuncts(term.where).map(scalar => part({ scalar, inverse: false }));
  const { args, out, letters, links } = whole ? { ...term, letters: new Map(term.letters.map(l => [l.name, l])), links: [] } : linked(term, equation, axesOf, indices);

  const group = new Groups(args.length);
  for (const p of [...factors, ...guards]) group.join(p.args);
  for (const l of links) group.join(part({ scalar: l.value, inverse: false }).args);
  args.forEach((a, k) => { for (const c of a.at) if (c.kind === 'computed') group.join([k, ...part({ scalar: c.value, inverse: false }).args]); });
  for (const c of out) if (c.kind === 'computed' && part({ scalar: c.value, inverse: false }).args.size) return null;

  const groups = group.all();
  const of = (p: Part): number => { const [first] = p.args; return first === undefined ? -1 : group.of(first); };
  const byGroup = { factors: groupBy(factors, of), guards: groupBy(guards, of), links: groupBy(links, l => of(part({ scalar: l.value, inverse: false }))) };
  const operands = groups.map(([id, positions]): Operand => {
    const own = { factors: byGroup.factors.get(id) ?? [], guards: byGroup.guards.get(id) ?? [], links: byGroup.links.get(id) ?? [] };
    const coords = positions.flatMap(k => args[k]!.at.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [...part({ scalar: c.value, inverse: false }).letters])));
    return { positions, letters: new Set([...coords, ...[...own.factors, ...own.guards].flatMap(p => [...p.letters]), ...own.links.flatMap(l => [l.letter, ...part({ scalar: l.value, inverse: false }).letters])]), ...own };
  });
  const named = new Set(operands.flatMap(o => [...o.letters]));
  const bare = factors.filter(f => f.args.size === 0);
  const alone = bare.filter(f => [...f.letters].some(l => !named.has(l)));
  const all = [...operands, ...alone.map((f): Operand => ({ positions: [], letters: f.letters, factors: [f], guards: [], links: [] }))];
  return all.length < 2 ? null : { ring, operands: all, args, out, letters, factors: bare.filter(f => !alone.includes(f)), guards: guards.filter(g => g.args.size === 0) };
}

/** The term's accesses with links in place of computed coordinates, where a link means the same. */
function linked(term: Term, equation: Equation, axesOf: (tensor: string) => readonly Axis[], indices: Indices): { readonly args: readonly Access[]; readonly out: readonly Coord[]; readonly letters: ReadonlyMap<string, Letter>; readonly links: readonly Link[] } {
  const letters = new Map(term.letters.map(l => [l.name, l]));
  const links: Link[] = [];
  const link = (coord: Coord, axis: Axis | undefined): Coord => {
    if (coord.kind === 'affine' || !axis || part({ scalar: coord.value, inverse: false }).args.size === 0) return coord;
    const name = freshLetter(indices.get(axis.index)?.base ?? 'v', new Set(letters.keys()));
    letters.set(name, { name, index: axis.index });
    links.push({ letter: name, value: coord.value });
    return at(name);
  };
  const args = term.args.map(a => (a.optional ? a : { ...a, at: a.at.map((c, k) => link(c, axesOf(a.tensor)[k])) }));
  return { args, out: term.out.map((c, k) => link(c, equation.axes[k])), letters, links };
}

/** Sets of arguments that have to stay together. */
class Groups {
  private readonly parent: number[];
  constructor(count: number) { this.parent = Array.from({ length: count }, (_, k) => k); }

  of(k: number): number {
    let root = k;
    while (this.parent[root] !== root) root = this.parent[root]!;
    this.parent[k] = root;
    return root;
  }

  join(members: Iterable<number>): void {
    let first: number | null = null;
    for (const m of members) {
      if (first === null) first = this.of(m);
      else this.parent[this.of(m)] = first;
    }
  }

  /** Each group with its members, in order of their first. */
  all(): readonly (readonly [number, readonly number[]])[] {
    const found = new Map<number, number[]>();
    this.parent.forEach((_, k) => { const id = this.of(k); found.set(id, [...(found.get(id) ?? []), k]); });
    return [...found];
  }
}

/** The letters of a landing place. */
export const lettersOut = (out: readonly Coord[]): readonly string[] =>
  out.flatMap(c => { if (c.kind === 'affine') return c.terms.map(t => t.letter); return [...part({ scalar: c.value, inverse: false }).letters]; });
