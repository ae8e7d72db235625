// Faults of a known earlier system that must not come back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { shows } from './program.ts';

const sqlOf = (text: string): string => compile({ file: 'p.tsql', text }).emit('sql');

test('columns of the same name in two tensors are not confused in a derivative', async () => {
  // every table has k and val; a and b have cells of equal keys and different values
  await shows(`
    index k = 2
    data a[k] = [2, 3]
    param b[k] = [5, 7]
    param c[k] = [11, 13]
    f = sum[k](a[k] * b[k]^2 * c[k]^3)
    db[k] = grad(f, b[k])
    dc[k] = grad(f, c[k])
    dbc[k,k'] = grad(grad(f, b[k]), c[k'])
    show db[k], dc[k], dbc[k,k']
  `, {
    'db[k]': [2 * 2 * 5 * 11 ** 3, 2 * 3 * 7 * 13 ** 3], 'dc[k]': [2 * 25 * 3 * 121, 3 * 49 * 3 * 169],
    'dbc[k,k\']': [[2 * 2 * 5 * 3 * 121, 0], [0, 2 * 3 * 7 * 3 * 169]],
  });
});

test('- -x is not printed as a comment', async () => {
  const text = `
    param x = 3
    a = - -x
    b = 5 - -x
    d = - - -x
    e = x - -2
    g = -(-(-2) * x)
    h = grad(- -x^2, x)
    show a, b, d, e, g, h
  `;
  await shows(text, { a: 3, b: 8, d: -3, e: 5, g: -6, h: 6 });
  for (const line of sqlOf(text).split('\n')) assert.doesNotMatch(line.replace(/^\s*--.*$/, ''), /--/);
});

test('a derivative through an integer cast is 0, not 1', async () => {
  await shows(`
    param x = 2.6
    f = int(x) * 10
    g = x * int(x)
    df = grad(f, x)
    dg = grad(g, x)
    show df, dg
  `, { df: 0, dg: 2 }, { warnings: ['zero-derivative'] });
});

test('higher derivatives share their parts: the 5th of tanh is not much longer than the 3rd', async () => {
  const text = (order: number) => `
    index i = 2
    param x[i] = [0.3, -0.7]
    d0[i] = tanh(x[i])
    ${Array.from({ length: order }, (_, k) => `d${k + 1}[i] = grad(d${k}[i], x[i])`).join('\n')}
    show d${order}[i]
  `;
  const nested = (order: number) => `param x = 0.3\nd = ${'grad('.repeat(order)}tanh(x)${', x)'.repeat(order)}\nshow d`;
  for (const of of [text, nested]) {
    const [third, fifth] = [sqlOf(of(3)).length, sqlOf(of(5)).length];
    assert.ok(fifth < 3 * third, `${third} characters for the 3rd, ${fifth} for the 5th`);
  }
  // With T = tanh x:  d5 = 16 - 136 T² + 240 T⁴ - 120 T⁶
  const d5 = (x: number): number => { const T2 = Math.tanh(x) ** 2; return 16 - 136 * T2 + 240 * T2 ** 2 - 120 * T2 ** 3; };
  await shows(text(5), { 'd5[i]': [0.3, -0.7].map(d5) });
  await shows(nested(5), { d: d5(0.3) });
});

test('a parameter cell without a row of gradient stays as it is', async () => {
  for (const optimiser of ['sgd(lr = 0.5)', 'momentum(lr = 0.5)']) {
    await shows(`
      index k = 4, s = 2
      data at[s]: k = [1, 3]
      data A[k] from "a.csv"
      param w[k] = k + 1
      param v[k] = k + 1
      loss = sum[s](w[at[s]]^2) + sum[k](A[k] * v[k])
      train { minimize loss using ${optimiser}  steps 1 }
      show w[k], v[k]
    `, { 'w[k]': [1, 0, 3, 0], 'v[k]': [1, 2, -2, 4] }, { files: { 'a.csv': 'k,val\n2,10\n' } });
  }
});

test('a mean over sparse rows divides by the rows that are there', async () => {
  await shows(`
    index u = 3, v = 4
    data A[u,v] from "a.csv"
    param p[v] = 1
    m[u] = mean[v](A[u,v] * p[v])
    whole = mean[u,v](A[u,v])
    some[u] = mean[v where v > 0](A[u,v])
    dm[u,v] = grad(m[u], p[v])
    show m[u], whole, some[u], dm[u,v]
  `, {
    'm[u]': { 0: 3, 2: 6 }, whole: 4, 'some[u]': { 0: 5, 2: 6 }, 'dm[u,v]': [[0.5, 2.5, 0, 0], [0, 0, 0, 0], [0, 0, 0, 6]],
  }, { files: { 'a.csv': 'u,v,val\n0,0,1\n0,1,5\n2,3,6\n' } });
});
