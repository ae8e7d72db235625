// Pieces of SQL text that loading is written with.

import type { ColumnType } from '../catalog.ts';
import { quoteString } from '../quote.ts';

const lineWidth = 110;

/** Items with commas between them, in lines of bearable length; `indent` starts each line but the first. */
export function flow(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = '';
  items.forEach((text, k) => {
    const piece = k + 1 < items.length ? `${text},` : text;
    if (line !== '' && indent.length + line.length + 1 + piece.length > lineWidth) { lines.push(line); line = piece; }
    else line = line === '' ? piece : `${line} ${piece}`;
  });
  return [...lines, line].join(`\n${indent}`);
}

/** A value as a literal of the column it goes into. Fractions have an exponent: without one they would be decimals, and round. */
export function literal(value: number | string | boolean, type: ColumnType): string {
  if (typeof value === 'boolean') return type === 'real' || type === 'f32' || type === 'int' ? (value ? '1' : '0') : String(value);
  if (typeof value === 'string') return quoteString(value);
  if (type === 'text' || type === 'date') return quoteString(String(value));
  if (type === 'bool') return value === 0 ? 'false' : 'true';
  if (Number.isNaN(value)) return "'nan'::DOUBLE";
  if (!Number.isFinite(value)) return value > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE";
  const text = Object.is(value, -0) ? '-0e0' : String(value);
  return (Number.isSafeInteger(value) && !Object.is(value, -0)) || text.includes('e') ? text : `${text}e0`;
}

/** Text that stands for itself in a message with `{placeholders}`. */
export const verbatim = (text: string): string => text.replace(/[{}]/g, '$&$&');

/** The text of a message, its placeholders filled; braces written twice stand for themselves. */
export const fill = (template: string, values: (name: string) => string): string =>
  template.replace(/\{\{|\}\}|\{(\w+)\}/g, (found, name: string | undefined) => (name === undefined ? found[0]! : values(name)));
