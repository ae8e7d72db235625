import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { edgesOf, nodesOf } from '../../runtime/plan-graph.ts';
import { planPage } from '../../runtime/plan-page.ts';
import { wellFormed } from './markup.ts';
import { workplace } from './terminal.ts';

const w = await workplace();

const net = `
index s = 100, i = 5, j = 4
param W[i,j] ~ normal(0, 1)
param v[j] ~ normal(0, 1)
x[s,i] = sin(3 * s + i)
h[s,j] = tanh(W[i,j] * x[s,i])
loss = mean[s]((v[j] * h[s,j] - 1)^2)
train { minimize loss using sgd(lr = 0.01)  steps 20  report loss every 10 steps }
show loss
`;
await w.file('net.tsql', net);

interface Statement { readonly id: string; readonly comment: string; readonly line: number | null; readonly layout: string; readonly reads: readonly string[]; readonly writes: readonly string[]; readonly sql: string; readonly estimate: { readonly rows: number; readonly bytes: number; readonly multiplyAdds: number; readonly milliseconds: number }; readonly measured?: { readonly milliseconds: number; readonly rows: number | null } }
interface Explained { readonly layouts: readonly { readonly layout: string }[]; readonly phases: readonly { readonly phase: string; readonly statements: readonly Statement[] }[] }
const explained = async (...args: readonly string[]): Promise<Explained> => {
  const ran = await w.run('explain', '--json', ...args);
  assert.equal(ran.code, 0, ran.err);
  return JSON.parse(ran.out) as Explained;
};
const of = (e: Explained, phase: string): readonly Statement[] => e.phases.filter(p => p.phase === phase).flatMap(p => p.statements);

test('--analyze puts the measured time and rows beside what was expected, and writes nothing', async () => {
  const before = await readdir(w.folder);
  for (const layout of ['coo', 'tiles']) {
    const ran = await w.run('explain', '--analyze', '--layout', layout, 'net.tsql');
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /each of 20 steps: \d+ statements\n.* rows +measured .* time +measured\n/);
    assert.match(ran.out, /in all +[\d,]+ +[\d.]+ (?:ms|µs) +[\d.]+ (?:ms|µs)\n/);
  }
  assert.deepEqual(await readdir(w.folder), before);
});

test('--json is one object: statements with place, estimate, what they read and write', async () => {
  const plain = await explained('net.tsql');
  assert.deepEqual(plain.phases.map(p => p.phase).filter((p, k, all) => p !== all[k - 1]), plain.layouts[0]!.layout === 'coo' ? ['setup', 'step', 'report', 'keep', 'final'] : ['setup', 'begin', 'step', 'report', 'keep', 'final']);
  const coo = await explained('--layout', 'coo', 'net.tsql');
  const update = of(coo, 'step').find(s => s.writes.includes('W_now'))!;
  assert.deepEqual([update.layout, update.line, update.estimate.rows, update.reads.includes('W_now'), 'measured' in update], ['coo', 8, 20, true, false]);
  assert.match(update.sql, /^CREATE OR REPLACE TEMP TABLE/);
  assert.equal(of(coo, 'step').reduce((n, s) => n + s.estimate.multiplyAdds, 0), 2 * 100 * 5 * 4 + 2 * 100 * 4);
  const analyzed = await explained('--analyze', '--layout', 'coo', 'net.tsql');
  for (const s of of(analyzed, 'step')) assert.ok(s.measured!.milliseconds > 0 && s.measured!.rows === s.estimate.rows, s.id);
});

test('loops and batches are measured too', async () => {
  await w.file('batches.tsql', net.replace('steps 20', 'batch s by 10  epochs 1').replace('every 10 steps', 'every 1 epoch'));
  for (const s of of(await explained('--analyze', '--layout', 'coo', 'batches.tsql'), 'step')) assert.ok(s.measured!.milliseconds > 0, s.id);
  await w.file('loop.tsql', 'index t = 50, a = 3\nf[0,a] = 1.0 * a\nf[t+1,a] = f[t,a] / 2 + sum[a\'](sin(f[t,a\']))\nshow f[end,a]\n');
  assert.equal((await w.run('explain', '--analyze', 'loop.tsql')).code, 0);
});

test('--html is one well-formed page with the graph, the table and the SQL, without anything from elsewhere', async () => {
  const ran = await w.run('explain', '--analyze', '--html', 'plan.html', 'net.tsql');
  assert.deepEqual([ran.code, ran.out], [0, ''], ran.err);
  const page = await readFile(path.join(w.folder, 'plan.html'), 'utf8');
  const counts = wellFormed(page.replace('<!doctype html>\n', ''));
  const statements = (await explained('net.tsql')).phases.reduce((n, p) => n + p.statements.length, 0);
  assert.deepEqual([counts.get('svg'), counts.get('rect'), counts.get('pre')], [1, statements, statements]);
  assert.doesNotMatch(page.replaceAll('http://www.w3.org/2000/svg', ''), /https?:|src=|@import|<script|<link/);
  assert.match(page, /Times are measured/);
});

test('what a program is called and says is escaped', () => {
  const file = `<img src=x onerror="alert('1')">&.tsql`;
  const text = 'y = if 1 < 2 and 3 > 2 then 4 else 5\nshow y\ncheck y < 5\n';
  const compilation = compile({ file, text });
  assert.deepEqual(compilation.diagnostics, []);
  const page = planPage(compilation, { file, text }, null);
  wellFormed(page.replace('<!doctype html>\n', ''));
  assert.doesNotMatch(page, /<img|1 < 2/);
  assert.match(page, /Times are expected/);
});

test('a statement stands behind the one that made what it reads', () => {
  const compilation = compile({ file: 'net.tsql', text: net });
  const nodes = nodesOf(compilation.costs(), s => s.milliseconds);
  const edges = edgesOf(nodes);
  assert.ok(edges.length > 3);
  for (const e of edges) {
    assert.ok(e.from < e.to);
    const from = nodes[e.from]!.statement, to = nodes[e.to]!.statement;
    assert.ok(from.kind === 'execute' && to.kind === 'execute' && from.writes.includes(e.table) && to.reads.includes(e.table));
  }
  for (const kind of new Set(nodes.map(n => n.phase))) assert.ok(nodes.filter(n => n.phase === kind).reduce((n, x) => n + x.share, 0) > 0.99);
});

test('options that cannot be', async () => {
  for (const [args, text] of [[['--analyze', '--no-data'], /cannot go with --no-data/], [['--html', 'plan.svg'], /written as \.html/], [['--memory', 'much'], /a size is wanted/]] as const) {
    const ran = await w.run('explain', ...args, 'net.tsql');
    assert.equal(ran.code, 2);
    assert.match(ran.err, text);
  }
  const nowhere = await w.run('explain', '--html', 'no/such/plan.html', 'net.tsql');
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.err, /does not exist/);
});
