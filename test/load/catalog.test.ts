import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Catalog, SourceId } from '../../compiler/catalog.ts';
import { origin } from '../../compiler/relational/source.ts';
import { readCatalog } from '../../runtime/catalog.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { writeNpz } from '../../runtime/formats/npz.ts';
import { inFolder, span, told } from './programs.ts';

const read = async (folder: string, ids: readonly SourceId[], before: readonly string[] = [], file = ':memory:'): Promise<{ catalog: Catalog; told: readonly string[] }> => {
  const database = await connect({ path: file, allowed: [folder] });
  try {
    for (const sql of before) await database.execute(sql);
    await database.lock();
    const found = await readCatalog({ modules: [], data: ids.map(id => ({ id, origin: origin(id), span })) }, folder, database);
    for (const d of found.diagnostics) assert.deepEqual([d.span, d.severity], [span, 'error']);
    return { catalog: found.catalog, told: found.diagnostics.map(told) };
  } finally {
    await database.close();
  }
};

/** What is said of one file. */
const saidOf = async (name: string, content: string | Uint8Array, prepare: (folder: string) => void = () => undefined): Promise<string> =>
  inFolder({ [name]: content }, async folder => {
    prepare(folder);
    const { told: [only], catalog } = await read(folder, [`file:${name}`]);
    assert.deepEqual(catalog.sources, {});
    return only!;
  });

test('columns with types and ranges, rows, shapes of arrays', () =>
  inFolder({
    'a.csv': 'i,r,b,t,d,n\n-3,1.5,true,x,2020-01-01,\n70000000000,2,false,1,2021-01-01,\n',
    's.csv': 'a;b\n1;2,5\n', 't.tsv': 'a\tb\n1\t2,5\n', 'c.csv.gz': gzipSync('a\n1\n2\n'),
    'j.json': '[{"a": 1, "b": null}, {"a": 2, "b": "x"}]', 'n.ndjson': '{"a": 1}\n{"a": 2}\n{"a": 3}\n',
    'x.npy': writeNpy([2, 3], 'f4', new Float32Array(6)), 'x.npy.gz': gzipSync(writeNpy([7], 'u1', new Uint8Array(7))),
    'm.npz': writeNpz({ W: writeNpy([2], 'f8', new Float64Array(2)), b: writeNpy([], 'b1', new Uint8Array(1)) }),
    'l-idx1-ubyte': Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 4, 5), 'unknown': writeNpy([1], 'i8', new BigInt64Array(1)),
  }, async folder => {
    const { catalog: { sources }, told: complaints } = await read(folder, ['a.csv', 's.csv', 't.tsv', 'c.csv.gz', 'j.json', 'n.ndjson', 'x.npy', 'x.npy.gz', 'm.npz', 'l-idx1-ubyte', 'unknown', 'a.csv'].map(f => `file:${f}`));
    assert.deepEqual(complaints, []);
    const col = (name: string, type: string, range: readonly [number, number] | null = null) => ({ name, type, range });
    assert.deepEqual(sources, {
      'file:a.csv': { kind: 'relation', rows: 2, columns: [col('i', 'int', [-3, 70000000000]), col('r', 'real'), col('b', 'bool'), { ...col('t', 'text'), odd: '`x` in column t, line 2 of a.csv' }, col('d', 'date'), { ...col('n', 'text'), empty: true }] },
      'file:s.csv': { kind: 'relation', rows: 1, columns: [col('a', 'int', [1, 1]), col('b', 'text')] },
      'file:t.tsv': { kind: 'relation', rows: 1, columns: [col('a', 'int', [1, 1]), col('b', 'text')] },
      'file:c.csv.gz': { kind: 'relation', rows: 2, columns: [col('a', 'int', [1, 2])] },
      'file:j.json': { kind: 'relation', rows: 2, columns: [col('a', 'int', [1, 2]), col('b', 'text')] },
      'file:n.ndjson': { kind: 'relation', rows: 3, columns: [col('a', 'int', [1, 3])] },
      'file:x.npy': { kind: 'array', shape: [2, 3], type: 'real' },
      'file:x.npy.gz': { kind: 'array', shape: [7], type: 'int' },
      'file:m.npz': { kind: 'arrays', members: { W: { shape: [2], type: 'real' }, b: { shape: [], type: 'bool' } } },
      'file:l-idx1-ubyte': { kind: 'array', shape: [2], type: 'int' },
      'file:unknown': { kind: 'array', shape: [1], type: 'int' },
    });
  }));

test('parquet, with types that text has not', () =>
  inFolder({}, async folder => {
    const { catalog: { sources } } = await read(folder, ['file:p.parquet'], [`COPY (SELECT 1::UTINYINT AS u, 2.5::DECIMAL(5, 2) AS d, 1.5::FLOAT AS f, TIMESTAMP '2020-01-01' AS t, [1, 2] AS l, 18446744073709551615::UBIGINT AS big) TO '${folder}/p.parquet'`]);
    assert.deepEqual(sources['file:p.parquet'], {
      kind: 'relation', rows: 1,
      columns: [{ name: 'u', type: 'int', range: [1, 1] }, { name: 'd', type: 'real', range: null }, { name: 'f', type: 'real', range: null }, { name: 't', type: 'text', range: null }, { name: 'l', type: 'text', range: null }, { name: 'big', type: 'int', range: [2 ** 64, 2 ** 64] }],
    });
  }));

test('a file that is not there: near names, what is there, no folder, addresses', () =>
  inFolder({ 'digits.csv': 'a\n1\n', 'other.npy': 'x', 'notes.md': 'x' }, async folder => {
    const { told: all } = await read(folder, ['digit.csv', 'zzzzzzz.csv', 'no/such.csv', 'digits.csv/x.csv', 'https://example.org/x.csv', 's3://b/x.csv', '', 'a\0b.csv', '../../../no.csv', 'x'.repeat(5000)].map(f => `file:${f}`));
    assert.deepEqual(all.slice(0, 8), [
      'data-missing: there is no file digit.csv (did you mean digits.csv?)\nhint: write "digits.csv"',
      'data-missing: there is no file zzzzzzz.csv\nhint: files there: digits.csv, other.npy',
      'data-missing: there is no file no/such.csv\nhint: there is no folder no',
      'data-missing: there is no file digits.csv/x.csv\nhint: there is no folder digits.csv',
      'data-missing: https://example.org/x.csv is an address: only files are read\nhint: download it first and name the file',
      'data-missing: s3://b/x.csv is an address: only files are read\nhint: download it first and name the file',
      'data-missing: the path of the file is empty\nhint: name a file: from "data.csv"',
      'data-missing: "a\\u0000b.csv" is no path: it has a NUL character',
    ]);
    assert.match(all[8]!, /^out-of-reach: \.\.\/\.\.\/\.\.\/no\.csv is outside of the folder of the program/);
    assert.match(all[9]!, /is no path: it is too long/);
  }));

test('a pattern is no file', () =>
  inFolder({ 'a1.csv': 'x\n1\n' }, async folder => {
    assert.match((await read(folder, ['file:a*.csv'])).told[0]!, /there is no file a\*\.csv/);
  }));

test('a file that is there but is not what it should be', async () => {
  assert.equal(await saidOf('e.csv', ''), 'data-missing: e.csv is empty\nhint: a header and rows are expected, or an array');
  assert.equal(await saidOf('e.npy', ''), 'data-missing: e.npy is empty\nhint: a header and rows are expected, or an array');
  assert.equal(await saidOf('h.csv', 'a,b\n'), 'data-missing: h.csv has no rows\nhint: rows are expected after the header');
  assert.equal(await saidOf('e.json', '[]'), 'data-missing: e.json has no rows\nhint: rows are expected: [{"a": 1}, …]');
  assert.equal(await saidOf('what.dat', 'hello'), 'data-missing: what.dat is of no known format\nhint: endings that are understood: .csv .tsv .parquet .json .ndjson .npy .npz .idx (text, npy and idx also .gz)');
  assert.equal(await saidOf('r.csv', 'a,b\n1,2\n3\n4,5\n'), 'data-missing: line 3 of r.csv has 1 value, its header 2 values\nhint: put the file right; a value with a comma in it stands in quotes');
  assert.equal(await saidOf('r2.csv', 'a,b\n1,2\n\n"x\n\ny",5,6\n'), 'data-missing: line 4 of r2.csv has 3 values, its header 2 values\nhint: put the file right; a value with a comma in it stands in quotes');
  assert.equal(await saidOf('q.csv', 'a,b\n1,"x\n2,3\n'), 'data-missing: a quote that opens at line 2 of q.csv is never closed\nhint: put the file right; a quote inside quotes is written twice');
  assert.equal(await saidOf('u.csv', Buffer.from('a,b\n1,2\n3,\xff\xfe\n', 'latin1')), 'data-missing: line 3 of u.csv is not UTF-8 text\nhint: save it as UTF-8');
  assert.match(await saidOf('p.parquet', 'PAR1 no PAR1'), /^data-missing: p\.parquet cannot be read as parquet: .*\nhint: a parquet file is expected$/);
  assert.match(await saidOf('j.json', '[{"a": 1}, {"a"'), /^data-missing: j\.json cannot be read as json: it is cut short/);
  assert.match(await saidOf('k.json', '[{"a": 1}, {"a" 2}]'), /^data-missing: k\.json cannot be read as json: Malformed JSON/);
  assert.match(await saidOf('v.json', '[1, 2]'), /v\.json holds no objects\nhint: a row is an object/);
  assert.match(await saidOf('x.npy', 'a,b\n1,2\n'), /x\.npy cannot be read: it is not an \.npy file/);
  assert.match(await saidOf('x.npy', writeNpy([9], 'f8', new Float64Array(9)).subarray(0, 150)), /x\.npy cannot be read: it is cut short: 9 elements \(64-bit real\) of an \.npy file need 200 bytes, there are 150/);
  assert.match(await saidOf('x.npz', writeNpy([9], 'f8', new Float64Array(9))), /x\.npz cannot be read: it is not an \.npz file.*\nhint: it looks like \.npy: rename it/);
  assert.match(await saidOf('x.csv', writeNpy([9], 'f8', new Float64Array(9))), /x\.csv is not a csv file: it looks like \.npy\nhint: rename it/);
  assert.match(await saidOf('x.idx', 'hello'), /x\.idx cannot be read: it is not an IDX file/);
  assert.match(await saidOf('not.csv.gz', 'a,b\n1,2\n'), /^data-missing: not\.csv\.gz cannot be read: it is damaged or cut short: a gzip file is expected/);
  assert.match(await saidOf('z.csv.gz', gzipSync('a,b\n'.repeat(9999)).subarray(0, 40)), /^data-missing: z\.csv\.gz cannot be read: it is damaged or cut short/);
  assert.match(await saidOf('x', 'y', folder => mkdirSync(path.join(folder, 'd'))), /x is of no known format/);
});

test('folders, links in a circle, files that are none', () =>
  inFolder({ 'd/a.csv': 'x\n1\n' }, async folder => {
    symlinkSync(path.join(folder, 'loop.csv'), path.join(folder, 'loop.csv'));
    symlinkSync(path.join(folder, 'gone.csv'), path.join(folder, 'dangling.csv'));
    execFileSync('mkfifo', [path.join(folder, 'null.csv')]);
    const { told: all } = await read(folder, ['d', 'loop.csv', 'dangling.csv', 'null.csv'].map(f => `file:${f}`));
    assert.equal(all[0], 'data-missing: d is a folder, not a file\nhint: files in it: a.csv');
    assert.match(all[1]!, /loop\.csv is a link that leads back to itself/);
    assert.match(all[2]!, /there is no file dangling\.csv/);
    assert.match(all[3]!, /null\.csv is not a plain file/);
  }));

// The superuser may read everything, so there is nothing to be refused.
test('a file without permission', { skip: process.getuid?.() === 0 }, () =>
  inFolder({ 'secret.csv': 'a\n1\n' }, async folder => {
    chmodSync(path.join(folder, 'secret.csv'), 0);
    assert.deepEqual((await read(folder, ['file:secret.csv'])).told, ['data-missing: secret.csv cannot be read: permission denied\nhint: chmod +r secret.csv']);
  }));

test('tables and queries', () =>
  inFolder({ 'x.csv': 'a,b\n1,2\n' }, async folder => {
    const before = ['CREATE TABLE "my table" AS SELECT 5 AS k, 1.5 AS v', 'CREATE VIEW seen AS SELECT 1 AS a'];
    const { catalog: { sources }, told: all } = await read(folder, [
      'table:my table', 'table:SEEN', 'sql:SELECT a + 1 AS c FROM \'x.csv\' -- note', 'sql:SELECT 1 AS one;',
      'table:my tabel', 'table:x.csv', 'sql:SELEC 1', 'sql:DELETE FROM "my table"', 'sql:SELECT 1; SELECT 2', 'sql:SELECT * FROM nowhere', 'sql:SELECT $a', "sql:SELECT * FROM read_csv('/etc/passwd')", "sql:SELECT * FROM 'gone.csv'", 'sql:SELECT 1) t; DROP TABLE seen; SELECT (2',
    ], before, path.join(folder, 'run.duckdb'));
    assert.deepEqual(sources, {
      'table:my table': { kind: 'relation', rows: 1, columns: [{ name: 'k', type: 'int', range: [5, 5] }, { name: 'v', type: 'real', range: null }] },
      'table:SEEN': { kind: 'relation', rows: 1, columns: [{ name: 'a', type: 'int', range: [1, 1] }] },
      "sql:SELECT a + 1 AS c FROM 'x.csv' -- note": { kind: 'relation', rows: 1, columns: [{ name: 'c', type: 'int', range: [2, 2] }] },
      'sql:SELECT 1 AS one;': { kind: 'relation', rows: 1, columns: [{ name: 'one', type: 'int', range: [1, 1] }] },
    });
    const first = all.map(t => t.split('\n')[0]!);
    assert.match(first[0]!, /^data-missing: there is no table my tabel in .*run\.duckdb \(did you mean my table\?\)$/);
    assert.match(first[1]!, /there is no table x\.csv/, 'a table is no file');
    assert.match(first[2]!, /the query cannot be run: Parser Error: syntax error/);
    assert.match(first[3]!, /the query cannot be run: this is not a query/);
    assert.match(first[4]!, /the query cannot be run: there are 2 statements/);
    assert.match(first[5]!, /the query cannot be run: Table with name nowhere does not exist/);
    assert.match(first[6]!, /the query has parameters: \$a/);
    assert.match(first[7]!, /\/etc\/passwd is outside of the folder of the program/);
    assert.match(first[8]!, /No files found that match the pattern/);
    assert.match(first[9]!, /syntax error|multiple statements/);
    assert.match((await read(folder, ['table:t'])).told[0]!, /there is no table t: no database is named\nhint: --db FILE names the database/);
  }));
