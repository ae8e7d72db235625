// tsql fmt: programs in the usual form.

import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { format } from '../../compiler/index.ts';
import { hasErrors, printDiagnostics, readSource } from '../compile.ts';
import { whole } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Exit code 1 if a program cannot be read or, with --check, is not in the usual form. */
export async function fmtCommand(names: readonly string[], options: { readonly check?: boolean; readonly write?: boolean }, terminal: Terminal): Promise<number> {
  if (options.check && options.write) throw usageError('--check and --write exclude each other');
  if (options.write && names.includes('-')) throw usageError('standard input cannot be rewritten: leave --write out');
  let code: number = exitCode.fine;
  for (const name of names) {
    const { source } = await readSource(name, terminal);
    const { text, diagnostics } = format(source);
    printDiagnostics(diagnostics, file => (file === source.file ? source.text : null), terminal);
    if (hasErrors(diagnostics)) code = exitCode.wrongProgram;
    else if (options.check) {
      if (text === source.text) continue;
      terminal.err(`${name} is not in the usual form\n`);
      code = exitCode.wrongProgram;
    } else if (options.write) {
      if (text !== source.text) await whole(path.resolve(terminal.folder, name), temporary => writeFile(temporary, text));
    } else terminal.out(text);
  }
  return code;
}
