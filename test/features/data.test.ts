// Every kind of source, and every way in which a table becomes a tensor.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { writeNpz } from '../../runtime/formats/npz.ts';
import { ran, shows } from './program.ts';

const wide = 'a,b,c\n1,2.5,x\n3,-4,y\n';

test('csv: columns by name, by range of positions, all that are left', async () => {
  await shows(`
    index s, k, j, m
    data x[s,k] from "w.csv" (k = columns(b, a))
    data r[s,j] from "n.csv" (j = columns(0..0, p2))
    data rest[s,m] from "n.csv" (m = columns)
    data z[s] from "n.csv"
    show x[s,k], r[s,j], rest[s,m], z[s]
  `, {
    'x[s,k]': [[2.5, 1], [-4, 3]], 'r[s,j]': [[1, 3], [4, 6]], 'rest[s,m]': [[2], [5]], 'z[s]': [7, 8],
  }, { files: { 'w.csv': wide, 'n.csv': 'p,q,p2,z\n1,2,3,7\n4,5,6,8\n' } });
});

test('columns(…): quoted names, ranges and names together', async () => {
  await shows(`
    index s, k
    data x[s,k] from "w.csv" (k = columns("a b", 2..3, c))
    show x[s,k], |k| + 0 * x[0,0]
  `, { 'x[s,k]': [[1, 3, 4, 2]], '|k| + 0 * x[0,0]': 4 }, { files: { 'w.csv': 'a b,c,d,e\n1,2,3,4\n' } });
});

test('columns that the program uses otherwise are not among all that are left', async () => {
  await shows(`
    index s, k
    data x[s,k] from "w.csv" (k = columns)
    data label[s]: text from "w.csv"
    show x[s,k], label[s]
  `, { 'x[s,k]': [[1, 2], [3, 4]], 'label[s]': ['u', 'v'] }, { files: { 'w.csv': 'a,label,b\n1,u,2\n3,v,4\n' } });
  await shows('index s, k\ndata x[s,k], y[s] from "w.csv" (k = columns)\nshow x[s,k], y[s]', { 'x[s,k]': [[1, 2]], 'y[s]': [9] }, { files: { 'w.csv': 'a,b,y\n1,2,9\n' } });
});

test('parquet, json and a query yield what csv yields', async () => {
  const data = (source: string) => `index s, k\ndata x[s,k] from ${source} (k = columns(a, b))\ndata c[s]: text from ${source}\nshow x[s,k], c[s]`;
  const expected = { 'x[s,k]': [[1, 2.5], [3, -4]], 'c[s]': ['x', 'y'] };
  await shows(data('"w.csv"'), expected, { files: { 'w.csv': wide } });
  await shows(data('"w.csv.gz"'), expected, { files: { 'w.csv.gz': gzipSync(wide) } });
  await shows(data('"w.json"'), expected, { files: { 'w.json': '[{"a": 1, "b": 2.5, "c": "x"}, {"a": 3, "b": -4, "c": "y"}]' } });
  await shows(data('"w.parquet"'), expected, { sql: ["COPY (SELECT * FROM (VALUES (1, 2.5, 'x'), (3, -4, 'y')) AS t(a, b, c)) TO 'FOLDER/w.parquet'"] });
  await shows(data(`sql "select a, b, c from (values (1, 2.5, 'x'), (3, -4, 'y')) as t(a, b, c)"`), expected);
});

test('a table of the database, and a query over it', async () => {
  await shows(`
    index s, k, u
    data x[s,k] from table points (k = columns(a, b))
    data w[u] from sql "select name, sum(a) as total from points group by name" (u = name, w = total)
    show x[s,k], w[u]
  `, { 'x[s,k]': [[1, 2], [3, 4], [5, 6]], 'w[u]': { p: 6, q: 3 } }, {
    db: true, sql: ["CREATE TABLE points AS SELECT * FROM (VALUES (1, 2, 'p'), (3, 4, 'q'), (5, 6, 'p')) AS t(a, b, name)"],
  });
});

test('arrays: npy, npz, idx and idx.gz', async () => {
  const idx = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);
  await shows(`
    index s, k, i, j, m
    data a[s,k] from "a.npy"
    data b[i] from "m.npz"
    data c[i,j] from "m.npz"
    data d[s,m] from "d-idx2-ubyte"
    data e[s,m] from "d-idx2-ubyte.gz"
    show a[s,k], b[i], c[i,j], d[s,m], e[s,m]
  `, {
    'a[s,k]': [[1.5, 2], [3, -4]], 'b[i]': [7, 8], 'c[i,j]': [[1, 2, 3], [4, 5, 6]], 'd[s,m]': [[1, 2, 3], [4, 5, 255]], 'e[s,m]': [[1, 2, 3], [4, 5, 255]],
  }, {
    files: {
      'a.npy': writeNpy([2, 2], 'f8', Float64Array.of(1.5, 2, 3, -4)),
      'm.npz': writeNpz({ b: writeNpy([2], 'i4', Int32Array.of(7, 8)), c: writeNpy([2, 3], 'u1', Uint8Array.of(1, 2, 3, 4, 5, 6)) }),
      'd-idx2-ubyte': idx, 'd-idx2-ubyte.gz': gzipSync(idx),
    },
  });
});

test('literals of every type', async () => {
  await shows(`
    index n, m, c
    data a[n] = [1, -2.5, 3e2]
    data b[n,m]: int = [[1, 2], [3, 4], [5, 6]]
    data f[n]: bool = [true, false, true]
    data t[n]: text = ["x", "it's", "q \\" \\\\ z"]
    show a[n], b[n,m], f[n], t[n], sum[n]([f[n]] * a[n])
  `, { 'a[n]': [1, -2.5, 300], 'b[n,m]': [[1, 2], [3, 4], [5, 6]], 'f[n]': [true, false, true], 't[n]': ['x', "it's", 'q " \\ z'], 'sum[n]([f[n]] * a[n])': 301 }, { warnings: ['unused-index'] });
});

test('long form: only the rows that are there; row as an axis', async () => {
  await shows(`
    index u = 3, v = 3, r
    data A[u,v] from "edges.csv" (u = src, v = dst, A = weight)
    data w[r] from "edges.csv" (r = row, w = weight)
    out[u] = sum[v](A[u,v])
    show A[u,v], w[r], out[u]
  `, { 'A[u,v]': [[null, 2, null], [null, null, 0.5], [-1, null, null]], 'w[r]': [2, 0.5, -1], 'out[u]': [2, 0.5, -1] }, { files: { 'edges.csv': 'src,dst,weight\n0,1,2\n1,2,0.5\n2,0,-1\n' } });
});

test('null = skip leaves rows out, null = 0 puts the number there', async () => {
  const files = { 'e.csv': 'u,v,w\n0,0,1\n0,1,\n1,1,5\n', 'w.csv': 'a,b\n1,\n,4\n' };
  await shows(`
    index u = 2, v = 2, s, k
    data A[u,v] from "e.csv" (A = w, null = skip)
    data B[u,v] from "e.csv" (B = w, null = 0)
    data x[s,k] from "w.csv" (k = columns, null = skip)
    data y[s,k] from "w.csv" (k = columns, null = -7)
    show A[u,v], B[u,v], x[s,k], y[s,k], mean[v](A[0,v]), mean[v](B[0,v])
  `, {
    'A[u,v]': [[1, null], [null, 5]], 'B[u,v]': [[1, 0], [null, 5]], 'x[s,k]': [[1, null], [null, 4]], 'y[s,k]': [[1, -7], [-7, 4]], 'mean[v](A[0,v])': 1, 'mean[v](B[0,v])': 0.5,
  }, { files });
});

test('text keys and date keys: an index is the sorted keys of all that it is an axis of', async () => {
  await shows(`
    index who, day
    data age[who] from "a.csv" (who = name, age = age)
    data money[who,day] from "m.csv" (who = name, day = date, money = amount)
    total[who] = sum[day](money[who,day])
    perday[day] = sum[who](money[who,day])
    both[who]  = total[who] * age[who]
    one[day] = money["bob", day]
    show |who| + 0 * age["ann"], both[who], perday[day], one[day], argmax[who](total[who])
  `, {
    '|who| + 0 * age["ann"]': 3, 'both[who]': { ann: 300, bob: 120 }, 'perday[day]': { '2020-01-01': 4, '2020-02-01': 10, '2021-01-01': 8 },
    'one[day]': { '2020-01-01': 4, }, 'argmax[who](total[who])': 'ann',
  }, { files: { 'a.csv': 'name,age\nbob,30\nann,30\n', 'm.csv': 'name,date,amount\nann,2020-02-01,10\nbob,2020-01-01,4\nzed,2021-01-01,8\n' } });
});

test('integer keys of a file make the range from 0 to the largest', async () => {
  await shows(`
    index u
    data a[u] from "a.csv" (u = id, a = val)
    show |u| + 0 * a[0], a[u], sum[u](a[u] ?? 100)
  `, { '|u| + 0 * a[0]': 5, 'a[u]': [1, null, 2, null, 3], 'sum[u](a[u] ?? 100)': 206 }, { files: { 'a.csv': 'id,val\n0,1\n4,3\n2,2\n' } });
});

test('a second split: its own rows, its own values', async () => {
  await shows(`
    index s, k
    data x[s,k] from "a.csv" (k = columns(p, q)) test "b.csv" (k = columns(q, p))
    data y[s] from "a.csv" test "b.csv"
    loss = mean[s](y[s])
    f[s] = sum[k](x[s,k]) - mean[s on train](y[s])
    show f[s], loss, mean[s on all](y[s]), sum[s on test](y[s])
    show f[s], loss, x[s,k] on test
  `, {
    'f[s]': [0.5, 4.5], loss: 2.5, 'mean[s on all](y[s])': 5, 'sum[s on test](y[s])': 10,
    'f[s] on test': { 2: 8.5 }, 'loss on test': 10, 'x[s,k] on test': { '2,0': 5, '2,1': 6 },
  }, { files: { 'a.csv': 'p,q,y\n1,2,2\n3,4,3\n', 'b.csv': 'p,q,y\n6,5,10\n' } });
});

test('values that are keys of an index: read back as keys, gathered by, compared', async () => {
  await shows(`
    index s, c, i in c = 2
    data y[s]: c from "y.csv"
    data name[c]: text = ["no", "yes", "maybe"]
    data who[s]: text from "y.csv"
    data w[c] = [10, 20, 30]
    hot[s,c] = [y[s] == c]
    w2[i] = w[i] * 2
    show y[s], w[y[s]], name[y[s]], hot[s,c], w2[i], sum[s]([who[s] == "a"])
  `, {
    'y[s]': [2, 0, 1], 'w[y[s]]': [30, 10, 20], 'name[y[s]]': ['maybe', 'no', 'yes'], 'hot[s,c]': [[0, 0, 1], [1, 0, 0], [0, 1, 0]], 'w2[i]': [20, 40], 'sum[s]([who[s] == "a"])': 1,
  }, { files: { 'y.csv': 'y,who\n2,a\n0,b\n1,c\n' } });
});

test('an index that is only the type of values has their distinct values as keys', async () => {
  await shows(`
    index s, c
    data y[s]: c from "y.csv"
    n[c] = sum[s]([y[s] == c])
    show n[c], mean[s]([y[s] == "red"])
  `, { 'n[c]': { blue: 1, red: 2 }, 'mean[s]([y[s] == "red"])': 2 / 3 }, { files: { 'y.csv': 'y\nred\nblue\nred\n' } });
});

test('data as text, int, bool and real from one file', async () => {
  await shows(`
    index s
    data n[s]: int from "v.csv"
    data f[s]: bool from "v.csv"
    data t[s]: text from "v.csv"
    data r[s] from "v.csv"
    a[s] = if f[s] then n[s] else r[s]
    show n[s], f[s], t[s], a[s], t[clamp(1 + n[0])], all[s](f[s]), any[s](f[s]), n[0] % 2, n[1] / 2
  `, { 'n[s]': [1, 3, 2], 'f[s]': [true, false, true], 't[s]': ['x', 'y', 'z'], 'a[s]': [1, 1.5, 2], 't[clamp(1 + n[0])]': 'z', 'all[s](f[s])': false, 'any[s](f[s])': true, 'n[0] % 2': 1, 'n[1] / 2': 1.5 },
    { files: { 'v.csv': 'n,f,t,r\n1,true,x,0.5\n3,false,y,1.5\n2,true,z,2.5\n' } });
});

test('annotations: units go with what is shown, and never change a number', async () => {
  await ran(`
    index s
    @unit("K") @doc("air -- 2 m")
    data t[s] = [1, 2]
    @unit("K^2")
    q[s] = t[s]^2
    show t[s], q[s], q[0]
  `, {}, ({ shows: found, units }) => {
    assert.deepEqual([...found.get('q[s]')!.values()], [1, 4]);
    assert.equal(units.get('t[s]'), 'K');
    assert.equal(units.get('q[s]'), 'K^2');
  });
});
