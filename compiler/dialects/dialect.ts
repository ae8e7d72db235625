// What an SQL engine does in its own way. A dialect is data: whatever it does not state is as in `ops.ts` and standard SQL.

import type { ColumnType } from '../catalog.ts';
import type { AggregateName } from '../relational/ir.ts';
import type { OpName } from '../tensor/ops.ts';

export interface Dialect {
  readonly name: string;
  readonly types: Readonly<Record<ColumnType, string>>;
  /** `{0}`, `{1}` … are the operands, each in parentheses if it needs them; only what differs from the table of operations */
  readonly ops: Partial<Readonly<Record<OpName, string>>>;
  /** `{0}` … are arguments; `argFirst` has one template for the smallest first, one for the largest */
  readonly aggregates: Readonly<Record<Exclude<AggregateName, 'argFirst'>, string>> & { readonly argFirst: { readonly ascending: string; readonly descending: string } };
  /** a source of consecutive integers, as it stands in FROM before AS */
  readonly range: (lo: number, end: number) => string;
  readonly infinity: string;
  readonly negativeInfinity: string;
  readonly nan: string;
}
