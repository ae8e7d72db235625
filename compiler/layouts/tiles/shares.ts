// Sums over blocks: what each block adds lies beside what the other adds, and the sum is a column made of them like any other, so that it
// becomes part of what reads it. Of more than two blocks there is a list in their order.

import { type Column as RelationColumn, type ColumnType, type Expression, type Item, type Relation, call, column, conjunction, each, fold, integer, item, join, listed, local, project, scan, test } from '../../relational/ir.ts';
import { blockColumns, type Column, row } from './columns.ts';
import { NotTiled, type TileEquation, type TileProgram } from './ir.ts';
import type { Nest } from './nest.ts';

export interface Share {
  readonly equation: TileEquation;
  /** what the shares are called where they lie beside each other; of one block, or of more than two, the sum itself */
  readonly names: readonly string[];
  /** the sum as a column, where it is made of the shares afterwards */
  readonly sum: Column | null;
}

export class Shares {
  /** where only data knows how many rows there are, the column that tells how many blocks have some, by pass */
  private readonly counts = new Map<number, string>();

  constructor(private readonly program: TileProgram, private readonly nest: Nest, private readonly blocks: number) {}

  /** The shares of an equation's sum that blocks make in a pass. */
  of(equation: TileEquation, pass: number): Share {
    const { bind } = equation;
    if (this.blocks !== 2) return { equation, names: [bind], sum: null };
    const [first, last] = [0, 1].map(k => this.nest.fresh(`${bind}_${k}`)) as [string, string];
    const type = this.typeOf(equation);
    const both = added(this.nest, equation, column(row, first, type), column(row, last, type), this.depth(equation));
    const count = this.countOf(pass);
    // only data knows how many rows there are, so the last block may have none
    const value = count === null ? both : listed('ifOne', type, column(row, count, 'int'), column(row, first, type), both);
    return { equation, names: [first, last], sum: { name: bind, type, value, reads: new Set([first, last, ...(count === null ? [] : [count])]), source: equation.source } };
  }

  /** The column that tells how many blocks have rows; null: all have. */
  countOf(pass: number): string | null {
    if (this.program.keys === null || this.blocks !== 2) return null;
    const known = this.counts.get(pass) ?? this.nest.fresh('blocks');
    this.counts.set(pass, known);
    return known;
  }

  /**
   * The shares that the rows of blocks have, beside each other in one row. `after`: what the sums of more than two blocks are then, which come
   * as lists.
   */
  beside(shares: readonly (Share & { readonly column: string })[], pass: number, rows: { readonly name: string; readonly columns: readonly RelationColumn[] }, fresh: (wanted: string) => string): { readonly relation: Relation; readonly items: readonly Item[]; readonly after: (share: Share, at: (name: string) => Expression) => Expression | null } {
    const at = (alias: string, name: string): Expression => column(alias, name, rows.columns.find(c => c.name === name)!.type);
    const block = (alias: string): Expression => at(alias, blockColumns.block);
    const aggregated = (items: readonly Item[]): Relation => ({ kind: 'aggregate', input: scan(rows.name, rows.name, rows.columns), keys: [], values: items, having: null });
    if (this.blocks > 2) {
      const order = item(this.nest.fresh('order'), listed('list', 'list', block(rows.name)));
      const lists = new Map(shares.map(s => [s.equation, this.nest.fresh(`${s.equation.bind}_parts`)]));
      const items = [order, ...shares.map(s => item(lists.get(s.equation)!, listed('list', 'list', at(rows.name, s.column))))];
      return {
        items, relation: aggregated(items),
        after: ({ equation }, now) => {
          const type = this.typeOf(equation);
          return fold(listed('inOrder', 'list', now(lists.get(equation)!), now(order.name)), 'a', 'b', added(this.nest, equation, local('a', type), local('b', type), this.depth(equation)), type);
        },
      };
    }
    if (this.blocks === 2 && this.program.keys === null) {
      const sides = [fresh('one'), fresh('other')];
      const items = shares.flatMap(s => s.names.map((name, k) => item(name, at(sides[k]!, s.column))));
      const [one, other] = sides.map(alias => scan(rows.name, alias, rows.columns));
      const on = conjunction(sides.map((alias, k) => test(block(alias), '=', integer(k))));
      return { items, relation: project(join('inner', one!, other!, on), items), after: () => null };
    }
    const count = this.countOf(pass);
    const items = [
      ...(count === null ? [] : [item(count, { kind: 'aggregated', by: 'count', args: [], descending: false, type: 'int' })]),
      ...shares.flatMap(s => s.names.map((name, k) => item(name, listed(k === 0 ? 'firstBy' : 'lastBy', this.typeOf(s.equation), at(rows.name, s.column), block(rows.name))))),
    ];
    return { items, relation: aggregated(items), after: () => null };
  }

  private depth(e: TileEquation): number { return this.program.parts.get(e.bind)!.axes.length; }
  private typeOf(e: TileEquation): ColumnType { return this.depth(e) ? 'list' : this.nest.typeOf(e.bind); }
}

/** Two shares put together, cell by cell. */
function added(nest: Nest, e: TileEquation, a: Expression, b: Expression, depth: number): Expression {
  const type = nest.typeOf(e.bind);
  if (depth === 0) {
    switch (e.reduce) {
      case 'sum': return call('add', type, a, b);
      case 'max': return call('max', type, a, b);
      case 'min': return call('min', type, a, b);
      case 'any': return call('or', 'bool', a, b);
      case 'all': return call('and', 'bool', a, b);
      default: throw new NotTiled(`${e.bind} is a ${e.reduce} over blocks`);
    }
  }
  const name = `ab${depth}`;
  const half = (k: number): Expression => listed('field', depth === 1 ? type : 'list', local(name, 'list'), integer(k));
  return each(listed('zip', 'list', a, b), name, null, added(nest, e, half(1), half(2), depth - 1));
}
