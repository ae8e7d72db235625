// Training data that is larger than the memory that the engine may use.

import path from 'node:path';
import { connect } from '../../../runtime/index.ts';
import { type Bench, ours, type Row, stated } from '../bench.ts';
import { program } from '../sides/net.ts';
import { tsqlProcess } from '../sides/process.ts';

/** A wide table of numbers that look like no pattern, and classes; rows in groups that can be read one at a time. */
async function writeTable(folder: string, rows: number, columns: number): Promise<void> {
  const database = await connect({ path: ':memory:', memoryLimit: '1GB' });
  const to = (name: string): string => `'${path.join(folder, `${name}.parquet`).replaceAll("'", "''")}' (FORMAT parquet, ROW_GROUP_SIZE 8192, COMPRESSION uncompressed)`;
  try {
    const cells = Array.from({ length: columns }, (_, i) => `(hash(s * ${columns} + ${i}) % 1000003) / 1000003.0 - 0.5 AS c${i}`);
    await database.execute(`COPY (SELECT ${cells.join(', ')} FROM range(${rows}) AS r(s)) TO ${to('x')}`);
    await database.execute(`COPY (SELECT CAST(hash(s) % 10 AS INTEGER) AS y FROM range(${rows}) AS r(s)) TO ${to('y')}`);
  } finally {
    await database.close();
  }
}

const row = (gigabytes: number, limit: number, columns: number): Row => {
  const rows = Math.ceil(gigabytes * 1e9 / 8 / columns);
  let peak: () => number = () => NaN;
  return {
    name: `${gigabytes} GB under ${limit} GB`, what: `tsql run: ${gigabytes} GB of training data, by batches, memory_limit ${limit} GB`, sizes: { rows, columns, megabytes: Math.round(1000 * gigabytes), limitMegabytes: Math.round(1000 * limit) },
    warmUp: 0, repeats: 1, tolerance: 1e-6,
    bars: [stated('× the limit: resident memory at its peak', 'at most', 1.6, () => peak() / (1e9 * limit))],
    async open({ folder, threads }) {
      await writeTable(folder, rows, columns);
      const file = program('stream.tsql', folder);
      const options = (db: string): readonly string[] => ['--threads', String(threads), '--max-rows', '1000000000', '--db', path.join(folder, db)];
      const limited = tsqlProcess(ours, file, [...options('limited.duckdb'), '--memory', `${Math.round(1000 * limit)}MB`], `memory_limit ${limit} GB`);
      peak = () => limited.peak();
      return [limited, tsqlProcess(`${ours}, no limit`, file, options('free.duckdb'), 'no memory_limit')];
    },
  };
};

export const memory: Bench = {
  name: 'memory', what: 'training data larger than memory', long: true, options: { gigabytes: 4, limit: 1 },
  rows: (size, { gigabytes = 4, limit = 1 } = {}) => [size === 'small' ? row(0.0001, 0.5, 6) : row(gigabytes, limit, 196)],
};
