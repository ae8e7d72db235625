// What is timed to find the prices of an engine: statements that do much of one kind of work, written in the relational IR like those of a
// plan, so that the fold which counts the work of a plan counts theirs.

import { type Column, type Expression, type Relation, type Statement, aggregated, call, column, each, integer, item, join, listed, literal, local, project, scan, test, unit } from '../relational/ir.ts';
import { noSpan } from '../source.ts';
import { costsOf } from './statements.ts';
import { kindsOfWork, type Prices, type Work, type WorkKind } from './prices.ts';

export interface Probe {
  readonly kind: WorkKind;
  readonly statement: Statement;
  readonly work: Work;
}

const made = 'probe';
const create = (table: string, from: Relation): Statement => ({ kind: 'create', table, temporary: true, from, source: `work of one kind`, span: noSpan });
const range = (size: number, of = 'r'): Relation => ({ kind: 'range', lo: 0, size, alias: of, column: 'k' });
const int = (of: string, name: string): Expression => column(of, name, 'int');
const real = (of: string, name: string): Expression => column(of, name, 'real');
const divided = (op: 'iquot' | 'irem', e: Expression, by: number): Expression => call(op, 'int', e, integer(by));
const asReal = (e: Expression): Expression => ({ kind: 'cast', value: e, type: 'real' });

/**
 * Rows of the table that is grouped; both sides of the join, [s, i] and [i, j]; how many statements' worth of relations are planned; rows of
 * lists, with as many numbers in one list, in lists of `wide` numbers of which each meets each, and in short ones.
 */
const sizes = { rows: 1_000_000, columns: 500, s: 1_000, i: 196, j: 32, expressions: 100, joins: 8, lists: 8, numbers: 1 << 17, wide: [64, 256], short: [256, 4] } as const;

const cells: readonly Column[] = [{ name: 'a', type: 'int' }, { name: 'b', type: 'int' }, { name: 'val', type: 'real' }];
const matrix = (table: string, rows: number, columns: number): Statement => create(table, project(range(rows * columns), [
  item('a', divided('iquot', int('r', 'k'), columns)), item('b', divided('irem', int('r', 'k'), columns)), item('val', call('div', 'real', asReal(int('r', 'k')), literal(1e6, 'real'))),
]));
/** Other numbers in each row: of constants an engine makes less. */
const numbers = (length: number): Expression => each(listed('range', 'list', integer(0), integer(length)), 'x', null, call('div', 'real', asReal(call('add', 'int', local('x', 'int'), int('r', 'k'))), literal(1e6, 'real')));
const nested = ([outer, inner]: readonly [number, number]): Expression => each(listed('range', 'list', integer(0), integer(outer)), 'y', null, numbers(inner));
const listColumns = { l: numbers(sizes.numbers), m: nested([sizes.numbers / 8, 8]), wide: nested(sizes.wide), short: nested(sizes.short) };
const lists: Statement = create('probe_lists', project(range(sizes.lists), [item('k', int('r', 'k')), ...Object.entries(listColumns).map(([name, value]) => item(name, value))]));

/** The tables that probes read. */
export const probeTables: readonly Statement[] = [
  create('probe_one', project(unit, [item('k', integer(0)), item('val', literal(1, 'real'))])),
  matrix('probe_table', sizes.rows / sizes.columns, sizes.columns), matrix('probe_left', sizes.s, sizes.i), matrix('probe_right', sizes.i, sizes.j), lists,
];

const one = (alias: string): Relation => scan('probe_one', alias, [{ name: 'k', type: 'int' }, { name: 'val', type: 'real' }]);
/** What an equation mostly is: a join and a sum, here of one row. */
const planned = (x: string, y: string): Relation => ({
  kind: 'aggregate', having: null, input: join('inner', one(x), one(y), test(int(x, 'k'), '=', int(y, 'k'))),
  keys: [item('k', int(x, 'k'))], values: [item('val', aggregated('sum', 'real', call('mul', 'real', real(x, 'val'), real(y, 'val'))))],
});
/** A list that is made of a column; of it one number is written down: to keep them all would be work of another kind. */
const ofLists = (name: keyof typeof listColumns, value: (list: Expression) => Expression, depth = 1): Relation => {
  const made = Array.from({ length: depth }).reduce<Expression>((e, _, k) => listed('element', k === depth - 1 ? 'real' : 'list', e, integer(1)), value(column('p', name, 'list')));
  return project(scan('probe_lists', 'p', [{ name: 'k', type: 'int' }, { name, type: 'list' }]), [item('k', int('p', 'k')), item('val', made)]);
};
/** Inner products of all lists with all. */
const products = (list: Expression): Expression => each(list, 'x', null, each(list, 'y', null, listed('dot', 'real', local('x', 'list'), local('y', 'list'))));
const scaledAndShifted = (x: Expression): Expression => call('add', 'real', call('mul', 'real', x, literal(0.5, 'real')), literal(0.1, 'real'));
const total = (of: string): Expression => aggregated('sum', 'real', real(of, 'val'));

/** In an order in which each has much of one kind, and else but what those before it have found the price of. */
const relations: readonly (readonly [WorkKind, Relation])[] = [
  ['statement', project(unit, [item('val', literal(1, 'real'))])],
  ['expression', project(one('o'), Array.from({ length: sizes.expressions }, (_, k) => item(`c${k}`, call('add', 'real', real('o', 'val'), literal(k + 0.5, 'real')))))],
  ['source', { kind: 'union', inputs: Array.from({ length: sizes.joins }, (_, k) => planned(`o${2 * k}`, `o${2 * k + 1}`)) }],
  ['row', project(range(sizes.rows), [item('a', int('r', 'k')), item('b', int('r', 'k')), item('val', literal(1, 'real'))])],
  ['operation', project(range(sizes.rows), [item('a', int('r', 'k')), item('b', int('r', 'k')), item('val', chained(asReal(int('r', 'k')), 6, scaledAndShifted))])],
  ['function', project(range(sizes.rows), [item('a', int('r', 'k')), item('b', int('r', 'k')), item('val', chained(call('mul', 'real', asReal(int('r', 'k')), literal(1e-6, 'real')), 2, x => call('tanh', 'real', call('exp', 'real', call('neg', 'real', x)))))])],
  ['aggregated', { kind: 'aggregate', input: scan('probe_table', 't', cells), keys: [item('b', int('t', 'b')), item('c', divided('irem', int('t', 'a'), 20))], values: [item('val', total('t'))], having: null }],
  ['joined', {
    kind: 'aggregate', having: null, input: join('inner', scan('probe_left', 'x', cells), scan('probe_right', 'w', cells), test(int('x', 'b'), '=', int('w', 'a'))),
    keys: [], values: [item('val', aggregated('sum', 'real', call('mul', 'real', real('x', 'val'), real('w', 'val'))))],
  }],
  ['element', ofLists('l', l => each(l, 'x', null, call('add', 'real', local('x', 'real'), literal(1, 'real'))))],
  ['multiplyAdd', ofLists('wide', products, 2)],
  ['product', ofLists('short', products, 2)],
  ['copied', ofLists('m', m => listed('flatten', 'list', m))],
  ['place', ofLists('l', l => each(listed('range', 'list', integer(0), integer(sizes.numbers)), 'x', null, listed('element', 'real', l, call('add', 'int', local('x', 'int'), integer(1)))))],
];

/** A chain of operations. */
function chained(x: Expression, times: number, next: (x: Expression) => Expression): Expression { return times === 0 ? x : chained(next(x), times - 1, next); }

/** The probes, each with the work that it is. */
export function probes(): readonly Probe[] {
  const { after } = costsOf(probeTables, new Map(), new Map());
  return relations.map(([kind, from]) => {
    const statement = create(made, from);
    return { kind, statement, work: costsOf([statement], after, new Map()).costs[0]!.work };
  });
}

/** The table that every probe makes. */
export const probed = made;

/** A price is not less than this share of the one that is shipped: where a probe took less than all else in it, the clock was wrong. */
const least = 0.01;

/**
 * Prices by what probes took, in milliseconds: of each what is left when the rest of its work is paid. Prices that are not yet found are
 * taken from `shipped`; so that the order matters little, all of them are found twice.
 */
export function pricesOf(took: readonly (readonly [Probe, number])[], shipped: Prices): Prices {
  const prices: Record<WorkKind, number> = { ...shipped };
  for (let round = 0; round < 2; round++) {
    for (const [{ kind, work }, milliseconds] of took) {
      const rest = kindsOfWork.reduce((sum, k) => (k === kind ? sum : sum + work[k] * prices[k]), 0);
      prices[kind] = Number(Math.max((milliseconds * 1e6 - rest) / work[kind], shipped[kind] * least).toPrecision(4));
    }
  }
  return prices;
}
