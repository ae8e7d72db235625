// tsql export: the weights of a run as a file.

import path from 'node:path';
import { quoteIdentifier } from '../../compiler/quote.ts';
import { formatOf, temporaryOf, writeTensors } from '../export.ts';
import { exitCode, inputError, usageError } from '../failure.ts';
import { chooseRun, historyTables, lastGeneration } from '../history.ts';
import { chooseStep } from '../resume.ts';
import { openExisting } from '../execute.ts';
import { styleOf, type Terminal } from '../terminal.ts';

export async function exportCommand(name: string, tensors: readonly string[], options: { readonly output: string; readonly run?: number; readonly step?: number }, terminal: Terminal): Promise<number> {
  const format = formatOf(options.output);
  const target = path.resolve(terminal.folder, options.output);
  const database = await openExisting(path.resolve(terminal.folder, name), name, [temporaryOf(target)]);
  try {
    const run = await chooseRun(database, options.run);
    const step = await chooseStep(database, run.run, options.step ?? null);
    const known = await historyTables(database);
    const wanted = tensors.length > 0 ? tensors.map(t => known.find(k => k.toLowerCase() === t.replaceAll('.', '_').toLowerCase()) ?? t) : known;
    const missing = wanted.find(t => !known.includes(t));
    if (missing !== undefined) throw inputError(`${name} has no weights called ${missing}`, known.length > 0 ? `it has: ${known.join(', ')}` : '');
    if (wanted.length === 0) throw inputError(`${name} has no weights`);
    if (wanted.length > 1 && format !== 'npz') throw usageError(`a ${format} file holds one tensor, these are ${wanted.length}: ${wanted.join(', ')}`, 'name one of them, or write an .npz file');
    const written = [];
    for (const table of wanted) {
      const sql = await lastGeneration(database, table, run.run, step);
      const result = await database.query(`SELECT count(*) FROM (${sql})`);
      if (Number(result.rows[0]![0]) === 0) continue;
      written.push({ label: table, sql, keys: (await database.describe(`SELECT * FROM ${quoteIdentifier(table)}`)).length - 3 });
    }
    if (written.length === 0) throw inputError(`run ${run.run} of ${name} left no weights in ${wanted.join(', ')}`);
    await writeTensors(database, target, format, written[0]!.sql, written, {});
    terminal.err(styleOf(terminal.errColor).dim(`wrote ${options.output}: ${written.map(t => t.label).join(', ')} of run ${run.run}\n`));
    return exitCode.fine;
  } finally {
    await database.close();
  }
}
