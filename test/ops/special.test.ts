// The gamma and error functions against values of high precision, in the reference and in SQL.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { ops } from '../../compiler/tensor/ops.ts';
import type { SqlText } from '../../compiler/tensor/ops/sql.ts';
import { columnPart, Engine, literalPart } from './duckdb.ts';

const { rows } = JSON.parse(readFileSync(new URL('special-values.json', import.meta.url), 'utf8')) as { rows: readonly (readonly number[])[] };
const x = columnPart('x', 'real', true);
const order = (n: number): SqlText => ops.polygamma.sql([literalPart(n, 'real'), x]);

/** name, reference, SQL, error allowed: relative, or of max(1, |result|); looser for polygamma below 0 */
const functions: readonly (readonly [string, (x: number) => unknown, SqlText, number, 'relative' | 'mixed' | 'order'])[] = [
  ['lgamma', ops.lgamma.evaluate, ops.lgamma.sql([x]), 1e-14, 'mixed'],
  ['digamma', ops.digamma.evaluate, ops.digamma.sql([x]), 1e-14, 'mixed'],
  ...[1, 2, 3].map(n => [`polygamma ${n}`, (v: number) => ops.polygamma.evaluate(n, v), order(n), 1e-14, 'order'] as const),
  ['erf', ops.erf.evaluate, ops.erf.sql([x]), 1e-15, 'relative'],
  ['erfc', ops.erfc.evaluate, ops.erfc.sql([x]), 1e-15, 'relative'],
];

let engine: Engine;
before(async () => { engine = await Engine.open(); });
after(() => engine.close());

functions.forEach(([name, reference, sql, allowed, kind], k) => {
  test(`${name} is as accurate as it says`, async () => {
    const found = await engine.over([{ name: 'x', type: 'real' }], rows.map(r => [r[0]!]), [sql.text]);
    rows.forEach((row, n) => {
      const [at, want] = [row[0]!, row[k + 1]!];
      const slack = name === 'erfc' ? 1 + at * at : 1;
      const limit = kind === 'order' && at < 0 ? 1e-12 * Math.max(1, Math.abs(want)) : allowed * slack * (kind === 'mixed' ? Math.max(1, Math.abs(want)) : Math.abs(want));
      for (const [how, got] of [['reference', reference(at)], ['SQL', found[n]![0]]] as const) assert.ok(Math.abs((got as number) - want) <= limit, `${name}(${at}): ${how} ${String(got)}, right ${want}`);
    });
  });
});

test('the text of the written-out functions stays short', () => {
  for (const [name, , sql] of functions) assert.ok(sql.text.length < 2600, `${name}: ${sql.text.length} characters`);
});
