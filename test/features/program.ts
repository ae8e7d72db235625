// Runs a small program as `tsql run` does, in memory unless told otherwise, and holds what it shows, checks, exports and keeps of
// its training to the reference evaluator: of the program as checked and differentiated, and of what the passes made of it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expand } from '../../compiler/expand/expand.ts';
import { check } from '../../compiler/check/check.ts';
import { always } from '../../compiler/standard.ts';
import type { Compiled, LayoutChoice, Precision } from '../../compiler/index.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { gradientStage, runPasses } from '../../compiler/pipeline.ts';
import { evaluate, evaluateUpdates, type Key, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { order } from '../../compiler/tensor/order.ts';
import type { Program } from '../../compiler/tensor/ir.ts';
import { compileProgram, connect, type Database, type ReportedValue, readProgram, run, type RunEvent, type RunOutcome, type Value } from '../../runtime/index.ts';
import { axesOf, compare } from '../lower/duckdb.ts';

export type Content = string | Uint8Array;
export type Cells = ReadonlyMap<string, Value>;
/** Arrays within arrays, null for a cell without a row; or cells by their keys, joined by commas. */
export type Expected = Value | readonly Expected[] | { readonly [keys: string]: Value };

export interface Settings {
  readonly files?: Readonly<Record<string, Content>>;
  /** SQL run first in a database of its own, in the folder of the program: for making tables and parquet files */
  readonly sql?: readonly string[];
  /** the program is run in the database file that `sql` was run in */
  readonly db?: boolean;
  readonly set?: Readonly<Record<string, number | string | boolean>>;
  readonly seed?: number;
  readonly steps?: number;
  /** codes of the warnings there must be */
  readonly warnings?: readonly string[];
  /** between evaluator and engine */
  readonly tolerance?: number;
  /** f64 unless given, or what TSQL_DTYPE says */
  readonly dtype?: Precision;
  /** COO unless given; what is given must be possible */
  readonly layout?: LayoutChoice;
}

export interface Ran {
  readonly compiled: Compiled;
  readonly outcome: RunOutcome;
  readonly shows: ReadonlyMap<string, Cells>;
  readonly units: ReadonlyMap<string, string | null>;
  readonly checks: readonly { readonly label: string; readonly pass: boolean }[];
  readonly reports: readonly { readonly step: number; readonly values: readonly ReportedValue[] }[];
  readonly trained: readonly { readonly step: number; readonly stopped: boolean }[];
  /** still open while `look` runs */
  readonly database: Database;
  readonly folder: string;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const usual: Precision = process.env['TSQL_DTYPE'] === 'f32' ? 'f32' : 'f64';
const dtypeOf = (settings: Settings): Precision => settings.dtype ?? usual;
/** Between evaluator and engine: the same rounded sums, in another order. */
const toleranceOf = (settings: Settings): number => settings.tolerance ?? roomOf(dtypeOf(settings));
const roomOf = (dtype: Precision): number => (dtype === 'f32' ? 1e-5 : 1e-9);

/** The program before any optimisation, its recurrences in order. */
export function meaningOf(text: string, catalog: Parameters<typeof check>[1]['catalog'], settings: Settings): Program {
  const texts = Object.fromEntries(Object.entries(settings.files ?? {}).flatMap(([name, content]) => (typeof content === 'string' ? [[name, content]] : [])));
  const { program } = check(expand(parse({ file: 'program.tsql', text }).module, texts).module, { catalog, library: always, settings: settings.set ?? {}, precision: dtypeOf(settings), steps: settings.steps ?? null, seed: settings.seed ?? null });
  assert.ok(program);
  return order(runPasses(program, gradientStage).program);
}

/**
 * Runs a program and compares it with the evaluator; `look` sees the open database and the folder before they are gone.
 * It is run in every layout that it can have, and compared in the same way.
 */
export async function ran<T = void>(text: string, settings: Settings = {}, look: (ran: Ran) => Promise<T> | T = () => undefined as T): Promise<T> {
  let others: readonly LayoutChoice[] = [];
  const result = await ranOnce(text, settings, async seen => {
    others = settings.layout === undefined ? seen.others() : [];
    return look(seen);
  });
  for (const layout of others) await ranOnce(text, { ...settings, layout }, () => undefined);
  return result;
}

async function ranOnce<T>(text: string, settings: Settings, look: (ran: Ran & { readonly others: () => readonly LayoutChoice[] }) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-feature-'));
  const file = path.join(folder, 'given.duckdb');
  let database: Database | null = null;
  try {
    for (const [name, content] of Object.entries(settings.files ?? {})) writeFileSync(path.join(folder, name), content);
    if (settings.sql) {
      const made = await connect({ path: settings.db ? file : ':memory:', allowed: [folder] });
      for (const s of settings.sql) await made.execute(s.replaceAll('FOLDER', folder.replaceAll("'", "''")));
      await made.close();
    }
    const flags = {
      ...(settings.db ? { db: file } : {}), ...(settings.set ? { set: settings.set } : {}),
      ...(settings.seed === undefined ? {} : { seed: settings.seed }), ...(settings.steps === undefined ? {} : { steps: settings.steps }),
    };
    writeFileSync(path.join(folder, 'program.tsql'), text);
    const program = await readProgram('program.tsql', { folder, input: () => Promise.reject(new Error('a file is wanted')) }, flags);
    const compiled = compileProgram(program, { ...flags, dtype: dtypeOf(settings), ...(settings.layout ? { layout: settings.layout } : {}) });
    assert.deepEqual([...program.diagnostics, ...compiled.diagnostics].map(d => (d.severity === 'error' ? `${d.code}: ${d.message}` : d.code)), settings.warnings ?? []);
    const { plan } = compiled;
    assert.ok(plan && compiled.program);
    database = await connect({ path: settings.db ? file : ':memory:', allowed: [folder] });
    await database.lock();
    const events: RunEvent[] = [];
    const outcome = await run({ plan, database, folder, listener: event => void events.push(event), record: { program: 'program.tsql', programHash: '', schemaHash: '', versions: {} } });
    const steps = events.flatMap(e => (e.event === 'trained' ? [{ step: e.step, stopped: e.stopped }] : []));
    for (const meaning of [meaningOf(text, program.catalog, settings), compiled.program]) await agree({ meaning, compiled, database, events, steps: steps.map(s => s.step), tolerance: toleranceOf(settings) });
    const shown = events.flatMap(e => (e.event === 'show' ? [e] : []));
    return await look({
      compiled, outcome, database, folder, trained: steps,
      others: () => (['packed', 'tiles'] as const).filter(layout => { const other = compileProgram(program, { ...flags, layout }).plan; return other !== null && JSON.stringify(other) !== JSON.stringify(plan); }),
      shows: new Map(shown.map(e => {
        const columns = e.columns.map(c => c.values);
        return [e.label, new Map(columns.at(-1)!.map((v, r) => [columns.slice(0, -1).map(c => String(c[r])).join(','), v]))];
      })),
      units: new Map(shown.map(e => [e.label, e.unit])),
      checks: events.flatMap(e => (e.event === 'check' ? [{ label: e.label, pass: e.pass }] : [])),
      reports: events.flatMap(e => (e.event === 'report' ? [{ step: e.step, values: e.values }] : [])),
    });
  } finally {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Comparison { readonly meaning: Program; readonly compiled: Compiled; readonly database: Database; readonly events: readonly RunEvent[]; readonly steps: readonly number[]; readonly tolerance: number }

/** Everything that the engine found against the evaluator: weights in history, shows, checks, exports. */
async function agree({ meaning, compiled, database, events, steps, tolerance }: Comparison): Promise<void> {
  const plan = compiled.plan!;
  const data = new Map<string, TensorValue>();
  for (const input of meaning.inputs) {
    if (input.load.kind !== 'stored') continue;
    // A parameter that begins as data is read where its history begins.
    const carried = meaning.carried.find(c => c.tensor === input.tensor);
    const table = carried ? `${quoted(plan.history.find(h => h.label === carried.label)!.table)} WHERE step = 0` : quoted(input.tensor);
    const { rows } = await database.query(`SELECT ${[...input.axes.map(a => a.column), 'val'].map(quoted).join(', ')} FROM ${table}`);
    data.set(input.tensor, TensorValue.of(rows.map(row => ({ at: row.slice(0, -1) as Key[], value: row.at(-1) as number | string | boolean }))));
  }
  const keys = new Map<string, readonly Key[]>();
  for (const { name, domain } of meaning.indices) {
    if (domain.kind === 'table' && !meaning.domains.some(d => d.index === name && d.making.kind === 'batch')) keys.set(name, (await database.query(`SELECT ${quoted(domain.column)} FROM ${quoted(domain.table)}`)).rows.map(r => r[0] as Key));
  }
  let carried: ReadonlyMap<string, TensorValue> = new Map();
  let total = 0;
  const kept = async (step: number): Promise<void> => {
    for (const c of meaning.carried) {
      const table = plan.history.find(h => h.label === c.label)?.table;
      if (table === undefined || !carried.has(c.tensor)) continue;
      const { rows } = await database.query(`SELECT ${c.axes.map(a => `${quoted(a.column)}, `).join('')}val FROM ${quoted(table)} WHERE step = ${step}`);
      if (rows.length > 0 || total === step) compare(rows.map(r => [...r]), carried.get(c.tensor)!, c.axes, meaning, `${c.label} after step ${step}`, keys, tolerance);
    }
  };
  for (const [t, training] of meaning.training.entries()) {
    for (let step = 1; step <= steps[t]!; step++) {
      total++;
      carried = evaluateUpdates(meaning, new Map([...data, ...carried]), training.goals, { domains: keys, counters: new Map([['step', step], ['seed', training.seed]]) });
      if (step === steps[t]) await kept(total);
    }
  }
  const wanted = [
    ...events.flatMap(e => (e.event === 'show' ? [{ name: e.label, rows: e.columns[0]!.values.map((_, r) => e.columns.map(c => c.values[r]!)) }] : [])).map((s, k) => ({ ...s, tensor: meaning.shows[k]!.tensor })),
    ...await Promise.all(plan.exports.flatMap((e, k) => e.tensors.map(async (t, n) => ({ name: t.label, rows: (await database.query(t.sql)).rows, tensor: meaning.exports[k]!.tensors[n]!.tensor })))),
  ];
  const checks = events.flatMap(e => (e.event === 'check' ? [e] : [])).map((c, k) => ({ ...c, tensor: meaning.checks[k]!.tensor }));
  const expected = evaluate(meaning, new Map([...data, ...carried]), { domains: keys, only: [...wanted, ...checks].map(w => w.tensor), counters: new Map([['seed', meaning.training.at(-1)?.seed ?? 0], ['step', steps.at(-1) ?? 0]]) });
  for (const { name, rows, tensor } of wanted) compare(rows.map(r => [...r]), expected.get(tensor)!, axesOf(meaning, tensor), meaning, name, keys, tolerance);
  for (const { label, pass, tensor } of checks) assert.equal(pass, expected.get(tensor)!.get() === true, `check ${label}`);
}

/** Nested lists as cells (`0,1` is a key), without those that are null. */
export function cells(expected: Expected, prefix: readonly number[] = []): Cells {
  if (expected === null) return new Map();
  if (typeof expected !== 'object') return new Map([[prefix.join(','), expected]]);
  if (!Array.isArray(expected)) return new Map(Object.entries(expected as Record<string, Value>));
  return new Map((expected as readonly Expected[]).flatMap((v, k) => [...cells(v, [...prefix, k])]));
}

/** Same cells, numbers within `tolerance` of each other. */
export function close(actual: Cells | undefined, expected: Expected, what: string, tolerance = roomOf(usual)): void {
  assert.ok(actual, `${what} is not shown`);
  const wanted = cells(expected);
  assert.deepEqual([...actual.keys()].sort(), [...wanted.keys()].sort(), `the cells of ${what}`);
  for (const [key, value] of wanted) {
    const found: Value = actual.get(key)!;
    if (typeof value === 'number' && typeof found === 'number') {
      const room = tolerance * Math.max(1, Math.abs(value));
      assert.ok(Object.is(found, value) || Math.abs(found - value) <= room, `${what}[${key}] is ${found}, not ${value}`);
    } else assert.equal(found, value, `${what}[${key}]`);
  }
}

/** Runs a program and compares what it shows, by label, with what is expected; every check must hold. */
export async function shows(text: string, expected: Readonly<Record<string, Expected>>, settings: Settings = {}): Promise<void> {
  await ran(text, settings, found => {
    for (const [label, value] of Object.entries(expected)) close(found.shows.get(label), value, label);
    assert.deepEqual([...found.shows.keys()].filter(label => !(label in expected)), [], 'shown and not expected');
    assert.deepEqual(found.checks.filter(c => !c.pass).map(c => c.label), [], 'checks that do not hold');
  });
}
