// Short recurrences as one equation a position.

import assert from 'node:assert/strict';
import test from 'node:test';
import { arg, bool, call, integer, letter, number, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { flatDefinitions } from '../../compiler/tensor/equations.ts';
import { unroll } from '../../compiler/tensor/unroll.ts';
import { Builder, term } from '../calculus/build.ts';
import { net, showing } from './programs.ts';
import { assertSame } from './same.ts';

const sum = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
const names = (p: Program): readonly string[] => flatDefinitions(p).map(d => d.bind);

test('a net of depth 3 becomes one equation a layer, and its last level is read directly', () => {
  const b = net(3).define('y[s]', 'sum', term('a[3,s,u]', arg(0)));
  assertSame(b.program(), unroll(b.program()), b.data);
  const after = unroll(showing(b, 'y'));
  assertSame(b.program(), after, b.data, ['y']);
  assert.deepEqual(names(after), ['a_0', 'z_1_0', 'z_0', 'a_1', 'z_1_1', 'z_1', 'a_2', 'z_1_2', 'z_2', 'a_3', 'y']);
  assert.equal(flatDefinitions(after).find(d => d.bind === 'z_2')!.source, 'z[l,s,v] at l = 2');
});

test('a tensor that is read along the axis is put together again, others are not', () => {
  const b = net(3).define('m[l]', 'mean', term('z[l,s,v]', arg(0)));
  const after = unroll(showing(b, 'm'));
  assertSame(b.program(), after, b.data, ['m']);
  assert.ok(names(after).includes('z') && !names(after).includes('a'));
});

test('names of instances stay apart from others, whatever the case', () => {
  const b = net(2).define('A_1[s]', 'sum', term('a[2,s,u]', arg(0)));
  const all = names(unroll(b.program())).map(n => n.toLowerCase());
  assert.equal(new Set(all).size, all.length);
});

test('a guard on the letter decides which terms an instance has', () => {
  const b = new Builder({ t: 6, s: 2 }).input('x[t,s]')
    .define('h[t,s]', 'only', [
      term('x[t,s]', arg(0), { where: call('lt', letter('t'), integer(2)) }),
      term('h[t-1,s] h[t-2,s] x[t,s]', sum(sum(arg(0), arg(1)), arg(2)), { where: call('ge', letter('t'), integer(2)) }),
    ]);
  const after = unroll(b.program());
  assertSame(b.program(), after, b.data);
  for (const d of after.definitions) assert.ok(d.kind === 'equation' && (d.bind === 'h' || (d.terms.length === 1 && d.terms[0]!.where === null)));
});

test('a branch that the letter decides is all that is left of a choice', () => {
  const b = new Builder({ t: 5 }).input('x[t]')
    .define('h[t]', 'only', term('x[t] h[t-1]?', call('if', call('eq', letter('t'), integer(0)), arg(0), call('mul', arg(1), number(2)))));
  const after = unroll(b.program());
  assertSame(b.program(), after, b.data);
  const first = flatDefinitions(after).find(d => d.bind === 'h_0')!;
  assert.ok(first.kind === 'equation' && first.terms[0]!.args.length === 1);
});

test('what stands before the first position is missing', () => {
  const b = new Builder({ t: 5 }).input('x[t]')
    .define('h[t]', 'only', term('h[t-1]? x[t]', sum(call('coalesce', arg(0), number(10)), arg(1))))
    .define('g[t]', 'only', term('g[t-1]? x[t]', call('if', call('present', arg(0)), sum(call('coalesce', arg(0), number(0)), number(1)), arg(1))))
    .define('k[t]', 'only', [term('k[t-1] x[t]', sum(arg(0), arg(1))), term('', number(1), { out: '2' })]);
  assertSame(b.program(), unroll(b.program()), b.data);
});

test('a branch that may be missing keeps its meaning where the choice is not decided', () => {
  const b = new Builder({ t: 4, s: 3 }).input('x[t,s]')
    .define('h[t,s]', 'only', term('h[t-1,s]? x[t,s]', call('coalesce', call('if', call('gt', arg(1), number(0)), arg(0), arg(1)), number(7))));
  assertSame(b.program(), unroll(b.program()), b.data);
});

test('cells of a sum without combinations hold its fill in every instance', () => {
  const b = new Builder({ t: 5, s: 3, r: 3 }).input('x[s,r]', { missing: 0.5 })
    .define('h[t,s]', 'sum', [term('h[t-1,s] x[s,r]', call('mul', arg(0), arg(1)), { out: 't,r' }), term('x[s,s]', arg(0), { out: '1,s' })])
    .define('y[s]', 'only', term('h[4,s]', arg(0)));
  assertSame(b.program(), unroll(b.program()), b.data);
});

test('a sum over all positions before is a term for each', () => {
  const b = new Builder({ t: 5 }).input('x[t]').input("w[t]")
    .define('h_1[t]', 'sum', term("h[t'] w[t'] x[t]", call('mul', arg(0), call('mul', arg(1), arg(2))), { where: call('lt', letter("t'"), letter('t')), out: 't' }))
    .define('h[t]', 'only', term('h_1[t] x[t]', sum(arg(0), arg(1))));
  const after = unroll(b.program());
  assertSame(b.program(), after, b.data);
  assert.ok(names(after).includes('h_4'));
});

test('a recurrence that goes up reads what comes later', () => {
  const b = new Builder({ t: 7, s: 2 }).input('x[t,s]')
    .define('g[t,s]', 'only', [term('g[t+1,s] x[t,s]', sum(arg(0), arg(1))), term('x[6,s]', arg(0), { out: '6,s' })]);
  assertSame(b.program(), unroll(b.program()), b.data);
  assert.ok(names(unroll(b.program())).includes('g_0'));
});

test('rows of another tensor bound the slices too', () => {
  const b = new Builder({ t: 4, s: 3 }).input('x[t,s]', { missing: 0.4 })
    .define('g[t,s]', 'sum', [term('g[t+1,s] x[t,s]', call('mul', arg(0), arg(1))), term('', number(1), { out: '3,s' })], { within: 'x' });
  assertSame(b.program(), unroll(b.program()), b.data);
});

test('an axis that starts below zero, positions as values, and two recurrences that need each other', () => {
  const b = new Builder({ t: [-2, 5] }).input('x[t]')
    .define('p[t]', 'only', [term('q[t-1] x[t]', sum(arg(0), arg(1))), term('', number(1), { out: '-2' })])
    .define('q[t]', 'only', term('p[t]', call('mul', arg(0), sum(letter('t'), { kind: 'position', letter: 't' }))));
  assertSame(b.program(), unroll(b.program()), b.data);
});

test('what is long, ends early or holds a derivative stays', () => {
  const long = net(9).program();
  assert.deepEqual(names(unroll(long)), names(long));
  const open = net(2).grad('g[s,u]', 'a[2,s,u]', 'a[n,s,u]').program();
  assert.ok(names(unroll(open)).includes('z_1'));
  const b = new Builder({ t: 5, r: 6 })
    .define('c[r]', 'only', [term('', number(1), { out: '0' }), term('c[t]', call('mul', arg(0), number(0.5)), { out: 't+1' })])
    .define('stop[t]', 'only', term('c[t+1]', call('lt', arg(0), number(0.2)), { out: 't' }), { type: bool });
  const ending = { ...b.program(), untils: [{ tensor: 'c', axis: 0, condition: 'stop', last: 't_last', span: b.program().indices[0]!.span }] };
  assert.deepEqual(names(unroll(ending)), ['c', 'stop']);
});

test('one short recurrence reads another', () => {
  const b = new Builder({ t: 4, n: 5 }).input('x[t]')
    .define('a[n]', 'only', [term('', number(1), { out: '0' }), term('a_1[t]', arg(0), { out: 't+1' })])
    .define('a_1[t]', 'only', term('a[t] x[t]', sum(arg(0), arg(1))))
    .define('b[n]', 'only', [term('a[4] a_1[2]', sum(arg(0), arg(1)), { out: '0' }), term('b[t] a[t]', call('mul', arg(0), arg(1)), { out: 't+1' })]);
  const after = unroll(showing(b, 'b'));
  assertSame(b.program(), after, b.data, ['b']);
  assert.ok(!names(after).includes('a_1') || names(after).includes('a'));
});

test('terms that land at computed places land in the slice that they name', () => {
  const b = new Builder({ t: 4, n: 5, s: 3 }).input('x[t,s]').input('p[s]', { type: { kind: 'int' }, value: s => 2 * s })
    .define('a[n,s]', 'sum', [term('p[s] x[0,s]', arg(1), { out: '{0},s' }), term('a[t,s] x[t,s]', call('mul', arg(0), arg(1)), { out: 't+1,s' })]);
  const after = unroll(b.program());
  assertSame(b.program(), after, b.data);
  assert.ok(names(after).includes('a_4'));
});
