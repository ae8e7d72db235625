// Numbers that are none: a loss or a parameter that is infinite or not a number ends a run.

import type { Diagnostic } from '../compiler/diagnostics.ts';
import type { Plan, PlanStatement, PlanTraining } from '../compiler/plan.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import type { Database, Parameters, Value } from './database.ts';
import { CommandError, exitCode } from './failure.ts';
import { flatten, queryWith } from './statements.ts';

/**
 * A loss, a parameter or another reported value is not a number: training cannot go on (exit code 3). `good`: the last step that was
 * reported; `seen`: the last at which there was still a number; `place`: where it arose, if that was looked for.
 */
export class NotANumber extends CommandError {
  constructor(readonly what: string, step: number, good: number | null, readonly seen: number | null, training: string | null, readonly place: Diagnostic | null = null) {
    super(
      exitCode.engine,
      `${what} at step ${step}${training === null ? '' : ` of ${training}`}`,
      [
        good === null ? 'it is so from the start: look at the data for zeros, logarithms and divisions' : `the weights are kept as they were at step ${good}${good === 0 ? '' : ', the last that was reported'}`,
        ...(place ? [] : [seen === null || seen >= step - 1
          ? '--detect-anomaly says in which equation and cell it begins'
          : `it was noticed at step ${step} and was still a number at step ${seen}, when it was last looked at: --detect-anomaly says in which step, equation and cell it begins`]),
        ...(good === null ? [] : ['a smaller learning rate often helps']),
      ],
    );
  }
}

const words = (value: Value): string => (typeof value === 'number' && !Number.isNaN(value) ? `infinite (${value < 0 ? '-' : ''}inf)` : 'not a number');

/** What is wrong with a reported value, in words; null: nothing. Only an objective must be finite. */
export const wrongValue = ({ name, split, value }: { readonly name: string; readonly split: string; readonly value: number | null }, objective: boolean): string | null =>
  value === null || Number.isFinite(value) || (!objective && !Number.isNaN(value)) ? null : `${name}${split === '' ? '' : ` on ${split}`} is ${words(value)}`;

/** A cell of a table whose value is infinite or not a number: `[i = 3, j = 0]`, what it holds, and how many there are. */
export interface Cell { readonly at: string; readonly value: Value; readonly total: number }

/** The first such cell in the order of the keys; null if all values are finite, or are no floating-point numbers. `where` restricts the rows. */
export async function firstInfinite(database: Database, table: string, where = 'true', known: Parameters = {}): Promise<Cell | null> {
  const columns = (await database.describe(`SELECT * FROM ${quoteIdentifier(table)}`));
  const value = columns.at(-1);
  if (value?.name !== 'val' || (value.type !== 'DOUBLE' && value.type !== 'FLOAT')) return null;
  const keys = columns.slice(0, -1).filter(c => c.name !== 'run' && c.name !== 'step');
  const list = [...keys.map(k => quoteIdentifier(k.name)), 'val'];
  const { rows: [row] } = await queryWith(database, `SELECT ${list.join(', ')}, count(*) OVER () FROM ${quoteIdentifier(table)} WHERE ${where} AND NOT isfinite(val) ORDER BY ${list.join(', ')} LIMIT 1`, known);
  if (!row) return null;
  const at = keys.length === 0 ? '' : `[${keys.map((k, n) => `${k.name} = ${String(row[n])}`).join(', ')}]`;
  return { at, value: row.at(-2)!, total: Number(row.at(-1)) };
}

export const cellWords = (name: string, { at, value, total }: Cell): string => `${name}${at} is ${words(value)}${total > 1 ? ` (and so are ${total - 1} other cells)` : ''}`;

/** The tables that a training keeps parameters in, and those that hold them now. */
export const parametersOfTraining = (plan: Plan, training: PlanTraining): readonly { readonly label: string; readonly history: string; readonly current: string }[] => {
  const keeping = flatten(training.keep);
  return plan.history.filter(h => h.role === 'parameter').flatMap(h => {
    const kept = keeping.find(s => s.writes.includes(h.table));
    const current = kept?.reads.filter(t => t !== h.table) ?? [];
    return current.length === 1 ? [{ label: h.label, history: h.table, current: current[0]! }] : [];
  });
};

/** What is known of the weights before a step that is looked at. */
export interface Before { readonly good: number | null; readonly seen: number | null }

/** Holds the weights that were just kept to be finite. Errors: NotANumber. */
export async function refuseInfinite(plan: Plan, training: PlanTraining, database: Database, known: Parameters & { readonly step: number }, { good, seen }: Before): Promise<void> {
  for (const { label, history } of parametersOfTraining(plan, training)) {
    const cell = await firstInfinite(database, history, 'run = $run AND step = $before + $step', known);
    if (cell) throw new NotANumber(cellWords(label, cell), known.step, good, seen, training.name);
  }
}

/**
 * Whether the weights are looked at after a step that nothing reports: to look takes up to a sixth of a short step, and a fiftieth
 * of a long one.
 */
export const isLookedAt = (step: number): boolean => step <= 10 || step % 10 === 0;

/** Looks at the weights as a step has left them, in one query. Errors: NotANumber. */
export function looking(plan: Plan, training: PlanTraining, database: Database): (step: number, before: Before) => Promise<void> {
  const parameters = parametersOfTraining(plan, training);
  const sql = `SELECT ${parameters.map(p => `EXISTS (SELECT 1 FROM ${quoteIdentifier(p.current)} WHERE NOT isfinite(CAST(val AS DOUBLE)))`).join(' OR ')}`;
  return async (step, { good, seen }) => {
    if (parameters.length === 0 || (await database.query(sql)).rows[0]![0] !== true) return;
    for (const { label, current } of parameters) {
      const cell = await firstInfinite(database, current);
      if (cell) throw new NotANumber(cellWords(label, cell), step, good, seen, training.name);
    }
  };
}

export type Executed = Extract<PlanStatement, { kind: 'execute' }>;
