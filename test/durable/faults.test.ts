// What a machine can do to a run: a full disk, too little memory, a file that another process has or that is damaged, an end in the middle of
// loading or of an export. Nothing is torn, and what is said names the file, the step and the way on.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { connect, type Database, DatabaseError } from '../../runtime/index.ts';
import { workplace } from '../cli/terminal.ts';

const w = await workplace();
const cli = ['--import', import.meta.resolve('tsx'), path.resolve(import.meta.dirname, '../../runtime/cli.ts')];
const at = (...names: readonly string[]): string => path.join(w.folder, ...names);
const env = { PATH: process.env['PATH'] ?? '' };

async function inside<T>(file: string, look: (database: Database) => Promise<T>): Promise<T> {
  const database = await connect({ path: file });
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}
const rows = (file: string, sql: string): Promise<unknown[][]> => inside(file, async d => (await d.query(sql)).rows.map(r => [...r]));

const big = 'index i = 300, j = 40\nparam W[i,j] ~ normal(0, 1)\nloss = sum[i,j](W[i,j]^2)\ntrain { minimize loss using adam(lr = 0.01)  steps 24  seed 2  report loss every 6 steps }\nshow loss\n';
await w.file('big.tsql', big);
/** The hash of a run that nothing befell. */
let peace: Promise<unknown> | null = null;
const wanted = (): Promise<unknown> => (peace ??= (async () => {
  const { code, err } = await w.run('run', 'big.tsql', '--layout', 'coo', '--db', 'peace.duckdb');
  assert.equal(code, 0, err);
  return (await rows(at('peace.duckdb'), 'SELECT weights_hash FROM run'))[0]![0];
})());

/** A run came to a stop for want of something: it says so, and which step it reached; it goes on once there is enough. */
async function stopped(found: { status: number | null; stderr: string }, message: RegExp, file: string, more: readonly string[]): Promise<void> {
  assert.equal(found.status, 3, found.stderr);
  assert.match(found.stderr, message);
  assert.match(found.stderr, /step \d+ is the last, and its weights are kept in .*\n(?:.*\n)*.*hint: to go on: tsql run .*--resume/);
  const told = Number(/step (\d+) is the last/.exec(found.stderr)![1]);
  assert.ok(told > 0 && told < 24, found.stderr);
  const [[steps, last, count]] = await rows(file, 'SELECT (SELECT steps FROM run), max(step), count(*) FILTER (step = (SELECT steps FROM run)) FROM W') as [[number, number, number]];
  assert.ok(steps >= told, `${steps} of ${told} steps are there`);
  assert.deepEqual([last, count], [steps, 12000]);
  const gone = await w.run('run', 'big.tsql', '--layout', 'coo', '--db', file, '--resume', ...more);
  assert.equal(gone.code, 0, gone.err);
  assert.deepEqual(await rows(file, 'SELECT status, steps, weights_hash FROM run'), [['ok', 24, await wanted()]]);
}

test('a file that may not grow stops a run; with room it goes on', async () => {
  const blocks = 8000;
  const found = spawnSync('bash', ['-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'bash', process.execPath, ...cli, 'run', 'big.tsql', '--layout', 'coo', '--db', 'limit.duckdb', '--keep', 'all', '-q'], { cwd: w.folder, env, encoding: 'utf8' });
  await stopped(found, /the disk is full \(File too large\)/, at('limit.duckdb'), ['--keep', 'all']);
});

test('a full disk stops a run; with room it goes on', async t => {
  const disk = at('disk');
  mkdirSync(disk);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]).status !== 0) return t.skip('no file system can be mounted here; the test before this one has the like');
  try {
    const found = spawnSync(process.execPath, [...cli, 'run', 'big.tsql', '--layout', 'coo', '--db', 'disk/run.duckdb', '--keep', 'all', '-q'], { cwd: w.folder, env, encoding: 'utf8' });
    assert.equal(spawnSync('mount', ['-o', 'remount,size=200m', disk]).status, 0);
    await stopped(found, /the disk is full \(No space left on device\)/, path.join(disk, 'run.duckdb'), ['--keep', 'all']);
  } finally {
    spawnSync('umount', [disk]);
  }
});

test('too little memory stops a run; with more it goes on', async () => {
  // How far so little goes is the engine's affair: of these, one is enough to begin with and not to end.
  for (const memory of ['8MB', '10MB', '12MB', '14MB', '16MB', '20MB']) {
    const found = await w.run('run', 'big.tsql', '--layout', 'coo', '--db', `memory${memory}.duckdb`, '--memory', memory, '-q');
    assert.ok(found.code === 0 || found.code === 3, found.err);
    if (found.code === 0) continue;
    assert.match(found.err, /memory does not suffice: .*\n(?:.*\n)*.*allow more memory/);
    if (!/step \d+ is the last/.test(found.err)) continue;
    return stopped({ status: found.code, stderr: found.err }, /memory does not suffice/, at(`memory${memory}.duckdb`), []);
  }
  assert.fail('no amount of memory stopped the run under way');
});

test('a file that a process has is refused to a second one in one line that names both, and the first is not disturbed', async () => {
  await w.file('long.tsql', big.replace('steps 24', 'steps 100000').replace('every 6 steps', 'every 2 steps'));
  const first = spawn(process.execPath, [...cli, 'run', 'long.tsql', '--db', 'held.duckdb'], { cwd: w.folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  const closed = new Promise<number | null>(resolve => first.on('close', resolve));
  const underWay = new Promise<void>(resolve => first.stderr.on('data', chunk => {
    told += String(chunk);
    if (/step +2\//.test(told)) resolve();
  }));
  await Promise.race([underWay, closed]);
  try {
    for (const args of [['run', 'big.tsql', '--layout', 'coo', '--db', 'held.duckdb'], ['run', 'long.tsql', '--db', 'held.duckdb', '--resume'], ['runs', 'held.duckdb'], ['show', 'held.duckdb', 'W']]) {
      const { code, err } = await w.run(...args);
      assert.equal(code, 3, `${args.join(' ')}: ${err}`);
      assert.match(err.split('\n')[0]!, new RegExp(`^error: ${at('held.duckdb').replaceAll('.', '\\.')} is held by another process: node \\(pid ${first.pid}\\)$`));
    }
  } finally {
    first.kill('SIGINT');
  }
  assert.equal(await closed, 130, told);
  const [[steps, last]] = await rows(at('held.duckdb'), 'SELECT (SELECT steps FROM run), max(step) FROM W') as [[number, number]];
  assert.equal(steps, last);
});

test('of 200 databases with one bit flipped none is read as something else', async t => {
  await w.file('small.tsql', big.replace('i = 300', 'i = 30').replace('report loss every 6 steps', 'report loss every 3 steps'));
  // The file and its log as they lie on the disk in the middle of a run.
  let copied = false;
  const whole = await w.runWith({
    out: text => {
      if (copied || !text.includes('"step":18,')) return;
      copied = true;
      for (const end of ['', '.wal']) copyFileSync(at(`flip.duckdb${end}`), at(`half.duckdb${end}`));
    },
  }, 'run', 'small.tsql', '--layout', 'coo', '--db', 'flip.duckdb', '--keep', 'all', '--json');
  assert.equal(whole.code, 0, whole.err);
  /** All that a database says of steps up to one of them. */
  const contents = (d: Database, steps: number): Promise<unknown> => Promise.all(['W', 'W_adam_m', 'W_adam_v', 'metrics'].map(async name => (await d.query(`SELECT * FROM ${name} WHERE step <= ${steps} ORDER BY ALL`)).rows)).then(r => JSON.stringify(r));
  const truths = new Map<number, unknown>();
  await inside(at('flip.duckdb'), async d => { for (let s = 0; s <= 24; s++) truths.set(s, await contents(d, s)); });
  const original = ['', '.wal'].map(end => readFileSync(at(`half.duckdb${end}`)));
  const counts = { detected: 0, same: 0, earlier: 0 };
  for (let k = 0; k < 200; k++) {
    const which = k % 2;
    const parts = original.map(bytes => Buffer.from(bytes));
    const place = Math.floor(((k * 0.6180339887498949) % 1) * parts[which]!.length);
    parts[which]![place] = parts[which]![place]! ^ (1 << (k % 8));
    writeFileSync(at('bit.duckdb'), parts[0]!);
    writeFileSync(at('bit.duckdb.wal'), parts[1]!);
    try {
      await inside(at('bit.duckdb'), async d => {
        const { rows: [run] } = await d.query('SELECT steps, json_extract(place, \'step\')::BIGINT FROM run');
        const steps = run === undefined ? 0 : Number(run[0]);
        assert.equal(steps, Number(run?.[1] ?? 0));
        // A log is read up to what is no longer whole, as after a power cut: then the run is at an earlier step.
        assert.equal(await contents(d, 24), truths.get(steps), `bit ${k % 8} of byte ${place} of the ${which === 0 ? 'file' : 'log'}`);
        if (steps === 18) counts.same++;
        else counts.earlier++;
      });
    } catch (problem) {
      if (!(problem instanceof DatabaseError)) throw problem;
      assert.equal(problem.code, 'not-a-database', problem.message);
      counts.detected++;
    }
    for (const end of ['', '.wal']) rmSync(at(`bit.duckdb${end}`), { force: true });
  }
  t.diagnostic(JSON.stringify(counts));
  assert.equal(counts.detected + counts.same + counts.earlier, 200);
  assert.ok(counts.detected > 100, JSON.stringify(counts));
});

test('a process that is killed while it loads leaves no half of the data', async () => {
  await w.file('many.csv', `s,y\n${Array.from({ length: 300_000 }, (_, s) => `${s},${s % 97}`).join('\n')}\n`);
  await w.file('many.tsql', 'index s\ndata y[s] from "many.csv" (s = s, y = y)\nparam m = 0\nloss = mean[s]((y[s] - m)^2)\ntrain { minimize loss using sgd(lr = 0.1)  steps 2  report loss every 1 step }\nshow m\n');
  for (const [k, trigger] of ['many.duckdb', 'many.duckdb.wal'].entries()) {
    const child = spawn(process.execPath, [...cli, 'run', 'many.tsql', '--db', 'many.duckdb'], { cwd: w.folder, env, stdio: 'ignore' });
    const closed = new Promise<void>(resolve => child.on('close', () => resolve()));
    const timer = setInterval(() => { if (existsSync(at(trigger))) setTimeout(() => child.kill('SIGKILL'), 60 * k); }, 5);
    await closed;
    clearInterval(timer);
    const tables = await rows(at('many.duckdb'), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'");
    if (tables.length > 0) assert.deepEqual(await rows(at('many.duckdb'), 'SELECT count(*), (SELECT count(*) FROM run) FROM y'), [[300_000, 1]]);
  }
  const { code, err } = await w.run('run', 'many.tsql', '--db', 'many.duckdb');
  assert.equal(code, 0, err);
  assert.deepEqual(await rows(at('many.duckdb'), 'SELECT count(*) FROM y'), [[300_000]]);
});

test('Ctrl-C while data is loaded leaves no file behind', async () => {
  const { code, err } = await w.runWith({ interruptible: () => AbortSignal.abort() }, 'run', 'big.tsql', '--layout', 'coo', '--db', 'never.duckdb');
  assert.equal(code, 130, err);
  assert.ok(!existsSync(at('never.duckdb')));
});

test('a process that is killed while it exports leaves the file as it was, and the run goes on to its exports', async () => {
  await w.file('out.tsql', 'index i = 1500, j = 1000\nparam a = 1\nloss = (a - 3)^2\ntrain { minimize loss using sgd(lr = 0.1)  steps 3  report loss every 1 step }\nt[i,j] = a * i + j\nexport t to "t.csv"\n');
  writeFileSync(at('t.csv'), 'as it was\n');
  const child = spawn(process.execPath, [...cli, 'run', 'out.tsql', '--db', 'out.duckdb'], { cwd: w.folder, env, stdio: 'ignore' });
  const closed = new Promise<number | null>(resolve => child.on('close', resolve));
  const partial = (): string | undefined => readdirSync(w.folder).find(f => f.startsWith('.t.csv.'));
  const timer = setInterval(() => { if (partial() !== undefined) child.kill('SIGKILL'); }, 2);
  const code = await closed;
  clearInterval(timer);
  assert.equal(code, null, 'the export was over before the process could be killed');
  assert.equal(readFileSync(at('t.csv'), 'utf8'), 'as it was\n');
  const left = partial()!;
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(at(left), longAgo, longAgo);
  const gone = await w.run('run', 'out.tsql', '--db', 'out.duckdb', '--resume');
  assert.equal(gone.code, 0, gone.err);
  assert.match(gone.err, /on from step 3/);
  assert.equal(readFileSync(at('t.csv'), 'utf8').split('\n').length, 1_500_002);
  assert.equal(partial(), undefined, 'what the killed process left is gone');
});
