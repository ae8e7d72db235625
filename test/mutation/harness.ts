// What stands in for node:test in the bundle that mutants run in: the chosen tests in one process, ended by the first that fails.
// In the first run, without a mutant, it measures which parts of the bundle each test passes.

import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { type Passed, passedIn, type Range } from './passed.ts';

/** What a process is told to do: TSQL_MUTATION names a file with this. */
export interface Errand {
  /** tests in order; null: all */
  readonly only: readonly string[] | null;
  readonly reversed: boolean;
  /** measure: where the result goes, and the offsets of the bundle that matter */
  readonly measure: { readonly into: string; readonly bundle: string; readonly within: readonly (readonly [from: number, to: number])[] } | null;
}

export interface Measured { readonly loading: Passed; readonly tests: readonly { readonly name: string; readonly ms: number; readonly failed: string | null; readonly passed: Passed }[] }

type Body = (t: { diagnostic: (text: string) => void; skip: () => void }) => unknown;
interface Hooks { readonly before: (() => unknown)[]; readonly after: (() => unknown)[]; begun: boolean }
interface Case { readonly name: string; readonly body: Body; readonly hooks: Hooks }

const errand: Errand = JSON.parse(readFileSync(process.env['TSQL_MUTATION']!, 'utf8'));
const cases = new Map<string, Case>();
let file = '';
let hooks: Hooks = { before: [], after: [], begun: false };
const all: Hooks[] = [];

export function test(name: string, ...rest: readonly [Body] | readonly [options: { readonly skip?: unknown }, body: Body]): void {
  const body = rest.at(-1) as Body;
  if (typeof rest[0] === 'object' && rest[0].skip) return;
  let full = `${file} > ${name}`;
  for (let n = 2; cases.has(full); n++) full = `${file} > ${name} (${n})`;
  cases.set(full, { name: full, body, hooks });
}
export const it = test;
export const describe = (_: string, body: () => void): void => body();
export const before = (f: () => unknown): void => { hooks.before.push(f); };
export const after = (f: () => unknown): void => { hooks.after.push(f); };
export default test;

/** Whether any chosen test is in a file; what is declared from here on belongs to it. */
export function begin(name: string): boolean {
  file = name;
  hooks = { before: [], after: [], begun: false };
  all.push(hooks);
  return errand.only === null || errand.only.some(t => t.startsWith(`${name} > `));
}

const session = new Session();

function ask(method: string, params: object = {}): Record<string, any> {
  let answer: Record<string, any> = {};
  session.post(method, params, (problem, result) => { if (problem) throw problem; answer = result as Record<string, any>; });
  return answer;
}

/** What has been passed since the last time. */
function taken({ bundle, within }: NonNullable<Errand['measure']>): Passed {
  const script = (ask('Profiler.takePreciseCoverage')['result'] as readonly { readonly url: string; readonly functions: readonly { readonly ranges: readonly Range[] }[] }[]).find(s => s.url.endsWith(bundle))!;
  const ranges = script.functions.flatMap(f => f.ranges).filter(r => within.some(([from, to]) => r.startOffset < to && r.endOffset > from));
  return passedIn(ranges);
}

/** Runs the chosen tests. */
export async function runAll(): Promise<void> {
  const { measure } = errand;
  const chosen = errand.only === null ? [...cases.values()] : errand.only.map(n => cases.get(n)!);
  if (errand.reversed) chosen.reverse();
  const loading = measure ? taken(measure) : [];
  const tests: Measured['tests'][number][] = [];
  for (const { name, body, hooks: own } of chosen) {
    writeSync(3, '.');                           // so that whoever waits knows that a test began
    const start = performance.now();
    let failed: string | null = null;
    try {
      if (!own.begun) { own.begun = true; for (const f of own.before) await f(); }
      await body({ diagnostic: () => {}, skip: () => {} });
    } catch (e) {
      failed = e instanceof Error ? e.stack ?? e.message : String(e);
      if (!measure) { process.stdout.write(name); process.exit(1); }
    }
    const ms = performance.now() - start;
    if (measure) tests.push({ name, ms, failed, passed: taken(measure) });
  }
  for (const h of all) if (h.begun) for (const f of h.after) await f();
  if (measure) writeFileSync(measure.into, JSON.stringify({ loading, tests } satisfies Measured));
  process.exit(0);
}

if (errand.measure) {
  session.connect();
  ask('Profiler.enable');
  ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
}
