// Batches: which rows a step takes, against the generator in Python; weights against NumPy and the evaluator.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { executeStep, paceOf } from '../../runtime/steps.ts';
import { close, type Content, ran, type Ran, type Settings, shows } from './program.ts';

const here = (name: string): string => path.join(import.meta.dirname, '../reference', name);
const numpy = JSON.parse(readFileSync(here('batches.json'), 'utf8')) as { readonly batches: readonly (readonly number[])[]; readonly w: readonly number[]; readonly b: number; readonly loss: number };
const regression = readFileSync(here('batches.tsql'), 'utf8');

/** The rows of the last step that a run has made. */
const rowsOf = async ({ database }: Ran, table = 'index_s_batch'): Promise<readonly unknown[]> => (await database.query(`SELECT * FROM ${table} ORDER BY ALL`)).rows.map(r => r[0]);
const batchAt = (text: string, steps: number, settings: Settings = {}): Promise<readonly unknown[]> => ran(text, { ...settings, steps }, found => rowsOf(found));

test('Adam on batches gives the weights that NumPy gives', async () => {
  await shows(regression, { 'w[k]': numpy.w, b: numpy.b, loss: numpy.loss });
});

test('each step takes the rows that the generator says, the last of an epoch what is left', async () => {
  for (const [k, rows] of numpy.batches.entries()) assert.deepEqual(await batchAt(regression, k + 1), rows, `step ${k + 1}`);
});

test('an epoch takes every row once, each epoch in another order, and another seed makes other batches', async () => {
  const epoch = (k: number): readonly number[] => numpy.batches.slice(4 * k, 4 * k + 4).flat();
  for (const k of [0, 1, 2]) assert.deepEqual([...epoch(k)].sort((a, b) => a - b), Array.from({ length: 50 }, (_, s) => s));
  assert.notDeepEqual(numpy.batches[0], numpy.batches[4]);
  assert.notDeepEqual(await batchAt(regression, 1, { seed: 8 }), numpy.batches[0]);
});

test('epochs are counted in steps, and reported at their end', async () => {
  await ran(regression, {}, ({ reports, trained }) => {
    assert.deepEqual(reports.map(r => r.step), [0, 4, 8, 12]);
    assert.deepEqual(trained, [{ step: 12, stopped: false }]);
  });
  await ran(regression.replace('every 1 epoch', 'every 5 steps'), {}, ({ reports }) => assert.deepEqual(reports.map(r => r.step), [0, 5, 10, 12]));
  await ran(regression.replace('epochs 3', 'steps 6'), {}, ({ reports }) => assert.deepEqual(reports.map(r => r.step), [0, 4, 6]));
});

test('without batches an epoch is a step', async () => {
  const whole = (length: string): string => regression.replace('batch s by 16', '').replace('epochs 3', length);
  const after = await ran(whole('steps 3'), {}, ({ shows: s }) => s.get('w[k]')!);
  await ran(whole('epochs 3'), {}, ({ shows: s, reports }) => {
    close(s.get('w[k]'), Object.fromEntries(after), 'w', 0);
    assert.deepEqual(reports.map(r => r.step), [0, 1, 2, 3]);
  });
});

test('a batch that is larger than the data is all of it', async () => {
  const whole = await ran(regression.replace('batch s by 16', ''), {}, ({ shows: s }) => s.get('w[k]')!);
  for (const size of [50, 51, 1000]) await ran(regression.replace('by 16', `by ${size}`), {}, ({ shows: s, trained }) => {
    close(s.get('w[k]'), Object.fromEntries(whole), 'w', 1e-12);
    assert.deepEqual(trained, [{ step: 3, stopped: false }]);
  });
});

test('the number of the step says everything: a connection that has made none of those before takes the same rows', async () => {
  await ran(regression, { steps: 9 }, async found => {
    const plan = found.compiled.plan!;
    const [training] = plan.training;
    await found.database.execute('DROP TABLE s_batch_order');
    await found.database.execute('DROP TABLE index_s_batch');
    await executeStep(found.database, training!, await paceOf(found.database, training!), { run: 1, step: 9, seed: 7 }, true);
    assert.deepEqual(await rowsOf(found), numpy.batches[8]);
  });
});

// ------------------------------------------------------------------ kinds of indices

const csv = (columns: string, rows: number, row: (k: number) => readonly (number | string)[]): Content => `${columns}\n${Array.from({ length: rows }, (_, k) => row(k).join(',')).join('\n')}\n`;
const y = (k: number): number => Math.round(1000 * Math.sin(k)) / 1000;

test('keys that are text, numbers from 0 to the largest of a column, and rows counted by the file', async () => {
  const program = (mapping: string, body = 'loss = mean[s]((w - y[s])^2)'): string => `
    index s
    data y[s] from "y.csv" (${mapping})
    param w = 0
    ${body}
    train { minimize loss using sgd(lr = 0.3)  batch s by 4  epochs 2 }
    show w`;
  const files = { 'y.csv': csv('name,key,y', 11, k => [`n${(7 * k) % 11}`, 5 * k + 1, y(k)]) };
  for (const mapping of ['s = name, y = y', 's = key, y = y', 'y = y']) await ran(program(mapping), { files }, found => assert.equal(found.trained[0]!.step, mapping === 's = key, y = y' ? 26 : 6));
});

test('the number of rows may be known only when the data is there', async () => {
  await ran(`
    index s
    data y[s] from sql "select range as s, sin(range) as y from range(13)" (s = s, y = y)
    param w = 0
    loss = mean[s]((w - y[s])^2)
    train { minimize loss using sgd(lr = 0.3)  batch s by 5  epochs 2  report loss every 1 epoch }
    show w`, {}, found => assert.deepEqual(found.reports.map(r => r.step), [0, 3, 6]));
});

test('batches are taken from the training rows, while reports and statistics see all rows of their part', async () => {
  const program = (split: string, more = ''): string => `
    index s, k
    ${split}
    data x[s,k] from "a.csv" (k = columns(a, b)) ${more} ${more && '(k = columns(a, b))'}
    data y[s] from "a.csv" (y = y) ${more} ${more && '(y = y)'}
    param w[k] = 0
    mu[k] = mean[s on train](x[s,k])
    n     = |s|
    loss  = mean[s]((w[k] * (x[s,k] - mu[k]) - y[s])^2) + 0 * n
    train { minimize loss using sgd(lr = 0.1)  batch s by 6  epochs 2  report loss, n on test every 1 epoch }
    show w[k], mu[k], n`;
  const files = { 'a.csv': csv('a,b,y', 20, k => [y(k), y(2 * k), y(3 * k)]), 'b.csv': csv('a,b,y', 8, k => [y(k + 40), y(2 * k), y(k)]) };
  await ran(program('split s into train 0.7, test 0.3 seed 2'), { files }, async found => {
    const train = (await found.database.query('SELECT s FROM index_s ORDER BY s')).rows.map(r => r[0]);
    assert.ok((await rowsOf(found)).every(s => train.some(t => t === s)));
    assert.equal(found.trained[0]!.step, 2 * Math.ceil(train.length / 6));
    assert.equal(found.reports[0]!.values.find(v => v.name === 'n')!.value, 20 - train.length);
  });
  await ran(program('', 'test "b.csv"'), { files }, found => {
    assert.equal(found.reports[0]!.values.find(v => v.name === 'n')!.value, 8);
    close(found.shows.get('n'), 20, 'n');
    assert.equal(found.trained[0]!.step, 8);
  });
});

test('gathers, scatters, recurrences and parameters of a row work on the rows of a batch', async () => {
  await ran(`
    index s = 14, u = 3, t = 4, j = 2
    data who[s]: u = [0, 1, 2, 2, 1, 0, 0, 1, 2, 1, 0, 0, 2, 1]
    param a[u] = 0.1 * u + 0.3
    param e[s] = 0
    param v[j] = 0.5
    y[s] = sin(s)
    h[0,s,j] = a[who[s]] + j
    h[t+1,s,j] = tanh(v[j] * h[t,s,j] + e[s])
    per[who[s]] += (sum[j](h[end,s,j]) - y[s])^2
    loss = sum[u](per[u] / (1 + u))
    train { minimize loss using momentum(lr = 0.02)  batch s by 5  epochs 3  seed 3 }
    show a[u], e[s], v[j], loss`);
});

test('two trainings take batches of their own', async () => {
  await ran(`
    index s = 10
    param w = 0
    y[s] = sin(s)
    loss = mean[s]((w - y[s])^2)
    train first  { minimize loss using sgd(lr = 0.2)  batch s by 4  epochs 2 }
    train second { minimize loss using sgd(lr = 0.1)  batch s by 3  epochs 1  seed 9 }
    train third  { minimize loss using sgd(lr = 0.1)  batch s by 4  steps 2  seed 5 }
    train last   { minimize loss using sgd(lr = 0.1)  steps 2 }
    show w`, {}, found => assert.deepEqual(found.trained.map(t => t.step), [6, 4, 2, 2]));
});

test('stop when is tested on all rows at the end of an epoch', async () => {
  await ran(`
    index s = 10
    param w = 4
    y[s] = sin(s)
    loss = mean[s]((w - y[s])^2)
    train { minimize loss using sgd(lr = 0.1)  batch s by 4  epochs 40  stop when loss < 2 }
    show w, loss`, {}, found => {
    assert.equal(found.trained[0]!.stopped, true);
    assert.equal(found.trained[0]!.step % 3, 0);
    assert.ok(found.trained[0]!.step < 40);
    assert.ok([...found.shows.get('loss')!.values()].every(v => (v as number) < 2));
  });
});

test('a part of the program may be called batch', async () => {
  await ran(`
    index s = 10
    split s into train where s % 2 == 0, batch where s % 2 == 1
    param w = 1
    y[s] = sin(s)
    loss = mean[s]((w - y[s])^2)
    train { minimize loss using sgd(lr = 0.1)  batch s by 2  epochs 1  report loss on batch }
    show y[s] on batch`, {}, found => {
    assert.deepEqual([...found.shows.get('y[s] on batch')!.keys()], ['1', '3', '5', '7', '9']);
    assert.equal(found.trained[0]!.step, 3);
  });
});

test('on train means all rows inside a step, split or not; second letters run over the batch', async () => {
  await ran(`
    index s = 9
    param w = 0.5
    y[s] = sin(s)
    all_rows = sum[s on train](y[s])
    part  = sum[s](y[s])
    pairs = sum[s,s'](w * y[s] * y[s'] * [s != s'])
    far   = mean[s](w * (y[s] - mean[s' on all](y[s'])))
    loss  = w * all_rows + 2 * w * part + pairs + far
    train { minimize loss using sgd(lr = 1)  batch s by 4  steps 1 }
    show w`, {}, async found => {
    const rows = (await rowsOf(found)).map(Number);
    assert.equal(rows.length, 4);
    const of = (list: readonly number[]): number => list.reduce((a, s) => a + Math.sin(s), 0);
    const whole = of([...Array(9).keys()]);
    const pairs = rows.reduce((a, s) => a + rows.reduce((b, r) => b + (r === s ? 0 : Math.sin(s) * Math.sin(r)), 0), 0);
    close(found.shows.get('w'), 0.5 - (whole + 2 * of(rows) + pairs + of(rows) / 4 - whole / 9), 'w');
  });
});

test('a recurrence that ends early ends for each part and each batch by itself', async () => {
  const program = (train: string): string => `
    index s = 12, t = 20
    split s into train 0.5, test 0.5 seed 3
    param w = 0.5
    y[s] = sin(s) + 1.2
    a[0,s] = y[s]
    a[t+1,s] = w * a[t,s] until m[t] < 0.25
    m[t] = max[s](a[t,s])
    steps = sum[t]([m[t] == m[t]])
    loss = mean[s]((a[end,s] - 0.1 * y[s])^2) + 0 * steps
    train { minimize loss using sgd(lr = 0.05)  ${train}  report loss, steps on test every 2 steps }
    show w, a[end,s], steps`;
  for (const train of ['steps 4', 'batch s by 2  epochs 2']) await ran(program(train), {}, ({ reports, shows: s }) => {
    const test = reports.at(-1)!.values.find(v => v.name === 'steps')!.value!;
    assert.ok(test > 1 && test < 20);
    assert.ok([...s.get('steps')!.values()].every(v => (v as number) > 1));
  });
});

test('a batch is drawn from rows that the data gives, whatever else is read of it', async () => {
  const files = { 'e.csv': `u,m,s\n${Array.from({ length: 40 }, (_, k) => `u${k % 7},m${(k * 3) % 5},${(k * 7) % 11}`).join('\n')}\n` };
  await ran(`
    index r, u, m, k = 2
    split r into train 0.8, test 0.2 seed 3
    data user[r]: u, movie[r]: m, stars[r] from "e.csv" (user = u, movie = m, stars = s)
    param U[u,k] ~ normal(0, 0.3)
    param M[m,k] ~ normal(0, 0.3)
    param bu[u] = 0
    centre = mean[r on train](stars[r])
    pred[r] = dropout(U[user[r],k] * M[movie[r],k], 0.2) + bu[user[r]] + centre
    loss = mean[r]((pred[r] - stars[r])^2) + 0.02 * mean[r](U[user[r],k] * U[user[r],k])
    rmse = sqrt(mean[r]((pred[r] - stars[r])^2))
    train { minimize loss using adam(lr = 0.05 * warmup(t, 4))  batch r by 9  epochs 2  clip 2  report rmse on test every 1 epoch }
    show U[u,k], M[m,k], bu[u], rmse`, { files }, ({ reports }) => assert.equal(reports.length, 3));
});
