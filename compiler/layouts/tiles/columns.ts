// The columns of the row that a block is, while it is not known yet which relation they come from.

import { type ColumnType, type Expression, operands } from '../../relational/ir.ts';

/** What lists hold of a value that a table has: numbers of 32 bits are numbers of 64 that were rounded. */
export const listType = (stored: ColumnType): ColumnType => (stored === 'f32' ? 'real' : stored);

/** A column of the row that a block is. */
export interface Column { readonly name: string; readonly type: ColumnType; readonly value: Expression; /** columns that the value reads */ readonly reads: ReadonlySet<string>; /** the equation it is of */ readonly source: string }

/** Columns are written with this alias until it is known which relation they come from. */
export const row = 'row';
/** The column of the model's table that is true in its row of the model. */
export const liveColumn = 'live';
/**
 * Columns that every row of blocks has: its number, how many keys of the block index are in it, and the first of them. `total`: how many there are in all.
 * `keys`: where only data knows the keys, the list of them.
 */
export const blockColumns = { block: 'block', rows: 'rows', start: 'start', total: 'total', keys: 'keys' } as const;
/** The column that tells how many keys an index has, where only data knows. */
export const countColumn = (index: string): string => `count_${index}`;
/** Whole numbers that the model has beside its tensors: how many steps were made, and the seed of draws where there are any. */
export type Counter = 'step' | 'seed';

/** The nodes of an expression as it is written, shared ones counted wherever they stand. */
export function nodes(root: Expression): number {
  const known = new Map<Expression, number>();
  const go = (e: Expression): number => {
    const found = known.get(e);
    if (found !== undefined) return found;
    const inner = operands(e);
    const n = 1 + inner.reduce((sum, o) => sum + go(o), 0);
    known.set(e, n);
    return n;
  };
  return go(root);
}
