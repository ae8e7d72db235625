// Between COO and tiles: rows to nested lists and back.

import { type Binding, type Column, type Expression, type Item, type Relation, type ColumnType, between, call, cast, column, derived, filter, integer, item, join, listed, literal, project, scan, subquery, test } from '../../relational/ir.ts';
import { type Shapes, valueColumn } from '../../relational/lower/shapes.ts';
import type { Part } from './ir.ts';
import type { Keys } from './places.ts';
import { blockColumns, listType, liveColumn } from './columns.ts';

const placeColumn = 'place';

const names = (shapes: Shapes, part: Part): readonly { readonly name: string; readonly type: ColumnType }[] => shapes.columns(part.stored);
/** The key columns of a part's axes, in the tensor's order. */
const axisColumns = (shapes: Shapes, part: Part): readonly string[] => part.fixed.flatMap((v, k) => (v === null ? [names(shapes, part)[k]!.name] : []));

/**
 * The cells of a part, out of rows called by the name of its tensor, as one row (one a block, with its number, where `size` keys of the block
 * index make a block), lists nested in this order. The rows of its box must all be there. `only`: the one block to make.
 */
export function packed(shapes: Shapes, part: Part, rows: Relation, order: readonly number[], block: { readonly index: string; readonly lo: number; readonly size: number } | null, only: number | null = null): Relation {
  const columns = names(shapes, part);
  const value = columns.at(-1)!;
  const alias = part.tensor;
  const keys = axisColumns(shapes, part);
  const fixed = part.fixed.flatMap((v, k) => (v === null ? [] : [test(column(alias, columns[k]!.name, 'int'), '=', integer(v))]));
  const boxed = part.axes.flatMap((a, n) => (part.fixed.some(v => v !== null) ? [test(column(alias, keys[n]!, 'int'), '>=', integer(a.lo)), test(column(alias, keys[n]!, 'int'), '<', integer(a.lo + a.size))] : []));
  const blockAxis = block ? part.axes.findIndex(a => a.index === block.index) : -1;
  const first = block && only !== null ? block.lo + only * block.size : 0;
  const one = block && only !== null ? [between(column(alias, keys[blockAxis]!, 'int'), integer(first), integer(first + block.size - 1))] : [];
  let relation: Relation = filter(rows, [...fixed, ...boxed, ...one]);
  const number = blockAxis < 0 ? null : (of: string): Expression => call('iquot', 'int', block!.lo === 0 ? column(of, keys[blockAxis]!, 'int') : call('sub', 'int', column(of, keys[blockAxis]!, 'int'), integer(block!.lo)), integer(block!.size));
  let of = alias;
  let current: Expression = cast(column(alias, value.name, value.type), listType(value.type));
  if (order.length === 0) return project(relation, [item(part.name, current)]);
  for (let depth = order.length - 1; depth >= 0; depth--) {
    const own = column(of, keys[order[depth]!]!, 'int');
    const outer = order.slice(0, depth).map(k => item(keys[k]!, column(of, keys[k]!, 'int')));
    const places: readonly Item[] = number === null ? [] : [item(blockColumns.block, depth === order.length - 1 || !order.slice(depth + 1).includes(blockAxis) ? number(of) : column(of, blockColumns.block, 'int'))];
    const name = depth === 0 ? part.name : valueColumn;
    const values = [{ name, type: 'list' as const, value: listed('list', 'list', current, own) }];
    const grouped: Relation = { kind: 'aggregate', input: relation, keys: [...places, ...outer], values, having: null };
    if (depth === 0) return grouped;
    of = `by_${depth}`;
    relation = subquery(grouped, of);
    current = column(of, valueColumn, 'list');
  }
  return relation;
}

/** Several relations with a column `block` each as one, with how many keys each block has and the first of them. `only`: the one block. */
export function blockRows(parts: readonly { readonly name: string; readonly relation: Relation }[], block: { readonly lo: number; readonly size: number; readonly total: number }, only: number | null = null): { readonly relation: Relation; readonly items: readonly Item[] } {
  const count = Math.ceil(block.total / block.size);
  const alias = 'blocks';
  const number = column(alias, blockColumns.block, 'int');
  let relation: Relation = { kind: 'range', lo: only ?? 0, size: only === null ? count : 1, alias, column: blockColumns.block };
  for (const p of parts) {
    relation = join('inner', relation, derived(p.relation, p.name), test(column(p.name, blockColumns.block, 'int'), '=', number));
  }
  const start = call('add', 'int', integer(block.lo), call('mul', 'int', integer(block.size), number));
  const rows = call('min', 'int', integer(block.size), call('sub', 'int', integer(block.total), call('mul', 'int', integer(block.size), number)));
  return { relation, items: [item(blockColumns.block, number), item(blockColumns.rows, rows), item(blockColumns.start, start), ...parts.map(p => item(p.name, column(p.name, p.name, 'list')))] };
}

/** Which rows of a table hold parts: its live one, its only one, or one for each block of an index, with the keys in it or the first of them. */
export type Held = 'live' | 'whole' | { readonly index: string; readonly keys: ColumnType | null };

/** The rows of a tensor from the parts that rows of `table` hold. */
export function unpacked(shapes: Shapes, parts: readonly Part[], table: string, orders: ReadonlyMap<string, readonly number[]>, held: Held): Relation {
  const inputs = parts.map(p => unpackedPart(shapes, p, table, orders.get(p.name)!, held));
  return inputs.length === 1 ? inputs[0]! : { kind: 'union', inputs };
}

function unpackedPart(shapes: Shapes, part: Part, table: string, order: readonly number[], held: Held): Relation {
  const columns = names(shapes, part);
  const value = columns.at(-1)!;
  const keys = axisColumns(shapes, part);
  let of = table;
  const own: Column = { name: part.name, type: order.length ? 'list' : listType(value.type) };
  const blocks = typeof held === 'string' ? null : { ...held, column: held.keys === null ? { name: blockColumns.start, type: 'int' as const } : { name: blockColumns.keys, type: 'list' as const } };
  const beside: readonly Column[] = held === 'live' ? [{ name: liveColumn, type: 'bool' }] : blocks ? [blocks.column] : [];
  let relation: Relation = scan(table, table, [own, ...beside]);
  if (held === 'live') relation = filter(relation, [column(table, liveColumn, 'bool')]);
  let list: Expression = column(table, part.name, order.length ? 'list' : listType(value.type));
  order.forEach((axis, depth) => {
    const { lo, size, index } = part.axes[axis]!;
    const typeOf = (k: number): ColumnType => (part.axes[k]!.index === blocks?.index ? blocks.keys ?? 'int' : 'int');
    const outer = order.slice(0, depth).map(k => item(keys[k]!, column(of, keys[k]!, typeOf(k))));
    // what tells the keys of a block is carried along until they are wanted
    const later = blocks && order.slice(depth + 1).some(k => part.axes[k]!.index === blocks.index) ? [item(blocks.column.name, column(of, blocks.column.name, blocks.column.type))] : [];
    const keysHere = (): Expression => {
      if (blocks?.index !== index) return listed('range', 'list', integer(lo), size === Infinity ? listed('length', 'int', list) : integer(lo + size));
      const told = column(of, blocks.column.name, blocks.column.type);
      return blocks.keys === null ? listed('range', 'list', told, call('add', 'int', told, listed('length', 'int', list))) : told;
    };
    const inner: ColumnType = depth === order.length - 1 ? listType(value.type) : 'list';
    const opened = project(relation, [
      ...outer, ...later,
      item(keys[axis]!, listed('unnest', typeOf(axis), keysHere())),
      item(valueColumn, listed('unnest', inner, list)),
    ]);
    of = `at_${depth}`;
    relation = subquery(opened, of);
    list = column(of, valueColumn, inner);
  });
  const items = columns.map((c, k): Item => {
    if (k === columns.length - 1) return item(c.name, cast(list, value.type));
    const v = part.fixed[k];
    return item(c.name, v === null || v === undefined ? column(of, c.name, blocks && part.axes[keys.indexOf(c.name)]?.index === blocks.index ? blocks.keys ?? 'int' : 'int') : literal(v, 'int'));
  });
  return project(relation, items);
}

/**
 * The cells of a part by the key of the block index: one row a key, the other axes in lists nested in this order. `only`: which keys, from
 * the first to the last; all unless given.
 */
export function packedRows(shapes: Shapes, part: Part, table: string, order: readonly number[], keys: { readonly index: string; readonly column: string }, only: readonly [Expression, Expression] | null = null): Relation {
  const axis = part.axes.findIndex(a => a.index === keys.index);
  const columns = names(shapes, part);
  const all = columns.slice(0, -1).flatMap((c, k) => (part.fixed[k] === null ? [c] : []));
  const fixed = part.fixed.flatMap((v, k) => (v === null ? [] : [test(column(part.stored, columns[k]!.name, 'int'), '=', integer(v))]));
  const inner = order.filter(k => k !== axis);
  let of = part.stored;
  const own = column(of, all[axis]!.name, all[axis]!.type);
  let relation: Relation = filter(scan(table, part.stored, columns), only ? [...fixed, between(own, ...only)] : fixed);
  let current: Expression = cast(column(of, valueColumn, columns.at(-1)!.type), listType(columns.at(-1)!.type));
  inner.forEach((_, n) => {
    const depth = inner.length - 1 - n;
    const own = column(of, all[inner[depth]!]!.name, 'int');
    const outer = inner.slice(0, depth).map(k => item(all[k]!.name, column(of, all[k]!.name, all[k]!.type)));
    const by = item(all[axis]!.name, column(of, all[axis]!.name, all[axis]!.type));
    relation = { kind: 'aggregate', input: relation, keys: [by, ...outer], values: [{ name: valueColumn, type: 'list', value: listed('list', 'list', current, own) }], having: null };
    of = `by_${depth}`;
    relation = subquery(relation, of);
    current = column(of, valueColumn, 'list');
  });
  return project(relation, [item(keys.column, column(of, all[axis]!.name, all[axis]!.type)), item(valueColumn, current)]);
}

/** A list a row, by the key of the block index; `rows: null` stands for the keys themselves. */
interface Rows { readonly name: string; readonly rows: Relation | null; readonly type: ColumnType }
interface Key { readonly column: string; readonly type: ColumnType }

/** Named relations that put rows together to blocks, of about as many rows each. `blocks`: those of one row, which is missing where a block has no rows. */
export function gatheredBlocks(parts: readonly Rows[], keys: Relation, by: Key, blocks: readonly string[], keyed: boolean, names: { readonly keys: string; readonly places: string }): readonly Binding[] {
  const { keys: rows, places: placed } = names;
  const binding = (name: string, relation: Relation, note: string | null): Binding => ({ name, columns: null, materialized: null, relation, note });
  const key = column(rows, by.column, by.type);
  const place = call('sub', 'int', { kind: 'rowNumber', by: [key] }, integer(1));
  const places = project(scan(rows, rows, [{ name: by.column, type: by.type }]), [item(by.column, key), item('place', place)]);
  const total: Expression = { kind: 'rowCount', table: placed };
  return [
    binding(rows, keys, null),
    { ...binding(placed, places, 'rows in the order of their keys'), materialized: blocks.length > 1 ? true : null },
    ...blocks.map((name, k) => binding(name, gatheredBlock(keyed ? [...parts, { name: blockColumns.keys, rows: null, type: by.type }] : parts, placed, by, k, blocks.length === 1 ? null : call('iquot', 'int', call('mul', 'int', integer(blocks.length), column(placed, 'place', 'int')), total)), null)),
  ];
}

/** The block of number `k` among rows with their places, each of which `blockOf` tells its block (null: there is only one). */
function gatheredBlock(parts: readonly Rows[], placed: string, by: Key, k: number, blockOf: Expression | null): Relation {
  const rows = scan(placed, placed, [{ name: by.column, type: by.type }, { name: 'place', type: 'int' }]);
  const own = (r: Relation): Relation => (blockOf === null ? r : filter(r, [test(blockOf, '=', integer(k))]));
  const some: Expression = { kind: 'test', test: '>', left: { kind: 'aggregated', by: 'count', args: [], descending: false, type: 'int' }, right: integer(0) };
  const lists = parts.map(p => {
    const joined = p.rows ? join('inner', rows, p.rows, test(column(p.name, by.column, by.type), '=', column(placed, by.column, by.type))) : rows;
    const value = p.rows ? column(p.name, valueColumn, p.type) : column(placed, by.column, by.type);
    return { name: p.name, relation: { kind: 'aggregate' as const, input: own(joined), keys: [], values: [{ name: p.name, type: 'list' as const, value: listed('list', 'list', value, column(placed, 'place', 'int')) }], having: some } };
  });
  const [first, ...rest] = lists;
  const joined = rest.reduce<Relation>((a, p) => join('inner', a, derived(p.relation, p.name), null), derived(first!.relation, first!.name));
  return project(joined, [item(blockColumns.block, integer(k)), item(blockColumns.rows, listed('length', 'int', column(first!.name, first!.name, 'list'))), item(blockColumns.start, integer(0)), ...lists.map(p => item(p.name, column(p.name, p.name, 'list')))]);
}

/** The places, from 0, of the keys of an index in their order. */
export function placesOf(keys: Keys): Relation {
  const key = column(keys.table, keys.column, keys.type);
  return project(scan(keys.table, keys.table, [{ name: keys.column, type: keys.type }]), [item(keys.column, key), item(placeColumn, call('sub', 'int', { kind: 'rowNumber', by: [key] }, integer(1)))]);
}

/** Rows with places instead of keys, or with `back` keys instead of places, in the columns that `tables` has a table of places for. */
export function exchanged(table: Relation, alias: string, columns: readonly { readonly name: string; readonly type: ColumnType }[], tables: readonly ({ readonly table: string; readonly keys: Keys } | null)[], back: boolean): Relation {
  let relation = table;
  const items = columns.map((c, k): Item => {
    const found = tables[k];
    if (!found) return item(c.name, column(alias, c.name, c.type));
    const own = `${c.name}_places`;
    const key = column(own, found.keys.column, found.keys.type), place = column(own, placeColumn, 'int');
    relation = join('inner', relation, scan(found.table, own, [{ name: found.keys.column, type: found.keys.type }, { name: placeColumn, type: 'int' }]), test(back ? place : key, '=', column(alias, c.name, back ? 'int' : found.keys.type)));
    return item(c.name, back ? key : place);
  });
  return project(relation, items);
}
