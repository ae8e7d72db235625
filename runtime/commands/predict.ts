// tsql predict: a trained program on new data.

import path from 'node:path';
import { allDiagnostics, compileProgram, hasErrors, printDiagnostics, readProgram, textsOf, type Compilation, type ProgramFile, type Settings } from '../compile.ts';
import { formatOf } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { newPart, outputNames, stringLiteral, withNewData, withOutputs } from '../rewrite.ts';
import { saySourceError } from '../say.ts';
import { styleOf, type Terminal } from '../terminal.ts';
import { evaluateTrained } from '../trained.ts';

interface PredictFlags { readonly db: string; readonly data: Readonly<Record<string, string>>; readonly tensor?: string; readonly run?: number; readonly out: string; readonly set?: Settings }

export async function predictCommand(name: string, options: PredictFlags, terminal: Terminal): Promise<number> {
  formatOf(options.out);
  const flags = { ...(options.set ? { set: options.set } : {}), db: options.db };
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
  const candidates = options.tensor !== undefined ? [options.tensor] : outputNames(original.source);
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
      await evaluateTrained({ program, compilation, terminal, listener: () => {}, signal: terminal.interruptible() }, path.resolve(terminal.folder, options.db), options.db, options.run);
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
