// Programs that try to get out: every one is refused with an error, shows nothing of what lies outside and leaves nothing there.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
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
await made.execute(`CREATE MACRO glance() AS (SELECT max(a) FROM read_csv('${outside}/secret.csv'))`);
await made.execute(`CREATE MACRO range(n) AS TABLE SELECT * FROM read_csv('${outside}/secret.csv')`);
await made.execute(`CREATE MACRO abs(n) AS (SELECT max(a) FROM read_csv('${outside}/secret.csv'))`);
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
/** Runs a program, which must be refused, at a place in itself or in `file`. */
async function refused(text: string, why: RegExp, args: readonly string[] = [], file: string | null = null): Promise<void> {
  const name = `p${programs++}.tsql`;
  writeFileSync(path.join(home, name), text);
  for (const way of [['check', name], ['run', name]]) {
    if (way[0] === 'check' && /export/.test(text)) continue;
    const { code, text: told } = await said([...way, ...args]);
    assert.equal(code, 1, `${text}\n${told}`);
    assert.match(told, why, text);
    assert.match(told, new RegExp(`error\\[(out-of-reach|data-missing|syntax|import)\\]`), told);
    assert.match(told, new RegExp(`${file ?? name}:\\d+:\\d+`), 'the place is told');
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
  // readers by other names, other ways to name what is read, and names that shadow
  `select * from read_duckdb('../outside/x.duckdb', table_name = 't')`, `select * from json_execute_serialized_sql(json_serialize_sql('select 1 as a'))`, `select * from sql_auto_complete('select * from ''/etc/')`, `select * from which_secret('s3://x', 's3')`,
  `select * from parquet_full_metadata('../outside/x.parquet')`, `select * from parquet_bloom_probe('../outside/x.parquet', 'a', 1)`, `select * from seq_scan('kept')`, `select * from arrow_scan(1, 2, 3)`, `select * from pragma_show('kept')`, `select * from glob('own.csv')`,
  `select * from '${outside}/secret.csv' as p, (with "${outside}/secret.csv" as (select 1 as b) select * from "${outside}/secret.csv") as q`, `select * from main."../outside/secret.csv"`, `select * from memory.main."${outside}/secret.csv"`, `select * from temp."${outside}/secret.csv"`,
  `select * from read_csv(filename = '../outside/secret.csv')`, `select * from read_csv(path := '../outside/secret.csv')`, `select * from read_csv(null)`, `select * from read_csv()`, `select * from read_csv('{own,folder/secret}.csv')`, `select * from read_csv('[f]older/secret.csv')`, `select * from 'f?lder/secret.csv'`, `select * from read_csv('data/**/../../folder/*.csv')`,
  `select * from read_parquet('../outside/x.parquet', encryption_config = {footer_key: 'k'})`, `select * from read_csv(['own.csv', 'folder/secret.csv'], union_by_name = true)`, `select * from read_csv('data/own.csv', delim = (select max(a) from '../outside/secret.csv'))`,
  // in every corner of a query
  `select columns(*) from '../outside/secret.csv'`, `select list_transform([1], lambda x: (select max(a) from '../outside/secret.csv'))[1] as a`, `select * from (pivot '../outside/secret.csv' on a using sum(a))`, `select * from (unpivot '../outside/secret.csv' on a)`, `pivot '../outside/secret.csv' on a using sum(a)`,
  `select * from '../outside/secret.csv' using sample 1 rows`, `table '../outside/secret.csv'`, `select 1 as a order by (select max(a) from '../outside/secret.csv')`, `select 1 as a limit (select max(a) from '../outside/secret.csv')`, `select max(a) over w as a from (select 1 as a) window w as (partition by (select max(a) from '../outside/secret.csv'))`,
  `select 1 as a qualify row_number() over () < (select max(a) from '../outside/secret.csv')`, `with recursive t(a) using key (a) as (select a from '../outside/secret.csv' union select a from t) select * from t`, `select 1 as a from range(10) t(a) positional join '../outside/secret.csv'`,
  `select system.main.getenv('HOME') as a`, `select "getenv"('HOME') as a`, `select list_transform(['HOME'], lambda x: getenv(x))[1] as a`, `select list_reduce(['x'], lambda x, y: getenv(x)) as a`,
  `merge into kept using (select 1 as a) s on kept.a = s.a when matched then delete`, `set variable x = 1`, `comment on table kept is 'x'`, `create macro m() as 1`, `create type t as enum ('a')`, `detach memory`, `alter database memory set alias to x`,
  // look-alikes, control characters, lengths
  `select * from '\u2024\u2024/outside/secret.csv'`, `select * from '..\u2215outside\u2215secret.csv'`, `select * from 'data/own.csv\n/../../../outside/secret.csv'`, `select * from '${'a/'.repeat(2500)}x.csv'`, `select ${'abs('.repeat(2000)}1${')'.repeat(2000)} as a`,
];
for (const sql of queries) test(`a query: ${sql.slice(0, 200)}`, () => refused(query(sql), /cannot be run|outside of the folder|link out of the folder|is an address|is no path|no escape/));


test('a query over a database: views that read files, and what would change it', async () => {
  for (const sql of ['select * from peek', 'select * from look()', 'select glance() as a', 'select * from range(3)', 'select abs(-1) as a', 'with kept as (select * from peek) select * from kept', 'delete from kept', 'select 1 as a; drop table kept', "select nextval('counted') as a"]) {
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

for (const file of ['/dev/null.csv', '/dev/fd/1.csv', '/proc/self/fd/1.csv', '/proc/self/cwd/../w.csv', 'folder/../../w.csv', 'sub/../../w.csv']) {
  test(`export to ${file}`, () => refused(`param w = 1\nexport w to ${JSON.stringify(file)}\n`, /outside of the current folder/));
}

test('an export that cannot be: folders, files for folders, look-alikes of .., names that are too long', async () => {
  mkdirSync(path.join(home, 'taken.csv'));
  for (const [file, why] of [['taken.csv', 'it is a folder'], ['own.csv/w.csv', 'is not a folder'], ['\u2025/w.csv', 'does not exist'], ['\uff0e\uff0e/w.csv', 'does not exist'], ['http://localhost/w.csv', 'does not exist'], ['~/w.csv', 'does not exist'], ['$HOME/w.csv', 'does not exist'], [`${'a'.repeat(300)}.csv`, 'the name is too long'], [`${'a/'.repeat(3000)}w.csv`, 'does not exist|too long']] as const) {
    writeFileSync(path.join(home, 'to.tsql'), `param w = 1\nexport w to ${JSON.stringify(file)}\n`);
    const { code, text } = await said(['run', 'to.tsql']);
    assert.equal(code, 1, text);
    assert.match(text, new RegExp(`error: .* cannot be written: .*(${why})`), text.slice(0, 300));
  }
  assert.equal(before(), untouched);
});

test('modules in circles, of no end, in long rows, and of odd names', async () => {
  execFileSync('mkfifo', [path.join(home, 'pipe.tsql'), path.join(home, 'pipe.csv')]);
  mkdirSync(path.join(home, 'folder.tsql'));
  writeFileSync(path.join(home, 'one.tsql'), 'import two from "two.tsql"\nfn one() = two()\n');
  writeFileSync(path.join(home, 'two.tsql'), 'import one from "one.tsql"\nfn two() = one()\n');
  writeFileSync(path.join(home, 'self.tsql'), 'import self from "self.tsql"\nfn self() = 1\n');
  for (let k = 0; k < 1500; k++) writeFileSync(path.join(home, `row${k}.tsql`), `import f${k + 1} from "row${k + 1}.tsql"\nfn f${k}() = f${k + 1}()\n`);
  writeFileSync(path.join(home, 'row1500.tsql'), 'fn f1500() = 1\n');
  const from = (name: string, file: string): string => `import ${name} from ${JSON.stringify(file)}\nx = ${name}()\nshow x\n`;
  await refused(from('one', 'one.tsql'), /is imported by what it imports/, [], 'two.tsql');
  await refused(from('self', 'self.tsql'), /is imported by what it imports/, [], 'self.tsql');
  const row = await said(['check', 'row0.tsql']);
  assert.equal(row.code, 1, row.text);
  assert.match(row.text, /error\[import\]: row101\.tsql is imported through more than 100 modules\n.*row100\.tsql:1:/);
  assert.equal((await said(['check', 'row1410.tsql'])).code, 0, 'some in a row are fine');
  for (const file of ['pipe.tsql', 'folder.tsql', 'data', '__proto__', 'constructor', 'toString', '', '.', './std/nn', '..\\outside\\parts.tsql', '\u2024\u2024/outside/parts.tsql', 'a'.repeat(5000), 'http://localhost/parts.tsql']) await refused(from('secret', file), /there is no module/);
  for (const file of ['std/../../outside/parts.tsql', 'std/nn/../../../outside/parts.tsql', 'std/NN', 'std/']) await refused(from('secret', file), /the standard library has no module/);
  for (const file of ['..', '/', 'folder/parts.tsql']) await refused(from('secret', file), /outside of the folder|link out of the folder/);
  // a pipe that is data keeps nobody waiting, either
  await refused(data('"pipe.csv"'), /pipe\.csv is not a plain file/);
  await refused(query("select * from 'pipe.csv'"), /pipe\.csv is not a plain file/);
  await refused(query("select * from 'p*e.csv'"), /pipe\.csv is not a plain file|No files found|cannot be run/);
});

test('names that mean something to JavaScript are names', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    writeFileSync(path.join(home, 'names.tsql'), `index ${name} = 2\nsetting ${name}1 = 1\nfn ${name}2(x) = 2 * x\nparam ${name}3[${name}] = 1\ny = sum[${name}](${name}3[${name}]) * ${name}2(${name}1)\nshow y\nindex s = 3\nsplit s into train 0.5, ${name} 0.5\ndata ${name}4[${name}] = [1, 2]\nshow ${name}4[${name}]\n`);
    const { code, text } = await said(['run', 'names.tsql', '--set', `${name}1=5`]);
    assert.equal(code, 0, text);
    assert.match(text, /^y = 20$/m);
  }
  for (const text of ['y = toString(2)\nshow y\n', 'import constructor from "std/nn"\nshow 1\n', '@constructor(f32) y = 1\nshow y\n', 'index s = 2\nparam w[s] ~ valueOf(0, 1)\nshow w[s]\n', 'index s\ndata x[s] from "own.csv" (x = __proto__)\nshow x[s]\n']) {
    writeFileSync(path.join(home, 'unknown.tsql'), text);
    assert.equal((await said(['run', 'unknown.tsql'])).code, 1, text);
  }
});

test('names and texts of any length', async () => {
  const long = 'n'.repeat(20_000);
  writeFileSync(path.join(home, 'long.csv'), `${long}x\n1\n`);
  for (const [text, code] of [[`param ${long} = 1\nshow ${long}\n`, 0], [`index s\ndata x[s] from "long.csv" (x = ${long}y)\nshow x[s]\n`, 1], [`index s\ndata x[s] from "long.csv" (x = ${long}x)\nshow x[s]\n`, 0], [`show ${long}z\nparam ${long}y = 1\n`, 1]] as const) {
    writeFileSync(path.join(home, 'long.tsql'), text);
    assert.equal((await said(['run', 'long.tsql'])).code, code, text.replaceAll(long, '…'));
  }
});

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
