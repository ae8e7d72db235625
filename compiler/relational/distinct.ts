// Tables that several statements would make of the same rows are made once.

import { mapExpression, mapExpressions, type Relation, type Statement } from './ir.ts';

type Names = ReadonlyMap<string, string>;

/** Lists of statements that make tables, without those that make what one before them has made, and the tables to read instead. What is made twice is not changed later. */
export function distinct(lists: readonly (readonly Statement[])[]): { readonly statements: readonly (readonly Statement[])[]; readonly names: Names } {
  const names = new Map<string, string>();
  const made = new Map<string, string>();
  const kept = lists.map(statements => statements.flatMap((s): readonly Statement[] => {
    // more rows for a table that is left out, or its end
    if ((s.kind === 'drop' || s.kind === 'append') && names.has(s.table)) return [];
    if (s.kind === 'loop') return s.body.some(b => 'table' in b && names.has(b.table)) ? [] : [renamed(s, names)];
    const own = renamed(s, names);
    if (own.kind !== 'create') return [own];
    const rows = JSON.stringify(own.from, (_, v: unknown) => (typeof v === 'number' && (!Number.isFinite(v) || Object.is(v, -0)) ? (Object.is(v, -0) ? '-0' : String(v)) : v));
    const before = made.get(rows);
    if (before !== undefined) { names.set(own.table, before); return []; }
    made.set(rows, own.table);
    return [own];
  }));
  return { statements: kept, names };
}

/** A statement that reads other tables instead. */
export function renamed(statement: Statement, names: Names): Statement {
  if (names.size === 0) return statement;
  switch (statement.kind) {
    case 'create': case 'append': case 'view': case 'query': return { ...statement, from: reading(statement.from, names) };
    case 'loop': return { ...statement, body: statement.body.map(b => renamed(b, names)), until: statement.until && reading(statement.until, names) };
    default: return statement;
  }
}

/** A relation that reads other tables instead. No alias in it is the name of one that is not read any more, but its own. */
export function reading(relation: Relation, names: Names): Relation {
  const name = (table: string): string => names.get(table) ?? table;
  const go = (r: Relation): Relation => {
    switch (r.kind) {
      case 'unit': case 'range': case 'written': return r;
      // a table that goes by its own name goes by the other's
      case 'scan': return { ...r, table: name(r.table), alias: name(r.alias) };
      case 'derived': case 'sort': case 'filter': case 'project': case 'aggregate': return { ...r, input: go(r.input) };
      case 'join': return { ...r, left: go(r.left), right: go(r.right) };
      case 'union': return { ...r, inputs: r.inputs.map(go) };
      case 'with': return { ...r, bindings: r.bindings.map(b => ({ ...b, relation: go(b.relation) })), body: go(r.body) };
    }
  };
  return mapExpressions(go(relation), root => mapExpression(root, e => (e.kind === 'rowCount' || e.kind === 'valueOf' ? { ...e, table: name(e.table) } : e.kind === 'column' && e.of !== null && names.has(e.of) ? { ...e, of: name(e.of) } : e)));
}
