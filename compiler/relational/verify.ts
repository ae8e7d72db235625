// Checks that every name of a relational plan resolves, in exactly one way, to a column of the right type.

import { groupBy } from '../group.ts';
import { InternalError } from '../source.ts';
import { type Column, type ColumnType, type Expression, type Item, type Relation, type Statement, expressionType, operands } from './ir.ts';

interface Field { readonly of: string | null; readonly name: string; readonly type: ColumnType }
type Schema = readonly Field[];
/** Columns of the relations that the surrounding WITH clauses name, by name in lower case. */
type Scope = ReadonlyMap<string, readonly Column[]>;

const same = (a: string | null, b: string | null): boolean => (a === null || b === null ? a === b : a.toLowerCase() === b.toLowerCase());
const show = (f: { readonly of: string | null; readonly name: string }): string => (f.of === null ? f.name : `${f.of}.${f.name}`);
const fail = (message: string): never => { throw new InternalError(`relational plan: ${message}`); };

const idOf = ({ of, name }: { readonly of: string | null; readonly name: string }): string => `${of === null ? '' : `${of.toLowerCase()}.`}\n${name.toLowerCase()}`;

/** The fields of a schema by name, worked out once a schema: statements over tiles pass many columns on. */
const known = new WeakMap<Schema, ReadonlyMap<string, readonly Field[]>>();
function byName(schema: Schema): ReadonlyMap<string, readonly Field[]> {
  const found = known.get(schema);
  if (found) return found;
  const made = groupBy(schema, idOf);
  known.set(schema, made);
  return made;
}

function unique(schema: Schema): Schema {
  for (const [f, twice] of byName(schema).values()) if (twice) fail(`column ${show(f!)} is there twice`);
  return schema;
}

function checkExpression(e: Expression, schema: Schema, place: string, aggregates: boolean, locals: ReadonlyMap<string, ColumnType> = new Map()): void {
  if (e.kind === 'local' && locals.get(e.name) !== e.type) fail(`${place} reads ${e.name} as ${e.type}, which is ${locals.get(e.name) ?? 'nothing there'}`);
  if (e.kind === 'each' || e.kind === 'fold') {
    const own = new Map(locals);
    for (const l of localsIn(e)) own.set(l.name, l.type);
    checkExpression(e.over, schema, place, aggregates, locals);
    checkExpression(e.body, schema, place, false, own);
    return;
  }
  if (e.kind === 'column') {
    const found = byName(schema).get(idOf(e)) ?? [];
    if (found.length !== 1) fail(`${place} reads ${show(e)}, which is not among ${schema.map(show).join(', ') || 'no columns'}`);
    if (found[0]!.type !== e.type) fail(`${place} reads ${show(e)} as ${e.type}, but it is ${found[0]!.type}`);
  }
  const aggregating = e.kind === 'aggregated' || (e.kind === 'listed' && (e.by === 'list' || e.by === 'firstBy' || e.by === 'lastBy'));
  if (aggregating && !aggregates) fail(`${place} aggregates where it must not`);
  operands(e).forEach(o => checkExpression(o, schema, place, aggregates && !aggregating, locals));
}

/** The locals that an `each` or a `fold` binds, with the types they are read as. */
function localsIn(e: Extract<Expression, { kind: 'each' | 'fold' }>): readonly Extract<Expression, { kind: 'local' }>[] {
  const names = new Set(e.kind === 'fold' ? [e.before, e.element] : [e.element, ...(e.place === null ? [] : [e.place])]);
  const found: Extract<Expression, { kind: 'local' }>[] = [];
  const go = (x: Expression): void => { if (x.kind === 'local' && names.has(x.name)) found.push(x); operands(x).forEach(go); };
  go(e.body);
  return found;
}

function checkPredicate(e: Expression, schema: Schema, place: string, aggregates = false): void {
  if (expressionType(e) !== 'bool') fail(`${place} is ${expressionType(e)}, not bool`);
  checkExpression(e, schema, place, aggregates);
}

function checkItems(items: readonly Item[], schema: Schema, aggregates: boolean): Schema {
  for (const i of items) {
    if (expressionType(i.value) !== i.type) fail(`column ${i.name} is declared ${i.type}, but its value is ${expressionType(i.value)}`);
    checkExpression(i.value, schema, `column ${i.name}`, aggregates);
  }
  return items.map(i => ({ of: null, name: i.name, type: i.type }));
}

const qualified = (alias: string, columns: readonly Column[]): Schema => columns.map(c => ({ of: alias, name: c.name, type: c.type }));

function schema(r: Relation, scope: Scope): Schema {
  switch (r.kind) {
    case 'unit': return [];
    case 'scan': {
      const bound = scope.get(r.table.toLowerCase());
      const named = new Map(bound?.map(c => [c.name.toLowerCase(), c]));
      for (const c of bound ? r.columns : []) {
        const b = named.get(c.name.toLowerCase());
        if (!b || b.type !== c.type) fail(`${r.table} has no column ${c.name} of type ${c.type}`);
      }
      return unique(qualified(r.alias, r.columns));
    }
    case 'range': return [{ of: r.alias, name: r.column, type: 'int' }];
    case 'derived': return qualified(r.alias, yielded(r.input, scope));
    case 'join': {
      const left = schema(r.left, scope), right = schema(r.right, scope);
      const both = unique([...left, ...right]);
      const aliases = new Set(right.map(f => f.of?.toLowerCase() ?? null));
      for (const l of left) if (aliases.has(l.of?.toLowerCase() ?? null)) fail(`alias ${l.of} is there twice`);
      if (r.on) checkPredicate(r.on, both, 'a join', false);
      if (!r.on && r.join !== 'inner') fail(`a ${r.join} join needs a condition`);
      return r.join === 'semi' || r.join === 'anti' ? left : both;
    }
    case 'filter': {
      const input = schema(r.input, scope);
      checkPredicate(r.predicate, input, 'a filter');
      return input;
    }
    case 'project': return unique(checkItems(r.columns, schema(r.input, scope), false));
    case 'aggregate': {
      const input = schema(r.input, scope);
      if (r.having) checkPredicate(r.having, input, 'a filter of groups', true);
      return unique([...checkItems(r.keys, input, false), ...checkItems(r.values, input, true)]);
    }
    case 'union': {
      const [first, ...rest] = r.inputs.map(i => yielded(i, scope));
      if (!first) return fail('a union of nothing');
      for (const other of rest)
        if (other.length !== first.length || other.some((c, k) => c.type !== first[k]!.type))
          fail(`a union of (${first.map(c => c.type).join(', ')}) and (${other.map(c => c.type).join(', ')})`);
      return first.map(c => ({ of: null, ...c }));
    }
    case 'written': return r.columns.map(c => ({ of: null, ...c }));
    case 'sort': {
      const input = yielded(r.input, scope);
      for (const name of r.by) if (!input.some(c => same(c.name, name))) fail(`sorted by ${name}, which is no column`);
      return input.map(c => ({ of: null, ...c }));
    }
    case 'with': {
      const inner = new Map(scope);
      for (const b of r.bindings) {
        if (b.columns && r.recursive) inner.set(b.name.toLowerCase(), b.columns);
        const columns = yielded(b.relation, inner);
        if (b.columns && (b.columns.length !== columns.length || b.columns.some((c, k) => c.type !== columns[k]!.type))) fail(`${b.name} does not have the columns it declares`);
        inner.set(b.name.toLowerCase(), b.columns ?? columns);
      }
      return schema(r.body, inner);
    }
  }
}

function yielded(r: Relation, scope: Scope): readonly Column[] {
  const found = schema(r, scope);
  for (const f of found) if (f.of !== null) fail(`${show(f)} is used as the column of a result, but is qualified`);
  return found.map(({ name, type }) => ({ name, type }));
}

/** The columns that a relation yields. Throws InternalError if a name in it does not resolve or a type does not fit. */
export const verifyRelation = (relation: Relation): readonly Column[] => yielded(relation, new Map());

/** Checks every relation of a statement. Throws InternalError. */
export function verifyStatement(s: Statement): void {
  switch (s.kind) {
    case 'create': case 'append': case 'view': case 'query': verifyRelation(s.from); return;
    case 'declare': unique(s.columns.map(c => ({ of: null, ...c }))); return;
    case 'drop': case 'newest': case 'text': return;
    case 'loop':
      s.body.forEach(verifyStatement);
      if (s.until) {
        const columns = verifyRelation(s.until);
        if (columns.length !== 1 || columns[0]!.type !== 'bool') fail('a loop ends by one boolean');
      }
      return;
  }
}
