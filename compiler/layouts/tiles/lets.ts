// Formulas that use values many times over, as those of draws do: lists of tuples, one after the other, hold what is worked out once.

import { type Expression, each, expressionType, integer, listed, local, operands, withOperands } from '../../relational/ir.ts';
import { chooseStaged, repeatsOf } from '../../relational/lower/stage.ts';
import { nodes } from './columns.ts';

/** A formula of more nodes, shared ones counted wherever they stand, is worked out in steps. */
const fewNodes = 120;

/**
 * The list of what `body` makes of each element of a list. Where it would be long, each value that it uses more than once is worked out for
 * the whole list before those that use it. `fresh` gives a name to the tuples of a step.
 */
export function eachInSteps(over: Expression, element: string, place: string | null, body: Expression, fresh: (wanted: string) => string): Expression {
  if (nodes(body) <= fewNodes || holdsEach(body)) return each(over, element, place, body);
  const levels = chooseStaged([body], repeatsOf);
  const last = Math.max(0, ...levels.values());
  let list = over;
  let bound: { readonly element: string; readonly place: string | null } = { element, place };
  let now = new Map<Expression, Expression>();
  /** a value as it is written where `now` says what is there */
  const written = (e: Expression): Expression => {
    const known = now.get(e);
    if (known) return known;
    const inner = operands(e);
    const next = inner.map(written);
    const made = next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
    now.set(e, made);
    return made;
  };
  for (let level = 1; level <= last; level++) {
    const fields: Expression[] = [...levels].filter(([, l]) => l === level).map(([e]) => e);
    // what is read later on of what there is now: own locals, and values of earlier steps
    const later = [body, ...[...levels].filter(([, l]) => l > level).map(([e]) => e)];
    const kept = new Set<Expression>();
    const seen = new Set<Expression>(fields);
    const visit = (e: Expression): void => {
      if (seen.has(e)) return;
      seen.add(e);
      if ((levels.get(e) ?? Infinity) < level || (e.kind === 'local' && (e.name === element || e.name === place))) { kept.add(e); return; }
      operands(e).forEach(visit);
    };
    later.forEach(visit);
    fields.push(...kept);
    list = each(list, bound.element, bound.place, listed('tuple', 'list', ...fields.map(written)));
    const name = fresh('v');
    bound = { element: name, place: null };
    now = new Map(fields.map((f, k) => [f, listed('field', expressionType(f), local(name, 'list'), integer(k + 1))]));
  }
  return each(list, bound.element, bound.place, written(body));
}

/** Whether a formula goes through lists itself. */
function holdsEach(root: Expression): boolean {
  const seen = new Set<Expression>();
  const go = (e: Expression): boolean => {
    if (seen.has(e)) return false;
    seen.add(e);
    return e.kind === 'each' || operands(e).some(go);
  };
  return go(root);
}
