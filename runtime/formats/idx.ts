// IDX, the format of the MNIST files: two zero bytes, the type of element, the number of dimensions, each extent as a
// big-endian 32-bit integer, the elements, big-endian.

import { type ArrayHeader, type DenseArray, type ElementName, elementsOf, FormatError } from './array.ts';

const types: Readonly<Record<number, ElementName>> = { 0x08: 'u1', 0x09: 'i1', 0x0b: 'i2', 0x0c: 'i4', 0x0d: 'f4', 0x0e: 'f8' };

export const isIdx = (bytes: Uint8Array): boolean => bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2]! in types;

/** The header of an IDX file. Errors: FormatError. */
export function idxHeader(bytes: Uint8Array): ArrayHeader & { readonly offset: number } {
  if (bytes.length < 4) throw new FormatError(`it is cut short: the header of an IDX file is expected, there are ${bytes.length} bytes`);
  if (!isIdx(bytes)) throw new FormatError(`it is not an IDX file: it starts with ${[...bytes.subarray(0, 4)].map(b => b.toString(16).padStart(2, '0')).join(' ')}, not with 00 00, a type (08 09 0b 0c 0d 0e) and a number of dimensions`);
  const dimensions = bytes[3]!;
  const offset = 4 + 4 * dimensions;
  if (bytes.length < offset) throw new FormatError(`it is cut short: ${dimensions} extents are expected after the first 4 bytes, there are ${bytes.length} bytes in all`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k, false));
  return { shape, element: types[bytes[2]!]!, fortran: false, offset };
}

/** A whole IDX file. Errors: FormatError. */
export function readIdx(bytes: Uint8Array): DenseArray {
  const { offset, ...header } = idxHeader(bytes);
  return { ...header, data: elementsOf(bytes, offset, header, 'BE', 'IDX') };
}
