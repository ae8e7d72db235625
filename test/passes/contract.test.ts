// Products of several tensors, contracted two at a time.

import assert from 'node:assert/strict';
import test from 'node:test';
import { contractions, contractPairwise as contract } from '../../compiler/tensor/contract.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
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

test('operands that share nothing are summed before they are multiplied', () => {
  const b = new Builder({ i: 5, j: 6, k: 5, l: 6 }).input('A[i,j]').input('B[k,l]').define('y[i,k]', 'sum', term('A[i,j] B[k,l]', product(arg(0), arg(1))));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.deepEqual(names(after), ['y_1', 'y_2', 'y']);
  assert.deepEqual(['y_1', 'y_2'].map(n => equation(after, n).terms[0]!.args.length), [1, 1]);
});

test('one operand is summed over its own letters before it meets others', () => {
  const b = new Builder({ i: 6, j: 20, k: 20 }).input('A[i,j]').input('B[i,k]').define('y[i]', 'sum', term('A[i,j] B[i,k]', product(arg(0), arg(1))));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.deepEqual(names(after), ['y_1', 'y']);
  assert.deepEqual(equation(after, 'y').terms[0]!.args.map(a => a.at.length), [2, 1]);
});

test('products cell by cell and outer products are one step, however many rows they make', () => {
  const b = new Builder({ i: 9, j: 9, k: 9 }).input('u[i]').input('v[i]').input('w[i]').input('x[j]').input('y[k]')
    .define('h[i]', 'sum', term('u[i] v[i] w[i]', product(arg(0), arg(1), arg(2))))
    .define('o[i,j,k]', 'sum', term('u[i] x[j] y[k]', product(arg(0), arg(1), arg(2))));
  assert.deepEqual(contractPairwise(b.program()), b.program());
});

test('a batch letter stays, a letter of three factors is summed where the last two meet, a trace is a diagonal', () => {
  const b = new Builder({ s: 3, i: 5, j: 5, k: 5, l: 5 }).input('A[s,i,j]').input('B[s,j,k]').input('C[s,j,l]').input('D[l,l]')
    .define('y[s,i,k]', 'sum', term('A[s,i,j] B[s,j,k] C[s,j,l] D[l,l]', product(arg(0), arg(1), arg(2), arg(3))))
    .define('t', 'sum', term('A[s,i,j] B[s,j,i] D[k,k] D[l,k]', product(arg(0), arg(1), arg(2), arg(3)), { out: '' }), { axes: '' });
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  // C and D first: l goes; then what is left over s and j joins B, and A
  assert.deepEqual(equation(after, 'y_1').axes.map(a => a.index), ['s', 'j']);
  assert.deepEqual(names(after).filter(n => n.startsWith('t')), ['t_1', 't']);
});

test('a condition on letters is part of the first step that has them, and holds none of them back after that', () => {
  // causal attention and its projection: without p there is nothing to keep p' for
  const b = new Builder({ p: 8, k: 4, d: 9, h: 2 }).input("att[h,p,p']").input('value[p,h,k]').input('W[h,k,d]')
    .define('y[p,d]', 'sum', term("att[h,p,p'] value[p',h,k] W[h,k,d]", product(arg(0), arg(1), arg(2)), { where: call('le', letter("p'"), letter('p')) }));
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.deepEqual(names(after), ['y_1', 'y']);
  assert.ok(equation(after, 'y_1').terms[0]!.where);
  assert.equal(equation(after, 'y').terms[0]!.where, null);
});

test('a gathered operand is contracted before it is gathered where that is cheaper, and scattered as early', () => {
  const graph = (sizes: { readonly e: number; readonly v: number }) => new Builder({ ...sizes, j: 6, k: 2 })
    .input('src[e]', { type: { kind: 'int' }, value: e => (3 * e) % 7 }).input('dst[e]', { type: { kind: 'int' }, value: e => (5 * e + 1) % 9 }).input('h[v,j]', { missing: 0.2 }).input('W[j,k]')
    .define('y[v,k]', 'sum', term('dst[e] src[e] h[{1},j] W[j,k]', product(arg(2), arg(3)), { out: '{0},k' }));
  const dense = graph({ e: 60, v: 12 });
  const after = contractPairwise(dense.program());
  assertSame(dense.program(), after, dense.data);
  // h·W over v, then the edges
  assert.deepEqual(equation(after, 'y_1').axes.map(a => a.index), ['k', 'v']);
  assert.equal(equation(after, 'y_1').terms[0]!.args.length, 2);
  const few = graph({ e: 4, v: 60 });
  const sparse = contractPairwise(few.program());
  assertSame(few.program(), sparse, few.data);
  assert.ok(names(sparse).every(n => !equation(sparse, n).axes.some(a => a.index === 'v') || equation(sparse, n).terms.every(t => t.args.some(a => a.tensor === 'dst'))));
});

test('rows that are not there count: a thin operand comes first', () => {
  const b = new Builder({ i: 20, j: 20, k: 20 }).input('A[i,j]', { missing: 0.97 }).input('B[j,k]').input('C[k,i]')
    .define('y', 'sum', term('A[i,j] B[j,k] C[k,i]', product(arg(0), arg(1), arg(2)), { out: '' }), { axes: '' });
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  const program: Program = { ...b.program(), inputs: b.program().inputs.map(i => (i.tensor === 'A' ? { ...i, rows: 12 } : i)) };
  const [chosen] = contractions(program, { overhead: 0, share: Infinity }).contractions;
  assert.match(chosen!.path, /A/);
  assert.ok(chosen!.cost < 1000, `${chosen!.cost}`);
});

test('maxima of sums: whole numbers along any path, others only in the order in which they are added', () => {
  const whole = { type: { kind: 'int' as const }, value: (a: number, b: number) => ((a * 7 + b * 3) % 11) - 5 };
  const sum = (...args: readonly Scalar[]): Scalar => args.reduce((x, y) => call('add', x, y));
  const ints = new Builder({ i: 6, j: 6, k: 6, l: 6 }).input('A[i,j]', whole).input('B[j,k]', whole).input('C[k,l]', { ...whole, missing: 0.4 }).input('v[l]', { type: { kind: 'int' }, value: l => l % 4 })
    .define('y[i]', 'max', term('A[i,j] B[j,k] C[k,l] v[l]', sum(arg(0), arg(1), arg(2), arg(3))), { type: { kind: 'int' } });
  const after = contractPairwise(ints.program());
  assertSame(ints.program(), after, ints.data);
  assert.deepEqual(equation(after, 'y_1').terms[0]!.args.map(a => a.tensor).sort(), ['C', 'v']);

  const reals = new Builder({ i: 6, j: 6, k: 6, l: 6 }).input('A[i,j]').input('B[j,k]').input('C[k,l]').input('v[l]')
    .define('y[l]', 'min', term('A[i,j] B[j,k] C[k,l] v[l]', call('sub', sum(arg(0), arg(1), call('neg', arg(2))), arg(3))))
    .define('z[i]', 'max', term('A[i,j] B[j,k] C[k,l]', sum(arg(0), sum(arg(1), arg(2)))))
    .define('two[i]', 'max', term('A[i,j] B[j,k] C[k,l]', sum(arg(0), arg(1), arg(0), arg(2))));
  const same = contractPairwise(reals.program());
  assert.deepEqual(equation(same, 'y_1').terms[0]!.args.map(a => a.tensor), ['A', 'B']);
  assert.deepEqual(equation(same, 'z_1').terms[0]!.args.map(a => a.tensor), ['B', 'C']);
  assert.deepEqual(names(same).filter(n => n.startsWith('two')), ['two']);
  const [x, y] = [evaluate(reals.program(), reals.data), evaluate(same, reals.data)];
  for (const name of ['y', 'z']) for (let k = 0; k < 6; k++) assert.equal(y.get(name)!.get(k), x.get(name)!.get(k));
});

test('reachability in several steps', () => {
  const b = new Builder({ i: 7, j: 7, k: 7, l: 7 });
  for (const name of ['A[i,j]', 'B[j,k]', 'C[k,l]']) b.input(name, { type: { kind: 'bool' }, value: (x, y) => (x * 3 + y * 5) % 4 === 0, missing: 0.3 });
  b.define('y[i,l]', 'any', term('A[i,j] B[j,k] C[k,l]', call('and', call('and', arg(0), arg(1)), arg(2))), { fill: false, type: { kind: 'bool' } })
    .define('z[i,l]', 'all', term('A[i,j] B[j,k] C[k,l]', call('or', call('or', arg(0), arg(1)), arg(2))), { fill: true, type: { kind: 'bool' } });
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  assert.equal(names(after).length, 4);
});

test('thirty small tensors do not make their cross product', () => {
  // x0 — x1 — … with a chord to every third letter: 2^31 combinations
  const letters = Array.from({ length: 31 }, (_, k) => `x${String.fromCharCode(97 + Math.floor(k / 26))}${String.fromCharCode(97 + (k % 26))}`);
  const b = new Builder(Object.fromEntries(letters.map(l => [l, 2])));
  const value = (n: number) => (...at: number[]): number => ((n + at.reduce((s, x) => 2 * s + x, 1)) % 5 === 0 ? 0 : 1);
  const reads = Array.from({ length: 30 }, (_, k) => {
    const own = k % 3 === 0 && k < 28 ? [letters[k]!, letters[k + 1]!, letters[k + 3]!] : [letters[k]!, letters[k + 1]!];
    b.input(`T${k}[${own.join(',')}]`, { type: { kind: 'int' }, value: value(k) });
    return own;
  });
  b.define('y', 'sum', term(reads.map((own, k) => `T${k}[${own.join(',')}]`).join(' '), product(...reads.map((_, k) => arg(k))), { out: '' }), { axes: '', type: { kind: 'int' } });
  const { program, contractions: chosen } = contractions(b.program());
  assert.ok(chosen[0]!.cost < 1000, `${chosen[0]!.cost} multiply-adds`);
  for (const d of flatDefinitions(program)) if (d.kind === 'equation') for (const t of d.terms) assert.ok(t.letters.length <= 8 && t.args.length <= 12, `${d.bind} over ${t.letters.length} letters`);
  // by hand: fold from the left over the states of the last four letters
  let states = new Map<string, bigint>([['', 1n]]);
  letters.forEach((_, k) => {
    const next = new Map<string, bigint>();
    for (const [state, count] of states) for (const bit of [0, 1]) {
      const bits = [...state, String(bit)].join('');
      let weight = count;
      reads.forEach((own, n) => { if (own.at(-1) === letters[k]) weight *= BigInt(value(n)(...own.map(l => Number(bits.at(letters.indexOf(l) - k - 1)!)))); });
      next.set(bits.slice(-4), (next.get(bits.slice(-4)) ?? 0n) + weight);
    }
    states = next;
  });
  const total = [...states.values()].reduce((x, y) => x + y);
  assert.equal(BigInt(evaluate(program, b.data).get('y')!.get() as number), total);
});

test('a long product without sums is made in parts that engines can plan', () => {
  const b = new Builder({ i: 3 });
  for (let k = 0; k < 30; k++) b.input(`v${k}[i]`, { type: { kind: 'int' }, value: i => 1 + ((i + k) % 2) });
  b.define('y[i]', 'sum', term(Array.from({ length: 30 }, (_, k) => `v${k}[i]`).join(' '), product(...Array.from({ length: 30 }, (_, k) => arg(k)))), { type: { kind: 'int' } });
  const after = contractPairwise(b.program());
  assertSame(b.program(), after, b.data);
  for (const name of names(after)) assert.ok(equation(after, name).terms[0]!.args.length <= 12);
});

test('derivatives share what the product itself was made of', () => {
  const b = new Builder({ s: 6, p: 9, k: 8, d: 9 }).input("A[s,p,p']").input('V[s,p,k]').input('W[k,d]').input('G[s,p,d]')
    .define('y[s,p,d]', 'sum', term("A[s,p,p'] V[s,p',k] W[k,d]", product(arg(0), arg(1), arg(2))))
    .define('dW[k,d]', 'sum', term("A[s,p,p'] V[s,p',k] G[s,p,d]", product(arg(1), arg(2), arg(0))))
    .define("dV[s,p',k]", 'sum', term("A[s,p,p'] W[k,d] G[s,p,d]", product(arg(2), arg(0), arg(1))));
  const { program: after, contractions: chosen } = contractions(b.program(), { overhead: 0 });
  assertSame(b.program(), after, b.data);
  assert.deepEqual(names(after), ['y_1', 'y', 'dW', 'dV_1', 'dV']);
  assert.deepEqual(chosen.map(c => c.steps), [['y_1'], ['y_1'], ['dV_1']]);
});
