// Training over tiles: what it can do and what it says it cannot, the same sums on any number of threads, and what it leaves to read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { connect, loadData } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';
import { executeStep, paceOf } from '../../runtime/steps.ts';
import { ran } from '../features/program.ts';

const compiled = (text: string, layout: 'auto' | 'tiles' | 'coo') => compile({ file: 'net.tsql', text }, { layout });
const declined = (text: string): string | null => compiled(text, 'auto').plan!.training[0]!.layout.declined;

const net = `
index s = 200, i = 5, j = 4
param W[i,j] ~ normal(0, 1)
param b[j] = 0
param v[j] ~ normal(0, 1)
x[s,i] = sin(3 * s + i)
y[s] = sum[i](x[s,i]^2)
h[s,j] = tanh(W[i,j] * x[s,i] + b[j])
loss = mean[s]((v[j] * h[s,j] - y[s])^2)
train { minimize loss using adam(lr = 0.01)  steps 4  report loss every 1 steps }
show W[i,j]
`;

test('a net of full tensors runs over tiles as the evaluator says, a statement a step', async () => {
  const { plan } = compiled(net, 'tiles');
  assert.equal(plan!.training[0]!.layout.name, 'tiles');
  assert.equal(plan!.training[0]!.step.length, 2);
  await ran(net, { layout: 'tiles' });
});

for (const dtype of ['f64', 'f32'] as const) test(`weights are the same to the last bit on one thread, on two and on four, in ${dtype}`, async () => {
  const { plan } = compile({ file: 'net.tsql', text: net }, { layout: 'tiles', dtype });
  const weights = async (threads: number): Promise<unknown> => {
    const database = await connect({ path: ':memory:', threads });
    try {
      await loadData(plan!, database, '.');
      await executeAll(database, plan!.setup, { run: 1, step: 0, seed: 0 });
      const [training] = plan!.training;
      const pace = await paceOf(database, training!);
      for (let step = 1; step <= 12; step++) await executeStep(database, training!, pace, { run: 1, step, seed: 0, before: 0 }, step === 1);
      return (await database.query('SELECT * FROM W_now ORDER BY i, j')).rows;
    } finally {
      await database.close();
    }
  };
  const one = await weights(1);
  assert.equal((one as unknown[]).length, 20);
  for (const threads of [2, 2, 4]) assert.deepEqual(await weights(threads), one);
});

// A plan is made once and knows the range of the values that tables held then: values that leave it must not be taken to be inside.
test('values far from those of the first steps are still compared as they are', () => ran(`
index i = 3
param w[i] = 1
loss = sum[i](-(if w[i] > 40 then 5 else 3) * w[i])
train { minimize loss using sgd(lr = if t > 4 then 1 else 4)  steps 12 }
show w[i]
`, { layout: 'tiles' }));

test('shifted reads, overlapping windows and their gradients', () => ran(`
index s = 70, p = 8, k = 3, o = 6, f = 2, g = 4, d = 2
param K[f,k] ~ normal(0, 1)
param V[f,g] ~ normal(0, 1)
x[s,p] = cos(s * p + 1)
y[s,f,o] = relu(K[f,k] * x[s, o + k])
z[s,f,g] = max[d](y[s,f, g + d])
out[s] = V[f,g] * z[s,f,g]
loss = mean[s]((out[s] - sin(s))^2)
train { minimize loss using momentum(lr = 0.02)  steps 3 }
show K[f,k], V[f,g]
`, { layout: 'tiles' }));

test('what changes over the rows goes in and comes back: normalised over the batch, twice', () => ran(`
index s = 90, i = 3
param a[i] = 1
param c[i] = 0.5
x[s,i] = sin(7 * s + i) * (i + 1)
m[i] = mean[s](a[i] * x[s,i])
v[i] = mean[s]((a[i] * x[s,i] - m[i])^2)
z[s,i] = c[i] * (a[i] * x[s,i] - m[i]) / sqrt(v[i] + 0.01)
loss = mean[s,i]((z[s,i] - cos(s))^2) + 0.1 * sum[i](a[i]^2)
train { minimize loss using sgd(lr = 0.1)  steps 3 }
show a[i], c[i]
`, { layout: 'tiles' }));

test('a recurrence over layers of different widths is taken apart', () => ran(`
index s = 66, n, l in n = |n| - 1, u = max[n](width[n])
data width[n]: int = [4, 3, 2]
param W[l,u,u'] ~ normal(0, 1) where u < width[l] and u' < width[l+1]
a[0,s,u] = sin(s + u) where u < 4
a[l+1,s,u'] = tanh(W[l,u,u'] * a[l,s,u])
loss = mean[s]((a[end,s,0] - a[end,s,1])^2)
train { minimize loss using sgd(lr = 0.5)  steps 3 }
show W[l,u,u']
`));

test('attention that looks back only: cells under a condition on letters are filled and asked for', () => ran(`
index s = 66, p = 5, d = 3, k = 2
param Q[d,k] ~ normal(0, 1)
param K[d,k] ~ normal(0, 1)
param V[d,k] ~ normal(0, 1)
x[s,p,d] = sin(s * p + d)
q[s,p,k] = Q[d,k] * x[s,p,d]
key[s,p,k] = K[d,k] * x[s,p,d]
value[s,p,k] = V[d,k] * x[s,p,d]
score[s,p,p'] = q[s,p,k] * key[s,p',k] where p' <= p
att[s,p,p'] = softmax[p'](score[s,p,p'])
y[s,p,k] = att[s,p,p'] * value[s,p',k]
loss = mean[s,p]((sum[k](y[s,p,k]) - cos(s))^2)
train { minimize loss using sgd(lr = 0.1)  steps 3 }
show Q[d,k], K[d,k], V[d,k]
`, { layout: 'tiles' }));

const words = (more: string): string => `
index n, v, s = 70, d = 3
data word[n]: v from "words.csv" (n = row)
param E[v,d] ~ normal(0, 1)
param c[v] = 0
at[s,d] = E[word[s + 1], d] + E[word[s + 2], d]
logit[s,v] = E[v,d] * at[s,d] + c[v]
loss = mean[s](xent[v](logit[s,v], word[s + 3])) ${more}
train { minimize loss using adam(lr = 0.1)  batch s by 20  steps 6  seed 3 }
show E[v,d], c[v]
`;
const spoken = { 'words.csv': ['word', ...Array.from({ length: 74 }, (_, k) => ['one', 'two', 'three', 'four', 'five'][(k * k + 3 * k) % 5])].join('\n') };

test('keys that only data knows are read, compared and added up by their places', () => ran(words(''), { layout: 'tiles', files: spoken }));
test('a table over them has its keys when it is read outside of steps', () => ran(words('+ 0.01 * mean[v](c[v]^2)'), { layout: 'tiles', files: spoken }));
test('what such a key is called cannot be read over tiles', () => ran(words('').replace('logit[s,v] =', 'logit[s,v] = [word[s + 1] == "two"] +'), { layout: 'auto', files: spoken }, ({ compiled }) => {
  assert.match(compiled.plan!.training[0]!.layout.declined!, /a key of v is read as a value/);
}));

test('draws inside of a batch are those of COO, whatever the threads', () => ran(`
index s = 130, i = 4, j = 3
param W[i,j] ~ normal(0, 1)
x[s,i] = sin(s + i)
h[s,j] = dropout(tanh(W[i,j] * x[s,i]), rate = 0.4)
noise[s] ~ normal(0, 0.1)
loss = mean[s]((sum[j](h[s,j]) + noise[s] - cos(s))^2)
train { minimize loss using sgd(lr = 0.1)  batch s by 25  steps 7  seed 5 }
show W[i,j]
`, { layout: 'tiles' }));

test('a batch of one row, whose second block has none', () => ran(`
index s = 65, i = 2
param w[i] = 1
x[s,i] = cos(s * i + 1)
loss = mean[s]((w[i] * x[s,i] - 1)^2)
train { minimize loss using sgd(lr = 0.1)  batch s by 64  steps 4  seed 1 }
show w[i]
`, { layout: 'tiles' }));

test('lists of a block that are made of its data and of what all blocks share', () => ran(`
index s = 70
param a = 0
param b = 0
x[s] = sin(s)
mu = mean[s](x[s])
guess[s] = a * (x[s] - mu) + b
loss = mean[s]((guess[s] - cos(s))^2)
train { minimize loss using sgd(lr = 0.3)  steps 3 }
show a, b
`, { layout: 'tiles' }));

test('rows are taken where they cost less than tiles', () => {
  const scattered = 'index n = 20000, u = 400\nparam w[u] = 1\nk[n] = 7 * n % 400\nloss = sum[n]((w[wrap(k[n])] - sin(n))^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 1 }';
  const [chosen, asked] = (['auto', 'tiles'] as const).map(layout => compiled(scattered, layout).plan?.training[0]!.layout);
  assert.match(chosen?.declined ?? '', /not tiles: a step would take about [\d,.]+ ms, [\d,.]+ ms in rows$/);
  assert.equal(asked?.name, 'tiles');
});

test('a net with more hidden units than there are rows is spread over its rows', () => ran(`
index s = 70, i = 3, j = 90
data y[s] = [${Array.from({ length: 70 }, (_, k) => k % 7).join(', ')}]
param W[i,j] ~ normal(0, 1)
param b[j] = 0
param v[j] ~ normal(0, 1)
x[s,i] = sin(y[s] + i * s)
h[s,j] = tanh(W[i,j] * x[s,i] + b[j])
loss = mean[s]((v[j] * h[s,j] - y[s])^2)
train { minimize loss using sgd(lr = 0.01)  steps 3 }
show W[i,j], b[j], v[j]
`, { layout: 'tiles' }));

const padded = (loss: string): string => `
index i = 3, j = 2
data x[i,j] = [[2.75, 2.5], [3.25, 1], [2.5, 2.75]]
param W[i,j] ~ normal(0, 0.5)
guess[i] = x[i,j] * W[i,j] + x[i, pad(i - 1)]
loss = ${loss}
train { minimize loss using sgd(lr = 0.1)  steps 3  report loss every 1 step }
show W[i,j]
`;

test('a cell that reads outside of what it reads does not exist, and is not counted', async () => {
  await ran(padded('sum[i]((guess[i] + 1)^2)'), { layout: 'tiles' });
  await ran(padded('mean[i]((guess[i] + 1)^2) + sum[i]([guess[i] > 0] * guess[i])'));
});

test('why not', () => {
  assert.match(declined(`${net.replace('y[s] = sum[i](x[s,i]^2)', 'y[s] = 1 where s > 3')}`)!, /does not have all of its cells/);
  assert.match(declined('index i = 4\nparam w[i] = 1\nbest = argmax[i](w[i] * i)\nloss = w[best] + sum[i](w[i]^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 2 }')!, /looks for a place/);
  const { diagnostics, plan } = compiled(net.replace('y[s] = sum[i](x[s,i]^2)', 'y[s] = 1 where s > 3'), 'tiles');
  assert.equal(plan, null);
  const [found] = diagnostics.filter(d => d.severity === 'error');
  assert.equal(found!.code, 'not-supported');
  assert.match(found!.message, /does not run in tiles/);
  assert.ok(found!.hints?.some(h => h.includes('--layout auto')));
});

test('explain says which layout a training has, or why not the one that was asked for', () => {
  assert.match(compiled(net, 'tiles').explain(), /layout\n\s+tiles\s+nested lists/);
  assert.match(compiled(net.replace('y[s] = sum[i](x[s,i]^2)', 'y[s] = 1 where s > 3'), 'auto').explain(), /coo\s+one row a cell\s+not packed: .*; not tiles: /);
  assert.doesNotMatch(compiled(net, 'coo').explain(), /^layout/m);
});

test('several goals, one after the other: what the first has changed is worked out again for the second', () => ran(`
index s = 70, i = 3, j = 2
param W[i,j] ~ normal(0, 1)
param v[j] ~ normal(0, 1)
param c = 0.5
x[s,i] = sin(3 * s + i)
h[s,j] = tanh(W[i,j] * x[s,i])
guess[s] = v[j] * h[s,j] + c
fit = mean[s]((guess[s] - x[s,0])^2)
spread = mean[s,j](h[s,j]^2) + c * mean[s](guess[s])
optimizer pushed(p, g, t, lr = 0.1) { state m = 0   m := 0.9 * m + g   size = sum[](m^2)   p := p - lr * m / sqrt(1 + size) }
train { minimize fit over W, v using pushed  maximize spread over v, c using pushed(lr = 0.05)  minimize fit over W using adam(lr = 0.01)  steps 5 }
show W[i,j], v[j], c
`, { layout: 'tiles' }, ({ compiled: { plan } }) => {
  assert.equal(plan!.training[0]!.layout.name, 'tiles');
  assert.equal(plan!.training[0]!.step.length, 2);
}));
