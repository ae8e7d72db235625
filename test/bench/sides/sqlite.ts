// One query in SQLite as a side: Node's own where it has one (from version 22), else Python's.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Absent, clocked, type Side } from '../bench.ts';
import { python } from './python.ts';

export const sqliteName = 'SQLite';

interface Sqlite { readonly DatabaseSync: new (path: string) => { prepare(sql: string): { all(): readonly Readonly<Record<string, number>>[] }; close(): void } }

/** Node's own module; null before version 22. Its name is a value, since the declarations of older versions do not know it. */
async function native(): Promise<Sqlite | null> {
  const name: string = 'node:sqlite';
  try {
    return await import(name) as Sqlite;
  } catch {
    return null;
  }
}

/** A unit prepares and runs the query; the last column of its rows, in the order of their keys, is the result. */
export async function sqlite(query: string, folder: string): Promise<Side | Absent> {
  const found = await native();
  if (!found) {
    writeFileSync(path.join(folder, 'query.sql'), query);
    const read = (): readonly number[] => readFileSync(path.join(folder, 'result.txt'), 'utf8').split('\n').map(Number);
    const side = await python({ name: sqliteName, script: 'sqlite.py', needs: 'sqlite3', threads: 1, folder, read });
    return 'why' in side ? { ...side, why: `neither Node 22 nor python3 with sqlite3` } : { ...side, mode: 'in memory, in Python' };
  }
  const database = new found.DatabaseSync(':memory:');
  let rows: readonly Readonly<Record<string, number>>[] = [];
  return {
    name: sqliteName, mode: 'in memory, in Node',
    run: () => clocked(async () => { rows = database.prepare(query).all(); }),
    result: () => Promise.resolve(rows.map(r => Object.values(r).at(-1)!)),
    close: () => Promise.resolve(database.close()),
  };
}
