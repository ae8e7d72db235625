// A random program on DuckDB and by the reference evaluator: every cell of everything it shows must agree.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from '../../compiler/catalog.ts';
import { check } from '../../compiler/check/check.ts';
import { always } from '../../compiler/standard.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { gradientStage, runPasses, type Traced } from '../../compiler/pipeline.ts';
import { type Blocking, usualBlocking } from '../../compiler/layouts/layout.ts';
import type { Plan } from '../../compiler/plan.ts';
import { assemble } from '../../compiler/relational/assemble.ts';
import { quoteIdentifier, quoteString } from '../../compiler/quote.ts';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { render } from '../../compiler/render.ts';
import { evaluate, evaluateUpdates, TensorValue } from '../../compiler/tensor/evaluate.ts';
import type { Precision, Program } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { axesOf, begin, compare, execute, query, same } from '../lower/duckdb.ts';
import type { Draft, Table } from './generate.ts';

const file = 'random.tsql';

/** The headers of tables. */
export function catalogOf(tables: readonly Table[]): Catalog {
  return {
    sources: Object.fromEntries(tables.map(t => [`table:${t.name}`, {
      kind: 'relation', rows: t.rows.length,
      columns: t.columns.map((c, k) => {
        const values = t.rows.map(r => r[k] as number);
        return { name: c.name, type: c.type, range: c.type === 'int' && values.length ? [Math.min(...values), Math.max(...values)] as const : null };
      }),
    }])),
  };
}

/** What the checker makes of the text. */
function checked(draft: Draft, catalog: Catalog, precision: Precision): Program {
  const { program, diagnostics } = check(parse({ file, text: draft.text }).module, { catalog, library: always, settings: {}, precision, steps: null, seed: null });
  if (!program) throw new Error(`refused:\n${render(diagnostics.filter(d => d.severity === 'error'), () => draft.text, { color: false })}`);
  return program;
}

/** The rows of what is stored in tables. */
const stored = (program: Program, tables: readonly Table[]): Map<string, TensorValue> => new Map(program.inputs.flatMap(i => {
  const table = tables.find(t => i.load.kind === 'stored' && i.load.source === `table:${t.name}`);
  return table ? [[i.tensor, TensorValue.of(table.rows.map(r => ({ at: r.slice(0, -1), value: r.at(-1)! })))] as const] : [];
}));

const parts = [0, 1, 2, 3, 4, 5];
const keys = new Map<string, readonly (number | string)[]>([['w', ['a', 'b c', "d'e"]], ['s', parts], ['s_test', parts], ['s_all', parts]]);

/** Runs a program on both sides, in every layout that its training can have; returns how many cells it shows. Throws with what differs. */
export async function agree(draft: Draft, c: DuckDBConnection, database: string, precision: Precision = 'f64'): Promise<number> {
  const catalog = catalogOf(draft.tables);
  const program = checked(draft, catalog, precision);
  const traced = runPasses(program);
  const found = await agreeBy(assemble(traced.program, catalog, { dialect: 'duckdb', layout: 'coo' }), draft, program, traced, c, database);
  for (const { layout, blocking } of program.training.length > 0 ? others : others.filter(o => o.layout === 'tiles')) {
    const plan = assembled(traced.program, catalog, layout, blocking);
    if (plan) await agreeBy(plan, draft, program, traced, c, database);
  }
  return found;
}

/** Tiles as they are, and in as many blocks as their keys allow. */
const others = [{ layout: 'packed', blocking: usualBlocking }, { layout: 'tiles', blocking: usualBlocking }, { layout: 'tiles', blocking: { ...usualBlocking, fewestKeys: 2, mostCells: 2 } }] as const;

/** The plan of a program in a layout, or null where a training of it has none. */
function assembled(program: Program, catalog: Catalog, layout: 'packed' | 'tiles', blocking: Blocking): Plan | null {
  try {
    return assemble(program, catalog, { dialect: 'duckdb', layout, blocking });
  } catch (problem) {
    if (problem instanceof ProgramError && problem.diagnostic.code === 'not-supported') return null;
    throw problem;
  }
}

async function agreeBy(plan: Plan, draft: Draft, program: Program, traced: Traced, c: DuckDBConnection, database: string): Promise<number> {
  // the evaluator takes what the checker made; where there are derivatives, with them worked out and nothing else done; a
  // recurrence that ends early only once it has been put in order
  const differentiated = program.definitions.some(d => d.kind === 'derivative') ? traced.stages.get(gradientStage)! : program;
  // numbers of 32 bits are rounded where the passes have left tensors to be stored, and may fall into one cell or another by that
  const evaluated = program.precision === 'f32' ? traced.program : draft.ends ? order(differentiated) : differentiated;
  const tolerance = program.precision === 'f32' ? 1e-6 : 1e-9;
  let known: ReadonlyMap<string, TensorValue> = stored(program, draft.tables);
  await c.run(`ATTACH ':memory:' AS ${database}; USE ${database}`);
  try {
    await tablesIn(c, draft.tables);
    await begin(plan, program.training[0]?.seed ?? 0, c);
    let steps = 0;
    for (const [k, training] of program.training.entries()) {
      for (let step = 1; step <= training.length.count; step++, steps++) {
        const parameters = { run: 1, step, seed: training.seed };
        if (step === 1) await execute(c, plan.training[k]!.begin, parameters);
        await execute(c, plan.training[k]!.step, parameters);
        await execute(c, plan.training[k]!.keep, parameters);
        known = new Map([...known, ...evaluateUpdates(evaluated, known, evaluated.training[k]!.goals, { counters: new Map([['step', step]]) })]);
        for (const [j, report] of training.reports.entries()) {
          await execute(c, plan.training[k]!.reports[j]!.statements, parameters);
          const expected = evaluate(evaluated, known, { only: report.values.map(v => v.tensor) });
          const rows = await query(c, `SELECT name, val FROM metrics WHERE step = ${step}`);
          for (const v of report.values) same(rows.find(r => r[0] === v.name)?.[1], expected.get(v.tensor)!.get(), `${v.name} at step ${step}`, tolerance);
        }
      }
    }
    const expected = evaluate(evaluated, known);
    await execute(c, plan.final, { run: 1, step: steps, seed: 0 });
    let count = 0;
    for (const [k, s] of plan.shows.entries()) {
      const { tensor, label } = program.shows[k]!;
      count += compare(await query(c, s.sql), expected.get(tensor)!, axesOf(program, tensor), program, label, keys, tolerance);
    }
    for (const [k, e] of plan.exports.entries()) for (const [j, t] of e.tensors.entries()) {
      const { tensor, label } = program.exports[k]!.tensors[j]!;
      count += compare(await query(c, t.sql), expected.get(tensor)!, axesOf(program, tensor), program, label, keys, tolerance);
    }
    return count;
  } finally {
    await cleared(c, database);
  }
}

/** The tables that a program reads, filled. */
export async function tablesIn(c: DuckDBConnection, tables: readonly Table[]): Promise<void> {
  const types = { int: 'BIGINT', real: 'DOUBLE', text: 'VARCHAR' };
  for (const t of tables) {
    await c.run(`CREATE TABLE ${t.name} (${t.columns.map(x => `${quoteIdentifier(x.name)} ${types[x.type]}`).join(', ')})`);
    const rows = t.rows.map(r => `(${r.map(v => (typeof v === 'string' ? quoteString(v) : String(v))).join(', ')})`);
    if (rows.length) await c.run(`INSERT INTO ${t.name} VALUES ${rows.join(', ')}`);
  }
}

/** Detaches the database of a program and drops what it left beside it. */
export async function cleared(c: DuckDBConnection, database: string): Promise<void> {
  await c.run(`USE memory; DETACH ${database}`);
  for (const [name] of await query(c, "SELECT table_name FROM duckdb_tables() WHERE temporary")) await c.run(`DROP TABLE temp.${quoteIdentifier(String(name))}`);
  for (const [name] of await query(c, "SELECT view_name FROM duckdb_views() WHERE temporary AND NOT internal")) await c.run(`DROP VIEW temp.${quoteIdentifier(String(name))}`);
}
