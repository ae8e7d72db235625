// tsql runs: what a database knows of its runs.

import path from 'node:path';
import { jsonValue } from '../events.ts';
import { exitCode } from '../failure.ts';
import { readMetrics, readRuns, type Metric } from '../history.ts';
import { openExisting } from '../execute.ts';
import { formatTable, formatValue } from '../table.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { plotOf, writePlot } from './run.ts';

/** The last value of each metric of a run: `loss 0.31  test acc 0.87`. */
function lastMetrics(metrics: readonly Metric[]): readonly Metric[] {
  const last = new Map<string, Metric>();
  for (const m of metrics) last.set(JSON.stringify([m.name, m.split]), m);
  return [...last.values()];
}

export async function runsCommand(name: string, options: { readonly json?: boolean; readonly plot?: string }, terminal: Terminal): Promise<number> {
  if (options.plot !== undefined) plotOf(options.plot);
  const database = await openExisting(path.resolve(terminal.folder, name), name, []);
  try {
    const runs = await readRuns(database);
    const metrics = await readMetrics(database, null);
    const of = (run: number): readonly Metric[] => metrics.filter(m => m.run === run);
    if (options.json) {
      for (const r of runs) terminal.out(`${JSON.stringify({ ...r, metrics: lastMetrics(of(r.run)).map(m => ({ name: m.name, split: m.split, step: m.step, value: m.value })) }, jsonValue)}\n`);
    } else {
      const words = (m: Metric): string => `${m.split === '' || m.split === 'train' ? '' : `${m.split} `}${m.name} ${formatValue(m.value, 4)}`;
      terminal.out(formatTable([
        { name: 'run', values: runs.map(r => r.run) }, { name: 'started', values: runs.map(r => r.started.slice(0, 19)) },
        { name: 'program', values: runs.map(r => r.program) }, { name: 'seed', values: runs.map(r => r.seed) },
        { name: 'steps', values: runs.map(r => r.steps) }, { name: 'status', values: runs.map(r => r.status) },
        ...(runs.some(r => r.forkedFrom !== null) ? [{ name: 'from', values: runs.map(r => r.forkedFrom ?? '') }] : []),
        { name: 'weights', values: runs.map(r => r.weightsHash?.slice(0, 12) ?? '') },
        { name: 'last metrics', values: runs.map(r => lastMetrics(of(r.run)).map(words).join('  ')) },
      ], { bold: styleOf(terminal.outColor).bold }));
    }
    if (options.plot !== undefined) await writePlot(path.resolve(terminal.folder, options.plot), metrics.map(m => ({ ...m, series: runs.length > 1 ? `run ${m.run}` : '' })), path.basename(name));
    return exitCode.fine;
  } finally {
    await database.close();
  }
}
