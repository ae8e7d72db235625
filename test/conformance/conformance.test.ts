// The runner on cases made here: what passes, what falls short, and no cases at all. And the two long programs, on small data of their
// own: the derivative along a direction is what the objective does there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { type Mixture, mixture, type Net, recurrent } from './adbench.ts';

interface Ended { readonly code: number; readonly out: string }

/** Runs the runner on a folder with these files; without any, there is no folder. */
async function ended(files: Readonly<Record<string, unknown>>, ...args: readonly string[]): Promise<Ended> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-cases-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), JSON.stringify(content));
    }
    const cases = Object.keys(files).length > 0 ? folder : path.join(folder, 'none');
    return await new Promise(resolve => {
      const child = execFile(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'main.ts'), '--cases', cases, ...args], { cwd: path.join(import.meta.dirname, '../..') }, (_, out) => resolve({ code: child.exitCode ?? -1, out }));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const dot = { id: 0, expr: 'p,p->', shapes: [[3], [3]], result: { shape: [], values: [-12] }, grads: [{ shape: [3], values: [2, 2, 2] }, { shape: [3], values: [-2, -2, -2] }] };

test('without cases the runner says so and is content', async () => {
  const { code, out } = await ended({});
  assert.equal(code, 0);
  assert.match(out, /^conformance skipped: there is no folder .*none/);
});

test('the table counts what passes and what was refused, by whom', async () => {
  const { code, out } = await ended({ 'einsum/cases.json': { cases: [dot] }, 'einsum/error_cases.json': [{ expr: 'p4', shapes: [[2]] }, { expr: 'pp', shapes: [[2, 3]] }] }, 'einsum', '--threads', '2');
  assert.equal(code, 0, out);
  assert.match(out, /results, DuckDB +1 of 1 +0 +equal\n/);
  assert.match(out, /gradients, evaluator, after all passes +1 of 1 +0 +equal\n/);
  assert.match(out, /calls refused: 1 by the translator, 1 by the compiler +2 of 2/);
});

test('a wrong number, a call that is taken, and cases that are not there fall short', async () => {
  const { code, out } = await ended({ 'einsum/cases.json': { cases: [{ ...dot, result: { shape: [], values: [-11] } }] }, 'einsum/error_cases.json': [{ expr: 'p', shapes: [[2]] }] }, 'einsum', 'adbench');
  assert.equal(code, 1);
  assert.match(out, /results, DuckDB: 0 p,p-> \[\[3\],\[3\]\]: off by 1\n/);
  assert.match(out, /"p" \[\[2\]\]: is not refused\n/);
  assert.match(out, /results, DuckDB +0 of 1 +1\.0e\+0 +equal +SHORT\n/);
  assert.match(out, /adbench +the suite +0 of 0 .*SHORT\n/);
});

const wave = (n: number, seed: number): readonly number[] => Array.from({ length: n }, (_, k) => Math.sin(1 + 2.3 * seed + 1.7 * k));
const rows = (count: number, width: number, seed: number): readonly (readonly number[])[] => Array.from({ length: count }, (_, r) => wave(width, seed + r / count));
const shifted = (a: readonly (readonly number[])[], by: number, seed: number): readonly (readonly number[])[] => a.map((row, r) => row.map((v, k) => v + by * wave(row.length, seed + r)[k]!));
const step = 1e-5;

/** Central differences along a direction, beside the product of the gradient with it. */
function close(above: number, below: number, gradient: readonly number[], direction: readonly number[]): void {
  const slope = (above - below) / (2 * step);
  const found = gradient.reduce((sum, g, k) => sum + g * direction[k]!, 0);
  assert.equal(gradient.length, direction.length);
  assert.ok(Math.abs(found) > 1e-3 && Math.abs(found - slope) <= 1e-7 * Math.max(1, Math.abs(slope)), `${found}, by differences ${slope}`);
}

test('the gradient of the mixture', async () => {
  const icf = rows(2, 6, 3);
  const at = (by: number): Mixture => ({ alphas: shifted([wave(2, 1)], by, 1)[0]!, means: shifted(rows(2, 3, 2), by, 2), icf: shifted(icf, by, 4), x: rows(5, 3, 5), gamma: 0.9, m: 2 });
  const [centre, above, below] = [await mixture(at(0), 1), await mixture(at(step), 1), await mixture(at(-step), 1)];
  close(above.objective, below.objective, centre.gradient, [...wave(2, 1), ...[2, 3].flatMap(s => wave(3, s)), ...[4, 5].flatMap(s => wave(6, s))]);
});

test('the gradient of the recurrent net', async () => {
  const at = (by: number): Net => ({ main: shifted(rows(4, 8, 1), by, 1), ends: shifted(rows(3, 2, 2), by, 7), state: rows(4, 2, 3), sequence: [[0, 1], [1, 1], [1, 0], [0, 1], [0, 0]] });
  const [centre, above, below] = [await recurrent(at(0), 5, 1), await recurrent(at(step), 5, 1), await recurrent(at(-step), 5, 1)];
  close(above.objective, below.objective, centre.gradient, [...[1, 2, 3, 4].flatMap(s => wave(8, s)), ...[7, 8, 9].flatMap(s => wave(2, s))]);
});
