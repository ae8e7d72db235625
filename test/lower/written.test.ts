// How drawn programs are written as SQL. Other text than this may mean the same and cost more: a change is to be seen in review.
// UPDATE=1 writes written.sql anew. The same programs agree with the reference evaluator.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Program } from '../../compiler/tensor/ir.ts';
import fc from '../seeded.ts';
import { agree, connect, plan } from './duckdb.ts';
import { randomProgram, tableKeys } from './random.ts';

const file = path.join(import.meta.dirname, 'written.sql');
const all: readonly Program[] = fc.sample(fc.gen().map(randomProgram), { seed: 20_261_123, numRuns: 80 });

/** What is computed of a program's data, and how it is shown. */
const written = (p: Program): string => { const { final, shows } = plan(p); return [...final.flatMap(s => (s.kind === 'execute' ? [s.sql] : [])), ...shows.map(s => s.sql)].join('\n\n').trim(); };

const mark = '\n\n-- program\n\n';
if (process.env['UPDATE'] === '1') writeFileSync(file, `${all.map(written).join(mark)}\n`);
assert.ok(existsSync(file), 'UPDATE=1 writes written.sql');
const stored = readFileSync(file, 'utf8').trimEnd().split(mark);

test('as many programs are stored as are written', () => assert.equal(stored.length, all.length));

let open: DuckDBConnection | null = null;
after(() => open?.closeSync());

for (let from = 0; from < all.length; from += 8) {
  const some = all.slice(from, from + 8);
  test(`programs from ${from + 1} on are written as they were`, () => some.forEach((p, k) => assert.equal(written(p), stored[from + k])));
  test(`programs from ${from + 1} on agree with the reference evaluator`, async () => {
    open ??= await connect();
    for (const p of some) await agree(p, tableKeys, {}, open);
  });
}
