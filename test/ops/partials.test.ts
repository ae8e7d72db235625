// Every op's derivative, first and second, against differences of its reference; and the derivatives where they are delicate.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { arg, boolean, call, number, type Scalar } from '../../compiler/tensor/ir.ts';
import { type OpName, ops } from '../../compiler/tensor/ops.ts';
import { derivative, difference, scalarFunction } from './derivative.ts';

const numeric = (name: OpName): boolean => {
  const { arity } = ops[name];
  const type = ops[name].type(Array.from({ length: typeof arity === 'number' ? arity : arity.least }, () => ({ kind: 'real' })));
  const whole = ops[name].type(Array.from({ length: typeof arity === 'number' ? arity : arity.least }, () => ({ kind: 'int' })));
  const kind = typeof type === 'string' ? whole : type;
  return typeof kind !== 'string' && (kind.kind === 'real' || kind.kind === 'int');
};
const near = (a: number, b: number, what: string): void => assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b)), `${what}: derivative ${a}, difference ${b}`);

for (const name of Object.keys(ops) as OpName[]) {
  const op = ops[name];
  if (!numeric(name) || name === 'stop' || name === 'if') continue;
  const whole = typeof op.type(op.samples[0]!.map(() => ({ kind: 'real' }))) === 'string';
  test(`the derivative of ${name}`, () => {
    assert.ok(op.samples.length > 0);
    const point = fc.nat(op.samples.length - 1).chain(n => fc.tuple(fc.constant(op.samples[n]!), ...op.samples[n]!.map(([lo, hi]) => (lo === hi || whole ? fc.constant(lo) : fc.double({ min: lo, max: hi, noNaN: true })))));
    fc.assert(fc.property(point, ([box, ...xs]) => {
      // an order that must be a literal stands as one
      const fixed = box.map(([lo, hi], k) => (lo === hi ? number(lo) : arg(k)));
      const body = call(name, ...fixed);
      const f = scalarFunction(body);
      box.forEach(([lo, hi], k) => {
        if (lo === hi) return;
        if (whole) { assert.equal(op.partials(fixed, body)[k], 'zero'); return; }
        const at = (g: typeof f) => (x: number): number => g(...xs.map((v, j) => (j === k ? x : v))) as number;
        const first = derivative(body, k);
        const df = scalarFunction(first);
        near(df(...xs) as number, difference(at(f), xs[k]!), `${name}(${xs.join(', ')}) by argument ${k + 1}`);
        const second = scalarFunction(derivative(first, k));
        near(second(...xs) as number, difference(at(df), xs[k]!), `${name}(${xs.join(', ')}) twice by argument ${k + 1}`);
        box.forEach(([l2, h2], j) => {
          if (j === k || l2 === h2) return;
          const mixed = scalarFunction(derivative(first, j));
          near(mixed(...xs) as number, difference(x => df(...xs.map((v, i) => (i === j ? x : v))) as number, xs[j]!), `${name}(${xs.join(', ')}) by arguments ${k + 1} and ${j + 1}`);
        });
      });
    }), { numRuns: 60 });
  });
}

const slope = (body: Scalar, k: number, ...xs: readonly (number | boolean | null)[]): unknown => scalarFunction(derivative(body, k))(...xs);

test('what yields a truth value has the derivative zero', () => {
  for (const name of Object.keys(ops) as OpName[]) {
    const { arity, partials, type } = ops[name];
    const n = typeof arity === 'number' ? arity : arity.least;
    const result = type(Array.from({ length: n }, () => ({ kind: 'bool' })));
    const ofReals = type(Array.from({ length: n }, () => ({ kind: 'real' })));
    const kind = typeof ofReals === 'string' ? result : ofReals;
    if (typeof kind === 'string' || kind.kind !== 'bool' || name === 'if') continue;
    const args = Array.from({ length: n }, (_, k) => arg(k));
    assert.deepEqual(partials(args, call(name, ...args)), args.map(() => 'zero'), name);
  }
});

test('a whole number, a step and a constant have the derivative zero', () => {
  for (const name of ['int', 'floor', 'ceil', 'round', 'trunc', 'sign', 'stop'] as const) assert.deepEqual(ops[name].partials([arg(0)], call(name, arg(0))), ['zero'], name);
  assert.equal(slope(call('mul', call('int', arg(0)), arg(0)), 0, 3.7), 3);
  assert.equal(slope(call('mul', call('stop', arg(0)), arg(0)), 0, 3.7), 3.7);
});

test('ties share the derivative', () => {
  for (const name of ['max', 'min'] as const) {
    const body = call(name, arg(0), arg(1));
    assert.deepEqual([slope(body, 0, 2, 2), slope(body, 1, 2, 2)], [0.5, 0.5]);
  }
  const greatest = call('greatest', arg(0), arg(1), arg(2));
  assert.deepEqual([0, 1, 2].map(k => slope(greatest, k, 5, null, 5)), [0.5, 0, 0.5]);
  assert.equal(slope(call('abs', arg(0)), 0, 0), 0);
  const clamp = call('clamp', arg(0), number(0), number(1));
  assert.deepEqual([-1, 0, 0.5, 1, 2].map(x => slope(clamp, 0, x)), [0, 0.5, 1, 0.5, 0]);
});

test('powers differentiate at 0 and below', () => {
  const power = call('pow', arg(0), arg(1));
  assert.equal(slope(power, 0, 0, 2), 0);
  assert.equal(slope(power, 0, 0, 1), 1);
  assert.equal(slope(power, 0, 0, 0), 0);
  assert.equal(slope(power, 0, -3, 2), -6);
  assert.equal(slope(power, 0, -3, 3), 27);
  assert.equal(slope(power, 1, 0, 2), 0);
  assert.equal(slope(power, 1, 0, 0.5), 0);
  for (const n of [0, 1, 2, 3, -1]) {
    const body = call('pow', arg(0), number(n));
    near(slope(body, 0, 1.7) as number, n * 1.7 ** (n - 1), `x^${n}`);
    if (n >= 0) assert.equal(slope(body, 0, 0), n === 1 ? 1 : 0);
  }
  near(slope(call('pow', number(2), arg(0)), 0, 3) as number, 8 * Math.LN2, '2^x');
});

test('a branch that is not chosen does not spoil the derivative', () => {
  const safe = call('if', call('gt', arg(0), number(0)), call('log', arg(0)), number(0));
  assert.equal(slope(safe, 0, 0), 0);
  assert.equal(slope(safe, 0, 2), 0.5);
  const other = call('coalesce', arg(0), call('log', arg(1)));
  assert.deepEqual([slope(other, 0, 3, 0), slope(other, 1, 3, 0), slope(other, 0, null, 2), slope(other, 1, null, 2)], [1, 0, 0, 0.5]);
  assert.equal(slope(call('if', boolean(false), arg(0), arg(1)), 1, 1, 1), 1);
});

test('the fifth derivative of tanh shares what it has in common', () => {
  let d: Scalar = call('tanh', arg(0));
  for (let n = 0; n < 5; n++) d = derivative(d, 0);
  const t = Math.tanh(0.3);
  const s = 1 - t * t;
  near(scalarFunction(d)(0.3) as number, s * (16 * s * s - 88 * s * t * t + 16 * t ** 4), 'tanh, five times');
});

test('every op has a row', () => {
  for (const [name, op] of Object.entries(ops)) {
    assert.ok(op.about.length > 0, name);
    const n = typeof op.arity === 'number' ? op.arity : op.arity.least;
    const args = Array.from({ length: n }, (_, k) => (name === 'polygamma' && k === 0 ? number(1) : arg(k)));
    assert.equal(op.partials(args, call(name as OpName, ...args)).length, n, name);
  }
});
