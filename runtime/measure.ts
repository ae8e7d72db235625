// Runs a plan as far as it takes to measure each of its statements: data, setup, a few steps, what a report and the end compute.

import type { Measured, Measurements } from '../compiler/cost/table.ts';
import type { Plan, PlanStatement } from '../compiler/plan.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import type { Database, Parameters } from './database.ts';
import { loadData } from './load.ts';
import { executeAll } from './statements.ts';
import { paceOf } from './steps.ts';

/** Steps that are made before those that count: an engine plans a statement once, and its first tables are cold. */
const warmUp = 1;
/** Steps of which the median counts. */
const measuredSteps = 3;

/** Measures the statements of a plan in a fresh database. Errors: those of loading and executing. */
export async function measurePlan(plan: Plan, database: Database, folder: string, known: Parameters & { readonly run: number; readonly seed: number }, signal?: AbortSignal): Promise<Measurements> {
  const stopwatch = new Stopwatch(database);
  await loadData(plan, database, folder, (s, execute) => stopwatch.time(s, execute));
  const all = async (statements: readonly PlanStatement[], parameters: Parameters): Promise<void> => {
    for (const s of statements) await stopwatch.time(s, () => executeAll(database, [s], parameters, signal));
  };
  let before = 0;
  await all(plan.setup, { ...known, step: 0, before });
  for (const t of plan.training) {
    const at = (step: number): Parameters => ({ ...known, seed: t.seed, step, before });
    const { steps, perEpoch } = await paceOf(database, t);
    const made = Math.min(steps, warmUp + measuredSteps);
    for (let step = 1; step <= made; step++) {
      if (t.epoch && (step - 1) % perEpoch === 0) await all(t.epoch.statements, at(step));
      if (step === 1) await all(t.begin, at(step));
      await database.transaction(() => all(t.step, at(step)));
    }
    for (const r of t.reports) await all(r.statements, at(made));
    if (t.stop) await all(t.stop.statements, at(made));
    await all(t.keep, at(made));
    before += made;
  }
  await all(plan.final, { ...known, step: 0, before });
  return stopwatch.measured();
}

type Kind = 'table' | 'rows' | null;

class Stopwatch {
  private readonly times = new Map<string, number[]>();
  private readonly made = new Map<string, Pick<Measured, 'rows' | 'bytes'>>();

  constructor(private readonly database: Database) {}

  async time(s: PlanStatement, execute: () => Promise<void>): Promise<void> {
    const kind = kindOf(s);
    const table = s.kind === 'execute' ? s.writes[0] ?? null : null;
    const first = !this.made.has(s.id);
    const rowsBefore = kind === 'rows' && table !== null ? await this.rows(table) : 0;
    const bytesBefore = first ? await this.database.memoryOfTables() : null;
    const began = performance.now();
    await execute();
    const took = performance.now() - began;
    this.times.set(s.id, [...this.times.get(s.id) ?? [], took]);
    const bytes = first ? grown(bytesBefore, await this.database.memoryOfTables()) : this.made.get(s.id)!.bytes;
    this.made.set(s.id, { rows: kind === null || table === null ? null : await this.rows(table) - rowsBefore, bytes: kind === 'table' ? bytes : null });
  }

  measured(): Measurements {
    return new Map([...this.times].map(([id, times]) => [id, { milliseconds: median(times.length > warmUp ? times.slice(warmUp) : times), ...this.made.get(id)! }]));
  }

  private async rows(table: string): Promise<number> {
    return Number((await this.database.query(`SELECT count(*) FROM ${quoteIdentifier(table)}`)).rows[0]![0]);
  }
}

/** What a statement leaves: a table of its own, rows in one that is there, or neither. */
function kindOf(s: PlanStatement): Kind {
  if (s.kind === 'loop') return null;
  const [, verb] = /^\s*(?:--[^\n]*\n\s*)*(create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?table|insert)\b/i.exec(s.sql) ?? [];
  return verb === undefined ? null : /^insert/i.test(verb) ? 'rows' : 'table';
}

/** Engines take memory in blocks: what did not need another one is not known. */
const grown = (before: number | null, after: number | null): number | null => (before !== null && after !== null && after > before ? after - before : null);

function median(of: readonly number[]): number {
  const sorted = [...of].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}
