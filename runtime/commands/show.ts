// tsql show: one tensor of a program, or one table of a run's database.

import { open as openFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteIdentifier } from '../../compiler/quote.ts';
import { allDiagnostics, compileProgram, hasErrors, printDiagnostics, readProgram, textsOf, type CompileFlags } from '../compile.ts';
import { eventJson, type Listener } from '../events.ts';
import { exitCode, inputError, usageError } from '../failure.ts';
import { chooseRun, historyTables, lastGeneration, tablesOf } from '../history.ts';
import { chooseStep } from '../resume.ts';
import { accessOf, withOutputs } from '../rewrite.ts';
import { saySourceError } from '../say.ts';
import { execute, openExisting } from '../execute.ts';
import { columnsOfResult, defaultLimits, formatTensor } from '../table.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { asInRun, evaluateTrained } from '../trained.ts';

interface ShowFlags extends CompileFlags { readonly run?: number; readonly step?: number; readonly rows?: number; readonly json?: boolean }

export async function showCommand(name: string, tensor: string, given: ShowFlags, terminal: Terminal): Promise<number> {
  const options = given.db === undefined ? given : await asInRun(given, path.resolve(terminal.folder, given.db), given.run);
  const limits = { ...defaultLimits, ...(options.rows === undefined ? {} : { rows: options.rows }) };
  const print: Listener = event => {
    if (event.event !== 'show') return;
    if (options.json) terminal.out(`${eventJson(event)}\n`);
    else terminal.out(formatTensor(event.label, event.columns, event.unit, { limits, bold: styleOf(terminal.outColor).bold }));
  };
  const file = path.resolve(terminal.folder, name);
  if (name !== '-' && (await isDatabase(file))) return showTable(file, name, tensor, options, print);
  const written = await readProgram(name, terminal, { data: false });
  const program = await readProgram(name, terminal, options, withOutputs(written.source, `show ${accessOf(written, tensor)}`));
  const compilation = compileProgram(program, options);
  const diagnostics = allDiagnostics(program, compilation).filter(d => d.severity === 'error');
  if (hasErrors(diagnostics)) {
    printDiagnostics(diagnostics, textsOf(program), terminal);
    return exitCode.wrongProgram;
  }
  const execution = { program, compilation, terminal, listener: print, signal: terminal.interruptible() };
  try {
    if (options.db === undefined && options.step !== undefined) throw usageError('--step is a step of a run in a database', '--db FILE');
    if (options.db !== undefined) await evaluateTrained(execution, path.resolve(terminal.folder, options.db), options.db, options.run, options.step ?? null);
    else await execute({ ...execution, flags: {} });
    return exitCode.fine;
  } catch (problem) {
    return saySourceError(problem, textsOf(program), terminal);
  }
}

/** A DuckDB file has these four letters at its ninth byte. */
async function isDatabase(file: string): Promise<boolean> {
  try {
    const handle = await openFile(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(12), 0, 12, 0);
      return bytesRead === 12 && buffer.toString('latin1', 8, 12) === 'DUCK';
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

async function showTable(file: string, name: string, tensor: string, { run, step }: ShowFlags, print: Listener): Promise<number> {
  const database = await openExisting(file, name, []);
  try {
    const wanted = tensor.replaceAll('.', '_').toLowerCase();
    const history = (await historyTables(database)).find(t => t.toLowerCase() === wanted);
    const tables = await tablesOf(database);
    if (history === undefined && !tables.has(wanted)) throw inputError(`${name} has no table ${tensor}`, `its tables: ${[...tables].sort().join(', ')}`);
    if (history === undefined && step !== undefined) throw inputError(`${tensor} is no weight: ${name} keeps it as it is, not as it was at a step`, 'tsql show FILE TENSOR --db FILE --step N computes it with the weights of a step');
    const chosen = history === undefined ? null : (await chooseRun(database, run)).run;
    const sql = history === undefined || chosen === null ? `SELECT * FROM ${quoteIdentifier(wanted)}` : await lastGeneration(database, history, chosen, await chooseStep(database, chosen, step ?? null));
    const columns = columnsOfResult(await database.query(sql));
    print({ event: 'show', label: tensor, unit: null, keys: columns.slice(0, -1).map(c => c.name), columns });
    return exitCode.fine;
  } finally {
    await database.close();
  }
}
