// The parts of the compiler that are held to mutants, and the tests that should notice: quick ones that look at what the part says.

import { readdirSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export interface Part {
  readonly files: readonly string[];
  readonly tests: readonly string[];
  /** the share of mutants that has to be noticed, in per cent */
  readonly least: number;
}

const inFolder = (folder: string): readonly string[] => readdirSync(path.join(root, folder)).filter(f => f.endsWith('.ts')).sort().map(f => `${folder}/${f}`);
const testsIn = (...folders: readonly string[]): readonly string[] => folders.flatMap(f => inFolder(`test/${f}`).filter(t => t.endsWith('.test.ts')));

export const parts: Readonly<Record<string, Part>> = {
  derivatives: {
    files: ['compiler/tensor/differentiate.ts', ...inFolder('compiler/tensor/differentiate')], least: 95,
    tests: [...testsIn('calculus'), 'test/drawn/drawn.test.ts', 'test/golden/golden.test.ts'],
  },
  rules: {
    files: [...inFolder('compiler/tensor/ops').filter(f => !/sql\.ts$/.test(f))], least: 95,
    tests: testsIn('ops'),
  },
  checker: {
    files: inFolder('compiler/check'), least: 95,
    tests: ['test/check/checked.test.ts', 'test/errors/errors.test.ts', 'test/render/pages.test.ts', 'test/drawn/drawn.test.ts', 'test/golden/golden.test.ts'],
  },
  lowering: {
    files: inFolder('compiler/relational/lower'), least: 85,
    tests: ['test/lower/written.test.ts', 'test/lower/corners.test.ts', 'test/lower/equations.test.ts', 'test/lower/joins.test.ts', 'test/lower/loops.test.ts', 'test/lower/text.test.ts', 'test/lower/training.test.ts', 'test/lower/recursive.test.ts', 'test/golden/golden.test.ts', 'test/drawn/drawn.test.ts'],
  },
  quoting: { files: ['compiler/quote.ts'], least: 85, tests: ['test/trust/quoting.test.ts'] },
};
