// What data must obey, as queries of what does not: run once the tables are there, before anything is computed. Every
// query yields at most one row, the first offence, with `total` offences in all; a message names file, row and column.

import type { ColumnType, SourceId } from '../catalog.ts';
import type { Validation } from '../plan.ts';
import { quoteIdentifier, quoteString } from '../quote.ts';
import type { Index, Input, Program } from '../tensor/ir.ts';
import { type Cells, type Field, indexOf, type KeyPlace } from './cells.ts';
import { sqlType, wanted } from './convert.ts';
import { rowWord } from './source.ts';
import { flow, verbatim } from './text.ts';

/** An article for the name of an index or file in a message. */
const keysOf = (index: Index): string =>
  index.domain.kind === 'range' ? `${verbatim(shown(index))} is ${index.domain.lo} to ${index.domain.lo + index.domain.size - 1}` : `${verbatim(shown(index))} has the keys that its data has`;

const shown = (index: Index): string => index.base ?? index.name;

/** Rules that concern one stored input. `tables`: index tables that exist when validations run. */
export function validateStored(program: Program, cells: Cells, tables: ReadonlySet<string>, madeFrom: (index: string, tensor: string, axis: number | null) => boolean): Validation[] {
  const { input, load } = cells;
  const fields = [...cells.keys.flatMap(place => (place.kind === 'field' ? [place.field] : [])), ...cells.values];
  const found: Validation[] = [...unconverted(cells, fields), ...tooLarge(cells, fields), ...missing(cells, fields)];
  if (!structurallyUnique(cells)) found.push(duplicates(cells));
  cells.keys.forEach((place, k) => {
    const axis = input.axes[k]!;
    const index = indexOf(program, axis.index);
    if (place.kind === 'field') found.push(...outside(cells, [place.field], index, tables, !madeFrom(index.name, input.tensor, k), `of ${verbatim(axis.column)}`));
    else found.push(...extent(cells, place, index, k, tables));
  });
  if (input.type.kind === 'key') {
    const index = indexOf(program, input.type.index);
    found.push(...outside(cells, cells.values, index, tables, !madeFrom(index.name, input.tensor, null), `of ${verbatim(input.tensor)}`));
  }
  return found.map(v => ({ ...v, source: load.source }));
}

type Rule = Validation & { readonly source: SourceId | null };

const rule = (input: Input, sql: string, message: string, hint: string): Rule => ({ sql, message, hint, source: null, span: input.span });

/** `line 5 of x.csv`, `row 4 of x.parquet`: what stands in a message, and the SQL of the number. */
function place(cells: Cells): { readonly text: string; readonly number: string } {
  const { word, first } = rowWord(cells.load.source);
  return { text: `${word} {${word}} of ${verbatim(cells.label)}`, number: `${cells.number} + ${first} AS ${word}` };
}

/**
 * The offending cells among some fields: `test` says of each field which predicate is an offence. Columns: where it is
 * (line or row and column, or position), `value`, `total`.
 */
function offences(cells: Cells, fields: readonly Field[], test: (field: Field) => string, extra = ''): string {
  const list = (items: readonly string[]): string => `[${flow(items, '    ')}]`;
  if (cells.number === null) {
    const at = cells.load.axes.map((_, k) => `d${k}`);
    const text = at.length === 0 ? "''" : at.map(d => `CAST(${d} AS VARCHAR)`).join(` || ', ' || `);
    return `SELECT ${text} AS position, CAST(val AS VARCHAR) AS value, count(*) OVER () AS total\nFROM ${cells.staged}${extra}\nWHERE ${test(fields[0]!)}\n${at.length === 0 ? '' : `ORDER BY ${at.join(', ')}\n`}LIMIT 1`;
  }
  const { number } = place(cells);
  if (fields.length === 1) {
    const [field] = fields as [Field];
    return `SELECT ${number}, ${quoteString(field.name)} AS "column", CAST(${field.raw} AS VARCHAR) AS value, count(*) OVER () AS total\nFROM ${cells.staged}${extra}\nWHERE ${test(field)}\nORDER BY ${cells.number}\nLIMIT 1`;
  }
  return `SELECT ${number}, "column", value, count(*) OVER () AS total\nFROM (\n  SELECT ${cells.number},\n    unnest(range(${fields.length})) AS place,\n    unnest(${list(fields.map(f => quoteString(f.name)))}) AS "column",\n`
    + `    unnest(${list(fields.map(f => `CAST(${f.raw} AS VARCHAR)`))}) AS value,\n    unnest(${list(fields.map(test))}) AS offends\n  FROM ${cells.staged}\n) AS cells\nWHERE offends\nORDER BY ${cells.number}, place\nLIMIT 1`;
}

/** `` `x` in column c, line 5 of f.csv `` or `element [3, 4] of f.npy, x,`. */
const subject = (cells: Cells): string => (cells.number === null ? `element [{position}] of ${verbatim(cells.label)}, {value},` : `\`{value}\` in column {column}, ${place(cells).text}`);

function unconverted(cells: Cells, fields: readonly Field[]): Rule[] {
  const groups = new Map<ColumnType, Field[]>();
  for (const f of fields) if (f.conversion.bad !== null) groups.set(f.type, [...(groups.get(f.type) ?? []), f]);
  return [...groups].map(([type, of]) => rule(
    cells.input,
    offences(cells, of, f => f.conversion.bad!),
    `${subject(cells)} is not ${wanted[type]}`,
    type === 'text' ? '' : 'put the file right; where nothing is known leave the cell empty and say (null = skip) or (null = 0)',
  ));
}

/** Numbers that the engine reads as infinite though something else is written. */
function tooLarge(cells: Cells, fields: readonly Field[]): Rule[] {
  const of = fields.filter(f => f.conversion.beyond !== null);
  return of.length === 0 ? [] : [rule(cells.input, offences(cells, of, f => f.conversion.beyond!), `${subject(cells)} is larger than any number of 64 bits: they end at 1.8e308`, 'put the file right; where infinity is meant write inf')];
}

function missing(cells: Cells, fields: readonly Field[]): Rule[] {
  const { nulls } = cells.load;
  const of = nulls === 'refuse' ? fields : nulls === 'skip' ? [] : fields.filter(f => f.axis !== null);
  const hint = nulls === 'refuse' ? '(null = skip) leaves out what has no value, (null = 0) puts a number there' : '(null = skip) leaves such rows out';
  const check = (some: readonly Field[]): Rule[] => (some.length === 0 ? [] : [rule(cells.input, offences(cells, some, f => f.conversion.missing), message, hint)]);
  const message = cells.number === null ? `element [{position}] of ${verbatim(cells.label)} is not a number` : `there is no value in column {column}, ${place(cells).text}`;
  if (cells.star === null || nulls !== 'refuse') return check(of);
  return [...check(of.filter(f => f.axis !== null)), rule(cells.input, missingAmongMany(cells, cells.star), message, hint)];
}

/** As `offences` of what is missing, for wide data with too many columns to name each. */
function missingAmongMany(cells: Cells, star: string): string {
  const { type } = cells.values[0]!;
  return `SELECT ${place(cells).number}, "column", count(*) OVER () AS total\n`
    + `FROM (SELECT ${cells.number}, CAST(COLUMNS(${star}) AS ${sqlType[type === 'f32' ? 'real' : type]}) FROM ${cells.staged})\n  UNPIVOT INCLUDE NULLS (value FOR "column" IN (* EXCLUDE (${cells.number})))\n`
    + `WHERE ${type === 'real' || type === 'f32' ? `value IS NULL OR value = 'nan'::DOUBLE` : 'value IS NULL'}\nORDER BY ${cells.number}\nLIMIT 1`;
}

/** Rows of a file are one each; so are elements of an array. */
const structurallyUnique = (cells: Cells): boolean => cells.number === null || cells.keys.some(k => k.kind === 'counted');

function duplicates(cells: Cells): Rule {
  const { input, keys, number } = cells;
  const { word, first } = rowWord(cells.load.source);
  const axes = keys.flatMap((k, n) => (k.kind === 'field' ? [{ sql: k.field.conversion.value, missing: k.field.conversion.missing, axis: input.axes[n]!, name: `key_${n}` }] : []));
  const there = [...axes.map(a => `${a.name} IS NOT NULL`), ...(cells.load.nulls === 'skip' && !keys.some(k => k.kind === 'columns') ? ['NOT absent'] : [])];
  const absent = cells.load.nulls === 'skip' ? `, ${cells.values[0]!.conversion.missing} AS absent` : '';
  const where = there.length > 0 ? `\nWHERE ${there.join(' AND ')}` : '';
  const names = axes.map(a => a.name);
  const sql = `SELECT ${[...names.map(n => `CAST(${n} AS VARCHAR) AS ${n}`), `min(number) + ${first} AS ${word}`, `max(number) + ${first} AS other`, 'count(*) OVER () AS total'].join(', ')}\n`
    + `FROM (SELECT ${[...axes.map(a => `${a.sql} AS ${a.name}`), `${number} AS number`].join(', ')}${absent} FROM ${cells.staged}) AS cells${where}\n`
    + `${names.length > 0 ? `GROUP BY ${names.map(n => `cells.${n}`).join(', ')}\n` : ''}HAVING count(*) > 1\nORDER BY min(number)\nLIMIT 1`;
  const at = axes.map(a => `${verbatim(a.axis.column)} = {${a.name}}`).join(', ');
  return rule(input, sql,
    axes.length > 0 ? `${verbatim(input.tensor)} has two rows for ${at}: ${word}s {${word}} and {other} of ${verbatim(cells.label)}` : `${verbatim(input.tensor)} is one value, and ${verbatim(cells.label)} has several rows: ${word}s {${word}} to {other}`,
    axes.length > 0 ? 'keep one of them, or bring them together with a query: sql "select …, sum(…) … group by …"' : 'give it an index that runs over the rows');
}

/** Values that are no keys of an index. */
function outside(cells: Cells, fields: readonly Field[], index: Index, tables: ReadonlySet<string>, lookUp: boolean, of: string): Rule[] {
  const hint = index.domain.kind === 'range' ? `put the file right, or declare a larger index ${verbatim(shown(index))}` : `put the file right, or let data with this key be among those of ${verbatim(shown(index))}`;
  const message = `${subject(cells)} is not a key ${of}: ${keysOf(index)}`;
  const { domain } = index;
  if (domain.kind === 'range') {
    return [rule(cells.input, offences(cells, fields, f => `${f.conversion.value} NOT BETWEEN ${domain.lo} AND ${domain.lo + domain.size - 1}`), message, hint)];
  }
  if (!lookUp || !tables.has(domain.table.toLowerCase())) return [];
  const known = `SELECT ${quoteIdentifier(domain.column)} FROM ${quoteIdentifier(domain.table)}`;
  // One field at a time: a subquery cannot stand inside a list.
  return fields.map(f => rule(cells.input, offences(cells, [f], g => `${g.conversion.value} IS NOT NULL AND ${g.conversion.value} NOT IN (${known})`), message, hint));
}

/** More rows, or positions along a dimension, than the index has keys; or fewer, where each key is to have one. */
function extent(cells: Cells, at: Exclude<KeyPlace, { kind: 'field' }>, index: Index, k: number, tables: ReadonlySet<string>): Rule[] {
  const { domain } = index;
  if (at.kind === 'columns' || (domain.kind === 'table' && !tables.has(domain.table.toLowerCase()))) return [];
  if (domain.kind === 'table' && !cells.input.full) return [];
  const source = cells.load.axes[k]!;
  const count = source.kind === 'dimension' ? `coalesce(max(d${source.position}) + 1, 0)` : 'count(*)';
  const room = domain.kind === 'range' ? String(domain.lo + domain.size - at.first) : `(SELECT count(*) FROM ${quoteIdentifier(domain.table)})${at.first === 0 ? '' : ` - ${at.first}`}`;
  const what = source.kind === 'dimension' ? `positions along ${verbatim(cells.input.axes[k]!.column)}` : 'rows';
  const sql = `SELECT ${count} AS found, ${room} AS room\nFROM ${cells.staged}\nHAVING ${count} ${cells.input.full ? '<>' : '>'} ${room}`;
  return [rule(cells.input, sql, `${verbatim(cells.label)} has {found} ${what}, but ${verbatim(shown(index))} has {room} keys for them`, domain.kind === 'range' ? `index ${verbatim(shown(index))} = {found}` : 'files over one index are of one length')];
}

/** Whether every row and position has its cell, so that counting them tells whether all cells are there. */
export const positional = (cells: Cells): boolean => cells.load.nulls !== 'skip' && cells.keys.length > 0 && cells.keys.every(k => k.kind !== 'field');

/** Two rows of a table that several inputs were put into. */
export function validateUnique(input: Input, parts: readonly string[]): Validation {
  const names = input.axes.map((_, k) => `key_${k}`);
  const columns = input.axes.map((a, k) => `CAST(${quoteIdentifier(a.column)} AS VARCHAR) AS ${names[k]}`);
  const group = input.axes.map(a => quoteIdentifier(a.column)).join(', ');
  const sql = `SELECT ${[...columns, 'count(*) OVER () AS total'].join(', ')}\nFROM ${quoteIdentifier(input.tensor)}\n${group ? `GROUP BY ${group}\n` : ''}HAVING count(*) > 1\n${group ? `ORDER BY ${group}\n` : ''}LIMIT 1`;
  return rule(input, sql, `${input.axes.map((a, k) => `${verbatim(a.column)} = {${names[k]}}`).join(', ')} is in more than one of ${parts.map(verbatim).join(', ')}`, 'keep it in one of them');
}

/** Values that are no keys of the index that types them, looked for in the finished table. */
export function validateKeys(program: Program, input: Input, tables: ReadonlySet<string>): Validation[] {
  if (input.type.kind !== 'key') return [];
  const index = indexOf(program, input.type.index);
  const { domain } = index;
  if (domain.kind === 'table' && !tables.has(domain.table.toLowerCase())) return [];
  const test = domain.kind === 'range' ? `val NOT BETWEEN ${domain.lo} AND ${domain.lo + domain.size - 1}` : `val NOT IN (SELECT ${quoteIdentifier(domain.column)} FROM ${quoteIdentifier(domain.table)})`;
  const sql = `SELECT CAST(val AS VARCHAR) AS value, count(*) OVER () AS total\nFROM ${quoteIdentifier(input.tensor)}\nWHERE ${test}\nLIMIT 1`;
  return [rule(input, sql, `\`{value}\` among the values of ${verbatim(input.tensor)} is not a key of ${verbatim(shown(index))}: ${keysOf(index)}`, 'put it right, or declare a larger index')];
}

/**
 * The first cell without a row, where every cell is to have one. Counting decides; only if the count is short is the cell
 * looked for, and then only among the cells of the first key of the first axis that is short of some.
 */
export function validateFull(program: Program, input: Input, label: string | null): Validation | null {
  if (input.axes.length === 0) {
    return rule(input, `SELECT 1 AS total\nFROM (SELECT count(*) AS rows FROM ${quoteIdentifier(input.tensor)}) AS counted\nWHERE rows = 0`, `${verbatim(input.tensor)} has no value${label === null ? '' : `: ${verbatim(label)} has no rows`}`, 'put the file right');
  }
  const table = quoteIdentifier(input.tensor);
  const axes = input.axes.map((axis, k) => {
    const { domain } = indexOf(program, axis.index);
    return {
      column: quoteIdentifier(axis.column), key: `key_${k}`,
      count: domain.kind === 'range' ? String(domain.size) : `(SELECT count(*) FROM ${quoteIdentifier(domain.table)})`,
      keys: domain.kind === 'range' ? `SELECT unnest(range(${domain.lo}, ${domain.lo + domain.size})) AS key_${k}` : `SELECT ${quoteIdentifier(domain.column)} AS key_${k} FROM ${quoteIdentifier(domain.table)}`,
    };
  });
  const [first, ...others] = axes as [(typeof axes)[0], ...typeof axes];
  const each = others.length > 0 ? others.map(a => a.count).join(' * ') : '1';
  const sql = [
    `WITH short AS (SELECT ${axes.map(a => a.count).join(' * ')} - (SELECT count(*) FROM ${table}) AS total),`,
    `present AS (SELECT ${first.column} AS key_0, count(*) AS cells FROM ${table} WHERE (SELECT total FROM short) > 0 GROUP BY ${first.column}),`,
    `lacking AS (`,
    `  SELECT min(wanted.key_0) AS key_0`,
    `  FROM (${first.keys}) AS wanted LEFT JOIN present ON wanted.key_0 = present.key_0`,
    `  WHERE (SELECT total FROM short) > 0 AND coalesce(present.cells, 0) < ${each}`,
    `)`,
    `SELECT ${['lacking.key_0', ...others.map((a, k) => `axis_${k + 1}.${a.key}`)].map((c, k) => `CAST(${c} AS VARCHAR) AS key_${k}`).join(', ')}, short.total`,
    `FROM short CROSS JOIN lacking${others.map((a, k) => ` CROSS JOIN (${a.keys}) AS axis_${k + 1}`).join('')}`,
    `WHERE lacking.key_0 IS NOT NULL AND NOT EXISTS (`,
    `  SELECT 1 FROM ${table} AS present WHERE ${axes.map((a, k) => `present.${a.column} = ${k === 0 ? 'lacking' : `axis_${k}`}.${a.key}`).join(' AND ')}`,
    `)`,
    `ORDER BY ${['lacking.key_0', ...others.map((a, k) => `axis_${k + 1}.${a.key}`)].join(', ')}`,
    'LIMIT 1',
  ].join('\n');
  const at = input.axes.map((a, k) => `${verbatim(a.column)} = {key_${k}}`).join(', ');
  return rule(input, sql, `${verbatim(input.tensor)} has no value for ${at}${label === null ? '' : `: ${verbatim(label)} has too few rows`}`, 'every cell is to have one here: put the file right, or make the index smaller');
}

