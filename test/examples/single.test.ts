// One statement for a whole training, or a whole recurrence, gives what the steps give, to 1e-9.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executeAll } from '../../runtime/statements.ts';
import { type Opened, type Variant, withOpened } from './opened.ts';

const near = (a: unknown, b: unknown, what: string): void => {
  assert.equal(typeof a, 'number', what);
  assert.ok(Math.abs((a as number) - (b as number)) <= 1e-9 * Math.max(1, Math.abs(b as number)), `${what}: ${String(a)} against ${String(b)}`);
};

/** Weights by name and key: of the single statement, and of the steps. */
async function bothWays({ compiled, plan, database }: Opened): Promise<number> {
  const single = await database.query(compiled.singleQuery());
  const [training] = plan.training;
  assert.ok(training);
  for (let step = 1; step <= training.length.count; step++) await executeAll(database, step === 1 ? [...training.begin, ...training.step] : training.step, { run: 1, step, seed: training.seed });
  await executeAll(database, training.keep, { run: 1, step: training.length.count, seed: training.seed });
  let compared = 0;
  for (const { label, table } of plan.history) {
    const rows = (await database.query(`SELECT * EXCLUDE (run, step) FROM "${table}"`)).rows;
    for (const row of rows) {
      const keys = row.slice(0, -1);
      const match = single.rows.filter(r => r[0] === label && keys.every((k, n) => r[n + 1] === k));
      assert.equal(match.length, 1, `${label}[${keys.join(', ')}]`);
      near(match[0]!.at(-1), row.at(-1), `${label}[${keys.join(', ')}]`);
      compared++;
    }
  }
  assert.equal(single.rows.length, compared);
  return compared;
}

const trainings: readonly (readonly [string, string, Variant, number])[] = [
  ['a linear regression', 'linear.tsql', { steps: 40 }, 4],
  ['a net of depth 2', 'mlp.tsql', { steps: 4, rows: 40, change: t => t.replace('[196, 32, 10]', '[196, 8, 10]') }, 196 * 8 + 80 + 18],
  ['a net of depth 3', 'mlp.tsql', { steps: 4, rows: 40, change: t => t.replace('[196, 32, 10]', '[196, 8, 6, 10]') }, 196 * 8 + 48 + 60 + 24],
];

for (const [what, file, variant, weights] of trainings) {
  await test(`${what}, trained in one statement, has the weights of its steps`, () => withOpened(file, variant, async opened => {
    assert.equal(await bothWays(opened), weights);
  }));
  await test(`${what} over tiles, too`, () => withOpened(file, { ...variant, layout: 'tiles' }, async opened => {
    assert.match(opened.compiled.singleQuery(), /list_inner_product/);
    assert.equal(await bothWays(opened), weights);
  }));
}

await test('gradient descent written as a recurrence is one statement', () => withOpened('descent.tsql', {}, async ({ compiled, plan, database }) => {
  const single = await database.query(compiled.singleQuery());
  assert.match(compiled.singleQuery(), /WITH RECURSIVE/);
  await executeAll(database, plan.final, { run: 1, step: 0, seed: 0 });
  for (const show of plan.shows) {
    const row = single.rows.find(r => r[0] === show.label);
    near(row?.at(-1), (await database.query(show.sql)).rows[0]!.at(-1), show.label);
  }
  assert.equal(single.rows.length, plan.shows.length);
}));
