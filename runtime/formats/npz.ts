// NumPy's .npz: a zip archive, stored or deflated, with one .npy file an array.

import { unzipSync, zipSync } from 'fflate';
import { type DenseArray, FormatError } from './array.ts';
import { npyHeader, readNpy } from './npy.ts';

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** How many bytes so many can stand for at most: DEFLATE makes 258 of two bits. Room for them is made before they are read. */
const mostOf = (compressed: number): number => 1032 * compressed + 1024;

const named = /\.npy$/;

function members(bytes: Uint8Array, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  if (!isZip(bytes)) throw new FormatError('it is not an .npz file: that is a zip archive, and this does not start as one');
  try {
    return unzipSync(bytes, {
      filter: file => {
        if (!named.test(file.name) || !wanted(file.name.replace(named, ''))) return false;
        if (file.originalSize > mostOf(file.size)) throw new FormatError(`its member ${file.name} is said to have ${file.originalSize} bytes, more than its ${file.size} can hold`);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(`it is damaged or cut short: a zip archive is expected (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
}

/** Header of every array of an .npz file, by name. Errors: FormatError. */
export function npzHeaders(bytes: Uint8Array): Readonly<Record<string, ReturnType<typeof npyHeader>>> {
  const found = Object.entries(members(bytes, () => true));
  if (found.length === 0) throw new FormatError('it holds no array: an .npz file has members that end in .npy');
  return Object.fromEntries(found.map(([name, content]) => [name.replace(named, ''), inMember(name, () => npyHeader(content))]));
}

/** One array of an .npz file. Errors: FormatError. */
export function readNpz(bytes: Uint8Array, member: string): DenseArray {
  const content = members(bytes, name => name === member)[`${member}.npy`];
  if (!content) throw new FormatError(`it has no array called ${member}`);
  return inMember(`${member}.npy`, () => readNpy(content));
}

function inMember<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof FormatError) throw new FormatError(`in its member ${name}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** The bytes of an .npz file with these .npy files in it; the same arrays give the same bytes. */
export function writeNpz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  // Zip archives know dates from 1980 on, in local time: a fixed one keeps the result reproducible.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, content]) => [`${name}.npy`, [content, { level: 6, mtime }]])));
}
