// tsql check: all that is wrong with a program, and nothing else; with --grad, whether its gradient is that of the data at hand.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { compileFile, type CompileFlags, textsOf } from '../compile.ts';
import type { Database } from '../database.ts';
import { compare, type Compared, tolerance } from '../slopes.ts';
import { jsonValue } from '../events.ts';
import { execute } from '../execute.ts';
import { exitCode, inputError, usageError } from '../failure.ts';
import { type TimeLimit, withTimeout } from '../limits.ts';
import { giveUp, saySourceError } from '../say.ts';
import { formatTable, formatValue } from '../table.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { onCopy } from '../trained.ts';

interface CheckFlags extends CompileFlags { readonly json?: boolean; readonly grad?: boolean; readonly cells?: number; readonly threads?: number; readonly memory?: string; readonly timeout?: number }

export async function checkCommand(name: string, options: CheckFlags, terminal: Terminal): Promise<number> {
  if (options.grad && options.data === false) throw usageError('--grad computes with the data: it cannot go with --no-data');
  return withTimeout(options.timeout, time => checkWithin(time, name, options, terminal), giveUp(terminal));
}

async function checkWithin(time: TimeLimit, name: string, options: CheckFlags, terminal: Terminal): Promise<number> {
  const found = await compileFile(name, terminal, options, options.json ?? false, time);
  if (!found) return exitCode.wrongProgram;
  if (options.grad) return gradientCommand(name, found, options, terminal, time);
  if (!options.json && found.diagnostics.length === 0) terminal.err(`${styleOf(terminal.errColor).green('ok')}: ${name} has no errors\n`);
  return exitCode.fine;
}

/** Rows of the report. */
const worst = 10;

async function gradientCommand(name: string, { program, compilation }: NonNullable<Awaited<ReturnType<typeof compileFile>>>, options: CheckFlags, terminal: Terminal, time: TimeLimit): Promise<number> {
  const plans = compilation.gradientCheck();
  if (!plans) throw inputError(`${name} has no derivative by a parameter`, 'a gradient is that of what train minimizes, or grad(loss, w[k])');
  const seed = options.seed ?? compilation.plan!.training[0]?.seed ?? 0;
  const signal = AbortSignal.any([terminal.interruptible(), ...(time.signal ? [time.signal] : [])]);
  const on = async (db: string | undefined): Promise<readonly Compared[]> => {
    let database: Database | null = null;
    let compared: readonly Compared[] = [];
    await execute({
      program, compilation, terminal, signal, train: false, exports: false, listener: () => {}, adapt: () => ({ ...plans.gradients, shows: [] }),
      flags: { ...(db === undefined ? {} : { db }), ...(options.threads === undefined ? {} : { threads: options.threads }), ...(options.memory === undefined ? {} : { memory: options.memory }) },
      opened: d => { database = d; },
      prepare: async () => { compared = await compare(plans, database!, { run: 1, step: 1, seed, before: 0 }, options.cells ?? 10, signal); },
    });
    return compared;
  };
  try {
    const db = options.db === undefined ? null : path.resolve(terminal.folder, options.db);
    return report(db !== null && existsSync(db) ? await onCopy(db, on) : await on(undefined), options.json ?? false, terminal);
  } catch (problem) {
    return saySourceError(problem, textsOf(program), terminal);
  }
}

function report(compared: readonly Compared[], json: boolean, terminal: Terminal): number {
  const wrong = compared.filter(c => !c.corner && !(c.error <= tolerance));
  const sorted = [...compared].sort((a, b) => Number(a.corner) - Number(b.corner) || (Number.isNaN(b.error) ? 1 : Number.isNaN(a.error) ? -1 : b.error - a.error));
  if (json) {
    for (const { at, ...c } of sorted) terminal.out(`${JSON.stringify({ ...c, at: Object.fromEntries(at.map(a => [a.name, a.key])) }, jsonValue)}\n`);
    return wrong.length > 0 ? exitCode.wrongProgram : exitCode.fine;
  }
  const style = styleOf(terminal.errColor);
  const shown = sorted.slice(0, worst);
  const several = new Set(compared.map(c => c.objective)).size > 1;
  terminal.out(formatTable([
    ...(several ? [{ name: 'of', values: shown.map(c => c.objective) }] : []),
    { name: 'parameter', values: shown.map(c => c.parameter) },
    { name: 'index', values: shown.map(c => c.at.map(a => `${a.name} = ${String(a.key)}`).join(', ')) },
    { name: 'gradient', values: shown.map(c => formatValue(c.gradient, 10)) },
    { name: 'differences', values: shown.map(c => formatValue(c.difference, 10)) },
    { name: 'relative error', values: shown.map(c => (c.corner ? 'a corner' : c.error.toExponential(1))) },
  ], { bold: styleOf(terminal.outColor).bold }));
  const parameters = new Set(compared.map(c => c.parameter)).size;
  const corners = compared.filter(c => c.corner).length;
  const what = `${compared.length} cells of ${parameters} ${parameters === 1 ? 'parameter' : 'parameters'}${corners > 0 ? `, ${corners} of them at a corner, where the gradient lies between both slopes` : ''}`;
  if (wrong.length === 0) {
    terminal.err(`${style.green('ok')}: the gradient agrees with central differences at ${what}\n`);
    return exitCode.fine;
  }
  terminal.err(`${style.red('error')}: the gradient disagrees with central differences at ${wrong.length} of ${what}\n  ${style.green('hint:')} a jump, such as [w > 0], has no slope; where there is none, this is a bug of tsql: please report it\n`);
  return exitCode.wrongProgram;
}
