import { type ProgramError, error } from '../../diagnostics.ts';
import type { Span } from '../../source.ts';

/** The error of a program that cannot be one statement. */
export const refusal = (why: string, span: Span, hint = 'compile it without --single-query'): ProgramError => error('single-query', span, why, { hints: [hint] });
