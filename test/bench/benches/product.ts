// One matrix product, from tables to a table.

import { type Bar, type Bench, faster, type Row } from '../bench.ts';
import { relation, writeArray } from '../data.ts';
import { byHand, program } from '../sides/net.ts';
import { numpy } from '../sides/python.ts';
import { sql } from '../sides/sql.ts';
import { tsql } from '../sides/tsql.ts';

/** Numbers between -1 and 1 that look like no pattern: multiples of the golden ratio, modulo 2. */
const numbers = (count: number, from: number): Float64Array => Float64Array.from({ length: count }, (_, k) => (((k + from) * 0.6180339887498949) % 2) - 1);

const row = (n: number, i: number, j: number, repeats: number, bars: readonly Bar[]): Row => ({
  name: `${n}×${i} by ${i}×${j}`, what: 'one matrix product', sizes: { n, i, j }, warmUp: 2, repeats, tolerance: 1e-6, bars,
  async open(setting) {
    const { folder, threads } = setting;
    const x = numbers(n * i, 1);
    const w = numbers(i * j, 7);
    writeArray(folder, 'x', [n, i], x);
    writeArray(folder, 'w', [i, j], w);
    const columns = (...keys: readonly string[]): readonly string[] => [...keys.map(k => `${k} INTEGER`), 'val DOUBLE'];
    return [
      await tsql(program('product.tsql', folder), { threads }),
      await sql({
        name: byHand, threads,
        tables: [{ name: 'x', columns: columns('n', 'i'), rows: relation([n, i], x) }, { name: 'w', columns: columns('i', 'j'), rows: relation([i, j], w) }],
        statements: ['CREATE OR REPLACE TEMP TABLE z AS SELECT n, j, sum(x.val * w.val) AS val FROM x JOIN w USING (i) GROUP BY n, j'],
        result: ['SELECT val FROM z ORDER BY n, j'],
      }),
      ...await numpy('product.py', setting),
    ];
  },
});

export const product: Bench = {
  name: 'product', what: 'one matrix product',
  rows: size => (size === 'small' ? [row(20, 9, 5, 2, [])] : [row(2_000, 196, 32, 15, [faster(byHand, 9)]), row(25, 1_024, 1_024, 7, [faster(byHand, 20)])]),
};
