import type { Dialect } from './dialect.ts';
import { duckdb } from './duckdb.ts';

/** Every dialect by the name that the command line takes. */
export const dialects = { duckdb } as const satisfies Record<string, Dialect>;

export type DialectName = keyof typeof dialects;
