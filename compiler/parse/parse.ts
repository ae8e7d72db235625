import type { Item, Module } from '../ast.ts';
import { type Diagnostic, diagnostic } from '../diagnostics.ts';
import type { Source } from '../source.ts';
import { reader } from './reader.ts';

export interface Parsed { readonly module: Module; readonly diagnostics: readonly Diagnostic[] }

/** Parses a program; what cannot be read is left out and reported. */
export function parse(source: Source): Parsed {
  const { file, text } = source;
  const whole = reader().read(text, 'Program', file, 0);
  if (whole.kind === 'read') return { module: { file, items: whole.nodes as readonly Item[] }, diagnostics: whole.problems };
  const at = (whole.match as unknown as { getRightmostFailurePosition(): number }).getRightmostFailurePosition();
  return { module: { file, items: [] }, diagnostics: [diagnostic('error', 'syntax', { file, start: at, end: Math.min(at + 1, text.length) }, 'this is not tsql', { note: 'unexpected' })] };
}
