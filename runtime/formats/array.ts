// Dense arrays as files hold them: a shape, a type of element, and the elements in one run.

import { endianness } from 'node:os';
import type { ColumnType } from '../../compiler/catalog.ts';
import type { TypedArray } from '../database.ts';

/** A file is not what it claims to be, or is cut short. The message names what was expected. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** Types of elements, named as NumPy does: kind and bytes. */
export type ElementName = 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8' | 'b1';

interface Element { readonly bytes: number; readonly type: ColumnType; readonly words: string; readonly over: (buffer: ArrayBuffer, offset: number, length: number) => TypedArray }

export const elements: Readonly<Record<ElementName, Element>> = {
  f4: { bytes: 4, type: 'real', words: '32-bit real', over: (b, o, n) => new Float32Array(b, o, n) },
  f8: { bytes: 8, type: 'real', words: '64-bit real', over: (b, o, n) => new Float64Array(b, o, n) },
  i1: { bytes: 1, type: 'int', words: '8-bit integer', over: (b, o, n) => new Int8Array(b, o, n) },
  i2: { bytes: 2, type: 'int', words: '16-bit integer', over: (b, o, n) => new Int16Array(b, o, n) },
  i4: { bytes: 4, type: 'int', words: '32-bit integer', over: (b, o, n) => new Int32Array(b, o, n) },
  i8: { bytes: 8, type: 'int', words: '64-bit integer', over: (b, o, n) => new BigInt64Array(b, o, n) },
  u1: { bytes: 1, type: 'int', words: '8-bit unsigned integer', over: (b, o, n) => new Uint8Array(b, o, n) },
  u2: { bytes: 2, type: 'int', words: '16-bit unsigned integer', over: (b, o, n) => new Uint16Array(b, o, n) },
  u4: { bytes: 4, type: 'int', words: '32-bit unsigned integer', over: (b, o, n) => new Uint32Array(b, o, n) },
  u8: { bytes: 8, type: 'int', words: '64-bit unsigned integer', over: (b, o, n) => new BigUint64Array(b, o, n) },
  b1: { bytes: 1, type: 'bool', words: 'truth value', over: (b, o, n) => new Uint8Array(b, o, n) },
};

export interface ArrayHeader {
  readonly shape: readonly number[];
  readonly element: ElementName;
  /** the first dimension varies fastest; else the last does */
  readonly fortran: boolean;
}

export interface DenseArray extends ArrayHeader { readonly data: TypedArray }

export const cellCount = (shape: readonly number[]): number => shape.reduce((n, extent) => n * extent, 1);

export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'one value' : shape.join(' × '));

const hostOrder = endianness();

/**
 * The elements of an array that start at `offset`. Errors: FormatError if there are not exactly as many bytes as the
 * shape asks for.
 */
export function elementsOf(bytes: Uint8Array, offset: number, header: ArrayHeader, order: 'LE' | 'BE', format: string): TypedArray {
  const element = elements[header.element];
  const count = cellCount(header.shape);
  checkLength(bytes.length, offset, header, format);
  // a copy: a Buffer's own slice would share the pool that it lies in
  const own = Uint8Array.from(bytes.subarray(offset, offset + count * element.bytes));
  if (order !== hostOrder && element.bytes > 1) swapBytes(own, element.bytes);
  return element.over(own.buffer as ArrayBuffer, 0, count);
}

/** Refuses a file whose length differs from what its header promises. */
export function checkLength(length: number, offset: number, header: ArrayHeader, format: string): void {
  const element = elements[header.element];
  const expected = offset + cellCount(header.shape) * element.bytes;
  if (length < expected) throw new FormatError(`it is cut short: ${shapeText(header.shape)} elements (${element.words}) of an ${format} file need ${expected} bytes, there are ${length}`);
  if (length > expected) throw new FormatError(`it is longer than its header says: ${shapeText(header.shape)} elements (${element.words}) of an ${format} file are ${expected} bytes, there are ${length}`);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}
