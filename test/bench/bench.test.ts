// The benches over sizes that take no time: all sides come to the same numbers, and figures can be kept and compared.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { benches } from './benches/benches.ts';
import { ours } from './bench.ts';
import { changes } from './compare.ts';
import { distance, measure, type MeasuredRow } from './measure.ts';
import { agrees, rowText } from './report.ts';

const built = existsSync(path.resolve(import.meta.dirname, '../../dist/tsql.mjs'));

for (const bench of benches) {
  for (const row of bench.rows('small')) {
    test(`${bench.name}: ${row.name}: all sides compute the same`, { skip: !built && ['chain', 'memory'].includes(bench.name) ? 'the command is not built' : false }, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'tsql-bench-'));
      try {
        const measured = await measure(bench, row, { threads: 1, folder }, { repeats: 1, warmUp: 0 });
        assert.ok(agrees(measured), `${measured.apart} apart`);
        assert.ok(measured.sides.every(s => s.times.length === 1 && s.times[0]! > 0));
        assert.match(rowText(measured, true), /medians of 1/);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
}

test('names are given once', () => {
  const rows = benches.flatMap(b => b.rows('full').map(r => `${b.name}: ${r.name}`));
  assert.equal(new Set(rows).size, rows.length);
});

test('distance is relative to the largest number, and refuses what cannot be compared', () => {
  assert.equal(distance([1, 200], [1, 199]), 1 / 200);
  assert.equal(distance([0], [0]), 0);
  assert.throws(() => distance([1], [1, 2]), /1 numbers beside 2/);
  assert.throws(() => distance([], []), /0 numbers/);
  assert.throws(() => distance([NaN], [1]), /NaN/);
});

test('an older run is compared beside the side that is not ours, so that a slower machine is not a slower compiler', () => {
  const row = (mine: number, other: number | null): MeasuredRow => ({
    bench: 'b', row: 'r', what: '', sizes: {}, repeats: 1, absent: [], bars: [], apart: null, tolerance: 0, slowest: null,
    sides: [{ name: ours, median: mine }, ...(other === null ? [] : [{ name: 'NumPy', median: other }])].map(s => ({ ...s, mode: '', least: s.median, times: [s.median] })),
  });
  assert.deepEqual(changes([row(20, 4)], [row(10, 2)]).map(c => c.ratio), [1]);
  assert.deepEqual(changes([row(30, 2)], [row(10, 2)]).map(c => c.ratio), [3]);
  assert.deepEqual(changes([row(30, null)], [row(10, 2)]).map(c => c.ratio), [3]);
  assert.deepEqual(changes([row(30, null)], []), []);
});
