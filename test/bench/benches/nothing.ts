// What the runtime itself costs a statement: statements of nothing through it, and in a bare loop over the driver.

import { DuckDBInstance } from '@duckdb/node-api';
import type { PlanStatement } from '../../../compiler/plan.ts';
import { noSpan } from '../../../compiler/source.ts';
import { connect } from '../../../runtime/index.ts';
import { executeAll } from '../../../runtime/statements.ts';
import { type Bench, clocked, ours, type Row, type Setting, type Side, stated } from '../bench.ts';

const count = 20;
const bare = 'bare loop';

const planned = (sql: string, k: number): PlanStatement => ({ kind: 'execute', id: `nothing ${k}`, sql, parameters: [], reads: [], writes: [], comment: 'nothing', span: noSpan });

async function byRuntime(statements: readonly string[], check: string, { threads }: Setting): Promise<Side> {
  const database = await connect({ path: ':memory:', threads });
  const plan = statements.map(planned);
  return {
    name: ours, mode: 'the runtime, one transaction',
    run: () => clocked(() => database.transaction(() => executeAll(database, plan, {}))),
    result: async () => (await database.query(check)).rows.map(r => Number(r[0])),
    close: () => database.close(),
  };
}

async function byDriver(statements: readonly string[], check: string, { threads }: Setting): Promise<Side> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  return {
    name: bare, mode: 'connection.run, one transaction',
    run: () => clocked(async () => {
      await connection.run('BEGIN TRANSACTION');
      for (const sql of statements) await connection.run(sql);
      await connection.run('COMMIT');
    }),
    result: async () => (await connection.runAndReadAll(check)).getRows().map(r => Number(r[0])),
    close: () => {
      connection.closeSync();
      instance.closeSync();
      return Promise.resolve();
    },
  };
}

const row = (name: string, what: string, statement: (k: number) => string, check: string, repeats: number): Row => {
  const statements = Array.from({ length: count }, (_, k) => statement(k));
  return {
    name, what, sizes: { statements: count }, warmUp: 5, repeats, tolerance: 0,
    bars: [stated('ms a statement above the bare loop', 'at most', 0.3, m => (m[ours]! - m[bare]!) / count)],
    open: async setting => [await byRuntime(statements, check, setting), await byDriver(statements, check, setting)],
  };
};

export const nothing: Bench = {
  name: 'nothing', what: `${count} statements of nothing`,
  rows(size) {
    const repeats = size === 'small' ? 1 : 100;
    return [
      row('tables', 'CREATE OR REPLACE TEMP TABLE of one row', k => `CREATE OR REPLACE TEMP TABLE nothing_${k} AS SELECT ${k} AS val`, `SELECT val FROM nothing_${count - 1}`, repeats),
      row('queries', 'SELECT of one row', k => `SELECT ${k} AS val`, 'SELECT 1', repeats),
    ];
  },
};
