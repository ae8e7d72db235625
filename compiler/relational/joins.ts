// Joins of many relations, taken apart. To find an order for nine to eleven relations that share a key takes an engine some thirty
// milliseconds, for seven of them six, for five three: much where a statement that joins a few rows is run for each pass of a loop.

import { type Binding, type Column, type Expression, type Item, type Relation, column, filter, integer, item, join, mapExpression, operands, project, scan, tablesScanned } from './ir.ts';

/** A SELECT joins no more relations than this, where the first ones of them are inner joins. */
const mostJoined = 7;
/** How many become one. */
const taken = 5;

/**
 * The same relation, in which the first relations of a long join are a CTE of their own. `materialized`, since engines put a CTE that
 * one SELECT reads back into it. For relations of few rows: what is joined is written down.
 */
export function splitJoins(relation: Relation): Relation {
  const names = new Set(tablesScanned(relation).map(fold));
  const fresh = (): string => {
    for (let n = 1; ; n++) {
      const name = `joined_${n}`;
      if (names.has(name)) continue;
      names.add(name);
      return name;
    }
  };
  const split = (r: Relation): { readonly bindings: readonly Binding[]; readonly relation: Relation } => {
    switch (r.kind) {
      case 'union': {
        const parts = r.inputs.map(split);
        return { bindings: parts.flatMap(p => p.bindings), relation: { ...r, inputs: parts.map(p => p.relation) } };
      }
      case 'derived': case 'sort': {
        const inner = split(r.input);
        return { bindings: inner.bindings, relation: { ...r, input: inner.relation } };
      }
      case 'filter': case 'project': case 'aggregate': {
        const inner = split(r.input);
        const made = r.kind === 'filter' ? { bindings: [], relation: { ...r, input: inner.relation } } : shortened({ ...r, input: inner.relation }, fresh);
        return { bindings: [...inner.bindings, ...made.bindings], relation: made.relation };
      }
      case 'with': {
        if (r.recursive) return { bindings: [], relation: r };
        const bindings = r.bindings.flatMap((b): Binding[] => { const inner = split(b.relation); return [...inner.bindings, { ...b, relation: inner.relation }]; });
        const body = split(r.body);
        return { bindings: [], relation: { ...r, bindings: [...bindings, ...body.bindings], body: body.relation } };
      }
      default: return { bindings: [], relation: r };
    }
  };
  const { bindings, relation: body } = split(relation);
  return bindings.length > 0 ? { kind: 'with', recursive: false, bindings, body } : body;
}

const fold = (name: string): string => name.toLowerCase();

type Select = Extract<Relation, { kind: 'project' | 'aggregate' }>;
type Join = Extract<Relation, { kind: 'join' }>;

function shortened(select: Select, fresh: () => string): { readonly bindings: readonly Binding[]; readonly relation: Relation } {
  const bindings: Binding[] = [];
  let current = select;
  for (;;) {
    const next = once(current, fresh);
    if (!next) return { bindings, relation: current };
    bindings.push(next.binding);
    current = next.select;
  }
}

/** The first relations of a join as a binding, or null if there are few, or something else than inner joins on a condition. */
function once(select: Select, fresh: () => string): { readonly binding: Binding; readonly select: Select } | null {
  const predicates: Expression[] = [];
  const joins: Join[] = [];
  let first: Relation = select.input;
  for (;;) {
    if (first.kind === 'filter') predicates.push(...(first.predicate.kind === 'all' ? first.predicate.of : [first.predicate]));
    else if (first.kind === 'join') joins.unshift(first);
    else break;
    first = first.kind === 'filter' ? first.input : first.left;
  }
  const inner = joins.slice(0, taken - 1);
  if (joins.length < mostJoined || inner.some(j => j.join !== 'inner' || j.on === null)) return null;
  const aliases = new Set([first, ...inner.map(j => j.right)].map(source => (source.kind === 'scan' || source.kind === 'range' || source.kind === 'derived' ? fold(source.alias) : '')));
  const within = (e: Expression): boolean => (e.kind === 'column' ? e.of !== null && aliases.has(fold(e.of)) : operands(e).every(within));
  const pushed = predicates.filter(p => within(p) && mentionsColumn(p));

  const name = fresh();
  const items: Item[] = [];
  const carried = new Map<string, Expression>();
  const moved = (root: Expression): Expression => mapExpression(root, e => {
    if (e.kind !== 'column' || !within(e)) return e;
    const id = `${fold(e.of!)}.${fold(e.name)}`;
    const known = carried.get(id);
    if (known) return known;
    const wanted = e.name === 'val' ? e.of! : e.name;
    let own = wanted;
    for (let n = 1; items.some(i => fold(i.name) === fold(own)); n++) own = `${wanted}_${n}`;
    items.push(item(own, e));
    const made = column(name, own, e.type, e.nullable);
    carried.set(id, made);
    return made;
  });
  const rest = joins.slice(taken - 1).map(j => ({ ...j, on: j.on && moved(j.on) }));
  const kept = predicates.filter(p => !pushed.includes(p)).map(moved);
  const list = (of: readonly Item[]): readonly Item[] => of.map(i => ({ ...i, value: moved(i.value) }));
  const outer = select.kind === 'project' ? { ...select, columns: list(select.columns) } : { ...select, keys: list(select.keys), values: list(select.values), having: select.having && moved(select.having) };
  if (items.length === 0) items.push(item('one', integer(1)));
  const columns: readonly Column[] = items.map(i => ({ name: i.name, type: i.type }));
  const head: Relation = { ...scan(name, name, columns), plain: true } as Relation;
  const body = inner.reduce<Relation>((from, j) => join('inner', from, j.right, j.on), first);
  return {
    binding: { name, columns: null, materialized: true, relation: project(filter(body, pushed), items), note: null },
    select: { ...outer, input: filter(rest.reduce<Relation>((from, j) => join(j.join, from, j.right, j.on), head), kept) },
  };
}

const mentionsColumn = (e: Expression): boolean => e.kind === 'column' || operands(e).some(mentionsColumn);
