// Long products, compiled and run on the engine.

import assert from 'node:assert/strict';
import test from 'node:test';
import { compile } from '../../compiler/index.ts';
import { connect, loadData } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';
import { formula, formulaByEquations, holds } from './programs.ts';

/** The numbers that a program shows, by label; for programs without data files. */
async function shown(text: string): Promise<ReadonlyMap<string, readonly (readonly unknown[])[]>> {
  const { plan, diagnostics } = compile({ file: 'program.tsql', text });
  assert.deepEqual(diagnostics, []);
  const database = await connect({ path: ':memory:' });
  try {
    await loadData(plan!, database, '.');
    const parameters = { run: 1, step: 0, seed: 0 };
    await executeAll(database, plan!.setup, parameters);
    await executeAll(database, plan!.final, parameters);
    const results = new Map<string, readonly (readonly unknown[])[]>();
    for (const s of plan!.shows) results.set(s.label, (await database.query(s.sql)).rows);
    return results;
  } finally {
    await database.close();
  }
}

/** In how many ways the clauses of `formula` hold: from one variable to the next. */
function ways(clauses: number): bigint {
  let [no, yes] = [1n, 1n];
  for (let k = 1; k <= clauses; k++) {
    const to = (right: number): bigint => (holds(k, 0, right) ? no : 0n) + (holds(k, 1, right) ? yes : 0n);
    [no, yes] = [to(0), to(1)];
  }
  return no + yes;
}

test('950 clauses over 951 variables are counted as one product, 200 as so many equations', async () => {
  for (const [text, clauses] of [[formula(950), 950], [formulaByEquations(200), 200]] as const) {
    const wanted = Number(ways(clauses));
    const [[found]] = (await shown(text)).get('ways')! as [[number]];
    assert.ok(Math.abs(found - wanted) <= 1e-12 * wanted, `${found}, not ${wanted}`);
  }
});

test('the derivative of a long product costs no more than a few times the product', async () => {
  const clauses = 60;
  const text = formula(clauses).replace('show ways', 'g[x30,x31] = grad(ways, c31[x30,x31])\nshow ways, g[x30,x31]');
  const { program } = compile({ file: 'program.tsql', text });
  assert.ok(program!.definitions.length < 4 * clauses, `${program!.definitions.length} equations`);
  const results = await shown(text);
  // the product is linear in each factor
  const parts = results.get('g[x30,x31]')!.map(([l, r, value]) => (holds(31, l as number, r as number) ? (value as number) : 0));
  assert.equal(parts.reduce((a, b) => a + b, 0), Number(ways(clauses)));
  assert.deepEqual(results.get('ways'), [[Number(ways(clauses))]]);
});

test('thirty tensors with chords: no cross product, and the same number', async () => {
  const letters = Array.from({ length: 31 }, (_, k) => `x${k}`);
  const value = (n: number, ...at: readonly number[]): number => ((n + at.reduce((s, x) => 2 * s + x, 1)) % 5 === 0 ? 0 : 1);
  const reads = Array.from({ length: 30 }, (_, k) => (k % 3 === 0 && k < 28 ? [k, k + 1, k + 3] : [k, k + 1]));
  const literal = (n: number, rank: number, at: readonly number[] = []): string => (at.length === rank ? String(value(n, ...at)) : `[${[0, 1].map(x => literal(n, rank, [...at, x])).join(', ')}]`);
  const text = `index ${letters.map(l => `${l} = 2`).join(', ')}\n${reads.map((own, k) => `data t${k}[${own.map(l => `x${l}`).join(',')}] = ${literal(k, own.length)}`).join('\n')}
    y = sum[${letters.join(', ')}](${reads.map((own, k) => `t${k}[${own.map(l => `x${l}`).join(',')}]`).join(' * ')})\nshow y`;
  // by hand: from the left over the values of the last four letters
  let states = new Map<string, number>([['', 1]]);
  letters.forEach((_, k) => {
    const next = new Map<string, number>();
    for (const [state, count] of states) for (const bit of [0, 1]) {
      const bits = state + String(bit);
      const weight = reads.reduce((w, own, n) => (own.at(-1) === k ? w * value(n, ...own.map(l => Number(bits.at(l - k - 1)))) : w), count);
      next.set(bits.slice(-4), (next.get(bits.slice(-4)) ?? 0) + weight);
    }
    states = next;
  });
  assert.deepEqual((await shown(text)).get('y'), [[[...states.values()].reduce((a, b) => a + b)]]);
});

test('explain tells the path, what is computed first, and what that saves', () => {
  const { explain } = compile({ file: 'program.tsql', text: `
    index i = 50, j = 60, k = 70, l = 40
    a[i,j] = i + j   b[j,k] = j - k   c[k,l] = k * l   v[l] = l
    y[i] = a[i,j] * b[j,k] * c[k,l] * v[l]
    show y[i]
  ` });
  assert.match(explain(), /products taken in steps\n {2}y {2}line 4 {2}a·\(b·\(c·v\)\) {2}y_1, y_2 first {2}10000 multiply-adds, 8\.4e6 at once\n/);
});

test('what headers say of sparse data decides the path', () => {
  const text = `
    index u = 2000, v = 2000, w = 2000
    data A[u,v] from "edges.csv" (u = src, v = dst, A = weight)
    b[v,w] = v - w   c[w] = w
    y[u] = A[u,v] * b[v,w] * c[w]
    show y[u]
  `;
  const path = (rows: number): string => {
    const columns = [{ name: 'src', type: 'int', range: [0, 1999] }, { name: 'dst', type: 'int', range: [0, 1999] }, { name: 'weight', type: 'real', range: null }] as const;
    const { explain } = compile({ file: 'program.tsql', text }, { catalog: { sources: { 'file:edges.csv': { kind: 'relation', rows, columns } } } });
    return explain();
  };
  assert.doesNotMatch(path(10), /taken in steps/);
  assert.match(path(4_000_000), /y {2}line 5 {2}A·\(b·c\)/);
});
