// Long recurrences as loops, and everything in an order in which it can be computed.

import assert from 'node:assert/strict';
import test from 'node:test';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { flatDefinitions, reads } from '../../compiler/tensor/equations.ts';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { arg, at, bool, call, computed, counter, fixed, int, integer, key, letter, number, type Program, type Recurrence, type Scalar } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { unroll } from '../../compiler/tensor/unroll.ts';
import { Builder, term } from '../calculus/build.ts';
import { net } from './programs.ts';
import { assertSame } from './same.ts';

const sum = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
const times = (a: Scalar, b: Scalar): Scalar => call('mul', a, b);
const recurrences = (p: Program): readonly Recurrence[] => p.definitions.filter((d): d is Recurrence => d.kind === 'recurrence');
const only = (p: Program): Recurrence => { const all = recurrences(p); assert.equal(all.length, 1); return all[0]!; };

/** Asserts that each definition reads only what stands before it, and returns the names in order. */
function inOrder(p: Program): readonly string[] {
  const ready = new Set([...p.inputs.map(i => i.tensor), ...p.carried.map(c => c.tensor)]);
  const all = new Set([...flatDefinitions(p).map(d => d.bind)]);
  for (const d of p.definitions) {
    const own = d.kind === 'recurrence' ? d.equations : [d];
    const bound = new Set(own.map(e => e.bind));
    for (const e of own) for (const r of reads(e)) assert.ok(ready.has(r) || (d.kind === 'recurrence' && bound.has(r)) || !all.has(r), `${e.bind} reads ${r} before it is there`);
    for (const name of bound) ready.add(name);
  }
  return [...all];
}

test('definitions in any order come after what they read', () => {
  const b = new Builder({ i: 3 }).input('x[i]')
    .define('c[i]', 'only', term('b[i] a[i]', sum(arg(0), arg(1))))
    .define('b[i]', 'only', term('a[i]', arg(0)))
    .define('a[i]', 'only', term('x[i]', arg(0)));
  const after = order(b.program());
  assert.deepEqual(inOrder(after), ['a', 'b', 'c']);
  assertSame(b.program(), after, b.data);
});

test('a chain of 5,000 equations, the last one first', () => {
  const b = new Builder({ i: 2 }).input('x[i]');
  for (let k = 5000; k > 0; k--) b.define(`h${k}[i]`, 'only', term(k === 1 ? 'x[i]' : `h${k - 1}[i]`, sum(arg(0), number(1))));
  const after = order(unroll(b.program()));
  const place = new Map(after.definitions.map((d, k) => [(d as { bind: string }).bind, k]));
  for (let k = 2; k <= 5000; k++) assert.ok(place.get(`h${k - 1}`)! < place.get(`h${k}`)!);
});

test('a deep net is a loop over its layers that starts from the first level', () => {
  const b = net(20);
  const after = order(b.program());
  const r = only(after);
  assert.deepEqual([r.from, r.to, r.direction], [0, 19, 'up']);
  assert.deepEqual(r.equations.map(e => e.bind), ['z_1', 'z', 'a']);
  assert.deepEqual(r.equations[2]!.terms[0]!.out[0], computed(call('add', counter(r.counter), integer(1))));
  inOrder(after);
  assertSame(b.program(), after, b.data);
  assert.deepEqual(order(after), after);
});

test('power iteration of 50 steps', () => {
  const b = new Builder({ t: 50, r: 51, k: 4 }, 3).input('C_0[k,k\']')
    .define("C[k,k']", 'only', term("C_0[k,k'] C_0[k',k]", sum(arg(0), arg(1))))
    .define('v[r,k]', 'only', [term('', number(0.5), { out: '0,k' }), term('u[t,k] n[t]', call('div', arg(0), call('sqrt', arg(1))), { out: 't+1,k' })])
    .define('u[t,k]', 'sum', term("C[k,k'] v[t,k']", times(arg(0), arg(1))))
    .define('n[t]', 'sum', term('u[t,k]', times(arg(0), arg(0))))
    .define('lambda', 'sum', term("v[50,k] C[k,k'] v[50,k']", times(arg(0), times(arg(1), arg(2)))));
  const after = order(unroll(b.program()));
  assert.deepEqual(only(after).equations.map(e => e.bind), ['u', 'n', 'v']);
  inOrder(after);
  assertSame(b.program(), after, b.data);
});

test('Fibonacci numbers: two steps back, two first terms', () => {
  const b = new Builder({ t: 30, n: 32 })
    .define('f[n]', 'only', [term('', integer(0), { out: '0' }), term('', integer(1), { out: '1' }), term('f[t] f[t+1]', sum(arg(0), arg(1)), { out: 't+2' })], { type: int });
  const after = order(b.program());
  const [first] = after.definitions;
  assert.ok(first!.kind === 'equation' && first!.terms.length === 2 && first!.bind === 'f');
  assertSame(b.program(), after, b.data);
  assert.equal(evaluate(after, b.data).get('f')!.get(31), 1346269);
});

test('a first term that reads another first term runs where the counter stands at it', () => {
  const b = new Builder({ t: 20, n: 22 })
    .define('f[n]', 'only', [term('', number(1), { out: '0' }), term('f[0]', times(arg(0), number(3)), { out: '1' }), term('f[t] f[t+1]', call('sub', arg(0), arg(1)), { out: 't+2' })]);
  assertSame(b.program(), order(b.program()), b.data);
});

test('steps that read one cell of long ago, and sums over all before', () => {
  const b = new Builder({ t: 15 }).input('x[t]')
    .define('f[t]', 'only', [term('x[0]', arg(0), { out: '0' }), term('f[0] g[t] x[t]', sum(times(arg(0), number(0.25)), times(arg(1), arg(2))), { where: call('gt', letter('t'), integer(0)) })])
    .define('g[t]', 'sum', term("f[t'] x[t]", times(arg(0), arg(1)), { where: call('lt', letter("t'"), letter('t')), out: 't' }));
  const after = order(b.program());
  only(after);
  assertSame(b.program(), after, b.data);
});

test('letters inside other coordinates, as values and as positions', () => {
  const b = new Builder({ t: [3, 12], d: 3, q: [3, 40] }).input('x[q]').input('w[d]')
    .define('h_1[t]', 'sum', term('w[d] x[2*t-d]', times(arg(0), arg(1)), { out: 't' }))
    .define('h[t]', 'only', [
      term('x[t] h_1[t]', sum(arg(0), arg(1)), { out: '3' , where: call('eq', letter('t'), integer(3)) }),
      term('h[t-1] h_2[t]', sum(arg(0), times(arg(1), sum(letter('t'), { kind: 'position', letter: 't' })))),
    ])
    .define('h_2[t]', 'sum', term('w[d] x[2*t-d] h[t-1]', times(arg(0), times(arg(1), arg(2))), { out: 't' }));
  const after = order(b.program());
  only(after);
  assertSame(b.program(), after, b.data);
});

test('tensors of one recurrence at different offsets run in one pass, and the last pass runs what is there', () => {
  const b = new Builder({ t: 20, r: 21, s: 4 }).input('x[s]')
    .define('c[r]', 'only', [term('x[0]', arg(0), { out: '0' }), term('d_1[t] c[t]', sum(times(arg(0), number(0.1)), arg(1)), { out: 't+1' })])
    .define('d_1[r]', 'mean', term('e[r,s]', arg(0)))
    .define('e[r,s]', 'only', term('x[s] c[r]', call('sub', arg(0), arg(1))));
  const after = order(b.program());
  const r = only(after);
  assert.deepEqual([r.from, r.to], [0, 20]);
  assertSame(b.program(), after, b.data);
});

test('k-means steps until nothing moves; what comes later does not exist', () => {
  const b = new Builder({ t: 30, r: 31, s: 12, k: 3, d: 2 }, 5).input('x[s,d]')
    .define('c[r,k,d]', 'only', [
      term('x[s,d]', arg(0), { out: '0,k,d', where: call('eq', letter('s'), times(integer(4), letter('k'))) }),
      term('m[t,k,d]? c[t,k,d]', call('coalesce', arg(0), arg(1)), { out: 't+1,k,d' }),
    ])
    .define('m[t,k,d]', 'mean', term('x[s,d] near[t,s]', arg(0), { where: call('eq', arg(1), letter('k')), out: 't,k,d' }))
    .define('near[t,s]', 'argmin', term('dist[t,s,k]', arg(0), { pick: letter('k') }), { type: key('k') })
    .define('dist[t,s,k]', 'sum', term('x[s,d] c[t,k,d]', times(call('sub', arg(0), arg(1)), call('sub', arg(0), arg(1)))))
    .define('moved[t]', 'sum', term('c[t+1,k,d] c[t,k,d]', times(call('sub', arg(0), arg(1)), call('sub', arg(0), arg(1)))))
    .define('still[t]', 'only', term('moved[t]', call('lt', arg(0), number(1e-9))), { type: bool })
    .define('end[k,d]', 'only', { ...term('t_last c[r,k,d]', arg(1)), args: [{ tensor: 't_last', at: [], optional: false }, { tensor: 'c', at: [computed(sum(arg(0), integer(1))), at('k'), at('d')], optional: false }] });
  const span = b.program().indices[0]!.span;
  const program = { ...b.program(), untils: [{ tensor: 'c', axis: 0, condition: 'still', last: 't_last', span }] };
  const after = order(unroll(program));
  const r = only(after);
  assert.deepEqual(r.until, { condition: 'still', last: 't_last' });
  inOrder(after);
  const values = evaluate(after, b.data);
  const last = values.get('t_last')!.get() as number;
  assert.ok(last > 0 && last < 29, `ends at ${last}`);
  assert.equal(values.get('still')!.get(last), true);
  for (const [name, beyond] of [['c', last + 2], ['dist', last + 1], ['moved', last + 1], ['still', last + 1]] as const) {
    const rest = name === 'c' ? [0, 0] : name === 'dist' ? [0, 0] : [];
    assert.equal(values.get(name)!.get(beyond, ...rest), undefined, `${name}[${beyond}]`);
    assert.notEqual(values.get(name)!.get(beyond - 1, ...rest), undefined, `${name}[${beyond - 1}]`);
  }
  for (const k of [0, 1, 2]) assert.equal(values.get('end')!.get(k, 0), values.get('c')!.get(last + 1, k, 0));
  // the same steps without an end
  const whole = evaluate({ ...b.program(), definitions: flatDefinitions(b.program()).filter(d => d.bind !== 'end') }, b.data);
  for (let t = 0; t <= last + 1; t++) assert.equal(values.get('c')!.get(t, 1, 1), whole.get('c')!.get(t, 1, 1));
});

test('an end that does not depend on the steps', () => {
  const b = new Builder({ t: 30, r: 31 })
    .define('c[r]', 'only', [term('', number(1), { out: '0' }), term('c[t]', times(arg(0), number(2)), { out: 't+1' })])
    .define('enough[t]', 'only', term('', call('ge', letter('t'), integer(6))), { type: bool });
  const program = { ...b.program(), untils: [{ tensor: 'c', axis: 0, condition: 'enough', last: 't_last', span: b.program().indices[0]!.span }] };
  const values = evaluate(order(program), b.data);
  assert.equal(values.get('t_last')!.get(), 6);
  assert.equal(values.get('c')!.get(7), 128);
  assert.equal(values.get('c')!.get(8), undefined);
});

test('the derivative of a long recurrence runs the other way', () => {
  const b = new Builder({ t: 40, r: 41, j: 3 }, 2).input("W[j,j']").input('x[t,j]')
    .define('h[r,j]', 'only', [term('', number(0), { out: '0,j' }), term('z[t,j] x[t,j]', call('tanh', sum(arg(0), arg(1))), { out: 't+1,j' })])
    .define('z[t,j]', 'sum', term("W[j,j'] h[t,j']", times(arg(0), arg(1))))
    .define('loss', 'sum', term('h[40,j]', times(arg(0), arg(0))))
    .grad('g', 'loss', "W[j,j']");
  const derived = differentiate(unroll(b.program())).program;
  const after = order(unroll(derived));
  assert.deepEqual(recurrences(after).map(r => r.direction).sort(), ['down', 'up']);
  inOrder(after);
  assertSame(derived, after, b.data);
});

test('a circle without a first step is an error that names its members', () => {
  const circular = (b: Builder): ProgramError => {
    try { order(b.program()); } catch (e) { if (e instanceof ProgramError) return e; throw e; }
    return assert.fail('no error');
  };
  const same = circular(new Builder({ t: 3 }).define('v[t]', 'only', term('v[t]', times(arg(0), number(2)))));
  assert.equal(same.diagnostic.code, 'circular');
  assert.equal(same.diagnostic.message, 'v is defined by itself');
  const around = circular(new Builder({ t: 3 }).define('v[t]', 'only', term('w[t-1]', arg(0))).define('w[t]', 'only', term('u[t+1]', arg(0))).define('u[t]', 'only', term('v[t]', arg(0))));
  assert.equal(around.diagnostic.message, 'v is defined by itself, through w, u');
  const both = circular(new Builder({ t: 30 }).define('v[t]', 'only', term('v[t-1] v[t+1]', sum(arg(0), arg(1)))));
  assert.match(both.diagnostic.note!, /no first step/);
  const gathered = circular(new Builder({ t: 30 }).input('p[t]', { type: key('t'), value: t => t })
    .define('v[t]', 'only', term('p[t] v[{0}]', arg(1))));
  assert.equal(gathered.diagnostic.code, 'circular');
  const scalar = circular(new Builder({ t: 3 }).define('v', 'only', term('w', arg(0))).define('w', 'only', term('v', arg(0))));
  assert.equal(scalar.diagnostic.code, 'circular');
});

test('an inner circle among many steps is the one that is named', () => {
  const b = new Builder({ t: 30 })
    .define('a[t]', 'only', [term('', number(1), { out: '0' }), term('b[t-1]', arg(0))])
    .define('b[t]', 'only', term('a[t] c[t]', sum(arg(0), arg(1))))
    .define('c[t]', 'only', term('b[t]', arg(0)));
  assert.throws(() => order(b.program()), (e: unknown) => e instanceof ProgramError && e.diagnostic.message === 'b is defined by itself, through c');
});

test('terms that land at computed places run where the counter stands at them', () => {
  const b = new Builder({ t: 20, n: 21, s: 3 }).input('x[t,s]').input('p[s]', { type: { kind: 'int' }, value: s => 9 * s })
    .define('a[n,s]', 'sum', [term('p[s] x[0,s]', arg(1), { out: '{0},s' }), term('a[t,s] x[t,s]', times(arg(0), arg(1)), { out: 't+1,s' })]);
  const after = order(b.program());
  only(after);
  assertSame(b.program(), after, b.data);
});

test('a cell that passes read and none comes to has a row with the fill', () => {
  const b = new Builder({ t: 12, n: 13, q: 9, s: 2 }).input('x[t,s]')
    .define('d[n,s]', 'sum', [term('d[t+1,s] x[t,s]', times(arg(0), arg(1)), { out: 't,s' }), term('x[t,s]', arg(0), { out: 't,s' })])
    .define('f[n]', 'prod', term('f[t] x[t,s]', sum(arg(0), arg(1)), { out: 't+1' }))
    .define('g[n]', 'sum', term('g[t] x[t,0]', sum(arg(0), arg(1)), { out: 'q', where: call('gt', letter('t'), letter('q')) }));
  const after = order(b.program());
  assertSame(b.program(), after, b.data);
  const first = (name: string) => { const [d] = after.definitions.filter(e => e.kind === 'equation' && e.bind === name); assert.ok(d?.kind === 'equation'); return d; };
  assert.deepEqual(first('d').terms.map(t => t.out[0]), [fixed(12)]);
  assert.deepEqual(first('f').terms.map(t => [t.out[0], t.body]), [[fixed(0), number(1)]]);
  assert.equal(first('g').terms.length, 1);
  assert.equal(evaluate({ ...after, definitions: after.definitions.filter(e => e.kind === 'equation') }, b.data).get('g')!.size, 3);
});
