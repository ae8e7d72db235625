// Array files by content: what a file is, its header, its elements.

import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { ColumnType, SourceHeader } from '../../compiler/catalog.ts';
import { type ArrayHeader, cellCount, checkLength, type DenseArray, elements, FormatError } from './array.ts';
import { gunzip, gunzipStart, isGzip } from './gz.ts';
import { idxHeader, isIdx, readIdx } from './idx.ts';
import { isNpy, npyHeader, readNpy } from './npy.ts';
import { isZip, npzHeaders, readNpz } from './npz.ts';

export type ArrayKind = 'npy' | 'npz' | 'idx';

/** Enough for any header; NumPy's own are a few hundred bytes. */
const startLength = 1 << 17;

function start(path: string): { readonly bytes: Uint8Array; readonly length: number } {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(startLength);
    const read = readSync(file, buffer, 0, startLength, 0);
    return { bytes: buffer.subarray(0, read), length: fstatSync(file).size };
  } finally {
    closeSync(file);
  }
}

const kindOf = (bytes: Uint8Array): ArrayKind | null => (isNpy(bytes) ? 'npy' : isZip(bytes) ? 'npz' : isIdx(bytes) ? 'idx' : null);

/** What kind of array file this is by its first bytes; null: none. Compressed files are looked into. Errors: those of the system. */
export function sniffArray(path: string): ArrayKind | null {
  const { bytes } = start(path);
  if (!isGzip(bytes)) return kindOf(bytes);
  try {
    return kindOf(gunzipStart(bytes));
  } catch (problem) {
    if (problem instanceof FormatError) return null;
    throw problem;
  }
}

/** Whether a file is compressed, by its first bytes. Errors: those of the system. */
export const startsAsGzip = (path: string): boolean => isGzip(start(path).bytes);

/** The header of an array file as the catalog has it. Errors: FormatError; those of the system. */
export function arrayHeader(path: string, kind: ArrayKind): SourceHeader {
  if (kind === 'npz') {
    const members = Object.entries(npzHeaders(whole(path)));
    return { kind: 'arrays', members: Object.fromEntries(members.map(([name, h]) => [name, { shape: h.shape, type: typeOf(h) }])) };
  }
  const first = start(path);
  const packed = isGzip(first.bytes);
  const bytes = packed ? gunzipStart(first.bytes) : first.bytes;
  const header = kind === 'npy' ? npyHeader(bytes) : idxHeader(bytes);
  if (!packed) checkLength(first.length, header.offset, header, kind === 'npy' ? '.npy' : 'IDX');
  return { kind: 'array', shape: header.shape, type: typeOf(header) };
}

const typeOf = (header: ArrayHeader): ColumnType => elements[header.element].type;

function whole(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return isGzip(bytes) ? gunzip(bytes) : bytes;
}

/** The bytes of an array file. Of a compressed one no more is unpacked than its header says that there is, and one byte. */
function unpacked(bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const first = gunzipStart(bytes.subarray(0, startLength));
  const kind = kindOf(first);
  if (kind !== 'npy' && kind !== 'idx') return gunzip(bytes);
  const header = kind === 'npy' ? npyHeader(first) : idxHeader(first);
  return gunzip(bytes, Math.min(Number.MAX_SAFE_INTEGER, header.offset + cellCount(header.shape) * elements[header.element].bytes + 1));
}

/** An array file, or one array of an archive. Errors: FormatError; those of the system. */
export function readArray(path: string, member: string | null): DenseArray {
  const bytes = unpacked(readFileSync(path));
  const kind = kindOf(bytes);
  switch (kind) {
    case 'npy': return readNpy(bytes);
    case 'idx': return readIdx(bytes);
    case 'npz': {
      if (member === null) throw new FormatError('it holds several arrays, and none of them is named');
      return readNpz(bytes, member);
    }
    case null: throw new FormatError('it is no array file: .npy, .npz and IDX files are');
  }
}
