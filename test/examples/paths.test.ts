// The shortest paths of examples/paths.tsql against Dijkstra's algorithm in plain code on the same files.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { executeAll } from '../../runtime/statements.ts';
import { examples, withOpened } from './opened.ts';

const table = (name: string): readonly (readonly string[])[] => readFileSync(path.join(examples, 'data', name), 'utf8').trimEnd().split('\n').slice(1).map(line => line.split(','));

test('the distances of all airports are those of Dijkstra, and what has none is not reached', async () => {
  const places = new Map(table('airports.csv').map(r => [r[0]!, [Number(r.at(-2)), Number(r.at(-1))] as const]));
  const rad = Math.PI / 180;
  const routes = new Map<string, { readonly to: string; readonly km: number }[]>();
  for (const [from, to, count] of table('flights-airport.csv')) {
    const [p, q] = [places.get(from!), places.get(to!)];
    if (Number(count) < 1000 || !p || !q) continue;
    const half = Math.sin((q[0] - p[0]) * rad / 2) ** 2 + Math.cos(p[0] * rad) * Math.cos(q[0] * rad) * Math.sin((q[1] - p[1]) * rad / 2) ** 2;
    routes.set(from!, [...routes.get(from!) ?? [], { to: to!, km: 2 * 6371 * Math.asin(Math.sqrt(half)) }]);
  }
  const found = new Map<string, number>();
  const open = new Map([['SEA', 0]]);
  while (open.size > 0) {
    const [at, length] = [...open].reduce((a, b) => (b[1] < a[1] ? b : a));
    open.delete(at);
    found.set(at, length);
    for (const { to, km } of routes.get(at) ?? []) if (!found.has(to) && length + km < (open.get(to) ?? Infinity)) open.set(to, length + km);
  }
  assert.ok(found.size > 200);
  await withOpened('paths.tsql', {}, async ({ database, plan }) => {
    await executeAll(database, plan.final, { run: 1, step: 0, seed: 0 });
    const { rows } = await database.query(plan.exports[0]!.tensors[0]!.sql);
    const last = Math.max(...rows.map(r => Number(r[0])));
    const distances = new Map(rows.filter(r => Number(r[0]) === last).map(r => [String(r[1]), Number(r[2])]));
    assert.deepEqual([...distances.keys()].sort(), [...found.keys()].sort());
    for (const [airport, km] of found) assert.ok(Math.abs(distances.get(airport)! - km) < 1e-6, `${airport}: ${distances.get(airport)} instead of ${km}`);
  });
});
