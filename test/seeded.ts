// fast-check with a seed that is the same in every run, so that a test that passed passes again. TSQL_SEED=… draws other programs and
// values; what fails is printed with the seed and the path to it.

import fc from 'fast-check';

export const seed = Number(process.env['TSQL_SEED'] ?? 20_261_123);
fc.configureGlobal({ seed });

export { default } from 'fast-check';
