// What the compiler is told about the world: headers of the sources a program names. It never reads them itself.

/** Identifies a source: `file:PATH` (as written in the program), `table:NAME` or `sql:QUERY`. */
export type SourceId = string;

export type ColumnType = 'int' | 'real' | 'f32' | 'bool' | 'text' | 'date';

export type SourceHeader =
  /** csv, parquet, json, a table, a query */
  | { readonly kind: 'relation'; readonly columns: readonly ColumnHeader[]; readonly rows: number }
  /** npy, idx: one dense array */
  | { readonly kind: 'array'; readonly shape: readonly number[]; readonly type: ColumnType }
  /** npz: named arrays */
  | { readonly kind: 'arrays'; readonly members: Readonly<Record<string, { readonly shape: readonly number[]; readonly type: ColumnType }>> };

export interface ColumnHeader {
  readonly name: string;
  readonly type: ColumnType;
  /** smallest and largest value of an integer column, where known; beyond 2^53 the nearest numbers to them */
  readonly range: readonly [number, number] | null;
  /** text without a value, which says nothing of its type */
  readonly empty?: boolean;
  /** text, but only numbers, written in a way that is not theirs elsewhere: +inf, 1_000 */
  readonly numeric?: boolean;
  /** written as text, and read as infinite somewhere: the texts say whether infinity is meant, or a number that is too large */
  readonly infinite?: boolean;
  /** the first value that makes text of a column which also has numbers, and its place, for people: `zwei` in column b, line 3 of x.csv */
  readonly odd?: string;
}

export interface Catalog { readonly sources: Readonly<Record<SourceId, SourceHeader>> }

/** What `sources()` says a program names: data to read headers of, modules to read the text of. */
export interface SourceRequests {
  readonly data: readonly { readonly id: SourceId; readonly origin: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'table'; readonly name: string } | { readonly kind: 'sql'; readonly query: string }; readonly span: import('./source.ts').Span }[];
  readonly modules: readonly { readonly path: string; readonly span: import('./source.ts').Span }[];
}

// ------------------------------------------------------------------ how inputs are filled

export type AxisSource =
  /** the number of the row in the file, from 0, plus `offset` */
  | { readonly kind: 'row'; readonly offset: number }
  /** wide: the position of the column in this list, from `lo` of the index */
  | { readonly kind: 'columns'; readonly columns: readonly string[] }
  /** long: the value of this column */
  | { readonly kind: 'column'; readonly name: string }
  /** an array's dimension: the position along it plus `offset` */
  | { readonly kind: 'dimension'; readonly position: number; readonly offset: number };

export type ValueSource =
  | { readonly kind: 'column'; readonly name: string }
  /** the element of the array, or the content of the wide column */
  | { readonly kind: 'element' };

export type Load =
  | { readonly kind: 'stored'; readonly source: SourceId; readonly member: string | null; readonly axes: readonly AxisSource[]; readonly value: ValueSource; readonly nulls: 'refuse' | 'skip' | number }
  | { readonly kind: 'literal'; readonly rows: readonly { readonly at: readonly (number | string)[]; readonly value: number | string | boolean }[] }
  /** rows of these input tensors one after the other (same axes) */
  | { readonly kind: 'union'; readonly of: readonly string[] }
  /** rows of that input tensor whose axis number `axis` lies in the domain of this tensor's index there */
  | { readonly kind: 'restrict'; readonly of: string; readonly axis: number };

/** How the relation of an index with a table domain is made. */
export type DomainMaking =
  /** the sorted distinct keys over these columns of input tensors (axis number, or null for the value) */
  | { readonly kind: 'keys'; readonly of: readonly { readonly tensor: string; readonly axis: number | null }[] }
  /** the keys of another index for which a boolean tensor over it is true */
  | { readonly kind: 'selection'; readonly of: string; readonly condition: string }
  /**
   * Other keys of another index at each step: those at `size` places in the order of the tensor `order` over it (equal values in the
   * order of the keys). Step 1 takes the first places, the next step those after them; the last part of an epoch is what is left.
   */
  | { readonly kind: 'batch'; readonly of: string; readonly order: string; readonly size: number };

/** The tensors that the making of an index reads. */
export const readByMaking = (making: DomainMaking): readonly string[] => {
  switch (making.kind) {
    case 'keys': return making.of.map(o => o.tensor);
    case 'selection': return [making.condition];
    case 'batch': return [making.order];
  }
};
