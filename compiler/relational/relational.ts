// Program → relational plan: fills made explicit, equations lowered, statements scheduled and verified.

import type { Program } from '../tensor/ir.ts';
import { type Prices, shippedPrices } from '../cost/prices.ts';
import type { Catalog } from '../catalog.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { type Blocking, type LayoutChoice, usualBlocking } from '../layouts/layout.ts';
import type { Statement } from './ir.ts';
import { type LoadPlan, loadStatements } from './load.ts';
import type { Lowering } from './lower/equation.ts';
import { withoutCopies } from './lower/copies.ts';
import { explicitFills } from './lower/fill.ts';
import { type Shapes, shapesOf } from './lower/shapes.ts';
import { repeatsOf } from './lower/stage.ts';
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
  readonly load: LoadPlan;
  readonly schedule: Schedule;
}

/** The relational plan of a program whose definitions are ordered and whose derivatives are worked out. Every statement is verified. `pause` is called between its parts. */
export function relational(program: Program, catalog: Catalog | null, dialect: Dialect, layout: LayoutChoice = 'coo', prices: Prices = shippedPrices, blocking: Blocking = usualBlocking, pause: () => void = () => {}): Relational {
  pause();
  const naming = namingOf(program);
  const plain = withoutCopies(program);
  const filled = explicitFills(plain, naming);
  const shapes = shapesOf(filled);
  const carried = new Set(filled.carried.map(c => c.tensor));
  const lowering: Lowering = { shapes, tableOf: t => (carried.has(t) ? naming.now(t) : t), repeats: repeatsOf };
  pause();
  const load = loadStatements(renamedInputs(filled, naming), catalog, dialect);
  pause();
  const scheduled = schedule(filled, lowering, naming, load.deferred, layout === 'coo' ? null : { layout, program: plain, prices, blocking });
  pause();
  for (const s of everyStatement(scheduled)) verifyStatement(s);
  return { program: filled, shapes, naming, lowering, load, schedule: scheduled };
}

/** Every statement of a schedule, in order. */
export const everyStatement = (s: Schedule): readonly Statement[] => [
  ...s.setup,
  ...s.training.flatMap(t => [...(t.epoch?.statements ?? []), ...t.begin, ...t.step, ...t.keep, ...t.reports.flat(), ...(t.stop?.statements ?? [])]),
  ...s.final,
];

/** Data from which training starts is loaded under another name than the history of what it becomes. */
function renamedInputs(program: Program, naming: Naming): Program {
  const rename = new Map(program.carried.filter(c => c.init === null).map(c => [c.tensor, naming.initial(c.tensor)]));
  const name = (tensor: string): string => rename.get(tensor) ?? tensor;
  return {
    ...program,
    inputs: program.inputs.map(i => ({
      ...i,
      tensor: name(i.tensor),
      load: i.load.kind === 'union' ? { ...i.load, of: i.load.of.map(name) } : i.load.kind === 'restrict' ? { ...i.load, of: name(i.load.of) } : i.load,
    })),
    domains: program.domains.map(d => ({
      ...d,
      making: d.making.kind === 'keys' ? { ...d.making, of: d.making.of.map(o => ({ ...o, tensor: name(o.tensor) })) } : d.making.kind === 'selection' ? { ...d.making, condition: name(d.making.condition) } : d.making,
    })),
  };
}
