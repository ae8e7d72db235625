// How the cells of a stored tensor are found in the table that its source is staged in: each axis and the value as a field,
// that is, where it stands, what it must become, and the SQL that makes it so.

import type { Catalog, ColumnType, Load } from '../catalog.ts';
import { quoteIdentifier, quoteString } from '../quote.ts';
import { InternalError, unreachable } from '../source.ts';
import { indexTable } from '../tensor/affine.ts';
import type { Axis, Index, Input, Program, ValueType } from '../tensor/ir.ts';
import { isSingle } from '../tensor/precision.ts';
import { type Conversion, convert, sqlType } from './convert.ts';
import { columnType, elementType, headerOf, isArray, sourceLabel } from './source.ts';
import { flow } from './text.ts';

export type StoredLoad = Extract<Load, { kind: 'stored' }>;

/** What the keys of an index are in SQL. */
export const keyType = (index: Index): ColumnType => (index.domain.kind === 'range' ? 'int' : index.domain.keys);

export function indexOf(program: Program, name: string): Index {
  const found = indexTable(program.indices).get(name);
  if (!found) throw new InternalError(`no index ${name}`);
  return found;
}

export const valueColumnType = (program: Program, type: ValueType): ColumnType => (type.kind === 'key' ? keyType(indexOf(program, type.index)) : isSingle(program, type) ? 'f32' : type.kind);

/** One column of the source that an axis or the value is taken from. */
export interface Field {
  /** column of the source, for people */
  readonly name: string;
  /** what becomes of it: an axis, or null for the value */
  readonly axis: Axis | null;
  readonly type: ColumnType;
  /** the value as it stands in the source, SQL */
  readonly raw: string;
  readonly conversion: Conversion;
}

export type KeyPlace =
  | { readonly kind: 'field'; readonly field: Field }
  /** number of the row, or position along a dimension: `sql` over the staged table, smallest key `first` */
  | { readonly kind: 'counted'; readonly sql: string; readonly first: number }
  /** position in a list of columns, from `first` */
  | { readonly kind: 'columns'; readonly first: number };

export interface Cells {
  readonly input: Input;
  readonly load: StoredLoad;
  readonly label: string;
  /** the staged table and its column of row numbers (null for arrays, whose columns are d0, d1, …, val) */
  readonly staged: string;
  readonly number: string | null;
  readonly keys: readonly KeyPlace[];
  /** columns that hold values: one, or in wide data one a position */
  readonly values: readonly Field[];
  /** `* EXCLUDE (…)`: all wide values at once, where that is shorter than naming each */
  readonly star: string | null;
}

/** Naming more columns than this is no longer readable. */
const fewColumns = 24;

/** The cells of a stored input whose source is staged in `staged`. Errors: data-mapping for types that cannot become each other. */
export function cellsOf(program: Program, catalog: Catalog | null, input: Input, load: StoredLoad, staged: string, number: string): Cells {
  const header = headerOf(load.source, catalog);
  const array = isArray(load.source, catalog);
  const coded = load.nulls !== 'refuse';
  const label = load.member === null ? sourceLabel(load.source) : `${load.member} in ${sourceLabel(load.source)}`;
  const field = (name: string, axis: Axis | null, type: ColumnType): Field => {
    const from = array ? elementType(header, load.member) : columnType(header, name);
    const raw = quoteIdentifier(name);
    return { name, axis, type, raw, conversion: convert(raw, from, type, coded, input.span, array ? label : `column ${name} of ${label}`) };
  };
  const keys = load.axes.map((source, k): KeyPlace => {
    const axis = input.axes[k]!;
    const index = indexOf(program, axis.index);
    switch (source.kind) {
      case 'row': return { kind: 'counted', sql: shifted(quoteIdentifier(number), source.offset), first: source.offset };
      case 'dimension': return { kind: 'counted', sql: shifted(`CAST(d${source.position} AS BIGINT)`, source.offset), first: source.offset };
      case 'columns': return { kind: 'columns', first: index.domain.kind === 'range' ? index.domain.lo : 0 };
      case 'column': return { kind: 'field', field: field(source.name, axis, keyType(index)) };
      default: return unreachable(source, 'source of an axis');
    }
  });
  const type = valueColumnType(program, input.type);
  const wide = load.axes.find(a => a.kind === 'columns');
  const names = load.value.kind === 'column' ? [load.value.name] : array ? ['val'] : wide ? wide.columns : [];
  if (names.length === 0) throw new InternalError(`${input.tensor} takes elements from rows`);
  const values = names.map(name => field(name, null, type));
  return { input, load, label, staged: quoteIdentifier(staged), number: array ? null : quoteIdentifier(number), keys, values, star: wide ? star(header, names, values, number) : null };
}

const shifted = (sql: string, offset: number): string => (offset === 0 ? sql : offset > 0 ? `${sql} + ${offset}` : `${sql} - ${-offset}`);

/** `* EXCLUDE (…)`, if the columns are all of the file in its order but for some, and need no conversion of their own. */
function star(header: ReturnType<typeof headerOf>, names: readonly string[], values: readonly Field[], number: string): string | null {
  if (names.length <= fewColumns || header?.kind !== 'relation') return null;
  const picked = new Set(names);
  const others = header.columns.map(c => c.name).filter(name => !picked.has(name));
  const inOrder = header.columns.map(c => c.name).filter(name => picked.has(name)).every((name, k) => name === names[k]);
  const plain = values.every(v => v.conversion.bad === null && v.conversion.beyond === null) && new Set(values.map(v => v.conversion.value.replace(v.raw, ''))).size === 1;
  if (!inOrder || !plain || picked.size !== names.length || others.length > fewColumns) return null;
  return `* EXCLUDE (${[number, ...others].map(quoteIdentifier).join(', ')})`;
}

/** The SELECT that yields key columns and `val` of every cell, a NULL value where nothing is there. */
export function selectCells(cells: Cells): string {
  const { input, load, keys, values } = cells;
  const name = (k: number): string => quoteIdentifier(input.axes[k]!.column);
  const wide = keys.some(k => k.kind === 'columns');
  const key = (place: KeyPlace): string => {
    switch (place.kind) {
      case 'field': return place.field.conversion.value;
      case 'counted': return place.sql;
      case 'columns': return `unnest(range(${place.first}, ${place.first + values.length}))`;
    }
  };
  const type = values[0]!.type;
  const value = wide ? `unnest(${wideValues(cells)})` : values[0]!.conversion.value;
  const coded = !wide && typeof load.nulls === 'number' ? `coalesce(${value}, ${nullNumber(load.nulls, type)})` : value;
  const columns = [...keys.map((place, k) => alias(key(place), name(k))), alias(coded, 'val')];
  const select = `SELECT ${flow(columns, '  ')}\nFROM ${cells.staged}`;
  if (load.nulls === 'refuse') return select;
  const keysThere = keys.flatMap((place, k) => (place.kind === 'field' ? [`${wide ? name(k) : place.field.raw} IS NOT NULL`] : []));
  if (!wide) return load.nulls === 'skip' ? `${select}\nWHERE ${[...keysThere, `NOT ${values[0]!.conversion.missing}`].join(' AND ')}` : select;
  const outer = input.axes.map((_, k) => name(k));
  const inner = select.replaceAll('\n', '\n  ');
  return load.nulls === 'skip'
    ? `SELECT ${[...outer, 'val'].join(', ')}\nFROM (\n  ${inner}\n) AS cells\nWHERE ${[...keysThere, 'val IS NOT NULL'].join(' AND ')}`
    : `SELECT ${[...outer, `coalesce(val, ${nullNumber(load.nulls, type)}) AS val`].join(', ')}\nFROM (\n  ${inner}\n) AS cells`;
}

const alias = (sql: string, name: string): string => (sql === name ? sql : `${sql} AS ${name}`);

const nullNumber = (value: number, type: ColumnType): string => (type === 'text' || type === 'date' ? quoteString(String(value)) : type === 'bool' ? String(value !== 0) : String(value));

function wideValues(cells: Cells): string {
  const type = cells.values[0]!.type;
  if (cells.star && cells.load.nulls === 'refuse') return `CAST(list_value(*COLUMNS(${cells.star})) AS ${sqlType[type]}[])`;
  const items = cells.values.map(v => v.conversion.value);
  return items.join(', ').length <= 70 ? `[${items.join(', ')}]` : `[\n    ${flow(items, '    ')}\n  ]`;
}
