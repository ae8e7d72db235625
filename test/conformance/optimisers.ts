// Twelve optimisers on given gradients (optimisers.tsql), against numbers of four digits. Each is the library's where Keras has the
// same rule, or is written out. Differences are measured as its tests do, with one number for the absolute and the relative part:
// |x − y| / (1 + |y|).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ranOn, text } from './program.ts';
import { type Suite, Tally } from './suite.ts';

interface Golden { readonly optimizer: string; readonly golden: readonly (readonly number[])[]; readonly tolerance: number }

const rules: Readonly<Record<string, string>> = {
  SGD: 'sgd(lr = 0.01)',
  Adam: 'keras_amsgrad(lr = 0.001)',
  RMSprop: 'keras_rmsprop_centered(lr = 0.001)',
  Adagrad: 'keras_adagrad(lr = 0.2, start = 0.3, eps = 1e-6)',
  Adadelta: 'adadelta(lr = 1, rho = 0.8, eps = 1e-6)',
  Adamax: 'adamax(lr = 0.2, b1 = 0.85, b2 = 0.95, eps = 1e-6)',
  Nadam: 'keras_nadam(lr = 0.5, b1 = 0.5, b2 = 0.67, eps = 1e-5)',
  Ftrl: 'keras_ftrl(lr = 0.05, power = -0.2, start = 0.4, l1 = 0.05, l2 = 0.15, shrinkage = 0.01, beta = 0.3)',
  Lion: 'lion(lr = 0.001)',
  AdamW: 'keras_adamw(lr = 1, decay = 0.5, eps = 2)',
  Lamb: 'keras_lamb(lr = 0.001)',
  Adafactor: 'keras_adafactor(lr = 0.5, decay = -0.65, eps1 = 1e-15, eps2 = 1e-4, clip = 0.9)',
};

export const optimisers: Suite = async ({ folder, threads, progress }) => {
  const goldens = JSON.parse(readFileSync(path.join(folder, 'keras_optim_golden.json'), 'utf8')) as readonly Golden[];
  const tally = new Tally('optimisers', 'values after each of five steps', Math.max(...goldens.map(g => g.tolerance)));
  for (const { optimizer, golden } of goldens) {
    progress(`optimisers ${optimizer}`);
    try {
      const rule = rules[optimizer];
      if (rule === undefined) throw new Error('no such optimiser is written here');
      const names = golden[0]!.map((_, k) => `x[${k}]`);
      const { reports } = await ranOn(`${text('optimisers.tsql')}
        train { minimize loss over x using ${rule}  minimize elapsed over past using sgd(lr = 1)  steps ${golden.length}  report ${names.join(', ')} every 1 step }
      `, {}, { threads });
      tally.add(optimizer, golden.flatMap((values, k) => {
        const report = reports.find(r => r.step === k + 1)?.values ?? [];
        return values.map((v, n) => Math.abs(v - (report.find(r => r.name === names[n])?.value ?? NaN)) / (1 + Math.abs(v)));
      }));
    } catch (problem) {
      tally.fail(optimizer, problem);
    }
  }
  return [tally.line()];
};
