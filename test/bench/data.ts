// Data of the benches: digits in any number, by repeating those that there are, as .npy files.

import '../../examples/prepare.mjs';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TypedArray } from '../../runtime/database.ts';
import type { ElementName } from '../../runtime/formats/array.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';

export const examples = path.join(import.meta.dirname, '../../examples');

export interface Digits {
  readonly rows: number;
  /** 784, or 196 where each 2 × 2 pixels are one */
  readonly pixels: number;
  /** rows × pixels, 0 to 255 */
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

const idx = (name: string): { readonly extents: readonly number[]; readonly bytes: Uint8Array } => {
  const whole = gunzipSync(readFileSync(path.join(examples, 'data', name)));
  const extents = Array.from({ length: whole[3]! }, (_, k) => whole.readUInt32BE(4 + 4 * k));
  return { extents, bytes: whole.subarray(4 + 4 * extents.length) };
};

/** So many digits: the thousand that there are to learn from, again and again. */
export function digits(rows: number, pixels: 196 | 784): Digits {
  const images = idx('train-images-idx3-ubyte.gz');
  const labels = idx('train-labels-idx1-ubyte.gz').bytes;
  const there = labels.length;
  const single = pixels === 784 ? images.bytes : pooled(images.bytes, there);
  const x = new Uint8Array(rows * pixels);
  const y = new Uint8Array(rows);
  for (let from = 0; from < rows; from += there) {
    const count = Math.min(there, rows - from);
    x.set(single.subarray(0, count * pixels), from * pixels);
    y.set(labels.subarray(0, count), from);
  }
  return { rows, pixels, x, y };
}

function pooled(bytes: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(count * 196);
  for (let s = 0; s < count; s++) {
    for (let r = 0; r < 14; r++) {
      for (let q = 0; q < 14; q++) {
        const at = s * 784 + 56 * r + 2 * q;
        out[s * 196 + 14 * r + q] = Math.round((bytes[at]! + bytes[at + 1]! + bytes[at + 28]! + bytes[at + 29]!) / 4);
      }
    }
  }
  return out;
}

const elementOf = (data: TypedArray): ElementName => {
  if (data instanceof Uint8Array) return 'u1';
  if (data instanceof Int32Array) return 'i4';
  if (data instanceof Float64Array) return 'f8';
  throw new Error(`${data.constructor.name} is not written by a bench`);
};

/** Writes an array as NAME.npy into a folder. */
export function writeArray(folder: string, name: string, shape: readonly number[], data: TypedArray): void {
  writeFileSync(path.join(folder, `${name}.npy`), writeNpy(shape, elementOf(data), data));
}

/** Writes x.npy and y.npy. */
export function writeDigits(folder: string, { rows, pixels, x, y }: Digits): void {
  writeArray(folder, 'x', [rows, pixels], x);
  writeArray(folder, 'y', [rows], y);
}

/** An array as a relation: a key column for each axis, then the values. */
export function relation(shape: readonly number[], values: ArrayLike<number>): readonly [...Int32Array[], Float64Array] {
  const keys = shape.map(() => new Int32Array(values.length));
  let stride = values.length;
  shape.forEach((extent, k) => {
    const outer = stride;
    stride /= extent;
    for (let n = 0; n < values.length; n++) keys[k]![n] = Math.floor((n % outer) / stride);
  });
  return [...keys, Float64Array.from(values)] as unknown as readonly [...Int32Array[], Float64Array];
}
