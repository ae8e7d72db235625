// Six nets in mini-batches with Adam against NumPy (nets.py), which draws the same weights and takes the same rows by its own means:
// the loss before the first step and after each of ten.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { shown } from '../shown.ts';

const numbers = JSON.parse(readFileSync(path.join(import.meta.dirname, 'nets.json'), 'utf8')) as Readonly<Record<string, readonly number[]>>;

for (const [net, losses] of Object.entries(numbers)) {
  test(`${net}: ten losses equal NumPy's to 1e-9`, async () => {
    const { reports } = await shown(path.join(import.meta.dirname, `${net}.tsql`));
    assert.deepEqual(reports.map(r => r.step), losses.map((_, step) => step));
    for (const { step, values: [loss] } of reports) {
      const expected = losses[step]!;
      assert.ok(Math.abs(loss!.value! - expected) <= 1e-9 * expected, `after step ${step} the loss is ${loss!.value}, not ${expected}`);
    }
  });
}
