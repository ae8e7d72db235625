import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../compiler/parse/parse.ts';
import { sources } from '../../compiler/sources.ts';

test('a program names its data and its modules once each, in order', () => {
  const text = [
    'import Dense from "std/nn"', 'import A, B from "lib/a.tsql"', 'import "lib/b.tsql" as b', 'import C from "lib/a.tsql"',
    'data x[s] from "x.csv" test "t.csv"', 'data y[s] from "x.csv" (y = label)', 'data z[s] from table main.t', 'data q[s] from sql "select 1"', 'data w[n] = [1, 2]',
    'param W[i] from "w.npz"', 'param V[i] ~ normal(0, 1)',
    'layer L[i](x[i]) -> y[i] { param U[i] from "u.parquet"  y[i] = U[i] }', 'export W to "out.parquet"',
  ].join('\n');
  const { module, diagnostics } = parse({ file: 'program', text });
  assert.deepEqual(diagnostics, []);
  const { data, modules } = sources(module);
  assert.deepEqual(data.map(d => d.id), ['file:x.csv', 'file:t.csv', 'table:main.t', 'sql:select 1', 'file:w.npz', 'file:u.parquet']);
  assert.deepEqual(data[0]!.origin, { kind: 'file', path: 'x.csv' });
  assert.deepEqual(data[2]!.origin, { kind: 'table', name: 'main.t' });
  assert.deepEqual(data[3]!.origin, { kind: 'sql', query: 'select 1' });
  assert.deepEqual(data.map(d => text.slice(d.span.start, d.span.end)), ['"x.csv"', '"t.csv"', 'table main.t', 'sql "select 1"', '"w.npz"', '"u.parquet"']);
  assert.deepEqual(modules.map(m => m.path), ['lib/a.tsql', 'lib/b.tsql']);
  assert.deepEqual(modules.map(m => text.slice(m.span.start, m.span.end)), ['"lib/a.tsql"', '"lib/b.tsql"']);
});

test('a program may name nothing', () => {
  assert.deepEqual(sources(parse({ file: 'program', text: 'a = 1' }).module), { data: [], modules: [] });
});
