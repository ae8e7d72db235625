// What a run may take: rows and bytes are estimated before anything runs, time ends a run, each with a message that names the flag.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { estimates } from '../../compiler/estimate.ts';
import { compile } from '../../compiler/index.ts';
import { passes } from '../../compiler/pipeline.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { compileProgram, connect, DatabaseError, loadData, readProgram } from '../../runtime/index.ts';
import { bytesOf, defaultRows, withTimeout } from '../../runtime/limits.ts';
import { workplace } from '../cli/terminal.ts';
import { inFolder } from '../load/programs.ts';
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
  assert.ok(!('band' in rows), 'what a guard keeps is known when it is computed');
  assert.equal(rows['scattered'], 2999);
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
