// Prices that are measured: what is left of a probe when the rest of its work is paid, the file they lie in, and the choice they change.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { compile, type Prices, shippedPrices, workKinds } from '../../compiler/index.ts';
import { kindsOfWork, millisecondsOf } from '../../compiler/cost/prices.ts';
import { pricesOf, probes } from '../../compiler/cost/probes.ts';
import { parsePrices, pricesText } from '../../runtime/prices.ts';
import { workplace } from '../cli/terminal.ts';

const w = await workplace();

const net = `
index s = 500, i = 8, j = 6
param W[i,j] ~ normal(0, 1)
param v[j] ~ normal(0, 1)
x[s,i] = sin(3 * s + i)
h[s,j] = tanh(W[i,j] * x[s,i])
loss = mean[s]((v[j] * h[s,j] - 1)^2)
train { minimize loss using sgd(lr = 0.01)  steps 2 }
show loss
`;
await w.file('net.tsql', net);
const layoutBy = (prices?: Prices): string => compile({ file: 'net.tsql', text: net }, { layout: 'auto', ...(prices ? { prices } : {}) }).plan!.training[0]!.layout.name;
/** An engine on which lists are dear. */
const dearLists: Prices = { ...shippedPrices, element: 1e6, copied: 1e6, product: 1e6, place: 1e6 };

test('each kind of work has a probe, most of which is of that kind', () => {
  assert.deepEqual(probes().map(p => p.kind).sort(), [...kindsOfWork].sort());
  for (const p of probes()) assert.ok(p.work[p.kind] >= 1 && Number.isFinite(millisecondsOf(p.work, shippedPrices)), p.kind);
});

test('prices are found again from what probes take by them', () => {
  const wanted: Prices = { ...shippedPrices, joined: 9, aggregated: 20, row: 40, element: 3, product: 8, multiplyAdd: 0.5, place: 70 };
  const found = pricesOf(probes().map(p => [p, millisecondsOf(p.work, wanted)]), shippedPrices);
  for (const k of kindsOfWork) assert.ok(Math.abs(found[k] / wanted[k] - 1) < 0.02, `${k}: ${found[k]} for ${wanted[k]}`);
});

test('a clock that ran backwards leaves a positive price', () => {
  for (const price of Object.values(pricesOf(probes().map(p => [p, 0]), shippedPrices))) assert.ok(price > 0);
});

test('prices decide which layout is taken', () => {
  assert.equal(layoutBy(), 'tiles');
  assert.notEqual(layoutBy(dearLists), 'tiles');
});

test('calibrate measures, prints and writes prices that other commands read', async () => {
  const ran = await w.run('calibrate', '-o', 'prices.json');
  assert.equal(ran.code, 0, ran.err);
  for (const k of kindsOfWork) assert.match(ran.out, new RegExp(`${k} +[\\d.]+ (?:ns|µs|ms) +[\\d.]+ (?:ns|µs|ms) +${workKinds[k]}`));
  const text = await readFile(path.join(w.folder, 'prices.json'), 'utf8');
  const prices = parsePrices(text, 'prices.json');
  const costs = compile({ file: 'net.tsql', text: net }, { prices, layout: 'coo' }).costs().flatMap(p => p.statements);
  for (const s of costs) assert.equal(s.milliseconds, millisecondsOf(s.cost.work, prices));
  const explained = await w.run('explain', '--json', '--prices', 'prices.json', '--layout', 'coo', 'net.tsql');
  const { phases } = JSON.parse(explained.out) as { phases: { statements: { estimate: { milliseconds: number } }[] }[] };
  assert.deepEqual(phases.flatMap(p => p.statements).map(s => s.estimate.milliseconds), costs.map(s => s.milliseconds));
});

test('prices in the settings folder are read unasked; those that are named come first', async () => {
  const settings = path.join(w.folder, 'settings');
  await mkdir(settings, { recursive: true });
  await writeFile(path.join(settings, 'prices.json'), pricesText(dearLists, 'test'));
  await writeFile(path.join(w.folder, 'shipped.json'), pricesText(shippedPrices, 'test'));
  const layout = async (...args: readonly string[]): Promise<string> => {
    const ran = await w.runWith({ settings }, 'explain', '--json', ...args, 'net.tsql');
    assert.equal(ran.code, 0, ran.err);
    return (JSON.parse(ran.out) as { layouts: { layout: string }[] }).layouts[0]!.layout;
  };
  assert.notEqual(await layout(), 'tiles');
  assert.equal(await layout('--prices', 'shipped.json'), 'tiles');
  const run = await w.runWith({ settings }, 'run', '--quiet', 'net.tsql');
  assert.equal(run.code, 0, run.err);
});

test('what is wrong with a file of prices is told with its line', async () => {
  const good = pricesText(shippedPrices, 'test');
  for (const [text, message] of [
    ['', /:1: this is not JSON/], [good.replace('"joined": 6', '"joined": 6,,'), /:\d+: this is not JSON/], ['[]', /:1: an object with/],
    [good.replace('"version": 1', '"version": 7'), /:2: the file is of version 7, version 1 is wanted/], [good.replace('"row"', '"rwo"'), /:\d+: there is no price rwo; there are statement/],
    [good.replace(/ +"row": .*\n/, ''), /:5: the price row is missing/], [good.replace('"joined": 6', '"joined": -6'), /:9: joined is -6: a positive number/], [good.replace('"joined": 6', '"joined": "6"'), /:9: joined is "6": a positive number/],
  ] as const) {
    await w.file('wrong.json', text);
    const ran = await w.run('explain', '--prices', 'wrong.json', 'net.tsql');
    assert.equal(ran.code, 1, text);
    assert.match(ran.err, message);
    assert.match(ran.err, /hint: tsql calibrate -o wrong\.json/);
  }
  const none = await w.run('compile', '--prices', 'none.json', 'net.tsql');
  assert.equal(none.code, 1);
  assert.match(none.err, /there is no file of prices none\.json/);
  assert.equal((await w.run('calibrate')).code, 2);
});
