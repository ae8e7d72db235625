// What 32 bits mean: what is stored in them, what is worked out in 64, and that nothing gets lost between.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { ran, shows } from './program.ts';

const net = `
index s = 60, i = 5, j = 4
x[s,i] = sin(3 * s + i)
y[s] = sum[i](x[s,i]^2)
param W[i,j] ~ normal(0, 1)
param b[j] = 0
param v[j] ~ normal(0, 1)
h[s,j] = tanh(W[i,j] * x[s,i] + b[j])
loss = mean[s]((v[j] * h[s,j] - y[s])^2)
train { minimize loss using adam(lr = 0.01)  steps 6  report loss every 1 steps }
show W[i,j], h[s,j], loss
`;
const types = async (database: Parameters<NonNullable<Parameters<typeof ran>[2]>>[0]['database']): Promise<ReadonlyMap<string, string>> =>
  new Map((await database.query("SELECT table_name, data_type FROM duckdb_columns() WHERE column_name = 'val' AND NOT internal")).rows.map(r => [String(r[0]), String(r[1])]));

test('--dtype f32: every real tensor is FLOAT, what it is worked out of is DOUBLE, and it is what the evaluator says', () => ran(net, { dtype: 'f32', tolerance: 1e-6, layout: 'coo' }, async ({ database, compiled, shows: shown }) => {
  const found = await types(database);
  for (const table of ['W', 'W_now', 'W_adam_m', 'b', 'v', 'x', 'h', 'loss']) assert.equal(found.get(table), 'FLOAT', table);
  assert.equal(found.get('metrics'), 'DOUBLE');
  const sql = compiled.emit('sql');
  assert.match(sql, /SUM\(CAST\(W\.val AS DOUBLE\) \* CAST\(x\.val AS DOUBLE\)\)/);
  for (const [cell, value] of shown.get('W[i,j]')!) assert.equal(value, Math.fround(value as number), cell);
}));

test('over tiles what training carries is rounded at every step, on one row and on many', () => ran(net, { dtype: 'f32', tolerance: 1e-5, layout: 'tiles' }, async ({ database, compiled, shows: shown }) => {
  assert.equal(compiled.plan!.training[0]!.layout.name, 'tiles');
  const found = await types(database);
  for (const table of ['W', 'W_adam_m', 'v', 'x', 'h']) assert.equal(found.get(table), 'FLOAT', table);
  for (const [cell, value] of shown.get('W[i,j]')!) assert.equal(value, Math.fround(value as number), cell);
  assert.deepEqual((await database.query("SELECT count(*) FROM duckdb_views() WHERE view_name = 'W_now'")).rows, [[1]]);
}));

test('@dtype(f32) is of its tensor alone, and of the state that its optimiser keeps', () => ran(net.replace('param W', '@dtype(f32) param W').replace('h[s,j] =', '@dtype(f32)\nh[s,j] ='), { tolerance: 1e-6, layout: 'coo' }, async ({ database }) => {
  const found = await types(database);
  for (const [table, type] of Object.entries({ W: 'FLOAT', W_now: 'FLOAT', W_adam_v: 'FLOAT', h: 'FLOAT', b: 'DOUBLE', b_adam_v: 'DOUBLE', x: 'DOUBLE' })) assert.equal(found.get(table), type, table);
}));

test('@dtype(f64) stays what it says where the program is f32', () => ran(net.replace('param b', '@dtype(f64) param b'), { dtype: 'f32', tolerance: 1e-6, layout: 'coo' }, async ({ database }) => {
  const found = await types(database);
  assert.deepEqual([found.get('b_now'), found.get('W_now')], ['DOUBLE', 'FLOAT']);
}));

test('loaded data, rows of batches, recurrences and copies of layers', () => ran(`
index s, k, t = 12, l = 2
data x[s,k] from "x.csv" (k = columns(a, b))
data n[s]: int from "x.csv"
layer Scale[k](z[k]) -> q[k] { @dtype(f32) param w[k] = 0.3   q[k] = w[k] * z[k] }
let first = Scale[k]
let block[l] = Scale[k]
@dtype(f32)
f[0] = 0.1
f[t+1] = 1.1 * f[t] + mean[s](n[s]) / 1000
loss = mean[s](sum[k]((first(x[s,k]) + block[0](x[s,k]) - f[3])^2))
train { minimize loss using sgd(lr = 0.1)  batch s by 2  epochs 3  seed 3 }
show f[t], first.w[k], block.w[l,k]
`, { files: { 'x.csv': 'a,b,n\n0.1,0.7,1\n0.3,-0.9,2\n1e-3,0.25,3\n-0.6,0.4,4\n0.5,1.5,5\n' }, dtype: 'f32', tolerance: 1e-6 }));

test('sums are in 64 bits: what 32 would lose is there', () => shows(`
index s = 3, t = 20000
data x[s] = [1, 1e-9, 1e-9]
@dtype(f64)
total = sum[s](x[s])
tenth[t] = 0.1
@dtype(f64)
many = sum[t](tenth[t])
show total, many
`, { total: 1 + 2e-9, many: 20000 * Math.fround(0.1) }, { dtype: 'f32', tolerance: 1e-12 }));

test('the largest of numbers that were rounded is one of them: the derivative of a maximum is not lost', () => ran(`
index s = 5, j = 7
param w[j] ~ normal(0, 1)
x[s,j] = sin(1 + s * s + j)
top[s] = max[j](w[j] * x[s,j] / 3)
low[s] = min[j](exp(w[j]) * x[s,j])
loss = sum[s](top[s] - low[s])
g[j] = grad(loss, w[j])
show g[j], top[s]
`, { dtype: 'f32', tolerance: 1e-6 }, ({ shows: shown }) => {
  const g = [...shown.get('g[j]')!.values()] as number[];
  assert.ok(g.some(v => Math.abs(v) > 0.1), `${g}`);
}));

test('a comparison with what is stored in 32 bits is made in 32 bits', () => shows(`
index s = 4
@dtype(f32)
data x[s] = [0.1, 0.2, 0.5, 3]
same[s] = [x[s] == 0.1 * (s + 1)]
above[s] = [x[s] > 0.2]
show same[s], above[s]
`, { 'same[s]': [1, 1, 0, 0], 'above[s]': [0, 0, 1, 1] }));

test('a training as one query comes to the same as its steps', async () => {
  const text = net.replace(/report .*}/, '}').replace(/show .*/, 'show W[i,j]');
  const { singleQuery } = compile({ file: 'net.tsql', text }, { dtype: 'f32' });
  const query = singleQuery();
  await ran(text, { dtype: 'f32', layout: 'coo', tolerance: 1e-6 }, async ({ database, shows: shown }) => {
    const { rows } = await database.query(query.replace(/;\s*$/, ''));
    const found = rows.filter(r => r[0] === 'W').map(r => r.at(-1) as number);
    assert.equal(found.length, 20);
    assert.ok([...shown.get('W[i,j]')!.values()].every(v => found.some(f => Math.abs(f - (v as number)) < 1e-6)));
    assert.ok(found.every(v => v === Math.fround(v)));
  });
});

test('over tiles, too, a training as one query comes to the same', async () => {
  const text = net.replace(/report .*}/, '}').replace(/show .*/, 'show W[i,j]');
  const query = compile({ file: 'net.tsql', text }, { dtype: 'f32', layout: 'tiles' }).singleQuery();
  await ran(text, { dtype: 'f32', layout: 'tiles', tolerance: 1e-5 }, async ({ database, shows: shown }) => {
    const found = (await database.query(query.replace(/;\s*$/, ''))).rows.filter(r => r[0] === 'W').map(r => r.at(-1) as number);
    assert.deepEqual(found.sort(), [...shown.get('W[i,j]')!.values()].map(Number).sort());
  });
});

test('numbers of data that 32 bits do not hold are told with their place', () => assert.rejects(ran(`
index s
data x[s] from "x.csv"
show sum[s](x[s])
`, { files: { 'x.csv': 'x\n1\n1e300\n' }, dtype: 'f32' }), /`1e\+?300` in column x, line 3 of x.csv is not a number of 32 bits/));
