// The statements of a plan, phase by phase, each with what it is expected to take.

import type { Catalog } from '../catalog.ts';
import type { Statement } from '../relational/ir.ts';
import { worksOnLists } from '../relational/lists.ts';
import type { Relational } from '../relational/relational.ts';
import type { Plan, PlanStatement, PlanTraining } from '../plan.ts';
import { InternalError } from '../source.ts';
import type { Program } from '../tensor/ir.ts';
import { lower, type Table, type Tables } from './fold.ts';
import { millisecondsOf, type Prices } from './prices.ts';
import { addCost, carriedBoxes, type Cost, costsOf, noCost, tablesOfData } from './statements.ts';
import { anything } from './values.ts';

export type PhaseKind = 'load' | 'setup' | 'epoch' | 'begin' | 'step' | 'report' | 'stop' | 'keep' | 'final';

export interface PlanCost {
  readonly statement: PlanStatement;
  readonly layout: PlanTraining['layout']['name'];
  readonly cost: Cost;
  readonly milliseconds: number;
}

export interface PhaseCost {
  readonly kind: PhaseKind;
  /** which training it belongs to, from 0; null: to none */
  readonly training: number | null;
  /** for people: `each of 60 steps` */
  readonly title: string;
  readonly statements: readonly PlanCost[];
}

/** What a plan takes, by sizes that are known before it runs. `relational`: what the plan is printed from, statement by statement. */
export function planCosts(relational: Relational, plan: Plan, catalog: Catalog | null, prices: Prices): readonly PhaseCost[] {
  const { program, naming, lowering, schedule } = relational;
  const boxes = carriedBoxes(program, lowering.tableOf);
  const loaded = tablesOfData(program, naming);
  const staged = stagedTables(plan, program, catalog);
  let tables: Tables = new Map([...staged, ...loaded]);
  const phases: PhaseCost[] = [];
  const phase = (kind: PhaseKind, training: number | null, title: string, printed: readonly PlanStatement[], statements: readonly Statement[], layout: PlanTraining['layout']['name'] = 'coo'): void => {
    const { costs, after } = costsOf(statements, tables, boxes);
    tables = after;
    if (printed.length !== statements.length) throw new InternalError(`${title}: ${printed.length} statements of ${statements.length}`);
    if (printed.length > 0) phases.push({ kind, training, title, statements: printed.map((statement, k) => ({ statement, layout: worksOnLists(statements[k]!) || layout !== 'tiles' ? layout : 'coo', cost: costs[k]!, milliseconds: millisecondsOf(costs[k]!.work, prices) })) });
  };
  phase('load', null, 'load', plan.load, plan.load.map(textOf));
  phase('setup', null, 'setup', plan.setup, schedule.setup, 'tiles');
  plan.training.forEach((t, k) => {
    const s = schedule.training[k]!;
    const { name } = t.layout;
    if (t.epoch) phase('epoch', k, `each epoch${typeof t.epoch.steps === 'number' ? ` of ${t.epoch.steps} steps` : ''}`, t.epoch.statements, s.epoch!.statements);
    phase('begin', k, 'before the first step', t.begin, s.begin, name);
    phase('step', k, `each ${t.length.unit === 'steps' ? `of ${t.length.count} steps` : `step of ${t.length.count} epochs`}`, t.step, s.step, name);
    t.reports.forEach((r, n) => phase('report', k, `every ${r.every.count} ${r.every.unit}, for ${r.names.map(x => (x.split ? `${x.name} on ${x.split}` : x.name)).join(', ')}`, r.statements, s.reports[n]!, 'tiles'));
    if (t.stop) phase('stop', k, `every ${t.stop.every.unit === 'steps' ? 'step' : 'epoch'}, to see whether it is enough`, t.stop.statements, s.stop!.statements, 'tiles');
    phase('keep', k, 'whenever weights are kept', t.keep, s.keep);
  });
  phase('final', null, 'at the end', plan.final, schedule.final, 'tiles');
  return phases;
}

export const totalOf = (statements: readonly PlanCost[]): Pick<PlanCost, 'cost' | 'milliseconds'> =>
  ({ cost: statements.reduce((sum, s) => addCost(sum, s.cost), noCost), milliseconds: statements.reduce((n, s) => n + s.milliseconds, 0) });

const textOf = (s: PlanStatement): Statement => {
  if (s.kind === 'loop') throw new InternalError('a loop among what loads data');
  return { kind: 'text', sql: s.sql, reads: s.reads, writes: s.writes, parameters: s.parameters, source: s.comment, span: s.span };
};

/** Tables that data is staged in before inputs are made of it. */
function stagedTables(plan: Plan, program: Program, catalog: Catalog | null): Tables {
  const found = new Map<string, Table>();
  for (const s of plan.load) {
    const input = program.inputs.find(i => s.kind === 'execute' && s.writes.some(w => lower(w) === lower(i.tensor)));
    if (s.kind !== 'execute' || input?.load.kind !== 'stored') continue;
    const header = catalog?.sources[input.load.source];
    const rows = header?.kind === 'relation' ? header.rows : input.rows;
    const columns = header?.kind === 'relation' ? header.columns.map(c => c.name) : [...input.axes.map(a => a.column), 'val'];
    for (const r of s.reads) if (rows !== undefined && !program.inputs.some(i => lower(i.tensor) === lower(r))) found.set(lower(r), { rows, columns: new Map(columns.map(c => [lower(c), anything])), guessed: false, view: null });
  }
  return found;
}
