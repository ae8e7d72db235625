// Runs sheets on DuckDB and compares what they show, row by row.

import assert from 'node:assert/strict';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Module } from '../../compiler/ast.ts';
import { check } from '../../compiler/check/check.ts';
import { runPasses } from '../../compiler/pipeline.ts';
import { assemble } from '../../compiler/relational/assemble.ts';
import { always } from '../../compiler/standard.ts';
import { begin, execute, query } from '../lower/duckdb.ts';
import type { Table } from '../random/generate.ts';
import { catalogOf, cleared, tablesIn } from '../random/run.ts';
import { partOf, textOf, type Variant } from './syntax.ts';

/** What is shown or exported of one tensor: its name, and its rows. */
export interface Shown { readonly label: string; readonly tensor: string; readonly rows: readonly (readonly unknown[])[] }

/** Everything that a program shows and exports, in its order. */
export async function results(module: Module, tables: readonly Table[], c: DuckDBConnection, database: string): Promise<readonly Shown[]> {
  const catalog = catalogOf(tables);
  const { program, diagnostics } = check(module, { catalog, library: always, settings: {}, steps: null, seed: null });
  if (!program) throw new Error(`refused: ${diagnostics.flatMap(d => (d.severity === 'error' ? [d.message] : [])).join('; ')}`);
  const plan = assemble(runPasses(program).program, catalog, { dialect: 'duckdb' });
  await c.run(`ATTACH ':memory:' AS ${database}; USE ${database}`);
  try {
    await tablesIn(c, tables);
    await begin(plan, 0, c);
    await execute(c, plan.final, { run: 1, step: 0, seed: 0 });
    const shown: Shown[] = [];
    for (const s of plan.shows) shown.push({ label: s.label, tensor: /^\w+/.exec(s.label)![0], rows: await query(c, s.sql) });
    for (const e of plan.exports) for (const t of e.tensors) shown.push({ label: t.label, tensor: t.label, rows: await query(c, t.sql) });
    return shown;
  } finally {
    await cleared(c, database);
  }
}

/** The same rows, to the last bit; derivatives, which share among ties and so divide, to 1e-12. Throws with the part that differs. */
export function compare(base: readonly Shown[], other: readonly Shown[], { orders }: Variant): number {
  let cells = 0;
  assert.equal(other.length, base.length);
  for (const [k, { label, tensor, rows }] of base.entries()) {
    const order = orders.get(tensor);
    const found = new Map(other[k]!.rows.map(r => [JSON.stringify(order ? placed(r, order) : r.slice(0, -1)), r.at(-1)]));
    assert.equal(found.size, other[k]!.rows.length, `${label}: a cell is there twice`);
    assert.equal(found.size, rows.length, `${label} has ${found.size} rows instead of ${rows.length}`);
    for (const r of rows) {
      const at = JSON.stringify(r.slice(0, -1));
      const [value, wanted] = [found.get(at), r.at(-1)];
      const close = tensor.endsWith('slope') && typeof value === 'number' && typeof wanted === 'number' && Math.abs(value - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted));
      // -0 is 0 in SQL
      assert(found.has(at) && (close || value === wanted), `${label} at ${at} is ${String(value)} instead of ${String(wanted)}`);
    }
    cells += rows.length;
  }
  return cells;
}

/** The coordinates of a row whose axis k is what was the axis order[k]. */
function placed(row: readonly unknown[], order: readonly number[]): unknown[] {
  const at: unknown[] = [];
  order.forEach((old, k) => { at[old] = row[k]; });
  return at;
}

/** The lines of one program of a sheet. */
export const linesOf = (module: Module, part: string | null): string => textOf({ ...module, items: module.items.filter(i => part === null || (i.kind === 'equation' && partOf(i.name.text) === part)) });
