// Diagnostics as short lines, to compare with what is expected.

import type { Diagnostic } from '../../compiler/diagnostics.ts';
import { position } from '../../compiler/source.ts';

/** `line:column 'what is underlined' message (note) {hint} {hint}`, with the code in front where it is not `syntax`. */
export const messages = (diagnostics: readonly Diagnostic[], text: string): string[] => diagnostics.map(d => {
  const { line, column } = position(text, d.span.start);
  const parts = [`${line}:${column}`, `<${text.slice(d.span.start, d.span.end)}>`, d.code === 'syntax' ? d.message : `${d.code}: ${d.message}`];
  if (d.note !== null) parts.push(`(${d.note})`);
  return [...parts, ...d.hints.map(h => `{${h}}`)].join(' ');
});
