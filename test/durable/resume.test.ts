// Going on with a run: what --resume, --fork-from, --keep and --commit-every do, and what they refuse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { connect, type Database } from '../../runtime/index.ts';
import { workplace } from '../cli/terminal.ts';

const w = await workplace();

const net = (length = 'steps 10', more = ''): string => `
index s = 40, k = 3
x[s,k] = cos(0.7 * s + 1.3 * k * k)
y[s] = sin(0.4 * s)
param w[k] ~ normal(0, 1)
param b = 0
p[s] = dropout(tanh(w[k] * x[s,k] + b), 0.2)
loss = mean[s]((p[s] - y[s])^2)
train { minimize loss using adam(lr = 0.05)  batch s by 16  ${length}  seed 7  report loss every 3 steps${more} }
show loss
`;
await w.file('net.tsql', net());

const inside = async <T>(db: string, look: (database: Database) => Promise<T>): Promise<T> => {
  const database = await connect({ path: path.join(w.folder, db) });
  try {
    return await look(database);
  } finally {
    await database.close();
  }
};
const rows = (db: string, sql: string): Promise<unknown[][]> => inside(db, async d => (await d.query(sql)).rows.map(r => [...r]));
const weights = async (db: string): Promise<unknown> => (await rows(db, 'SELECT weights_hash FROM run ORDER BY run DESC LIMIT 1'))[0]![0];

/** A run that is interrupted once it has told of a step; the answer of the command. */
async function interruptedAfter(step: number, ...args: readonly string[]): Promise<{ code: number; err: string }> {
  const control = new AbortController();
  let seen = '';
  return w.runWith({
    interruptible: () => control.signal,
    out: text => {
      seen += text;
      if (seen.includes(`"event":"report","step":${step}`)) control.abort();
    },
  }, 'run', ...args, '--json');
}

for (const [layout, dtype] of [['coo', null], ['tiles', null], ['coo', 'f32'], ['tiles', 'f32']] as const) {
  const name = `${layout}${dtype ?? ''}`;
  test(`an interrupted run goes on to the very weights of one that was not, ${name}`, async () => {
    const layouts = ['--layout', layout, ...(dtype === null ? [] : ['--dtype', dtype])];
    assert.equal((await w.run('run', 'net.tsql', ...layouts, '--db', `${name}-whole.duckdb`)).code, 0);
    const db = `${name}.duckdb`;
    const stopped = await interruptedAfter(6, 'net.tsql', ...layouts, '--db', db);
    assert.equal(stopped.code, 130, stopped.err);
    assert.match(stopped.err, new RegExp(`interrupted after step \\d+.*\\n.*tsql run net.tsql --db ${db} --resume --layout ${layout}${dtype === null ? '' : ` --dtype ${dtype}`}\\n`));
    const gone = await w.run('run', 'net.tsql', ...layouts, '--db', db, '--resume');
    assert.equal(gone.code, 0, gone.err);
    assert.match(gone.err, /run 1 in .*, on from step \d+/);
    assert.match(String(await weights(db)), /^[0-9a-f]{64}$/);
    assert.equal(await weights(db), await weights(`${name}-whole.duckdb`));
    const all = 'SELECT * FROM metrics ORDER BY step';
    assert.deepEqual(await rows(db, all), await rows(`${name}-whole.duckdb`, all));
  });
}

test('a run in 32 bits is resumed, predicted with and looked at as such; f64 is refused', async () => {
  await interruptedAfter(3, 'net.tsql', '--dtype', 'f32', '--db', 'single.duckdb');
  const refused = await w.run('run', 'net.tsql', '--db', 'single.duckdb', '--resume');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /- ?dtype: f32/);
  assert.equal((await w.run('run', 'net.tsql', '--dtype', 'f32', '--db', 'single.duckdb', '--resume')).code, 0);
  assert.deepEqual(await rows('single.duckdb', "SELECT DISTINCT data_type FROM information_schema.columns WHERE column_name = 'val' AND table_name IN ('w', 'b', 'w_adam_m', 'x')"), [['FLOAT']]);
  const shown = await w.run('show', 'net.tsql', 'w[k]', '--db', 'single.duckdb', '--json');
  assert.equal(shown.code, 0, shown.err);
  const last = await rows('single.duckdb', 'SELECT val FROM w WHERE step = 10 ORDER BY k');
  assert.ok(last.every(([v]) => shown.out.includes(String(v))), shown.out);
  const other = await w.run('run', 'net.tsql', '--db', 'single.duckdb');
  assert.equal(other.code, 1);
  assert.match(other.err, /another dtype/);
});

test('a run that is finished is said to be, and nothing is done', async () => {
  await w.run('run', 'net.tsql', '--db', 'done.duckdb');
  const before = await rows('done.duckdb', 'SELECT * FROM run');
  const again = await w.run('run', 'net.tsql', '--db', 'done.duckdb', '--resume');
  assert.deepEqual([again.code, again.out], [0, '']);
  assert.match(again.err, /run 1 is finished, after 10 steps/);
  assert.deepEqual(await rows('done.duckdb', 'SELECT * FROM run'), before);
});

test('a changed program is refused with what changed; --force goes on all the same', async () => {
  await interruptedAfter(3, 'net.tsql', '--db', 'changed.duckdb');
  await w.file('net.tsql', net().replace('0.05', '0.1'));
  try {
    const refused = await w.run('run', 'net.tsql', '--db', 'changed.duckdb', '--resume');
    assert.equal(refused.code, 1);
    assert.match(refused.err, /the program is not the one of run 1:\n--- net\.tsql \(of the run\)\n\+\+\+ net\.tsql \(now\)\n@@ -7,4 \+7,4 @@\n p\[s\].*\n loss.*\n-train .*lr = 0\.05.*\n\+train .*lr = 0\.1\b.*\n show loss\n {2}hint: .*--resume --force/);
    const forced = await w.run('run', 'net.tsql', '--db', 'changed.duckdb', '--resume', '--force');
    assert.equal(forced.code, 0, forced.err);
    assert.deepEqual(await rows('changed.duckdb', 'SELECT run, status, steps FROM run'), [[1, 'ok', 10]]);
  } finally {
    await w.file('net.tsql', net());
  }
});

test('other settings are a change, too', async () => {
  await interruptedAfter(3, 'net.tsql', '--seed', '3', '--db', 'settings.duckdb');
  const refused = await w.run('run', 'net.tsql', '--db', 'settings.duckdb', '--resume', '--steps', '20');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /-seed: 3\n\+steps: 20\n/);
  assert.equal((await w.run('run', 'net.tsql', '--seed', '3', '--db', 'settings.duckdb', '--resume')).code, 0);
});

test('data that has changed is refused', async () => {
  const csv = (last: number): string => `s,y\n${Array.from({ length: 20 }, (_, s) => `${s},${s === 19 ? last : s * s}`).join('\n')}\n`;
  await w.file('y.csv', csv(361));
  await w.file('data.tsql', 'index s\ndata y[s] from "y.csv" (s = s, y = y)\nparam m = 0\nloss = mean[s]((y[s] - m)^2)\ntrain { minimize loss using sgd(lr = 0.01)  steps 12  report loss every 3 steps }\nshow m\n');
  await interruptedAfter(6, 'data.tsql', '--db', 'data.duckdb');
  await w.file('y.csv', csv(362));
  const refused = await w.run('run', 'data.tsql', '--db', 'data.duckdb', '--resume');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /the data that data\.tsql reads is not what run 1 began with/);
  assert.deepEqual(await rows('data.duckdb', 'SELECT max(y.val) FROM y'), [[361]]);
  await w.file('y.csv', csv(361));
  assert.equal((await w.run('run', 'data.tsql', '--db', 'data.duckdb', '--resume')).code, 0);
});

test('--resume without a run to go on with', async () => {
  assert.match((await w.run('run', 'net.tsql', '--db', 'none.duckdb', '--resume')).err, /there is no database none\.duckdb/);
  await w.file('other.tsql', 'param w = 1\nloss = w^2\ntrain { minimize loss using sgd(lr = 0.1)  steps 2 }\nshow w\n');
  await w.run('run', 'other.tsql', '--db', 'other.duckdb');
  const { code, err } = await w.run('run', 'net.tsql', '--db', 'other.duckdb', '--resume');
  assert.equal(code, 1);
  assert.match(err, /no run of net\.tsql\n.*other\.tsql/);
});

test('a fork begins with the weights of a step, and is a run of its own', async () => {
  await w.run('run', 'net.tsql', '--db', 'fork.duckdb');
  const fork = await w.run('run', 'net.tsql', '--db', 'fork.duckdb', '--fork-from', '1@6', '--steps', '3');
  assert.equal(fork.code, 0, fork.err);
  const [of, at] = [await rows('fork.duckdb', 'SELECT k, val FROM w WHERE run = 1 AND step = 6 ORDER BY k'), await rows('fork.duckdb', 'SELECT k, val FROM w WHERE run = 2 AND step = 0 ORDER BY k')];
  assert.equal(of.length, 3);
  assert.deepEqual(at, of);
  assert.deepEqual(await rows('fork.duckdb', 'SELECT run, steps, forked_from FROM run ORDER BY run'), [[1, 10, null], [2, 3, '1@6']]);
  assert.match((await w.run('runs', 'fork.duckdb')).out, /1@6/);
});

test('what cannot be forked from is refused', async () => {
  await w.run('run', 'net.tsql', '--db', 'refuse.duckdb');
  for (const [from, code, message] of [['1@5', 1, /has not kept step 5\n.*0, 3, 6, 9, 10/], ['2@3', 1, /has no run 2/], ['last', 2, /RUN@STEP/]] as const) {
    const found = await w.run('run', 'net.tsql', '--db', 'refuse.duckdb', '--fork-from', from);
    assert.equal(found.code, code, found.err);
    assert.match(found.err, message);
  }
  await w.file('wide.tsql', net().replace('k = 3', 'k = 4'));
  const wide = await w.run('run', 'wide.tsql', '--db', 'refuse.duckdb', '--fork-from', '1@6');
  assert.equal(wide.code, 1);
  assert.match(wide.err, /has no weights w at step 6, or with other keys/);
  assert.deepEqual(await rows('refuse.duckdb', 'SELECT count(*) FROM run'), [[1]]);
});

test('a fork that is interrupted before its first step forks again', async () => {
  await w.run('run', 'net.tsql', '--db', 'again.duckdb');
  await w.run('run', 'net.tsql', '--db', 'again.duckdb', '--fork-from', '1@6');
  const wanted = await weights('again.duckdb');
  await inside('again.duckdb', async d => {
    await d.execute("UPDATE run SET status = 'running', place = NULL, steps = NULL, weights_hash = NULL WHERE run = 2");
    for (const t of ['w', 'b', 'w_adam_m', 'w_adam_v', 'b_adam_m', 'b_adam_v', 'metrics']) await d.execute(`DELETE FROM ${t} WHERE run = 2`);
  });
  const again = await w.run('run', 'net.tsql', '--db', 'again.duckdb', '--resume');
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /run 2 in .*, from its beginning/);
  assert.equal(await weights('again.duckdb'), wanted);
});

test('--keep says which generations stay', async () => {
  const kept = async (...options: readonly string[]): Promise<unknown[]> => {
    const db = `keep${options.join('')}.duckdb`.replace(/[ -]/g, '');
    const { code, err } = await w.run('run', 'net.tsql', '--db', db, ...options);
    assert.equal(code, 0, err);
    const [own, state] = await Promise.all(['w', 'w_adam_v'].map(t => rows(db, `SELECT DISTINCT step FROM ${t} ORDER BY step`)));
    assert.deepEqual(own, state);
    return own!.flat();
  };
  assert.deepEqual(await kept(), [0, 3, 6, 9, 10]);
  assert.deepEqual(await kept('--keep', 'last'), [10]);
  assert.deepEqual(await kept('--keep', 'all'), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  assert.deepEqual(await kept('--keep', 'every 4'), [0, 4, 8, 10]);
  assert.deepEqual(await kept('--commit-every', '4'), [0, 3, 6, 9, 10]);
  const wrong = await w.run('run', 'net.tsql', '--keep', 'some');
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /--keep all/);
});

test('a file does not grow with the number of steps', async () => {
  await w.file('grow.tsql', 'index i = 300, j = 20\nparam W[i,j] ~ normal(0, 1)\nloss = sum[i,j](W[i,j]^2)\ntrain { minimize loss using sgd(lr = 0.001)  steps 150  report loss every 50 steps }\nshow loss\n');
  const sizes: number[] = [];
  for (const steps of [10, 150]) {
    const db = `grow${steps}.duckdb`;
    const { code, err } = await w.run('run', 'grow.tsql', '--steps', String(steps), '--db', db, '--keep', 'last');
    assert.equal(code, 0, err);
    sizes.push((await readFile(path.join(w.folder, db))).length);
  }
  // 6000 rows of 32 bytes a step would be 29 MB
  assert.ok(sizes[1]! < sizes[0]! + 6_000_000, sizes.join(' → '));
});

test('a run of before its database was copied goes on in the copy', async () => {
  await w.run('run', 'net.tsql', '--db', 'first.duckdb');
  await interruptedAfter(6, 'net.tsql', '--db', 'copied.duckdb');
  await copyFile(path.join(w.folder, 'copied.duckdb'), path.join(w.folder, 'copy.duckdb'));
  for (const db of ['copied.duckdb', 'copy.duckdb']) assert.equal((await w.run('run', 'net.tsql', '--db', db, '--resume')).code, 0);
  assert.equal(await weights('copy.duckdb'), await weights('first.duckdb'));
  assert.equal(await weights('copied.duckdb'), await weights('first.duckdb'));
});

test('show and export go back to any step that was kept, of weights and of what is computed from them', async () => {
  await w.run('run', 'net.tsql', '--db', 'show.duckdb');
  const [at] = await rows('show.duckdb', 'SELECT val FROM b WHERE step = 6');
  const loss = new Map((await rows('show.duckdb', 'SELECT step, val FROM metrics')).map(r => [r[0], r[1]]));
  const value = async (...args: readonly string[]): Promise<unknown> => {
    const { code, out, err } = await w.run('show', ...args, '--json');
    assert.equal(code, 0, err);
    return (JSON.parse(out) as { rows: unknown[][] }).rows.map(r => r.at(-1));
  };
  assert.deepEqual(await value('show.duckdb', 'b', '--step', '6'), at);
  assert.deepEqual(await value('net.tsql', 'b', '--db', 'show.duckdb', '--step', '6'), at);
  for (const step of [0, 6, 10]) assert.deepEqual(await value('net.tsql', 'loss', '--db', 'show.duckdb', '--step', String(step)), [loss.get(step)]);
  assert.equal((await w.run('export', 'show.duckdb', 'b', '--step', '6', '-o', 'b.json')).code, 0);
  assert.deepEqual(JSON.parse(await readFile(path.join(w.folder, 'b.json'), 'utf8')), [{ val: at![0] }]);
  assert.match((await w.run('show', 'show.duckdb', 'b', '--step', '7')).err, /has not kept step 7/);
  assert.equal((await w.run('show', 'net.tsql', 'b', '--step', '7')).code, 2);
});
