// grad of every shape, against formulas worked out by hand.

import { test } from 'node:test';
import { shows } from './program.ts';

const given = `
  index i = 3, j = 2
  data a[i] = [1, -2, 3]
  data b[j] = [2, 0.5]
  data m[i,j] = [[1, 2], [3, 4], [5, 6]]
  param w[i] = 0.5 * (i + 1)
`;
const w = [0.5, 1, 1.5];
const a = [1, -2, 3];
const m = [[1, 2], [3, 4], [5, 6]];
const sum = (v: readonly number[]): number => v.reduce((p, q) => p + q, 0);
const dot = (p: readonly number[], q: readonly number[]): number => sum(p.map((v, k) => v * q[k]!));

test('element by element, of any order; a Jacobian; a diagonal', async () => {
  await shows(`${given}
    y[i] = w[i]^3 * a[i]
    d1[i] = grad(y[i], w[i])
    d2[i] = grad(d1[i], w[i])
    d3[i] = grad(grad(grad(y[i], w[i]), w[i]), w[i])
    J[i,i'] = grad(y[i], w[i'])
    z[j] = sin(m[i,j] * w[i])
    Jz[j,i] = grad(z[j], w[i])
    one = grad(y[1], w[1])
    show d1[i], d2[i], d3[i], J[i,i'], Jz[j,i], one
  `, {
    'd1[i]': w.map((v, k) => 3 * v * v * a[k]!), 'd2[i]': w.map((v, k) => 6 * v * a[k]!), 'd3[i]': a.map(v => 6 * v),
    'J[i,i\']': w.map((v, k) => w.map((_, l) => (k === l ? 3 * v * v * a[k]! : 0))),
    'Jz[j,i]': [0, 1].map(c => m.map(row => row[c]! * Math.cos(dot(m.map(r => r[c]!), w)))), one: -6,
  });
});

test('a remainder keeps its place in a product with a derivative', async () => {
  // y = Mᵀw², so that its Jacobian is 2 m w
  const J = m[0]!.map((_, c) => m.map((row, k) => 2 * row[c]! * w[k]!));
  const u = [3, 5];
  const rest = (p: number, q: number): number => p - q * Math.floor(p / q);
  await shows(`${given}
    data u[j] = [3, 5]
    y[j] = m[i,j] * w[i]^2
    before[i] = u[j] % 2 * grad(y[j], w[i])
    after[i] = u[j] * grad(y[j], w[i]) % 2
    along[j] = grad(y[j], w[i]) * a[i] % 2
    show before[i], after[i], along[j]
  `, {
    'before[i]': w.map((_, k) => sum(u.map((p, c) => rest(p, 2) * J[c]![k]!))), 'after[i]': w.map((_, k) => sum(u.map((p, c) => rest(p * J[c]![k]!, 2)))),
    'along[j]': J.map(row => sum(row.map((d, k) => rest(d * a[k]!, 2)))),
  });
});

test('gradient, Hessian, products with Jacobian and Hessian', async () => {
  // f = (a·w)² + Σ exp(w)
  const s = dot(a, w);
  const v = [1, 2, -1];
  const H = a.map((p, k) => a.map((q, l) => 2 * p * q + (k === l ? Math.exp(w[k]!) : 0)));
  const Jy = m[0]!.map((_, c) => m.map((row, k) => row[c]! * 2 * w[k]!));
  await shows(`${given}
    data v[i] = [1, 2, -1]
    data u[j] = [3, -1]
    f = (a[i] * w[i])^2 + sum[i](exp(w[i]))
    y[j] = m[i,j] * w[i]^2
    g[i] = grad(f, w[i])
    H[i,i'] = grad(grad(f, w[i]), w[i'])
    hv[i] = grad(grad(f, w[i']) * v[i'], w[i])
    jvp[j] = grad(y[j], w[i]) * v[i]
    vjp[i] = u[j] * grad(y[j], w[i])
    quad = v[i] * grad(grad(f, w[i]), w[i']) * v[i']
    show g[i], H[i,i'], hv[i], jvp[j], vjp[i], quad
  `, {
    'g[i]': a.map((p, k) => 2 * s * p + Math.exp(w[k]!)), 'H[i,i\']': H, 'hv[i]': H.map(row => dot(row, v)), 'jvp[j]': Jy.map(row => dot(row, v)), 'vjp[i]': w.map((_, k) => 3 * Jy[0]![k]! - Jy[1]![k]!),
    quad: dot(H.map(row => dot(row, v)), v),
  });
});

test('through gathers, scatters, shifts and their edges', async () => {
  await shows(`
    index n = 4, s = 5, d = 2, r = 3
    param x[n] = n + 1
    data at[s]: n = [3, 0, 3, 1, 3]
    data c[s] = [1, 2, 3, 4, 5]
    data K[d] = [10, 1]
    gathered = sum[s](c[s] * x[at[s]]^2)
    hit[at[s]] += c[s] * x[at[s]]
    scattered = sum[n](hit[n]^2)
    conv[r] = K[d] * x[r + d]
    shifted = sum[r](conv[r]^2)
    padded = sum[n](x[pad(n + 1)] * x[n])
    ring = sum[n](x[wrap(n + 1)] * x[n])
    edge = sum[n](x[clamp(n + 1)] * n)
    dg[n] = grad(gathered, x[n])
    ds[n] = grad(scattered, x[n])
    dc[n] = grad(shifted, x[n])
    dp[n] = grad(padded, x[n])
    dr[n] = grad(ring, x[n])
    de[n] = grad(edge, x[n])
    dh[n,n'] = grad(hit[n], x[n'])
    show dg[n], ds[n], dc[n], dp[n], dr[n], de[n], dh[n,n']
  `, {
    'dg[n]': [4, 16, 0, 72], 'ds[n]': [2 * 2 * 2, 2 * 4 * 4 * 2, 0, 2 * 9 * 9 * 4], // (c x)² each: 2 c² x
    'dc[n]': [20 * 12, 2 * 12 + 20 * 23, 2 * 23 + 20 * 34, 2 * 34], 'dp[n]': [2, 4, 6, 3], 'dr[n]': [6, 4, 6, 4], 'de[n]': [0, 0, 1, 5],
    'dh[n,n\']': [[2, 0, 0, 0], [0, 4, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9]],
  });
});

test('through guards, ragged shapes, missing rows and ??', async () => {
  await shows(`
    index l = 2, u = 3, k = 4
    data width[l]: int = [3, 2]
    data x[u] = [1, 2, 3]
    data A[k] from "a.csv"
    param W[l,u,u'] = 1 + l + u where u < width[l] and u' < 2
    param p[k] = k + 1
    y[l,u'] = W[l,u,u'] * x[u] where u' <= l
    f = sum[l,u](y[l,u]^2)
    dW[l,u,u'] = grad(f, W[l,u,u'])
    q[k] = A[k] * p[k]
    e = sum[k](q[k]^2 ?? 7 * p[k]^2)
    de[k] = grad(e, p[k])
    h = sum[k where p[k] > 2](p[k]^2) + sum[k](if k < 2 then p[k] else 0)
    dh[k] = grad(h, p[k])
    show dW[l,u,u'], de[k], dh[k]
  `, {
    // y[0,0] = 1 + 4 + 9 = 14; y[1,·] = 2 + 6 = 8
    'dW[l,u,u\']': [[[28, 0], [56, 0], [84, 0]], [[16, 16], [32, 32]]],
    'de[k]': [14, 2 * 4 * 2, 42, 2 * 9 * 4], 'dh[k]': [1, 1, 6, 8],
  }, { files: { 'a.csv': 'k,val\n1,2\n3,3\n' } });
});

test('of reductions: prod with zeros, mean, max and min with ties, two-argument max, logsumexp, softmax, std, argmax', async () => {
  const x = [1, 3, 3];
  const e = x.map(v => Math.exp(v));
  const p = e.map(v => v / sum(e));
  const mean = sum(x) / 3;
  const sd = Math.sqrt(sum(x.map(v => (v - mean) ** 2)) / 3);
  await shows(`
    index i = 3
    param x[i] = if i == 0 then 1 else 3
    param z[i] = [0, 2, 5]
    param o[i] = [0, 0, 5]
    dprod[i] = grad(prod[i](x[i]), x[i])
    dzero[i] = grad(prod[i](z[i]), z[i])
    dnone[i] = grad(prod[i](o[i]), o[i])
    dmean[i] = grad(mean[i where i > 0](x[i]^2), x[i])
    dmax[i] = grad(max[i](x[i]), x[i])
    dmin[i] = grad(min[i](2 * x[i]), x[i])
    dtwo[i] = grad(max(x[i], 3), x[i])
    dlse[i] = grad(logsumexp[i](x[i]), x[i])
    dsoft[i,i'] = grad(softmax[i](x[i]), x[i'])
    dstd[i] = grad(std[i](x[i]), x[i])
    dnorm[i] = grad(norm[i](x[i]), x[i])
    dxent[i] = grad(xent[i](x[i], 1), x[i])
    hlse[i,i'] = grad(grad(logsumexp[i](x[i]), x[i]), x[i'])
    dstop[i] = grad(stop(x[i]) * x[i], x[i])
    show dprod[i], dzero[i], dnone[i], dmean[i], dmax[i], dmin[i], dtwo[i], dlse[i], dsoft[i,i'], dstd[i], dnorm[i], dxent[i], hlse[i,i'], dstop[i]
  `, {
    'dprod[i]': [9, 3, 3], 'dzero[i]': [10, 0, 0], 'dnone[i]': [0, 0, 0], 'dmean[i]': [0, 3, 3], 'dmax[i]': [0, 0.5, 0.5], 'dmin[i]': [2, 0, 0], 'dtwo[i]': [0, 0.5, 0.5], 'dlse[i]': p,
    'dsoft[i,i\']': p.map((u, k) => p.map((v, l) => (k === l ? u : 0) - u * v)), 'dstd[i]': x.map(v => (v - mean) / (3 * sd)), 'dnorm[i]': x.map(v => v / Math.sqrt(19)),
    'dxent[i]': p.map((v, k) => v - (k === 1 ? 1 : 0)), 'hlse[i,i\']': p.map((u, k) => p.map((v, l) => (k === l ? u : 0) - u * v)), 'dstop[i]': x,
  });
});

for (const size of [5, 20]) {
  test(`through a recurrence of ${size} steps, up, down and of vectors; twice`, async () => {
    // x[t+1] = r x[t] (1 - x[t]): tangents along with it, first and second
    let [x, dx, ddx] = [0.3, 1, 0];
    let [y, dr] = [0.3, 0];
    const rate = 2.5;
    for (let t = 0; t < size; t++) {
      [x, dx, ddx] = [rate * x * (1 - x), rate * (1 - 2 * x) * dx, rate * ((1 - 2 * x) * ddx - 2 * dx * dx)];
      [y, dr] = [rate * y * (1 - y), y * (1 - y) + rate * (1 - 2 * y) * dr];
    }
    const M = [[0.5, 0.25], [0.1, 0.2]];
    let g = [1, 1];
    for (let t = 0; t < size; t++) g = [M[0]![0]! * g[0]! + M[1]![0]! * g[1]!, M[0]![1]! * g[0]! + M[1]![1]! * g[1]!];
    await shows(`
      index t = ${size}, d = 2
      param first = 0.3
      param rate = ${rate}
      param v0[d] = d + 1
      data M[d,d'] = [[0.5, 0.25], [0.1, 0.2]]
      x[0] = first
      x[t+1] = rate * x[t] * (1 - x[t])
      v[0,d] = v0[d]
      v[t+1,d] = M[d,d'] * v[t,d']
      total = sum[d](v[end,d])
      dx = grad(x[end], first)
      ddx = grad(grad(x[end], first), first)
      dr = grad(x[end], rate)
      dv[d] = grad(total, v0[d])
      back[|t| - 1] = first
      back[t] = rate * back[t+1] + t where t < |t| - 1
      db = grad(back[0], first)
      show x[end], dx, ddx, dr, dv[d], db
    `, { 'x[end]': x, dx, ddx, dr, 'dv[d]': g, db: rate ** (size - 1) });
  });
}

test('by something that is defined: its own definition is not followed', async () => {
  await shows(`${given}
    y[i] = 2 * w[i]
    z[i] = y[i]^2 + w[i]
    dy[i] = grad(z[i], y[i])
    dw[i] = grad(z[i], w[i])
    da[i] = grad(z[i] * a[i], a[i])
    show dy[i], dw[i], da[i]
  `, { 'dy[i]': w.map(v => 4 * v), 'dw[i]': w.map(v => 8 * v + 1), 'da[i]': w.map(v => 4 * v * v + v) });
});

test('elementary functions, against their formulas', async () => {
  const x = 0.4;
  const rows: readonly (readonly [string, number])[] = [
    ['exp(x)', Math.exp(x)], ['log(x)', 1 / x], ['sqrt(x)', 0.5 / Math.sqrt(x)], ['sin(x)', Math.cos(x)], ['cos(x)', -Math.sin(x)], ['tan(x)', 1 / Math.cos(x) ** 2], ['asin(x)', 1 / Math.sqrt(1 - x * x)], ['atan2(x, 2)', 2 / (4 + x * x)],
    ['tanh(x)', 1 - Math.tanh(x) ** 2], ['sigmoid(x)', Math.exp(-x) / (1 + Math.exp(-x)) ** 2], ['softplus(x)', 1 / (1 + Math.exp(-x))], ['abs(-x)', 1], ['x^x', x ** x * (Math.log(x) + 1)], ['2^x', 2 ** x * Math.LN2], ['x^2.5', 2.5 * x ** 1.5],
    ['erf(x)', (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)], ['log1p(x)', 1 / (1 + x)], ['expm1(x)', Math.exp(x)], ['max(x, 1)', 0], ['min(x, 1)', 1], ['x % 0.3', 1], ['if x > 0 then x^2 else -x', 2 * x], ['relu(x)', 1], ['1 / x', -1 / x ** 2], ['floor(x) + x', 1], ['x - -x', 2],
  ];
  await shows(`
    param x = ${x}
    ${rows.map(([f], k) => `f${k} = ${f}\ng${k} = grad(f${k}, x)`).join('\n')}
    show ${rows.map((_, k) => `g${k}`).join(', ')}
  `, Object.fromEntries(rows.map(([, v], k) => [`g${k}`, v])));
});
