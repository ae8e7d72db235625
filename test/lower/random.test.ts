// Random programs: SQL on DuckDB and the reference evaluator agree on every cell, missing cells included.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { agree, connect } from './duckdb.ts';
import { randomProgram, tableKeys } from './random.ts';

await test('random programs agree with the reference evaluator', async () => {
  const c = await connect();
  let cells = 0;
  await fc.assert(fc.asyncProperty(fc.gen(), async g => { cells += await agree(randomProgram(g), tableKeys, {}, c); }), { numRuns: 500, includeErrorInReport: true, endOnFailure: true });
  assert.ok(cells > 1000, `only ${cells} cells were compared`);
  c.closeSync();
});
