// A training over tiles as one recursive query: the recursive relation is the model, a row a step.

import { tiledRecursion } from '../../layouts/tiles.ts';
import { reads } from '../../tensor/equations.ts';
import type { Equation, Program } from '../../tensor/ir.ts';
import { type Relation, column, derived, filter, integer, item, project, scan, tablesScanned, test } from '../ir.ts';
import { type Lowering, lowerEquation } from '../lower/equation.ts';
import { shapesOf } from '../lower/shapes.ts';
import { repeatsOf } from '../lower/stage.ts';
import type { Naming } from '../naming.ts';
import { bound, closure, computed, volatileTensors } from '../definitions.ts';
import type { Deferred } from '../schedule.ts';
import { before, bindings, type Named } from './bindings.ts';
import { State } from './state.ts';

/**
 * The recursive query of a program's training over tiles, which yields what `trainingQuery` does; or why not. `filled`: the program with its
 * fills made explicit.
 */
export function tiledTrainingQuery(program: Program, filled: Program, naming: Naming, deferred: readonly Deferred[]): Relation | { readonly reason: string } {
  const [training] = program.training;
  if (program.training.length !== 1 || training!.goals.length !== 1) return { reason: 'it has several goals' };
  if (training!.batch !== null || training!.stop) return { reason: 'it goes on in batches, or until a condition holds' };
  const { updates, source } = training!.goals[0]!;
  const steps = training!.length.count;
  const updated = [...new Set(updates.map(u => u.bind))].filter(t => program.carried.some(c => c.tensor === t));
  const shapes = shapesOf(filled);
  const definitions = filled.definitions.map(computed);
  const volatile = volatileTensors(definitions, updated);
  const steady = (some: readonly string[]): boolean => !some.some(t => volatile.has(t));
  const stepping = closure(program.definitions.map(computed), updates.flatMap(u => [...reads(u)])).filter(d => !steady(bound(d)));
  if (stepping.some(d => d.kind === 'recurrence')) return { reason: 'a step has a recurrence that is not unrolled' };
  const started = filled.carried.flatMap(c => (c.init ? [...reads(c.init)] : []));
  if (closure(definitions, started).some(d => !steady(bound(d)))) return { reason: 'a parameter starts from what others are made into' };

  const firsts = new Map(program.carried.map(c => [c.tensor, naming.fresh(`${c.tensor}_first`)]));
  const lowering: Lowering = { shapes, tableOf: t => firsts.get(t) ?? t, repeats: repeatsOf };
  const recursion = tiledRecursion(program, training!, { equations: [...stepping as readonly Equation[], ...updates], updates: new Set(updates) }, lowering, naming);
  if ('reason' in recursion) return recursion;
  const needed = closure(definitions, [...recursion.before.flatMap(b => tablesScanned(b.relation)), ...started, ...deferred.flatMap(d => d.reads)]).filter(d => steady(bound(d)));
  const { model } = recursion;
  const trained = naming.fresh('trained');
  const last = project(filter(scan(model.name, model.name, model.columns), [test(column(model.name, 'step', 'int'), '=', integer(steps))]), model.columns.map(c => item(c.name, column(model.name, c.name, c.type))));
  const named: readonly Named[] = [
    ...before(filled, needed, deferred, lowering),
    ...filled.carried.map((c): Named => ({
      name: firsts.get(c.tensor)!, note: c.init?.source ?? c.label,
      relation: c.init ? lowerEquation(c.init, lowering) : project(scan(naming.initial(c.tensor), c.tensor, shapes.columns(c.tensor)), shapes.columns(c.tensor).map(k => item(k.name, column(c.tensor, k.name, k.type)))),
    })),
    ...recursion.before.map((b): Named => ({ name: b.name, relation: b.relation, note: b.source })),
    { name: model.name, columns: model.columns, relation: { kind: 'union', inputs: [model.first, model.next] }, note: source },
    { name: trained, relation: last, note: 'the model after the last step' },
  ];
  const state = new State('state', updated, shapes);
  const rows = updated.map(t => state.rows(t, derived(recursion.rows(t, trained), t), t, filled.carried.find(c => c.tensor === t)!.label, null));
  const all: Relation = rows.length === 1 ? rows[0]! : { kind: 'union', inputs: rows };
  const kept = new Set(recursion.before.map(b => b.name));
  return {
    kind: 'with', recursive: true, bindings: bindings(named, rows, name => kept.has(name)),
    body: { kind: 'sort', input: all, by: state.columns.map(c => c.name).filter(c => c !== 'step' && c !== 'val') },
  };
}
