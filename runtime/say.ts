// What a run's failure means for the user: which of the errors it can meet point into the program.

import { ProgramError } from '../compiler/diagnostics.ts';
import { diagnostic, type Diagnostic } from '../compiler/diagnostics.ts';
import type { SourceText } from '../compiler/render.ts';
import { printDiagnostics } from './compile.ts';
import { type CommandError, exitCode } from './failure.ts';
import { NotANumber } from './finite.ts';
import { StatementError } from './statements.ts';
import { styleOf, type Terminal } from './terminal.ts';

/** Says what went wrong and kills the process, for an engine that cannot be brought to an end. */
export const giveUp = ({ err, errColor, kill }: Terminal) => (problem: CommandError): void => {
  const style = styleOf(errColor);
  err(`${style.red('error')}: ${problem.message}\n${problem.hints.map(h => `  ${style.green('hint:')} ${h}\n`).join('')}`);
  kill?.();
};

/** Prints an error that points into a program and returns its exit code; any other error is thrown on. */
export function saySourceError(problem: unknown, texts: SourceText, terminal: Terminal): number {
  const diagnostics = diagnosticsIn(problem);
  if (diagnostics.length > 0) {
    printDiagnostics(diagnostics, texts, terminal);
    return exitCode.wrongProgram;
  }
  if (problem instanceof NotANumber && problem.place) {
    const { span, note } = problem.place;
    const told = texts(span.file)?.slice(span.start, span.end).replace(/\s+/g, ' ').trim() === note;
    printDiagnostics([told ? { ...problem.place, note: null } : problem.place], texts, terminal);
    return exitCode.engine;
  }
  if (problem instanceof StatementError && !problem.bug) {
    printDiagnostics([engineDiagnostic(problem, texts)], texts, terminal);
    return exitCode.engine;
  }
  if (problem instanceof StatementError) {
    terminal.err(`the statement ${problem.statement.id} (${problem.statement.comment}):\n${problem.statement.sql}\n\n`);
  }
  throw problem;
}

/** The diagnostics that an error carries, if it is one of those that do. */
function diagnosticsIn(problem: unknown): readonly Diagnostic[] {
  if (problem instanceof ProgramError) return [problem.diagnostic];
  if (problem instanceof Error && 'diagnostics' in problem && Array.isArray(problem.diagnostics)) return problem.diagnostics as readonly Diagnostic[];
  return [];
}

function engineDiagnostic(problem: StatementError, texts: SourceText): Diagnostic {
  const [first = '', ...rest] = problem.failure.message.split('\n').map(line => line.trim()).filter(line => line !== '');
  const { span, comment } = problem.statement;
  const told = texts(span.file)?.slice(span.start, span.end).replace(/\s+/g, ' ').trim() === comment;
  const overflow = /^Out of Range Error: Overflow in \w+ of INT\d+ \((.*)\)!?/.exec(first) ?? /^Conversion Error: Type \w+ with value (\S+) can't be cast because the value is out of range for the destination type INT64/.exec(first);
  if (overflow) {
    return diagnostic('error', 'engine', span, `a whole number leaves its 64 bits: ${overflow[1]!}`, { ...(told ? {} : { note: comment }), hints: ['compute with real numbers: drop int, or write 1.0 * …'] });
  }
  const beyond = /^Conversion Error: Type \w+ with value (\S+) can't be cast because the value is out of range for the destination type FLOAT/.exec(first);
  if (beyond) {
    return diagnostic('error', 'engine', span, `${beyond[1]!} is beyond what 32 bits hold`, { ...(told ? {} : { note: comment }), hints: ['store it in 64 bits: @dtype(f64), or no --dtype f32', 'a smaller learning rate often helps'] });
  }
  return diagnostic('error', 'engine', span, `the database could not compute this: ${first}`, { ...(told ? {} : { note: comment }), hints: [...rest.slice(0, 3), problem.failure.hint].filter(h => h !== '') });
}
