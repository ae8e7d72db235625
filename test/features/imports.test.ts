// Imports: what a program gets from another module, under which name, and what is said where that cannot be.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { ran } from './program.ts';

const module = `
-- what the program does not ask for stays here
setting rate = 3
index z = 4
deg[z] = 1
fn helper(x) = rate * x
fn scaled(x) = helper(x) + 1
fn total[k](x[k]) -> y { y = sum[k](helper(x[k])) }
layer Inner[i](x[i]) -> y[i] {
  param a[i] = 2
  y[i] = a[i] * helper(x[i])
}
layer Outer[i](x[i]) -> y[i] {
  let in_1 = Inner[i]
  y[i] = in_1(x[i]) + 1
}
optimizer slow(p, g, t, lr = 1) { p := p - 0.1 * lr * g }
fn lost(x) = deg[0] * x
`;

const program = (text: string) => `
index i = 2
data x[i] = [1, 2]
${text}
`;

const value = (text: string, files: Readonly<Record<string, string>>, label = 'y') => ran(program(text), { files }, ({ shows }) => [...shows.get(label)!.values()]);

test('by name: what is asked for, with all that it leads to', async () => {
  assert.deepEqual(await value('import scaled, total from "m.tsql"\ny = scaled(2) + total[i](x[i])\nshow y', { 'm.tsql': module }), [3 * 2 + 1 + 9]);
});

test('by alias: everything under a name of its own', async () => {
  assert.deepEqual(await value('import "m.tsql" as m\nlet o = m.Outer[i]\ny = m.scaled(2) + sum[i](o(x[i])) + m.rate\nshow y', { 'm.tsql': module }), [7 + (2 * 3 + 1) + (2 * 6 + 1) + 3]);
});

test("a layer of a module finds its module's layers, and an optimizer trains", async () => {
  assert.deepEqual(await value(`
import Outer, slow from "m.tsql"
let o = Outer[i]
loss = sum[i](o(x[i]))
y    = sum[i](o.in_1.a[i])
train { minimize loss using slow(lr = 2) steps 1 }
show y`, { 'm.tsql': module }), [2 - 0.2 * 3 + (2 - 0.2 * 6)]);
});

test("the program's own names and a module's do not meet", async () => {
  assert.deepEqual(await value(`
import scaled from "m.tsql"
fn helper(x) = 1000 * x
rate = 50
y = scaled(1) + helper(0) + rate
show y`, { 'm.tsql': module }), [4 + 50]);
});

test("where the program defines a name of the library, a module still means the library's", async () => {
  const text = (own: string) => `${own}import CausalAttention from "std/nn"\nindex p = 3, h = 1, k = 2\nu[p,i] = sin(p + i)\nlet a = CausalAttention[p,i,h,k]\nv[p,i] = a(u[p,i])\nshow v`.replace('show v', 'show v[p,i]');
  const plain = await value(text(''), {}, 'v[p,i]');
  assert.ok(plain.some(v => v !== 0));
  assert.deepEqual(await value(text('fn softmax[k](z[k]) -> q[k] { q[k] = 1000 * z[k] }\nfn glorot(a, b) = normal(5, 1)\n'), {}, 'v[p,i]'), plain);
  assert.deepEqual(await value('import f from "m.tsql"\nfn relu(x) = 7\ny = f(-1) + relu(1)\nshow y', { 'm.tsql': 'fn f(x) = relu(x) + silu(0)' }), [7]);
});

test('modules that import modules, by paths relative to themselves', async () => {
  assert.deepEqual(await value('import f from "m.tsql"\ny = f(1)\nshow y', { 'm.tsql': 'import g from "./n.tsql"\nimport "std/loss" as l\nfn f(x) = g(x) + l.huber(0.5)', 'n.tsql': 'fn g(x) = 10 * x' }), [10.125]);
  const { diagnostics } = compile({ file: 'p.tsql', text: 'import f from "lib/m.tsql"\ny = f(1)' }, { modules: { 'lib/m.tsql': 'import g from "../n.tsql"\nfn f(x) = g(x)', 'n.tsql': 'fn g(x) = x' } });
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(compile({ file: 'p.tsql', text: 'import f from "/lib/m.tsql"\ny = f(1)' }, { modules: { '/lib/m.tsql': 'import g from "../n.tsql"\nfn f(x) = g(x)', '/n.tsql': 'fn g(x) = x' } }).diagnostics, []);
});

test('a setting that is imported by name or alias may be set', async () => {
  const files = { 'm.tsql': module };
  for (const [text, name] of [['import scaled, rate from "m.tsql"\ny = scaled(1) + 0 * rate', 'rate'], ['import "m.tsql" as m\ny = m.scaled(1) + 0 * m.rate', 'm.rate']] as const) {
    await ran(program(`${text}\nshow y`), { files, set: { [name]: 6 } }, ({ shows }) => assert.deepEqual([...shows.get('y')!.values()], [7]));
  }
});

test('two ways to one definition are one definition', async () => {
  assert.deepEqual(await value('import scaled from "m.tsql"\nimport "m.tsql" as m\ny = scaled(1) - m.scaled(1)\nshow y', { 'm.tsql': module }), [0]);
});

/** The errors of a program, as `code@file: message`. */
const said = (text: string, modules: Readonly<Record<string, string>>): readonly string[] => compile({ file: 'p.tsql', text }, { modules }).diagnostics.map(d => `${d.code}@${d.span.file}: ${d.message}`);

for (const [what, text, modules, expected] of [
  ['a file that is not there', 'import f from "gone.tsql"\ny = f(1)', {}, ['import@p.tsql: there is no module gone.tsql']],
  ['a name that is not there', 'import scale from "m.tsql"\ny = scale(1)', { 'm.tsql': module }, ['import@p.tsql: m.tsql has no scale (did you mean scaled?)']],
  ['a tensor', 'import deg from "m.tsql"\ny = deg[0]', { 'm.tsql': module }, ['import@p.tsql: deg is a tensor of m.tsql']],
  ['a function of a tensor that stays behind', 'import lost from "m.tsql"\ny = lost(1)', { 'm.tsql': module }, ['import@p.tsql: lost reads deg, which is a tensor of m.tsql']],
  ['a function of what only the program has', 'import f from "a.tsql"\nscale = 50\ny = f(1) + scale', { 'a.tsql': 'fn f(x) = scale * x' }, ['unknown-name@a.tsql: a.tsql has no scale']],
  ["a function over the program's index", 'import f from "a.tsql"\nindex i = 3\nx[i] = i\ny = f(1)', { 'a.tsql': 'fn f(x) = sum[i](x)' }, ['unknown-name@a.tsql: a.tsql has no i']],
  ["a module's index", 'import f from "a.tsql"\nindex i = 3\nx[i] = i\ny = f(1)', { 'a.tsql': "index i = 4\nfn f(x) = sum[i'](x)" }, ["import@p.tsql: f reads i', which is an index of a.tsql"]],
  ['a layer with stored parameters', 'import P from "a.tsql"\nindex i = 3\nlet p = P[i]\ny[i] = p(1)', { 'a.tsql': 'layer P[i](x) -> y[i] { param w[i] from "w.csv"  y[i] = w[i] * x }' }, ['not-supported@a.tsql: a layer whose parameters']],
  ['no such part of the library', 'import Dense from "std/nm"', {}, ['import@p.tsql: the standard library has no module std/nm (did you mean std/nn?)']],
  ['a circle', 'import f from "a.tsql"\ny = f(1)', { 'a.tsql': 'import g from "b.tsql"\nfn f(x) = g(x)', 'b.tsql': 'import f from "a.tsql"\nfn g(x) = f(x)' }, ['import@b.tsql: a.tsql is imported by what it imports']],
  ['a module with a slip', 'import f from "a.tsql"\ny = f(1)', { 'a.tsql': 'fn f(x) = 2 * * x\nfn g(x) = x' }, ['syntax@a.tsql: ']],
  ['a name of the program', 'import scaled from "m.tsql"\nscaled = 2', { 'm.tsql': module }, ['name-taken@p.tsql: scaled is defined twice']],
] as const) {
  test(`refused: ${what}`, () => {
    const found = said(text, modules);
    for (const e of expected) assert.ok(found.some(f => f.startsWith(e)), `${e}\namong\n${found.join('\n')}`);
    assert.equal(found.length, expected.length, found.join('\n'));
  });
}
