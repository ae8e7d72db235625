// A program of ours as a side: compiled, its data loaded, its first generation made; a unit is some steps of its training, or, where
// it trains nothing, the statements that make its results.

import path from 'node:path';
import type { Plan } from '../../../compiler/plan.ts';
import { type CompileFlags, compileProgram, connect, type Database, loadData, readProgram } from '../../../runtime/index.ts';
import type { ConnectOptions } from '../../../runtime/database.ts';
import type { Compilation } from '../../../runtime/compile.ts';
import { executeAll, flatten } from '../../../runtime/statements.ts';
import { dropModelViews } from '../../../runtime/history.ts';
import { executeStep, type Pace, paceOf } from '../../../runtime/steps.ts';
import { clocked, ours, type Side } from '../bench.ts';
import { type Layout, layoutFlags, usual } from './layouts.ts';
import { slowestOf } from './profile.ts';

export interface TsqlOptions {
  /** the side's name: `tsql` unless a program takes part twice */
  readonly name?: string;
  readonly threads: number;
  /** absent: what the compiler chooses */
  readonly layout?: Layout | null;
  readonly flags?: CompileFlags;
  readonly database?: Omit<ConnectOptions, 'path' | 'threads'> & { readonly path?: string };
  /** steps in a unit: 1 unless given */
  readonly steps?: number;
  /** every unit starts from the first generation */
  readonly restart?: boolean;
}

/** Values of a tensor in the order of its keys. */
export type Weights = ReadonlyMap<string, Float64Array>;

export interface TsqlSide extends Side {
  readonly database: Database;
  readonly plan: Plan;
  readonly compilation: Compilation;
  /** parameters as they are now */
  weights(): Promise<Weights>;
}

const doubles = async (database: Database, sql: string): Promise<Float64Array> => Float64Array.from((await database.query(sql)).rows, row => Number(row.at(-1)));

/** Compiles a program. Errors: whatever is wrong with it. */
export async function compiled(file: string, flags: CompileFlags): Promise<{ readonly compilation: Compilation; readonly plan: Plan; readonly folder: string }> {
  const program = await readProgram(file, { folder: path.dirname(file), input: () => Promise.reject(new Error('a file is wanted')) }, flags);
  const compilation = compileProgram(program, flags);
  const wrong = [...program.diagnostics, ...compilation.diagnostics].filter(d => d.severity === 'error');
  if (wrong.length > 0 || !compilation.plan) throw new Error(`${file}: ${wrong.map(d => d.message).join('; ')}`);
  return { compilation, plan: compilation.plan, folder: program.folder };
}

/** Opens a program as a side. Errors: those of compiling, loading and the engine. */
export async function tsql(file: string, { name = ours, threads, layout, flags = {}, database: place = {}, steps = 1, restart = false }: TsqlOptions): Promise<TsqlSide> {
  const chosen = layout === undefined ? await usual() : layout;
  const { compilation, plan, folder } = await compiled(file, { ...flags, ...layoutFlags(chosen) });
  const training = plan.training[0] ?? null;
  const database = await connect({ path: ':memory:', threads, ...place });
  let step = 0;
  /** runs are numbered on, so that whatever is written into history is written once */
  let run = 1;
  let connected = false;
  const known = () => ({ run, step, seed: training?.seed ?? 0, before: 0 });
  const begin = async (): Promise<void> => {
    step = 0;
    connected = false;
    await dropModelViews(plan, database);
    await executeAll(database, plan.setup, known());
  };
  await loadData(plan, database, folder);
  await begin();
  const pace: Pace | null = training && await paceOf(database, training);
  const unit = async (on: Database): Promise<void> => {
    if (!training || !pace) return executeAll(on, plan.final, known());
    for (let n = 0; n < steps; n++) {
      step++;
      await on.transaction(() => executeStep(on, training, pace, known(), !connected));
      connected = true;
    }
  };
  const weights = async (): Promise<Weights> => {
    const found = new Map<string, Float64Array>();
    run++;
    await executeAll(database, training?.keep ?? [], known());
    for (const { label, table, role } of plan.history) {
      if (role !== 'parameter') continue;
      const quoted = `"${table.replaceAll('"', '""')}"`;
      const keys = (await database.describe(`SELECT * FROM ${quoted}`)).map(c => c.name).filter(c => !['run', 'step', 'val'].includes(c));
      const order = keys.length > 0 ? ` ORDER BY ${keys.map(k => `"${k}"`).join(', ')}` : '';
      found.set(label, await doubles(database, `SELECT val FROM ${quoted} WHERE run = ${run} AND step = ${step}${order}`));
    }
    return found;
  };
  return {
    name, database, plan, compilation, weights,
    mode: modeOf(chosen, threads, flags.dtype),
    ...(restart ? { restart: begin } : {}),
    run: () => clocked(() => unit(database)),
    async result() {
      if (training) return joined([...(await weights()).values()]);
      return joined(await Promise.all(plan.shows.map(s => doubles(database, s.sql))));
    },
    slowest: () => slowestOf(database, flatten([...(training ? [...training.epoch?.statements ?? [], ...training.step] : plan.final)]), async on => {
      if (restart) await begin();
      await unit(on);
    }),
    close: () => database.close(),
  };
}

export const modeOf = (layout: Layout | null, threads: number, dtype: CompileFlags['dtype'] = 'f64'): string => `layout ${layout ?? 'as compiled'}, ${dtype}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;

export function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
