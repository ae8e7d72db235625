// What a train block says of how to go down: rules with reductions over a parameter's cells and with locals, clipping, rates that change,
// several goals; each against the same in JavaScript.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { close, ran, shows } from './program.ts';

type Vector = readonly number[];
const sum = (v: Vector): number => v.reduce((a, b) => a + b, 0);
const length = (v: Vector): number => Math.sqrt(sum(v.map(x => x * x)));
const zeros = (v: Vector): number[] => v.map(() => 0);

/** loss = Σ a (w − c)², with the gradient 2 a (w − c) */
const start = [0.5, -1, 2, 3];
const a = [1, 2, 0.5, 3];
const c = [3, 1, -1, 0.25];
const slope = (w: Vector): Vector => w.map((x, i) => 2 * a[i]! * (x - c[i]!));
const program = (train: string, more = ''): string => `
  index i = 4
  data w0[i] = [${start.join(', ')}]
  data a[i] = [${a.join(', ')}]
  data c[i] = [${c.join(', ')}]
  param w[i] = w0[i]
  param far = 1
  loss = sum[i](a[i] * (w[i] - c[i])^2)
  ${more}
  train { ${train} }
  show w[i]`;

/** The weights after steps of a rule over the whole vector. */
function after(steps: number, rule: (w: Vector, g: Vector, t: number) => Vector, clip = Infinity): Vector {
  let w: Vector = start;
  for (let t = 1; t <= steps; t++) {
    const g = slope(w);
    const scale = length(g) > clip ? clip / length(g) : 1;
    w = rule(w, g.map(x => x * scale), t);
  }
  return w;
}

const descends = (rate: (t: number) => number) => (w: Vector, g: Vector, t: number): Vector => w.map((x, i) => x - rate(t) * g[i]!);
const trained = (train: string, expected: Vector, more = ''): Promise<void> => shows(program(train, more), { 'w[i]': [...expected] }, { warnings: ['unreached-parameter'] });

test('lamb: the step of a parameter is as long as the parameter', async () => {
  const [m, v] = [zeros(start), zeros(start)];
  await trained('minimize loss using lamb(lr = 0.1, decay = 0.02)  steps 5', after(5, (w, g, t) => {
    g.forEach((x, i) => { m[i] = 0.9 * m[i]! + 0.1 * x; v[i] = 0.999 * v[i]! + 0.001 * x * x; });
    const d = w.map((x, i) => m[i]! / (1 - 0.9 ** t) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-6) + 0.02 * x);
    return w.map((x, i) => x - 0.1 * (length(w) / length(d)) * d[i]!);
  }));
});

test('adafactor: its step is clipped by its root mean square', async () => {
  const v = zeros(start);
  const rms = (x: Vector): number => length(x) / Math.sqrt(x.length);
  await trained('minimize loss using adafactor(lr = 0.2)  steps 5', after(5, (w, g, t) => {
    const keep = 1 - t ** -0.8;
    g.forEach((x, i) => { v[i] = keep * v[i]! + (1 - keep) * (x * x + 1e-30); });
    const u = g.map((x, i) => x / Math.sqrt(v[i]!));
    return w.map((x, i) => x - Math.min(0.2, 1 / Math.sqrt(t)) * Math.max(0.001, rms(w)) * u[i]! / Math.max(1, rms(u)));
  }));
});

test('reductions of all kinds run over the cells of a parameter, those of a ragged one too', async () => {
  await shows(`
    index i = 3, j = 3
    param w[i,j] = 1 + i + 3 * j where j <= i
    loss = sum[i,j](w[i,j])
    optimizer mine(p, g, t) {
      count = sum[](1)
      top   = max[](p)
      big   = sum[]([p > 2])
      p := p + 100 * count + 1000 * top + 10000 * min[](p) + 100000 * mean[](p * g) + 1e7 * sum[where p > 3](p) + 1e9 * big + 1e11 * [any[](p == 9)]
    }
    train { minimize loss using mine  steps 1 }
    show w[i,j]`,
  // the rows: 1; 2 5; 3 6 9
  { 'w[i,j]': Object.fromEntries([['0,0', 1], ['1,0', 2], ['1,1', 5], ['2,0', 3], ['2,1', 6], ['2,2', 9]].map(([k, p]) => [k, (p as number) + 600 + 9000 + 10000 + 100000 * (26 / 6) + 1e7 * 20 + 1e9 * 4 + 1e11])) });
});

test('a parameter without axes is its only cell', async () => {
  await shows(`
    param w = 3
    loss = w^2
    optimizer mine(p, g, t) { p := p - sum[](p) / 10 - mean[](g) / 10 }
    train { minimize loss using mine  steps 1 }
    show w`, { w: 3 - 0.3 - 0.6 });
});

test('a local keeps its value when what it was computed from is assigned', async () => {
  const more = `optimizer mine(p, g, t, lr = 0.1) {
      state m = 0, n = 1
      old  = m + n
      m   := 0.5 * m + g
      mid  = old + m
      size = sqrt(sum[](m^2))
      n   := n + abs(mid)
      m   := 2 * m
      both = mid * size
      p   := p - lr * both / (1 + abs(both)) - 0.001 * old
      n   := n + 0.01 * both + p
      old  = p
      p   := p + 0.001 * old
    }`;
  const [m, n] = [zeros(start), start.map(() => 1)];
  await trained('minimize loss using mine  steps 3', after(3, (w, g) => {
    const old = m.map((x, i) => x + n[i]!);
    g.forEach((x, i) => { m[i] = 0.5 * m[i]! + x; });
    const mid = old.map((x, i) => x + m[i]!);
    const size = length(m);
    mid.forEach((x, i) => { n[i] = n[i]! + Math.abs(x); m[i] = 2 * m[i]!; });
    const both = mid.map(x => x * size);
    const next = w.map((x, i) => x - 0.1 * both[i]! / (1 + Math.abs(both[i]!)) - 0.001 * old[i]!);
    next.forEach((x, i) => { n[i] = n[i]! + 0.01 * both[i]! + x; });
    return next.map(x => x * 1.001);
  }), more);
});

test('clip scales all gradients of a goal by their common length', async () => {
  await trained('minimize loss using sgd(lr = 0.1)  clip 2  steps 4', after(4, descends(() => 0.1), 2));
  await trained('minimize loss using sgd(lr = 0.01)  clip 1000  steps 4', after(4, descends(() => 0.01)));
  await trained('minimize loss using sgd(lr = 0.1)  clip 4 / t  steps 3', (() => { let w: Vector = start; for (let t = 1; t <= 3; t++) { const g = slope(w); w = w.map((x, i) => x - 0.1 * g[i]! * Math.min(1, 4 / t / length(g))); } return w; })());
  // two parameters share the length; one of them is ragged and one has no rows at all in its gradient
  await shows(`
    index i = 2, j = 2
    param u[i,j] = 3 where j <= i
    param v = 4
    param none = 7
    loss = sum[i,j](u[i,j]) + 4 * v + 0 * none
    train { minimize loss using sgd(lr = 1)  clip 1  steps 1 }
    show u[i,j], v, none`, { 'u[i,j]': { '0,0': 3 - 1 / Math.sqrt(19), '1,0': 3 - 1 / Math.sqrt(19), '1,1': 3 - 1 / Math.sqrt(19) }, v: 4 - 4 / Math.sqrt(19), none: 7 }, { warnings: ['zero-derivative'] });
});

test('gradients of length 0 stay so when they are clipped', async () => {
  await shows('param w = 3\nloss = (w - 3)^2\ntrain { minimize loss using sgd(lr = 1)  clip 1  steps 2 }\nshow w, loss', { w: 3, loss: 0 });
});

const schedules: Readonly<Record<string, (t: number) => number>> = {
  '0.1 * min(1, t / 3)': t => 0.1 * Math.min(1, t / 3),
  '0.1 * warmup(t, 3)': t => 0.1 * Math.min(1, t / 3),
  '0.1 * linear_decay(t, 4)': t => 0.1 * Math.max(0, 1 - (t - 1) / 4),
  '0.1 * linear_decay(t, 2, least = 0.5)': t => 0.1 * Math.max(0.5, 1 - (0.5 * (t - 1)) / 2),
  '0.1 * cosine_decay(t, 4)': t => 0.05 * (1 + Math.cos(Math.PI * Math.min(1, (t - 1) / 4))),
  '0.1 * cosine_decay(t, 3, 0.2)': t => 0.1 * (0.2 + 0.8 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (t - 1) / 3)))),
  '0.1 * exponential_decay(t, 0.5, every = 2)': t => 0.1 * 0.5 ** ((t - 1) / 2),
  '0.1 * step_decay(t, 0.5, 2)': t => 0.1 * 0.5 ** Math.floor((t - 1) / 2),
  '0.1 * inverse_sqrt(t, 2)': t => 0.1 * Math.min(t / 2, Math.sqrt(2 / t)),
  'if t > 2 then 0.01 else 0.1': t => (t > 2 ? 0.01 : 0.1),
  'rate * |i| / t': t => 0.2 / t,
};
for (const [rate, value] of Object.entries(schedules)) {
  test(`a rate of ${rate}`, async () => { await trained(`minimize loss using sgd(lr = ${rate})  steps 5`, after(5, descends(value)), 'setting rate = 0.05'); });
}

test('t is the step where the program has an index t, and the program\'s own where it has something called t', async () => {
  const w = await ran('index t = 3\nparam w[t] = 1\nloss = sum[t](w[t]^2)\ntrain { minimize loss using sgd(lr = 0.1 * t)  steps 2 }\nshow w[t]', {}, found => found.shows.get('w[t]')!);
  close(w, [0.8 * 0.6, 0.8 * 0.6, 0.8 * 0.6], 'w');
  await shows('setting t = 3\nparam w = 1\nloss = w^2\ntrain { minimize loss using sgd(lr = 0.1 * t)  steps 2 }\nshow w', { w: 0.4 * 0.4 });
});

test('maximize goes up', async () => {
  await shows('param w = 1\nscore = 4 - (w - 3)^2\ntrain { maximize score using momentum(lr = 0.1)  clip 100  steps 2 }\nshow w', { w: 1 + 0.4 + 0.1 * (0.9 * 4 + 2 * 1.6) });
});

test('goals run in order: the second sees what the first has changed', async () => {
  await shows(`
    param d = 2
    param g = 1
    fake  = 3 * g
    judge = d * fake
    real  = d
    train {
      minimize (judge - 1)^2 over d using sgd(lr = 0.01)
      maximize judge + real over g using sgd(lr = 0.1)
      steps 2
    }
    show d, g, judge`, (() => {
    let [d, g] = [2, 1];
    for (let t = 0; t < 2; t++) {
      d -= 0.01 * 2 * (d * 3 * g - 1) * 3 * g;
      g += 0.1 * 3 * d;
    }
    return { d, g, judge: d * 3 * g };
  })());
});

test('goals have states of their own, a parameter may be in several, and without over a goal takes all that it reaches', async () => {
  const expected = (() => {
    let [x, y] = [2, -1];
    const state = { x: 0, y: 0, again: 0 };
    for (let t = 1; t <= 3; t++) {
      const [gx, gy] = [2 * (x - y), -2 * (x - y)];
      state.x = 0.9 * state.x + gx; state.y = 0.9 * state.y + gy;
      x -= 0.1 * state.x; y -= 0.1 * state.y;
      state.again = 0.9 * state.again + 2 * x;
      x -= 0.05 * state.again;
    }
    return { x, y };
  })();
  await shows(`
    param x = 2
    param y = -1
    near  = (x - y)^2
    small = x^2
    train { using momentum(lr = 0.1)  minimize near  minimize small using momentum(lr = 0.05)  steps 3 }
    show x, y`, expected);
});

test('over names a copy of a layer: all of its parameters', async () => {
  await ran(`
    index s = 8, i = 2, j = 3, r = 2, o = 1
    layer Two[i,j,o](x[i]) -> y[o] {
      param a[i,j] ~ normal(0, 1)
      param b[j,o] ~ normal(0, 1)
      y[o] = b[j,o] * tanh(a[i,j] * x[i])
    }
    let gen = Two[i,j,r]
    let dis = Two[r,j,o]
    z[s,i] ~ normal(0, 1)
    data real[s,r] = [[1,2],[2,3],[0,1],[1,1],[2,2],[3,3],[1,0],[0,2]]
    fake[s,r] = gen(z[s,i])
    told[s]  = sum[o](sigmoid(dis(fake[s,r])))
    truth[s] = sum[o](sigmoid(dis(real[s,r])))
    cost = -mean[s](log(truth[s]) + log(1 - told[s]))
    fooled = mean[s](log(told[s]))
    train gan {
      minimize cost   over dis using adam(lr = 0.02)
      maximize fooled over gen using adam(lr = 0.01)
      batch s by 3
      epochs 2
      clip 1
      seed 4
      report cost, fooled every 1 epoch
    }
    show gen.a[i,j], dis.b[j,o], cost`, {}, ({ compiled }) => {
    const [first, second] = compiled.program!.training[0]!.goals;
    const bound = (goal: typeof first): readonly string[] => goal!.updates.map(u => u.bind).filter(t => compiled.program!.carried.some(k => k.tensor === t && k.role === 'parameter')).sort();
    assert.deepEqual(bound(first), ['dis_a', 'dis_b']);
    assert.deepEqual(bound(second), ['gen_a', 'gen_b']);
  });
});

test('a training with a schedule, clipping, reductions and locals can be a single query; with batches or several goals it is refused at its place', async () => {
  const one = program('minimize loss using lamb(lr = 0.1 * cosine_decay(t, 4))  clip 3  steps 4');
  await ran(one, { warnings: ['unreached-parameter'] }, async ({ compiled, database, shows: s }) => {
    const rows = (await database.query(compiled.singleQuery())).rows.filter(r => r[0] === 'w');
    close(s.get('w[i]'), rows.map(r => r.at(-1)!), 'w', 1e-9);
  });
  for (const [train, why] of [['minimize loss using sgd  batch i by 2  steps 3', /batches/], ['minimize loss over w using sgd  maximize loss using sgd  steps 3', /several goals/]] as const) {
    const compiled = compile({ file: 'p.tsql', text: program(train) });
    assert.throws(() => compiled.singleQuery(), why);
  }
});
