// Where data comes from, as SQL: one temporary table a source, its rows numbered in the order of the file, so that each
// file is read once, whatever number of tensors take from it, and a complaint can name the row.

import type { Catalog, ColumnHeader, ColumnType, SourceHeader, SourceId } from '../catalog.ts';
import type { FileLiteral } from '../plan.ts';
import { quoteIdentifier, quotePath, quoteString } from '../quote.ts';
import { remembered } from '../remembered.ts';
import { InternalError } from '../source.ts';
import { sqlType } from './convert.ts';

export type RelationFormat = 'csv' | 'tsv' | 'parquet' | 'json';
export type ArrayFormat = 'npy' | 'npz' | 'idx';
export type FileFormat = RelationFormat | ArrayFormat;

const endings: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.(csv|txt)(\.gz)?$/i, 'csv'],
  [/\.(tsv|tab)(\.gz)?$/i, 'tsv'],
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(json|ndjson|jsonl)(\.gz)?$/i, 'json'],
  [/\.npy(\.gz)?$/i, 'npy'],
  [/\.npz$/i, 'npz'],
  [/\.idx(\.gz)?$|[-.]idx\d+-ubyte(\.gz)?$|-ubyte(\.gz)?$/i, 'idx'],
];

/** The format that the ending of a path promises; null: none that is known. */
export const fileFormat = (path: string): FileFormat | null => endings.find(([ending]) => ending.test(path))?.[1] ?? null;

/** Endings for people, in messages. */
export const knownEndings = '.csv .tsv .parquet .json .ndjson .npy .npz .idx (text, npy and idx also .gz)';

/** Options that make reading exact: nothing is guessed from a sample, skipped as a comment, or taken from the folders of a path. */
const text = ['header = true', "quote = '\"'", "escape = '\"'", "comment = ''", 'skip = 0', 'sample_size = -1'];
const path = ['hive_partitioning = false'];
const reading: Readonly<Record<RelationFormat, { readonly call: string; readonly options: readonly string[] }>> = {
  csv: { call: 'read_csv', options: [...text, ...path] },
  tsv: { call: 'read_csv', options: ["delim = '\\t'", ...text, ...path] },
  parquet: { call: 'read_parquet', options: path },
  json: { call: 'read_json', options: ['sample_size = -1', ...path] },
};

/** The call that reads a file of rows, for FROM; `literal` is its path as SQL. Columns that the header says are read as infinite are left as text. */
export function readFile(format: RelationFormat, literal: string, header: SourceHeader | null = null): string {
  const columns = header?.kind === 'relation' ? header.columns : [];
  const map = (of: typeof columns, type: (c: ColumnHeader) => string): string => `{${of.map(c => `${quoteString(c.name)}: ${quoteString(type(c))}`).join(', ')}}`;
  const asText = columns.filter(c => c.infinite);
  // read_json takes the types of all columns or of none
  const types = asText.length === 0 ? [] : format === 'json' ? [`columns = ${map(columns, c => sqlType[c.infinite ? 'text' : c.type])}`] : [`types = ${map(asText, () => sqlType.text)}`];
  return `${reading[format].call}(${[literal, ...reading[format].options, ...types].join(', ')})`;
}

export type Origin =
  | { readonly kind: 'file'; readonly path: string; readonly format: FileFormat | null }
  | { readonly kind: 'table'; readonly name: string }
  | { readonly kind: 'sql'; readonly query: string };

/** A source by its id. */
export function origin(id: SourceId): Origin {
  const [, kind, rest] = /^(file|table|sql):([\s\S]*)$/.exec(id) ?? [];
  if (kind === 'file') return { kind, path: rest!, format: fileFormat(rest!) };
  if (kind === 'table') return { kind, name: rest! };
  if (kind === 'sql') return { kind, query: rest! };
  throw new InternalError(`not a source: ${id}`);
}

/** A source for people: the path, `table NAME`, `the query`. */
export function sourceLabel(id: SourceId): string {
  const from = origin(id);
  return from.kind === 'file' ? from.path : from.kind === 'table' ? `table ${from.name}` : 'the query';
}

/** How rows are counted for people: lines of a text file, its header included, or rows. */
export interface RowWord { readonly word: 'line' | 'row'; readonly first: number }

export function rowWord(id: SourceId): RowWord {
  const from = origin(id);
  return from.kind === 'file' && (from.format === 'csv' || from.format === 'tsv') ? { word: 'line', first: 2 } : { word: 'row', first: 1 };
}

export const isArrayFormat = (format: FileFormat | null): format is ArrayFormat => format === 'npy' || format === 'npz' || format === 'idx';

/** Whether a source is a dense array: as its header says, or else its ending. */
export function isArray(id: SourceId, catalog: Catalog | null): boolean {
  const header = catalog?.sources[id];
  if (header) return header.kind !== 'relation';
  const from = origin(id);
  return from.kind === 'file' && isArrayFormat(from.format);
}

/** What columns a source has, or null where nothing is known. */
export const headerOf = (id: SourceId, catalog: Catalog | null): SourceHeader | null => catalog?.sources[id] ?? null;

/** Columns by name: files have thousands, and each is asked for. */
const byName = remembered((columns: readonly ColumnHeader[]) => new Map(columns.map(c => [c.name, c])));

function columnNamed(header: SourceHeader | null, name: string): ColumnHeader | undefined {
  return header?.kind === 'relation' ? byName(header.columns).get(name) : undefined;
}

/** What a staged column holds: text where what is written decides. Null: not known, or not surely what 64 bits hold. */
export function columnType(header: SourceHeader | null, name: string): ColumnType | null {
  const found = columnNamed(header, name);
  if (found?.type === 'int' && (found.range?.[1] ?? 0) >= 2 ** 63) return null;
  return found?.infinite ? 'text' : found?.type ?? null;
}

export function elementType(header: SourceHeader | null, member: string | null): ColumnType | null {
  if (header?.kind === 'array') return header.type;
  if (header?.kind === 'arrays') return header.members[member ?? '']?.type ?? null;
  return null;
}

/** Statement that stages the rows of a source under `table`, numbered from 0 in column `number`. */
export function stageRows(id: SourceId, table: string, number: string, header: SourceHeader | null): { readonly sql: string; readonly files: readonly FileLiteral[] } {
  const head = `CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} AS\nSELECT row_number() OVER () - 1 AS ${quoteIdentifier(number)}, *\nFROM `;
  const from = origin(id);
  switch (from.kind) {
    case 'file': {
      const format: RelationFormat = from.format === null || isArrayFormat(from.format) ? 'csv' : from.format;
      const literal = quotePath(from.path);
      const start = head.length + reading[format].call.length + 1;
      return { sql: head + readFile(format, literal, header), files: [{ start, end: start + literal.length, path: from.path, pattern: false }] };
    }
    case 'table': return { sql: head + quoteIdentifier(from.name), files: [] };
    case 'sql': {
      const query = from.query.replace(/[;\s]+$/, '');
      const start = head.length + 2;
      return { sql: `${head}(\n${query}\n) AS query`, files: fileLiterals(query).map(f => ({ ...f, start: f.start + start, end: f.end + start })) };
    }
  }
}

/**
 * The string literals of a query by which it reads files: after FROM or JOIN, or inside the parentheses of a function that reads
 * or scans. Comments and other literals are passed over. Paths that are absolute or addresses are left as they are.
 */
export function fileLiterals(query: string): readonly FileLiteral[] {
  const found: FileLiteral[] = [];
  const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$|'(?<text>(?:[^']|'')*)'|"(?:[^"]|"")*"|(?<word>[A-Za-z_]\w*)|(?<other>\S)/g;
  // What a literal would be an argument of, one entry an open bracket; and the word before.
  const open: boolean[] = [];
  let previous = '';
  for (const m of query.matchAll(tokens)) {
    const { text, word, other } = m.groups!;
    if (text !== undefined) {
      const path = text.replaceAll("''", "'");
      const reads = /^(from|join)$/i.test(previous) || (open.at(-1) === true && /^[([,]$/.test(previous));
      if (reads && !/^[/\\~]|^[A-Za-z][A-Za-z0-9+.-]*:/.test(path) && path !== '') found.push({ start: m.index, end: m.index + m[0].length, path, pattern: true });
      previous = "'";
    } else if (word !== undefined) {
      previous = word;
    } else if (other !== undefined) {
      if (other === '(' || other === '[') open.push(/^(read_\w+|\w+_scan|parquet_\w+|glob|sniff_csv)$/i.test(previous) || (other === '[' && open.at(-1) === true));
      if (other === ')' || other === ']') open.pop();
      previous = other;
    }
  }
  return found;
}
