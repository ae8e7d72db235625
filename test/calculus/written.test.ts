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
]);

const drawn = ([1, 2] as const).flatMap(order => fc.sample(plan, { seed: 20_261_123 + order, numRuns: order === 1 ? 40 : 15 }).map(p => drawnProgram(p, order)));

/** The definitions of a program once its derivatives are worked out. */
const written = (b: Builder): string => {
  const { program, diagnostics } = differentiate(b.program());
  return [...diagnostics.map(d => `${d.severity}[${d.code}] ${d.message}`), printProgram({ ...program, shows: [] })].join('\n').trimEnd();
};

const all = [...plain, ...drawn];
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
