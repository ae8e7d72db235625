// From a file to a compilation: reads the program, the modules it imports and the headers of its data, and hands them to
// the compiler, which reads nothing itself.

import { access, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog, SourceRequests } from '../compiler/catalog.ts';
import { type Diagnostic, diagnostic } from '../compiler/diagnostics.ts';
import { expand } from '../compiler/expand/expand.ts';
import { compile, type LayoutChoice, type Parsed, type Precision, sources } from '../compiler/index.ts';
import { render, renderJson, type SourceText } from '../compiler/render.ts';
import type { Source } from '../compiler/source.ts';
import { library } from '../compiler/generated/library.ts';
import type { Prices } from '../compiler/cost/prices.ts';
import { readPrices } from './prices.ts';
import { CommandError, exitCode, inputError, usageError } from './failure.ts';
import { type TimeLimit, unlimited } from './limits.ts';
import { type Reach, type ReachFlags, reachOf, unreadable } from './reach.ts';
import { styleOf, type Terminal } from './terminal.ts';

export type Compilation = ReturnType<typeof compile>;
export type Settings = Readonly<Record<string, number | string | boolean>>;

export interface CompileFlags extends ReachFlags {
  readonly set?: Settings;
  readonly seed?: number;
  readonly steps?: number;
  /** false: do not look at data files */
  readonly data?: boolean;
  /** database whose tables the program may read */
  readonly db?: string;
  readonly dialect?: string;
  readonly dtype?: Precision;
  readonly layout?: LayoutChoice;
  /** a file of prices to choose layouts by, instead of those in the user's settings */
  readonly prices?: string;
  /** what the engine may use while it looks at data, such as `2GB` */
  readonly memory?: string;
  /** each equation of a step by itself, its weights looked at after every step */
  readonly detectAnomaly?: boolean;
}

/** A program with everything that the compiler is to be told about it. */
export interface ProgramFile {
  readonly source: Source;
  readonly parsed: Parsed;
  /** relative paths of the program are relative to this folder */
  readonly folder: string;
  readonly modules: Readonly<Record<string, string>>;
  /** what was wrong before compiling: syntax, modules and data that cannot be read */
  readonly diagnostics: readonly Diagnostic[];
  readonly catalog: Catalog | null;
  /** what it may read and where it may write */
  readonly reach: Reach;
  /** the files that it reads, as the engine is told of them */
  readonly granted: readonly string[];
}

/** The text of a program; `-` is standard input. Errors (exit code 1): there is no such file, it is no text. */
export async function readSource(name: string, terminal: Pick<Terminal, 'folder' | 'input'>): Promise<{ readonly source: Source; readonly folder: string }> {
  if (name === '-') return { source: { file: '<stdin>', text: await terminal.input() }, folder: terminal.folder };
  const file = path.resolve(terminal.folder, name);
  try {
    return { source: { file: name, text: decode(await readFile(file), name) }, folder: path.dirname(file) };
  } catch (problem) {
    if (problem instanceof CommandError) throw problem;
    const code = (problem as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const near = await access(`${file}.tsql`).then(() => `${name}.tsql`, () => null);
      throw inputError(`there is no file ${name}`, near === null ? '' : `${near} is there`);
    }
    if (code === 'EISDIR') throw inputError(`${name} is a folder, not a program`);
    if (code === 'EACCES' || code === 'EPERM') throw inputError(`${name} cannot be read: permission denied`);
    throw problem;
  }
}

/** UTF-8 without a byte order mark. Errors: bytes that are no UTF-8, or a binary file. */
function decode(bytes: Uint8Array, name: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw inputError(`${name} is not a text file in UTF-8`);
  }
  if (text.includes('\u0000')) throw inputError(`${name} is not a text file: it has NUL characters`);
  return text;
}

/**
 * Reads what a program names: modules (theirs, too), headers of data. What cannot be read is told by diagnostics, so that
 * all that is wrong is reported in one go. `variant`: a changed text to take instead of the file's. Errors: those of `readSource`; that of
 * `time`.
 */
export async function readProgram(name: string, terminal: Pick<Terminal, 'folder' | 'input'>, flags: CompileFlags, variant: Source | null = null, time: TimeLimit = unlimited): Promise<ProgramFile> {
  const { source, folder } = variant
    ? { source: variant, folder: name === '-' ? terminal.folder : path.dirname(path.resolve(terminal.folder, name)) }
    : await readSource(name, terminal);
  const modules: Record<string, string> = {};
  const reach = reachOf(folder, flags, terminal.folder);
  const refused: Diagnostic[] = [];
  const wanted = sources(source);
  const read = async (requests: SourceRequests, base: string): Promise<void> => {
    for (const request of requests.modules) {
      time.at('the modules of the program were still being read');
      const id = path.posix.isAbsolute(request.path) ? path.posix.normalize(request.path) : path.posix.join(base, request.path);
      if (request.path in library || id in modules) continue;
      const outside = unreadable(reach, id, path.resolve(folder, id));
      if (outside) {
        refused.push(diagnostic('error', 'out-of-reach', request.span, outside.message, { hints: outside.hints }));
        continue;
      }
      // A module that cannot be read is left out: the compiler says where it is asked for.
      const file = path.resolve(folder, id);
      // Nothing but a file comes to an end for sure.
      const plain = await stat(file).then(found => found.isFile(), () => false);
      const text = plain ? await readFile(file).then(bytes => decode(bytes, id), () => null) : null;
      if (text === null) continue;
      modules[id] = text;
      await read(sources({ file: id, text }).requests, path.posix.dirname(id));
    }
  };
  await read(wanted.requests, '.');
  if (flags.data === false || wanted.requests.data.length === 0) return { source, parsed: wanted.parsed, folder, modules, diagnostics: refused, catalog: null, reach, granted: [] };
  const { readHeaders } = await import('./headers.ts');
  const found = await readHeaders(wanted.requests, reach, flags.db === undefined ? null : path.resolve(terminal.folder, flags.db), flags.memory ?? null, time);
  return { source, parsed: wanted.parsed, folder, modules, ...found, diagnostics: [...refused, ...found.diagnostics], reach };
}

/** Compiles what `readProgram` read. Errors: a setting or a dialect that there is not (exit code 2); that of `time`. */
export function compileProgram(program: ProgramFile, flags: CompileFlags, prices: Prices | null = null, time: TimeLimit = unlimited): Compilation {
  if (flags.set) refuseUnknownSettings(program, Object.keys(flags.set));
  return compile(program.source, {
    parsed: program.parsed,
    ...(program.catalog ? { catalog: program.catalog } : {}),
    modules: program.modules,
    ...(flags.set ? { settings: flags.set } : {}),
    ...(flags.seed !== undefined ? { seed: flags.seed } : {}),
    ...(flags.steps !== undefined ? { steps: flags.steps } : {}),
    dialect: dialectOf(flags.dialect),
    ...(flags.dtype !== undefined ? { dtype: flags.dtype } : {}),
    ...(flags.layout !== undefined ? { layout: flags.layout } : {}),
    ...(prices ? { prices } : {}),
    ...(flags.detectAnomaly ? { apart: true } : {}),
    ...(time === unlimited ? {} : { pause: () => time.at('the program was still being compiled') }),
  });
}

/** The program's settings and those that it imports by name. */
function refuseUnknownSettings({ source, parsed, modules }: ProgramFile, names: readonly string[]): void {
  const known = expand(parsed.module, modules).module.items.flatMap(i => (i.kind === 'setting' && !i.name.text.includes(':') ? [i.name.text] : []));
  const unknown = names.find(n => !known.includes(n));
  if (unknown !== undefined) throw usageError(`${source.file} has no setting ${unknown}`, known.length > 0 ? `its settings: ${known.join(', ')}` : `setting ${unknown} = 1   in the program declares one`);
}

/** All that is wrong: a source that cannot be read is told once, not again by what the compiler then does not know of it. */
export function allDiagnostics(program: ProgramFile, compilation: Compilation): readonly Diagnostic[] {
  const unread = hasErrors(program.diagnostics);
  const told = (d: Diagnostic): boolean => d.code === 'import' && program.diagnostics.some(p => p.code === 'out-of-reach' && p.span.file === d.span.file && p.span.start === d.span.start);
  return [...program.diagnostics, ...compilation.diagnostics.filter(d => !told(d) && (!unread || (d.code !== 'data-missing' && d.code !== 'unsized-index' && d.code !== 'data-mapping')))];
}

/** The dialects that there are. Errors (exit code 2): another name. */
function dialectOf(name: string | undefined): 'duckdb' {
  if (name !== undefined && name !== 'duckdb') throw new CommandError(exitCode.wrongUsage, `there is no dialect ${name}`, ['dialects: duckdb']);
  return 'duckdb';
}

/** The texts that diagnostics of a program can point into. */
export const textsOf = (program: Pick<ProgramFile, 'source' | 'modules'>): SourceText => file =>
  file === program.source.file ? program.source.text : (program.modules[file] ?? library[file] ?? null);

/** Prints diagnostics and how many there are: as code frames on standard error, or as JSON lines on standard output. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], texts: SourceText, terminal: Terminal, json = false): void {
  if (diagnostics.length === 0) return;
  if (json) {
    terminal.out(renderJson(diagnostics, texts));
    return;
  }
  const style = styleOf(terminal.errColor);
  terminal.err(`${render(diagnostics, texts, { color: terminal.errColor })}\n`);
  const errors = diagnostics.filter(d => d.severity === 'error');
  const count = (n: number, what: string): string => (n === 0 ? '' : `${n} ${what}${n === 1 ? '' : 's'}`);
  const total = [count(errors.length, 'error'), count(diagnostics.length - errors.length, 'warning')].filter(t => t !== '').join(', ');
  const first = errors[0] ?? diagnostics[0]!;
  terminal.err(`${errors.length > 0 ? style.red(total) : style.yellow(total)}; more on the first: tsql help ${first.code}\n`);
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean => diagnostics.some(d => d.severity === 'error');

/**
 * Reads and compiles a program and prints what there is to say about it. Null if it has errors: the command ends with exit
 * code 1.
 */
export async function compileFile(name: string, terminal: Terminal, flags: CompileFlags, json = false, time: TimeLimit = unlimited): Promise<{ readonly program: ProgramFile; readonly compilation: Compilation; readonly diagnostics: readonly Diagnostic[] } | null> {
  const program = await readProgram(name, terminal, flags, null, time);
  const compilation = compileProgram(program, flags, await readPrices(flags.prices, terminal), time);
  const diagnostics = allDiagnostics(program, compilation);
  printDiagnostics(diagnostics, textsOf(program), terminal, json);
  return hasErrors(diagnostics) ? null : { program, compilation, diagnostics };
}
