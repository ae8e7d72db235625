// Files as the world has them: whatever is wrong with one is told with its name, and nothing is read that is not there.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ProgramError } from '../../compiler/diagnostics.ts';
import { writeNpy } from '../../runtime/formats/npy.ts';
import { writeNpz } from '../../runtime/formats/npz.ts';
import { connect, DataError, runFile } from '../../runtime/index.ts';
import { StatementError } from '../../runtime/index.ts';
import { Random } from '../fuzz/mutate.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'tsql-data-'));
const made = await connect({ path: ':memory:', allowed: [folder] });
after(async () => {
  await made.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Told { readonly messages: readonly string[]; readonly shows: Readonly<Record<string, readonly (readonly unknown[])[]>> }

/** Runs a program beside some files: what is said against it, or what it shows. */
async function told(text: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<Told> {
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  writeFileSync(path.join(folder, 'p.tsql'), text);
  const shows: Record<string, readonly (readonly unknown[])[]> = {};
  try {
    const { diagnostics } = await runFile(path.join(folder, 'p.tsql'), { folder, listener: e => { if (e.event === 'show') shows[e.label] = e.columns.map(c => [...c.values]); } });
    return { messages: diagnostics.filter(d => d.severity === 'error').map(d => `${d.code}: ${d.message}`), shows };
  } catch (problem) {
    if (problem instanceof ProgramError) return { messages: [problem.message], shows };
    if (problem instanceof DataError) return { messages: problem.diagnostics.map(d => `${d.code}: ${d.message}`), shows };
    throw problem;
  }
}

const wide = (name: string): string => `index s, k\ndata x[s,k] from "${name}" (k = columns)\nshow sum[s,k](x[s,k])\n`;
const sum = async (content: string | Uint8Array, name = 'x.csv'): Promise<unknown> => {
  const { messages, shows } = await told(wide(name), { [name]: content });
  assert.deepEqual(messages, []);
  return shows['sum[s,k](x[s,k])']![0]![0];
};

test('line ends, byte order marks, separators, quotes and blanks: the same numbers', async () => {
  for (const text of ['a,b\n1,2\n3,4\n', 'a,b\r\n1,2\r\n3,4\r\n', '\ufeffa,b\n1,2\n3,4\n', '\ufeffa,b\r\n1,2\r\n3,4', 'a;b\n1;2\n3;4\n', 'a\tb\n1\t2\n3\t4\n', '"a","b"\n"1","2"\n"3","4"\n', 'a,b\n1,2\n3,4\n\n\n', 'a,b\n1,2\n3,4', 'a,b\r1,2\r3,4\r', ' a , b \n 1 , 2 \n 3 , 4 \n']) {
    assert.equal(await sum(text), 10, JSON.stringify(text));
  }
  // a mark or a return is not a part of the first or last column's name
  const { shows } = await told('index s\ndata a[s] from "x.csv"\ndata b[s] from "x.csv"\nshow a[s], b[s]\n', { 'x.csv': '\ufeffa,b\r\n1,2\r\n' });
  assert.deepEqual(shows, { 'a[s]': [[0], [1]], 'b[s]': [[0], [2]] });
});

test('thousands of columns', async () => {
  const n = 4000;
  const names = Array.from({ length: n }, (_, k) => `p${k}`);
  const row = (r: number): string => names.map((_, k) => String(k + r)).join(',');
  assert.equal(await sum(`${names.join(',')}\n${row(0)}\n${row(1)}\n`), n * (n - 1) + n);
  const { messages } = await told(wide('x.csv'), { 'x.csv': `${names.join(',')}\n${row(0)}\n${row(1).replace(/^0,1,/, '0,,').replace(',3000,', ',oops,')}\n` });
  assert.equal(messages.length, 1);
  assert.match(messages[0]!, /^data-invalid: `oops` in column p2999, line 3 of x\.csv is not a number$/);
});

test('an empty column is of whatever type is wanted: no value at line 2, or the number that stands for none', async () => {
  const file = { 'x.csv': 'a,b,c\n1,,x\n2,,y\n' };
  assert.deepEqual((await told('index s\ndata b[s] from "x.csv"\nshow b[s]\n', file)).messages, ['data-invalid: there is no value in column b, line 2 of x.csv']);
  assert.deepEqual((await told('index s\ndata b[s] from "x.csv" (null = 7)\nshow b[s]\n', file)).shows, { 'b[s]': [[0, 1], [7, 7]] });
  assert.deepEqual((await told('index s\ndata b[s]: int from "x.csv" (null = skip)\nshow sum[s](b[s])\n', file)).shows, { 'sum[s](b[s])': [[0]] });
  assert.deepEqual((await told('index b\ndata a[b] from "x.csv" (b = b)\nshow a[b]\n', file)).messages, ['data-invalid: there is no value in column b, line 2 of x.csv']);
  assert.deepEqual((await told('index s\ndata c[s] from "x.csv"\nshow c[s]\n', file)).messages, ['wrong-type: c holds real numbers unless its type is written; its column holds text']);
  assert.deepEqual((await told('index s, k\ndata x[s,k] from "x.csv" (k = columns(a, b), null = 0)\nshow sum[s,k](x[s,k])\n', file)).shows, { 'sum[s,k](x[s,k])': [[3]] });
});

test('a number too large for 64 bits is refused, however it is written, and no null policy hides it', async () => {
  const large = (value: string, at: string): string => `data-invalid: \`${value}\` in column b, ${at} is larger than any number of 64 bits: they end at 1.8e308`;
  for (const [name, content, value, at] of [
    ['o.csv', 'a,b\n1,2\n3,1e400\n', '1e400', 'line 3 of o.csv'],
    ['o.csv', 'a,b\n"x\ny",2\nz,-1.5E+309\n', '-1.5E+309', 'line 4 of o.csv'],
    ['o.csv', `a,b\n1,inf\n3,1${'0'.repeat(309)}\n`, `1${'0'.repeat(56)}…`, 'line 3 of o.csv'],
    ['o.tsv', 'a\tb\n1\tnan\n3\t1e400\n', '1e400', 'line 3 of o.tsv'],
    ['o.csv.gz', gzipSync('a,b\n1,2\n3,1e400\n'), '1e400', 'line 3 of o.csv.gz'],
    ['o.json', '[{"a": {"c": [1]}, "b": 2}, {"a": {"c": []}, "b": -1e400}]', '-1e400', 'row 2 of o.json'],
    ['o.ndjson', '{"a": true, "b": 1e999}\n', '1e999', 'row 1 of o.ndjson'],
  ] as const) {
    for (const map of ['x = b', 'x = b, null = skip', 'x = b, null = 0', 'k = columns(b)', 'k = columns(b), null = 0']) {
      const axes = map.startsWith('k') ? 's,k' : 's';
      const { messages } = await told(`index s, k = 1\ndata x[${axes}] from "${name}" (${map})\nshow sum[${axes}](x[${axes}])\n`, { [name]: content });
      assert.equal(messages[0], large(value, at), `${name}, ${map}: ${messages.join('\n')}`);
    }
  }
  assert.deepEqual((await told('index s\ndata b[s] from "o.csv"\nshow b[s]\n', { 'o.csv': 'b\n+inf\n2\n' })).shows, { 'b[s]': [[0, 1], [Infinity, 2]] });
  // the numbers of other columns are nothing to it
  assert.deepEqual((await told('index s\ndata a[s] from "o.csv"\nshow a[s]\n', { 'o.csv': 'a,b\n1,1e400\n2,inf\n' })).shows, { 'a[s]': [[0, 1], [1, 2]] });
  // in 32 bits they end earlier
  const { messages } = await told('index s\n@dtype(f32) data b[s] from "o.csv"\nshow b[s]\n', { 'o.csv': 'b\n1e39\ninf\n' });
  assert.deepEqual(messages, ['data-invalid: `1e39` in column b, line 2 of o.csv is not a number of 32 bits']);
});

test('infinity that is written as such is a number, and what is not a number is no value', async () => {
  const infinite = { 'i.csv': 'b\n1\ninf\n-Infinity\n', 'i.json': '[{"b": 1}, {"b": Infinity}, {"b": -Infinity}]', 'i.npy': writeNpy([3], 'f8', Float64Array.of(1, Infinity, -Infinity)), 'f.npy': writeNpy([3], 'f4', Float32Array.of(1, Infinity, -Infinity)) };
  for (const [name, content] of Object.entries(infinite)) {
    const { messages, shows } = await told(`index s\ndata b[s] from "${name}"\nshow b[s]\n`, { [name]: content });
    assert.deepEqual(messages, [], name);
    assert.deepEqual(shows, { 'b[s]': [[0, 1, 2], [1, Infinity, -Infinity]] }, name);
  }
  const none = { 'n.csv': ['b\n1\nnan\ninf\n', 'there is no value in column b, line 3 of n.csv'], 'n.npy': [writeNpy([3], 'f8', Float64Array.of(1, NaN, Infinity)), 'element [1] of n.npy is not a number'] } as const;
  for (const [name, [content, message]] of Object.entries(none)) {
    assert.deepEqual((await told(`index s\ndata b[s] from "${name}"\nshow b[s]\n`, { [name]: content })).messages, [`data-invalid: ${message}`]);
    assert.deepEqual((await told(`index s\ndata b[s] from "${name}" (null = skip)\nshow b[s]\n`, { [name]: content })).shows, { 'b[s]': [[0, 2], [1, Infinity]] });
    assert.deepEqual((await told(`index s\ndata b[s] from "${name}" (null = 7)\nshow b[s]\n`, { [name]: content })).shows, { 'b[s]': [[0, 1, 2], [1, 7, Infinity]] });
  }
  // neither is a whole number, nor the key of an index
  for (const type of ['int', 'n']) assert.match((await told(`index s, n = 3\ndata b[s]: ${type} from "i.csv"\nshow b[s]\n`, infinite)).messages[0]!, /`(inf|infinity)` in column b, line 3 of i\.csv is not a whole number/i);
});

test('one text among numbers is told with its place', async () => {
  for (const [name, content, where] of [['m.csv', 'a,b\n"x\ny",1\nz,zwei\nz,3\n', '`zwei` in column b, line 4 of m.csv'], ['m.json', '[{"b": 1}, {"b": "zwei"}]', '`"zwei"` in column b, row 2 of m.json']] as const) {
    assert.deepEqual((await told(`index s\ndata b[s] from "${name}"\nshow b[s]\n`, { [name]: content })).messages, [`data-invalid: ${where} is not a number`]);
    assert.equal((await told(`index s\ndata b[s]: text from "${name}"\nshow b[s]\n`, { [name]: content })).shows['b[s]']![1]![1], where.split('`')[1]);
  }
});

test('keys of any size and below 0: those that there are', async () => {
  const text = 'index s, r\ndata x[s] from "k.csv" (s = a, x = b)\ndata d[r]: s from "d.csv"\nparam w[s] = 1\ny[r] = x[d[r]]\none[s] = 1\nshow x[s], y[r], sum[s](w[s]), one[s]\n';
  for (const keys of [[-2, 3], [5, 2 ** 31], [2 ** 31, 2 ** 32 + 1], ['9007199254740992', '9007199254740993'], ['-9223372036854775808', '9223372036854775807']]) {
    const { messages, shows } = await told(text, { 'k.csv': `a,b\n${keys[0]},10\n${keys[1]},20\n`, 'd.csv': `d\n${keys[1]}\n${keys[0]}\n` });
    const dense = typeof keys[0] === 'number' && keys[0] >= 0;
    if (dense) { // every key from 0 on would be one of the index
      assert.match(messages[0] ?? '', /^too-large: /, keys.join());
      continue;
    }
    assert.deepEqual(messages, [], keys.join());
    assert.deepEqual([shows['x[s]']![0]!.map(String), shows['y[r]'], shows['sum[s](w[s])'], shows['one[s]']![1]], [keys.map(String), [[0, 1], [20, 10]], [[2]], [1, 1]], keys.join());
  }
  // where nothing asks for all of them, keys far apart are no matter
  const { shows } = await told('index s\ndata x[s] from "k.csv" (s = a, x = b)\nshow x[s]\n', { 'k.csv': 'a,b\n5,1\n4294967297,2\n' });
  assert.deepEqual(shows, { 'x[s]': [[5, 4294967297], [1, 2]] });
  await made.execute(`COPY (SELECT 18446744073709551615::UBIGINT AS b) TO '${folder}/u.parquet' (FORMAT parquet)`);
  assert.deepEqual((await told('index s\ndata b[s]: int from "u.parquet"\nshow b[s]\n', {})).messages, ['data-invalid: `18446744073709551615` in column b, row 1 of u.parquet is not a whole number']);
});

const refusals: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ['e.csv', '', /^data-missing: e\.csv is empty$/],
  ['b.csv', '\n\n  \n', /^data-missing: b\.csv is empty$/],
  ['h.csv', 'a,b\n', /^data-missing: h\.csv has no rows$/],
  ['t.csv', 'a,b,a\n1,2,3\n', /^data-missing: line 1 of t\.csv has the column a twice$/],
  ['T.csv', 'a, b ,A\n1,2,3\n', /^data-missing: line 1 of T\.csv has the column A twice$/],
  ['r.csv', 'a,b\n1,2\n3,4,5\n', /^data-missing: line 3 of r\.csv has 3 values, its header 2 values$/],
  ['s.csv', 'a,b\n1,2\n3\n', /^data-missing: line 3 of s\.csv has 1 value, its header 2 values$/],
  ['u.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /^data-missing: line 1 of u\.csv is not UTF-8 text$/],
  ['n.csv', 'a,b\n1,2\n,4\n', /^data-invalid: there is no value in column a, line 3 of n\.csv$/],
  ['w.csv', 'a,b\n1,2\n3,four\n', /^data-invalid: `four` in column b, line 3 of w\.csv is not a number$/],
  ['z.npy', writeNpy([0, 3], 'f8', new Float64Array(0)), /^data-missing: z\.npy has no elements: its shape is 0 × 3$/],
  ['z.csv', gzipSync('a,b\n1,2\n'), /^data-missing: z\.csv is compressed with gzip$/],
  ['q.csv', 'a,b\n1,"2\n', /^data-missing: a quote that opens at line 2 of q\.csv is never closed$/],
];
for (const [name, content, why] of refusals) test(`${name}: ${JSON.stringify(String(content).slice(0, 20))}`, async () => {
  const { messages } = await told(name.endsWith('npy') ? `index s, k\ndata x[s,k] from "${name}"\nshow sum[s,k](x[s,k])\n` : wide(name), { [name]: content });
  assert.equal(messages.length, 1, messages.join('\n'));
  assert.match(messages[0]!, why);
});

test('files that unpack to more than they say are not unpacked to their end', async () => {
  const small = writeNpy([2, 2], 'f8', Float64Array.of(1, 2, 3, 4));
  const bomb = gzipSync(Buffer.concat([small, Buffer.alloc(1 << 28)]), { level: 9 });
  assert.ok(bomb.length < 1e6);
  assert.deepEqual((await told(array('bomb.npy.gz'), { 'bomb.npy.gz': bomb })).messages, ['data-missing: bomb.npy.gz: it is longer than its header says']);
  // an archive that has its reader make room for two gigabytes: the size stands in the directory and before the member
  const archive = Buffer.from(writeNpz({ x: small }));
  const size = small.length;
  for (let at = 0; (at = archive.indexOf('PK', at)) >= 0; at += 2) {
    const field = archive.readUInt32LE(at) === 0x04034b50 ? at + 22 : archive.readUInt32LE(at) === 0x02014b50 ? at + 24 : -1;
    if (field >= 0) { assert.equal(archive.readUInt32LE(field), size); archive.writeUInt32LE(0x7fffffff, field); }
  }
  const { messages } = await told(array('bomb.npz'), { 'bomb.npz': archive });
  assert.match(messages.join(), /^data-missing: bomb\.npz cannot be read: its member x\.npy is said to have 2147483647 bytes, more than its \d+ can hold$/);
});

// ------------------------------------------------------------------ truncated and corrupt files

const values = Float64Array.from({ length: 600 }, (_, k) => Math.sin(k));
const rows = `a,b,c\n${Array.from({ length: 200 }, (_, r) => [0, 1, 2].map(c => values[3 * r + c]!.toFixed(6)).join(',')).join('\n')}\n`;
writeFileSync(path.join(folder, 'made.csv'), rows);
await made.execute(`COPY (SELECT * FROM read_csv('${folder}/made.csv')) TO '${folder}/made.parquet' (FORMAT parquet)`);

const array = (name: string): string => `index s, k\ndata x[s,k] from "${name}"\nshow sum[s,k](x[s,k])\n`;
const idx = Buffer.concat([Buffer.from([0, 0, 0x0e, 2, 0, 0, 0, 200, 0, 0, 0, 3]), Buffer.from(values.buffer.slice(0)).swap64()]);
const formats: Readonly<Record<string, { readonly content: Uint8Array; readonly program: (name: string) => string }>> = {
  'c.npy': { content: writeNpy([200, 3], 'f8', values), program: array },
  'c.npz': { content: writeNpz({ x: writeNpy([200, 3], 'f8', values) }), program: array },
  'c.idx': { content: idx, program: array },
  'c.idx.gz': { content: gzipSync(idx), program: array },
  'c.npy.gz': { content: gzipSync(writeNpy([200, 3], 'f8', values)), program: array },
  'c.csv.gz': { content: gzipSync(rows), program: wide },
  'c.parquet': { content: readFileSync(path.join(folder, 'made.parquet')), program: wide },
  'c.json': { content: Buffer.from(JSON.stringify(Array.from({ length: 200 }, (_, r) => ({ a: values[3 * r], b: values[3 * r + 1], c: values[3 * r + 2] })))), program: wide },
};

for (const [name, { content, program }] of Object.entries(formats)) {
  test(`${name} cut short anywhere is refused by its name`, async () => {
    const whole = await told(program(name), { [name]: content });
    assert.deepEqual(whole.messages, []);
    for (const part of [0.02, 0.1, 0.35, 0.5, 0.8, 0.97, 1 - 1 / content.length]) {
      const length = Math.floor(part * content.length);
      const { messages, shows } = await told(program(name), { [name]: content.subarray(0, length) });
      assert.ok(messages.length > 0, `${length} of ${content.length} bytes are taken for all: ${JSON.stringify(shows)}`);
      assert.ok(messages.every(m => /^data-(missing|invalid|mapping): /.test(m) && m.includes(name)), messages.join('\n'));
    }
  });

  test(`${name} with bytes that are wrong is refused by its name, or read as what it then says`, async () => {
    const random = new Random(content.length);
    let refused = 0;
    for (let n = 0; n < 25; n++) {
      const bad = Buffer.from(content);
      // mostly in what says how to read the rest
      const at = random.chance(20) ? random.below(12) : random.chance(40) ? random.below(Math.min(128, bad.length)) : random.chance(50) ? bad.length - 1 - random.below(Math.min(128, bad.length)) : random.below(bad.length);
      bad[at] = random.below(256);
      try {
        const { messages } = await told(program(name), { [name]: bad });
        if (messages.length > 0) refused++;
        assert.ok(messages.every(m => /^(data-(missing|invalid|mapping)|wrong-(arity|type)|unsized-index|too-large): /.test(m)), messages.join('\n'));
      } catch (problem) {
        // Numbers that are infinite, or an index of millions: the program runs into them, not the reading.
        if (!(problem instanceof StatementError) || problem.bug) throw new Error(`byte ${at} is ${bad[at]}`, { cause: problem });
      }
    }
    assert.ok(refused > 0, 'none was refused');
  });
}
