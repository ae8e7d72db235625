// Derivatives through and inside recurrences.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { evaluate, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { call, letter, type Scalar } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { noSpan } from '../../compiler/source.ts';
import { a, Builder, n, term } from './build.ts';
import { checkDerivatives, derived } from './differences.ts';

const mul = (x: Scalar, y: Scalar): Scalar => call('mul', x, y);
const add = (x: Scalar, y: Scalar): Scalar => call('add', x, y);
const sub = (x: Scalar, y: Scalar): Scalar => call('sub', x, y);

test('a vector state driven by inputs: back through time', () => {
  checkDerivatives(new Builder({ t: 5, j: 2, i: 2 }).input('x[t,i]').input("U[j,j']").input('W[i,j]')
    .define("p[t,j']", 'sum', term("U[j,j'] h[t,j]", mul(a(0), a(1))))
    .define('q[t,j]', 'sum', term('W[i,j] x[t,i]', mul(a(0), a(1))))
    .define('h[t,j]', 'only', [term('', n(0.3), { out: '0,j' }), term('p[t,j] q[t,j]', call('tanh', add(a(0), a(1))), { out: 't+1,j' })], { axes: 't,j' })
    .define('loss', 'sum', term('h[4,j]', mul(a(0), a(0))))
    .define('all', 'mean', term('h[t,j]', call('exp', a(0))))
    .grad('dU', 'loss', "U[j,j']").grad('dW', 'loss', 'W[i,j]').grad('dx', 'all', 'x[t,i]').grad('d0', 'loss', 'h[0,j]').grad('dh', 'loss', 'h[t,j]'));
});

test('a sensitivity at each time: the value and the input share the letter', () => {
  checkDerivatives(new Builder({ t: 4 }).input('x[t]')
    .define('h[t]', 'only', [term('', n(0.5), { out: '0' }), term('h[t] x[t]', call('sin', add(a(0), a(1))), { out: 't+1' })], { axes: 't' })
    .define('l[t]', 'only', term('h[t] x[t]', mul(a(0), a(1))))
    .grad('D', 'l[t]', 'x[t]').grad('E', 'l[t]', "x[t']").grad('F', 'l[t]', 'h[t]').grad('G', 'l[3]', 'x[1]').grad('H', 'l[t]', 'x[1]'));
});

test('a recurrence that goes up', () => {
  checkDerivatives(new Builder({ t: 4 }).input('x[t]')
    .define('h[t]', 'only', [term('x[3]', a(0), { out: '3' }), term('h[t+1] x[t]', mul(a(0), call('cos', a(1))), { out: 't' })], { axes: 't' })
    .grad('D', 'h[0]', 'x[t]').grad('E', 'h[t]', 'x[t]').grad('F', 'h[t]', "x[t']"));
});

/** a[t+1] = a[t] − lr·∂loss[t]/∂a[t], and the same for b, written with derivatives inside the recurrence. */
const descent = (steps: number): Builder => new Builder({ t: steps, s: 5 }, 4).input('x[s]').input('y[s]')
  .define('a[t]', 'only', [term('', n(0), { out: '0' }), term('a[t] Da[t]', sub(a(0), mul(n(0.4), a(1))), { out: 't+1' })], { axes: 't' })
  .define('b[t]', 'only', [term('', n(0), { out: '0' }), term('b[t] Db[t]', sub(a(0), mul(n(0.4), a(1))), { out: 't+1' })], { axes: 't' })
  .define('err[t,s]', 'only', term('y[s] a[t] x[s] b[t]', sub(a(0), add(mul(a(1), a(2)), a(3)))))
  .define('loss[t]', 'mean', term('err[t,s]', mul(a(0), a(0))))
  .grad('Da', 'loss[t]', 'a[t]').grad('Db', 'loss[t]', 'b[t]');

test('gradient descent as one recurrence equals the loop written out', () => {
  const steps = 12;
  const builder = descent(steps);
  const { x, y } = { x: [...builder.data.get('x')!.rows.values()].map(r => r.value as number), y: [...builder.data.get('y')!.rows.values()].map(r => r.value as number) };
  for (const stage of ['differentiate', 'simplify', 'prune'] as const) {
    const values = evaluate(derived(builder.program(), stage), builder.data);
    let slope = 0, offset = 0;
    for (let t = 0; t < steps; t++) {
      assert(Math.abs((values.get('a')!.get(t) as number) - slope) < 1e-12, `a[${t}] after ${stage}`);
      assert(Math.abs((values.get('b')!.get(t) as number) - offset) < 1e-12, `b[${t}] after ${stage}`);
      const errors = x.map((v, k) => y[k]! - (slope * v + offset));
      slope += (0.4 * 2 * errors.reduce((sum, e, k) => sum + e * x[k]!, 0)) / x.length;
      offset += (0.4 * 2 * errors.reduce((sum, e) => sum + e, 0)) / x.length;
    }
  }
});

test('the derivative inside the recurrence is one equation over its letter, not a matrix', () => {
  const { program } = differentiate(descent(6).program());
  for (const d of program.definitions) {
    assert(d.kind === 'equation');
    assert(d.axes.filter(x => x.index === 't').length <= 1, `${d.bind} has one axis of time`);
  }
});

test('a derivative of the whole descent by its data goes through the derivatives in it', () => {
  checkDerivatives(descent(4).grad('D', 'loss[3]', 'x[s]').grad('E', 'a[3]', 'y[s]'));
});

test('Newton: gradient and Hessian inside the recurrence they steer', () => {
  const builder = new Builder({ t: 4, k: 2, s: 4 }, 2).input('x[s]').input('y[s]')
    .define('th[t,k]', 'only', [
      term('', call('if', call('eq', letter('k'), { kind: 'literal', value: 0, type: 'int' }), n(1.1), n(0.1)), { out: '0,k' }),
      term('th[t,k] g[t,k] H[t,k,k]', sub(a(0), call('div', a(1), add(n(1), call('abs', a(2))))), { out: 't+1,k' }),
    ], { axes: 't,k' })
    .define('f[t,s]', 'only', term('th[t,0] th[t,1] x[s]', mul(a(0), sub(n(1), call('exp', call('neg', mul(a(1), a(2))))))))
    .define('loss[t]', 'mean', term('f[t,s] y[s]', mul(n(0.5), mul(sub(a(0), a(1)), sub(a(0), a(1))))))
    .grad('g', 'loss[t]', 'th[t,k]').grad('H', 'g[t,k]', "th[t,k']").grad('hv', 'g[3,k]', "th[3,k']");
  const values = evaluate(derived(builder.program()), builder.data);
  const [xs, ys] = ['x', 'y'].map(name => [...builder.data.get(name)!.rows.values()].map(r => r.value as number)) as [number[], number[]];
  for (let t = 0; t < 4; t++) {
    const [p, q] = [values.get('th')!.get(t, 0) as number, values.get('th')!.get(t, 1) as number];
    const mean = (f: (x: number, y: number) => number): number => xs.reduce((sum, x, k) => sum + f(x, ys[k]!), 0) / xs.length;
    const r = (x: number, y: number): number => p * (1 - Math.exp(-q * x)) - y;
    const close = (tensor: string, at: number[], expected: number): void => assert(Math.abs((values.get(tensor)!.get(...at) as number) - expected) < 1e-12 * Math.max(1, Math.abs(expected)), `${tensor}[${at}]`);
    close('g', [t, 0], mean((x, y) => r(x, y) * (1 - Math.exp(-q * x))));
    close('g', [t, 1], mean((x, y) => r(x, y) * p * x * Math.exp(-q * x)));
    close('H', [t, 0, 0], mean(x => (1 - Math.exp(-q * x)) ** 2));
    close('H', [t, 0, 1], mean((x, y) => p * x * Math.exp(-q * x) * (1 - Math.exp(-q * x)) + r(x, y) * x * Math.exp(-q * x)));
    close('H', [t, 1, 0], mean((x, y) => p * x * Math.exp(-q * x) * (1 - Math.exp(-q * x)) + r(x, y) * x * Math.exp(-q * x)));
    close('H', [t, 1, 1], mean((x, y) => (p * x * Math.exp(-q * x)) ** 2 - r(x, y) * p * x * x * Math.exp(-q * x)));
  }
});

test('a net of any depth as a recurrence over its levels', () => {
  const width = [3, 2, 2];
  const below = (l: string, u: string, offset = 0): Scalar => call('lt', letter(u), call('if', call('eq', call('add', letter(l), { kind: 'literal', value: offset, type: 'int' }), { kind: 'literal', value: 0, type: 'int' }), { kind: 'literal', value: 3, type: 'int' }, { kind: 'literal', value: 2, type: 'int' }));
  checkDerivatives(new Builder({ n: 3, l: 2, u: 3, s: 2 }).input("W[l,u,u']", { value: (l, u, v) => (u < width[l]! && v < width[l + 1]! ? 0.3 * (u - v) + 0.1 * (l + 1) : null) }).input('x[s,u]')
    .define("z[l,s,u']", 'sum', term("W[l,u,u'] av[l,s,u]", mul(a(0), a(1))))
    .define('av[n,s,u]', 'only', [term('x[s,u]', a(0), { out: '0,s,u' }), term('z[l,s,u]', call('tanh', a(0)), { out: 'l+1,s,u', where: below('l', 'u', 1) })], { axes: 'n,s,u' })
    .define('loss', 'mean', term('av[2,s,u]', mul(a(0), a(0))))
    .grad('D', 'loss', "W[l,u,u']").grad('E', 'loss', 'x[s,u]'));
});

test('a recurrence that ends early: back from wherever it ended', () => {
  // Heron's method for the square root of c, until it is good enough
  const builder = new Builder({ t: 30 }).input('c', { value: () => 2 }).input('x', { value: () => 1.5 })
    .define('r[t]', 'only', [term('x', a(0), { out: '0' }), term('r[t] c', mul(n(0.5), add(a(0), call('div', a(1), a(0)))), { out: 't+1' })], { axes: 't' })
    .define('done[t]', 'only', term('r[t] c', call('lt', call('abs', sub(mul(a(0), a(0)), a(1))), n(1e-4))), { type: { kind: 'bool' } })
    .define('loss', 'only', term('stopped r[{0}]', mul(a(1), a(1))))
    .define('all', 'sum', term('r[t]', mul(a(0), a(0))))
    .grad('D', 'loss', 'c').grad('E', 'all', 'c').grad('F', 'all', 'x').grad('G', 'loss', 'x');
  const program = { ...builder.program(), untils: [{ tensor: 'r', axis: 0, condition: 'done', last: 'stopped', span: noSpan }] };
  const values = evaluate(order(derived(program)), builder.data);
  const plain = order({ ...program, definitions: program.definitions.filter(d => d.kind === 'equation') });
  const at = (c: number, x: number, of: string): number => evaluate(plain, new Map([['c', TensorValue.scalar(c)], ['x', TensorValue.scalar(x)]])).get(of)!.get() as number;
  const h = 1e-6;
  for (const [tensor, expected] of [
    ['D', at(2 + h, 1.5, 'loss') - at(2 - h, 1.5, 'loss')], ['E', at(2 + h, 1.5, 'all') - at(2 - h, 1.5, 'all')],
    ['F', at(2, 1.5 + h, 'all') - at(2, 1.5 - h, 'all')], ['G', at(2, 1.5 + h, 'loss') - at(2, 1.5 - h, 'loss')],
  ] as const) assert(Math.abs((values.get(tensor)!.get() as number) - expected / (2 * h)) < 1e-6, tensor);
  assert((values.get('stopped')!.get() as number) < 10);
});
