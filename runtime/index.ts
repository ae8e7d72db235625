// The runtime for programs: what `tsql run` does, as functions. The compiler alone (no files, no database) is the package's
// main entry.

import type { Diagnostic } from '../compiler/diagnostics.ts';
import { allDiagnostics, compileProgram, hasErrors, readProgram, type CompileFlags } from './compile.ts';
import type { Listener } from './events.ts';
import { withTimeout } from './limits.ts';
import type { RunOutcome } from './run.ts';
import { execute, type EngineFlags } from './execute.ts';

export { compileProgram, readProgram, textsOf, type CompileFlags, type ProgramFile } from './compile.ts';
export { readCatalog, type ReadCatalog } from './catalog.ts';
export { reachOf, type Reach, type ReachFlags } from './reach.ts';
export type { Connect, ConnectOptions, Database, DatabaseErrorCode, Parameters, Result, ResultColumn, Value } from './database.ts';
export { DatabaseError } from './database.ts';
export { connect } from './drivers/duckdb.ts';
export type { Listener, ReportedValue, RunEvent, RunStatus } from './events.ts';
export { CommandError, Interrupted } from './failure.ts';
export { chooseRun, historyTables, lastGeneration, readMetrics, readRuns, type Metric, type RunRow } from './history.ts';
export { DataError, loadData } from './load.ts';
export { plotHtml, plotSvg, type MetricRow } from './plot.ts';
export { NotANumber } from './finite.ts';
export { run, type RunOptions, type RunOutcome } from './run.ts';
export { execute, type EngineFlags, type Execution } from './execute.ts';
export { StatementError } from './statements.ts';

export interface RunFileOptions extends CompileFlags, EngineFlags {
  /** what relative paths in the options and of the program are relative to; the current folder by default */
  readonly folder?: string;
  readonly listener?: Listener;
  readonly signal?: AbortSignal;
}

/**
 * Compiles a program file and runs it, its training in the layout that costs least unless another is asked for. `outcome` is null if the program has errors: see `diagnostics`. Errors: those of `run`; CommandError when the time is over.
 */
export async function runFile(file: string, given: RunFileOptions = {}): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly outcome: RunOutcome | null }> {
  const options: RunFileOptions = { layout: 'auto', ...given };
  const terminal = { folder: options.folder ?? process.cwd(), input: () => Promise.reject(new Error('a file is wanted')) };
  return withTimeout(options.timeout, async time => {
    const program = await readProgram(file, terminal, options, null, time);
    const compilation = compileProgram(program, options, null, time);
    const diagnostics = allDiagnostics(program, compilation);
    if (hasErrors(diagnostics)) return { diagnostics, outcome: null };
    const signals = [options.signal, time.signal].filter(s => s !== undefined);
    const outcome = await execute({ program, compilation, flags: options, terminal, listener: options.listener ?? (() => {}), signal: AbortSignal.any(signals) });
    return { diagnostics, outcome };
  });
}
