// Which statement of a unit takes longest, and EXPLAIN ANALYZE of it. A unit is run twice for that: with a clock on every statement, then
// with the slowest one explained in its place, which executes it as well.

import type { Database, Parameters } from '../../../runtime/database.ts';
import type { Slowest } from '../bench.ts';

interface Operator { readonly operator_name?: string; readonly operator_timing?: number; readonly operator_cardinality?: number; readonly extra_info?: Readonly<Record<string, unknown>>; readonly latency?: number; readonly children?: readonly Operator[] }

/** The same database with `execute` in other hands. */
const watched = (database: Database, execute: Database['execute']): Database => {
  const own: Database = {
    path: database.path, execute,
    query: (sql, parameters) => database.query(sql, parameters),
    describe: sql => database.describe(sql),
    transaction: body => database.transaction(body),
    append: (table, columns) => database.append(table, columns),
    lock: files => database.lock(files),
    useThreads: threads => database.useThreads(threads),
    reads: sql => database.reads(sql),
    memoryOfTables: () => database.memoryOfTables(),
    interrupt: () => database.interrupt(),
    close: () => database.close(),
  };
  return own;
};

/** Statements are known by their text: `statements` says which equation each serves. */
export async function slowestOf(database: Database, statements: readonly { readonly sql: string; readonly comment: string }[], unit: (on: Database) => Promise<void>): Promise<Slowest | null> {
  const times = new Map<string, number>();
  let executed = 0;
  await unit(watched(database, async (sql, parameters) => {
    const began = performance.now();
    await database.execute(sql, parameters);
    const took = performance.now() - began;
    executed++;
    times.set(sql, (times.get(sql) ?? 0) + took);
  }));
  const [slowest] = [...times].sort((a, b) => b[1] - a[1]);
  if (!slowest) return null;
  const [text, milliseconds] = slowest;
  let explained: Operator | null = null;
  await unit(watched(database, async (sql, parameters) => {
    if (sql === text && explained === null) explained = await analyse(database, sql, parameters);
    else await database.execute(sql, parameters);
  }));
  if (explained === null) return null;
  return {
    comment: statements.find(s => s.sql === text)?.comment ?? text.trim().split('\n')[0]!,
    milliseconds, ofMilliseconds: [...times.values()].reduce((a, b) => a + b, 0), statements: executed,
    operators: operators(explained), plan: planText(explained),
  };
}

/** Executes a statement and says what the engine did. Errors: a statement that cannot be explained. */
async function analyse(database: Database, sql: string, parameters: Parameters = {}): Promise<Operator> {
  const { rows } = await database.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters);
  return JSON.parse(String(rows[0]!.at(-1))) as Operator;
}

const milliseconds = (o: Operator): number => 1000 * (o.operator_timing ?? 0);

/** The time of each kind of operator, longest first. */
function operators(root: Operator): Slowest['operators'] {
  const sums = new Map<string, number>();
  const visit = (o: Operator): void => {
    if (o.operator_name) sums.set(o.operator_name.trim(), (sums.get(o.operator_name.trim()) ?? 0) + milliseconds(o));
    o.children?.forEach(visit);
  };
  visit(root);
  return [...sums].map(([name, ms]) => ({ name, milliseconds: ms })).sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The plan as an indented tree: milliseconds, rows, operator, what it works on. */
function planText(root: Operator): string {
  const lines: string[] = [];
  const visit = (o: Operator, depth: number): void => {
    if (o.operator_name) {
      const about = Object.entries(o.extra_info ?? {}).filter(([k]) => !['Estimated Cardinality', 'Type'].includes(k)).map(([k, v]) => `${k}: ${Array.isArray(v) ? v.join(', ') : String(v)}`).join('; ').replace(/\s+/g, ' ');
      lines.push(`${milliseconds(o).toFixed(1).padStart(9)} ms ${String(o.operator_cardinality ?? 0).padStart(11)} rows  ${'  '.repeat(depth)}${o.operator_name.trim()}${about === '' ? '' : `  ${about.length > 160 ? `${about.slice(0, 160)}…` : about}`}`);
    }
    o.children?.forEach(c => visit(c, depth + 1));
  };
  visit(root, 0);
  return lines.join('\n');
}
