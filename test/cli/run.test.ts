import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Plan } from '../../compiler/plan.ts';
import type { Database } from '../../runtime/database.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import type { RunEvent } from '../../runtime/events.ts';
import { CommandError, exitCode, Interrupted } from '../../runtime/failure.ts';
import { chooseRun, historyTables, lastGeneration, readMetrics, readRuns } from '../../runtime/history.ts';
import { NotANumber } from '../../runtime/finite.ts';
import { run, type RunOptions } from '../../runtime/run.ts';
import { parametersOf, StatementError } from '../../runtime/statements.ts';
import { plan, report, statement, step, steps, training } from './plans.ts';
import { noSpan } from '../../compiler/source.ts';

let folder = '';
before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'tsql-run-')); });
after(() => rm(folder, { recursive: true, force: true }));

const record = { program: 'w.tsql', programHash: 'p', schemaHash: 's', versions: { tsql: '0' } };

async function runPlan(p: Plan, file = ':memory:', extra: Partial<RunOptions> = {}, then?: (database: Database) => Promise<void>): Promise<{ events: RunEvent[]; outcome: Awaited<ReturnType<typeof run>> | null; problem: unknown }> {
  const database = await connect({ path: file, allowed: [folder] });
  const events: RunEvent[] = [];
  let outcome = null;
  let problem: unknown = null;
  try {
    await database.lock();
    outcome = await run({ plan: p, database, folder, listener: e => { events.push(e); extra.listener?.(e); }, record, ...(extra.signal ? { signal: extra.signal } : {}), ...(extra.train === undefined ? {} : { train: extra.train }) });
  } catch (cause) {
    problem = cause;
  }
  await then?.(database);
  await database.close();
  return { events, outcome, problem };
}

const numbers = async (database: Database, sql: string): Promise<unknown[][]> => (await database.query(sql)).rows.map(r => [...r]);
/** w after n steps: each halves the distance to 3. */
const weight = (n: number): number => 3 - 3 * 0.5 ** n;

test('a run reports at the start, every so many steps and at the end, and keeps just those steps', async () => {
  const { events, outcome } = await runPlan(plan({ training: [training({ length: steps(5) })] }), ':memory:', {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT step, val FROM w ORDER BY step'), [0, 2, 4, 5].map(n => [n, weight(n)]));
    assert.deepEqual(await numbers(database, 'SELECT run, step, split, name, val FROM metrics ORDER BY step'), [0, 2, 4, 5].map(n => [1, n, 'train', 'loss', (weight(n) - 3) ** 2]));
    assert.deepEqual(await numbers(database, "SELECT status, steps, seed, program FROM run"), [['ok', 5, 1, 'w.tsql']]);
  });
  assert.deepEqual({ ...outcome, weights: null }, { run: 1, status: 'ok', failedChecks: 0, weights: null });
  assert.match(outcome!.weights!, /^[0-9a-f]{64}$/);
  assert.deepEqual(events.filter(e => e.event === 'report').map(e => e.step), [0, 2, 4, 5]);
  assert.deepEqual(events.filter(e => e.event === 'step').map(e => e.step), [1, 2, 3, 4, 5]);
  assert.deepEqual(events.find(e => e.event === 'show'), { event: 'show', label: 'w', unit: 'm', keys: [], columns: [{ name: 'val', values: [weight(5)] }] });
  assert.deepEqual(events.filter(e => e.event === 'check').map(e => e.pass), [true]);
  assert.equal(events.at(-1)!.event, 'end');
});

test('a check that fails is a status, and the rest is done all the same', async () => {
  const { outcome, events } = await runPlan(plan({ training: [training({ length: steps(1) })] }));
  assert.deepEqual({ ...outcome, weights: null }, { run: 1, status: 'check failed', failedChecks: 1, weights: null });
  assert.deepEqual(events.filter(e => e.event === 'check').map(e => e.pass), [false]);
});

test('stop when ends training after the step that makes it true, and that step is reported and kept', async () => {
  const stop = { every: steps(1), statements: [statement('CREATE OR REPLACE TEMP TABLE near AS SELECT abs(val - 3) < 0.5 AS val FROM w_now', ['near'], ['w_now'])], sql: 'SELECT val FROM near' };
  const { events } = await runPlan(plan({ training: [training({ length: steps(100), stop })] }), ':memory:', {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT max(step) FROM w'), [[3]]);
  });
  const trained = events.find(e => e.event === 'trained')!;
  assert.deepEqual({ ...trained, seconds: 0 }, { event: 'trained', name: null, step: 3, steps: 100, stopped: true, seconds: 0 });
});

test('steps are counted on through several trainings', async () => {
  await runPlan(plan({ training: [training({ length: steps(2) }), training({ length: steps(2), name: 'second' })] }), ':memory:', {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT step, val FROM w ORDER BY step'), [0, 2, 4].map(n => [n, weight(n)]));
    assert.deepEqual(await numbers(database, 'SELECT step FROM metrics ORDER BY step'), [[0], [2], [4]]);
  });
});

test('a value that is not a number ends the run with exit code 3, names the step, and leaves the last good weights', async () => {
  const bad = training({ length: steps(9), step: step("CASE WHEN $step = 5 THEN 'nan'::DOUBLE ELSE 2 * (val - 3) END") });
  const { problem, events } = await runPlan(plan({ training: [bad] }), ':memory:', {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT max(step), count(*) FILTER (isnan(val)) FROM w'), [[4, 0]]);
    assert.deepEqual(await numbers(database, 'SELECT max(step) FROM metrics'), [[4]]);
    assert.deepEqual(await numbers(database, 'SELECT status FROM run'), [['not a number']]);
  });
  assert.ok(problem instanceof NotANumber);
  assert.equal(problem.exitCode, exitCode.engine);
  assert.equal(problem.message, 'w is not a number at step 5');
  assert.match(problem.hints[0]!, /step 4/);
  assert.ok(!events.some(e => e.event === 'show'));
});

test('a value that is not a number from the start is told so', async () => {
  const { problem } = await runPlan(plan({ training: [training({ reports: [report('loss', "'nan'::DOUBLE", 1)] })] }));
  assert.ok(problem instanceof NotANumber);
  assert.match(problem.message, /at step 0/);
});

test('what reads a table that only a step makes is first reported after a step', async () => {
  const later = { every: steps(1), statements: [statement("INSERT INTO metrics SELECT $run, $step, '', 'next', val FROM w_next", ['metrics'], ['w_next'])], names: [{ name: 'next', split: '' }] };
  const { events } = await runPlan(plan({ training: [training({ length: steps(2), reports: [later] })] }));
  assert.deepEqual(events.filter(e => e.event === 'report').map(e => e.step), [1, 2]);
});

test('loops bind their counter, end at `until`, and run down as well as up', async () => {
  const loop = (from: number, to: number, by: 1 | -1, until: string | null) => ({
    kind: 'loop' as const, id: 'loop', counter: 't', from, to, step: by, until, comment: 'a[t+1] = …', span: noSpan,
    body: [statement('INSERT INTO seen VALUES ($t)', ['seen'])],
  });
  const setup = [...plan().setup, statement('CREATE OR REPLACE TEMP TABLE seen (t BIGINT)', ['seen']), loop(1, 9, 1, "SELECT $t = 3 -- '$other'"), loop(2, 0, -1, null), loop(5, 4, 1, null)];
  await runPlan(plan({ setup }), ':memory:', {}, async database => {
    assert.deepEqual((await numbers(database, 'SELECT t FROM seen ORDER BY rowid')).flat(), [1, 2, 3, 2, 1, 0]);
  });
});

test('a statement that the engine refuses is told with its equation, and the step leaves nothing', async () => {
  const span = { file: 'w.tsql', start: 3, end: 7 };
  const failing = [...step(), statement("SELECT CASE WHEN $step = 3 THEN error('the seventh row') END", [], [], span)];
  const { problem } = await runPlan(plan({ training: [training({ step: failing })] }), ':memory:', {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT val FROM w_now'), [[weight(2)]]);
    assert.deepEqual(await numbers(database, 'SELECT status, steps FROM run'), [['failed', 2]]);
  });
  assert.ok(problem instanceof StatementError);
  assert.deepEqual(problem.statement.span, span);
  assert.match(problem.message, /the seventh row/);
  assert.equal(problem.bug, false);
});

test('SQL that the engine cannot make sense of is a bug of ours', async () => {
  const { problem } = await runPlan(plan({ training: [training({ step: [statement('SELECT nothing FROM nowhere')] })] }));
  assert.ok(problem instanceof StatementError && problem.bug);
});

test('Ctrl-C ends after a committed step, which is kept', async () => {
  const control = new AbortController();
  const listener = (e: RunEvent): void => { if (e.event === 'step' && e.step === 3) control.abort(); };
  const { problem } = await runPlan(plan({ training: [training({ length: steps(1000) })] }), ':memory:', { signal: control.signal, listener }, async database => {
    assert.deepEqual(await numbers(database, 'SELECT max(step), max_by(val, step) FROM w'), [[3, weight(3)]]);
    assert.deepEqual(await numbers(database, 'SELECT status, steps FROM run'), [['interrupted', 3]]);
  });
  assert.ok(problem instanceof Interrupted);
  assert.match(problem.message, /after step 3/);
});

test('Ctrl-C abandons a statement that takes long', async () => {
  const control = new AbortController();
  const long = [...step(), statement('SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b WHERE a.range % 7 = b.range % 5')];
  const listener = (e: RunEvent): void => { if (e.event === 'training') setTimeout(() => control.abort(), 200); };
  const { problem } = await runPlan(plan({ training: [training({ step: long })] }), ':memory:', { signal: control.signal, listener }, async database => {
    assert.deepEqual(await numbers(database, 'SELECT val FROM w_now'), [[0]]);
  });
  assert.ok(problem instanceof Interrupted);
});

test('runs in one file are numbered, history and metrics are kept, data is replaced', async () => {
  const file = path.join(folder, 'several.duckdb');
  await runPlan(plan(), file);
  const second = await runPlan(plan({ load: [statement('CREATE OR REPLACE TABLE x AS SELECT 7::BIGINT AS s, 1::DOUBLE AS val', ['x'])] }), file);
  assert.equal(second.outcome!.run, 2);
  const database = await connect({ path: file });
  assert.deepEqual((await readRuns(database)).map(r => [r.run, r.status, r.steps]), [[1, 'ok', 6], [2, 'ok', 6]]);
  assert.deepEqual(await numbers(database, 'SELECT s FROM x'), [[7]]);
  assert.deepEqual(await numbers(database, 'SELECT run, count(*) FROM w GROUP BY run ORDER BY run'), [[1, 4], [2, 4]]);
  assert.equal((await readMetrics(database, 2)).length, 4);
  assert.deepEqual(await historyTables(database), ['w']);
  assert.deepEqual(await numbers(database, await lastGeneration(database, 'w', 1)), [[weight(6)]]);
  assert.equal((await chooseRun(database, undefined)).run, 2);
  await assert.rejects(chooseRun(database, 5), /no run 5/);
  await database.close();
});

test('a table that is not ours is not overwritten, nor is anything else then', async () => {
  for (const table of ['x', 'W', 'metrics', 'run']) {
    const file = path.join(folder, `foreign-${table}.duckdb`);
    const own = await connect({ path: file });
    await own.execute(`CREATE TABLE ${table} AS SELECT 42 AS precious`);
    await own.close();
    const { problem } = await runPlan(plan(), file, {}, async database => {
      assert.deepEqual(await numbers(database, `SELECT * FROM ${table}`), [[42]]);
      assert.deepEqual((await numbers(database, "SELECT lower(table_name) FROM information_schema.tables")).flat(), [table.toLowerCase()]);
    });
    assert.ok(problem instanceof CommandError && problem.exitCode === exitCode.wrongProgram, String(problem));
    assert.match(problem.message, new RegExp(`table ${table === 'W' ? 'w' : table}`));
  }
});

test('weights of earlier runs with other indices are not mixed with new ones', async () => {
  const file = path.join(folder, 'shape.duckdb');
  await runPlan(plan(), file);
  const other = plan({ setup: [statement('CREATE TABLE IF NOT EXISTS w (run BIGINT, step BIGINT, i BIGINT, val DOUBLE)', ['w']), ...plan().setup.slice(1)] });
  const { problem } = await runPlan(other, file);
  assert.ok(problem instanceof CommandError);
  assert.match(problem.message, /earlier runs with other indices/);
});

test('data that cannot be loaded leaves the tables of the run before', async () => {
  const file = path.join(folder, 'reload.duckdb');
  await runPlan(plan(), file);
  const broken = plan({ load: [...plan().load, statement("CREATE OR REPLACE TABLE y AS SELECT error('no')", ['y'])] });
  const { problem } = await runPlan(broken, file, {}, async database => {
    assert.deepEqual(await numbers(database, 'SELECT count(*) FROM x'), [[4]]);
    assert.deepEqual(await numbers(database, 'SELECT count(*) FROM run'), [[1]]);
  });
  assert.ok(problem !== null);
});

const exported = (file: string, format: Plan['exports'][number]['format'], sql = 'SELECT s, val FROM x ORDER BY s'): Plan['exports'][number] =>
  ({ path: file, format, sql, tensors: [{ label: 'x', sql, keys: 1 }], span: noSpan });

test('exports are written whole, in each format, also with quotes in their names', async () => {
  const names = ["it's \"x\".csv", 'x.csv.gz', 'x.json', 'x.parquet', 'x.npz'];
  const target = await mkdtemp(path.join(folder, 'out-'));
  const formats = ['csv', 'csv', 'json', 'parquet', 'npz'] as const;
  const { outcome, problem } = await runPlan(plan({ exports: names.map((n, k) => exported(path.join(target, n), formats[k]!)) }));
  assert.equal(problem, null);
  assert.equal(outcome!.status, 'ok');
  assert.deepEqual((await readdir(target)).sort(), [...names].sort());
  assert.equal(await readFile(path.join(target, names[0]!), 'utf8'), 's,val\n0,0.0\n1,0.5\n2,1.0\n3,1.5\n');
  assert.deepEqual(JSON.parse(await readFile(path.join(target, 'x.json'), 'utf8')), [0, 1, 2, 3].map(s => ({ s, val: s / 2 })));
  const { readNpz } = await import('../../runtime/formats/npz.ts');
  const array = readNpz(await readFile(path.join(target, 'x.npz')), 'x');
  assert.deepEqual([array.shape, [...array.data]], [[4], [0, 0.5, 1, 1.5]]);
});

test('an export that fails in the middle leaves the old file and no other', async () => {
  const target = await mkdtemp(path.join(folder, 'half-'));
  await writeFile(path.join(target, 'x.csv'), 'old');
  const failing = "SELECT range AS s, CASE WHEN range = 400000 THEN error('late') ELSE 'a' END AS val FROM range(500000)";
  for (const format of ['csv', 'parquet', 'json', 'npz'] as const) {
    const { problem } = await runPlan(plan({ exports: [exported(path.join(target, 'x.csv'), format, failing)] }));
    assert.ok(problem instanceof StatementError, `${format}: ${String(problem)}`);
    assert.deepEqual(await readdir(target), ['x.csv']);
    assert.equal(await readFile(path.join(target, 'x.csv'), 'utf8'), 'old');
  }
});

test('an export into a folder that is not there says so', async () => {
  const { problem } = await runPlan(plan({ exports: [exported('nowhere/x.csv', 'csv')] }));
  assert.ok(problem instanceof CommandError && problem.exitCode === exitCode.wrongProgram);
  assert.match(problem.message, /the folder .*nowhere does not exist/);
});

test('npz refuses what is no dense array, and marks absent cells with nan', async () => {
  const write = async (sql: string, keys: number) => runPlan(plan({ exports: [{ path: 'n.npz', format: 'npz' as const, sql, tensors: [{ label: 't', sql, keys }], span: noSpan }] }));
  for (const [sql, why] of [["SELECT 'a' AS k, 1 AS val", /key k is not a whole number/], ['SELECT -1 AS k, 1 AS val', /below 0/], ["SELECT 0 AS k, 'x' AS val", /text values/], ['SELECT 1000000000 AS k, 1 AS val', /1 rows for 1000000001 cells/]] as const) {
    const { problem } = await write(sql, 1);
    assert.ok(problem instanceof CommandError, String(problem));
    assert.match(problem.message, why);
  }
  const { readNpz } = await import('../../runtime/formats/npz.ts');
  await write('SELECT * FROM (VALUES (0, 1, 5::BIGINT), (1, 0, 7)) t(i, j, val)', 2);
  const ragged = readNpz(await readFile(path.join(folder, 'n.npz')), 't');
  assert.deepEqual([ragged.shape, ragged.element, [...ragged.data]], [[2, 2], 'f8', [NaN, 5, 7, NaN]]);
  await write('SELECT 12345678901234567 AS val', 0);
  const scalar = readNpz(await readFile(path.join(folder, 'n.npz')), 't');
  assert.deepEqual([scalar.shape, scalar.element, [...scalar.data]], [[], 'i8', [12345678901234567n]]);
});

test('parameters of a statement are told from quoted text and comments', () => {
  assert.deepEqual(parametersOf("SELECT $run, '$a''$b', \"$c\", $step -- $d\n /* $e \n */ , $run"), ['run', 'step']);
});
