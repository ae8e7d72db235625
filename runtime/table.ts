// Results of queries as text for a terminal: `name = value`, columns, or a matrix.

import { displayWidth, printable } from '../compiler/width.ts';
import type { Result, Value } from './database.ts';

export interface Column { readonly name: string; readonly values: readonly Value[] }

/** A result of rows as columns. */
export const columnsOfResult = (result: Result): readonly Column[] => result.columns.map((c, k) => ({ name: c.name, values: result.rows.map(row => row[k] ?? null) }));

/** A number for people: at most `digits` significant digits, exponent form where a plain one would be long. */
export function formatNumber(value: number, digits = 6): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) return value.toExponential(Math.max(0, digits - 1)).replace(/\.?0+e/, 'e').replace('e+', 'e');
  return String(Number(value.toPrecision(digits)));
}

/** Any value for people, on one line; null is a middle dot. */
export function formatValue(value: Value, digits = 6): string {
  if (value === null) return '·';
  if (typeof value === 'number') return formatNumber(value, digits);
  return printable(String(value)).replace(/[\n\t]/g, ' ');
}

const isNumeric = (values: readonly Value[]): boolean => values.every(v => v === null || typeof v === 'number' || typeof v === 'bigint');

/**
 * Numbers of a column to one precision, so that they can be compared down the column: as many decimals as `digits`
 * significant ones of the largest need, without zeros at the end that all share.
 */
function formatColumn(values: readonly Value[], digits: number): readonly string[] {
  const numbers = values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
  const largest = numbers.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const smallest = numbers.reduce((m, v) => (v === 0 ? m : Math.min(m, Math.abs(v))), Infinity);
  if (numbers.every(Number.isInteger) || largest >= 1e15 || largest < 1e-4 || smallest < largest * 10 ** -digits) return values.map(v => formatValue(v, digits));
  const decimals = Math.max(0, Math.min(20, digits - 1 - Math.floor(Math.log10(largest))));
  const zeros = numbers.reduce((least, v) => Math.min(least, /\.\d*?(0*)$/.exec(v.toFixed(decimals))?.[1]!.length ?? 0), decimals);
  return values.map(v => (typeof v === 'number' && Number.isFinite(v) ? Number(v.toFixed(decimals)).toFixed(decimals - zeros) : formatValue(v, digits)));
}

const pad = (text: string, width: number, right: boolean): string => {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
};

/** Columns of text with a heading and a rule under it; numbers stand to the right. Every line ends with a newline. */
export function formatTable(columns: readonly Column[], options: { readonly digits?: number; readonly bold?: (text: string) => string } = {}): string {
  const bold = options.bold ?? (text => text);
  const cells = columns.map(c => formatColumn(c.values, options.digits ?? 6));
  const heads = columns.map(c => printable(c.name).replace(/[\n\t]/g, ' '));
  const right = columns.map(c => isNumeric(c.values));
  const widths = columns.map((_, k) => Math.max(displayWidth(heads[k]!), ...cells[k]!.map(displayWidth)));
  const rows = columns[0]?.values.length ?? 0;
  const line = (texts: readonly string[]): string => `  ${texts.map((t, k) => pad(t, widths[k]!, right[k]!)).join('  ')}`.trimEnd();
  const out = [bold(line(heads)), `  ${widths.map(w => '─'.repeat(w)).join('  ')}`];
  for (let r = 0; r < rows; r++) out.push(line(cells.map(c => c[r]!)));
  return `${out.join('\n')}\n`;
}

/** How much of a tensor is printed before the rest is only counted. */
export interface TensorLimits { readonly rows: number; readonly across: number }
export const defaultLimits: TensorLimits = { rows: 20, across: 10 };

/**
 * A tensor whose last column is its value and whose others are keys. No key: `name = value unit`. Two keys of which the
 * second has few values: a matrix. Otherwise a table. Rows over the limit are counted, not printed.
 */
export function formatTensor(label: string, columns: readonly Column[], unit: string | null, options: { readonly limits?: TensorLimits; readonly bold?: (text: string) => string } = {}): string {
  const limits = options.limits ?? defaultLimits;
  const bold = options.bold ?? (text => text);
  const keys = columns.slice(0, -1);
  const value = columns.at(-1)!;
  const rows = value.values.length;
  const name = printable(label).replace(/[\n\t]/g, ' ');
  const suffix = unit ? ` ${printable(unit)}` : '';
  if (keys.length === 0) return `${bold(name)} = ${rows === 0 ? '(no value)' : formatValue(value.values[0]!)}${rows === 0 ? '' : suffix}\n`;
  const title = `${bold(name)}${name.includes('[') ? '' : `[${keys.map(k => printable(k.name)).join(', ')}]`}${unit ? ` in${suffix}` : ''}`;
  if (rows === 0) return `${title}: no rows\n`;
  const matrix = keys.length === 2 ? asMatrix(keys[0]!, keys[1]!, value, limits.across) : null;
  const shown = matrix ?? columns;
  const all = shown[0]!.values.length;
  const cut = shown.map(c => ({ name: c.name, values: c.values.slice(0, limits.rows) }));
  const rest = all > limits.rows ? `  … ${all - limits.rows} more rows\n` : '';
  return `${title}\n${formatTable(cut, { bold })}${rest}`;
}

/** Rows of two keys as one row a first key and one column a second key; null if there are more than `across` of those. */
function asMatrix(first: Column, second: Column, value: Column, across: number): readonly Column[] | null {
  const text = (v: Value): string => formatValue(v);
  const heads = new Map<string, Value>();
  for (const v of second.values) {
    heads.set(text(v), v);
    if (heads.size > across) return null;
  }
  const sides = new Map<string, Value>();
  first.values.forEach(v => sides.set(text(v), v));
  const cells = new Map<string, Value>();
  value.values.forEach((v, r) => cells.set(JSON.stringify([text(first.values[r]!), text(second.values[r]!)]), v));
  return [
    { name: `${first.name} \\ ${second.name}`, values: [...sides.values()] },
    ...[...heads.keys()].map(h => ({ name: h, values: [...sides.keys()].map(s => cells.get(JSON.stringify([s, h])) ?? null) })),
  ];
}
