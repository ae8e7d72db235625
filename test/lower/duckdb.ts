// Runs plans on DuckDB and compares what they show with the reference evaluator, cell by cell.

import assert from 'node:assert/strict';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Plan, PlanStatement } from '../../compiler/plan.ts';
import { assemble } from '../../compiler/relational/assemble.ts';
import { evaluate, evaluateUpdates, type TensorValue } from '../../compiler/tensor/evaluate.ts';
import type { Axis, Program } from '../../compiler/tensor/ir.ts';

type Key = number | string;
type Parameters = Readonly<Record<string, number>>;

export const plan = (program: Program): Plan => assemble(program, null, { dialect: 'duckdb' });

export async function connect(): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  return instance.connect();
}

const plain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value !== null && typeof value === 'object' ? String(value) : value);

export async function query(c: DuckDBConnection, sql: string, parameters: Parameters = {}): Promise<unknown[][]> {
  const used = Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`\\$${name}(?![\\p{L}\\p{N}_])`, 'u').test(sql)));
  const reader = await c.runAndReadAll(sql, used);
  return reader.getRows().map(row => row.map(plain));
}

export async function execute(c: DuckDBConnection, statements: readonly PlanStatement[], parameters: Parameters = {}): Promise<void> {
  for (const s of statements) {
    if (s.kind === 'execute') {
      const used = Object.fromEntries(s.parameters.map(p => [p, parameters[p]!]));
      await c.run(s.sql, used);
      continue;
    }
    for (let k = s.from; (s.to - k) * s.step >= 0; k += s.step) {
      const inner = { ...parameters, [s.counter]: k };
      await execute(c, s.body, inner);
      if (s.until !== null && (await query(c, s.until, inner))[0]![0] === true) break;
    }
  }
}

/** Loads data and runs everything but training. */
export async function begin(p: Plan, seed = 0, on: DuckDBConnection | null = null): Promise<DuckDBConnection> {
  const c = on ?? (await connect());
  await execute(c, p.load, { run: 1, step: 0, seed });
  for (const v of p.validations) assert.deepEqual(await query(c, v.sql), [], v.message);
  await execute(c, p.setup, { run: 1, step: 0, seed });
  return c;
}

/** Every coordinate of axes whose indices are ranges, or have the keys given. */
function cells(axes: readonly Axis[], program: Program, keys: ReadonlyMap<string, readonly Key[]>): Key[][] {
  let all: Key[][] = [[]];
  for (const a of axes) {
    const { domain } = program.indices.find(i => i.name === a.index)!;
    const own = domain.kind === 'range' ? Array.from({ length: domain.size }, (_, k) => domain.lo + k) : keys.get(a.index)!;
    all = all.flatMap(place => own.map(k => [...place, k]));
  }
  return all;
}

export function same(actual: unknown, expected: unknown, where: string, tolerance = 1e-12): void {
  if (typeof actual === 'number' && typeof expected === 'number') {
    if (Object.is(actual, expected) || actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return;
    assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${where}: ${actual}, expected ${expected}`);
  } else assert.strictEqual(actual ?? undefined, expected ?? undefined, where);
}

export function compare(rows: readonly unknown[][], expected: TensorValue, axes: readonly Axis[], program: Program, name: string, keys: ReadonlyMap<string, readonly Key[]> = new Map(), tolerance = 1e-12): number {
  const found = new Map<string, unknown>();
  for (const row of rows) {
    const place = JSON.stringify(row.slice(0, -1));
    assert.ok(!found.has(place), `${name}${place} is there twice`);
    assert.notStrictEqual(row.at(-1), null, `${name}${place} is NULL`);
    found.set(place, row.at(-1));
  }
  let there = 0;
  for (const at of cells(axes, program, keys)) {
    const place = JSON.stringify(at);
    const value = expected.get(...at);
    same(found.get(place), value, `${name}${place}`, tolerance);
    if (value !== undefined) there++;
    found.delete(place);
  }
  assert.deepEqual([...found.keys()], [], `${name} has rows outside its axes`);
  return there;
}

/** Runs a program without training on both and compares everything it shows; returns how many cells there were. */
export async function agree(program: Program, keys: ReadonlyMap<string, readonly Key[]> = new Map(), counters: Parameters = {}, on: DuckDBConnection | null = null): Promise<number> {
  const p = plan(program);
  const c = await begin(p, counters['seed'] ?? 0, on);
  try {
    await execute(c, p.final, { run: 1, step: 0, seed: 0, ...counters });
    const expected = evaluate(program, new Map(), { domains: keys, counters: new Map(Object.entries(counters)) });
    let count = 0;
    for (const [k, s] of p.shows.entries()) {
      const { tensor } = program.shows[k]!;
      count += compare(await query(c, s.sql), expected.get(tensor)!, axesOf(program, tensor), program, tensor, keys);
    }
    return count;
  } finally {
    if (!on) c.closeSync();
  }
}

export function axesOf(program: Program, tensor: string): readonly Axis[] {
  for (const d of program.definitions) {
    for (const e of d.kind === 'recurrence' ? d.equations : [d]) if (e.bind === tensor) return e.axes;
    if (d.kind === 'recurrence' && d.until?.last === tensor) return [];
  }
  return [...program.inputs, ...program.carried].find(x => x.tensor === tensor)!.axes;
}

/** Trains on both for some steps and compares every generation of what is carried. */
export async function trainAlike(program: Program, steps: number): Promise<void> {
  const p = plan(program);
  const c = await begin(p, program.training[0]!.seed);
  try {
    let carried: ReadonlyMap<string, TensorValue> = new Map();
    for (let step = 1; step <= steps; step++) {
      const parameters = { run: 1, step, seed: program.training[0]!.seed };
      for (const [t, training] of program.training.entries()) {
        await execute(c, p.training[t]!.step, parameters);
        carried = evaluateUpdates(program, carried, training.goals, { counters: new Map([['step', step]]) });
        await execute(c, p.training[t]!.keep, parameters);
      }
      for (const t of program.carried) {
        const history = p.history.find(h => h.label === t.label)!.table;
        const columns = t.axes.map(a => `"${a.column}", `).join('');
        const rows = await query(c, `SELECT ${columns}val FROM "${history}" WHERE step = ${step}`);
        compare(rows, carried.get(t.tensor)!, t.axes, program, `${t.tensor} after step ${step}`);
      }
    }
  } finally {
    c.closeSync();
  }
}
