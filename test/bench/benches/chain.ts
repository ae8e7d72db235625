// A contraction chain of many factors over indices of two values: many tiny statements, or one huge one.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { chainQuery, type Matrix } from '../baselines/chain.ts';
import { type Bench, type Row, stated, within } from '../bench.ts';
import { tsqlProcess } from '../sides/process.ts';
import { sqlite, sqliteName } from '../sides/sqlite.ts';
import { tsql } from '../sides/tsql.ts';

/** Rows that add up to 1, so that the product of however many stays as large. */
const matrices = (count: number): readonly Matrix[] => Array.from({ length: count }, (_, k) => {
  const share = (by: number): number => Math.round(1e6 * ((k * by) % 1)) / 1e6;
  const [p, q] = [share(0.6180339887498949), share(0.7548776662466927)];
  return [[p, 1 - p], [q, 1 - q]];
});

const programText = (chain: readonly Matrix[]): string => [
  `index ${[...chain, null].map((_, k) => `i${k} = 2`).join(', ')}`,
  ...chain.map((m, k) => `data a${k}[i${k},i${k + 1}] = ${JSON.stringify(m)}`),
  `y[i0,i${chain.length}] = ${chain.map((_, k) => `a${k}[i${k},i${k + 1}]`).join(' * ')}`,
  `show y[i0,i${chain.length}]`,
].join('\n');

const whole = 'tsql run, the whole process';

const row = (factors: number, repeats: number, held: boolean): Row => ({
  name: `${factors} factors`, what: 'a contraction chain of 2 × 2 matrices', sizes: { factors }, warmUp: 1, repeats, tolerance: 1e-9,
  bars: held ? [within(sqliteName, 15), stated(`× the time of ${sqliteName} in one process call, with start and compilation`, 'at most', 15, m => (m[sqliteName] === undefined ? null : m[whole]! / m[sqliteName]!))] : [],
  async open({ folder, threads }) {
    const chain = matrices(factors);
    const file = path.join(folder, 'chain.tsql');
    writeFileSync(file, programText(chain));
    return [await tsql(file, { threads }), tsqlProcess(whole, file, ['--threads', String(threads)], 'all of it'), await sqlite(chainQuery(chain), folder)];
  },
});

export const chain: Bench = {
  name: 'chain', what: 'a long contraction chain',
  rows: size => (size === 'small' ? [row(30, 1, false)] : [row(950, 5, true)]),
};
