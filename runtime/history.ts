// The book-keeping of runs in a database: which runs there were, their metrics, which tables are ours, the last weights.

import type { Plan } from '../compiler/plan.ts';
import { quoteIdentifier, quoteString } from '../compiler/quote.ts';
import type { Database, Result } from './database.ts';
import { inputError } from './failure.ts';
import { creates, flatten } from './statements.ts';

/** Our own tables. `metrics` and `run` are for people; `tsql_tables` says which tables this program made. */
export const bookTables = {
  run: 'CREATE TABLE IF NOT EXISTS run (run BIGINT, started TIMESTAMP, finished TIMESTAMP, status VARCHAR, program VARCHAR, program_hash VARCHAR, schema_hash VARCHAR, seed BIGINT, steps BIGINT, versions VARCHAR, settings VARCHAR, texts VARCHAR, data_hash VARCHAR, weights_hash VARCHAR, forked_from VARCHAR, place VARCHAR)',
  metrics: 'CREATE TABLE IF NOT EXISTS metrics (run BIGINT, step BIGINT, split VARCHAR, name VARCHAR, val DOUBLE)',
  tsql_tables: 'CREATE TABLE IF NOT EXISTS tsql_tables (name VARCHAR, role VARCHAR, definition VARCHAR)',
} as const;

export interface RunRow {
  readonly run: number; readonly started: string; readonly finished: string | null; readonly status: string; readonly program: string;
  readonly programHash: string; readonly seed: number; readonly steps: number | null; readonly versions: string;
  /** what the command line and the compiler settled, by name */
  readonly settings: Readonly<Record<string, string>>;
  /** the program and its modules, by file */
  readonly texts: Readonly<Record<string, string>>;
  readonly dataHash: string | null;
  /** of the weights that the finished run left */
  readonly weightsHash: string | null;
  /** `RUN@STEP` whose weights it began with */
  readonly forkedFrom: string | null;
  readonly place: Place | null;
}

/** How far the trainings of a run have come with its last commit: which of them is under way, the steps of those before it, and its own. */
export interface Place { readonly training: number; readonly before: number; readonly step: number; readonly ended: boolean }

/** The tables and views of the database, by lower-case name (names of tables do not differ in case alone). */
export async function tablesOf(database: Database): Promise<ReadonlySet<string>> {
  const result = await database.query("SELECT lower(table_name) FROM information_schema.tables WHERE table_schema = 'main'");
  return new Set(result.rows.map(row => String(row[0])));
}

/** Tables and views that the plan leaves in the database (temporary ones shadow others of their name, they do not replace them). */
function written(plan: Plan): ReadonlyMap<string, string> {
  const lists = [plan.load, plan.setup, plan.final, ...plan.training.flatMap(t => [t.epoch?.statements ?? [], t.begin, t.step, t.keep, ...t.reports.map(r => r.statements), t.stop?.statements ?? []])];
  const made = lists.flatMap(flatten).filter(s => creates(s.sql) === 'lasting').flatMap(s => s.writes);
  const names = [...made, ...plan.history.map(h => h.table)].filter(n => !Object.hasOwn(bookTables, n) && !plan.scratch?.includes(n));
  return new Map(names.map(n => [n.toLowerCase(), n]));
}

/** The text of the statement that makes a history table: what tells whether a table of an earlier run still fits. */
function definitionOf(plan: Plan, table: string): string {
  const making = flatten(plan.setup).find(s => s.writes.includes(table) && creates(s.sql) !== null);
  return making ? making.sql.replace(/--[^\n]*/g, '').replace(/\s+/g, ' ').trim() : '';
}

/** Views that an earlier run of this connection left in the place of tables that a run begins with. */
export async function dropModelViews(plan: Plan, database: Database): Promise<void> {
  const made = new Set(plan.training.flatMap(t => flatten(t.begin)).flatMap(s => s.writes).map(n => n.toLowerCase()));
  if (made.size === 0) return;
  const { rows } = await database.query('SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal');
  for (const [name] of rows) if (made.has(String(name).toLowerCase())) await database.execute(`DROP VIEW ${quoteIdentifier(String(name))}`);
}

/**
 * Makes room for a run: the tables of the plan that an earlier run left are dropped, history is kept. Nothing that this
 * program did not make is touched. Errors (exit code 1): a table of the plan's that is somebody else's, or a history with other
 * columns. To be called in a transaction.
 */
export async function claimTables(plan: Plan, database: Database): Promise<void> {
  await dropModelViews(plan, database);
  const present = await tablesOf(database);
  const shape = await database.query("SELECT table_name, string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'main' AND table_name IN ('run', 'metrics', 'tsql_tables') GROUP BY table_name");
  for (const [name, columns] of shape.rows) {
    const ours = /\((.*)\)$/.exec(bookTables[name as keyof typeof bookTables])![1]!.split(', ').map(c => c.split(' ')[0]).join(' ');
    if (columns !== ours) throw taken(database, String(name));
  }
  for (const sql of Object.values(bookTables)) await database.execute(sql);
  const owned = new Map((await database.query('SELECT lower(name), role, definition FROM tsql_tables')).rows.map(r => [String(r[0]), { role: String(r[1]), definition: String(r[2]) }]));
  const history = new Set(plan.history.map(h => h.table.toLowerCase()));
  for (const [id, name] of written(plan)) {
    const known = owned.get(id);
    const kept = history.has(id);
    const definition = kept ? definitionOf(plan, name) : '';
    if (present.has(id) && !known) throw taken(database, name);
    if (present.has(id) && known) {
      if (kept && known.role === 'history') {
        if (known.definition !== definition) throw inputError(`the table ${name} in ${database.path} has the weights of earlier runs with other indices or another dtype`, 'use another file: --db FILE', 'the old runs stay as they are');
        continue;
      }
      if (known.role === 'history') throw inputError(`the table ${name} in ${database.path} has the weights of earlier runs, and this program has another use for that name`, 'use another file: --db FILE');
      await database.execute(`DROP ${(await isView(database, id)) ? 'VIEW' : 'TABLE'} ${quoteIdentifier(name)}`);
    }
    if (!known) await database.execute(`INSERT INTO tsql_tables VALUES (${quoteString(name)}, ${quoteString(kept ? 'history' : 'data')}, ${quoteString(definition)})`);
  }
}

const taken = (database: Database, name: string) =>
  inputError(`${database.path} already has a table ${name} that tsql did not make`, 'it is not overwritten: rename it, rename the tensor, or use another file with --db');

async function isView(database: Database, name: string): Promise<boolean> {
  const result = await database.query(`SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main' AND lower(table_name) = ${quoteString(name)} AND table_type = 'VIEW'`);
  return Number(result.rows[0]![0]) > 0;
}

export interface NewRun {
  readonly program: string; readonly programHash: string; readonly schemaHash: string; readonly seed: number; readonly versions: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>; readonly texts?: Readonly<Record<string, string>>; readonly dataHash?: string | null; readonly forkedFrom?: string | null;
}

const now = (): string => new Date().toISOString().replace('Z', '');

/** Enters a run and returns its number: one more than the last. */
export async function beginRun(database: Database, run: NewRun): Promise<number> {
  const last = await database.query('SELECT coalesce(max(run), 0) FROM run');
  const number = Number(last.rows[0]![0]) + 1;
  const values = {
    run: number, started: now(), status: 'running', program: run.program, program_hash: run.programHash, schema_hash: run.schemaHash, seed: run.seed,
    versions: JSON.stringify(run.versions), settings: JSON.stringify(run.settings ?? {}), texts: JSON.stringify(run.texts ?? {}),
    ...(run.dataHash == null ? {} : { data_hash: run.dataHash }), ...(run.forkedFrom == null ? {} : { forked_from: run.forkedFrom }),
  };
  const names = Object.keys(values);
  await database.execute(`INSERT INTO run (${names.join(', ')}) VALUES (${names.map(n => (n === 'started' ? '$started::TIMESTAMP' : `$${n}`)).join(', ')})`, values);
  return number;
}

/** How a run ended. `steps`: those that are committed; `weights`: the hash of what it left. */
export async function updateRun(database: Database, run: number, status: string, steps: number, weights: string | null = null): Promise<void> {
  await database.execute('UPDATE run SET status = $status, steps = $steps, finished = $finished::TIMESTAMP WHERE run = $run', { run, status, steps, finished: now() });
  if (weights !== null) await database.execute('UPDATE run SET weights_hash = $weights WHERE run = $run', { run, weights });
}

/** How far a run has come: part of the transaction that commits the step. */
export async function placeRun(database: Database, run: number, place: Place): Promise<void> {
  await database.execute('UPDATE run SET steps = $steps, place = $place WHERE run = $run', { run, steps: place.before + place.step, place: JSON.stringify(place) });
}

/** A run that was left is under way again: with the program and the settings that it now has. */
export async function continueRun(database: Database, run: number, record: NewRun): Promise<void> {
  await database.execute('UPDATE run SET status = $status, finished = NULL, program_hash = $program_hash, schema_hash = $schema_hash, versions = $versions, settings = $settings, texts = $texts WHERE run = $run', {
    run, status: 'running', program_hash: record.programHash, schema_hash: record.schemaHash, versions: JSON.stringify(record.versions), settings: JSON.stringify(record.settings ?? {}), texts: JSON.stringify(record.texts ?? {}),
  });
  if (record.dataHash != null) await database.execute('UPDATE run SET data_hash = $data_hash WHERE run = $run', { run, data_hash: record.dataHash });
}

const text = (result: Result, row: number, column: number): string => String(result.rows[row]![column]);

/** All runs of a database, oldest first. Errors (exit code 1): the database has none. */
export async function readRuns(database: Database): Promise<readonly RunRow[]> {
  if (!(await tablesOf(database)).has('run')) throw inputError(`${database.path} has no runs`, 'tsql run FILE --db FILE keeps a run in a database');
  const result = await database.query('SELECT run, started, finished, status, program, program_hash, seed, steps, versions, settings, texts, data_hash, weights_hash, forked_from, place FROM run ORDER BY run');
  return result.rows.map((row, r) => ({
    run: Number(row[0]), started: text(result, r, 1), finished: row[2] === null ? null : text(result, r, 2), status: text(result, r, 3), program: text(result, r, 4),
    programHash: text(result, r, 5), seed: Number(row[6]), steps: row[7] === null ? null : Number(row[7]), versions: text(result, r, 8),
    settings: JSON.parse(text(result, r, 9)) as RunRow['settings'], texts: JSON.parse(text(result, r, 10)) as RunRow['texts'],
    dataHash: row[11] as string | null, weightsHash: row[12] as string | null, forkedFrom: row[13] as string | null, place: row[14] === null ? null : JSON.parse(text(result, r, 14)) as Place,
  }));
}

export interface Metric { readonly run: number; readonly step: number; readonly split: string; readonly name: string; readonly value: number }

/** The metrics of one run, or of all, in the order of the steps. Missing values are left out. */
export async function readMetrics(database: Database, run: number | null): Promise<readonly Metric[]> {
  const result = await database.query(`SELECT run, step, split, name, val FROM metrics WHERE val IS NOT NULL${run === null ? '' : ` AND run = ${run}`} ORDER BY run, step`);
  return result.rows.map(row => ({ run: Number(row[0]), step: Number(row[1]), split: String(row[2] ?? ''), name: String(row[3]), value: Number(row[4]) }));
}

/** The number of a run that is in the database: the one that is asked for, or the last. */
export async function chooseRun(database: Database, wanted: number | undefined): Promise<RunRow> {
  const runs = await readRuns(database);
  const found = wanted === undefined ? runs.at(-1) : runs.find(r => r.run === wanted);
  if (!found) throw inputError(wanted === undefined ? `${database.path} has no runs` : `${database.path} has no run ${wanted}`, runs.length > 0 ? `its runs: ${runs.map(r => r.run).join(', ')}` : '');
  return found;
}

/** The tables of history that a database has, by name. */
export async function historyTables(database: Database): Promise<readonly string[]> {
  if (!(await tablesOf(database)).has('tsql_tables')) return [];
  const result = await database.query("SELECT name FROM tsql_tables WHERE role = 'history' ORDER BY name");
  return result.rows.map(row => String(row[0]));
}

/** A query of the rows of a history table at a step of a run (its last generation if null), in the order of its keys, without run and step. */
export async function lastGeneration(database: Database, table: string, run: number, step: number | null = null): Promise<string> {
  const name = quoteIdentifier(table);
  const columns = (await database.describe(`SELECT * FROM ${name}`)).map(c => c.name).filter(c => c !== 'run' && c !== 'step').map(quoteIdentifier);
  const keys = columns.slice(0, -1);
  return `SELECT ${columns.join(', ')} FROM ${name} WHERE run = ${run} AND step = ${step ?? `(SELECT max(step) FROM ${name} WHERE run = ${run})`}${keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : ''}`;
}
