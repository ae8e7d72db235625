// What a program writes: csv, parquet, json and npz, of one tensor and of several.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readArray } from '../../runtime/formats/file.ts';
import { whole } from '../../runtime/export.ts';
import { ran } from './program.ts';

const program = (file: string, tensors = 'a, m') => `
  index k = 2, j = 2
  data a[k] = [1.5, -2]
  data m[k,j] = [[1, 2], [3, 4]]
  sparse[k] = a[k] where k == 1
  n[k] = k + 1
  export ${tensors} to "${file}"
`;

const numbers = (rows: readonly (readonly unknown[])[]): unknown[][] => rows.map(r => r.map(v => (typeof v === 'bigint' ? Number(v) : v)));

test('csv of one tensor: keys and val; of several: joined on the keys that they share, a column each', async () => {
  await ran(program('one.csv', 'a'), {}, ({ folder }) => assert.equal(readFileSync(path.join(folder, 'one.csv'), 'utf8'), 'k,val\n0,1.5\n1,-2.0\n'));
  await ran(program('two.csv', 'a, sparse'), {}, ({ folder }) => assert.equal(readFileSync(path.join(folder, 'two.csv'), 'utf8'), 'k,a,sparse\n0,1.5,\n1,-2.0,-2.0\n'));
});

test('parquet of several tensors', async () => {
  await ran(program('two.parquet'), {}, async ({ folder, database }) => {
    const { rows, columns } = await database.query(`SELECT * FROM '${path.join(folder, 'two.parquet')}' ORDER BY ALL`);
    assert.deepEqual(columns.map(c => c.name), ['k', 'j', 'a', 'm']);
    assert.deepEqual(numbers(rows), [[0, 0, 1.5, 1], [0, 1, 1.5, 2], [1, 0, -2, 3], [1, 1, -2, 4]]);
  });
});

test('json of one tensor', async () => {
  await ran(program('one.json', 'sparse'), {}, ({ folder }) => assert.deepEqual(JSON.parse(readFileSync(path.join(folder, 'one.json'), 'utf8')), [{ k: 1, val: -2 }]));
});

test('npz of several tensors: an array each, what is not there is NaN', async () => {
  await ran(program('all.npz', 'a, m, sparse, n'), {}, ({ folder }) => {
    const array = (name: string) => { const { shape, data } = readArray(path.join(folder, 'all.npz'), name); return [[...shape], [...data].map(Number)]; };
    assert.deepEqual(array('a'), [[2], [1.5, -2]]);
    assert.deepEqual(array('m'), [[2, 2], [1, 2, 3, 4]]);
    assert.deepEqual(array('sparse'), [[2], [NaN, -2]]);
    assert.deepEqual(array('n'), [[2], [1, 2]]);
  });
});

test('on a split, of trained parameters, read back by another program', async () => {
  await ran(`
    index s, k
    data x[s,k] from "a.csv" (k = columns) test "b.csv" (k = columns)
    param w[k] = [1, 2]
    y[s] = w[k] * x[s,k]
    loss = sum[k](w[k]^2)
    train { minimize loss using sgd(lr = 0.25)  steps 1 }
    export y on test to "y.csv"
    export w to "w.parquet"
  `, { files: { 'a.csv': 'p,q\n1,2\n', 'b.csv': 'p,q\n3,4\n5,6\n' } }, async ({ folder, database }) => {
    assert.equal(readFileSync(path.join(folder, 'y.csv'), 'utf8').replace(/^.*\n/, ''), '1,5.5\n2,8.5\n');
    const { rows } = await database.query(`SELECT * FROM '${path.join(folder, 'w.parquet')}' ORDER BY k`);
    assert.deepEqual(numbers(rows), [[0, 0.5], [1, 1]]);
  });
});

test('several writes of one file by one process come after one another, one that fails among them', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-export-'));
  const file = path.join(folder, 'a.csv');
  try {
    let open = 0;
    const writes = ['one', 'two', 'no', 'three'].map(text => whole(file, async temporary => {
      assert.equal(open++, 0, 'two are under way');
      await writeFile(temporary, 'half of it');
      await new Promise(resolve => setImmediate(resolve));
      await writeFile(temporary, text);
      open--;
      if (text === 'no') throw new Error('no');
    }));
    const ends = await Promise.allSettled(writes);
    assert.deepEqual(ends.map(e => e.status), ['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    assert.deepEqual([readdirSync(folder), readFileSync(file, 'utf8')], [['a.csv'], 'three']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
