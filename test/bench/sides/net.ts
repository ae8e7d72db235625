// A net with one hidden layer on digits, and the sides that train it from the same first weights over the same rows.

import { copyFileSync } from 'node:fs';
import path from 'node:path';
import type { Precision } from '../../../compiler/index.ts';
import * as coo from '../baselines/coo.ts';
import { type Absent, type Setting, type Side } from '../bench.ts';
import { type Digits, digits, relation, writeArray, writeDigits } from '../data.ts';
import { numpy } from './python.ts';
import { sql, type SqlTable } from './sql.ts';
import { tsql, type TsqlOptions, type TsqlSide, type Weights } from './tsql.ts';

export interface Net { readonly rows: number; readonly pixels: 196 | 784; readonly hidden: number }

export const sizesOf = ({ rows, pixels, hidden }: Net): Readonly<Record<string, number>> => ({ rows, inputs: pixels, hidden, classes: 10 });

export interface NetSides {
  readonly net: Net;
  readonly data: Digits;
  readonly ours: TsqlSide;
  /** the first weights, under the names of the program */
  readonly first: Weights;
}

const programs = path.join(import.meta.dirname, '../programs');

/** Copies a program of the benches into a folder. */
export function program(name: string, folder: string): string {
  const file = path.join(folder, name);
  copyFileSync(path.join(programs, name), file);
  return file;
}

/** Writes the data and opens our side. */
export async function openNet(net: Net, { folder, threads }: Setting, options: Omit<TsqlOptions, 'threads' | 'flags'> & { readonly iterations?: number; readonly dtype?: Precision } = {}): Promise<NetSides> {
  const data = digits(net.rows, net.pixels);
  writeDigits(folder, data);
  const { iterations, dtype, ...rest } = options;
  const ours = await tsql(program('net.tsql', folder), { threads, flags: { set: { hidden: net.hidden }, ...(dtype === undefined ? {} : { dtype }), ...(iterations === undefined ? {} : { steps: iterations }) }, ...rest });
  return { net, data, ours, first: await ours.weights() };
}

const weight = (first: Weights, label: string): Float64Array => {
  const values = first.get(label);
  if (!values) throw new Error(`the program has no parameter ${label}`);
  return values;
};

const matrix = (name: string, keys: readonly string[], shape: readonly number[], values: ArrayLike<number>): SqlTable =>
  ({ name, columns: [...keys.map(k => `${k} INTEGER`), 'val DOUBLE'], rows: relation(shape, values) });

/** Tables of the data and of the first weights, one row a cell. */
export function tables({ net: { rows, pixels, hidden }, data, first }: NetSides): readonly SqlTable[] {
  return [
    matrix('x', ['s', 'i'], [rows, pixels], Float64Array.from(data.x, v => v / 255)),
    matrix('y', ['s'], [rows], data.y),
    matrix('in_w1', ['i', 'j'], [pixels, hidden], weight(first, 'W')),
    matrix('in_b1', ['j'], [hidden], weight(first, 'b')),
    matrix('in_w2', ['j', 'c'], [hidden, 10], weight(first, 'V')),
    matrix('in_b2', ['c'], [10], weight(first, 'd')),
  ];
}

export const byHand = 'SQL by hand';

/** The step by hand; `steps` of them are a unit, each of which starts anew if there are several. */
export function handSide(sides: NetSides, { threads }: Setting, steps = 1): Promise<Side> {
  return sql({ name: byHand, threads, tables: tables(sides), begin: coo.start, again: steps > 1, statements: Array.from({ length: steps }, () => coo.step).flat(), result: coo.result });
}

/** The step in NumPy. */
export function numpySides({ net: { pixels, hidden }, first }: NetSides, setting: Setting): Promise<readonly (Side | Absent)[]> {
  writeArray(setting.folder, 'W', [pixels, hidden], weight(first, 'W'));
  writeArray(setting.folder, 'b', [hidden], weight(first, 'b'));
  writeArray(setting.folder, 'V', [hidden, 10], weight(first, 'V'));
  writeArray(setting.folder, 'd', [10], weight(first, 'd'));
  return numpy('net.py', setting);
}
