// What only a process of its own can show: exit codes, pipes that close, signals, colours.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { workplace } from './terminal.ts';

const w = await workplace();
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const loader = import.meta.resolve('tsx');

const start = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, ['--import', loader, path.join(root, 'runtime/cli.ts'), ...args], { cwd: w.folder, env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout!.on('data', chunk => { out += String(chunk); });
  child.stderr!.on('data', chunk => { err += String(chunk); });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, out, err };
}

const long = (steps: number): string => `
index i = 200
param p[i] = 1
loss = sum[i]((p[i] - 3)^2)
train { minimize loss using sgd(lr = 0.001)  steps ${steps}  report loss every 10 steps }
show loss
`;

test('the process ends with the code of its command', async () => {
  await w.file('fine.tsql', 'y = 2\nshow y\n');
  await w.file('wrong.tsql', 'y = z\n');
  await w.file('fails.tsql', 'y = 2\ncheck y > 3\n');
  for (const [args, code] of [[['run', 'fine.tsql'], 0], [['run', 'wrong.tsql'], 1], [['run', 'fails.tsql'], 1], [['run', '--no-such-option', 'fine.tsql'], 2]] as const) {
    const { code: found, err } = await ended(start(args));
    assert.equal(found, code, `${args.join(' ')}: ${err}`);
  }
});

test('a database that another process holds is exit code 3 and says who', async () => {
  const file = path.join(w.folder, 'held.duckdb');
  const database = await connect({ path: file });
  await database.execute('CREATE TABLE t (a BIGINT)');
  try {
    const { code, err } = await ended(start(['run', 'fine.tsql', '--db', 'held.duckdb']));
    assert.equal(code, 3, err);
    assert.match(err, /held by another process.*\(pid \d+\)/);
  } finally {
    await database.close();
  }
});

test('a reader that goes away is no error', async () => {
  const child = start(['help']);
  let err = '';
  child.stderr!.on('data', chunk => { err += String(chunk); });
  child.stdout!.destroy();
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  assert.deepEqual([code, err], [0, '']);
});

test('the first Ctrl-C ends a run after a whole step, with what it has', async () => {
  await w.file('long.tsql', long(1_000_000));
  const child = start(['run', 'long.tsql', '--db', 'long.duckdb']);
  const finished = ended(child);
  const underWay = new Promise<void>(resolve => child.stderr!.on('data', chunk => { if (/step +10\//.test(String(chunk))) resolve(); }));
  await Promise.race([underWay, finished]);
  child.kill('SIGINT');
  const { code, err } = await finished;
  assert.equal(code, 130, err);
  assert.match(err, /interrupted after step \d+; its weights are kept in .*long\.duckdb/);
  const runs = await w.run('runs', 'long.duckdb', '--json');
  const run = JSON.parse(runs.out) as { status: string; steps: number };
  assert.equal(run.status, 'interrupted');
  const database = await connect({ path: path.join(w.folder, 'long.duckdb') });
  const { rows } = await database.query('SELECT max(step), count(*) FILTER (step = (SELECT max(step) FROM p)) FROM p');
  await database.close();
  assert.deepEqual(rows, [[run.steps, 200]]);
});

test('colours only where they are wanted', async () => {
  const escape = /\u001b\[/;
  assert.doesNotMatch((await ended(start(['check', 'wrong.tsql']))).err, escape);
  assert.match((await ended(start(['check', 'wrong.tsql'], { FORCE_COLOR: '1' }))).err, escape);
  assert.doesNotMatch((await ended(start(['check', 'wrong.tsql'], { FORCE_COLOR: '1', NO_COLOR: '1' }))).err, escape);
});
