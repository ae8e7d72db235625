// Statements over lists, and which of them give the same on any number of threads.

import { type Relation, type Statement, visitRelation } from './ir.ts';

/** Whether a statement has to do with lists. */
export function worksOnLists(s: Statement): boolean {
  if (s.kind === 'newest' || s.kind === 'drop') return true;
  return 'from' in s && typeof s.from !== 'number' && hasLists(s.from);
}

function hasLists(r: Relation): boolean {
  let found = false;
  visitRelation(r, () => undefined, e => { found ||= e.kind === 'each' || e.kind === 'listed' || ('type' in e && e.type === 'list'); });
  return found;
}

const addUp: ReadonlySet<string> = new Set(['sum', 'avg', 'product']);

/** Whether what a statement makes does not depend on how many threads there are: it works on lists, and no sum is added up as rows come by. */
export function hasOrder(s: Statement): boolean {
  if ((s.kind !== 'create' && s.kind !== 'append') || !hasLists(s.from)) return false;
  let found = true;
  visitRelation(s.from, () => undefined, e => { if (e.kind === 'aggregated' && addUp.has(e.by)) found = false; });
  return found;
}
