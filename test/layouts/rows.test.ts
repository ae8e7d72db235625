// Rows that hold several tensors, where two of them hold the same one.

import { test } from 'node:test';
import { ran } from '../features/program.ts';

test('a term may read two tables that both hold a third tensor, and one of them for its own values alone', async () => {
  await ran(`
index i = 3, j = 2, t = 4
data x[i,j] = [[3.5, 4], [2, -4], [0.5, 2.25]]
data n[i]: int = [-1, -1, 0]
param W[i,j] ~ normal(0, 0.5)
t1[0] = W[2, 0]
t1[t + 1] = 0.5 * tanh(t1[t]) + 0.25
t3[|t|, i] = (t1[wrap(i - 1)] - n[clamp(i - 1)])
t3[t, i] = tanh(t3[t + 1, i] * (n[i] * x[clamp(i + i), pad(t + t)]) / (1.5 + abs(t1[t])))
guess[i] = x[i, j] * W[i, j] + t3[i, clamp(2*i)]
cost = mean[i]((guess[i] - n[i])^2)
train { minimize cost using momentum(lr = 0.1) steps 2 seed 1 report cost every 1 step }
show W[i, j]
`, { layout: 'packed' });
});
