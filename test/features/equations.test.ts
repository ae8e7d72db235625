// Every form of an equation: sums, reducers, guards, coordinates, clauses, recurrences, functions.

import { test } from 'node:test';
import { shows } from './program.ts';

const given = `
  index i = 3, j = 2
  data a[i] = [1, -2, 3]
  data b[j] = [2, 0.5]
  data m[i,j] = [[1, 2], [3, 4], [5, 6]]
`;

test('a letter shared by factors of a product is summed at that product, a divisor is no factor', async () => {
  await shows(`${given}
    outer[i,j] = a[i] * b[j]
    mv[i] = m[i,j] * b[j] + 1
    q = a[i] * m[i,j] * b[j]
    t[i] = tanh(m[i,j] * b[j])
    two = tanh(m[i,j] * a[i]) * b[j]
    d = a[i] * a[i] / 2
    show outer[i,j], mv[i], q, t[i], two, d, sum[i](m[i,j] * a[i]) - m[0,j]
  `, {
    'outer[i,j]': [[2, 0.5], [-4, -1], [6, 1.5]], 'mv[i]': [4, 9, 14], q: 3 - 16 + 39, 't[i]': [3, 8, 13].map(Math.tanh),
    two: Math.tanh(10) * 2 + Math.tanh(12) * 0.5, d: 7, 'sum[i](m[i,j] * a[i]) - m[0,j]': [9, 10],
  });
});

test('every reducer, with and without a guard, over none, some and all', async () => {
  await shows(`${given}
    data n[i]: int = [4, 4, 1]
    show sum[i](a[i]), prod[i](a[i]), mean[i](a[i]), max[i](a[i]), min[i](a[i]), argmax[i](n[i]), argmin[i](a[i]), any[i](a[i] > 2), all[i](a[i] > 2)
    show sum[i where a[i] > 0](a[i]), prod[i where i > 0](a[i]), mean[i where a[i] > 0](a[i]), max[i where a[i] < 0](a[i]), min[i where i != 1](a[i]), argmax[i where i > 0](n[i]), argmin[i where i != 1](a[i])
    show sum[i where a[i] > 9](a[i]), prod[i where a[i] > 9](a[i]), mean[i where a[i] > 9](a[i]), max[i where a[i] > 9](a[i]), min[i where a[i] > 9](a[i]), argmax[i where a[i] > 9](a[i]), any[i where a[i] > 9](true), all[i where a[i] > 9](false)
    show max[j](m[i,j]), mean[i,j](m[i,j]), argmax[j](m[i,j] * b[j])
  `, {
    'sum[i](a[i])': 2, 'prod[i](a[i])': -6, 'mean[i](a[i])': 2 / 3, 'max[i](a[i])': 3, 'min[i](a[i])': -2, 'argmax[i](n[i])': 0, 'argmin[i](a[i])': 1, 'any[i](a[i] > 2)': true, 'all[i](a[i] > 2)': false,
    'sum[i where a[i] > 0](a[i])': 4, 'prod[i where i > 0](a[i])': -6, 'mean[i where a[i] > 0](a[i])': 2, 'max[i where a[i] < 0](a[i])': -2, 'min[i where i != 1](a[i])': 1, 'argmax[i where i > 0](n[i])': 1, 'argmin[i where i != 1](a[i])': 0,
    'sum[i where a[i] > 9](a[i])': 0, 'prod[i where a[i] > 9](a[i])': 1, 'mean[i where a[i] > 9](a[i])': null, 'max[i where a[i] > 9](a[i])': null, 'min[i where a[i] > 9](a[i])': null, 'argmax[i where a[i] > 9](a[i])': null,
    'any[i where a[i] > 9](true)': false, 'all[i where a[i] > 9](false)': true,
    'max[j](m[i,j])': [2, 4, 6], 'mean[i,j](m[i,j])': 3.5, 'argmax[j](m[i,j] * b[j])': [0, 0, 0],
  });
});

test('sparse tensors: a product is an intersection, a sum of missing rows is missing, reducers skip, ?? fills', async () => {
  await shows(`
    index u = 4
    data A[u] from "a.csv"
    data B[u] from "b.csv"
    p[u] = A[u] * B[u]
    s[u] = A[u] + B[u]
    c[u] = A[u] ?? B[u] ?? -1
    d[u] = (A[u] ?? 0) + (B[u] ?? 0)
    both[u] = A[u]
    both[u] += B[u]
    choose[u] = if u < 2 then A[u] else B[u]
    there[u] = [u in A]
    inner = A[u] * B[u]
    show p[u], s[u], c[u], d[u], both[u], choose[u], there[u], inner, mean[u](A[u]), mean[u](A[u] ?? 0), sum[u where u in B](A[u] ?? 1), argmax[u](A[u])
  `, {
    'p[u]': { 1: 20 }, 's[u]': { 1: 12 }, 'c[u]': [1, 2, -1, 20], 'd[u]': [1, 12, 0, 20], 'both[u]': [1, 12, null, 20].map(v => v ?? 0), 'choose[u]': { 0: 1, 1: 2, 3: 20 },
    'there[u]': [1, 1, 0, 0], inner: 20, 'mean[u](A[u])': 1.5, 'mean[u](A[u] ?? 0)': 0.75, 'sum[u where u in B](A[u] ?? 1)': 3, 'argmax[u](A[u])': 1,
  }, { files: { 'a.csv': 'u,val\n0,1\n1,2\n', 'b.csv': 'u,val\n1,10\n3,20\n' } });
});

test('in asks for rows of a relation of two axes', async () => {
  await shows(`
    index u = 3, v = 3
    data A[u,v] from "e.csv"
    sym[u] = sum[v]([(u, v) in A and (int(v), int(u)) in A])
    hop[u,v] = [not (u, v) in A]
    show sym[u], hop[u,v]
  `, { 'sym[u]': [1, 1, 0], 'hop[u,v]': [[1, 0, 1], [0, 1, 0], [1, 1, 1]] }, { files: { 'e.csv': 'u,v,val\n0,1,1\n1,0,1\n1,2,1\n' } });
});

test('gathers, one through another, and at values typed by an index', async () => {
  await shows(`
    index s = 3, w = 4, d = 2, g
    data token[s]: w = [3, 0, 3]
    data group[w]: g = [1, 0, 0, 1]
    data E[w,d] = [[1, 2], [3, 4], [5, 6], [7, 8]]
    data size[g] = [10, 20]
    e[s,d] = E[token[s], d]
    z[s] = size[group[token[s]]]
    p[w,d] = E[w, 1 - d]
    show e[s,d], z[s], p[w,d], token[s], E[argmax[w](E[w,0]), d]
  `, { 'e[s,d]': [[7, 8], [1, 2], [7, 8]], 'z[s]': [20, 20, 20], 'p[w,d]': [[2, 1], [4, 3], [6, 5], [8, 7]], 'token[s]': [3, 0, 3], 'E[argmax[w](E[w,0]), d]': [7, 8] });
});

test('scatters: collisions add, or the largest or smallest stays; cells that nothing reaches', async () => {
  await shows(`
    index r = 5, v = 4
    data dst[r]: v = [0, 2, 0, 2, 2]
    data x[r] = [1, 5, 3, -4, 2]
    deg[dst[r]] += 1
    tot[dst[r]] += x[r]
    top[dst[r]] max= x[r]
    low[dst[r]] min= x[r]
    trace[v] += x[0]
    trace[dst[r]] += x[r]
    diag[v,v] += deg[v]
    show deg[v], tot[v], top[v], low[v], trace[v], diag[v,v']
  `, {
    'deg[v]': [2, 0, 3, 0], 'tot[v]': [4, 0, 3, 0], 'top[v]': [3, null, 5, null], 'low[v]': [1, null, -4, null], 'trace[v]': [5, 1, 4, 1],
    'diag[v,v\']': [[2, 0, 0, 0], [0, 0, 0, 0], [0, 0, 3, 0], [0, 0, 0, 0]],
  });
});

test('shifts, strides and the edges: pad, wrap, clamp', async () => {
  await shows(`
    index n = 6, r = 4, d = 3, h = 3
    data x[n] = [1, 2, 4, 8, 16, 32]
    data K[d] = [1, 10, 100]
    conv[r] = K[d] * x[r + d]
    pool[h] = max[d where d < 2](x[2 * h + d])
    padded[n] = x[pad(n + 1)]
    same[n] = sum[d](K[d] * x[pad(n + d - 1)])
    ring[n] = x[wrap(n - 1)] + x[wrap(n + 7)]
    edge[n] = x[clamp(n - 2)]
    back[n] = x[5 - n]
    show conv[r], pool[h], padded[n], same[n], ring[n], edge[n], back[n], x[end], x[end - 1]
  `, {
    'conv[r]': [421, 842, 1684, 3368], 'pool[h]': [2, 8, 32], 'padded[n]': { 0: 2, 1: 4, 2: 8, 3: 16, 4: 32 }, 'same[n]': [210, 421, 842, 1684, 3368, 336],
    'ring[n]': [34, 5, 10, 20, 40, 17], 'edge[n]': [1, 1, 1, 2, 4, 8], 'back[n]': [32, 16, 8, 4, 2, 1], 'x[end]': 32, 'x[end-1]': 16,
  });
});

test('indices: expressions of sizes, ranges lo..hi, parts of others, primes', async () => {
  await shows(`
    setting wide = 2
    index n = 3, m = 2 * |n| - 1, t = 3..6, k in n = wide, q = 1 + max[n](width[n])
    data width[n]: int = [2, 4, 3]
    data x[n] = [1, 2, 3]
    sq[t] = t^2
    first[k] = x[k] * 10
    pairs[n,n'] = x[n] - x[n'] where n' < n
    three = sum[n,n',n''](x[n] * x[n'] * x[n''])
    tri[n,m] = 1 where m < width[n]
    zero[q] = 0 * q
    show sq[t], first[k], pairs[n,n'], three, tri[n,m], |m| + 0 * x[0], sum[t](t), sq[end], |q| + zero[0]
  `, {
    'sq[t]': { 3: 9, 4: 16, 5: 25, 6: 36 }, 'first[k]': [10, 20], 'pairs[n,n\']': [[], [1], [2, 1]], three: 216, 'tri[n,m]': [[1, 1], [1, 1, 1, 1], [1, 1, 1]], '|m| + 0 * x[0]': 5, 'sum[t](t)': 18, 'sq[end]': 36, '|q| + zero[0]': 5,
  });
});

test('several clauses over disjoint places: literals, shifts, guards, flattening', async () => {
  await shows(`
    index i = 3, j = 2, p = 5
    data a[i] = [1, 2, 3]
    data b[j] = [4, 5]
    cat[int(i)] = a[i]
    cat[|i| + j] = b[j]
    flat[2 * i + j] = 10 * i + j
    step[p] = -1 where p < 2
    step[p] = 1 where p >= 2
    ends[0] = 7
    ends[p] = p where p > 2
    show cat[p], flat[3], step[p], ends[p]
  `, { 'cat[p]': [1, 2, 3, 4, 5], 'flat[3]': 11, 'step[p]': [-1, -1, 1, 1, 1], 'ends[p]': { 0: 7, 3: 3, 4: 4 } });
});

test('if, conditions as numbers, comparisons, logic, whole-number arithmetic', async () => {
  await shows(`${given}
    c[i] = if a[i] > 0 and not (i == 2) then 10 else if a[i] < 0 or false then 20 else 30
    k[i] = [a[i] >= 1] + [i != 1] * 2 - [true]
    r[i] = i % 2
    f[i] = a[i] % 2
    show c[i], k[i], r[i], f[i], 2 ^ 3 ^ 2, -2 ^ 2, 7 / 2, -7 % 3, 1 - 2 - 3, 2 * (3 + 4) / 7, 10 / 2 / 5, 2^-1
  `, { 'c[i]': [10, 20, 30], 'k[i]': [2, -1, 2], 'r[i]': [0, 1, 0], 'f[i]': [1, 0, 1], '2^3^2': 512, '-2^2': -4, '7 / 2': 3.5, '-7 % 3': 2, '1 - 2 - 3': -4, '2 * (3 + 4) / 7': 2, '10 / 2 / 5': 1, '2^-1': 0.5 });
});

for (const size of [6, 30]) {
  // What is defined at t + 1 has one position more than t.
  const up = (f: (t: number, before: number) => number, first: number): number[] => Array.from({ length: size }).reduce<number[]>((all, _, t) => [...all, f(t, all[t]!)], [first]);
  test(`recurrences over ${size} steps: up, down, mutual, with vectors, at their end`, async () => {
    const x = up((t, v) => 0.5 * v + t, 1);
    const even = up((t, _) => t + 1, 0);
    const [p, q] = [[1], [2]];
    for (let t = 0; t < size; t++) { p.push(q[t]! / 2); q.push(p[t]! + 0.25 * q[t]!); }
    const back = Array.from({ length: size }, () => 0);
    back[size - 1] = 3;
    for (let t = size - 2; t >= 0; t--) back[t] = 0.5 * back[t + 1]! - t;
    let v = [1, 2];
    for (let t = 0; t < size; t++) v = [0.5 * v[0]! + 0.25 * v[1]!, 0.1 * v[0]! + 0.2 * v[1]!];
    await shows(`
      index t = ${size}, d = 2
      data M[d,d] = [[0.5, 0.25], [0.1, 0.2]]
      x[0] = 1
      x[t+1] = 0.5 * x[t] + t
      n[0] = 0
      n[t+1] = t + 1
      p[0] = 1
      q[0] = 2
      p[t+1] = q[t] / 2
      q[t+1] = p[t] + 0.25 * q[t]
      back[|t| - 1] = 3
      back[t] = 0.5 * back[t+1] - t where t < |t| - 1
      v[0,d] = d + 1
      v[t+1,d] = M[d,d'] * v[t,d']
      fib[0] = 1
      fib[1] = 1
      fib[t+2] = fib[t+1] + fib[t]
      show x[t], n[t], p[end], q[end], back[0], v[end,d], x[end - 1], fib[5], sum[t](x[t])
    `, { 'x[t]': x, 'n[t]': even, 'p[end]': p.at(-1)!, 'q[end]': q.at(-1)!, 'back[0]': back[0]!, 'v[end,d]': v, 'x[end-1]': x.at(-2)!, 'fib[5]': 8, 'sum[t](x[t])': x.slice(0, -1).reduce((a, b) => a + b) });
  });

  test(`until ends a recurrence of ${size} steps: what follows has a row for each step taken`, async () => {
    const stop = 4;
    await shows(`
      index t = ${size}
      x[0] = 1
      x[t+1] = x[t] / 2 until small[t] < 0.1
      small[t] = x[t+1]
      y[t] = x[t] * 10
      run[t] = sum[t' where t' <= t](x[t'])
      show x[t], x[end], x[end - 1], y[t], y[end], run[t]
    `, { 'x[t]': Array.from({ length: stop + 1 }, (_, t) => 0.5 ** t), 'x[end]': 0.5 ** stop, 'x[end-1]': 0.5 ** (stop - 1), 'y[t]': Array.from({ length: stop }, (_, t) => 10 * 0.5 ** t), 'y[end]': 10 * 0.5 ** (stop - 1), 'run[t]': Array.from({ length: stop }, (_, t) => 2 - 0.5 ** t) });
  });
}

test('functions: scalar ones, defaults, letters, blocks, one in another, letters that pass through', async () => {
  await shows(`${given}
    fn square(x) = x * x
    fn line(x, slope = 2, at = 1) = slope * x + at
    fn norm2[k](z[k]) -> n { q[k] = square(z[k])   n = sqrt(sum[k](q[k])) }
    fn centre[k](z[k]) -> c[k] { m = mean[k](z[k])   c[k] = z[k] - m }
    fn twice[k](z[k]) = norm2[k](z[k]) + norm2[k](centre[k](z[k]))
    l[i] = line(a[i])
    l2[i] = line(a[i], at = 0, slope = -1)
    n[i] = norm2[j](m[i,j])
    c[i,j] = centre[i](m[i,j])
    g = norm2[i where a[i] > 0](a[i])
    cg[i] = centre[i where i > 0](a[i])
    w[i] = twice[j](m[i,j])
    show l[i], l2[i], n[i], c[i,j], g, w[i], softmax[j](b[j]), logsumexp[i](a[i]), var[i](a[i]), cumsum[i](a[i]), cosine[i](a[i], a[i])
  `, {
    'l[i]': [3, -3, 7], 'l2[i]': [-1, 2, -3], 'n[i]': [5, 25, 61].map(Math.sqrt), 'c[i,j]': [[-2, -2], [0, 0], [2, 2]], g: Math.sqrt(10), 'w[i]': [5, 25, 61].map(v => Math.sqrt(v) + Math.SQRT1_2),
    'softmax[j](b[j])': [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(1.5))], 'logsumexp[i](a[i])': Math.log(Math.E + Math.exp(-2) + Math.exp(3)), 'var[i](a[i])': 14 / 3 - 4 / 9,
    'cumsum[i](a[i])': [1, -1, 2], 'cosine[i](a[i], a[i])': 1,
  });
});

test('a guard at a call guards every letter of the function', async () => {
  await shows(`
    index p = 3
    data z[p] = [1, 2, 3]
    att[p,p'] = softmax[p' where p' <= p](z[p'])
    show att[p,p'], mean[p where p > 0](z[p]), std[p where p > 0](z[p])
  `, {
    'att[p,p\']': [[1], [1 / (1 + Math.E), Math.E / (1 + Math.E)], [0, 1, 2].map(k => Math.exp(k) / (1 + Math.E + Math.exp(2)))], 'mean[p where p > 0](z[p])': 2.5, 'std[p where p > 0](z[p])': 0.5,
  });
});

test('splits: by shares, by conditions; on train, test and all; functions over a split', async () => {
  await shows(`
    index s
    split s into train where part[s] == "a", test where part[s] == "b"
    data x[s] from "x.csv"
    data part[s]: text from "x.csv"
    m = mean[s](x[s])
    z[s] = (x[s] - mean[s on train](x[s])) / std[s on train](x[s])
    show m, mean[s on test](x[s]), sum[s on all](x[s]), z[s], |s| + 0 * m
    show m, z[s], |s| + 0 * m on test
  `, {
    m: 2, 'mean[s on test](x[s])': 10, 'sum[s on all](x[s])': 16, 'z[s]': { 0: -1, 2: 1 }, '|s| + 0 * m': 2,
    'm on test': 10, 'z[s] on test': { 1: 8 }, '|s| + 0 * m on test': 1,
  }, { files: { 'x.csv': 'x,part\n1,a\n10,b\n3,a\n2,c\n' } });
  await shows(`
    index s = 40
    split s into train 0.75, test 0.25 seed 3
    x[s] = 1
    n = sum[s](x[s])
    check n > 20 and n < 40
    check sum[s on train](x[s]) + sum[s on test](x[s]) == 40
    check sum[s on all](x[s]) == 40
    show sum[s on all](x[s])
  `, { 'sum[s on all](x[s])': 40 });
});

test('the rows of a part lie where the index does: windows of a series, split by time', async () => {
  await shows(`
    index day = 7, t = 2
    index s = |day| - |t|
    split s into train where s < 3, test where s >= 4
    data x[day] = [1, 2, 4, 8, 16, 32, 64]
    after[s] = sum[t](x[s + t]) - x[s + |t|]
    worst = max[s](abs(after[s]))
    show after[s], worst
    show after[s], worst on test
  `, { 'after[s]': [-1, -2, -4], worst: 4, 'after[s] on test': { 4: -16 }, 'worst on test': 16 });
});

test('names that differ only in case, words of SQL, names of other alphabets, keys with quotes', async () => {
  await shows(`
    index k = 2, K = 3, select = 2, order
    data w[k] = [1, 2]
    data W[K] = [10, 20, 30]
    data table[select, k] = [[1, 2], [3, 4]]
    data group[order] from "o.csv"
    both[k,K] = w[k] * W[K]
    from_[k] = table[select, k] * table[select, k]
    Group[k] = w[k] + 1
    größe[k] = 3 * w[k]
    metrics[k] = w[k]
    run = w[k] * w[k]
    step[k,K] = both[k,K]
    show both[k,K], sum[k](w[k]) + sum[K](W[K]), from_[k], group[order], Group[k], größe[k], metrics[k], run, step[k,K]
  `, {
    'both[k,K]': [[10, 20, 30], [20, 40, 60]], 'sum[k](w[k]) + sum[K](W[K])': 63, 'from_[k]': [10, 20], 'group[order]': { "it's": 1, 'a "b"; drop': 2 }, 'Group[k]': [2, 3], 'größe[k]': [3, 6],
    'metrics[k]': [1, 2], run: 5, 'step[k,K]': [[10, 20, 30], [20, 40, 60]],
  }, { files: { 'o.csv': `order,group\nit's,1\n"a ""b""; drop",2\n` } });
});
