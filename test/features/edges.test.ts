// Corners: keys as values, empty indices, ranges below zero, numbers that are none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { shows } from './program.ts';

test('keys that are dates compare with dates in quotes', async () => {
  await shows(`
    index d
    data x[d] from "d.csv" (d = day)
    a[d] = x[d] where d != "2020-01-02"
    b[d] = [d == "2020-01-02"]
    data w[d]: text from "d.csv" (d = day)
    show a[d], b[d], x["2020-01-02"], w[d]
  `, { 'a[d]': { '2020-01-01': 1 }, 'b[d]': { '2020-01-01': 0, '2020-01-02': 1 }, 'x["2020-01-02"]': 2, 'w[d]': { '2020-01-01': 'p', '2020-01-02': 'q' } }, { files: { 'd.csv': 'day,x,w\n2020-01-01,1,p\n2020-01-02,2,q\n' } });
});

test('whole-number keys count as numbers in reductions', async () => {
  await shows(`
    index i = 4
    m = max[i where i < 3](i)
    n = sum[i](i)
    q = mean[i](i)
    a = argmax[i](i % 3)
    show m, n, q, a
  `, { m: 2, n: 6, q: 1.5, a: 2 });
});

test('the largest of keys of text is a key', async () => {
  await shows(`
    index d
    data x[d] from "d.csv" (d = day)
    m = max[d where x[d] < 2](d)
    n = argmin[d](x[d])
    show m, n, x[n], sum[d]([d == n])
  `, { m: 'a', n: 'a', 'x[n]': 1, 'sum[d]([d == n])': 1 }, { files: { 'd.csv': 'day,x\na,1\nb,2\n' } });
});

test('keys in arithmetic and in branches', async () => {
  await shows(`
    index c = 3, s = 2
    data y[s]: c = [2, 1]
    g[s] = if y[s] == 2 then 0 else int(y[s])
    h[s] = y[s] + 1
    show g[s], h[s]
  `, { 'g[s]': [0, 1], 'h[s]': [3, 2] });
});

test('values that are text', async () => {
  await shows(`
    index s
    data n[s]: text = ["a", "b", "a"]
    m[s] = if n[s] == "a" then "yes" else n[s]
    show m[s], any[s](n[s] == "z"), sum[s,s']([n[s] == n[s']])
  `, { 'm[s]': ['yes', 'b', 'yes'], 'any[s](n[s] == "z")': false, "sum[s,s']([n[s] == n[s']])": 5 });
});

test('an index of no values', async () => {
  await shows(`
    index i = 0, j = 2
    a[i] = 1 / i
    s = sum[i](a[i])
    m = max[i](a[i])
    n = mean[i](a[i]) ?? 7
    show a[i], s, m, n
  `, { 'a[i]': {}, s: 0, m: null, n: 7 }, { warnings: ['unused-index'] });
});

test('division by zero, logarithms and roots of what has none', async () => {
  await shows(`
    param x = 0
    a = 1 / x
    b = log(x)
    c = sqrt(x - 1)
    d = x / x
    show a, b, c, d, isnan(c), exp(1000)
  `, { a: Infinity, b: -Infinity, c: NaN, d: NaN, 'isnan(c)': true, 'exp(1000)': Infinity });
});

test('positions counted from end', async () => {
  await shows(`
    index t = 4
    data x[t] = [1, 2, 3, 4]
    r[t] = x[end - t]
    show r[t], x[(end - 2) + 1]
  `, { 'r[t]': [4, 3, 2, 1], 'x[(end - 2) + 1]': 3 });
});

test('values that are true or false', async () => {
  await shows(`
    index s
    data f[s]: bool = [true, false]
    show mean[s]([f[s]]), sum[s where f[s]](1), [not f[0]]
  `, { 'mean[s]([f[s]])': 0.5, 'sum[s where f[s]](1)': 1, '[not f[0]]': 0 });
});

test('sizes and ranges by settings', async () => {
  await shows(`
    setting n = 3
    index i = n, t = n..n+2
    a[i] = i
    b[t] = t - n
    show a[i], b[t], a[n - 1]
  `, { 'a[i]': [0, 1, 2], 'b[t]': { 3: 0, 4: 1, 5: 2 }, 'a[n-1]': 2 });
});

test('functions within functions, their letters bound to different indices', async () => {
  await shows(`
    index i = 2, s = 2
    data z[s,i] = [[1, 2], [3, 4]]
    fn f[k](z[k], w = 2) -> y[k] { a = mean[k](z[k])
     y[k] = w * (z[k] - a) }
    fn g(x) = if x > 0 then x else 0
    q[s,i] = g(f[i](f[i](z[s,i], w = 3)))
    r[i,s] = f[s](z[s,i])
    show q[s,i], r[i,s]
  `, { 'q[s,i]': [[0, 3], [0, 3]], 'r[i,s]': [[-2, 2], [-2, 2]] });
});

test('a fixed point of data by a recurrence that ends, and its derivative', async () => {
  await shows(`
    index s = 3, t = 10
    data x[s] = [1, 2, 3]
    param c0 = 0
    c[0] = c0
    c[t+1] = c[t] + 0.5 * mean[s](x[s] - c[t]) until abs(c[t+1] - c[t]) < 0.3
    show c[end], grad(c[end], c0)
  `, { 'c[end]': 1.75, 'grad(c[end], c0)': 0.125 });
});

test('ranges that begin below zero', async () => {
  await shows(`
    index t = -2..2
    a[t] = t^2
    b[t] = a[-t]
    show a[t], b[t], a[-2], sum[t](t * a[t])
  `, { 'a[t]': { '-2': 4, '-1': 1, 0: 0, 1: 1, 2: 4 }, 'b[t]': { '-2': 4, '-1': 1, 0: 0, 1: 1, 2: 4 }, 'a[-2]': 4, 'sum[t](t * a[t])': 0 });
});

test('wrap and clamp over a range that begins below zero', async () => {
  await shows(`
    index t = -2..2
    a[t] = t
    b[t] = a[wrap(t + 3)]
    c[t] = a[clamp(2 * t)]
    show b[t], c[t]
  `, { 'b[t]': { '-2': 1, '-1': 2, 0: -2, 1: -1, 2: 0 }, 'c[t]': { '-2': -2, '-1': -2, 0: 0, 1: 2, 2: 2 } });
});

test('keys of text are not computed with, ordered, or compared with numbers', () => {
  const said = (line: string): string[] => compile({ file: 'p.tsql', text: `index who\ndata age[who] from "a.csv"\n${line}\nshow b[who]` }, {
    catalog: { sources: { 'file:a.csv': { kind: 'relation', rows: 2, columns: [{ name: 'who', type: 'text', range: null }, { name: 'age', type: 'real', range: null }] } } },
  }).diagnostics.map(d => `${d.code}: ${d.message}`);
  assert.deepEqual(said('b[who] = age[who] + who'), ['wrong-type: add does not fit: expected numbers; got a real number and a key of who']);
  assert.deepEqual(said('b[who] = [who < "x"]'), ['wrong-type: a key of who compares only for equality']);
  assert.deepEqual(said('b[who] = [who == 3]'), ['wrong-type: a key of who is never equal to a whole number']);
  assert.deepEqual(said('b[who] = [who == "x"]'), []);
});

test('what is computed in turn may hold true or false, whichever is written first', async () => {
  const lines = ['a[0] = 1', 'a[t+1] = if h[t] then c[t] else a[t]', 'c[t] = a[t] / 2', 'u[0] = 2', 'u[t+1] = if h[t] then 2 else 2 * u[t]', 'h[t] = c[t] + u[t] < 3'];
  for (const order of [lines, [...lines].reverse()]) {
    await shows(`index t = 3\n${order.join('\n')}\nshow a[t], u[t], h[t]\n`, { 'a[t]': [1, 0.5, 0.25, 0.125], 'u[t]': [2, 2, 2, 2], 'h[t]': [true, true, true] });
  }
});
