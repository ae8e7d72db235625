import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue } from '../../compiler/catalogue.ts';
import { workplace } from './terminal.ts';

const w = await workplace();

const line = `
index s = 4
data x[s] = [0, 1, 2, 3]
data y[s] = [1, 3, 5, 7]
param a = 0
param b = 0
guess[s] = a * x[s] + b
loss = mean[s]((guess[s] - y[s])^2)
setting lr = 0.1
train { minimize loss using sgd(lr = lr)  steps 300  report loss every 100 steps }
show a, b
show guess[s]
check abs(a - 2) < 0.05
export a, guess to "line.npz"
`;
await w.file('line.tsql', line);
await w.file('wrong.tsql', 'index s = 2\ndata x[s] = [1, 2]\ny[s] = 2 * xx[s]\nz = x[s]\n');

test('help is on standard output, for the whole and for each command, with examples', async () => {
  const all = await w.run('--help');
  assert.equal(all.code, 0);
  assert.equal(all.err, '');
  const commands = [...all.out.matchAll(/^ {2}([a-z]+) /gm)].map(m => m[1]!).filter(c => c !== 'tsql');
  for (const name of ['compile', 'run', 'predict', 'check', 'explain', 'calibrate', 'fmt', 'grad', 'show', 'runs', 'export', 'help', 'new']) {
    assert.ok(commands.includes(name), name);
    const one = await w.run(name, '--help');
    assert.equal(one.code, 0);
    assert.match(one.out, new RegExp(`Examples:\\n {2}.*tsql ${name}`));
  }
  assert.match((await w.run('--version')).out, /^\d+\.\d+\.\d+\n$/);
});

test('wrong usage is exit code 2, on standard error, with a way out', async () => {
  for (const [args, text] of [
    [[], /Usage/], [['runn', 'line.tsql'], /Did you mean/], [['line.tsql'], /tsql run line\.tsql/], [['run'], /missing required argument/], [['run', 'line.tsql', '--steps', 'many'], /whole number/], [['run', 'line.tsql', '--threads', '0'], /at least 1/],
    [['run', 'line.tsql', '--set', 'lr'], /NAME=VALUE/], [['run', 'line.tsql', '--set', 'rate=1'], /its settings: lr/], [['run', 'line.tsql', '--plot', 'x.gif'], /\.svg or \.html/], [['compile', 'line.tsql', '--emit', 'wat'], /stages: ast/], [['compile', 'line.tsql', '--dialect', 'oracle'], /dialects: duckdb/],
    [['compile', 'line.tsql', '--single-query', '--forward'], /exclude/], [['help', 'nonsense'], /tsql help/], [['run', 'line.tsql', '--resume'], /database file only/], [['fmt', '--check', '--write', 'line.tsql'], /exclude/], [['predict', 'line.tsql'], /required option/],
  ] as const) {
    const ran = await w.run(...args);
    assert.equal(ran.code, 2, `${args.join(' ')}: ${ran.err}`);
    assert.match(ran.err, text);
    assert.equal(ran.out, '');
  }
});

test('every code has a page, and without a code all are listed', async () => {
  const list = await w.run('help');
  for (const code of Object.keys(catalogue)) {
    assert.ok(list.out.includes(`${code} `));
    const page = await w.run('help', code);
    assert.equal(page.code, 0);
    assert.ok(page.out.startsWith(`${code}: `));
  }
  assert.equal((await w.run('help', 'error[syntax]')).out, (await w.run('help', 'syntax')).out);
});

test('a program that is not there, or no text, is exit code 1', async () => {
  await w.file('binary.tsql', 'a\u0000b');
  for (const [name, text] of [['absent.tsql', /there is no file absent\.tsql/], ['line', /line\.tsql is there/], ['.', /is a folder/], ['binary.tsql', /not a text file/]] as const) {
    for (const command of ['run', 'compile', 'check', 'explain', 'grad', 'fmt']) {
      const ran = await w.run(command, name);
      assert.equal(ran.code, 1, `${command} ${name}: ${ran.err}`);
      assert.match(ran.err, text);
    }
  }
});

test('all errors of a program are told at once, with code frames and a page to read, and nothing is on standard output', async () => {
  for (const command of ['run', 'compile', 'check', 'explain', 'grad']) {
    const ran = await w.run(command, 'wrong.tsql');
    assert.equal(ran.code, 1);
    assert.equal(ran.out, '');
    assert.match(ran.err, /error\[unknown-name\]: .*xx[\s\S]*┌─ wrong\.tsql:3:12[\s\S]*error\[unbound-index\]/);
    assert.match(ran.err, /2 errors.*tsql help unknown-name/);
  }
  const json = await w.run('check', '--json', 'wrong.tsql');
  assert.deepEqual(json.out.trimEnd().split('\n').map(l => JSON.parse(l).code), ['unknown-name', 'unbound-index']);
  assert.equal(json.err, '');
});

test('check says ok on standard error and nothing on standard output', async () => {
  const ran = await w.run('check', 'line.tsql');
  assert.deepEqual([ran.code, ran.out], [0, '']);
  assert.match(ran.err, /line\.tsql has no errors/);
});

test('compile prints SQL, any stage of it, from a file or standard input, to standard output or a file', async () => {
  const sql = await w.run('compile', 'line.tsql');
  assert.equal(sql.code, 0);
  assert.match(sql.out, /create/i);
  assert.equal(sql.err, '');
  assert.equal((await w.runWith({ stdin: line }, 'compile', '-')).code, 0);
  for (const stage of ['ast', 'tensor', 'gradient', 'plan', 'json']) {
    const ran = await w.run('compile', '--emit', stage, 'line.tsql');
    assert.equal(ran.code, 0, ran.err);
    assert.ok(ran.out.length > 100);
    if (stage === 'json') assert.equal(JSON.parse(ran.out).version, 1);
  }
  const written = await w.run('compile', 'line.tsql', '-o', 'line.sql');
  assert.deepEqual([written.code, written.out], [0, '']);
  assert.equal(await readFile(path.join(w.folder, 'line.sql'), 'utf8'), sql.out);
  assert.equal((await w.run('compile', 'line.tsql', '-o', 'no/such/line.sql')).code, 1);
});

test('explain, grad, the single query and the views have something to say', async () => {
  for (const args of [['explain', 'line.tsql'], ['grad', 'line.tsql'], ['compile', '--single-query', 'line.tsql'], ['compile', '--forward', 'line.tsql']]) {
    const ran = await w.run(...args);
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}`);
    assert.ok(ran.out.length > 50);
  }
  await w.file('untrained.tsql', 'y = 2\nshow y\n');
  const none = await w.run('compile', '--single-query', 'untrained.tsql');
  assert.equal(none.code, 1);
  assert.match(none.err, /error\[single-query\]/);
});

test('run trains: results on standard output, progress on standard error', async () => {
  const ran = await w.run('run', 'line.tsql');
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.out, /^a = 2\nb = 1\nguess\[s\]\n {2}s {2}val\n/);
  assert.match(ran.out, /PASS {2}abs\(a - 2\) < 0\.05/);
  assert.match(ran.err, /step +0\/300 {2}loss 21\n/);
  assert.match(ran.err, /step 300\/300 {2}loss /);
  assert.match(ran.err, /wrote line\.npz: a, guess/);
  const { readNpz } = await import('../../runtime/formats/npz.ts');
  assert.deepEqual(readNpz(await readFile(path.join(w.folder, 'line.npz')), 'guess').shape, [4]);
  const quiet = await w.run('run', 'line.tsql', '--quiet');
  assert.equal(quiet.err, '');
  assert.equal(quiet.out, ran.out);
});

test('a check that fails is exit code 1; --steps and --set change the program', async () => {
  const ran = await w.run('run', 'line.tsql', '--steps', '1', '--set', 'lr=0.0001');
  assert.equal(ran.code, 1);
  assert.match(ran.out, /FAIL {2}abs/);
  assert.match(ran.err, /step 1\/1/);
});

test('a weight that is no number is exit code 3 and names the step', async () => {
  const ran = await w.run('run', 'line.tsql', '--set', 'lr=1e200');
  assert.equal(ran.code, 3, ran.err);
  assert.match(ran.err, /error: a is infinite \(-inf\) at step 2\n/);
  assert.equal(ran.out, '');
});

test('--json gives one object a line and nothing else on standard output', async () => {
  const ran = await w.run('run', '--json', 'line.tsql');
  assert.equal(ran.code, 0);
  const events = ran.out.trimEnd().split('\n').map(l => JSON.parse(l) as { event: string; [key: string]: unknown });
  assert.deepEqual([...new Set(events.map(e => e.event))], ['start', 'training', 'report', 'trained', 'show', 'check', 'export', 'end']);
  assert.deepEqual(events.filter(e => e.event === 'report').map(e => e['step']), [0, 100, 200, 300]);
  assert.equal((events.find(e => e['label'] === 'guess[s]')!['rows'] as unknown[]).length, 4);
  assert.equal(events.at(-1)!['status'], 'ok');
});

test('--plot writes the curves as SVG or HTML', async () => {
  assert.equal((await w.run('run', 'line.tsql', '--plot', 'c.svg')).code, 0);
  assert.match(await readFile(path.join(w.folder, 'c.svg'), 'utf8'), /^<svg [\s\S]*loss[\s\S]*<\/svg>\n$/);
  assert.equal((await w.run('run', 'line.tsql', '--plot', 'c.html')).code, 0);
  assert.match(await readFile(path.join(w.folder, 'c.html'), 'utf8'), /^<!doctype html>/);
});

test('runs in a database can be listed, shown, exported and drawn', async () => {
  for (const steps of ['100', '200']) assert.notEqual((await w.run('run', 'line.tsql', '--db', 'line.duckdb', '--steps', steps)).code, 3);
  const runs = await w.run('runs', 'line.duckdb', '--plot', 'runs.svg');
  assert.equal(runs.code, 0, runs.err);
  assert.match(runs.out, /run +started +program +seed +steps +status[\s\S]*\n +1 .*line\.tsql.* 100 .*\n +2 .* 200 /);
  assert.match(await readFile(path.join(w.folder, 'runs.svg'), 'utf8'), /run 1 train/);
  assert.deepEqual((await w.run('runs', 'line.duckdb', '--json')).out.trimEnd().split('\n').map(l => JSON.parse(l).run), [1, 2]);
  const first = await w.run('show', 'line.duckdb', 'a', '--run', '1');
  const last = await w.run('show', 'line.duckdb', 'a');
  assert.match(first.out, /^a = [12]\.\d+\n$/);
  assert.notEqual(first.out, last.out);
  assert.equal((await w.run('export', 'line.duckdb', '-o', 'w.npz')).code, 0);
  const { readNpz } = await import('../../runtime/formats/npz.ts');
  const a = readNpz(await readFile(path.join(w.folder, 'w.npz')), 'a').data[0] as number;
  assert.ok(Math.abs(a - Number(last.out.split(' = ')[1])) < 1e-5);
  assert.equal((await w.run('export', 'line.duckdb', 'a', '-o', 'a.csv', '--run', '1')).code, 0);
  assert.match(await readFile(path.join(w.folder, 'a.csv'), 'utf8'), /^val\n[12]\.\d+\n$/);
  assert.equal((await w.run('export', 'line.duckdb', 'nope', '-o', 'a.csv')).code, 1);
  assert.equal((await w.run('runs', 'absent.duckdb')).code, 1);
  assert.ok(!(await readdir(w.folder)).includes('absent.duckdb'));
  // Printing the summary must not leave a second number for the same run.
  assert.equal((await w.run('show', 'line.tsql', 'guess', '--db', 'line.duckdb', '--run', '1')).code, 0);
  assert.deepEqual((await w.run('runs', 'line.duckdb', '--json')).out.trimEnd().split('\n').length, 2);
});

test('show prints one tensor of a program, with the weights of a run or after training', async () => {
  const trained = await w.run('show', 'line.tsql', 'guess');
  assert.equal(trained.code, 0, trained.err);
  assert.match(trained.out, /^guess\[s\]\n/);
  const expression = await w.run('show', 'line.tsql', 'sum[s](x[s])', '--json');
  assert.deepEqual(JSON.parse(expression.out).rows, [[6]]);
  assert.equal((await w.run('show', 'line.tsql', 'absent')).code, 1);
});

test('new makes a project that runs, and overwrites nothing', async () => {
  const made = await w.run('new', 'first steps');
  assert.equal(made.code, 0, made.err);
  const ran = await w.run('run', path.join('first steps', 'first steps.tsql'));
  assert.equal(ran.code, 0, ran.err + ran.out);
  assert.match(ran.out, /PASS/);
  const again = await w.run('new', 'first steps');
  assert.equal(again.code, 1);
  assert.match(again.err, /nothing is overwritten/);
  assert.equal((await w.run('new', 'line.tsql')).code, 1);
  assert.equal((await w.run('new', 'what?')).code, 2);
  assert.equal((await w.run('new', '..')).code, 1);
});

test('of many tensors that stand in the program, the one that cannot be stored is told with its place', async () => {
  const fine = Array.from({ length: 300 }, (_, k) => `data a${k}[i]: int = [${k}, 1]`);
  await w.file('many.tsql', `index i = 2\n${fine.join('\n')}\nshow a0[i], a299[i]\n`);
  const many = await w.run('run', 'many.tsql', '--json');
  assert.equal(many.code, 0, many.err);
  assert.deepEqual(many.out.trim().split('\n').map(line => JSON.parse(line) as { event: string; rows?: unknown }).filter(e => e.event === 'show').map(e => e.rows), [[[0, 0], [1, 1]], [[0, 299], [1, 1]]]);
  // a whole number, but not one of 64 bits
  await w.file('many.tsql', `index i = 2\n${fine.map((line, k) => (k === 271 ? 'data a271[i]: int = [1e30, 1]' : line)).join('\n')}\nshow a0[i]\n`);
  const broken = await w.run('run', 'many.tsql', '--db', 'many.duckdb');
  assert.equal(broken.code, 1, broken.out);
  assert.match(broken.err, /error\[data-invalid\]: values of a271\[i\].*1e\+30[\s\S]*┌─ many\.tsql:273:6/);
  assert.deepEqual((await readdir(w.folder)).filter(f => f.startsWith('many')), ['many.tsql']);
});

test('data that breaks a rule is told with its place, and leaves no file', async () => {
  await w.file('twice.csv', 's,x\n0,1\n1,2\n1,3\n');
  await w.file('twice.tsql', 'index s\ndata x[s] from "twice.csv" (s = s, x = x)\nshow sum[s](x[s])\nexport x to "twice.parquet"\n');
  const twice = await w.run('run', 'twice.tsql', '--db', 'twice.duckdb');
  assert.equal(twice.code, 1);
  assert.equal(twice.out, '');
  assert.match(twice.err, /error\[data-invalid\].*twice\.csv[\s\S]*┌─ twice\.tsql:2:6/);
  assert.deepEqual((await readdir(w.folder)).filter(f => f.includes('twice')).sort(), ['twice.csv', 'twice.tsql']);
  await w.file('gone.tsql', 'index s, i\ndata x[s,i] from "gone.csv" (i = columns)\nshow mean[s,i](x[s,i])\n');
  const gone = await w.run('run', 'gone.tsql');
  assert.equal(gone.code, 1);
  assert.equal([...gone.err.matchAll(/error\[/g)].length, 1, gone.err);
  assert.match(gone.err, /there is no file gone\.csv/);
});

test('a number that the engine cannot hold is told at its equation, with exit code 3', async () => {
  await w.file('large.tsql', 'index s = 2\ndata n[s]: int = [1, 9000000000000000000]\ntotal = sum[s](n[s] * 10)\nshow total\n');
  const ran = await w.run('run', 'large.tsql');
  assert.equal(ran.code, 3, ran.err);
  assert.match(ran.err, /error\[engine\].*64 bits[\s\S]*large\.tsql:3:1[\s\S]*total = sum/);
});

test('predict computes a tensor for new rows with the weights of a run', async () => {
  await w.file('train.csv', 'x,y\n0,1\n1,3\n2,5\n3,7\n');
  await w.file('fresh.csv', 'x\n10\n20\n');
  await w.file('csv.tsql', line.replace('index s = 4', 'index s').replace('data x[s] = [0, 1, 2, 3]\ndata y[s] = [1, 3, 5, 7]', 'data x[s], y[s] from "train.csv"').replace(/export.*/, 'export guess to "unused.csv"'));
  assert.equal((await w.run('run', 'csv.tsql', '--db', 'csv.duckdb')).code, 0);
  const ran = await w.run('predict', 'csv.tsql', '--db', 'csv.duckdb', '--data', 'x=fresh.csv', '--out', 'p.csv');
  assert.equal(ran.code, 0, ran.err);
  const rows = (await readFile(path.join(w.folder, 'p.csv'), 'utf8')).trimEnd().split('\n').slice(1).map(l => l.split(',').map(Number));
  assert.deepEqual(rows.map(r => r[0]), [0, 1]);
  const values = rows.map(r => r[1]!);
  assert.ok(Math.abs(values[0]! - 21) < 0.1 && Math.abs(values[1]! - 41) < 0.2, String(values));
  assert.match((await w.run('predict', 'csv.tsql', '--db', 'csv.duckdb', '--data', 'q=fresh.csv', '--out', 'p.csv')).err, /no data called q/);
  assert.equal((await w.run('predict', 'csv.tsql', '--db', 'none.duckdb', '--data', 'x=fresh.csv', '--out', 'p.csv')).code, 1);
});

test('copies of layers in predict, show, check, explain, grad and compile --forward, a layer of a module among them', async () => {
  await w.file('copies.csv', 'a,b,y\n1,2,3\n2,1,1\n0,1,2\n3,1,0\n');
  await w.file('newer.csv', 'a,b\n1,2\n1,2\n5,2\n');
  await w.file('parts.tsql', 'layer Wide[i,j](x[i]) -> y[j] {\n  param W[i,j] = 0.1 * (1 + int(i) - int(j))\n  y[j] = tanh(W[i,j] * x[i])\n}\n');
  await w.file('copies.tsql', `
import Wide from "parts.tsql"
index s, i, h = 3, l = 2
data x[s,i] from "copies.csv" (i = columns(a, b))
data y[s]   from "copies.csv" (y = y)
let enc = Wide[i,h]
let block[l] = Wide[h,h']
param w[h] = 0.5
z[0,s,h]    = enc(x[s,i])
z[l+1,s,h'] = block[l](z[l,s,h])
yhat[s] = w[h] * z[end,s,h]
loss = mean[s]((yhat[s] - y[s])^2)
train { minimize loss using sgd(lr = 0.05)  steps 3 }
show yhat[s]
export enc to "weights.csv"
`);
  assert.equal((await w.run('check', 'copies.tsql')).code, 0);
  const trained = await w.run('run', 'copies.tsql', '--db', 'copies.duckdb');
  assert.equal(trained.code, 0, trained.err);
  const first = /^ *0 +(-?[\d.]+)$/m.exec(trained.out)![1]!;
  const predicted = await w.run('predict', 'copies.tsql', '--db', 'copies.duckdb', '--data', 'x=newer.csv', '--out', 'q.csv');
  assert.match(predicted.err, /wrote q\.csv: yhat/);
  const [, ...rows] = (await readFile(path.join(w.folder, 'q.csv'), 'utf8')).trimEnd().split('\n').map(l => l.split(','));
  assert.equal(rows.length, 3);
  assert.equal(rows[0]![1], rows[1]![1]);
  assert.ok(Math.abs(Number(rows[0]![1]) - Number(first)) < 1e-5, `${rows[0]![1]} is not ${first}`);
  assert.match((await w.run('show', 'copies.tsql', 'block.W', '--db', 'copies.duckdb')).out, /block\.W\[l,h,h'\]/);
  assert.match((await w.run('explain', 'copies.tsql')).out, /enc\.W\[i: 2, h: 3\] +6/);
  assert.match((await w.run('compile', 'copies.tsql', '--forward')).out, /-- enc\.W after the last step of the last run/);
  await w.file('copies-grad.tsql', (await w.run('grad', 'copies.tsql')).out);
  const again = await w.run('check', 'copies-grad.tsql');
  assert.equal(again.code, 0, again.err);
});

test('predict keeps what a split program learnt from its training rows', async () => {
  await w.file('split.csv', `x,y\n${Array.from({ length: 40 }, (_, k) => `${k / 20},${k / 10 + 1}`).join('\n')}\n`);
  await w.file('later.csv', 'x\n10\n20\n');
  await w.file('split.tsql', `
index s
split s into train 0.8, test 0.2 seed 1
data x[s], y[s] from "split.csv"
param a = 0
param b = 0
mu = mean[s on train](x[s])
guess[s] = a * (x[s] - mu) + b
loss = mean[s]((guess[s] - y[s])^2)
train { minimize loss using sgd(lr = 0.3)  steps 300  report loss on test every 100 steps }
check loss < 1e-6 on test
`);
  assert.equal((await w.run('run', 'split.tsql', '--db', 'split.duckdb')).code, 0);
  const ran = await w.run('predict', 'split.tsql', '--db', 'split.duckdb', '--data', 'x=later.csv', '--tensor', 'guess', '--out', 'later-guess.csv');
  assert.equal(ran.code, 0, ran.err);
  const rows = (await readFile(path.join(w.folder, 'later-guess.csv'), 'utf8')).trimEnd().split('\n').slice(1).map(l => l.split(',').map(Number));
  assert.deepEqual(rows.map(r => [r[0], Math.round(r[1]! * 1e4) / 1e4]), [[0, 21], [1, 41]]);
});

test('a program may read tables of its database, and leaves them as they are', async () => {
  const { connect } = await import('../../runtime/drivers/duckdb.ts');
  const file = path.join(w.folder, 'tables.duckdb');
  const own = await connect({ path: file });
  await own.execute('CREATE TABLE points AS SELECT range AS s, range::DOUBLE AS x, 2 * range::DOUBLE + 1 AS y FROM range(4)');
  await own.close();
  await w.file('tables.tsql', line.replace('index s = 4', 'index s').replace(/data x.*\ndata y.*/, 'data x[s], y[s] from table points').replace(/export.*/, ''));
  for (const run of [1, 2]) {
    const ran = await w.run('run', 'tables.tsql', '--db', 'tables.duckdb');
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.err, new RegExp(`run ${run} in`));
  }
  assert.match((await w.run('run', 'tables.tsql')).err, /there is no table points: no database is named/);
  assert.match((await w.run('show', 'tables.tsql', 'guess', '--db', 'tables.duckdb')).out, /guess\[s\]/);
  await w.file('clash.tsql', line.replace('index s = 4', 'index s').replace(/data x.*\ndata y.*/, 'data points[s] from table points (s = s, points = x)\ndata y[s] from table points (s = s, y = y)').replaceAll('x[s]', 'points[s]').replace(/export.*/, ''));
  const clash = await w.run('run', 'clash.tsql', '--db', 'tables.duckdb');
  assert.equal(clash.code, 1);
  assert.match(clash.err, /already has a table points that tsql did not make/);
  const after = await connect({ path: file });
  assert.deepEqual((await after.query('SELECT count(*), sum(y) FROM points')).rows, [[4, 16]]);
  await after.close();
});

test('fmt prints, checks and rewrites', async () => {
  await w.file('ugly.tsql', 'index s=2\ndata x[s]=[1,2]\ny=sum[s](x[s])\n');
  const pretty = await w.run('fmt', 'ugly.tsql');
  assert.equal(pretty.code, 0, pretty.err);
  assert.equal((await w.run('fmt', '--check', 'ugly.tsql')).code, 1);
  assert.equal((await w.run('fmt', '--write', 'ugly.tsql')).code, 0);
  assert.equal(await readFile(path.join(w.folder, 'ugly.tsql'), 'utf8'), pretty.out);
  assert.equal((await w.run('fmt', '--check', 'ugly.tsql')).code, 0);
});

test('paths and names may have any characters that the system allows', async () => {
  const odd = `it's "odd"; drop -- 日本 🎲 % (1)`;
  await mkdir(path.join(w.folder, odd));
  await w.file(path.join(odd, 'p.tsql'), line.replace('line.npz', 'w [x] \'; .csv').replace('a, guess to', 'guess to').replace(/data x.*\ndata y.*/, 'data x[s], y[s] from "d\'; [1].csv"').replace('index s = 4', 'index s'));
  await w.file(path.join(odd, "d'; [1].csv"), 'x,y\n0,1\n1,3\n2,5\n3,7\n');
  const ran = await w.run('run', path.join(odd, 'p.tsql'), '--db', path.join(odd, "r'un.duckdb"), '--plot', path.join(odd, 'c.svg'));
  assert.equal(ran.code, 0, ran.err);
  assert.deepEqual((await readdir(path.join(w.folder, odd))).sort(), ["c.svg", "d'; [1].csv", 'p.tsql', "r'un.duckdb", "w [x] '; .csv"].sort());
});
