// Evaluating a program with the weights of a run: on a copy of the run's database, so that the run stays as it is.

import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plan } from '../compiler/plan.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import { InternalError } from '../compiler/source.ts';
import type { Database } from './database.ts';
import { inputError } from './failure.ts';
import { chooseRun, lastGeneration, tablesOf } from './history.ts';
import { execute, openExisting, type Execution } from './execute.ts';
import { flatten } from './statements.ts';

/**
 * Runs a compilation without training, its parameters as run `wanted` (the last if undefined) left them. Errors: the
 * database has no such run, or lacks weights that the program has (exit code 1); those of `run`.
 */
export async function evaluateTrained(execution: Omit<Execution, 'flags' | 'train' | 'prepare' | 'opened'>, file: string, name: string, wanted: number | undefined): Promise<void> {
  const original = await openExisting(file, name, []);
  let run: number;
  try {
    run = (await chooseRun(original, wanted)).run;
  } finally {
    await original.close();
  }
  await onCopy(file, async copy => {
    let database: Database | null = null;
    await execute({
      ...execution, flags: { db: copy }, train: false,
      opened: d => { database = d; },
      prepare: () => restore(execution.compilation.plan!, database!, run, name),
    });
  });
}

/** Hands over a copy of a database, which is removed afterwards. */
export async function onCopy<T>(file: string, body: (copy: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tsql-copy-'));
  try {
    const copy = path.join(folder, 'run.duckdb');
    await copyFile(file, copy);
    if (existsSync(`${file}.wal`)) await copyFile(`${file}.wal`, `${copy}.wal`);
    return await body(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts a run's last weights where the plan keeps the current ones. */
async function restore(plan: Plan, database: Database, run: number, name: string): Promise<void> {
  const present = await tablesOf(database);
  for (const { history, current, label } of carried(plan)) {
    const columns = (await database.describe(`SELECT * FROM ${quoteIdentifier(current)}`)).map(c => quoteIdentifier(c.name)).join(', ');
    const rows = present.has(history.toLowerCase()) ? await lastGeneration(database, history, run) : null;
    const count = rows === null ? 0 : Number((await database.query(`SELECT count(*) FROM (${rows})`)).rows[0]![0]);
    if (rows === null || count === 0) throw inputError(`run ${run} of ${name} has no weights ${label}`, 'is it a run of this program?');
    await database.execute(`DELETE FROM ${quoteIdentifier(current)}`);
    await database.execute(`INSERT INTO ${quoteIdentifier(current)} (${columns}) SELECT ${columns} FROM (${rows})`);
  }
}

/** Which table holds the current generation of each parameter: the one that the statement which keeps it reads. */
function carried(plan: Plan): readonly { readonly history: string; readonly current: string; readonly label: string }[] {
  const keeping = plan.training.flatMap(t => flatten(t.keep));
  return plan.history.filter(h => h.role === 'parameter').flatMap(h => {
    const kept = keeping.find(s => s.writes.includes(h.table));
    if (!kept) return [];
    const current = kept.reads.filter(t => t !== h.table);
    if (current.length !== 1) throw new InternalError(`${h.table} is kept from ${current.length} tables`);
    return [{ history: h.table, current: current[0]!, label: h.label }];
  });
}
