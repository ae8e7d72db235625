/** A place in a source file: character offsets, `end` exclusive. */
export interface Span {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A source text with the name it is reported under. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export const noSpan: Span = { file: '<built-in>', start: 0, end: 0 };

/** The smallest span that covers both; they must be in one file. */
export const joinSpans = (a: Span, b: Span): Span => ({ file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) });

/** 1-based line and column of an offset. */
export function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: [...before.slice(before.lastIndexOf('\n') + 1)].length + 1 };
}

/** Marks a branch that the types say cannot be reached: reaching it is a bug of the compiler. */
export function unreachable(value: never, what = 'case'): never {
  throw new InternalError(`unexpected ${what}: ${JSON.stringify(value)}`);
}

/** A bug of the compiler, never of the user's program (exit code 70). */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
