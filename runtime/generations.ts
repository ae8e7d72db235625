// Generations: the rows of one step in the tables of history. Which are kept, how the tables that training works in are made from one,
// and the hash by which two runs are compared.

import { createHash } from 'node:crypto';
import type { Plan } from '../compiler/plan.ts';
import { quoteIdentifier, quoteString } from '../compiler/quote.ts';
import { InternalError } from '../compiler/source.ts';
import type { Database } from './database.ts';
import { inputError, usageError } from './failure.ts';
import { tablesOf } from './history.ts';
import { flatten } from './statements.ts';

/** Which generations a run leaves: of reported steps (the older ones thinned out), of the last step alone, of all, of every so manieth. */
export type Retention = { readonly kind: 'reports' } | { readonly kind: 'last' } | { readonly kind: 'all' } | { readonly kind: 'every'; readonly count: number };

/** What `--keep` says. Errors: wrong usage. */
export function retentionOf(text: string): Retention {
  if (text === 'reports' || text === 'last' || text === 'all') return { kind: text };
  const count = Number(/^every[ =:]?(\d{1,15})$/.exec(text.trim())?.[1] ?? 0);
  if (count === 0) throw usageError(`--keep ${text}: what is to be kept?`, '--keep reports, --keep last, --keep all or --keep "every 10"');
  return { kind: 'every', count };
}

/** `marked`: its step was reported, or a training began with it. */
export interface Generation { readonly step: number; readonly marked: boolean }

/** With `--keep reports`, beyond so many generations every other one goes. */
export const reportedLimit = 100;

/**
 * The steps of the generations that need not be there any more, of those in the order of their steps. The last one stays, for training goes
 * on from it, and so does `good`, the last that is known to be of numbers.
 */
export function surplus(retention: Retention, generations: readonly Generation[], good: number | null): readonly number[] {
  const last = generations.at(-1)?.step;
  const dropped = (unwanted: (g: Generation) => boolean): readonly number[] => generations.filter(g => g.step !== last && g.step !== good && unwanted(g)).map(g => g.step);
  switch (retention.kind) {
    case 'all': return [];
    case 'last': return dropped(() => true);
    case 'every': return dropped(g => g.step % retention.count !== 0);
    case 'reports': {
      const marked = generations.filter(g => g.marked);
      const thinned = new Set(marked.length > reportedLimit ? marked.filter((_, k) => k % 2 === 1) : []);
      return dropped(g => !g.marked || thinned.has(g));
    }
  }
}

/** Takes generations of a run out of every table of history. */
export async function dropGenerations(plan: Plan, database: Database, run: number, steps: readonly number[]): Promise<void> {
  if (steps.length === 0) return;
  for (const { table } of plan.history) {
    if (steps.length === 1) await database.execute(`DELETE FROM ${quoteIdentifier(table)} WHERE run = $run AND step = $step`, { run, step: steps[0]! });
    else await database.execute(`DELETE FROM ${quoteIdentifier(table)} WHERE run = ${run} AND step IN (${steps.join(', ')})`);
  }
}

/** The generations of a run that are there. */
export async function readGenerations(plan: Plan, database: Database, run: number): Promise<readonly Generation[]> {
  if (plan.history.length === 0) return [];
  const all = plan.history.map(h => `SELECT DISTINCT step FROM ${quoteIdentifier(h.table)} WHERE run = ${run}`).join(' UNION ');
  const { rows } = await database.query(`SELECT step, step = 0 OR step IN (SELECT step FROM metrics WHERE run = ${run}) FROM (${all}) ORDER BY step`);
  return rows.map(r => ({ step: Number(r[0]), marked: r[1] === true }));
}

/** Which table holds the current generation of what a table of history keeps: the one that the statement which keeps it reads. */
function carried(plan: Plan): readonly { readonly history: string; readonly current: string; readonly label: string; readonly role: 'parameter' | 'state' }[] {
  const keeping = plan.training.flatMap(t => flatten(t.keep));
  return plan.history.flatMap(h => {
    const kept = keeping.find(s => s.writes.includes(h.table));
    if (!kept) return [];
    const current = kept.reads.filter(t => t !== h.table);
    if (current.length !== 1) throw new InternalError(`${h.table} is kept from ${current.length} tables`);
    return [{ history: h.table, current: current[0]!, label: h.label, role: h.role }];
  });
}

/**
 * Makes the tables that training works in anew from a generation: all of it to `resume` from there; to `fork` from it the parameters, which
 * must be there with the very keys that the program gives them; to `look` at them the parameters with the keys that they have. Rows come in the order in which they were kept, so that sums over them are
 * added up as they would have been. To be called after the plan's setup. Errors (exit code 1): weights are not there, or have other keys.
 */
export async function restoreGeneration(plan: Plan, database: Database, from: { readonly run: number; readonly step: number }, purpose: 'resume' | 'fork' | 'look', name: string): Promise<void> {
  const present = await tablesOf(database);
  for (const { history, current, label, role } of carried(plan)) {
    if (purpose !== 'resume' && role !== 'parameter') continue;
    const columns = await database.describe(`SELECT * FROM ${quoteIdentifier(current)}`);
    const wanted = `FROM ${quoteIdentifier(history)} WHERE run = ${from.run} AND step = ${from.step}`;
    if (purpose !== 'resume') {
      const keys = columns.slice(0, -1).map(c => quoteIdentifier(c.name)).join(', ');
      const odd = purpose === 'look' || keys === ''
        ? `SELECT count(*) = 0 ${wanted}`
        : `SELECT count(*) > 0 FROM ((SELECT ${keys} FROM ${quoteIdentifier(current)} EXCEPT SELECT ${keys} ${wanted}) UNION ALL (SELECT ${keys} ${wanted} EXCEPT SELECT ${keys} FROM ${quoteIdentifier(current)}))`;
      if (!present.has(history.toLowerCase()) || (await database.query(odd)).rows[0]![0] === true) {
        throw inputError(`run ${from.run} of ${name} has no weights ${label} at step ${from.step}${purpose === 'fork' && present.has(history.toLowerCase()) ? ', or with other keys' : ''}`, 'is it a run of this program?', `tsql runs ${name}`);
      }
    }
    await database.execute(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(current)} AS SELECT ${columns.map(c => `CAST(${quoteIdentifier(c.name)} AS ${c.type}) AS ${quoteIdentifier(c.name)}`).join(', ')} ${wanted}`);
  }
}

/**
 * A hash of all parameters as they are in history at a step: their names, keys and values to the last bit, whatever the order of their
 * rows. Null: there are none. (A number's text is the shortest that gives it back, so that it stands for its bits.)
 */
export async function hashOfWeights(plan: Plan, database: Database, run: number, step: number): Promise<string | null> {
  const hash = createHash('sha256');
  const parameters = plan.history.filter(h => h.role === 'parameter').map(h => h.table).sort();
  let rows = 0;
  for (const table of parameters) {
    const columns = (await database.describe(`SELECT * EXCLUDE (run, step) FROM ${quoteIdentifier(table)}`)).map(c => quoteIdentifier(c.name));
    const keys = columns.slice(0, -1).join(', ');
    const row = columns.map(c => `${c} := ${c}`).join(', ');
    const all = `string_agg(CAST(struct_pack(${row}) AS VARCHAR), ${quoteString(';')}${keys === '' ? '' : ` ORDER BY ${keys}`})`;
    const result = await database.query(`SELECT count(*), sha256(coalesce(${all}, '')) FROM ${quoteIdentifier(table)} WHERE run = ${run} AND step = ${step}`);
    rows += Number(result.rows[0]![0]);
    hash.update(JSON.stringify([table, String(result.rows[0]![1])]));
  }
  return rows === 0 ? null : hash.digest('hex');
}

/** A hash of the data that a plan has loaded into lasting tables, the order of their rows included. Null: it has loaded none. */
export async function hashOfData(plan: Plan, database: Database): Promise<string | null> {
  const made = new Set(flatten(plan.load).flatMap(s => s.writes).map(n => n.toLowerCase()));
  const { rows } = await database.query("SELECT table_name, string_agg('\"' || replace(column_name, '\"', '\"\"') || '\"', ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = 'main' AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND NOT internal) GROUP BY table_name ORDER BY table_name");
  const hash = createHash('sha256');
  let tables = 0;
  for (const [name, columns] of rows) {
    if (!made.has(String(name).toLowerCase())) continue;
    const found = await database.query(`SELECT count(*), coalesce(bit_xor(hash(rowid, ${String(columns)})), 0)::VARCHAR FROM ${quoteIdentifier(String(name))}`);
    hash.update(JSON.stringify([name, ...found.rows[0]!.map(String)]));
    tables++;
  }
  return tables === 0 ? null : hash.digest('hex');
}
