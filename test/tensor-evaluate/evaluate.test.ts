// What programs mean: joins, missing cells, coordinates, fills, scatter, domains, recurrences, training.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { InternalError, noSpan } from '../../compiler/source.ts';
import { evaluate, type EvaluateOptions, evaluateUpdates, type Nested, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { arg, at, bool, call, computed, type Coord, counter, fixed, int, integer, key, letter, number, type Program, size, text } from '../../compiler/tensor/ir.ts';
import { axes, equation, input, letters, maybe, program, range, read, table, term } from './program.ts';

const affine = (offset: number, ...terms: readonly (readonly [number, string])[]): Coord => ({ kind: 'affine', offset, terms: terms.map(([coefficient, name]) => ({ coefficient, letter: name })) });
const given = (tensors: Readonly<Record<string, Nested>>): Map<string, TensorValue> => new Map(Object.entries(tensors).map(([name, n]) => [name, TensorValue.fromArray(n)]));
const rows = (t: TensorValue | undefined): Record<string, unknown> => Object.fromEntries([...t!.rows.values()].map(c => [c.at.join(','), c.value]).sort());
const run = (p: Program, data: Map<string, TensorValue>, options?: EvaluateOptions): Map<string, TensorValue> => evaluate(p, data, options);
const mul = call('mul', arg(0), arg(1));

test('a matrix product', () => {
  const p = program([range('s', 2), range('i', 3), range('j', 2)], [input('x', ['s', 'i']), input('w', ['i', 'j'])],
    [equation('z', ['s', 'j'], 'sum', [term('s i j', ['s', 'j'], [read('x', 's', 'i'), read('w', 'i', 'j')], mul)], { fill: 0 })]);
  const z = run(p, given({ x: [[1, 2, 3], [4, 5, 6]], w: [[1, 0], [0, 1], [1, 1]] })).get('z');
  assert.deepEqual(rows(z), { '0,0': 4, '0,1': 5, '1,0': 10, '1,1': 11 });
});

test('a missing factor leaves a product out; an empty sum holds the fill, an empty mean nothing', () => {
  const sparse = given({ a: [[1, null], [null, null]], b: [2, 3] });
  const t = term('s i', ['s'], [read('a', 's', 'i'), read('b', 'i')], mul);
  const p = program([range('s', 2), range('i', 2)], [input('a', ['s', 'i']), input('b', ['i'])],
    [equation('sum', ['s'], 'sum', [t], { fill: 0 }), equation('mean', ['s'], 'mean', [t]), equation('plus', ['s'], 'only', [term('s', ['s'], [read('sum', 's')], call('add', arg(0), number(1)))])]);
  const out = run(p, sparse);
  assert.deepEqual([out.get('sum')!.get(0), out.get('sum')!.get(1), out.get('sum')!.get(2)], [2, 0, undefined]);
  assert.deepEqual(rows(out.get('mean')), { 0: 2 });
  assert.deepEqual(rows(out.get('plus')), { 0: 3, 1: 1 });
});

test('optional reads: coalesce, present, the unchosen branch', () => {
  const p = program([range('i', 3)], [input('a', ['i']), input('b', ['i'])], [
    equation('c', ['i'], 'only', [term('i', ['i'], [maybe('a', 'i'), maybe('b', 'i')], call('coalesce', arg(0), arg(1), number(-1)))]),
    equation('there', ['i'], 'only', [term('i', ['i'], [maybe('a', 'i')], call('present', arg(0)))], { type: bool }),
    equation('chosen', ['i'], 'only', [term('i', ['i'], [maybe('a', 'i'), read('b', 'i')], call('if', call('gt', arg(1), number(4)), arg(1), arg(0)))]),
    equation('spreads', ['i'], 'only', [term('i', ['i'], [maybe('a', 'i'), read('b', 'i')], call('add', arg(0), arg(1)))]),
    equation('guarded', ['i'], 'only', [term('i', ['i'], [maybe('a', 'i')], number(1), { where: call('gt', arg(0), number(0)) })]),
  ]);
  const out = run(p, given({ a: [1, null, null], b: [3, 5, null] }));
  assert.deepEqual(rows(out.get('c')), { 0: 1, 1: 5, 2: -1 });
  assert.deepEqual(rows(out.get('there')), { 0: true, 1: false, 2: false });
  assert.deepEqual(rows(out.get('chosen')), { 0: 1, 1: 5 });
  assert.deepEqual(rows(out.get('spreads')), { 0: 4 });
  assert.deepEqual(rows(out.get('guarded')), { 0: 1 });
});

test('fills within the rows of another tensor', () => {
  const p = program([range('i', 4)], [input('w', ['i']), input('g', ['i'])], [
    equation('cot', ['i'], 'sum', [term('i', ['i'], [read('g', 'i')], arg(0))], { fill: 0, within: 'w' }),
    equation('step', ['i'], 'only', [term('i', ['i'], [read('w', 'i'), read('cot', 'i')], call('sub', arg(0), arg(1)))]),
    equation('total', [], 'count', [term('i', [], [read('cot', 'i')], arg(0))], { type: int, fill: 0 }),
    equation('clipped', ['i'], 'only', [term('i', ['i'], [read('g', 'i')], arg(0))], { within: 'w' }),
  ]);
  const out = run(p, given({ w: [1, 1, null, 1], g: [5, null, 7, null] }));
  assert.deepEqual([0, 1, 2, 3].map(i => out.get('cot')!.get(i)), [5, 0, undefined, 0]);
  assert.deepEqual(rows(out.get('step')), { 0: -4, 1: 1, 3: 1 });
  assert.equal(out.get('total')!.get(), 3);
  assert.deepEqual(rows(out.get('clipped')), { 0: 5 });
});

test('a filled tensor is iterated over in all its cells', () => {
  const p = program([range('i', 3)], [input('g', ['i'])], [
    equation('a', ['i'], 'sum', [term('i', ['i'], [read('g', 'i')], arg(0))], { fill: 1 }),
    equation('b', [], 'prod', [term('i', [], [read('a', 'i')], call('add', arg(0), number(1)))], { fill: 1 }),
  ]);
  assert.equal(run(p, given({ g: [null, 4, null] })).get('b')!.get(), 2 * 5 * 2);
});

test('shifts, strides and windows', () => {
  const p = program([range('x', 7), range('k', 3), range('u', 3), range('v', 5)], [input('a', ['x']), input('w', ['k'])], [
    equation('conv', ['v'], 'sum', [term('v k', ['v'], [read('a', affine(0, [1, 'v'], [1, 'k'])), read('w', 'k')], mul)], { fill: 0 }),
    equation('pool', ['u'], 'max', [term('u k', ['u'], [read('a', affine(0, [2, 'u'], [1, 'k']))], arg(0))]),
    equation('back', ['x'], 'sum', [term('v k', [affine(0, [1, 'v'], [1, 'k'])], [read('w', 'k')], arg(0))], { fill: 0 }),
    equation('flip', ['x'], 'only', [term('x', ['x'], [read('a', affine(6, [-1, 'x']))], arg(0))]),
    equation('shifted', ['x'], 'only', [term('x', [affine(2, [1, 'x'])], [read('a', 'x')], arg(0))]),
    equation('padded', ['x'], 'only', [term('x', ['x'], [maybe('a', affine(-1, [1, 'x']))], call('coalesce', arg(0), number(0)))]),
  ]);
  const out = run(p, given({ a: [1, 2, 3, 4, 5, 6, 7], w: [1, 10, 100] }));
  assert.deepEqual(rows(out.get('conv')), { 0: 321, 1: 432, 2: 543, 3: 654, 4: 765 });
  assert.deepEqual(rows(out.get('pool')), { 0: 3, 1: 5, 2: 7 });
  assert.deepEqual(rows(out.get('back')), { 0: 1, 1: 11, 2: 111, 3: 111, 4: 111, 5: 110, 6: 100 });
  assert.deepEqual(rows(out.get('flip')), { 0: 7, 1: 6, 2: 5, 3: 4, 4: 3, 5: 2, 6: 1 });
  assert.deepEqual(rows(out.get('shifted')), { 2: 1, 3: 2, 4: 3, 5: 4, 6: 5 });
  assert.deepEqual(rows(out.get('padded')), { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6 });
});

test('gather, scatter, diagonals and positions that are computed', () => {
  const p = program([range('s', 4), range('c', 3), range('d', 2)], [input('tok', ['s'], key('c')), input('e', ['c', 'd']), input('f', ['s']), input('m', ['c', 'c'])], [
    equation('embedded', ['s', 'd'], 'only', [term('s d', ['s', 'd'], [read('tok', 's'), read('e', computed(arg(0)), 'd')], arg(1))]),
    equation('degree', ['c'], 'sum', [term('s', [computed(arg(0))], [read('tok', 's')], number(1))], { fill: 0 }),
    equation('added', ['c'], 'sum', [term('s', [computed(arg(0))], [read('tok', 's'), read('f', 's')], arg(1)), term('c', ['c'], [], number(100))], { fill: 0 }),
    equation('diagonal', ['c'], 'only', [term('c', ['c'], [read('m', 'c', 'c')], arg(0))]),
    equation('trace', [], 'sum', [term('c', [], [read('m', 'c', 'c')], arg(0))], { fill: 0 }),
    equation('identity', ['c', 'c'], 'only', [term('c', ['c', 'c'], [], number(1))]),
    equation('wrapped', ['c'], 'only', [term('c', ['c'], [read('e', computed(call('imod', call('add', letter('c'), integer(2)), size('c'))), fixed(1))], arg(0))]),
    equation('outside', ['c'], 'sum', [term('s', [computed(call('add', arg(0), integer(1)))], [read('tok', 's')], number(1))], { fill: 0 }),
  ]);
  const out = run(p, given({ tok: [2, 0, 2, null], e: [[1, 2], [3, 4], [5, 6]], f: [1, 2, 3, 4], m: [[1, 9, 9], [9, 2, 9], [9, 9, 3]] }));
  assert.deepEqual(rows(out.get('embedded')), { '0,0': 5, '0,1': 6, '1,0': 1, '1,1': 2, '2,0': 5, '2,1': 6 });
  assert.deepEqual([0, 1, 2].map(c => out.get('degree')!.get(c)), [1, 0, 2]);
  assert.deepEqual(rows(out.get('added')), { 0: 102, 1: 100, 2: 104 });
  assert.deepEqual(rows(out.get('diagonal')), { 0: 1, 1: 2, 2: 3 });
  assert.equal(out.get('trace')!.get(), 6);
  assert.deepEqual(rows(out.get('identity')), { '0,0': 1, '1,1': 1, '2,2': 1 });
  assert.deepEqual(rows(out.get('wrapped')), { 0: 6, 1: 2, 2: 4 });
  assert.deepEqual([0, 1, 2].map(c => out.get('outside')!.get(c)), [0, 1, 0]);
});

test('two values in one cell of an equation that does not reduce are a bug', () => {
  const p = program([range('s', 2), range('c', 1)], [input('tok', ['s'], key('c'))], [equation('t', ['c'], 'only', [term('s', [computed(arg(0))], [read('tok', 's')], number(1))])]);
  assert.throws(() => run(p, given({ tok: [0, 0] })), InternalError);
});

test('argmax takes the smallest pick among ties, over text keys too', () => {
  const p = program([range('s', 2), table('city')], [input('a', ['s', 'city'])], [
    equation('best', ['s'], 'argmax', [term('s city', ['s'], [read('a', 's', 'city')], arg(0), { pick: letter('city') })], { type: key('city') }),
    equation('place', ['city'], 'only', [term('city', ['city'], [], { kind: 'position', letter: 'city' })], { type: int }),
    equation('many', [], 'only', [term('', [], [], size('city'))], { type: int }),
  ]);
  const a = TensorValue.of([[0, 'Ulm', 3], [0, 'Bonn', 3], [0, 'Köln', 1], [1, 'Köln', -1], [1, 'Ulm', NaN]].map(([s, c, value]) => ({ at: [s as number, c as string], value: value as number })));
  const out = run(p, new Map([['a', a]]), { domains: new Map([['city', ['Ulm', 'Köln', 'Bonn']]]) });
  assert.deepEqual(rows(out.get('best')), { 0: 'Bonn', 1: 'Ulm' });
  assert.deepEqual(rows(out.get('place')), { Bonn: 0, Köln: 1, Ulm: 2 });
  assert.equal(out.get('many')!.get(), 3);
});

test('keys of indices come from data, and from conditions', () => {
  const p = program([table('k', 'int'), table('k_test', 'int')], [input('x', ['k']), input('link', ['k'], key('k'))], [
    equation('held', ['k'], 'only', [term('k', ['k'], [read('x', 'k')], call('gt', arg(0), number(1)))], { type: bool }),
    equation('n', [], 'only', [term('', [], [], size('k'))], { type: int }),
    equation('part', ['k_test'], 'only', [term('k_test', ['k_test'], [read('x', 'k_test')], arg(0))]),
  ], { domains: [{ index: 'k', making: { kind: 'keys', of: [{ tensor: 'x', axis: 0 }, { tensor: 'link', axis: null }] } }, { index: 'k_test', making: { kind: 'selection', of: 'k', condition: 'held' } }] });
  const out = run(p, new Map([['x', TensorValue.of([{ at: [7], value: 1 }, { at: [3], value: 2 }, { at: [5], value: 9 }])], ['link', TensorValue.of([{ at: [3], value: 12 }])]]));
  assert.equal(out.get('n')!.get(), 4);
  assert.deepEqual(rows(out.get('part')), { 3: 2, 5: 9 });
});

test('inputs that the program gives itself', () => {
  const literal = { ...input('w', ['i']), load: { kind: 'literal' as const, rows: [{ at: [0], value: 4 }, { at: [2], value: 6 }] } };
  const p = program([range('i', 3), range('i_all', 5), range('i_part', 2, 1)], [literal,
    { ...input('more', ['i_all']), load: { kind: 'literal', rows: [{ at: [4], value: 8 }] } }, { ...input('all', ['i_all']), load: { kind: 'union', of: ['w', 'more'] } },
    { ...input('part', ['i_part']), load: { kind: 'restrict', of: 'all', axis: 0 } }], []);
  const out = run(p, new Map());
  assert.deepEqual(rows(out.get('all')), { 0: 4, 2: 6, 4: 8 });
  assert.deepEqual(rows(out.get('part')), { 2: 6 });
  assert.throws(() => run(program([range('i', 1)], [input('gone', ['i'])], []), new Map()), InternalError);
  assert.throws(() => run(program([range('i', 1)], [input('a', ['i'])], []), given({ a: [1, 2] })), /outside/);
});

// ------------------------------------------------------------------ recurrences

const fibonacci = (down: boolean): Program => {
  const [a, b] = down ? [9, 8] : [0, 1];
  const at2 = (d: number): Coord => affine(down ? -d : d, [1, 't']);
  const p = program([range('t', 10)], [], [equation('f', ['t'], 'only', [
    term('', [fixed(a)], [], number(0)), term('', [fixed(b)], [], number(1)), term('t', [at2(2)], [read('f', 't'), read('f', at2(1))], call('add', arg(0), arg(1)))])]);
  return p;
};

test('equations that need themselves, up and down', () => {
  assert.deepEqual([...run(fibonacci(false), new Map()).get('f')!.rows.values()].sort((a, b) => (a.at[0] as number) - (b.at[0] as number)).map(c => c.value), [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]);
  assert.equal(run(fibonacci(true), new Map()).get('f')!.get(0), 34);
});

test('a long recurrence does not run out of stack, in either direction', () => {
  for (const step of [1, -1]) {
    const n = 5000;
    const p = program([range('t', n)], [], [equation('a', ['t'], 'only', [term('', [fixed(step > 0 ? 0 : n - 1)], [], number(1)), term('t', [affine(step, [1, 't'])], [read('a', 't')], call('add', arg(0), number(1)))])]);
    assert.equal(run(p, new Map()).get('a')!.get(step > 0 ? n - 1 : 0), n);
  }
});

test('several tensors in one recurrence, with a contraction inside', () => {
  // power iteration: y[t] = A x[t], x[t+1] = y[t] / |y[t]|
  const p = program([range('t', 30), range('i', 2), range('j', 2)], [input('A', ['i', 'j'])], [
    equation('x', ['t', 'i'], 'only', [term('i', [fixed(0), 'i'], [], number(1)), term('t i', [affine(1, [1, 't']), 'i'], [read('y', 't', 'i'), read('norm', 't')], call('div', arg(0), call('sqrt', arg(1))))]),
    equation('y', ['t', 'i'], 'sum', [term('t i j', ['t', 'i'], [read('A', 'i', 'j'), read('x', 't', computed(letter('j')))], mul)], { fill: 0 }),
    equation('norm', ['t'], 'sum', [term('t i', ['t'], [read('y', 't', 'i')], call('mul', arg(0), arg(0)))], { fill: 0 }),
  ]);
  const out = run(p, given({ A: [[2, 1], [1, 3]] }));
  assert.ok(Math.abs(Math.sqrt(out.get('norm')!.get(29) as number) - (5 + Math.sqrt(5)) / 2) < 1e-12);
});

test('a circle without a first cell is refused', () => {
  const p = program([range('t', 3)], [], [equation('a', ['t'], 'only', [term('t', ['t'], [read('b', 't')], arg(0))]), equation('b', ['t'], 'only', [term('t', ['t'], [read('a', 't')], arg(0))])]);
  assert.throws(() => run(p, new Map()), /needed for itself/);
});

test('a recurrence that is in order, with an early end', () => {
  const now = counter('t');
  const halve = equation('x', ['t'], 'only', [term('', [computed(call('add', now, integer(1)))], [read('x', computed(now))], call('mul', arg(0), number(0.5)))]);
  const small = equation('small', ['t'], 'only', [term('', [computed(now)], [read('x', computed(call('add', now, integer(1))))], call('lt', arg(0), number(0.2)))], { type: bool });
  const p = program([range('t', 11)], [], [
    equation('x', ['t'], 'only', [term('', [fixed(0)], [], number(1))]),
    { kind: 'recurrence', counter: 't', index: 't', from: 0, to: 9, direction: 'up', equations: [halve, small], until: { condition: 'small', last: 't_last' }, span: noSpan },
    equation('final', [], 'only', [term('', [], [read('t_last'), read('x', computed(call('add', arg(0), integer(1))))], arg(1))]),
  ]);
  const out = run(p, new Map());
  assert.deepEqual(rows(out.get('x')), { 0: 1, 1: 0.5, 2: 0.25, 3: 0.125 });
  assert.equal(out.get('t_last')!.get(), 2);
  assert.equal(out.get('final')!.get(), 0.125);
});

test('definitions that a counter feeds', () => {
  const p = program([range('i', 2)], [], [equation('a', ['i'], 'only', [term('i', ['i'], [], call('add', call('mul', counter('seed'), integer(10)), counter('step')))], { type: int })]);
  assert.equal(run(p, new Map(), { counters: new Map([['seed', 3], ['step', 4]]) }).get('a')!.get(1), 34);
});

// ------------------------------------------------------------------ training

test('a step of training: gradients of the start, updates one after the other', () => {
  const grad = equation('g', ['i'], 'only', [term('i', ['i'], [read('w', 'i')], call('mul', arg(0), number(2)))]);
  const moment = equation('m', ['i'], 'only', [term('i', ['i'], [read('m', 'i'), read('g', 'i')], call('add', call('mul', arg(0), number(0.5)), arg(1)))]);
  const weight = equation('w', ['i'], 'only', [term('i', ['i'], [read('w', 'i'), read('m', 'i')], call('sub', arg(0), call('mul', arg(1), counter('step'))))]);
  const loss = equation('loss', [], 'sum', [term('i', [], [read('w', 'i')], call('mul', arg(0), arg(0)))], { fill: 0 });
  const start = (name: string, value: number): Program['carried'][number] => ({ tensor: name, axes: axes('i'), role: 'parameter', label: name, full: true, span: noSpan, init: equation(name, ['i'], 'only', [term('i', ['i'], [], number(value))]) });
  const goal = { sense: 'minimize' as const, objective: 'loss', updates: [moment, weight], source: 'minimize loss', span: noSpan };
  const p = program([range('i', 2)], [], [grad, loss], { carried: [start('w', 3), start('m', 1)] });
  const options = { counters: new Map([['step', 1]]) };
  const next = evaluateUpdates(p, new Map(), [goal], options);
  assert.deepEqual([rows(next.get('m')), rows(next.get('w'))], [{ 0: 6.5, 1: 6.5 }, { 0: -3.5, 1: -3.5 }]);
  // a second goal starts from what the first one left
  const twice = evaluateUpdates(p, new Map(), [goal, goal], options);
  assert.deepEqual(rows(twice.get('w')), { 0: -3.5 - (3.25 - 7), 1: -3.5 - (3.25 - 7) });
  assert.deepEqual(rows(evaluateUpdates(p, next, [goal], options).get('w')), rows(twice.get('w')));
});

// ------------------------------------------------------------------ the plan does not matter

test('sparse products in any order of arguments agree with plain loops', () => {
  const cell = fc.option(fc.integer({ min: -3, max: 3 }), { freq: 2 });
  const grid = (n: number, m: number): fc.Arbitrary<(number | null)[][]> => fc.array(fc.array(cell, { minLength: m, maxLength: m }), { minLength: n, maxLength: n });
  fc.assert(fc.property(grid(3, 4), grid(4, 2), fc.array(cell, { minLength: 5, maxLength: 5 }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.boolean(), (a, b, c, order, filled) => {
    const args = [read('a', 'i', 'j'), read('b', 'j', 'k'), read('c', affine(0, [1, 'i'], [1, 'k']))];
    const where = call('ne', letter('i'), letter('k'));
    const p = program([range('i', 3), range('j', 4), range('k', 2), range('n', 5)], [input('a', ['i', 'j']), input('b', ['j', 'k']), input('c', ['n'])], [
      equation('filled', ['n'], 'sum', [term('n', ['n'], [read('c', 'n')], arg(0))], { fill: 7 }),
      equation('t', ['i', 'k'], 'sum', [term('i j k', ['i', 'k'], order.map(o => (o === 2 && filled ? { ...args[2]!, tensor: 'filled' } : args[o]!)), call('mul', call('mul', arg(0), arg(1)), arg(2)), { where })], { fill: 0 }),
    ]);
    const t = run(p, given({ a, b, c })).get('t')!;
    for (let i = 0; i < 3; i++) for (let k = 0; k < 2; k++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        const [x, y, z] = [a[i]![j]!, b[j]![k]!, c[i + k] ?? (filled ? 7 : null)];
        if (i !== k && x !== null && y !== null && z !== null) sum += x * y * z;
      }
      assert.ok(t.get(i, k) === sum, `${i}, ${k}: ${String(t.get(i, k))}, loops ${sum}`);
    }
  }));
});

test('text and dates are coordinates like numbers', () => {
  const p = program([table('day', 'date'), range('i', 2)], [input('t', ['day', 'i']), input('name', ['i'], text)], [
    equation('sum', ['day'], 'sum', [term('day i', ['day'], [read('t', 'day', 'i')], arg(0))], { fill: 0 }),
    equation('x', [], 'sum', [term('day i', [], [read('t', 'day', 'i'), read('name', 'i')], arg(0), { where: call('and', call('eq', arg(1), { kind: 'literal', value: 'b', type: 'text' }), call('eq', letter('day'), { kind: 'literal', value: '2024-02-29', type: 'text' })) })], { fill: 0 }),
  ], { domains: [{ index: 'day', making: { kind: 'keys', of: [{ tensor: 't', axis: 0 }] } }] });
  const out = run(p, new Map([['t', TensorValue.of([{ at: ['2024-02-29', 0], value: 1 }, { at: ['2024-02-29', 1], value: 2 }, { at: ['2023-12-31', 1], value: 4 }])], ['name', TensorValue.fromArray(['a', 'b'])]]));
  assert.deepEqual(rows(out.get('sum')), { '2023-12-31': 4, '2024-02-29': 3 });
  assert.equal(out.get('x')!.get(), 2);
});

test('a letter of one index reads an axis over another', () => {
  const p: Program = program([range('u', 10), range('c', 3)], [input('a', ['u'])], [equation('b', ['c'], 'only', [{ letters: letters('c'), out: [at('c')], args: [read('a', 'c')], body: arg(0), where: null, pick: null }])]);
  assert.deepEqual(rows(run(p, given({ a: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })).get('b')), { 0: 0, 1: 1, 2: 2 });
});
