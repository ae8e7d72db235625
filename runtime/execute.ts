// A run from a compilation: opens the engine with the folders it may touch, runs the plan, closes.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { error } from '../compiler/diagnostics.ts';
import type { LayoutChoice } from '../compiler/layouts/layout.ts';
import type { Plan } from '../compiler/plan.ts';
import { InternalError } from '../compiler/source.ts';
import { type Compilation, type ProgramFile, textsOf } from './compile.ts';
import type { Connect, ConnectOptions, Database } from './database.ts';
import type { Listener } from './events.ts';
import { temporaryOf } from './export.ts';
import { inputError, usageError } from './failure.ts';
import { retentionOf } from './generations.ts';
import type { RunRow } from './history.ts';
import { type LimitFlags, refuseTooLarge, withTimeout } from './limits.ts';
import { unwritable } from './reach.ts';
import { creates, flatten } from './statements.ts';
import { generationOf, isFinished, lastRunOf, refuseChanged } from './resume.ts';
import { run, type RunOptions, type RunOutcome } from './run.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

export interface EngineFlags extends LimitFlags {
  readonly db?: string;
  readonly threads?: number;
  /** all threads for everything: sums then depend on which thread comes first */
  readonly fast?: boolean;
  readonly detectAnomaly?: boolean;
  /** go on with the last run of the program */
  readonly resume?: boolean;
  /** with `resume`: even if program, settings or data have changed */
  readonly force?: boolean;
  readonly commitEvery?: number;
  /** `reports`, `last`, `all` or `every N`: which generations of the weights stay in history */
  readonly keep?: string;
  /** `RUN@STEP`: a new run with these weights */
  readonly forkFrom?: string;
  /** for the record of the run, that a run which goes on has the same */
  readonly set?: Readonly<Record<string, number | string | boolean>>;
  readonly seed?: number;
  readonly steps?: number;
  readonly layout?: LayoutChoice;
  readonly prices?: string;
}

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

/** Errors (exit code 2): options that need another. */
function refuseUselessFlags(flags: EngineFlags): void {
  if (flags.db === undefined) {
    const flag = flags.resume ? '--resume' : flags.forkFrom !== undefined ? '--fork-from' : flags.commitEvery !== undefined ? '--commit-every' : null;
    if (flag !== null) throw usageError(`${flag} is of use with a database file only`, '--db FILE');
  }
  if (flags.force && !flags.resume) throw usageError('--force belongs to --resume');
  if (flags.resume && flags.forkFrom !== undefined) throw usageError('--resume goes on with a run, --fork-from begins one', 'give one of them');
}

/** What the `run` table says of a program, so that a run that goes on can be held to it. */
function recordOf({ program, compilation, flags }: Execution, plan: Plan, programHash: string, schemaHash: string): RunOptions['record'] {
  const steps = plan.training.flatMap(t => [...(t.epoch?.statements ?? []), ...t.begin, ...t.step]);
  return {
    program: program.source.file, programHash, schemaHash,
    versions: { tsql: version, plan: String(plan.version), dialect: plan.dialect, node: process.versions.node },
    texts: { [program.source.file]: program.source.text, ...program.modules },
    settings: {
      ...Object.fromEntries(Object.entries(flags.set ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [`setting ${name}`, String(value)])),
      ...(flags.seed === undefined ? {} : { seed: String(flags.seed) }),
      ...(flags.steps === undefined ? {} : { steps: String(flags.steps) }),
      ...(compilation.program?.precision === 'f32' ? { dtype: 'f32' } : {}),
      layout: [...new Set((compilation.plan ?? plan).training.map(t => t.layout.name))].join(', '),
      ...(flags.fast ? { fast: `${flags.threads ?? 'all'} threads` } : {}),
      statements: sha256(flatten(steps).map(s => s.sql).join('\n')).slice(0, 16),
    },
  };
}

/** The command line that goes on with a run. */
function commandToResume({ program: { source: { file } }, compilation, flags }: Execution): string {
  const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const options = [
    ...Object.entries(flags.set ?? {}).flatMap(([name, value]) => ['--set', `${name}=${String(value)}`]),
    ...(flags.seed === undefined ? [] : ['--seed', String(flags.seed)]), ...(flags.steps === undefined ? [] : ['--steps', String(flags.steps)]),
    ...(flags.threads === undefined ? [] : ['--threads', String(flags.threads)]), ...(flags.fast ? ['--fast'] : []), ...(flags.layout === undefined || flags.layout === 'auto' ? [] : ['--layout', flags.layout]), ...(flags.prices === undefined ? [] : ['--prices', flags.prices]), ...(compilation.program?.precision === 'f32' ? ['--dtype', 'f32'] : []),
    ...(flags.commitEvery === undefined ? [] : ['--commit-every', String(flags.commitEvery)]), ...(flags.keep === undefined ? [] : ['--keep', flags.keep]),
  ];
  return ['tsql', 'run', file === '<stdin>' ? '-' : file, '--db', flags.db ?? '', '--resume', ...options].map(quoted).join(' ');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Runs a compiled program in the database that the flags name, or in memory. Errors: those of `run`. */
export async function execute(execution: Execution): Promise<RunOutcome> {
  const { program, compilation, flags, terminal } = execution;
  if (!compilation.plan) throw new InternalError('a program without errors has no plan');
  const plan = execution.adapt ? execution.adapt(compilation.plan) : compilation.plan;
  refuseUselessFlags(flags);
  const retention = flags.keep === undefined ? null : retentionOf(flags.keep);
  const file = flags.db === undefined ? ':memory:' : path.resolve(terminal.folder, flags.db);
  const made = file !== ':memory:' && !existsSync(file);
  if (made && (flags.resume || flags.forkFrom !== undefined)) throw inputError(`there is no database ${flags.db}`, 'without --resume and --fork-from a new run begins in a new file');
  if (compilation.program) refuseTooLarge(compilation.program, flags, flags.db !== undefined, span => textsOf(program)(span.file)?.slice(span.start, span.end) ?? null);
  const database = await connect({
    path: file,
    ...(flags.fast ? { threads: flags.threads ?? availableParallelism() } : {}),
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
    const record = recordOf(execution, plan, sha256(texts.join('\u0000')), sha256(shape));
    let resumed: RunRow | null = null;
    if (flags.resume) {
      resumed = await lastRunOf(database, record.program);
      if (isFinished(resumed)) {
        begun = true;
        execution.listener({ event: 'finished', run: resumed.run, steps: resumed.steps ?? 0, weights: resumed.weightsHash });
        return { run: resumed.run, status: 'ok', failedChecks: 0, weights: resumed.weightsHash };
      }
      if (!flags.force) refuseChanged(resumed, { ...record, seed: 0 });
    }
    // Who has had the program read and compiled within the same time has ended it by then.
    return await withTimeout(flags.timeout, async time => run({
      resume: resumed && { row: resumed, force: flags.force ?? false },
      fork: flags.forkFrom === undefined ? null : await generationOf(database, flags.forkFrom),
      ...(flags.commitEvery === undefined ? {} : { commitEvery: flags.commitEvery }),
      ...(retention ? { retention } : {}),
      ...(flags.fast ? {} : { threads: flags.threads ?? availableParallelism() }),
      resumeWith: commandToResume(execution),
      plan, database, folder: program.folder, out: program.reach.exports, listener,
      signal: AbortSignal.any([execution.signal, time.signal].filter(s => s !== undefined)),
      ...(execution.train === undefined ? {} : { train: execution.train }),
      ...(execution.prepare ? { prepare: execution.prepare } : {}),
      ...(flags.detectAnomaly ? { detectAnomaly: true } : {}),
      ...(execution.exports === undefined ? {} : { exports: execution.exports }),
      record,
    }));
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
