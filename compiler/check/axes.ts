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
  const sizes = axes.map(a => { const { domain } = c.indices.get(a.index)!; return domain.kind === 'range' ? domain.size : NaN; });
  const cells = sizes.reduce((p, q) => p * q, 1);
  const message = `${name} has ${cells.toExponential(1)} rows`;
  const extra = { note: axes.map((a, k) => `${a.letter}: ${sizes[k]!}`).join(', '), hints: ['reduce an index away where it is made, or keep only some rows: where …'] };
  if (cells > Number.MAX_SAFE_INTEGER) throw error('too-large', span, message, extra);
  if (cells > manyRows) c.warn('too-large', span, message, extra);
}
