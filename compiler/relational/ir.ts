// The relational IR: statements over relations, each relation one step of SQL's own algebra.
//
//   statement  = create(table, relation) | declare(table, columns) | append(table, relation) | view(name, relation)
//              | drop(table) | newest(table, column) | query(relation) | loop(counter, statements, until) | text(sql)
//   relation   = unit | scan(table as alias) | range(lo, size as alias) | derived(relation as alias) sources
//              | join(kind, relation, relation, on) | filter(relation, predicate)                    combinations of sources
//              | project(relation, columns) | aggregate(relation, keys, values)                      what a SELECT yields
//              | union(relations) | written(sql) | sort(relation, columns) | with(bindings, relation)
//   expression = column | literal | missing | parameter | call(op, …) | test | all | any | not | between | isNull
//              | cast | aggregated | rowNumber | rowCount(table) | valueOf(table, column)
//              | local | each(list, local ↦ expression) | fold(list, (local, local) ↦ expression) | listed(function, …)   over lists
//
// A source qualifies its columns by its alias, and combinations keep them so. What a SELECT yields is unqualified; to be
// combined further it is wrapped by `derived`. So every name resolves in one way, which verify.ts checks.

import type { ColumnType as DataType } from '../catalog.ts';
import type { Span } from '../source.ts';
import type { OpName } from '../tensor/ops.ts';

// ------------------------------------------------------------------ columns and expressions

/** What a column holds: a value of data, or a list, of numbers or of lists. */
export type ColumnType = DataType | 'list';

export interface Column { readonly name: string; readonly type: ColumnType }

export type Test = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** The aggregate functions that reductions are made of. `argFirst` yields its first argument at the smallest of the others, in order. */
export type AggregateName = 'sum' | 'product' | 'min' | 'max' | 'avg' | 'count' | 'any' | 'all' | 'argFirst';

export type Expression =
  /** `of` is an alias, or null for a column of what a SELECT yielded; `nullable` if it can be NULL, as after an outer join */
  | { readonly kind: 'column'; readonly of: string | null; readonly name: string; readonly type: ColumnType; readonly nullable: boolean }
  | { readonly kind: 'literal'; readonly value: number | boolean | string; readonly type: ColumnType }
  /** NULL */
  | { readonly kind: 'missing'; readonly type: ColumnType }
  /** `$name`, supplied when the statement runs */
  | { readonly kind: 'parameter'; readonly name: string; readonly type: ColumnType }
  /** an operation of the tensor IR; how it is written is the dialect's affair */
  | { readonly kind: 'call'; readonly op: OpName; readonly args: readonly Expression[]; readonly type: ColumnType }
  | { readonly kind: 'test'; readonly test: Test; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'all'; readonly of: readonly Expression[] }
  | { readonly kind: 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'between'; readonly value: Expression; readonly lo: Expression; readonly hi: Expression }
  | { readonly kind: 'isNull'; readonly value: Expression; readonly negated: boolean }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: ColumnType }
  /** only among the values of an aggregate */
  | { readonly kind: 'aggregated'; readonly by: AggregateName; readonly args: readonly Expression[]; readonly descending: boolean; readonly type: ColumnType }
  /** the place, from 1, of a row in the order of some columns */
  | { readonly kind: 'rowNumber'; readonly by: readonly Expression[] }
  /** how many rows a table has */
  | { readonly kind: 'rowCount'; readonly table: string }
  /** the value of a relation of one row */
  | { readonly kind: 'valueOf'; readonly table: string; readonly column: string; readonly type: ColumnType }
  /** what an `each` around it calls an element, or its place from 1 */
  | { readonly kind: 'local'; readonly name: string; readonly type: ColumnType }
  /** the list of what `body` makes of each element of a list */
  | { readonly kind: 'each'; readonly over: Expression; readonly element: string; readonly place: string | null; readonly body: Expression; readonly type: 'list' }
  /** the elements of a list put together, each with what those before it have come to */
  | { readonly kind: 'fold'; readonly over: Expression; readonly before: string; readonly element: string; readonly body: Expression; readonly type: ColumnType }
  /** a function of lists; how it is written is the dialect's affair */
  | { readonly kind: 'listed'; readonly by: ListFunction; readonly args: readonly Expression[]; readonly type: ColumnType };

/**
 * Functions of lists. `dot` is Σ xₖ yₖ in order; `element` counts from 1; `range` has its first number and ends before its second;
 * `zip` makes a list of tuples, of which `field` takes the one of that number; `list` and `unnest` lead from rows to lists and back:
 * the first is an aggregate of its first argument in the order of the others. `firstBy` and `lastBy` aggregate too: the value in the
 * row where the second argument is least or greatest. `ifOne` is its second argument where the first is 1, else its third; `tuple` holds its arguments,
 * of which `field` takes one; `values` is the list of its arguments; `inOrder` is a list in the order of
 * another one, of numbers.
 */
export type ListFunction = 'dot' | 'flatten' | 'element' | 'range' | 'zip' | 'field' | 'length' | 'sumOf' | 'productOf' | 'maxOf' | 'minOf' | 'anyOf' | 'allOf' | 'list' | 'firstBy' | 'lastBy' | 'unnest' | 'ifOne' | 'tuple' | 'values' | 'inOrder';

/** A column of what a SELECT yields. */
export interface Item { readonly name: string; readonly type: ColumnType; readonly value: Expression }

// ------------------------------------------------------------------ relations

/** `full` keeps the rows of both sides; it joins on columns of one name, which are then the side's that has a row. */
export type JoinKind = 'inner' | 'left' | 'full' | 'semi' | 'anti';

/** A source that is `plain` has no tensor's name: its columns are written without its alias where that is clear. */
export type Relation =
  /** one row without columns */
  | { readonly kind: 'unit' }
  | { readonly kind: 'scan'; readonly table: string; readonly alias: string; readonly columns: readonly Column[]; readonly plain?: boolean }
  /** the integers lo … lo + size − 1 in one column */
  | { readonly kind: 'range'; readonly lo: number; readonly size: number; readonly alias: string; readonly column: string }
  | { readonly kind: 'derived'; readonly input: Relation; readonly alias: string; readonly plain?: boolean }
  /** `on: null` joins every pair. The columns of a semi or anti join are those of its left side. */
  | { readonly kind: 'join'; readonly join: JoinKind; readonly left: Relation; readonly right: Relation; readonly on: Expression | null }
  | { readonly kind: 'filter'; readonly input: Relation; readonly predicate: Expression }
  | { readonly kind: 'project'; readonly input: Relation; readonly columns: readonly Item[] }
  /** One row for each combination of keys that occurs; without keys, or with constant ones only, one row in all. `having` is over groups. */
  | { readonly kind: 'aggregate'; readonly input: Relation; readonly keys: readonly Item[]; readonly values: readonly Item[]; readonly having: Expression | null }
  /** UNION ALL; columns go by position, the first input names them */
  | { readonly kind: 'union'; readonly inputs: readonly Relation[] }
  /** a query that loading data has written already */
  | { readonly kind: 'written'; readonly sql: string; readonly columns: readonly Column[]; readonly reads: readonly string[] }
  | { readonly kind: 'sort'; readonly input: Relation; readonly by: readonly string[] }
  | { readonly kind: 'with'; readonly recursive: boolean; readonly bindings: readonly Binding[]; readonly body: Relation };

/** A named relation of a statement. `materialized`: kept and not merged into its readers; null leaves it to the engine. */
export interface Binding {
  readonly name: string;
  /** given for a recursive binding, whose own name its relation may scan */
  readonly columns: readonly Column[] | null;
  readonly materialized: boolean | null;
  readonly relation: Relation;
  /** the surface text it serves, printed above it; null: that of the statement */
  readonly note: string | null;
}

// ------------------------------------------------------------------ statements

interface Origin { readonly source: string; readonly span: Span }

export type Statement =
  /** replaces what is there; `temporary` tables live as long as the session */
  | (Origin & { readonly kind: 'create'; readonly table: string; readonly temporary: boolean; readonly from: Relation })
  /** an empty table; `keep` leaves alone what is there */
  | (Origin & { readonly kind: 'declare'; readonly table: string; readonly temporary: boolean; readonly keep: boolean; readonly columns: readonly Column[] })
  | (Origin & { readonly kind: 'append'; readonly table: string; readonly from: Relation })
  | (Origin & { readonly kind: 'view'; readonly name: string; readonly temporary?: boolean; readonly from: Relation })
  | (Origin & { readonly kind: 'drop'; readonly table: string })
  /** leaves of those rows of a table for which `among` is true only the ones in which a column is greatest */
  | (Origin & { readonly kind: 'newest'; readonly table: string; readonly by: string; readonly among: string })
  | (Origin & { readonly kind: 'query'; readonly from: Relation })
  /** what loading data has written already */
  | (Origin & { readonly kind: 'text'; readonly sql: string; readonly reads: readonly string[]; readonly writes: readonly string[]; readonly parameters: readonly string[] })
  | (Origin & {
      readonly kind: 'loop';
      readonly counter: string;
      readonly from: number;
      readonly to: number;
      readonly step: 1 | -1;
      readonly body: readonly Statement[];
      /** one row, one column: true ends the loop */
      readonly until: Relation | null;
    });

// ------------------------------------------------------------------ constructors

export const column = (of: string | null, name: string, type: ColumnType, nullable = false): Expression => ({ kind: 'column', of, name, type, nullable });
export const literal = (value: number | boolean | string, type: ColumnType): Expression => ({ kind: 'literal', value, type });
export const integer = (value: number): Expression => literal(value, 'int');
export const missing = (type: ColumnType): Expression => ({ kind: 'missing', type });
export const parameter = (name: string, type: ColumnType): Expression => ({ kind: 'parameter', name, type });
export const call = (op: OpName, type: ColumnType, ...args: readonly Expression[]): Expression => ({ kind: 'call', op, args, type });
export const test = (left: Expression, by: Test, right: Expression): Expression => ({ kind: 'test', test: by, left, right });
export const between = (value: Expression, lo: Expression, hi: Expression): Expression => ({ kind: 'between', value, lo, hi });
export const isNull = (value: Expression): Expression => ({ kind: 'isNull', value, negated: false });
export const isPresent = (value: Expression): Expression => ({ kind: 'isNull', value, negated: true });
/** Nothing is cast to what it is, nor back to what it was cast from without loss. */
export const cast = (value: Expression, type: ColumnType): Expression =>
  expressionType(value) === type ? value : type === 'f32' && isWidened(value) ? value.value : { kind: 'cast', value, type };
/** Whether an expression is a number of 32 bits as one of 64. */
export const isWidened = (e: Expression): e is Extract<Expression, { kind: 'cast' }> => e.kind === 'cast' && e.type === 'real' && expressionType(e.value) === 'f32';
export const aggregated = (by: AggregateName, type: ColumnType, ...args: readonly Expression[]): Expression => ({ kind: 'aggregated', by, args, descending: false, type });

/** The conjunction of predicates, flattened; null when there are none. */
export function conjunction(predicates: readonly Expression[]): Expression | null {
  const of = predicates.flatMap(p => (p.kind === 'all' ? p.of : [p]));
  return of.length === 0 ? null : of.length === 1 ? of[0]! : { kind: 'all', of };
}

export const scan = (table: string, alias: string, columns: readonly Column[]): Relation => ({ kind: 'scan', table, alias, columns });
export const derived = (input: Relation, alias: string): Relation => ({ kind: 'derived', input, alias });
/** A subquery without a name of its own. */
export const subquery = (input: Relation, alias: string): Relation => ({ kind: 'derived', input, alias, plain: true });
export const join = (kind: JoinKind, left: Relation, right: Relation, on: Expression | null): Relation => ({ kind: 'join', join: kind, left, right, on });
export const filter = (input: Relation, predicates: readonly Expression[]): Relation => {
  const predicate = conjunction(predicates);
  return predicate ? { kind: 'filter', input, predicate } : input;
};
export const unit: Relation = { kind: 'unit' };
export const project = (input: Relation, columns: readonly Item[]): Relation => ({ kind: 'project', input, columns });
export const item = (name: string, value: Expression): Item => ({ name, type: expressionType(value), value });

/** The SQL type that an expression has. */
export function expressionType(e: Expression): ColumnType {
  switch (e.kind) {
    case 'test': case 'all': case 'any': case 'not': case 'between': case 'isNull': return 'bool';
    case 'rowNumber': case 'rowCount': return 'int';
    default: return e.type;
  }
}

/** The expressions directly inside one. */
export function operands(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'column': case 'literal': case 'missing': case 'parameter': case 'rowCount': case 'valueOf': case 'local': return [];
    case 'call': case 'aggregated': case 'listed': return e.args;
    case 'each': case 'fold': return [e.over, e.body];
    case 'test': return [e.left, e.right];
    case 'all': case 'any': return e.of;
    case 'not': return [e.of];
    case 'between': return [e.value, e.lo, e.hi];
    case 'isNull': case 'cast': return [e.value];
    case 'rowNumber': return e.by;
  }
}

export const local = (name: string, type: ColumnType): Expression => ({ kind: 'local', name, type });
export const each = (over: Expression, element: string, place: string | null, body: Expression): Expression => ({ kind: 'each', over, element, place, body, type: 'list' });
export const fold = (over: Expression, before: string, element: string, body: Expression, type: ColumnType): Expression => ({ kind: 'fold', over, before, element, body, type });
export const listed = (by: ListFunction, type: ColumnType, ...args: readonly Expression[]): Expression => ({ kind: 'listed', by, args, type });

/** Whether an expression is the same for every row. */
export const isConstant = (e: Expression): boolean => e.kind !== 'column' && e.kind !== 'rowNumber' && operands(e).every(isConstant);

/** The same expression over other operands. */
export function withOperands(e: Expression, next: readonly Expression[]): Expression {
  switch (e.kind) {
    case 'column': case 'literal': case 'missing': case 'parameter': case 'rowCount': case 'valueOf': case 'local': return e;
    case 'call': case 'aggregated': case 'listed': return { ...e, args: next };
    case 'each': case 'fold': return { ...e, over: next[0]!, body: next[1]! };
    case 'test': return { ...e, left: next[0]!, right: next[1]! };
    case 'all': case 'any': return { ...e, of: next };
    case 'not': return { ...e, of: next[0]! };
    case 'between': return { ...e, value: next[0]!, lo: next[1]!, hi: next[2]! };
    case 'isNull': case 'cast': return { ...e, value: next[0]! };
    case 'rowNumber': return { ...e, by: next };
  }
}

/** Rewrites an expression bottom-up; a node shared by identity is rewritten once. */
export function mapExpression(root: Expression, rewrite: (node: Expression) => Expression): Expression {
  const seen = new Map<Expression, Expression>();
  const go = (node: Expression): Expression => {
    const known = seen.get(node);
    if (known) return known;
    const inner = operands(node);
    const next = inner.map(go);
    const result = rewrite(next.some((n, k) => n !== inner[k]) ? withOperands(node, next) : node);
    seen.set(node, result);
    return result;
  };
  return go(root);
}

/** The same relation with each of its expressions rewritten as a whole. */
export function mapExpressions(relation: Relation, rewrite: (e: Expression) => Expression): Relation {
  const items = (list: readonly Item[]): readonly Item[] => list.map(i => ({ ...i, value: rewrite(i.value) }));
  const go = (r: Relation): Relation => {
    switch (r.kind) {
      case 'unit': case 'scan': case 'range': case 'written': return r;
      case 'derived': case 'sort': return { ...r, input: go(r.input) };
      case 'join': return { ...r, left: go(r.left), right: go(r.right), on: r.on && rewrite(r.on) };
      case 'filter': return { ...r, input: go(r.input), predicate: rewrite(r.predicate) };
      case 'project': return { ...r, input: go(r.input), columns: items(r.columns) };
      case 'aggregate': return { ...r, input: go(r.input), keys: items(r.keys), values: items(r.values), having: r.having && rewrite(r.having) };
      case 'union': return { ...r, inputs: r.inputs.map(go) };
      case 'with': return { ...r, bindings: r.bindings.map(b => ({ ...b, relation: go(b.relation) })), body: go(r.body) };
    }
  };
  return go(relation);
}

/** Visits a relation and everything inside it: relations with the names that surrounding WITH clauses bind, and expressions. */
export function visitRelation(root: Relation, onRelation: (r: Relation, bound: ReadonlySet<string>) => void, onExpression: (e: Expression, bound: ReadonlySet<string>) => void): void {
  const seen = new Set<Expression>();
  const expression = (e: Expression, bound: ReadonlySet<string>): void => {
    if (seen.has(e)) return;
    seen.add(e);
    onExpression(e, bound);
    operands(e).forEach(o => expression(o, bound));
  };
  const go = (r: Relation, bound: ReadonlySet<string>): void => {
    onRelation(r, bound);
    switch (r.kind) {
      case 'unit': case 'scan': case 'range': case 'written': return;
      case 'derived': case 'sort': return go(r.input, bound);
      case 'join': go(r.left, bound); go(r.right, bound); if (r.on) expression(r.on, bound); return;
      case 'filter': go(r.input, bound); return expression(r.predicate, bound);
      case 'project': go(r.input, bound); return r.columns.forEach(c => expression(c.value, bound));
      case 'aggregate':
        go(r.input, bound);
        [...r.keys, ...r.values].forEach(c => expression(c.value, bound));
        if (r.having) expression(r.having, bound);
        return;
      case 'union': return r.inputs.forEach(i => go(i, bound));
      case 'with': {
        const names = new Set(bound);
        for (const binding of r.bindings) {
          if (r.recursive) names.add(binding.name.toLowerCase());
          go(binding.relation, names);
          names.add(binding.name.toLowerCase());
        }
        return go(r.body, names);
      }
    }
  };
  go(root, new Set());
}

/** The tables that a relation scans, other than names it binds itself: one entry a scan. */
export function tablesScanned(relation: Relation): readonly string[] {
  const found: string[] = [];
  const meet = (table: string, bound: ReadonlySet<string>): void => { if (!bound.has(table.toLowerCase())) found.push(table); };
  visitRelation(relation, (r, bound) => { if (r.kind === 'scan') meet(r.table, bound); if (r.kind === 'written') r.reads.forEach(t => meet(t, bound)); }, (e, bound) => { if (e.kind === 'rowCount' || e.kind === 'valueOf') meet(e.table, bound); });
  return found;
}

/** The tables that a relation scans, each once, in order of first occurrence. */
export const tablesRead = (relation: Relation): readonly string[] => [...new Set(tablesScanned(relation))];

/** The names of the parameters that a relation needs. */
export function parametersOf(relation: Relation): readonly string[] {
  const found = new Set<string>();
  visitRelation(relation, () => undefined, e => { if (e.kind === 'parameter') found.add(e.name); });
  return [...found].sort();
}

/** How many sources a relation combines: what planning time grows with. */
export function sourceCount(relation: Relation): number {
  switch (relation.kind) {
    case 'unit': return 0;
    case 'scan': case 'range': return 1;
    case 'written': return relation.reads.length;
    case 'derived': case 'sort': case 'filter': case 'project': case 'aggregate': return sourceCount(relation.input);
    case 'join': return sourceCount(relation.left) + sourceCount(relation.right);
    case 'union': return relation.inputs.reduce((n, i) => n + sourceCount(i), 0);
    case 'with': return relation.bindings.reduce((n, b) => n + sourceCount(b.relation), sourceCount(relation.body));
  }
}
