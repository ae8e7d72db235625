// Forms that meet: recurrences with gathers, guards, ends and derivatives, splits and training, keys of text and derivatives.

import { test } from 'node:test';
import { shows } from './program.ts';

for (const size of [5, 14]) {
  test(`a derivative of a loop that ends early, ${size} steps at most`, async () => {
    // x halves until it is below 1: from 9.6 that is 4 times
    await shows(`
      index t = ${size}
      param first = 9.6
      param rate = 0.5
      x[0] = first
      x[t+1] = rate * x[t] until x[t+1] < 1
      d = grad(x[end], first)
      r = grad(x[end], rate)
      show x[end], d, r
    `, { 'x[end]': 0.6, d: 1 / 16, r: 4 * 9.6 / 8 });
  });

  test(`diffusion along a line: a recurrence over ${size} steps whose cells read their neighbours; its adjoint`, async () => {
    const n = 4;
    const K = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j): number => (i === j ? 0.5 : Math.abs(i - j) === 1 ? 0.25 : 0)));
    const times = (v: readonly number[]): number[] => K.map(row => row.reduce((s, k, j) => s + k * v[j]!, 0));
    let u = [1, 0, 0, 2];
    let g = [1, 0, 0, 0];
    for (let t = 0; t < size; t++) { u = times(u); g = times(g); }
    await shows(`
      index t = ${size}, n = ${n}
      param u0[n] = [1, 0, 0, 2]
      u[0,n] = u0[n]
      u[t+1,n] = 0.5 * u[t,n] + 0.25 * (u[t,pad(n-1)] ?? 0) + 0.25 * (u[t,pad(n+1)] ?? 0)
      g[n] = grad(u[end,0], u0[n])
      show u[end,n], g[n]
    `, { 'u[end,n]': u, 'g[n]': g });
  });

  test(`a state that walks along a table by keys, ${size} steps`, async () => {
    const next = [2, 0, 3, 1];
    const weight = [1, 10, 100, 1000];
    let [at, total] = [0, 0];
    const hits = [0, 0, 0, 0];
    for (let t = 0; t < size; t++) { total = 0.5 * total + weight[at]!; hits[at]! += 0.5 ** (size - 1 - t); at = next[at]!; }
    await shows(`
      index t = ${size}, n = 4
      data next[n]: n = [2, 0, 3, 1]
      param w[n] = [1, 10, 100, 1000]
      at[0] = 0
      at[t+1] = int(next[clamp(at[t])])
      total[0] = 0
      total[t+1] = 0.5 * total[t] + w[clamp(at[t])]
      d[n] = grad(total[end], w[n])
      show total[end], d[n]
    `, { 'total[end]': total, 'd[n]': hits });
  });

  test(`a recurrent net over series of ${size} steps is trained`, async () => {
    const x = [0, 1].map(s => Array.from({ length: size }, (_, t) => Math.sin(1 + s + t)));
    let [w, u] = [0.5, 0.3];
    for (let k = 0; k < 2; k++) {
      let [dw, du] = [0, 0];
      for (const row of x) {
        let [h, hw, hu] = [0, 0, 0];
        for (const v of row) {
          const next = Math.tanh(w * v + u * h);
          const slope = 1 - next * next;
          [hw, hu] = [slope * (v + u * hw), slope * (h + u * hu)];
          h = next;
        }
        dw += (h - 0.2) * hw;          // mean over two of (h - 0.2)²
        du += (h - 0.2) * hu;
      }
      w -= 0.1 * dw;
      u -= 0.1 * du;
    }
    await shows(`
      index s = 2, t = ${size}
      x[s,t] = sin(1 + s + t)
      param w = 0.5
      param u = 0.3
      h[s,0] = 0
      h[s,t+1] = tanh(w * x[s,t] + u * h[s,t])
      loss = mean[s]((h[s,end] - 0.2)^2)
      train { minimize loss using sgd(lr = 0.1)  steps 2 }
      show w, u
    `, { w, u });
  });
}

test('two indices that step: a table of binomials', async () => {
  await shows(`
    index n = 5, k = 6
    c[0,k] = [k == 0]
    c[n+1,k] = c[n,k] + (c[n,pad(k-1)] ?? 0)
    show c[end,k]
  `, { 'c[end,k]': [1, 5, 10, 10, 5, 1] });
});

test('message passing over a graph with keys of text, and its derivative', async () => {
  await shows(`
    index who, e
    data age[who] from "a.csv" (who = name, age = age)
    data src[e]: who, dst[e]: who from "e.csv"
    param w = 0.5
    msg[dst[e]] += w * age[src[e]]
    deg[dst[e]] += 1
    avg[who] = msg[who] / deg[who] where deg[who] > 0
    new[who] = age[who] + (avg[who] ?? 0)
    f = sum[who](new[who]^2)
    df = grad(f, w)
    da[who] = grad(f, age[who])
    show msg[who], new[who], df, da[who], argmax[who](new[who]), sum[e]([src[e] == "ann"])
  `, {
    // ann 10, bob 20, cem 40; ann→bob, cem→bob, bob→cem
    'msg[who]': { ann: 0, bob: 25, cem: 10 }, 'new[who]': { ann: 10, bob: 32.5, cem: 50 }, df: 2 * 32.5 * 25 + 2 * 50 * 20,
    'da[who]': { ann: 20 + 65 * 0.25, bob: 65 + 100 * 0.5, cem: 100 + 65 * 0.25 }, 'argmax[who](new[who])': 'cem', 'sum[e]([src[e] == "ann"])': 1,
  }, { files: { 'a.csv': 'name,age\nann,10\nbob,20\ncem,40\n', 'e.csv': 'src,dst\nann,bob\ncem,bob\nbob,cem\n' } });
});

test('a loss with a guard, ragged parameters and a split; standardised by the training rows', async () => {
  // x: train 1, 3 (mean 2, sd 1), test 5; only rows with a label count
  let [w, b] = [0, 0];
  for (let t = 0; t < 3; t++) {
    const [p, q] = [w * -1 + b - 2, w * 1 + b - 4];
    [w, b] = [w - 0.25 * (-p + q), b - 0.25 * (p + q)];
  }
  await shows(`
    index s
    split s into train where part[s] != "t", test where part[s] == "t"
    data x[s], y[s] from "x.csv" (null = skip)
    data part[s]: text from "x.csv"
    param w = 0
    param b = 0
    z[s] = (x[s] - mean[s where s in y on train](x[s])) / std[s where s in y on train](x[s])
    yhat[s] = w * z[s] + b
    loss = mean[s]((yhat[s] - y[s])^2)
    train { minimize loss using sgd(lr = 0.25)  steps 3 }
    show w, b, yhat[s] on test
  `, { 'w on test': w, 'b on test': b, 'yhat[s] on test': { 2: 3 * w + b } },
  { files: { 'x.csv': 'x,y,part\n1,2,a\n3,4,b\n5,9,t\n100,,a\n' } });
});

test('second derivatives through gathers, sums over groups and max', async () => {
  await shows(`
    index s = 4, g = 2
    data of[s]: g = [0, 1, 1, 0]
    param p[g] = [2, 3]
    f = sum[s]((s + 1) * p[of[s]]^3) + max[g](p[g]^2) * p[0]
    H[g,g'] = grad(grad(f, p[g]), p[g'])
    tot[of[s]] += p[of[s]]^2
    F = sum[g](tot[g]^2)
    K[g,g'] = grad(grad(F, p[g]), p[g'])
    show H[g,g'], K[g,g']
  `, { 'H[g,g\']': [[5 * 6 * 2, 6], [6, 5 * 6 * 3 + 2 * 2]], 'K[g,g\']': [[4 * 12 * 4, 0], [0, 4 * 12 * 9]] });
});

test('settings that are text and truth', async () => {
  const text = `
    setting kind = "a"
    setting twice = false
    param w = 3
    y = if kind == "a" then w else -w
    z = if twice then 2 * y else y
    show z
  `;
  await shows(text, { z: 3 });
  await shows(text, { z: -6 }, { set: { kind: 'b', twice: true } });
});
