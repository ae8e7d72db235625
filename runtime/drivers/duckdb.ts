// DuckDB, embedded, behind the driver interface. The engine is imported when the first connection is made, so that commands
// which need no database start quickly.

import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdtempSync, openSync, readSync, closeSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { DuckDBAppender, DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { quoteString } from '../../compiler/quote.ts';
import { type ColumnData, type ConnectOptions, type Database, DatabaseError, type Parameters, type QueryReads, type Result, type ResultColumn, type TypedArray, type Value } from '../database.ts';
import { bytesOf } from '../limits.ts';
import { classify } from './duckdb-errors.ts';
import { readsOfQuery } from './duckdb-query.ts';

/** Files are written so that every DuckDB from this version on can read them. */
const storageVersion = 'v1.2.0';

/** A statement is kept prepared from its second execution on, at most this many of them. */
const preparedLimit = 512;

/** What the engine may count of its memory: it also allocates what it does not count, about half as much again where data goes through memory. */
const countedOf = (limit: string): string => { const bytes = bytesOf(limit); return bytes === null ? limit : `${Math.floor(0.65 * bytes)}B`; };

/**
 * Opens or makes a database. Errors: DatabaseError `held`, `not-a-database`, `newer-version`, `disk`, `permission`, `engine`.
 */
export async function connect(options: ConnectOptions): Promise<Database> {
  const api = await importEngine();
  const memory = options.path === ':memory:';
  const path = memory ? options.path : resolve(options.path);
  if (!memory) refuseForeignFile(path);
  const ownTemp = options.tempDirectory === undefined && memory;
  const tempDirectory = options.tempDirectory === undefined ? (memory ? mkdtempSync(join(tmpdir(), 'tsql-')) : `${path}.tmp`) : resolve(options.tempDirectory);
  const removeTemp = (): void => { if (ownTemp) rmSync(tempDirectory, { recursive: true, force: true }); };
  let instance: DuckDBInstance | null = null;
  try {
    // Two instances over one file in one process lose each other's rows: the cache hands out the one there is.
    // Extensions are never fetched: everything that is needed is built in.
    const config = { storage_compatibility_version: storageVersion, autoinstall_known_extensions: 'false' };
    if (!memory && !existsSync(path) && existsSync(dirname(path))) await makeWhole(api, path, config);
    instance = memory ? await api.DuckDBInstance.create(path, config) : await api.DuckDBInstance.fromCache(path, config);
    const connection = await instance.connect();
    const database = new DuckDB(api, path, instance, connection, options.allowed ?? [], removeTemp);
    await database.configure(options.threads ?? 1, options.memoryLimit ?? null, tempDirectory);
    return database;
  } catch (cause) {
    instance?.closeSync();
    removeTemp();
    throw classify(cause, path);
  }
}

type Api = typeof import('@duckdb/node-api');

/**
 * Makes an empty database under another name and links it to its own, so that a process that ends while the engine writes the first
 * blocks leaves no file that is none. A file that has come to be there meanwhile is left as it is.
 */
async function makeWhole(api: Api, path: string, config: Record<string, string>): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID().slice(0, 8)}.new`);
  try {
    (await api.DuckDBInstance.create(beside, config)).closeSync();
    linkSync(beside, path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Not every file system has links; whatever else is wrong the engine says of the file itself.
    if (code !== undefined && existsSync(beside) && !existsSync(path)) renameSync(beside, path);
  } finally {
    for (const file of [beside, `${beside}.wal`]) rmSync(file, { force: true });
  }
}

async function importEngine(): Promise<Api> {
  try {
    return await import('@duckdb/node-api');
  } catch (cause) {
    throw new DatabaseError('engine', `DuckDB cannot be loaded: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`, 'npm install @duckdb/node-api', { cause });
  }
}

/**
 * Looks at the file before the engine does, which would try to fetch an extension for another engine's file and which
 * cannot tell an empty file from a damaged one.
 */
function refuseForeignFile(path: string): void {
  if (!existsSync(path)) return;
  let head: Buffer;
  try {
    if (statSync(path).isDirectory()) throw new DatabaseError('not-a-database', `${path} is a folder, not a database file`, `name a file: --db ${join(path, 'run.duckdb')}`);
    const file = openSync(path, 'r');
    head = Buffer.alloc(16);
    const read = readSync(file, head, 0, 16, 0);
    closeSync(file);
    head = head.subarray(0, read);
  } catch (cause) {
    throw classify(cause, path);
  }
  if (head.length === 0) throw new DatabaseError('not-a-database', `${path} is empty: it is not a DuckDB database`, 'remove it, or name another file');
  if (head.toString('latin1').startsWith('SQLite format 3')) throw new DatabaseError('not-a-database', `${path} is an SQLite database, not a DuckDB one`, 'name another file');
  if (head.toString('latin1', 8, 12) !== 'DUCK') throw new DatabaseError('not-a-database', `${path} is not a DuckDB database`, 'name another file');
}

class DuckDB implements Database {
  readonly #prepared = new Map<string, DuckDBPreparedStatement | null>();
  #open = true;
  #inTransaction = false;
  /** a transaction is being ended: an interrupt then would say that it failed when it has not */
  #ending = false;

  constructor(
    readonly api: Api,
    readonly path: string,
    readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
    readonly allowed: readonly string[],
    readonly afterClose: () => void,
  ) {}

  /** The settings that `lock` makes final. Another connection of this process may have locked the instance already. */
  async configure(threads: number, memoryLimit: string | null, tempDirectory: string): Promise<void> {
    const locked = await this.#setting('lock_configuration');
    if (locked === true) return;
    const settings = [
      `SET threads = ${Math.max(1, Math.trunc(threads))}`,
      'SET preserve_insertion_order = true',
      `SET temp_directory = ${quoteString(tempDirectory)}`,
      // memory that is free again goes back while a statement runs, not after it
      'SET allocator_background_threads = true',
      ...(memoryLimit === null ? [] : [`SET memory_limit = ${quoteString(countedOf(memoryLimit))}`]),
    ];
    for (const sql of settings) await this.connection.run(sql);
  }

  async #setting(name: string): Promise<Value> {
    const result = await this.query(`SELECT current_setting(${quoteString(name)})`);
    return result.rows[0]![0]!;
  }

  async execute(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.#attempt(async () => {
      const statement = await this.#statement(sql);
      if (statement === null) {
        await this.connection.run(sql, ...this.#bound(parameters));
        return;
      }
      statement.clearBindings();
      const [values, types] = this.#bound(parameters);
      if (values) statement.bind(values, types);
      await statement.run();
    });
  }

  async query(sql: string, parameters: Parameters = {}): Promise<Result> {
    return this.#attempt(async () => {
      const reader = await this.connection.runAndReadAll(sql, ...this.#bound(parameters));
      const columns = reader.columnNames().map((name, k) => ({ name, type: reader.columnType(k).toString() }));
      return { columns, rows: reader.getRows().map(row => row.map(plain)) };
    });
  }

  async describe(sql: string): Promise<readonly ResultColumn[]> {
    return this.#attempt(async () => {
      const statement = await this.connection.prepare(sql);
      try {
        if (statement.statementType !== this.api.StatementType.SELECT) throw new DatabaseError('statement', 'this is not a query', 'write one SELECT');
        if (statement.parameterCount > 0) throw new DatabaseError('statement', `the query has parameters: ${Array.from({ length: statement.parameterCount }, (_, k) => `$${statement.parameterName(k + 1)}`).join(', ')}`, 'write the values into it');
        return Array.from({ length: statement.columnCount }, (_, k) => ({ name: statement.columnName(k), type: statement.columnType(k).toString() }));
      } finally {
        statement.destroySync();
      }
    });
  }

  async reads(sql: string): Promise<QueryReads> {
    const { rows } = await this.query('SELECT json_serialize_sql($sql::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)', { sql });
    return readsOfQuery(sql, String(rows[0]![0]));
  }

  async memoryOfTables(): Promise<number | null> {
    const { rows } = await this.query("SELECT sum(memory_usage_bytes)::DOUBLE FROM duckdb_memory() WHERE tag = 'IN_MEMORY_TABLE'");
    const bytes = rows[0]?.[0];
    return typeof bytes === 'number' ? bytes : null;
  }

  async transaction<T>(body: () => Promise<T>): Promise<T> {
    if (this.#inTransaction) return body();
    await this.#attempt(() => this.connection.run('BEGIN TRANSACTION'));
    this.#inTransaction = true;
    try {
      const result = await body();
      this.#ending = true;
      await this.#attempt(() => this.connection.run('COMMIT'));
      return result;
    } catch (cause) {
      // The first error is the one to report; an engine that has given up refuses the rollback, too.
      this.#ending = true;
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw cause;
    } finally {
      this.#inTransaction = false;
      this.#ending = false;
    }
  }

  async append(table: string, columns: readonly ColumnData[]): Promise<void> {
    const rows = columns[0]?.length ?? 0;
    await this.#attempt(async () => {
      const appender = await this.connection.createAppender(table);
      try {
        const types = columns.map((_, k) => appender.columnType(k));
        if (appender.columnCount !== columns.length || columns.some(c => c.length !== rows)) throw new DatabaseError('statement', `${table} has ${appender.columnCount} columns, ${columns.length} were given`, 'give every column, all of one length');
        this.#appendChunks(appender, types, columns, rows);
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    });
  }

  #appendChunks(appender: DuckDBAppender, types: readonly DuckDBType[], columns: readonly ColumnData[], rows: number): void {
    const size = 2048;
    for (let start = 0; start < rows; start += size) {
      const count = Math.min(size, rows - start);
      const chunk = this.api.DuckDBDataChunk.create(types, count);
      columns.forEach((column, k) => {
        const vector = chunk.getColumnVector(k) as unknown as { readonly items?: TypedArray; flush(): void };
        if (ArrayBuffer.isView(column) && vector.items?.constructor === column.constructor) {
          (vector.items as Float64Array).set(column.subarray(start, start + count) as Float64Array);
          vector.flush();
        } else {
          const values = column.slice(start, start + count) as readonly Value[];
          const wide = vector.items instanceof BigInt64Array || vector.items instanceof BigUint64Array;
          chunk.setColumnValues(k, Array.from(values, v => (wide && typeof v === 'number' ? BigInt(v) : v)));
        }
      });
      appender.appendDataChunk(chunk);
    }
  }

  async lock(more: readonly string[] = []): Promise<void> {
    if ((await this.#setting('lock_configuration')) === true) return;
    const found = [...this.allowed, ...more].map(path => resolve(path));
    const isFolder = (path: string): boolean => { try { return statSync(path).isDirectory(); } catch { return false; } };
    const folders = found.filter(isFolder).map(path => (path.endsWith(sep) ? path : path + sep));
    const files = found.filter(path => !isFolder(path));
    const list = (paths: readonly string[]): string => `[${[...new Set(paths)].map(quoteString).join(', ')}]`;
    await this.execute(`SET allowed_directories = ${list(folders)}`);
    await this.execute(`SET allowed_paths = ${list(files)}`);
    await this.execute('SET enable_external_access = false');
    await this.execute("SET allowed_configs = ['threads']");
    await this.execute('SET lock_configuration = true');
  }

  async useThreads(threads: number): Promise<void> {
    await this.#attempt(() => this.connection.run(`SET threads = ${Math.max(1, Math.trunc(threads))}`));
  }

  interrupt(): void {
    if (!this.#ending) this.connection.interrupt();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    for (const statement of this.#prepared.values()) statement?.destroySync();
    this.#prepared.clear();
    this.connection.closeSync();
    this.instance.closeSync();
    this.afterClose();
  }

  /** The prepared form of a statement that has run before; null the first time. */
  async #statement(sql: string): Promise<DuckDBPreparedStatement | null> {
    // DuckDB gives a table without columns when CREATE TABLE AS that reads no table is executed a second time
    if (/^\s*CREATE\b/i.test(sql)) return null;
    const known = this.#prepared.get(sql);
    if (known) return known;
    if (known === undefined) {
      if (this.#prepared.size >= preparedLimit) this.#forgetOldest();
      this.#prepared.set(sql, null);
      return null;
    }
    const statement = await this.connection.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #forgetOldest(): void {
    const [sql, statement] = this.#prepared.entries().next().value!;
    statement?.destroySync();
    this.#prepared.delete(sql);
  }

  /** Whole numbers enter as BIGINT, whatever their size; other numbers as DOUBLE. */
  #bound(parameters: Parameters): [Record<string, DuckDBValue>?, Record<string, DuckDBType>?] {
    const names = Object.keys(parameters);
    if (names.length === 0) return [];
    const whole = (value: Parameters[string]): value is number => typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0);
    const values = names.map((name): [string, DuckDBValue] => { const value = parameters[name]!; return [name, whole(value) ? BigInt(value) : value]; });
    const types = names.flatMap((name): [string, DuckDBType][] => { const value = parameters[name]!; return typeof value === 'number' ? [[name, whole(value) ? this.api.BIGINT : this.api.DOUBLE]] : []; });
    return [Object.fromEntries(values), Object.fromEntries(types)];
  }

  async #attempt<T>(body: () => Promise<T>): Promise<T> {
    if (!this.#open) throw new DatabaseError('statement', 'the database is closed', 'open it again');
    try {
      return await body();
    } catch (cause) {
      throw classify(cause, this.path);
    }
  }
}

const safe = (value: bigint): boolean => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

/** Dates, decimals and nested values carry their text; decimals are numbers to people. */
function plain(value: DuckDBValue): Value {
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return safe(value) ? Number(value) : value;
  if ('toDouble' in value && typeof value.toDouble === 'function') return (value as { toDouble(): number }).toDouble();
  return String(value);
}
