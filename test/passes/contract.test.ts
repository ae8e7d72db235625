// Products of several tensors, contracted two at a time.

import assert from 'node:assert/strict';
import test from 'node:test';
import { contractPairwise as contract } from '../../compiler/tensor/contract.ts';
import { cheapestPath } from '../../compiler/tensor/contract/path.ts';
import { flatDefinitions } from '../../compiler/tensor/equations.ts';
import { arg, call, integer, letter, number, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { Builder, term } from '../calculus/build.ts';
import { assertSame } from '../recurrence/same.ts';

const contractPairwise = (p: Program): Program => contract(p, { overhead: 0 });
const product = (...args: readonly Scalar[]): Scalar => args.reduce((a, b) => call('mul', a, b));
const names = (p: Program): readonly string[] => flatDefinitions(p).map(d => d.bind);
const equation = (p: Program, name: string) => { const d = flatDefinitions(p).find(e => e.bind === name); assert.ok(d?.kind === 'equation'); return d; };

test('a matrix chain with a vector goes by vectors', () => {
  const b = new Builder({ i: 6, j: 5, k: 4, l: 3 }).input('A[i,j]', { missing: 0.2 }).input('B[j,k]').input('C[k,l]').input('v[l]')
    .define('y[i]', 'sum', term('A[i,j] B[j,k] C[k,l] v[l]', product(arg(0), arg(1), arg(2), arg(3))));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.deepEqual(names(after), ['y_1', 'y_2', 'y']);
  for (const name of names(after)) assert.equal(equation(after, name).terms[0]!.letters.length, 2);
});

test('two tensors, or no gain, stay one step', () => {
  const b = new Builder({ i: 5, j: 5, k: 5 }).input('A[i,j]').input('B[j,k]').input('v[i]').input('w[i]')
    .define('C[i,k]', 'sum', term('A[i,j] B[j,k]', product(arg(0), arg(1))))
    .define('f', 'sum', term('v[i] A[i,j] w[j]', product(arg(0), arg(1), arg(2)), { out: '' }), { axes: '' })
    .define('m', 'max', term('v[i] A[i,j] B[j,k]', product(arg(0), arg(1), arg(2))));
  assert.deepEqual(contractPairwise(b.program()), b.program());
});

test('functions of one tensor, quotients, signs, numbers and letters stay factors', () => {
  const b = new Builder({ i: 6, j: 6, k: 6, l: 6 }).input('A[i,j]').input('B[j,k]').input('C[k,l]').input('D[k,l]')
    .define('y[i,l]', 'sum', term('A[i,j] B[j,k] C[k,l] D[k,l]', call('div', call('neg', product(number(3), call('tanh', arg(0)), call('exp', arg(1)), call('sub', arg(2), arg(3)), letter('l'))), call('add', number(4), call('mul', arg(0), arg(0)))), {}));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.equal(names(after).length, 2);
});

test('a guard is part of the step that has what it needs', () => {
  const b = new Builder({ i: 6, j: 6, k: 6, l: 6 }).input('A[i,j]').input('B[j,k]').input('C[k,l]')
    .define('y[i,l]', 'sum', term('A[i,j] B[j,k] C[k,l]', product(arg(0), arg(1), arg(2)), { where: call('and', call('lt', letter('j'), letter('k')), call('gt', arg(2), number(0))) }))
    .define('z[i,l]', 'sum', term('A[i,j] B[j,k] C[k,l]', product(arg(0), arg(1), arg(2)), { where: call('le', letter('i'), letter('l')) }));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.ok(names(after).includes('z_1'));
});

test('shifted and gathered coordinates, several terms, letters that only the result has', () => {
  const b = new Builder({ s: 4, u: 9, d: 3, o: 7, q: 5, j: 6 }).input('x[s,u]', { missing: 0.3 }).input('K[d,q]').input('V[q,j]').input('p[s]', { type: { kind: 'int' }, value: s => s % 3 }).input('w[d,j]')
    .define('y[s,o,j]', 'sum', [
      term('x[s,o+d] K[d,q] V[q,j]', product(arg(0), arg(1), arg(2))),
      term('p[s] w[{0},j] K[d,q] V[q,j] x[s,o]', product(arg(1), arg(2), arg(3), arg(4))),
    ]);
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.ok(names(after).length > 2);
});

test('a letter that nothing mentions still counts', () => {
  const b = new Builder({ i: 5, j: 5, k: 5, t: 3 }).input('A[i,j]').input('B[j,k]').input('v[k]')
    .define('y[i]', 'sum', { ...term('A[i,j] B[j,k] v[k]', product(arg(0), arg(1), arg(2))) });
  const p = b.program();
  const [d] = flatDefinitions(p);
  assert.ok(d?.kind === 'equation');
  const idle: Program = { ...p, definitions: [{ ...d, terms: [{ ...d.terms[0]!, letters: [...d.terms[0]!.letters, { name: 't', index: 't' }] }] }] };
  assertSame(idle, contractPairwise(idle), b.data);
});

test('whole numbers stay whole, and a sum that is not total stays so', () => {
  const b = new Builder({ i: 5, j: 5, k: 5, l: 5 }).input('A[i,j]', { type: { kind: 'int' }, value: (i, j) => i - j }).input('B[j,k]', { type: { kind: 'int' }, value: (j, k) => (j + k) % 3, missing: 0.6 }).input('C[k,l]', { type: { kind: 'int' }, value: (k, l) => k * l, missing: 0.6 })
    .define('y[i,l]', 'sum', term('A[i,j] B[j,k] C[k,l]', product(arg(0), arg(1), arg(2), integer(2))), { fill: null, type: { kind: 'int' } });
  assertSame(b.program(), contractPairwise(b.program()), b.data);
});

test('inside a recurrence', () => {
  const b = new Builder({ t: 20, r: 21, j: 4, k: 4 }).input('A[j,k]').input("B[k,k']").input("C[k,j]")
    .define('h[r,j]', 'only', [term('', number(1), { out: '0,j' }), term('z[t,j]', call('tanh', arg(0)), { out: 't+1,j' })])
    .define('z[t,j]', 'sum', term("A[j,k] B[k,k'] C[k',j'] h[t,j']", product(arg(0), arg(1), arg(2), arg(3))));
  const after = order(contractPairwise(b.program()));
  assert.ok(names(after).length > 2);
  assertSame(b.program(), after, b.data);
});

