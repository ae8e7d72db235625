import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { bool, int, key, text } from '../../compiler/tensor/ir.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { DataError, loadData } from '../../runtime/load.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { column, columns, complaints, dimension, inFolder, input, keyed, load, program, range, row, stored, told, withLoaded } from './programs.ts';

const wide = (file: string, rows: number, names: string[], more: Parameters<typeof input>[3] = {}) =>
  program([range('s', rows), range('k', names.length)], [input('x', ['s', 'k'], stored({ source: `file:${file}`, axes: [row(), columns(...names)] }), { full: true, ...more })]);

test('text where numbers are wanted: value, column, line, and how many there are', () =>
  inFolder({ 'w.csv': 'a,b,c\n1,2,x\n3,NA,6\n7,n/a,9\n', 'q.csv': 'a,b\n"two\nlines",1\n\n3,oops\n' }, async folder => {
    const expected = ['data-invalid: `x` in column c, line 2 of w.csv is not a number\n(the first of 3)\nhint: put the file right; where nothing is known leave the cell empty and say (null = skip) or (null = 0)'];
    assert.deepEqual(await complaints(wide('w.csv', 3, ['a', 'b', 'c']), folder), expected);
    assert.deepEqual(await complaints(wide('w.csv', 3, ['a', 'b', 'c']), folder, { blind: true }), expected);
    const q = program([range('s', 2)], [input('b', ['s'], stored({ source: 'file:q.csv', axes: [row()], value: 'b' }))]);
    assert.match((await complaints(q, folder))[0]!, /`oops` in column b, line 5 of q\.csv/, 'lines are those of the file, whatever its values span');
  }));

test('each type says what it wants', () =>
  inFolder({ 'v.csv': 'whole,flag,num,when\n1,yes,0,2020-01-01\n2.5,maybe,2,soon\n' }, async folder => {
    const p = program([range('s', 2), keyed('d', 'date'), range('n', 3)], [
      input('whole', ['s'], stored({ source: 'file:v.csv', axes: [row()], value: 'whole' }), { type: int }),
      input('flag', ['s'], stored({ source: 'file:v.csv', axes: [row()], value: 'flag' }), { type: bool }),
      input('num', ['s'], stored({ source: 'file:v.csv', axes: [row()], value: 'num' }), { type: bool }),
      input('when', ['d'], stored({ source: 'file:v.csv', axes: [column('when')], value: 'num' })),
      input('key', ['n'], stored({ source: 'file:v.csv', axes: [column('whole')], value: 'num' })),
    ]);
    assert.deepEqual((await complaints(p, folder)).map(c => c.split('\n')[0]), [
      'data-invalid: `2.5` in column whole, line 3 of v.csv is not a whole number',
      'data-invalid: `maybe` in column flag, line 3 of v.csv is not true or false',
      'data-invalid: `2` in column num, line 3 of v.csv is not true or false',
      'data-invalid: `soon` in column when, line 3 of v.csv is not a date',
    ], 'what is asked of a file twice is said once');
  }));

test('nothing where a value is wanted', () =>
  inFolder({ 'n.csv': 'u,a,b\n1,2,\n,4,5\n2,,\n', 'n.npy': writeNpy([2, 2], 'f4', Float32Array.of(1, 2, NaN, 4)), 'nan.csv': 'a\n1\nnan\n' }, async folder => {
    const hint = 'hint: (null = skip) leaves out what has no value, (null = 0) puts a number there';
    assert.deepEqual(await complaints(wide('n.csv', 3, ['a', 'b']), folder), [`data-invalid: there is no value in column b, line 2 of n.csv\n(the first of 3)\n${hint}`]);
    const long = (nulls: 'refuse' | number) => program([range('u', 3)], [input('x', ['u'], stored({ source: 'file:n.csv', axes: [column('u')], value: 'a', nulls }))]);
    assert.deepEqual(await complaints(long('refuse'), folder), [`data-invalid: there is no value in column u, line 3 of n.csv\n(the first of 2)\n${hint}`]);
    assert.deepEqual(await complaints(long(0), folder), ['data-invalid: there is no value in column u, line 3 of n.csv\nhint: (null = skip) leaves such rows out'], 'a number stands for a value, not for a key');
    const array = program([range('i', 2), range('j', 2)], [input('x', ['i', 'j'], stored({ source: 'file:n.npy', axes: [dimension(0), dimension(1)] }))]);
    assert.deepEqual(await complaints(array, folder), [`data-invalid: element [1, 0] of n.npy is not a number\n${hint}`]);
    const nan = program([range('s', 2)], [input('x', ['s'], stored({ source: 'file:nan.csv', axes: [row()], value: 'a' }))]);
    assert.deepEqual(await complaints(nan, folder), [`data-invalid: there is no value in column a, line 3 of nan.csv\n${hint}`]);
  }));

test('nothing among many columns', () => {
  const names = Array.from({ length: 30 }, (_, k) => (k === 3 ? 'value' : k === 4 ? 'column' : `p${k}`));
  const rows = ['1', '2', '3'].map(r => names.map((n, k) => (r === '2' && (k === 7 || k === 20) ? '' : r === '3' && n === 'value' ? 'nan' : `${r}.5`)).concat('7').join(','));
  return inFolder({ 'm.csv': `${names.join(',')},line\n${rows.join('\n')}\n`, 'o.csv': `${names.join(',')},line\n${rows[0]}\n${rows[2]}\n` }, async folder => {
    const hint = 'hint: (null = skip) leaves out what has no value, (null = 0) puts a number there';
    assert.deepEqual(await complaints(wide('m.csv', 3, names), folder), [`data-invalid: there is no value in column p7, line 3 of m.csv\n(the first of 3)\n${hint}`]);
    assert.deepEqual(await complaints(wide('o.csv', 2, names), folder), [`data-invalid: there is no value in column value, line 3 of o.csv\n${hint}`]);
  });
});

test('two rows for one cell', () =>
  inFolder({ 'd.csv': 'u,v,w\n0,1,5\n1,1,6\n0,1,7\n1,1,8\n', 'one.csv': 'x\n1\n2\n', 'k.csv': 'u,a,b\n0,1,2\n0,3,4\n' }, async folder => {
    const p = program([range('u', 2), range('v', 2)], [input('A', ['u', 'v'], stored({ source: 'file:d.csv', axes: [column('u'), column('v')], value: 'w' }))]);
    const expected = 'data-invalid: A has two rows for u = 0, v = 1: lines 2 and 4 of d.csv\n(the first of 2)\nhint: keep one of them, or bring them together with a query: sql "select …, sum(…) … group by …"';
    assert.deepEqual(await complaints(p, folder), [expected]);
    assert.deepEqual(await complaints(p, folder, { blind: true }), [expected]);
    const scalar = program([], [input('x', [], stored({ source: 'file:one.csv', axes: [], value: 'x' }))]);
    assert.match((await complaints(scalar, folder))[0]!, /x is one value, and one\.csv has several rows: lines 2 to 3/);
    const mixed = program([range('u', 2), range('k', 2)], [input('x', ['u', 'k'], stored({ source: 'file:k.csv', axes: [column('u'), columns('a', 'b')] }))]);
    assert.match((await complaints(mixed, folder))[0]!, /x has two rows for u = 0: lines 2 and 3/);
    const parts = program([range('u', 2), { ...range('u_test', 2), base: 'u', split: 'test' }, { ...range('u_all', 2), base: 'u', split: 'all' }], [
      input('a', ['u'], { kind: 'literal', rows: [{ at: [0], value: 1 }] }), input('b', ['u: u_test'], { kind: 'literal', rows: [{ at: [0], value: 2 }] }),
      input('ab', ['u: u_all'], { kind: 'union', of: ['a', 'b'] }),
    ]);
    assert.deepEqual(await complaints(parts, folder), ['data-invalid: u = 0 is in more than one of a, b\nhint: keep it in one of them']);
  }));

test('keys outside their index, as axes and as values', () =>
  inFolder({ 'k.csv': 'u,c\n0,1\n7,-1\n', 't.csv': 'who,age\nann,1\nbob,2\n', 'likes.csv': 'who\nann\ncarl\n', 'l.npy': writeNpy([3], 'u1', Uint8Array.of(1, 9, 3)) }, async folder => {
    const p = program([range('u', 5), range('c', 3), range('s', 2)], [
      input('x', ['u'], stored({ source: 'file:k.csv', axes: [column('u')], value: 'c' })),
      input('y', ['s'], stored({ source: 'file:k.csv', axes: [row()], value: 'c' }), { type: key('c') }),
      input('w', ['s'], { kind: 'literal', rows: [{ at: [0], value: 2 }, { at: [1], value: 3 }] }, { type: key('c') }),
    ]);
    assert.deepEqual(await complaints(p, folder), [
      'data-invalid: `7` in column u, line 3 of k.csv is not a key of u: u is 0 to 4\nhint: put the file right, or declare a larger index u',
      'data-invalid: `-1` in column c, line 3 of k.csv is not a key of y: c is 0 to 2\nhint: put the file right, or declare a larger index c',
      'data-invalid: `3` among the values of w is not a key of c: c is 0 to 2\nhint: put it right, or declare a larger index',
    ]);
    const q = program([keyed('p', 'text'), range('s', 2)], [
      input('age', ['p'], stored({ source: 'file:t.csv', axes: [column('who')], value: 'age' })),
      input('likes', ['s'], stored({ source: 'file:likes.csv', axes: [row()], value: 'who' }), { type: key('p') }),
    ], [{ index: 'p', making: { kind: 'keys', of: [{ tensor: 'age', axis: 0 }] } }]);
    assert.deepEqual(await complaints(q, folder), ['data-invalid: `carl` in column who, line 3 of likes.csv is not a key of likes: p has the keys that its data has\nhint: put the file right, or let data with this key be among those of p']);
    const labels = program([range('n', 3), range('c', 4)], [input('l', ['n'], stored({ source: 'file:l.npy', axes: [dimension(0)] }), { type: key('c') })]);
    assert.match((await complaints(labels, folder))[0]!, /element \[1\] of l\.npy, 9, is not a key of l: c is 0 to 3/);
  }));

test('too many rows, and cells that nothing fills', () =>
  inFolder({ 'a.csv': 'x,y\n1,2\n3,4\n5,6\n', 'l.csv': 'u,v,w\n0,0,1\n0,1,2\n1,1,3\n2,0,4\n', 'a.npy': writeNpy([4], 'f8', new Float64Array(4)) }, async folder => {
    const rows = (n: number) => program([range('s', n), range('k', 2)], [input('x', ['s', 'k'], stored({ source: 'file:a.csv', axes: [row(), columns('x', 'y')] }), { full: true })]);
    assert.deepEqual(await complaints(rows(2), folder), ['data-invalid: a.csv has 3 rows, but s has 2 keys for them\nhint: index s = 3']);
    assert.deepEqual(await complaints(rows(5), folder), ['data-invalid: a.csv has 3 rows, but s has 5 keys for them\nhint: index s = 3']);
    const array = program([range('s', 3)], [input('x', ['s'], stored({ source: 'file:a.npy', axes: [dimension(0)] }))]);
    assert.match((await complaints(array, folder))[0]!, /a\.npy has 4 positions along s, but s has 3 keys for them/);
    const long = program([range('u', 3), range('v', 2)], [input('A', ['u', 'v'], stored({ source: 'file:l.csv', axes: [column('u'), column('v')], value: 'w' }), { full: true })]);
    assert.match((await complaints(long, folder))[0]!, /A has no value for u = 1, v = 0: l\.csv has too few rows\n\(the first of 2\)/);
    const keys = program([keyed('s', 'int', true)], [
      input('x', ['s'], stored({ source: 'file:a.csv', axes: [row()], value: 'x' }), { full: true }),
      input('w', ['s'], stored({ source: 'file:l.csv', axes: [row()], value: 'w' }), { full: true }),
    ], [{ index: 's', making: { kind: 'keys', of: [{ tensor: 'x', axis: 0 }, { tensor: 'w', axis: 0 }] } }]);
    assert.match((await complaints(keys, folder))[0]!, /a\.csv has 3 rows, but s has 4 keys for them\nhint: files over one index are of one length/);
  }));

test('all that is wrong is told at once, and nothing is left behind', () =>
  inFolder({ 'b.csv': 'u,w\n0,1\n0,x\n9,\n' }, async folder => {
    const p = program([range('u', 2)], [input('A', ['u'], stored({ source: 'file:b.csv', axes: [column('u')], value: 'w' }))]);
    assert.deepEqual((await complaints(p, folder)).map(c => c.split('\n')[0]!.replace('data-invalid: ', '')), [
      '`x` in column w, line 3 of b.csv is not a number',
      'there is no value in column w, line 4 of b.csv',
      'A has two rows for u = 0: lines 2 and 3 of b.csv',
      '`9` in column u, line 4 of b.csv is not a key of u: u is 0 to 1',
    ]);
    const plan = await withLoaded(program(p.indices, [input('A', ['u'], stored({ source: 'file:b.csv', axes: [column('u')], value: 'w', nulls: 'skip' }))]), folder, async l => l.plan).catch(e => e as unknown);
    assert.ok(plan instanceof DataError);
    const database = await connect({ path: ':memory:', allowed: [folder] });
    try {
      const { loadStatements } = await import('../../compiler/relational/load.ts');
      const { duckdb } = await import('../../compiler/dialects/duckdb.ts');
      await assert.rejects(loadData(loadStatements(p, null, duckdb), database, folder), DataError);
      assert.deepEqual((await database.query('SELECT table_name FROM information_schema.tables')).rows, []);
    } finally {
      await database.close();
    }
  }));

test('names with braces, backticks and line ends stand for themselves in messages', () =>
  inFolder({ '{line}.csv': '"{value}",u\nx\ny,0\n'.replace('x\ny', '"x\ny"') }, async folder => {
    const p = program([range('u', 1)], [input('{t}', ['{total}: u'], stored({ source: 'file:{line}.csv', axes: [column('u')], value: '{value}' }))]);
    assert.deepEqual((await complaints(p, folder)).map(c => c.split('\n')[0]), ['data-invalid: `x y` in column {value}, line 2 of {line}.csv is not a number']);
  }));

test('an array that changed or broke since its header was read', () =>
  inFolder({ 'x.npy.gz': gzipSync(writeNpy([40_000], 'f8', Float64Array.from({ length: 40_000 }, (_, k) => Math.sin(k)))).subarray(0, 150_000), 'u.npy': writeNpy([1], 'u8', BigUint64Array.of(2n ** 63n)) }, async folder => {
    const of = (file: string) => program([range('i', 40_000)], [input('x', ['i'], stored({ source: `file:${file}`, axes: [dimension(0)] }))]);
    assert.match((await complaints(of('x.npy.gz'), folder))[0]!, /^data-missing: x\.npy\.gz: it is damaged or cut short: a gzip file is expected/);
    assert.match((await complaints(of('u.npy'), folder))[0]!, /^data-missing: u\.npy: its element 9223372036854775808 is larger than/);
  }));

test('the engine\'s own complaints about data are told as such', () =>
  inFolder({ 'big.csv': 'a,b\n1,2\n', 'gone.csv': 'a\n1\n' }, async folder => {
    const p = program([range('s', 1)], [input('x', ['s'], stored({ source: 'table:huge', axes: [row()], value: 'a' }), { type: int })]);
    assert.match((await complaints(p, folder, { before: ['CREATE TABLE huge AS SELECT 18446744073709551615::UBIGINT AS a'] }))[0]!, /^data-invalid: `18446744073709551615` in column a, row 1 of table huge is not a whole number/);
    const q = program([range('s', 1)], [input('x', ['s'], stored({ source: 'file:gone.csv', axes: [row()], value: 'a' }))]);
    const plan = await withLoaded(q, folder, async l => l.plan);
    rmSync(path.join(folder, 'gone.csv'));
    const database = await connect({ path: ':memory:', allowed: [folder] });
    try {
      await database.lock();
      await assert.rejects(loadData(plan, database, folder), (e: unknown) => e instanceof DataError && /^data-missing: gone\.csv cannot be read any more: No files found/.test(told(e.diagnostics[0]!)));
    } finally {
      await database.close();
    }
  }));

test('types that cannot become each other are told before anything runs', () =>
  inFolder({ 'd.csv': 'when,flag\n2020-01-01,true\n', 't.csv': 'a\nx\n' }, async folder => {
    const p = program([range('s', 1)], [input('x', ['s'], stored({ source: 'file:d.csv', axes: [row()], value: 'when' }))]);
    await assert.rejects(load(p, folder), (e: unknown) => e instanceof ProgramError && told(e.diagnostic) === 'data-mapping: column when of d.csv holds dates, a number is wanted\nhint: map another column');
    const q = program([keyed('d', 'date')], [input('x', ['d'], stored({ source: 'file:d.csv', axes: [column('flag')], value: 'flag' }))]);
    await assert.rejects(load(q, folder), (e: unknown) => e instanceof ProgramError && /holds truth values, a date is wanted/.test(e.message));
    assert.deepEqual(await load(program([range('s', 1)], [input('x', ['s'], stored({ source: 'file:d.csv', axes: [row()], value: 'when' }), { type: text })]), folder), { x: [[0, '2020-01-01']] });
  }));
