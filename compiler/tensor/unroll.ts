// Short recurrences become one equation for each position: `a[l+1,s] = f(a[l,s])` becomes a_1[s] = f(a_0[s]), a_2[s] = f(a_1[s]), …

import { constantForm, indexTable, substitute } from './affine.ts';
import { flatDefinitions, mapEquations } from './equations.ts';
import { type Access, arg, at, type Axis, type Definition, type Equation, fixed, type Index, literalCoord, type Program, type Scalar, type Term } from './ir.ts';
import { groupOf, groupsOf, isCyclic, landing, positions, step, type Group } from './recurrence.ts';

/** Recurrences of at most this many passes are unrolled. */
export const unrollLimit = 9;

/** tensor → position → the instance that holds that slice, or null where the slice has no rows */
type Slices = ReadonlyMap<string, { readonly axis: number; readonly at: ReadonlyMap<number, string | null> }>;

/** Unrolls every short recurrence of known size that does not end early and holds no derivative still to be worked out. */
export function unroll(program: Program): Program {
  const indices = indexTable(program.indices);
  const sought = new Set(program.definitions.flatMap(d => (d.kind === 'derivative' ? [d.by.tensor] : [])));
  let current = program;
  for (const group of groupsOf(program)) {
    if (!isCyclic(group) || group.some(d => d.kind !== 'equation' || sought.has(d.bind))) continue;
    const stepping = groupOf(program, group as readonly Definition[]);
    if (stepping.until) continue;
    const range = passes(stepping, indices);
    if (!range || range[1] - range[0] + 1 > unrollLimit) continue;
    current = unrolled(current, stepping, range, indices);
  }
  return current;
}

/** First and last value of the counter, or null if a size is not known. */
export function passes(group: Group, indices: ReadonlyMap<string, Index>): readonly [number, number] | null {
  let [lo, hi] = [Infinity, -Infinity];
  for (const m of group.members) {
    const axis = group.axis.get(m.bind)!;
    if (indices.get(m.axes[axis]!.index)!.domain.kind !== 'range') return null;
    const [first, last] = positions(m, axis, indices);
    const reach = m.kind === 'equation' ? m.terms.map(t => landing(t, axis, indices)) : [[first, last] as const];
    for (const [from, to] of reach) {
      lo = Math.min(lo, Math.max(first, from) - group.phase.get(m.bind)!);
      hi = Math.max(hi, Math.min(last, to) - group.phase.get(m.bind)!);
    }
  }
  return Number.isFinite(lo) && Number.isFinite(hi) ? [lo, hi] : null;
}

function unrolled(program: Program, group: Group, [lo, hi]: readonly [number, number], indices: ReadonlyMap<string, Index>): Program {
  const taken = new Set([...program.inputs.map(i => i.tensor), ...program.carried.map(c => c.tensor), ...flatDefinitions(program).map(d => d.bind), ...program.indices.map(i => i.name)].map(n => n.toLowerCase()));
  const fresh = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const slices = new Map(group.members.map(m => [m.bind, { axis: group.axis.get(m.bind)!, at: new Map<number, string | null>() }]));
  const instances: Equation[] = [];
  const values = Array.from({ length: hi - lo + 1 }, (_, k) => (group.direction === 'up' ? lo + k : hi - k));
  for (const value of values) {
    for (const member of group.members as readonly Equation[]) {
      const slice = slices.get(member.bind)!;
      const place = value + group.phase.get(member.bind)!;
      const [first, last] = positions(member, slice.axis, indices);
      if (place < first || place > last) continue;
      const terms = member.terms.flatMap(t => instanceTerm(t, slice.axis, place, slices, indices));
      if (!terms.length && member.fill === null) { slice.at.set(place, null); continue; }
      const bind = fresh(`${member.bind}_${place}`);
      slice.at.set(place, bind);
      const within = member.within === null ? null : slices.get(member.within)?.at.get(place) ?? null;
      instances.push({ ...member, bind, axes: without(member.axes, slice.axis), terms, within, source: `${member.source}   at ${member.axes[slice.axis]!.column} = ${place}` });
    }
  }
  const names = new Set(group.members.map(m => m.bind));
  const outside = program.definitions.filter(d => d.kind === 'recurrence' || !names.has(d.bind));
  const redirected = mapEquations({ ...program, definitions: [] }, e => redirect(e, slices));
  const definitions = outside.map(d => (d.kind === 'equation' ? redirect(d, slices) : d.kind === 'derivative' ? { ...d, of: slicedAccess(d.of, slices) ?? d.of, ...(d.direction ? { direction: slicedAccess(d.direction, slices) ?? d.direction } : {}) } : { ...d, equations: d.equations.map(e => redirect(e, slices)) }));
  const whole = (group.members as readonly Equation[]).map(m => assembled(m, slices.get(m.bind)!));
  return { ...redirected, definitions: [...definitions, ...instances, ...whole.filter(w => isRead(w.bind, { ...redirected, definitions }))] };
}

const without = (axes: readonly Axis[], axis: number): readonly Axis[] => axes.filter((_, k) => k !== axis);

/** The term as it lands at one position: none if it does not, or reads a slice that has no rows. */
function instanceTerm(term: Term, axis: number, place: number, slices: Slices, indices: ReadonlyMap<string, Index>): readonly Term[] {
  const s = step(term.out[axis])!;
  const [from, to] = landing(term, axis, indices);
  if (place < from || place > to) return [];
  const placed = s.letter === null ? term : substitute(term, new Map([[s.letter, constantForm(place - s.offset)]]), indices);
  if (!placed) return [];
  const args = readSlices(placed, slices);
  return args ? [{ ...args, out: args.out.filter((_, k) => k !== axis) }] : [];
}

/** Reads of slices in place of reads at a literal position; null if a slice that must be there has no rows. */
function readSlices(term: Term, slices: Slices): Term | null {
  let lost = false;
  const args = term.args.map(a => {
    const known = slices.get(a.tensor);
    const place = known && literalCoord(a.at[known.axis]!);
    if (!known || place === null || place === undefined) return a;
    const name = known.at.get(place) ?? null;
    if (name === null) { lost ||= !a.optional; return a; }
    return { ...a, tensor: name, at: a.at.filter((_, k) => k !== known.axis) };
  });
  return lost ? null : { ...term, args };
}

const slicedAccess = (a: Access, slices: Slices): Access | null => {
  const known = slices.get(a.tensor);
  const place = known && literalCoord(a.at[known.axis]!);
  const name = known && place !== null && place !== undefined ? known.at.get(place) : null;
  return known && name ? { ...a, tensor: name, at: a.at.filter((_, k) => k !== known.axis) } : null;
};

function redirect(e: Equation, slices: Slices): Equation {
  if (!e.terms.some(t => t.args.some(a => slices.has(a.tensor)))) return e;
  return { ...e, terms: e.terms.map(t => readSlices(t, slices) ?? t) };
}

/** The whole tensor, put together from its slices. */
function assembled(member: Equation, slice: { readonly axis: number; readonly at: ReadonlyMap<number, string | null> }): Equation {
  const letters = member.axes.map((a, k) => ({ name: `${a.column}#${k}`, index: a.index }));
  const own = letters.filter((_, k) => k !== slice.axis);
  const body: Scalar = arg(0);
  const terms = [...slice.at].flatMap(([place, name]): Term[] => (name === null ? [] : [{
    letters: own, out: letters.map((l, k) => (k === slice.axis ? fixed(place) : at(l.name))), args: [{ tensor: name, at: own.map(l => at(l.name)), optional: false }], body, where: null, pick: null,
  }]));
  return { ...member, reduce: 'only', terms: terms.map(plainLetters) };
}

/** Letters called after their columns. */
function plainLetters(term: Term): Term {
  const plain = (name: string): string => name.replace(/#\d+$/, '');
  const coord = (c: Term['out'][number]): Term['out'][number] => (c.kind === 'affine' ? { ...c, terms: c.terms.map(t => ({ ...t, letter: plain(t.letter) })) } : c);
  return { ...term, letters: term.letters.map(l => ({ ...l, name: plain(l.name) })), out: term.out.map(coord), args: term.args.map(a => ({ ...a, at: a.at.map(coord) })) };
}

function isRead(name: string, program: Program): boolean {
  let read = program.shows.some(s => s.tensor === name) || program.checks.some(c => c.tensor === name) || program.exports.some(e => e.tensors.some(t => t.tensor === name));
  read ||= program.training.some(t => t.stop?.tensor === name || t.goals.some(g => g.objective === name) || t.reports.some(r => r.values.some(v => v.tensor === name)));
  read ||= program.domains.some(d => d.making.kind === 'selection' && d.making.condition === name);
  const inTerms = (e: Equation): Equation => { read ||= e.within === name || e.terms.some(t => t.args.some(a => a.tensor === name)); return e; };
  mapEquations(program, inTerms);
  return read || program.definitions.some(d => d.kind === 'derivative' && [d.of, d.by, ...(d.direction ? [d.direction] : [])].some(a => a.tensor === name));
}
