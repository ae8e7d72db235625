// Program → relational plan: fills made explicit, equations lowered, statements scheduled and verified.

import type { Program } from '../tensor/ir.ts';
import { ops } from '../tensor/ops.ts';
import type { Statement } from './ir.ts';
import type { Lowering } from './lower/equation.ts';
import { explicitFills } from './lower/fill.ts';
import { type Shapes, shapesOf } from './lower/shapes.ts';
import { type Naming, namingOf } from './naming.ts';
import { type Schedule, schedule } from './schedule.ts';
import { verifyStatement } from './verify.ts';

/** A program as relations: what `assemble` prints. */
export interface Relational {
  /** the program with its fills made explicit */
  readonly program: Program;
  readonly shapes: Shapes;
  readonly naming: Naming;
  readonly lowering: Lowering;
  readonly schedule: Schedule;
}

/** The relational plan of a program whose definitions are ordered and whose derivatives are worked out. Every statement is verified. */
export function relational(program: Program): Relational {
  const naming = namingOf(program);
  const filled = explicitFills(program, naming);
  const shapes = shapesOf(filled);
  const carried = new Set(filled.carried.map(c => c.tensor));
  const lowering: Lowering = { shapes, tableOf: t => (carried.has(t) ? naming.now(t) : t), repeats: (e, k) => e.kind === 'call' && ops[e.op].sqlRepeats?.includes(k) === true };
  const scheduled = schedule(filled, lowering, naming);
  for (const s of everyStatement(scheduled)) verifyStatement(s);
  return { program: filled, shapes, naming, lowering, schedule: scheduled };
}

/** Every statement of a schedule, in order. */
export const everyStatement = (s: Schedule): readonly Statement[] => [
  ...s.setup,
  ...s.training.flatMap(t => [...t.step, ...t.keep, ...t.reports.flat(), ...(t.stop?.statements ?? [])]),
  ...s.final,
];
