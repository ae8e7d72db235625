// Evaluating a program with the weights of a run: on a copy of the run's database, so that the run stays as it is.

import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CompileFlags } from './compile.ts';
import type { Database } from './database.ts';
import { restoreGeneration } from './generations.ts';
import { chooseRun } from './history.ts';
import { execute, openExisting, type Execution } from './execute.ts';
import { chooseStep } from './resume.ts';

/**
 * Runs a compilation without training, its parameters as run `wanted` (the last if undefined) had them at a
 * step (its last if null). Errors: the database has no such run or step, or lacks weights that the program has (exit code 1); those of `run`.
 */
export async function evaluateTrained(execution: Omit<Execution, 'flags' | 'train' | 'prepare' | 'opened'>, file: string, name: string, wanted: number | undefined, step: number | null = null): Promise<void> {
  const original = await openExisting(file, name, []);
  let from: { readonly run: number; readonly step: number };
  try {
    const { run } = await chooseRun(original, wanted);
    from = { run, step: await chooseStep(original, run, step) };
  } finally {
    await original.close();
  }
  await onCopy(file, async copy => {
    let database: Database | null = null;
    await execute({
      ...execution, flags: { db: copy }, train: false,
      opened: d => { database = d; },
      prepare: () => restoreGeneration(execution.compilation.plan!, database!, from, 'look', name),
    });
  });
}

/** Flags with the `--dtype` that a run (the last if undefined) was made with, unless they have one. A database that is not there is for others to tell. */
export async function asInRun<F extends CompileFlags>(flags: F, file: string, wanted: number | undefined): Promise<F> {
  if (flags.dtype !== undefined || !existsSync(file)) return flags;
  const database = await openExisting(file, file, []);
  try {
    return { ...flags, dtype: (await chooseRun(database, wanted)).settings['dtype'] === 'f32' ? 'f32' : 'f64' };
  } finally {
    await database.close();
  }
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
