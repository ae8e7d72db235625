// Einsum calls of other projects' tests, translated: every result and every gradient must be equal to the number given, by DuckDB and by
// the reference evaluator; every call that must be refused is refused before anything runs, at a place.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connect, type Database } from '../../runtime/index.ts';
import { byEvaluator, compiled, elements, firstError, inDatabase } from './calls.ts';
import { type Line, type Suite, Tally } from './suite.ts';
import { Refused, translate } from './translate.ts';

/** Up to 256 numbers as they are, of more the first ones and three sums. */
type Packed = { readonly shape: readonly number[] } & ({ readonly values: readonly number[] } | { readonly head: readonly number[]; readonly sum: number; readonly sumsq: number; readonly wsum: number });

interface Case {
  readonly id: number; readonly expr: string; readonly shapes: readonly (readonly number[])[];
  readonly result: Packed;
  readonly grads?: readonly Packed[];
  /** how many products there are when nothing is contracted first; missing under an ellipsis */
  readonly naive_work?: number;
}

interface BadCall { readonly expr: string; readonly shapes: readonly (readonly number[])[] }

/** A call with more products than this is given to the evaluator only as the passes leave it, contracted two at a time. */
const mostProducts = 20_000;

/** The differences between the numbers found and what is given of them. */
function differences(found: readonly number[], given: Packed): readonly number[] {
  if ('values' in given) return given.values.map((v, k) => Math.abs(v - found[k]!));
  const sums = found.reduce((s, v, k) => ({ sum: s.sum + v, squares: s.squares + v * v, weighted: s.weighted + (k % 1009 + 1) * v }), { sum: 0, squares: 0, weighted: 0 });
  return [...given.head.map((v, k) => Math.abs(v - found[k]!)), Math.abs(given.sum - sums.sum), Math.abs(given.sumsq - sums.squares), Math.abs(given.wsum - sums.weighted)];
}

type Numbers = readonly (readonly number[])[];

async function attempt(tally: Tally, name: string, given: readonly Packed[], find: () => Numbers | Promise<Numbers>): Promise<void> {
  try {
    const found = await find();
    if (found.length !== given.length) throw new Error(`${found.length} arrays, ${given.length} are given`);
    tally.add(name, given.flatMap((g, k) => (found[k]!.length === elements(g.shape) ? differences(found[k]!, g) : [Infinity])));
  } catch (problem) {
    tally.fail(name, problem);
  }
}

const tallies = (what: string) => ({
  sql: new Tally('einsum', `${what}, DuckDB`, 0),
  written: new Tally('einsum', `${what}, evaluator, as written`, 0),
  passed: new Tally('einsum', `${what}, evaluator, after all passes`, 0),
});

async function calls(database: Database, cases: readonly Case[], progress: (text: string) => void): Promise<readonly Line[]> {
  const results = tallies('results');
  const gradients = tallies('gradients');
  for (const [n, { id, expr, shapes, result, grads, naive_work: products }] of cases.entries()) {
    progress(`einsum ${n} of ${cases.length}`);
    const name = `${id} ${expr} ${JSON.stringify(shapes)}`;
    const t = translate(expr, shapes);
    for (const [tally, text, given] of [[results, t.result, [result]], [gradients, t.derivative, grads]] as const) {
      if (given === undefined) continue;
      const wanted = given.map(g => g.shape);
      const c = compiled(t, text);
      await attempt(tally.sql, name, given, () => inDatabase(database, t, c, wanted));
      await attempt(tally.passed, name, given, () => byEvaluator(t, text, c, wanted, 'after passes'));
      if ((products ?? 0) <= mostProducts) await attempt(tally.written, name, given, () => byEvaluator(t, text, c, wanted, 'as written'));
    }
  }
  return [results, gradients].flatMap(t => [t.sql.line(), t.passed.line(), t.written.line(` (up to ${mostProducts.toLocaleString('en')} products)`)]);
}

/** The calls that must be refused: by the translator, or by the compiler. */
function refusals(cases: readonly BadCall[]): Line {
  const tally = new Tally('einsum', 'calls refused', 0);
  let byTranslator = 0;
  for (const { expr, shapes } of cases) {
    const name = `${JSON.stringify(expr)} ${JSON.stringify(shapes)}`;
    try {
      const t = translate(expr, shapes);
      const problem = firstError(compiled(t, t.result));
      if (!problem) tally.fail(name, 'is not refused');
      else if (problem.span.file !== 'call.tsql' || problem.span.end <= problem.span.start || problem.span.end > t.result.length) tally.fail(name, `is refused without a place: ${problem.message}`);
      else tally.add(name, []);
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      byTranslator++;
      if (problem.position > expr.length) tally.fail(name, `is refused without a place: ${problem.message}`);
      else tally.add(name, []);
    }
  }
  return tally.line(`: ${byTranslator} by the translator, ${tally.count - byTranslator} by the compiler`);
}

export const einsum: Suite = async ({ folder, threads, progress }) => {
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
  const { cases } = read('cases.json') as { readonly cases: readonly Case[] };
  const bad = read('error_cases.json') as readonly BadCall[];
  const database = await connect({ path: ':memory:', threads });
  try {
    return [...await calls(database, cases, progress), refusals(bad)];
  } finally {
    await database.close();
  }
};
