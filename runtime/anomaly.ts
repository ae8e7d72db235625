// --detect-anomaly: every step is held to leave finite weights; the first that does not is undone and made again, one equation at a time,
// until the one is found that yields the first number that is none. The plan is compiled for it, in COO and each equation by itself.

import { diagnostic } from '../compiler/diagnostics.ts';
import type { Plan, PlanTraining } from '../compiler/plan.ts';
import type { Database, Parameters } from './database.ts';
import { type Cell, type Executed, cellWords, firstInfinite, NotANumber, parametersOfTraining, wrongValue } from './finite.ts';
import { executeAll, queryWith } from './statements.ts';
import { executeStep, type Pace } from './steps.ts';

interface Step { readonly plan: Plan; readonly training: PlanTraining; readonly database: Database; readonly pace: Pace; readonly known: Parameters & { readonly step: number }; readonly first: boolean; readonly signal: AbortSignal | undefined }

/** Thrown inside of the transaction of a step, which is thereby undone. */
class Infinite extends Error {
  constructor(readonly what: string) { super(what); }
}

/** Executes a step and looks at the weights that it leaves. Errors: as those of executeStep; one for `blamed`. */
async function watched({ plan, training, database, pace, known, first, signal }: Step): Promise<void> {
  await executeStep(database, training, pace, known, first, signal);
  for (const { label, current } of parametersOfTraining(plan, training)) {
    const cell = await firstInfinite(database, current);
    if (cell) throw new Infinite(cellWords(label, cell));
  }
  // What is minimised can overflow before the weights do: it is computed after every step, and its rows taken back.
  for (const { statements, names } of training.reports.filter(r => r.names.some(n => n.objective))) {
    await executeAll(database, statements, known, signal);
    const { rows } = await queryWith(database, 'SELECT split, name, val FROM metrics WHERE run = $run AND step = $before + $step', known);
    for (const [split, name, value] of rows) {
      const wrong = wrongValue({ name: String(name), split: String(split ?? ''), value: value as number | null }, names.some(n => n.objective && n.name === name));
      if (wrong !== null) throw new Infinite(wrong);
    }
    await queryWith(database, 'DELETE FROM metrics WHERE run = $run AND step = $before + $step', known);
  }
}

/**
 * Has `body` make a step, in a transaction of its own; it is handed what executes the statements of the step. If the weights or what is
 * reported are no numbers after it, the step is made again and the equation named where that begins. Errors: NotANumber, those of `body`.
 */
export async function detecting<T>(step: Step, good: number | null, body: (execute: () => Promise<void>) => Promise<T>): Promise<T> {
  try {
    return await step.database.transaction(() => body(() => watched(step)));
  } catch (problem) {
    if (!(problem instanceof Infinite) && !(problem instanceof NotANumber)) throw problem;
    const { what } = problem;
    // The transaction fails on purpose: nothing of it is to stay.
    return step.database.transaction(async () => { throw await blamed(step, good, what); });
  }
}

/** Makes a step again and looks at what each statement has written. */
async function blamed({ training, database, pace, known, first, signal }: Step, good: number | null, what: string): Promise<NotANumber> {
  const found: { readonly statement: Executed; readonly table: string; readonly cell: Cell; readonly from: readonly string[] }[] = [];
  const infinite = new Set<string>();
  const look = async (s: Executed): Promise<void> => {
    for (const table of s.writes) {
      const cell = await firstInfinite(database, table);
      if (!cell) { infinite.delete(table); continue; }
      found.push({ statement: s, table, cell, from: s.reads.filter(t => infinite.has(t)) });
      infinite.add(table);
    }
  };
  if (known.step > 0) await executeStep(database, training, pace, known, first, signal, look);
  for (const r of training.reports) await executeAll(database, r.statements, known, signal, s => (s.writes.includes('metrics') ? Promise.resolve() : look(s)));
  // The first that is not a number, or else the first infinite one, and from there back to what was infinite before it.
  let origin = found.find(f => Number.isNaN(f.cell.value)) ?? found[0];
  while (origin && origin.from.length > 0) origin = found.find(f => f !== origin && origin!.from.includes(f.table));
  if (!origin) return new NotANumber(what, known.step, good, known.step - 1, training.name);
  const { statement, table, cell } = origin;
  const place = diagnostic('error', 'not-a-number', statement.span, `${cellWords(table, cell)} at step ${known.step}`, {
    note: statement.comment,
    hints: [...(/\b(log|sqrt|asin|acos)\b|\//.test(statement.comment) ? ['guard it: if x > 0 then log(x) else 0'] : []), ...(known.step > 0 ? ['a smaller learning rate often helps; clip 1 limits the steps'] : [])],
  });
  return new NotANumber(what, known.step, good, known.step - 1, training.name, place);
}
