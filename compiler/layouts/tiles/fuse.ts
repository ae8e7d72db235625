// Lists that one other list is made of, and nothing else, are not made: maps over maps become one.

import { type Expression, each, expressionType, integer, listed, local, operands, withOperands } from '../../relational/ir.ts';
import { type Column, nodes, row } from './columns.ts';

/** A value that is written more than once is written out each time if it has no more nodes than this. */
const cheap = 2;
/** No column has more nodes than this. */
const mostNodes = 300;

/**
 * The columns with those made part of their only reader that `joins` allows to go. Order and names of the others stay. `free`: a name like
 * this that no column has.
 */
export function fused<T extends { readonly column: Column }>(columns: readonly T[], joins: (from: T, into: T) => boolean, free: (wanted: string) => string): readonly T[] {
  // what one column's functions bind may have a name that another's have, too
  const bound = new Set(columns.flatMap(c => binders(c.column.value)));
  const fresh = (wanted: string): string => {
    let name = free(wanted);
    for (let n = 2; bound.has(name); n++) name = free(`${wanted}_${n}`);
    bound.add(name);
    return name;
  };
  const left = [...columns];
  const at = new Map(left.map((c, k) => [c.column.name, k]));
  const gone = new Set<number>();
  const readers = new Map<string, number[]>();
  left.forEach((c, k) => { for (const r of c.column.reads) readers.set(r, [...(readers.get(r) ?? []), k]); });
  left.forEach((_, k) => {
    const from = left[k]!;
    const { name } = from.column;
    const read = (readers.get(name) ?? []).filter(r => !gone.has(r));
    const [reader] = read;
    if (read.length !== 1 || at.get(name) !== k || reader! <= k || !joins(from, left[reader!]!)) return;
    const into = left[reader!]!;
    if (!oncePerRow(into.column.value, name)) return;
    const own = renamed(from.column.value, fresh);
    const value = mapped(substituted(into.column.value, name, own), fresh);
    if (nodes(value) > mostNodes) return;
    const reads = new Set([...into.column.reads].filter(r => r !== name).concat([...from.column.reads]));
    for (const r of from.column.reads) readers.set(r, [...new Set([...(readers.get(r) ?? []), reader!])]);
    const source = [...new Set([...from.column.source.split('; '), ...into.column.source.split('; ')])].join('; ');
    left[reader!] = { ...into, column: { ...into.column, value, reads, source } };
    gone.add(k);
  });
  return left.filter((_, k) => !gone.has(k)).map(c => ({ ...c, column: { ...c.column, value: tidied(c.column.value, free) } }));
}

/** The same with the shortest names that tell apart what functions bind inside of each other. */
function tidied(root: Expression, free: (wanted: string) => string): Expression {
  const go = (e: Expression, names: ReadonlyMap<string, string>): Expression => {
    if (e.kind === 'local') { const name = names.get(e.name); return name === undefined || name === e.name ? e : { ...e, name }; }
    if (e.kind === 'each') {
      const own = new Map(names);
      const taken = new Set(names.values());
      const name = (old: string): string => {
        const wanted = old.replace(/(_\d+)+$/, '');
        let found = free(wanted);
        for (let n = 2; taken.has(found); n++) found = free(`${wanted}_${n}`);
        taken.add(found);
        own.set(old, found);
        return found;
      };
      const element = name(e.element), place = e.place === null ? null : name(e.place);
      return { ...e, over: go(e.over, names), element, place, body: go(e.body, own) };
    }
    const inner = operands(e);
    const next = inner.map(o => go(o, names));
    return next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
  };
  return go(root, new Map());
}

const binders = (e: Expression): readonly string[] => [...(e.kind === 'each' ? [e.element, ...(e.place === null ? [] : [e.place])] : []), ...operands(e).flatMap(binders)];

const isColumn = (e: Expression, name: string): boolean => e.kind === 'column' && e.of === row && e.name === name;

/** Whether a column is read at one place, which is reached once a row. */
function oncePerRow(root: Expression, name: string): boolean {
  const count = (e: Expression): number => (isColumn(e, name) ? 1 : operands(e).reduce((n, o) => n + count(o), 0));
  const inside = (e: Expression): boolean => e.kind === 'each' ? count(e.body) > 0 || inside(e.over) : operands(e).some(inside);
  return count(root) === 1 && !inside(root);
}

const substituted = (e: Expression, name: string, by: Expression): Expression => {
  if (isColumn(e, name)) return by;
  const inner = operands(e);
  const next = inner.map(o => substituted(o, name, by));
  return next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
};

/** The same with names of its own for all that its functions bind. */
function renamed(root: Expression, fresh: (wanted: string) => string): Expression {
  const go = (e: Expression, names: ReadonlyMap<string, string>): Expression => {
    if (e.kind === 'local') { const name = names.get(e.name); return name === undefined ? e : { ...e, name }; }
    if (e.kind === 'each') {
      const own = new Map(names);
      const element = fresh(e.element), place = e.place === null ? null : fresh(e.place);
      own.set(e.element, element);
      if (e.place !== null) own.set(e.place, place!);
      return { ...e, over: go(e.over, names), element, place, body: go(e.body, own) };
    }
    const inner = operands(e);
    const next = inner.map(o => go(o, names));
    return next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
  };
  return go(root, new Map());
}

const uses = (e: Expression, is: (e: Expression) => boolean): number => (is(e) ? 1 : operands(e).reduce((n, o) => n + uses(o, is), 0));

function replaced(e: Expression, by: (e: Expression) => Expression | null): Expression {
  const found = by(e);
  if (found) return found;
  const inner = operands(e);
  const next = inner.map(o => replaced(o, by));
  return next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
}

/** Whether two lists are one: a column, or the same numbers. */
const sameList = (a: Expression, b: Expression): boolean => a === b || (a.kind === b.kind && (a.kind === 'column' || (a.kind === 'listed' && a.by === 'range')) && JSON.stringify(a) === JSON.stringify(b));

const isLocal = (e: Expression, name: string): boolean => e.kind === 'local' && e.name === name;
const isField = (e: Expression, of: string, k: number): boolean => e.kind === 'listed' && e.by === 'field' && isLocal(e.args[0]!, of) && (e.args[1] as { value?: unknown }).value === k;

/** Whether a tuple is read as a whole somewhere, not a field of it. */
const usedWhole = (e: Expression, name: string): boolean =>
  isLocal(e, name) || (e.kind === 'listed' && e.by === 'field' && isLocal(e.args[0]!, name) ? false : operands(e).some(o => usedWhole(o, name)));

/** Whether a value may be put in the place of some uses: it is not worked out more often then. */
function mayReplace(value: Expression, body: Expression, is: (e: Expression) => boolean): boolean {
  const count = uses(body, is);
  if (count <= 1) return !insideEach(body, is);
  return nodes(value) <= cheap;
}

/** Whether something is used inside of a function of elements, other than as the list that it goes through. */
function insideEach(root: Expression, is: (e: Expression) => boolean): boolean {
  const go = (e: Expression): boolean => (e.kind === 'each' ? uses(e.body, is) > 0 || go(e.over) : operands(e).some(go));
  return go(root);
}

/** Maps over maps as one map, outside in. */
function mapped(e: Expression, fresh: (wanted: string) => string): Expression {
  if (e.kind !== 'each') {
    const inner = operands(e);
    const next = inner.map(o => mapped(o, fresh));
    return next.some((n, k) => n !== inner[k]) ? withOperands(e, next) : e;
  }
  const one = step({ ...e, over: mapped(e.over, fresh) }, fresh);
  return { ...one, body: mapped(one.body, fresh) };
}

type Each = Extract<Expression, { kind: 'each' }>;

/** One map with the maps among what it goes through taken in. */
function step(e: Each, fresh: (wanted: string) => string): Each {
  const { over } = e;
  if (over.kind === 'each') {
    if (!mayReplace(over.body, e.body, x => isLocal(x, e.element))) return e;
    const place = over.place ?? e.place;
    const body = replaced(e.body, x => (isLocal(x, e.element) ? over.body : e.place !== null && e.place !== place && isLocal(x, e.place) ? local(place!, 'int') : null));
    return step(each(over.over, over.element, place, body) as Each, fresh);
  }
  if (over.kind !== 'listed' || over.by !== 'zip' || usedWhole(e.body, e.element)) return e;
  const lists: Expression[] = [];
  const position = (l: Expression): number => { const known = lists.findIndex(x => sameList(x, l)); return known >= 0 ? known + 1 : lists.push(l); };
  let { body, place } = e;
  const element = fresh(e.element);
  const field = (k: number, like: Expression): Expression => listed('field', expressionType(like), local(element, 'list'), integer(k));
  const changes: ((x: Expression) => Expression | null)[] = [];
  let taken = false;
  over.args.forEach((arg, n) => {
    const is = (x: Expression): boolean => isField(x, e.element, n + 1);
    if (arg.kind === 'each' && mayReplace(arg.body, e.body, is)) {
      taken = true;
      if (arg.place !== null) place ??= fresh(arg.place);
      const inner = arg.over;
      const split = inner.kind === 'listed' && inner.by === 'zip' && !usedWhole(arg.body, arg.element);
      const places = split ? inner.args.map(position) : [position(inner)];
      const value = replaced(arg.body, x => {
        if (arg.place !== null && isLocal(x, arg.place)) return local(place!, 'int');
        if (split) { const k = places.findIndex((_, m) => isField(x, arg.element, m + 1)); return k < 0 ? null : field(places[k]!, x); }
        return isLocal(x, arg.element) ? field(places[0]!, x) : null;
      });
      changes.push(x => (is(x) ? value : null));
    } else {
      const k = position(arg);
      changes.push(x => (is(x) ? field(k, x) : null));
    }
  });
  if (!taken) return e;
  body = replaced(body, x => changes.reduce<Expression | null>((found, change) => found ?? change(x), null));
  if (lists.length > 1) return step(each(listed('zip', 'list', ...lists), element, place, body) as Each, fresh);
  // one list is left: its elements stand for themselves
  const single = replaced(body, x => (isField(x, element, 1) ? local(element, expressionType(x)) : null));
  return step(each(lists[0]!, element, place, single) as Each, fresh);
}
