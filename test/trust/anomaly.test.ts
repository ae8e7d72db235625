// Numbers that are none end a run, and --detect-anomaly says where they begin.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { NotANumber, runFile, type RunFileOptions } from '../../runtime/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tsql-anomaly-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Ran { readonly problem: unknown; readonly shows: Readonly<Record<string, unknown>>; readonly reports: readonly unknown[] }

let files = 0;
async function ran(text: string, options: RunFileOptions = {}): Promise<Ran> {
  const file = path.join(folder, `p${files++}.tsql`);
  writeFileSync(file, text);
  const shows: Record<string, unknown> = {};
  const reports: unknown[] = [];
  try {
    const { diagnostics } = await runFile(file, { folder, ...options, listener: e => {
      if (e.event === 'show') shows[e.label] = e.columns.map(c => [...c.values]);
      if (e.event === 'report') reports.push([e.step, e.values]);
    } });
    assert.deepEqual(diagnostics.map(d => d.message), []);
    return { problem: null, shows, reports };
  } catch (problem) {
    return { problem, shows, reports };
  }
}

/** What is said of a program, without and with the search. */
async function said(text: string): Promise<{ readonly plain: string; readonly place: string; readonly line: string }> {
  const { problem: plain } = await ran(text);
  assert.ok(plain instanceof NotANumber, String(plain));
  assert.equal(plain.exitCode, 3);
  assert.equal(plain.place, null);
  assert.match(plain.hints.join('\n'), /--detect-anomaly/);
  const { problem: found } = await ran(text, { detectAnomaly: true });
  assert.ok(found instanceof NotANumber && found.place, String(found));
  const { span, message } = found.place;
  return { plain: plain.message, place: message, line: text.slice(span.start, span.end) };
}

test('a logarithm of what is below 0: the equation and the cell, not the loss that reads it', async () => {
  const text = 'index s, k = 2\ndata x[s,k] = [[1, 2], [3, 4], [5, 0]]\nparam w[k] = [0.5, 0.25]\nh[s,k] = log(x[s,k] - 1 + w[k])\nz[s] = w[k] * h[s,k]\nloss = mean[s](z[s]^2)\ntrain { minimize loss using sgd(lr = 0.3)  steps 50  report loss every 10 }\n';
  assert.deepEqual(await said(text), { plain: 'loss on train is not a number at step 0', place: 'h[s = 2, k = 1] is not a number at step 0', line: 'h[s,k] = log(x[s,k] - 1 + w[k])' });
});

test('steps that grow: the step in which the loss overflows, long before the next report', async () => {
  const text = 'index s = 3\ndata x[s] = [1, 2, 3]\nparam w = 1\nloss = sum[s]((w * x[s])^2)\ntrain { minimize loss using sgd(lr = 10)  steps 500  report loss every 100 }\n';
  // w is multiplied by 1 - 280 in each step, and the loss is 14 w²
  const step = Math.ceil((Math.log10(Number.MAX_VALUE) - Math.log10(14)) / (2 * Math.log10(279)));
  assert.deepEqual(await said(text), { plain: 'loss on train is infinite (inf) at step 100', place: `loss is infinite (inf) at step ${step}`, line: 'loss = sum[s]((w * x[s])^2)' });
});

test('weights that are spoiled where nothing is reported', async () => {
  const text = 'index k = 3\nparam w[k] = [1, 2, 3]\nparam v[k] = [1, 2, 3]\nloss = sum[k](w[k]^2) + sum[k](sqrt(v[k]) * 3)\ntrain { minimize loss using sgd(lr = 1)  steps 9 }\n';
  const { plain, place, line } = await said(text);
  // v[0] is 1, then 1 - 1.5 < 0: its next gradient is that of a root of what is below 0
  assert.equal(plain, 'v[k = 0] is not a number at step 2');
  assert.match(place, /\[k = 0\] is not a number.* at step 2/);
  assert.match(line, /loss = |minimize/);
});

test('a weight that is none ends the run at its step, or at the next that is looked at, and that is said', async () => {
  // w + 4 w³ has three times the digits of w: 0.7, 2.7, 8.7, 27, 81, 243, and then more than the 308 there are
  const early = await ran('param w = 1\nloss = -w^4\ntrain { minimize loss using sgd(lr = 1)  steps 40 }\n');
  assert.ok(early.problem instanceof NotANumber);
  assert.equal(early.problem.message, 'w is infinite (inf) at step 7');
  assert.deepEqual(early.problem.hints, ['the weights are kept as they were at step 0', '--detect-anomaly says in which equation and cell it begins', 'a smaller learning rate often helps']);
  // w is multiplied by 100 in each step, and has 310 digits after step 155
  const late = await ran('param w = 1\nloss = -49.5 * w^2\ntrain { minimize loss using sgd(lr = 1)  steps 400  report loss every 400 }\n');
  assert.ok(late.problem instanceof NotANumber);
  assert.equal(late.problem.message, 'w is infinite (inf) at step 160');
  assert.equal(late.problem.hints[1], 'it was noticed at step 160 and was still a number at step 150, when it was last looked at: --detect-anomaly says in which step, equation and cell it begins');
  const { problem } = await ran('@dtype(f32) param w = 1\nparam v = 1\nloss = sqrt(v) * w\ntrain { minimize loss using sgd(lr = 3)  steps 50 }\n');
  assert.ok(problem instanceof NotANumber, String(problem));
  assert.equal(problem.message, 'w is not a number at step 2', 'weights of 32 bits are looked at, too');
});

test('a loss that is none is noticed where it is reported, and that is said', async () => {
  // w is 10^n after step n, and the loss infinite from step 154 on
  const { problem } = await ran('param w = 1\nloss = -4.5 * w^2\ntrain { minimize loss using sgd(lr = 1)  steps 400  report loss every 100 }\n');
  assert.ok(problem instanceof NotANumber, String(problem));
  assert.equal(problem.message, 'loss on train is infinite (-inf) at step 200');
  assert.deepEqual(problem.hints.slice(0, 2), ['the weights are kept as they were at step 100, the last that was reported', 'it was noticed at step 200 and was still a number at step 100, when it was last looked at: --detect-anomaly says in which step, equation and cell it begins']);
});

test('mini-batches and dropout: the step that is made again is the same step', async () => {
  const text = `
index s = 6, k = 2
data x[s,k] = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 1], [0, 0]]
param w[k] = [1, 1]
keep[s] ~ uniform(0.5, 1)
y[s] = (w[k] * x[s,k]) * keep[s]
loss = mean[s](log(y[s]))
train { minimize loss using adam(lr = 0.01)  batch s by 2  epochs 3  seed 4  report loss every 1 epoch }
`;
  const { problem } = await ran(text, { detectAnomaly: true });
  assert.ok(problem instanceof NotANumber && problem.place, String(problem));
  assert.match(problem.place.message, /s = 5/);
  const { problem: again } = await ran(text, { detectAnomaly: true });
  assert.equal((again as NotANumber).place!.message, problem.place.message);
});

test('infinities that are meant do no harm: a mask of -inf under a softmax', async () => {
  const text = `
index q = 3, c = 3
param a[q,c] ~ normal(0, 1)
masked[q,c] = if c <= q then a[q,c] else -1 / 0
p[q,c] = exp(masked[q,c]) / sum[c'](exp(masked[q,c']))
loss = sum[q]((p[q,0] - 0.5)^2)
train { minimize loss using sgd(lr = 0.1)  steps 5  report loss every 1 }
show p[q,c]
`;
  const plain = await ran(text);
  assert.equal(plain.problem, null, String(plain.problem));
  assert.equal((await ran(text, { detectAnomaly: true })).problem, null);
});

test('a metric may be infinite, or a show', async () => {
  const { problem } = await ran('param w = 1\nloss = w^2\nodd = 1 / (w - w)\ntrain { minimize loss using sgd(lr = 0.1)  steps 3  report loss, odd every 1 }\nshow odd\n');
  assert.equal(problem, null, String(problem));
});

const examples = path.join(import.meta.dirname, '../../examples');
const fast = ['linear.tsql', 'logistic.tsql', 'gcn.tsql', 'poisson.tsql'].filter(f => readdirSync(examples).includes(f));
for (const name of fast) test(`taken apart, ${name} computes the same`, async () => {
  const options = { folder: examples, steps: 4 };
  const [plain, apart] = [{}, { detectAnomaly: true }].map(flags => {
    const shows: Record<string, unknown> = {};
    return runFile(path.join(examples, name), { ...options, ...flags, listener: e => { if (e.event === 'show') shows[e.label] = e.columns.map(c => [...c.values]); } }).then(({ diagnostics }) => ({ diagnostics, shows }));
  });
  const [one, two] = [await plain!, await apart!];
  assert.deepEqual(one.diagnostics.map(d => d.message), []);
  for (const [label, columns] of Object.entries(one.shows)) (columns as readonly (readonly unknown[])[]).forEach((column, k) => column.forEach((value, r) => {
    const other = (two.shows[label] as readonly (readonly unknown[])[])[k]![r];
    if (typeof value === 'number') assert.ok(Math.abs(value - Number(other)) <= 1e-9 * Math.max(1, Math.abs(value)), `${label}: ${value} and ${String(other)}`);
    else assert.equal(value, other);
  }));
});
