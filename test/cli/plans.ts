// Plans written by hand, small enough to know every number: w is drawn to 3 by gradient descent on (w - 3)².

import type { Plan, PlanStatement, PlanTraining } from '../../compiler/plan.ts';
import { noSpan, type Span } from '../../compiler/source.ts';
import { parametersOf } from '../../runtime/statements.ts';

let count = 0;
export const statement = (sql: string, writes: readonly string[] = [], reads: readonly string[] = [], span: Span = noSpan): PlanStatement => ({
  kind: 'execute', id: `s${++count}`, sql, parameters: parametersOf(sql), reads, writes, comment: 'by hand', span,
});

export const step = (gradient = '2 * (val - 3)', rate = 0.25): readonly PlanStatement[] => [
  statement(`CREATE OR REPLACE TEMP TABLE w_next AS SELECT val - ${rate}::DOUBLE * (${gradient}) AS val FROM w_now`, ['w_next'], ['w_now']),
  statement('CREATE OR REPLACE TEMP TABLE w_now AS SELECT val FROM w_next', ['w_now'], ['w_next']),
];

export const report = (name: string, value: string, every: number, split = 'train'): PlanTraining['reports'][number] => ({
  every: { count: every, unit: 'steps' },
  statements: [statement(`INSERT INTO metrics SELECT $run, $before + $step, '${split}', '${name}', ${value} FROM w_now`, ['metrics'], ['w_now'])],
  names: [{ name, split }],
});

export const steps = (count: number): PlanTraining['length'] => ({ count, unit: 'steps' });

export const training = (changes: Partial<PlanTraining> = {}): PlanTraining => ({
  name: null, length: steps(6), seed: 1, epoch: null, layout: { name: 'coo', declined: null }, begin: [], step: step(),
  keep: [statement('INSERT INTO w SELECT $run, $before + $step, val FROM w_now', ['w'], ['w_now'])],
  reports: [report('loss', '(val - 3)^2', 2)],
  stop: null,
  ...changes,
});

export const plan = (changes: Partial<Plan> = {}): Plan => ({
  version: 1, file: 'w.tsql', dialect: 'duckdb', staged: [],
  load: [statement('CREATE OR REPLACE TABLE x AS SELECT range AS s, range::DOUBLE / 2 AS val FROM range(4)', ['x'])],
  validations: [],
  setup: [
    statement('CREATE TABLE IF NOT EXISTS w (run BIGINT, step BIGINT, val DOUBLE)', ['w']),
    statement('CREATE OR REPLACE TEMP TABLE w_now AS SELECT 0::DOUBLE AS val', ['w_now']),
  ],
  training: [training()],
  final: [],
  shows: [{ label: 'w', sql: 'SELECT val FROM w_now', keys: 0, unit: 'm', span: noSpan }, { label: 'x', sql: 'SELECT s, val FROM x ORDER BY s', keys: 1, unit: null, span: noSpan }],
  checks: [{ label: 'abs(w - 3) < 0.1', sql: 'SELECT abs(val - 3) < 0.1 FROM w_now', span: noSpan }],
  exports: [],
  history: [{ label: 'w', table: 'w', role: 'parameter' }],
  ...changes,
});
