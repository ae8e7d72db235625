// Pages on what can go wrong while a program runs.

import { entry } from './page.ts';

export const running = {
  'not-a-number': entry('a number of the training is none', {
    means: `
While training, a loss or a parameter became infinite or not a number: after a logarithm of 0, a division by 0, a root of
a negative number, or steps that grow without bound. The run ends with exit code 3, and the weights stay as they were when
they were last reported. Weights are looked at after the first ten steps and every tenth after them, a loss where it is reported:
the message says where it was noticed, and where it was still a number. With --detect-anomaly the weights are looked at
after every step; the first step that spoils them is made again, one equation at a time, and the message names the equation
and the cell in which it begins.`,
    wrong: `
index s = 2
data x[s] = [1, 0]
param w = 1
loss = sum[s](w * log(x[s]))
train { minimize loss using sgd(lr = 0.1)  steps 3 }`,
    says: 'error[not-a-number]: loss is infinite (-inf) at step 1',
    fix: 'Guard the formula, or keep the data away from its edge; where steps grow, take a smaller learning rate or clip:',
    right: `
index s = 2
data x[s] = [1, 0]
param w = 1
loss = sum[s](w * log(x[s] + 0.001))
train { minimize loss using sgd(lr = 0.1)  steps 3 }`,
  }),

  'engine': entry('the database could not compute something', {
    means: `
The SQL of an equation was handed to the database, and the database gave up on it: a number left the range of its type,
a text could not be read as a number, a query of the program's own failed. The underline shows the equation.`,
    wrong: `
index s = 2
data n[s]: int = [1, 9000000000000000000]
total = sum[s](n[s] * 10)`,
    says: 'error[engine]: a whole number leaves its 64 bits: 10 * 9000000000000000000',
    fix: 'Whole numbers have 64 bits. Where more is needed, compute with real numbers:',
    right: `
index s = 2
data n[s] = [1, 9000000000000000000]
total = sum[s](n[s] * 10)`,
  }),
};
