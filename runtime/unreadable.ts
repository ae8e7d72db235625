// Why a source of data cannot be read.

import type { Code } from '../compiler/catalogue.ts';

/** A source cannot be read, or may not be; told at the place that names it. */
export class Unreadable extends Error {
  constructor(message: string, readonly hints: readonly string[] = [], readonly note: string | null = null, readonly code: Code & ('data-missing' | 'out-of-reach') = 'data-missing') { super(message); }
}

/** A value of a file as it stands in a message. */
export const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};
