// Random draws: the same integers and uniforms in SQL as in the reference, and no pattern that a simple test finds.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { arg, number, type Scalar, visitScalar } from '../../compiler/tensor/ir.ts';
import { ops } from '../../compiler/tensor/ops.ts';
import { type SqlPart, type SqlType } from '../../compiler/tensor/ops/sql.ts';
import { drawBernoulli, drawNormal, drawUniform } from '../../compiler/tensor/random.ts';
import { scalarType } from '../../compiler/tensor/types.ts';
import { scalarFunction } from './derivative.ts';
import { agree, Engine, literalPart } from './duckdb.ts';

let engine: Engine;
before(async () => { engine = await Engine.open(); });
after(() => engine.close());

// arguments: seed, step, and two places
const counters = { seed: arg(0), step: arg(1) };
const uniform = (stream: string, lane = 0): ((...args: number[]) => number) => scalarFunction(drawUniform(stream, lane, [arg(2), arg(3)], counters)) as (...args: number[]) => number;

/** The values of a graph of scalars over rows of whole numbers, one SELECT inside another a level. */
async function inSql(root: Scalar, rows: readonly (readonly number[])[]): Promise<readonly number[]> {
  const levels = new Map<Scalar, number>();
  visitScalar(root, s => levels.set(s, s.kind === 'call' ? 1 + Math.max(...s.args.map(a => levels.get(a)!)) : 0));
  const names = new Map([...levels.keys()].map((s, k) => [s, `v${k}`]));
  const part = (s: Scalar): SqlPart => {
    if (s.kind === 'literal') return literalPart(s.value, s.type as SqlType);
    const type = scalarType(s, { arg: () => ({ kind: 'int' }), letter: () => ({ kind: 'int' }) });
    return { text: s.kind === 'arg' ? `a${s.position}` : names.get(s)!, precedence: 100, type: typeof type === 'string' ? 'int' : (type.kind as SqlType), nullable: false };
  };
  let from = 't';
  for (let level = 1; level <= levels.get(root)!; level++) {
    const here = [...levels].flatMap(([s, l]) => (s.kind === 'call' && l === level ? [`${ops[s.op].sql(s.args.map(part)).text} AS ${names.get(s)}`] : []));
    from = `(SELECT *, ${here.join(', ')} FROM ${from})`;
  }
  const values = rows.map((r, n) => `(${[n, ...r].map(v => `CAST(${v} AS BIGINT)`).join(', ')})`).join(', ');
  const found = await engine.rows(`WITH t(n, a0, a1, a2, a3) AS (VALUES ${values}) SELECT ${names.get(root)} FROM ${from} ORDER BY n`);
  return found.map(r => r[0] as number);
}

const places = [[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [42, 7, 195, 31], [2 ** 52 - 1, 3, 2 ** 30, 5], [-1, 3, 4, 5], [-(2 ** 40), 0, 2 ** 26, 2 ** 26 - 1], [123456789012, 100000, 2 ** 45, 1]] as const;

test('draws in SQL are those of the reference, to the last bit', async () => {
  for (const stream of ['W', 'encoder.b', 'ß 😀', '']) {
    const root = drawUniform(stream, 0, [arg(2), arg(3)], counters);
    const reference = scalarFunction(root);
    assert.deepEqual(await inSql(root, places), places.map(p => reference(...p)));
  }
  const normal = drawNormal(number(1), number(2), 'W', [arg(2), arg(3)], counters);
  const found = await inSql(normal, places);
  places.forEach((p, k) => assert.ok(agree(found[k]!, scalarFunction(normal)(...p), 1e-14, 1e-14)));
  const coin = drawBernoulli(number(0.3), 'W', [arg(2), arg(3)], counters);
  assert.deepEqual(await inSql(coin, places), places.map(p => scalarFunction(coin)(...p)));
});

test('no intermediate value is beyond what a double holds exactly', () => {
  const largest = 2 ** 53;
  const root = drawUniform('W', 1, [arg(2), arg(3)], counters);
  const nodes: Scalar[] = [];
  visitScalar(root, s => nodes.push(s));
  for (const p of places) for (const s of nodes) assert.ok(Math.abs(scalarFunction(s)(...p) as number) < largest);
});

/** Σ (observed − expected)² / expected, less its mean and over its standard deviation */
function excess(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  const degrees = counts.length - 1;
  return (counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0) - degrees) / Math.sqrt(2 * degrees);
}

const size = 20_000;
const sequences: readonly (readonly [string, readonly number[]])[] = [
  ['along a place', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(1, 0, k, 0)); })()],
  ['along the last place', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(1, 0, 0, k)); })()],
  ['along both places', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(1, 0, Math.floor(k / 128), k % 128)); })()],
  ['along steps', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(1, k, 5, 5)); })()],
  ['along seeds', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(k, 0, 5, 5)); })()],
  ['along large strides', (() => { const u = uniform('W'); return Array.from({ length: size }, (_, k) => u(1, 0, k * 2 ** 20, 0)); })()],
  ['along streams', Array.from({ length: 5000 }, (_, k) => uniform(`w${k}`)(1, 0, 0, 0))],
  ['along lanes', Array.from({ length: 5000 }, (_, k) => uniform('W', k)(1, 0, 0, 0))],
];

for (const [name, draws] of sequences) {
  test(`draws ${name} are uniform and without order`, () => {
    assert.ok(draws.every(u => u > 0 && u < 1));
    assert.equal(new Set(draws).size, draws.length);
    // single draws, their low bits, and pairs of neighbours fall evenly into boxes
    const boxes = (of: readonly number[], n: number): readonly number[] => { const counts = Array.from({ length: n }, () => 0); of.forEach(v => counts[v]!++); return counts; };
    const checks: readonly (readonly [string, readonly number[]])[] = [
      ['high bits', boxes(draws.map(u => Math.floor(u * 64)), 64)],
      ['middle bits', boxes(draws.map(u => Math.floor(u * 2 ** 26) % 64), 64)],
      ['low bits', boxes(draws.map(u => Math.floor(u * 2 ** 52) % 64), 64)],
      ['pairs', boxes(draws.slice(1).map((u, k) => Math.floor(u * 8) * 8 + Math.floor(draws[k]! * 8)), 64)],
      ['pairs of low bits', boxes(draws.slice(1).map((u, k) => (Math.floor(u * 2 ** 52) % 8) * 8 + (Math.floor(draws[k]! * 2 ** 52) % 8)), 64)],
      ['differences', boxes(draws.slice(1).map((u, k) => Math.floor(((u - draws[k]! + 1) % 1) * 64)), 64)],
    ];
    for (const [what, counts] of checks) assert.ok(Math.abs(excess(counts)) < 5, `${what}: ${excess(counts)} standard deviations`);
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    for (const lag of [1, 2, 3, 7, 32, 128]) {
      const products = draws.slice(lag).map((u, k) => (u - mean) * (draws[k]! - mean));
      const correlation = (12 * products.reduce((a, b) => a + b)) / products.length;
      assert.ok(Math.abs(correlation) * Math.sqrt(products.length) < 5, `correlation ${correlation} at lag ${lag}`);
    }
  });
}

test('draws of different streams, lanes and steps do not go together', () => {
  const first = uniform('W');
  for (const other of [uniform('w'), uniform('V'), uniform('W', 1), (a: number, b: number, c: number, d: number) => first(a, b + 1, c, d), (a: number, b: number, c: number, d: number) => first(a + 1, b, c, d), (a: number, b: number, c: number, d: number) => first(a, b, d, c)]) {
    let sum = 0;
    for (let k = 1; k <= 10_000; k++) sum += (first(3, 0, k, 0) - 0.5) * (other(3, 0, k, 0) - 0.5) * 12;
    assert.ok(Math.abs(sum) / 100 < 5, `correlation ${sum / 10_000}`);
  }
});

test('one bit of a place changes half of the bits of a draw', () => {
  const u = uniform('W');
  for (const bit of [0, 1, 5, 12, 25, 26, 30, 40]) {
    let changed = 0;
    for (let k = 0; k < 400; k++) {
      const [a, b] = [u(1, 0, k * 977, 3), u(1, 0, k * 977 + (Math.floor((k * 977) / 2 ** bit) % 2 ? -(2 ** bit) : 2 ** bit), 3)].map(v => BigInt(v * 2 ** 53) >> 1n);
      for (let x = a! ^ b!; x; x >>= 1n) changed += Number(x & 1n);
    }
    assert.ok(Math.abs(changed / 400 - 26) < 5 * Math.sqrt(13 / 400), `bit ${bit}: ${changed / 400} of 52 bits change`);
  }
});

test('normal draws have the mean, the spread and the tails of a normal distribution', () => {
  const normal = scalarFunction(drawNormal(number(0), number(1), 'W', [arg(2), arg(3)], counters)) as (...args: number[]) => number;
  const draws = Array.from({ length: 40_000 }, (_, k) => normal(1, 0, k, 0));
  const moment = (n: number): number => draws.reduce((sum, x) => sum + x ** n, 0) / draws.length;
  for (const [n, want, spread] of [[1, 0, 1], [2, 1, Math.sqrt(2)], [3, 0, Math.sqrt(15)], [4, 3, Math.sqrt(96)]] as const) assert.ok(Math.abs(moment(n) - want) < (5 * spread) / 200, `moment ${n}: ${moment(n)}`);
  // 64 boxes of equal probability
  const counts = Array.from({ length: 64 }, () => 0);
  draws.forEach(x => counts[Math.floor((64 * (1 + (ops.erf.evaluate(x / Math.SQRT2) as number))) / 2)]!++);
  assert.ok(Math.abs(excess(counts)) < 5, `${excess(counts)} standard deviations`);
});
