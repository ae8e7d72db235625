// NumPy's .npy: a magic string, a version, a header that is a Python dictionary, the elements.
// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { type ArrayHeader, cellCount, type DenseArray, type ElementName, elements, elementsOf, FormatError } from './array.ts';
import type { TypedArray } from '../database.ts';

const magic = '\x93NUMPY';

export const isNpy = (bytes: Uint8Array): boolean => latin(bytes, 0, 6) === magic;

const latin = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString('latin1');

/**
 * The header of an .npy file, versions 1 to 3, little-endian f4 f8 i1…i8 u1…u8 b1 in either order. `offset` is where the
 * elements start. Errors: FormatError.
 */
export function npyHeader(bytes: Uint8Array): ArrayHeader & { readonly offset: number } {
  if (!isNpy(bytes)) throw new FormatError('it is not an .npy file: it does not start with \\x93NUMPY');
  if (bytes.length < 12) throw new FormatError(`it is cut short: the header of an .npy file is expected, there are ${bytes.length} bytes`);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new FormatError(`versions 1 to 3 of .npy can be read, this is version ${version}.${bytes[7]}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes.length < start + length) throw new FormatError(`it is cut short: a header of ${length} bytes is expected, there are ${bytes.length - start}`);
  return { ...dictionary(latin(bytes, start, start + length)), offset: start + length };
}

function dictionary(text: string): ArrayHeader {
  const malformed = (what: string): FormatError => new FormatError(`its header has no ${what}: ${JSON.stringify(text.trim().slice(0, 80))}`);
  if (/['"]descr['"]\s*:\s*\[/.test(text)) throw new FormatError('its elements have several fields; arrays of plain numbers can be read');
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined) throw malformed('type of element (descr)');
  if (fortran === undefined) throw malformed('fortran_order');
  if (shape === undefined) throw malformed('shape');
  const extents = shape.split(',').map(s => s.trim()).filter(s => s !== '');
  if (!extents.every(s => /^\d{1,15}L?$/.test(s))) throw malformed('shape of whole numbers');
  return { shape: extents.map(s => Number.parseInt(s, 10)), element: elementName(descr), fortran: fortran === 'True' };
}

function elementName(descr: string): ElementName {
  const [, order, name] = /^([<>|=]?)(.*)$/.exec(descr)!;
  if (!(name! in elements)) throw new FormatError(`elements of type ${descr} cannot be read: f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 and b1 can; in NumPy: x.astype('<f8')`);
  const element = name as ElementName;
  if (order === '>' && elements[element].bytes > 1) throw new FormatError(`its elements are big-endian (${descr}); save it with x.astype('<${element}')`);
  return element;
}

/** A whole .npy file. Errors: FormatError. */
export function readNpy(bytes: Uint8Array): DenseArray {
  const { offset, ...header } = npyHeader(bytes);
  return { ...header, data: elementsOf(bytes, offset, header, 'LE', '.npy') };
}

/** The bytes of an .npy file (version 1.0, C order, little-endian). Errors: FormatError if the shape does not fit. */
export function writeNpy(shape: readonly number[], element: ElementName, data: TypedArray): Uint8Array {
  const { bytes } = elements[element];
  if (cellCount(shape) !== data.length || data.BYTES_PER_ELEMENT !== bytes) throw new FormatError(`${data.length} elements of ${data.BYTES_PER_ELEMENT} bytes do not fill an array of ${shape.join(' × ')} ${element}`);
  const order = bytes === 1 ? '|' : '<';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${order}${element}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const result = new Uint8Array(length + data.byteLength);
  Buffer.from(result.buffer).write(magic + '\x01\x00', 'latin1');
  new DataView(result.buffer).setUint16(8, length - 10, true);
  result.set(Buffer.from(text.padEnd(length - 11) + '\n', 'latin1'), 10);
  // Elements are little-endian whatever the machine: read as such from its own bytes.
  const header: ArrayHeader = { shape, element, fortran: false };
  const own = elementsOf(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 0, header, 'LE', '.npy');
  result.set(new Uint8Array(own.buffer, own.byteOffset, own.byteLength), length);
  return result;
}
