// Runs expressions on DuckDB.

import { DuckDBConnection } from '@duckdb/node-api';
import type { Value } from '../../compiler/tensor/ops.ts';
import { type SqlPart, sqlInteger, sqlNumber, type SqlType } from '../../compiler/tensor/ops/sql.ts';

const types: Readonly<Record<SqlType, string>> = { real: 'DOUBLE', int: 'BIGINT', bool: 'BOOLEAN', text: 'VARCHAR', date: 'DATE' };

export const sqlLiteral = (value: Value | null, type: SqlType): string =>
  value === null ? `CAST(NULL AS ${types[type]})` : typeof value === 'number' ? (type === 'real' ? sqlNumber(value) : sqlInteger(value)) : typeof value === 'boolean' ? String(value) : `'${value}'`;

/** A literal as an operand of a template. */
export const literalPart = (value: Value, type: SqlType): SqlPart => {
  const text = sqlLiteral(value, type);
  return { text, precedence: text.startsWith('-') ? 90 : 100, type, literal: value, nullable: false };
};

export const columnPart = (name: string, type: SqlType, nullable: boolean): SqlPart => ({ text: name, precedence: 100, type, nullable });

/** One connection to a database in memory, with whole numbers returned as numbers. */
export class Engine {
  private constructor(private readonly connection: DuckDBConnection) {}

  static async open(): Promise<Engine> {
    const connection = await DuckDBConnection.create();
    await connection.run('SET threads = 1');
    return new Engine(connection);
  }

  close(): void { this.connection.closeSync(); }

  async rows(sql: string): Promise<readonly (readonly (Value | null)[])[]> {
    const result = await this.connection.runAndReadAll(sql);
    return result.getRows().map(row => row.map(v => (typeof v === 'bigint' ? Number(v) : (v as Value | null))));
  }

  /** The expressions over each row of a table t with these columns, in the order of the rows. */
  async over(columns: readonly { readonly name: string; readonly type: SqlType }[], rows: readonly (readonly (Value | null)[])[], expressions: readonly string[]): Promise<readonly (readonly (Value | null)[])[]> {
    const values = rows.map((row, n) => `(${[n, ...row.map((v, k) => sqlLiteral(v, columns[k]!.type))].join(', ')})`).join(', ');
    const casts = columns.map((c, k) => `CAST(c${k} AS ${types[c.type]}) AS ${c.name}`);
    await this.connection.run(`CREATE OR REPLACE TEMP TABLE t AS SELECT CAST(n AS BIGINT) AS n, ${casts.join(', ')} FROM (VALUES ${values}) v(n, ${columns.map((_, k) => `c${k}`).join(', ')})`);
    const found = await this.rows(`SELECT ${expressions.map((e, k) => `${e} AS r${k}`).join(', ')} FROM t ORDER BY n`);
    await this.connection.run('DROP TABLE t');
    return found;
  }
}

/** Whether two results are the same value up to rounding: relative `tolerance`, or `absolute` near 0. */
export function agree(a: Value | null, b: Value | null, tolerance: number, absolute = 0): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Math.abs(a - b) <= Math.max(tolerance * Math.max(Math.abs(a), Math.abs(b)), absolute);
}
