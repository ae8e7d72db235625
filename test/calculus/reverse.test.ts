// Reverse mode against central differences.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { evaluate, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { call, int, key, letter, type Scalar } from '../../compiler/tensor/ir.ts';
import { a, Builder, n, term } from './build.ts';
import { checkDerivatives, derived } from './differences.ts';

const mul = (x: Scalar, y: Scalar): Scalar => call('mul', x, y);
const add = (x: Scalar, y: Scalar): Scalar => call('add', x, y);
const sub = (x: Scalar, y: Scalar): Scalar => call('sub', x, y);

const regression = (): Builder => new Builder({ s: 4, i: 3 })
  .input('x[s,i]').input('w[i]').input('b').input('y[s]')
  .define('f[s]', 'sum', term('w[i] x[s,i]', mul(a(0), a(1))))
  .define('e[s]', 'only', term('f[s] b y[s]', sub(add(a(0), a(1)), a(2))))
  .define('loss', 'mean', term('e[s]', mul(a(0), a(0))));

test('linear regression: parameters and data', () => {
  checkDerivatives(regression().grad('dw', 'loss', 'w[i]').grad('db', 'loss', 'b').grad('dx', 'loss', 'x[s,i]').grad('dy', 'loss', 'y[s]'));
});

test('a multilayer perceptron with softmax cross-entropy', () => {
  checkDerivatives(new Builder({ s: 3, i: 4, j: 3, c: 2 })
    .input('x[s,i]').input('W[i,j]').input('b[j]').input('V[j,c]').input('y[s]', { type: key('c'), value: s => s % 2 })
    .define('z[s,j]', 'sum', term('W[i,j] x[s,i]', mul(a(0), a(1))))
    .define('h[s,j]', 'only', term('z[s,j] b[j]', call('tanh', add(a(0), a(1)))))
    .define('o[s,c]', 'sum', term('V[j,c] h[s,j]', mul(a(0), a(1))))
    .define('top[s]', 'max', term('o[s,c]', a(0)))
    .define('total[s]', 'sum', term('o[s,c] top[s]', call('exp', sub(a(0), call('stop', a(1))))))
    .define('l[s]', 'only', term('total[s] top[s] y[s] o[s,{2}]', sub(add(call('stop', a(1)), call('log', a(0))), a(3))))
    .define('loss', 'mean', term('l[s]', a(0)))
    .grad('dW', 'loss', 'W[i,j]').grad('db', 'loss', 'b[j]').grad('dV', 'loss', 'V[j,c]').grad('dx', 'loss', 'x[s,i]'));
});

test('elementwise chains stay elementwise: the derivative by the same place', () => {
  checkDerivatives(new Builder({ t: 3, k: 2 }).input('x[t,k]')
    .define('u[t,k]', 'only', term('x[t,k]', call('exp', mul(n(0.5), a(0)))))
    .define('v[t,k]', 'only', term('u[t,k] x[t,k]', call('div', a(0), add(n(2), mul(a(1), a(1))))))
    .grad('D', 'v[t,k]', 'x[t,k]').grad('E', 'v[t,k]', "x[t',k]").grad('F', 'v[1,k]', 'x[t,k]'));
});

test('a Jacobian through a contraction', () => {
  checkDerivatives(new Builder({ o: 3, i: 2 }).input('W[o,i]').input('x[i]')
    .define('z[o]', 'sum', term('W[o,i] x[i]', mul(a(0), a(1))))
    .define('y[o]', 'only', term('z[o]', call('sin', a(0))))
    .grad('J', 'y[o]', 'x[i]').grad('K', 'y[o]', "W[o,i]").grad('L', 'y[o]', "W[o',i]"));
});

test('a Jacobian with shared and own letters', () => {
  checkDerivatives(new Builder({ s: 2, o: 2, i: 3 }).input('x[s,i]').input('W[i,o]')
    .define('z[s,o]', 'sum', term('W[i,o] x[s,i]', mul(a(0), a(1))))
    .define('y[s,o]', 'only', term('z[s,o]', mul(a(0), a(0))))
    .grad('J', 'y[s,o]', "x[s',i]").grad('K', 'y[s,o]', 'x[s,i]'));
});

for (const reduce of ['sum', 'mean', 'max', 'min', 'prod'] as const) {
  test(`${reduce}, plain and guarded`, () => {
    checkDerivatives(new Builder({ s: 3, i: 4 }).input('x[s,i]')
      .define('m[s]', reduce, term('x[s,i]', mul(n(1.5), a(0))))
      .define('g[s]', reduce, term('x[s,i]', a(0), { where: call('le', letter('i'), letter('s')) }))
      .define('r[s]', 'only', term('m[s] g[s]', add(mul(a(0), a(0)), a(1))))
      .define('loss', 'sum', term('r[s]', a(0)))
      .grad('D', 'loss', 'x[s,i]').grad('E', 'm[s]', 'x[s,i]').grad('F', 'm[s]', "x[s',i]"));
  });

  test(`${reduce} over rows that are partly missing`, () => {
    checkDerivatives(new Builder({ s: 3, i: 4 }, 5).input('x[s,i]', { missing: 0.4 }).input('w[s]')
      .define('m[s]', reduce, term('x[s,i] w[s]', mul(a(0), a(1))))
      .define('loss', 'sum', term('m[s]', mul(a(0), a(0))))
      .grad('D', 'loss', 'x[s,i]').grad('E', 'loss', 'w[s]'));
  });
}

test('ties of max and min share equally', () => {
  const builder = new Builder({ s: 2, i: 3 }).input('x[s,i]', { value: (s, i) => (s === 0 ? [2, 2, 1] : [0, 0, 0])[i]! })
    .define('m[s]', 'max', term('x[s,i]', a(0))).define('l[s]', 'min', term('x[s,i]', a(0)))
    .define('loss', 'sum', term('m[s] l[s]', add(mul(n(3), a(0)), a(1))))
    .grad('D', 'loss', 'x[s,i]');
  // central differences of a maximum of n equal values see one half of the slope that belongs to one of them: compare by hand
  expectCells(builder, 'D', new Map([['0,0', 1.5], ['0,1', 1.5], ['0,2', 1], ['1,0', 4 / 3], ['1,1', 4 / 3], ['1,2', 4 / 3]]));
});

test('a product is right at one zero, at two, and at none', () => {
  checkDerivatives(new Builder({ s: 4, i: 3 }).input('x[s,i]', { value: (s, i) => [[2, 3, 4], [0, 3, 4], [0, 0, 4], [1, -2, 0]][s]![i]! })
    .define('p[s]', 'prod', term('x[s,i]', a(0)))
    .define('loss', 'sum', term('p[s]', mul(a(0), n(0.5))))
    .grad('D', 'loss', 'x[s,i]'));
});

test('reductions that step have no derivative', () => {
  expectZero(new Builder({ i: 3 }).input('x[i]')
    .define('c', 'count', term('x[i]', a(0)), { type: int, fill: 0 })
    .define('k', 'argmax', term('x[i]', a(0), { pick: letter('i') }), { type: key('i') })
    .define('y', 'only', term('c k', add(call('mul', a(0), n(1)), call('mul', a(1), n(1)))))
    .grad('D', 'y', 'x[i]'), 'D');
});

test('ragged parameters keep their support', () => {
  checkDerivatives(new Builder({ u: 3, s: 2 }).input("W[u,u']", { value: (u, v) => (u + v < 3 ? 0.1 * (u + 1) - 0.2 * v : null) }).input('x[s,u]')
    .define("z[s,u']", 'sum', term("W[u,u'] x[s,u]", mul(a(0), a(1))))
    .define('h[s,u]', 'only', term('z[s,u]', call('tanh', a(0)), { where: call('lt', letter('u'), { kind: 'literal', value: 2, type: 'int' }) }))
    .define('loss', 'sum', term('h[s,u]', mul(a(0), a(0))))
    .grad('D', 'loss', "W[u,u']").grad('E', 'loss', 'x[s,u]').grad('F', "h[s,u']", "W[u,u']"));
});

test('a parameter cell that the loss does not touch has a derivative of zero, not no row', () => {
  checkDerivatives(new Builder({ i: 4 }).input('w[i]', { value: i => (i === 3 ? null : i) })
    .define('loss', 'sum', term('w[i]', mul(a(0), a(0)), { where: call('gt', letter('i'), { kind: 'literal', value: 1, type: 'int' }) }))
    .grad('D', 'loss', 'w[i]').grad('E', 'loss', 'w[2]').grad('F', 'loss', 'w[0]'));
});

test('embedding: a gather becomes a scatter', () => {
  checkDerivatives(new Builder({ s: 5, v: 3, d: 2 }).input('tok[s]', { type: key('v'), value: s => (s * 2) % 3 }).input('E[v,d]')
    .define('e[s,d]', 'only', term('tok[s] E[{0},d]', call('sin', a(1))))
    .define('loss', 'sum', term('e[s,d]', mul(a(0), a(0))))
    .grad('D', 'loss', 'E[v,d]').grad('J', 'e[s,d]', 'E[v,d]'));
});

test('message passing: a scatter becomes a gather', () => {
  checkDerivatives(new Builder({ r: 5, v: 3, w: 3 }).input('src[r]', { type: key('v'), value: r => r % 3 }).input('dst[r]', { type: key('w'), value: r => (r * r) % 3 }).input('f[v]')
    .define('m[w]', 'sum', term('src[r] dst[r] f[{0}]', a(2), { out: '{1}' }))
    .define('loss', 'sum', term('m[w]', mul(a(0), mul(a(0), a(0)))))
    .grad('D', 'loss', 'f[v]').grad('J', 'm[w]', 'f[v]').grad('E', 'loss', 'm[w]'));
});

test('scatter by maximum', () => {
  checkDerivatives(new Builder({ r: 5, w: 3 }).input('dst[r]', { type: key('w'), value: r => (r * r) % 3 }).input('f[r]')
    .define('m[w]', 'max', term('dst[r] f[r]', a(1), { out: '{0}' }))
    .define('loss', 'sum', term('m[w]', mul(a(0), a(0))))
    .grad('D', 'loss', 'f[r]').grad('J', 'm[w]', 'f[r]'));
});

test('convolution, strides and padding', () => {
  checkDerivatives(new Builder({ u: 6, d: 3, r: 4, q: 3 }).input('x[u]').input('K[d]')
    .define('v[r]', 'sum', term('K[d] x[r+d]', mul(a(0), a(1))))
    .define('p[q]', 'max', term('x[2*q+d]', a(0), { where: call('lt', letter('d'), { kind: 'literal', value: 2, type: 'int' }) }))
    .define('w[u]', 'sum', term('K[d] x[u+d-1]', mul(a(0), a(1))))
    .define('loss', 'sum', [term('v[r]', mul(a(0), a(0))), term('p[q]', mul(a(0), a(0))), term('w[u]', call('sin', a(0)))])
    .grad('D', 'loss', 'x[u]').grad('E', 'loss', 'K[d]').grad('J', 'w[u]', "x[u']").grad('H', 'w[u]', 'x[u]').grad('G', 'v[r]', 'x[u]'));
});

test('a shift that wraps around, written with a computed coordinate', () => {
  const wrap = call('imod', call('add', letter('u'), { kind: 'literal', value: 1, type: 'int' }), { kind: 'literal', value: 4, type: 'int' });
  const builder = new Builder({ u: 4 }).input('x[u]');
  const shifted = term('x[u] x[u]', mul(a(0), a(1)));
  builder.define('y[u]', 'only', { ...shifted, args: [shifted.args[0]!, { tensor: 'x', at: [{ kind: 'computed', value: wrap }], optional: false }] });
  checkDerivatives(builder.define('loss', 'sum', term('y[u]', mul(a(0), a(0)))).grad('D', 'loss', 'x[u]').grad('J', 'y[u]', "x[u']"));
});

test('flattening: two letters land on one axis', () => {
  checkDerivatives(new Builder({ r: 2, q: 3, m: 6 }).input('x[r,q]').input('w[m]')
    .define('y[m]', 'only', term('x[r,q]', mul(a(0), a(0)), { out: '3*r+q' }))
    .define('loss', 'sum', term('y[m] w[m]', mul(a(0), a(1))))
    .grad('D', 'loss', 'x[r,q]').grad('J', 'y[m]', 'x[r,q]').grad('E', 'loss', 'y[m]'));
});

test('optional reads: coalesce and if', () => {
  checkDerivatives(new Builder({ i: 6 }, 3).input('x[i]', { missing: 0.5 }).input('y[i]').input('c[i]', { missing: 0.3 })
    .define('u[i]', 'only', term('x[i]? y[i]', mul(call('coalesce', mul(a(0), a(1)), call('sin', a(1))), a(1))))
    .define('v[i]', 'only', term('x[i]? y[i] c[i]?', call('if', call('gt', a(1), n(0)), add(a(0), a(1)), mul(a(2), a(1)))))
    .define('w[i]', 'only', term('x[i]? y[i]', call('if', call('present', a(0)), mul(a(1), a(1)), a(1))))
    .define('loss', 'sum', [term('u[i]', mul(a(0), a(0))), term('v[i]', a(0)), term('w[i]', a(0))])
    .grad('D', 'loss', 'x[i]').grad('E', 'loss', 'y[i]').grad('F', 'loss', 'c[i]').grad('G', 'u[i]', 'y[i]'));
});

test('an infinite branch that is not taken does no harm', () => {
  checkDerivatives(new Builder({ i: 4 }).input('x[i]', { value: i => i - 1.5 })
    .define('y[i]', 'only', term('x[i]', call('if', call('gt', a(0), n(0)), call('sqrt', a(0)), n(0))))
    .define('loss', 'sum', term('y[i]', a(0))).grad('D', 'loss', 'x[i]'));
});

test('several clauses, and terms that add up', () => {
  checkDerivatives(new Builder({ i: 4 }).input('x[i]').input('y[i]', { missing: 0.5 })
    .define('z[i]', 'only', [term('x[3]', call('exp', a(0)), { out: '0' }), term('x[i]', mul(a(0), a(0)), { where: call('gt', letter('i'), { kind: 'literal', value: 0, type: 'int' }) })])
    .define('t[i]', 'sum', [term('x[i]', a(0)), term('y[i] x[i]', mul(a(0), a(1))), term('y[i]', mul(a(0), a(0)), { out: '2' })])
    .define('loss', 'sum', term('z[i] t[i]', mul(a(0), a(1))))
    .grad('D', 'loss', 'x[i]').grad('E', 'loss', 'y[i]').grad('J', 'z[i]', "x[i']").grad('K', 't[i]', 'y[i]'));
});

test('a diagonal, a trace, and a tensor read transposed', () => {
  checkDerivatives(new Builder({ i: 3 }).input("A[i,i']")
    .define('tr', 'sum', term('A[i,i]', mul(a(0), a(0))))
    .define("B[i,i']", 'sum', term("A[i,i''] A[i',i'']", mul(a(0), a(1))))
    .define('loss', 'sum', [term("B[i,i'] A[i',i]", mul(a(0), a(1))), term('tr', mul(a(0), a(0)))])
    .grad('D', 'loss', "A[i,i']").grad('T', 'loss', 'A[i,i]').grad('J', 'B[i,i]', "A[i,i']"));
});

test('sparse inputs joined: a product over present rows', () => {
  checkDerivatives(new Builder({ v: 4, w: 4, d: 2 }, 9).input('A[v,w]', { missing: 0.6 }).input('x[w,d]').input('Q[d]')
    .define('deg[v]', 'sum', term('A[v,w]', a(0)))
    .define('m[v,d]', 'sum', term('A[v,w] x[w,d]', mul(a(0), a(1))))
    .define('h[v,d]', 'only', term('m[v,d] deg[v] Q[d]', call('tanh', mul(a(2), call('div', a(0), add(n(2), mul(a(1), a(1))))))))
    .define('loss', 'mean', term('h[v,d]', mul(a(0), a(0))))
    .grad('D', 'loss', 'A[v,w]').grad('E', 'loss', 'x[w,d]').grad('F', 'loss', 'Q[d]').grad('J', 'h[v,d]', 'A[v,w]'));
});

test('two tensors whose columns have the same names are not confused', () => {
  checkDerivatives(new Builder({ i: 3 }).input("A[i,i']").input("B[i,i']")
    .define("C[i,i']", 'sum', term("A[i,i''] B[i'',i']", mul(a(0), a(1))))
    .define('loss', 'sum', term("C[i,i'] A[i,i']", mul(a(0), call('sin', a(1)))))
    .grad('D', 'loss', "A[i,i']").grad('E', 'loss', "B[i,i']").grad('J', "C[i,i']", "B[i,i']").grad('K', "C[i,i']", "A[i',i]"));
});

test('guards on data', () => {
  checkDerivatives(new Builder({ i: 5 }).input('x[i]').input('on[i]', { type: { kind: 'bool' }, value: i => i % 2 === 0 })
    .define('y[i]', 'only', term('x[i] on[i]', mul(a(0), a(0)), { where: a(1) }))
    .define('loss', 'sum', term('y[i]', a(0))).grad('D', 'loss', 'x[i]').grad('E', 'y[i]', 'x[i]'));
});

test('a whole-number cast cuts, with derivative zero', () => {
  expectZero(new Builder({ i: 3 }).input('x[i]').define('loss', 'sum', term('x[i]', call('mul', n(1), call('int', mul(a(0), n(5)))))).grad('D', 'loss', 'x[i]'), 'D');
});

function expectCells(builder: Builder, tensor: string, expected: ReadonlyMap<string, number>): void {
  for (const stage of ['differentiate', 'simplify', 'prune'] as const) {
    const found = evaluate(derived(builder.program(), stage), builder.data).get(tensor)!;
    for (const [at, value] of expected) assert(Math.abs((found.get(...at.split(',').map(Number)) as number) - value) < 1e-9, `${tensor}[${at}] after ${stage}: ${found.get(...at.split(',').map(Number))} for ${value}`);
  }
}

function expectZero(builder: Builder, tensor: string): void {
  const { program, diagnostics } = differentiate(builder.program());
  assert.deepEqual(diagnostics.map(d => d.code), ['zero-derivative']);
  const equation = program.definitions.find(d => d.kind === 'equation' && d.bind === tensor);
  assert(equation?.kind === 'equation' && equation.terms.length === 0 && equation.fill === 0);
  checkDerivatives(builder);
}

test('an op without a derivative is named, and stop(…) cuts it', () => {
  const with_ = (body: Scalar): Builder => new Builder({ i: 3 }).input('x[i]').define('y[i]', 'only', term('x[i]', body)).define('loss', 'sum', term('y[i]', a(0))).grad('D', 'loss', 'x[i]');
  const polygamma = (x: Scalar): Scalar => call('polygamma', x, n(2));
  assert.throws(() => differentiate(with_(polygamma(a(0))).program()), (e: unknown) => e instanceof ProgramError && e.diagnostic.code === 'not-differentiable' && e.diagnostic.message.includes('polygamma'));
  checkDerivatives(with_(mul(a(0), call('stop', polygamma(call('add', n(3), call('stop', a(0))))))), { stages: [] });
});

test('a value bounded by the rows of another tensor', () => {
  checkDerivatives(new Builder({ i: 4, j: 2 }, 3).input('x[i,j]').input('s[i]', { missing: 0.5 })
    .define('y[i]', 'sum', term('x[i,j]', mul(a(0), a(0))), { within: 's' })
    .define('m[i]', 'mean', term('x[i,j]', mul(a(0), a(0))), { within: 's' })
    .define('loss', 'sum', term('y[i] m[i]', mul(a(0), a(1))))
    .grad('D', 'loss', 'x[i,j]').grad('J', 'y[i]', 'x[i,j]').grad('E', 'loss', 'y[i]'));
});

test('causal attention with a layer norm and a residual, whole, seeded and along a direction', () => {
  checkDerivatives(new Builder({ p: 3, d: 2, k: 2 }).input('x[p,d]').input('Q[d,k]').input('K[d,k]').input('V[d,k]').input('O[k,d]').input('gain[d]').input('r[p,d]')
    .define('mu[p]', 'mean', term('x[p,d]', a(0)))
    .define('var[p]', 'mean', term('x[p,d] mu[p]', mul(sub(a(0), a(1)), sub(a(0), a(1)))))
    .define('nx[p,d]', 'only', term('gain[d] x[p,d] mu[p] var[p]', call('div', mul(a(0), sub(a(1), a(2))), call('sqrt', add(a(3), n(1e-2))))))
    .define('q[p,k]', 'sum', term('Q[d,k] nx[p,d]', mul(a(0), a(1)))).define('key[p,k]', 'sum', term('K[d,k] nx[p,d]', mul(a(0), a(1)))).define('val[p,k]', 'sum', term('V[d,k] nx[p,d]', mul(a(0), a(1))))
    .define("dot[p,p']", 'sum', term("q[p,k] key[p',k]", mul(a(0), a(1))))
    .define("score[p,p']", 'only', term("dot[p,p']", call('div', a(0), n(Math.sqrt(2))), { where: call('le', letter("p'"), letter('p')) }))
    .define('top[p]', 'max', term("score[p,p']", a(0)))
    .define("e[p,p']", 'only', term("score[p,p'] top[p]", call('exp', sub(a(0), call('stop', a(1))))))
    .define('total[p]', 'sum', term("e[p,p']", a(0)))
    .define("att[p,p']", 'only', term("e[p,p'] total[p]", call('div', a(0), a(1))))
    .define('mix[p,k]', 'sum', term("att[p,p'] val[p',k]", mul(a(0), a(1))))
    .define('out[p,d]', 'sum', term('mix[p,k] O[k,d]', mul(a(0), a(1))))
    .define('y[p,d]', 'only', term('x[p,d] out[p,d]', add(a(0), a(1))))
    .define('loss', 'sum', term('y[p,d] r[p,d]', mul(a(1), call('sin', a(0)))))
    .grad('dx', 'loss', 'x[p,d]').grad('dQ', 'loss', 'Q[d,k]').grad('dV', 'loss', 'V[d,k]').grad('dg', 'loss', 'gain[d]')
    .grad('J', 'y[p,d]', "x[p',d']").grad('P', 'y[p,d]', 'x[p,d]').grad('t', 'y[p,d]', "x[p',d']", "r[p',d']"));
});

test('a value by itself: the identity', () => {
  checkDerivatives(new Builder({ i: 3 }, 2).input('x[i]', { missing: 0.3 }).input('v[i]').define('y[i]', 'only', term('v[i]', mul(a(0), a(0))))
    .grad('A', 'x[i]', "x[i']").grad('B', 'x[i]', 'x[i]').grad('C', 'y[i]', "y[i']").grad('D', 'y[1]', 'y[i]').grad('E', 'y[i]', "y[i']", "v[i']").grad('F', 'y[i]', 'y[i]', 'v[i]'));
});

test('whole-number data is differentiated by as if it were real', () => {
  checkDerivatives(new Builder({ i: 3 }).input('k[i]', { type: int, value: i => i + 1 }).input('x[i]')
    .define('q[i]', 'only', term('k[i]', mul(a(0), a(0))), { type: int })
    .define('y[i]', 'only', term('q[i] x[i]', mul(a(0), call('sin', a(1)))))
    .define('loss', 'sum', term('y[i]', mul(a(0), a(0)))).grad('D', 'loss', 'k[i]').grad('E', 'loss', 'x[i]'));
});

test('keys that are text: nothing changes but their names', () => {
  const builder = new Builder({ s: 3, i: 2 }, 4).input('x[s,i]', { missing: 0.2 }).input('w[i]')
    .define('f[s]', 'sum', term('w[i] x[s,i]', mul(a(0), a(1)))).define('g[s]', 'only', term('f[s]', call('tanh', a(0))))
    .define('loss', 'mean', term('g[s]', mul(a(0), a(0)))).define('top', 'max', term('f[s]', a(0)))
    .grad('D', 'loss', 'w[i]').grad('E', 'top', 'w[i]').grad('J', 'g[s]', 'x[s,i]').grad('K', 'g[s]', "x[s',i]");
  const text = (k: number | string): string => `key ${k}`;
  const named = { ...builder.program(), indices: builder.indices.map(i => ({ ...i, domain: { kind: 'table' as const, table: `index_${i.name}`, column: i.name, keys: 'text' as const, dense: false } })) };
  const data = new Map([...builder.data].map(([name, v]) => [name, TensorValue.of([...v.rows.values()].map(c => ({ ...c, at: c.at.map(text) })))]));
  const domains = new Map([['s', [0, 1, 2].map(text)], ['i', [0, 1].map(text)]]);
  for (const stage of ['differentiate', 'simplify', 'prune'] as const) {
    const numbers = evaluate(derived(builder.program(), stage), builder.data), texts = evaluate(derived(named, stage), data, { domains });
    for (const tensor of ['D', 'E', 'J', 'K']) for (const s of [0, 1, 2]) for (const i of [0, 1]) for (const u of [0, 1, 2]) {
      const at = { D: [i], E: [i], J: [s, i], K: [s, u, i] }[tensor]!;
      const [x, y] = [numbers.get(tensor)!.get(...at), texts.get(tensor)!.get(...at.map(text))];
      assert(x === y || Math.abs((x as number) - (y as number)) < 1e-14, `${tensor}[${at}] after ${stage}: ${x} and ${y}`);
    }
  }
});
