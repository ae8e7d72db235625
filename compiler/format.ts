// `tsql fmt`, and programs as text.

import type { Diagnostic } from './diagnostics.ts';
import { canonical } from './format/lines.ts';
import { parse } from './parse/parse.ts';
import { tokenize } from './parse/tokens.ts';
import { InternalError, type Source } from './source.ts';

export { printExpr, printItem } from './format/print.ts';

/**
 * A program in canonical layout: spaces, indentation, aligned comments, at most one blank line; line breaks and comments
 * stay where they are. Formatting twice changes nothing more, and the result reads as the same program.
 * A text with syntax errors comes back unchanged, with its errors.
 */
export function format(source: Source): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const { diagnostics } = parse(source);
  if (diagnostics.length) return { text: source.text, diagnostics };
  const tokens = tokenize(source.text);
  const text = canonical(source.text, tokens);
  const words = (of: readonly { readonly text: string }[]): string => of.map(t => t.text.replaceAll('\r\n', '\n')).join('\u0000');
  if (words(tokenize(text)) !== words(tokens)) throw new InternalError(`formatting ${source.file} would change it`);
  return { text, diagnostics };
}
