// One term: the combinations of its letters that count. Letters are bound by iterating over the rows of strict
// arguments (a hash join), and range over their domain only where nothing binds them.

import { InternalError } from '../../source.ts';
import { type Access, type Coord, type Scalar, type Term, visitScalar } from '../ir.ts';
import type { Value } from '../ops.ts';
import type { Cells, Domain, Key } from './cells.ts';
import { type Bindings, compileScalar, type Evaluated, type Surroundings } from './scalar.ts';

/** Where a term's arguments come from. `cells`: all rows are there. Otherwise cells are asked for one by one. */
export type Reader =
  | { readonly kind: 'cells'; readonly cells: Cells }
  | { readonly kind: 'asked'; readonly domains: readonly Domain[]; readonly read: (at: readonly Key[]) => Value | undefined };

export interface TermSurroundings {
  readonly domain: (index: string) => Domain;
  readonly counter: (name: string) => number;
  readonly reader: (tensor: string) => Reader;
  /** whether a tensor's cells are stored in 32 bits */
  readonly single: (tensor: string) => boolean;
}

/** Called for every combination that counts: where it lands, its value, its pick. A coordinate may lie outside its axis. */
export type Landing = (at: readonly (Key | null)[], value: Value, pick: Value | null) => void;

/** Runs a term over all its combinations, or over those that land in one cell. */
export type TermRun = (land: Landing, cell: readonly Key[] | null) => void;

type Step = (next: () => void) => void;

export function compileTerm(term: Term, around: TermSurroundings, byCell: boolean): TermRun {
  const slots = new Map(term.letters.map((l, k) => [l.name, k]));
  const domains = term.letters.map(l => around.domain(l.index));
  const bindings: Bindings = { letters: [], args: term.args.map(() => null), turn: 0 };
  const slot = (name: string): number => {
    const k = slots.get(name);
    if (k === undefined) throw new InternalError(`letter ${name} is not declared`);
    return k;
  };
  const scalars: Surroundings = { slot, letterDomain: name => domains[slot(name)]!, domain: around.domain, counter: around.counter, single: position => around.single(term.args[position]!.tensor) };
  const scalar = (s: Scalar): Evaluated => compileScalar(s, bindings, scalars);
  const bound = new Set<string>();
  const read = new Set<number>();
  const steps: Step[] = [];
  let cell: readonly Key[] = [];

  const guards = term.where ? conjuncts(term.where).map(g => ({ needs: needsOf(g), test: scalar(g) })) : [];
  const placeGuards = (): void => {
    for (const g of [...guards]) {
      if (!ready(g.needs, bound, read)) continue;
      guards.splice(guards.indexOf(g), 1);
      steps.push(next => { bindings.turn++; if (g.test() === true) next(); });
    }
  };

  /** Binds the letters of coordinates from keys, or checks them. Null if some coordinate cannot be had yet. */
  const matching = (coords: readonly Coord[], axes: readonly number[]): ((key: (axis: number) => Key) => boolean) | null => {
    const now = new Set(bound);
    const tests: ((key: (axis: number) => Key) => boolean)[] = [];
    for (const axis of axes) {
      const coord = coords[axis]!;
      const solved = coord.kind === 'affine' ? coord.terms.filter(t => !now.has(t.letter)) : [];
      if (coord.kind === 'computed' ? !ready(needsOf(coord.value), now, read) : solved.length > 1 || new Set(coord.terms.map(t => t.letter)).size < coord.terms.length) return null;
      const [unknown] = solved;
      if (!unknown || coord.kind !== 'affine') {
        const value = coordinate(coord);
        tests.push(key => value() === key(axis));
        continue;
      }
      const rest = affine({ ...coord, terms: coord.terms.filter(t => t !== unknown) });
      const k = slot(unknown.letter);
      const domain = domains[k]!;
      const bare = coord.terms.length === 1 && coord.offset === 0 && unknown.coefficient === 1;
      tests.push(key => {
        const value = bare ? key(axis) : ((key(axis) as number) - (rest() as number)) / unknown.coefficient;
        if (domain.place(value) < 0) return false;
        bindings.letters[k] = value;
        return true;
      });
      now.add(unknown.letter);
    }
    now.forEach(l => bound.add(l));
    return key => tests.every(t => t(key));
  };

  const affine = (coord: Extract<Coord, { kind: 'affine' }>): (() => Key) => {
    const parts = coord.terms.map(t => ({ k: slot(t.letter), coefficient: t.coefficient }));
    const { offset } = coord;
    if (parts.length === 1 && offset === 0 && parts[0]!.coefficient === 1) { const { k } = parts[0]!; return () => bindings.letters[k]!; }
    return () => parts.reduce((sum, p) => sum + p.coefficient * (bindings.letters[p.k] as number), offset);
  };
  const coordinate = (coord: Coord): (() => Key | null) => {
    if (coord.kind === 'affine') return affine(coord);
    const value = scalar(coord.value);
    return () => { bindings.turn++; return value() as Key | null; };
  };
  const known = (coord: Coord): boolean => (coord.kind === 'computed' ? ready(needsOf(coord.value), bound, read) : coord.terms.every(t => bound.has(t.letter)));

  const enumerate = (letter: string): void => {
    const k = slot(letter);
    const domain = domains[k]!;
    bound.add(letter);
    steps.push(next => { for (let place = 0; place < domain.size; place++) { bindings.letters[k] = domain.key(place); next(); } });
    placeGuards();
  };

  /** Asking for a cell may run this very term for another cell. */
  const asked = <R>(ask: () => R): R => {
    const held = { letters: [...bindings.letters], args: [...bindings.args], cell };
    const result = ask();
    bindings.letters.splice(0, bindings.letters.length, ...held.letters);
    bindings.args.splice(0, bindings.args.length, ...held.args);
    cell = held.cell;
    return result;
  };

  /** Reads an argument at coordinates that are all known. */
  const lookup = (access: Access, position: number): void => {
    const at = access.at.map(coordinate);
    const reader = around.reader(access.tensor);
    const fetch = (): Value | undefined => {
      const keys: Key[] = [];
      for (const c of at) { const key = c(); if (key === null) return undefined; keys.push(key); }
      if (reader.kind === 'asked') return keys.every((k, axis) => reader.domains[axis]!.place(k) >= 0) ? asked(() => reader.read(keys)) : undefined;
      const n = reader.cells.number(keys);
      return n < 0 ? undefined : reader.cells.read(n);
    };
    read.add(position);
    steps.push(next => {
      const value = fetch();
      if (value === undefined && !access.optional) return;
      bindings.args[position] = value ?? null;
      next();
    });
    placeGuards();
  };

  /** Reads a strict argument by its rows that fit what is known. False if its coordinates cannot be solved yet. */
  const iterate = (access: Access, position: number, cells: Cells): boolean => {
    const fixed = access.at.flatMap((c, axis) => (known(c) ? [axis] : []));
    const open = access.at.flatMap((_, axis) => (fixed.includes(axis) ? [] : [axis]));
    const fixedAt = fixed.map(axis => coordinate(access.at[axis]!));
    const match = matching(access.at, open);
    if (!match) return false;
    read.add(position);
    steps.push(next => {
      let part = 0;
      for (let j = 0; j < fixed.length; j++) {
        const axis = fixed[j]!;
        const key = fixedAt[j]!();
        const place = key === null ? -1 : cells.domains[axis]!.place(key);
        if (place < 0) return;
        part += place * cells.strides[axis]!;
      }
      let n = 0;
      const key = (axis: number): Key => cells.coordinate(n, axis);
      for (n of cells.index(fixed).get(part) ?? []) {
        if (!match(key)) continue;
        bindings.args[position] = cells.read(n)!;
        const here = n;
        next();
        n = here;
      }
    });
    placeGuards();
    return true;
  };

  // ---------------------------------------------------------------- choose the order

  let outPending: readonly number[] = byCell ? term.out.map((_, axis) => axis) : [];
  const matchCell = (): void => {
    outPending = outPending.filter(axis => {
      const match = matching(term.out, [axis]);
      if (match) steps.push(next => { if (match(a => cell[a]!)) next(); });
      return !match;
    });
    placeGuards();
  };
  const strict = (): readonly number[] => term.args.flatMap((a, k) => (a.optional || read.has(k) ? [] : [k]));
  /** Whether a letter stands with another unknown one in a coordinate of a strict argument. */
  const tangled = (letter: string): boolean => !bound.has(letter) && strict().some(k => term.args[k]!.at.some(c =>
    c.kind === 'affine' && c.terms.some(t => t.letter === letter) && c.terms.filter(t => !bound.has(t.letter)).length > 1));
  const cellsOf = (k: number): Cells | null => { const r = around.reader(term.args[k]!.tensor); return r.kind === 'cells' ? r.cells : null; };
  placeGuards();
  for (;;) {
    matchCell();
    const ask = term.args.findIndex((a, k) => !read.has(k) && a.at.every(known) && !a.optional);
    if (ask >= 0) { lookup(term.args[ask]!, ask); continue; }
    // the one of which most is known, then the smallest
    const candidates = strict().filter(k => cellsOf(k)).map(k => {
      const cells = cellsOf(k)!;
      const open = term.args[k]!.at.reduce((n, c, axis) => (known(c) ? n : n * cells.domains[axis]!.size), 1);
      return { k, cells, touching: term.args[k]!.at.some(known), weight: Math.min(open, cells.rows.size) };
    }).sort((a, b) => Number(b.touching) - Number(a.touching) || a.weight - b.weight);
    if (candidates.some(c => iterate(term.args[c.k]!, c.k, c.cells))) continue;
    // an optional argument that other coordinates wait for
    const optional = term.args.findIndex((a, k) => !read.has(k) && a.optional && a.at.every(known));
    const waiting = strict().length > 0 || outPending.length > 0;
    const free = term.letters.find(l => tangled(l.name)) ?? term.letters.find(l => !bound.has(l.name) && (!waiting || mattersNow(term, l.name, read)));
    if (optional >= 0 && (waiting || !free)) { lookup(term.args[optional]!, optional); continue; }
    const letter = free ?? term.letters.find(l => !bound.has(l.name));
    if (!letter) break;
    enumerate(letter.name);
  }
  const unread = term.args.findIndex((_, k) => !read.has(k));
  if (unread >= 0) throw new InternalError(`argument ${unread} of a term cannot be read: ${term.args[unread]!.tensor}`);
  if (guards.length) throw new InternalError('a guard reads what is not there');

  const body = scalar(term.body);
  const pick = term.pick && scalar(term.pick);
  const out = term.out.map(coordinate);
  return (land, at) => {
    if (at) cell = at;
    const last = (): void => {
      bindings.turn++;
      const value = body();
      if (value === null) return;
      const picked = pick ? pick() : null;
      if (pick && picked === null) return;
      const keys = out.map(c => c());
      if (outPending.some(axis => keys[axis] !== cell[axis])) return;
      land(keys, value, picked);
    };
    steps.reduceRight<() => void>((next, step) => () => step(next), last)();
  };
}

/** Whether a letter occurs in a coordinate of a strict argument that is still to be read. */
const mattersNow = (term: Term, letter: string, read: ReadonlySet<number>): boolean =>
  term.args.some((a, k) => !a.optional && !read.has(k) && a.at.some(c => c.kind === 'affine' && c.terms.some(t => t.letter === letter))) || term.args.every((_, k) => read.has(k));

interface Needs { readonly letters: ReadonlySet<string>; readonly args: ReadonlySet<number> }

const needsCache = new WeakMap<Scalar, Needs>();
function needsOf(s: Scalar): Needs {
  const known = needsCache.get(s);
  if (known) return known;
  const letters = new Set<string>();
  const args = new Set<number>();
  visitScalar(s, node => {
    if (node.kind === 'letter') letters.add(node.name);
    if (node.kind === 'position') letters.add(node.letter);
    if (node.kind === 'arg') args.add(node.position);
  });
  const needs = { letters, args };
  needsCache.set(s, needs);
  return needs;
}

const ready = (needs: Needs, bound: ReadonlySet<string>, read: ReadonlySet<number>): boolean => [...needs.letters].every(l => bound.has(l)) && [...needs.args].every(a => read.has(a));

const conjuncts = (s: Scalar): readonly Scalar[] => (s.kind === 'call' && s.op === 'and' ? s.args.flatMap(conjuncts) : [s]);
