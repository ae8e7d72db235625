// Programs that try to get out: every one is refused with an error, shows nothing of what lies outside and leaves nothing there.

import assert from 'node:assert/strict';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { command } from '../../runtime/commands/index.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';

const secret = 271828182;
const root = mkdtempSync(path.join(tmpdir(), 'tsql-attack-'));
after(() => rmSync(root, { recursive: true, force: true }));
const home = path.join(root, 'program');
const outside = path.join(root, 'outside');
for (const folder of [home, outside, path.join(home, 'data'), path.join(home, 'sub')]) mkdirSync(folder, { recursive: true });
for (const file of [path.join(outside, 'secret.csv'), path.join(outside, 'secret.txt')]) writeFileSync(file, `a\n${secret}\n`);
writeFileSync(path.join(outside, 'secret.json'), JSON.stringify([{ a: secret }]));
writeFileSync(path.join(outside, 'secret.npy'), Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x46\x00', 'latin1'), Buffer.from(`{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }`.padEnd(69) + '\n'), Buffer.from(Int32Array.of(secret).buffer)]));
writeFileSync(path.join(outside, 'parts.tsql'), `fn secret() = ${secret}\n`);
writeFileSync(path.join(home, 'data/own.csv'), 'a\n1\n');
writeFileSync(path.join(home, 'own.csv'), 'a\n2\n');
symlinkSync(path.join(outside, 'secret.csv'), path.join(home, 'link.csv'));
symlinkSync('../outside/secret.npy', path.join(home, 'link.npy'));
symlinkSync(outside, path.join(home, 'folder'));
symlinkSync('../folder', path.join(home, 'sub/again'));
symlinkSync(path.join(outside, 'parts.tsql'), path.join(home, 'link.tsql'));

let database = path.join(root, 'given.duckdb');
const made = await connect({ path: database });
await made.execute('CREATE TABLE kept AS SELECT 1 AS a');
await made.execute(`CREATE VIEW peek AS SELECT * FROM read_csv('${outside}/secret.csv')`);
await made.execute(`CREATE MACRO look() AS TABLE SELECT * FROM read_csv('${outside}/secret.csv')`);
await made.execute('CREATE SEQUENCE counted');
await made.close();

const before = (): string => JSON.stringify([outside, root].map(f => readdirSync(f).sort().filter(n => !n.startsWith('given.'))));
const untouched = before();

async function said(args: readonly string[], folder = home): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const write = (t: string): void => { text += t; };
  const code = await command(args, { out: write, err: write, input: async () => '', folder, columns: null, outColor: false, errColor: false, interruptible: () => new AbortController().signal });
  return { code, text };
}

let programs = 0;
/** Runs a program, which must be refused. */
async function refused(text: string, why: RegExp, args: readonly string[] = []): Promise<void> {
  const name = `p${programs++}.tsql`;
  writeFileSync(path.join(home, name), text);
  for (const way of [['check', name], ['run', name]]) {
    if (way[0] === 'check' && /export/.test(text)) continue;
    const { code, text: told } = await said([...way, ...args]);
    assert.equal(code, 1, `${text}\n${told}`);
    assert.match(told, why, text);
    assert.match(told, new RegExp(`error\\[(out-of-reach|data-missing|syntax|import)\\]`), told);
    assert.match(told, new RegExp(`${name}:\\d+:\\d+`), 'the place is told');
    assert.ok(!told.includes(String(secret)), told);
  }
  assert.equal(before(), untouched, `${text} left something behind`);
}

const data = (source: string): string => `index s\ndata x[s] from ${source} (s = row, x = a)\nshow x[s]\n`;
const query = (sql: string): string => data(`sql ${JSON.stringify(sql)}`);

const paths: readonly string[] = [
  '../outside/secret.csv', `${outside}/secret.csv`, 'data/../../outside/secret.csv', './data/.././../outside/secret.csv', 'link.csv', './link.csv', 'data/../link.csv',
  'folder/secret.csv', 'sub/again/secret.csv', 'folder/../outside/secret.csv', 'link.npy', 'folder/secret.npy', '../outside/secret.json', '../outside/secret.txt', '../program/../outside/secret.csv',
  '/etc/passwd', '/proc/self/environ', '/dev/stdin', 'file:///etc/passwd', '~/.ssh/id_rsa', 'http://localhost/a.csv', 's3://bucket/a.csv', '\\\\server\\share\\a.csv', 'data/own.csv\u0000.csv', '../outside/secret.csv/../secret.csv',
];
for (const file of paths) test(`data from ${JSON.stringify(file)}`, () => refused(data(JSON.stringify(file)), /outside of the folder|link out of the folder|is an address|there is no file|is no path|of no known format|no escape/));

for (const file of ['../outside/parts.tsql', `${outside}/parts.tsql`, 'link.tsql', 'folder/parts.tsql', 'data/../../outside/parts.tsql']) {
  test(`import from ${file}`, () => refused(`import secret from ${JSON.stringify(file)}\nx = secret()\nshow x\n`, /outside of the folder|link out of the folder/));
}

const queries: readonly string[] = [
  // files, by each way to name one
  `select * from '../outside/secret.csv'`, `select * from '${outside}/secret.csv'`, `select * from "../outside/secret.csv"`, `select * from "${outside}/secret.csv"`, `select * from "data/own.csv"`, `select * from "own.csv"`,
  `select * from 'link.csv'`, `select * from "link.csv"`, `select * from 'folder/secret.csv'`, `select * from 'folder/*.csv'`, `select * from '*.csv'`, `select * from '**/*.csv'`, `select * from '*/secret.csv'`,
  `select * from read_csv('../outside/secret.csv')`, `select * from read_csv(['data/own.csv', '../outside/secret.csv'])`, `select * from read_csv_auto('../outside/*.csv')`, `select * from read_json('../outside/secret.json')`,
  `select * from read_csv('data/own.csv' || '/../../../outside/secret.csv')`, `select * from read_csv(concat('../outside', '/secret.csv'))`, `select * from read_csv((select '../outside/secret.csv'))`,
  `select * from READ_CSV('../outside/secret.csv')`, `select * from "read_csv"('../outside/secret.csv')`, `select * from main.read_csv('../outside/secret.csv')`, `from read_csv('../outside/secret.csv')`,
  `select 1 as a where exists (select * from '../outside/secret.csv')`, `with t as (select * from '../outside/secret.csv') select * from t`, `with recursive t as (select * from '../outside/secret.csv' union all select * from t) select * from t`,
  `select a from 'data/own.csv' union all select a from '../outside/secret.csv'`, `select (select max(a) from read_csv('../outside/secret.csv')) as a`, `select * from (values (1)) as v(a), lateral (select * from '../outside/secret.csv')`,
  `select content as a from read_text('../outside/secret.txt')`, `select content as a from read_blob('/etc/passwd')`, `select file as a from glob('/etc/*')`, `select * from sniff_csv('../outside/secret.csv')`, `select * from parquet_metadata('../outside/x.parquet')`,
  `select * from read_csv('~/secret.csv')`, `select * from 'file:///etc/passwd'`, `select * from 'https://localhost/a.csv'`, `select * from read_parquet('s3://bucket/a.parquet')`, `select * from read_csv('/dev/stdin')`,
  `select * from read_csv(E'..\\057outside/secret.csv')`, `select * from read_csv($$../outside/secret.csv$$)`, `select * from read_csv('/* */../outside/secret.csv')`, `select * from /* ' */ '../outside/secret.csv' -- '`,
  // what is no query
  `copy (select 1) to '../outside/w.csv'`, `copy kept from '../outside/secret.csv'`, `attach '../outside/x.duckdb'`, `attach '../outside/x.duckdb' as y; select 1 as a`, `install httpfs`, `load httpfs`, `pragma database_list`, `pragma enable_profiling`,
  `set threads = 8`, `reset threads`, `set allowed_directories = ['/']; select 1 as a`, `call pragma_version()`, `export database '../outside/e'`, `import database '../outside'`, `checkpoint`, `vacuum`, `create table t as select 1 as a`,
  `insert into kept values (2)`, `delete from kept`, `update kept set a = 2`, `drop table kept`, `alter table kept add column b int`, `truncate kept`, `begin; drop table kept; commit`, `prepare p as select 1`, `execute p`, `explain select 1`, `describe kept`, `show tables`, `summarize kept`, `use memory`, `create secret (type s3)`,
  `select 1 as a; drop table kept`, `select 1 as a;; drop table kept;`, `select 1 as a -- ;\n; drop table kept`, `select ';' as a; drop table kept`, `select 1) as q; drop table kept; select (2`, `select 1 as a) as query; copy (select 1) to '../outside/w.csv'; --`, `/* */ ; drop table kept`, `select $$;$$ as a; drop table kept`, `select "a;" as a; delete from kept`,
  `with x as (delete from kept returning a) select * from x`, `select 1 as a into outfile 'x'`, ``, `;`, `-- nothing`,
  // functions that do more than compute
  `select nextval('counted') as a`, `select getenv('HOME') as a`, `select current_setting('allowed_directories') as a`, `select * from duckdb_settings()`, `select * from duckdb_secrets()`, `select * from duckdb_databases()`, `select * from query('drop table kept')`,
  `select * from query_table('kept')`, `select * from pragma_table_info('kept')`, `select * from force_checkpoint()`, `select * from duckdb_logs()`, `select setseed(0.5) as a`, `select * from look()`, `select * from sqlite_scan('x.db', 't')`, `select * from postgres_scan('', '', '')`,
];
for (const sql of queries) test(`a query: ${sql}`, () => refused(query(sql), /cannot be run|outside of the folder|link out of the folder|is an address|is no path|no escape/));

test('a query over a database: views that read files, and what would change it', async () => {
  for (const sql of ['select * from peek', 'select * from look()', 'delete from kept', 'select 1 as a; drop table kept', "select nextval('counted') as a"]) {
    await refused(query(sql), /cannot be run/, ['--db', database]);
  }
  await refused(data('table peek'), /cannot be run|cannot be read/, ['--db', database]);
  const shown = await said(['show', database, 'peek']);
  assert.notEqual(shown.code, 0);
  assert.ok(!shown.text.includes(String(secret)), shown.text);
  const again = await connect({ path: database });
  assert.deepEqual((await again.query("SELECT a, (SELECT count(*) FROM information_schema.tables WHERE table_name = 'kept') FROM kept")).rows, [[1, 1]]);
  await again.close();
});

for (const file of ['../w.csv', '../outside/w.parquet', `${outside}/w.npz`, 'folder/w.csv', 'sub/again/w.csv', 'data/../../w.csv', '/w.csv', '/dev/shm/w.csv']) {
  test(`export to ${file}`, () => refused(`param w = 1\nexport w to ${JSON.stringify(file)}\n`, /outside of the current folder/));
}

test('an export in the place of a link replaces the link, and writes nothing through it', async () => {
  symlinkSync(path.join(outside, 'secret.csv'), path.join(home, 'w.csv'));
  writeFileSync(path.join(home, 'export.tsql'), 'param w = 1\nexport w to "w.csv"\n');
  assert.equal((await said(['run', 'export.tsql'])).code, 0);
  assert.equal(readFileSync(path.join(outside, 'secret.csv'), 'utf8'), `a\n${secret}\n`);
  assert.equal(readFileSync(path.join(home, 'w.csv'), 'utf8').trim(), 'val\n1.0');
});

test('what is allowed: more folders to read, one folder to write', async () => {
  writeFileSync(path.join(home, 'more.tsql'), `${query("select * from '../outside/secret.csv'").replaceAll('s]', 's]')}index t\ndata y[t] from "link.csv" (t = row, y = a)\nimport secret from "../outside/parts.tsql"\nz = secret()\nshow y[t], z\nexport z to "z.csv"\n`);
  const results = path.join(root, 'results');
  mkdirSync(results);
  try {
    const ran = await said(['run', 'more.tsql', '--allow-read', '../outside', '--out', '../results']);
    assert.equal(ran.code, 0, ran.text);
    assert.equal(ran.text.split(String(secret)).length, 4, ran.text);
    assert.ok(existsSync(path.join(results, 'z.csv')));
    assert.deepEqual(readdirSync(results), ['z.csv']);
    // A single file may be allowed, too; and the same folder by another way.
    const one = await said(['check', 'more.tsql', '--allow-read', path.join(outside, 'secret.csv'), '--allow-read', path.join(home, 'folder')]);
    assert.equal(one.code, 0, one.text);
  } finally {
    rmSync(results, { recursive: true });
  }
});

test('what a program may: its own files by paths, patterns and queries, below any folder and under any name', async () => {
  const names = ["it's.csv", 'a b.csv', 'we[i]rd.csv', 'st*r.csv', 'qu?stion.csv', 'semi;colon.csv', '--dash.csv', 'dollar$x$.csv', 'ünï.csv', '{brace}.csv', '%41.csv', '~tilde.csv', 'a"b.csv'];
  mkdirSync(path.join(home, 'odd [x]'));
  for (const [k, name] of names.entries()) writeFileSync(path.join(home, 'odd [x]', name), `a\n${k}\n`);
  linkSync(path.join(home, 'own.csv'), path.join(home, 'odd [x]', 'hard.csv'));
  writeFileSync(path.join(home, 'odd [x]', 'p.tsql'), `${names.map((name, k) => `index s${k}\ndata x${k}[s${k}] from ${JSON.stringify(name)} (s${k} = row, x${k} = a)\nshow x${k}[s${k}]\n`).join('')}index q\ndata n[q] from sql "select count(*) as a, sum(a) as b from '*.csv'" (q = row, n = b)\nshow n[q]\ndata m[q] from sql "select sum(a) as c from read_csv(['semi;colon.csv', 'a b.csv'])" (q = row, m = c)\nshow m[q]\n`);
  const ran = await said(['run', 'odd [x]/p.tsql']);
  assert.equal(ran.code, 0, ran.text);
  assert.match(ran.text, new RegExp(`n\\[q\\][\\s\\S]*\\b${names.length * (names.length - 1) / 2 + 2}\\b`));
});
