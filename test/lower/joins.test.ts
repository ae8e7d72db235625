// Joins of many relations within a loop: a CTE holds the first ones, and nothing else changes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitJoins } from '../../compiler/relational/joins.ts';
import { type Relation, column, filter, integer, item, join, literal, project, scan, test as compared } from '../../compiler/relational/ir.ts';
import { printRelation } from '../../compiler/sql/print.ts';
import { duckdb } from '../../compiler/dialects/duckdb.ts';
import { verifyRelation } from '../../compiler/relational/verify.ts';
import { noSpan } from '../../compiler/source.ts';
import { type Coord, type Equation, type Program, computed, counter, integer as whole } from '../../compiler/tensor/ir.ts';
import { flatten } from '../../runtime/statements.ts';
import { agree, connect, plan, query } from './duckdb.ts';
import { type Cell, add, arg, call, data, equation, maybe, mul, number, program, range, read, term } from './program.ts';

const here: Coord = computed(counter('t'));
const next: Coord = computed(call('add', counter('t'), whole(1)));
const t = range('t', 12), j = range('j', 3), k = range('k', 2);
const weights = Array.from({ length: 12 }, (_, n) => data(`w${n}`, ['k', 'j'], [0, 1, 2].flatMap((c): Cell[] => (n === 7 && c === 1 ? [] : [[[0, c], Math.sin(n + c)], [[1, c], 2]]))));
/** Twelve weights are read in each pass, some of them twice, one perhaps not there, under a guard that reads the first and the last. */
const step = (count: number): Equation => equation('h', ['t', 'j'], 'only', [term([next, 'j'], [read('h', here, 'j'), ...weights.slice(0, count).map((w, n) => (n === 7 ? maybe(w.tensor, 0, 'j') : read(w.tensor, 0, 'j'))), read('w0', 1, 'j')],
  mul(number(0.1), weights.slice(0, count).reduce((sum, _, n) => add(sum, mul(n === 7 ? call('coalesce', arg(n + 1), number(0.3)) : arg(n + 1), arg(0))), arg(count + 1))), { where: call('lt', arg(0), add(arg(count), number(4))) })]);
const loop = (count: number): Program => program([t, j, k], weights, [
  equation('h', ['t', 'j'], 'only', [term([0, 'j'], [read('w1', 0, 'j')], arg(0))]),
  { kind: 'recurrence', counter: 't', index: 't', from: 0, to: 10, direction: 'up', equations: [step(count)], until: null, span: noSpan },
], { shows: [{ label: 'h', tensor: 'h', split: null, span: noSpan }] });

/** How many relations each SELECT of a text joins. */
const joined = (sql: string): readonly number[] => sql.split(/\bSELECT\b/).slice(1).map(select => 1 + (select.match(/\bJOIN\b/g)?.length ?? 0));

for (const count of [3, 4, 5, 6, 8, 12]) {
  test(`a pass that reads ${count + 2} relations`, async () => {
    const p = loop(count);
    const text = flatten(plan(p).final).map(s => s.sql).find(sql => sql.includes('INSERT'))!;
    assert.ok(await agree(p) > 20);
    assert.ok(Math.max(...joined(text)) <= 7, text);
    assert.equal(text.includes('joined_1 AS MATERIALIZED'), count + 2 > 7);
    assert.equal(text.includes('joined_2'), count + 2 > 11);
  });
}

const table = (name: string): Relation => scan(name, name, [{ name: 'j', type: 'int' }, { name: 'val', type: 'real' }]);
const key = (name: string) => column(name, 'j', 'int');
const value = (name: string) => column(name, 'val', 'real');
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'joined_1'];
const chain = (kinds: readonly ('inner' | 'left')[] = []): Relation => names.slice(1).reduce((from, n, m) => join(kinds[m] ?? 'inner', from, table(n), compared(key(n), '=', key(names[m]!))), table('a'));

test('names, filters, and columns that nobody reads', async () => {
  const before = project(filter(chain(), [compared(value('a'), '>', value('c')), compared(value('b'), '<', value('f')), literal(true, 'bool')]), [item('j', key('f')), item('val', value('joined_1'))]);
  const after = splitJoins(before);
  verifyRelation(after);
  const sql = printRelation(after, duckdb);
  // the name is taken by a table
  assert.match(sql, /joined_2 AS MATERIALIZED \(/);
  assert.match(sql, /WHERE a\.val > c\.val\n {2}\)/);
  const c = await connect();
  for (const [n, name] of names.entries()) await c.run(`CREATE TABLE ${name} AS SELECT r % 5 AS j, CAST((r * ${n + 3}) % 11 AS DOUBLE) AS val FROM range(10) AS r(r)`);
  const rows = async (r: Relation): Promise<readonly string[]> => (await query(c, printRelation(r, duckdb))).map(row => row.join()).sort();
  assert.ok((await rows(before)).length > 5);
  assert.deepEqual(await rows(after), await rows(before));
  const constant = project(chain(), [item('val', integer(1))]);
  assert.deepEqual(await rows(splitJoins(constant)), await rows(constant));
  c.closeSync();
});

test('few relations, outer joins and pairs of everything stay as they are', () => {
  const all = [item('j', key('a'))];
  const outer = project(chain(['inner', 'left']), all);
  assert.deepEqual(splitJoins(outer), outer);
  const pairs = project(names.slice(1).reduce((from, n) => join('inner', from, table(n), null), table('a')), all);
  assert.deepEqual(splitJoins(pairs), pairs);
  const few = project(names.slice(1, 7).reduce((from, n) => join('inner', from, table(n), compared(key(n), '=', key('a'))), table('a')), all);
  assert.deepEqual(splitJoins(few), few);
});
