// Why a source of data cannot be read.

import type { Code } from '../compiler/catalogue.ts';

/** A source cannot be read, or may not be; told at the place that names it. */
export class Unreadable extends Error {
  constructor(message: string, readonly hints: readonly string[] = [], readonly note: string | null = null, readonly code: Code & ('data-missing' | 'out-of-reach') = 'data-missing') { super(message); }
}
