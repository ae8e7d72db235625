// Equations of every shape: SQL on DuckDB against the reference evaluator, cell by cell, missing cells included.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Program, bool, computed, int, key, size, text } from '../../compiler/tensor/ir.ts';
import { agree } from './duckdb.ts';
import { add, affine, arg, at, call, data, equation, letter, maybe, mul, number, program, range, read, sub, table, term } from './program.ts';

const i = range('i', 4), j = range('j', 3), s = range('s', 6), c = range('c', 3), d = range('d', 3), u = range('u', 4), f = range('f', 12);
const dense = (name: string, sizes: readonly number[], lo: readonly number[] = []) => {
  let cells: (readonly [number[], number])[] = [[[], 1]];
  sizes.forEach((n, axis) => { cells = cells.flatMap(([place, v]) => Array.from({ length: n }, (_, k) => [[...place, k + (lo[axis] ?? 0)], (v * 7 + k * 3 + name.length) % 11 - 5 + k / 8] as const)); });
  return cells.map(([place, v]) => [place, Math.round(v * 1000) / 1000] as const);
};
const W = data('W', ['i', 'j'], dense('W', [4, 3]), { full: true });
const x = data('x', ['s', 'i'], dense('x', [6, 4]), { full: true });
const b = data('b', ['j'], dense('b', [3]), { full: true });
/** some rows are missing */
const sparse = data('A', ['i', 'j'], dense('A', [4, 3]).filter((_, k) => k % 3 !== 1));
const hole = data('B', ['i', 'j'], dense('Bx', [4, 3]).filter((_, k) => k % 2 === 0));
const label = data('label', ['s'], [[[0], 2], [[1], 0], [[2], 2], [[4], 1], [[5], 1]], { type: key('c') });
const img = data('img', ['s'], dense('img', [6]), { full: true });
const kernel = data('K', ['d'], dense('K', [3]), { full: true });

function check(name: string, p: Program, least = 1): void {
  void test(name, async () => { assert.ok((await agree(p)) >= least); });
}

check('matrix product', program([i, j, s], [W, x], [equation('z', ['s', 'j'], 'sum', [term(['s', 'j'], [read('W', 'i', 'j'), read('x', 's', 'i')], mul(arg(0), arg(1)))])]), 18);
check('element-wise after a contraction', program([i, j, s], [W, x, b], [
  equation('z', ['s', 'j'], 'sum', [term(['s', 'j'], [read('W', 'i', 'j'), read('x', 's', 'i')], mul(arg(0), arg(1)))]),
  equation('h', ['s', 'j'], 'only', [term(['s', 'j'], [read('z', 's', 'j'), read('b', 'j')], call('tanh', add(arg(0), arg(1))))]),
]), 36);
check('transpose, outer product, diagonal, broadcast', program([i, j, s], [W, x, b], [
  equation('t', ['j', 'i'], 'only', [term(['j', 'i'], [read('W', 'i', 'j')], arg(0))]),
  equation('o', ['i', 'j', "j'"], 'only', [term(['i', 'j', "j'"], [read('W', 'i', 'j'), read('b', "j'")], mul(arg(0), arg(1)))]),
  equation('g', ['i', "i'"], 'sum', [term(['i', "i'"], [read('W', 'i', 'j'), read('W', "i'", 'j')], mul(arg(0), arg(1)))]),
  equation('tr', [], 'sum', [term([], [read('g', 'i', 'i')], arg(0))]),
  equation('all_s', ['s', 'j'], 'only', [term(['s', 'j'], [read('b', 'j')], mul(number(2), arg(0)))]),
]));
check('every reduction, over rows that may be missing', program([i, j, s], [sparse], [
  ...(['sum', 'max', 'min', 'mean', 'prod'] as const).map(r => equation(`r_${r}`, ['i'], r, [term(['i'], [read('A', 'i', 'j')], arg(0))])),
  equation('r_any', ['i'], 'any', [term(['i'], [read('A', 'i', 'j')], call('gt', arg(0), number(2)))], { type: bool }),
  equation('r_all', ['i'], 'all', [term(['i'], [read('A', 'i', 'j')], call('gt', arg(0), number(-2)))], { type: bool }),
  equation('r_count', ['i'], 'count', [term(['i'], [read('A', 'i', 'j')], arg(0))], { type: int }),
  equation('r_argmax', ['i'], 'argmax', [term(['i'], [read('A', 'i', 'j')], call('floor', arg(0)), { pick: letter('j') })], { type: key('j') }),
  equation('r_argmin', ['i'], 'argmin', [term(['i'], [read('A', 'i', 'j')], call('floor', arg(0)), { pick: letter('j') })], { type: key('j') }),
]));
check('scalars over nothing', program([i, j], [sparse], [
  equation('sum0', [], 'sum', [term([], [read('A', 'i', 'j')], arg(0), { where: call('gt', arg(0), number(1e6)) })]),
  equation('mean0', [], 'mean', [term([], [read('A', 'i', 'j')], arg(0), { where: call('gt', arg(0), number(1e6)) })]),
  equation('any0', [], 'any', [term([], [read('A', 'i', 'j')], call('gt', arg(0), number(0)), { where: call('gt', arg(0), number(1e6)) })], { type: bool }),
  equation('use', [], 'only', [term([], [read('sum0')], add(arg(0), number(1)))]),
]), 3);
check('a sum over nothing holds its fill wherever it is read', program([i, j, c], [sparse, hole], [
  equation('z', ['i', "j"], 'sum', [term(['i', 'j'], [read('A', 'i', 'j'), read('B', 'i', 'j')], mul(arg(0), arg(1)))]),
  equation('plus', ['i', 'j'], 'only', [term(['i', 'j'], [read('z', 'i', 'j')], add(arg(0), number(1)))]),
  equation('times', ['i', 'j'], 'only', [term(['i', 'j'], [read('z', 'i', 'j'), read('A', 'i', 'j')], mul(arg(0), arg(1)))]),
  equation('again', ['i'], 'sum', [term(['i'], [read('z', 'i', 'j')], mul(number(3), arg(0)))]),
  equation('shifted', ['i'], 'sum', [term(['i'], [read('z', affine(1, [1, 'i']), 'j')], call('exp', arg(0)))]),
  equation('maxed', ['j'], 'max', [term(['j'], [read('z', 'i', 'j')], call('neg', call('abs', arg(0))))]),
  equation('maybe', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('z', 'i', 'j')], call('coalesce', arg(0), number(99)))]),
  equation('chosen', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j'), maybe('z', 'i', 'j')], call('if', call('gt', call('coalesce', arg(0), number(-1)), number(0)), arg(1), number(7)))]),
  equation('bounded', ['i', 'j'], 'sum', [term(['i', 'j'], [read('B', 'i', 'j')], arg(0))], { within: 'A' }),
  equation('sees', ['i', 'j'], 'only', [term(['i', 'j'], [read('bounded', 'i', 'j')], add(arg(0), number(10)))]),
  equation('step', ['i', 'j'], 'only', [term(['i', 'j'], [read('A', 'i', 'j'), read('bounded', 'i', 'j')], sub(arg(0), mul(number(0.5), arg(1))))]),
  equation('maybe_bounded', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('bounded', 'i', 'j')], call('coalesce', arg(0), number(55)))]),
]));
check('optional arguments', program([i, j], [sparse, hole], [
  equation('either', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j'), maybe('B', 'i', 'j')], call('coalesce', arg(0), arg(1)))]),
  equation('sums', ['i'], 'sum', [term(['i'], [maybe('A', 'i', 'j'), maybe('B', 'i', 'j')], add(arg(0), arg(1)))]),
  equation('counts', ['i'], 'count', [term(['i'], [maybe('A', 'i', 'j')], arg(0))], { type: int }),
  equation('in', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j')], call('present', arg(0)))], { type: bool }),
  equation('anti', ['i', 'j'], 'only', [term(['i', 'j'], [read('B', 'i', 'j'), maybe('A', 'i', 'j')], arg(0), { where: call('not', call('present', arg(1))) })]),
  equation('unchosen', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j'), maybe('B', 'i', 'j')], call('if', call('gt', letter('i'), number(1)), arg(0), arg(1)))]),
  equation('condition', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j'), maybe('B', 'i', 'j')], call('if', call('gt', arg(0), number(0)), number(1), number(2)))]),
  equation('strict_and', ['i', 'j'], 'only', [term(['i', 'j'], [maybe('A', 'i', 'j'), maybe('B', 'i', 'j')], call('and', call('gt', arg(0), number(0)), call('gt', arg(1), number(0))))], { type: bool }),
  equation('division', ['i', 'j'], 'only', [term(['i', 'j'], [], call('idiv', add(letter('i'), { kind: 'literal', value: 1, type: 'int' }), letter('j')))], { type: int }),
]));
check('gathers and scatters', program([s, c, j, i], [label, data('E', ['c', 'j'], dense('E', [3, 3]), { full: true }), img], [
  equation('row', ['s', 'j'], 'only', [term(['s', 'j'], [read('label', 's'), read('E', computed(arg(0)), 'j')], arg(1))]),
  equation('hist', ['c'], 'sum', [term([computed(arg(0))], [read('label', 's')], number(1))]),
  equation('peak', ['c'], 'max', [term([computed(arg(0))], [read('label', 's'), read('img', 's')], arg(1))]),
  equation('by_class', ['c'], 'mean', [term(['c'], [read('img', 's'), read('label', 's')], arg(0), { where: call('eq', letter('c'), arg(1)) })]),
  equation('onehot', ['s', 'c'], 'only', [term(['s', 'c'], [read('label', 's')], call('iverson', call('eq', letter('c'), arg(0))))]),
  equation('maybe_there', ['s'], 'only', [term(['s'], [maybe('label', 's'), maybe('E', computed(arg(0)), 1)], call('coalesce', arg(1), number(-1)))]),
  equation('lands_outside', ['i'], 'sum', [term([computed(call('add', arg(0), { kind: 'literal', value: 2, type: 'int' }))], [read('label', 's')], number(1))]),
]));
check('affine coordinates', program([s, c, d, u, f, i, j], [img, kernel, W, data('wide', ['f'], dense('wide', [12]), { full: true })], [
  equation('conv', ['u'], 'sum', [term(['u'], [read('K', 'd'), read('img', affine(0, [1, 'u'], [1, 'd']))], mul(arg(0), arg(1)))]),
  equation('padded', ['s'], 'mean', [term(['s'], [read('img', affine(-1, [1, 's'], [1, 'd']))], arg(0))]),
  equation('pool', ['d'], 'max', [term(['d'], [read('wide', affine(0, [4, 'd'], [1, 'i']))], arg(0))]),
  equation('stride', ['d'], 'only', [term(['d'], [read('wide', affine(1, [4, 'd']))], arg(0))]),
  equation('reverse', ['s'], 'only', [term(['s'], [read('img', affine(5, [-1, 's']))], arg(0))]),
  equation('flat', ['f'], 'only', [term([affine(0, [3, 'i'], [1, 'j'])], [read('W', 'i', 'j')], arg(0))]),
  equation('unflat', ['i', 'j'], 'only', [term(['i', 'j'], [read('flat', affine(0, [3, 'i'], [1, 'j']))], arg(0))]),
  equation('sums', ['f'], 'sum', [term([affine(0, [1, 'i'], [1, "i'"])], [read('W', 'i', 0), read('W', "i'", 1)], mul(arg(0), arg(1)))]),
  equation('both', ['i'], 'sum', [term(['i'], [read('wide', affine(0, [1, 'i'], [1, 'j'])), read('wide', affine(0, [1, 'i'], [-1, 'j']))], mul(arg(0), arg(1)))]),
  equation('cut', ['u'], 'sum', [term([affine(-2, [1, 's'])], [read('img', 's')], arg(0))]),
  equation('wrapped', ['s'], 'only', [term(['s'], [read('img', computed(call('imod', call('sub', letter('s'), { kind: 'literal', value: 1, type: 'int' }), size('s'))))], arg(0))]),
  equation('places', ['f', 'f'], 'sum', [term(['f', "f"], [read('wide', 'f')], arg(0))].map(t => ({ ...t, out: [at('f'), at('f')] })), { axes: [{ column: 'f', index: 'f' }, { column: 'f_2', index: 'f' }] }),
]));
check('several terms', program([i, j, s], [sparse, hole, W], [
  equation('c', ['i', 'j'], 'sum', [term(['i', 'j'], [read('A', 'i', 'j')], arg(0)), term(['i', 'j'], [read('B', 'i', 'j')], mul(number(10), arg(0))), term(['i', 'j'], [read('W', 'i', 'j'), read('A', 'i', "j'")], mul(arg(0), arg(1)))]),
  equation('clauses', ['s'], 'only', [term(['s'], [read('A', 's', 0)].map(a => ({ ...a, at: [at('i'), a.at[1]!] })), arg(0)), term([affine(0, [1, 'j'])], [read('B', 0, 'j')], arg(0), { where: call('gt', letter('j'), number(8)) })].slice(0, 1).map(t => ({ ...t, out: [at('i')], letters: [{ name: 'i', index: 'i' }] }))),
  equation('best', ['i'], 'argmax', [term(['i'], [read('A', 'i', 'j')], arg(0), { pick: letter('j') }), term(['i'], [read('B', 'i', 'j')], arg(0), { pick: letter('j') })], { type: key('j') }),
  equation('average', [], 'mean', [term([], [read('A', 'i', 'j')], arg(0)), term([], [read('B', 'i', 'j')], arg(0))]),
  equation('total', [], 'sum', [term([], [read('A', 'i', 'j')], arg(0)), term([], [], number(3))]),
  equation('none', ['i'], 'sum', []),
  equation('none_read', ['i'], 'only', [term(['i'], [read('none', 'i')], add(arg(0), number(1)))]),
]));
check('letters without an argument, positions, sizes, counters', program([i, j, { ...range('t', 3), domain: { kind: 'range', lo: 5, size: 3 } }], [W], [
  equation('iota', ['i'], 'only', [term(['i'], [], letter('i'))], { type: int }),
  equation('place', ['t'], 'only', [term(['t'], [], { kind: 'position', letter: 't' })], { type: int }),
  equation('extent', [], 'only', [term([], [], size('i'))], { type: int }),
  equation('seeded', ['i'], 'only', [term(['i'], [], add(letter('i'), { kind: 'counter', name: 'seed' }))], { type: int }),
  equation('triangle', ['i', "i'"], 'only', [term(['i', "i'"], [], letter('i'), { where: call('le', letter('i'), letter("i'")) })], { type: int }),
  equation('running', ['i'], 'sum', [term(['i'], [read('W', "i'", 0)], arg(0), { where: call('le', letter("i'"), letter('i')) })]),
]));

await test('keys that are text, dates or sparse integers', async () => {
  const keys = new Map<string, readonly (number | string)[]>([['m', [2, 5, 11]], ['w', ['a', "o'b", '√']], ['day', ['2024-02-28', '2024-02-29']]]);
  const p = program([table('m', 'int'), table('w', 'text'), table('day', 'date'), i], [
    data('r', ['m', 'w'], [[[2, 'a'], 1.5], [[5, "o'b"], -2], [[11, '√'], 4], [[2, '√'], 8]]),
    data('when', ['w'], [[['a'], '2024-02-29'], [["o'b"], '2024-02-28'], [['√'], '2024-02-29']], { type: key('day') }),
    data('name', ['i'], [[[0], 'x'], [[1], "it's"]], { type: text }),
    data('keys_m', ['m'], [[[2], 1], [[5], 1], [[11], 1]]), data('keys_w', ['w'], [[['a'], 1], [["o'b"], 1], [['√'], 1]]), data('keys_day', ['day'], [[['2024-02-28'], 1], [['2024-02-29'], 1]]),
  ], [
    equation('per_day', ['day'], 'sum', [term([computed(arg(0))], [read('when', 'w'), read('r', 'm', 'w')], arg(1))]),
    equation('filled', ['m', 'w'], 'only', [term(['m', 'w'], [maybe('r', 'm', 'w')], call('coalesce', arg(0), number(0)))]),
    equation('place', ['w'], 'only', [term(['w'], [], { kind: 'position', letter: 'w' })], { type: int }),
    equation('many', [], 'only', [term([], [], size('m'))], { type: int }),
    equation('named', ['i'], 'only', [term(['i'], [read('name', 'i')], call('eq', arg(0), { kind: 'literal', value: "it's", type: 'text' }))], { type: bool }),
    equation('shifted', ['m'], 'sum', [term([affine(3, [1, 'm'])], [read('r', 'm', 'w')], arg(0))]),
    equation('back', ['m'], 'sum', [term(['m'], [read('r', affine(3, [1, 'm']), 'w')], arg(0))]),
  ], { domains: ['m', 'w', 'day'].map(name => ({ index: name, making: { kind: 'keys', of: [{ tensor: `keys_${name}`, axis: 0 }] } })) });
  assert.ok((await agree(p, keys)) > 15);
});
