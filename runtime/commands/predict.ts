// tsql predict: a trained program on new data.

import path from 'node:path';
import type { Plan } from '../../compiler/plan.ts';
import { quoteIdentifier } from '../../compiler/quote.ts';
import type { Axis, Definition } from '../../compiler/tensor/ir.ts';
import { allDiagnostics, type CompileFlags, compileProgram, hasErrors, printDiagnostics, readProgram, textsOf, type Compilation, type ProgramFile, type Settings } from '../compile.ts';
import { formatOf } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { newPart, outputNames, stringLiteral, withNewData, withOutputs } from '../rewrite.ts';
import { saySourceError } from '../say.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { asInRun, evaluateTrained } from '../trained.ts';

interface PredictFlags { readonly db: string; readonly data: Readonly<Record<string, string>>; readonly tensor?: string; readonly run?: number; readonly out: string; readonly set?: Settings; readonly allowRead?: readonly string[] }

export async function predictCommand(name: string, options: PredictFlags, terminal: Terminal): Promise<number> {
  formatOf(options.out);
  // The files of the command line are the user's own choice.
  const given: CompileFlags = { ...(options.set ? { set: options.set } : {}), db: options.db, allowRead: [...options.allowRead ?? [], ...Object.values(options.data)], out: path.dirname(options.out) };
  const flags = await asInRun(given, path.resolve(terminal.folder, options.db), options.run);
  const original = await readProgram(name, terminal, flags);
  const first = compileProgram(original, flags);
  const wrong = allDiagnostics(original, first);
  if (hasErrors(wrong)) {
    printDiagnostics(wrong, textsOf(original), terminal);
    return exitCode.wrongProgram;
  }
  const files = Object.fromEntries(Object.entries(options.data).map(([tensor, file]) => [tensor, path.resolve(terminal.folder, file)]));
  const wider = withNewData(original.source, files);
  const out = stringLiteral(path.resolve(terminal.folder, options.out));
  const candidates = options.tensor !== undefined ? [options.tensor] : outputNames(original);
  let failure: { program: ProgramFile; compilation: Compilation } | null = null;
  for (const tensor of candidates) {
    const source = withOutputs(wider, `export ${tensor} on ${newPart} to ${out}`);
    const program = await readProgram(name, terminal, flags, source);
    const compilation = compileProgram(program, flags);
    if (hasErrors(allDiagnostics(program, compilation))) {
      failure ??= { program, compilation };
      continue;
    }
    try {
      await evaluateTrained({ program, compilation, terminal, adapt: plan => countedFromZero(plan, compilation), listener: () => {}, signal: terminal.interruptible() }, path.resolve(terminal.folder, options.db), options.db, options.run);
    } catch (problem) {
      return saySourceError(problem, textsOf(program), terminal);
    }
    terminal.err(styleOf(terminal.errColor).dim(`wrote ${options.out}: ${tensor}\n`));
    return exitCode.fine;
  }
  if (!failure) throw usageError('the program exports and shows nothing that new data could change', 'say what to compute: --tensor NAME');
  printDiagnostics(allDiagnostics(failure.program, failure.compilation), textsOf(failure.program), terminal);
  return exitCode.wrongProgram;
}

/** New rows are numbered after those of the program's own parts; in the file they are rows 0, 1, … of the new data. */
function countedFromZero(plan: Plan, { program }: Compilation): Plan {
  const added = program?.indices.find(i => i.split === newPart);
  const tensor = program?.exports[0]?.tensors[0]?.tensor;
  if (!program || added?.domain.kind !== 'range' || tensor === undefined) return plan;
  const { lo } = added.domain;
  const definitions = program.definitions.flatMap((d): readonly Definition[] => (d.kind === 'recurrence' ? d.equations : [d]));
  const bound: readonly { readonly tensor: string; readonly axes: readonly Axis[] }[] = [...definitions.map(d => ({ tensor: d.bind, axes: d.axes })), ...program.inputs];
  const axes = bound.find(b => b.tensor === tensor)?.axes ?? [];
  const columns = [...axes.map(a => (a.index === added.name ? `${quoteIdentifier(a.column)} - ${lo} AS ${quoteIdentifier(a.column)}` : quoteIdentifier(a.column))), 'val'].join(', ');
  const keys = axes.map(a => quoteIdentifier(a.column)).join(', ');
  const shifted = (sql: string): string => (axes.length === 0 ? sql : `SELECT ${columns} FROM (${sql}) AS found ORDER BY ${keys}`);
  return { ...plan, exports: plan.exports.map(e => ({ ...e, sql: shifted(e.sql), tensors: e.tensors.map(t => ({ ...t, sql: shifted(t.sql) })) })) };
}
