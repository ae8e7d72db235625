// What signals do to a process that trains.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { connect } from '../../runtime/index.ts';
import { workplace } from '../cli/terminal.ts';

const w = await workplace();
const root = path.resolve(import.meta.dirname, '../..');
const loader = import.meta.resolve('tsx');

/** Runs the command line until it has told of ten steps, then sends signals one after the other; how it ended. */
async function signalled(db: string, signals: readonly NodeJS.Signals[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, ['--import', loader, path.join(root, 'runtime/cli.ts'), 'run', 'long.tsql', '--db', db], { cwd: w.folder, env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] });
  let err = '';
  let sent = false;
  child.stderr.on('data', chunk => {
    err += String(chunk);
    if (sent || !/step +10\//.test(err)) return;
    sent = true;
    for (const s of signals) child.kill(s);
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, err };
}

await w.file('long.tsql', 'index i = 200\nparam p[i] = 1\nloss = sum[i]((p[i] - 3)^2)\ntrain { minimize loss using adam(lr = 0.001)  steps 1000000  report loss every 10 steps }\nshow loss\n');

/** The run of a database, and how many whole generations it has at its last step. */
async function left(db: string): Promise<{ status: string; steps: number }> {
  const database = await connect({ path: path.join(w.folder, db) });
  try {
    const [run] = (await database.query('SELECT status, steps FROM run')).rows;
    const steps = Number(run![1]);
    const { rows } = await database.query('SELECT max(p.step), max(m.step), count(*) FROM p JOIN p_adam_m AS m USING (run, step, i) WHERE step = (SELECT max(step) FROM p)');
    assert.deepEqual(rows, [[steps, steps, 200]]);
    return { status: String(run![0]), steps };
  } finally {
    await database.close();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} ends a run after a whole step, and it is said how to go on`, async () => {
    const db = `${signal}.duckdb`;
    const { code, err } = await signalled(db, [signal]);
    assert.equal(code, 130, err);
    assert.match(err, new RegExp(`interrupted after step \\d+; its weights are kept in .*${db}\\n.*hint: to go on: tsql run long\\.tsql --db ${db} --resume\\n`));
    const { status, steps } = await left(db);
    assert.equal(status, 'interrupted');
    assert.equal(steps, Number(/after step (\d+)/.exec(err)![1]));
  });
}

test('a second Ctrl-C does not wait, and tears nothing', async () => {
  const { code } = await signalled('twice.duckdb', ['SIGINT', 'SIGINT', 'SIGTERM', 'SIGINT']);
  assert.equal(code, 130);
  assert.ok((await left('twice.duckdb')).steps >= 10);
});
