// Finding recurrences: groups of definitions that need each other, the axis along which they step, and the way they go.

import { error } from '../diagnostics.ts';
import { components } from './evaluate/components.ts';
import { type Access, at, type Coord, type Definition, type Equation, type Index, type Program, type Recurrence } from './ir.ts';
import { reads } from './equations.ts';

/**
 * A group of definitions in step. At the value v of the counter, a member's cells at position v + phase of its axis are computed, in the order of `members`;
 * every read in the group is of a position computed before (or earlier in the same pass).
 */
export interface Group {
  readonly members: readonly Definition[];
  readonly axis: ReadonlyMap<string, number>;
  readonly phase: ReadonlyMap<string, number>;
  readonly direction: 'up' | 'down';
  readonly until: Program['untils'][number] | null;
}

const readsOf = (d: Definition | Recurrence): readonly string[] => (d.kind === 'recurrence' ? d.equations.flatMap(e => [...reads(e)]) : [...reads(d)]);
const binds = (d: Definition | Recurrence): readonly string[] => (d.kind === 'recurrence' ? [...d.equations.map(e => e.bind), ...(d.until ? [d.until.last] : [])] : [d.bind]);

/** All definitions in an order in which each group needs only what stands before it. */
export function groupsOf(program: Program): readonly (readonly (Definition | Recurrence)[])[] {
  const found = components(program.definitions, binds, d => [...readsOf(d), ...lastsRead(program, d)]);
  return program.untils.length ? withConditions(program, found) : found;
}

/** What provides the tensor of a last position is the recurrence that ends early. */
const lastsRead = (program: Program, d: Definition | Recurrence): readonly string[] => {
  const read = readsOf(d);
  return program.untils.filter(u => read.includes(u.last)).map(u => u.tensor);
};

export const isCyclic = (group: readonly (Definition | Recurrence)[]): boolean => group.length > 1 || (group[0]!.kind !== 'recurrence' && reads(group[0]!).has(group[0]!.bind));

/** The condition of a recurrence that ends early, and what it needs of the recurrence, is computed in step with it. */
function withConditions(program: Program, groups: readonly (readonly (Definition | Recurrence)[])[]): readonly (readonly (Definition | Recurrence)[])[] {
  let result = [...groups];
  const byName = new Map(program.definitions.flatMap(d => binds(d).map(b => [b, d] as const)));
  for (const until of program.untils) {
    const own = result.find(g => g.some(d => binds(d).includes(until.tensor)));
    if (!own || own.some(d => d.kind === 'recurrence')) continue;
    const inside = new Set<Definition | Recurrence>(own);
    const needs = (d: Definition | Recurrence, seen: Set<Definition | Recurrence>): boolean => {
      if (inside.has(d)) return true;
      if (seen.has(d)) return false;
      seen.add(d);
      const found = readsOf(d).map(name => byName.get(name)).filter(x => x !== undefined && needs(x, seen));
      if (found.length) inside.add(d);
      return found.length > 0;
    };
    const condition = byName.get(until.condition);
    if (condition) needs(condition, new Set());
    const merged = program.definitions.filter(d => inside.has(d));
    result = result.filter(g => !g.some(d => inside.has(d)));
    result.push(merged);
    result = sorted(program, result);
  }
  return result;
}

function sorted(program: Program, groups: readonly (readonly (Definition | Recurrence)[])[]): (readonly (Definition | Recurrence)[])[] {
  const provider = new Map(groups.flatMap(g => g.flatMap(d => binds(d).map(b => [b, g] as const))));
  for (const u of program.untils) { const g = provider.get(u.tensor); if (g) provider.set(u.last, g); }
  return [...components(groups, g => g.flatMap(binds), g => g.flatMap(readsOf).map(name => (provider.get(name) ? binds(provider.get(name)![0]!)[0]! : name)))].flat();
}

interface Edge { readonly from: string; readonly to: string; readonly out: readonly Coord[]; readonly at: readonly Coord[] }

function edgesOf(members: readonly Definition[]): readonly Edge[] {
  const names = new Set(members.map(m => m.bind));
  return members.flatMap((m): Edge[] => {
    if (m.kind === 'derivative') {
      const out = m.axes.map((_, k): Coord => at([...m.seeds, ...m.free][k]!.name));
      return [m.of, m.by].filter((a: Access) => names.has(a.tensor)).map(a => ({ from: m.bind, to: a.tensor, out, at: a.at }));
    }
    return m.terms.flatMap(t => t.args.filter(a => names.has(a.tensor)).map((a): Edge => ({ from: m.bind, to: a.tensor, out: t.out, at: a.at })));
  });
}

/** letter + offset, or a literal (letter null); null if it is neither */
export function step(coord: Coord | undefined): { readonly letter: string | null; readonly offset: number } | null {
  if (!coord || coord.kind !== 'affine') return null;
  if (coord.terms.length === 0) return { letter: null, offset: coord.offset };
  return coord.terms.length === 1 && coord.terms[0]!.coefficient === 1 ? { letter: coord.terms[0]!.letter, offset: coord.offset } : null;
}

/** Works out how a cyclic group steps. Errors: circular, if no index goes strictly down (or up) along every cycle. */
export function groupOf(program: Program, members: readonly Definition[]): Group {
  const until = program.untils.find(u => members.some(m => m.bind === u.tensor)) ?? null;
  const edges = edgesOf(members);
  const first = until ? members.find(m => m.bind === until.tensor)! : members[0]!;
  const candidates = until ? [until.axis] : first.axes.map((_, k) => k);
  for (const candidate of candidates) {
    const axis = spread(first.bind, candidate, edges);
    if (!axis || members.some(m => !axis.has(m.bind))) continue;
    for (const direction of ['up', 'down'] as const) {
      const phase = phases(members, edges, axis, direction);
      if (!phase) continue;
      const ordered = inPassOrder(members, edges, axis, phase);
      if (ordered) return { members: ordered, axis, phase, direction, until };
    }
  }
  throw error('circular', members[0]!.span, `${members[0]!.bind} is defined by itself${members.length > 1 ? `, through ${members.slice(1, 5).map(m => m.bind).join(', ')}` : ''}`, {
    note: 'no index goes down along the way, so there is no first step', hints: ['step by one: v[t+1, …] = f(v[t, …])'],
  });
}

/** The axis of every member, followed from one along the letters that reads share with what they are read for; null if they do not agree. */
function spread(start: string, axis: number, edges: readonly Edge[]): ReadonlyMap<string, number> | null {
  const found = new Map([[start, axis]]);
  let open = [...edges];
  for (let changed = true; changed;) {
    changed = false;
    const later: Edge[] = [];
    for (const e of open) {
      const [own, other] = [found.get(e.from), found.get(e.to)];
      if (own === undefined && other === undefined) { later.push(e); continue; }
      if (own !== undefined && other !== undefined) continue;
      const letter = own !== undefined ? step(e.out[own])?.letter : step(e.at[other!])?.letter;
      if (letter === null) continue;
      if (letter === undefined) return null;
      const place = own !== undefined ? e.at.findIndex(c => step(c)?.letter === letter) : e.out.findIndex(c => step(c)?.letter === letter);
      if (place < 0) return null;
      found.set(own !== undefined ? e.to : e.from, place);
      changed = true;
    }
    open = later;
  }
  return found;
}

/** How far a read is ahead of what it is read for, or null if it is not in step. */
function shift(e: Edge, axis: ReadonlyMap<string, number>): number | null {
  const own = step(e.out[axis.get(e.from)!]);
  const other = step(e.at[axis.get(e.to)!]);
  if (!own || !other || own.letter !== other.letter) return null;
  return other.offset - own.offset;
}

/** Offsets of the members against the counter, so that no read is of a later pass (longest paths, as Bellman and Ford); null if there are none. */
function phases(members: readonly Definition[], edges: readonly Edge[], axis: ReadonlyMap<string, number>, direction: 'up' | 'down'): ReadonlyMap<string, number> | null {
  const sign = direction === 'up' ? 1 : -1;
  const phase = new Map(members.map(m => [m.bind, 0]));
  for (let round = 0; round <= members.length; round++) {
    let changed = false;
    for (const e of edges) {
      const s = shift(e, axis);
      if (s === null) return null;
      const needed = phase.get(e.from)! + s;
      if (sign * (needed - phase.get(e.to)!) > 0) { phase.set(e.to, needed); changed = true; }
    }
    if (!changed) return phase;
  }
  return null;
}

/** The members so that each reads, of its own pass, only what stands before it; null if that goes in a circle. */
function inPassOrder(members: readonly Definition[], edges: readonly Edge[], axis: ReadonlyMap<string, number>, phase: ReadonlyMap<string, number>): readonly Definition[] | null {
  const tight = new Map<string, string[]>();
  for (const e of edges) if (phase.get(e.from)! + shift(e, axis)! === phase.get(e.to)!) tight.set(e.from, [...(tight.get(e.from) ?? []), e.to]);
  for (const m of members) if (tight.get(m.bind)?.includes(m.bind)) return null;
  const parts = components(members, m => [m.bind], m => tight.get(m.bind) ?? []);
  return parts.some(p => p.length > 1) ? null : parts.flat();
}

/** First and last position of a member's axis. Errors: unsized-index. */
export function positions(e: Equation | Definition, axis: number, indices: ReadonlyMap<string, Index>): readonly [number, number] {
  const { domain } = indices.get(e.axes[axis]!.index)!;
  if (domain.kind !== 'range') throw error('unsized-index', e.span, `${e.bind} is a recurrence over an index whose size is not known when compiling`, { hints: ['give the index a size'] });
  return [domain.lo, domain.lo + domain.size - 1];
}

/** Where along the axis a term can land: all positions its letter allows, or the one of a literal. */
export function landing(term: Equation['terms'][number], axis: number, indices: ReadonlyMap<string, Index>): readonly [number, number] {
  const s = step(term.out[axis])!;
  if (s.letter === null) return [s.offset, s.offset];
  const { domain } = indices.get(term.letters.find(l => l.name === s.letter)!.index)!;
  return domain.kind === 'range' ? [domain.lo + s.offset, domain.lo + domain.size - 1 + s.offset] : [-Infinity, Infinity];
}
