// Ways to write the same program: names of indices, orders of rows, statements, axes and operands, constants and names for
// sub-expressions, reductions in two parts. None changes what DuckDB computes, missing rows included. Programs are of whole numbers, so
// that the same means the same bits. Several programs stand on one sheet, which is compiled and run as one; a failure prints the
// program and the seed: TSQL_SEED=… draws others, TSQL_RUNS=… more.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc, { seed } from '../seeded.ts';
import { connect } from '../lower/duckdb.ts';
import { randomSheet, type Sheet } from '../random/generate.ts';
import { Draws } from './draws.ts';
import { permuted, renamed, transposed } from './rename.ts';
import { extracted, halved, swapped, unfolded } from './rewrite.ts';
import { compare, linesOf, results, type Shown } from './run.ts';
import { changedOnly, moduleOf, partOf, type Variant } from './syntax.ts';

const wanted = Number(process.env['TSQL_RUNS'] ?? 300);
const programs = 25;
const properties: Readonly<Record<string, (sheet: Sheet, draws: Draws) => Variant>> = {
  'indices have other names': renamed,
  'rows and statements stand in another order': permuted,
  'axes stand in another order': transposed,
  'factors, addends and comparisons are swapped': swapped,
  'constants are worked out': unfolded,
  'a sub-expression has a name': extracted,
  'a reduction is that of two parts': halved,
};

const connection = await connect();
after(() => connection.closeSync());

const sheets = fc.sample(fc.gen().map(g => randomSheet(g, programs)), { seed, numRuns: Math.ceil((3 * wanted) / programs) });
const known = new Map<number, readonly Shown[]>();
let databases = 0;

async function base(k: number): Promise<readonly Shown[]> {
  const found = known.get(k) ?? await results(moduleOf(sheets[k]!.text), sheets[k]!.tables, connection, `sheet_${databases++}`);
  known.set(k, found);
  return found;
}

for (const [name, change] of Object.entries(properties)) test(`nothing changes when ${name}`, async t => {
  let changed = 0, cells = 0;
  for (let k = 0; k < sheets.length && changed < wanted; k++) {
    const sheet = sheets[k]!;
    const variant = change(sheet, new Draws(seed + 7919 * (k + 1)));
    try {
      const expected = (await base(k)).filter(s => variant.changed.has(partOf(s.tensor)!));
      cells += compare(expected, await results(changedOnly(variant), variant.tables, connection, `sheet_${databases++}`), variant);
    } catch (e) {
      const message = (e as Error).message;
      const part = partOf(message);
      throw new Error(`TSQL_SEED=${seed}, sheet ${k}: ${message}\n-- as drawn\n${linesOf(moduleOf(sheet.text), null)}\n-- written otherwise\n${linesOf(variant.module, part)}${JSON.stringify(sheet.tables)}`, { cause: e });
    }
    changed += variant.changed.size;
  }
  t.diagnostic(`${changed} programs, ${cells} cells`);
  assert(changed >= wanted && cells > 2 * changed, `only ${cells} cells of ${changed} programs were compared`);
});
