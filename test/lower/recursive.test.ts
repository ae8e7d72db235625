// Recurrences as recursive statements, against the reference evaluator: which become one, and that their rows are the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan, PlanStatement } from '../../compiler/plan.ts';
import { type Equation, type Program, type Scalar, bool, int, integer } from '../../compiler/tensor/ir.ts';
import { agree, plan } from './duckdb.ts';
import { add, arg, call, data, equation, here, letter, mul, next, now, number, program, range, read, recurrence, shows, sub, term } from './program.ts';


const s = range('s', 4), t = range('t', 21), j = range('j', 3), wide = range('wide', 400);
const w = data('w', ['j', "j'"], [0, 1, 2].flatMap(a => [0, 1, 2].map(b => [[a, b], Math.sin(1 + a + 3 * b)] as const)), { full: true });
const b = data('b', ['j'], [[[0], 0.3], [[2], -0.2]] as const);
const x = data('x', ['t', 's'], Array.from({ length: 21 }, (_, n) => [0, 1, 2, 3].map(k => [[n, k], Math.cos(n + k)] as const)).flat().filter(([[n, k]]) => (n + k) % 7 !== 3));

const texts = (p: Plan): readonly string[] => {
  const flat = (list: readonly PlanStatement[]): readonly string[] => list.flatMap(l => (l.kind === 'loop' ? ['loop', ...flat(l.body)] : [l.sql]));
  return flat([...p.setup, ...p.final]);
};
const loops = (p: Program): number => texts(plan(p)).filter(l => l === 'loop').length;
const recursive = (p: Program): number => texts(plan(p)).filter(l => l.includes('WITH RECURSIVE')).length;

const recurring = (equations: readonly Equation[], start: readonly Equation[], from = 0, to = 19): Program =>
  program([s, t, j, wide], [w, b, x], [...start, recurrence(from, to, equations)], { shows: shows([...new Set(equations.map(e => e.bind))]) });

const started = (place: number): Equation => equation('h', ['t', 's', 'j'], 'only', [term([place, 's', 'j'], [], mul(number(0.1), add(letter('s'), letter('j'))))]);
const summed = (fill: number | null): Equation =>
  equation('z', ['t', 's', 'j'], 'sum', [term([here, 's', 'j'], [read('w', "j'", 'j'), read('h', here, 's', "j'")], mul(arg(0), arg(1)))], { fill });
const stepped = equation('h', ['t', 's', 'j'], 'only', [term([next, 's', 'j'], [read('z', here, 's', 'j'), read('x', here, 's'), read('b', 'j')], call('tanh', add(arg(0), add(arg(1), arg(2)))))]);

/** h[t+1,s,j] = tanh(Σ w[j',j]·h[t,s,j'] + x[t,s]), where a sample goes no further once its x is missing. */
const net = recurring([summed(null), stepped], [started(0)]);

/** The same downwards, with the counter in a body and in a guard. */
const backwards = recurring([
  equation('z', ['t', 's', 'j'], 'only', [term([here, 's', 'j'], [read('h', next, 's', 'j')], mul(arg(0), now))]),
  equation('h', ['t', 's', 'j'], 'sum', [
    term([here, 's', 'j'], [read('h', next, 's', 'j')], mul(number(0.5), arg(0))),
    term([here, 's', 'j'], [read('z', here, 's', "j'"), read('w', 'j', "j'")], mul(number(0.01), arg(0), arg(1)), { where: call('gt', now, integer(4)) }),
  ]),
], [started(20)], 19, 0);

/** Whole numbers, and true or false. */
const parity = program([t], [], [
  equation('n', ['t'], 'only', [term([0], [], integer(7))], { type: int }),
  recurrence(0, 19, [
    equation('even', ['t'], 'only', [term([here], [read('n', here)], call('eq', call('mod', arg(0), integer(2)), integer(0)))], { type: bool }),
    equation('n', ['t'], 'only', [term([next], [read('n', here), read('even', here)], call('int', call('if', arg(1), call('div', arg(0), integer(2)), add(mul(integer(3), arg(0)), integer(1)))))], { type: int }),
  ]),
], { shows: shows(['n', 'even']) });

for (const [name, p, least] of [['a net over samples that end', net, 30], ['backwards', backwards, 400], ['whole numbers', parity, 40]] as const) {
  await test(`${name}: one recursive statement`, async () => {
    assert.equal(loops(p), 0);
    assert.equal(recursive(p), 1);
    assert.ok((await agree(p)) >= least);
  });
}

const steps = (body: Scalar, ...args: Parameters<typeof term>[1]): Equation => equation('h', ['t', 's', 'j'], 'only', [term([next, 's', 'j'], args, body)]);
const others: readonly (readonly [string, Program])[] = [
  ['two tensors go from pass to pass', recurring([
    equation('g', ['t', 's'], 'only', [term([next, 's'], [read('g', here, 's'), read('h', here, 's', 1)], sub(arg(0), arg(1)))]),
    steps(mul(number(0.5), add(arg(0), arg(1))), read('h', here, 's', 'j'), read('g', here, 's')),
  ], [started(0), equation('g', ['t', 's'], 'only', [term([0, 's'], [], number(1))])])],
  ['a pass has rows of its own', recurring([
    equation('h', ['t', 's', 'j'], 'sum', [term([next, 's', 'j'], [read('h', here, 's', 'j')], mul(number(0.5), arg(0))), term([next, 's', 'j'], [read('x', here, 's'), read('b', 'j')], mul(arg(0), arg(1)))]),
  ], [started(0)])],
  ['sums of nothing count', recurring([summed(0), stepped], [started(0)])],
  ['it begins at two places', recurring([
    equation('h', ['t', 's', 'j'], 'only', [term([next, 's', 'j'], [read('h', here, 's', 'j')], mul(number(0.5), arg(0)), { where: call('ne', now, integer(9)) })]),
  ], [started(0), started(10)])],
  ['a pass has much to do', recurring([
    equation('many', ['t', 'wide'], 'sum', [term([here, 'wide'], [read('h', here, 's', 'j')], mul(arg(0), letter('wide')), { letters: ['wide', "wide'", 's', 'j'].map(name => ({ name, index: name.replace("'", '') })) })]),
    steps(mul(number(0.0001), add(arg(0), arg(1))), read('h', here, 's', 'j'), read('many', here, 3)),
  ], [started(0)])],
];
for (const [name, p] of others) {
  await test(`${name}: a loop`, async () => {
    assert.equal(loops(p), 1);
    assert.equal(recursive(p), 0);
    assert.ok((await agree(p)) > 40);
  });
}
