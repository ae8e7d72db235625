// Nets in mini-batches with Adam against NumPy (nets.py), which draws the same weights and takes the same rows by its own means: what is
// reported before the first step and after each of ten, of the SQL and of the reference evaluator.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { evaluate, evaluateUpdates, type TensorValue } from '../../../compiler/tensor/evaluate.ts';
import { meaningOf } from '../../features/program.ts';
import { shown } from '../shown.ts';

const here = (name: string): string => path.join(import.meta.dirname, name);
/** What each net reports, step by step, value by value. */
const numbers = JSON.parse(readFileSync(here('nets.json'), 'utf8')) as Readonly<Record<string, readonly (readonly number[])[]>>;

function equal(found: readonly number[], expected: readonly number[], step: number): void {
  assert.equal(found.length, expected.length);
  found.forEach((loss, k) => assert.ok(Math.abs(loss - expected[k]!) <= 1e-9 * expected[k]!, `after step ${step}, value ${k + 1} is ${loss}, not ${expected[k]}`));
}

for (const [net, columns] of Object.entries(numbers)) {
  const steps = columns[0]!.map((_, step) => step);
  const at = (step: number): readonly number[] => columns.map(c => c[step]!);

  test(`${net}: ten losses of the SQL equal NumPy's to 1e-9`, async () => {
    const { reports } = await shown(here(`${net}.tsql`));
    assert.deepEqual([...new Set(reports.map(r => r.step))], steps);
    for (const step of steps) equal(reports.flatMap(r => (r.step === step ? r.values.map(v => v.value!) : [])), at(step), step);
  });

  test(`${net}: ten losses over tiles, where it can, equal NumPy's to 1e-9`, async () => {
    const { reports } = await shown(here(`${net}.tsql`), { layout: 'auto' });
    for (const step of steps) equal(reports.flatMap(r => (r.step === step ? r.values.map(v => v.value!) : [])), at(step), step);
  });

  test(`${net}: ten losses of the evaluator equal NumPy's to 1e-9`, () => {
    // the equations as they are before any pass has changed them
    const meaning = meaningOf(readFileSync(here(`${net}.tsql`), 'utf8'), null, {});
    const { goals, reports, seed } = meaning.training[0]!;
    const only = reports.flatMap(r => r.values.map(v => v.tensor));
    let carried: ReadonlyMap<string, TensorValue> = new Map();
    for (const step of steps) {
      const counters = new Map([['seed', seed], ['step', step]]);
      if (step > 0) carried = evaluateUpdates(meaning, carried, goals, { counters });
      const found = evaluate(meaning, carried, { only, counters });
      equal(only.map(tensor => found.get(tensor)!.get() as number), at(step), step);
    }
  });
}
