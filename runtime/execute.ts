// A run from a compilation: opens the engine with the folders it may touch, runs the plan, closes.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { error } from '../compiler/diagnostics.ts';
import type { Plan } from '../compiler/plan.ts';
import { InternalError } from '../compiler/source.ts';
import type { Compilation, ProgramFile } from './compile.ts';
import type { Connect, ConnectOptions, Database } from './database.ts';
import type { Listener } from './events.ts';
import { temporaryOf } from './export.ts';
import { inputError } from './failure.ts';
import { unwritable } from './reach.ts';
import { creates, flatten } from './statements.ts';
import { run, type RunOptions, type RunOutcome } from './run.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export interface EngineFlags { readonly db?: string; readonly threads?: number; readonly memory?: string; readonly detectAnomaly?: boolean }

export interface Execution extends Pick<RunOptions, 'train' | 'prepare' | 'exports'> {
  readonly program: ProgramFile;
  readonly compilation: Compilation;
  readonly flags: EngineFlags;
  readonly terminal: Pick<Terminal, 'folder'>;
  readonly listener: Listener;
  readonly signal?: AbortSignal;
  /** replaces the plan's own: what to show and export, for commands that want something else */
  readonly adapt?: (plan: Plan) => Plan;
  /** called with the open database before anything runs */
  readonly opened?: (database: Database) => void;
}

const connect: Connect = async options => (await import('./drivers/duckdb.ts')).connect(options);

/** Opens a database. Errors: DatabaseError. */
export const open = (options: ConnectOptions): Promise<Database> => connect(options);

/** Opens a database that must be there. Errors (exit code 1): there is no such file. */
export async function openExisting(file: string, name: string, allowed: readonly string[]): Promise<Database> {
  if (!existsSync(file)) throw inputError(`there is no database ${name}`, 'tsql run FILE --db FILE makes one');
  const database = await connect({ path: file, allowed });
  // A view of somebody else's database may read files, too.
  await database.lock();
  return database;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Runs a compiled program in the database that the flags name, or in memory. Errors: those of `run`. */
export async function execute(execution: Execution): Promise<RunOutcome> {
  const { program, compilation, flags, terminal } = execution;
  if (!compilation.plan) throw new InternalError('a program without errors has no plan');
  const plan = execution.adapt ? execution.adapt(compilation.plan) : compilation.plan;
  const file = flags.db === undefined ? ':memory:' : path.resolve(terminal.folder, flags.db);
  const made = file !== ':memory:' && !existsSync(file);
  const database = await connect({
    path: file,
    ...(flags.threads !== undefined ? { threads: flags.threads } : {}),
    ...(flags.memory !== undefined ? { memoryLimit: flags.memory } : {}),
    allowed: [...program.granted, ...exportsOf(plan, program).map(temporaryOf)],
  });
  let begun = false;
  const listener: Listener = event => {
    begun ||= event.event === 'start';
    execution.listener(event);
  };
  try {
    execution.opened?.(database);
    await database.lock();
    const texts = [program.source.text, ...Object.entries(program.modules).sort(([a], [b]) => (a < b ? -1 : 1)).flat()];
    const shape = flatten(plan.setup).map(s => s.sql).filter(sql => creates(sql) !== null).join('\n');
    return await run({
      plan, database, folder: program.folder, out: program.reach.exports, listener,
      ...(execution.signal ? { signal: execution.signal } : {}),
      ...(execution.train === undefined ? {} : { train: execution.train }),
      ...(execution.prepare ? { prepare: execution.prepare } : {}),
      ...(flags.detectAnomaly ? { detectAnomaly: true } : {}),
      ...(execution.exports === undefined ? {} : { exports: execution.exports }),
      record: {
        program: program.source.file, programHash: sha256(texts.join('\u0000')), schemaHash: sha256(shape),
        versions: { tsql: version, plan: String(plan.version), dialect: plan.dialect, node: process.versions.node },
      },
    });
  } finally {
    await database.close();
    // A run that could not begin leaves no new file behind.
    if (made && !begun) await Promise.all([file, `${file}.wal`].map(f => rm(f, { force: true })));
  }
}

/** The files that a program writes. Errors: ProgramError (out-of-reach). */
const exportsOf = (plan: Plan, { reach }: ProgramFile): readonly string[] => plan.exports.map(e => {
  const file = path.resolve(reach.exports, e.path);
  const outside = unwritable(reach, e.path, file);
  if (outside) throw error('out-of-reach', e.span, outside.message, { hints: outside.hints });
  return file;
});
