// What a recurrence that ends early leaves of the tensors after it: rows up to its last position, totals included.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ran } from './program.ts';

const halving = `
index t = 10, s = 2
x[0]   = 1
x[t+1] = x[t] / 2 until x[t+1] < 0.2
`;

const rows = (cells: ReadonlyMap<string, unknown>): Readonly<Record<string, unknown>> => Object.fromEntries(cells);

test('what is added up along an ended recurrence has no rows past its end', () =>
  ran(`${halving}
n[t]   += 1 * x[t]
n[t]   += 2
m[t,s] += x[t] * s
m[t,0] += 5
show n[t], m[t,s]
`, {}, ({ shows }) => {
    assert.deepEqual(rows(shows.get('n[t]')!), { 0: 3, 1: 2.5, 2: 2.25 });
    assert.deepEqual(rows(shows.get('m[t,s]')!), { '0,0': 5, '0,1': 1, '1,0': 5, '1,1': 0.5, '2,0': 5, '2,1': 0.25 });
  }));

test('totals, extremes and what reads them end with it', () =>
  ran(`${halving}
m[t,s]  += x[t] * s
total[t] = sum[s](x[t] * (s + 1))
big[t]  max= x[t]
read[t]  = m[t,1] ?? 7
whole    = sum[t](m[t,1])
show total[t], big[t], read[t], whole
`, {}, ({ shows }) => {
    assert.deepEqual(rows(shows.get('total[t]')!), { 0: 3, 1: 1.5, 2: 0.75 });
    assert.deepEqual(rows(shows.get('big[t]')!), { 0: 1, 1: 0.5, 2: 0.25 });
    assert.deepEqual(rows(shows.get('read[t]')!), { 0: 1, 1: 0.5, 2: 0.25 });
    assert.deepEqual([...shows.get('whole')!.values()], [1.75]);
  }));

test('the derivative of a sum along an ended recurrence takes only the rows that are there', () =>
  ran(`${halving.replace(', s = 2', '').replace('x[0]   = 1', 'param a = 1\nx[0]   = a')}
n[t] += x[t] ^ 2
loss  = sum[t](n[t])
slope = grad(loss, a)
show slope
`, {}, ({ shows }) => assert.deepEqual([...shows.get('slope')!.values()], [2 * (1 + 1 / 4 + 1 / 16)])));
