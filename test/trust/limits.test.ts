// What a run may take: rows and bytes are estimated before anything runs, time ends a run, each with a message that names the flag.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { estimates } from '../../compiler/estimate.ts';
import { combinations } from '../../compiler/tensor/combinations.ts';
import { call, integer, letter, type Scalar } from '../../compiler/tensor/ir.ts';
import { conjunction } from '../../compiler/tensor/simplify/guards.ts';
import { compile } from '../../compiler/index.ts';
import { passes } from '../../compiler/pipeline.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { compileProgram, connect, DatabaseError, loadData, readProgram } from '../../runtime/index.ts';
import { bytesOf, defaultRows, withTimeout } from '../../runtime/limits.ts';
import { workplace } from '../cli/terminal.ts';
import { Random } from '../fuzz/mutate.ts';
import { inFolder } from '../load/programs.ts';
import { seed } from '../seeded.ts';
import '../../examples/prepare.mjs';

const { file, run } = await workplace();

/** Rows by tensor. */
const rowsOf = (text: string): Readonly<Record<string, number>> => {
  const { diagnostics, program } = compile({ file: 'p.tsql', text });
  assert.deepEqual(diagnostics.filter(d => d.severity === 'error').map(d => d.message), []);
  return Object.fromEntries(estimates(program!).map(e => [e.tensor, e.rows]));
};

test('rows are those of the box of the axes, or of what bounds it', () => {
  const rows = rowsOf(`
index s = 1000, t = 2000, k = 3
param w[k] = 1
total = sum[k](w[k])
y[s,t] = (s + t) * total
d[s] = y[s,0]
band[s,t] = s * t where t > s
scattered[s + t] += w[0]
show y[s,t], d[s], band[s,t]
export scattered to "a.csv"
`);
  assert.equal(rows['y'], 2e6);
  assert.equal(rows['d'], 1000);
  assert.equal(rows['w'], 3);
  assert.equal(rows['band'], 1000 * 1999 - 999 * 1000 / 2, 'what comparisons of letters leave');
  assert.equal(rows['scattered'], 2999);
});

test('a guard that compares letters leaves so many rows; what data decides, and what is computed of it, is left out', () => {
  const rows = rowsOf(`
index i = 1000, j = 1000, k = 1000, l = 10
param v[i] = 1
param w[i] ~ normal(0, 1)
under[i,j] = v[i] * j where j <= i
diagonal[i,j] = v[i] * j where i == j
near[i,j] = v[i] * j where i - j < 3 and j - i < 3
strip[i,j] = v[i] * j where i < 10 and 2 * j >= 1998
step[i,j,k] = v[i] * j * k where i < j and j < k
reduced[i,j] = sum[l where l > i and l >= 5](v[i] * j * l)
band[i,j] = sum[l where l > i - j and l > j - i](v[i] * j * l)
often[i,j] = v[i] * j where (i + j) % 100 == 0
either[i,j] = v[i] * j where i == 3 or j == 5
kept[i,j] = w[i] * j where w[i] > 2
after[i,j] = exp(kept[i,j])
beside[i,j] = exp(under[i,j]) * j
show sum[i,j](under[i,j]), sum[i,j](diagonal[i,j]), sum[i,j](near[i,j]), sum[i,j](strip[i,j]), sum[i,j,k](step[i,j,k]), sum[i,j](reduced[i,j]), sum[i,j](band[i,j]), sum[i,j](often[i,j]), sum[i,j](either[i,j]), sum[i,j](after[i,j])
export under, diagonal, near, strip, reduced, band, often, either, kept, after, beside to "a.npz"
export step to "b.csv"
`);
  const triangle = 1000 * 1001 / 2;
  const expected = { under: triangle, diagonal: 1000, near: 5 * 1000 - 2 * (1 + 2), strip: 10, reduced: 9 * 1000, band: 17 * 1000 - 2 * 36, beside: triangle };
  for (const [name, n] of Object.entries(expected)) assert.equal(rows[name], n, name);
  // of i < j and j < k one is counted: 3 in 6 for 1 in 6
  assert.ok(rows['step']! >= 1000 * 999 * 998 / 6 && rows['step']! <= 1000 ** 3 / 2, String(rows['step']));
  for (const name of ['often', 'either', 'kept', 'after']) assert.ok(!(name in rows), `${name}: ${rows[name]}`);
});

test('what comparisons of letters leave is never less than there is, and no more where each letter is compared once', () => {
  const random = new Random(seed);
  for (let n = 0; n < 3000; n++) {
    const letters = ['a', 'b', 'c', 'd'];
    const keys = new Map(letters.map(l => { const lo = random.below(7) - 3; return [l, { lo, hi: lo + random.below(6), index: l, positions: false }]; }));
    const form = (): Scalar => { const l = letter(random.one(letters)); return random.chance(50) ? l : call(random.one(['add', 'sub'] as const), random.chance(30) ? call('mul', integer(1 + random.below(3)), l) : l, random.chance(50) ? integer(random.below(5)) : letter(random.one(letters))); };
    const conditions = Array.from({ length: random.below(4) }, () => call(random.one(['lt', 'le', 'gt', 'ge', 'eq', 'ne'] as const), form(), form()));
    const kept = new Set(letters.filter(() => random.chance(70)));
    const found = combinations(conjunction(conditions), kept, l => keys.get(l) ?? null);
    if (found === null) continue;
    const values = (at: ReadonlyMap<string, number>, node: Scalar): number => {
      if (node.kind === 'literal') return Number(node.value);
      if (node.kind === 'letter') return at.get(node.name)!;
      const [x, y] = (node as Extract<Scalar, { kind: 'call' }>).args.map(a => values(at, a)) as [number, number];
      const ops: Readonly<Record<string, number | boolean>> = { add: x + y, sub: x - y, mul: x * y, lt: x < y, le: x <= y, gt: x > y, ge: x >= y, eq: x === y, ne: x !== y };
      return Number(ops[(node as Extract<Scalar, { kind: 'call' }>).op]);
    };
    const there = new Set<string>();
    const walk = (at: ReadonlyMap<string, number>, rest: readonly string[]): void => {
      const [l, ...more] = rest;
      if (l === undefined) { if (conditions.every(c => values(at, c) === 1)) there.add([...kept].map(k => at.get(k)).join()); return; }
      for (let key = keys.get(l)!.lo; key <= keys.get(l)!.hi; key++) walk(new Map([...at, [l, key]]), more);
    };
    walk(new Map(), letters);
    assert.ok(found >= there.size, `${found} for ${there.size}: ${JSON.stringify(conditions)}`);
    if (kept.size === letters.length && conditions.length === 1 && !JSON.stringify(conditions).includes('"ne"')) assert.equal(found, there.size, JSON.stringify(conditions));
  }
});

test('what a guard would let through is refused, too, and what it would not is not', async () => {
  const program = (guard: string): string => `index s = 40000, t = 40000\nparam w[s] = 1\nnear[s,t] = w[s] * t where ${guard}\nshow near[0,0]\nexport near to "near.csv"\n`;
  const { code, err } = await run('run', '-q', await file('under.tsql', program('t <= s')));
  assert.equal(code, 1);
  assert.match(err, /error\[too-large\]: near would have up to 8\.0e8 rows, more than 2\.0e8/);
  for (const guard of ['t == s', 't == s + 1 and w[s] > 0', 'abs(s - t) < 2 and s < 100', 't % 20000 == 0', 't - s < 2 and s - t < 2']) assert.equal((await run('check', await file('few.tsql', program(guard)))).code, 0);
  for (const guard of ['t == s', 't - s < 2 and s - t < 2']) assert.equal((await run('run', '-q', await file('few.tsql', program(guard)))).code, 0, guard);
});

test('too many rows are refused before anything runs, with the estimate, the equation and the flag', async () => {
  const name = await file('p.tsql', 'index s = 3000, t = 2000\nparam w[s] = 1\nparam v[t] = 1\nnear[s,t] = tanh(w[s] - v[t])\nloss = sum[s,t](near[s,t]^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 1 }\nshow near[0,0], near[s,1]\n');
  const refused = await run('run', '-q', name, '--max-rows', '1000000');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /error\[too-large\]: near would have 6\.0e6 rows, more than 1\.0e6\n.*p\.tsql:4:1\n4 │ near\[s,t\] = .*\n.*s: 3000, t: 2000\n.*--max-rows 6000000\n/);
  const bytes = await run('run', '-q', name, '--memory', '100MB');
  assert.equal(bytes.code, 1);
  assert.match(bytes.err, /error\[too-large\]: near would take about 144 MB, more than the 100MB of --memory/);
  const exact = await run('run', '-q', name, '--max-rows', '5999999');
  assert.equal(exact.code, 1);
});

test('what is just within the limits runs', async () => {
  const name = await file('small.tsql', 'index s = 30, t = 20\nparam w[s] = 1\nparam v[t] = 1\nnear[s,t] = tanh(w[s] - v[t])\nshow near[0,0]\nexport near to "near.csv"\n');
  assert.equal((await run('run', '-q', name, '--max-rows', '600', '--memory', '200MB')).code, 0);
  assert.equal((await run('run', '-q', name, '--max-rows', '599')).code, 1);
});

test('no example comes near the default', async () => {
  const folder = path.join(import.meta.dirname, '../../examples');
  for (const name of readdirSync(folder).filter(f => f.endsWith('.tsql') && f !== 'mlp.tsql' && f !== 'transformer.tsql')) {
    const program = await readProgram(name, { folder, input: () => Promise.reject(new Error('a file is wanted')) }, {});
    const most = estimates(compileProgram(program, {}).program!)[0];
    assert.ok(most && most.rows > 0 && most.rows < defaultRows / 10, `${name}: ${most?.tensor} ${most?.rows}`);
  }
});

test('the time of a run ends it, and its weights are kept', async () => {
  const name = await file('slow.tsql', 'index s = 300\nparam w[s] ~ normal(0, 1)\nloss = sum[s](w[s]^2)\ntrain { minimize loss using sgd(lr = 0.0001)  steps 10000000  report loss every 1000000 }\n');
  const { code, err } = await run('run', '-q', name, '--timeout', '1');
  assert.equal(code, 3);
  assert.match(err, /error: the 1 s of --timeout are over: interrupted/);
});

test('the time covers looking at data and compiling, in run, check and compile', async () => {
  const endless = await file('endless.tsql', 'index s\ndata x[s] from sql "with recursive t(n) as (select 1 union all select n + 1 from t) select max(n) as x from t" (s = row, x = x)\nshow x[s]\n');
  for (const command of [['run', '-q'], ['check'], ['compile']]) {
    const { code, err } = await run(...command, endless, '--timeout', '1');
    assert.equal(code, 3, err);
    assert.match(err, /error: the 1 s of --timeout are over: the data of the program was still being looked at\n {2}hint: allow more with --timeout/);
  }
  // some seconds' worth of passes over hundreds of equations
  const long = await file('long.tsql', `index s = 10\nparam w[s] ~ normal(0, 1)\na0[s] = w[s]\n${Array.from({ length: 700 }, (_, k) => `a${k + 1}[s] = tanh(a${k}[s]) * a${Math.max(0, k - 1)}[s]\n`).join('')}loss = sum[s](a700[s])\ntrain { minimize loss using sgd  steps 1 }\n`);
  const { code, err } = await run('run', '-q', long, '--timeout', '1');
  assert.equal(code, 3, err);
  assert.match(err, /are over: the program was still being compiled/);
});

test('compiling can be ended between any two statements and passes', () => {
  const text = 'index s = 3, k = 2\nparam w[k] = 1\ndata x[s,k] = [[1, 2], [3, 4], [5, 6]]\ny[s] = w[k] * x[s,k]\nloss = mean[s](y[s]^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 3 }\nshow y[s]\n';
  let pauses = 0;
  assert.notEqual(compile({ file: 'p.tsql', text }, { pause: () => { pauses++; } }).plan, null);
  assert.ok(pauses > passes.length + text.split('\n').length - 1, String(pauses));
  for (let at = 1; at <= pauses; at++) {
    let n = 0;
    assert.throws(() => compile({ file: 'p.tsql', text }, { pause: () => { if (++n === at) throw new Error('enough'); } }), /^Error: enough$/);
    assert.equal(n, at, 'nothing goes on after it');
  }
});

test('loading ends where it is told to', async () => {
  await inFolder({ 'a.npy': writeNpy([2], 'f8', Float64Array.of(1, 2)), 'b.csv': 'b\n1\n' }, async folder => {
    const database = await connect({ path: ':memory:', allowed: [folder] });
    for (const source of ['data a[s] from "a.npy"', 'data b[s] from "b.csv"']) {
      const program = await readProgram('p.tsql', { folder, input: () => Promise.reject(new Error('a file is wanted')) }, {}, { file: 'p.tsql', text: `index s\n${source}\nshow sum[s](${source[5]}[s])\n` });
      const { plan } = compileProgram(program, {});
      await assert.rejects(loadData(plan!, database, folder, undefined, AbortSignal.abort()), (e: unknown) => e instanceof DatabaseError && e.code === 'interrupted');
      await loadData(plan!, database, folder);
    }
    await database.close();
  });
});

test('an engine that does not answer when the time is over is given up', async () => {
  let end = (): void => {};
  const problem = await new Promise<Error>(resolve => {
    void withTimeout(0.01, time => { time.at('it was counting'); return new Promise<void>(done => { end = done; }); }, resolve);
  });
  end();
  assert.match(problem.message, /^the 0\.01 s of --timeout are over: it was counting, and the engine does not answer$/);
});

test('the memory that looking at data may take is bounded, too', async () => {
  const name = await file('wide.tsql', 'index s\ndata x[s] from sql "select count(*) as x from (select distinct range * 7 as r from range(20000000))" (s = row, x = x)\nshow x[s]\n');
  const { code, err } = await run('run', '-q', name, '--memory', '20MB');
  assert.equal(code, 3, err);
  assert.match(err, /memory/);
});

test('sizes of memory', async () => {
  assert.deepEqual(['2GB', '512MB', '1.5 GiB', '100kb', '7B'].map(bytesOf), [2e9, 512e6, 1.5 * 2 ** 30, 1e5, 7]);
  assert.deepEqual(['', 'GB', '2', '-2GB', '2XB', '0GB', '2GB; SET threads = 9', "2GB'", '80%'].map(bytesOf), Array(9).fill(null));
  const name = await file('one.tsql', 'show 1 + 1\n');
  for (const size of ['lots', "2GB'; --", '0GB']) assert.equal((await run('run', name, '--memory', size)).code, 2);
});

test('whole numbers beyond 64 bits: the equation, and how to go on', async () => {
  for (const [text, what] of [['n[s] * 10', '10 \\* 9000000000000000000'], ['sum[s](n[s] + n[s])', '2 \\* 9000000000000000000'], ['n[s] - (-n[s])', '9000000000000000000'], ['sum[s](n[s]) * 1', '18000000000000000000']] as const) {
    const name = await file('int.tsql', `index s = 2\ndata n[s]: int = [9000000000000000000, 9000000000000000000]\nt${text.startsWith('sum') ? '' : '[s]'} = ${text}\nshow t${text.startsWith('sum') ? '' : '[s]'}\n`);
    const { code, err } = await run('run', '-q', name);
    assert.equal(code, 3, err);
    assert.match(err, new RegExp(`error\\[engine\\]: a whole number leaves its 64 bits: .*${what}`), err);
    assert.match(err, /int\.tsql:3:1[\s\S]*compute with real numbers/);
  }
});
