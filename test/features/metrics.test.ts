// Metrics of the library, against counts made by hand and the formulas in plain code.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ran } from './program.ts';

const p = [0.9, 0.2, 0.6, 0.7, 0.4, 0.1];
const y = [1, 0, 1, 0, 1, 0];
const mean = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0) / v.length;

test('classes, two classes, numbers', () =>
  ran(`
index s = 6, c = 3
data label[s]: c = [0, 1, 2, 1, 0, 2]
data guess[s]: c = [0, 2, 2, 1, 1, 2]
data p[s] = ${JSON.stringify(p)}
data y[s] = ${JSON.stringify(y)}
acc     = accuracy[s](guess[s], label[s])
n[c,c'] = confusion[s,c,c'](label[s], guess[s])
of_hits = precision[s](p[s] > 0.65, y[s] == 1)
of_true = recall[s](p[s] > 0.65, y[s] == 1)
of_rest = specificity[s](p[s] > 0.65, y[s] == 1)
both    = f1[s](p[s] > 0.65, y[s] == 1)
nothing = precision[s](p[s] > 2, y[s] == 1) ?? -1
e       = rmse[s](p[s], y[s])
fit     = r2[s](p[s], y[s])
alike   = pearson[s](p[s], y[s])
pp      = perplexity(2)
bits    = bits_per_item(log(8))
show acc, n[c,c'], of_hits, of_true, of_rest, both, nothing, e, fit, alike, pp, bits
`, {}, ({ shows }) => {
    const value = (label: string): number => [...shows.get(label)!.values()][0] as number;
    const expected: Readonly<Record<string, number>> = {
      acc: 4 / 6, of_hits: 1 / 2, of_true: 1 / 3, of_rest: 2 / 3, both: 2 / 5, nothing: -1, pp: Math.exp(2), bits: 3,
      e: Math.sqrt(mean(p.map((v, k) => (v - y[k]!) ** 2))), fit: 1 - mean(p.map((v, k) => (v - y[k]!) ** 2)) / mean(y.map(v => (v - mean(y)) ** 2)),
      alike: mean(p.map((v, k) => (v - mean(p)) * (y[k]! - mean(y)))) / Math.sqrt(mean(p.map(v => (v - mean(p)) ** 2)) * mean(y.map(v => (v - mean(y)) ** 2))),
    };
    for (const [label, want] of Object.entries(expected)) assert.ok(Math.abs(value(label) - want) < 1e-12, `${label}: ${value(label)} instead of ${want}`);
    // row: the true class, column: the guess
    assert.deepEqual(Object.fromEntries([...shows.get("n[c,c']")!].sort()), { '0,0': 1, '0,1': 1, '0,2': 0, '1,0': 0, '1,1': 1, '1,2': 1, '2,0': 0, '2,1': 0, '2,2': 2 });
  }));
