// Matrix factorisation: gathers and scatters over many observations, which NumPy does with np.add.at.

import path from 'node:path';
import { connect } from '../../../runtime/index.ts';
import { type Bar, type Bench, type Row, within } from '../bench.ts';
import { writeArray } from '../data.ts';
import { program } from '../sides/net.ts';
import { numpy, numpyName } from '../sides/python.ts';
import { tsql } from '../sides/tsql.ts';

interface Observations { readonly row: Int32Array; readonly column: Int32Array; readonly seen: Float64Array }

/** Every row and column occurs; which ones meet, and what is seen there, looks like no pattern. */
function observations(count: number, rows: number, columns: number): Observations {
  const part = (k: number, by: number): number => (k * by) % 1;
  const at = (extent: number, by: number) => (_: unknown, k: number): number => (k < extent ? k : Math.floor(extent * part(k, by)));
  return {
    row: Int32Array.from({ length: count }, at(rows, 0.6180339887498949)),
    column: Int32Array.from({ length: count }, at(columns, 0.7548776662466927)),
    seen: Float64Array.from({ length: count }, (_, k) => part(k, 0.5698402909980532) - 0.5),
  };
}

async function writeObservations(folder: string, { row, column, seen }: Observations): Promise<void> {
  const database = await connect({ path: ':memory:' });
  try {
    await database.execute('CREATE TABLE o (u INTEGER, v INTEGER, seen DOUBLE)');
    await database.append('o', [row, column, seen]);
    await database.execute(`COPY o TO '${path.join(folder, 'observations.parquet').replaceAll("'", "''")}' (FORMAT parquet)`);
  } finally {
    await database.close();
  }
}

const row = (count: number, rows: number, columns: number, repeats: number, bars: readonly Bar[]): Row => ({
  name: `${count} observations`, what: `a step of gradient descent, ${rows} × ${columns} by 4 factors, all of ${count.toLocaleString('en')} observations`,
  sizes: { observations: count, rows, columns, factors: 4 }, warmUp: 1, repeats, tolerance: 1e-6, bars,
  async open(setting) {
    const { folder, threads } = setting;
    const data = observations(count, rows, columns);
    await writeObservations(folder, data);
    const ours = await tsql(program('factors.tsql', folder), { threads });
    for (const [name, values] of Object.entries(data) as [string, Int32Array | Float64Array][]) writeArray(folder, name, [count], values);
    for (const [name, values] of await ours.weights()) writeArray(folder, name, name.startsWith('b') ? [values.length] : [values.length / 4, 4], values);
    return [ours, ...await numpy('factors.py', setting)];
  },
});

export const factors: Bench = {
  name: 'factors', what: 'a full-batch step of matrix factorisation',
  rows: size => (size === 'small' ? [row(200, 9, 7, 2, [])] : [row(1_000_000, 2_000, 1_000, 5, [within(numpyName, 2)])]),
};
