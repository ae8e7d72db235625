// Pages on what can go wrong while a program runs.

import { entry } from './page.ts';

export const running = {
  'engine': entry('the database could not compute something', {
    means: `
The SQL of an equation was handed to the database, and the database gave up on it: a number left the range of its type,
a text could not be read as a number, a query of the program's own failed. The underline shows the equation.`,
    wrong: `
index s = 2
data n[s]: int = [1, 9000000000000000000]
total = sum[s](n[s] * 10)`,
    says: 'error[engine]: the database could not compute this: Out of Range Error: Overflow in multiplication',
    fix: 'Whole numbers have 64 bits. Where more is needed, compute with real numbers:',
    right: `
index s = 2
data n[s] = [1, 9000000000000000000]
total = sum[s](n[s] * 10)`,
  }),
};
