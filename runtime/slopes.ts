// The gradient that the compiler made, held against central differences on the data at hand.

import type { GradientCheck } from '../compiler/gradient-check.ts';
import type { Plan } from '../compiler/plan.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import type { Database, Parameters, Value } from './database.ts';
import { executeAll, queryWith } from './statements.ts';

/** One cell of a parameter. `corner`: the slopes to both sides differ, and the gradient lies between them. */
export interface Compared {
  readonly objective: string;
  readonly parameter: string;
  readonly at: readonly { readonly name: string; readonly key: Value }[];
  readonly gradient: number;
  readonly difference: number;
  /** |gradient - difference| / max(|gradient|, |difference|); near 0 as much less as rounding may put the difference off */
  readonly error: number;
  readonly corner: boolean;
}

/** More than this is a disagreement. */
export const tolerance = 1e-4;

type Evaluate = (value: number) => Promise<number>;

/**
 * The slope of a function of one number, and how far from it a gradient is. Central differences at h and h/2, extrapolated (Richardson
 * 1911); h shrinks while the gradient does not agree, as it must near a corner or where the function bends.
 */
export async function slope(f: Evaluate, x: number, gradient: number): Promise<{ readonly difference: number; readonly error: number; readonly corner: boolean }> {
  const middle = await f(x);
  let best: { difference: number; error: number } | null = null;
  let sides: readonly [number, number] = [NaN, NaN];
  let widest = Infinity;
  for (const relative of [1e-3, 1e-4, 1e-5, 1e-6]) {
    const h = relative * Math.max(1, Math.abs(x));
    const [right, left, nearRight, nearLeft] = [await f(x + h), await f(x - h), await f(x + h / 2), await f(x - h / 2)];
    const difference = (4 * (nearRight - nearLeft) / h - (right - left) / (2 * h)) / 3;
    const noise = 8 * Number.EPSILON * Math.max(Math.abs(right), Math.abs(left), Math.abs(middle)) / h;
    const apart = Math.abs(difference - gradient);
    const error = apart === 0 ? 0 : apart / Math.max(Math.abs(difference), Math.abs(gradient), noise / tolerance);
    if (!Number.isNaN(sides[0])) widest = Math.min(widest, Math.abs(sides[1] - sides[0]));
    sides = [(middle - nearLeft) / (h / 2), (nearRight - middle) / (h / 2)];
    if (best === null || error < best.error) best = { difference, error };
    if (error <= tolerance / 100) break;
  }
  const [low, high] = sides[0] < sides[1] ? sides : [sides[1], sides[0]];
  const width = Math.abs(high - low);
  // At a jump one of the slopes grows without end as h shrinks.
  const corner = best!.error > tolerance && width <= 3 * widest && width > tolerance * Math.max(Math.abs(low), Math.abs(high)) && gradient >= low - 1e-3 * width && gradient <= high + 1e-3 * width;
  return { ...best!, corner };
}

/** The cells of a parameter that are looked at: those with the largest derivatives, and others evenly spaced. */
async function chosen(database: Database, table: string, gradients: string, cells: number): Promise<{ readonly keys: readonly string[]; readonly rows: readonly (readonly Value[])[] }> {
  const keys = (await database.describe(`SELECT * FROM ${quoteIdentifier(table)}`)).slice(0, -1).map(c => c.name);
  const list = keys.map(quoteIdentifier);
  const order = list.length > 0 ? `ORDER BY ${list.map(k => `w.${k}`).join(', ')}` : '';
  const on = list.length > 0 ? list.map(k => `w.${k} = g.${k}`).join(' AND ') : 'true';
  const columns = [...list.map(k => `w.${k}`), 'w.val AS w_val', 'coalesce(g.val, 0) AS g_val'].join(', ');
  const { rows } = await database.query(`
    SELECT * EXCLUDE (place, size, total) FROM (
      SELECT ${columns}, row_number() OVER (${order}) - 1 AS place, row_number() OVER (ORDER BY abs(coalesce(g.val, 0)) DESC${list.length > 0 ? `, ${list.map(k => `w.${k}`).join(', ')}` : ''}) AS size, count(*) OVER () AS total
      FROM ${quoteIdentifier(table)} AS w LEFT JOIN ${quoteIdentifier(gradients)} AS g ON ${on})
    WHERE size <= ${Math.ceil(cells / 2)} OR place % greatest(1, total // ${Math.ceil(cells / 2)}) = 0
    ORDER BY place LIMIT ${2 * cells}`);
  return { keys, rows };
}

/** Compares cells of every parameter, about `cells` of each. The tables of `check.gradients` are there, its parameters in their first generation. */
export async function compare(check: GradientCheck, database: Database, known: Parameters, cells: number, signal?: AbortSignal): Promise<readonly Compared[]> {
  // Both plans begin with the same draws: those of `known`.
  await executeAll(database, check.gradients.setup, known, signal);
  await executeAll(database, check.gradients.final, known, signal);
  const named = (k: number): string => `gradient ${k + 1}`;
  for (const pair of check.pairs) await database.execute(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(named(pair.gradient))} AS ${check.gradients.shows[pair.gradient]!.sql}`, {});
  await executeAll(database, check.values.setup, known, signal);
  const compared: Compared[] = [];
  for (const pair of check.pairs) {
    const { keys, rows } = await chosen(database, pair.table, named(pair.gradient), cells);
    const table = quoteIdentifier(pair.table);
    for (const row of rows) {
      const at = keys.map((name, k) => ({ name, key: row[k]! }));
      const [value, gradient] = row.slice(-2).map(Number) as [number, number];
      const where = at.length > 0 ? ` WHERE ${at.map(({ name }, k) => `${quoteIdentifier(name)} = $key${k}`).join(' AND ')}` : '';
      const parameters = Object.fromEntries(at.map(({ key }, k) => [`key${k}`, typeof key === 'bigint' || key === null ? Number(key) : key]));
      const put = (to: number): Promise<void> => database.execute(`UPDATE ${table} SET val = CAST($to AS DOUBLE)${where}`, { ...parameters, to });
      const f: Evaluate = async to => {
        await put(to);
        return objective(check.values, pair.value, database, known, signal);
      };
      const found = await slope(f, value, gradient);
      await put(value);
      compared.push({ objective: pair.objective, parameter: pair.parameter, at, gradient, ...found });
    }
  }
  return compared;
}

async function objective(plan: Plan, k: number, database: Database, known: Parameters, signal: AbortSignal | undefined): Promise<number> {
  await executeAll(database, plan.final, known, signal);
  return Number((await queryWith(database, plan.shows[k]!.sql, known)).rows[0]?.at(-1) ?? NaN);
}
