// What definitions fill and read, and which of them change while training.

import { InternalError } from '../source.ts';
import { type Definition, type Equation, type Program, type Recurrence, termScalars, visitScalar } from '../tensor/ir.ts';
import { reads as readsOf } from '../tensor/equations.ts';

export type Computed = Equation | Recurrence;

/** The tensors that a definition fills. */
export const bound = (d: Computed): readonly string[] => (d.kind === 'recurrence' ? [...d.equations.map(e => e.bind), ...(d.until ? [d.until.last] : [])] : [d.bind]);

/** The tensors that a definition reads from outside itself. */
export function readBy(d: Computed): ReadonlySet<string> {
  const found = new Set(d.kind === 'recurrence' ? d.equations.flatMap(e => [...readsOf(e)]) : readsOf(d));
  if (d.kind === 'recurrence' && d.until) found.add(d.until.condition);
  for (const own of bound(d)) found.delete(own);
  return found;
}

export const countsSteps = (d: Computed): boolean => {
  let found = false;
  for (const e of d.kind === 'recurrence' ? d.equations : [d])
    for (const t of e.terms) for (const s of termScalars(t)) visitScalar(s, n => { if (n.kind === 'counter' && n.name === 'step') found = true; });
  return found;
};

/** Whether all that a definition fills is among what is there. */
export const isAmong = (d: Computed, there: ReadonlySet<string>): boolean => bound(d).every(t => there.has(t));

/** The indices whose keys change from step to step: the rows that a batch takes. */
export const batchIndices = (program: Program): ReadonlySet<string> => new Set(program.domains.flatMap(d => (d.making.kind === 'batch' ? [d.index] : [])));

/** Whether a definition's letters, axes or sizes are of some indices. */
export function runsOver(d: Computed, indices: ReadonlySet<string>): boolean {
  let found = false;
  for (const e of d.kind === 'recurrence' ? d.equations : [d]) {
    found ||= e.axes.some(a => indices.has(a.index)) || e.terms.some(t => t.letters.some(l => indices.has(l.index)));
    for (const t of e.terms) for (const s of termScalars(t)) visitScalar(s, n => { if (n.kind === 'size' && indices.has(n.index)) found = true; });
  }
  return found;
}

/** The definitions that tensors need, with all that those read, in their order. */
export function closure(definitions: readonly Computed[], tensors: Iterable<string>): readonly Computed[] {
  const needed = new Set(tensors);
  const found: Computed[] = [];
  for (const d of [...definitions].reverse()) {
    if (!bound(d).some(t => needed.has(t))) continue;
    found.push(d);
    for (const t of readBy(d)) needed.add(t);
    // the equations that its tensors begin with stand before a recurrence
    if (d.kind === 'recurrence') for (const t of bound(d)) needed.add(t);
  }
  return found.reverse();
}

/** What changes from step to step, where some tensors are updated. */
export function volatileTensors(definitions: readonly Computed[], updated: readonly string[]): ReadonlySet<string> {
  const volatile = new Set(updated);
  for (let size = -1; size !== volatile.size;) {
    size = volatile.size;
    for (const d of definitions) if (countsSteps(d) || [...readBy(d), ...bound(d)].some(t => volatile.has(t))) for (const t of bound(d)) volatile.add(t);
  }
  return volatile;
}

export const computed = (d: Definition | Recurrence): Computed => {
  if (d.kind === 'derivative') throw new InternalError(`the derivative ${d.bind} was not worked out`);
  return d;
};
