// A program of the examples, or a changed copy of one, loaded into DuckDB, and the same data as the reference evaluator wants it.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expand } from '../../compiler/expand/expand.ts';
import { check } from '../../compiler/check/check.ts';
import type { Catalog, Compiled, LayoutChoice } from '../../compiler/index.ts';
import { always } from '../../compiler/standard.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { gradientStage, runPasses } from '../../compiler/pipeline.ts';
import type { Plan } from '../../compiler/plan.ts';
import { order } from '../../compiler/tensor/order.ts';
import { type Key, TensorValue } from '../../compiler/tensor/evaluate.ts';
import type { Axis, Program } from '../../compiler/tensor/ir.ts';
import { compileProgram, connect, type Database, loadData, type ProgramFile, readProgram } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';

export const examples = path.join(import.meta.dirname, '../../examples');

export interface Opened {
  readonly compiled: Compiled;
  readonly plan: Plan;
  /** as checked and differentiated, nothing optimised: what the evaluator takes as the meaning */
  readonly meaning: Program;
  /** data and first generation are there */
  readonly database: Database;
  /** the rows of the inputs that are read from files, as loaded */
  readonly data: ReadonlyMap<string, TensorValue>;
  /** keys of the indices that have a table */
  readonly keys: ReadonlyMap<string, readonly Key[]>;
  /** the headers of the data */
  readonly catalog: Catalog | null;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The program before any optimisation, its recurrences in order. */
function meaningOf({ source, catalog }: ProgramFile, steps: number): Program {
  const { program } = check(expand(parse(source).module, {}).module, { catalog, library: always, settings: {}, steps, seed: null });
  assert.ok(program);
  return order(runPasses(program, gradientStage).program);
}

/** The first `rows` of an IDX file. */
function firstRows(file: string, rows: number): Uint8Array {
  const whole = gunzipSync(readFileSync(file));
  const dimensions = whole[3]!;
  const size = Array.from({ length: dimensions - 1 }, (_, k) => whole.readUInt32BE(8 + 4 * k)).reduce((a, b) => a * b, 1);
  const head = Buffer.from(whole.subarray(0, 4 + 4 * dimensions));
  head.writeUInt32BE(rows, 4);
  return gzipSync(Buffer.concat([head, whole.subarray(head.length, head.length + rows * size)]));
}

/** The head of a table and those of its lines that are kept. */
function keptLines(file: string, kept: (line: string, at: number) => boolean): string {
  const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const rows = lines.filter(kept);
  assert.ok(rows.length > 0 && rows.length < lines.length);
  return `${[head, ...rows].join('\n')}\n`;
}

export interface Variant {
  /** changes the text; without it the example is opened as it stands */
  readonly change?: (text: string) => string;
  /** only so many rows of each array file */
  readonly rows?: number;
  /** which lines below the head of a table are kept */
  readonly tables?: Readonly<Record<string, (line: string, at: number) => boolean>>;
  /** further files of data */
  readonly files?: Readonly<Record<string, string>>;
  /** replaces the steps of the training */
  readonly steps?: number;
  /** COO unless given */
  readonly layout?: LayoutChoice;
}

/** The axes of a weight as letters, primed where an index is met again, and primed `more` times more. */
export function lettersOf(meaning: Program, axes: readonly Axis[], more = 0): string {
  const met = new Map<string, number>();
  const letters = axes.map(a => {
    const base = meaning.indices.find(i => i.name === a.index)!.base!;
    const n = met.get(base) ?? 0;
    met.set(base, n + 1);
    return base + "'".repeat(n + more);
  });
  return letters.length ? `[${letters.join(',')}]` : '';
}

/** Compiles an example, which must give neither errors nor warnings, loads its data and makes its first generation, and closes everything after `body`. */
export async function withOpened<T>(name: string, { change, rows, tables = {}, files = {}, steps = 3, layout = 'coo' }: Variant, body: (opened: Opened) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-example-'));
  let database: Database | null = null;
  try {
    mkdirSync(path.join(folder, 'data'));
    for (const file of readdirSync(path.join(examples, 'data'))) {
      const from = path.join(examples, 'data', file);
      const to = path.join(folder, 'data', file);
      const kept = tables[file];
      if (kept) writeFileSync(to, keptLines(from, kept));
      else if (rows !== undefined && file.endsWith('.gz')) writeFileSync(to, firstRows(from, rows));
      else symlinkSync(from, to);
    }
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(folder, 'data', file), content);
    const text = readFileSync(path.join(examples, name), 'utf8');
    const changed = change ? change(text) : text;
    if (change) assert.notEqual(changed, text, 'the change changes nothing');
    writeFileSync(path.join(folder, name), changed);
    const program = await readProgram(name, { folder, input: () => Promise.reject(new Error('a file is wanted')) }, { allowRead: [examples] });
    const compiled = compileProgram(program, { steps, layout });
    const { plan, diagnostics } = compiled;
    assert.deepEqual([...program.diagnostics, ...diagnostics].map(d => `${d.severity} ${d.code}: ${d.message}`), []);
    assert.ok(plan);
    const meaning = meaningOf(program, steps);
    database = await connect({ path: ':memory:', allowed: [folder, examples] });
    await loadData(plan, database, folder);
    const data = new Map<string, TensorValue>();
    for (const input of meaning.inputs) {
      if (input.load.kind !== 'stored') continue;
      const columns = [...input.axes.map(a => a.column), 'val'].map(quoted).join(', ');
      const found = await database.query(`SELECT ${columns} FROM ${quoted(input.tensor)}`);
      data.set(input.tensor, TensorValue.of(found.rows.map(row => ({ at: row.slice(0, -1) as Key[], value: row.at(-1) as number | string | boolean }))));
    }
    await executeAll(database, plan.setup, { run: 1, step: 0, seed: plan.training[0]?.seed ?? 0 });
    const keys = new Map<string, readonly Key[]>();
    for (const { name: index, domain } of meaning.indices) {
      if (domain.kind === 'table' && !meaning.domains.some(d => d.index === index && d.making.kind === 'batch')) keys.set(index, (await database.query(`SELECT ${quoted(domain.column)} FROM ${quoted(domain.table)}`)).rows.map(r => r[0] as Key));
    }
    return await body({ compiled, plan, meaning, database, data, keys, catalog: program.catalog });
  } finally {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each pair of texts in order: all occurrences of the first become the second. */
const replaced = (...pairs: readonly (readonly [string, string])[]) => (text: string): string => pairs.reduce((t, [from, to]) => {
  assert.ok(t.includes(from), from);
  return t.replaceAll(from, to);
}, text);

const flights = ['origin,destination,delay', ...Array.from({ length: 60 }, (_, r) => `${'ABCDE'[r * r % 5]},${'VWXYZ'[(3 * r + r * r) % 5]},${(r * 37) % 91 - 20}`)].join('\n');

const characters: readonly string[] = readFileSync(path.join(examples, 'data/characters.csv'), 'utf8').trimEnd().split('\n').slice(1).map(line => line.split(',')[0]!);

/** Variants of those examples that are too large to be evaluated cell by cell as they stand. */
const hubs = ['SEA', 'ORD', 'ATL', 'MIA', 'SJU'];

export const reduced: Readonly<Record<string, Variant>> = {
  // the first characters, of three groups, and whom of each other they meet
  'gcn.tsql': {
    change: text => text.replace('h = 8', 'h = 3'),
    tables: { 'characters.csv': (_, at) => at < 14, 'meetings.csv': line => line.split(',').every(name => characters.slice(0, 14).includes(name)) },
  },
  // five airports
  'paths.tsql': { change: text => text.replace('r = 6', 'r = 3'), tables: { 'airports.csv': line => hubs.includes(line.slice(0, 3)), 'flights-airport.csv': line => line.split(',').slice(0, 2).every(a => hubs.includes(a)) } },
  'autoencoder.tsql': {
    rows: 5,
    change: replaced(['index h = 32, k = 8', 'index h = 3, k = 2'], ['batch s by 50', 'batch s by 2'],
      ['r = 14, q = 14, i = 2, j = 2', 'r = 4, q = 4, i = 7, j = 7'], ['u = 196', 'u = 16'], ['14*r + q', '4*r + q'], ['2*r + i, 2*q + j', '7*r + i, 7*q + j']),
  },
  'convnet.tsql': {
    rows: 5,
    change: replaced(['y = 14, x = 14, i = 2, j = 2', 'y = 7, x = 7, i = 4, j = 4'], ['2*y + i, 2*x + j', '4*y + i, 4*x + j'], ['f = 8, m = 5, n = 5', 'f = 2, m = 4, n = 4'],
      ['u = 10, v = 10', 'u = 4, v = 4'], ['p = 5, q = 5', 'p = 2, q = 2'], ['batch s by 50', 'batch s by 2']),
  },
  'factorisation.tsql': {
    change: replaced(['flights.parquet', 'few.csv'], ['k = 4', 'k = 2'], ['batch r by 20000', 'batch r by 16']),
    files: { 'few.csv': `${flights}\n` },
  },
  'gru.tsql': {
    change: replaced(['t = 7, j = 8', 't = 3, j = 2'], ['s < 1089', 's < 14'], ['s >= 1096', 's >= 17'], ['day < 1096', 'day < 17'], ['batch s by 64', 'batch s by 5']),
    tables: { 'seattle-weather.csv': (_, at) => at < 25 },
  },
  'transformer.tsql': {
    change: replaced(['w = 551', 'w = 5'], ['p = 16', 'p = 4'], ['d = 16, h = 2, k = 8, f = 32', 'd = 4, h = 2, k = 2, f = 3'], ['batch w by 32', 'batch w by 2']),
    tables: { 'text.csv': (_, at) => at < 40 },
  },
  'mlp.tsql': { rows: 6, change: text => text.replace('[196, 32, 10]', '[196, 4, 10]') },
};
