// What the rows of the table say of themselves, held to what they do: arguments that the SQL writes twice, orders that do not matter,
// types, signs of zero, and derivatives by what is a constant.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arg, call, number, type Scalar, type ValueType } from '../../compiler/tensor/ir.ts';
import { type OpName, ops, type Value } from '../../compiler/tensor/ops.ts';
import { common, comparable, notDifferentiable, share } from '../../compiler/tensor/ops/op.ts';
import { compare } from '../../compiler/tensor/ops/logic.ts';
import { power } from '../../compiler/tensor/ops/arithmetic.ts';
import { lgamma, polygamma } from '../../compiler/tensor/ops/special-functions.ts';
import type { SqlPart, SqlType } from '../../compiler/tensor/ops/sql.ts';
import { derivative, scalarFunction } from './derivative.ts';
import { columnPart, literalPart } from './duckdb.ts';

const names = Object.keys(ops) as OpName[];
const kinds = ['real', 'int', 'bool', 'text'] as const;
const arityOf = (name: OpName): number => { const { arity } = ops[name]; return typeof arity === 'number' ? arity : Math.max(2, arity.least); };
/** All types that an op takes, each a list of one type for every argument. */
const typesOf = (n: number): readonly (readonly SqlType[])[] => (n === 0 ? [[]] : typesOf(n - 1).flatMap(rest => kinds.map(k => [...rest, k])));
const taken = (name: OpName): readonly (readonly SqlType[])[] => typesOf(arityOf(name)).filter(types => typeof ops[name].type(types.map((kind): ValueType => ({ kind: kind as 'real' }))) !== 'string');

test('arguments that the SQL of an op writes more than once are those that it says', () => {
  for (const name of names) {
    const most = Array.from({ length: arityOf(name) }, () => 0);
    for (const types of taken(name)) {
      // what may be missing is asked for once more than what may not, which is no part of the template
      const args = types.map((type, k): SqlPart => (name === 'polygamma' && k === 0 ? literalPart(2, type) : columnPart(`argument${k}`, type, false)));
      const { text } = ops[name].sql(args);
      most.forEach((_, k) => { most[k] = Math.max(most[k]!, text.split(`argument${k}`).length - 1); });
    }
    const said = ops[name].sqlRepeats ?? [];
    // what is never missing is written once in greatest(a, b), but asked for and written where it may be
    const doubtful = ['max', 'min', 'clamp'].includes(name);
    assert.deepEqual(doubtful ? Array.from({ length: arityOf(name) }, (_, k) => k) : most.flatMap((n, k) => (n > 1 ? [k] : [])), said, name);
  }
});

test('arguments that may be missing are written twice where a text has to ask for them', () => {
  for (const name of ['max', 'min', 'clamp'] as const) {
    const args = Array.from({ length: arityOf(name) }, (_, k) => columnPart(`argument${k}`, 'real', true));
    const { text } = ops[name].sql(args);
    assert.deepEqual(args.map((_, k) => text.split(`argument${k}`).length - 1), args.map(() => 2), name);
  }
});

const numbers: readonly number[] = [-7, -2.5, -1, -0.5, 0.5, 1, 2, 3, 40];

test('what is said to commute does, and what absorbs anything does', () => {
  for (const name of names) {
    const { commutative, annihilator } = ops[name].algebra ?? {};
    const f = (...args: Value[]): Value | null => ops[name].evaluate(...args);
    const values: readonly Value[] = ['and', 'or'].includes(name) ? [true, false] : numbers;
    for (const x of values) {
      if (annihilator !== undefined) assert.deepEqual([Math.abs(Number(f(x, annihilator))), Math.abs(Number(f(annihilator, x)))], [Number(annihilator), Number(annihilator)], `${name} of ${String(x)}`);
      if (commutative) for (const y of values) assert.equal(f(x, y), f(y, x), `${name} of ${String(x)} and ${String(y)}`);
    }
    // and what does not say so does not
    if (!commutative && ops[name].arity === 2 && name !== 'polygamma' && taken(name).some(t => t.join() === 'real,real')) assert.ok(numbers.some(x => numbers.some(y => f(x, y) !== f(y, x))), name);
  }
  assert.deepEqual(names.filter(n => ops[n].algebra?.annihilator !== undefined), ['mul', 'and', 'or']);
});

test('a whole number that is nought has no sign', () => {
  for (const [name, args] of [['int', [-0.5]], ['int', [0]], ['idiv', [0, -3]], ['imod', [-4, 2]], ['iquot', [-1, 3]], ['iquot', [0, -3]], ['irem', [-4, 2]]] as const) {
    assert.ok(Object.is((ops[name].evaluate as (...a: readonly number[]) => unknown)(...args), 0), `${name}(${args.join(', ')})`);
  }
});

test('a real becomes a whole number where one of 64 bits can hold it', () => {
  assert.deepEqual([2 ** 63, -(2 ** 63), -(2 ** 63) - 2048, 2 ** 62, 3.9, -3.9, Infinity, NaN].map(x => ops.int.evaluate(x)), [null, -(2 ** 63), null, 2 ** 62, 3, -3, null, null]);
  assert.deepEqual((['real', 'int', 'bool', 'text'] as const).map(kind => ops.int.type([{ kind }])), [{ kind: 'int' }, { kind: 'int' }, 'expected a number or a key', 'expected a number or a key']);
  assert.deepEqual(ops.int.type([{ kind: 'key', index: 'i' }]), { kind: 'int' });
});

test('whole numbers have remainders of either sign, and none by nought', () => {
  const rows: readonly (readonly [number, number, floor: number, mod: number, cut: number, rest: number])[] = [
    [7, 3, 2, 1, 2, 1], [-7, 3, -3, 2, -2, -1], [7, -3, -3, -2, -2, 1], [-7, -3, 2, -1, 2, -1], [6, 3, 2, 0, 2, 0], [-6, 3, -2, 0, -2, 0], [6, -3, -2, 0, -2, 0], [1, 3, 0, 1, 0, 1],
  ];
  for (const [a, b, ...want] of rows) assert.deepEqual([ops.idiv, ops.imod, ops.iquot, ops.irem].map(o => o.evaluate(a, b)), want, `${a} by ${b}`);
  assert.deepEqual([ops.idiv, ops.imod, ops.iquot, ops.irem].map(o => o.evaluate(1, 0)), [null, null, null, null]);
  assert.deepEqual([[-0.5, 2], [0.5, -2], [2, 0.75], [-1.5, 0.5]].map(([x, y]) => ops.mod.evaluate(x!, y!)), [1.5, -1.5, 0.5, -0]);
});

test('only two small whole constants are widened, which their sum or product would outgrow', () => {
  const text = (name: 'add' | 'sub' | 'mul', a: SqlPart, b: SqlPart): string => ops[name].sql([a, b]).text;
  const [x, n] = [columnPart('x', 'real', false), columnPart('n', 'int', false)];
  for (const [name, sign] of [['add', '+'], ['sub', '-'], ['mul', '*']] as const) {
    assert.equal(text(name, literalPart(7, 'int'), literalPart(5, 'int')), `CAST(7 AS BIGINT) ${sign} 5`);
    assert.equal(text(name, literalPart(7, 'real'), literalPart(5, 'int')), `7e0 ${sign} 5`);
    assert.equal(text(name, literalPart(7, 'int'), literalPart(5, 'real')), `7 ${sign} 5e0`);
    assert.equal(text(name, n, literalPart(5, 'int')), `n ${sign} 5`);
    assert.equal(text(name, literalPart(7, 'int'), n), `7 ${sign} n`);
    assert.equal(text(name, n, n), `n ${sign} n`);
    assert.equal(text(name, x, x), `x ${sign} x`);
  }
});

test('extremes: the larger, the smaller, NaN, and what is missing', () => {
  assert.deepEqual([[1, 2], [2, 1], [NaN, 1], [1, NaN]].map(([a, b]) => [ops.max.evaluate(a!, b!), ops.min.evaluate(a!, b!)]), [[2, 1], [2, 1], [NaN, NaN], [NaN, NaN]]);
  assert.deepEqual([[null, 1, 3, 2], [3, null], [null, null], [1, NaN], [2]].map(a => [ops.greatest.evaluate(...a), ops.least.evaluate(...a)]), [[3, 1], [3, 3], [null, null], [NaN, 1], [2, 2]]);
  assert.deepEqual([['b', 'a'], ['a', 'b'], ['a', 'ab']].map(a => [ops.greatest.evaluate(...a), ops.least.evaluate(...a)]), [['b', 'a'], ['b', 'a'], ['ab', 'a']]);
  assert.deepEqual([[0.5, 0, 1], [-1, 0, 1], [2, 0, 1], [2, 3, 1]].map(([a, l, h]) => ops.clamp.evaluate(a!, l!, h!)), [0.5, 0, 1, 1]);
});

test('values are ordered as a binary collation and IEEE have it', () => {
  const order = (a: Value, b: Value): number => Math.sign(compare(a, b));
  assert.deepEqual([['a', 'a'], ['a', 'b'], ['b', 'a'], ['a', 'ab'], ['ab', 'a'], ['～', '😀'], ['', 'a']].map(([a, b]) => order(a!, b!)), [0, -1, 1, -1, 1, -1, -1]);
  assert.deepEqual([[1, 2], [2, 1], [2, 2], [NaN, 1], [1, NaN], [NaN, NaN], [NaN, Infinity], [0, -0]].map(([a, b]) => order(a!, b!)), [-1, 1, 0, 1, -1, 0, 1, 0]);
  assert.deepEqual([order(false, true), order(true, false), order(true, true)], [-1, 1, 0]);
});

test('powers are those of C', () => {
  assert.deepEqual([[1, NaN], [1, Infinity], [-1, Infinity], [-1, -Infinity], [-1, 3], [2, Infinity], [0, 0], [-8, 1 / 3]].map(([x, y]) => power(x!, y!)), [1, 1, 1, 1, -1, Infinity, 1, NaN]);
});

test('the derivative of a power is written as short as its constants allow', () => {
  const by = (x: Scalar, y: Scalar): readonly unknown[] => ops.pow.partials([x, y], call('pow', x, y));
  const x = arg(0), y = arg(1);
  const result = (b: Scalar, e: Scalar): Scalar => call('pow', b, e);
  assert.equal(by(x, number(0))[0], 'zero');
  assert.deepEqual(by(x, number(1))[0], number(1));
  assert.deepEqual(by(x, number(2))[0], call('mul', number(2), x));
  assert.deepEqual(by(x, number(3))[0], call('mul', number(3), call('pow', x, number(2))));
  assert.deepEqual(by(number(2), y)[1], call('mul', result(number(2), y), number(Math.LN2)));
  assert.deepEqual(by(number(0.5), y)[1], call('mul', result(number(0.5), y), number(-Math.LN2)));
  // a base that may be nought, or is below it, has the guard that 0^y = 0 for y > 0 needs
  for (const base of [number(0), number(-2), x]) assert.equal((by(base, y)[1] as Scalar & { kind: 'call' }).op, 'if');
  const f = (base: number): ((e: number) => unknown) => e => scalarFunction(derivative(call('pow', number(base), arg(0)), 0))(e);
  assert.equal(f(0)(2), 0);
  assert.equal(f(0)(0), -Infinity, 'of 0^y at 0, where it falls from 1');
  assert.ok(Number.isNaN(f(-2)(2)), 'of (−2)^y, which has values at whole numbers only');
});

test('a tie that a clamp leaves is shared', () => {
  const clamp = call('clamp', arg(0), arg(1), arg(2));
  const slopes = (...at: number[]): readonly unknown[] => [0, 1, 2].map(k => scalarFunction(derivative(clamp, k))(...at));
  assert.deepEqual(slopes(0.5, 0, 1), [1, 0, 0]);
  assert.deepEqual(slopes(-1, 0, 1), [0, 1, 0]);
  assert.deepEqual(slopes(2, 0, 1), [0, 0, 1]);
  assert.deepEqual(slopes(0, 0, 1), [0.5, 0.5, 0]);
  assert.deepEqual(slopes(1, 0, 1), [0.5, 0, 0.5]);
  assert.deepEqual(slopes(-1, 2, 1), [0, 0, 1]);
  assert.deepEqual(slopes(-1, 1, 1), [0, 0.5, 0.5]);
  const half = scalarFunction(share(arg(0), arg(1)));
  assert.deepEqual([half(1, 0), half(0, 1), half(1, 1)], [1, 0, 0.5]);
});

test('lgamma is exact where it is 0 or infinite, and right beside its poles', () => {
  assert.deepEqual([1, 2, Infinity, -Infinity, 0, -1, -2, -3, -40].map(lgamma), [0, 0, Infinity, Infinity, Infinity, Infinity, Infinity, Infinity, Infinity]);
  assert.ok(Number.isNaN(lgamma(NaN)));
  // Γ(x + 1) = x Γ(x)
  for (let n = 1; n < 13; n++) for (const x of [-n + 2 ** -27, -n - 2 ** -27]) assert.ok(Math.abs(lgamma(x + 1) - lgamma(x) - Math.log(-x)) < 1e-13, `at ${x}`);
});

test('the first of one that is there is that one', () => {
  assert.equal(ops.coalesce.sql([columnPart('x', 'real', true)]).text, 'x');
  assert.equal(ops.coalesce.sql([columnPart('x', 'real', true), columnPart('y', 'real', true)]).text, 'coalesce(x, y)');
});

test('what has no derivative says why, and a way out where there is one', () => {
  assert.deepEqual(notDifferentiable('no slope'), { kind: 'notDifferentiable', why: 'no slope' });
  assert.deepEqual(notDifferentiable('no slope', 'stop it'), { kind: 'notDifferentiable', why: 'no slope', hint: 'stop it' });
  assert.deepEqual(Object.keys(notDifferentiable('no slope')), ['kind', 'why']);
});

test('types: what values share, and what may be compared', () => {
  const [i, j, r, n, t]: readonly ValueType[] = [{ kind: 'key', index: 'i' }, { kind: 'key', index: 'j' }, { kind: 'real' }, { kind: 'int' }, { kind: 'text' }];
  assert.equal(common([]), null);
  assert.deepEqual(common([i!, i!]), i);
  assert.deepEqual(common([i!, j!]), { kind: 'int' });
  assert.deepEqual(common([i!, n!]), { kind: 'int' });
  assert.deepEqual(common([n!, r!]), { kind: 'real' });
  assert.equal(common([r!, t!]), null);
  assert.deepEqual(common([t!, t!]), t);
  assert.deepEqual(comparable([i!, t!]), { kind: 'bool' });
  assert.equal(comparable([r!, t!]), 'expected values of one type');
});

test('polygamma has orders from 1 on, differentiates in turn, and vanishes at infinity', () => {
  for (const order of [0, -1, 1.5]) assert.throws(() => polygamma(order, 1), /polygamma of order/);
  assert.equal(polygamma(1, Infinity), 0);
  const [byOrder, byPlace] = ops.polygamma.partials([arg(0), arg(1)], call('polygamma', arg(0), arg(1)));
  assert.equal((byOrder as { kind: string }).kind, 'notDifferentiable');
  assert.deepEqual(byPlace, call('polygamma', call('add', arg(0), number(1)), arg(1)));
  assert.deepEqual(ops.polygamma.partials([number(2), arg(1)], call('polygamma', number(2), arg(1)))[1], call('polygamma', number(3), arg(1)));
});
