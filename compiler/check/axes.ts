import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import type { Checker, TensorAxis } from './checker.ts';
import type { LetterRef } from './scope.ts';

/** The axis that a letter on the left side makes. */
export const axisOf = (ref: LetterRef, column: string): TensorAxis => ({ column, index: ref.index, base: ref.base, letter: ref.name, last: null });

/** More rows than this in one tensor are worth a warning: a table of them takes some gigabytes. */
const manyRows = 2e8;

/** Warns of a tensor without a guard that has very many cells. Errors: too-large, if they cannot even be counted. */
export function warnTooLarge(c: Checker, name: string, axes: readonly TensorAxis[], span: Span): void {
  let cells = 1;
  for (const a of axes) {
    const { domain } = c.indices.get(a.index)!;
    if (domain.kind !== 'range') return;
    cells *= domain.size;
  }
  const message = `${name} has ${cells.toExponential(1)} rows`;
  const extra = { note: axes.map(a => { const d = c.indices.get(a.index)!.domain; return `${a.letter}: ${d.kind === 'range' ? d.size : '?'}`; }).join(', '), hints: ['reduce an index away where it is made, or keep only some rows: where …'] };
  if (cells > Number.MAX_SAFE_INTEGER) throw error('too-large', span, message, extra);
  if (cells > manyRows) c.warn('too-large', span, message, extra);
}
