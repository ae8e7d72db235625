// The digits net: what the demo shows, and that its depth and widths are one list.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connect, readMetrics } from '../../runtime/index.ts';
import { shown } from '../reference/shown.ts';

const examples = path.join(import.meta.dirname, '../../examples');

/** A folder with this program and the data of the examples, removed afterwards. */
async function inCopy<T>(text: string, body: (file: string, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-mlp-'));
  try {
    mkdirSync(path.join(folder, 'data'));
    for (const name of readdirSync(path.join(examples, 'data')).filter(f => f.endsWith('.gz'))) symlinkSync(path.join(examples, 'data', name), path.join(folder, 'data', name));
    const file = path.join(folder, 'mlp.tsql');
    writeFileSync(file, text);
    return await body(file, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const text = readFileSync(path.join(examples, 'mlp.tsql'), 'utf8');

test('after 60 steps 83 of 100 digits that it has not seen are read right, and the curves are rows of metrics', async () => {
  await inCopy(text, async (file, folder) => {
    const db = path.join(folder, 'run.duckdb');
    const { shows, checks } = await shown(file, { db, allowRead: [examples], out: folder });
    assert.ok(shows.get('acc on test')!.get('')! >= 0.83, `accuracy ${shows.get('acc on test')!.get('')}`);
    assert.deepEqual(checks.map(c => c.pass), [true]);
    const database = await connect({ path: db });
    try {
      const metrics = await readMetrics(database, 1);
      for (const split of ['train', 'test']) {
        for (const name of ['loss', 'acc']) {
          const curve = metrics.filter(m => m.split === split && m.name === name);
          assert.deepEqual(curve.map(m => m.step), [0, 10, 20, 30, 40, 50, 60]);
          assert.ok(name === 'loss' ? curve.at(-1)!.value! < curve[0]!.value! / 2 : curve.at(-1)!.value! > 0.8, `${name} on ${split}`);
        }
      }
      const rows = await database.query('SELECT l, count(*) AS n FROM W WHERE step = 60 GROUP BY l ORDER BY l');
      assert.deepEqual(rows.rows.map(r => r.map(Number)), [[0, 196 * 32], [1, 32 * 10]]);
    } finally {
      await database.close();
    }
  });
});

test('a deeper net is another list of widths and nothing else', async () => {
  const deeper = text.replace('[196, 32, 10]', '[196, 64, 32, 10]').replace('steps 60', 'steps 6').replaceAll('every 10 steps', 'every 2 steps').replace('acc >= 0.83', 'acc > 0.2');
  await inCopy(deeper, async (file, folder) => {
    const db = path.join(folder, 'run.duckdb');
    const { reports, checks } = await shown(file, { db, allowRead: [examples], out: folder });
    const losses = reports.map(r => r.values.find(v => v.name === 'loss' && v.split === 'train')!.value!);
    assert.equal(losses.length, 4);
    assert.ok(losses.every((loss, k) => k === 0 || loss < losses[k - 1]!), losses.join(' '));
    assert.deepEqual(checks.map(c => c.pass), [true]);
    const database = await connect({ path: db });
    try {
      const rows = await database.query('SELECT l, count(*) AS n FROM W WHERE step = 6 GROUP BY l ORDER BY l');
      assert.deepEqual(rows.rows.map(r => r.map(Number)), [[0, 196 * 64], [1, 64 * 32], [2, 32 * 10]]);
    } finally {
      await database.close();
    }
  });
});
