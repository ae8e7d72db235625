// npm run mutate: changes the compiler in one place at a time and looks whether the tests of that part notice. What survives is printed
// with its place: a test is missing there, or the change means the same (equivalent.json says why).
//
//   npm run mutate -- derivatives                every mutant of a part; without a name, of all parts
//   npm run mutate -- checker --sample 200       so many of them, drawn by --seed
//   npm run mutate -- lowering --file 'join|text' those of the files whose path has this
//   npm run mutate -- lowering --minutes 10      as far as the time goes
//   npm run mutate -- lowering --seconds 20      more tests for each mutant than 4 seconds of them, where the machine is slow
//   npm run mutate -- checker --coverage         no mutants: the branches that the tests of a part do not pass
//   npm run mutate -- quoting --into out.json    the result as JSON
//   npm run mutate -- quoting --again out.json   what was noticed there is taken as it was; what survived, or was not there, is tried: after tests were added

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../fuzz/mutate.ts';
import { equivalent, speaksOf } from './equivalent.ts';
import type { Errand, Measured, Tried } from './harness.ts';
import { modulesOf, originOf, scriptOf } from './modules.ts';
import { applied, type Mutant, mutantsOf } from './mutants.ts';
import { type Part, parts, root } from './parts.ts';
import { gaps, isPassed } from './passed.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: {
  sample: { type: 'string' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string' }, file: { type: 'string' }, coverage: { type: 'boolean' }, into: { type: 'string' }, again: { type: 'string' }, seconds: { type: 'string', default: '4' },
} });
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = chosen.find(p => !(p in parts));
if (unknown !== undefined) throw new Error(`there is no part ${unknown}: ${Object.keys(parts).join(', ')}`);
/** What tests one mutant may cost, in seconds; one that none of them notices has survived. */
const most = Number(values.seconds);
const until = Date.now() + 60_000 * Number(values.minutes ?? Infinity);

const say = (text: string): void => { process.stdout.write(`${text}\n`); };
const sourceOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** A process with the modules of a part's tests. */
class Harness {
  private constructor(private readonly child: ChildProcess) {}

  /** Optimised code does not count how often it is passed. */
  static async start(told: string, counting: boolean): Promise<Harness> {
    const child = fork(path.join(root, 'test/mutation/harness.ts'), [told], { cwd: root, env: { ...process.env, TSQL_RUNS: process.env['TSQL_RUNS'] ?? '40' }, execArgv: ['--import', 'tsx', '--max-old-space-size=3000', ...(counting ? ['--no-opt'] : [])], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' });
    await new Promise(resolve => { child.once('message', resolve); child.once('exit', resolve); });
    return new Harness(child);
  }

  /** Null: it took longer than that, or ended. Then it is of no more use. */
  ask<A>(errand: Errand, ms: number): Promise<A | null> {
    return new Promise(resolve => {
      const end = (answer: A | null): void => { clearTimeout(timer); this.child.removeAllListeners('message'); this.child.removeAllListeners('exit'); resolve(answer); };
      const timer = setTimeout(() => end(null), Math.min(ms, 2 ** 31 - 1));
      this.child.once('message', answer => end(answer as A));
      this.child.once('exit', () => end(null));
      this.child.send(errand);
    });
  }

  stop(): void { this.child.kill('SIGKILL'); }
}

interface Survivor { readonly file: string; readonly line: number; readonly from: string; readonly to: string; readonly text: string; readonly tests: number }
interface Result { readonly part: string; readonly mutants: number; readonly tried: number; readonly noticed: number; readonly equivalent: number; readonly gaps: number; readonly survivors: readonly Survivor[]; /** the mutants that were noticed, by their lines */ readonly known: readonly string[] }

async function measure(harness: Harness, files: readonly string[] | null, reversed: boolean): Promise<Measured> {
  const measured = await harness.ask<Measured>({ kind: 'all', reversed, within: files }, Infinity);
  if (!measured) throw new Error('the tests could not be run');
  return measured;
}

async function hold(part: string, { files, tests }: Part, folder: string): Promise<Result> {
  const modules = await modulesOf(tests);
  const told = path.join(folder, 'scripts.json');
  writeFileSync(told, JSON.stringify({ root, tests, scripts: modules.scripts }));
  const counting = await Harness.start(told, true);
  const measured = await measure(counting, files, false);
  counting.stop();
  const failed = measured.tests.filter(t => t.failed !== null);
  if (failed.length > 0) throw new Error(`the tests of ${part} fail without any change:\n${failed.map(t => `${t.name}\n${t.failed}`).join('\n')}`);
  say(`${part}: ${measured.tests.length} tests in ${Math.round(measured.tests.reduce((s, t) => s + t.ms, 0) / 1000)} s`);
  const uncovered = report(modules, files, measured);
  if (values.coverage) return { part, mutants: 0, tried: 0, noticed: 0, equivalent: 0, gaps: uncovered, survivors: [], known: [] };
  // A test that needs those before it in its file would fail alone whatever the mutant.
  const warm = await Harness.start(told, false);
  const backwards = new Map((await measure(warm, null, true)).tests.map(t => [t.name, t]));
  for (const [name, { failed: problem }] of backwards) if (problem !== null) say(`left out, as it needs the tests before it: ${name}`);
  const useful = measured.tests.flatMap(t => { const { ms, failed: problem } = backwards.get(t.name)!; return problem === null ? [{ ...t, ms }] : []; });
  return { ...await tryMutants(part, files, modules.scripts, told, warm, useful, measured), gaps: uncovered };
}

/** Prints the places of a part that no test passes. */
function report({ scripts, maps }: Awaited<ReturnType<typeof modulesOf>>, files: readonly string[], measured: Measured): number {
  let count = 0;
  for (const file of files) {
    const code = scripts[file];
    if (code === undefined) continue;
    const origin = originOf(code, maps.get(file)!);
    const lines = sourceOf(file).split('\n');
    // What comes before the first statement of its own is the module's imports and exports.
    const own = code.search(/^(?!"use strict"|var __|for \(|module\.exports|  |\}|var import_|__export|\/\/)\S/m);
    for (const gap of gaps([measured.loading, ...measured.tests.map(t => t.passed)].map(p => p[file] ?? []), [own, code.length])) {
      const text = code.slice(gap.from, gap.to).replace(/\s+/g, ' ').trim();
      const lead = /^\s*(?:[:?]\s*|&&\s*|\|\|\s*|\?\?\s*|else\s*|\{\s*)?/.exec(code.slice(gap.from, gap.to))![0].length;
      if (!/\w|^\?\? \[\]/.test(text) || /^(?:&& \(module\.exports = |\(\) => \w+$)/.test(text) || /^(?:case ['"][^'"]*['"]: |default: )*(?:return )?(?:\(\d+, import_\w+\.unreachable\)\(|unreachable\(|throw new (?:import_\w+\.)?InternalError|bug\(|function bug\()/.test(text.replace(/^[?:{&| ]+/, ''))) continue;
      const place = origin(gap.from + lead);
      count++;
      say(`not passed  ${file}:${place?.line ?? '?'}:${place?.column ?? '?'}  ${text.slice(0, 120)}   | ${lines[(place?.line ?? 1) - 1]!.trim().slice(0, 120)}`);
    }
  }
  say(`${count} places are not passed by any test`);
  return count;
}

async function tryMutants(part: string, files: readonly string[], scripts: Readonly<Record<string, string>>, told: string, warm: Harness, tests: Measured['tests'], { loading }: Measured): Promise<Omit<Result, 'gaps'>> {
  const texts = new Map(files.map(f => [f, sourceOf(f)]));
  const every = files.flatMap(f => mutantsOf(f, texts.get(f)!));
  const random = new Random(Number(values.seed));
  const earlier = values.again === undefined ? null : (JSON.parse(readFileSync(values.again, 'utf8')) as readonly Result[]).find(r => r.part === part) ?? null;
  const names = new Map(every.map((m, k) => [m, nameOf(m, texts.get(m.file)!, every.slice(0, k))] as const));
  const kept = new Set(earlier?.known);
  const left = every.filter(m => !kept.has(names.get(m)!) && (values.file === undefined || new RegExp(values.file).test(m.file)));
  const drawn = values.sample === undefined ? left : left.map(m => ({ m, k: random.next() })).sort((a, b) => a.k - b.k).map(x => x.m).slice(0, Number(values.sample));
  const kills = new Map<string, number>();
  const survivors: Survivor[] = [];
  const known = every.flatMap(m => (kept.has(names.get(m)!) ? [names.get(m)!] : []));
  let [tried, same] = [known.length, 0];
  let harness = warm;
  const control = await harness.ask<Tried>({ kind: 'mutant', file: files[0]!, code: scripts[files[0]!]!, tests: tests.slice(0, 50).map(t => ({ name: t.name, most: 60_000 })) }, 600_000);
  if (control?.failed !== null) throw new Error(`without any change this fails in the process that mutants run in: ${control?.failed ?? 'the process ended'}`);
  const one = async (m: Mutant): Promise<void> => {
    const text = texts.get(m.file)!;
    if (equivalent.some(e => speaksOf(e, m, text))) { same++; return; }
    const own = scripts[m.file]!;
    const made = await scriptOf(m.file, applied(text, m));
    if (!made || made.code === own) return;                 // not a program, or types only
    // What stands on the right of `and` and `or` may not have been passed where what stands on the left was.
    const at = firstDifference(own, made.code) - (m.from === '&&' || m.from === '||' ? 2 : 0);
    const everywhere = isPassed(loading[m.file] ?? [], at);
    const useful = tests.filter(t => everywhere || isPassed(t.passed[m.file] ?? [], at));
    const cost = (t: typeof useful[number]): number => (t.ms + 5) / (1 + (kills.get(`${m.file} ${t.name}`) ?? 0));
    useful.sort((a, b) => cost(a) - cost(b));
    let spent = 0;
    const only = useful.filter(t => (spent += t.ms) <= 1000 * most);
    tried++;
    const ended = only.length === 0 ? { failed: null } : await harness.ask<Tried>({ kind: 'mutant', file: m.file, code: made.code, tests: only.map(t => ({ name: t.name, most: Math.ceil(2000 + 20 * t.ms) })) }, 10_000 + 30 * Math.min(spent, 1000 * most));
    if (ended === null) { harness.stop(); harness = await Harness.start(told, false); }
    if (ended?.failed !== null) {
      known.push(names.get(m)!);
      if (ended) kills.set(`${m.file} ${ended.failed}`, 1 + (kills.get(`${m.file} ${ended.failed}`) ?? 0));
      return;
    }
    const line = lineOf(text, m.at);
    const survivor = { file: m.file, line, from: m.from, to: m.to, text: text.split('\n')[line - 1]!.trim(), tests: only.length };
    survivors.push(survivor);
    say(`survived  ${m.file}:${line}  ${shown(m.from)} → ${shown(m.to)}   (${only.length} tests)   ${survivor.text.slice(0, 160)}`);
  };
  let [before, counted] = [drawn[0]?.file, [tried, known.length]];
  const endOfFile = (): void => { if (tried > counted[0]!) say(`${known.length - counted[1]!} of ${tried - counted[0]!}  ${before}`); counted = [tried, known.length]; };
  for (const m of drawn) {
    if (Date.now() > until) break;
    if (m.file !== before && values.sample === undefined) { endOfFile(); before = m.file; }
    await one(m);
  }
  if (values.sample === undefined) endOfFile();
  harness.stop();
  say(`${part}: ${known.length} of ${tried} mutants noticed (${tried === 0 ? '-' : Math.round((1000 * known.length) / tried) / 10} %), ${same} that mean the same; out of ${every.length}`);
  return { part, mutants: every.length, tried, noticed: known.length, equivalent: same, survivors, known };
}

/** What a mutant is called in a result: its line and its change, whatever stands above; of several on one line, which. */
function nameOf(m: Mutant, text: string, earlier: readonly Mutant[]): string {
  const line = (o: Mutant): string => text.split('\n')[lineOf(text, o.at) - 1]!.trim();
  const alike = earlier.filter(o => o.file === m.file && o.from === m.from && o.to === m.to && line(o) === line(m));
  return [m.file, line(m), m.from, m.to, alike.length].join('\n');
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
