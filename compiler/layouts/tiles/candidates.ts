// Which index the rows of a program over tiles are spread over.

import { indexTable } from '../../tensor/affine.ts';
import type { Equation, Program } from '../../tensor/ir.ts';
import type { Blocking } from '../layout.ts';

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
