// Asks the engine for the headers of the data that a program names.

import { existsSync } from 'node:fs';
import type { SourceRequests } from '../compiler/catalog.ts';
import { readCatalog, type ReadCatalog } from './catalog.ts';
import type { ConnectOptions, Database } from './database.ts';
import { open } from './execute.ts';
import { type TimeLimit, unlimited } from './limits.ts';
import type { Reach } from './reach.ts';

/**
 * Headers of all sources, and what is wrong with those that have none. `file`: the database whose tables may be
 * named, or null; one that is not there yet is not made. `memory`: what the engine may use. Errors: that of the time limit.
 */
export async function readHeaders(requests: SourceRequests, reach: Reach, file: string | null, memory: string | null = null, { signal, at }: TimeLimit = unlimited): Promise<ReadCatalog> {
  const database = openedWhenNeeded({ path: file !== null && existsSync(file) ? file : ':memory:', ...(memory === null ? {} : { memoryLimit: memory }) });
  const stop = (): void => database.interrupt();
  signal?.addEventListener('abort', stop);
  try {
    return await readCatalog(requests, reach, database, () => at('the data of the program was still being looked at'));
  } finally {
    signal?.removeEventListener('abort', stop);
    await database.close();
  }
}

/** A database that is opened by its first use: array files have headers of their own, for which no engine is loaded. */
function openedWhenNeeded(options: ConnectOptions): Database {
  let opened: Promise<Database> | null = null;
  let locked: readonly string[] | null = null;
  const openedLocked = async (): Promise<Database> => {
    const database = await open(options);
    if (locked) await database.lock(locked);
    return database;
  };
  const get = (): Promise<Database> => (opened ??= openedLocked());
  return {
    path: options.path,
    execute: async (sql, parameters) => (await get()).execute(sql, parameters),
    query: async (sql, parameters) => (await get()).query(sql, parameters),
    describe: async sql => (await get()).describe(sql),
    reads: async sql => (await get()).reads(sql),
    transaction: async body => (await get()).transaction(body),
    append: async (table, columns) => (await get()).append(table, columns),
    lock: async files => {
      locked = files ?? [];
      if (opened) await (await opened).lock(locked);
    },
    useThreads: async threads => (await get()).useThreads(threads),
    memoryOfTables: async () => (await get()).memoryOfTables(),
    interrupt: () => { void opened?.then(d => d.interrupt()); },
    close: async () => { if (opened) await (await opened).close(); },
  };
}
