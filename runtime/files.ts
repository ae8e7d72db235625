// Paths of a program as paths of the system.

import path from 'node:path';
import type { FileLiteral } from '../compiler/plan.ts';
import { literalPattern, quotePath, quoteString } from '../compiler/quote.ts';
import { InternalError } from '../compiler/source.ts';

/** The absolute path of a file that a program names; it is one file, whatever its name looks like. */
export const resolveFile = (folder: string, file: string): string => path.resolve(folder, file);

/** An absolute path as the argument of a reading function. */
export const pathLiteral = (absolute: string): string => quotePath(path.sep === '\\' ? absolute.replaceAll('\\', '/') : absolute);

/** An absolute path as the engine reads it in such an argument. */
export const pathPattern = (absolute: string): string => literalPattern(path.sep === '\\' ? absolute.replaceAll('\\', '/') : absolute);

/** The text of a statement with absolute paths where it names files. */
export function withFiles(sql: string, files: readonly FileLiteral[], folder: string): string {
  let text = '';
  let end = 0;
  for (const file of files) {
    if (!/^'[\s\S]*'$/.test(sql.slice(file.start, file.end))) throw new InternalError(`no file is named at ${file.start} of: ${sql}`);
    text += sql.slice(end, file.start) + (file.pattern ? pattern(folder, file.path) : pathLiteral(resolveFile(folder, file.path)));
    end = file.end;
  }
  return text + sql.slice(end);
}

/** The folder is literal, what the user wrote may be a pattern. */
function pattern(folder: string, written: string): string {
  const quoted = pathLiteral(path.resolve(folder) + path.sep);
  return `${quoted.slice(0, -1)}${quoteString(written).slice(1)}`;
}
