// Training: every optimiser against the same rule in JavaScript, goals, settings, seeds, stops, reports, parameters.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { writeNpz } from '../../runtime/formats/npz.ts';
import { cells, close, ran, shows } from './program.ts';

/** One element: parameter, gradient, step; the state is kept between calls. */
type Rule = (state: Record<string, number>) => (p: number, g: number, t: number) => number;

const from = (state: Record<string, number>, name: string): number => state[name] ?? 0;

const rules: Readonly<Record<string, { readonly call: string; readonly rule: Rule }>> = {
  sgd: { call: 'sgd', rule: () => (p, g) => p - 0.01 * g },
  'sgd with a rate': { call: 'sgd(lr = 0.05)', rule: () => (p, g) => p - 0.05 * g },
  momentum: { call: 'momentum(lr = 0.05)', rule: s => (p, g) => p - 0.05 * (s['m'] = 0.9 * from(s, 'm') + g) },
  nesterov: { call: 'nesterov(lr = 0.05, mu = 0.8)', rule: s => (p, g) => p - 0.05 * (g + 0.8 * (s['m'] = 0.8 * from(s, 'm') + g)) },
  adagrad: { call: 'adagrad(lr = 0.1)', rule: s => (p, g) => p - 0.1 * g / (Math.sqrt(s['v'] = from(s, 'v') + g * g) + 1e-10) },
  rmsprop: { call: 'rmsprop(lr = 0.1)', rule: s => (p, g) => p - 0.1 * g / (Math.sqrt(s['v'] = 0.9 * from(s, 'v') + 0.1 * g * g) + 1e-8) },
  adadelta: {
    call: 'adadelta', rule: s => (p, g) => {
      s['v'] = 0.95 * from(s, 'v') + 0.05 * g * g;
      const d = Math.sqrt(from(s, 'u') + 1e-6) / Math.sqrt(s['v'] + 1e-6) * g;
      s['u'] = 0.95 * from(s, 'u') + 0.05 * d * d;
      return p - d;
    },
  },
  adam: {
    call: 'adam(lr = 0.1)', rule: s => (p, g, t) => {
      s['m'] = 0.9 * from(s, 'm') + 0.1 * g;
      s['v'] = 0.999 * from(s, 'v') + 0.001 * g * g;
      return p - 0.1 * (s['m'] / (1 - 0.9 ** t)) / (Math.sqrt(s['v'] / (1 - 0.999 ** t)) + 1e-8);
    },
  },
  adamw: {
    call: 'adamw(lr = 0.1, decay = 0.2)', rule: s => (p, g, t) => {
      s['m'] = 0.9 * from(s, 'm') + 0.1 * g;
      s['v'] = 0.999 * from(s, 'v') + 0.001 * g * g;
      return p - 0.1 * ((s['m'] / (1 - 0.9 ** t)) / (Math.sqrt(s['v'] / (1 - 0.999 ** t)) + 1e-8) + 0.2 * p);
    },
  },
  amsgrad: {
    call: 'amsgrad(lr = 0.1)', rule: s => (p, g) => {
      s['m'] = 0.9 * from(s, 'm') + 0.1 * g;
      s['v'] = 0.999 * from(s, 'v') + 0.001 * g * g;
      s['top'] = Math.max(from(s, 'top'), s['v']);
      return p - 0.1 * s['m'] / (Math.sqrt(s['top']) + 1e-8);
    },
  },
  adamax: {
    call: 'adamax(lr = 0.1)', rule: s => (p, g, t) => {
      s['m'] = 0.9 * from(s, 'm') + 0.1 * g;
      s['u'] = Math.max(0.999 * from(s, 'u'), Math.abs(g));
      return p - 0.1 / (1 - 0.9 ** t) * s['m'] / (s['u'] + 1e-8);
    },
  },
  lion: {
    call: 'lion(lr = 0.05, decay = 0.1)', rule: s => (p, g) => {
      const next = p - 0.05 * (Math.sign(0.9 * from(s, 'm') + 0.1 * g) + 0.1 * p);
      s['m'] = 0.99 * from(s, 'm') + 0.01 * g;
      return next;
    },
  },
  'one of the program, with locals and two states': {
    call: 'mine(lr = 0.2)', rule: s => (p, g, t) => {
      const old = from(s, 'm');
      const mix = 0.5 * g + 0.5 * old;
      s['m'] = mix;
      s['n'] = (s['n'] ?? 2) + mix * mix;
      return p - 0.2 * mix / Math.sqrt(s['n'] + t) + 0.001 * old;
    },
  },
};

const steps = 4;
for (const [name, { call, rule }] of Object.entries(rules)) {
  test(`optimiser ${name}`, async () => {
    // loss = Σ c (w - a)² + b²: a matrix, and one number, each element with a state of its own
    const a = [1, -2, 0.5];
    const w = [0.5, 0.25, 0];
    let b = 2;
    const states = [{}, {}, {}, {}];
    const each = states.map(rule);
    for (let t = 1; t <= steps; t++) {
      const g = w.map((v, k) => 2 * (k + 1) * (v - a[k]!));
      w.forEach((v, k) => { w[k] = each[k]!(v, g[k]!, t); });
      b = each[3]!(b, 2 * b, t);
    }
    await shows(`
      index i = 3
      data a[i] = [1, -2, 0.5]
      param w[i] = [0.5, 0.25, 0]
      param b = 2
      optimizer mine(p, g, t, lr = 0.1) {
        state m = 0, n = 2
        old = m
        mix = 0.5 * g + 0.5 * m
        m := mix
        n := n + mix^2
        step = lr * mix
        p := p - step / sqrt(n + t) + 0.001 * old
      }
      loss = sum[i]((i + 1) * (w[i] - a[i])^2) + b^2
      train { minimize loss using ${call}  steps ${steps} }
      show w[i], b
    `, { 'w[i]': w, b });
  });
}

test('maximize climbs; goals run in order; `over` says which parameters', async () => {
  let [p, q] = [1, 2];
  for (let t = 0; t < 3; t++) {
    p += 0.1 * (q - 2 * p);        // up on p q - p²
    q -= 0.1 * (2 * q - p);        // then down on q² - p q, at the new p
  }
  await shows(`
    param p = 1
    param q = 2
    up = p * q - p^2
    down = q^2 - p * q
    train { maximize up over p using sgd(lr = 0.1)  minimize down over q using sgd(lr = 0.1)  steps 3 }
    show p, q
  `, { p, q });
});

test('settings: in the program, replaced from outside; steps and seed from outside', async () => {
  const text = `
    setting lr = 0.1
    setting n = 2
    index i = n
    param w[i] = 1
    loss = sum[i](w[i]^2)
    train { minimize loss using sgd(lr = lr)  steps n }
    show w[i]
  `;
  await shows(text, { 'w[i]': [0.64, 0.64] });
  await shows(text, { 'w[i]': [0.125, 0.125, 0.125] }, { set: { lr: 0.25, n: 3 } });
  await shows(text, { 'w[i]': [0.8, 0.8] }, { steps: 1 });
});

const draws = ['normal(0, 2)', 'uniform(-1, 3)', 'bernoulli(0.25)', 'glorot(20, 30)', 'glorot_uniform(20, 30)', 'he(20)', 'he_uniform(20)', 'lecun(20)', 'lecun_uniform(20)'];
const moments: Readonly<Record<string, readonly [number, number]>> = {
  'normal(0, 2)': [0, 2], 'uniform(-1, 3)': [1, 4 / Math.sqrt(12)], 'bernoulli(0.25)': [0.25, Math.sqrt(3) / 4], 'glorot(20, 30)': [0, Math.sqrt(2 / 50)], 'glorot_uniform(20, 30)': [0, Math.sqrt(2 / 50)],
  'he(20)': [0, Math.sqrt(0.1)], 'he_uniform(20)': [0, Math.sqrt(0.1)], 'lecun(20)': [0, Math.sqrt(0.05)], 'lecun_uniform(20)': [0, Math.sqrt(0.05)],
};
test('parameters are drawn from each distribution: mean and spread are right, and a seed fixes the draw', async () => {
  const text = `
    index i = 20, j = 30
    ${draws.map((d, k) => `param W${k}[i,j] ~ ${d}`).join('\n')}
    show ${draws.map((_, k) => `W${k}[i,j]`).join(', ')}
  `;
  const found = await ran(text, {}, r => r.shows);
  for (const [k, d] of draws.entries()) {
    const values = [...found.get(`W${k}[i,j]`)!.values()] as number[];
    const mean = values.reduce((a, b) => a + b) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    const [m, s] = moments[d]!;
    assert.ok(Math.abs(mean - m) < 4 * s / Math.sqrt(600), `the mean of ${d} is ${mean}`);
    assert.ok(Math.abs(spread / s - 1) < 0.12, `the spread of ${d} is ${spread}`);
    assert.ok(new Set(values).size > (d.startsWith('bernoulli') ? 1 : 590), d);
  }
  assert.notDeepEqual(found.get('W0[i,j]'), found.get('W5[i,j]'));
});

test('the seed: of the program, from outside', async () => {
  const text = (clause: string) => `index i = 3\nparam w[i] ~ normal(0, 1)\nloss = sum[i](w[i]^2)\ntrain { minimize loss using sgd  steps 1 ${clause} }\nshow w[i]`;
  const weights = async (clause: string, seed?: number) => [...(await ran(text(clause), seed === undefined ? {} : { seed }, r => r.shows)).get('w[i]')!.values()];
  const [none, zero, one, given] = [await weights(''), await weights('seed 0'), await weights('seed 1'), await weights('seed 7', 1)];
  assert.deepEqual(none, zero);
  assert.deepEqual(one, given);
  assert.notDeepEqual(zero, one);
});

test('parameters: values, guards, from files, from literals; rows outside the guard never exist', async () => {
  await shows(`
    index l = 2, u = 3, i, j
    data width[l]: int = [3, 2]
    param W[l,u] = 10 * l + u where u < width[l]
    param v[i] from "v.csv"
    param M[i,j] from "m.npz"
    param c[l] = [0.5, -0.5]
    loss = sum[l,u](W[l,u]^2) + sum[i](v[i]^2) + sum[i,j](M[i,j]) + sum[l](c[l]^2)
    train { minimize loss using sgd(lr = 0.25)  steps 2 }
    show W[l,u], v[i], M[i,j], c[l]
  `, { 'W[l,u]': [[0, 0.25, 0.5], [2.5, 2.75]], 'v[i]': [1, 2], 'M[i,j]': [[0.5, 1.5, 2.5], [3.5, 4.5, 5.5]], 'c[l]': [0.125, -0.125] }, {
    files: { 'v.csv': 'i,v\n0,4\n1,8\n', 'm.npz': writeNpz({ M: writeNpy([2, 3], 'f8', Float64Array.of(1, 2, 3, 4, 5, 6)) }) },
  });
});

test('stop when ends training after the step at which it holds', async () => {
  await ran(`
    param w = 8
    loss = w^2
    train { minimize loss using sgd(lr = 0.25)  steps 50  stop when w < 1.5 }
    show w
  `, {}, found => {
    assert.deepEqual(found.trained, [{ step: 3, stopped: true }]);
    close(found.shows.get('w'), 1, 'w');
  });
});

test('reports: on splits, every so many steps, before the first and after the last; rows of metrics', async () => {
  await ran(`
    index s
    split s into train where part[s] == "a", test where part[s] == "b"
    data x[s] from "x.csv"
    data part[s]: text from "x.csv"
    param w = 0
    loss = mean[s]((x[s] - w)^2)
    size = |s| + 0 * w
    train { minimize loss using sgd(lr = 0.5)  steps 5  report loss every 2 steps  report loss, size on test every 5 }
    show w
    check w == 2
    check loss < 1 on test
  `, { files: { 'x.csv': 'x,part\n1,a\n10,b\n3,a\n' } }, async found => {
    close(found.shows.get('w'), 2, 'w');
    assert.deepEqual(found.checks, [{ label: 'w == 2', pass: true }, { label: 'loss < 1 on test', pass: false }]);
    assert.equal(found.outcome.failedChecks, 1);
    assert.deepEqual(found.reports.map(r => [r.step, r.values.map(v => `${v.name} ${v.split} ${v.value}`)]), [
      [0, ['loss train 5', 'loss test 100', 'size test 1']], [2, ['loss train 1']], [4, ['loss train 1']], [5, ['loss train 1', 'loss test 64', 'size test 1']],
    ]);
    const { rows } = await found.database.query("SELECT step, split, name, val FROM metrics WHERE name = 'loss' ORDER BY split, step");
    assert.deepEqual(rows.map(r => r.map(v => (typeof v === 'bigint' ? Number(v) : v))), [[0, 'test', 'loss', 100], [5, 'test', 'loss', 64], [0, 'train', 'loss', 5], [2, 'train', 'loss', 1], [4, 'train', 'loss', 1], [5, 'train', 'loss', 1]]);
  });
});

test('W and w in one program: both are trained, each has its history', async () => {
  await ran(`
    index k = 2
    param w[k] = 1
    param W[k] = 2
    loss = sum[k](w[k]^2 + 2 * W[k]^2)
    train { minimize loss using momentum(lr = 0.1)  steps 2 }
    show w[k], W[k]
  `, {}, async found => {
    close(found.shows.get('w[k]'), [0.46, 0.46], 'w');
    close(found.shows.get('W[k]'), [0.0, 0.0].map(() => 2 - 0.8 - 0.1 * (0.9 * 8 + 4.8)), 'W');
    const tables = found.compiled.plan!.history.filter(h => h.role === 'parameter');
    assert.deepEqual(tables.map(h => h.label).sort(), ['W', 'w']);
    assert.equal(new Set(tables.map(h => h.table.toLowerCase())).size, 2);
  });
});

test('two trainings: the second goes on from where the first ended', async () => {
  await shows(`
    param w = 16
    loss = w^2
    other = (w - 1)^2
    train first { minimize loss using sgd(lr = 0.25)  steps 3 }
    train second { minimize other using sgd(lr = 0.25)  steps 1 }
    show w
  `, { w: 1.5 });
});

test('a net of two layers: its weights after some steps are those of the same net in JavaScript', async () => {
  const x = [[0.1, 0.9], [0.8, 0.3], [0.5, 0.5]];
  const y = [0, 1, 1];
  const W = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]];
  const V = [[0.2, -0.1], [0.3, 0.4], [-0.5, 0.6]];
  for (let t = 0; t < 3; t++) {
    const dW = W.map(r => r.map(() => 0));
    const dV = V.map(r => r.map(() => 0));
    x.forEach((row, s) => {
      const h = W[0]!.map((_, j) => Math.tanh(row[0]! * W[0]![j]! + row[1]! * W[1]![j]!));
      const z = V[0]!.map((_, c) => h.reduce((sum, v, j) => sum + v * V[j]![c]!, 0));
      const e = z.map(Math.exp);
      const d = e.map((v, c) => (v / (e[0]! + e[1]!) - (c === y[s] ? 1 : 0)) / 3);
      h.forEach((v, j) => {
        const back = (d[0]! * V[j]![0]! + d[1]! * V[j]![1]!) * (1 - v * v);
        d.forEach((u, c) => { dV[j]![c]! += v * u; });
        row.forEach((u, i) => { dW[i]![j]! += u * back; });
      });
    });
    W.forEach((r, i) => r.forEach((_, j) => { r[j]! -= 0.5 * dW[i]![j]!; }));
    V.forEach((r, j) => r.forEach((_, c) => { r[c]! -= 0.5 * dV[j]![c]!; }));
  }
  await shows(`
    index s, i, j, c
    data x[s,i] = [[0.1, 0.9], [0.8, 0.3], [0.5, 0.5]]
    data y[s]: c = [0, 1, 1]
    param W[i,j] = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]
    param V[j,c] = [[0.2, -0.1], [0.3, 0.4], [-0.5, 0.6]]
    loss = mean[s](xent[c](V[j,c] * tanh(W[i,j] * x[s,i]), y[s]))
    train { minimize loss using sgd(lr = 0.5)  steps 3 }
    show W[i,j], V[j,c]
  `, { 'W[i,j]': W, 'V[j,c]': V });
});

test('what is shown of nothing has no cells', () => assert.equal(cells([null, [null]]).size, 0));

test('a parameter may start from what others are made into, and from draws', async () => {
  await shows(`
    index j = 3
    param e[j] = sum[j'](q[j']) + q[j]
    param w = 2
    h = 3 * w
    q[j] = h + j + b
    param b = h
    n[j] ~ uniform(5, 6)
    param c[j] = n[j]
    loss = w + b + sum[j](e[j] + c[j] - n[j])
    train { minimize loss using sgd(lr = 1)  steps 1 }
    show w, b, e[j]
    check all[j](c[j] > 4 and c[j] < 5)`, { w: 1, b: 5, 'e[j]': [39 + 12 - 1, 39 + 13 - 1, 39 + 14 - 1] });
});
