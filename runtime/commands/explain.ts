// tsql explain: what a program became, and what each statement is expected to take, or took.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Measurements } from '../../compiler/cost/table.ts';
import { compileFile, type CompileFlags, textsOf } from '../compile.ts';
import type { Database } from '../database.ts';
import { execute } from '../execute.ts';
import { whole } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { measurePlan } from '../measure.ts';
import { planJson } from '../plan-json.ts';
import { planPage } from '../plan-page.ts';
import { saySourceError } from '../say.ts';
import type { Terminal } from '../terminal.ts';
import { onCopy } from '../trained.ts';

interface ExplainFlags extends CompileFlags { readonly analyze?: boolean; readonly json?: boolean; readonly html?: string; readonly memory?: string }

export async function explainCommand(name: string, flags: ExplainFlags, terminal: Terminal): Promise<number> {
  const options: ExplainFlags = { layout: 'auto', ...flags };
  if (options.analyze && options.data === false) throw usageError('--analyze computes with the data: it cannot go with --no-data');
  if (options.html !== undefined && !/\.html?$/i.test(options.html)) throw usageError(`${options.html}: the page is written as .html`, '--html plan.html');
  const found = await compileFile(name, terminal, options);
  if (!found) return exitCode.wrongProgram;
  const { program, compilation } = found;
  try {
    const measured = options.analyze ? await measurements(found, options, terminal) : null;
    if (options.html !== undefined) {
      const text = planPage(compilation, program.source, measured);
      await whole(path.resolve(terminal.folder, options.html), temporary => writeFile(temporary, text));
    }
    if (options.json) terminal.out(`${JSON.stringify(planJson(compilation, program.source, measured))}\n`);
    else if (options.html === undefined) terminal.out(compilation.explain(measured ?? undefined));
    return exitCode.fine;
  } catch (problem) {
    return saySourceError(problem, textsOf(program), terminal);
  }
}

/** What the statements of a program take, run in memory, or in a copy of the database whose tables it reads. */
async function measurements({ program, compilation }: NonNullable<Awaited<ReturnType<typeof compileFile>>>, options: ExplainFlags, terminal: Terminal): Promise<Measurements> {
  const plan = compilation.plan!;
  const signal = terminal.interruptible();
  const on = async (db: string | undefined): Promise<Measurements> => {
    let database: Database | null = null;
    let measured: Measurements = new Map();
    await execute({
      program, compilation, terminal, signal, train: false, exports: false, listener: () => {},
      adapt: p => ({ ...p, staged: [], load: [], validations: [], scratch: [], setup: [], final: [], shows: [], checks: [], exports: [], history: [] }),
      flags: { ...(db === undefined ? {} : { db }), ...(options.memory === undefined ? {} : { memory: options.memory }) },
      opened: d => { database = d; },
      prepare: async () => { measured = await measurePlan(plan, database!, program.folder, { run: 1, seed: plan.training[0]?.seed ?? 0 }, signal); },
    });
    return measured;
  };
  const db = options.db === undefined ? null : path.resolve(terminal.folder, options.db);
  return db !== null && existsSync(db) ? onCopy(db, on) : on(undefined);
}
