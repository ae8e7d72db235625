// Programs that take the rarer ways through lowering, each against the reference evaluator or to the letter.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { column, item } from '../../compiler/relational/ir.ts';
import { withoutCopies } from '../../compiler/relational/lower/copies.ts';
import { lowerEquation } from '../../compiler/relational/lower/equation.ts';
import { explicitFills } from '../../compiler/relational/lower/fill.ts';
import { joinTerm } from '../../compiler/relational/lower/join.ts';
import { shapesOf } from '../../compiler/relational/lower/shapes.ts';
import { repeatsOf } from '../../compiler/relational/lower/stage.ts';
import { namingOf } from '../../compiler/relational/naming.ts';
import { noSpan } from '../../compiler/source.ts';
import { printRelation } from '../../compiler/sql/print.ts';
import { type Equation, type Program, type Recurrence, type Scalar, bool, computed, int, integer, key, text } from '../../compiler/tensor/ir.ts';
import { agree } from './duckdb.ts';
import { add, affine, arg, call, data, equation, here, letter, maybe, mul, next, now, number, program, range, read, recurrence, shows, sub, table, term } from './program.ts';

const i = range('i', 4), j = range('j', 3), s = range('s', 6), c = range('c', 3), o = range('o', 1), f = range('f', 12), t = range('t', 5);
const cells = (names: readonly number[]): readonly (readonly number[])[] => names.reduce<readonly (readonly number[])[]>((all, n) => all.flatMap(p => Array.from({ length: n }, (_, k) => [...p, k])), [[]]);
const A = data('A', ['i', 'j'], cells([4, 3]).filter((_, k) => k % 5 !== 0).map((at, k) => [at, Math.sin(k + 1) * 3] as const));
const B = data('B', ['i', 'j'], cells([4, 3]).filter((_, k) => k % 2 === 0).map((at, k) => [at, k - 2.5] as const));
const img = data('img', ['s'], cells([6]).map((at, k) => [at, k * 0.5 - 1] as const), { full: true });
const wide = data('wide', ['f'], cells([12]).map((at, k) => [at, k - 4] as const), { full: true });
const E = data('E', ['c', 'j'], cells([3, 3]).map((at, k) => [at, k] as const), { full: true });
const label = data('label', ['s'], [[[0], 2], [[1], 0], [[2], 2], [[4], 1]], { type: key('c') });
const n = data('n', ['s'], [[[0], 2], [[1], 7], [[3], 0], [[4], -1], [[5], 1]], { type: int });
const flag = data('flag', ['i'], [[[0], true], [[1], false], [[3], true]], { type: bool });
const all = (definitions: readonly (Equation | Recurrence)[], more: Partial<Program> = {}): Program => program([i, j, s, c, o, f], [A, B, img, wide, E, label, n, flag], definitions, more);
const z = equation('z', ['i', 'j'], 'sum', [term(['i', 'j'], [read('A', 'i', 'j'), read('B', 'i', 'j')], mul(arg(0), arg(1)))]);
const position: (l: string) => Scalar = l => ({ kind: 'position', letter: l });

test('coordinates that name a letter twice, too little, or one place alone', async () => {
  assert.ok(await agree(all([
    equation('twice', ['i'], 'only', [term(['i'], [read('wide', affine(0, [1, 'i'], [1, 'i']))], arg(0))]),
    equation('sums', ['i', 'j'], 'only', [term(['i', 'j'], [read('wide', affine(0, [1, 'i'], [1, 'j']))], arg(0))]),
    equation('solo', ['o'], 'sum', [term([computed(arg(0))], [read('label', 's'), read('img', 's')], arg(1))]),
    equation('same', ['i'], 'sum', [term([computed(letter('i'))], [read('A', 'i', 'j')], arg(0))]),
    equation('less', ['i'], 'sum', [term([computed(call('sub', letter('i'), integer(1)))], [read('A', 'i', 'j')], arg(0))]),
    equation('minus', ['i'], 'sum', [term([computed(call('neg', letter('i')))], [read('A', 'i', 'j')], arg(0))]),
    equation('seeded', ['i'], 'sum', [term([computed({ kind: 'counter', name: 'seed' })], [read('A', 'i', 'j')], arg(0))]),
  ])) > 15);
});

test('places that are digits of a number, from other keys than 0 on, with gaps between them', async () => {
  const p = range('p', 3, 2), q = range('q', 2, 1);
  const read3 = (offset: number, high: number, low: number): ReturnType<typeof read> => read('wide', affine(offset, [high, 'p'], [low, 'q']));
  const shapes = [[-4, 3, 1], [-8, 4, 1], [0, 2, 6], [-7, 5, 1], [-20, 5, 3], [3, -2, 4]] as const;
  assert.ok(await agree(program([f, p, q], [wide], shapes.flatMap(([offset, high, low], k) => [
    equation(`most${k}`, ['p'], 'max', [term(['p'], [read3(offset, high, low)], mul(arg(0), letter('q')))]),
    equation(`each${k}`, ['p', 'q'], 'only', [term(['p', 'q'], [read3(offset, high, low)], arg(0))]),
    equation(`sum${k}`, [], 'sum', [term([], [read3(offset, high, low)], mul(arg(0), add(letter('q'), mul(number(10), letter('p')))))]),
  ]))) > 40);
});

test('what lands at a number that is computed lands in the axes alone, on whichever side it leaves them', async () => {
  const plus = (a: Scalar, b: Scalar): Scalar => call('add', a, b), less = (a: Scalar, b: Scalar): Scalar => call('sub', a, b);
  const [x, y]: readonly Scalar[] = [letter('i'), letter('j')];
  const places: readonly (readonly [axis: string, place: Scalar])[] = [
    ['j', plus(call('neg', x!), integer(2))], ['j', plus(call('neg', x!), integer(5))], ['i', plus(x!, y!)], ['i', plus(less(x!, integer(2)), y!)], ['i', plus(y!, less(x!, integer(2)))],
    ['i', less(x!, y!)], ['i', less(y!, x!)], ['j', less(integer(4), x!)], ['i', call('imod', less(y!, integer(3)), integer(100))], ['i', plus(x!, { kind: 'counter', name: 'seed' })],
  ];
  assert.ok(await agree(all(places.map(([axis, place], k) => equation(`p${k}`, [axis], 'max', [term([computed(place)], [read('A', 'i', 'j')], arg(0))])))) > 20);
});

test('an equation bounded by what one of its terms reads', async () => {
  const half = [term(['i', 'j'], [read('A', 'i', 'j')], arg(0)), term(['i', 'j'], [read('B', 'i', 'j')], arg(0))];
  assert.ok(await agree(all([equation('half', ['i', 'j'], 'sum', half, { within: 'A' }), equation('most', ['i', 'j'], 'max', half, { within: 'A' })])) > 16);
});

test('coordinates that wait for letters, positions and what may be missing', async () => {
  assert.ok(await agree(all([
    equation('placed', ['s'], 'only', [term(['s'], [read('img', computed(position('s')))], add(arg(0), mul(position('s'), position('s'))))]),
    equation('guessed', ['i'], 'only', [term(['i'], [read('img', computed(call('coalesce', arg(1), integer(0)))), maybe('label', computed(call('imod', letter('i'), integer(3))))], arg(0))]),
    // what one strict argument waits for is another one, which waits for letters
    equation('waiting', ['i', 'j'], 'only', [term(['i', 'j'], [read('E', computed(arg(1)), 0), read('label', affine(0, [1, 'i'], [1, 'j']))], arg(0))]),
    equation('thrown', ['c'], 'sum', [term([computed(arg(0))], [maybe('label', 's'), read('img', 's')], arg(1))]),
  ])) > 12);
});

test('letters that guards fix', async () => {
  const fixed = (name: string, value: Scalar, more: readonly ReturnType<typeof read>[]): Equation => equation(name, ['s', 'c'], 'only', [term(['s', 'c'], [read('img', 's'), ...more], arg(0), { where: call('eq', letter('c'), value) })]);
  assert.ok(await agree(all([
    fixed('by_number', arg(1), [read('n', 's')]), fixed('by_key', arg(1), [read('label', 's')]), fixed('by_letter', letter('s'), []), fixed('by_real', arg(0), []), fixed('by_maybe', call('coalesce', arg(1), integer(1)), [maybe('n', 's')]),
    equation('flagged', ['i', 'j'], 'only', [term(['i', 'j'], [read('A', 'i', 'j'), read('flag', 'i'), maybe('B', 'i', 'j')], call('coalesce', arg(2), arg(0)), { where: arg(1) })]),
  ])) > 12);
});

test('fills in places, in texts, under choices and beside what is reduced', async () => {
  const also = (name: string, of: Equation, ...at: readonly (string | number)[]): readonly Equation[] => [of, equation(name, ['i', 'j'], 'only', [term(['i', 'j'], [read(of.bind, ...at), read('A', 'i', 'j')], add(arg(0), arg(1)))])];
  assert.ok(await agree(all([
    z,
    equation('many', ['i'], 'sum', [term(['i'], [read('B', 'i', 'j')], integer(1), { where: call('gt', arg(0), number(0)) })], { type: int }),
    equation('at_many', ['i'], 'only', [term(['i'], [read('many', 'i'), read('img', computed(arg(0)))], mul(arg(0), arg(1)))]),
    equation('word', ['i', 'j'], 'only', [term(['i', 'j'], [read('z', 'i', 'j')], call('if', call('gt', arg(0), number(-1)), { kind: 'literal', value: 'high', type: 'text' }, { kind: 'literal', value: 'low', type: 'text' }))], { type: text }),
    equation('low', ['i', 'j'], 'sum', [term(['i', 'j'], [read('z', 'i', 'j'), read('A', 'i', 'j')], call('if', call('gt', arg(0), number(0)), arg(1), number(0)))]),
    equation('high', ['i', 'j'], 'sum', [term(['i', 'j'], [read('z', 'i', 'j'), read('A', 'i', 'j')], call('if', call('le', arg(0), number(0)), number(0), arg(1)))]),
    ...also('with_group', equation('rows', ['i'], 'sum', [term(['i'], [read('A', 'i', 'j')], arg(0))]), 'i'),
    ...also('with_later', equation('later', ['i'], 'sum', [term([affine(1, [1, 'i'])], [read('A', 'i', 'j')], arg(0))]), 'i'),
    ...also('with_best', equation('best', ['i'], 'argmax', [term(['i'], [read('A', 'i', 'j')], arg(0), { pick: letter('j') })], { type: int, fill: 0 }), 'i'),
    ...also('with_other', equation('first', ['i', 'j'], 'sum', [term([0, 'j'], [read('A', 'i', 'j')], arg(0))]), 1, 'j'),
    ...also('with_first', equation('first_too', ['i', 'j'], 'sum', [term([0, 'j'], [read('A', 'i', 'j')], arg(0))]), 0, 'j'),
    equation('diagonal', ['i', "i'"], 'sum', [term(['i', 'i'], [read('A', 'i', 'j')], arg(0))]),
    equation('beside', ['i', "i'"], 'only', [term(['i', "i'"], [read('diagonal', 'i', "i'"), read('rows', 'i'), read('rows', "i'")], add(arg(0), add(arg(1), arg(2))))]),
  ])) > 60);
});

test('scalars of no terms', async () => {
  assert.equal(await agree(all([
    equation('none', [], 'sum', []), equation('one', [], 'prod', []), equation('nothing', [], 'mean', []), equation('after', [], 'only', [term([], [read('none'), read('one')], add(arg(0), arg(1)))]),
    equation('few', [], 'sum', [term([], [read('A', 'i', 'j')], arg(0))]), equation('bounded', [], 'sum', [], { within: 'few' }),
  ])), 5);
});

test('in a loop, cells of the same pass that a coordinate may leave', async () => {
  const p = program([t, s], [img], [
    equation('h', ['t'], 'only', [term([0], [], number(1))]),
    recurrence(0, 3, [
      equation('some', ['t', 's'], 'sum', [term([here, 's'], [read('img', 's'), read('h', here)], mul(arg(0), arg(1)), { where: call('gt', letter('s'), now) })]),
      equation('beyond', ['t', 's'], 'only', [term([here, 's'], [read('some', here, affine(1, [1, 's']))], add(arg(0), number(1)))]),
      equation('seen', ['t'], 'sum', [term([here], [read('beyond', here, 's')], arg(0))]),
      equation('h', ['t'], 'only', [term([next], [read('h', here), read('seen', here)], sub(arg(0), mul(number(0.1), arg(1))))]),
    ]),
  ], { shows: shows(['h', 'some', 'beyond']) });
  assert.ok(await agree(p) > 40);
});

test('dates chosen between, and a text as a place', async () => {
  const keys = new Map<string, readonly (number | string)[]>([['w', ['a', 'b']], ['day', ['2024-02-28', '2024-02-29']]]);
  const place = computed({ kind: 'literal', value: 'a', type: 'text' });
  const p = program([table('w', 'text'), table('day', 'date')], [
    data('when', ['w'], [[['a'], '2024-02-29']], { type: key('day') }), data('keys_w', ['w'], [[['a'], 1], [['b'], 2]]), data('keys_day', ['day'], [[['2024-02-28'], 1], [['2024-02-29'], 1]]),
  ], [
    equation('dated', ['w'], 'only', [term(['w'], [read('keys_w', 'w'), maybe('when', 'w'), read('when', place)], call('coalesce', arg(1), arg(2)))], { type: key('day') }),
    equation('put', ['w'], 'sum', [term([place], [read('keys_w', 'w')], arg(0))]),
  ], { domains: ['w', 'day'].map(name => ({ index: name, making: { kind: 'keys', of: [{ tensor: `keys_${name}`, axis: 0 }] } })) });
  assert.equal(await agree(p, keys), 4);
});

const lowering = (p: Program) => ({ shapes: shapesOf(p), tableOf: (name: string) => name, repeats: repeatsOf });

test('an equation bounded by the tensor that it makes anew', () => {
  const p = all([]);
  assert.match(printRelation(lowerEquation(equation('A', ['i', 'j'], 'sum', [term(['i', 'j'], [read('B', 'i', 'j')], arg(0))], { within: 'A' }), lowering(p)), duckdb), /AS "?A_all"?[\s\S]*SEMI JOIN A/);
});

test('several values of a combination, and columns that go along', () => {
  const p = all([]);
  const e = equation('y', ['i', 'j'], 'only', [term(['i', 'j'], [read('A', 'i', 'j')], arg(0))]);
  const { shapes, tableOf } = lowering(p);
  for (const wrap of [(x: Scalar) => x, (x: Scalar) => call('idiv', call('int', x), integer(0))]) {
    const sql = printRelation(lowerEquation(e, lowering(p), { values: ['low', 'high'], join: of => {
      const joined = joinTerm(of, e.axes, shapes, tableOf);
      return { ...joined, bodies: [joined.scalar(wrap(arg(0))), joined.scalar(call('exp', wrap(arg(0))))], beside: [item('along', column('A', 'val', 'real'))] };
    } }), duckdb);
    for (const name of ['low', 'high', 'along']) assert.match(sql, new RegExp(`AS ${name}\\b|\\.${name}\\b|, ${name}\\b`), sql);
  }
});

test('whoever names a copy gets the original', () => {
  const twice: Equation = { ...equation('h', ['t'], 'only', [term([0], [], number(1))]) };
  const loop = recurrence(0, 3, [equation('h', ['t'], 'only', [term([next], [read('y', 0), read('h', here)], add(arg(0), arg(1)))])]);
  const copy = (bind: string, of: string, stopped: boolean): Equation => equation(bind, ['s'], 'only', [term(['s'], [read(of, 's')], stopped ? call('stop', arg(0)) : arg(0))]);
  const p = all([copy('x', 'img', true), copy('y', 'x', false), equation('k', ['s'], 'only', [term(['s'], [read('y', 's')], call('exp', arg(0)))]), twice, loop], {
    domains: [{ index: 'o', making: { kind: 'selection', of: 's', condition: 'y' } }, { index: 'c', making: { kind: 'keys', of: [] } }],
    training: [{ goals: [], reports: [], stop: { tensor: 'y', split: null } }] as unknown as Program['training'],
    notes: [{ tensor: 'y' }, { tensor: 'k' }] as unknown as Program['notes'],
  });
  const { domains, training, notes, definitions } = withoutCopies(p);
  assert.deepEqual(definitions.map(d => (d.kind === 'equation' ? d.bind : d.kind)), ['k', 'h', 'recurrence']);
  assert.deepEqual(definitions.flatMap(d => (d.kind === 'recurrence' ? d.equations.flatMap(e => e.terms.flatMap(of => of.args.map(a => a.tensor))) : [])), ['img', 'h']);
  assert.deepEqual(domains[1]!.making, { kind: 'keys', of: [] });
  assert.deepEqual([domains[0]!.making, training[0]!.stop, notes], [{ kind: 'selection', of: 's', condition: 'img' }, { tensor: 'img', split: null }, [{ tensor: 'img' }, { tensor: 'k' }]]);
});

test('a scalar that is stored as it is becomes a reduction that has its row always', () => {
  const made = (fill: number | boolean, reduce: Equation['reduce'] = 'only'): string => {
    const p = all([], { carried: [{ tensor: 'w', axes: [], init: equation('w', [], reduce, [term([], [], number(2))], { fill }), full: true, label: 'w', span: noSpan }] as unknown as Program['carried'] });
    return explicitFills(p, namingOf(p)).carried[0]!.init!.reduce;
  };
  assert.deepEqual([made(0), made(1), made(false), made(true), made(0, 'max')], ['sum', 'prod', 'any', 'all', 'max']);
});

test('what is said of a tensor is said of all its cells', () => {
  const p = all([z, equation('more', ['i', 'j'], 'only', [term(['i', 'j'], [read('z', affine(1, [1, 'i']), 'j')], add(arg(0), number(1)))])], { notes: [{ tensor: 'z' }, { tensor: 'A' }, { tensor: 'more' }] as unknown as Program['notes'] });
  assert.deepEqual(explicitFills(p, namingOf(p)).notes.map(n => n.tensor), ['z_dense', 'A', 'more']);
});
