// Writing tensors to files. Everything is written under a temporary name beside its target and renamed when complete, so
// that a file is either whole or as it was before.

import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan } from '../compiler/plan.ts';
import { quoteString } from '../compiler/quote.ts';
import type { Database, Parameters, Result, Value } from './database.ts';
import type { Listener } from './events.ts';
import { engineError, inputError, usageError } from './failure.ts';
import { located, parametersOf, queryWith } from './statements.ts';

export type ExportFormat = Plan['exports'][number]['format'];

/** A tensor to write: its query, of which the first `keys` columns are keys and the last is the value. */
export interface ExportTensor { readonly label: string; readonly sql: string; readonly keys: number }

const endings: Readonly<Record<string, ExportFormat>> = { '.csv': 'csv', '.parquet': 'parquet', '.npz': 'npz', '.json': 'json' };

/** The format that the ending of a path asks for (`.csv.gz` is csv). Errors: wrong usage. */
export function formatOf(file: string): ExportFormat {
  const format = endings[path.extname(file.replace(/\.gz$/i, '')).toLowerCase()];
  if (!format || (format !== 'csv' && format !== 'json' && /\.gz$/i.test(file))) throw usageError(`${file}: what format is that?`, 'endings that are understood: .csv .csv.gz .json .json.gz .parquet .npz');
  return format;
}

/** Writes all exports of a plan. Errors: CommandError naming the path; StatementError. */
export async function writeExports(plan: Plan, database: Database, folder: string, known: Parameters, listener: Listener): Promise<void> {
  for (const e of plan.exports) {
    await located({ id: `export ${e.path}`, sql: e.sql, comment: `export ${e.path}`, span: e.span }, () =>
      writeTensors(database, path.resolve(folder, e.path), e.format, e.sql, e.tensors, known));
    listener({ event: 'export', path: e.path, tensors: e.tensors.map(t => t.label) });
  }
}

/**
 * Writes one file. `sql`: the query of a table format (csv, parquet, json); npz is written from `tensors`. Errors: its
 * folder is missing or cannot be written (exit code 1), the disk is full (3).
 */
export async function writeTensors(database: Database, file: string, format: ExportFormat, sql: string, tensors: readonly ExportTensor[], known: Parameters): Promise<void> {
  await whole(file, async temporary => {
    if (format === 'npz') {
      const arrays: Record<string, Uint8Array> = {};
      for (const t of tensors) arrays[t.label] = await npyOf(t, await queryWith(database, t.sql, known));
      const { writeNpz } = await import('./formats/npz.ts');
      await writeFile(temporary, writeNpz(arrays));
      return;
    }
    const compression = /\.gz$/i.test(file) ? ', COMPRESSION gzip' : '';
    const options = { csv: `FORMAT csv, HEADER true${compression}`, json: `FORMAT json, ARRAY true${compression}`, parquet: 'FORMAT parquet' }[format];
    const used = Object.fromEntries(parametersOf(sql).map(name => [name, known[name]!]));
    await database.execute(`COPY (${sql.trim().replace(/;$/, '')}\n) TO ${quoteString(temporary)} (${options})`, used);
  });
}

/** The name under which a file is written before it is renamed. */
export const temporaryOf = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

/** Milliseconds after which a temporary file that no process of this machine writes is taken to be abandoned: one of another machine may. */
const abandonedAfter = 600_000;

/** Removes what processes that are no more, killed while they wrote this file, have left of it. */
async function removeAbandoned(file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`.${path.basename(file)}.`)) continue;
    const pid = /^(\d+)\.tmp$/.exec(name.slice(path.basename(file).length + 2))?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > abandonedAfter) await rm(path.join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What this process is writing, by file: two writes of one file have one temporary name, and come after one another. */
const underWay = new Map<string, Promise<void>>();

/** Has `write` fill a temporary file, then puts that in the place of `file`; whatever fails, nothing of it is left. */
export async function whole(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const own = (underWay.get(file) ?? Promise.resolve()).catch(() => undefined).then(() => replace(file, write));
  underWay.set(file, own);
  try {
    await own;
  } finally {
    if (underWay.get(file) === own) underWay.delete(file);
  }
}

async function replace(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(file);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw inputError(`${file} cannot be written: ${found ? `${folder} is not a folder` : `the folder ${folder} does not exist`}`, found ? '' : `mkdir -p ${folder}`);
  const target = await stat(file).catch(() => null);
  if (target?.isDirectory()) throw inputError(`${file} cannot be written: it is a folder`);
  const temporary = temporaryOf(file);
  try {
    await removeAbandoned(file);
    // Whatever lies there, a link perhaps, is not to be written through.
    await rm(temporary, { force: true });
    await write(temporary);
    await rename(temporary, file);
  } catch (problem) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = (problem as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw engineError(`${file} cannot be written: the disk is full`);
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw inputError(`${file} cannot be written: permission denied`);
    if (code === 'ENAMETOOLONG') throw inputError(`${file} cannot be written: the name is too long`);
    throw problem;
  }
}

/** Cells of a dense array over rows that are there: beyond this many times, a tensor is called sparse. */
const sparse = 1000;

/**
 * A tensor as .npy: one dimension a key, from 0 to its largest; a cell without a row is nan (and makes the array one of reals). Keys
 * must be whole numbers from 0 on, values numbers or true and false.
 */
async function npyOf(tensor: ExportTensor, result: Result): Promise<Uint8Array> {
  const { writeNpy } = await import('./formats/npy.ts');
  const refuse = (why: string) => inputError(`${tensor.label} cannot be written to an .npz file: ${why}`, 'write it to a .parquet, .csv or .json file');
  const shape: number[] = [];
  for (let k = 0; k < tensor.keys; k++) {
    let largest = -1;
    for (const row of result.rows) {
      const key = row[k]!;
      if (typeof key !== 'number' || !Number.isInteger(key)) throw refuse(`its key ${result.columns[k]!.name} is not a whole number (${String(key)})`);
      if (key < 0) throw refuse(`its key ${result.columns[k]!.name} goes below 0 (${key})`);
      if (key > largest) largest = key;
    }
    shape.push(largest + 1);
  }
  const cells = shape.reduce((n, extent) => n * extent, 1);
  if (cells > sparse * Math.max(1000, result.rows.length)) throw refuse(`it has ${result.rows.length} rows for ${cells} cells`);
  const values = result.rows.map(row => row.at(-1)!);
  const full = values.length === cells && values.every(v => v !== null);
  const place = (row: readonly Value[]): number => shape.reduce((at, extent, k) => at * extent + (row[k] as number), 0);
  const fill = <T extends { [index: number]: unknown }>(data: T, cast: (v: Value) => unknown): T => {
    for (const row of result.rows) if (row.at(-1) !== null) data[place(row)] = cast(row.at(-1)!);
    return data;
  };
  const text = values.find(v => typeof v === 'string');
  if (text !== undefined) throw refuse(`it has text values (${String(text)})`);
  const type = result.columns.at(-1)!.type;
  if (full && type === 'BOOLEAN') return writeNpy(shape, 'b1', fill(new Uint8Array(cells), Number));
  if (full && /INT/.test(type)) return writeNpy(shape, 'i8', fill(new BigInt64Array(cells), v => BigInt(v as number | bigint)));
  return writeNpy(shape, 'f8', fill(new Float64Array(cells).fill(NaN), Number));
}
