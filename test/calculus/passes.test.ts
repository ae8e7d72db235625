// What the passes make of known programs: forms worth having, fullness, sharing, pruning.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { coversDomain, fullTensors } from '../../compiler/tensor/full.ts';
import { call, type Equation, integer, key, letter, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { printEquation } from '../../compiler/tensor/print.ts';
import { prune } from '../../compiler/tensor/prune.ts';
import { share } from '../../compiler/tensor/share.ts';
import { simplify } from '../../compiler/tensor/simplify.ts';
import { a, Builder, n, term } from './build.ts';
import { derived } from './differences.ts';

const mul = (x: Scalar, y: Scalar): Scalar => call('mul', x, y);
const add = (x: Scalar, y: Scalar): Scalar => call('add', x, y);
const sub = (x: Scalar, y: Scalar): Scalar => call('sub', x, y);

const showing = (builder: Builder, ...tensors: string[]): Program => ({ ...builder.program(), shows: builder.program().shows.filter(s => tensors.includes(s.tensor)) });
const text = (program: Program, tensor: string): string => printEquation(program.definitions.find((d): d is Equation => d.kind === 'equation' && d.bind === tensor)!).replace(/ +--.*$/gm, '').replace(/\n */g, ' ');
const names = (program: Program): readonly string[] => program.definitions.map(d => (d.kind === 'recurrence' ? '' : d.bind));

/** A hidden layer and a softmax classifier, with xent written as the library does. */
const classifier = (): Builder => new Builder({ s: 4, i: 4, j: 3, c: 2 })
  .input('x[s,i]').input('W[i,j]').input('b[j]').input('V[j,c]').input('y[s]', { type: key('c'), value: s => s % 2 })
  .define('z[s,j]', 'sum', term('W[i,j] x[s,i]', mul(a(0), a(1))))
  .define('h[s,j]', 'only', term('z[s,j] b[j]', call('tanh', add(a(0), a(1)))))
  .define('o[s,c]', 'sum', term('V[j,c] h[s,j]', mul(a(0), a(1))))
  .define('top[s]', 'max', term('o[s,c]', a(0)))
  .define('total[s]', 'sum', term('o[s,c] top[s]', call('exp', sub(a(0), call('stop', a(1))))))
  .define('l[s]', 'only', term('total[s] top[s] y[s] o[s,{2}]', sub(add(call('stop', a(1)), call('log', a(0))), a(3))))
  .define('loss', 'mean', term('l[s]', a(0)))
  .grad('dW', 'loss', 'W[i,j]').grad('db', 'loss', 'b[j]').grad('dV', 'loss', 'V[j,c]');

test('softmax cross-entropy reaches (softmax − onehot) / n by algebra', () => {
  const program = derived({ ...classifier().program(), shows: [] });
  assert.equal(text(program, 'd_o'), 'd_o[s, c]: real = [s, c] <- 0.25 * (exp(o[s, c] - top[s]) / total[s] - [c == y[s]]) for s, c else 0');
});

test('the backward program of a two-layer net is six equations, each a transposed contraction or elementwise', () => {
  const program = derived(showing(classifier(), 'dW', 'db', 'dV'));
  const backward = names(program).filter(name => name.startsWith('d'));
  assert.deepEqual([...backward].sort(), ['dV', 'dW', 'd_h', 'd_o', 'd_z', 'db']);
  assert.equal(text(program, 'dW'), 'dW[i_0 in i, j_1 in j]: real = sum [i, j] <- d_z[s, j] * x[s, i] for s, j, i else 0');
  assert.equal(text(program, 'db'), 'db[j_0 in j]: real = sum [j] <- d_z[s, j] for s, j else 0');
  assert.equal(text(program, 'd_h'), 'd_h[s, j]: real = sum [s, j] <- d_o[s, c] * V[j, c] for s, c, j else 0');
});

test('softmax itself: the derivative reads the exponentials that are there', () => {
  const builder = new Builder({ s: 3, c: 3 }).input('z[s,c]').input('t[s,c]')
    .define('top[s]', 'max', term('z[s,c]', a(0)))
    .define('e[s,c]', 'only', term('z[s,c] top[s]', call('exp', sub(a(0), call('stop', a(1))))))
    .define('total[s]', 'sum', term('e[s,c]', a(0)))
    .define('p[s,c]', 'only', term('e[s,c] total[s]', call('div', a(0), a(1))))
    .define('loss', 'sum', term('p[s,c] t[s,c]', mul(sub(a(0), a(1)), sub(a(0), a(1)))))
    .grad('dz', 'loss', 'z[s,c]');
  const program = derived(showing(builder, 'dz', 'loss'));
  const computing = program.definitions.filter(d => d.kind === 'equation' && printEquation(d).includes('exp('));
  assert.deepEqual(computing.map(d => (d.kind === 'equation' ? d.bind : '')), ['e']);
});

test('the derivative of an elementwise formula is an elementwise equation', () => {
  const builder = new Builder({ t: 3, k: 2 }).input('u[t,k]').input('v[t,k]')
    .define('speed[t,k]', 'only', term('u[t,k] v[t,k]', call('sqrt', add(mul(a(0), a(0)), mul(a(1), a(1))))))
    .grad('D', 'speed[t,k]', 'u[t,k]');
  assert.equal(text(derived(showing(builder, 'D')), 'D'), 'D[t_0 in t, k_1 in k]: real = [t, k] <- u[t, k] / speed[t, k] for t, k else 0');
});

test('a mean over rows known to be there divides by a number; over sparse rows it counts them', () => {
  const program = (missing: number): readonly string[] => names(differentiate(new Builder({ s: 4 }, 2).input('x[s]', { missing }).define('m', 'mean', term('x[s]', mul(a(0), a(0)))).grad('D', 'm', 'x[s]').program()).program);
  assert.deepEqual(program(0), ['m', 'D']);
  assert.deepEqual(program(0.5), ['m', 'm_n', 'D']);
});

// ------------------------------------------------------------------ fullness

test('fullness: inputs, elementwise, sums, gathers, clauses, shifts, guards, bounds', () => {
  const builder = new Builder({ i: 4, j: 4, b: 6, r: 2, q: 2 }).input('x[i]').input('s[i]', { missing: 0.5 }).input('t[i]', { type: key('i'), value: i => i })
    .define('elementwise[i]', 'only', term('x[i]', mul(a(0), a(0))))
    .define('sparse[i]', 'only', term('x[i] s[i]', mul(a(0), a(1))))
    .define('filled[i]', 'sum', term('s[i]', a(0)))
    .define('mean', 'mean', term('x[i]', a(0)))
    .define('patchy', 'mean', term('s[i]', a(0)))
    .define('gathered[i]', 'only', term('t[i] x[{0}]', a(1)))
    .define('shifted[i]', 'only', term('x[i+1]', a(0)))
    .define('rest[i]', 'only', term('s[i]?', call('coalesce', a(0), n(0))))
    .define('hole[i]', 'only', term('s[i]?', a(0)))
    .define('guarded[i]', 'only', term('x[i]', a(0), { where: call('gt', letter('i'), integer(0)) }))
    .define('clauses[i]', 'only', [term('x[0]', a(0), { out: '0' }), term('x[i]', a(0), { out: 'i+1' })])
    .define('flat[i]', 'only', term('', call('mul', n(1), letter('r')), { out: '2*r+q' }))
    .define('gaps[b]', 'only', term('', call('mul', n(1), letter('r')), { out: '3*r+q' }))
    .define('recurrent[i]', 'only', [term('', n(1), { out: '0' }), term('recurrent[i]', a(0), { out: 'i+1' })])
    .define('bounded[i]', 'sum', term('s[i]', a(0)), { within: 's' });
  const full = fullTensors(builder.program());
  const covered = coversDomain(builder.program());
  const total = ['x', 't', 'elementwise', 'mean', 'gathered', 'rest', 'clauses', 'flat', 'recurrent'];
  assert.deepEqual([...full].sort(), [...total, 'filled'].sort());
  assert.deepEqual([...covered].sort(), [...total].sort());
  // and every claim is true of the cells
  const values = evaluate(builder.program(), builder.data);
  for (const name of full) {
    const axes = builder.program().definitions.find((d): d is Equation => d.kind === 'equation' && d.bind === name)?.axes ?? [{ index: 'i' }];
    for (let k = 0; k < (axes.length ? 4 : 1); k++) assert.notEqual(values.get(name)!.get(...(axes.length ? [k] : [])), undefined, `${name}[${k}]`);
  }
});

test('a recurrence that has been ordered is as full as before', () => {
  const program = order(new Builder({ t: 30 }).input('x[t]')
    .define('h[t]', 'only', [term('', n(0.5), { out: '0' }), term('h[t] x[t]', mul(a(0), a(1)), { out: 't+1' })], { axes: 't' })
    .define('late[t]', 'only', [term('', n(0.5), { out: '2' }), term('late[t] x[t]', mul(a(0), a(1)), { out: 't+1' })], { axes: 't' }).program());
  assert(program.definitions.some(d => d.kind === 'recurrence'));
  assert(coversDomain(program).has('h') && !coversDomain(program).has('late'));
});

// ------------------------------------------------------------------ sharing and pruning

test('equations that differ only in letters, order of reads and of operands become one', () => {
  const builder = new Builder({ s: 3, i: 2, j: 2 }).input('x[s,i]').input('W[i,j]').input('b[j]')
    .define('p[s,j]', 'sum', term('W[i,j] x[s,i]', mul(a(0), a(1))))
    .define("q[s',j']", 'sum', term("x[s',i'] W[i',j']", mul(a(0), a(1))))
    .define('r[s,j]', 'sum', term('W[i,j] x[s,i]', mul(a(0), mul(n(2), a(1)))))
    .define('y[s,j]', 'only', term('p[s,j] b[j]', add(a(0), a(1))))
    .define('z[s,j]', 'only', term('b[j] q[s,j]', add(a(1), a(0))));
  const shared = share(showing(builder, 'z', 'r', 'y'));
  assert.deepEqual(names(shared), ['p', 'r', 'y']);
  assert.deepEqual(shared.shows.map(s => [s.label, s.tensor]), [['r', 'r'], ['y', 'y'], ['z', 'y']]);
});

test('equations that differ in an index, a guard or a fill stay apart', () => {
  const builder = new Builder({ i: 3, j: 3 }).input('x[i]').input('u[j]')
    .define('p[i]', 'only', term('x[i]', mul(a(0), a(0)))).define('q[i]', 'only', term('x[i]', mul(a(0), a(0)), { where: call('gt', letter('i'), integer(0)) }))
    .define('r[i]', 'only', term('x[i]', mul(a(0), a(0))), { fill: 0 }).define('s[j]', 'only', term('u[j]', mul(a(0), a(0))));
  assert.deepEqual(names(share(builder.program())), ['p', 'q', 'r', 's']);
});

test('a joined row that is there anyway is not joined; one that is not cuts and stays', () => {
  const builder = new Builder({ i: 3, j: 2 }, 2).input('x[i]').input('s[i]', { missing: 0.4 }).input('v[i,j]')
    .define('p[i]', 'only', term('v[i,0] x[i]', a(0))).define('q[i]', 'only', term('v[i,0] s[i]', a(0)))
    .define('c[i]', 'only', term('s[i]', mul(a(0), a(0)))).define('d[i]', 'sum', term('c[i] s[i] v[i,j]', mul(a(0), a(2))));
  const pruned = prune(builder.program());
  assert.equal(text(pruned, 'p'), 'p[i]: real = [i] <- v[i, 0] for i');
  assert.equal(text(pruned, 'q'), 'q[i]: real = [i] <- v[i, 0] given s[i] for i');
  assert.equal(text(pruned, 'd'), 'd[i]: real = sum [i] <- c[i] * v[i, j] for i, j else 0');
});

test('equations that no result needs go; with no result named, all stay', () => {
  const builder = new Builder({ i: 3 }).input('x[i]').define('p[i]', 'only', term('x[i]', a(0))).define('q[i]', 'only', term('p[i]', a(0))).define('r[i]', 'only', term('x[i]', a(0)));
  assert.deepEqual(names(prune(showing(builder, 'q'))), ['p', 'q']);
  assert.deepEqual(names(prune({ ...builder.program(), shows: [] })), ['p', 'q', 'r']);
});

test('the passes settle: doing them again changes nothing', () => {
  const once = derived(classifier().program());
  assert.deepEqual(prune(share(simplify(once))), once);
});

test('no derivative, nothing changes; a value that does not depend is warned of', () => {
  const plain = new Builder({ i: 3 }).input('x[i]').define('p[i]', 'only', term('x[i]', a(0))).program();
  assert.equal(differentiate(plain).program, plain);
  const { diagnostics } = differentiate(new Builder({ i: 3 }).input('x[i]').input('w').define('p', 'sum', term('x[i]', a(0))).grad('D', 'p', 'w').program());
  assert.deepEqual(diagnostics.map(d => [d.severity, d.code]), [['warning', 'zero-derivative']]);
});
