// A second look at a text file of rows, when something is wrong with it: at which line.
// Rules of quoting: RFC 4180.

import { isUtf8 } from 'node:buffer';

export type CsvFault =
  | { readonly kind: 'encoding'; readonly line: number }
  | { readonly kind: 'quote'; readonly line: number }
  | { readonly kind: 'width'; readonly line: number; readonly found: number; readonly expected: number };

const quote = 0x22;
const newline = 0x0a;
const carriageReturn = 0x0d;

interface Record { readonly line: number; readonly fields: number; readonly bytes: number; readonly closed: boolean }

const delimiters: readonly number[] = [0x2c, 0x3b, 0x09, 0x7c];

/** Records of a file, lines counted from 1; blank lines are records of no bytes. `delimiter`: a byte, or null for any. */
function* records(bytes: Uint8Array, delimiter: number | null): Generator<Record> {
  let line = 1;
  let start = 0;
  let first = 1;
  let fields = 1;
  let quoted = false;
  let fieldStart = true;
  const end = bytes.length;
  for (let k = 0; k < end; k++) {
    const byte = bytes[k]!;
    if (quoted) {
      if (byte === newline) line++;
      else if (byte === quote) { if (bytes[k + 1] === quote) k++; else quoted = false; }
      continue;
    }
    if (byte === quote && fieldStart) { quoted = true; fieldStart = false; }
    else if (delimiter === null ? delimiters.includes(byte) : byte === delimiter) { fields++; fieldStart = true; }
    else if (byte === newline || byte === carriageReturn) {
      yield { line: first, fields, bytes: k - start, closed: true };
      if (byte === carriageReturn && bytes[k + 1] === newline) k++;
      line++;
      start = k + 1; first = line; fields = 1; fieldStart = true;
    } else fieldStart = false;
  }
  if (start < end) yield { line: first, fields, bytes: end - start, closed: !quoted };
}

/** What is wrong with a file of rows whose fields are separated by `delimiter`; null: nothing of what is looked for. */
export function csvFault(bytes: Uint8Array, delimiter: string): CsvFault | null {
  if (!isUtf8(bytes)) {
    let line = 1;
    let start = 0;
    for (let k = 0; k <= bytes.length; k++) {
      if (k < bytes.length && bytes[k] !== newline) continue;
      if (!isUtf8(bytes.subarray(start, k))) return { kind: 'encoding', line };
      line++; start = k + 1;
    }
    return { kind: 'encoding', line: 1 };
  }
  let expected: number | null = null;
  for (const record of records(bytes, delimiter.charCodeAt(0))) {
    if (!record.closed) return { kind: 'quote', line: record.line };
    if (record.bytes === 0) continue;
    expected ??= record.fields;
    if (record.fields !== expected) return { kind: 'width', line: record.line, found: record.fields, expected };
  }
  return null;
}

/** The line at which a record starts; the header is record 1. A blank line is a row without a value if there is one column, else nothing. */
export function lineOfRecord(bytes: Uint8Array, record: number): number {
  let count = 0;
  let columns = 0;
  for (const r of records(bytes, null)) {
    if (r.bytes === 0 && columns !== 1) continue;
    if (count === 0) columns = r.fields;
    if (++count === record) return r.line;
  }
  return record;
}
