// Every op: its SQL on DuckDB gives what the reference does, at ordinary and at extreme values, and where something is missing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ValueType } from '../../compiler/tensor/ir.ts';
import { type OpName, ops, type Value } from '../../compiler/tensor/ops.ts';
import type { Box } from '../../compiler/tensor/ops/op.ts';
import type { SqlPart, SqlType } from '../../compiler/tensor/ops/sql.ts';
import { agree, columnPart, Engine, literalPart } from './duckdb.ts';

let engine: Engine;
before(async () => { engine = await Engine.open(); });
after(() => engine.close());

const edges: Readonly<Record<SqlType, readonly (Value | null)[]>> = {
  real: [null, 0, -0, 1, -1, 0.5, -0.5, 1.5, -2.5, 3, -7, 1e-9, -1e-9, 1e-300, 5e-324, 1e9 + 0.5, 1e15, -1e15, 1e300, -1e300, 709, -745, Infinity, -Infinity, NaN],
  int: [null, 0, 1, -1, 2, -3, 7, -7, 40, 2 ** 31, -(2 ** 31)],
  bool: [null, true, false],
  text: [null, '', 'a', 'B', 'ä', '€', '～', '😀'],
  date: [null],
};
const short: Readonly<Record<SqlType, readonly (Value | null)[]>> = { ...edges, real: [null, 0, 0.5, -1, 2, Infinity, NaN], int: [null, 0, 1, -3, 5] };

/** How far SQL and reference may differ: relative, and absolute near a zero of the function. */
const tolerances: Partial<Record<OpName, readonly [number, number]>> = { lgamma: [1e-14, 2e-14], digamma: [1e-14, 2e-14], polygamma: [1e-13, 0], erfc: [1e-12, 1e-300] };

const kinds: readonly ('real' | 'int' | 'bool' | 'text')[] = ['real', 'int', 'bool', 'text'];
const typesOf = (n: number): readonly (readonly (typeof kinds)[number][])[] => (n === 0 ? [[]] : typesOf(n - 1).flatMap(rest => kinds.map(k => [...rest, k])));
const product = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] => lists.reduce<readonly (readonly T[])[]>((rows, list) => rows.flatMap(r => list.map(x => [...r, x])), [[]]);

function reference(name: OpName, args: readonly (Value | null)[]): Value | null {
  const op = ops[name];
  return !op.lazy && args.includes(null) ? null : op.evaluate(...args);
}

/** Points spread over the boxes in which an op is smooth. */
const sampled = (boxes: readonly Box[], arity: number): readonly (readonly number[])[] =>
  boxes.filter(b => b.length === arity).flatMap(box => Array.from({ length: 25 }, (_, n) => box.map(([lo, hi], k) => lo + (hi - lo) * ((n * [0.618, 0.414, 0.732][k]!) % 1))));

/** Numbers of arguments to try: the given one, or the least and one more. */
const arities = (name: OpName): readonly number[] => { const { arity } = ops[name]; return typeof arity === 'number' ? [arity] : [arity.least, arity.least + 1, arity.least + 2]; };

for (const name of Object.keys(ops) as OpName[]) {
  if (name === 'polygamma') continue;
  test(`${name} in SQL`, async () => {
    const op = ops[name];
    let signatures = 0;
    for (const arity of arities(name)) {
      for (const types of typesOf(arity)) {
        if (typeof op.type(types.map((kind): ValueType => ({ kind }))) === 'string') continue;
        signatures++;
        const rows = [...product(types.map(t => (arity > 2 ? short : edges)[t])), ...(types.every(t => t === 'real') ? sampled(op.samples, arity) : [])];
        const columns = types.map((type, k) => ({ name: `x${k}`, type }));
        const [loose, tight] = [true, false].map(nullable => op.sql(columns.map(c => columnPart(c.name, c.type, nullable))).text);
        const results = await engine.over(columns, rows, [loose!]);
        const there = rows.filter(r => !r.includes(null));
        const tightResults = await engine.over(columns, there, [tight!]);
        const [relative, absolute] = tolerances[name] ?? [2e-15, 1e-322];
        const same = (args: readonly (Value | null)[], got: Value | null, how: string): void => {
          const want = reference(name, args);
          assert.ok(agree(got, want, relative, absolute), `${name}(${args.map(a => (Object.is(a, -0) ? '-0' : String(a))).join(', ')}) as ${types.join(', ')}${how}: SQL ${String(got)}, reference ${String(want)}`);
        };
        rows.forEach((args, k) => same(args, results[k]![0]!, ''));
        there.forEach((args, k) => same(args, tightResults[k]![0]!, ' (never missing)'));
        // the same with constants in place
        const sample = there.filter((_, k) => k % Math.ceil(there.length / 40) === 0) as readonly (readonly Value[])[];
        const constants = await engine.rows(`SELECT ${sample.map(args => op.sql(args.map((a, k): SqlPart => literalPart(a, types[k]!))).text).join(', ')}`);
        sample.forEach((args, k) => same(args, constants[0]![k]!, ' (constants)'));
      }
    }
    assert.ok(signatures > 0, 'no types of arguments fit');
  });
}

test('polygamma in SQL', async () => {
  const xs = [...edges.real.filter((x): x is number => x !== null && (typeof x === 'number' && Math.abs(x) < 1e100)), null, 0.3, 0.7, 5.5, 20, -0.25, -3.75, NaN];
  for (const n of [1, 2, 3, 4]) {
    const text = ops.polygamma.sql([literalPart(n, 'real'), columnPart('x', 'real', true)]).text;
    const results = await engine.over([{ name: 'x', type: 'real' }], xs.map(x => [x]), [text]);
    xs.forEach((x, k) => {
      const want = x === null ? null : ops.polygamma.evaluate(n, x);
      assert.ok(agree(results[k]![0]!, want, 1e-14, x !== null && x < 0 ? 1e-12 : 0), `polygamma(${n}, ${x}): SQL ${results[k]![0]}, reference ${want}`);
    });
  }
});

test('minus signs never make a comment', async () => {
  const x = columnPart('x', 'real', false);
  const part = (text: ReturnType<(typeof ops)['neg']['sql']>): SqlPart => ({ ...text, type: 'real', nullable: false });
  const minus = (a: SqlPart): SqlPart => part(ops.neg.sql([a]));
  const five = literalPart(-5, 'real');
  const expressions: readonly (readonly [SqlPart, number])[] = [
    [minus(minus(x)), 3], [minus(minus(minus(x))), -3], [part(ops.sub.sql([x, minus(x)])), 6], [part(ops.sub.sql([x, five])), 8], [minus(five), 5],
    [part(ops.sub.sql([x, part(ops.sub.sql([minus(x), x]))])), 9], [part(ops.add.sql([x, minus(x)])), 0], [part(ops.mul.sql([minus(x), minus(x)])), 9], [part(ops.sub.sql([x, part(ops.mul.sql([minus(x), x]))])), 12],
  ];
  for (const [e] of expressions) assert.ok(!e.text.includes('--'), e.text);
  const [row] = await engine.over([{ name: 'x', type: 'real' }], [[3]], expressions.map(([e]) => e.text));
  assert.deepEqual(row, expressions.map(([, want]) => want));
});
