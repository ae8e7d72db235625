// Training: the statements of a step against the reference evaluator, and their number and shape.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { noSpan } from '../../compiler/source.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { type Carried, type Equation, bool } from '../../compiler/tensor/ir.ts';
import { singleQuery } from '../../compiler/relational/single.ts';
import { begin, connect, execute, plan, query, same, trainAlike } from './duckdb.ts';
import { mlp } from './mlp.ts';
import { add, arg, call, data, equation, goal, maybe, mul, number, program, range, read, sub, term } from './program.ts';

await test('a step of a two-layer net is right and has at most 12 statements', async () => {
  const p = mlp(12, 5, 4, 3);
  await trainAlike(p, 4);
  const { step } = plan(p).training[0]!;
  assert.ok(step.length <= 12, `${step.length} statements`);
});

await test('the step of the two-layer net reads as it did', () => {
  const text = plan(mlp(1000, 196, 32, 10)).training[0]!.step.map(s => `-- ${s.comment}\n${s.kind === 'execute' ? s.sql : s.comment};\n`).join('\n');
  assert.equal(text, readFileSync(new URL('mlp.step.sql', import.meta.url), 'utf8'));
});

await test('reports see the weights after the step', async () => {
  const p = mlp(12, 5, 4, 3);
  const made = plan(p);
  const c = await begin(made);
  await execute(c, made.training[0]!.step, { run: 1, step: 1, seed: 0 });
  await execute(c, made.training[0]!.reports[0]!.statements, { run: 1, step: 1, seed: 0 });
  await execute(c, made.final, { run: 1, step: 1, seed: 0 });
  const metrics = await query(c, 'SELECT name, split, step, val FROM metrics ORDER BY name');
  assert.deepEqual(metrics.map(m => m.slice(0, 3)), [['acc', '', 1], ['loss', '', 1]]);
  const [shown] = await query(c, made.shows[0]!.sql);
  assert.equal(shown![0], metrics[0]![3]);
  const start = evaluate(p, new Map()).get('loss')!.get() as number;
  assert.ok((metrics[1]![3] as number) < start);
  c.closeSync();
});

const carried = (tensor: string, axes: readonly string[], init: Equation, full = true): Carried => ({ tensor, axes: axes.map(a => ({ column: a, index: a })), role: 'parameter', label: tensor, init, full, span: noSpan });
const constant = (tensor: string, axes: readonly string[], value: number, where = {}): Equation => equation(tensor, axes, 'only', [term(axes, [], number(value), where)]);

/** y ≈ w·x with a ragged parameter, Adam-like state, and two goals that pull at it in turn. */
function twoGoals() {
  const x = data('x', ['s', 'k'], Array.from({ length: 15 }, (_, n) => [[Math.floor(n / 3), n % 3], Math.cos(n)] as const).filter((_, n) => n % 4 !== 3));
  const y = data('y', ['s'], [0, 1, 2, 3, 4].map(s => [[s], s - 1.5] as const), { full: true });
  const step = (name: string): Equation[] => [
    equation('m', ['k'], 'only', [term(['k'], [read('m', 'k'), read(name, 'k')], add(mul(number(0.9), arg(0)), mul(number(0.1), arg(1))))]),
    equation('w', ['k'], 'only', [term(['k'], [read('w', 'k'), read('m', 'k')], sub(arg(0), call('div', mul(number(0.3), arg(1)), sub(number(1), call('pow', number(0.9), { kind: 'counter', name: 'step' })))))]),
  ];
  return program([range('s', 5), range('k', 3)], [x, y], [
    equation('x2', ['k'], 'sum', [term(['k'], [read('x', 's', 'k')], mul(arg(0), arg(0)))]),
    equation('f', ['s'], 'sum', [term(['s'], [read('w', 'k'), read('x', 's', 'k')], mul(arg(0), arg(1)))]),
    equation('err', ['s'], 'only', [term(['s'], [read('f', 's'), read('y', 's')], sub(arg(0), arg(1)))]),
    equation('loss', [], 'mean', [term([], [read('err', 's')], mul(arg(0), arg(0)))]),
    equation('g', ['k'], 'sum', [term(['k'], [read('err', 's'), read('x', 's', 'k')], mul(number(0.4), arg(0), arg(1)))], { within: 'w' }),
    equation('shrink', ['k'], 'only', [term(['k'], [read('w', 'k'), read('x2', 'k')], call('div', arg(0), call('sqrt', arg(1))))]),
    equation('close', [], 'only', [term([], [read('loss')], call('lt', arg(0), number(1.95)))], { type: bool }),
  ], {
    carried: [carried('w', ['k'], constant('w', ['k'], 0.25, { where: call('ne', { kind: 'letter', name: 'k' }, number(1)) }), false), { ...carried('m', ['k'], equation('m', ['k'], 'only', [term(['k'], [maybe('w', 'k')], call('coalesce', mul(number(0), arg(0)), number(0)))])), role: 'state' }],
    training: [{
      name: null, goals: [goal('loss', step('g')), goal('shrink', step('shrink'))], length: { count: 5, unit: 'steps' }, batch: null, seed: 0,
      reports: [], stop: { tensor: 'close', span: noSpan }, span: noSpan,
    }],
    shows: [],
  });
}

await test('several goals, ragged parameters, state, the number of the step', async () => { await trainAlike(twoGoals(), 5); });

await test('a condition to stop is computed from the new weights', async () => {
  const made = plan(twoGoals());
  const c = await begin(made);
  const { step, stop } = made.training[0]!;
  const held: unknown[] = [];
  for (let n = 1; n <= 3; n++) {
    await execute(c, step, { step: n, run: 1, seed: 0 });
    await execute(c, stop!.statements, { step: n, run: 1, seed: 0 });
    held.push((await query(c, stop!.sql))[0]![0]);
  }
  assert.equal(typeof held[0], 'boolean');
  c.closeSync();
});

/** The weights after training, by tensor and keys, as a single query gives them. */
async function singly(p: ReturnType<typeof mlp>): Promise<Map<string, unknown>> {
  const made = plan(p);
  const c = await connect();
  await execute(c, made.load);
  const rows = await query(c, singleQuery(p, null, { dialect: 'duckdb' }));
  c.closeSync();
  const axes = new Map(p.carried.map(t => [t.label, t.axes.length]));
  return new Map(rows.map(r => [JSON.stringify([r[0], ...r.slice(1, 1 + axes.get(r[0] as string)!)]), r.at(-1)]));
}

async function stepwise(p: ReturnType<typeof mlp>, steps: number): Promise<Map<string, unknown>> {
  const made = plan(p);
  const c = await begin(made);
  for (let step = 1; step <= steps; step++) await execute(c, made.training[0]!.step, { run: 1, step, seed: 0 });
  await execute(c, made.training[0]!.keep, { run: 1, step: steps, seed: 0 });
  const found = new Map<string, unknown>();
  for (const t of p.carried) for (const row of await query(c, `SELECT * EXCLUDE (run, step) FROM "${t.tensor}"`)) found.set(JSON.stringify([t.label, ...row.slice(0, -1)]), row.at(-1));
  c.closeSync();
  return found;
}

function alike(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): void {
  assert.deepEqual([...a.keys()].sort(), [...b.keys()].sort());
  for (const [k, v] of a) same(v, b.get(k), k, 1e-9);
}

await test('a training as one statement gives the weights of its steps', async () => {
  const p = mlp(12, 5, 4, 3);
  alike(await singly(p), await stepwise(p, 6));
});

await test('one statement counts steps and stops when the condition holds', async () => {
  const two = twoGoals();
  const [training] = two.training;
  const one = { ...two, training: [{ ...training!, goals: training!.goals.slice(0, 1), length: { count: 40, unit: 'steps' } as const }] };
  const weights = await singly(one);
  let stopped = 0;
  const made = plan(one);
  const c = await begin(made);
  for (let step = 1; step <= 40 && stopped === 0; step++) {
    await execute(c, made.training[0]!.step, { run: 1, step, seed: 0 });
    await execute(c, made.training[0]!.stop!.statements, { run: 1, step, seed: 0 });
    if ((await query(c, made.training[0]!.stop!.sql))[0]![0] === true) stopped = step;
  }
  c.closeSync();
  assert.ok(stopped > 1 && stopped < 40, `stopped after ${stopped}`);
  alike(weights, await stepwise(one, stopped));
});

await test('what cannot be one statement is refused with a place', () => {
  assert.throws(() => singleQuery(twoGoals(), null, { dialect: 'duckdb' }), /single-query.*several goals/);
});
