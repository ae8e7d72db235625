// A training with one goal as one recursive query.

import { reads } from '../../tensor/equations.ts';
import { type Program, servedText } from '../../tensor/ir.ts';
import { type Relation, column, filter, integer, item, join, literal, mapExpression, mapExpressions, project, scan, tablesScanned, test } from '../ir.ts';
import { after } from '../fuse.ts';
import { type Lowering, lowerEquation } from '../lower/equation.ts';
import { shapesOf, valueColumn } from '../lower/shapes.ts';
import { repeatsOf } from '../lower/stage.ts';
import type { Naming } from '../naming.ts';
import { type Computed, bound, closure, computed, countsSteps, volatileTensors } from '../definitions.ts';
import type { Deferred } from '../schedule.ts';
import { type Named, before, bindings } from './bindings.ts';
import { refusal } from './refusal.ts';
import { State } from './state.ts';

/** The recursive query of a program's training; its result is the last generation of what is updated: tensor, keys, val. */
export function trainingQuery(program: Program, naming: Naming, deferred: readonly Deferred[]): Relation {
  const [training, second] = program.training;
  if (second) throw refusal('several trainings cannot be a single query', second.span);
  const [goal, other] = training!.goals;
  if (other) throw refusal('a training with several goals cannot be a single query', other.span);
  if (training!.batch !== null) throw refusal('a training in batches cannot be a single query', training!.span, 'compile it without --single-query, or train on all rows: drop batch');
  const { updates } = goal!;
  const steps = training!.length.count;
  const updated = [...new Set(updates.map(u => u.bind))].filter(t => program.carried.some(c => c.tensor === t));
  const shapes = shapesOf(program);

  const definitions = program.definitions.map(computed);
  const volatile = volatileTensors(definitions, updated);
  const steady = (d: Computed): boolean => !bound(d).some(t => volatile.has(t));
  const stop = training!.stop;
  const needed = closure(definitions, [...updates.flatMap(u => [...reads(u)]), ...(stop ? [stop.tensor] : []), ...program.carried.flatMap(c => (c.init ? [...reads(c.init)] : [])), ...deferred.flatMap(d => d.reads)]);

  const counting = stop && closure(definitions, [stop.tensor]).find(countsSteps);
  if (counting) throw refusal('a condition to stop that counts steps cannot be part of a single query', stop.span);

  for (const c of program.carried) if (c.init && closure(definitions, reads(c.init)).some(d => !steady(d))) throw refusal(`${c.label} starts from what other parameters are made into`, c.span);

  // names: what is carried is read as the generation before, until its update has run
  const now = new Map(program.carried.map(c => [c.tensor, naming.now(c.tensor)]));
  const lowering: Lowering = { shapes, tableOf: t => now.get(t) ?? t, repeats: repeatsOf };
  const state = new State(naming.fresh('state'), updated, shapes);
  const clock = naming.fresh('clock');
  const counted = (r: Relation): Relation => numbered(r, clock);

  const firsts = new Map(program.carried.map(c => [c.tensor, updated.includes(c.tensor) ? naming.fresh(`${c.tensor}_first`) : naming.now(c.tensor)]));
  const starting: Lowering = { ...lowering, tableOf: t => firsts.get(t) ?? t };
  const outer: Named[] = [
    ...before(program, needed.filter(steady), deferred, lowering),
    ...program.carried.map((c): Named => ({
      name: firsts.get(c.tensor)!, note: c.init?.source ?? c.label,
      relation: c.init ? lowerEquation(c.init, starting) : project(scan(naming.initial(c.tensor), c.tensor, shapes.columns(c.tensor)), shapes.columns(c.tensor).map(k => item(k.name, column(c.tensor, k.name, k.type)))),
    })),
  ];
  const base = updated.map(t => state.rows(t, scan(firsts.get(t)!, t, shapes.columns(t)), t, label(program, t), integer(0)));

  const inner: Named[] = [
    { name: clock, relation: state.clock(steps), note: 'the number of the step' },
    ...updated.map((t): Named => ({ name: naming.now(t), relation: state.tensor(t, label(program, t), steps), note: 'the generation before' })),
  ];
  for (const d of needed.filter(d => !steady(d))) {
    if (d.kind === 'recurrence') throw refusal('a recurrence of many steps cannot be part of a single query', d.span);
    inner.push({ name: d.bind, relation: counted(lowerEquation(d, lowering)), note: servedText(d) });
  }
  for (const u of updates) {
    const relation = counted(lowerEquation(u, lowering));
    const name = updated.includes(u.bind) ? naming.fresh(`${u.bind}_next`) : u.bind;
    inner.push({ name, relation, note: u.source });
    now.set(u.bind, name);
  }
  let gate = clock;
  if (stop) {
    gate = naming.fresh('going');
    inner.push({ name: gate, relation: going(clock, stop.tensor, lowering), note: 'stop when' });
  }
  const next = column(gate, valueColumn, 'int');
  const gated = updated.map(t => state.rows(t, join('inner', scan(now.get(t)!, t, shapes.columns(t)), scan(gate, gate, [{ name: valueColumn, type: 'int' }]), null), t, label(program, t), next));
  const arm = after(bindings(inner, gated), gated.length === 1 ? gated[0]! : { kind: 'union', inputs: gated });
  const inArm = new Set(inner.flatMap(n => tablesScanned(n.relation)));
  return {
    kind: 'with', recursive: true,
    bindings: bindings([...outer, { name: state.name, columns: state.columns, relation: { kind: 'union', inputs: [...base, arm] }, note: goal!.source }], [], name => inArm.has(name)),
    body: state.lastRows(),
  };
}

const label = (program: Program, tensor: string): string => program.carried.find(c => c.tensor === tensor)!.label;

/** The step as the value of the clock. */
function numbered(relation: Relation, clock: string): Relation {
  return mapExpressions(relation, e => mapExpression(e, n => (n.kind === 'parameter' && n.name === 'step' ? { kind: 'valueOf', table: clock, column: valueColumn, type: 'int' } : n)));
}

/** The clock's row, unless a step has been made and the condition to stop holds after it. */
function going(clock: string, stop: string, { shapes, tableOf }: Lowering): Relation {
  const now = column(clock, valueColumn, 'int');
  const held = column(stop, valueColumn, 'bool', true);
  const from = join('left', scan(clock, clock, [{ name: valueColumn, type: 'int' }]), scan(tableOf(stop), stop, shapes.columns(stop)), literal(true, 'bool'));
  const on = { kind: 'not', of: { kind: 'call', op: 'coalesce', args: [held, literal(false, 'bool')], type: 'bool' } } as const;
  return project(filter(from, [{ kind: 'any', of: [test(now, '=', integer(1)), on] }]), [item(valueColumn, now)]);
}
