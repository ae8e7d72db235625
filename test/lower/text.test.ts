// What the text of SQL must be: names and strings quoted, sizes limited, shared work written once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noSpan } from '../../compiler/source.ts';
import type { PlanStatement } from '../../compiler/plan.ts';
import { forwardViews } from '../../compiler/relational/forward.ts';
import { mostSources } from '../../compiler/relational/fuse.ts';
import { type Relation, column, item, join, literal, project, scan, sourceCount, test as compare } from '../../compiler/relational/ir.ts';
import { printRelations } from '../../compiler/relational/print.ts';
import { relational, everyStatement } from '../../compiler/relational/relational.ts';
import { verifyRelation } from '../../compiler/relational/verify.ts';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { printScript } from '../../compiler/sql/script.ts';
import { type Equation, type Index, type Input, type Program, type Scalar, text } from '../../compiler/tensor/ir.ts';
import { agree, begin, execute, plan, query } from './duckdb.ts';
import { mlp } from './mlp.ts';
import { add, arg, at, call, data, equation, letter, maybe, mul, number, program, range, read, sub, term } from './program.ts';

const hostile = ['"; DROP TABLE x; --', "it's", 'new\nline', '🦆 quack', 'select', 'Order By', '%s {0} $1', '-- comment', 'a"b""c', '/*', '\\'];

await test('hostile names of tensors, columns, labels and hostile text', async () => {
  const indices: Index[] = hostile.map((name, n) => ({ ...range(`i${n}`, 2), name: `i${n}`, base: name }));
  const inputs: Input[] = hostile.map((name, n) => ({ ...data('x', [], [[[0], n], [[1], n + 0.5]]), tensor: name, axes: [{ column: name, index: `i${n}` }], full: true }));
  const words = data('words', ['i0'], [[[0], hostile[2]!], [[1], hostile[0]!]], { type: text });
  const definitions: Equation[] = hostile.map((name, n) => ({
    ...equation(`${name} 2`, [], 'sum', [{
      letters: [{ name: 'l', index: `i${n}` }, { name: "l'", index: 'i0' }], out: [at('l')],
      args: [{ tensor: name, at: [at('l')], optional: false }, { tensor: 'words', at: [at("l'")], optional: false }],
      body: mul(arg(0), call('iverson', call('eq', arg(1), { kind: 'literal', value: hostile[2]!, type: 'text' }))), where: null, pick: null,
    }]),
    axes: [{ column: name, index: `i${n}` }], source: `${name} = … -- ${name}`,
  }));
  const p = program(indices, [...inputs, words], definitions);
  assert.equal(await agree(p), 2 * hostile.length);
  const script = printScript(plan(p), { file: 'test.tsql', text: '' });
  for (const line of script.split('\n')) if (line.includes('DROP TABLE')) assert.match(line, /^ *--|"[^"]*(""[^"]*)*DROP TABLE|'[^']*DROP TABLE/, line);
});

/** dⁿ tanh: each derivative is a polynomial in the one before, and shares it. */
function towers(depth: number): Scalar {
  let node: Scalar = call('tanh', arg(0));
  for (let k = 0; k < depth; k++) node = sub(mul(node, sub(number(1), mul(node, node))), mul(number(0.5), node));
  return node;
}

await test('shared work is written once, however often it is used', async () => {
  const p = program([range('s', 5)], [data('x', ['s'], [0, 1, 2, 3, 4].map(k => [[k], k / 3 - 1] as const), { full: true })], [equation('y', ['s'], 'only', [term(['s'], [read('x', 's')], towers(30))])]);
  const size = plan(p).final.reduce((n, s) => n + (s.kind === 'execute' ? s.sql.length : 0), 0);
  assert.ok(size < 6000, `${size} characters`);
  assert.equal(await agree(p), 5);
});

await test('layers of an expression and tensors may have the same names', async () => {
  const p = program([range('s', 5)], [data('x', ['s'], [0, 1, 2, 3, 4].map(k => [[k], k / 3 - 1] as const), { full: true })], [
    equation('v1', ['s'], 'only', [term(['s'], [read('x', 's')], add(arg(0), number(2)))]),
    equation('mid', ['s'], 'only', [term(['s'], [read('v1', 's')], mul(arg(0), arg(0)))]),
    equation('y', ['s'], 'only', [term(['s'], [read('mid', 's')], towers(6))]),
    equation('z', ['s'], 'only', [term(['s'], [read('v1', 's'), read('y', 's')], add(arg(0), towers(4)))]),
  ]);
  assert.equal(await agree({ ...p, shows: p.shows.filter(s => s.label === 'y') }), 5);
  assert.equal(await agree(p), 20);
});

await test('an expression that nests deeply is cut into layers', async () => {
  let node: Scalar = arg(0);
  for (let k = 0; k < 500; k++) node = add(call('tanh', node), number(k % 3));
  const p = program([range('s', 3)], [data('x', ['s'], [0, 1, 2].map(k => [[k], k] as const), { full: true })], [equation('y', ['s'], 'only', [term(['s'], [read('x', 's')], node)])]);
  for (const s of plan(p).final) if (s.kind === 'execute') assert.ok(Math.max(...s.sql.split('\n').map(depth)) < 100);
  assert.equal(await agree(p), 3);
});

function depth(line: string): number {
  let deep = 0, most = 0;
  for (const c of line) { if (c === '(') most = Math.max(most, ++deep); if (c === ')') deep--; }
  return most;
}

/** A chain of tensors, each read by the next; every third also by the last. */
function chain(length: number): Program {
  const definitions: Equation[] = [];
  for (let k = 1; k <= length; k++) definitions.push(equation(`t${k}`, ['s'], 'only', [term(['s'], [read(k === 1 ? 'x' : `t${k - 1}`, 's'), ...(k % 5 === 0 ? [read('x', 's')] : [])], add(call('tanh', arg(0)), k % 5 === 0 ? arg(1) : number(1)))]));
  const all = definitions.filter((_, k) => k % 3 === 0).map(d => d.bind);
  definitions.push(equation('total', [], 'sum', [term([], all.slice(0, 15).map(t => read(t, 's')), all.slice(0, 15).map((_, k) => arg(k)).reduce((a: Scalar, b) => add(a, b)))]));
  return program([range('s', 4)], [data('x', ['s'], [0, 1, 2, 3].map(k => [[k], k] as const), { full: true })], definitions, { shows: [{ label: 'total', tensor: 'total', split: null, span: noSpan }] });
}

await test('statements stay small', async () => {
  const p = chain(120);
  assert.equal(await agree(p), 1);
  for (const s of everyStatement(relational(p, null, duckdb).schedule)) if ('from' in s && typeof s.from === 'object') assert.ok(sourceCount(s.from as Relation) <= mostSources);
  assert.ok(plan(p).final.length < 30, `${plan(p).final.length} statements`);
});

await test('nothing is computed twice: each tensor is made in one place of a phase', () => {
  for (const phase of [plan(mlp(20, 4, 3, 3)).training[0]!.step, plan(chain(60)).final]) {
    const made = phase.flatMap((s: PlanStatement) => (s.kind === 'execute' ? [...s.sql.matchAll(/^(?:CREATE OR REPLACE TEMP TABLE (\w+)| {2}(\w+) AS (?:MATERIALIZED )?\()/gm)].map(m => m[1] ?? m[2]!) : []));
    assert.deepEqual(made.length, new Set(made).size, made.join(' '));
  }
});

await test('every literal keeps its type and its value', async () => {
  const values = [0.1, -0, 1e300, 5e-324, 123456789012345680, 1 / 3, -2.5e-7, 0.30000000000000004, NaN, Infinity, -Infinity];
  const p = program([range('s', 1)], [data('x', ['s'], [[[0], 1.5]], { full: true })], values.flatMap((v, k) => [
    equation(`alone${k}`, [], 'only', [term([], [], number(v))]),
    equation(`beside${k}`, ['s'], 'only', [term(['s'], [read('x', 's')], mul(number(v), arg(0)))]),
    equation(`product${k}`, [], 'only', [term([], [], mul(number(v), number(v)))]),
  ]));
  assert.equal(await agree(p), 3 * values.length);
  const c = await begin(plan(p));
  await execute(c, plan(p).final);
  for (const s of plan(p).final) if (s.kind === 'execute') assert.deepEqual(await query(c, `SELECT DISTINCT typeof(val) FROM ${s.writes[0]}`), [['DOUBLE']]);
  c.closeSync();
});

await test('keys are BIGINT wherever they come from', async () => {
  const p = program([range('i', 3), range('j', 2)], [data('x', ['i'], [[[0], 1], [[1], 2], [[2], 3]], { full: true })], [
    equation('fixed_key', ['i', 'j'], 'only', [term(['i', 1], [read('x', 'i')], arg(0))]),
    equation('computed_key', ['i'], 'max', [term([{ kind: 'affine', offset: 0, terms: [{ coefficient: 2, letter: 'j' }] }], [], letter('j'))]),
  ]);
  const c = await begin(plan(p));
  await execute(c, plan(p).final);
  assert.deepEqual(await query(c, 'SELECT DISTINCT typeof(i), typeof(j) FROM fixed_key'), [['BIGINT', 'BIGINT']]);
  assert.deepEqual(await query(c, 'SELECT DISTINCT typeof(i) FROM computed_key'), [['BIGINT']]);
  c.closeSync();
});

await test('the forward pass as views gives what the steps left', async () => {
  const p = mlp(12, 5, 4, 3);
  const made = plan(p);
  const c = await begin(made);
  for (let step = 1; step <= 3; step++) {
    await execute(c, made.training[0]!.step, { run: 1, step, seed: 0 });
    await execute(c, made.training[0]!.keep, { run: 1, step, seed: 0 });
  }
  await execute(c, made.final, { run: 1, step: 3, seed: 0 });
  const [expected] = await query(c, made.shows[0]!.sql);
  for (const s of made.training[0]!.step) if (s.kind === 'execute') for (const t of s.writes) await c.run(`DROP TABLE IF EXISTS "${t}"`);
  for (const s of made.final) if (s.kind === 'execute') for (const t of s.writes) await c.run(`DROP TABLE IF EXISTS "${t}"`);
  await c.run(forwardViews(p, null, { dialect: 'duckdb' }));
  assert.deepEqual((await query(c, 'SELECT val FROM acc'))[0], expected);
  assert.equal((await query(c, 'SELECT count(*) FROM logit'))[0]![0], 36);
  c.closeSync();
});

await test('the relational plan prints every phase', () => {
  const printed = printRelations(mlp(12, 5, 4, 3), null, { dialect: 'duckdb' });
  for (const phase of ['setup:', 'step:', 'keep:', 'report 1:', 'final:']) assert.ok(printed.includes(`\n${phase}\n`) || printed.startsWith(`${phase}\n`), phase);
  assert.match(printed, /aggregate by \(s = x\.s|aggregate by \(x\.s, W\.j\) val = sum\(mul\(W\.val, x\.val\)\)/);
});

await test('the verifier finds what does not resolve', () => {
  const x = scan('x', 'x', [{ name: 'i', type: 'int' }, { name: 'val', type: 'real' }]);
  const y = scan('y', 'y', [{ name: 'i', type: 'int' }, { name: 'val', type: 'real' }]);
  const take = (of: string, name: string, type: 'int' | 'real' = 'int') => project(join('inner', x, y, compare(column('x', 'i', 'int'), '=', column('y', 'i', 'int'))), [item('i', column(of, name, type))]);
  assert.equal(verifyRelation(take('x', 'i')).length, 1);
  assert.throws(() => verifyRelation(take('z', 'i')), /reads z\.i/);
  assert.throws(() => verifyRelation(take('x', 'j')), /reads x\.j/);
  assert.throws(() => verifyRelation(take('x', 'i', 'real')), /as real, but it is int/);
  assert.throws(() => verifyRelation(join('inner', x, x, null)), /there twice/);
  assert.throws(() => verifyRelation({ kind: 'union', inputs: [take('x', 'i'), project(x, [item('v', column('x', 'val', 'real'))])] }), /a union of/);
  assert.throws(() => verifyRelation(project(x, [item('n', { kind: 'aggregated', by: 'count', args: [], descending: false, type: 'int' })])), /aggregates where it must not/);
  assert.throws(() => verifyRelation({ kind: 'filter', input: x, predicate: literal(1, 'int') }), /is int, not bool/);
});

await test('optional reads of a scalar', async () => {
  const p = program([range('s', 2)], [data('x', ['s'], [[[0], 1]]), data('z', [], [])], [
    equation('y', ['s'], 'only', [term(['s'], [maybe('x', 's'), maybe('z')], call('coalesce', arg(1), arg(0)))]),
    equation('w', [], 'only', [term([], [maybe('z')], call('coalesce', arg(0), number(4)))]),
  ]);
  assert.equal(await agree(p), 2);
});
