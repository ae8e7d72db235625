// What an SQL engine does in its own way. A dialect is data: whatever it does not state is as in the table of operations.

import type { AggregateName, ColumnType, ListFunction } from '../relational/ir.ts';
import type { OpName } from '../tensor/ops.ts';
import type { SqlTemplate } from '../tensor/ops/sql.ts';

export interface Dialect {
  readonly name: string;
  readonly types: Readonly<Record<ColumnType, string>>;
  /** operations that are written otherwise than in the table of operations */
  readonly ops: Partial<Readonly<Record<OpName, SqlTemplate>>>;
  readonly aggregates: Readonly<Record<AggregateName, (args: readonly string[], descending: boolean) => string>>;
  /** functions of lists, and how the function of an element is written; null: the engine has no lists */
  readonly lists: (Readonly<Record<ListFunction, (args: readonly string[]) => string>> & { readonly lambda: (parameters: readonly string[], body: string) => string; readonly each: (list: string, lambda: string) => string; readonly fold: (list: string, lambda: string) => string }) | null;
  /** a source of the integers lo … end − 1, as it stands in FROM before AS */
  readonly range: (lo: number, end: number) => string;
}
