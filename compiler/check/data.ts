// How the axes and the value of a data tensor are found in its source: the mapping of a `data` statement, resolved
// against the header of the file.

import type { ArrayLiteral, MapItem, MapValue, Origin } from '../ast.ts';
import type { ColumnHeader, ColumnType, SourceHeader, SourceId, ValueSource } from '../catalog.ts';
import { error } from '../diagnostics.ts';
import { madeOnce } from '../remembered.ts';
import { InternalError, type Span } from '../source.ts';
import { sourceId } from '../sources.ts';
import type { Checker } from './checker.ts';
import { indexSymbol } from './indices.ts';
import { nearest } from './nearest.ts';
import { baseOf, type DataSymbol, declarationOf, type ParamSymbol, sourceOf, storedSource } from './symbols.ts';

export interface DataAxis { readonly letter: string; readonly base: string; readonly keys: 'int' | 'text' | 'date'; readonly span: Span }

/** How the keys of an axis are found in a source, wherever they start. */
export type FoundAxis = { readonly kind: 'row' } | { readonly kind: 'columns'; readonly columns: readonly string[] } | { readonly kind: 'column'; readonly name: string } | { readonly kind: 'dimension'; readonly position: number };
type TableAxis = Exclude<FoundAxis, { readonly kind: 'dimension' }>;

export interface DataPart {
  /** null for the first source, else the split that a second one holds */
  readonly split: string | null;
  readonly source: SourceId;
  readonly member: string | null;
  readonly axes: readonly FoundAxis[];
  readonly value: ValueSource;
  readonly nulls: 'refuse' | 'skip' | number;
  /** how many keys this source gives an axis (rows, columns, or largest key + 1); null: not known now */
  readonly extents: readonly (number | null)[];
  /** axes whose keys are below 0, or beyond 2^53: there are those that the data has, and none between them */
  readonly apart: readonly boolean[];
  /** rows of the source, null: not known now */
  readonly rows: number | null;
}

export interface DataLayout {
  readonly axes: readonly DataAxis[];
  readonly parts: readonly DataPart[];
  readonly literal: ArrayLiteral | null;
  /** what the values are, when the header says */
  readonly valueType: ColumnType | null;
  readonly valueKeys: 'int' | 'text' | 'date';
  /** the value that makes text of a column which also has numbers */
  readonly odd: string | null;
}

const described = (origin: Origin): string => (origin.kind === 'file' ? JSON.stringify(origin.path) : origin.kind === 'table' ? `table ${origin.name}` : 'the query');

/** The layout of a stored or literal tensor. Errors: data-mapping, data-missing, unknown-name. */
export const layoutOf = (c: Checker, symbol: DataSymbol | ParamSymbol): DataLayout => madeOnce(c.layouts, symbol.name, () => newLayout(c, symbol));

function newLayout(c: Checker, symbol: DataSymbol | ParamSymbol): DataLayout {
  const decl = declarationOf(symbol);
  const axes = (decl.axes ?? []).map((a): { letter: string; base: string; span: Span } => {
    if (a.kind !== 'name') throw error('data-mapping', a.span, 'an axis of stored data is an index letter', { hints: [`data ${symbol.name}[i] from …`] });
    const base = baseOf(a.name);
    indexSymbol(c, base, a.span);
    return { letter: a.name, base, span: a.span };
  });
  const stored = storedSource(symbol);
  return stored ? storedLayout(c, symbol, axes) : literalLayout(symbol, axes);
}

function literalLayout(symbol: DataSymbol | ParamSymbol, axes: readonly { letter: string; base: string; span: Span }[]): DataLayout {
  const source = sourceOf(symbol);
  if (source?.kind !== 'literal') throw new InternalError(`${symbol.name} has no source`);
  const extents: number[] = [];
  let types = null as 'int' | 'real' | 'bool' | 'text' | null;
  const walk = (item: ArrayLiteral | ArrayLiteral['items'][number], depth: number): void => {
    if (item.kind === 'literal') {
      if (depth !== axes.length) throw error('data-mapping', item.span, `${symbol.name} has ${axes.length} axes, this is nested ${depth} deep`, { hints: ['one pair of brackets an axis'] });
      const t = typeof item.value === 'number' ? (Number.isInteger(item.value) ? 'int' : 'real') : typeof item.value === 'boolean' ? 'bool' : 'text';
      if (types !== null && types !== t && !(['int', 'real'].includes(t) && ['int', 'real'].includes(types))) throw error('wrong-type', item.span, `${types} and ${t} in one list`, { hints: ['use one type of value'] });
      types = t;
      return;
    }
    if (depth >= axes.length) throw error('data-mapping', item.span, `${symbol.name} has ${axes.length} ${axes.length === 1 ? 'axis' : 'axes'}, this is nested deeper`, { hints: [`data ${symbol.name}[…] with one index a level`] });
    if (extents[depth] !== undefined && extents[depth] !== item.items.length) throw error('data-mapping', item.span, `this list has ${item.items.length} items, the one before it ${extents[depth]}`, { hints: ['all lists of one level have the same length'] });
    extents[depth] = item.items.length;
    item.items.forEach(i => walk(i, depth + 1));
  };
  walk(source.array, 0);
  return {
    axes: axes.map(a => ({ ...a, keys: 'int' })),
    parts: [{ split: null, source: 'literal', member: null, axes: axes.map((_, k) => ({ kind: 'dimension', position: k })), value: { kind: 'element' }, nulls: 'refuse', extents: axes.map((_, k) => extents[k] ?? 0), apart: axes.map(() => false), rows: null }],
    literal: source.array,
    valueType: types,
    valueKeys: types === 'text' ? 'text' : 'int',
    odd: null,
  };
}

function storedLayout(c: Checker, symbol: DataSymbol | ParamSymbol, axes: readonly { letter: string; base: string; span: Span }[]): DataLayout {
  const stored = storedSource(symbol)!;
  const tensors = symbol.kind === 'data' ? symbol.item.tensors : [symbol.item.tensor];
  const first = part(c, symbol, tensors, axes, stored.origin, stored.mapping, null);
  const parts = [first, ...stored.splits.map(s => part(c, symbol, tensors, axes, s.origin, s.mapping.length ? s.mapping : stored.mapping, s.split.text))];
  const [further] = stored.splits;
  if (further && axes.length > 0 && axes.every((a, k) => first.axes[k]!.kind === 'columns' || c.symbols.indices.get(a.base)?.decl.size)) {
    const sized = axes.find(a => c.symbols.indices.get(a.base)?.decl.size);
    throw error('training', further.split.span, `${further.split.text} has no rows of its own: no index of ${symbol.name} may have parts`, { hints: [sized ? `declare ${sized.base} without a size: its keys are those of the files` : 'give it an index that is not made of columns'] });
  }
  return {
    axes: axes.map((a, k) => ({ ...a, keys: first.keys[k]! })),
    parts, literal: null,
    valueType: first.valueType,
    valueKeys: first.valueType === 'text' || first.valueType === 'date' ? first.valueType : 'int',
    odd: first.odd,
  };
}

type Part = DataPart & Pick<DataLayout, 'odd'> & { readonly keys: readonly ('int' | 'text' | 'date')[]; readonly valueType: ColumnType | null };

function part(c: Checker, symbol: DataSymbol | ParamSymbol, tensors: readonly { readonly name: { readonly text: string }; readonly axes: readonly unknown[] | null }[], axes: readonly { letter: string; base: string; span: Span }[], origin: Origin, mapping: readonly MapItem[], split: string | null): Part {
  const source = sourceId(origin);
  const header = c.options.catalog?.sources[source];
  const names = new Set([...tensors.map(t => t.name.text), 'null']);
  const letters = new Set(tensors.flatMap(t => (t.axes ?? []).map(a => (a as { name?: string }).name ?? '')));
  for (const item of mapping) {
    if (!names.has(item.name.text) && !letters.has(item.name.text)) {
      const near = nearest(item.name.text, [...names, ...letters]);
      throw error('data-mapping', item.name.span, `${item.name.text} is neither an axis nor a tensor of this statement${near ? ` (did you mean ${near}?)` : ''}`, { hints: [`axes: ${[...letters].join(', ') || 'none'}; tensors: ${tensors.map(t => t.name.text).join(', ')}`] });
    }
  }
  const mapped = (name: string): MapItem | undefined => mapping.find(m => m.name.text === name);
  const nulls = nullPolicy(mapped('null'));
  if (header?.kind === 'array' || header?.kind === 'arrays') return arrayPart(symbol, axes, origin, header, source, split, nulls);

  const columns = header?.columns;
  const check = (name: string, span: Span): string => {
    if (columns && !columns.some(k => k.name === name)) {
      const near = nearest(name, columns.map(k => k.name));
      throw error('data-mapping', span, `${described(origin)} has no column ${JSON.stringify(name)}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [`its columns: ${columns.slice(0, 12).map(k => k.name).join(', ')}${columns.length > 12 ? ', …' : ''}`] });
    }
    return name;
  };
  const used = new Set(mapping.flatMap(m => (m.value.kind === 'column' ? [m.value.name] : [])));
  const single = (value: MapValue, span: Span): string => {
    if (value.kind === 'column') return check(value.name, span);
    if (value.kind === 'number') {
      if (!columns) throw error('data-missing', span, `the header of ${described(origin)} is needed here`, { hints: ['name the column'] });
      const column = columns[value.value];
      if (!column) throw error('data-mapping', span, `${described(origin)} has ${columns.length} columns, numbered from 0`, { hints: [`use 0 to ${columns.length - 1}`] });
      return column.name;
    }
    throw error('data-mapping', span, 'one column is wanted here', { hints: ['name it'] });
  };
  let wide: readonly string[] | null = null;
  const sources: (TableAxis | null)[] = axes.map((a): TableAxis | null => {
    const item = mapped(a.letter);
    if (!item) return columns?.some(k => k.name === a.letter) ? { kind: 'column', name: a.letter } : null;
    switch (item.value.kind) {
      case 'row': return { kind: 'row' };
      case 'columns': {
        if (wide) throw error('data-mapping', item.span, 'only one axis can run over columns', { hints: ['map the other one to a column or to row'] });
        const elsewhere = new Set(takenElsewhere(c, symbol, source, columns?.map(k => k.name) ?? []));
        wide = pickColumns(item.value, columns, origin, item.span, check, name => used.has(name) || letters.has(name) || elsewhere.has(name));
        return { kind: 'columns', columns: wide };
      }
      default: return { kind: 'column', name: single(item.value, item.span) };
    }
  });
  const open = sources.flatMap((s, k) => (s === null ? [k] : []));
  if (open.length > 1) {
    const lost = axes[open[1]!]!;
    throw error('data-mapping', lost.span, `${described(origin)} does not say where ${open.map(k => axes[k]!.letter).join(' and ')} come from`, { hints: [`… from ${described(origin)} (${axes[open[0]!]!.letter} = row, ${lost.letter} = columns)`, `… (${lost.letter} = NAME_OF_A_COLUMN)`] });
  }
  for (const k of open) sources[k] = { kind: 'row' };
  const finished = sources as TableAxis[];
  const keys = finished.map((s, k): 'int' | 'text' | 'date' => {
    if (s.kind !== 'column' || !columns) return 'int';
    const { type } = columns.find(x => x.name === s.name)!;
    if (type === 'real' || type === 'f32' || type === 'bool') throw error('data-mapping', axes[k]!.span, `column ${s.name} of ${described(origin)} holds ${type === 'bool' ? 'true and false' : 'real numbers'}: not keys of an index`, { hints: [`${axes[k]!.letter} = row`] });
    return type;
  });
  const ranges = finished.map(s => (s.kind === 'column' ? columns?.find(x => x.name === s.name)?.range ?? null : null));
  const apart = ranges.map(range => range !== null && (range[0] < 0 || range[1] >= Number.MAX_SAFE_INTEGER));
  const extents = finished.map((s, k): number | null => {
    if (s.kind === 'columns') return s.columns.length;
    if (s.kind === 'row') return header?.rows ?? null;
    const range = ranges[k]!;
    return range && !apart[k] ? range[1] + 1 : null;
  });
  const value = valueOf(symbol, axes, finished, mapped(symbol.name), columns, wide, single, check, used);
  const valueColumn = value.kind === 'column' ? value.name : (wide as readonly string[] | null)?.[0];
  const of = columns?.find(x => x.name === valueColumn);
  return { split, source, member: null, axes: finished, value, nulls, extents, apart, rows: header?.rows ?? null, keys, valueType: typeOf(of), odd: of?.odd ?? null };
}

/** Null where nothing is known of it: an empty column is read as whatever is wanted, and so is text that is all numbers. */
const typeOf = (column: ColumnHeader | undefined): ColumnType | null => (column && !column.empty && !column.numeric ? column.type : null);

/** The columns that other tensors of the program take from this source by name: what `columns` alone leaves out. */
function takenElsewhere(c: Checker, symbol: DataSymbol | ParamSymbol, source: SourceId, columns: readonly string[]): readonly string[] {
  return [...c.symbols.values.values()].flatMap(other => {
    if (other === symbol || (other.kind !== 'data' && other.kind !== 'param')) return [];
    const stored = storedSource(other);
    if (!stored) return [];
    return [{ origin: stored.origin, mapping: stored.mapping }, ...stored.splits.map(s => ({ origin: s.origin, mapping: s.mapping.length ? s.mapping : stored.mapping }))]
      .filter(p => sourceId(p.origin) === source).flatMap(({ mapping }) => {
        const letters = (declarationOf(other).axes ?? []).flatMap(a => (a.kind === 'name' ? [a.name] : []));
        const own = [other.name, ...letters].filter(name => !mapping.some(m => m.name.text === name));
        return [
          ...(mapping.some(m => m.value.kind === 'columns' && letters.includes(m.name.text)) ? own.filter(name => name !== other.name) : own),
          ...mapping.filter(m => m.name.text !== 'null').flatMap(({ value: v }) => (v.kind === 'column' ? [v.name] : v.kind === 'number' ? [columns[v.value] ?? ''] : v.kind === 'columns' ? (v.columns ?? []).flatMap(pick => (pick.kind === 'name' ? [pick.name] : columns.slice(pick.lo, pick.hi + 1))) : [])),
        ];
      });
  });
}

function nullPolicy(item: MapItem | undefined): 'refuse' | 'skip' | number {
  if (!item) return 'refuse';
  if (item.value.kind === 'number') return item.value.value;
  if (item.value.kind === 'column' && item.value.name === 'skip') return 'skip';
  throw error('data-mapping', item.span, 'null = skip leaves such rows out, null = 0 puts a number there', { hints: ['(null = skip)', '(null = 0)'] });
}

function pickColumns(value: Extract<MapValue, { kind: 'columns' }>, columns: readonly { readonly name: string }[] | undefined, origin: Origin, span: Span, check: (name: string, span: Span) => string, taken: (name: string) => boolean): readonly string[] {
  const picked: string[] = [];
  if (value.columns === null) {
    if (!columns) throw error('data-missing', span, `the columns of ${described(origin)} are not known`, { hints: ['compile where the file is, or name the columns: columns(a, b, c)'] });
    picked.push(...columns.map(k => k.name).filter(name => !taken(name)));
  } else {
    for (const pick of value.columns) {
      if (pick.kind === 'name') { picked.push(check(pick.name, span)); continue; }
      if (!columns) throw error('data-missing', span, `the columns of ${described(origin)} are not known`, { hints: ['compile where the file is, or name the columns'] });
      if (pick.lo < 0 || pick.hi < pick.lo || pick.hi >= columns.length) throw error('data-mapping', span, `columns ${pick.lo}..${pick.hi} of ${described(origin)}, which has ${columns.length}, numbered from 0`, { hints: [`columns(0..${columns.length - 1})`] });
      picked.push(...columns.slice(pick.lo, pick.hi + 1).map(k => k.name));
    }
  }
  if (!picked.length) throw error('data-mapping', span, `no column of ${described(origin)} is left`, { hints: ['name the columns: columns(a, b, c)'] });
  const twice = picked.find((name, k) => picked.indexOf(name) !== k);
  if (twice) throw error('data-mapping', span, `column ${twice} is named twice`, { hints: ['name it once'] });
  return picked;
}

function valueOf(symbol: DataSymbol | ParamSymbol, axes: readonly { span: Span }[], sources: readonly FoundAxis[], item: MapItem | undefined, columns: readonly { readonly name: string }[] | undefined, wide: readonly string[] | null, single: (value: MapValue, span: Span) => string, check: (name: string, span: Span) => string, used: ReadonlySet<string>): ValueSource {
  if (wide) {
    if (item) throw error('data-mapping', item.span, `the values of ${symbol.name} are the columns that an axis runs over`, { hints: ['drop this item'] });
    return { kind: 'element' };
  }
  if (item) return { kind: 'column', name: single(item.value, item.span) };
  if (!columns || columns.some(k => k.name === symbol.name)) return { kind: 'column', name: symbol.name };
  if (columns.some(k => k.name === 'val')) return { kind: 'column', name: 'val' };
  const rest = columns.filter(k => !used.has(k.name) && !sources.some(s => s.kind === 'column' && s.name === k.name));
  if (rest.length === 1 && axes.length) return { kind: 'column', name: rest[0]!.name };
  return { kind: 'column', name: check(symbol.name, symbol.span) };
}

function arrayPart(symbol: DataSymbol | ParamSymbol, axes: readonly { letter: string; span: Span }[], origin: Origin, header: Extract<SourceHeader, { kind: 'array' | 'arrays' }>, source: SourceId, split: string | null, nulls: 'refuse' | 'skip' | number): Part {
  let member: string | null = null;
  let array: { readonly shape: readonly number[]; readonly type: ColumnType };
  if (header.kind === 'arrays') {
    member = symbol.name;
    const found = header.members[member];
    if (!found) {
      const near = nearest(member, Object.keys(header.members));
      throw error('data-mapping', symbol.span, `${described(origin)} has no array called ${member}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [`its arrays: ${Object.keys(header.members).join(', ')}`] });
    }
    array = found;
  } else array = header;
  if (array.shape.length !== axes.length) throw error('wrong-arity', symbol.span, `${described(origin)} has ${array.shape.length} dimensions (${array.shape.join(' × ')}), ${symbol.name} has ${axes.length} axes`, { hints: ['one index a dimension'] });
  return {
    split, source, member, nulls,
    axes: axes.map((_, k) => ({ kind: 'dimension', position: k })),
    value: { kind: 'element' }, extents: array.shape, apart: axes.map(() => false), rows: null, keys: axes.map(() => 'int'), valueType: array.type, odd: null,
  };
}
