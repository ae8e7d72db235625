// Counting and executing the steps of a training: a step is its statements, and before the first step of an epoch those of the epoch.

import type { Period, PlanStatement, PlanTraining } from '../compiler/plan.ts';
import type { Database, Parameters } from './database.ts';
import { executeAll, flatten } from './statements.ts';

/**
 * Whether the statements of a step give the same numbers on any number of threads: over tiles sums have an order of their own, elsewhere
 * floating-point numbers are added up as threads come by them.
 */
export const hasOrder = ({ layout, epoch, begin, step }: PlanTraining): boolean =>
  layout.name === 'tiles' && flatten([...(epoch?.statements ?? []), ...begin, ...step]).every(s => !/\b(?:SUM|AVG)\s*\(/i.test(s.sql));

/** A training's periods as numbers of steps. */
export interface Pace {
  /** how many steps see every row once: 1 where each step takes all of them */
  readonly perEpoch: number;
  /** how many steps the training has */
  readonly steps: number;
  readonly inSteps: (period: Period) => number;
}

/** How a training counts, once its data is there. */
export async function paceOf(database: Database, { epoch, length }: PlanTraining): Promise<Pace> {
  const asked = epoch === null ? 1 : typeof epoch.steps === 'number' ? epoch.steps : Number((await database.query(epoch.steps)).rows[0]?.[0] ?? 1);
  const perEpoch = Math.max(1, asked);
  const inSteps = ({ count, unit }: Period): number => (unit === 'epochs' ? count * perEpoch : count);
  return { perEpoch, steps: inSteps(length), inSteps };
}

/**
 * Executes one step, which `known.step` numbers from 1. `first`: it is the first that this connection executes, and so has to make what
 * is made at the beginning of its epoch. `after` is called after each statement. Errors: those of `executeAll`.
 */
export async function executeStep(database: Database, training: PlanTraining, { perEpoch }: Pace, known: Parameters & { readonly step: number }, first: boolean, signal?: AbortSignal, after?: (s: Extract<PlanStatement, { kind: 'execute' }>) => Promise<void>): Promise<void> {
  if (training.epoch && (first || (known.step - 1) % perEpoch === 0)) await executeAll(database, training.epoch.statements, known, signal, after);
  if (first) await executeAll(database, training.begin, known, signal, after);
  await executeAll(database, training.step, known, signal, after);
}
