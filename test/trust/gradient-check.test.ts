// tsql check --grad: agrees where the gradient is right, says which cells differ where it is not, and knows a corner when it meets one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slope } from '../../runtime/slopes.ts';
import { workplace } from '../cli/terminal.ts';

const { file, run } = await workplace();

const compared = async (text: string, ...flags: readonly string[]): Promise<{ readonly code: number; readonly cells: readonly { parameter: string; at: Record<string, unknown>; gradient: number; difference: number; error: number; corner: boolean }[]; readonly err: string }> => {
  const name = await file('p.tsql', text);
  const { code, out, err } = await run('check', '--grad', '--json', name, ...flags);
  return { code, err, cells: out.split('\n').filter(l => l.includes('"difference"')).map(l => JSON.parse(l)) };
};

test('every cell of small parameters, keys of every kind, drawn weights, dropout, clip and batches', async () => {
  await file('x.csv', 'who,day,v\nann,2020-01-01,1.5\nbob,2020-01-02,-2\ncarl,2020-01-03,0.25\n');
  const { code, cells, err } = await compared(`
index p, d, k = 2..4, s
data x[p] from "x.csv" (p = who, x = v)
data t[d] from "x.csv" (d = day, t = v)
param a[p] ~ normal(0, 1)
param b[d] = 0.5
param w[k] ~ normal(0, 1) where k != 3
param c = 2
noise[p] ~ bernoulli(0.5)
y[p] = (a[p] * x[p])^2 * noise[p] * c
z[d] = tanh(b[d] * t[d])
loss = mean[p](y[p]) + sum[d](z[d]) + sum[k](exp(w[k]))
train { minimize loss using adam(lr = 0.1)  steps 3  seed 5  clip 0.001 }
`);
  assert.equal(code, 0, err);
  assert.deepEqual([...new Set(cells.map(c => c.parameter))].sort(), ['a', 'b', 'c', 'w']);
  assert.equal(cells.length, 3 + 3 + 2 + 1);
  for (const c of cells) assert.ok(c.error < 1e-6, JSON.stringify(c));
  assert.ok(cells.some(c => c.parameter === 'a' && c.gradient === 0) && cells.some(c => c.parameter === 'a' && c.gradient !== 0), 'some of the draws are 0');
});

test('a batch is compared over all rows, and each of several goals', async () => {
  const { code, cells, err } = await compared(`
index s = 5
data x[s] = [1, 2, 3, 4, 5]
param w = 0.5
param v = 2
loss = mean[s]((w * x[s] - v)^2)
gain = v * w - v^2
train { minimize loss over w using sgd(lr = 0.1)  maximize gain over v using sgd  batch s by 2  epochs 2 }
`);
  assert.equal(code, 0, err);
  assert.deepEqual(cells.map(c => [c.parameter, Number(c.gradient.toFixed(9))]).sort(), [['v', 0.5 - 4], ['w', 2 * 0.5 * 11 - 2 * 2 * 3]]);
});

test('grad(…) without training', async () => {
  const { code, cells } = await compared('index k = 3\nparam w[k] = [1, 2, 3]\nf = prod[k](w[k])\ng[k] = grad(f, w[k])\nshow g[k]\n');
  assert.equal(code, 0);
  assert.deepEqual(cells.map(c => [c.at['k'], c.gradient]).sort(), [[0, 6], [1, 3], [2, 2]]);
});

test('at a corner the gradient lies between both slopes', async () => {
  const { code, cells } = await compared('param w = 0\nparam v = 1\nloss = (if w > 0 then w else 0) + (if v > 1 then 3 * v else v + 2) + v^2\ntrain { minimize loss using sgd  steps 1 }\n');
  assert.equal(code, 0);
  assert.deepEqual(cells.map(c => c.corner), [true, true]);
});

test('where there is no slope the cells are named, and the exit code is 1', async () => {
  const name = await file('jump.tsql', 'index k = 3\nparam w[k] = [1, 2, 3]\nloss = sum[k](w[k]^2 + 5 * [w[k] >= 2])\ntrain { minimize loss using sgd  steps 1 }\n');
  const { code, out, err } = await run('check', '--grad', name);
  assert.equal(code, 1);
  assert.match(out.split('\n')[2]!, /^ +w +k = 1 +4 +\S+e\+\d|^ +w +k = 1 +4 +\d{4,}/);
  assert.match(err, /error: the gradient disagrees with central differences at 1 of 3 cells of 1 parameter\n {2}hint: a jump/);
});

test('a wrong gradient is found, whatever its size', async () => {
  const f = async (x: number): Promise<number> => Math.sin(x) * Math.exp(x / 3);
  for (const x of [-3, -0.1, 0, 2, 10]) {
    const right = Math.exp(x / 3) * (Math.cos(x) + Math.sin(x) / 3);
    assert.ok((await slope(f, x, right)).error < 1e-8, `at ${x}`);
    for (const wrong of [right * 1.001, -right, right + 0.01, 0, NaN]) {
      const found = await slope(f, x, wrong);
      assert.ok(!(found.error <= 1e-4) && !found.corner, `${wrong} for ${right} at ${x}`);
    }
  }
});

test('what cannot be compared is said', async () => {
  const none = await file('none.tsql', 'show 1 + 1\n');
  const { code, err } = await run('check', '--grad', none);
  assert.equal(code, 1);
  assert.match(err, /has no derivative by a parameter/);
  assert.equal((await run('check', '--grad', '--no-data', none)).code, 2);
});
