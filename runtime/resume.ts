// Going on with a run that was left: which one, and whether it is still the same program.

import path from 'node:path';
import type { Database } from './database.ts';
import { difference } from './difference.ts';
import { inputError, usageError } from './failure.ts';
import { chooseRun, historyTables, type NewRun, readRuns, type RunRow } from './history.ts';
import { quoteIdentifier } from '../compiler/quote.ts';

export const isFinished = (run: RunRow): boolean => run.status === 'ok' || run.status === 'check failed';

/** The last run of a program in a database. Errors (exit code 1): it has none. */
export async function lastRunOf(database: Database, program: string): Promise<RunRow> {
  const runs = await readRuns(database);
  const found = runs.filter(r => path.basename(r.program) === path.basename(program)).at(-1);
  if (!found) throw inputError(`${database.path} has no run of ${program}`, runs.length > 0 ? `its runs are of ${[...new Set(runs.map(r => r.program))].join(', ')}` : '', 'without --resume a new run begins');
  return found;
}

/** What differs between a run and the program as it is now: program, modules, settings. Empty if nothing does. */
export function changesSince(run: RunRow, now: NewRun): string {
  const files = [...new Set([...Object.keys(run.texts), ...Object.keys(now.texts ?? {})])];
  // the program itself may be named by another path
  const renamed = (texts: Readonly<Record<string, string>>, program: string): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(texts).map(([f, t]) => [f === program ? path.basename(f) : f, t]));
  const before = renamed(run.texts, run.program);
  const after = renamed(now.texts ?? {}, now.program);
  const texts = [...new Set(files.map(f => (f === run.program || f === now.program ? path.basename(f) : f)))].map(f => difference(f, before[f] ?? '', after[f] ?? ''));
  const written = (settings: Readonly<Record<string, string>>): string => Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`).join('');
  const { statements: then, ...settings } = run.settings;
  const { statements, ...given } = now.settings ?? {};
  const found = [...texts, difference('settings', written(settings), written(given), 0)].join('');
  // The program and all that was said of it are the same, but not what became of it: another version of tsql, or other sizes of data.
  return found === '' && then !== statements ? difference('versions', written({ statements: then ?? '', ...JSON.parse(run.versions) as Readonly<Record<string, string>> }), written({ statements: statements ?? '', ...now.versions }), 0) : found;
}

/** Errors (exit code 1): the program is another one, with all that changed. */
export function refuseChanged(run: RunRow, now: NewRun): void {
  const changes = changesSince(run, now);
  if (changes !== '') throw inputError(`the program is not the one of run ${run.run}:\n${changes.trimEnd()}`, 'to go on with the program as it is now: --resume --force', 'to begin anew: without --resume');
}

/** A generation as `RUN@STEP` or `RUN` (its last). Errors: wrong usage; there is no such run or step (exit code 1). */
export async function generationOf(database: Database, text: string): Promise<{ readonly run: number; readonly step: number }> {
  const [, run, step] = /^(\d{1,15})(?:@(\d{1,15}))?$/.exec(text) ?? [];
  if (run === undefined) throw usageError(`${text} is no step of a run`, '--fork-from RUN@STEP, such as 1@40');
  const row = await chooseRun(database, Number(run));
  return { run: row.run, step: await chooseStep(database, row.run, step === undefined ? null : Number(step)) };
}

/** A step whose weights a run has kept: the one that is asked for, or the last. Errors (exit code 1): it has not kept it. */
export async function chooseStep(database: Database, run: number, wanted: number | null): Promise<number> {
  const tables = await historyTables(database);
  const all = tables.map(t => `SELECT DISTINCT step FROM ${quoteIdentifier(t)} WHERE run = ${run}`).join(' UNION ');
  const steps = tables.length === 0 ? [] : (await database.query(`SELECT step FROM (${all}) ORDER BY step`)).rows.map(r => Number(r[0]));
  const found = wanted === null ? steps.at(-1) : steps.find(s => s === wanted);
  if (found !== undefined) return found;
  if (steps.length === 0) throw inputError(`run ${run} of ${database.path} has no weights`);
  const told = steps.length <= 12 ? steps.join(', ') : `${steps.slice(0, 6).join(', ')}, …, ${steps.slice(-5).join(', ')}`;
  throw inputError(`run ${run} of ${database.path} has not kept step ${wanted}`, `the steps that are there: ${told}`, 'the next run may keep more: tsql run FILE --keep all');
}
