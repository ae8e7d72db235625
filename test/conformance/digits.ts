// A net on handwritten digits (digits.tsql): the losses of 200 full-batch steps under each optimiser, what is left after them, the first
// gradient, and the product of the Hessian with a vector. Differences are relative.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Shown } from '../reference/shown.ts';
import { cell, ranOn, text } from './program.ts';
import { type Line, type Suite, Tally } from './suite.ts';

const bar = 1e-9;
/** The accuracies given are floats of 32 bits. */
const single = 1e-7;
const trainingRows = 1437;

interface Run {
  readonly optimizer: string;
  readonly loss_before_step: readonly number[];
  readonly final_loss: number; readonly test_accuracy: number; readonly train_accuracy: number;
  readonly final_b2: readonly number[]; readonly final_W1_sum: number; readonly final_W2_row0: readonly number[];
}
interface Expected {
  readonly loss0: number;
  readonly grad0: { readonly b1: readonly number[]; readonly W2: readonly number[]; readonly b2: readonly number[]; readonly W1_row20: readonly number[] };
  readonly hvp0: { readonly b1: readonly number[]; readonly b2: readonly number[]; readonly W2_row0: readonly number[] };
  readonly runs: readonly Run[];
}

/** The optimisers as the cases name them: of the library, or written in digits.tsql. */
const rules: Readonly<Record<string, string>> = {
  'sgd lr=0.5': 'sgd(lr = 0.5)',
  'sgd lr=0.1 momentum=0.9': 'momentum(lr = 0.1, mu = 0.9)',
  'sgd lr=0.1 nesterov momentum=0.9': 'nesterov(lr = 0.1, mu = 0.9)',
  'adam lr=0.01 b1=0.9 b2=0.999 eps=1e-8': 'adam(lr = 0.01)',
  'adamw lr=0.01 wd=0.01 eps=1e-8': 'adamw(lr = 0.01, decay = 0.01)',
  'rmsprop lr=0.003 decay=0.9 eps=1e-8': 'rmsprop_inside(lr = 0.003)',
  'adagrad lr=0.1 init=0.1 eps=1e-7': 'adagrad_inside(lr = 0.1)',
};

const relative = (x: number, y: number): number => (x === y ? 0 : Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)));
const relatives = (found: readonly number[], given: readonly number[]): readonly number[] => given.map((g, k) => relative(found[k] ?? NaN, g));
const row = (shown: Shown, label: string, given: readonly number[]): readonly number[] => relatives(given.map((_, k) => cell(shown, label, k)), given);

type Data = Readonly<Record<string, string>>;

function dataOf(file: string): Data {
  const rows = gunzipSync(readFileSync(file)).toString('utf8').split('\n').filter(line => line !== '');
  const header = [...Array.from({ length: 64 }, (_, k) => `p${k}`), 'digit'].join(',');
  return { 'train.csv': [header, ...rows.slice(0, trainingRows), ''].join('\n'), 'test.csv': [header, ...rows.slice(trainingRows), ''].join('\n') };
}

async function derivatives(data: Data, { loss0, grad0, hvp0 }: Expected, threads: number): Promise<readonly Line[]> {
  const gradient = new Tally('digits', 'first loss and gradient', bar);
  const product = new Tally('digits', 'Hessian times a vector', bar);
  const shown = await ranOn(`${text('digits.tsql')}
    g1[j]    = grad(loss, b1[j])
    g2[c]    = grad(loss, b2[c])
    G1[i,j]  = grad(loss, W1[i,j])
    G2[j,c]  = grad(loss, W2[j,c])
    row20[j] = G1[20,j]
    show loss, g1[j], g2[c], G2[j,c], row20[j]

    v1[j]   = sin((j + 1) * 0.31)
    v2[c]   = sin((c + 1) * 0.31)
    V1[i,j] = sin((i + 1) * 0.31 + (j + 1) * 0.77)
    V2[j,c] = sin((j + 1) * 0.31 + (c + 1) * 0.77)
    slope   = grad(loss, W1[i,j]) * V1[i,j] + grad(loss, b1[j]) * v1[j] + grad(loss, W2[j,c]) * V2[j,c] + grad(loss, b2[c]) * v2[c]
    h1[j]   = grad(slope, b1[j])
    h2[c]   = grad(slope, b2[c])
    H2[j,c] = grad(slope, W2[j,c])
    row0[c] = H2[0,c]
    show h1[j], h2[c], row0[c]
  `, data, { threads });
  gradient.add('loss', [relative(cell(shown, 'loss'), loss0)]);
  gradient.add('b1', row(shown, 'g1[j]', grad0.b1));
  gradient.add('b2', row(shown, 'g2[c]', grad0.b2));
  gradient.add('W1, row 20', row(shown, 'row20[j]', grad0.W1_row20));
  gradient.add('W2', grad0.W2.map((g, k) => relative(cell(shown, 'G2[j,c]', Math.floor(k / 10), k % 10), g)));
  product.add('b1', row(shown, 'h1[j]', hvp0.b1));
  product.add('b2', row(shown, 'h2[c]', hvp0.b2));
  product.add('W2, row 0', row(shown, 'row0[c]', hvp0.W2_row0));
  return [gradient.line(), product.line()];
}

async function trajectories(data: Data, runs: readonly Run[], threads: number, progress: (text: string) => void): Promise<readonly Line[]> {
  const losses = new Tally('digits', 'losses before each step', bar);
  const weights = new Tally('digits', 'loss and weights after the last step', bar);
  const accuracies = new Tally('digits', 'accuracies after the last step', single);
  for (const run of runs) {
    progress(`digits ${run.optimizer}`);
    const steps = run.loss_before_step.length;
    try {
      const rule = rules[run.optimizer];
      if (rule === undefined) throw new Error('no such optimiser is written here');
      const shown = await ranOn(`${text('digits.tsql')}
        train { minimize loss using ${rule}  steps ${steps}  report loss every 1 step }
        total = sum[i,j](W1[i,j])
        first[c] = W2[0,c]
        show loss, total, first[c], b2[c], acc
        show acc on test
      `, data, { threads });
      const found = new Map(shown.reports.map(r => [r.step, r.values.find(v => v.name === 'loss')?.value ?? NaN]));
      run.loss_before_step.forEach((loss, step) => losses.add(`${run.optimizer}, step ${step}`, [relative(found.get(step) ?? NaN, loss)]));
      weights.add(run.optimizer, [relative(cell(shown, 'loss'), run.final_loss), relative(cell(shown, 'total'), run.final_W1_sum), ...row(shown, 'first[c]', run.final_W2_row0), ...row(shown, 'b2[c]', run.final_b2)]);
      accuracies.add(run.optimizer, [relative(cell(shown, 'acc'), run.train_accuracy), relative(cell(shown, 'acc on test'), run.test_accuracy)]);
    } catch (problem) {
      for (const tally of [losses, weights, accuracies]) tally.fail(run.optimizer, problem);
    }
  }
  return [losses.line(), weights.line(), accuracies.line()];
}

export const digits: Suite = async ({ folder, threads, progress }) => {
  const expected = JSON.parse(readFileSync(path.join(folder, 'digits_mlp.json'), 'utf8')) as Expected;
  const data = dataOf(path.join(folder, 'digits.csv.gz'));
  return [...await derivatives(data, expected, threads), ...await trajectories(data, expected.runs, threads, progress)];
};
