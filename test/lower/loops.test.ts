// Recurrences as loops and as one recursive query, against the reference evaluator.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { singleQuery } from '../../compiler/relational/single.ts';
import { noSpan } from '../../compiler/source.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { type Program, type Scalar, bool, computed, fixed, int, integer, key } from '../../compiler/tensor/ir.ts';
import { agree, axesOf, compare, connect, execute, plan, query } from './duckdb.ts';
import { add, arg, call, data, equation, here, letter, maybe, mul, next, now, number, program, range, read, recurrence, shows, sub, term } from './program.ts';


const s = range('s', 6), t = range('t', 30), k = range('k', 2), d = range('d', 2);
const x = data('x', ['s', 'd'], [0, 1, 2, 3, 4, 5].flatMap(n => [[[n, 0], Math.cos(n * n) + (n % 2) * 4], [[n, 1], Math.sin(n) - (n % 2) * 3]] as const), { full: true });
const y = data('y', ['s'], [0, 1, 2, 3, 4, 5].map(n => [[n], n * 0.7 - 1] as const), { full: true });

/** Gradient descent for y ≈ a·x0 + b, written as a recurrence. */
const descent = program([s, t, d], [x, y], [
  equation('a', ['t'], 'only', [term([0], [], number(0))]),
  equation('b', ['t'], 'only', [term([0], [], number(0.5))]),
  recurrence(0, 28, [
    equation('err', ['t', 's'], 'only', [term([here, 's'], [read('y', 's'), read('x', 's', 0), read('a', here), read('b', here)], sub(arg(0), add(mul(arg(1), arg(2)), arg(3))))]),
    equation('loss', ['t'], 'mean', [term([here], [read('err', here, 's')], mul(arg(0), arg(0)))]),
    equation('ga', ['t'], 'sum', [term([here], [read('err', here, 's'), read('x', 's', 0)], mul(number(-1 / 3), arg(0), arg(1)))]),
    equation('gb', ['t'], 'sum', [term([here], [read('err', here, 's')], mul(number(-1 / 3), arg(0)))]),
    equation('a', ['t'], 'only', [term([next], [read('a', here), read('ga', here)], sub(arg(0), mul(number(0.05), arg(1))))]),
    equation('b', ['t'], 'only', [term([next], [read('b', here), read('gb', here)], sub(arg(0), mul(number(0.05), arg(1))))]),
  ]),
  equation('a_end', [], 'only', [term([], [read('a', fixed(29))], arg(0))]),
], { shows: shows(['a', 'b', 'loss', 'a_end']) });

/** k-means, which ends early; an empty cluster stays where it is. */
const means = program([s, t, d, k], [x], [
  equation('c', ['t', 'k', 'd'], 'only', [term([0, 'k', 'd'], [read('x', computed(mul3('k')), 'd')], arg(0))]),
  recurrence(0, 28, [
    equation('dist', ['t', 's', 'k'], 'sum', [term([here, 's', 'k'], [read('x', 's', 'd'), read('c', here, 'k', 'd')], mul(sub(arg(0), arg(1)), sub(arg(0), arg(1))))]),
    equation('near', ['t', 's'], 'argmin', [term([here, 's'], [read('dist', here, 's', 'k')], arg(0), { pick: letter('k') })], { type: key('k') }),
    equation('mean', ['t', 'k', 'd'], 'mean', [term([here, 'k', 'd'], [read('near', here, 's'), read('x', 's', 'd')], arg(1), { where: call('eq', arg(0), letter('k')) })]),
    equation('c', ['t', 'k', 'd'], 'only', [term([next, 'k', 'd'], [maybe('mean', here, 'k', 'd'), read('c', here, 'k', 'd')], call('coalesce', arg(0), arg(1)))]),
    equation('moved', ['t'], 'sum', [term([here], [read('c', next, 'k', 'd'), read('c', here, 'k', 'd')], mul(sub(arg(0), arg(1)), sub(arg(0), arg(1))))]),
    equation('still', ['t'], 'only', [term([here], [read('moved', here)], call('lt', arg(0), number(1e-9)))], { type: bool }),
  ], { until: { condition: 'still', last: 't_last' } }),
  equation('at_end', ['k', 'd'], 'only', [term(['k', 'd'], [read('t_last'), read('c', computed(call('add', arg(0), integer(1))), 'k', 'd')], arg(1))]),
], { shows: shows(['c', 'near', 't_last', 'at_end']), untils: [{ tensor: 'c', axis: 0, condition: 'still', last: 't_last', span: noSpan }] });

function mul3(name: string): Scalar { return call('mul', integer(3), letter(name)); }

/** A sum that runs backwards, with a fill that a guard leaves behind. */
const backwards = program([t, s], [y], [
  equation('tail', ['t'], 'only', [term([29], [], number(1))]),
  recurrence(28, 0, [
    equation('kick', ['t'], 'sum', [term([here], [read('y', 's')], arg(0), { where: call('eq', letter('s'), now) })]),
    equation('spread', ['t', 's'], 'sum', [term([here, 's'], [read('y', 's')], arg(0), { where: call('gt', letter('s'), now) })]),
    equation('widened', ['t', 's'], 'only', [term([here, 's'], [read('spread', here, 's')], add(arg(0), number(1)))]),
    equation('tail', ['t'], 'only', [term([here], [read('tail', next), read('kick', here)], add(mul(number(0.9), arg(0)), arg(1)))]),
  ]),
], { shows: shows(['tail', 'kick', 'spread', 'widened']) });

const fibonacci = program([t], [], [
  equation('fib', ['t'], 'only', [term([0], [], integer(1)), term([1], [], integer(1))], { type: int }),
  recurrence(2, 29, [equation('fib', ['t'], 'only', [term([here], [read('fib', computed(call('sub', now, integer(1)))), read('fib', computed(call('sub', now, integer(2))))], add(arg(0), arg(1)))], { type: int })]),
], { shows: shows(['fib']) });

for (const [name, p, least] of [['gradient descent', descent, 80], ['k-means that ends early', means, 20], ['a recurrence that runs backwards', backwards, 300], ['two steps back', fibonacci, 30]] as const) {
  await test(`${name}: the loop`, async () => { assert.ok((await agree(p)) >= least); });
}

async function single(p: Program): Promise<void> {
  const c = await connect();
  await execute(c, plan(p).load);
  const rows = await query(c, singleQuery(p, null, { dialect: 'duckdb' }));
  c.closeSync();
  const expected = evaluate(p, new Map());
  let there = 0;
  for (const { label, tensor } of p.shows) {
    const axes = axesOf(p, tensor);
    const own = rows.filter(r => r[0] === label).map(r => [...r.slice(1, 1 + axes.length), r.at(-1)]);
    there += compare(own, expected.get(tensor)!, axes, p, label, new Map(), 1e-9);
  }
  assert.equal(there, rows.length);
}

await test('gradient descent as one statement', async () => { await single(descent); });
await test('k-means that ends early as one statement', async () => { await single(means); });
await test('backwards as one statement', async () => { await single({ ...backwards, shows: shows(['tail', 'kick']) }); });
await test('what reads two steps back is refused', () => { assert.throws(() => singleQuery(fibonacci, null, { dialect: 'duckdb' }), /single-query.*further back/); });
