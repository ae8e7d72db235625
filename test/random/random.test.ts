// Random programs: what DuckDB computes is what the reference evaluator computes, cell by cell, missing cells included.
// A failure prints the seed; TSQL_SEED=… and TSQL_RUNS=… run others.

import assert from 'node:assert/strict';
import test from 'node:test';
import fc, { seed } from '../seeded.ts';
import { connect } from '../lower/duckdb.ts';
import { randomProgram } from './generate.ts';
import { agree } from './run.ts';

const numRuns = Number(process.env['TSQL_RUNS'] ?? 500);

for (const [precision, runs] of [['f64', numRuns], ['f32', Math.ceil(numRuns / 4)]] as const) {
  test(`random programs mean on DuckDB what the evaluator says, in ${precision}`, async t => {
    t.diagnostic(`seed ${seed}`);
    const c = await connect();
    let programs = 0, cells = 0;
    await fc.assert(fc.asyncProperty(fc.gen().map(randomProgram), async draft => {
      try {
        cells += await agree(draft, c, `program_${++programs}`, precision);
      } catch (e) {
        throw new Error(`TSQL_SEED=${seed}, program ${programs}: ${(e as Error).message}\n${draft.text}${JSON.stringify(draft.tables)}`, { cause: e });
      }
    }), { seed, numRuns: runs, endOnFailure: true });
    c.closeSync();
    t.diagnostic(`${programs} programs, ${cells} cells`);
    assert.ok(programs >= runs && cells > 10 * programs, `only ${cells} cells of ${programs} programs were compared`);
  });
}
