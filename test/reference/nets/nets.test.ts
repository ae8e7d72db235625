// Nets in mini-batches with Adam against NumPy (nets.py), which draws the same weights and takes the same rows by its own means: the loss
// before the first step and after each of ten, of the SQL and of the reference evaluator.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { evaluate, evaluateUpdates, type TensorValue } from '../../../compiler/tensor/evaluate.ts';
import { meaningOf } from '../../features/program.ts';
import { shown } from '../shown.ts';

const here = (name: string): string => path.join(import.meta.dirname, name);
const numbers = JSON.parse(readFileSync(here('nets.json'), 'utf8')) as Readonly<Record<string, readonly number[]>>;

function equal(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  found.forEach((loss, step) => assert.ok(Math.abs(loss - expected[step]!) <= 1e-9 * expected[step]!, `after step ${step} the loss is ${loss}, not ${expected[step]}`));
}

/** What a program without files reports, by the meaning of its equations before any pass has changed them. */
function evaluated(text: string, steps: number): number[] {
  const meaning = meaningOf(text, null, {});
  const { goals, reports, seed } = meaning.training[0]!;
  const loss = reports[0]!.values[0]!.tensor;
  let carried: ReadonlyMap<string, TensorValue> = new Map();
  return Array.from({ length: steps + 1 }, (_, step) => {
    const counters = new Map([['seed', seed], ['step', step]]);
    if (step > 0) carried = evaluateUpdates(meaning, carried, goals, { counters });
    return evaluate(meaning, carried, { only: [loss], counters }).get(loss)!.get() as number;
  });
}

for (const [net, losses] of Object.entries(numbers)) {
  test(`${net}: ten losses of the SQL equal NumPy's to 1e-9`, async () => {
    const { reports } = await shown(here(`${net}.tsql`));
    assert.deepEqual(reports.map(r => r.step), losses.map((_, step) => step));
    equal(reports.map(r => r.values[0]!.value!), losses);
  });

  test(`${net}: ten losses of the evaluator equal NumPy's to 1e-9`, () => equal(evaluated(readFileSync(here(`${net}.tsql`), 'utf8'), losses.length - 1), losses));
}
