// The driver interface: what the runtime asks of an engine. Nothing here belongs to one engine, and all of it is
// asynchronous, because the same plan must run on a distributed one.

/** A value as it enters or leaves SQL: dates are ISO text, whole numbers beyond 2^53 are bigint. */
export type Value = number | bigint | boolean | string | null;

/** Values of parameters, by name without `$`. Exactly the parameters that occur in the statement are given. */
export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** What a query reads: paths of files, which may be patterns, and what stands in FROM as the name of a table (`text`: not in double quotes). */
export interface QueryReads { readonly files: readonly string[]; readonly tables: readonly { readonly name: string; readonly text: boolean }[] }

/** A column of a result. `type` is the name of the engine's own type. */
export interface ResultColumn { readonly name: string; readonly type: string }

export interface Result { readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Value[])[] }

export type TypedArray = Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/** A column to append: a typed array is copied as it is, and so must be of the column's own width. */
export type ColumnData = TypedArray | readonly Value[];

export interface ConnectOptions {
  /** `:memory:` or a file, which is made if it is not there */
  readonly path: string;
  /** 1 unless given: sums of floating-point numbers must not depend on the order in which threads finish */
  readonly threads?: number;
  /** such as `2GB`; the engine's own default unless given */
  readonly memoryLimit?: string;
  /** where what does not fit into memory goes */
  readonly tempDirectory?: string;
  /** folders and files that may still be read and written after `lock`, besides the database itself */
  readonly allowed?: readonly string[];
}

export interface Database {
  /** `:memory:` or the absolute path of the file */
  readonly path: string;
  /** One statement, or several without parameters with semicolons between them, of which the first creates a table. */
  execute(sql: string, parameters?: Parameters): Promise<void>;
  query(sql: string, parameters?: Parameters): Promise<Result>;
  /** The columns that one query would yield, without running it. Anything but exactly one query is an error. */
  describe(sql: string): Promise<readonly ResultColumn[]>;
  /** What one query reads, without running it. Errors: it is not one query (`statement`), or does more than a program may (`permission`). */
  reads(sql: string): Promise<QueryReads>;
  /** Runs `body` in one transaction: all of it is kept, or, if it throws, nothing. Inside another it is part of that one. */
  transaction<T>(body: () => Promise<T>): Promise<T>;
  /** Appends rows, given as columns of equal length in the order of the table's columns. */
  append(table: string, columns: readonly ColumnData[]): Promise<void>;
  /** From here on no file but the database and what `allowed` and `files` name can be reached, and no setting can be changed. */
  lock(files?: readonly string[]): Promise<void>;
  /** How many threads the engine has from here on: the one setting that `lock` leaves open. */
  useThreads(threads: number): Promise<void>;
  /** How many bytes all tables take that are kept in memory; null: the engine does not say. */
  memoryOfTables(): Promise<number | null>;
  /** Makes the running statement fail with code `interrupted`; the end of a transaction is not disturbed. */
  interrupt(): void;
  close(): Promise<void>;
}

export type Connect = (options: ConnectOptions) => Promise<Database>;

export type DatabaseErrorCode =
  /** another process holds the file */
  | 'held'
  /** the file is not a database of this engine, or is damaged */
  | 'not-a-database'
  /** written by a version of the engine that this one cannot read */
  | 'newer-version'
  /** the disk is full, or a file cannot be read or written */
  | 'disk'
  | 'memory'
  | 'permission'
  | 'interrupted'
  /** the engine is not installed */
  | 'engine'
  /** the statement failed; which one is for the caller to say */
  | 'statement';

/** The engine, its file, disk or memory failed, or a statement did. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  constructor(readonly code: DatabaseErrorCode, message: string, readonly hint: string, options?: ErrorOptions) { super(message, options); }
}
