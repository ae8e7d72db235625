// Names, texts, paths and numbers reach SQL through one file, compiler/quote.ts, and come back as they were. Seeded.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Catalog } from '../../compiler/catalog.ts';
import { compile } from '../../compiler/index.ts';
import { commentText, quoteIdentifier, quotePath, quoteString } from '../../compiler/quote.ts';
import { literal } from '../../compiler/relational/text.ts';
import { sqlNumber } from '../../compiler/tensor/ops/sql.ts';
import { noSpan } from '../../compiler/source.ts';
import { readCatalog } from '../../runtime/catalog.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { pathLiteral } from '../../runtime/files.ts';
import { stringLiteral } from '../../runtime/rewrite.ts';
import fc, { seed } from '../seeded.ts';

const root = path.resolve(import.meta.dirname, '../..');
let instance: DuckDBInstance, c: DuckDBConnection;
before(async () => { instance = await DuckDBInstance.create(':memory:'); c = await instance.connect(); });
after(() => { c.closeSync(); instance.closeSync(); });
const row = async (sql: string): Promise<readonly unknown[]> => (await c.runAndReadAll(sql)).getRows()[0]!;

// ------------------------------------------------------------------ the places that build SQL

/** The template literals of a text, nested ones apart. */
function templates(text: string): readonly string[] {
  const found: string[] = [];
  const open: number[] = [];
  const braces: number[] = [];
  for (let k = 0; k < text.length; k++) {
    if (text[k] === '\\') { k++; continue; }
    if (text[k] === '`') { if (open.length > braces.length) found.push(text.slice(open.pop()!, k + 1)); else open.push(k); } else if (open.length > braces.length) {
      if (text.startsWith('${', k)) { braces.push(0); k++; }
    } else if (braces.length > 0) {
      if (text[k] === '{') braces[braces.length - 1]!++;
      if (text[k] === '}' && braces[braces.length - 1]!-- === 0) braces.pop();
    }
  }
  return found;
}

const isSql = (template: string): boolean => /\b(SELECT|INSERT INTO|CREATE|DROP|DELETE FROM|UPDATE|COPY|ATTACH|FROM|JOIN|SET|CAST|VALUES)\b/.test(template);

test('no place that builds SQL puts quotes around a value itself', () => {
  let seen = 0;
  for (const folder of ['compiler', 'runtime']) {
    for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter(f => f.endsWith('.ts') && !f.startsWith('generated'))) {
      const text = readFileSync(path.join(root, folder, file), 'utf8');
      const place = `${folder}/${file}`;
      if (place !== 'compiler/quote.ts') assert.doesNotMatch(text, /replace(All)?\((["'`/])(\\?['"])\2[g]?, *(["'`])(\\?['"]){2}\4/, `${place} doubles quotes`);
      for (const template of templates(text).filter(isSql)) {
        seen++;
        assert.doesNotMatch(template, /['"]\$\{|\}['"](?!["'`])/, `${place}: ${template}`);
      }
    }
  }
  assert.ok(seen > 100, `only ${seen} places`);
});

// ------------------------------------------------------------------ what is written

test('a name is bare where every dialect reads it as itself, else in double quotes', () => {
  for (const name of ['a', '_', 'x1', 'Table_2', 'selected']) assert.equal(quoteIdentifier(name), name);
  for (const name of ['all', 'deferrable', 'desc', 'lateral', 'leading', 'with', 'anti', 'inner', 'left', 'between', 'xmltable', 'current_date', 'abort', 'select', 'Select', 'rowid', 'user', 'values', '', '1a', 'a b', 'a-b', 'é', 'a\n']) assert.equal(quoteIdentifier(name), `"${name}"`);
  assert.equal(quoteIdentifier('a"b""'), '"a""b"""""');
  assert.equal(quoteIdentifier("it's"), `"it's"`);
});

test('a text is an SQL string, a comment one line, a path one file', () => {
  assert.deepEqual(['', 'a', "it's", "''", 'a"b\n\\'].map(quoteString), ["''", "'a'", "'it''s'", "''''''", `'a"b\n\\'`]);
  assert.deepEqual(['a\nb', ' a \r\n\u2028 b\u0085', '-- /* "\'', 'a\tb\u007f'].map(commentText), ['a b', 'a   b', `-- /* "'`, 'a b']);
  assert.deepEqual(['a.csv', 'a*b?.csv', 'x[1].csv', '/~/a', 'a/http:b', '~/a.csv', 'http://h/a', 's3:a', 'C:/a', "it's"].map(quotePath),
    ["'a.csv'", "'a[*]b[?].csv'", "'x[[]1].csv'", "'/~/a'", "'a/http:b'", "'./~/a.csv'", "'./http://h/a'", "'./s3:a'", "'C:/a'", "'it''s'"]);
});

// ------------------------------------------------------------------ a program in which every text is hostile

const marks = [`'; DROP TABLE w; --`, `"; DROP TABLE w; --`, `*/ DROP TABLE w; /*`, '$$; DROP TABLE w; $$', `\\'; DROP TABLE w; --`, '${DROP TABLE w}', 'two\nDROP TABLE w;\n'];

/** SQL without what stands in quotes and comments, as the standard has them. */
const bare = (sql: string): string => sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');

/** Every text of a plan that the engine is given. */
function statementsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(statementsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, of]) => (['sql', 'until'].includes(key) && typeof of === 'string' ? [of] : statementsOf(of)));
}

for (const mark of marks) {
  test(`every place at once: ${JSON.stringify(mark)}`, async () => {
    const text = stringLiteral(mark);
    const program = `
setting hint = ${text}
index s, k = 2, u, q = 2, v
@unit(${text}) @doc(${text})
data x[s,k] from ${stringLiteral(`${mark}.csv`)} (k = columns(${text}, ${stringLiteral(`${mark}b`)}))
data name[s]: text from ${stringLiteral(`${mark}.csv`)} (name = ${stringLiteral(`${mark}c`)})
data word[q]: text = [${text}, "plain"]
data rows[u] from ${stringLiteral(`${mark}.parquet`)} (u = ${text}, rows = val)
data from_table[v]: text from sql ${stringLiteral(`SELECT 1 AS v, ${quoteString(mark)} AS ${quoteIdentifier(mark)}`)} (v = v, from_table = ${text})
param w[k] ~ normal(0, 1)
y[s] = w[k] * x[s,k]
same[s] = [name[s] == ${text}]
hit[q] = [word[q] == hint]
loss = mean[s](y[s]^2)
train { minimize loss using adam  steps 3  report loss every 1 }
show w[k], same[s], hit[q], sum[u](rows[u])
check loss < 10
export w to ${stringLiteral(`${mark}.parquet`)}
`;
    const relation = (columns: Record<string, 'int' | 'real' | 'text'>): Catalog['sources'][string] => ({ kind: 'relation', rows: 4, columns: Object.entries(columns).map(([name, type]) => ({ name, type, range: type === 'int' ? [0, 3] as const : null })) });
    const catalog: Catalog = { sources: {
      [`file:${mark}.csv`]: relation({ [mark]: 'real', [`${mark}b`]: 'real', [`${mark}c`]: 'text' }),
      [`file:${mark}.parquet`]: relation({ [mark]: 'text', val: 'real' }),
      [`sql:SELECT 1 AS v, ${quoteString(mark)} AS ${quoteIdentifier(mark)}`]: relation({ v: 'int', [mark]: 'text' }),
    } };
    const compiled = compile({ file: `${mark}.tsql`, text: program }, { catalog });
    assert.deepEqual(compiled.diagnostics.filter(d => d.severity === 'error').map(d => `${d.code}: ${d.message}`), []);
    const statements = [...statementsOf(compiled.plan), compiled.forward(), ...compiled.plan!.validations.map(v => v.sql)];
    assert.ok(statements.length > 40);
    for (const sql of statements) {
      assert.doesNotMatch(bare(sql), /DROP TABLE w/, sql);
      assert.doesNotMatch(bare(sql), /['"]/, sql);
    }
    for (const sql of statementsOf(compiled.plan)) assert.equal((await c.extractStatements(sql)).count, 1, sql);
  });
}

// ------------------------------------------------------------------ round trips

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }), fc.string({ maxLength: 12 }),
  fc.array(fc.constantFrom(`'`, `"`, '`', '\\', ';', '--', '/*', '*/', '$$', '$a$', '\n', '\r', '\t', '\u2028', '\u0085', '\0', '%', '{', '}', '${', '?', ':a', '$1', '@', '[', ']', '(', ')', ' ', 'a', 'é', '😀', '\u202e', '\ufeff', '..', '/', '~', 'E', 'SELECT', 'from'), { maxLength: 8 }).map(parts => parts.join('')),
).map(text => Buffer.from(text).toString());
/** The client of the engine leaves out a byte order mark at the beginning of a text that it reads. */
const unmarked = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/^\ufeff/, '') : text);
const drawn = (n: number, of: fc.Arbitrary<string> = hostile): readonly string[] => [...new Set(fc.sample(of, { seed, numRuns: Math.ceil(1.3 * n) }))].slice(0, n);
const chunks = <T>(of: readonly T[], size: number): readonly (readonly T[])[] => Array.from({ length: Math.ceil(of.length / size) }, (_, k) => of.slice(k * size, (k + 1) * size));

test('2,000 identifiers round-trip or are refused', async () => {
  const lower = new Set<string>();
  const names = drawn(4000).filter(n => { const key = n.toLowerCase(); if (lower.has(key)) return false; lower.add(key); return true; }).slice(0, 2000);
  assert.equal(names.length, 2000);
  let refused = 0;
  for (const chunk of chunks(names, 100)) {
    // What no engine takes as a name: nothing at all, and NUL. It is refused, alone.
    const good = chunk.filter(n => n !== '' && !n.includes('\0'));
    for (const bad of chunk.filter(n => !good.includes(n))) {
      refused++;
      await assert.rejects(c.run(`SELECT 1 AS ${quoteIdentifier(bad)} FROM (SELECT 1) AS ${quoteIdentifier(bad)}`));
    }
    const result = await c.runAndReadAll(`SELECT ${good.map((n, k) => `${k} AS ${quoteIdentifier(n)}`).join(', ')}`);
    assert.deepEqual(result.columnNames(), good);
    assert.deepEqual(result.getRows(), [good.map((_, k) => k)]);
    await c.run(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(good[0]!)} AS SELECT ${good.map((n, k) => `${k} AS ${quoteIdentifier(n)}`).join(', ')}`);
    assert.deepEqual(await row(`SELECT ${good.map(n => `t.${quoteIdentifier(n)}`).join(', ')} FROM ${quoteIdentifier(good[0]!)} AS t`), good.map((_, k) => k));
  }
  assert.ok(refused < 300, `${refused} refused`);
});

test('3,000 texts round-trip, bare, as keys of data and in comments', async () => {
  const texts = drawn(3000);
  let refused = 0;
  for (const chunk of chunks(texts, 250)) {
    const good = chunk.filter(t => !t.includes('\0'));
    for (const bad of chunk.filter(t => t.includes('\0'))) {
      refused++;
      const found = await row(`SELECT ${quoteString(bad)}`).catch(() => null);
      if (found) assert.deepEqual(found, [bad]);
    }
    assert.deepEqual(await row(`-- ${commentText(chunk.join(' '))}\nSELECT ${good.map(t => literal(t, 'text')).join(', ')}`), good.map(unmarked));
    assert.deepEqual(await row(`SELECT ${good.map(t => `hex(${quoteString(t)})`).join(', ')}`), good.map(t => Buffer.from(t).toString('hex').toUpperCase()));
  }
  assert.ok(refused < 800, `${refused} refused`);
});

test('1,500 texts of a program come back from the engine as they were written', async () => {
  const texts = drawn(1500);
  const database = await connect({ path: ':memory:' });
  try {
    for (const chunk of chunks(texts, 250)) {
      // A program is text without NUL.
      const good = chunk.filter(t => !t.includes('\0'));
      const { diagnostics, plan } = compile({ file: 'p.tsql', text: `index q = ${good.length}\ndata t[q]: text = [${good.map(stringLiteral).join(', ')}]\nshow t[q]\n` });
      assert.deepEqual(diagnostics, []);
      for (const s of [...plan!.load, ...plan!.setup, ...plan!.final]) if (s.kind === 'execute') await database.execute(s.sql, {});
      assert.deepEqual((await database.query(plan!.shows[0]!.sql)).rows.map(r => r.at(-1)), good.map(unmarked));
    }
  } finally {
    await database.close();
  }
});

test('1,000 paths name the one file that they are the path of', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-paths-'));
  const odd = path.join(folder, "x [y]*?'");
  const database = await connect({ path: ':memory:', allowed: [folder] });
  try {
    mkdirSync(odd);
    const names = drawn(2500).filter(n => !/[\0/]/.test(n) && Buffer.byteLength(n) < 200 && n !== '').slice(0, 1000);
    assert.equal(names.length, 1000);
    let refused = 0;
    for (const [k, name] of names.entries()) {
      const file = path.join(k % 2 === 0 ? folder : odd, `${name}.csv`);
      writeFileSync(file, `a\n${k}\n`);
      // A path that cannot be told from another one is refused before SQL is written.
      const { catalog, diagnostics } = await readCatalog({ modules: [], data: [{ id: `file:${file}`, origin: { kind: 'file', path: file }, span: noSpan }] }, folder, database);
      if (diagnostics.length > 0) {
        refused++;
        assert.match(diagnostics[0]!.message, /a path with both/);
        assert.ok(name.includes('\\'));
        continue;
      }
      const header = catalog.sources[`file:${file}`]!;
      assert.deepEqual(header.kind === 'relation' && header.columns[0]!.range, [k, k], JSON.stringify(name));
      assert.deepEqual((await database.query(`SELECT a FROM read_csv(${pathLiteral(file)}, header = true)`)).rows, [[k]], name);
    }
    assert.ok(refused < 200, `${refused} refused`);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('2,500 numbers round-trip to the last bit, as values of data and in formulas', async () => {
  const numbers = fc.sample(fc.oneof(fc.double(), fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, -0, 5e-324, -5e-324, Number.MAX_VALUE, Infinity, -Infinity, NaN, 0.1, 1 / 3, 2 ** 53, 1e21, 1e-7)), { seed, numRuns: 2500 });
  for (const chunk of chunks(numbers, 250)) {
    assert.deepEqual(await row(`SELECT ${chunk.map(n => `CAST(${literal(n, 'real')} AS DOUBLE)`).join(', ')}`), chunk);
    assert.deepEqual(await row(`SELECT ${chunk.map(n => `CAST(${sqlNumber(n)} AS DOUBLE)`).join(', ')}`), chunk);
  }
  const whole = numbers.filter(n => Number.isSafeInteger(n) && !Object.is(n, -0));
  for (const chunk of chunks(whole, 250)) assert.deepEqual(await row(`SELECT ${chunk.map(n => `CAST(${literal(n, 'int')} AS BIGINT)`).join(', ')}`), chunk.map(BigInt));
});
