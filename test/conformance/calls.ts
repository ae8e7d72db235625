// Translated einsum calls, run: by the compiler and DuckDB, and by the reference evaluator. Operands are filled by a formula of small
// whole numbers, so that every result is a whole number that a float holds exactly.

import type { Catalog, SourceHeader } from '../../compiler/catalog.ts';
import { compile, type Compiled, type Program } from '../../compiler/index.ts';
import { evaluate, type Key, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { type Database, loadData } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';
import { meaningOf } from '../features/program.ts';
import type { Operand, Translation } from './translate.ts';

/** Element `i`, row-major, of operand number `k`. */
const element = (k: number, i: number): number => ((i * 7 + k * 13 + 5) * 31 + Math.floor(i / 3) * k) % 7 - 3;
/** The number that the cotangent has in place of an operand's. */
const cotangentNumber = 97;

export const elements = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

const filled = (t: Translation): readonly { readonly operand: Operand; readonly number: number }[] =>
  [...t.operands.map((operand, number) => ({ operand, number })), { operand: t.cotangent, number: cotangentNumber }];

/** The coordinates of element `i`, row-major. */
function coordinates(shape: readonly number[], i: number): readonly number[] {
  const at: number[] = [];
  for (let d = shape.length - 1; d >= 0; d--) { at.unshift(i % shape[d]!); i = Math.floor(i / shape[d]!); }
  return at;
}

const catalogOf = (t: Translation): Catalog => ({
  sources: Object.fromEntries(filled(t).map(({ operand: { table, shape } }): [string, SourceHeader] => [`table:${table}`, {
    kind: 'relation', rows: elements(shape),
    columns: [...shape.map((size, d) => ({ name: `d${d}`, type: 'int' as const, range: size === 0 ? null : [0, size - 1] as const })), { name: 'val', type: 'real', range: null }],
  }])),
});

/** Compiles one of a translation's two programs. */
export const compiled = (t: Translation, text: string): Compiled => compile({ file: 'call.tsql', text }, { catalog: catalogOf(t) });

export const firstError = (c: Compiled): Compiled['diagnostics'][number] | undefined => c.diagnostics.find(d => d.severity === 'error');

function planOf(c: Compiled): { readonly plan: NonNullable<Compiled['plan']>; readonly program: Program } {
  const problem = firstError(c);
  if (problem || !c.plan || !c.program) throw new Error(problem ? `${problem.code}: ${problem.message}` : 'no plan');
  return { plan: c.plan, program: c.program };
}

/** What a program shows, row-major, NaN for a cell that has no row. `database` is left as it was. */
export async function inDatabase(database: Database, t: Translation, c: Compiled, shapes: readonly (readonly number[])[]): Promise<readonly (readonly number[])[]> {
  const { plan } = planOf(c);
  const known = { run: 1, step: 0, seed: 0 };
  try {
    for (const { operand: { table, shape }, number } of filled(t)) {
      const stride = (d: number): number => elements(shape.slice(d + 1));
      const axes = shape.map((size, d) => `i // ${Math.max(1, stride(d))} % ${Math.max(1, size)} AS d${d}, `).join('');
      await database.execute(`CREATE TABLE ${table} AS SELECT ${axes}CAST(((i * 7 + ${number * 13 + 5}) * 31 + i // 3 * ${number}) % 7 - 3 AS DOUBLE) AS val FROM range(${elements(shape)}) AS cells(i)`);
    }
    await loadData(plan, database, '.');
    await executeAll(database, [...plan.setup, ...plan.final], known);
    const shown: number[][] = [];
    for (const [k, { sql }] of plan.shows.entries()) {
      const shape = shapes[k]!;
      const cells = new Array<number>(elements(shape)).fill(NaN);
      const { rows } = await database.query(sql);
      if (rows.length !== cells.length) throw new Error(`${rows.length} rows for ${cells.length} cells`);
      for (const row of rows) cells[shape.reduce((n, size, d) => n * size + Number(row[d]), 0)] = Number(row.at(-1));
      shown.push(cells);
    }
    return shown;
  } finally {
    const { rows } = await database.query('SELECT table_name FROM duckdb_tables()');
    for (const [name] of rows) await database.execute(`DROP TABLE "${String(name)}"`);
  }
}

/** The same by the evaluator: of the program as written, or as the compiler's passes have left it. */
export function byEvaluator(t: Translation, text: string, c: Compiled, shapes: readonly (readonly number[])[], form: 'as written' | 'after passes'): readonly (readonly number[])[] {
  const program = form === 'as written' ? meaningOf(text, catalogOf(t), {}) : planOf(c).program;
  const data = new Map(filled(t).map(({ operand: { name, shape }, number }) =>
    [name, TensorValue.of(Array.from({ length: elements(shape) }, (_, i) => ({ at: coordinates(shape, i), value: element(number, i) })))] as const));
  const read = new Set(program.inputs.map(i => i.tensor));
  const wanted = program.shows.map(s => s.tensor);
  const found = evaluate(program, new Map([...data].filter(([name]) => read.has(name))), { only: wanted });
  return wanted.map((tensor, k) => {
    const shape = shapes[k]!;
    const value = found.get(tensor)!;
    return Array.from({ length: elements(shape) }, (_, i) => Number(value.get(...(coordinates(shape, i) as readonly Key[])) ?? NaN));
  });
}
