// Executing the statements of a plan: parameters bound by name, loops, and failures mapped back to the equation.

import type { PlanStatement } from '../compiler/plan.ts';
import type { Span } from '../compiler/source.ts';
import { type Database, DatabaseError, type Parameters, type Result } from './database.ts';

/** A statement of the plan failed in the engine. `bug`: the SQL itself is at fault, not data, memory or disk. */
export class StatementError extends Error {
  override readonly name = 'StatementError';
  constructor(readonly statement: { readonly id: string; readonly sql: string; readonly comment: string; readonly span: Span }, readonly failure: DatabaseError) {
    super(failure.message, { cause: failure });
  }
  /** An engine says so when it cannot make sense of a statement: then the compiler wrote a wrong one. */
  get bug(): boolean { return /^(?:Parser|Binder|Catalog|Syntax|INTERNAL|Internal) Error/.test(this.failure.message); }
}

/** Names of the parameters `$name` of a statement; text in quotes and comments is passed over. */
export function parametersOf(sql: string): readonly string[] {
  const names = new Set<string>();
  for (const m of sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)/g)) if (m[1] !== undefined) names.add(m[1]);
  return [...names];
}

/** The values of the named parameters out of all that are known. */
function pick(names: readonly string[], known: Parameters): Parameters {
  const out: Record<string, number | string | boolean> = {};
  for (const name of names) {
    const value = known[name];
    if (value === undefined) throw new Error(`a statement has the parameter $${name}, which nothing supplies`);
    out[name] = value;
  }
  return out;
}

/** A query with those of the known parameters that occur in it. */
export const queryWith = (database: Database, sql: string, known: Parameters): Promise<Result> => database.query(sql, pick(parametersOf(sql), known));

/** Whether a query of one boolean says true; no row or a missing value is false. */
export async function holds(database: Database, sql: string, known: Parameters): Promise<boolean> {
  const result = await queryWith(database, sql, known);
  const value = result.rows[0]?.at(-1) ?? null;
  return value === true || value === 1;
}

/**
 * Executes statements in order. `signal` is looked at before each of them, `after` is called after each. Errors: StatementError; DatabaseError
 * (`interrupted` once the signal is aborted).
 */
export async function executeAll(database: Database, statements: readonly PlanStatement[], known: Parameters, signal?: AbortSignal, after?: (s: Extract<PlanStatement, { kind: 'execute' }>) => Promise<void>): Promise<void> {
  for (const s of statements) {
    stopIfAborted(signal);
    if (s.kind === 'execute') {
      await located(s, () => database.execute(s.sql, pick(s.parameters, known)));
      await after?.(s);
    } else {
      for (let value = s.from; s.step > 0 ? value <= s.to : value >= s.to; value += s.step) {
        const inner = { ...known, [s.counter]: value };
        await executeAll(database, s.body, inner, signal, after);
        if (s.until !== null && (await located({ id: s.id, sql: s.until, comment: s.comment, span: s.span }, () => holds(database, s.until!, inner)))) break;
      }
    }
  }
}

/** The same, with so many threads for statements that give the same on any number of them, and with one for the others. */
export async function executeOn(threads: number, database: Database, statements: readonly PlanStatement[], known: Parameters, signal?: AbortSignal): Promise<void> {
  const ordered = (s: PlanStatement): boolean => s.kind === 'execute' && s.ordered === true;
  for (let from = 0, to = 0; from < statements.length; from = to) {
    const kind = ordered(statements[from]!);
    while (to < statements.length && ordered(statements[to]!) === kind) to++;
    const some = statements.slice(from, to);
    await withThreads(kind ? threads : 1, database, () => executeAll(database, some, known, signal));
  }
}

/** Does some work with so many threads; there is one before and after it. */
export async function withThreads(threads: number, database: Database, work: () => Promise<void>): Promise<void> {
  if (threads === 1) return work();
  await database.useThreads(threads);
  try {
    await work();
  } catch (cause) {
    // in a transaction that is given up nothing can be set; what went wrong first is what counts
    await database.useThreads(1).catch(() => undefined);
    throw cause;
  }
  await database.useThreads(1);
}

export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DatabaseError('interrupted', 'interrupted', '');
}

/** Runs `body`; what the engine says against a statement is told with the equation that the statement serves. */
export async function located<T>(statement: StatementError['statement'], body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (problem) {
    if (problem instanceof DatabaseError && problem.code === 'statement') throw new StatementError(statement, problem);
    throw problem;
  }
}

/** Every statement of a list, those inside loops included. */
export const flatten = (statements: readonly PlanStatement[]): readonly Extract<PlanStatement, { kind: 'execute' }>[] =>
  statements.flatMap(s => (s.kind === 'execute' ? [s] : flatten(s.body)));

/** Whether a statement makes a table or view, and whether that outlives the connection; null: it makes none. */
export function creates(sql: string): 'lasting' | 'temporary' | null {
  const found = /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*create\s+(?:or\s+replace\s+)?(?<temporary>temp(?:orary)?\s+)?(?:table|view)\b/i.exec(sql);
  return found ? (found.groups!['temporary'] ? 'temporary' : 'lasting') : null;
}
