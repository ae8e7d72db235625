import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from '../seeded.ts';
import { strToU8, zipSync } from 'fflate';
import type { TypedArray } from '../../runtime/database.ts';
import { type ElementName, elements, FormatError } from '../../runtime/formats/array.ts';
import { arrayHeader, readArray, sniffArray } from '../../runtime/formats/file.ts';
import { gunzip } from '../../runtime/formats/gz.ts';
import { readIdx } from '../../runtime/formats/idx.ts';
import { npyHeader, readNpy, writeNpy } from '../../runtime/formats/npy.ts';
import { npzHeaders, readNpz, writeNpz } from '../../runtime/formats/npz.ts';
import { inFolder } from './programs.ts';

const bytes = (...parts: (string | number[] | Uint8Array)[]): Uint8Array => Buffer.concat(parts.map(p => (typeof p === 'string' ? Buffer.from(p, 'latin1') : Buffer.from(p))));

/** An .npy file by hand. */
const npy = (header: string, data: Uint8Array, version = 1): Uint8Array => {
  const length = version === 1 ? [header.length & 255, header.length >> 8] : [header.length & 255, header.length >> 8, 0, 0];
  return bytes('\x93NUMPY', [version, 0], length, header, data);
};
const dictionary = (descr: string, shape: string, fortran = 'False'): string => `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

test('.npy of every type of element survives writing and reading', () => {
  const names = Object.keys(elements) as ElementName[];
  fc.assert(fc.property(fc.constantFrom(...names), fc.array(fc.nat(4), { maxLength: 4 }), fc.infiniteStream(fc.nat(1)), (element, shape, stream) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const data = elements[element].over(new ArrayBuffer(count * elements[element].bytes), 0, count);
    for (let k = 0; k < count; k++) data[k] = (data instanceof BigInt64Array || data instanceof BigUint64Array ? BigInt(stream.next().value) : stream.next().value) as never;
    const found = readNpy(writeNpy(shape, element, data));
    assert.deepEqual(found, { shape, element, fortran: false, data });
  }));
});

test('.npy as NumPy writes it: padded header, versions 1 and 2, scalars, Fortran order', () => {
  // numpy.save of numpy.array([[1.5, -2.0]]), byte for byte
  const saved = npy(`{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }`.padEnd(117) + '\n', new Uint8Array(Float64Array.of(1.5, -2).buffer));
  assert.equal(saved.length, 144);
  assert.deepEqual([...readNpy(saved).data], [1.5, -2]);
  assert.deepEqual(writeNpy([1, 2], 'f8', Float64Array.of(1.5, -2)), new Uint8Array(saved));
  assert.deepEqual(readNpy(npy(dictionary('<i4', '()'), new Uint8Array(Int32Array.of(7).buffer), 2)), { shape: [], element: 'i4', fortran: false, data: Int32Array.of(7) });
  assert.equal(readNpy(npy(dictionary('|u1', '(2, 3)', 'True'), new Uint8Array(6))).fortran, true);
  assert.deepEqual(readNpy(npy(dictionary('<i2', '(2,)'), new Uint8Array([0xff, 0xff, 0, 1]))).data, Int16Array.of(-1, 256));
});

test('.npy that cannot be read says what was expected', () => {
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [bytes('hello'), /not an \.npy file/],
    [bytes('\x93NUMPY'), /cut short: the header/],
    [npy(dictionary('<f8', '(2,)'), new Uint8Array(16), 1).subarray(0, 30), /cut short: a header of \d+ bytes/],
    [npy(dictionary('<f8', '(3, 2)'), new Uint8Array(40)), /cut short: 3 × 2 elements \(64-bit real\) of an \.npy file need \d+ bytes, there are \d+/],
    [npy(dictionary('<f8', '(2,)'), new Uint8Array(24)), /longer than its header says/],
    [npy(dictionary('<f8', '(2,)'), new Uint8Array(16)).fill(9, 6, 7), /versions 1 to 3/],
    [npy(dictionary('>f8', '(2,)'), new Uint8Array(16)), /big-endian.*astype\('<f8'\)/],
    [npy(dictionary('<c16', '(2,)'), new Uint8Array(32)), /type <c16 cannot be read/],
    [npy(dictionary('<U5', '(2,)'), new Uint8Array(40)), /type <U5 cannot be read/],
    [npy(dictionary('|O', '(2,)'), new Uint8Array(40)), /type \|O cannot be read/],
    [npy(`{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,), }`, new Uint8Array(16)), /several fields/],
    [npy(`{'descr': '<f8', 'shape': (2,)}`, new Uint8Array(16)), /no fortran_order/],
    [npy(`{'descr': '<f8', 'fortran_order': False}`, new Uint8Array(16)), /no shape/],
    [npy(dictionary('<f8', '(-2,)'), new Uint8Array(16)), /no shape of whole numbers/],
    [npy(dictionary('<f8', '(1000000000, 1000000000)'), new Uint8Array(16)), /cut short/],
  ];
  for (const [file, message] of cases) assert.throws(() => readNpy(file), (e: unknown) => e instanceof FormatError && message.test(e.message), String(message));
  assert.throws(() => writeNpy([3], 'f8', Float64Array.of(1)), FormatError);
});

test('.npz holds arrays by name, stored or deflated, the same bytes each time', () => {
  const x = writeNpy([2, 2], 'f8', Float64Array.of(1, 2, 3, 4));
  const y = writeNpy([2], 'u1', Uint8Array.of(7, 8));
  const file = writeNpz({ 'enc.W': x, 'größe': y });
  assert.deepEqual(file, writeNpz({ 'enc.W': x, 'größe': y }));
  assert.deepEqual(Object.entries(npzHeaders(file)).map(([name, h]) => [name, h.shape, h.element]), [['enc.W', [2, 2], 'f8'], ['größe', [2], 'u1']]);
  assert.deepEqual([...readNpz(file, 'enc.W').data], [1, 2, 3, 4]);
  assert.deepEqual([...readNpz(zipSync({ 'x.npy': [x, { level: 0 }] }), 'x').data], [1, 2, 3, 4]);
  const expect = (body: () => unknown, message: RegExp): void => assert.throws(body, (e: unknown) => e instanceof FormatError && message.test(e.message), String(message));
  expect(() => readNpz(file, 'z'), /no array called z/);
  expect(() => npzHeaders(bytes('hello')), /not an \.npz file/);
  expect(() => npzHeaders(file.subarray(0, 100)), /damaged or cut short/);
  expect(() => npzHeaders(zipSync({ 'a.txt': strToU8('hi') })), /holds no array/);
  expect(() => npzHeaders(zipSync({ 'a.npy': strToU8('hi') })), /member a\.npy: it is not an \.npy file/);
  expect(() => readNpz(zipSync({ 'a.npy': x.subarray(0, 140) }), 'a'), /member a\.npy: it is cut short/);
});

test('IDX of every type, big-endian', () => {
  const idx = (type: number, shape: number[], data: number[]): Uint8Array => bytes([0, 0, type, shape.length], ...shape.map(n => [n >> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]), data);
  const cases: readonly (readonly [Uint8Array, TypedArray])[] = [
    [idx(0x08, [2, 2], [0, 1, 254, 255]), Uint8Array.of(0, 1, 254, 255)],
    [idx(0x09, [2], [255, 1]), Int8Array.of(-1, 1)],
    [idx(0x0b, [2], [255, 255, 1, 0]), Int16Array.of(-1, 256)],
    [idx(0x0c, [1], [0, 0, 1, 2]), Int32Array.of(258)],
    [idx(0x0d, [1], [0x3f, 0xc0, 0, 0]), Float32Array.of(1.5)],
    [idx(0x0e, [1], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]), Float64Array.of(1.5)],
  ];
  for (const [file, data] of cases) assert.deepEqual(readIdx(file).data, data);
  assert.deepEqual(readIdx(cases[0]![0]).shape, [2, 2]);
  const wrong: readonly (readonly [Uint8Array, RegExp])[] = [
    [bytes([0, 0]), /cut short: the header of an IDX/],
    [bytes('PNG!data'), /not an IDX file: it starts with 50 4e 47 21/],
    [bytes([0, 0, 8, 3, 0, 0, 0, 1]), /3 extents are expected/],
    [idx(0x08, [2, 2], [1, 2, 3]), /cut short: 2 × 2 elements/],
    [idx(0x08, [2], [1, 2, 3]), /longer/],
  ];
  for (const [file, message] of wrong) assert.throws(() => readIdx(file), (e: unknown) => e instanceof FormatError && message.test(e.message), String(message));
});

test('what an array file is, is told by its content; gzip is looked into', () =>
  inFolder({}, async folder => {
    const put = (name: string, content: Uint8Array): string => { writeFileSync(path.join(folder, name), content); return path.join(folder, name); };
    const x = writeNpy([300, 100], 'f8', new Float64Array(30000).fill(0.5));
    assert.equal(sniffArray(put('a', x)), 'npy');
    assert.equal(sniffArray(put('b.gz', gzipSync(x))), 'npy');
    assert.equal(sniffArray(put('c', writeNpz({ x }))), 'npz');
    assert.equal(sniffArray(put('d', bytes([0, 0, 8, 1, 0, 0, 0, 1, 5]))), 'idx');
    assert.equal(sniffArray(put('e.csv', bytes('a,b\n1,2\n'))), null);
    assert.equal(sniffArray(put('f.csv.gz', gzipSync('a,b\n1,2\n'))), null);
    assert.deepEqual(arrayHeader(path.join(folder, 'b.gz'), 'npy'), { kind: 'array', shape: [300, 100], type: 'real' });
    assert.deepEqual(readArray(path.join(folder, 'b.gz'), null).data, readArray(path.join(folder, 'a'), null).data);
    assert.throws(() => arrayHeader(put('g.npy', x.subarray(0, 5000)), 'npy'), /cut short/);
    assert.throws(() => readArray(put('h.gz', gzipSync(x).subarray(0, 60)), null), /damaged or cut short: a gzip file/);
    assert.throws(() => gunzip(readFileSync(path.join(folder, 'a'))), /not a gzip file/);
    assert.throws(() => readArray(path.join(folder, 'c'), null), /several arrays/);
    assert.throws(() => readArray(path.join(folder, 'e.csv'), null), /no array file/);
    assert.equal(npyHeader(x).offset % 64, 0);
  }));
