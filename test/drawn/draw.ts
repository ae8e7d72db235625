// node --no-opt --import tsx test/drawn/draw.ts SEED PROGRAMS [FILE]: draws programs as the fuzzer does, and keeps in drawn.txt each that passes
// a place of the checker, of differentiation or of lowering that none before it did, or gets a message of a new form. FILE holds further
// programs to consider, one JSON a line: { program, catalog }.

import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import path from 'node:path';
import fc from 'fast-check';
import { corpus, mutant, Random } from '../fuzz/mutate.ts';
import { randomProgram } from '../random/generate.ts';
import { catalogOf } from '../random/run.ts';
import { type Gap, gaps, passedIn, type Range } from '../mutation/passed.ts';
import { saidOf } from './said.ts';
import { type Drawn, kept, written } from './kept.ts';

const session = new Session();
session.connect();
interface Script { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] }
const ask = (method: string, params: object = {}): { readonly result?: readonly Script[] } => {
  let answer = {};
  session.post(method, params, (problem, found) => { if (problem) throw problem; answer = found as object; });
  return answer;
};
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const wanted = /\/compiler\/(check|tensor\/differentiate|relational\/lower)/;
/** By file, what no program has passed yet. */
const left = new Map<string, readonly Gap[]>();
const forms = new Set<string>();
/** Whether a program passes a place that none before it did, or is told something of a new form. */
function isNew(said: string): boolean {
  let news = false;
  for (const { url, functions } of ask('Profiler.takePreciseCoverage').result!) {
    if (!wanted.test(url)) continue;
    const passed = passedIn(functions.flatMap(f => f.ranges));
    const before = left.get(url) ?? [{ from: 0, to: 1e9 }];
    const now = before.flatMap(g => gaps([passed], [g.from, g.to]));
    const size = (list: readonly Gap[]): number => list.reduce((sum, g) => sum + g.to - g.from, 0);
    news ||= size(now) < size(before) || !left.has(url);
    left.set(url, now);
  }
  for (const line of said.split('\n')) {
    if (!/^(?:error|warning)\[|^  (?:hint|note|at) /.test(line)) continue;
    const form = line.replace(/\d+:\d+\+\d+/, '').replace(/\b[a-z]{1,2}'*\b|\d+|[A-Z]\w*/g, '_');
    if (!forms.has(form.slice(0, 22))) { forms.add(form.slice(0, 22)); news = true; }
  }
  return news;
}

const random = new Random(Number(process.argv[2] ?? 1));
const drawn: Drawn[] = [];
const consider = (k: Drawn): void => {
  // the file is a text, and its marks are not to be told from those of a program
  if (k.program.length > 800 || JSON.stringify(k.catalog).length > 1500 || /[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\ud800-\udfff\ufeff]|^=== /m.test(k.program) || drawn.some(d => d.program === k.program)) return;
  let said: string;
  try { said = saidOf(k); } catch { return; }
  if (isNew(said)) drawn.push({ program: k.program, catalog: k.catalog });
};
for (const k of kept()) consider(k);
if (process.argv[4] !== undefined) for (const k of readFileSync(process.argv[4], 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line) as Drawn).sort((a, b) => a.program.length - b.program.length)) consider(k);
for (const program of [...corpus].sort((a, b) => a.length - b.length)) consider({ program, catalog: null });
const count = Number(process.argv[3] ?? 1000);
for (const { text, tables } of fc.sample(fc.gen().map(randomProgram), { seed: random.below(1e6), numRuns: Math.ceil(count / 10) })) consider({ program: text, catalog: catalogOf(tables) });
for (let n = count; n > 0; n--) {
  const { text, catalog } = mutant(random);
  consider({ program: text, catalog });
}
writeFileSync(path.join(import.meta.dirname, 'drawn.txt'), written(drawn.map(k => ({ ...k, said: saidOf(k) }))));
process.stdout.write(`${drawn.length} programs\n`);
