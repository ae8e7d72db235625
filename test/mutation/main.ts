// npm run mutate: changes the compiler in one place at a time and looks whether the tests of that part notice. What survives is printed
// with its place: a test is missing there, or the change means the same (equivalent.json says why).
//
//   npm run mutate -- derivatives                every mutant of a part; without a name, of all parts
//   npm run mutate -- checker --sample 200       so many of them, drawn by --seed
//   npm run mutate -- lowering --file join.ts    those of one file
//   npm run mutate -- lowering --minutes 10      as far as the time goes
//   npm run mutate -- checker --coverage         no mutants: the branches that the tests of a part do not pass
//   npm run mutate -- quoting --into out.json    the result as JSON
//   npm run mutate -- quoting --again out.json   of such a result, those that survived once more: after tests were added

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../fuzz/mutate.ts';
import { bundler, modulesIn, originsOf } from './bundle.ts';
import { equivalent, speaksOf } from './equivalent.ts';
import type { Errand, Measured } from './harness.ts';
import { applied, type Mutant, mutantsOf } from './mutants.ts';
import { type Part, parts, root } from './parts.ts';
import { gaps, isPassed } from './passed.ts';

/** What tests one mutant may cost, in seconds; one that none of them notices has survived. */
const most = 8;

const { values, positionals } = parseArgs({ allowPositionals: true, options: {
  sample: { type: 'string' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string' }, file: { type: 'string' }, coverage: { type: 'boolean' }, into: { type: 'string' }, again: { type: 'string' },
} });
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = chosen.find(p => !(p in parts));
if (unknown !== undefined) throw new Error(`there is no part ${unknown}: ${Object.keys(parts).join(', ')}`);
const until = Date.now() + 60_000 * Number(values.minutes ?? Infinity);

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const sourceOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

interface Ended { readonly code: number | null; readonly out: string; readonly err: string }

/**
 * Runs the bundle in `folder`. A code of null: something took longer than it may, `patience` in seconds of the bundle's loading and then of each test.
 * Optimised code does not count how often it is passed.
 */
function runBundle(folder: string, errand: Errand, patience: readonly number[]): Promise<Ended> {
  const told = path.join(folder, 'errand.json');
  writeFileSync(told, JSON.stringify(errand));
  return new Promise(resolve => {
    const child = spawn(process.execPath, [...(errand.measure ? ['--no-opt'] : []), '--max-old-space-size=3000', path.join(folder, 'bundle.mjs')], { cwd: root, env: { ...process.env, TSQL_MUTATION: told, TSQL_RUNS: process.env['TSQL_RUNS'] ?? '40' }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    let [out, err, begun] = ['', '', 0];
    let clock: NodeJS.Timeout | undefined;
    const wait = (): void => { clearTimeout(clock); clock = setTimeout(() => child.kill('SIGKILL'), 1000 * (patience[begun] ?? patience.at(-1)!)); };
    wait();
    child.stdio[3]!.on('data', (d: Buffer) => { begun += d.length; wait(); });
    child.stdout!.on('data', (d: Buffer) => { out += d.toString(); });
    child.stderr!.on('data', (d: Buffer) => { err += d.toString(); });
    child.on('close', code => { clearTimeout(clock); resolve({ code, out, err }); });
  });
}

interface Survivor { readonly file: string; readonly line: number; readonly from: string; readonly to: string; readonly text: string; readonly tests: number }
interface Result { readonly part: string; readonly mutants: number; readonly tried: number; readonly noticed: number; readonly equivalent: number; readonly gaps: number; readonly survivors: readonly Survivor[] }

async function measure(folder: string, bundle: string, files: readonly string[], reversed: boolean): Promise<Measured> {
  const into = path.join(folder, 'measured.json');
  const modules = modulesIn(bundle);
  const ended = await runBundle(folder, { only: null, reversed, measure: { into, bundle: '/bundle.mjs', within: files.flatMap(f => modules.has(f) ? [modules.get(f)!] : []) } }, [3600]);
  if (ended.code !== 0) throw new Error(`the tests could not be run\n${ended.out}\n${ended.err}`);
  return JSON.parse(readFileSync(into, 'utf8')) as Measured;
}

async function hold(part: string, { files, tests }: Part, folder: string): Promise<Result> {
  const build = await bundler(tests, folder);
  try {
    const original = await build.build();
    if ('problem' in original) throw new Error(original.problem);
    const bundle = original.text;
    const measured = await measure(folder, bundle, files, false);
    const failed = measured.tests.filter(t => t.failed !== null);
    if (failed.length > 0) throw new Error(`the tests of ${part} fail without any change:\n${failed.map(t => `${t.name}\n${t.failed}`).join('\n')}`);
    say(`${part}: ${measured.tests.length} tests in ${Math.round(measured.tests.reduce((s, t) => s + t.ms, 0) / 1000)} s`);
    const uncovered = report(folder, bundle, files, measured);
    if (values.coverage) return { part, mutants: 0, tried: 0, noticed: 0, equivalent: 0, gaps: uncovered, survivors: [] };
    // A test that needs those before it in its file would fail alone whatever the mutant.
    const dependent = new Set((await measure(folder, bundle, [], true)).tests.filter(t => t.failed !== null).map(t => t.name));
    for (const name of dependent) say(`left out, as it needs the tests before it: ${name}`);
    return { ...await tryMutants(part, files, bundle, folder, build, measured.tests.filter(t => !dependent.has(t.name)), measured), gaps: uncovered };
  } finally {
    await build.dispose();
  }
}

/** Prints the places of a part that no test passes. */
function report(folder: string, bundle: string, files: readonly string[], measured: Measured): number {
  const origin = originsOf(folder, bundle);
  const modules = modulesIn(bundle);
  let count = 0;
  for (const file of files) {
    const within = modules.get(file);
    if (!within) continue;
    const lines = sourceOf(file).split('\n');
    for (const gap of gaps([measured.loading, ...measured.tests.map(t => t.passed)], within)) {
      const text = bundle.slice(gap.from, gap.to).replace(/\s+/g, ' ').trim();
      const lead = /^\s*(?:[:?]\s*|&&\s*|\|\|\s*|\?\?\s*|else\s*|\{\s*)?/.exec(bundle.slice(gap.from, gap.to))![0].length;
      if (!/\w|^\?\? \[\]/.test(text) || /^(?:case '[^']*': |default: )*(?:return )?(?:unreachable\(|throw new InternalError)/.test(text.replace(/^[?:{&| ]+/, ''))) continue;
      const place = origin(gap.from + lead);
      count++;
      say(`not passed  ${file}:${place?.line ?? '?'}:${place?.column ?? '?'}  ${text.slice(0, 120)}   | ${lines[(place?.line ?? 1) - 1]!.trim().slice(0, 120)}`);
    }
  }
  say(`${count} places are not passed by any test`);
  return count;
}

async function tryMutants(part: string, files: readonly string[], bundle: string, folder: string, build: Awaited<ReturnType<typeof bundler>>, tests: Measured['tests'], { loading }: Measured): Promise<Omit<Result, 'gaps'>> {
  const texts = new Map(files.map(f => [f, sourceOf(f)]));
  const every = files.filter(f => values.file === undefined || f.includes(values.file)).flatMap(f => mutantsOf(f, texts.get(f)!));
  const random = new Random(Number(values.seed));
  const earlier = values.again === undefined ? null : (JSON.parse(readFileSync(values.again, 'utf8')) as readonly Result[]).find(r => r.part === part) ?? null;
  const drawn = earlier ? every.filter(m => earlier.survivors.some(s => s.file === m.file && s.from === m.from && s.to === m.to && s.line === lineOf(texts.get(m.file)!, m.at)))
    : values.sample === undefined ? every : every.map(m => ({ m, k: random.next() })).sort((a, b) => a.k - b.k).map(x => x.m).slice(0, Number(values.sample));
  const kills = new Map<string, number>();
  const survivors: Survivor[] = [];
  // what survived is tried anew; what there is no time for, or is no longer where it was, has survived
  let [tried, noticed, same] = earlier ? [earlier.tried, earlier.noticed, earlier.equivalent] : [0, 0, 0];
  const one = async (m: Mutant): Promise<void> => {
    const text = texts.get(m.file)!;
    if (equivalent.some(e => speaksOf(e, m, text))) { same++; if (earlier) tried--; return; }
    const made = await build.build(m.file, applied(text, m));
    if ('problem' in made || made.text === bundle) return;                 // not a program, or types only
    const at = firstDifference(bundle, made.text);
    const everywhere = isPassed(loading, at);
    const useful = tests.filter(t => everywhere || isPassed(t.passed, at));
    const cost = (t: typeof useful[number]): number => (t.ms + 5) / (1 + (kills.get(`${m.file} ${t.name}`) ?? 0));
    useful.sort((a, b) => cost(a) - cost(b));
    let spent = 0;
    const only = useful.filter(t => (spent += t.ms) <= 1000 * most);
    if (!earlier) tried++;
    const ended = only.length === 0 ? null : await runBundle(folder, { only: only.map(t => t.name), reversed: false, measure: null }, [20, ...only.map(t => 5 + t.ms / 100)]);
    if (ended && ended.code !== 0) {
      noticed++;
      if (ended.code === 1) kills.set(`${m.file} ${ended.out.split('\n').at(-1)}`, 1 + (kills.get(`${m.file} ${ended.out.split('\n').at(-1)}`) ?? 0));
      return;
    }
    const line = lineOf(text, m.at);
    const survivor = { file: m.file, line, from: m.from, to: m.to, text: text.split('\n')[line - 1]!.trim(), tests: only.length };
    survivors.push(survivor);
    say(`survived  ${m.file}:${line}  ${shown(m.from)} → ${shown(m.to)}   (${only.length} tests)   ${survivor.text.slice(0, 160)}`);
  };
  for (const [k, m] of drawn.entries()) {
    if (Date.now() > until) break;
    await one(m);
    if (k % 50 === 49) say(`${part}: ${k + 1} of ${drawn.length}, ${m.file}`);
  }
  say(`${part}: ${noticed} of ${tried} mutants noticed (${tried === 0 ? '-' : Math.round((1000 * noticed) / tried) / 10} %), ${same} that mean the same; out of ${every.length}`);
  return { part, mutants: every.length, tried, noticed, equivalent: same, survivors };
}

const shown = (text: string): string => (text === '' ? 'nothing' : text.length > 50 ? `${text.slice(0, 50)}…` : text);

function firstDifference(a: string, b: string): number {
  let [low, high] = [0, Math.min(a.length, b.length)];
  while (low < high) { const middle = (low + high + 1) >> 1; if (a.startsWith(b.slice(0, middle))) low = middle; else high = middle - 1; }
  return low;
}

const results: Result[] = [];
for (const part of chosen) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-mutants-'));
  try {
    results.push(await hold(part, parts[part]!, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (values.into !== undefined) writeFileSync(values.into, `${JSON.stringify(results, null, 2)}\n`);
const low = results.filter(r => r.tried > 0 && 100 * r.noticed < parts[r.part]!.least * r.tried);
for (const r of low) say(`${r.part}: at least ${parts[r.part]!.least} % are wanted`);
process.exitCode = low.length > 0 ? 1 : 0;
