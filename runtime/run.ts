// Runs a plan: data, first generation, the steps of each training, then what the program shows, checks and exports.
// One step is one transaction: weights, the optimiser's state and metrics move together or not at all.

import type { Plan, PlanTraining } from '../compiler/plan.ts';
import { detecting } from './anomaly.ts';
import { type Database, DatabaseError, type Parameters } from './database.ts';
import type { Listener, ReportedValue, RunStatus } from './events.ts';
import { writeExports } from './export.ts';
import { engineError, inputError, Interrupted } from './failure.ts';
import { isLookedAt, looking, NotANumber, refuseInfinite, wrongValue } from './finite.ts';
import { dropGenerations, type Generation, hashOfData, hashOfWeights, readGenerations, restoreGeneration, type Retention, surplus } from './generations.ts';
import { beginRun, claimTables, continueRun, type Place, placeRun, type RunRow, updateRun } from './history.ts';
import { loadData, TogetherError } from './load.ts';
import { creates, executeAll, executeOn, flatten, holds, located, queryWith, stopIfAborted, withThreads } from './statements.ts';
import { executeStep, hasOrder, paceOf } from './steps.ts';
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
  readonly record: { readonly program: string; readonly programHash: string; readonly schemaHash: string; readonly versions: Readonly<Record<string, string>>; readonly settings?: Readonly<Record<string, string>>; readonly texts?: Readonly<Record<string, string>> };
  /** false: no training (the weights are whatever `prepare` puts there) */
  readonly train?: boolean;
  /** between the first generation and training */
  readonly prepare?: () => Promise<void>;
  readonly exports?: boolean;
  /** looks at the weights after every step, and for the equation that spoils them: with a plan that was compiled `apart` */
  readonly detectAnomaly?: boolean;
  /** the engine, opened with one thread, has so many for steps whose sums have an order */
  readonly threads?: number;
  /** in a file, after how many steps weights are committed that nothing reports (1) */
  readonly commitEvery?: number;
  /** which generations are left in history (those of reports) */
  readonly retention?: Retention;
  /** an unfinished run of the database to go on with; `force`: even if the data has changed */
  readonly resume?: { readonly row: RunRow; readonly force: boolean } | null;
  /** a new run begins with the weights of this generation */
  readonly fork?: { readonly run: number; readonly step: number } | null;
  /** the command line that goes on with this run, for people */
  readonly resumeWith?: string;
}

/** `weights`: a hash of the weights that the run left; null if it has none. */
export interface RunOutcome { readonly run: number; readonly status: RunStatus; readonly failedChecks: number; readonly weights: string | null }

/** What the runtime keeps in mind of the trainings that are done: steps are counted on through all of them. */
interface Progress {
  run: number;
  done: number;
  /** the last step whose generation is in history */
  kept: number;
  /** of the last step that was made */
  last: StepParameters | null;
  generations: readonly Generation[];
  /** the last step that is known to be of numbers */
  good: { readonly step: number; readonly place: Place } | null;
  /** where a run that was left is to go on */
  from: Place | null;
}

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
  const progress: Progress = { run: 0, done: 0, kept: -1, last: null, generations: [], good: null, from: options.resume?.row.place ?? null };
  const seed = plan.training[0]?.seed ?? 0;
  try {
    await prepareTables(options, progress, seed, true).catch((problem: unknown) => {
      if (!(problem instanceof TogetherError)) throw problem;
      return prepareTables(options, progress, seed, false);
    });
    listener({ event: 'start', run: progress.run, program: options.record.program, seed, database: database.path === ':memory:' ? null : database.path, resumed: options.resume ? progress.done : null });
    await options.prepare?.();
    if (options.train !== false) for (const [k, training] of plan.training.entries()) await train(options, training, k, progress);
    const known: Parameters = progress.last ?? { run: progress.run, step: 0, seed };
    await executeOn(options.threads ?? 1, database, plan.final, known, signal);
    await shows(options, known);
    const failedChecks = await checks(options, known);
    if (options.exports !== false) await writeExports(plan, database, options.out ?? options.folder, known, path => listener(path));
    const status: RunStatus = failedChecks > 0 ? 'check failed' : 'ok';
    const weights = options.train === false || plan.training.length === 0 ? null : await hashOfWeights(plan, database, progress.run, progress.done);
    await database.transaction(() => updateRun(database, progress.run, status, progress.done, weights));
    listener({ event: 'end', run: progress.run, status, seconds: (performance.now() - began) / 1000, weights });
    return { run: progress.run, status, failedChecks, weights };
  } catch (problem) {
    await closeBooks(options, progress, problem);
    if (!(problem instanceof DatabaseError) || (progress.run === 0 && problem.code !== 'interrupted')) throw problem;
    const file = database.path !== ':memory:';
    const hint = file && options.resumeWith !== undefined ? `to go on: ${options.resumeWith}` : '';
    const kept = progress.done === 0 ? '' : file ? `; step ${progress.done} is the last, and its weights are kept in ${database.path}` : `; step ${progress.done} was the last`;
    switch (problem.code) {
      case 'interrupted':
        listener({ event: 'end', run: progress.run, status: 'interrupted', seconds: (performance.now() - began) / 1000, weights: null });
        throw new Interrupted(progress.done > 0 ? `interrupted after step ${progress.done}${file ? `; its weights are kept in ${database.path}` : ''}` : progress.run === 0 ? 'interrupted while data was loaded and weights were drawn' : 'interrupted', progress.run === 0 ? '' : hint);
      case 'disk': case 'memory': throw engineError(`${problem.message}${kept}`, problem.hint, hint);
      default: throw problem;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/**
 * Data, validations, the run's entry and the first generation, in one transaction: a run that cannot begin leaves no trace. `together`: statements
 * are sent many at a time. Errors: TogetherError, where doing it again one by one says what is wrong.
 */
async function prepareTables(options: RunOptions, progress: Progress, seed: number, together: boolean): Promise<void> {
  const { plan, database, signal, record, resume } = options;
  await database.transaction(async () => {
    stopIfAborted(signal);
    await claimTables(plan, database);
    await loadData(plan, database, options.folder, undefined, signal, together);
    stopIfAborted(signal);
    const dataHash = database.path === ':memory:' ? null : await hashOfData(plan, database);
    const fork = resume ? placeOfFork(resume.row.forkedFrom) : options.fork ?? null;
    if (resume) {
      if (!resume.force && dataHash !== resume.row.dataHash) throw inputError(`the data that ${record.program} reads is not what run ${resume.row.run} began with`, 'to go on with the data as it is now: --resume --force');
      await continueRun(database, resume.row.run, { ...record, seed, dataHash });
    }
    const run = resume ? resume.row.run : await beginRun(database, { ...record, seed, dataHash, forkedFrom: fork && `${fork.run}@${fork.step}` });
    await executeAll(database, plan.setup, { run, step: 0, seed }, signal);
    const { from } = progress;
    if (from) {
      const step = from.before + from.step;
      await restoreGeneration(plan, database, { run, step }, 'resume', database.path);
      progress.generations = await readGenerations(plan, database, run);
      progress.done = progress.kept = step;
      const good = progress.generations.filter(g => g.marked).at(-1);
      if (good && good.step >= from.before) progress.good = { step: good.step, place: { ...from, step: good.step - from.before, ended: from.ended && good.step === step } };
      progress.last = { run, seed: plan.training[from.training]?.seed ?? seed, step: from.step, before: from.before };
    } else if (fork) {
      await restoreGeneration(plan, database, fork, 'fork', database.path);
    }
    progress.run = run;
  });
}

function placeOfFork(text: string | null): { readonly run: number; readonly step: number } | null {
  const [, run, step] = /^(\d+)@(\d+)$/.exec(text ?? '') ?? [];
  return run === undefined ? null : { run: Number(run), step: Number(step) };
}

/** How the run ended goes into the `run` table; weights that are not numbers go. The first error is the one to report. */
async function closeBooks(options: RunOptions, progress: Progress, problem: unknown): Promise<void> {
  if (progress.run === 0) return;
  const { plan, database } = options;
  const interrupted = problem instanceof DatabaseError && problem.code === 'interrupted';
  const status = interrupted ? 'interrupted' : problem instanceof NotANumber ? 'not a number' : 'failed';
  try {
    await database.transaction(async () => {
      const { good } = progress;
      if (problem instanceof NotANumber && good && good.step < progress.kept) {
        await dropGenerations(plan, database, progress.run, progress.generations.filter(g => g.step > good.step).map(g => g.step));
        await placeRun(database, progress.run, good.place);
      }
      await updateRun(database, progress.run, status, problem instanceof NotANumber && good ? good.step : progress.done);
    });
  } catch {
    // An engine that has given up cannot be told; the run stays `running` in its table, which is true enough.
  }
}

async function train(options: RunOptions, training: PlanTraining, number: number, progress: Progress): Promise<void> {
  const { plan, database, listener, signal } = options;
  const { from } = progress;
  if (from && (number < from.training || (number === from.training && from.ended))) return;
  const here = from && number === from.training ? from : null;
  const before = here ? here.before : progress.done;
  const began = performance.now();
  const parameters = (step: number): StepParameters => ({ run: progress.run, seed: training.seed, step, before });
  const pace = await paceOf(database, training);
  const { steps, inSteps } = pace;
  let good: number | null = here && progress.good ? progress.good.step - before : null;
  /** the last step whose weights were looked at */
  let seen = good;
  const look = looking(plan, training, database);
  const file = database.path !== ':memory:';
  const retention = options.retention ?? { kind: 'reports' };
  const commitEvery = options.commitEvery ?? 1;
  /** The weights of a step into history, and how far the run is into its table: in the transaction of the step. */
  const keep = async (step: number, marked: boolean, ended: boolean): Promise<void> => {
    const at = before + step;
    const place: Place = { training: number, before, step, ended };
    await executeAll(database, training.keep, parameters(step));
    if (marked) await refuseInfinite(plan, training, database, parameters(step), { good, seen });
    await placeRun(database, progress.run, place);
    const now = [...progress.generations, { step: at, marked }];
    const reported = marked ? { step: at, place } : progress.good;
    const gone = surplus(retention, now, reported?.step ?? null);
    await dropGenerations(plan, database, progress.run, gone);
    afterCommit = () => {
      progress.kept = at;
      progress.good = reported;
      progress.generations = now.filter(g => !gone.includes(g.step));
    };
  };
  let afterCommit = (): void => {};
  const committed = async <T>(transaction: Promise<T>): Promise<T> => {
    const result = await transaction;
    afterCommit();
    afterCommit = () => {};
    return result;
  };
  /** Whether a step that is neither reported nor the last is to be committed to history all the same. */
  const wanted = (at: number): boolean => retention.kind === 'all' || (retention.kind === 'every' && at % retention.count === 0) || (file && at % commitEvery === 0);
  listener({ event: 'training', name: training.name, steps });
  // A later training starts from weights that the one before has kept and reported.
  const first = progress.kept !== before && !here;
  // A step as a transaction; in search of an anomaly it may be made a second time.
  const start = here?.step ?? 0;
  const inStep = <T>(step: number, made: number, body: (execute: () => Promise<void>) => Promise<T>): Promise<T> =>
    committed(options.detectAnomaly
      ? detecting({ plan, training, database, pace, known: parameters(step), first: made === start, signal }, good, body)
      : database.transaction(() => body(() => withThreads(threads, database, () => executeStep(database, training, pace, parameters(step), made === start, signal)))));
  const threads = hasOrder(training) ? options.threads ?? 1 : 1;
  if (first && canReportAtStart(plan, training)) {
    const values = await inStep(0, 0, async () => {
      const found = await report(options, training, training.reports, parameters(0), good);
      await keep(0, true, false);
      return found;
    });
    good = seen = 0;
    if (values.length > 0) listener({ event: 'report', step: 0, steps, values });
  } else if (first) {
    await committed(database.transaction(() => keep(0, true, false)));
    good = seen = 0;
  }
  let step = start;
  let stopped = false;
  try {
    while (step < steps && !stopped) {
      const next = step + 1;
      const values = await inStep(next, step, async execute => {
        await execute();
        if (!options.detectAnomaly && isLookedAt(next)) await look(next, { good, seen });
        if (training.stop && next % inSteps(training.stop.every) === 0) {
          await executeOn(options.threads ?? 1, database, training.stop.statements, parameters(next), signal);
          stopped = await holds(database, training.stop.sql, parameters(next));
        }
        const last = next === steps || stopped;
        const due = training.reports.filter(r => last || next % inSteps(r.every) === 0);
        const found = await report(options, training, due, parameters(next), good);
        if (last || due.length > 0 || wanted(before + next)) await keep(next, last || due.length > 0, last);
        return due.length > 0 ? found : null;
      });
      step = next;
      if (isLookedAt(step) || values !== null) seen = step;
      progress.done = before + step;
      progress.last = parameters(step);
      if (values !== null) {
        good = step;
        listener({ event: 'report', step, steps, values });
      }
      listener({ event: 'step', step, steps });
    }
  } catch (problem) {
    // What is made but not in history would be lost with the connection.
    if (progress.done > progress.kept && progress.last && !(problem instanceof NotANumber)) await committed(database.transaction(() => keep(progress.done - before, false, false))).catch(() => undefined);
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
  for (const r of due) await executeOn(options.threads ?? 1, database, r.statements, known, signal);
  if (due.length === 0) return values;
  const wanted = due.flatMap(r => r.names);
  const rows = await database.query('SELECT split, name, val FROM metrics WHERE run = $run AND step = $step', { run: known.run, step: known.before + known.step });
  for (const { name, split } of wanted) {
    const row = rows.rows.find(r => String(r[0] ?? '') === split && r[1] === name);
    values.push({ name, split, value: row ? (row[2] as number | null) : null });
  }
  for (const [k, value] of values.entries()) {
    const wrong = wrongValue(value, wanted[k]!.objective ?? false);
    if (wrong !== null) throw new NotANumber(wrong, known.step, good, good, training.name);
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
