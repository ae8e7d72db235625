// Keeps the text of expressions small: what is used more than once, or nested very deeply, is computed in an inner SELECT
// and read from there as a column.

import { type Binding, type Expression, type Item, type Relation, column, expressionType, operands, project, scan, subquery, tablesScanned, withOperands } from '../ir.ts';
import { ops } from '../../tensor/ops.ts';
import { canBeNull } from './scalar.ts';

/** Expressions of this many operations are not written twice. */
const smallSize = 3;
/** Expressions are not nested deeper than this: engines and readers have their limits. */
const deepest = 40;

export interface Staged { readonly from: Relation; readonly roots: readonly Expression[] }

/** Whether the text of a node has its operand number k more than once. */
export type Repeats = (e: Expression, k: number) => boolean;

/** What the table of operations says of it. */
export const repeatsOf: Repeats = (e, k) => e.kind === 'call' && ops[e.op].sqlRepeats?.includes(k) === true;

type Replace = (e: Expression) => Expression;

/**
 * Splits expressions over the columns of `from` into layers of SELECTs. The roots that are returned read the columns of the returned relation.
 */
export function stage(from: Relation, roots: readonly Expression[], repeats: Repeats): Staged {
  const levels = chooseStaged(roots, repeats);
  let input = from;
  let current = roots;
  const prefix = freePrefix(from);
  let waiting = [...levels].map(([e, level], k) => ({ e, level, name: `v_${k + 1}` }));
  for (let level = 1; waiting.length > 0; level++) {
    const fresh = waiting.filter(w => w.level === level);
    waiting = waiting.filter(w => w.level > level);
    const made = layer(input, `${prefix}${level}`, fresh, [...current, ...waiting.map(w => w.e)]);
    input = made.relation;
    current = current.map(made.replace);
    waiting = waiting.map(w => ({ ...w, e: made.replace(w.e) }));
  }
  return { from: input, roots: current };
}

/** v, or vv, …: names v1, v2, … that none of the tables below has. */
function freePrefix(from: Relation): string {
  const names = tablesScanned(from).map(t => t.toLowerCase());
  let prefix = 'v';
  while (names.some(n => n.startsWith(prefix) && /^\d+$/.test(n.slice(prefix.length)))) prefix += 'v';
  return prefix;
}

/** A SELECT over several inner SELECTs, with those as CTEs one after the other rather than inside each other. */
export function unnested(relation: Relation): Relation {
  if (relation.kind !== 'project' && relation.kind !== 'aggregate') return relation;
  const bindings: Binding[] = [];
  const go = (r: Relation): Relation => {
    switch (r.kind) {
      case 'project': case 'aggregate': case 'filter': return { ...r, input: go(r.input) };
      case 'derived': {
        if (!r.plain || r.input.kind !== 'project') return r;
        const relation = go(r.input);
        bindings.push({ name: r.alias, columns: null, materialized: null, relation, note: null });
        return { ...scan(r.alias, r.alias, r.input.columns.map(({ name, type }) => ({ name, type }))), plain: true } as Relation;
      }
      default: return r;
    }
  };
  const body = go(relation);
  return bindings.length > 1 ? { kind: 'with', recursive: false, bindings, body } : relation;
}

/** One inner SELECT: the staged expressions, and the columns of its input that are read later on. */
function layer(input: Relation, alias: string, fresh: readonly { readonly e: Expression; readonly name: string }[], later: readonly Expression[]): { readonly relation: Relation; readonly replace: Replace } {
  const items: Item[] = [];
  const taken = new Set<string>();
  const replaced = new Map<Expression, Expression>();
  const add = (wanted: string, value: Expression): Expression => {
    let name = wanted;
    for (let n = 1; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    taken.add(name.toLowerCase());
    const type = expressionType(value);
    items.push({ name, type, value });
    return column(alias, name, type, canBeNull(value));
  };
  const carried = new Map<string, Expression>();
  const carry = (c: Extract<Expression, { kind: 'column' }>): Expression => {
    const id = `${c.of ?? ''}\n${c.name}`.toLowerCase();
    const known = carried.get(id) ?? add(c.name === 'val' && c.of !== null ? c.of : c.name, c);
    carried.set(id, known);
    return known;
  };
  const stops = new Set(fresh.map(f => f.e));
  const replace: Replace = e => {
    const known = replaced.get(e);
    if (known) return known;
    const inner = operands(e);
    const next = inner.map(replace);
    const result = e.kind === 'column' ? carry(e) : next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
    replaced.set(e, result);
    return result;
  };
  // keys first, so that the inner SELECT reads like a tensor; then the staged columns
  const seen = new Set<Expression>();
  const visit = (e: Expression): void => {
    if (seen.has(e) || stops.has(e)) return;
    seen.add(e);
    if (e.kind === 'column') carry(e);
    operands(e).forEach(visit);
  };
  later.forEach(visit);
  for (const f of fresh) replaced.set(f.e, add(f.name, f.e));
  return { relation: subquery(project(input, items), alias), replace };
}

/** The expressions to stage, each with its layer, from 1: one above the highest layer that it reads. */
export function chooseStaged(roots: readonly Expression[], repeats: Repeats): ReadonlyMap<Expression, number> {
  const uses = new Map<Expression, number>();
  const count = (e: Expression, times: number): void => {
    const known = uses.get(e);
    uses.set(e, (known ?? 0) + times);
    if (known === undefined) operands(e).forEach((o, k) => count(o, repeats(e, k) ? 2 : 1));
  };
  roots.forEach(r => count(r, 1));

  const staged = new Map<Expression, number>();
  interface Measure { readonly size: number; readonly depth: number; readonly level: number }
  const measures = new Map<Expression, Measure>();
  const measure = (e: Expression): Measure => {
    const known = measures.get(e);
    if (known) return known;
    const inner = operands(e).map(measure);
    const leaf = inner.length === 0;
    let m: Measure = {
      // an operand that is written several times counts as often
      size: inner.reduce((n, i, k) => n + (repeats(e, k) ? Math.max(1, i.size) * 2 : i.size), leaf ? 0 : 1),
      depth: inner.reduce((n, i) => Math.max(n, i.depth + 1), 0),
      level: inner.reduce((n, i) => Math.max(n, i.level), 0),
    };
    if (!roots.includes(e) || uses.get(e)! > 1) {
      const shared = uses.get(e)! > 1 && m.size >= smallSize;
      if (!leaf && (shared || m.depth >= deepest)) {
        staged.set(e, m.level + 1);
        m = { size: 0, depth: 0, level: m.level + 1 };
      }
    }
    measures.set(e, m);
    return m;
  };
  roots.forEach(measure);
  return staged;
}
