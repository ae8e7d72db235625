// A recurrence as one recursive statement. The engine plans a loop's statements anew for each value of its counter, which for small
// tables takes longer than executing them; a recursive query is planned once.
//
// One tensor goes from pass to pass. What else a pass computes is worked out inside, where the pass needs it, and once more
// afterwards for all values of the counter together, where something outside reads it. The counter is an ordinary letter here: the
// rows of the pass before say what it is.

import { coordForm, formCoord, freshLetter } from '../tensor/affine.ts';
import { type Access, type Coord, type Equation, type Index, type Letter, type Recurrence, type Scalar, type Term, computed, letter, literalCoord, mapScalar, servedText } from '../tensor/ir.ts';
import { after, type Unit, unit } from './fuse.ts';
import { type Relation, type Statement, column, filter, integer, item, project, scan, sourceCount, tablesScanned, test } from './ir.ts';
import { splitJoins } from './joins.ts';
import { type Lowering, lowerEquation, oneCell } from './lower/equation.ts';
import { type Shapes } from './lower/shapes.ts';
import { bindings } from './single/bindings.ts';

/** Sources of a pass. That may be more than in other statements, for this one is planned once for all passes. */
const mostSources = 32;

/** A pass over more combinations of its letters spends its time on them, and what is worked out twice is dear. */
const mostCombinations = 50_000;

/** What is read at the counter's value is searched for in each pass: beyond so many rows in all passes together a loop takes less time. */
const mostSearched = 2_000_000;

export interface Around {
  /** the equations that begin a tensor before the recurrence appends to it */
  readonly starts: (tensor: string) => readonly Equation[];
  /** a name for a relation that nothing else has */
  readonly fresh: (wanted: string) => string;
  /** tensors whose tables something reads later on */
  readonly kept: ReadonlySet<string>;
  /** tensors that the recurrence appends to */
  readonly begun: ReadonlySet<string>;
}

/** Where an equation lands along the axis of its recurrence: at counter + phase. */
interface Place { readonly axis: number; readonly phase: number }

/** The units of a recurrence, the recursive one first, or null if it does not have this form or if a loop is cheaper. */
export function recursiveUnits(r: Recurrence, outer: Lowering, around: Around): readonly Unit[] | null {
  const carried = r.until ? null : carriedBy(r, around);
  if (!carried) return null;
  const { equation, axis, first } = carried;
  const passes = Math.abs(r.to - r.from) + 1;
  const counted: Index = { name: `${r.counter} of ${equation.bind}`, base: null, split: null, domain: { kind: 'range', lo: Math.min(r.from, r.to), size: passes }, span: r.span };
  const lowering: Lowering = { ...outer, shapes: outer.shapes.withIndex(counted) };
  if (combinations(r, lowering.shapes) > mostCombinations || searched(r, lowering.shapes) * passes > mostSearched) return null;
  const equations = r.equations.map(e => byLetter(e, r.counter, counted.name));

  const table = lowering.tableOf(equation.bind);
  const columns = lowering.shapes.columns(equation.bind);
  const name = around.fresh(`${equation.bind}_pass`);
  const at = (alias: string) => column(alias, columns[axis]!.name, columns[axis]!.type);
  const own = (alias: string) => columns.map(c => item(c.name, column(alias, c.name, c.type)));
  const inPass: Lowering = { ...lowering, tableOf: t => (t === equation.bind ? name : lowering.tableOf(t)) };
  const relations = equations.map(e => ({ name: e.bind, relation: lowerEquation(e, inPass), note: servedText(e) }));
  const next = relations.find(n => n.name === equation.bind)!.relation;
  const whole = after(bindings(relations.filter(n => n.name !== equation.bind), [next]), next);
  if (sourceCount(whole) > mostSources) return null;
  const arm = splitJoins(whole);
  const start = project(filter(scan(table, equation.bind, columns), [test(at(equation.bind), '=', integer(first))]), own(equation.bind));
  const from: Relation = {
    kind: 'with', recursive: true,
    bindings: [{ name, columns, materialized: null, relation: { kind: 'union', inputs: [start, arm] }, note: null }],
    body: project(filter(scan(name, name, columns), [test(at(name), '<>', integer(first))]), own(name)),
  };
  const statement: Statement = { kind: 'append', table, from, source: servedText(equation), span: r.span };
  const others = equations.filter(e => e.bind !== equation.bind).map((e): Unit => {
    const defined = lowering.tableOf(e.bind);
    const source = servedText(e);
    return unit({ defines: defined, kept: around.kept.has(e.bind), relation: lowerEquation(e, lowering), source, build: made => [{ kind: 'create', table: defined, temporary: true, from: made!, source, span: e.span }] });
  });
  return [unit({ defines: null, changes: [table], relation: null, reads: tablesScanned(from), source: servedText(equation), build: () => [statement] }), ...others];
}

/** The one tensor that goes from pass to pass, its axis, and the position that the first pass reads; null if there is no such. */
function carriedBy(r: Recurrence, around: Around): { readonly equation: Equation; readonly axis: number; readonly first: number } | null {
  const places = new Map(r.equations.map(e => [e.bind, placeOf(e, r.counter)]));
  if (places.size < r.equations.length || [...places.values()].includes(null)) return null;
  const forward = r.direction === 'up' ? 1 : -1;
  const carried = new Set<string>();
  const done = new Set<string>();
  for (const e of r.equations) {
    // the cell of an aggregate without groups is there even where nothing lands in it
    if ((oneCell(e) && e.fill !== null) || (e.within !== null && places.has(e.within))) return null;
    for (const t of e.terms) {
      let counts = false;
      for (const a of t.args) {
        const place = places.get(a.tensor);
        if (!place) continue;
        const offset = offsetOf(a.at[place.axis]!, r.counter);
        const lag = offset === null ? null : (place.phase - offset) * forward;
        if (lag === 1) carried.add(a.tensor);
        else if (lag !== 0 || !done.has(a.tensor)) return null;
        counts ||= !a.optional;
      }
      // the rows that are read must say which pass it is
      if (!counts) return null;
    }
    done.add(e.bind);
  }
  const [name, ...more] = carried;
  const equation = r.equations.find(e => e.bind === name);
  if (!equation || more.length || r.equations.some(e => e.bind !== name && around.begun.has(e.bind))) return null;
  const { axis, phase } = places.get(equation.bind)!;
  const current = (a: Access): boolean => a.tensor === name && offsetOf(a.at[axis]!, r.counter) === phase;
  const first = r.from + phase - forward;
  const starts = around.starts(equation.bind);
  if (!starts.length || starts.some(s => s.terms.some(t => literalCoord(t.out[axis]!) !== first)) || r.equations.some(e => e.terms.some(t => t.args.some(current)))) return null;
  return { equation, axis, first };
}

/** The axis of which every term lands at counter + phase, or null. */
function placeOf(e: Equation, counter: string): Place | null {
  for (const axis of e.axes.keys()) {
    const [phase, ...others] = new Set(e.terms.map(t => offsetOf(t.out[axis]!, counter)));
    if (typeof phase === 'number' && others.length === 0) return { axis, phase };
  }
  return null;
}

/** k for the coordinate counter + k, else null. */
function offsetOf(c: Coord, counter: string): number | null {
  const form = c.kind === 'computed' ? coordForm(computed(uncounted(c.value, counter, counter))) : null;
  return form?.terms.size === 1 && form.terms.get(counter) === 1 ? form.offset : null;
}

const uncounted = (root: Scalar, counter: string, name: string): Scalar => mapScalar(root, s => (s.kind === 'counter' && s.name === counter ? letter(name) : s));

/** The equation with a letter over these values in place of the counter. */
function byLetter(e: Equation, counter: string, index: string): Equation {
  const term = (t: Term): Term => {
    const name = freshLetter(counter, new Set(t.letters.map(l => l.name)));
    const scalar = (s: Scalar): Scalar => uncounted(s, counter, name);
    const coord = (c: Coord): Coord => {
      if (c.kind === 'affine') return c;
      const made = computed(scalar(c.value));
      const form = coordForm(made);
      return form ? formCoord(form) : made;
    };
    const own: Letter = { name, index };
    return {
      ...t, letters: [own, ...t.letters], out: t.out.map(coord), args: t.args.map(a => ({ ...a, at: a.at.map(coord) })),
      body: scalar(t.body), where: t.where && scalar(t.where), pick: t.pick && scalar(t.pick),
    };
  };
  return { ...e, terms: e.terms.map(term) };
}

/** How many keys an index has; infinite where that is not known now. */
function extent(index: string, shapes: Shapes): number {
  const range = shapes.interval(index);
  return range ? range[1] - range[0] + 1 : Infinity;
}

/** How many combinations of letters a pass goes through at most. */
const combinations = (r: Recurrence, shapes: Shapes): number =>
  r.equations.reduce((sum, e) => sum + e.terms.reduce((n, t) => n + t.letters.reduce((m, l) => m * extent(l.index, shapes), 1), 0), 0);

/** How many rows hold what passes read at the counter's value. */
function searched(r: Recurrence, shapes: Shapes): number {
  const names = new Set(r.equations.map(e => e.bind));
  const found = new Map<string, number>();
  for (const e of r.equations) for (const t of e.terms) for (const a of t.args) {
    if (names.has(a.tensor) || !a.at.some(c => c.kind === 'computed')) continue;
    found.set(a.tensor, shapes.signature(a.tensor).axes.reduce((n, x) => n * extent(x.index, shapes), 1));
  }
  return [...found.values()].reduce((a, b) => a + b, 0);
}
