// Every reduction: its fold, DuckDB's aggregate, and its derivative by one of the values.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from '../seeded.ts';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { bool, int, key, real, text } from '../../compiler/tensor/ir.ts';
import type { Value } from '../../compiler/tensor/ops.ts';
import { type ReductionName, reductions } from '../../compiler/tensor/reductions.ts';
import { difference } from './derivative.ts';
import { agree, Engine } from './duckdb.ts';

let engine: Engine;
before(async () => { engine = await Engine.open(); });
after(() => engine.close());

function reduce(name: ReductionName, values: readonly Value[]): Value | null {
  const { empty, fold } = reductions[name];
  if (!values.length) return empty;
  const f = fold();
  values.forEach((v, k) => f.add(v, k));
  return f.result();
}

const sql: Readonly<Record<ReductionName, string>> = {
  sum: duckdb.aggregates.sum(['x'], false), prod: duckdb.aggregates.product(['x'], false), mean: duckdb.aggregates.avg(['x'], false), max: duckdb.aggregates.max(['x'], false), min: duckdb.aggregates.min(['x'], false),
  argmax: duckdb.aggregates.argFirst(['n', 'x'], true), argmin: duckdb.aggregates.argFirst(['n', 'x'], false), any: duckdb.aggregates.any(['x'], false), all: duckdb.aggregates.all(['x'], false), count: duckdb.aggregates.count(['x'], false),
};

const names = Object.keys(reductions) as ReductionName[];
const ofTruth = (name: ReductionName): boolean => name === 'any' || name === 'all';

for (const name of names) {
  test(`${name} in SQL`, async () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -5, max: 5, noNaN: true }), fc.constantFrom(NaN, Infinity, -Infinity));
    const value: fc.Arbitrary<Value> = ofTruth(name) ? fc.boolean() : number;
    await fc.assert(fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 8 }), async values => {
      const rows = values.map((v, k) => `(${k}, ${typeof v === 'boolean' ? v : `'${v}'::DOUBLE`})`).join(', ');
      const [row] = await engine.rows(`SELECT ${sql[name]} FROM (VALUES ${rows}) t(n, x)`);
      assert.ok(agree(row![0]!, reduce(name, values), 1e-14, 1e-14), `${name} of ${values.join(', ')}: SQL ${String(row![0])}, reference ${String(reduce(name, values))}`);
    }), { numRuns: 60 });
  });
}

test('what a reduction over nothing is', () => {
  assert.deepEqual(Object.fromEntries(names.map(n => [n, reduce(n, [])])), { sum: 0, prod: 1, mean: null, max: null, min: null, argmax: null, argmin: null, any: false, all: true, count: 0 });
});

test('types of reductions', () => {
  assert.deepEqual(reductions.sum.type(int, null), int);
  assert.deepEqual(reductions.mean.type(int, null), real);
  assert.deepEqual(reductions.argmax.type(real, key('c')), key('c'));
  assert.deepEqual(reductions.count.type(text, null), int);
  for (const [name, body] of [['sum', bool], ['mean', text], ['any', real], ['argmin', bool], ['max', bool]] as const) assert.equal(typeof reductions[name].type(body, int), 'string', name);
});

/** ∂ reduction / ∂ value k, from the table's word for it. */
function partial(name: ReductionName, values: readonly number[], k: number): number {
  switch (reductions[name].partial) {
    case 'one': return 1;
    case 'perCount': return 1 / values.length;
    case 'ties': { const result = reduce(name, values); return values[k] === result ? 1 / values.filter(v => v === result).length : 0; }
    case 'others': return values.reduce((p, v, j) => (j === k ? p : p * v), 1);
    case 'zero': return 0;
  }
}

for (const name of names.filter(n => !ofTruth(n))) {
  test(`the derivative of ${name}`, () => {
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: -8, max: 8 }), { minLength: 1, maxLength: 5 }), fc.nat(), (values, pick) => {
      const k = pick % values.length;
      const found = difference(x => reduce(name, values.map((v, j) => (j === k ? x : v))) as number, values[k]!);
      const want = partial(name, values, k);
      assert.ok(Math.abs(found - want) <= 1e-6 * Math.max(1, Math.abs(want)), `${name} of ${values.join(', ')} by value ${k}: ${want}, difference ${found}`);
    }));
  });
}

test('ties of max and min share the derivative', () => {
  assert.deepEqual([0, 1, 2].map(k => partial('max', [2, 1, 2], k)), [0.5, 0, 0.5]);
  assert.deepEqual([0, 1, 2].map(k => partial('min', [2, 1, 1], k)), [0, 0.5, 0.5]);
});
