// Derivatives of programs that take the rarer ways through differentiation, each against central differences or to the cell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { evaluate, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { arg, at, bool, call, computed, type Equation, int, integer, key, letter, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { a, Builder, type Draft, n, term } from './build.ts';
import { checkDerivatives, derived } from './differences.ts';

const mul = (x: Scalar, y: Scalar): Scalar => call('mul', x, y);
const add = (x: Scalar, y: Scalar): Scalar => call('add', x, y);
const square = (x: Scalar): Scalar => mul(x, x);
const eq = (x: Scalar, y: Scalar): Scalar => call('eq', x, y);

/** Codes and places of what is said. */
const said = (b: Builder): readonly string[] => differentiate(b.program()).diagnostics.map(d => `${d.code}: ${d.message}`);
const codeOf = (b: Builder): string => {
  try { differentiate(b.program()); } catch (e) { if (e instanceof ProgramError) return e.diagnostic.code; throw e; }
  return 'none';
};
const equationsOf = (b: Builder): ReadonlyMap<string, Equation> => new Map(differentiate(b.program()).program.definitions.flatMap(d => (d.kind === 'equation' ? [[d.bind, d] as const] : [])));
const valuesOf = (b: Builder): ReadonlyMap<string, TensorValue> => evaluate(derived(b.program()), b.data);

test('a derivative that depends on itself is refused', () => {
  assert.equal(codeOf(new Builder({ i: 2 }).input('x[i]').define('loss', 'sum', term('x[i] D[i]', mul(a(0), a(1)))).grad('D', 'loss', 'x[i]')), 'circular');
});

test('a derivative stands before those that it is made of', () => {
  const cubes = (): Builder => new Builder({ i: 3 }).input('x[i]').input('v[i]').define('loss', 'sum', term('x[i]', mul(a(0), square(a(0)))));
  checkDerivatives(cubes().grad('H', 'D[i]', "x[i']").grad('D', 'loss', 'x[i]'));
  checkDerivatives(cubes().grad('K', 'D[i]', "x[i']", "v[i']").grad('D', 'loss', 'x[i]'));
  checkDerivatives(cubes().grad('T', 'E[i]', 'x[i]').define('E[i]', 'only', term('D[i] x[i]', mul(a(0), a(1)))).grad('D', 'loss', 'x[i]'), { tolerance: 1e-5 });
});

test('tensors of one sweep are called after what they are of, those of several after both ends', () => {
  const base = (): Builder => new Builder({ i: 3 }).input('x[i]').input('v[i]').define('y[i]', 'only', term('x[i]', call('exp', a(0)))).define('z[i]', 'sum', term("y[i] y[i']", mul(a(0), a(1)))).define('loss', 'sum', term('z[i]', call('sin', a(0))));
  const names = (b: Builder): readonly string[] => [...equationsOf(b).keys()].filter(k => !['y', 'z', 'loss'].includes(k)).sort();
  assert.deepEqual(names(base().grad('D', 'loss', 'x[i]')), ['D', 'd_y', 'd_z']);
  assert.deepEqual(names(base().grad('D', 'loss', 'x[i]').grad('E', 'z[i]', "x[i']")).some(k => k.startsWith('d_loss_d_')), true);
  assert.deepEqual(names(base().grad('D', 'loss', 'x[i]', 'v[i]')).filter(k => k !== 'D').every(k => k.startsWith('t_')), true);
  assert.deepEqual(names(base().grad('D', 'loss', 'x[i]', 'v[i]').grad('E', 'z[i]', 'x[i]')).filter(k => k.length > 1).every(k => k.startsWith('t_D_') || k.startsWith('d_z_d_')), true);
});

test('a new tensor takes no name that is there, whatever the case', () => {
  const b = new Builder({ i: 2 }).input('x[i]').input('D_Y').input('d_y_1').define('y[i]', 'only', term('x[i]', call('exp', a(0)))).define('loss', 'sum', term("y[i] y[i']", mul(call('sin', a(0)), a(1)))).grad('G', 'loss', 'x[i]');
  assert.deepEqual([...equationsOf(b).keys()].filter(k => k.startsWith('d_')), ['d_y_2']);
  checkDerivatives(b);
});

test('what is no number has no derivative, nor has a number made of it', () => {
  const b = new Builder({ i: 3 }).input('x[i]')
    .define('high[i]', 'only', term('x[i]', call('gt', a(0), n(0))), { type: bool, fill: null })
    .define('some', 'any', term('high[i]', a(0)), { type: bool, fill: false })
    .define('each', 'all', term('high[i]', a(0)), { type: bool, fill: true })
    .define('best', 'argmax', term('x[i]', a(0), { pick: letter('i') }), { type: key('i'), fill: null })
    .define('worst', 'argmin', term('x[i]', a(0), { pick: letter('i') }), { type: key('i'), fill: null })
    .define('many', 'count', term('x[i]', a(0)), { type: int, fill: 0 })
    .define('y', 'sum', term('x[i] some each many', call('if', call('and', a(1), a(2)), square(a(0)), mul(a(0), a(3)))))
    .define('z', 'only', term('best worst x[{0}] x[{1}]', mul(a(2), a(3))));
  checkDerivatives(b.grad('D', 'y', 'x[i]').grad('E', 'z', 'x[i]'));
  for (const of of ['some', 'each', 'best', 'worst', 'many']) {
    const zero = new Builder({ i: 3 }).input('x[i]');
    zero.definitions.push(...b.definitions.filter(d => d.kind === 'equation'));
    assert.deepEqual(said(zero.grad('D', of, 'x[i]')), [`zero-derivative: the derivative of ${of} by x is zero everywhere`]);
    checkDerivatives(zero);
  }
});

test('a mean that lands where it is told, on a diagonal, on one place, alone', () => {
  checkDerivatives(new Builder({ i: 3, j: 2, k: 5 }).input('x[i,j]').input('t[i]', { type: key('i'), value: i => [2, 2, 0][i]! })
    .define('s[k,j]', 'mean', term('x[i,j]', square(a(0)), { out: 'i+j,1' })).define('g[i]', 'mean', term('t[i] x[i,j]', square(a(1)), { out: '{0}' })).grad('S', 's[k,j]', "x[i,j']").grad('G', 'g[i]', "x[i',j]")
    .define("m[i,i']", 'mean', term('x[i,j]', square(a(0)), { out: 'i,i' }))
    .define('p[i]', 'mean', term('x[i,j]', square(a(0)), { out: '1' }))
    .define('q[i,j]', 'mean', term('x[i,j]', square(a(0))))
    .define('r[i]', 'mean', term('x[i,j]', square(a(0)), { out: '2*i' }))
    .define('loss', 'sum', term("m[i,i'] p[i'] q[i,j]", mul(call('sin', a(2)), add(a(0), a(1)))))
    .grad('D', 'loss', 'x[i,j]').grad('R', 'r[i]', "x[i',j]"));
});

test('a mean of several terms, of guarded cells, of cells that may be missing', () => {
  const b = (): Builder => new Builder({ i: 3, j: 3 }).input('x[i]').input('y[i]', { missing: 0.5 }).input('w[i]');
  checkDerivatives(b().define('m[j]', 'mean', [term('x[i]', square(a(0))), term('w[j] x[i]', mul(a(0), a(1)))]).grad('D', 'm[j]', 'x[i]').grad('E', 'm[j]', 'w[i]'));
  checkDerivatives(b().define('m[j]', 'mean', term('x[i] w[j]', mul(square(a(0)), a(1)), { where: call('le', letter('i'), letter('j')) })).grad('D', 'm[j]', 'x[i]'));
  // y stands only where x is above 0: elsewhere there is no value, and no count
  checkDerivatives(b().define('m[j]', 'mean', term('x[i] y[i]? w[j]', call('if', call('gt', a(0), n(-0.2)), mul(a(1), a(2)), mul(a(0), a(2))))).grad('D', 'm[j]', 'x[i]').grad('E', 'm[j]', 'y[i]').grad('F', 'm[j]', 'w[i]'));
  checkDerivatives(b().define('m[j]', 'mean', term('x[i] y[i]', mul(a(0), a(1)))).define('loss', 'sum', term('m[j]', square(a(0)))).grad('D', 'loss', 'x[i]'));
});

test('a mean over as many rows as a table has counts them by their number', () => {
  const b = new Builder({ s: 3, t: 2, i: 2 }).input('x[s,t,i]').define('m[i]', 'mean', term('x[s,t,i]', square(a(0)))).grad('D', 'm[i]', "x[s,t,i']");
  const program = b.program();
  const tables: Program = { ...program, indices: program.indices.map(x => (x.name === 'i' ? x : { ...x, domain: { kind: 'table', table: `${x.name}_keys`, column: x.name, keys: 'int', dense: true } })) };
  const domains = new Map([['s', [0, 1, 2]], ['t', [0, 1]]]);
  const found = evaluate(differentiate(tables).program, b.data, { domains }).get('D')!;
  const x = b.data.get('x')!;
  for (const i of [0, 1]) for (const s of [0, 1, 2]) for (const t of [0, 1]) for (const k of [0, 1]) {
    assert.ok(Math.abs((found.get(i, s, t, k) as number) - (i === k ? (2 * (x.get(s, t, k) as number)) / 6 : 0)) < 1e-12);
  }
  // one of them known, the other not: 3 · |t|
  const half: Program = { ...tables, indices: tables.indices.map(d => (d.name === 's' ? program.indices.find(p => p.name === 's')! : d)) };
  assert.ok(Math.abs((evaluate(differentiate(half).program, b.data, { domains }).get('D')!.get(0, 1, 1, 0) as number) - (2 * (x.get(1, 1, 0) as number)) / 6) < 1e-12);
});

test('branches inside of branches', () => {
  const inner = call('if', call('gt', a(1), n(0)), mul(a(0), a(0)), call('exp', a(0)));
  const body = call('if', call('gt', a(0), n(0)), inner, call('if', call('lt', a(1), n(0.3)), call('sin', a(0)), mul(a(0), a(1))));
  checkDerivatives(new Builder({ i: 8 }).input('x[i]').input('y[i]').define('z[i]', 'only', term('x[i] y[i]', body)).grad('D', 'z[i]', 'x[i]').grad('E', 'z[i]', 'y[i]'));
  checkDerivatives(new Builder({ i: 8 }).input('x[i]', { missing: 0.5 }).input('y[i]', { missing: 0.5 }).input('w[i]')
    .define('z[i]', 'only', term('x[i]? y[i]? w[i]', mul(a(2), call('coalesce', mul(a(0), a(2)), call('coalesce', square(a(1)), a(2))))))
    .grad('D', 'z[i]', 'x[i]').grad('E', 'z[i]', 'y[i]').grad('F', 'z[i]', 'w[i]'));
});

test('what a branch that is not taken would do does no harm', () => {
  const b = new Builder({ i: 2 }).input('x[i]', { value: i => i }).define('z[i]', 'only', term('x[i]', call('if', call('gt', a(0), n(0)), call('log', a(0)), call('if', eq(a(0), n(0)), n(1), call('div', n(1), a(0)))))).grad('D', 'z[i]', 'x[i]');
  assert.deepEqual([0, 1].map(i => (valuesOf(b).get('D')!.get(i) as number) + 0), [0, 1]);
});

test('products of products: guards and places that are computed, at zeros too', () => {
  const base = (): Builder => new Builder({ i: 3 }).input('x[i]', { value: i => [0.7, 0, -1.2][i]! }).input('t[i]', { type: key('i'), value: i => [1, 1, 0][i]! });
  const twice = (b: Builder): Builder => b.define('loss', 'sum', term('p[i]', square(add(a(0), n(0.5))))).grad('D', 'loss', 'x[i]').grad('H', 'D[i]', "x[i']");
  checkDerivatives(twice(base().define('p[i]', 'prod', term("x[i']", a(0), { where: call('le', letter("i'"), letter('i')) }))), { tolerance: 1e-5 });
  checkDerivatives(twice(base().define('p[i]', 'prod', term('t[i] x[i]', add(a(1), n(0.25)), { out: '{0}' }))), { tolerance: 1e-5 });
  checkDerivatives(twice(base().define('p[i]', 'prod', term('t[i] x[i]', a(1), { out: '{0}' }))), { tolerance: 1e-5 });
  checkDerivatives(twice(base().define('p[i]', 'prod', [term("x[i']", add(a(0), n(0.25))), term('x[i]', a(0))])), { tolerance: 1e-5 });
  for (const where of [{}, { where: call('ne', letter("i'"), integer(2)) }]) {
    checkDerivatives(base().define('p[i]', 'prod', term("x[i'] x[i]", add(a(0), mul(a(1), n(0.5))), where)).define('loss', 'sum', term('p[i]', call('sin', a(0)))).grad('D', 'loss', 'x[i]'));
  }
});

test('a maximum that lands at places which are computed', () => {
  checkDerivatives(new Builder({ i: 4 }).input('x[i]').input('t[i]', { type: key('i'), value: i => [2, 2, 0, 2][i]! })
    .define('m[i]', 'max', term('t[i] x[i]', square(a(1)), { out: '{0}' })).grad('D', 'm[i]', "x[i']"));
  checkDerivatives(new Builder({ i: 4 }).input('x[i]').input('t[i]', { type: int, value: i => [2, 1, 0, 2][i]! })
    .define('m[i]', 'min', { ...term('t[i] x[i]', square(a(1))), out: [computed(call('add', arg(0), integer(1)))] }).grad('D', 'm[i]', "x[i']"));
});

test('a tie shares, however many attain the maximum', () => {
  const values = (reduce: 'max' | 'min'): readonly unknown[] => {
    const b = new Builder({ i: 4 }).input('x[i]', { value: i => [2, 5, 5, 5][i]! }).define('m', reduce, term('x[i]', mul(a(0), n(reduce === 'max' ? 1 : -1)))).grad('D', 'm', 'x[i]');
    return [0, 1, 2, 3].map(i => (valuesOf(b).get('D')!.get(i) as number) + 0);
  };
  assert.deepEqual(values('max'), [0, 1 / 3, 1 / 3, 1 / 3]);
  assert.deepEqual(values('min'), [0, -1 / 3, -1 / 3, -1 / 3]);
});

test('one cell of a tensor, told by a number that is computed, beside letters', () => {
  checkDerivatives(new Builder({ i: 3 }).input('x[i]').input('w[i]').input('last', { type: key('i'), value: () => 2 })
    .define('loss', 'sum', term('last x[{0}] w[i]', mul(square(a(1)), a(2)))).grad('D', 'loss', 'x[i]').grad('E', 'loss', 'w[i]'));
  checkDerivatives(new Builder({ i: 3 }).input('x[i]').input('w[i]').input('last', { type: key('i'), value: () => 2 })
    .define('loss', 'sum', term('last x[{0}] x[i]', mul(square(a(1)), a(2)))).grad('D', 'loss', 'x[i]'));
  // a table of places of places
  checkDerivatives(new Builder({ i: 3 }).input('x[i]').input('t[i]', { type: key('i'), value: i => [2, 0, 1][i]! })
    .define('y[i]', 'only', term('t[i] t[{0}] x[{1}]', square(a(2)))).grad('D', 'y[i]', "x[i']"));
  // by its place among the others
  const position: Scalar = { kind: 'position', letter: 'i' };
  const reads: Draft = { args: [{ tensor: 'x', at: [computed(call('sub', integer(2), position))], optional: false }, { tensor: 'w', at: [at('i')], optional: false }], body: mul(square(a(0)), a(1)), out: null, options: {} };
  checkDerivatives(new Builder({ i: 3 }).input('x[i]').input('w[i]').define('y[i]', 'only', reads).grad('D', 'y[i]', "x[i']").grad('E', 'y[i]', "w[i']"));
});

test('terms that never count at the cell that is asked for are left out, and said to be zero', () => {
  const base = (): Builder => new Builder({ i: 4 }).input('x[i]').input('v[i]').define('y[i]', 'only', term('x[i]', mul(square(a(0)), call('iverson', call('ne', letter('i'), integer(2))))));
  for (const direction of [null, "v[i']"]) {
    const zero = base().grad('D', 'y[2]', "x[i']", direction);
    assert.equal(said(zero).length, 1);
    checkDerivatives(zero);
    const other = base().grad('D', 'y[1]', "x[i']", direction);
    assert.equal(said(other).length, 0);
    checkDerivatives(other);
  }
  const never = new Builder({ i: 4 }).input('x[i]').define('y[i]', 'sum', term('x[i]', square(a(0)), { where: call('not', call('present', a(0))) })).grad('D', 'y[i]', "x[i']");
  assert.equal(said(never).length, 1);
  checkDerivatives(never);
  const guarded = (): Builder => new Builder({ i: 4 }).input('x[i]').define('y[i]', 'sum', term('x[i]', square(a(0)), { where: call('lt', mul(letter('i'), letter('i')), integer(4)) }));
  assert.equal(said(guarded().grad('D', 'y[2]', "x[i']")).length, 1);
  checkDerivatives(guarded().grad('D', 'y[2]', "x[i']"));
  assert.equal(said(guarded().grad('D', 'y[1]', "x[i']")).length, 0);
  checkDerivatives(guarded().grad('D', 'y[1]', "x[i']").grad('E', 'y[i]', 'x[i]'));
});

test('what only leads to steps is not passed, however long the way', () => {
  const b = new Builder({ i: 3 }).input('x[i]')
    .define('a[i]', 'only', term('x[i]', call('floor', a(0))))
    .define('b[i]', 'only', term('a[i]', mul(a(0), n(2))))
    .define('c[i]', 'only', term('b[i]', call('sin', a(0))))
    .define('loss', 'sum', term('c[i] x[i]', mul(a(0), a(1))))
    .grad('D', 'loss', 'x[i]');
  checkDerivatives(b);
  assert.deepEqual([...equationsOf(b).keys()].filter(k => k.startsWith('d_')), []);
  const none = new Builder({ i: 3 }).input('x[i]').define('a[i]', 'only', term('x[i]', call('floor', a(0)))).define('b[i]', 'only', term('a[i]', mul(a(0), n(2)))).define('loss', 'sum', term('b[i]', square(a(0)))).grad('D', 'loss', 'x[i]');
  assert.deepEqual(said(none), ['zero-derivative: the derivative of loss by x is zero everywhere']);
});

test('a derivative of rows that are there in part has those rows', () => {
  const b = (): Builder => new Builder({ i: 4, j: 2 }).input('x[i]', { missing: 0.4 }).input('w[i,j]', { missing: 0.4 }).define('y[i]', 'sum', term('x[i] w[i,j]', mul(a(0), a(1)))).define('loss', 'sum', term('y[i]', square(a(0))));
  checkDerivatives(b().grad('D', 'loss', 'x[i]').grad('E', 'loss', 'w[i,j]').grad('F', 'y[i]', "w[i',j]").grad('G', 'y[i]', 'w[i,j]').grad('H', 'loss', 'w[i,1]').grad('K', 'loss', 'w[i,i]'.replace('i,i', '2,j')));
  // zero, but only where there are rows
  checkDerivatives(b().input('u[i]', { missing: 0.5 }).grad('D', 'loss', 'u[i]').grad('E', 'y[i]', "u[i']"));
  assert.equal(said(b().input('u[i]', { missing: 0.5 }).grad('D', 'loss', 'u[i]')).length, 1);
});

test('the derivative of a tensor by itself, in part and along a direction', () => {
  const b = (): Builder => new Builder({ i: 3 }).input('x[i]').input('v[i]');
  checkDerivatives(b().grad('D', 'x[i]', "x[i']").grad('E', 'x[i]', 'x[i]').grad('F', 'x[1]', 'x[i]').grad('G', 'x[i]', "x[i']", "v[i']").grad('H', 'x[i]', 'x[i]', 'v[i]').grad('K', 'x[1]', 'x[i]', 'v[i]'));
  checkDerivatives(b().define('y[i]', 'only', term('x[i]', square(a(0)))).define('z[i]', 'sum', term("y[i] y[i']", mul(a(0), a(1)))).grad('D', 'y[i]', "y[i']").grad('F', 'z[i]', 'y[1]').grad('G', 'z[i]', "y[i']", "v[i']").grad('H', 'y[i]', "y[i']", "v[i']"));
});

test('where a body has no value nothing changes, though its derivative would be a number', () => {
  const b = (): Builder => new Builder({ i: 5 }).input('x[i]').input('w[i]').input('m[i]', { missing: 0.5 });
  const body = add(square(a(0)), call('if', call('gt', a(1), n(-0.2)), a(2), n(0)));
  for (const reduce of ['sum', 'mean', 'max', 'min', 'prod'] as const) {
    checkDerivatives(b().define('y', reduce, term('x[i] w[i] m[i]?', body)).grad('D', 'y', 'x[i]').grad('E', 'y', 'm[i]'));
  }
});

test('what stop keeps constant stays so in a derivative of the derivative', () => {
  assert.deepEqual(said(new Builder({ i: 3 }).input('x[i]').define('y', 'sum', term('x[i]', mul(call('stop', a(0)), a(0)))).grad('D', 'y', 'x[i]').grad('H', 'D[i]', "x[i']")), ['zero-derivative: the derivative of D by x is zero everywhere']);
});

test('a direction that some letters of the value name and others do not', () => {
  for (const [head, reads] of [['y[i,j]', "x[i] x[i'] w[j]"], ["y[i',j]", "x[i'] x[i] w[j]"]] as const) checkDerivatives(new Builder({ i: 3, j: 2 }).input('x[i]').input('v[i]').input('w[j]').define(head, 'sum', term(reads, mul(mul(a(0), call('sin', a(1))), a(2)))).grad('D', 'y[i,j]', 'x[i]', 'v[i]').grad('E', 'y[i,j]', 'x[i]', 'v[1]').grad('F', 'y[i,j]', 'x[1]', 'v[i]').grad('G', 'y[1,j]', 'x[i]', 'v[i]'));
});
