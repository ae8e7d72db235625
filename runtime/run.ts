// Runs a plan: data, first generation, the steps of each training, then what the program shows, checks and exports.
// One step is one transaction: weights, the optimiser's state and metrics move together or not at all.

import type { Plan, PlanTraining } from '../compiler/plan.ts';
import { detecting } from './anomaly.ts';
import { type Database, DatabaseError, type Parameters } from './database.ts';
import type { Listener, ReportedValue, RunStatus } from './events.ts';
import { writeExports } from './export.ts';
import { Interrupted } from './failure.ts';
import { NotANumber, refuseInfinite, wrongValue } from './finite.ts';
import { beginRun, claimTables, updateRun } from './history.ts';
import { loadData } from './load.ts';
import { creates, executeAll, flatten, holds, located, queryWith, stopIfAborted } from './statements.ts';
import { executeStep, paceOf } from './steps.ts';
import { columnsOfResult } from './table.ts';

export interface RunOptions {
  readonly plan: Plan;
  readonly database: Database;
  /** what relative paths of the program are relative to */
  readonly folder: string;
  /** what relative paths of exports are relative to; `folder` unless given */
  readonly out?: string;
  readonly listener: Listener;
  readonly signal?: AbortSignal;
  /** for the `run` table */
  readonly record: { readonly program: string; readonly programHash: string; readonly schemaHash: string; readonly versions: Readonly<Record<string, string>> };
  /** false: no training (the weights are whatever `prepare` puts there) */
  readonly train?: boolean;
  /** between the first generation and training */
  readonly prepare?: () => Promise<void>;
  readonly exports?: boolean;
  /** looks at the weights after every step, and for the equation that spoils them: with a plan that was compiled `apart` */
  readonly detectAnomaly?: boolean;
}

export interface RunOutcome { readonly run: number; readonly status: RunStatus; readonly failedChecks: number }

/** What the runtime keeps in mind of the trainings that are done: steps are counted on through all of them. */
interface Progress { run: number; done: number; kept: number; /** of the last step that was made */ last: StepParameters | null }

/** `before`: how many steps earlier trainings made; `step` counts from 1 in each training. */
type StepParameters = Parameters & { readonly run: number; readonly step: number; readonly seed: number; readonly before: number };

/**
 * Runs a plan to its end. Errors: StatementError and DatabaseError from the engine, ProgramError for data that breaks a rule,
 * NotANumber, Interrupted (after which the last committed step is kept). A failed check is not an error but a status.
 */
export async function run(options: RunOptions): Promise<RunOutcome> {
  const { plan, database, listener, signal } = options;
  const began = performance.now();
  const stop = (): void => database.interrupt();
  signal?.addEventListener('abort', stop);
  const progress: Progress = { run: 0, done: 0, kept: -1, last: null };
  const seed = plan.training[0]?.seed ?? 0;
  try {
    await prepareTables(options, progress, seed);
    listener({ event: 'start', run: progress.run, program: options.record.program, seed, database: database.path === ':memory:' ? null : database.path });
    await options.prepare?.();
    if (options.train !== false) for (const training of plan.training) await train(options, training, progress);
    const known: Parameters = progress.last ?? { run: progress.run, step: 0, seed };
    await executeAll(database, plan.final, known, signal);
    await shows(options, known);
    const failedChecks = await checks(options, known);
    if (options.exports !== false) await writeExports(plan, database, options.out ?? options.folder, known, path => listener(path));
    const status: RunStatus = failedChecks > 0 ? 'check failed' : 'ok';
    await updateRun(database, progress.run, status, progress.done);
    listener({ event: 'end', run: progress.run, status, seconds: (performance.now() - began) / 1000 });
    return { run: progress.run, status, failedChecks };
  } catch (problem) {
    await closeBooks(options, progress, problem);
    if (problem instanceof DatabaseError && problem.code === 'interrupted') {
      listener({ event: 'end', run: progress.run, status: 'interrupted', seconds: (performance.now() - began) / 1000 });
      throw new Interrupted(progress.done > 0 ? `interrupted after step ${progress.done}${database.path === ':memory:' ? '' : `; its weights are kept in ${database.path}`}` : 'interrupted');
    }
    throw problem;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** Data, validations, the run's entry and the first generation, in one transaction: a run that cannot begin leaves no trace. */
async function prepareTables(options: RunOptions, progress: Progress, seed: number): Promise<void> {
  const { plan, database, signal } = options;
  await database.transaction(async () => {
    stopIfAborted(signal);
    await claimTables(plan, database);
    await loadData(plan, database, options.folder);
    stopIfAborted(signal);
    progress.run = await beginRun(database, { ...options.record, seed });
    await executeAll(database, plan.setup, { run: progress.run, step: 0, seed }, signal);
  });
}

/** How the run ended goes into the `run` table, and the last committed weights into history; the first error is the one to report. */
async function closeBooks(options: RunOptions, progress: Progress, problem: unknown): Promise<void> {
  if (progress.run === 0) return;
  const interrupted = problem instanceof DatabaseError && problem.code === 'interrupted';
  const status = interrupted ? 'interrupted' : problem instanceof NotANumber ? 'not a number' : 'failed';
  try {
    await updateRun(options.database, progress.run, status, progress.done);
  } catch {
    // An engine that has given up cannot be told; the run stays `running` in its table, which is true enough.
  }
}

async function train(options: RunOptions, training: PlanTraining, progress: Progress): Promise<void> {
  const { plan, database, listener, signal } = options;
  const before = progress.done;
  const began = performance.now();
  const parameters = (step: number): StepParameters => ({ run: progress.run, seed: training.seed, step, before });
  const pace = await paceOf(database, training);
  const { steps, inSteps } = pace;
  let good: number | null = null;
  const keep = async (step: number): Promise<void> => {
    await executeAll(database, training.keep, parameters(step));
    await refuseInfinite(plan, training, database, parameters(step), good);
    progress.kept = before + step;
  };
  listener({ event: 'training', name: training.name, steps });
  // A later training starts from weights that the one before has kept and reported.
  const first = progress.kept !== before;
  // A step as a transaction; in search of an anomaly it may be made a second time.
  const inStep = <T>(step: number, made: number, body: (execute: () => Promise<void>) => Promise<T>): Promise<T> =>
    options.detectAnomaly
      ? detecting({ plan, training, database, pace, known: parameters(step), first: made === 0, signal }, good, body)
      : database.transaction(() => body(() => executeStep(database, training, pace, parameters(step), made === 0, signal)));
  if (first && canReportAtStart(plan, training)) {
    const values = await inStep(0, 0, async () => {
      const found = await report(options, training, training.reports, parameters(0), good);
      await keep(0);
      return found;
    });
    good = 0;
    if (values.length > 0) listener({ event: 'report', step: 0, steps, values });
  } else if (first) {
    await database.transaction(() => keep(0));
  }
  let step = 0;
  let stopped = false;
  try {
    while (step < steps && !stopped) {
      const next = step + 1;
      const values = await inStep(next, step, async execute => {
        await execute();
        if (training.stop && next % inSteps(training.stop.every) === 0) {
          await executeAll(database, training.stop.statements, parameters(next), signal);
          stopped = await holds(database, training.stop.sql, parameters(next));
        }
        const last = next === steps || stopped;
        const due = training.reports.filter(r => last || next % inSteps(r.every) === 0);
        const found = await report(options, training, due, parameters(next), good);
        if (last || due.length > 0) await keep(next);
        return due.length > 0 ? found : null;
      });
      step = next;
      progress.done = before + step;
      progress.last = parameters(step);
      if (values !== null) {
        good = step;
        listener({ event: 'report', step, steps, values });
      }
      listener({ event: 'step', step, steps });
    }
  } catch (problem) {
    // What is committed but not in history would be lost with the next run's tables.
    if (progress.done > progress.kept && !(problem instanceof NotANumber)) await database.transaction(() => keep(progress.done - before)).catch(() => undefined);
    throw problem;
  }
  listener({ event: 'trained', name: training.name, step, steps, stopped: stopped && step < steps, seconds: (performance.now() - began) / 1000 });
}

/** Before the first step only what does not read a table that a step makes can be reported. */
function canReportAtStart(plan: Plan, training: PlanTraining): boolean {
  const there = new Set([...plan.load, ...plan.setup].flatMap(s => flatten([s])).flatMap(s => s.writes));
  const made = new Set(flatten(training.step).filter(s => creates(s.sql) !== null).flatMap(s => s.writes).filter(t => !there.has(t)));
  const own = new Set(training.reports.flatMap(r => flatten(r.statements).flatMap(s => s.writes)));
  return training.reports.length > 0 && flatten(training.reports.flatMap(r => r.statements)).every(s => s.reads.every(t => !made.has(t) || own.has(t)));
}

/** Computes the reports that are due and reads them back. Errors: NotANumber. */
async function report(options: RunOptions, training: PlanTraining, due: PlanTraining['reports'], known: StepParameters, good: number | null): Promise<readonly ReportedValue[]> {
  const { database, signal } = options;
  const values: ReportedValue[] = [];
  for (const r of due) await executeAll(database, r.statements, known, signal);
  if (due.length === 0) return values;
  const wanted = due.flatMap(r => r.names);
  const rows = await database.query('SELECT split, name, val FROM metrics WHERE run = $run AND step = $step', { run: known.run, step: known.before + known.step });
  for (const { name, split } of wanted) {
    const row = rows.rows.find(r => String(r[0] ?? '') === split && r[1] === name);
    values.push({ name, split, value: row ? (row[2] as number | null) : null });
  }
  for (const [k, value] of values.entries()) {
    const wrong = wrongValue(value, wanted[k]!.objective ?? false);
    if (wrong !== null) throw new NotANumber(wrong, known.step, good, training.name);
  }
  return values;
}

async function shows({ plan, database, listener }: RunOptions, known: Parameters): Promise<void> {
  for (const [k, show] of plan.shows.entries()) {
    const result = await located({ id: `show ${k + 1}`, sql: show.sql, comment: `show ${show.label}`, span: show.span }, () => queryWith(database, show.sql, known));
    listener({ event: 'show', label: show.label, unit: show.unit, keys: result.columns.slice(0, show.keys).map(c => c.name), columns: columnsOfResult(result) });
  }
}

async function checks({ plan, database, listener }: RunOptions, known: Parameters): Promise<number> {
  let failed = 0;
  for (const [k, check] of plan.checks.entries()) {
    const pass = await located({ id: `check ${k + 1}`, sql: check.sql, comment: `check ${check.label}`, span: check.span }, () => holds(database, check.sql, known));
    if (!pass) failed++;
    listener({ event: 'check', label: check.label, pass, span: check.span });
  }
  return failed;
}
