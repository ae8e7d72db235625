// Which index the rows of a program over tiles are spread over.

import { indexTable } from '../../tensor/affine.ts';
import type { Equation, Program } from '../../tensor/ir.ts';
import type { Blocking, Declined } from '../layout.ts';
import { NotTiled } from './ir.ts';

/** Indices that may be spread over blocks, those of most keys first: what only data knows is taken for more. */
export function candidates(program: Program, equations: readonly Equation[], { fewestKeys }: Blocking): readonly string[] {
  const indices = indexTable(program.indices);
  const sizes = new Map<string, number>();
  for (const e of equations) for (const t of e.terms) for (const l of t.letters) {
    const domain = indices.get(l.index)?.domain;
    const size = domain?.kind === 'range' ? domain.size : Infinity;
    if (size >= fewestKeys) sizes.set(l.index, size);
  }
  return [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([index]) => index);
}

/** What can be made with the first of some indices (null: one block) that allows it, or why the first does not. */
export function firstOf<T>(indices: readonly (string | null)[], make: (block: string | null) => T): T | Declined {
  let reason = '';
  for (const block of indices) {
    try {
      return make(block);
    } catch (problem) {
      if (!(problem instanceof NotTiled)) throw problem;
      reason ||= problem.message;
    }
  }
  return { reason };
}
