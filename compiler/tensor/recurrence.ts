// Recurrences: groups of definitions that need each other, the axis along which each steps, and the way they go.

import { error, type ProgramError } from '../diagnostics.ts';
import { addForms, coordForm, indexTable, type Indices, interval } from './affine.ts';
import { components } from './evaluate/components.ts';
import { reads } from './equations.ts';
import type { Coord, Definition, Equation, Program, Recurrence, Term } from './ir.ts';
import { distance, type Range } from './recurrence/distance.ts';

/**
 * Equations in step. At value v of the counter the cells at position v + phase of a member's axis are computed, members in
 * order; whatever they read of the group has been computed at an earlier value, or by a member before them.
 */
export interface Group {
  readonly members: readonly Equation[];
  readonly axis: ReadonlyMap<string, number>;
  readonly phase: ReadonlyMap<string, number>;
  readonly direction: 'up' | 'down';
  readonly until: Program['untils'][number] | null;
}

type Node = Definition | Recurrence;

const own = (d: Node): readonly string[] => (d.kind === 'recurrence' ? [...d.equations.map(e => e.bind), ...(d.until ? [d.until.last] : [])] : [d.bind]);
const readOf = (d: Node): readonly string[] => (d.kind === 'recurrence' ? d.equations.flatMap(e => [...reads(e)]) : [...reads(d)]);

/**
 * The definitions in groups that need each other, each group after those that it needs. What a recurrence's ending condition is
 * computed from, from the recurrence on, steps with it and is in its group.
 */
export function groupsOf(program: Program): readonly (readonly Node[])[] {
  const { untils, definitions } = program;
  return components(
    definitions,
    d => [...own(d), ...untils.flatMap(u => (own(d).includes(u.condition) ? [u.last] : []))],
    d => [...readOf(d), ...untils.flatMap(u => [...(own(d).includes(u.tensor) ? [u.condition] : []), ...(own(d).includes(u.condition) ? [u.tensor] : [])])],
  );
}

/** Whether the definitions of a group of `groupsOf` need themselves, and are not a Recurrence already. */
export const isCyclic = (group: readonly Node[]): group is readonly Definition[] =>
  group.every(d => d.kind !== 'recurrence') && (group.length > 1 || reads(group[0] as Definition).has((group[0] as Definition).bind));

// ------------------------------------------------------------------ edges

/** A read of one member for another; `term` null: the cell at the same place. */
interface Edge { readonly from: string; readonly to: string; readonly out: readonly Coord[]; readonly at: readonly Coord[]; readonly term: Term | null }

function edgesOf(members: readonly Equation[]): readonly Edge[] {
  const names = new Set(members.map(m => m.bind));
  return members.flatMap((m): readonly Edge[] => [
    ...m.terms.flatMap(term => term.args.filter(a => names.has(a.tensor)).map((a): Edge => ({ from: m.bind, to: a.tensor, out: term.out, at: a.at, term }))),
    ...(m.within !== null && names.has(m.within) ? [{ from: m.bind, to: m.within, out: [], at: [], term: null }] : []),
  ]);
}

/** How far ahead of what it is read for a cell lies, along the axes chosen. */
function ahead(edge: Edge, from: number, to: number, indices: Indices): Range {
  if (edge.term === null) return from === to ? [0, 0] : [-Infinity, Infinity];
  const [out, at] = [coordForm(edge.out[from]!), coordForm(edge.at[to]!)];
  return out && at ? distance(addForms(at, out, -1), edge.term, indices) : [-Infinity, Infinity];
}

// ------------------------------------------------------------------ how a group steps

/**
 * Works out how definitions that need each other step. Null if one of them is a derivative still to be worked out.
 * Errors: circular, if along no choice of axes every circle of reads goes strictly down, or strictly up.
 */
export function steppingOf(program: Program, definitions: readonly Definition[]): Group | null {
  const members = definitions.filter((d): d is Equation => d.kind === 'equation');
  if (members.length < definitions.length) return null;
  const indices = indexTable(program.indices);
  const until = program.untils.find(u => members.some(m => m.bind === u.tensor)) ?? null;
  if (until && members.some(m => reads(m).has(until.last))) throw circular(members);
  const edges = edgesOf(members);
  const first = (until && members.find(m => m.bind === until.tensor)) ?? members[0]!;
  let stuck: readonly Equation[] = members;
  for (const direction of ['up', 'down'] as const) {
    for (const candidate of until ? [until.axis] : first.axes.map((_, k) => k)) {
      for (const axis of axesFrom(first.bind, candidate, members, edges, until, direction, indices)) {
        const weigh = (e: Edge): number => { const [least, greatest] = ahead(e, axis.get(e.from)!, axis.get(e.to)!, indices); return direction === 'up' ? greatest : -least; };
        const weighted = edges.map(e => ({ from: e.from, to: e.to, weight: weigh(e) }));
        const phase = phases(members, weighted, axis, direction);
        const ordered = phase && inPassOrder(members, weighted, phase, direction);
        if (ordered) return { members: ordered, axis, phase: atCondition(phase, until), direction, until };
        const still = weighted.filter(e => e.weight >= 0);
        const circle = components(members, m => [m.bind], m => still.filter(e => e.from === m.bind).map(e => e.to)).find(c => c.length > 1 || still.some(e => e.from === c[0]!.bind && e.to === c[0]!.bind));
        if (circle && circle.length <= stuck.length) stuck = circle;
      }
    }
  }
  throw circular(stuck);
}

function circular(members: readonly Equation[]): ProgramError {
  // an equation that serves another carries that one's source: the reader knows the other by name only
  const named = members.filter((m, k) => members.findIndex(o => o.source === m.source) === k);
  const [first, ...others] = named;
  const through = others.slice(0, 5).map(m => m.bind).join(', ');
  return error('circular', first!.span, `${first!.bind} is defined by itself${through ? `, through ${through}${others.length > 5 ? ', …' : ''}` : ''}`, {
    note: 'no index goes down along the way, so there is no first step',
    labels: others.slice(0, 3).map(m => ({ span: m.span, text: `${m.bind} is on the way` })),
    hints: ['step by one: v[t+1, …] = f(v[t, …])'],
  });
}

/** So many choices of axes are tried for one axis to start from. */
const mostChoices = 32;

/**
 * The axis of every member, followed from one along the reads, in all ways in which every read is at a bounded distance, likely ones
 * first: `h[t] = x[t + 1, t]` may go along either axis of x, of which only one leads back to h.
 */
function* axesFrom(start: string, axis: number, members: readonly Equation[], edges: readonly Edge[], until: Group['until'], direction: 'up' | 'down', indices: Indices): Generator<ReadonlyMap<string, number>> {
  const rank = new Map(members.map(m => [m.bind, m.axes.length]));
  const into = new Map<string, Edge[]>();
  const outOf = new Map<string, Edge[]>();
  for (const e of edges) {
    into.set(e.to, [...(into.get(e.to) ?? []), e]);
    outOf.set(e.from, [...(outOf.get(e.from) ?? []), e]);
  }
  const bound = ([least, greatest]: Range): number => (direction === 'up' ? greatest : -least);
  /** Axes of a member at which those chosen read it at a bounded distance: first where that is one number, then where it is further back. */
  const fitting = (to: string, chosen: ReadonlyMap<string, number>): readonly number[] => Array.from({ length: rank.get(to)! }, (_, k) => k).flatMap(k => {
    const ranges = into.get(to)!.filter(e => chosen.has(e.from)).map(e => ahead(e, chosen.get(e.from)!, k, indices));
    const furthest = Math.max(...ranges.map(bound));
    return furthest === Infinity ? [] : [{ k, furthest, loose: ranges.filter(([a, b]) => a !== b).length }];
  }).sort((a, b) => a.loose - b.loose || a.furthest - b.furthest || a.k - b.k).map(f => f.k);
  const begun = new Map([[start, axis]]);
  if (until && rank.has(until.condition)) begun.set(until.condition, 0);
  const open: Map<string, number>[] = [begun];
  for (let tried = 0; open.length && tried < mostChoices; tried++) {
    const chosen = open.pop()!;
    let stopped = false;
    for (const from of chosen.keys()) {
      for (const { to } of outOf.get(from) ?? []) {
        if (stopped || chosen.has(to)) continue;
        const [best, ...others] = fitting(to, chosen);
        if (best === undefined) { stopped = true; continue; }
        for (const other of others.reverse()) open.push(new Map([...chosen, [to, other]]));
        chosen.set(to, best);
      }
    }
    if (stopped || chosen.size < members.length) continue;
    if (edges.every(e => bound(ahead(e, chosen.get(e.from)!, chosen.get(e.to)!, indices)) < Infinity)) yield chosen;
  }
}

interface Weighted { readonly from: string; readonly to: string; readonly weight: number }

/**
 * Phases under which no read is of a later value of the counter, as near as possible to the offsets that are written on the
 * left sides (longest paths by relaxation, Bellman and Ford). Null if some circle goes forward.
 */
function phases(members: readonly Equation[], edges: readonly Weighted[], axis: ReadonlyMap<string, number>, direction: 'up' | 'down'): ReadonlyMap<string, number> | null {
  const sign = direction === 'up' ? 1 : -1;
  const phase = new Map(members.map(m => [m.bind, sign * written(m, axis.get(m.bind)!)]));
  for (let round = 0; round <= members.length; round++) {
    let changed = false;
    for (const e of edges) {
      const least = phase.get(e.from)! + e.weight;
      if (least > phase.get(e.to)!) { phase.set(e.to, least); changed = true; }
    }
    if (!changed) return new Map([...phase].map(([name, p]) => [name, p === 0 ? 0 : sign * p]));
  }
  return null;
}

/** The c of a left side `letter + c`. */
function written(e: Equation, axis: number): number {
  for (const t of e.terms) {
    const form = coordForm(t.out[axis]!);
    if (form?.terms.size === 1 && [...form.terms.values()][0] === 1) return form.offset;
  }
  return 0;
}

/** Phases moved so that the counter is the letter of the ending condition. */
const atCondition = (phase: ReadonlyMap<string, number>, until: Group['until']): ReadonlyMap<string, number> => {
  const shift = until ? phase.get(until.condition) ?? 0 : 0;
  return shift === 0 ? phase : new Map([...phase].map(([name, p]) => [name, p - shift]));
};

/** The members so that each reads, at one value of the counter, only those before it; null if that goes in a circle. */
function inPassOrder(members: readonly Equation[], edges: readonly Weighted[], phase: ReadonlyMap<string, number>, direction: 'up' | 'down'): readonly Equation[] | null {
  const sign = direction === 'up' ? 1 : -1;
  const tight = new Map<string, string[]>();
  for (const e of edges) if (sign * (phase.get(e.to)! - phase.get(e.from)!) === e.weight) tight.set(e.from, [...(tight.get(e.from) ?? []), e.to]);
  if (members.some(m => tight.get(m.bind)?.includes(m.bind))) return null;
  const parts = components(members, m => [m.bind], m => tight.get(m.bind) ?? []);
  return parts.some(p => p.length > 1) ? null : parts.flat();
}

// ------------------------------------------------------------------ where terms land

/** The positions of an equation's axis, or null if they are not known now. */
export function positions(e: Equation, axis: number, indices: Indices): Range | null {
  const domain = indices.get(e.axes[axis]!.index)?.domain;
  return domain?.kind === 'range' ? [domain.lo, domain.lo + domain.size - 1] : null;
}

/** The positions of the axis at which a term may land, or null if they are not known now. The range is empty if it never does. */
export function landing(e: Equation, term: Term, axis: number, indices: Indices): Range | null {
  const all = positions(e, axis, indices);
  const form = coordForm(term.out[axis]!);
  if (!all) return null;
  const reach = form && interval(form, new Map(term.letters.map(l => [l.name, l.index])), indices);
  return reach ? [Math.max(all[0], reach[0]), Math.min(all[1], reach[1])] : all;
}

/** First and last value of the counter at which one of these terms lands; null if that is not known now. */
export function countedRange(group: Group, termsOf: (e: Equation) => readonly Term[], indices: Indices): Range | null {
  let [lo, hi] = [Infinity, -Infinity];
  for (const m of group.members) {
    const phase = group.phase.get(m.bind)!;
    for (const t of termsOf(m)) {
      const reach = landing(m, t, group.axis.get(m.bind)!, indices);
      if (!reach) return null;
      if (reach[0] > reach[1]) continue;
      lo = Math.min(lo, reach[0] - phase);
      hi = Math.max(hi, reach[1] - phase);
    }
  }
  return [lo, hi];
}

/** The text of the clause that some terms of an equation come from; the equation's own where they come from several. */
export function sourceOf(e: Equation, terms: readonly Term[]): string {
  const sources = new Set(terms.map(t => t.source ?? e.source));
  const [only] = sources;
  return sources.size === 1 ? only! : e.source;
}
