// How tiles are cut into blocks changes what fits into memory, and no result but in the last digits of its sums.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import type { Plan, PlanStatement } from '../../compiler/plan.ts';
import { usualBlocking } from '../../compiler/layouts/layout.ts';
import { assemble } from '../../compiler/relational/assemble.ts';
import { begin, execute, query } from '../lower/duckdb.ts';

const net = (how: string): string => `
index s = 70, i = 3, j = 2
data x[s,i] = [${Array.from({ length: 70 }, (_, s) => `[${[0, 1, 2].map(i => Math.round(100 * Math.sin(3 * s + i)) / 100).join(', ')}]`).join(', ')}]
param W[i,j] ~ normal(0, 1)
param b[j] = 0
h[s,j] = tanh(W[i,j] * x[s,i] + b[j])
high = max[s,j](h[s,j])
loss = mean[s]((sum[j](h[s,j]) - sum[i](x[s,i]))^2) + 0.1 * high
train { minimize loss using adam(lr = 0.05)  ${how}  seed 3 }
`;

const flat = (statements: readonly PlanStatement[]): string => statements.map(s => (s.kind === 'loop' ? flat(s.body) : s.sql)).join(';\n');

/** The plan of a text over tiles in blocks of so many cells. */
function planned(text: string, mostCells: number): Plan {
  const { program, diagnostics } = compile({ file: 'net.tsql', text });
  assert.ok(program, JSON.stringify(diagnostics));
  return assemble(program, null, { dialect: 'duckdb', layout: 'tiles', blocking: { ...usualBlocking, mostCells } });
}

async function weights(plan: Plan): Promise<readonly number[]> {
  const [training] = plan.training;
  const c = await begin(plan, training!.seed);
  for (let step = 1; step <= 4; step++) {
    const known = { run: 1, step, seed: training!.seed };
    if (step === 1) { await execute(c, training!.epoch?.statements ?? [], { ...known, epoch: 1 }); await execute(c, training!.begin, known); }
    await execute(c, training!.step, known);
  }
  const found = await query(c, 'SELECT val FROM W_now ORDER BY i, j');
  c.closeSync();
  return found.map(r => r[0] as number);
}

test('sums over many blocks are those over two', async () => {
  const few = planned(net('steps 4'), 1e6), many = planned(net('steps 4'), 30);
  const blocks = (p: Plan): number => flat(p.training[0]!.begin).match(/TABLE blocks_\d+ AS/g)?.length ?? 0;
  assert.deepEqual([blocks(few), blocks(many)], [2, 8]);
  assert.match(flat(many.training[0]!.step), /list_reduce\(list_select\(\w+, list_grade_up\(\w+\)\), lambda a, b: /);
  const [expected, found] = [await weights(few), await weights(many)];
  assert.equal(found.length, 6);
  expected.forEach((w, k) => assert.ok(Math.abs(w - found[k]!) < 1e-12, `${w} and ${found[k]}`));
});

test('rows for batches that are packed in pieces are those packed at once', async () => {
  const once = planned(net('batch s by 20  steps 4'), 1e6), pieces = planned(net('batch s by 20  steps 4'), 100);
  const loops = (p: Plan): number => p.training[0]!.begin.filter(s => s.kind === 'loop').length;
  assert.deepEqual([loops(once), loops(pieces)], [0, 1]);
  assert.deepEqual(await weights(pieces), await weights(once));
});
