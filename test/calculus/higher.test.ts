// Derivatives of derivatives, and forward mode.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { call, key, type Scalar, termScalars, visitScalar } from '../../compiler/tensor/ir.ts';
import { a, Builder, n, term } from './build.ts';
import { checkDerivatives, derived } from './differences.ts';

const mul = (x: Scalar, y: Scalar): Scalar => call('mul', x, y);
const add = (x: Scalar, y: Scalar): Scalar => call('add', x, y);
const sub = (x: Scalar, y: Scalar): Scalar => call('sub', x, y);

const net = (): Builder => new Builder({ s: 3, i: 2, j: 2 }).input('x[s,i]').input('W[i,j]').input('b[j]').input('y[s]').input('v[i,j]').input('u[s]')
  .define('z[s,j]', 'sum', term('W[i,j] x[s,i]', mul(a(0), a(1))))
  .define('h[s,j]', 'only', term('z[s,j] b[j]', call('tanh', add(a(0), a(1)))))
  .define('f[s]', 'sum', term('h[s,j]', mul(a(0), a(0))))
  .define('loss', 'mean', term('f[s] y[s]', mul(sub(a(0), a(1)), sub(a(0), a(1)))));

test('a Hessian is the gradient of a gradient', () => {
  checkDerivatives(net().grad('g', 'loss', 'W[i,j]').grad('H', 'g[i,j]', "W[i',j']").grad('M', 'g[i,j]', 'b[j]').grad('d', 'g[i,j]', 'W[i,j]'));
});

test('a Hessian-vector product, as gradient of a product and forward over reverse', () => {
  const builder = net().grad('g', 'loss', 'W[i,j]')
    .define('gv', 'sum', term('g[i,j] v[i,j]', mul(a(0), call('stop', a(1)))))
    .grad('hv', 'gv', 'W[i,j]').grad('fr', 'g[i,j]', "W[i',j']", "v[i',j']");
  checkDerivatives(builder);
  const values = evaluate(derived(builder.program()), builder.data);
  for (const i of [0, 1]) for (const j of [0, 1]) assert(Math.abs((values.get('hv')!.get(i, j) as number) - (values.get('fr')!.get(i, j) as number)) < 1e-12);
});

test('forward mode: a tangent along a direction, shared or of its own for each seed', () => {
  checkDerivatives(net().input('w[s,i]').grad('A', 'f[s]', 'W[i,j]', 'v[i,j]').grad('B', 'f[s]', 'x[s,i]', 'w[s,i]').grad('C', 'f[s]', "x[s',i]", "w[s',i]").grad('E', 'loss', 'x[s,i]', 'w[s,i]').grad('F', 'f[1]', 'x[1,i]', 'w[2,i]').grad('G', 'h[s,j]', 'b[j]', 'b[j]'));
});

test('forward mode through every reduction, gathers and scatters', () => {
  checkDerivatives(new Builder({ r: 5, v: 3, i: 3 }).input('src[r]', { type: key('v'), value: r => r % 3 }).input('f[v,i]').input('d[v,i]')
    .define('m[v]', 'sum', term('src[r] f[{0},1]', mul(a(1), a(1)), { out: '{0}' }))
    .define('p[v]', 'prod', term('f[v,i]', a(0))).define('q[v]', 'max', term('f[v,i]', a(0))).define('w[v]', 'mean', term('f[v,i]', call('sin', a(0))))
    .define('y[v]', 'only', term('m[v] p[v] q[v] w[v]', add(mul(a(0), a(1)), mul(a(2), a(3)))))
    .grad('A', 'y[v]', "f[v',i]", "d[v',i]").grad('B', 'y[v]', 'f[v,i]', 'd[v,i]').grad('C', 'y[0]', 'f[v,i]', 'd[v,i]'));
});

test('forward mode through a recurrence', () => {
  checkDerivatives(new Builder({ t: 5 }).input('x[t]').input('d[t]')
    .define('h[t]', 'only', [term('', n(0.5), { out: '0' }), term('h[t] x[t]', call('sin', add(a(0), a(1))), { out: 't+1' })], { axes: 't' })
    .grad('A', 'h[4]', 'x[t]', 'd[t]').grad('B', 'h[t]', "x[t']", "d[t']").grad('C', 'h[t]', "h[t']", "d[t']"));
});

for (const reduce of ['sum', 'mean', 'max', 'min'] as const) {
  test(`second order through ${reduce}`, () => {
    checkDerivatives(new Builder({ s: 2, i: 3 }).input('x[s,i]').define('m[s]', reduce, term('x[s,i]', mul(a(0), mul(a(0), a(0)))))
      .define('loss', 'sum', term('m[s]', mul(a(0), a(0)))).grad('g', 'loss', 'x[s,i]').grad('H', 'g[s,i]', "x[s',i']"));
  });
}

test('second order through a product, at zeros too', () => {
  checkDerivatives(new Builder({ s: 4, i: 3 }).input('x[s,i]', { value: (s, i) => [[2, 3, 4], [0, 3, 4], [0, 0, 4], [1, -2, 0]][s]![i]! })
    .define('p[s]', 'prod', term('x[s,i]', a(0))).define('loss', 'sum', term('p[s]', mul(a(0), n(0.5))))
    .grad('g', 'loss', 'x[s,i]').grad('H', 'g[s,i]', "x[s,i']"));
});

test('second order of optional reads', () => {
  checkDerivatives(new Builder({ i: 4 }, 3).input('x[i]', { missing: 0.5 }).input('y[i]')
    .define('u[i]', 'only', term('x[i]? y[i]', mul(call('coalesce', mul(a(0), a(1)), call('sin', a(1))), a(1))))
    .define('loss', 'sum', term('u[i]', mul(a(0), a(0)))).grad('g', 'loss', 'y[i]').grad('H', 'g[i]', 'y[i]').grad('M', 'g[i]', 'x[i]'));
});

/** The distinct scalar nodes of a program's equations from `first` on. */
function nodesOf(builder: Builder, tensors: readonly string[]): number {
  const program = derived({ ...builder.program(), shows: builder.program().shows.filter(s => tensors.includes(s.tensor)) });
  let count = 0;
  for (const d of program.definitions) if (d.kind === 'equation') for (const t of d.terms) {
    const seen = new Set<Scalar>();
    for (const s of termScalars(t)) visitScalar(s, node => { if (node.kind === 'call') seen.add(node); });
    count += seen.size;
  }
  return count;
}

test('the fifth derivative of tanh is right and shares its parts', () => {
  const tower = (order: number): Builder => {
    const builder = new Builder({ i: 3 }).input('x[i]', { value: i => i * 0.7 - 0.5 }).define('y[i]', 'only', term('x[i]', call('tanh', a(0))));
    for (let k = 1; k <= order; k++) builder.grad(`D${k}`, k === 1 ? 'y[i]' : `D${k - 1}[i]`, 'x[i]');
    return builder;
  };
  const builder = tower(5);
  for (const stage of ['differentiate', 'prune'] as const) {
    const values = evaluate(derived(builder.program(), stage), builder.data);
    for (let i = 0; i < 3; i++) {
      const t = Math.tanh(i * 0.7 - 0.5), u = t * t;
      const expected = [1 - u, -2 * t * (1 - u), (1 - u) * (6 * u - 2), 8 * t * (1 - u) * (2 - 3 * u), (1 - u) * (16 - 120 * u + 120 * u * u)];
      expected.forEach((e, k) => assert(Math.abs((values.get(`D${k + 1}`)!.get(i) as number) - e) < 1e-12, `D${k + 1}[${i}] after ${stage}: ${values.get(`D${k + 1}`)!.get(i)} for ${e}`));
    }
  }
  const sizes = [1, 2, 3, 4, 5].map(order => nodesOf(tower(order), [`D${order}`]));
  assert(sizes[4]! <= 20, `ops up to each order: ${sizes}`);
});
