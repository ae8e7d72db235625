// Asks the engine for the headers of the data that a program names.

import { existsSync } from 'node:fs';
import type { Catalog, SourceRequests } from '../compiler/catalog.ts';
import type { Diagnostic } from '../compiler/diagnostics.ts';
import { readCatalog } from './catalog.ts';
import type { ConnectOptions, Database } from './database.ts';
import { open } from './execute.ts';

/**
 * Headers of all sources, and what is wrong with those that have none. `file`: the database whose tables may be
 * named, or null; one that is not there yet is not made.
 */
export async function readHeaders(requests: SourceRequests, folder: string, file: string | null): Promise<{ readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[] }> {
  const database = openedWhenNeeded({ path: file !== null && existsSync(file) ? file : ':memory:' });
  try {
    return await readCatalog(requests, folder, database);
  } finally {
    await database.close();
  }
}

/** A database that is opened by its first use: array files have headers of their own, for which no engine is loaded. */
function openedWhenNeeded(options: ConnectOptions): Database {
  let opened: Promise<Database> | null = null;
  const get = (): Promise<Database> => (opened ??= open(options));
  return {
    path: options.path,
    execute: async (sql, parameters) => (await get()).execute(sql, parameters),
    query: async (sql, parameters) => (await get()).query(sql, parameters),
    describe: async sql => (await get()).describe(sql),
    transaction: async body => (await get()).transaction(body),
    append: async (table, columns) => (await get()).append(table, columns),
    lock: async () => (await get()).lock(),
    interrupt: () => { void opened?.then(d => d.interrupt()); },
    close: async () => { if (opened) await (await opened).close(); },
  };
}
