// What statements are expected to take, held to what can be counted by hand, and to what the engine then makes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog } from '../../compiler/catalog.ts';
import { type Compiled, compile, type PlanCost, shippedPrices, type WorkKind } from '../../compiler/index.ts';
import { connect, loadData } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';

const compiled = (text: string, layout: 'auto' | 'tiles' | 'coo' = 'coo', catalog?: Catalog): Compiled => {
  const found = compile({ file: 'program.tsql', text }, { layout, ...(catalog ? { catalog } : {}) });
  assert.deepEqual(found.diagnostics, []);
  return found;
};
const statements = (c: Compiled, kind?: string): readonly PlanCost[] => c.costs().filter(p => kind === undefined || p.kind === kind).flatMap(p => p.statements);
const making = (c: Compiled, table: string): PlanCost => statements(c).find(s => s.statement.kind === 'execute' && s.statement.writes.includes(table))!;
const work = (s: PlanCost, ...kinds: readonly WorkKind[]): readonly number[] => kinds.map(k => s.cost.work[k]);

const product = `
index s = 6, i = 4, j = 3
data x[s,i] = [[1,2,3,4],[5,6,7,8],[1,2,3,4],[5,6,7,8],[1,2,3,4],[5,6,7,8]]
data W[i,j] = [[1,2,3],[4,5,6],[7,8,9],[1,2,3]]
h[s,j] = W[i,j] * x[s,i]
show h[s,j]
`;

test('a contraction: combinations, sums, multiply-adds, rows and bytes as they are counted by hand', () => {
  const h = making(compiled(product), 'h');
  assert.deepEqual(work(h, 'statement', 'source', 'joined', 'aggregated', 'multiplyAdd'), [1, 2, 6 * 4 * 3, 6 * 4 * 3, 6 * 4 * 3]);
  assert.equal(h.cost.rows, 18);
  assert.equal(h.cost.bytes, 18 * 3 * 8);
  assert.equal(h.cost.guessed, false);
  // one product each combination; rows are made by the groups and by the table
  assert.deepEqual(work(h, 'operation', 'row'), [72, 36]);
  const by = shippedPrices;
  const [expressions] = work(h, 'expression');
  assert.ok(expressions! > 5);
  assert.ok(Math.abs(h.milliseconds - (by.statement + 2 * by.source + expressions! * by.expression + 72 * (by.joined + by.aggregated + by.multiplyAdd + by.operation) + 36 * by.row) / 1e6) < 1e-9);
});

const sparse = `
index n
data A[n,n'] from "edges.csv" (n = a, n' = b, A = w)
data x[n] from "nodes.csv" (n = n)
y[n] = A[n,n'] * x[n']
show y[n]
`;
const relation = (rows: number, columns: readonly string[]) => ({ kind: 'relation' as const, rows, columns: columns.map(name => ({ name, type: name === 'w' || name === 'x' ? 'real' as const : 'int' as const, range: null })) });

test('a table of edges: as many combinations as it has rows', () => {
  const catalog = { sources: { 'file:edges.csv': relation(700, ['a', 'b', 'w']), 'file:nodes.csv': relation(100, ['n', 'x']) } };
  const y = making(compiled(sparse, 'coo', catalog), 'y_dense');
  assert.deepEqual(work(y, 'multiplyAdd', 'aggregated'), [700, 700]);
  assert.ok(y.cost.guessed);
  const A = making(compiled(sparse, 'coo', catalog), 'A');
  assert.deepEqual([A.cost.rows, A.cost.guessed], [700, false]);
});

const net = (steps: string): string => `
index s = 200, i = 5, j = 4
param W[i,j] ~ normal(0, 1)
param b[j] = 0
param v[j] ~ normal(0, 1)
x[s,i] = sin(3 * s + i)
y[s] = sum[i](x[s,i]^2)
h[s,j] = tanh(W[i,j] * x[s,i] + b[j])
loss = mean[s]((v[j] * h[s,j] - y[s])^2)
train { minimize loss using sgd(lr = 0.01)  ${steps} }
`;

test('a step over tiles has the multiply-adds of rows: both products forward, those of each gradient', () => {
  const of = (layout: 'coo' | 'tiles'): number => statements(compiled(net('steps 4'), layout), 'step').reduce((n, s) => n + s.cost.work.multiplyAdd, 0);
  // W·x and v·h forward; by v and by W backward, through which the sum over s goes
  assert.equal(of('tiles'), 2 * (200 * 5 * 4) + 2 * (200 * 4));
  assert.equal(of('coo'), of('tiles'));
  assert.ok(statements(compiled(net('steps 4'), 'tiles'), 'step').every(s => s.layout === 'tiles' && !s.cost.guessed));
});

test('parameters under a guard are counted by their boxes', () => {
  const guarded = compiled(`
index s = 100, n = 3, u = 20
index l in n = 2
data width[n] = [20, 8, 3]
param W[l,u,u'] ~ normal(0, 1) where u < width[l] and u' < width[l+1]
x[s,u] = sin(s + u)
a[0,s,u] = x[s,u]
a[l+1,s,u'] = tanh(W[l,u,u'] * a[l,s,u])
loss = sum[s,u](a[end,s,u]^2)
show loss
`);
  assert.equal(making(guarded, 'W_now').cost.rows, 20 * 8 + 8 * 3);
  assert.equal(statements(guarded, 'final').reduce((n, s) => n + s.cost.work.multiplyAdd, 0), 100 * (20 * 8 + 8 * 3) + 100 * 20, 'two products and the squares');
});

test('a loop takes as long as all of its passes', () => {
  const passes = (n: number): number => statements(compiled(`index t = ${n}\nf[0] = 1\nf[t+1] = 2 * f[t] + sin(t)\nshow f[end]\n`)).reduce((sum, s) => sum + s.cost.work.statement, 0);
  assert.ok(passes(40) >= passes(4));
});

test('rows are those that the engine makes, where tensors are full', async () => {
  const c = compiled(net('steps 1  report loss every 1 steps'));
  const { plan } = c;
  const database = await connect({ path: ':memory:' });
  try {
    await loadData(plan!, database, '.');
    const known = { run: 1, step: 1, seed: 0, before: 0 };
    await executeAll(database, plan!.setup, known);
    await executeAll(database, plan!.training[0]!.step, known);
    for (const s of [...statements(c, 'setup'), ...statements(c, 'step')]) {
      if (s.statement.kind !== 'execute' || s.cost.rows === 0) continue;
      const [table] = s.statement.writes;
      assert.equal((await database.query(`SELECT * FROM "${table}"`)).rows.length, s.cost.rows, table);
    }
  } finally {
    await database.close();
  }
});

test('explain prints costs with units, the sum of a step, and marks what takes most', () => {
  const text = compiled(net('steps 4'), 'coo').explain();
  assert.match(text, /each of 4 steps: \d+ statements\n +table +layout +rows +size +multiply-adds +time\n {2}step 1 .* coo .* [\d.]+ (?:ms|µs)/);
  assert.match(text, /\n {2}in all +9,600 +[\d.]+ ms\n/);
  assert.match(text, /◀ \d+ %/);
});

test('what only data knows is marked', () => {
  assert.match(compiled(sparse, 'coo').explain(), /~[\d,]+/);
});
