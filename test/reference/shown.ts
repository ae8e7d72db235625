// What a program shows, checks and reports, for comparing with numbers made elsewhere.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';
import type { ReportedValue } from '../../runtime/events.ts';
import { runFile, type RunFileOptions } from '../../runtime/index.ts';

export interface Shown {
  /** cells by label, keys joined by commas (`0,2`); a single number has the key '' */
  readonly shows: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly reports: readonly { readonly step: number; readonly values: readonly ReportedValue[] }[];
  readonly checks: readonly { readonly label: string; readonly pass: boolean }[];
}

/** Runs a program in memory. Anything that the compiler says against it is a failure. */
export async function shown(file: string, options: RunFileOptions = {}): Promise<Shown> {
  const shows = new Map<string, Map<string, number>>();
  const reports: Shown['reports'][number][] = [];
  const checks: Shown['checks'][number][] = [];
  const { diagnostics } = await runFile(file, {
    ...options,
    listener: event => {
      if (event.event === 'report') reports.push({ step: event.step, values: event.values });
      if (event.event === 'check') checks.push({ label: event.label, pass: event.pass });
      if (event.event === 'show') {
        const columns = event.columns.map(c => c.values);
        const values = columns.at(-1)!;
        shows.set(event.label, new Map(Array.from(values, (v, row) => [columns.slice(0, -1).map(c => String(c[row])).join(','), Number(v)])));
      }
    },
  });
  assert.deepEqual(diagnostics.map(d => `${d.code}: ${d.message}`), []);
  return { shows, reports, checks };
}

/** Runs a changed copy of a program, out of a folder of its own: it must name no files. */
export async function shownChanged(file: string, change: (text: string) => string, options: RunFileOptions = {}): Promise<Shown> {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'the change changes nothing');
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-reference-'));
  try {
    writeFileSync(path.join(folder, 'program.tsql'), changed);
    return await shown(path.join(folder, 'program.tsql'), options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nested lists as cells: `[[1, 2]]` has the cells `0,0` and `0,1`. */
export function cells(value: unknown, prefix: readonly number[] = []): ReadonlyMap<string, number> {
  if (typeof value === 'number') return new Map([[prefix.join(','), value]]);
  assert.ok(Array.isArray(value));
  return new Map(value.flatMap((v: unknown, k) => [...cells(v, [...prefix, k])]));
}

/** Same cells, and values within `tolerance` of each other: of the larger one, or absolutely where both are below 1. */
export function close(actual: ReadonlyMap<string, number> | undefined, expected: ReadonlyMap<string, number>, tolerance: number, what: string): void {
  assert.ok(actual, `${what} is not shown`);
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort(), what);
  for (const [key, value] of expected) {
    const found = actual.get(key)!;
    const room = tolerance * Math.max(1, Math.abs(value), Math.abs(found));
    assert.ok(Math.abs(found - value) <= room, `${what}[${key}] is ${found}, not ${value}`);
  }
}
