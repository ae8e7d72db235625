// SQL by hand as a side: tables that are filled once, and statements that are a unit.

import type { ColumnData, Database } from '../../../runtime/database.ts';
import { connect } from '../../../runtime/index.ts';
import { clocked, type Side } from '../bench.ts';

export interface SqlTable { readonly name: string; /** with their types */ readonly columns: readonly string[]; readonly rows: readonly ColumnData[] }

export interface SqlWork {
  readonly name: string;
  readonly threads: number;
  readonly tables: readonly SqlTable[];
  /** a unit, in one transaction */
  readonly statements: readonly string[];
  /** queries whose last column, one after the other, is the result */
  readonly result: readonly string[];
  /** makes what units change */
  readonly begin?: readonly string[];
  /** every unit begins anew */
  readonly again?: boolean;
}

const run = async (database: Database, statements: readonly string[]): Promise<void> => { for (const sql of statements) await database.execute(sql); };

/** Opens SQL by hand as a side, in a database of its own. */
export async function sql({ name, threads, tables, statements, result, begin = [], again = false }: SqlWork): Promise<Side> {
  const database = await connect({ path: ':memory:', threads });
  for (const t of tables) {
    await database.execute(`CREATE TABLE ${t.name} (${t.columns.join(', ')})`);
    await database.append(t.name, t.rows);
  }
  await run(database, begin);
  return {
    name, mode: `one row a cell, by hand, f64, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    ...(again ? { restart: () => run(database, begin) } : {}),
    run: () => clocked(() => database.transaction(() => run(database, statements))),
    async result() {
      const out: number[] = [];
      for (const query of result) for (const row of (await database.query(query)).rows) out.push(Number(row.at(-1)));
      return out;
    },
    close: () => database.close(),
  };
}
