// Puts data into tables: copies arrays, runs the load statements of a plan, checks what the data must obey.

import { readFileSync } from 'node:fs';
import { type Diagnostic, diagnostic } from '../compiler/diagnostics.ts';
import type { Plan, PlanStatement, StagedArray, Validation } from '../compiler/plan.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import { origin, rowWord, sourceLabel } from '../compiler/relational/source.ts';
import { fill } from '../compiler/relational/text.ts';
import { InternalError, noSpan, type Span } from '../compiler/source.ts';
import { type ColumnData, type Database, DatabaseError, type Result, type TypedArray, type Value } from './database.ts';
import { resolveFile, withFiles } from './files.ts';
import { cellCount, type DenseArray, type ElementName, FormatError } from './formats/array.ts';
import { lineOfRecord } from './formats/csv.ts';
import { readArray } from './formats/file.ts';
import { gunzip, isGzip } from './formats/gz.ts';
import { creates, located, StatementError, stopIfAborted } from './statements.ts';
import { shortened } from './unreadable.ts';

/** Data breaks rules, or could not be read after all. Carries all that is wrong. */
export class DataError extends Error {
  override readonly name = 'DataError';
  constructor(readonly diagnostics: readonly Diagnostic[]) { super(diagnostics.map(d => d.message).join('\n')); }
}

/** Executes a statement, and does something before or after. */
export type Around = (statement: PlanStatement, execute: () => Promise<void>) => Promise<void>;

/** Statements that were sent together failed; which of them, loading them one by one says. */
export class TogetherError extends Error {
  override readonly name = 'TogetherError';
}

type Execute = Extract<PlanStatement, { kind: 'execute' }>;

/** So many statements go to the engine at once: each way there and back takes as long as the engine takes for a small one. */
const mostTogether = 256;
/** … of so many characters. */
const longestTogether = 1e6;

/**
 * Makes the input tables and index tables of a plan. All of it is one transaction (the caller's, if one is open): if anything
 * is wrong nothing is left. `signal` is looked at before each statement and each piece of an array. `folder`: what relative paths of the program are relative to. `around` has each statement executed;
 * `together`: what stands in the program itself is sent many statements at a time.
 * Errors: DataError with every rule that the data breaks; StatementError and DatabaseError from the engine (`interrupted` once the signal is aborted); TogetherError.
 */
export async function loadData(plan: Pick<Plan, 'staged' | 'load' | 'validations' | 'scratch'>, database: Database, folder: string, around: Around = (_, execute) => execute(), signal?: AbortSignal, together = false): Promise<void> {
  await database.transaction(async () => {
    for (const array of plan.staged) await stageArray(array, plan, database, folder, signal);
    for (const group of together ? grouped(plan.load) : plan.load.map(s => [s])) {
      stopIfAborted(signal);
      if (group.length > 1) {
        await database.execute(group.map(sqlOf).join(';\n')).catch((problem: unknown) => { throw problem instanceof DatabaseError && problem.code === 'statement' ? new TogetherError(problem.message, { cause: problem }) : problem; });
        continue;
      }
      const [s] = group;
      if (s?.kind !== 'execute') throw new InternalError('loading has no loops');
      await around(s, () => located(s, () => database.execute(withFiles(s.sql, s.files ?? [], folder)))).catch((problem: unknown) => { throw blamed(problem, s); });
    }
    const diagnostics: Diagnostic[] = [];
    for (const v of plan.validations) {
      stopIfAborted(signal);
      const result = await located({ id: 'validation', sql: v.sql, comment: v.message, span: v.span }, () => database.query(v.sql));
      if (result.rows.length > 0) diagnostics.push(offence(v, result, folder));
    }
    if (diagnostics.length > 0) throw new DataError(diagnostics);
    for (const table of plan.scratch ?? []) await database.execute(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
  });
}

const sqlOf = (s: PlanStatement): string => (s as Execute).sql;

/** The statements in order; those that read nothing, from one that creates a table on, in groups. */
function grouped(statements: readonly PlanStatement[]): readonly (readonly PlanStatement[])[] {
  const groups: PlanStatement[][] = [];
  let length = Infinity;
  for (const s of statements) {
    const literal = s.kind === 'execute' && s.reads.length === 0 && (s.files ?? []).length === 0 && s.parameters.length === 0;
    const last = groups.at(-1);
    if (literal && last && length + s.sql.length <= longestTogether && last.length < mostTogether) {
      last.push(s);
      length += s.sql.length;
    } else {
      groups.push([s]);
      length = literal && creates(s.sql) !== null ? s.sql.length : Infinity;
    }
  }
  return groups;
}

/** An engine that fails over what is in a file, or over one that has changed since its header was read, means the data. */
function blamed(problem: unknown, { span, files = [], comment }: Execute): unknown {
  const failure = problem instanceof StatementError ? problem.failure : problem;
  if (!(failure instanceof DatabaseError)) return problem;
  const [first = ''] = failure.message.split('\n');
  if (failure.code === 'statement' && /^(Conversion|Out of Range|Invalid Input) Error: /.test(first)) {
    return new DataError([diagnostic('error', 'data-invalid', span, `${files[0]?.path ?? comment}: ${first.replace(/^[\w ]+ Error: /, '')}`, { hints: ['put the data right'] })]);
  }
  if (files.length > 0 && (failure.code === 'disk' || failure.code === 'not-a-database')) {
    return new DataError([diagnostic('error', 'data-missing', span, `${files[0]!.path} cannot be read any more: ${first.replace(/^[\w ]+ Error: /, '')}`, { hints: ['has it been changed or moved in the meantime?'] })]);
  }
  return problem;
}

/** What the first offending row says, as a diagnostic. */
function offence(v: Validation, { columns, rows }: Result, folder: string): Diagnostic {
  const values = new Map(columns.map((c, k): [string, Value] => [c.name, rows[0]![k]!]));
  const line = values.get('line');
  if (typeof line === 'number' && v.source !== null) {
    for (const name of ['line', 'other']) {
      const row = values.get(name);
      if (typeof row === 'number') values.set(name, fileLine(v.source, row, folder));
    }
  }
  const text = (name: string): string => {
    if (!values.has(name)) throw new InternalError(`a rule yields no ${name}: ${v.sql}`);
    return shortened(String(values.get(name) ?? ''));
  };
  const total = Number(values.get('total') ?? 1);
  return diagnostic('error', 'data-invalid', v.span, fill(v.message, text), {
    ...(total > 1 ? { note: `the first of ${total}` } : {}),
    hints: v.hint === '' ? [] : [fill(v.hint, text)],
  });
}

/** Rows counted as lines are lines only where no value spans several: then the file is looked at again. */
function fileLine(source: string, line: number, folder: string): number {
  const from = origin(source);
  if (from.kind !== 'file' || rowWord(source).word !== 'line') return line;
  try {
    const bytes = readFileSync(resolveFile(folder, from.path));
    return lineOfRecord(isGzip(bytes) ? gunzip(bytes) : bytes, line);
  } catch {
    // The count of rows stays a good answer if the file has gone in the meantime.
    return line;
  }
}

// ------------------------------------------------------------------ arrays

/** How elements are stored while they are staged: as SQL types that every engine has, and whose arrays it can copy as they are. */
const staging: Readonly<Record<ElementName, { readonly sql: string; readonly column: (data: TypedArray) => ColumnData }>> = {
  f4: { sql: 'REAL', column: d => d },
  f8: { sql: 'DOUBLE PRECISION', column: d => d },
  i1: { sql: 'SMALLINT', column: d => Int16Array.from(d as Int8Array) },
  i2: { sql: 'SMALLINT', column: d => d },
  i4: { sql: 'INTEGER', column: d => d },
  i8: { sql: 'BIGINT', column: d => d },
  u1: { sql: 'SMALLINT', column: d => Int16Array.from(d as Uint8Array) },
  u2: { sql: 'INTEGER', column: d => Int32Array.from(d as Uint16Array) },
  u4: { sql: 'BIGINT', column: d => BigInt64Array.from(d as Uint32Array, BigInt) },
  u8: { sql: 'BIGINT', column: d => signed(d as BigUint64Array) },
  b1: { sql: 'BOOLEAN', column: d => Array.from(d as Uint8Array, v => v !== 0) },
};

function signed(data: BigUint64Array): BigInt64Array {
  const largest = 2n ** 63n - 1n;
  for (const v of data) if (v > largest) throw new FormatError(`its element ${v} is larger than ${largest}, the largest whole number that SQL holds`);
  return new BigInt64Array(data.buffer, data.byteOffset, data.length);
}

/** Rows that go to the engine at a time. */
const batch = 1 << 17;

async function stageArray(staged: StagedArray, plan: Pick<Plan, 'load'>, database: Database, folder: string, signal: AbortSignal | undefined): Promise<void> {
  stopIfAborted(signal);
  const span = plan.load.find(s => s.kind === 'execute' && s.reads.includes(staged.table))?.span ?? noSpan;
  const array = read(staged, span, folder);
  checkStaged(staged, array, span);
  const columns = array.shape.map((_, k) => `d${k} INTEGER`);
  const { sql, column } = staging[array.element];
  await database.execute(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(staged.table)} (${[...columns, `val ${sql}`].join(', ')})`);
  const cells = cellCount(array.shape);
  for (let from = 0; from < cells; from += batch) {
    stopIfAborted(signal);
    const to = Math.min(cells, from + batch);
    const values = readable(staged, span, () => column(array.data.subarray(from, to) as TypedArray));
    await database.append(staged.table, [...positions(array, from, to), values]);
  }
}

const read = (staged: StagedArray, span: Span, folder: string): DenseArray => {
  const from = origin(staged.source);
  if (from.kind !== 'file') throw new InternalError(`${staged.source} is no array`);
  return readable(staged, span, () => readArray(resolveFile(folder, from.path), staged.member));
};

function readable<T>(staged: StagedArray, span: Span, body: () => T): T {
  try {
    return body();
  } catch (problem) {
    if (problem instanceof DatabaseError) throw problem;
    const why = problem instanceof FormatError ? problem.message : `it cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`;
    throw new DataError([diagnostic('error', 'data-missing', span, `${sourceLabel(staged.source)}: ${why}`, { hints: ['make the file again'] })]);
  }
}

/** The file may have changed since its header was read. */
function checkStaged(staged: StagedArray, array: DenseArray, span: Span): void {
  if (array.shape.length === staged.dimensions) return;
  throw new DataError([diagnostic('error', 'data-invalid', span, `${sourceLabel(staged.source)} has ${array.shape.length} dimensions, ${staged.dimensions} were expected`, { hints: ['compile again'] })]);
}

/** For the elements `from` to `to` of an array in the order of the file, their position along each dimension. */
function positions({ shape, fortran }: DenseArray, from: number, to: number): Int32Array[] {
  const inner = fortran ? shape.map((_, k) => k) : shape.map((_, k) => shape.length - 1 - k);
  const result = shape.map(() => new Int32Array(to - from));
  let stride = 1;
  for (const k of inner) {
    const extent = shape[k]!;
    const column = result[k]!;
    let run = from % stride;
    let at = Math.floor(from / stride) % extent;
    for (let n = 0; n < column.length; n++) {
      column[n] = at;
      if (++run === stride) { run = 0; if (++at === extent) at = 0; }
    }
    stride *= extent;
  }
  return result;
}
