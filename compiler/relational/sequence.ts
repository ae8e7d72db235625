// A step as equations one after the other: the goals in their order. What weights that a goal has changed went into is worked out again for the
// next goal, under a name of its own.

import { reads } from '../tensor/equations.ts';
import type { Equation } from '../tensor/ir.ts';
import { closure } from './definitions.ts';

export interface Sequence {
  readonly equations: readonly Equation[];
  /** those among them that replace what training carries, and the optimiser's locals beside them */
  readonly updates: ReadonlySet<Equation>;
  /** those that have a name of their own because another goal has worked them out before */
  readonly again: readonly Equation[];
}

/** The sequence of goals. `definitions`: what their updates may need, in order; what is not among them is there. */
export function sequenceOf(goals: readonly { readonly updates: readonly Equation[] }[], definitions: readonly Equation[], carried: ReadonlySet<string>, fresh: (wanted: string) => string): Sequence {
  const equations: Equation[] = [];
  const updates = new Set<Equation>();
  const again: Equation[] = [];
  /** what a tensor's newest value is called */
  const names = new Map<string, string>();
  const made = new Set<string>(), current = new Set<string>();
  const named = (tensor: string): string => names.get(tensor) ?? tensor;
  const add = (e: Equation): Equation => {
    const own: Equation = { ...e, bind: named(e.bind), within: e.within === null ? null : named(e.within), terms: e.terms.map(t => ({ ...t, args: t.args.map(a => ({ ...a, tensor: named(a.tensor) })) })) };
    equations.push(own);
    if (own.bind !== e.bind) again.push(own);
    return own;
  };
  for (const goal of goals) {
    const missing = closure(definitions, goal.updates.flatMap(u => [...reads(u)])).filter((d): d is Equation => d.kind === 'equation' && !current.has(d.bind));
    const locals = goal.updates.filter(u => !carried.has(u.bind));
    for (const tensor of new Set([...missing, ...locals].map(e => e.bind))) {
      if (made.has(tensor)) names.set(tensor, fresh(tensor));
      made.add(tensor);
    }
    for (const d of missing) { add(d); current.add(d.bind); }
    for (const u of goal.updates) updates.add(add(u));
    const changed = new Set(goal.updates.map(u => u.bind));
    for (const d of definitions) if ([...reads(d)].some(r => changed.has(r))) { changed.add(d.bind); current.delete(d.bind); }
  }
  return { equations, updates, again };
}
