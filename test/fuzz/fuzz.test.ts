// The short form of `npm run fuzz`, and every text that it has found. TSQL_SEED=… draws others.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { connect } from '../lower/duckdb.ts';
import { seed } from '../seeded.ts';
import { programs, statements, together } from './batch.ts';
import { hold } from './hold.ts';
import { recorded } from './recorded.ts';

const finds = path.join(import.meta.dirname, 'finds');

for (const name of readdirSync(finds).filter(f => f.endsWith('.tsql')).sort()) test(`found: ${name}`, () => void hold(readFileSync(path.join(finds, name), 'utf8')));

test('20,000 texts that nobody would write: each is compiled or told what is wrong with it', t => {
  const { right } = statements(seed, 20_000);
  t.diagnostic(`seed ${seed}: ${right} were right`);
  assert.ok(right > 200, `only ${right} were right`);
});

test('2,000 well-typed programs are compiled, and a tenth of them means what the evaluator says', async t => {
  const c = await connect();
  const { compiled, executed, cells } = await programs(seed, 77, c);
  c.closeSync();
  t.diagnostic(`seed ${seed}: ${compiled} compiled, ${executed} executed, ${cells} cells`);
  assert.ok(compiled >= 2000 && executed >= 200 && cells > 5 * executed, `${compiled} compiled, ${executed} executed, ${cells} cells`);
  assert.equal(compiled, 77 * (together + 1));
});

test('the seeds that have been run are recorded, each once: 200,000 texts and 100,000 programs', () => {
  const all = recorded();
  const sum = (key: 'statements' | 'programs' | 'executed'): number => all.reduce((n, r) => n + r[key], 0);
  assert.ok(sum('statements') >= 200_000 && sum('programs') >= 100_000 && 10 * sum('executed') >= sum('programs'), JSON.stringify(all));
  for (const [k, a] of all.entries()) {
    assert.ok(a.from <= a.to && a.statements + a.programs > 0);
    for (const b of all.slice(k + 1)) assert.ok(a.to < b.from || b.to < a.from, `${a.from}..${a.to} and ${b.from}..${b.to} overlap`);
  }
});
