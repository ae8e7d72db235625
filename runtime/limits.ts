// What a run may take: rows, memory, time.

import { error } from '../compiler/diagnostics.ts';
import { type Estimate, estimates } from '../compiler/estimate.ts';
import type { Span } from '../compiler/source.ts';
import type { Program } from '../compiler/tensor/ir.ts';
import { DatabaseError } from './database.ts';
import { type CommandError, engineError, Interrupted } from './failure.ts';

export interface LimitFlags {
  /** rows of one tensor; `defaultRows` unless given */
  readonly maxRows?: number;
  /** seconds, reading headers and compiling included; none unless given */
  readonly timeout?: number;
  /** such as `2GB`: of the engine */
  readonly memory?: string;
}

/** A table of so many rows takes some gigabytes. */
export const defaultRows = 2e8;

const units: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

/** A size such as `2GB` or `512MiB` in bytes; null: it is none. */
export function bytesOf(size: string): number | null {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?i?B)\s*$/i.exec(size) ?? [];
  const factor = unit === undefined ? undefined : units[unit.toLowerCase()];
  return number === undefined || factor === undefined || Number(number) === 0 ? null : Number(number) * factor;
}

const short = (n: number): string => (n < 1e6 ? String(Math.round(n)) : n.toExponential(1).replace('e+', 'e'));
const memoryWords = (bytes: number): string => { const k = Math.min(4, Math.max(0, Math.floor(Math.log10(bytes) / 3))); return `${(bytes / 1000 ** k).toPrecision(3).replace(/\.?0+$/, '')} ${['B', 'kB', 'MB', 'GB', 'TB'][k]!}`; };

/**
 * Looks at what a program would make before it makes it. `onDisk`: its data goes into a database file, and need not fit into memory.
 * Errors: ProgramError (too-large) at the equation with the most rows.
 */
export function refuseTooLarge(program: Program, { maxRows = defaultRows, memory }: LimitFlags, onDisk: boolean, textAt: (span: Span) => string | null): void {
  const all = estimates(program);
  const refuse = (e: Estimate, message: string, hint: string): never => {
    throw error('too-large', e.span, message, { note: `${e.extents}${textAt(e.span) === e.source ? '' : `   ${e.source}`}`, hints: [hint, 'reduce an index away where it is made, or keep only some rows: where …'] });
  };
  const [most] = all;
  if (most && most.rows > maxRows) refuse(most, `${most.tensor} would have ${most.guarded ? 'up to ' : ''}${short(most.rows)} rows, more than ${short(maxRows)}`, `if that is meant: --max-rows ${Math.ceil(most.rows)}`);
  const bound = memory === undefined ? null : bytesOf(memory);
  const largest = all.filter(e => !(onDisk && e.data)).reduce<Estimate | null>((n, e) => (n === null || e.bytes > n.bytes ? e : n), null);
  if (bound !== null && largest && largest.bytes > bound) refuse(largest, `${largest.tensor} would take ${largest.guarded ? 'up to' : 'about'} ${memoryWords(largest.bytes)}, more than the ${memory} of --memory`, largest.data ? 'if it lies in a file it need not fit: --db FILE.duckdb' : `if there is more: --memory ${Math.ceil(largest.bytes / 1e9)}GB`);
}

/** The time that is left to a command. */
export interface TimeLimit {
  /** aborted when the time is over */
  readonly signal: AbortSignal | undefined;
  /** Says what is being done, for the message, and ends it if the time is over: work of this process is not reached by a signal. Errors: CommandError. */
  readonly at: (doing: string) => void;
}

/** Seconds after the time is over in which the engine may still notice it. */
const grace = 5;

export const unlimited: TimeLimit = { signal: undefined, at: () => {} };

/**
 * Runs `body` within so many seconds; without them it has no limit. Errors: those of `body`; CommandError (exit code 3) when the time was
 * over, with what was being done then. `stuck` is called if it still goes on some seconds later: the engine does not interrupt a function
 * that makes one value.
 */
export async function withTimeout<T>(seconds: number | undefined, body: (time: TimeLimit) => Promise<T>, stuck: (problem: CommandError) => void = () => {}): Promise<T> {
  if (seconds === undefined) return body(unlimited);
  const over = new AbortController();
  const end = performance.now() + 1000 * seconds;
  let doing = '';
  const ended = (what: string, hint: string): CommandError => engineError(`the ${seconds} s of --timeout are over: ${what}`, hint === '' ? 'allow more with --timeout' : hint);
  // A timer holds a signed number of 32 bits of milliseconds.
  const after = (s: number, then: () => void): NodeJS.Timeout => setTimeout(then, Math.min(1000 * s, 2 ** 31 - 1));
  const timers = [after(seconds, () => over.abort()), after(seconds + grace, () => stuck(ended(doing === '' ? 'the engine does not answer' : `${doing}, and the engine does not answer`, '')))];
  try {
    return await body({
      signal: over.signal,
      at: what => {
        doing = what;
        if (performance.now() < end) return;
        over.abort();
        throw ended(what, '');
      },
    });
  } catch (problem) {
    if (!over.signal.aborted) throw problem;
    if (problem instanceof Interrupted) throw ended(problem.message, problem.hint === '' ? 'allow more with --timeout, or fewer --steps' : problem.hint);
    if (problem instanceof DatabaseError && problem.code === 'interrupted') throw ended(doing, '');
    throw problem;
  } finally {
    timers.forEach(clearTimeout);
  }
}
