// Formulas where the plain way overflows or cancels: values and derivatives at the edges, through SQL and through the evaluator.

import { test } from 'node:test';
import { shows } from './program.ts';

const big = [-1000, -800, -745, -40, -1e-9, 0, 1e-9, 40, 710, 800, 1000];

test('softplus, sigmoid, logsigmoid and bce where exp overflows, with their derivatives', async () => {
  const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
  await shows(`
index s = ${big.length}
param x[s] = [${big.join(', ')}]
p[s] = softplus(x[s])
l[s] = logsigmoid(x[s])
one[s] = bce(x[s], 1)
none[s] = bce(x[s], 0)
dp[s] = grad(sum[s](p[s]), x[s])
dl[s] = grad(sum[s](l[s]), x[s])
done[s] = grad(sum[s](one[s]), x[s])
show p[s], l[s], one[s], none[s], dp[s], dl[s], done[s]
`, {
    'p[s]': big.map(softplus), 'l[s]': big.map(x => -softplus(-x)), 'one[s]': big.map(x => softplus(-x)), 'none[s]': big.map(softplus),
    'dp[s]': big.map(sigmoid), 'dl[s]': big.map(x => sigmoid(-x)), 'done[s]': big.map(x => sigmoid(x) - 1),
  });
});

test('softmax, logsoftmax, logsumexp and xent of logits as large as you like', async () => {
  const rows = [[1000, 999, 998], [-1000, -1001, 0], [1e6, -1e6, 0], [0, 0, 0], [1e-9, 0, -1e-9], [-800, -800, -800]];
  const lse = (z: readonly number[]): number => { const m = Math.max(...z); return m + Math.log(z.reduce((n, x) => n + Math.exp(x - m), 0)); };
  const soft = rows.map(z => z.map(x => Math.exp(x - lse(z))));
  await shows(`
index s = ${rows.length}, c = 3
param z[s,c] = ${JSON.stringify(rows)}
data y[s]: c = [0, 1, 2, 0, 1, 2]
p[s,c] = softmax[c](z[s,c])
l[s,c] = logsoftmax[c](z[s,c])
e[s] = logsumexp[c](z[s,c])
x[s] = xent[c](z[s,c], y[s])
dx[s,c] = grad(sum[s](x[s]), z[s,c])
de[s,c] = grad(sum[s](e[s]), z[s,c])
show p[s,c], l[s,c], e[s], x[s], dx[s,c], de[s,c]
`, {
    'p[s,c]': soft, 'l[s,c]': rows.map(z => z.map(x => x - lse(z))), 'e[s]': rows.map(lse),
    'x[s]': rows.map((z, s) => lse(z) - z[s % 3]!),
    'dx[s,c]': soft.map((p, s) => p.map((v, c) => v - (c === s % 3 ? 1 : 0))), 'de[s,c]': soft,
  });
});

test('variance and deviation of numbers that lie far from zero are those of their distances', async () => {
  const far = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
  await shows(`
index s = 4
param x[s] = [${far.join(', ')}]
v = var[s](x[s])
d = std[s](x[s])
u[s] = standardise[s](x[s])
dv[s] = grad(v, x[s])
show v, d, u[s], dv[s]
`, { v: 22.5, d: Math.sqrt(22.5), 'u[s]': [-6, -3, 3, 6].map(x => x / Math.sqrt(22.5 + 1e-5)), 'dv[s]': [-6, -3, 3, 6].map(x => x / 2) }, { tolerance: 1e-9 });
});

test('expm1, log1p, logcosh and elu near zero and far from it', async () => {
  const small = [-1e-12, 1e-12, 1e-5, 0.5, 300];
  const logcosh = (x: number): number => { const a = Math.abs(x); return a + Math.log1p(Math.exp(-2 * a)) - Math.LN2; };
  await shows(`
index s = ${small.length}
param x[s] = [${small.join(', ')}]
a[s] = expm1(x[s]) * 1e12 * [x[s] < 1]
b[s] = log1p(x[s]) * 1e12
c[s] = logcosh(x[s] * 1000)
f[s] = elu(-abs(x[s])) * 1e12
show a[s], b[s], c[s], f[s]
`, { 'a[s]': small.map(x => (x < 1 ? Math.expm1(x) * 1e12 : 0)), 'b[s]': small.map(x => Math.log1p(x) * 1e12), 'c[s]': small.map(x => logcosh(1000 * x)), 'f[s]': small.map(x => Math.expm1(-Math.abs(x)) * 1e12) });
});
