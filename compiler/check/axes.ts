import type { TensorAxis } from './checker.ts';
import type { LetterRef } from './scope.ts';

/** The axis that a letter on the left side makes. */
export const axisOf = (ref: LetterRef, column: string): TensorAxis => ({ column, index: ref.index, base: ref.base, letter: ref.name, last: null });
