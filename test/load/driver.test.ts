import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { commentText, quoteIdentifier, quoteString } from '../../compiler/quote.ts';
import { type Database, DatabaseError } from '../../runtime/database.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { classify } from '../../runtime/drivers/duckdb-errors.ts';
import { inFolder } from './programs.ts';

const inMemory = async <T>(body: (database: Database) => Promise<T>, options: { readonly memoryLimit?: string } = {}): Promise<T> => {
  const database = await connect({ path: ':memory:', ...options });
  try {
    return await body(database);
  } finally {
    await database.close();
  }
};

const failsWith = (code: string, message: RegExp) => (e: unknown): boolean => {
  assert.ok(e instanceof DatabaseError, String(e));
  assert.match(e.message, message);
  assert.equal(e.code, code);
  return true;
};

test('values come back as plain ones', () =>
  inMemory(async database => {
    const { columns, rows } = await database.query("SELECT 1::BIGINT AS i, 9007199254740993 AS big, 0.1::DOUBLE AS r, 1.50 AS d, DATE '2020-02-03' AS day, TIMESTAMP '2020-02-03 04:05:06' AS t, true AS b, 'x' AS s, NULL AS n, 'nan'::DOUBLE AS nan, [1, 2] AS l");
    assert.deepEqual(columns.map(c => c.name), ['i', 'big', 'r', 'd', 'day', 't', 'b', 's', 'n', 'nan', 'l']);
    assert.deepEqual(rows, [[1, 9007199254740993n, 0.1, 1.5, '2020-02-03', '2020-02-03 04:05:06', true, 'x', null, NaN, '[1, 2]']]);
  }));

test('parameters are bound by name, whole numbers as BIGINT, also once a statement is prepared', () =>
  inMemory(async database => {
    const { columns, rows } = await database.query('SELECT $step AS step, $x AS x, $name AS name, $flag AS flag, $step + 1 AS next', { step: 2 ** 40, x: 0.5, name: "it's", flag: true });
    assert.deepEqual(rows, [[2 ** 40, 0.5, "it's", true, 2 ** 40 + 1]]);
    assert.deepEqual(columns.slice(0, 2).map(c => c.type), ['BIGINT', 'DOUBLE']);
    await database.execute('CREATE TABLE t (a BIGINT)');
    for (const step of [1, 2, 3, 4]) await database.execute('INSERT INTO t VALUES ($step)', { step });
    assert.deepEqual((await database.query('SELECT a FROM t ORDER BY a')).rows, [[1], [2], [3], [4]]);
  }));

test('prepared statements follow tables that are made anew with other types', () =>
  inMemory(async database => {
    for (const value of ['1', "'x'", '2.5', "'y'"]) {
      await database.execute(`CREATE OR REPLACE TABLE a AS SELECT ${value} AS v`);
      await database.execute('CREATE OR REPLACE TABLE b AS SELECT v FROM a');
      assert.equal(String((await database.query('SELECT v FROM b')).rows[0]![0]), value.replaceAll("'", ''));
    }
  }));

test('columns are appended, typed arrays as they are', () =>
  inMemory(async database => {
    await database.execute('CREATE TABLE t (i INTEGER, d DOUBLE, b BIGINT, s VARCHAR, f BOOLEAN)');
    const n = 5000;
    await database.append('t', [Int32Array.from({ length: n }, (_, k) => k), Float64Array.from({ length: n }, (_, k) => k / 2), Array.from({ length: n }, (_, k) => k), Array.from({ length: n }, (_, k) => (k % 2 ? null : `ü${k}`)), Array.from({ length: n }, (_, k) => k % 3 === 0)]);
    await database.append('t', [[], [], [], [], []]);
    const { rows } = await database.query("SELECT count(*), sum(i), sum(d), sum(b), count(s), count(*) FILTER (f), count(*) FILTER (s = 'ü' || i) FROM t");
    assert.deepEqual(rows, [[n, 12497500, 6248750, 12497500, 2500, 1667, 2500]]);
    await assert.rejects(database.append('t', [[1]]), failsWith('statement', /5 columns, 1 were given/));
  }));

test('a transaction is all or nothing; one inside another is part of it', () =>
  inMemory(async database => {
    await database.execute('CREATE TABLE t (a INTEGER)');
    await assert.rejects(database.transaction(async () => {
      await database.execute('INSERT INTO t VALUES (1)');
      await database.transaction(() => database.execute('INSERT INTO t VALUES (2)'));
      throw new Error('no');
    }), /no/);
    assert.deepEqual((await database.query('SELECT * FROM t')).rows, []);
    await assert.rejects(database.transaction(() => database.execute('INSERT INTO nowhere VALUES (1)')), failsWith('statement', /nowhere does not exist/));
    assert.equal(await database.transaction(async () => { await database.execute('INSERT INTO t VALUES (3)'); return 7; }), 7);
    assert.deepEqual((await database.query('SELECT * FROM t')).rows, [[3]]);
  }));

test('once locked only what is allowed can be reached, and no setting can be changed', () =>
  inFolder({ 'in/a.csv': 'x\n1\n', 'out/b.csv': 'x\n2\n', 'c.csv': 'x\n3\n' }, async folder => {
    const database = await connect({ path: path.join(folder, 'run.duckdb'), allowed: [path.join(folder, 'in'), path.join(folder, 'c.csv')] });
    try {
      await database.lock();
      await database.lock();
      for (const [file, value] of [['in/a.csv', 1], ['c.csv', 3]] as const) assert.deepEqual((await database.query(`SELECT * FROM '${folder}/${file}'`)).rows, [[value]]);
      await assert.rejects(database.query(`SELECT * FROM '${folder}/out/b.csv'`), failsWith('permission', /b\.csv/));
      await assert.rejects(database.query(`SELECT * FROM "${folder}/out/b.csv"`), failsWith('permission', /b\.csv/));
      await assert.rejects(database.execute(`COPY (SELECT 1) TO '${folder}/out/w.csv'`), failsWith('permission', /w\.csv/));
      for (const sql of ['SET enable_external_access = true', "SET memory_limit = '1GB'", "SET allowed_configs = ['memory_limit']", "SET allowed_directories = ['/']", `ATTACH '${folder}/out/x.db'`, 'INSTALL httpfs']) await assert.rejects(database.execute(sql), DatabaseError, sql);
      await database.execute('CREATE TABLE t AS SELECT 1 AS a');
    } finally {
      await database.close();
    }
    assert.deepEqual(readdirSync(path.join(folder, 'out')), ['b.csv']);
  }));

test('one file twice in a process is one database', () =>
  inFolder({}, async folder => {
    const file = path.join(folder, 'run.duckdb');
    const [one, two] = [await connect({ path: file }), await connect({ path: file })];
    await one.execute('CREATE TABLE t (a INTEGER)');
    await one.lock();
    await two.lock();
    for (const [k, database] of [one, two, one, two].entries()) await database.execute(`INSERT INTO t VALUES (${k})`);
    await one.close();
    assert.deepEqual((await two.query('SELECT count(*) FROM t')).rows, [[4]]);
    await two.close();
    const again = await connect({ path: file });
    assert.deepEqual((await again.query('SELECT count(*) FROM t')).rows, [[4]]);
    assert.deepEqual((await again.query("SELECT tags['storage_version'] FROM duckdb_databases() WHERE path = '" + file + "'")).rows, [['v1.2.0+']]);
    await again.close();
    await again.close();
    await assert.rejects(again.query('SELECT 1'), failsWith('statement', /closed/));
  }));

test('a file that another process holds: says which', () =>
  inFolder({}, async folder => {
    const file = path.join(folder, 'run.duckdb');
    const holder = spawn(process.execPath, ['-e', "require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then(() => { console.log('held'); setInterval(() => {}, 1000); })", file], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      await assert.rejects(connect({ path: file }), failsWith('held', new RegExp(`run\\.duckdb is held by another process: .*\\(pid ${holder.pid}\\)`)));
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
  }));

test('files that are no database', () =>
  inFolder({ 'text.db': 'hello '.repeat(5000), 'empty.db': '', 'lite.db': `SQLite format 3\0${' '.repeat(5000)}`, 'short.db': 'x' }, async folder => {
    mkdirSync(path.join(folder, 'd.db'));
    const whole = await connect({ path: path.join(folder, 'whole.db') });
    await whole.execute('CREATE TABLE t AS SELECT range AS a FROM range(100000)');
    await whole.close();
    const { readFileSync } = await import('node:fs');
    writeFileSync(path.join(folder, 'cut.db'), readFileSync(path.join(folder, 'whole.db')).subarray(0, 9000));
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['text.db', 'not-a-database', /text\.db is not a DuckDB database/], ['empty.db', 'not-a-database', /empty\.db is empty/], ['lite.db', 'not-a-database', /lite\.db is an SQLite database/],
      ['short.db', 'not-a-database', /short\.db is not a DuckDB database/], ['d.db', 'not-a-database', /d\.db is a folder/], ['cut.db', 'not-a-database', /cut\.db is not a DuckDB database, or is damaged/],
      ['no/such.db', 'disk', /such\.db cannot be made: its folder does not exist/],
    ];
    for (const [name, code, message] of cases) await assert.rejects(connect({ path: path.join(folder, name) }), failsWith(code, message), name);
    assert.ok(!existsSync(path.join(folder, 'no')));
  }));

test('failures of the engine are told apart', () => {
  const of = (text: string): string => classify(new Error(text), '/x/run.duckdb').code;
  assert.equal(of('IO Error: Could not set lock on file "/x/run.duckdb": Conflicting lock is held in /usr/bin/python3.11 (PID 42). See also …'), 'held');
  assert.equal(classify(new Error('IO Error: Could not set lock on file "/x": Conflicting lock is held in /usr/bin/python3.11 (PID 42) by user root. See'), '/x').message, '/x is held by another process: python3.11 (pid 42)');
  assert.equal(of('IO Error: Could not set lock on file "/x/run.duckdb": Resource temporarily unavailable'), 'held');
  assert.equal(of('IO Error: Trying to read a database file with version number 99, but we can only read versions between 64 and 67.\nThe database file was created with a newer version of DuckDB.'), 'newer-version');
  assert.equal(of('Out of Memory Error: could not allocate block of size 256.0 KiB (47.6 MiB/47.6 MiB used)'), 'memory');
  assert.equal(of('IO Error: Could not write file "/tmp/x": No space left on device'), 'disk');
  assert.equal(of('IO Error: Cannot open file "/x/run.duckdb": Permission denied'), 'permission');
  assert.equal(of('INTERRUPT Error: Interrupted!'), 'interrupted');
  assert.equal(of('Binder Error: column x'), 'statement');
});

test('a statement can be interrupted, and the connection goes on', () =>
  inMemory(async database => {
    const long = database.query('SELECT sum(a.range * b.range) FROM range(100000) a, range(100000) b');
    const timer = setInterval(() => database.interrupt(), 50);
    await assert.rejects(long, failsWith('interrupted', /interrupted/));
    clearInterval(timer);
    assert.deepEqual((await database.query('SELECT 1')).rows, [[1]]);
  }));

test('what does not fit into memory goes to a temporary folder, which is removed', () =>
  inFolder({}, async folder => {
    const usual = process.env['TMPDIR'];
    process.env['TMPDIR'] = folder;
    try {
      await inMemory(async database => {
        await database.lock();
        assert.equal(readdirSync(folder).length, 1);
        await database.execute('CREATE TABLE big AS SELECT range AS i, random() AS x FROM range(6000000)');
        assert.deepEqual((await database.query('SELECT count(*) FROM (SELECT x FROM big ORDER BY x)')).rows, [[6000000]]);
      }, { memoryLimit: '60MB' });
      assert.deepEqual(readdirSync(folder), []);
      await assert.rejects(connect({ path: path.join(folder, 'no/such.db') }), DatabaseError);
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      if (usual === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = usual;
    }
  }));

test('names and strings survive quoting', () =>
  inMemory(async database => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('"', "'", ';', '-', '\n', '\\', '$', '😀', ' ', 'a', '`', '[', '%'), fc.string({ minLength: 1, maxLength: 1 }).filter(c => c !== '\0')) });
    await fc.assert(fc.asyncProperty(text.filter(t => t !== ''), text, async (name, value) => {
      const { columns, rows } = await database.query(`SELECT ${quoteString(value)} AS ${quoteIdentifier(name)} -- ${commentText(value)}\n`);
      assert.deepEqual([columns[0]!.name, rows[0]![0]], [name, value]);
    }), { numRuns: 300 });
    const keywords = (await database.query('SELECT keyword_name FROM duckdb_keywords()')).rows.map(r => String(r[0]));
    for (const word of [...keywords, 'rowid', 'current_date', 'current_user']) {
      const name = quoteIdentifier(word);
      await database.execute(`CREATE OR REPLACE TABLE ${name} (${name} INTEGER)`);
      await database.query(`SELECT ${name}.${name}, a.${name} AS ${name} FROM ${name} JOIN ${name} AS a ON a.${name} = ${name}.${name} GROUP BY ALL ORDER BY ${name}.${name}`);
      await database.execute(`DROP TABLE ${name}`);
    }
  }));

test('an interrupt while a transaction is being committed does not say that it failed', async () => {
  await inFolder({}, async folder => {
    const database = await connect({ path: `${folder}/commit.db` });
    try {
      await database.execute('CREATE TABLE t (a BIGINT)');
      let committed = 0;
      for (let k = 0; k < 60; k++) {
        const transaction = database.transaction(() => database.execute('INSERT INTO t SELECT range FROM range(20000)'));
        const poke = setInterval(() => database.interrupt(), 0);
        await transaction.then(() => { committed++; }, () => undefined);
        clearInterval(poke);
        assert.deepEqual((await database.query('SELECT count(*) FROM t')).rows, [[20000 * committed]]);
      }
    } finally {
      await database.close();
    }
  });
});

test('a database is made whole: under its own name there is never a part of one', async () => {
  await inFolder({}, async folder => {
    const seen = new Set<string>();
    const file = `${folder}/new.db`;
    const [one, two] = await Promise.all([connect({ path: file }), connect({ path: file })]);
    await one.execute('CREATE TABLE t AS SELECT 1 AS a');
    assert.deepEqual((await two.query('SELECT a FROM t')).rows, [[1]]);
    await one.close();
    await two.close();
    for (const name of readdirSync(folder)) seen.add(name);
    assert.deepEqual([...seen], ['new.db']);
    await assert.rejects(connect({ path: `${folder}/none/new.db` }), failsWith('disk', /its folder does not exist/));
  });
});
