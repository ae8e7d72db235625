// Asks the engine for the headers of the data that a program names.

import { existsSync } from 'node:fs';
import type { Catalog, SourceRequests } from '../compiler/catalog.ts';
import type { Diagnostic } from '../compiler/diagnostics.ts';
import { readCatalog } from './catalog.ts';
import { open } from './session.ts';

/**
 * Headers of all sources, and what is wrong with those that have none. `file`: the database whose tables may be
 * named, or null; one that is not there yet is not made.
 */
export async function readHeaders(requests: SourceRequests, folder: string, file: string | null): Promise<{ readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[] }> {
  const database = await open({ path: file !== null && existsSync(file) ? file : ':memory:' });
  try {
    return await readCatalog(requests, folder, database);
  } finally {
    await database.close();
  }
}
