// tsql run: trains a program and prints what it says.

import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { compileFile, textsOf, type CompileFlags } from '../compile.ts';
import { eventJson, type Listener, type RunEvent } from '../events.ts';
import { whole } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { progress } from '../progress.ts';
import { plotHtml, plotSvg, type MetricRow } from '../plot.ts';
import { execute, type EngineFlags } from '../execute.ts';
import { type TimeLimit, withTimeout } from '../limits.ts';
import { formatTable, formatTensor, formatValue } from '../table.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { giveUp, saySourceError } from '../say.ts';

interface RunFlags extends CompileFlags, EngineFlags { readonly plot?: string; readonly json?: boolean; readonly quiet?: boolean }

export async function runCommand(name: string, flags: RunFlags, terminal: Terminal): Promise<number> {
  const options: RunFlags = { layout: 'auto', ...flags };
  if (options.plot !== undefined) plotOf(options.plot);
  return withTimeout(options.timeout, time => runWithin(time, name, options, terminal), giveUp(terminal));
}

async function runWithin(time: TimeLimit, name: string, options: RunFlags, terminal: Terminal): Promise<number> {
  const found = await compileFile(name, terminal, options, false, time);
  if (!found) return exitCode.wrongProgram;
  const { program, compilation } = found;
  const metrics: MetricRow[] = [];
  const collect: Listener = event => {
    if (event.event !== 'report') return;
    for (const v of event.values) if (v.value !== null) metrics.push({ step: event.step, split: v.split, name: v.name, value: v.value });
  };
  const listeners: Listener[] = [collect, ...(options.json ? [(event: RunEvent) => { if (event.event !== 'step') terminal.out(`${eventJson(event)}\n`); }] : printers(terminal, options.quiet ?? false))];
  const title = program.source.file === '<stdin>' ? 'standard input' : path.basename(program.source.file);
  try {
    const outcome = await execute({ program, compilation, flags: options, terminal, listener: event => listeners.forEach(l => l(event)), signal: AbortSignal.any([terminal.interruptible(), ...(time.signal ? [time.signal] : [])]) });
    return outcome.failedChecks > 0 ? exitCode.wrongProgram : exitCode.fine;
  } catch (problem) {
    return saySourceError(problem, textsOf(program), terminal);
  } finally {
    if (options.plot !== undefined && metrics.length > 0) await writePlot(path.resolve(terminal.folder, options.plot), metrics, title);
  }
}

/** The way to draw that the ending of a path asks for. Errors: wrong usage. */
export function plotOf(file: string): typeof plotSvg {
  if (/\.svg$/i.test(file)) return plotSvg;
  if (/\.html?$/i.test(file)) return plotHtml;
  throw usageError(`${file}: curves are drawn as .svg or .html`, '--plot curves.svg');
}

export const writePlot = (file: string, metrics: readonly MetricRow[], title: string): Promise<void> =>
  whole(file, temporary => writeFile(temporary, plotOf(file)(metrics, { title })));

/** Progress and closing remarks on standard error, what the program shows and checks on standard output. */
function printers(terminal: Terminal, quiet: boolean): readonly Listener[] {
  const out = styleOf(terminal.outColor);
  const err = styleOf(terminal.errColor);
  const last = new Map<string, { name: string; split: string; first: number; value: number }>();
  const results: Listener = event => {
    if (event.event === 'report') {
      for (const v of event.values) {
        if (v.value === null) continue;
        const id = JSON.stringify([v.name, v.split]);
        last.set(id, { name: v.name, split: v.split, first: last.get(id)?.first ?? v.value, value: v.value });
      }
    } else if (event.event === 'trained') {
      const rows = [...last.values()];
      if (rows.length > 0 && !quiet) {
        terminal.err(formatTable([
          { name: 'metric', values: rows.map(r => r.name) }, { name: 'split', values: rows.map(r => r.split) },
          { name: 'first', values: rows.map(r => formatValue(r.first, 4)) }, { name: 'last', values: rows.map(r => formatValue(r.value, 4)) },
        ], { bold: err.bold }));
      }
      last.clear();
    } else if (event.event === 'show') terminal.out(formatTensor(event.label, event.columns, event.unit, { bold: out.bold }));
    else if (event.event === 'check') terminal.out(`${event.pass ? out.green('PASS') : out.red('FAIL')}  ${event.label}\n`);
    else if (event.event === 'export' && !quiet) terminal.err(err.dim(`wrote ${event.path}: ${event.tensors.join(', ')}\n`));
    else if (event.event === 'start' && event.database !== null && !quiet) terminal.err(err.dim(`run ${event.run} in ${event.database}${event.resumed === null ? '' : event.resumed === 0 ? ', from its beginning' : `, on from step ${event.resumed}`}\n`));
    else if (event.event === 'finished' && !quiet) terminal.err(`run ${event.run} is finished, after ${event.steps} steps: there is nothing to go on with\n`);
  };
  if (quiet) return [results];
  return [progress({ write: terminal.err, columns: terminal.columns, bold: err.bold, dim: err.dim, now: () => performance.now() }), results];
}
