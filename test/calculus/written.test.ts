// How derivatives are written: the equations of drawn programs, before anything simplifies the whole of them. Others than these may mean the
// same and cost more: a change is to be seen in review. UPDATE=1 writes written.txt anew.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { call, key, letter } from '../../compiler/tensor/ir.ts';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { printProgram } from '../../compiler/tensor/print.ts';
import { a, Builder, n, term } from './build.ts';
import { checkDerivatives } from './differences.ts';
import { drawnProgram, plan } from './draw.ts';

const file = path.join(import.meta.dirname, 'written.txt');

/** Reductions of every kind over guarded and missing cells, at places that letters, numbers and data name. */
const plain: readonly Builder[] = (['sum', 'mean', 'max', 'min', 'prod'] as const).flatMap(reduce => [
  new Builder({ i: 3, j: 2 }).input('x[i,j]', { missing: 0.4 }).input('w[j]').input('v[i,j]').input('t[i]', { type: key('i'), value: i => (i + 1) % 3 })
    .define('y[i]', reduce, term('t[i] x[{0},j] w[j]', call('mul', call('sin', a(1)), a(2)), { where: call('ne', letter('i'), letter('j')) }))
    .define('z[i]', reduce, [term('y[i] x[i,1]?', call('mul', a(0), call('coalesce', a(1), n(2)))), term('w[j] x[i,j]', call('if', call('gt', a(1), n(0)), a(0), call('mul', a(1), a(0))))])
    .define('loss', 'mean', term('z[i]', call('mul', a(0), a(0))))
    .grad('D', 'loss', 'x[i,j]').grad('E', 'loss', 'w[j]').grad('F', 'z[i]', 'x[i,j]').grad('G', 'z[i]', "x[i',j]", "v[i',j]").grad('H', 'loss', 'x[1,j]').grad('K', 'loss', 'y[i]').grad('L', 'y[2]', 'x[i,j]', 'v[i,j]').grad('P', 'loss', 'x[i,j]', 'v[i,j]'),
  new Builder({ i: 3 }).input('x[i]', { missing: 0.4 }).input('v[i]').input('t[i]', { type: key('i'), value: i => (i + 1) % 3 })
    .define('y[i]', reduce, term('t[i] x[i]', call('exp', a(1)), { out: '{0}' })).define('loss', reduce, term("y[i] y[i']", call('mul', a(0), a(1)), { where: call('le', letter('i'), letter("i'")) }))
    .grad('D', 'loss', 'x[i]').grad('H', 'D[i]', "x[i']").grad('K', 'D[i]', "x[i']", "v[i']").grad('J', 'y[i]', "x[i']"),
  // steps have no derivative: what is made for reductions is not made for these
  new Builder({ i: 3 }).input('x[i]', { missing: 0.4 }).define('y', reduce, term('x[i]', call('floor', a(0)))).define('z', reduce, term('x[i]?', call('if', call('gt', a(0), n(0)), n(1), n(2)))).define('loss', 'sum', term('x[i] y z', call('mul', a(0), call('add', a(1), a(2)))))
    .grad('D', 'loss', 'x[i]').grad('H', 'D[i]', "x[i']"),
]);

/** Cells that a letter or a number names, along times and places: slices that are passed, others that nothing leads to. */
const sliced: readonly Builder[] = ([
  ['z[t]', 'x[t+2]'], ['z[t]', 'x[t+3]'], ['z[t]', 'x[t-1]'], ['h[t]', 'x[t]'], ['h[t]', 'x[t+1]'], ['h[t]', 'x[t-1]'], ['h[t]', 'x[0]'], ['h[2]', 'x[t]'], ['h[2]', 'x[3]'], ['h[0]', 'x[1]'], ['h[1]', 'x[0]'],
  ['d[t]', 'x[t]'], ['d[t]', 'x[t-1]'], ['d[t]', 'x[1]'], ['e[t]', 'x[t+1]'], ['e[t]', 'x[1]'], ['p[t]', 'x[t]'], ['p[t]', 'x[1]'], ['q[t,i]', 'x[t]'], ['q[t,i]', 'w[i]'], ['q[t,1]', 'x[t+1]'], ['q[t,1]', 'w[2]'], ['f[t]', 'x[t+1]'], ['f[t]', 'h[t]'], ['f[t]', 'h[2]'],
  ['total', 'x[1]'], ['total', 'h[1]'], ['total', 'y[t]'], ['g[t]', 'x[t]'], ['g[t]', 'x[t-1]'], ['g[2]', 'x[1]'], ['m[t]', 'x[t]'], ['m[t]', 'x[0]'], ['up[t]', 'x[t]'], ['up[t]', 'x[t-1]'], ['up[t]', 'x[t+1]'], ['up[1]', 'x[3]'], ['r[t]', 'x[t]'], ['k[t]', 'x[2]'], ['k[t]', 'x[t]'], ['o[t]', 'x[t+1]'], ['o[t]', 'x[t]'], ['s[t]', 'x[t+1]'], ['s[t]', 'x[t]'], ['l[t]', 'x[t+1]'], ['l[t]', 'x[t-1]'],
] as const).map(([of, by], k) => new Builder({ t: 6, i: 3, all: [-1, 10] }).input('x[all]').input('w[i]').input('v[all]').input('at[t]', { type: key('t'), value: t => (2 * t + 1) % 6 })
  .define('h[t]', 'only', [term('x[0]', a(0), { out: '0' }), term('h[t] x[t]', call('sin', call('add', a(0), a(1))), { out: 't+1' })], { axes: 't' })
  .define('y[t]', 'sum', term('h[t+1] x[t]', call('mul', a(0), call('exp', a(1))))).define('z[t]', 'sum', term('y[t+1] x[t+2]', call('mul', a(0), a(1))))
  .define('d[t]', 'sum', term('y[t]', call('sin', a(0)), { out: '2*t' })).define('e[t]', 'sum', term("y[t] x[t']", call('mul', a(0), a(1)), { out: "t+t'" })).define('p[t]', 'sum', term('at[t] y[t]', call('exp', a(1)), { out: '{0}' }))
  .define('q[t,i]', 'sum', [term('y[t] w[i]', call('mul', a(0), call('cos', a(1)))), term('h[t] w[0]', call('mul', a(0), a(1)), { out: 't,2' })], { axes: 't,i' }).define('f[t]', 'sum', term('q[t,i] w[i]', call('mul', call('exp', a(0)), a(1))))
  .define('total', 'sum', term('z[t] q[t,1]', call('mul', a(0), a(1))))
  .define('g[t]', 'sum', [term('h[t]', call('exp', a(0))), term('h[t-1]', call('sin', a(0))), term('h[t-2]', call('cos', a(0))), term('h[t-3]', call('tanh', a(0))), term('h[t+1] y[1]', call('mul', a(0), a(1)))])
  .define('m[t]', 'max', [term('y[t]', call('sin', a(0))), term('y[0]', a(0)), term('y[t-1] x[t]', call('mul', a(0), a(1)))])
  .define('up[t]', 'only', [term('x[5]', a(0), { out: '5' }), term('up[t+1] x[t]', call('mul', a(0), call('cos', a(1))), { out: 't' })], { axes: 't' })
  .define('r[t]', 'sum', term('up[5-t] x[t]', call('mul', a(0), a(1)))).define('k[t]', 'only', [term('x[2]', a(0), { out: '1' }), term('k[t] h[2]', call('mul', a(0), a(1)), { out: 't+2' })], { axes: 't' })
  // one way along x is found before a longer one; what is turned round is reached from either side
  .define('o[t]', 'sum', term('x[t-1] s[t]', call('mul', a(0), call('exp', a(1))))).define('s[t]', 'only', [term('', n(0.5), { out: '0' }), term('o[t] x[t+1]', call('sin', call('add', a(0), a(1))), { out: 't+1' })], { axes: 't' })
  .define('c[t]', 'sum', term('y[t]', call('sin', a(0)), { out: '5-t' })).define('l[t]', 'sum', term('c[t]', call('exp', a(0))))
  .grad('D', of, by, k % 3 === 2 && by.startsWith('x') ? by.replace('x', 'v') : null));

const drawn = ([1, 2] as const).flatMap(order => fc.sample(plan, { seed: 20_261_123 + order, numRuns: order === 1 ? 40 : 15 }).map(p => drawnProgram(p, order)));

/** The definitions of a program once its derivatives are worked out; of slices only those that are new. */
const written = (b: Builder): string => {
  const { program, diagnostics } = differentiate(b.program());
  const before = new Set(sliced.includes(b) ? b.definitions.map(d => (d.kind === 'equation' ? d.bind : '')) : []);
  const bare = sliced.includes(b) ? { ...program, indices: [], inputs: [] } : program;
  return [...diagnostics.map(d => `${d.severity}[${d.code}] ${d.message}`), printProgram({ ...bare, definitions: program.definitions.filter(d => d.kind === 'recurrence' || !before.has(d.bind)), shows: [] })].join('\n').trim();
};

const all = [...plain, ...drawn, ...sliced];
const mark = '\n\n=== program\n';
if (process.env['UPDATE'] === '1') writeFileSync(file, `${all.map(written).join(mark)}\n`);
assert.ok(existsSync(file), 'UPDATE=1 writes written.txt');
const stored = readFileSync(file, 'utf8').trimEnd().split(mark);

test('as many programs are stored as are written', () => assert.equal(stored.length, all.length));

for (let from = 0; from < all.length; from += 5) {
  test(`the derivatives of programs from ${from + 1} on are written as they were`, () => {
    all.slice(from, from + 5).forEach((b, k) => assert.equal(written(b), stored[from + k]));
  });
}

for (let from = 0; from < sliced.length; from += 10) test(`the derivatives of slices from ${from + 1} on are right`, () => { for (const b of sliced.slice(from, from + 10)) checkDerivatives(b); });
