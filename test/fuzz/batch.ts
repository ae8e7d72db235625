// A batch of the fuzzer, told by its seed: texts that nobody would write, and well-typed programs, of which a tenth is executed.

import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { randomProgram, randomSheet, type Draft } from '../random/generate.ts';
import { agree, catalogOf } from '../random/run.ts';
import { hold, longest } from './hold.ts';
import { mutant, Random } from './mutate.ts';

/** A text by which the compiler or the engine fails. */
export class Find extends Error {
  override readonly name = 'Find';
  constructor(readonly text: string, seed: number, cause: unknown) {
    super(`seed ${seed}: ${cause instanceof Error ? (cause.stack ?? cause.message).split('\n').slice(0, 8).join('\n') : String(cause)}\n${text}`, { cause });
  }
}

/** So many texts through parse and check; those that are right are compiled, and one in eight of them is printed in every form. Errors: Find. */
export function statements(seed: number, count: number): { readonly right: number } {
  const random = new Random(seed);
  let right = 0;
  for (let k = 0; k < count; k++) {
    const { text, catalog } = mutant(random);
    try {
      if (hold(text, catalog, k % 8 === 0) === 'right') right++;
    } catch (problem) {
      throw new Find(text, seed, problem);
    }
  }
  return { right };
}

/** Programs that stand on one sheet, which is compiled as one. */
export const together = 25;

/** So many sheets of well-typed programs, and as many programs that train, compiled; one in ten of each is executed and compared with the evaluator. Errors: Find. */
export async function programs(seed: number, sheets: number, c: DuckDBConnection): Promise<{ readonly compiled: number; readonly executed: number; readonly cells: number }> {
  const drawn: readonly { readonly draft: Draft; readonly size: number }[] = [
    ...fc.sample(fc.gen().map(g => randomSheet(g, together)), { seed, numRuns: sheets }).map(draft => ({ draft, size: together })),
    ...fc.sample(fc.gen().map(randomProgram), { seed, numRuns: sheets }).map(draft => ({ draft, size: 1 })),
  ];
  let [compiled, executed, cells] = [0, 0, 0];
  for (const [k, { draft, size }] of drawn.entries()) {
    try {
      // The first of ten: a batch of few has one, too.
      if (k % 10 === 0) {
        cells += await agree(draft, c, `fuzz_${Math.abs(seed)}_${k}`);
        executed += size;
      } else if (hold(draft.text, catalogOf(draft.tables), false, size > 1 ? 5 * longest : longest) === 'wrong') throw new Error('a well-typed program is refused');
    } catch (problem) {
      throw new Find(draft.text, seed, problem);
    }
    compiled += size;
  }
  return { compiled, executed, cells };
}
