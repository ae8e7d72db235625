// The process that mutants run in. It loads the modules of a part's tests once; for each mutant the changed module and those that import it
// are loaded anew, and the chosen tests run until one fails. Another such process measures which places each test passes.

import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import type { Scripts } from './modules.ts';
import { type Passed, passedIn, type Range } from './passed.ts';

/** What the process is told to do. */
export type Errand =
  /** every test, in order or reversed; `within`: files whose places are noted */
  | { readonly kind: 'all'; readonly reversed: boolean; readonly within: readonly string[] | null }
  /** these tests, with another script in place of one file's */
  | { readonly kind: 'mutant'; readonly file: string; readonly code: string; readonly tests: readonly { readonly name: string; /** milliseconds */ readonly most: number }[] };

/** By file, which places of its script were passed. */
export type Places = Readonly<Record<string, Passed>>;
export interface Measured { readonly loading: Places; readonly tests: readonly { readonly name: string; readonly ms: number; readonly failed: string | null; readonly passed: Places }[] }
/** The test that failed; null: none. */
export interface Tried { readonly failed: string | null }

type Body = (t: { diagnostic: (text: string) => void; skip: () => void }) => unknown;
interface Hooks { readonly before: (() => unknown)[]; readonly after: (() => unknown)[]; begun: boolean }
interface Case { readonly name: string; readonly body: Body; readonly hooks: Hooks }

const { root, tests: entries, scripts } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as { readonly root: string; readonly tests: readonly string[]; readonly scripts: Scripts };
process.chdir(root);
const outside = createRequire(path.join(root, 'package.json'));

// ------------------------------------------------------------------ what stands in for node:test

let cases = new Map<string, Case>();
let file = '';
let hooks: Hooks = { before: [], after: [], begun: false };

function test(name: string, ...rest: readonly [Body] | readonly [options: { readonly skip?: unknown }, body: Body]): void {
  const body = rest.at(-1) as Body;
  if (typeof rest[0] === 'object' && rest[0].skip) return;
  let full = `${file} > ${name}`;
  for (let n = 2; cases.has(full); n++) full = `${file} > ${name} (${n})`;
  cases.set(full, { name: full, body, hooks });
}
const runner = Object.assign(test, { test, it: test, default: test, describe: (_: string, body: () => void): void => body(), before: (f: () => unknown) => { hooks.before.push(f); }, after: (f: () => unknown) => { hooks.after.push(f); } });

// ------------------------------------------------------------------ modules

const head = '(function (exports, require, module) {';
const made = new Map<string, { readonly exports: unknown }>();
const compiled = new Map<string, (exports: unknown, require: (of: string) => unknown, module: object) => void>();
const importers = new Map<string, Set<string>>();

function load(name: string): unknown {
  const known = made.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  made.set(name, module);
  let run = compiled.get(name);
  if (!run) compiled.set(name, (run = new vm.Script(`${head}${scripts[name]!}\n})`, { filename: name }).runInThisContext()));
  run!(module.exports, of => {
    if (!of.startsWith('.')) return of === 'node:test' ? runner : outside(of);
    const wanted = path.relative(root, path.resolve(root, path.dirname(name), of));
    importers.set(wanted, (importers.get(wanted) ?? new Set()).add(name));
    return load(wanted);
  }, module);
  return module.exports;
}

/** Loads the test files that are wanted. */
async function begin(wanted: (entry: string) => boolean): Promise<void> {
  cases = new Map();
  for (const entry of entries.filter(wanted)) {
    file = entry;
    hooks = { before: [], after: [], begun: false };
    made.delete(entry);
    await (load(entry) as { readonly loaded?: Promise<void> }).loaded;
  }
}

/** Forgets a module and all that import it, in turn. */
function forget(name: string): void {
  const gone = new Set([name]);
  for (const n of gone) for (const i of importers.get(n) ?? []) gone.add(i);
  for (const n of gone) made.delete(n);
}

// ------------------------------------------------------------------ running

/** Ends what a mutant has made endless, as far as nothing is waited for. */
const bounded = new vm.Script('body()');

async function fails({ body, hooks: own }: Case, most: number | null): Promise<string | null> {
  try {
    if (!own.begun) { own.begun = true; for (const f of own.before) await f(); }
    let ended: unknown;
    const call = (): void => { ended = body({ diagnostic: () => {}, skip: () => {} }); };
    if (most === null) call(); else { (globalThis as unknown as { body: () => void }).body = call; bounded.runInThisContext({ timeout: most }); }
    await ended;
    return null;
  } catch (e) {
    return e instanceof Error ? e.stack ?? e.message : String(e);
  }
}

async function finish(): Promise<void> {
  for (const h of new Set([...cases.values()].map(c => c.hooks))) if (h.begun) for (const f of h.after) await f();
}

const session = new Session();

function ask(method: string, params: object = {}): Record<string, any> {
  let answer: Record<string, any> = {};
  session.post(method, params, (problem, result) => { if (problem) throw problem; answer = result as Record<string, any>; });
  return answer;
}

/** What has been passed since the last time. */
function taken(within: readonly string[]): Places {
  const found: Record<string, Passed> = {};
  for (const s of ask('Profiler.takePreciseCoverage')['result'] as readonly { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] }[]) {
    if (within.includes(s.url)) found[s.url] = passedIn(s.functions.flatMap(f => f.ranges).map(r => ({ ...r, startOffset: Math.max(0, r.startOffset - head.length), endOffset: r.endOffset - head.length })));
  }
  return found;
}

async function all({ reversed, within }: Extract<Errand, { kind: 'all' }>): Promise<Measured> {
  if (within) {
    session.connect();
    ask('Profiler.enable');
    ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }
  await begin(() => true);
  const note = (): Places => (within ? taken(within) : {});
  const loading = note();
  const done: Measured['tests'][number][] = [];
  for (const c of reversed ? [...cases.values()].reverse() : cases.values()) {
    const start = performance.now();
    const failed = await fails(c, null);
    done.push({ name: c.name, ms: performance.now() - start, failed, passed: note() });
  }
  await finish();
  return { loading, tests: done };
}

async function tryOne({ file: changed, code, tests }: Extract<Errand, { kind: 'mutant' }>): Promise<Tried> {
  const own = compiled.get(changed)!;
  forget(changed);
  try {
    compiled.set(changed, new vm.Script(`${head}${code}\n})`, { filename: changed }).runInThisContext());
    await begin(entry => tests.some(t => t.name.startsWith(`${entry} > `)));
    for (const { name, most } of tests) {
      const c = cases.get(name);
      if (!c || await fails(c, most) !== null) return { failed: name };
    }
    await finish();
    return { failed: null };
  } catch {
    return { failed: tests[0]!.name };
  } finally {
    compiled.set(changed, own);
    forget(changed);
  }
}

process.on('message', (errand: Errand) => { void (errand.kind === 'all' ? all(errand) : tryOne(errand)).then(answer => process.send!(answer)); });
process.send!('ready');
