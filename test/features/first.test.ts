// First steps of a recurrence that others read before it goes on.

import { test } from 'node:test';
import { shows } from './program.ts';

test('a scale is taken from the first step', () => shows(`
index t = 4
param a = 3
x[0]   = a
r      = 2 * x[0]
x[t+1] = x[t] / 2 + r
slope  = grad(x[end], a)
show x[end], slope
`, { 'x[end]': 11.4375, slope: 3.8125 }));

test('the second step needs a sum over the first one', () => shows(`
index t = 3, i = 2
x[0,i]   = 3 + i
total    = sum[i](x[0,i])
x[1,i]   = total + 1
x[t+2,i] = x[t,i] + x[t+1,i]
show x[end,i]
`, { 'x[end,i]': [2 * 8 + 11, 2 * 8 + 12].map((_, i) => { let [p, q] = [3 + i, 8]; for (let t = 0; t < 3; t++) [p, q] = [q, p + q]; return q; }) }));

test('a long one ends when it is small beside where it began', () => shows(`
index t = 50
y[0]   = 100
y[t+1] = y[t] / 2 until y[t+1] < 0.01 * first
first  = y[0]
n      = sum[t]([y[t] > 0])
show y[end], n
`, { 'y[end]': 100 / 128, n: 8 }));

test('a value that is gathered by what the first step found', () => shows(`
index t = 12, i = 3
data c[i] = [5, 7, 6]
x[0,i]   = c[i]
best     = argmax[i](x[0,i])
x[t+1,i] = x[t,i] + x[t,best] where i != best
x[t+1,i] = x[t,i]             where i == best
show x[end,i]
`, { 'x[end,i]': [5 + 12 * 7, 7, 6 + 12 * 7] }));

test('a pass in stages, each with parts of its own', () => shows(`
index t = 20, i = 2
data b[t,i] = ${JSON.stringify(Array.from({ length: 20 }, (_, t) => [t % 3, t % 5]))}
x[0,i]   = 1
h[t,i]   = max(min(x[t,i] + floor(b[t,i] * x[t,i]), 9), -9)
x[t+1,i] = max(min(h[t,i] * (1 + (x[t,i] - h[t,i])), 9), -9)
show x[end,i]
`, { 'x[end,i]': [3, 5].map(n => { let x = 1; for (let t = 0; t < 20; t++) { const h = Math.max(Math.min(x + Math.floor((t % n) * x), 9), -9); x = Math.max(Math.min(h * (1 + (x - h)), 9), -9); } return x; }) }));

test('the letter of a recurrence is found whichever axis it stands at', () => {
  const program = (place: (a: string, b: string) => string): string => `
index t = 12, j = 13
x[${place('0', 'j')}]   = 2
h[${place('t', 'j')}]   = min(x[${place('t', 'pad(t + 1)')}] + t, 9)
x[${place('t+1', 'j')}] = h[${place('t', 'j')}] - 1
show x[${place('end', '0')}]
`;
  let last = 2;
  for (let t = 0; t < 12; t++) last = Math.min(last + t, 9) - 1;
  return Promise.all([shows(program((a, b) => `${a},${b}`), { 'x[end,0]': last }, { warnings: ['broadcast'] }), shows(program((a, b) => `${b},${a}`), { 'x[0,end]': last }, { warnings: ['broadcast'] })]).then(() => undefined);
});
