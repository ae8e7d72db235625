// What DuckDB computes for every example is what the reference evaluator says it means: the weights after each of three steps,
// and all that is shown, checked and exported, cell by cell. The evaluator is given the program before it is optimised.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { evaluate, evaluateUpdates, type TensorValue } from '../../compiler/tensor/evaluate.ts';
import { compileProgram, readProgram } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';
import { executeStep, paceOf } from '../../runtime/steps.ts';
import { axesOf, compare } from '../lower/duckdb.ts';
import { examples, type Opened, reduced, withOpened } from './opened.ts';

const tolerance = 1e-9;
const files = readdirSync(examples).filter(f => f.endsWith('.tsql')).sort();

/** Trains on both; returns the evaluator's weights after the last step. */
async function trainBoth({ plan, meaning, database, data, keys }: Opened): Promise<ReadonlyMap<string, TensorValue>> {
  let carried: ReadonlyMap<string, TensorValue> = new Map();
  let total = 0;
  for (const [t, training] of plan.training.entries()) {
    const pace = await paceOf(database, training);
    for (let step = 1; step <= pace.steps; step++) {
      total++;
      await executeStep(database, training, pace, { run: 1, step, seed: training.seed }, step === 1);
      await executeAll(database, training.keep, { run: 1, step: total, seed: training.seed });
      carried = evaluateUpdates(meaning, new Map([...data, ...carried]), meaning.training[t]!.goals, { counters: new Map([['step', step]]) });
      for (const c of meaning.carried) {
        const { table } = plan.history.find(h => h.label === c.label)!;
        const { rows } = await database.query(`SELECT ${c.axes.map(a => `"${a.column}", `).join('')}val FROM "${table}" WHERE step = ${total}`);
        assert.ok(compare(rows.map(r => [...r]), carried.get(c.tensor)!, c.axes, meaning, `${c.label} after step ${total}`, keys, tolerance) > 0);
      }
    }
  }
  return carried;
}

/** Compares what queries of the plan yield with tensors of the meaning; returns how many cells there were. */
async function compareAll({ plan, meaning, database, data, keys }: Opened, carried: ReadonlyMap<string, TensorValue>): Promise<number> {
  const wanted = [
    ...plan.shows.map((s, k) => ({ sql: s.sql, tensor: meaning.shows[k]!.tensor })),
    ...plan.checks.map((c, k) => ({ sql: c.sql, tensor: meaning.checks[k]!.tensor })),
    ...plan.exports.flatMap((e, k) => e.tensors.map((t, n) => ({ sql: t.sql, tensor: meaning.exports[k]!.tensors[n]!.tensor }))),
  ];
  const expected = evaluate(meaning, new Map([...data, ...carried]), { only: wanted.map(w => w.tensor) });
  let count = 0;
  for (const { sql, tensor } of wanted) {
    const { rows } = await database.query(sql);
    count += compare(rows.map(r => [...r]), expected.get(tensor)!, axesOf(meaning, tensor), meaning, tensor, keys, tolerance);
  }
  return count;
}

/** Examples whose training has other layouts: what stands in the way of the rest is said by `tsql explain`. */
const packed = ['factorisation.tsql', 'gcn.tsql', 'kmeans.tsql', 'linear.tsql', 'logistic.tsql', 'mlp.tsql'];
const tiled = ['autoencoder.tsql', 'convnet.tsql', 'factorisation.tsql', 'linear.tsql', 'logistic.tsql', 'mlp.tsql', 'transformer.tsql'];

for (const [file, layout] of [...packed.map(f => [f, 'packed'] as const), ...tiled.map(f => [f, 'tiles'] as const)]) {
  test(`${file} in ${layout}: DuckDB and the evaluator agree`, async () => {
    await withOpened(file, { ...(reduced[file] ?? {}), layout }, async opened => {
      await trainBoth(opened);
    });
  });
}

for (const file of files) {
  test(`${file} compiles without a word, and DuckDB and the evaluator agree`, async () => {
    await withOpened(file, reduced[file] ?? {}, async opened => {
      const { plan, database } = opened;
      const carried = await trainBoth(opened);
      await executeAll(database, plan.final, { run: 1, step: plan.training[0]?.length.count ?? 0, seed: plan.training[0]?.seed ?? 0 });
      assert.ok((await compareAll(opened, carried)) > plan.checks.length, 'nothing but checks was compared');
    });
  });
}

test('a step of the digits net is at most 12 statements, and one more layer adds at most 3', async () => {
  const statements = async (text: string): Promise<number> => {
    const program = await readProgram('mlp.tsql', { folder: examples, input: () => Promise.reject(new Error('a file is wanted')) }, {}, { file: 'mlp.tsql', text });
    return compileProgram({ ...program, folder: examples }, {}).plan!.training[0]!.step.length;
  };
  const text = readFileSync(path.join(examples, 'mlp.tsql'), 'utf8');
  const two = await statements(text);
  assert.ok(two <= 12, `${two} statements`);
  const three = await statements(text.replace('[196, 32, 10]', '[196, 64, 32, 10]'));
  assert.ok(three > two && three <= two + 3, `${three} statements for three layers`);
});
