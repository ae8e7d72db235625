// Tensors that are drawn anew at every step, and what is so only in training.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { type Cells, close, ran, shows } from './program.ts';

const values = (cells: Cells | undefined): readonly number[] => [...cells!.values()] as number[];
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b) / list.length;
const shown = (text: string, label: string, settings: Parameters<typeof ran>[1] = {}): Promise<Cells> => ran(text, settings, found => found.shows.get(label)!);

const noisy = (more: string, train = 'train { minimize loss using sgd(lr = 0.1)  steps 3  seed 4 }'): string => `
  index s = 200, j = 3
  param w = 0.5
  n[s,j] ~ normal(0, 0.2)
  loss = mean[s,j]((w + n[s,j])^2)
  ${train}
  ${more}`;

test('draws have the distribution that they are asked for, and another value in every cell', async () => {
  await ran(noisy(`
    u[s] ~ uniform(-1, 3)
    k[s] ~ bernoulli(0.3)
    g[s] ~ glorot(2, 6)
    m[s] ~ normal(10 * s, 0.001)
    show n[s,j], u[s], k[s], g[s], m[s]`), {}, ({ shows: s }) => {
    const n = values(s.get('n[s,j]'));
    assert.equal(new Set(n).size, 600);
    assert.ok(Math.abs(mean(n)) < 0.03 && Math.abs(mean(n.map(v => v * v)) - 0.04) < 0.01);
    const u = values(s.get('u[s]'));
    assert.ok(Math.min(...u) > -1 && Math.max(...u) < 3 && Math.abs(mean(u) - 1) < 0.3);
    const k = values(s.get('k[s]'));
    assert.ok(k.every(v => v === 0 || v === 1) && Math.abs(mean(k) - 0.3) < 0.1);
    assert.ok(Math.abs(mean(values(s.get('g[s]')).map(v => v * v)) - 0.25) < 0.1);
    values(s.get('m[s]')).forEach((v, r) => assert.ok(Math.abs(v - 10 * r) < 0.01));
  });
});

test('every step draws anew, a step always draws the same, and so does a program that says more', async () => {
  const at = (steps: number, settings = {}, more = 'show n[s,j]'): Promise<Cells> => shown(noisy(more), 'n[s,j]', { steps, ...settings });
  const [first, second] = [await at(1), await at(2)];
  assert.notDeepEqual(first, second);
  assert.deepEqual(await at(1), first);
  assert.deepEqual(await at(1, {}, 'show n[s,j]  other[s] ~ normal(0, 1)  show other[s]'), first);
  assert.notDeepEqual(await at(1, { seed: 5 }), first);
});

test('forward and backward of a step see the same draw', async () => {
  // without the gradient's own draw the weight would not end where this does: w − lr · 2 · mean(w + n)
  await ran(noisy('show n[s,j], w', 'train { minimize loss using sgd(lr = 0.1)  steps 1  seed 4 }'), {}, ({ shows: s }) =>
    close(s.get('w'), 0.5 - 0.2 * (0.5 + mean(values(s.get('n[s,j]')))), 'w'));
});

test('a row has its draw whichever part of its index it is met in', async () => {
  const program = (split: string, batch: string, show: string): string => `
    index s = 30
    ${split}
    param w = 0
    n[s] ~ normal(0, 1)
    sum_n = sum[s](n[s])
    loss = mean[s]((w - n[s])^2)
    train { minimize loss using sgd(lr = 0.5)  ${batch}  steps 1 }
    show ${show}`;
  const all = await shown(program('', '', 'n[s]'), 'n[s]');
  for (const part of ['train', 'test', 'all']) {
    const some = await shown(program('split s into train 0.5, test 0.5', '', `n[s] on ${part}`), `n[s] on ${part}`);
    assert.ok(some.size > 5);
    for (const [s, v] of some) assert.equal(v, all.get(s), `${part} ${s}`);
  }
  // the step goes to the mean of the draws of its batch
  await ran(program('', 'batch s by 7', 'w'), {}, async ({ shows: s, database }) => {
    const rows = (await database.query('SELECT s FROM index_s_batch')).rows.map(r => String(r[0]));
    assert.equal(rows.length, 7);
    close(s.get('w'), mean(rows.map(r => all.get(r) as number)), 'w');
  });
});

test('keys that are text, negative numbers, guards, literal places and offsets number draws, too', async () => {
  const files = { 'y.csv': 'name,y\nx,1\na,2\nm,3\n' };
  await ran(`
    index s, r = -2..2
    data y[s] from "y.csv" (s = name)
    a[s] ~ normal(0, 1)
    b[r] ~ normal(0, 1)
    q[s] = y[s] + a[s]
    show a[s], b[r], q[s]`, { files }, ({ shows: s }) => {
    assert.deepEqual([...s.get('a[s]')!.keys()], ['a', 'm', 'x']);
    assert.equal(new Set(values(s.get('b[r]'))).size, 5);
  });
  await ran('index j = 4, k = 5\n d[0] ~ normal(0, 1)\n d[j+1] ~ normal(0, 1)\n e[j] ~ uniform(0, 1) where j > 1\n show d[k], e[j]', {}, ({ shows: s }) => {
    assert.equal(new Set(values(s.get('d[k]'))).size, 5);
    assert.deepEqual([...s.get('e[j]')!.keys()], ['2', '3']);
  });
});

test('a draw differentiates through its mean and its spread, and through its bounds', async () => {
  await shows(`
    index s = 4
    param mu[s] = 2
    param sd = 3
    n[s] ~ normal(mu[s], sd)
    u[s] ~ uniform(-sd, sd)
    gm[s] = grad(n[s], mu[s])
    gs[s] = grad(n[s], sd) - (n[s] - mu[s]) / sd
    gu[s] = grad(u[s], sd) - u[s] / sd
    show gm[s], gs[s], gu[s]`, { 'gm[s]': [1, 1, 1, 1], 'gs[s]': [0, 0, 0, 0], 'gu[s]': [0, 0, 0, 0] });
});

test('training is true in goals, and nowhere else', async () => {
  await ran(`
    index s = 6
    param w = 1
    f[s] = if training then 3 * s else s
    g[s] = f[s] + 1
    flag = [ training ]
    loss = w * mean[s](g[s]) + 0 * flag
    train { minimize loss using sgd(lr = 1)  steps 1  report loss, flag every 1  stop when flag > 0.5 }
    slope = grad(loss, w)
    show w, f[s], g[s], flag, slope
    check not training`, {}, ({ shows: s, reports, trained }) => {
    close(s.get('w'), 1 - (3 * 2.5 + 1), 'w');
    close(s.get('f[s]'), [0, 1, 2, 3, 4, 5], 'f');
    close(s.get('flag'), 0, 'flag');
    close(s.get('slope'), 3.5, 'slope');
    assert.deepEqual(reports.at(-1)!.values.map(v => v.value), [-7.5 * 3.5, 0]);
    assert.equal(trained[0]!.stopped, false);
  });
});

test('conditions that training decides leave the other branch out: not, and, or, constants, nesting', async () => {
  const outside = (condition: string): string => `setting rate = 0.5\n index s = 2\n n[s] ~ normal(0, 1)\n data a[s] = [1, 2]\n y[s] = if ${condition} then n[s] else a[s]\n show y[s]`;
  for (const condition of ['training', 'training and rate > 0', '(training)', 'not (not training)', 'training or rate < 0', 'not (not training or rate < 0)']) {
    await ran(outside(condition), {}, ({ shows: s, compiled }) => {
      close(s.get('y[s]'), [1, 2], condition);
      assert.ok(!JSON.stringify(compiled.plan).includes('cos('), `${condition}: nothing is drawn`);
    });
  }
});

test('dropout drops in training alone, and keeps the mean', async () => {
  await ran(`
    index s = 40, j = 5
    param w[j] = 1
    h[s,j] = w[j] * (1 + s)
    once[s,j] = dropout(h[s,j], 0.25)
    loss = mean[s,j](once[s,j] / (1 + s) + 0 * dropout(h[s,j], 0.25))
    train { minimize loss using sgd(lr = 40)  steps 1 }
    show w[j], once[s,j]`, {}, ({ shows: s }) => {
    // w − lr · mean over s of the draws that were kept, each worth 4/3, over 5 columns
    const kept = values(s.get('w[j]')).map(w => Math.round(((1 - w) * 3 * 5 * 40) / (4 * 40)));
    assert.ok(kept.every(k => k > 20 && k < 40) && new Set(kept).size > 1, String(kept));
    values(s.get('w[j]')).forEach((w, j) => assert.ok(Math.abs(w - (1 - (40 * 4 * kept[j]!) / (3 * 5 * 40))) < 1e-9));
    close(s.get('once[s,j]'), Array.from({ length: 40 }, (_, r) => values(s.get('w[j]')).map(w => w * (1 + r))), 'once');
  });
});

test('functions and layers draw for all that their arguments run over, each call for itself', async () => {
  await ran(`
    index s = 30, j = 4, l = 2
    fn coin(x) -> y { k ~ bernoulli(0.5)  y = k + 0 * x }
    fn shake[k](x[k]) -> y[k] { n[k] ~ uniform(0, 1)  y[k] = x[k] + n[k] }
    layer Drop[k](x[k]) -> y[k] { n[k] ~ uniform(0, 1)  y[k] = n[k] + coin(x[k]) + 0 * x[k] }
    let one = Drop[j]
    let two[l] = Drop[j]
    x[s,j] = s + j
    a[s]   = coin(s) + 10 * coin(s)
    b[s,j] = shake[j](x[s,j]) - x[s,j]
    c[s,j] = one(x[s,j])
    d[l,s,j] = two[l](x[s,j])
    nested[s] = coin(coin(s) + s)
    show a[s], b[s,j], c[s,j], d[l,s,j], nested[s]`, {}, ({ shows: s }) => {
    assert.deepEqual([...new Set(values(s.get('a[s]')))].sort((p, q) => p - q), [0, 1, 10, 11]);
    for (const [label, cells] of [['b[s,j]', 120], ['c[s,j]', 120], ['d[l,s,j]', 240]] as const) assert.equal(new Set(values(s.get(label))).size, cells, label);
    assert.equal(new Set(['b[s,j]', 'c[s,j]', 'd[l,s,j]'].flatMap(label => values(s.get(label)).map(v => v % 1))).size, 480);
  });
});

test('reports see noise that nothing guards, drawn for their step', async () => {
  await ran(noisy('show loss', 'train { minimize loss using sgd(lr = 0)  steps 3  seed 4  report loss every 1 }'), {}, ({ reports, shows: s }) => {
    const losses = reports.map(r => r.values[0]!.value);
    assert.equal(new Set(losses).size, 4);
    close(s.get('loss'), losses.at(-1)!, 'loss');
  });
});

test('later trainings draw with their own seeds and steps', async () => {
  await ran(noisy('show n[s,j]', 'train a { minimize loss using sgd(lr = 0.1)  steps 2  seed 4 }\n train b { minimize loss using sgd(lr = 0.1)  batch s by 50  steps 3  seed 5 }'), {}, async ({ shows: s }) => {
    assert.deepEqual(s.get('n[s,j]'), await shown(noisy('show n[s,j]', 'train { minimize loss using sgd(lr = 0.1)  steps 3  seed 5 }'), 'n[s,j]'));
  });
});

test('the printed gradient of a program with draws, dropout and batches is a program that gives the same gradient', async () => {
  const text = `
    index s = 12, j = 3, i = 2
    param w[j] = 0.3
    param v[i,j] ~ normal(0, 0.5)
    x[s,i] = sin(s + 5 * i)
    n[s,i] ~ normal(0, 0.1) where s > 2
    m[j] ~ uniform(0, 1)
    h[s,j] = dropout(tanh((x[s,i] + (if training then n[s,i] ?? 0 else 0)) * v[i,j]), 0.3)
    loss = mean[s]((w[j] * h[s,j] * m[j] - 1)^2)
    train { minimize loss using sgd(lr = 0.1)  batch s by 5  epochs 2 }`;
  const whole = compile({ file: 'program.tsql', text: text.replace('batch s by 5', '') });
  const expected = evaluate(whole.program!, new Map(), { only: ['d_w', 'd_v'], counters: new Map([['seed', 0], ['step', 0]]) });
  const gradient = compile({ file: 'program.tsql', text }).gradient();
  await ran(`${gradient}\nshow d_w[j], d_v[i,j]`, {}, ({ shows: s }) => {
    for (const [label, name] of [['d_w[j]', 'd_w'], ['d_v[i,j]', 'd_v']] as const) {
      close(s.get(label), Object.fromEntries([...expected.get(name)!.rows.values()].map(r => [r.at.join(','), r.value])), label);
    }
  });
});
