// tsql compile, grad: what the compiler says about a program, as text.

import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import { compileFile, type CompileFlags, textsOf } from '../compile.ts';
import { whole } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { withTimeout } from '../limits.ts';
import { giveUp, saySourceError } from '../say.ts';
import type { Terminal } from '../terminal.ts';

const stages = ['ast', 'tensor', 'gradient', 'plan', 'sql', 'json'] as const;

interface CompileOptions extends CompileFlags { readonly output?: string; readonly emit: string; readonly singleQuery?: boolean; readonly forward?: boolean; readonly timeout?: number }

export async function compileCommand(name: string, options: CompileOptions, terminal: Terminal): Promise<number> {
  const stage = stages.find(s => s === options.emit);
  if (!stage) throw usageError(`there is no stage ${options.emit}`, `stages: ${stages.join(', ')}`);
  if (options.singleQuery && options.forward) throw usageError('--single-query and --forward exclude each other');
  if ((options.singleQuery || options.forward) && stage !== 'sql') throw usageError(`--${options.singleQuery ? 'single-query' : 'forward'} is SQL: leave --emit out`);
  return print(name, options, terminal, c => (options.singleQuery ? c.singleQuery() : options.forward ? c.forward() : c.emit(stage)));
}

export const gradCommand = (name: string, options: CompileFlags & { output?: string }, terminal: Terminal): Promise<number> => print(name, options, terminal, c => c.gradient());

async function print(name: string, options: CompileFlags & { readonly output?: string; readonly timeout?: number }, terminal: Terminal, text: (compilation: NonNullable<Awaited<ReturnType<typeof compileFile>>>['compilation']) => string): Promise<number> {
  const found = await withTimeout(options.timeout, time => compileFile(name, terminal, options, false, time), giveUp(terminal));
  if (!found) return exitCode.wrongProgram;
  let out: string;
  try {
    out = text(found.compilation).replace(/\n*$/, '\n');
  } catch (problem) {
    return saySourceError(problem, textsOf(found.program), terminal);
  }
  if (options.output === undefined) terminal.out(out);
  else await whole(path.resolve(terminal.folder, options.output), temporary => writeFile(temporary, out));
  return exitCode.fine;
}
