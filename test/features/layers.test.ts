// Layers and their copies: what a let makes, and that it computes what the same equations written out compute.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ran } from './program.ts';

type Shows = ReadonlyMap<string, ReadonlyMap<string, unknown>>;
const numbers = (shows: Shows, label: string): number[] => [...shows.get(label)!].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, v]) => v as number);

/** Two programs show the same numbers, under labels of their own. */
async function same(labels: readonly (readonly [string, string])[], first: string, second: string, tolerance = 1e-12): Promise<void> {
  const [a, b] = [await ran(first, {}, r => r.shows as Shows), await ran(second, {}, r => r.shows as Shows)];
  for (const [x, y] of labels) {
    const [left, right] = [numbers(a, x), numbers(b, y)];
    assert.equal(left.length, right.length);
    assert.ok(left.length > 0);
    left.forEach((v, k) => assert.ok(Math.abs(v - right[k]!) <= tolerance * Math.max(1, Math.abs(v)), `${x}: ${v}, ${y}: ${right[k]}`));
  }
}

const dense = `
layer Linear[i,j](x[i], scale = 1) -> y[j] {
  param W[i,j] = 0.1 * (1 + int(i) - 2 * int(j))
  param b[j] = 0.5
  y[j] = scale * (W[i,j] * x[i]) + b[j]
}
`;

const data = `
index s = 4, i = 3, j = 2, k = 2
x[s,i] = sin(1 + s + 2 * i)
`;

test('a copy owns its parameters: training it is training the equations written out', () =>
  same([['y[s,k]', 'y[s,k]'], ['enc.W[i,j]', 'W[i,j]'], ['dec.b[k]', 'c[k]']], `${data}${dense}
let enc = Linear[i, j]
let dec = Linear[j, k]
y[s,k] = dec(tanh(enc(x[s,i])))
loss   = sum[s,k]((y[s,k] - k)^2)
train { minimize loss using sgd(lr = 0.05) steps 3 }
show y[s,k], enc.W[i,j], dec.b[k]
`, `${data}
param W[i,j] = 0.1 * (1 + int(i) - 2 * int(j))
param b[j] = 0.5
param V[j,k] = 0.1 * (1 + int(j) - 2 * int(k))
param c[k] = 0.5
y[s,k] = V[j,k] * tanh(W[i,j] * x[s,i] + b[j]) + c[k]
loss   = sum[s,k]((y[s,k] - k)^2)
train { minimize loss using sgd(lr = 0.05) steps 3 }
show y[s,k], W[i,j], c[k]
`));

test('one copy used twice shares its parameters, two copies do not', () =>
  ran(`${data}${dense}
let a = Linear[i, j]
let b = Linear[i, j](scale = 2)
u[s,j] = a(x[s,i]) - a(x[s,i])
v[s,j] = b(x[s,i]) - 2 * a(x[s,i]) + a.b[j]
w[s,j] = b(x[s,i], scale = 1) - a(x[s,i], 1)
show u[s,j], v[s,j], w[s,j]
`, { warnings: ['unused-index'] }, ({ shows }) => {
    for (const label of ['u[s,j]', 'v[s,j]', 'w[s,j]']) assert.ok(numbers(shows, label).every(n => Math.abs(n) < 1e-12), label);
  }));

test('an indexed let is one relation with a letter in front, read at a letter, a number, the end or a key', () =>
  same([['y[s,j]', 'y[s,j]'], ['z[s,j]', 'z[s,j]'], ['q[s,j]', 'q[s,j]'], ['expert.b[l,j]', 'b[l,j]']], `${data.replace('k = 2', 'l = 3')}${dense.replace('0.5', '0.5 * (1 + int(j))')}
data pick[s]: l = [0, 2, 1, 2]
let expert[l] = Linear[i, j]
y[s,j] = expert[pick[s]](x[s,i])
z[s,j] = expert[0](x[s,i]) * expert[end](x[s,i])
q[s,j] = sum[l](expert[l](x[s,i]) * (1 + int(l)))
loss   = sum[s,j](y[s,j]^2) + sum[s,j](z[s,j] + q[s,j])
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[s,j], z[s,j], q[s,j], expert.b[l,j]
`, `${data.replace('k = 2', 'l = 3')}
data pick[s]: l = [0, 2, 1, 2]
param W[l,i,j] = 0.1 * (1 + int(i) - 2 * int(j))
param b[l,j] = 0.5 * (1 + int(j))
e[s,l,j] = W[l,i,j] * x[s,i] + b[l,j]
y[s,j] = e[s,pick[s],j]
z[s,j] = e[s,0,j] * e[s,end,j]
q[s,j] = sum[l](e[s,l,j] * (1 + int(l)))
loss   = sum[s,j](y[s,j]^2) + sum[s,j](z[s,j] + q[s,j])
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[s,j], z[s,j], q[s,j], b[l,j]
`));

test('copies inside of copies, indexed inside of indexed, with settings that are handed on', () =>
  same([['y[s,i]', 'y[s,i]'], ["two.pair.W[l,k,i,i']", "W[l,k,i,i']"]], `${data.replace('j = 2', 'l = 2')}${dense}
layer Two[i,k](x[i], gain = 3) -> y[i] {
  let pair[k] = Linear[i, i'](scale = gain)
  m[i'] = pair[0](x[i]) + pair[1](x[i])
  y[i]  = m[i] + pair.b[1,i]
}
let two[l] = Two[i, k](gain = 0.5)
y[s,i] = two[1](two[0](x[s,i]))
loss   = sum[s,i](y[s,i]^2)
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[s,i], two.pair.W[l,k,i,i']
`, `${data.replace('j = 2', 'l = 2')}
param W[l,k,i,i'] = 0.1 * (1 + int(i) - 2 * int(i'))
param b[l,k,i] = 0.5
m[s,i'] = sum[k](0.5 * sum[i](W[0,k,i,i'] * x[s,i]) + b[0,k,i'])
h[s,i]  = m[s,i] + b[0,1,i]
n[s,i'] = sum[k](0.5 * sum[i](W[1,k,i,i'] * h[s,i]) + b[1,k,i'])
y[s,i]  = n[s,i] + b[1,1,i]
loss    = sum[s,i](y[s,i]^2)
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[s,i], W[l,k,i,i']
`));

test('scatter, gathers and several clauses inside of a layer', () =>
  same([['y[n,c]', 'y[n,c]'], ['conv.W[f,c]', 'W[f,c]']], `
index n = 4, e = 5, f = 3, c = 2
data src[e]: n = [0, 1, 2, 3, 1]
data dst[e]: n = [1, 2, 3, 0, 3]
x[n,f] = cos(n + 2 * f)
layer Conv[n,i,j](a[n,i]) -> y[n,j] {
  param W[i,j] = 0.3 * (1 + int(i) - int(j))
  degree[n]       = 1
  degree[dst[e]] += 1
  top[n]         max= a[n,0]
  top[n]         max= a[n,1]
  t[n,j]       = W[i,j] * a[n,i]
  y[n,j]       = t[n,j] / degree[n] + top[n]
  y[dst[e],j] += t[src[e],j]
}
let conv = Conv[n,f,c]
y[n,c] = conv(x[n,f])
loss   = sum[n,c](y[n,c]^2)
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[n,c], conv.W[f,c]
`, `
index n = 4, e = 5, f = 3, c = 2
data src[e]: n = [0, 1, 2, 3, 1]
data dst[e]: n = [1, 2, 3, 0, 3]
x[n,f] = cos(n + 2 * f)
param W[f,c] = 0.3 * (1 + int(f) - int(c))
degree[n]       = 1
degree[dst[e]] += 1
t[n,c]       = W[f,c] * x[n,f]
y[n,c]       = t[n,c] / degree[n] + max(x[n,0], x[n,1])
y[dst[e],c] += t[src[e],c]
loss   = sum[n,c](y[n,c]^2)
train { minimize loss using sgd(lr = 0.01) steps 2 }
show y[n,c], W[f,c]
`));

for (const [what, steps] of [['unrolled', 4], ['as a loop', 11]] as const) {
  test(`a layer as the step of a recurrence, ${what}`, () =>
    same([['h[t,s,j]', 'h[t,s,j]'], ["cell.U[j,j']", "U[j,j']"]], `
index t = ${steps}, s = 2, i = 2, j = 3
x[s,t,i] = sin(s + t + i)
layer Cell[i,j](x[i], h[j]) -> y[j] {
  param W[i,j]  = 0.2 * (int(i) - int(j))
  param U[j,j'] = 0.1 * (1 + int(j) - int(j'))
  y[j] = tanh(W[i,j] * x[i] + U[j',j] * h[j'])
}
let cell = Cell[i, j]
h[0,s,j]   = 0
h[t+1,s,j] = cell(x[s,t,i], h[t,s,j])
loss = sum[s,j](h[end,s,j])
train { minimize loss using sgd(lr = 0.1) steps 2 }
show h[t,s,j], cell.U[j,j']
`, `
index t = ${steps}, s = 2, i = 2, j = 3
x[s,t,i] = sin(s + t + i)
param W[i,j]  = 0.2 * (int(i) - int(j))
param U[j,j'] = 0.1 * (1 + int(j) - int(j'))
h[0,s,j]   = 0
h[t+1,s,j] = tanh(W[i,j] * x[s,t,i] + U[j',j] * h[t,s,j'])
loss = sum[s,j](h[end,s,j])
train { minimize loss using sgd(lr = 0.1) steps 2 }
show h[t,s,j], U[j,j']
`));
}

test('depth is an index: a copy for each step', () =>
  same([['y[s,i]', 'y[s,i]'], ["block.W[l,i,i']", "W[l,i,i']"]], `${data.replace('k = 2', 'l = 3')}${dense}
let block[l] = Linear[i, i']
h[0,s,i]    = x[s,i]
h[l+1,s,i'] = tanh(block[l](h[l,s,i]))
y[s,i]      = h[end,s,i]
loss        = sum[s,i](y[s,i]^2)
train { minimize loss using adam(lr = 0.01) steps 3 }
show y[s,i], block.W[l,i,i']
`.replace('j = 2, ', ''), `
index s = 4, i = 3, l = 3
x[s,i] = sin(1 + s + 2 * i)
param W[l,i,i'] = 0.1 * (1 + int(i) - 2 * int(i'))
param b[l,i] = 0.5
h[0,s,i]    = x[s,i]
h[l+1,s,i'] = tanh(W[l,i,i'] * h[l,s,i] + b[l,i'])
y[s,i]      = h[end,s,i]
loss        = sum[s,i](y[s,i]^2)
train { minimize loss using adam(lr = 0.01) steps 3 }
show y[s,i], W[l,i,i']
`));

test('derivatives by the parameters of a copy, and a copy where its parameters are meant', () =>
  ran(`${data}${dense}
let enc = Linear[i, j]
loss   = sum[s,j](enc(x[s,i])^2)
g[i,j] = grad(loss, enc.W[i,j])
h[i,j] = sum[s](2 * enc(x[s,i]) * x[s,i])
worst  = max[i,j](abs(g[i,j] - h[i,j]))
tied   = sum[i,j](enc.W[i,j])
show worst, tied
export enc to "weights.csv"
`, { warnings: ['unused-index'] }, ({ shows }) => {
    assert.ok(numbers(shows, 'worst')[0]! < 1e-12);
    assert.ok(Math.abs(numbers(shows, 'tied')[0]! - 0.6) < 1e-12);
  }));

test('parameters drawn for each copy are different, and the same for the same seed', async () => {
  const text = `
import Dense from "std/nn"
index i = 3, j = 2, l = 2
let a = Dense[i, j]
let b[l] = Dense[i, j]
show a.W[i,j], b.W[l,i,j]
`;
  const draws = () => ran(text, {}, ({ shows }) => [...numbers(shows, 'a.W[i,j]'), ...numbers(shows, 'b.W[l,i,j]')]);
  const first = await draws();
  assert.equal(new Set(first).size, 18);
  assert.deepEqual(await draws(), first);
});

test("a function's result may have second letters of its indices", () =>
  ran(`
index k = 3
data v[k] = [1, 2, 3]
fn outer[k](a[k]) -> m[k,k'] { m[k,k'] = a[k] * a[k'] }
fn mirrored[k](A[k,k']) -> B[k,k'] { B[k,k'] = A[k',k] - A[k,k'] / 2 }
m[k,k'] = outer[k](v[k]) + int(k)
n[k,k'] = mirrored[k](m[k,k'])
w[k]    = outer[k](v[k]) * v[k']
show m[k,k'], n[k,k'], w[k]
`, {}, ({ shows }) => {
    const v = [1, 2, 3];
    const m = v.flatMap((a, k) => v.map(b => a * b + k));
    assert.deepEqual(numbers(shows, "m[k,k']"), m);
    assert.deepEqual(numbers(shows, "n[k,k']"), m.map((x, at) => m[(at % 3) * 3 + Math.floor(at / 3)]! - x / 2));
    assert.deepEqual(numbers(shows, 'w[k]'), v.map(a => a * 14));
  }));

const scaled = `
layer Scaled[i](x[i], scale = 1) -> y[i] {
  param a[i] = 1
  y[i] = scale * a[i] * x[i]
}
`;

test("a setting by the letter of an indexed let is that of the copy which is called", () =>
  ran(`
index l = 2, i = 2
data g[l] = [1, 10]
x[i] = 1 + i
${scaled}
let e[l] = Scaled[i](scale = g[l])
let f[l] = Scaled[i](scale = sum[l](g[l]))
v[l',i] = sum[l](e[l'](x[i]) * [l == 0])
w[i]    = e[end](x[i])
z[l,i]  = f[l](x[i])
show v[l',i], w[i], z[l,i]
`, {}, ({ shows }) => {
    assert.deepEqual(numbers(shows, "v[l',i]"), [1, 2, 10, 20]);
    assert.deepEqual(numbers(shows, 'w[i]'), [10, 20]);
    assert.deepEqual(numbers(shows, 'z[l,i]'), [11, 22, 11, 22]);
  }));

test('a default in a layer may speak of its indices and of settings before it', () =>
  ran(`
index i = 2, j = 3, m = 2
x[j] = 1 + j
layer Lifted[i](x[i], w = |i|, v = 2 * w) -> y[i] {
  param a[i] = w
  param b[i] = v
  y[i] = w * a[i] * x[i] + b[i]
}
layer Pair[i,k](x[i]) -> y[i] {
  let p[k] = Lifted[i](w = 1 + int(k))
  y[i] = p[1](x[i])
}
let e = Lifted[j]
let f = Pair[j,m]
y[j] = e(x[j])
z[j] = f(x[j])
show y[j], e.b[j], f.p.a[m,j], z[j]
`, { warnings: ['unused-index'] }, ({ shows }) => {
    assert.deepEqual(numbers(shows, 'y[j]'), [15, 24, 33]);
    assert.deepEqual(numbers(shows, 'e.b[j]'), [6, 6, 6]);
    assert.deepEqual(numbers(shows, 'f.p.a[m,j]'), [1, 1, 1, 2, 2, 2]);
    assert.deepEqual(numbers(shows, 'z[j]'), [8, 12, 16]);
  }));

test('functions and layers may call copies of the program, and have names of their own for other things', () =>
  ran(`
index i = 2
x[i] = 1 + i
${scaled}
layer Outer[i](x[i]) -> y[i] {
  param b[i] = 1
  y[i] = e(x[i]) + b[i]
}
let f = Outer[i]
let e = Scaled[i](scale = 3)
fn twice[i](z[i]) -> r[i] { r[i] = 2 * e(z[i]) }
fn total[i](e[i]) -> r { r = sum[i](e[i]) }
y[i] = f(x[i])
z[i] = twice[i](x[i])
t    = total[i](x[i])
show y[i], z[i], t
`, {}, ({ shows }) => {
    assert.deepEqual(numbers(shows, 'y[i]'), [4, 7]);
    assert.deepEqual(numbers(shows, 'z[i]'), [6, 12]);
    assert.deepEqual(numbers(shows, 't'), [3]);
  }));

test('parameters of a layer that are read from a file are mapped by the letters of the layer', () =>
  ran(`
index i = 2
x[i] = 1
layer Stored[a](x[a]) -> y[a] {
  param w[a] from "w.csv" (a = row, w = weight)
  y[a] = w[a] * x[a]
}
let p = Stored[i]
y[i] = p(x[i])
loss = sum[i](y[i]^2)
train { minimize loss using sgd(lr = 0.25) steps 1 }
show y[i]
`, { files: { 'w.csv': 'weight\n3\n4\n' } }, ({ shows }) => assert.deepEqual(numbers(shows, 'y[i]'), [1.5, 2])));

test('copies over two letters, read at numbers, at the end and at letters', () =>
  same([['y[s,i]', 'y[s,i]'], ['z[s,i]', 'z[s,i]'], ["e.W[l,m,i,i']", "W[l,m,i,i']"]], `
index s = 4, i = 3, l = 2, m = 3
x[s,i] = sin(1 + s + 2 * i)
${dense}
let e[l,m] = Linear[i, i']
y[s,i'] = sum[l,m](e[l,m](x[s,i]) * (1 + m))
z[s,i'] = tanh(e[1,2](x[s,i])) + e[0,end](x[s,i]) where i' < s
loss    = sum[s,i](y[s,i]^2) + sum[s,i](z[s,i])
train { minimize loss using sgd(lr = 0.001) steps 2 }
show y[s,i], z[s,i], e.W[l,m,i,i']
`, `
index s = 4, i = 3, l = 2, m = 3
x[s,i] = sin(1 + s + 2 * i)
param W[l,m,i,i'] = 0.1 * (1 + int(i) - 2 * int(i'))
param b[l,m,i] = 0.5
e[s,l,m,i'] = W[l,m,i,i'] * x[s,i] + b[l,m,i']
y[s,i] = sum[l,m](e[s,l,m,i] * (1 + m))
z[s,i] = tanh(e[s,1,2,i]) + e[s,0,end,i] where i < s
loss   = sum[s,i](y[s,i]^2) + sum[s,i](z[s,i])
train { minimize loss using sgd(lr = 0.001) steps 2 }
show y[s,i], z[s,i], W[l,m,i,i']
`));

test('the indices of a layer may be swapped letters of one index', () =>
  ran(`
index i = 2
x[i,i'] = 1 + i + 3 * i'
layer Turned[a,b](x[a,b]) -> y[b,a] {
  param w[a,b] = 1 + 10 * int(a)
  y[b,a] = w[a,b] * x[a,b]
}
let t = Turned[i,i']
let u = Turned[i',i]
y[i',i] = t(x[i,i'])
z[i,i'] = u(x[i',i])
show y[i',i], z[i,i']
`, {}, ({ shows }) => {
    assert.deepEqual(numbers(shows, "y[i',i]"), [1, 22, 4, 55]);
    assert.deepEqual(numbers(shows, "z[i,i']"), [1, 22, 4, 55]);
  }));

test('a derivative inside of a layer by its own parameter, of one copy among several', () =>
  ran(`
index l = 2, i = 2
x[i] = 1 + i
layer Slope[i](x[i]) -> y[i] {
  param a[i] = 2
  e    = sum[i](a[i]^2 * x[i])
  y[i] = grad(e, a[i])
}
let one     = Slope[i]
let many[l] = Slope[i]
u[i] = one(x[i])
v[i] = many[1](x[i])
show u[i], v[i]
`, {}, ({ shows }) => {
    assert.deepEqual(numbers(shows, 'u[i]'), [4, 8]);
    assert.deepEqual(numbers(shows, 'v[i]'), [4, 8]);
  }));
