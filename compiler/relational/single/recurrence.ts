// A program whose results come from one long recurrence as one recursive query.

import { reads } from '../../tensor/equations.ts';
import { type Coord, type Equation, type Program, type Recurrence, servedText } from '../../tensor/ir.ts';
import { type Expression, type Relation, column, derived, filter, integer, item, join, literal, mapExpression, mapExpressions, project, scan, tablesScanned } from '../ir.ts';
import { type Lowering, lowerEquation } from '../lower/equation.ts';
import { type Shapes, shapesOf, valueColumn } from '../lower/shapes.ts';
import { repeatsOf } from '../lower/stage.ts';
import type { Naming } from '../naming.ts';
import { bound, closure, computed, readBy } from '../definitions.ts';
import type { Deferred } from '../schedule.ts';
import { type Named, before, bindings } from './bindings.ts';
import { refusal } from './refusal.ts';
import { State } from './state.ts';

/** Where an equation lands along the axis of its recurrence: at counter + phase. */
interface Place { readonly axis: number; readonly phase: number }

/** The recursive query of a program's only recurrence; its result is what the program shows or exports: tensor, keys, val. */
export function recurrenceQuery(program: Program, naming: Naming, deferred: readonly Deferred[]): Relation {
  const results = program.shows.length ? program.shows : program.exports.flatMap(e => e.tensors);
  const definitions = program.definitions.map(computed);
  const needed = closure(definitions, [...results.map(s => s.tensor), ...deferred.flatMap(d => d.reads)]);
  const [r, second] = needed.filter(d => d.kind === 'recurrence') as readonly Recurrence[];
  if (!r) throw refusal('nothing here goes on step by step: there is neither training nor a long recurrence that is shown', (program.shows[0] ?? program.indices[0] ?? { span: { file: program.file, start: 0, end: 0 } }).span);
  if (second) throw refusal('two long recurrences cannot be a single query', second.span);

  const names = new Set(r.equations.map(e => e.bind));
  const after = new Set(bound(r));
  for (const d of needed) if (d !== r && !names.has(bound(d)[0]!) && [...readBy(d)].some(t => after.has(t))) for (const t of bound(d)) after.add(t);
  const starts = needed.filter((d): d is Equation => d.kind === 'equation' && names.has(d.bind));
  const steady = needed.filter(d => d !== r && !bound(d).some(t => after.has(t)));
  const later = needed.filter((d): d is Equation => d.kind === 'equation' && !names.has(d.bind) && after.has(d.bind));

  const earlier = new Map([...names].map(t => [t, naming.fresh(`${t}_before`)]));
  const { equations, previous } = passOf(r, earlier);
  const readLater = new Set([...later.flatMap(d => [...reads(d)]), ...results.map(s => s.tensor)]);
  const kept = [...names].filter(t => previous.has(t) || readLater.has(t) || t === r.until?.condition);

  const shapes = shapesOf({ ...program, inputs: [...program.inputs, ...[...earlier].map(([t, name]) => asInput(program, t, name))] });
  const lowering: Lowering = { shapes: shapes.counting(r.counter, [Math.min(r.from, r.to), Math.max(r.from, r.to)]), tableOf: t => t, repeats: repeatsOf };
  const state = new State(naming.fresh('state'), kept, shapes);
  for (const t of kept) if (!state.holds(t)) throw refusal(`${t} is not a number and cannot be carried along`, r.span);
  const clock = naming.fresh('clock');
  const numbered = (relation: Relation): Relation => counted(relation, r, clock);

  const inner: Named[] = [
    { name: clock, relation: state.clock(r.direction === 'up' ? r.to : r.from - r.to + 1), note: r.direction === 'up' ? r.counter : `passes of ${r.counter}, downwards` },
    ...[...previous].map((t): Named => ({ name: earlier.get(t)!, relation: state.tensor(t, t), note: 'the pass before' })),
    ...equations.map((e): Named => ({ name: e.bind, relation: numbered(lowerEquation(e, lowering)), note: servedText(e) })),
  ];
  let gate = clock;
  if (r.until) {
    gate = naming.fresh('going');
    const held = naming.fresh(`${r.until.condition}_held`);
    inner.push({ name: held, relation: state.tensor(r.until.condition, r.until.condition), note: 'until' }, { name: gate, relation: going(clock, held, r.until.condition, shapes), note: 'until' });
  }
  const gateScan = scan(gate, gate, [{ name: valueColumn, type: 'int' }]);
  const step = column(gate, valueColumn, 'int');
  const next = [...kept.map(t => state.rows(t, join('inner', scan(t, t, shapes.columns(t)), gateScan, null), t, t, step)), state.beat(step, gateScan)];
  const arm: Relation = { kind: 'with', recursive: false, bindings: bindings(inner, next), body: { kind: 'union', inputs: next } };

  const zero = integer(r.direction === 'up' ? r.from - 1 : 0);
  const first = [state.beat(zero), ...starts.filter(e => kept.includes(e.bind)).map(e => state.rows(e.bind, derived(lowerEquation(e, lowering), e.bind), e.bind, e.bind, zero))];
  const outer: Named[] = [
    ...before(program, steady, deferred, lowering),
    { name: state.name, columns: state.columns, relation: { kind: 'union', inputs: [...first, arm] }, note: `for each ${r.counter} in turn` },
    ...kept.filter(t => readLater.has(t)).map((t): Named => ({ name: t, relation: state.tensor(t, t), note: null })),
    ...(r.until && readLater.has(r.until.last) ? [{ name: r.until.last, relation: lastValue(state, r), note: `the last ${r.counter}` }] : []),
    ...later.map((e): Named => ({ name: e.bind, relation: lowerEquation(e, lowering), note: servedText(e) })),
  ];
  const shown = new State('shown', results.map(s => s.tensor), shapes);
  for (const s of results) if (!shown.holds(s.tensor)) throw refusal(`${s.label} is not a number, and stands beside numbers`, r.span);
  const rows = results.map(s => shown.rows(s.tensor, scan(s.tensor, s.tensor, shapes.columns(s.tensor)), s.tensor, s.label, null));
  const inArm = new Set(inner.flatMap(n => tablesScanned(n.relation)));
  return {
    kind: 'with', recursive: true,
    bindings: bindings(outer, rows, name => inArm.has(name)),
    body: { kind: 'sort', input: rows.length === 1 ? rows[0]! : { kind: 'union', inputs: rows }, by: shown.columns.map(c => c.name).filter(c => c !== 'step' && c !== valueColumn) },
  };
}

function asInput(program: Program, tensor: string, name: string): Program['inputs'][number] {
  const { axes, type } = shapesOf(program).signature(tensor);
  return { tensor: name, axes, type, full: false, load: { kind: 'literal', rows: [] }, span: program.indices[0]?.span ?? { file: program.file, start: 0, end: 0 } };
}

/** The equations of a pass, reading what the pass before has left under another name. */
function passOf(r: Recurrence, earlier: ReadonlyMap<string, string>): { readonly equations: readonly Equation[]; readonly previous: ReadonlySet<string> } {
  const places = new Map(r.equations.map(e => [e.bind, placeOf(e, r.counter)]));
  const done = new Set<string>();
  const previous = new Set<string>();
  const equations = r.equations.map((e): Equation => {
    if (e.within !== null && earlier.has(e.within)) throw refusal(`${e.bind} is bounded by a tensor of its own recurrence`, e.span);
    const terms = e.terms.map(t => ({
      ...t,
      args: t.args.map(a => {
        const place = places.get(a.tensor);
        if (!place) return a;
        const offset = offsetOf(a.at[place.axis]!, r.counter);
        const lag = offset === null ? null : (place.phase - offset) * (r.direction === 'up' ? 1 : -1);
        if (lag === 0 && done.has(a.tensor)) return a;
        if (lag !== 1) throw refusal(`${e.bind} reads ${a.tensor} further back than one step`, e.span);
        previous.add(a.tensor);
        return { ...a, tensor: earlier.get(a.tensor)! };
      }),
    }));
    done.add(e.bind);
    return { ...e, terms };
  });
  return { equations, previous };
}

function placeOf(e: Equation, counter: string): Place {
  for (const axis of e.axes.keys()) {
    const [phase, ...others] = new Set(e.terms.map(t => offsetOf(t.out[axis]!, counter)));
    if (typeof phase === 'number' && others.length === 0) return { axis, phase };
  }
  throw refusal(`${e.bind} lands at several places in one step`, e.span);
}

/** k for the coordinate counter + k, else null. */
function offsetOf(c: Coord, counter: string): number | null {
  if (c.kind !== 'computed') return null;
  const s = c.value;
  if (s.kind === 'counter') return s.name === counter ? 0 : null;
  if (s.kind !== 'call' || (s.op !== 'add' && s.op !== 'sub')) return null;
  const [base, by] = s.args;
  return base!.kind === 'counter' && base!.name === counter && by!.kind === 'literal' && typeof by!.value === 'number' ? (s.op === 'add' ? by!.value : -by!.value) : null;
}

/** The counter as the value of the clock, which counts passes where the counter goes down. */
function counted(relation: Relation, r: Recurrence, clock: string): Relation {
  const now: Expression = { kind: 'valueOf', table: clock, column: valueColumn, type: 'int' };
  const value: Expression = r.direction === 'up' ? now : { kind: 'call', op: 'sub', args: [integer(r.from + 1), now], type: 'int' };
  return mapExpressions(relation, e => mapExpression(e, n => (n.kind === 'parameter' && n.name === r.counter ? value : n)));
}

/** The clock's row, unless the condition held after the pass before. */
function going(clock: string, held: string, condition: string, shapes: Shapes): Relation {
  const columns = shapes.columns(condition);
  const from = join('left', scan(clock, clock, [{ name: valueColumn, type: 'int' }]), scan(held, held, columns), literal(true, 'bool'));
  const value = column(held, valueColumn, 'bool', true);
  const not = { kind: 'not', of: { kind: 'call', op: 'coalesce', args: [value, literal(false, 'bool')], type: 'bool' } } as const;
  return project(filter(from, [not]), [item(valueColumn, column(clock, valueColumn, 'int'))]);
}

/** The last value of the counter. */
function lastValue(state: State, r: Recurrence): Relation {
  if (r.direction === 'up') return state.lastStep();
  const passes = column('passes', valueColumn, 'int');
  return project(derived(state.lastStep(), 'passes'), [item(valueColumn, { kind: 'call', op: 'sub', args: [integer(r.from + 1), passes], type: 'int' })]);
}
