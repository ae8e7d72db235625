// Programs of data alone, made by hand, and what becomes of them: tables, or what is wrong.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AxisSource, Catalog, DomainMaking, Load, SourceId, SourceRequests } from '../../compiler/catalog.ts';
import type { Diagnostic } from '../../compiler/diagnostics.ts';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { type LoadPlan, loadStatements } from '../../compiler/relational/load.ts';
import { origin } from '../../compiler/relational/source.ts';
import type { Definition, Index, IndexDomain, Input, Program, ValueType } from '../../compiler/tensor/ir.ts';
import { real } from '../../compiler/tensor/ir.ts';
import { readCatalog } from '../../runtime/catalog.ts';
import type { Database, Value } from '../../runtime/database.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { DataError, loadData } from '../../runtime/load.ts';

export const span = { file: 'p.tsql', start: 10, end: 20 };

/** A folder with these files in it, removed after `body`. */
export async function inFolder<T>(files: Readonly<Record<string, string | Uint8Array>>, body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'load-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const range = (name: string, size: number, lo = 0): Index => ({ name, base: name, split: null, domain: { kind: 'range', lo, size }, span });
export const keyed = (name: string, keys: 'int' | 'text' | 'date', dense = false): Index =>
  ({ name, base: name, split: null, domain: { kind: 'table', table: `index_${name}`, column: name, keys, dense } satisfies IndexDomain, span });

export const row = (offset = 0): AxisSource => ({ kind: 'row', offset });
export const columns = (...names: string[]): AxisSource => ({ kind: 'columns', columns: names });
export const column = (name: string): AxisSource => ({ kind: 'column', name });
export const dimension = (position: number, offset = 0): AxisSource => ({ kind: 'dimension', position, offset });

interface Stored { readonly source: SourceId; readonly axes: readonly AxisSource[]; readonly value?: string; readonly nulls?: 'refuse' | 'skip' | number; readonly member?: string }

export const stored = (s: Stored): Load =>
  ({ kind: 'stored', source: s.source, member: s.member ?? null, axes: s.axes, value: s.value === undefined ? { kind: 'element' } : { kind: 'column', name: s.value }, nulls: s.nulls ?? 'refuse' });

/** `x[s, i]`: axes named after their indices, or `u: v` for an axis u over the index v. */
export const input = (tensor: string, axes: readonly string[], load: Load, more: { readonly type?: ValueType; readonly full?: boolean } = {}): Input => ({
  tensor, load, span, type: more.type ?? real, full: more.full ?? false,
  axes: axes.map(a => { const [name, index] = a.split(': '); return { column: name!, index: index ?? name! }; }),
});

export function program(indices: readonly Index[], inputs: readonly Input[], domains: readonly { readonly index: string; readonly making: DomainMaking }[] = [], definitions: readonly Definition[] = []): Program {
  return { file: 'p.tsql', indices, domains, inputs, carried: [], definitions, training: [], shows: [], checks: [], exports: [], untils: [], notes: [] };
}

export const requestsOf = (p: Program): SourceRequests => ({
  modules: [],
  data: p.inputs.flatMap(i => (i.load.kind === 'stored' ? [{ id: i.load.source, origin: origin(i.load.source), span }] : [])),
});

export interface Loaded {
  readonly plan: LoadPlan;
  readonly catalog: Catalog;
  /** rows of a table, in order of its keys */
  readonly table: (name: string) => Promise<readonly (readonly Value[])[]>;
  readonly database: Database;
}

/** Reads headers, loads, and hands over the database. `blind`: compiles without a catalog. */
export async function withLoaded<T>(p: Program, folder: string, body: (loaded: Loaded) => Promise<T>, how: { readonly blind?: boolean; readonly before?: readonly string[] } = {}): Promise<T> {
  const database = await connect({ path: ':memory:', allowed: [folder] });
  try {
    for (const sql of how.before ?? []) await database.execute(sql);
    await database.lock();
    const { catalog, diagnostics } = await readCatalog(requestsOf(p), folder, database);
    if (diagnostics.length > 0) throw new DataError(diagnostics);
    const plan = loadStatements(p, how.blind ? null : catalog, duckdb);
    await loadData(plan, database, folder);
    const table = async (name: string): Promise<readonly (readonly Value[])[]> => (await database.query(`SELECT * FROM "${name.replaceAll('"', '""')}" ORDER BY ALL`)).rows;
    return await body({ plan, catalog, table, database });
  } finally {
    await database.close();
  }
}

/** Rows of the tables of a program's inputs and index tables. */
export const load = (p: Program, folder: string, how: { readonly blind?: boolean; readonly before?: readonly string[] } = {}): Promise<Readonly<Record<string, readonly (readonly Value[])[]>>> =>
  withLoaded(p, folder, async ({ table, plan }) => {
    const names = plan.load.flatMap(s => s.writes).filter(t => !plan.scratch.includes(t));
    const found: Record<string, readonly (readonly Value[])[]> = {};
    for (const name of names) found[name] = await table(name);
    return found;
  }, how);

/** What is wrong with the data of a program: messages, each followed by its note and hints. */
export async function complaints(p: Program, folder: string, how: { readonly blind?: boolean; readonly before?: readonly string[] } = {}): Promise<readonly string[]> {
  try {
    await load(p, folder, how);
  } catch (problem) {
    if (problem instanceof DataError) return problem.diagnostics.map(told);
    throw problem;
  }
  return [];
}

export const told = (d: Diagnostic): string => [`${d.code}: ${d.message}`, ...(d.note === null ? [] : [`(${d.note})`]), ...d.hints.map(h => `hint: ${h}`)].join('\n');
