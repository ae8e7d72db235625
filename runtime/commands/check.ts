// tsql check: all that is wrong with a program, and nothing else.

import { compileFile, type CompileFlags } from '../compile.ts';
import { exitCode } from '../failure.ts';
import { styleOf, type Terminal } from '../terminal.ts';

export async function checkCommand(name: string, options: CompileFlags & { readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const found = await compileFile(name, terminal, options, options.json ?? false);
  if (!found) return exitCode.wrongProgram;
  if (!options.json && found.diagnostics.length === 0) terminal.err(`${styleOf(terminal.errColor).green('ok')}: ${name} has no errors\n`);
  return exitCode.fine;
}
