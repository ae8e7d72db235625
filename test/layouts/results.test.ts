// What reports, conditions to stop, shows, checks and exports read, over tiles: as the evaluator says, on any number of threads the same, in
// rows where tiles cannot or cost more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import type { Plan, PlanStatement } from '../../compiler/plan.ts';
import { connect, loadData } from '../../runtime/index.ts';
import { executeAll, executeOn } from '../../runtime/statements.ts';
import { type Settings, ran } from '../features/program.ts';

type Layout = 'auto' | 'tiles' | 'coo' | 'packed';
const planOf = (text: string, layout: Layout, dtype: 'f64' | 'f32' = 'f64'): Plan => {
  const { plan, diagnostics } = compile({ file: 'product.tsql', text }, { layout, dtype });
  assert.ok(plan, JSON.stringify(diagnostics));
  return plan;
};
const sqlOf = (statements: readonly PlanStatement[]): string => statements.map(s => (s.kind === 'loop' ? sqlOf(s.body) : s.sql)).join('\n');
const overLists = (statements: readonly PlanStatement[]): boolean => /list_inner_product|list_transform/.test(sqlOf(statements));

/** Runs a text over tiles against the evaluator; what is read at the end is made of lists. */
const overTiles = (text: string, settings: Settings = {}): Promise<void> => ran(text, { ...settings, layout: 'tiles' }, ({ compiled }) => {
  assert.ok(overLists(compiled.plan!.final), sqlOf(compiled.plan!.final));
});

const product = `
index n = 90, i = 70, j = 5
data c[j] = [1, 2, 3, 4, 5]
x[n,i] = sin(n * 0.37 + i * 0.11)
w[i,j] = cos(i * 0.21 + j) * c[j]
z[n,j] = x[n,i] * w[i,j]
size = sum[n,j](z[n,j]^2)
show z[n,j], size
export z to "z.csv"
check size > 0
`;

test('a product, and what is summed up of it, in one statement over lists', () => overTiles(product));

const table = (rows: number, key: (s: number) => string): string => ['s,a,b,y', ...Array.from({ length: rows }, (_, s) => `${key(s)},${Math.sin(s)},${Math.cos(3 * s)},${s % 7}`)].join('\n');
const rowwise = (index: string, mapping: string): string => `
index ${index}, k, j = 3
data x[s,k] from "rows.csv" (${mapping}, k = columns(a, b))
data y[s] from "rows.csv" (${mapping})
data w[k,j] = [[1, -1, 0.5], [0.25, 2, -3]]
z[s,j] = w[k,j] * x[s,k]
top[s] = max[j](z[s,j])
far[s] = top[s] > mean[s](y[s]) / 4
spread = mean[s]((y[s] - mean[s](y[s]))^2)
most = max[s](top[s])
show z[s,j], far[s], spread, most
`;

test('rows of a file in two blocks, by numbers', () => overTiles(rowwise('s', 's = s'), { files: { 'rows.csv': table(75, s => String(s)) } }));
test('rows of a part, whose keys only data knows', () => ran(`${rowwise('s', 's = row').replace('show', 'split s into train 0.8, test 0.2 seed 3\nshow z[s,j] on test\nshow far[s] on test\nshow most on all\nshow')}`, { layout: 'tiles', files: { 'rows.csv': table(400, s => String(s)) } }, ({ compiled }) => {
  for (const t of ['z', 'z_test', 'far_test', 'most_all']) assert.ok(compiled.plan!.final.some(s => s.kind === 'execute' && s.writes.includes(t) && /_lists/.test(s.sql)), t);
}));
test('a first key that is not 0', () => overTiles(rowwise('s = 11..85', 's = s'), { files: { 'rows.csv': table(75, s => String(s + 11)) } }));
test('keys that are text may lack cells, and stay in rows', () => ran(rowwise('s', 's = s'), { layout: 'tiles', files: { 'rows.csv': table(75, s => `row ${s}`) } }, ({ compiled }) => assert.ok(!overLists(compiled.plan!.final))));

test('the index that goes over blocks may lie inside of others', () => overTiles(`
index a = 2, s = 80, b = 3
x[s] = sin(s)
f[a,s,b] = (a + 1) * x[s] + b
g[b,a,s] = f[a,s,b]^2
total[a,b] = sum[s](f[a,s,b] * x[s])
show f[a,s,b], g[b,a,s], total[a,b]
`));

test('words by their places are words again', () => overTiles(`
index n, v, d = 2
data word[n]: v from "words.csv" (n = row)
E[v,d] = 0.5 + d
f[n,d] = E[word[n], d] * n
often[v,d] = sum[n where word[n] == v](f[n,d])
show f[n,d], often[v,d]
`, { files: { 'words.csv': ['word', ...Array.from({ length: 70 }, (_, k) => ['one', 'two', 'three'][(k * k) % 3])].join('\n') } }));

const net = (report: string): string => `
index s = 200, i = 5, j = 4
split s into train 0.7, test 0.3 seed 1
param W[i,j] ~ normal(0, 1)
param v[j] ~ normal(0, 1)
x[s,i] = sin(3 * s + i)
y[s] = sum[i](x[s,i]^2)
guess[s] = v[j] * tanh(W[i,j] * x[s,i])
loss = mean[s]((guess[s] - y[s])^2)
train { minimize loss using adam(lr = 0.01)  steps 4  ${report} }
show W[i,j], loss on test
export guess on test to "guess.csv"
`;

test('reports on several splits and a condition to stop read the weights as they are at that step', () => ran(net('report loss on train every 1 step  report loss on test every 2 steps  stop when loss < 1'), { layout: 'tiles' }, ({ compiled, reports }) => {
  const [training] = compiled.plan!.training;
  assert.ok(training!.reports.every(r => overLists(r.statements)) && /list_transform/.test(training!.stop!.sql));
  assert.ok(reports.length >= 4);
  assert.equal(new Set(reports.flatMap(r => r.values.map(v => v.value))).size, reports.flatMap(r => r.values).length, 'every report says something else');
}));

test('a training in rows reports over tiles where that is asked for, in batches too', () => ran(net('batch s by 20  report loss on all every 1 step').replace('steps 4', 'steps 3'), { layout: 'tiles' }));

test('data in lists is made once for all that read it', () => {
  const made = sqlOf(planOf(net('report loss on test every 1 step'), 'tiles').setup).match(/CREATE OR REPLACE TEMP TABLE s_test_blocks_\w+/g) ?? [];
  assert.deepEqual([made.length, new Set(made).size], [2, 2]);
});

test('what reads other data than the weights and what is there before is left in rows', () => {
  const plan = planOf('index n = 70, m = 4\ndata at[n]: m = [' + Array.from({ length: 70 }, (_, k) => k % 3).join(', ') + ']\nf[n] = at[n] * 2 where n > 3\nshow f[n]\n', 'tiles');
  assert.ok(!overLists(plan.final));
});

test('numbers of 32 bits are rounded where they are stored, which lists do not', () => {
  assert.ok(overLists(planOf(product, 'tiles').final) && !overLists(planOf(product, 'tiles', 'f32').final));
});

test('auto takes tiles for what costs less in them, and rows for the rest', () => {
  const both = `${product.replace('n = 90, i = 70', 'n = 900, i = 700')}\nindex q = 3\nsmall[q] = q + 1\nshow small[q]\n`;
  const { final } = planOf(both, 'auto');
  const statement = (table: string): string => sqlOf(final.filter(s => s.kind === 'execute' && s.writes.includes(table)));
  assert.ok(overLists(final));
  assert.ok(!overLists([...final].filter(s => s.kind === 'execute' && s.writes.includes('small'))), statement('small'));
  for (const layout of ['coo', 'packed'] as const) assert.ok(!overLists(planOf(both, layout).final), layout);
});

test('what is made over lists alone is so marked, and is the same on one thread, on two and on four', async () => {
  const text = rowwise('s', 's = s').replace(/data x.*\ndata y.*\n/, 'x[s,k] = sin(s * 1.7 + k)\ny[s] = cos(s)\n').replace('index s, k', 'index s = 300, k = 2');
  const plan = planOf(text, 'tiles');
  const marked = (statements: readonly PlanStatement[]): readonly boolean[] => statements.map(s => s.kind === 'execute' && s.ordered === true);
  assert.ok(marked(plan.final).some(m => m));
  assert.deepEqual(marked(planOf(text, 'coo').final).filter(m => m), []);
  const found = async (threads: number): Promise<readonly unknown[]> => {
    const database = await connect({ path: ':memory:' });
    try {
      await loadData(plan, database, '.');
      await executeAll(database, plan.setup, { run: 1, step: 0, seed: 0 });
      await executeOn(threads, database, plan.final, { run: 1, step: 0, seed: 0 });
      return await Promise.all(plan.shows.map(async s => (await database.query(s.sql)).rows));
    } finally {
      await database.close();
    }
  };
  const one = await found(1);
  for (const threads of [2, 2, 4]) assert.deepEqual(await found(threads), one);
});
