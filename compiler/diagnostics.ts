// What the compiler has to say about a program: located messages with a code, labels and hints.
// The catalogue of codes, with a page for each, is catalogue.ts.

import type { Span } from './source.ts';
import type { Code } from './catalogue.ts';

export type Severity = 'error' | 'warning';

export interface Label { readonly span: Span; readonly text: string }

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** text under the main span, e.g. `196 here` */
  readonly note: string | null;
  /** further places that matter, e.g. where the other size was declared */
  readonly labels: readonly Label[];
  /** fixes that can be pasted */
  readonly hints: readonly string[];
}

export interface DiagnosticExtra { readonly note?: string; readonly labels?: readonly Label[]; readonly hints?: readonly string[] }

export const diagnostic = (severity: Severity, code: Code, span: Span, message: string, extra: DiagnosticExtra = {}): Diagnostic => ({
  code, severity, message, span, note: extra.note ?? null, labels: extra.labels ?? [], hints: extra.hints ?? [],
});

/** Thrown inside a statement; caught at the statement, so that all errors of a file are reported in one run. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  constructor(readonly diagnostic: Diagnostic) { super(`${diagnostic.code}: ${diagnostic.message}`); }
}

/** What a caught error tells the user. Anything else than a ProgramError is a bug of the compiler and is thrown on. */
export function told(e: unknown): Diagnostic {
  if (e instanceof ProgramError) return e.diagnostic;
  throw e;
}

export const error = (code: Code, span: Span, message: string, extra?: DiagnosticExtra): ProgramError =>
  new ProgramError(diagnostic('error', code, span, message, extra));
