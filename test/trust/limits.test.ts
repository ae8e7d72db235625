// What a run may take: rows and bytes are estimated before anything runs, time ends a run, each with a message that names the flag.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { estimates } from '../../compiler/estimate.ts';
import { compile } from '../../compiler/index.ts';
import { compileProgram, readProgram } from '../../runtime/index.ts';
import { bytesOf, defaultRows } from '../../runtime/limits.ts';
import { workplace } from '../cli/terminal.ts';
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
