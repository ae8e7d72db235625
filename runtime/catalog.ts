// Headers of the data that a program names: columns and types, shapes, counts, without loading it.

import { closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Catalog, ColumnHeader, ColumnType, SourceHeader, SourceRequests } from '../compiler/catalog.ts';
import { nearest } from '../compiler/check/nearest.ts';
import { type Diagnostic, diagnostic } from '../compiler/diagnostics.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import { type FileFormat, fileFormat, fileLiterals, isArrayFormat, knownEndings, readFile, type RelationFormat, rowWord } from '../compiler/relational/source.ts';
import { type Database, DatabaseError, type Value } from './database.ts';
import { pathLiteral, resolveFile, withFiles } from './files.ts';
import { FormatError } from './formats/array.ts';
import { csvFault, lineOfRecord } from './formats/csv.ts';
import { arrayHeader, sniffArray, startsAsGzip } from './formats/file.ts';
import { gunzip, isGzip, verifyGzip } from './formats/gz.ts';
import { grantedFile, grantedInQuery } from './grants.ts';
import { type Reach, reachOf } from './reach.ts';
import { shortened, Unreadable } from './unreadable.ts';

type Request = SourceRequests['data'][number];

/** `granted`: the files that the program reads, as the engine is to be told of them: all that `lock` need allow. */
export interface ReadCatalog { readonly catalog: Catalog; readonly diagnostics: readonly Diagnostic[]; readonly granted: readonly string[] }

/**
 * Headers of all data that a program names. What cannot be read is told by a diagnostic (`data-missing`, `out-of-reach`) at the place
 * that names it, and is left out of the catalog. `reach`: what the program may read; a folder stands for that of a program which may read
 * what is below it. Before anything is read the database is locked. `pause` is called before each source; what it throws is thrown on.
 * Errors: DatabaseError if the engine itself fails (memory, disk) or is interrupted.
 */
export async function readCatalog(requests: SourceRequests, reach: Reach | string, database: Database, pause: () => void = () => {}): Promise<ReadCatalog> {
  const within = typeof reach === 'string' ? reachOf(reach) : reach;
  const { folder } = within;
  const sources: Record<string, SourceHeader> = {};
  const refusals = new Map<Request, Diagnostic>();
  const each = async (of: readonly Request[], body: (request: Request) => Promise<void>): Promise<void> => {
    for (const request of of) {
      pause();
      try {
        await body(request);
      } catch (problem) {
        if (!(problem instanceof Unreadable)) throw problem;
        refusals.set(request, diagnostic('error', problem.code, request.span, problem.message, { hints: problem.hints.filter(h => h !== ''), ...(problem.note === null ? {} : { note: problem.note }) }));
      }
    }
  };
  const granted: string[] = [];
  const allowed: Request[] = [];
  const distinct = requests.data.filter((r, k) => requests.data.findIndex(other => other.id === r.id) === k);
  await each(distinct, async request => {
    granted.push(...await grants(request, within, database));
    allowed.push(request);
  });
  await database.lock(granted);
  await each(allowed, async request => { sources[request.id] = await header(request, folder, database); });
  return { catalog: { sources }, diagnostics: distinct.flatMap(r => refusals.get(r) ?? []), granted };
}

async function grants({ origin }: Request, reach: Reach, database: Database): Promise<readonly string[]> {
  switch (origin.kind) {
    case 'file': return isFilePath(origin.path) ? grantedFile(origin.path, reach) : [];
    case 'table': return [];
    case 'sql': return queryErrors(() => grantedInQuery(queryText(origin.query, reach.folder), reach, database));
  }
}

const isFilePath = (name: string): boolean => name !== '' && !name.includes('\0') && !isAddress(name);
const isAddress = (name: string): boolean => /^(https?|s3|gs|gcs|hf|ftp|az|azure|r2):\/\//i.test(name);

async function header({ origin }: Request, folder: string, database: Database): Promise<SourceHeader> {
  switch (origin.kind) {
    case 'file': return fileHeader(origin.path, folder, database);
    case 'table': return tableHeader(origin.name, database);
    case 'sql': return queryHeader(origin.query, folder, database);
  }
}

// ------------------------------------------------------------------ files

async function fileHeader(name: string, folder: string, database: Database): Promise<SourceHeader> {
  const file = readable(name, folder);
  const sniffed = systemErrors(name, () => sniffArray(file));
  const format: FileFormat | null = fileFormat(name) ?? sniffed;
  if (format === null) throw new Unreadable(`${name} is of no known format`, [`endings that are understood: ${knownEndings}`]);
  if (isArrayFormat(format)) {
    try {
      const found = systemErrors(name, () => arrayHeader(file, format));
      for (const [member, { shape }] of found.kind === 'arrays' ? Object.entries(found.members) : found.kind === 'array' ? [['', found] as const] : []) {
        if (shape.includes(0)) throw new Unreadable(`${member === '' ? name : `${member} of ${name}`} has no elements: its shape is ${shape.join(' × ')}`, ['an axis has at least one key']);
      }
      return found;
    } catch (problem) {
      if (problem instanceof FormatError) throw new Unreadable(`${name} cannot be read: ${problem.message}`, sniffed !== null && sniffed !== format ? [`it looks like .${sniffed}: rename it`] : ['make the file again']);
      throw problem;
    }
  }
  if (/\.(csv|tsv|txt|tab|json|ndjson|jsonl)$/i.test(name) && systemErrors(name, () => startsAsGzip(file))) throw new Unreadable(`${name} is compressed with gzip`, [`rename it to ${name}.gz`]);
  if (sniffed !== null && (format !== 'csv' && format !== 'tsv' || sniffed !== 'idx')) throw new Unreadable(`${name} is not ${article(format)} file: it looks like .${sniffed}`, ['rename it']);
  return rowsHeader(name, file, format, database);
}

const article = (format: RelationFormat): string => `a ${format}`;

/** The absolute path of a file that is there, is one and holds something. Errors: Unreadable. */
function readable(name: string, folder: string): string {
  if (name === '') throw new Unreadable('the path of the file is empty', ['name a file: from "data.csv"']);
  if (name.includes('\0')) throw new Unreadable(`${JSON.stringify(name)} is no path: it has a NUL character`, []);
  if (isAddress(name)) throw new Unreadable(`${name} is an address: only files are read`, ['download it first and name the file']);
  const file = resolveFile(folder, name);
  if (path.sep === '/' && name.includes('\\') && /[*?[]/.test(file)) throw new Unreadable(`${name} cannot be named: a path with both \\ and one of * ? [`, ['rename the file']);
  const found = systemErrors(name, () => statSync(file), () => missing(name, file));
  if (found.isDirectory()) throw new Unreadable(`${name} is a folder, not a file`, [dataFiles(file, '').length > 0 ? `files in it: ${some(dataFiles(file, ''))}` : 'name a file in it']);
  if (!found.isFile()) throw new Unreadable(`${name} is not a plain file`, ['save the data as a file']);
  if (found.size === 0) throw new Unreadable(`${name} is empty`, ['a header and rows are expected, or an array']);
  systemErrors(name, () => closeSync(openSync(file, 'r')));
  return file;
}

function systemErrors<T>(name: string, body: () => T, absent: () => Unreadable = () => new Unreadable(`there is no file ${name}`)): T {
  try {
    return body();
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : null;
    if (code === null || problem instanceof DatabaseError) throw problem;
    throw code === 'ENOENT' ? absent() : unreadable(name, code, absent);
  }
}

/** What the system says about a file, in words. */
function unreadable(name: string, code: string, absent: () => Unreadable): Unreadable {
  switch (code) {
    case 'ENOTDIR': return absent();
    case 'EACCES': case 'EPERM': return new Unreadable(`${name} cannot be read: permission denied`, [`chmod +r ${name}`]);
    case 'ENAMETOOLONG': return new Unreadable(`${name} is no path: it is too long`, []);
    case 'ELOOP': return new Unreadable(`${name} is a link that leads back to itself`, []);
    case 'ERR_FS_FILE_TOO_LARGE': return new Unreadable(`${name} is too large to be read at once`, ['save it as parquet']);
    default: return new Unreadable(`${name} cannot be read (${code})`, []);
  }
}

function missing(name: string, file: string): Unreadable {
  const folder = path.dirname(file);
  const beside = dataFiles(folder, path.dirname(name));
  const near = nearest(path.basename(name), beside.map(f => path.basename(f)));
  if (near !== null) return new Unreadable(`there is no file ${name} (did you mean ${path.join(path.dirname(name), near)}?)`, [`write "${path.join(path.dirname(name), near)}"`], null);
  let folderThere = false;
  try { folderThere = statSync(folder).isDirectory(); } catch { /* reported below */ }
  if (!folderThere) return new Unreadable(`there is no file ${name}`, [`there is no folder ${path.dirname(name)}`], null);
  return new Unreadable(`there is no file ${name}`, beside.length > 0 ? [`files there: ${some(beside)}`] : [`looked for in ${folder}`]);
}

/** Files of known formats in a folder, as paths under `prefix`. */
function dataFiles(folder: string, prefix: string): readonly string[] {
  try {
    return readdirSync(folder).filter(f => fileFormat(f) !== null).sort().map(f => path.join(prefix, f));
  } catch {
    return [];
  }
}

const some = (items: readonly string[]): string => items.slice(0, 6).join(', ') + (items.length > 6 ? ', …' : '');

async function rowsHeader(name: string, file: string, format: RelationFormat, database: Database): Promise<SourceHeader> {
  const from = readFile(format, pathLiteral(file));
  if (/\.gz$/i.test(name)) await refuseDamaged(name, file);
  if (format === 'json') refuseValues(name, file);
  try {
    const found = format === 'parquet' ? await relationHeader(database, from) : await stagedHeader(database, `SELECT * FROM ${from}`, { name, file, format });
    if (format === 'csv' || format === 'tsv') {
      if (found.columns.length === 1) refuseRagged(name, file, found.columns[0]!.name);
      if (found.columns.length === 1 && statSync(file).size < 4096 && Buffer.from(content(file)).toString('utf8').trim() === '') throw new Unreadable(`${name} is empty`, ['a header and rows are expected']);
      await refuseTwice(name, file, format, found, database);
    }
    if (found.rows === 0) throw new Unreadable(`${name} has no rows`, [format === 'csv' || format === 'tsv' ? 'rows are expected after the header' : 'rows are expected']);
    return found;
  } catch (problem) {
    if (!(problem instanceof DatabaseError) || !['statement', 'disk', 'not-a-database'].includes(problem.code)) throw problem;
    if (format === 'csv' || format === 'tsv') refuseFaulty(name, file, format === 'tsv' ? '\t' : ',');
    throw new Unreadable(`${name} cannot be read as ${format}: ${firstLine(problem.message, file, name)}`, [`${article(format)} file is expected`]);
  }
}

const firstLine = (text: string, file: string, name: string): string => text.split('\n')[0]!.replace(/^(Invalid Input|IO|Parser|Binder|Conversion|Catalog) Error: /, '').replaceAll(file, name).trim();

const content = (file: string): Uint8Array => {
  const bytes = readFileSync(file);
  return isGzip(bytes) ? gunzip(bytes) : bytes;
};

async function refuseDamaged(name: string, file: string): Promise<void> {
  try {
    await verifyGzip(file);
  } catch (problem) {
    if (!(problem instanceof FormatError)) throw problem;
    throw new Unreadable(`${name} cannot be read: ${problem.message}`, ['make the file again']);
  }
}

/** One column whose name has a separator in it: rows of different lengths are read so. */
function refuseRagged(name: string, file: string, column: string): void {
  const delimiter = [',', ';', '\t', '|'].find(d => column.includes(d));
  if (delimiter !== undefined) refuseFaulty(name, file, delimiter);
}

/** Looks at a text file for the line that is at fault. Errors: Unreadable if there is one. */
function refuseFaulty(name: string, file: string, delimiter: string): void {
  let fault: ReturnType<typeof csvFault>;
  try {
    fault = csvFault(content(file), delimiter);
  } catch (problem) {
    throw new Unreadable(`${name} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`, ['make the file again']);
  }
  if (fault === null) return;
  const values = (n: number): string => `${n} ${n === 1 ? 'value' : 'values'}`;
  switch (fault.kind) {
    case 'encoding': throw new Unreadable(`line ${fault.line} of ${name} is not UTF-8 text`, ['save it as UTF-8']);
    case 'quote': throw new Unreadable(`a quote that opens at line ${fault.line} of ${name} is never closed`, ['put the file right; a quote inside quotes is written twice']);
    case 'width': throw new Unreadable(`line ${fault.line} of ${name} has ${values(fault.found)}, its header ${values(fault.expected)}`, ['put the file right; a value with a comma in it stands in quotes']);
  }
}

/** The engine gives a second column of a name another one, `a_1`: then the header is looked at. Errors: Unreadable. */
async function refuseTwice(name: string, file: string, format: RelationFormat, { columns }: RelationHeader, database: Database): Promise<void> {
  const names = new Set(columns.map(c => c.name.toLowerCase()));
  if (!columns.some(c => { const base = /^(.*)_\d+$/s.exec(c.name)?.[1]; return base !== undefined && names.has(base.toLowerCase()); })) return;
  const from = readFile(format, pathLiteral(file)).replace('header = true', 'header = false, all_varchar = true, null_padding = true');
  const { rows: [header] } = await database.query(`SELECT * FROM ${from} LIMIT 1`);
  const written = header!.map(v => String(v ?? ''));
  const twice = written.find((n, k) => written.findIndex(o => o.trim().toLowerCase() === n.trim().toLowerCase()) !== k);
  if (twice !== undefined) throw new Unreadable(`line 1 of ${name} has the column ${twice} twice`, ['give each column a name of its own']);
}

/** JSON without objects has no columns; and the engine takes a list that is cut short for one that ends there. */
function refuseValues(name: string, file: string): void {
  let bytes: Buffer;
  try {
    bytes = Buffer.from(content(file));
  } catch (problem) {
    throw new Unreadable(`${name} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`, ['make the file again']);
  }
  const text = bytes.toString('utf8', 0, 4096).replace(/^\ufeff/, '').trimStart();
  if (/^\[\s*\]\s*$/.test(text)) throw new Unreadable(`${name} has no rows`, ['rows are expected: [{"a": 1}, …]']);
  if (!/^(\[\s*)?\{/.test(text)) throw new Unreadable(`${name} holds no objects`, ['a row is an object: [{"a": 1, "b": 2}, …], or one object a line']);
  const last = text.startsWith('[') ? ']' : '}';
  if (!bytes.toString('utf8', Math.max(0, bytes.length - 4096)).trimEnd().endsWith(last)) throw new Unreadable(`${name} cannot be read as json: it is cut short, its end is not ${last}`, ['make the file again']);
}

// ------------------------------------------------------------------ tables and queries

async function tableHeader(name: string, database: Database): Promise<SourceHeader> {
  const tables = (await database.query("SELECT table_name FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY table_name")).rows.map(r => String(r[0]));
  if (!tables.some(t => t.toLowerCase() === name.toLowerCase())) {
    if (database.path === ':memory:') throw new Unreadable(`there is no table ${name}: no database is named`, ['--db FILE names the database']);
    const near = nearest(name, tables);
    throw new Unreadable(`there is no table ${name} in ${database.path}${near ? ` (did you mean ${near}?)` : ''}`, [near ? `write table ${near}` : tables.length > 0 ? `its tables: ${some(tables)}` : 'it has no tables']);
  }
  try {
    return await relationHeader(database, quoteIdentifier(name));
  } catch (problem) {
    // A view can fail, or read files.
    if (!(problem instanceof DatabaseError) || !['statement', 'permission'].includes(problem.code)) throw problem;
    throw new Unreadable(`table ${name} cannot be read: ${firstLine(problem.message, name, name)}`, [problem.hint], null, problem.code === 'permission' ? 'out-of-reach' : 'data-missing');
  }
}

const queryText = (query: string, folder: string): string => withFiles(query, fileLiterals(query), folder).replace(/[;\s]+$/, '');

const queryHeader = (query: string, folder: string, database: Database): Promise<SourceHeader> => queryErrors(async () => {
  const sql = queryText(query, folder);
  await database.describe(sql);
  return stagedHeader(database, `SELECT * FROM (\n${sql}\n) AS query`);
});

async function queryErrors<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (problem) {
    if (!(problem instanceof DatabaseError) || !['statement', 'disk', 'permission'].includes(problem.code)) throw problem;
    const [first, ...rest] = problem.message.split('\n').map(l => l.trim()).filter(l => l !== '' && !/^LINE \d+:|^\^$/.test(l));
    throw new Unreadable(`the query cannot be run: ${(first ?? '').replace(/^(Invalid Input|IO|Catalog|Binder|Permission) Error: /, '')}`, [problem.hint, ...rest.slice(0, 2)], null, problem.code === 'permission' ? 'out-of-reach' : 'data-missing');
  }
}

// ------------------------------------------------------------------ columns, counts, ranges

type RelationHeader = Extract<SourceHeader, { kind: 'relation' }>;

/** A file of text that is staged: what is written in it can be looked at once more. */
interface Written { readonly name: string; readonly file: string; readonly format: RelationFormat }

/** Reads a source once into a passing table, so that text is parsed once for types, count and ranges. */
async function stagedHeader(database: Database, select: string, written: Written | null = null): Promise<RelationHeader> {
  const table = 'tsql header';
  await database.execute(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} AS ${select}`);
  try {
    return await relationHeader(database, quoteIdentifier(table), written);
  } finally {
    await database.execute(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
  }
}

/** What is asked of the values of a column, as SQL, and what the answers say of it. */
interface Asked { readonly sql: readonly string[]; readonly told: (answers: readonly Value[]) => Partial<ColumnHeader> }

/** `from`: what stands after FROM; a table whose rows are those of the file in its order, if `written`. */
async function relationHeader(database: Database, from: string, written: Written | null = null): Promise<RelationHeader> {
  const described = (await database.describe(`SELECT * FROM ${from}`)).map(c => ({ name: c.name, type: columnType(c.type) }));
  const unbounded = written ? await infiniteAmong(described.filter(c => c.type === 'real').map(c => c.name), from, database) : new Set<string>();
  const mixed: string[] = [];
  const asked = described.map((c): Asked => {
    const column = quoteIdentifier(c.name);
    switch (c.type) {
      case 'int': return { sql: [`min(${column})`, `max(${column})`], told: ([lo, hi]) => ({ range: pair(lo!, hi!) }) };
      case 'real': return { sql: [], told: () => (unbounded.has(c.name) ? { infinite: true } : {}) };
      case 'text': return {
        sql: [`count(${column})`, ...(written ? [`count(TRY_CAST(${column} AS DOUBLE))`] : [])],
        told: ([values, numbers = 0]) => {
          if (Number(values) === 0) return { empty: true };
          if (Number(numbers) > 0 && numbers !== values) mixed.push(c.name);
          return written?.format !== 'json' && numbers === values ? { numeric: true } : {};
        },
      };
      default: return { sql: [], told: () => ({}) };
    }
  });
  const { rows: [answers] } = await database.query(`SELECT ${['count(*)', ...asked.flatMap(a => a.sql)].join(', ')} FROM ${from}`);
  const rows = Number(answers![0]);
  let next = 1;
  const columns = described.map((c, k): ColumnHeader => {
    const own = answers!.slice(next, (next += asked[k]!.sql.length));
    return { ...c, range: null, ...(rows > 0 ? asked[k]!.told(own) : {}) };
  });
  const odd = new Map<string, string>();
  if (written) for (const name of mixed.slice(0, mostOdd)) odd.set(name, await oddText(written, name, from, database));
  return { kind: 'relation', rows, columns: columns.map(c => (odd.has(c.name) ? { ...c, odd: odd.get(c.name)! } : c)) };
}

/** In so many columns the text among numbers is looked for: one is told, and each takes a query. */
const mostOdd = 20;

/** The columns of numbers that are infinite in some row. They are asked of all at once first: hardly any file has one, and some have thousands of columns. */
async function infiniteAmong(columns: readonly string[], from: string, database: Database): Promise<ReadonlySet<string>> {
  if (columns.length === 0) return new Set();
  const names = columns.map(quoteIdentifier);
  const { rows: [some] } = await database.query(`SELECT bool_or(list_contains(all_of_row, 'inf'::DOUBLE) OR list_contains(all_of_row, '-inf'::DOUBLE)) FROM (SELECT CAST([${names.join(', ')}] AS DOUBLE[]) AS all_of_row FROM ${from})`);
  if (some![0] !== true) return new Set();
  const { rows: [each] } = await database.query(`SELECT ${names.map(c => `bool_or(isinf(${c}))`).join(', ')} FROM ${from}`);
  return new Set(columns.filter((_, k) => each![k] === true));
}

/** A value that is not like the numbers of its column, and where it stands: `zwei` in column b, line 3 of x.csv. */
async function oddText({ name, file, format }: Written, column: string, from: string, database: Database): Promise<string> {
  const value = quoteIdentifier(column);
  const { rows: [found] } = await database.query(`SELECT rowid, CAST(${value} AS VARCHAR) FROM ${from} WHERE ${value} IS NOT NULL AND TRY_CAST(${value} AS DOUBLE) IS NULL ORDER BY rowid LIMIT 1`);
  const { word, first } = rowWord(`file:${name}`);
  const row = Number(found![0]) + first;
  return `\`${shortened(String(found![1]))}\` in column ${column}, ${word} ${format === 'json' ? row : lineOfRecord(content(file), row)} of ${name}`;
}

const pair = (lo: Value, hi: Value): readonly [number, number] | null => (lo === null || hi === null ? null : [Number(lo), Number(hi)]);

/** The engine's name of a type as one of ours; whatever is no number, truth value or date is text. */
function columnType(name: string): ColumnType {
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/i.test(name)) return 'int';
  if (/^(FLOAT|DOUBLE|REAL|DOUBLE PRECISION|(DECIMAL|NUMERIC)(\(.*\))?)$/i.test(name)) return 'real';
  if (/^BOOL(EAN)?$/i.test(name)) return 'bool';
  return /^DATE$/i.test(name) ? 'date' : 'text';
}
