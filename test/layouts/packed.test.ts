// The packed layout: a short axis in columns, and what is read together in one row. Every training here is compared with the evaluator.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import type { PlanStatement } from '../../compiler/plan.ts';
import { ran } from '../features/program.ts';

const compiled = (text: string, layout: 'auto' | 'packed') => compile({ file: 'net.tsql', text }, { layout });
const flat = (statements: readonly PlanStatement[]): string => statements.map(s => (s.kind === 'loop' ? flat(s.body) : s.sql)).join(';\n');
const stepOf = (text: string): string => flat(compiled(text, 'packed').plan!.training[0]!.step);

const factors = `
index r = 40, k = 3
index u = 6, v = 5
data row[r]: u = [${Array.from({ length: 40 }, (_, r) => r * 7 % 6).join(', ')}]
data col[r]: v = [${Array.from({ length: 40 }, (_, r) => r * 3 % 5).join(', ')}]
seen[r] = sin(r)
param U[u,k] ~ normal(0, 1)
param V[v,k] ~ normal(0, 1)
param c[u] = 0
guess[r] = c[row[r]] + U[row[r],k] * V[col[r],k]
loss = mean[r]((guess[r] - seen[r])^2)
train { minimize loss using adam(lr = 0.05)  steps 3  seed 4  report loss every 1 step }
show U[u,k], V[v,k], c[u]
`;

test('factors are joined a vector at a time, and read as before outside of steps', async () => {
  const step = stepOf(factors);
  assert.match(step, /U\.val_0 \* V\.val_0 \+ U\.val_1 \* V\.val_1 \+ U\.val_2 \* V\.val_2/);
  assert.match(step, /SUM\(d_guess\.val \* V\.val_2\) AS val_2/);
  assert.doesNotMatch(step.replace(/--.*/g, ''), /\bk\b/, 'an axis that lies in columns is in no row');
  await ran(factors, { layout: 'packed' });
});

test('data that is read together is one table, and goes along in the rows of what is made of it', () => {
  const { plan } = compiled(factors, 'packed');
  assert.match(flat(plan!.training[0]!.begin), /SELECT r, col\.val AS col, "row"\.val AS "row", seen\.val AS seen\nFROM col\nJOIN "row" USING \(r\)\nJOIN seen USING \(r\)/);
  const gradient = /CREATE OR REPLACE TEMP TABLE d_V_packed AS\nSELECT[\s\S]*?;/.exec(stepOf(factors))![0];
  assert.equal(gradient.match(/JOIN/g)?.length, 1, gradient);
});

test('an axis whose cells do not all exist stays in rows', () => ran(`
index i = 5, j = 3
param b[j] = 0.5
param W[i,j] ~ normal(0, 1)
guess[i] = W[i,j] * W[i,j] + b[pad(i + 1)] * b[end]
loss = mean[i]((guess[i] - i)^2)
train { minimize loss using sgd(lr = 0.1)  steps 3 }
show W[i,j], b[j]
`, { layout: 'packed' }));

test('a letter in columns may be a number, a condition of the body, and stand below a maximum', () => ran(`
index s = 9, j = 4
param W[s,j] ~ normal(0, 1)
z[s,j] = W[s,j] * j + (if j > 1 then sin(s) else W[s,j])
top[j] = max[s](z[s,j])
p[s,j] = softmax[j](z[s,j])
loss = sum[s,j]((p[s,j] - j)^2) + sum[j](top[j])
train { minimize loss using adam(lr = 0.05)  steps 3 }
show W[s,j]
`, { layout: 'packed' }));

test('batches, guarded parameters and several clauses', () => ran(`
index s = 30, i = 3, j = 3
data x[s,i] = [${Array.from({ length: 30 }, (_, s) => `[${[0, 1, 2].map(i => Math.round(100 * Math.sin(s * 3 + i)) / 100).join(', ')}]`).join(', ')}]
param L[i,j] ~ normal(0, 1) where j <= i
param b[j] ~ normal(0, 1)
z[s,j] = L[i,j] * x[s,i] + b[j]
e[s,0] = z[s,0]
e[s,j] = z[s,j] - e[s,j-1] where j > 0
loss = mean[s]((e[s,end] - 1)^2) + mean[s,j](z[s,j]^2)
train { minimize loss using sgd(lr = 0.05)  batch s by 10  steps 4  seed 2  report loss every 1 step }
show L[i,j], b[j]
`, { layout: 'packed' }));

test('names that lanes and shared rows would take are left alone', () => ran(`
index r = 12, k = 2, u = 4
data val_0[r]: u = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
u_packed[r] = cos(r)
param U[u,k] ~ normal(0, 1)
loss = mean[r]((U[val_0[r],k] * k - u_packed[r])^2)
train { minimize loss using sgd(lr = 0.1)  steps 2 }
show U[u,k]
`, { layout: 'packed' }));

test('why not', () => {
  const long = 'index n = 50\nparam w[n] = 1\nloss = sum[n]((w[n] - n)^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 2 }';
  const { diagnostics, plan } = compiled(long, 'packed');
  assert.equal(plan, null);
  const [found] = diagnostics.filter(d => d.severity === 'error');
  assert.equal(found!.code, 'not-supported');
  assert.match(found!.message, /does not run in packed: no axis is short enough/);
});
