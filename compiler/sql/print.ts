// Relational plan → SQL text: one clause a line, tensors' names as aliases, columns qualified only where they must be.

import type { Dialect } from '../dialects/dialect.ts';
import { commentText, quoteIdentifier } from '../quote.ts';
import { type Expression, type Item, type Relation, type Statement, conjunction, expressionType, isConstant } from '../relational/ir.ts';
import { InternalError, unreachable } from '../source.ts';
import { ExpressionPrinter } from './expression.ts';

/** Longer SELECT lists are written one column a line. */
const lineWidth = 100;

type Source = Extract<Relation, { kind: 'scan' | 'range' | 'derived' }>;
type Join = Extract<Relation, { kind: 'join' }>;

/** What a SELECT is made of, taken out of nested relations. */
interface Select {
  readonly first: Source | null;
  readonly joins: readonly { readonly join: Join['join']; readonly source: Source; readonly on: Expression | null }[];
  readonly where: Expression | null;
  readonly items: readonly Item[];
  /** null: not grouped */
  readonly keys: readonly Item[] | null;
  readonly having: Expression | null;
}

/** A relation that yields columns as a query, without a semicolon. `typed`: its columns go into a table that has types. */
export const printRelation = (relation: Relation, dialect: Dialect, typed = false): string => lines(relation, dialect, typed).join('\n');

/** A statement as SQL, without a semicolon. A loop has no text of its own. */
export function printStatement(s: Statement, dialect: Dialect): string {
  const name = quoteIdentifier;
  switch (s.kind) {
    case 'create': return `CREATE OR REPLACE ${s.temporary ? 'TEMP ' : ''}TABLE ${name(s.table)} AS\n${printRelation(s.from, dialect)}`;
    case 'declare': {
      const columns = s.columns.map(c => `${name(c.name)} ${dialect.types[c.type]}`).join(', ');
      return `CREATE ${s.keep ? '' : 'OR REPLACE '}${s.temporary ? 'TEMP ' : ''}TABLE ${s.keep ? 'IF NOT EXISTS ' : ''}${name(s.table)} (${columns})`;
    }
    case 'append': return `INSERT INTO ${name(s.table)}\n${printRelation(s.from, dialect, true)}`;
    case 'view': return `CREATE OR REPLACE ${s.temporary ? 'TEMP ' : ''}VIEW ${name(s.name)} AS\n${printRelation(s.from, dialect)}`;
    case 'drop': return `DROP TABLE IF EXISTS ${name(s.table)}`;
    case 'newest': return `DELETE FROM ${name(s.table)}\nWHERE ${name(s.among)} AND ${name(s.by)} < (SELECT MAX(${name(s.by)}) FROM ${name(s.table)} WHERE ${name(s.among)})`;
    case 'query': return printRelation(s.from, dialect);
    case 'text': return s.sql;
    case 'loop': throw new InternalError('a loop is no SQL statement');
    default: return unreachable(s, 'statement');
  }
}

const indent = (text: readonly string[]): string[] => text.map(l => (l ? `  ${l}` : l));

function lines(r: Relation, dialect: Dialect, typed = false): string[] {
  switch (r.kind) {
    case 'project': case 'aggregate': return select(selectOf(r), dialect, typed);
    case 'union': return r.inputs.flatMap((i, k) => [...(k ? ['UNION ALL'] : []), ...(i.kind === 'with' || i.kind === 'sort' || i.kind === 'union' ? parenthesised(lines(i, dialect, typed)) : lines(i, dialect, typed))]);
    case 'written': return [r.sql];
    case 'sort': {
      const by = r.by.map(quoteIdentifier).join(', ');
      const input = r.input.kind === 'project' || r.input.kind === 'aggregate' ? lines(r.input, dialect) : ['SELECT *', ...fromSubquery(lines(r.input, dialect), 't')];
      return by ? [...input, `ORDER BY ${by}`] : input;
    }
    case 'with': {
      const bindings = r.bindings.flatMap((b, k) => {
        const columns = b.columns ? ` (${b.columns.map(c => quoteIdentifier(c.name)).join(', ')})` : '';
        const kept = b.materialized === null ? '' : b.materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED ';
        const note = b.note === null ? [] : [`-- ${commentText(b.note)}`];
        return [...note, `${quoteIdentifier(b.name)}${columns} AS ${kept}(`, ...indent(lines(b.relation, dialect)), k === r.bindings.length - 1 ? ')' : '),'];
      });
      return [r.recursive ? 'WITH RECURSIVE' : 'WITH', ...indent(bindings), ...lines(r.body, dialect, typed)];
    }
    default: throw new InternalError(`a ${r.kind} is not a query`);
  }
}

const parenthesised = (text: readonly string[]): string[] => ['(', ...indent(text), ')'];
const fromSubquery = (text: readonly string[], alias: string): string[] => ['FROM (', ...indent(text), `) AS ${quoteIdentifier(alias)}`];

// ------------------------------------------------------------------ SELECT

function selectOf(r: Extract<Relation, { kind: 'project' | 'aggregate' }>): Select {
  const where: Expression[] = [];
  const joins: { join: Join['join']; source: Source; on: Expression | null }[] = [];
  let first: Source | null = null;
  const walk = (input: Relation): void => {
    switch (input.kind) {
      case 'unit': return;
      case 'scan': case 'range': case 'derived': first = input; return;
      case 'filter': walk(input.input); where.push(input.predicate); return;
      case 'join':
        walk(input.left);
        if (input.right.kind !== 'scan' && input.right.kind !== 'range' && input.right.kind !== 'derived') throw new InternalError(`a ${input.right.kind} on the right of a join`);
        joins.push({ join: input.join, source: input.right, on: input.on });
        return;
      default: throw new InternalError(`a ${input.kind} in FROM`);
    }
  };
  walk(r.input);
  const grouped = r.kind === 'aggregate';
  return { first, joins, where: conjunction(where), items: grouped ? [...r.keys, ...r.values] : r.columns, keys: grouped ? r.keys : null, having: grouped ? r.having : null };
}

function select(s: Select, dialect: Dialect, typed: boolean): string[] {
  const scope = new Scope(s.first, s.items);
  const joined = s.joins.map(j => {
    const using = scope.add(j.source, j.on, j.join);
    return { ...j, using };
  });
  const expressions = new ExpressionPrinter(dialect, c => scope.text(c));
  const source = (x: Source): string[] => sourceLines(x, dialect);
  const from = s.first === null ? [] : prefix('FROM ', source(s.first));
  const joinLines = joined.flatMap(j => {
    const word = j.join === 'inner' ? (j.on ? 'JOIN' : 'CROSS JOIN') : `${j.join.toUpperCase()} JOIN`;
    const text = prefix(`${word} `, source(j.source));
    if (!j.on) return text;
    const qualified = new ExpressionPrinter(dialect, c => (c.of === null ? '' : `${quoteIdentifier(c.of)}.`) + quoteIdentifier(c.name));
    const condition = j.using ? ` USING (${j.using.map(quoteIdentifier).join(', ')})` : ` ON ${qualified.text(j.on)}`;
    return [...text.slice(0, -1), text.at(-1)! + condition];
  });
  const clauses = [
    ...selectList(s.items.map(i => itemText(i, expressions, typed))),
    ...from,
    ...joinLines,
    ...(s.where ? [`WHERE ${expressions.text(s.where)}`] : []),
  ];
  const groups = (s.keys ?? []).filter(k => !isConstant(k.value)).map(k => (k.value.kind === 'column' || scope.has(k.name) ? expressions.text(k.value) : quoteIdentifier(k.name)));
  if (groups.length) clauses.push(`GROUP BY ${groups.join(', ')}`);
  if (s.having) clauses.push(`HAVING ${expressions.text(s.having)}`);
  return clauses;
}

function itemText(i: Item, expressions: ExpressionPrinter, typed: boolean): string {
  const name = quoteIdentifier(i.name);
  const text = expressions.item(i.value, i.type, typed);
  return i.value.kind === 'column' && i.value.name === i.name ? text : `${text} AS ${name}`;
}

function selectList(items: readonly string[]): string[] {
  const one = `SELECT ${items.join(', ')}`;
  if (one.length <= lineWidth && !one.includes('\n')) return [one];
  return ['SELECT', ...indent(items.map((i, k) => (k === items.length - 1 ? i : `${i},`)))];
}

const prefix = (word: string, text: readonly string[]): string[] => [word + text[0]!, ...text.slice(1)];

function sourceLines(x: Source, dialect: Dialect): string[] {
  const alias = quoteIdentifier(x.alias);
  switch (x.kind) {
    case 'scan': return [x.table === x.alias ? alias : `${quoteIdentifier(x.table)} AS ${alias}`];
    case 'range': return [`${dialect.range(x.lo, x.lo + x.size)} AS ${alias}(${quoteIdentifier(x.column)})`];
    case 'derived': return ['(', ...indent(lines(x.input, dialect)), `) AS ${alias}`];
  }
}

// ------------------------------------------------------------------ which columns need their table's name

const fold = (name: string): string => name.toLowerCase();

function columnNames(x: Source): readonly string[] {
  switch (x.kind) {
    case 'scan': return x.columns.map(c => c.name);
    case 'range': return [x.column];
    case 'derived': return yieldedNames(x.input);
  }
}

function yieldedNames(r: Relation): readonly string[] {
  switch (r.kind) {
    case 'project': return r.columns.map(c => c.name);
    case 'aggregate': return [...r.keys, ...r.values].map(c => c.name);
    case 'union': return yieldedNames(r.inputs[0]!);
    case 'sort': return yieldedNames(r.input);
    case 'written': return r.columns.map(c => c.name);
    case 'with': return yieldedNames(r.body);
    default: throw new InternalError(`a ${r.kind} yields no columns`);
  }
}

class Scope {
  /** for each column name, the sources that have it; sources that USING merged form one group */
  private readonly groups = new Map<string, Set<string>[]>();
  private readonly selected: ReadonlyMap<string, Expression>;
  private readonly plain = new Set<string>();

  constructor(first: Source | null, items: readonly Item[]) {
    this.selected = new Map(items.map(i => [fold(i.name), i.value]));
    if (first) this.add(first, null, 'inner');
  }

  has(name: string): boolean { return this.groups.has(fold(name)); }

  /** Adds a joined source; returns the columns of USING if the condition can be written so. */
  add(source: Source, on: Expression | null, kind: Join['join']): readonly string[] | null {
    const using = on && this.usingOf(on, source);
    if (source.kind !== 'range' && source.plain) this.plain.add(fold(source.alias));
    if (kind === 'semi' || kind === 'anti') return using;
    for (const name of columnNames(source)) {
      const groups = this.groups.get(fold(name)) ?? [];
      this.groups.set(fold(name), groups);
      const merged = using?.some(u => fold(u) === fold(name));
      if (merged) groups[0]!.add(fold(source.alias));
      else groups.push(new Set([fold(source.alias)]));
    }
    return using;
  }

  /** The shared names if a condition is nothing but the equality of columns of one name. */
  private usingOf(on: Expression, right: Source): readonly string[] | null {
    const names: string[] = [];
    for (const c of on.kind === 'all' ? on.of : [on]) {
      if (c.kind !== 'test' || c.test !== '=' || c.left.kind !== 'column' || c.right.kind !== 'column') return null;
      const [a, b] = fold(c.left.of ?? '') === fold(right.alias) ? [c.right, c.left] : [c.left, c.right];
      if (fold(b.of ?? '') !== fold(right.alias) || fold(a.name) !== fold(b.name) || expressionType(a) !== expressionType(b)) return null;
      const groups = this.groups.get(fold(a.name)) ?? [];
      if (groups.length !== 1 || !groups[0]!.has(fold(a.of ?? ''))) return null;
      if (names.some(n => fold(n) === fold(b.name))) return null;
      names.push(b.name);
    }
    return names;
  }

  text(c: Extract<Expression, { kind: 'column' }>): string {
    if (c.of === null) return quoteIdentifier(c.name);
    const groups = this.groups.get(fold(c.name)) ?? [];
    const selected = this.selected.get(fold(c.name));
    // a bare name must not be taken for another column of the result that has it
    const shadowed = selected !== undefined && !(selected.kind === 'column' && fold(selected.name) === fold(c.name));
    const bare = groups.length === 1 && groups[0]!.has(fold(c.of)) && (this.plain.has(fold(c.of)) || (fold(c.name) !== 'val' && !shadowed));
    return bare ? quoteIdentifier(c.name) : `${quoteIdentifier(c.of)}.${quoteIdentifier(c.name)}`;
  }
}
