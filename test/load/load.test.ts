import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from '../seeded.ts';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { loadStatements } from '../../compiler/relational/load.ts';
import { type Equation, at, arg, bool, int, key, real, text } from '../../compiler/tensor/ir.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { writeNpz } from '../../runtime/formats/npz.ts';
import { column, columns, dimension, inFolder, input, keyed, load, program, range, row, span, stored, withLoaded } from './programs.ts';

test('wide data: one row of the file a key, columns by position, with and without a header read before', () =>
  inFolder({ 'w.csv': 'b,a,label,"c ""x"""\n1,2.5,7,3\n4,5,8,6\n' }, async folder => {
    const p = program([range('s', 2), range('k', 3)], [
      input('x', ['s', 'k'], stored({ source: 'file:w.csv', axes: [row(), columns('a', 'c "x"', 'b')] }), { full: true }),
      input('turned', ['k', 's'], stored({ source: 'file:w.csv', axes: [columns('b', 'a', 'label'), row()] })),
      input('y', ['s'], stored({ source: 'file:w.csv', axes: [row()], value: 'label' }), { full: true, type: int }),
    ]);
    const expected = {
      x: [[0, 0, 2.5], [0, 1, 3], [0, 2, 1], [1, 0, 5], [1, 1, 6], [1, 2, 4]],
      turned: [[0, 0, 1], [0, 1, 4], [1, 0, 2.5], [1, 1, 5], [2, 0, 7], [2, 1, 8]],
      y: [[0, 7], [1, 8]],
    };
    assert.deepEqual(await load(p, folder), expected);
    assert.deepEqual(await load(p, folder, { blind: true }), expected);
  }));

test('many wide columns are named by what is left out, and come out the same', () =>
  inFolder({ 'm.csv': `${['id', ...Array.from({ length: 40 }, (_, k) => `p${k}`), 'label'].join(',')}\n${[1, 2].map(r => [`n${r}`, ...Array.from({ length: 40 }, (_, k) => r * 100 + k), 9].join(',')).join('\n')}\n` }, async folder => {
    const names = Array.from({ length: 40 }, (_, k) => `p${k}`);
    const make = (picked: string[]) => program([range('s', 2), range('k', 40)], [input('x', ['s', 'k'], stored({ source: 'file:m.csv', axes: [row(), columns(...picked)] }), { full: true })]);
    const inOrder = await withLoaded(make(names), folder, async l => {
      assert.match(l.plan.load.at(-1)!.sql, /\*COLUMNS\(\* EXCLUDE \(file_row, id, label\)\)/);
      return l.table('x');
    });
    assert.deepEqual(inOrder.map(r => r[2]), [1, 2].flatMap(r => names.map((_, k) => r * 100 + k)));
    assert.ok((await withLoaded(make(names), folder, async l => l.plan.validations)).every(v => v.sql.length < 1000));
    const reversed = await load(make([...names].reverse()), folder);
    assert.deepEqual(reversed['x']!.map(r => r[2]), [1, 2].flatMap(r => names.map((_, k) => r * 100 + 39 - k)));
  }));

test('long data: keys of text, whole numbers and dates; index tables from what occurs', () =>
  inFolder({ 'e.csv': 'src,dst,when,w\nann,bob,2020-02-01,1\nbob,carl,2020-01-01,2.5\n', 'n.csv': 'who\ndora\nann\n' }, async folder => {
    const p = program([keyed('u', 'text'), keyed('d', 'date'), range('n', 2), keyed('m', 'int', true)], [
      input('A', ['u', 'v: u'], stored({ source: 'file:e.csv', axes: [column('src'), column('dst')], value: 'w' })),
      input('at', ['d'], stored({ source: 'file:e.csv', axes: [column('when')], value: 'w' })),
      input('who', ['n'], stored({ source: 'file:n.csv', axes: [row()], value: 'who' }), { type: key('u') }),
      input('few', ['m'], { kind: 'literal', rows: [{ at: [0], value: 1 }, { at: [3], value: 2 }] }),
    ], [
      { index: 'u', making: { kind: 'keys', of: [{ tensor: 'A', axis: 0 }, { tensor: 'A', axis: 1 }, { tensor: 'who', axis: null }] } },
      { index: 'd', making: { kind: 'keys', of: [{ tensor: 'at', axis: 0 }] } },
      { index: 'm', making: { kind: 'keys', of: [{ tensor: 'few', axis: 0 }] } },
    ]);
    const found = await load(p, folder);
    assert.deepEqual(found, {
      A: [['ann', 'bob', 1], ['bob', 'carl', 2.5]],
      at: [['2020-01-01', 2.5], ['2020-02-01', 1]],
      who: [[0, 'dora'], [1, 'ann']],
      few: [[0, 1], [3, 2]],
      index_u: [['ann'], ['bob'], ['carl'], ['dora']],
      index_d: [['2020-01-01'], ['2020-02-01']],
      index_m: [[0], [1], [2], [3]],
    });
    await withLoaded(p, folder, async ({ database }) => {
      const { columns: c } = await database.query('SELECT A.u, "at".d, few.m, few.val FROM A, "at", few');
      assert.deepEqual(c.map(x => x.type), ['VARCHAR', 'DATE', 'BIGINT', 'DOUBLE']);
    });
  }));

test('values of every type, from every spelling', () =>
  inFolder({
    'v.csv': 'word,num,flag,odd,zero\nyes,1,true,x y,0\nNo,2.0,false,"a, b",1\nT,-3e2,true,ü,0\n0,4,false," ",1\n',
    'v.json': '[{"a": 1, "b": true, "c": "2020-01-05", "d": "x"}, {"a": 2, "b": false, "c": "2021-01-05", "d": "y"}]',
    'v.ndjson': '{"a": 1}\n{"a": 2.5}\n',
    'v.tsv': 'a\tb\n1\tx,y\n2\t"q\tr"\n',
    'v.csv.gz': gzipSync('a;b\n1;2\n3;4\n'),
  }, async folder => {
    const p = program([range('n', 4), range('m', 2)], [
      input('word', ['n'], stored({ source: 'file:v.csv', axes: [row()], value: 'word' }), { type: bool }),
      input('num', ['n'], stored({ source: 'file:v.csv', axes: [row()], value: 'num' }), { type: int }),
      input('flag', ['n'], stored({ source: 'file:v.csv', axes: [row()], value: 'flag' }), { type: real }),
      input('zero', ['n'], stored({ source: 'file:v.csv', axes: [row()], value: 'zero' }), { type: bool }),
      input('odd', ['n'], stored({ source: 'file:v.csv', axes: [row()], value: 'odd' }), { type: text }),
      input('j', ['m'], stored({ source: 'file:v.json', axes: [row()], value: 'a' })),
      input('jb', ['m'], stored({ source: 'file:v.json', axes: [row()], value: 'b' }), { type: bool }),
      input('jc', ['m'], stored({ source: 'file:v.json', axes: [row()], value: 'c' }), { type: text }),
      input('nd', ['m'], stored({ source: 'file:v.ndjson', axes: [row()], value: 'a' })),
      input('t', ['m'], stored({ source: 'file:v.tsv', axes: [row()], value: 'b' }), { type: text }),
      input('g', ['m'], stored({ source: 'file:v.csv.gz', axes: [row()], value: 'b' })),
    ]);
    const expected = {
      word: [true, false, true, false], num: [1, 2, -300, 4], flag: [1, 0, 1, 0], zero: [false, true, false, true], odd: ['x y', 'a, b', 'ü', ' '],
      j: [1, 2], jb: [true, false], jc: ['2020-01-05', '2021-01-05'], nd: [1, 2.5], t: ['x,y', 'q\tr'], g: [2, 4],
    };
    const values = async (blind: boolean) => Object.fromEntries(Object.entries(await load(p, folder, { blind })).map(([t, rows]) => [t, rows.map(r => r[1])]));
    assert.deepEqual(await values(false), expected);
    const { flag, ...rest } = await values(true);
    assert.deepEqual({ flag: flag, ...rest }, expected);
  }));

test('missing values are skipped or replaced as the mapping says, NaN among them', () =>
  inFolder({ 'n.csv': 'u,v,a,b\n0,0,1,\n0,1,,nan\n,1,5,6\n', 'n.npy': writeNpy([3], 'f8', Float64Array.of(1, NaN, 3)) }, async folder => {
    const make = (nulls: 'skip' | number) => program([range('s', 3), range('k', 2), range('u', 1), range('v', 2)], [
      input('wide', ['s', 'k'], stored({ source: 'file:n.csv', axes: [row(), columns('a', 'b')], nulls })),
      input('array', ['s'], stored({ source: 'file:n.npy', axes: [dimension(0)], nulls })),
      ...(nulls === 'skip' ? [input('long', ['u', 'v'], stored({ source: 'file:n.csv', axes: [column('u'), column('v')], value: 'a', nulls }))] : []),
    ]);
    assert.deepEqual(await load(make('skip'), folder), { wide: [[0, 0, 1], [2, 0, 5], [2, 1, 6]], array: [[0, 1], [2, 3]], long: [[0, 0, 1]] });
    assert.deepEqual(await load(make(-1), folder), { wide: [[0, 0, 1], [0, 1, -1], [1, 0, -1], [1, 1, -1], [2, 0, 5], [2, 1, 6]], array: [[0, 1], [1, -1], [2, 3]] });
  }));

test('arrays: any shape, C and Fortran order, offsets, archives, compressed', () => {
  const fortran = Buffer.from(writeNpy([2, 3], 'i2', Int16Array.of(1, 2, 3, 4, 5, 6))).toString('latin1').replace('False', 'True ');
  return inFolder({
    'c.npy': writeNpy([2, 3], 'f4', Float32Array.of(1, 2, 3, 4, 5, 6.5)),
    'f.npy': Buffer.from(fortran, 'latin1'),
    'one.npy': writeNpy([], 'i8', BigInt64Array.of(-5n)),
    'bits.npy': writeNpy([2], 'b1', Uint8Array.of(0, 1)),
    'big.npy': writeNpy([2], 'u8', BigUint64Array.of(1n, 2n ** 60n)),
    'u4.npy': writeNpy([1], 'u4', Uint32Array.of(4294967295)),
    'm.npz': writeNpz({ 'enc.W': writeNpy([2], 'f8', Float64Array.of(1, 2)), b: writeNpy([2], 'u2', Uint16Array.of(3, 65535)) }),
    'img-idx3-ubyte.gz': gzipSync(Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9, 8, 7, 6)),
  }, async folder => {
    const of = (tensor: string, axes: string[], source: string, type = real, member?: string, offset = 0) =>
      input(tensor, axes, stored({ source: `file:${source}`, axes: axes.map((_, k) => dimension(k, k === 0 ? offset : 0)), ...(member ? { member } : {}) }), { type, full: offset === 0 });
    const p = program([range('a', 2), range('b', 3), range('c', 1), range('d', 2), range('later', 2, 5)], [
      of('c_order', ['a', 'b'], 'c.npy'), of('f_order', ['a', 'b'], 'f.npy', int), of('one', [], 'one.npy', int), of('bits', ['a'], 'bits.npy', bool),
      of('big', ['a'], 'big.npy', int), of('u4', ['c'], 'u4.npy'), of('W', ['a'], 'm.npz', real, 'enc.W'), of('bias', ['a'], 'm.npz', real, 'b'),
      of('img', ['later', 'c', 'd'], 'img-idx3-ubyte.gz', real, undefined, 5),
    ]);
    const found = await load(p, folder);
    assert.deepEqual(found, {
      c_order: [[0, 0, 1], [0, 1, 2], [0, 2, 3], [1, 0, 4], [1, 1, 5], [1, 2, 6.5]],
      f_order: [[0, 0, 1], [0, 1, 3], [0, 2, 5], [1, 0, 2], [1, 1, 4], [1, 2, 6]],
      one: [[-5]], bits: [[0, false], [1, true]], big: [[0, 1], [1, 2n ** 60n]], u4: [[0, 4294967295]],
      W: [[0, 1], [1, 2]], bias: [[0, 3], [1, 65535]],
      img: [[5, 0, 0, 9], [5, 0, 1, 8], [6, 0, 0, 7], [6, 0, 1, 6]],
    });
  });
});

test('positions of a large array are right over several batches, in both orders', () =>
  inFolder({}, async () => {
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.integer({ min: 400, max: 700 }), async (fortran, n) => {
      const shape = [n, 500];
      const data = Int32Array.from({ length: n * 500 }, (_, k) => k);
      const file = Buffer.from(writeNpy(shape, 'i4', data)).toString('latin1').replace('False', fortran ? 'True ' : 'False');
      await inFolder({ 'x.npy': Buffer.from(file, 'latin1') }, async folder => {
        const p = program([range('i', n), range('j', 500)], [input('x', ['i', 'j'], stored({ source: 'file:x.npy', axes: [dimension(0), dimension(1)] }), { full: true, type: int })]);
        await withLoaded(p, folder, async ({ database }) => {
          const wrong = await database.query(`SELECT count(*), (SELECT count(*) FROM x) FROM x WHERE val <> ${fortran ? `i + ${n} * j` : 'i * 500 + j'}`);
          assert.deepEqual(wrong.rows, [[0, n * 500]]);
        });
      });
    }), { numRuns: 3 });
  }));

test('splits: parts follow one another, their union, and restrictions to a selection', () =>
  inFolder({ 'a.csv': 'x\n1\n2\n', 'b.csv': 'x\n3\n' }, async folder => {
    const p = program([
      { ...range('s', 2), split: 'train' }, { ...range('s_test', 1, 2), base: 's', split: 'test' }, { ...range('s_all', 3), base: 's', split: 'all' },
      { ...keyed('odd', 'int'), base: 's' },
    ], [
      input('x_all', ['s: s_all'], { kind: 'union', of: ['x', 'x_test'] }, { full: true }),
      input('x', ['s'], stored({ source: 'file:a.csv', axes: [row()], value: 'x' }), { full: true }),
      input('x_test', ['s: s_test'], stored({ source: 'file:b.csv', axes: [row(2)], value: 'x' }), { full: true }),
      input('middle', ['s: s_mid'], { kind: 'restrict', of: 'x_all', axis: 0 }, { full: true }),
      input('flag', ['s: s_all'], { kind: 'literal', rows: [{ at: [0], value: true }, { at: [1], value: false }, { at: [2], value: true }] }, { type: bool }),
      input('x_odd', ['s: odd'], { kind: 'restrict', of: 'x_all', axis: 0 }, { full: true }),
    ].map(i => i), [{ index: 'odd', making: { kind: 'selection', of: 's_all', condition: 'flag' } }]);
    const q = { ...p, indices: [...p.indices, { ...range('s_mid', 1, 1), base: 's', split: 'mid' }] };
    assert.deepEqual(await load(q, folder), {
      x: [[0, 1], [1, 2]], x_test: [[2, 3]], x_all: [[0, 1], [1, 2], [2, 3]], middle: [[1, 2]],
      flag: [[0, true], [1, false], [2, true]], index_odd: [[0], [2]], x_odd: [[0, 1], [2, 3]],
    });
  }));

test('what waits for a computed condition is put off, in an order that works', async () => {
  const condition = (fill: boolean | null): Equation => ({
    kind: 'equation', bind: 'chosen', axes: [{ column: 's', index: 's_all' }], type: bool, reduce: 'only', fill, within: null, source: 'chosen[s] = …', span,
    terms: [{ letters: [{ name: 's', index: 's_all' }], out: [at('s')], args: [{ tensor: 'x_all', at: [at('s')], optional: false }], body: arg(0), where: null, pick: null }],
  });
  const make = (fill: boolean | null) => program([{ ...range('s_all', 3), base: 's' }, keyed('s', 'int')], [
    input('x', ['s'], { kind: 'restrict', of: 'x_all', axis: 0 }, { full: true }),
    input('x_all', ['s: s_all'], { kind: 'literal', rows: [0, 1, 2].map(k => ({ at: [k], value: k / 2 })) }, { full: true }),
  ], [{ index: 's', making: { kind: 'selection', of: 's_all', condition: 'chosen' } }], [condition(fill)]);
  await inFolder({}, async folder => {
    for (const fill of [null, true]) {
      await withLoaded(make(fill), folder, async ({ plan, database, table }) => {
        assert.deepEqual(plan.load.flatMap(s => s.writes), ['x_all', 'x_all']);
        assert.deepEqual(plan.deferred.map(s => s.writes), [['index_s'], ['x']]);
        assert.deepEqual(plan.deferred.map(s => s.reads), [['chosen'], ['x_all', 'index_s']]);
        await database.execute('CREATE TABLE chosen (s BIGINT, val BOOLEAN)');
        await database.execute('INSERT INTO chosen VALUES (0, true), (1, false)');
        for (const s of plan.deferred) await database.execute(s.sql);
        assert.deepEqual(await table('index_s'), fill ? [[0], [2]] : [[0]]);
        assert.deepEqual(await table('x'), fill ? [[0, 0], [2, 1]] : [[0, 0]]);
      });
    }
  });
});

test('literals keep every digit, and long ones go in pieces', () =>
  inFolder({}, folder =>
    fc.assert(fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 50 }), async values => {
      const p = program([range('n', values.length)], [input('v', ['n'], { kind: 'literal', rows: values.map((value, k) => ({ at: [k], value })) }, { full: true })]);
      const rows = await withLoaded(p, folder, async ({ database }) => (await database.query('SELECT val FROM v ORDER BY n')).rows);
      assert.deepEqual(rows.map(r => r[0]), values);
    }), { numRuns: 25 })
      .then(async () => {
        const p = program([range('n', 2500)], [input('v', ['n'], { kind: 'literal', rows: Array.from({ length: 2500 }, (_, k) => ({ at: [k], value: `it's ${k}` })) }, { type: text, full: true }), input('none', ['n'], { kind: 'literal', rows: [] })]);
        const found = await load(p, folder);
        assert.deepEqual([found['v']!.length, found['v']![2499], found['none']], [2500, [2499, "it's 2499"], []]);
      })));

test('tables and queries: rows in order, files of a query beside the program', () =>
  inFolder({ 'sub/k.csv': 'k,v\n2,5\n1,6\n' }, async folder => {
    const p = program([range('s', 3), range('k', 3)], [
      input('a', ['s'], stored({ source: 'table:my "table"', axes: [row()], value: 'a b' })),
      input('q', ['k'], stored({ source: `sql:SELECT k, sum(v) AS v -- from 'no.csv'\nFROM 'sub/k.csv' JOIN read_csv(['sub/k.csv']) USING (k, v) WHERE 'sub/k.csv' <> 'x' GROUP BY k -- all`, axes: [column('k')], value: 'v' })),
      input('g', ['k'], stored({ source: `sql:from "sub/k.csv"`.replace(/"/g, "'"), axes: [column('k')], value: 'v' })),
      input('glob', ['k'], stored({ source: `sql:SELECT * FROM read_csv('s*b/?.csv');`, axes: [column('k')], value: 'v' })),
    ]);
    const found = await load(p, folder, { before: ['CREATE TABLE "my ""table""" AS SELECT unnest([3, 1, 2]) AS "a b"'] });
    assert.deepEqual(found, { a: [[0, 3], [1, 1], [2, 2]], q: [[1, 6], [2, 5]], g: [[1, 6], [2, 5]], glob: [[1, 6], [2, 5]] });
  }));

test('a path is one file, whatever it looks like', async () => {
  const names = ["qu'o;te.csv", 'new\nline.csv', '😀.csv', 'st*r.csv', 'stxr.csv', 'q?[x].csv', 'q!^-[a-c].csv', '{a,b}.csv', '~.csv', 'k=v/a.csv', 'http:/x/a.csv', 's p .csv', 'select.csv', '--.csv', '$a.csv', '%41.csv', 'a"b.csv', '[ab].csv', 'back\\slash.csv', 'd*r/a?.csv', '**.csv'];
  await inFolder(Object.fromEntries(names.map((n, k) => [n, `x\n${k}\n`])), async folder => {
    const p = program([range('one', 1)], names.map((n, k) => input(`x${k}`, ['one'], stored({ source: `file:${n}`, axes: [row()], value: 'x' }), { full: true })));
    const found = await load(p, folder);
    names.forEach((n, k) => assert.deepEqual(found[`x${k}`], [[0, k]], n));
  });
});

test('names of tensors, axes and columns can be anything', () =>
  inFolder({ 'n.csv': `"sel""ect",group,"a;b","new\nline",😀,file_row,val\n1,2,3,4,5,6,7\n` }, async folder => {
    const names = ['sel"ect', 'group', 'a;b', 'new\nline', '😀', 'file_row', 'val'];
    const p = program([{ ...range('order', 1) }, range('k', names.length)], [
      input('table', ['order', 'k'], stored({ source: 'file:n.csv', axes: [row(), columns(...names)] }), { full: true }),
      ...names.map((n, k) => input(`"t'${k};--`, ['from: order'], stored({ source: 'file:n.csv', axes: [row()], value: n }), { full: true })),
      input('n.csv', ['order'], stored({ source: 'file:n.csv', axes: [column('file_row')], value: 'val', nulls: 'skip' })),
    ]);
    const q = { ...p, indices: [range('order', 7), range('k', names.length)], inputs: p.inputs.map(i => ({ ...i, full: false })) };
    const found = await load(q, folder);
    assert.deepEqual(found['table']!.map(r => r[2]), [1, 2, 3, 4, 5, 6, 7]);
    names.forEach((_, k) => assert.deepEqual(found[`"t'${k};--`], [[0, k + 1]]));
    assert.deepEqual(found['n.csv'], [[6, 7]]);
  }));

test('rows keep the order of the file, also with several threads', () =>
  inFolder({ 'o.csv': `x\n${Array.from({ length: 300_000 }, (_, k) => (k * 7919) % 300_007).join('\n')}\n` }, async folder => {
    const p = program([range('s', 300_000)], [input('x', ['s'], stored({ source: 'file:o.csv', axes: [row()], value: 'x' }), { full: true, type: int })]);
    await withLoaded(p, folder, async ({ database }) => {
      assert.deepEqual((await database.query('SELECT count(*) FROM x WHERE val <> (s * 7919) % 300007')).rows, [[0]]);
    });
  }));

test('statements are the same each time, say what they read and write, and name files as the program does', () =>
  inFolder({ 'd/w.csv': 'a\n1\n' }, async folder => {
    const p = program([range('s', 1)], [input('x', ['s'], stored({ source: 'file:d/w.csv', axes: [row()], value: 'a' }))]);
    await withLoaded(p, folder, async ({ plan, catalog, database }) => {
      assert.deepEqual(loadStatements(p, catalog, duckdb), plan);
      assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
      assert.deepEqual(plan.load.map(s => [s.reads, s.writes]), [[[], ['d/w.csv']], [['d/w.csv'], ['x']]]);
      const [file] = plan.load[0]!.files!;
      assert.equal(plan.load[0]!.sql.slice(file!.start, file!.end), "'d/w.csv'");
      assert.ok(plan.load.every(s => !s.sql.includes(folder)));
      const tables = await database.query("SELECT table_name FROM information_schema.tables");
      assert.deepEqual(tables.rows, [['x']], 'what was staged is gone');
    });
  }));
