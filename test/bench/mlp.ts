// How long a training step of examples/mlp.tsql takes, beside the same step written by hand: in SQL with one row a cell, on the same
// engine with the same threads, and in NumPy where there is one. The two SQL steps take turns, all three start from the same weights,
// and their weights are compared at the end. `npm run bench -- --threads 2 --steps 40`; `--json` for programs.

import '../../examples/prepare.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compileProgram, connect, type Database, loadData, readProgram } from '../../runtime/index.ts';
import { executeAll, flatten } from '../../runtime/statements.ts';
import * as coo from './baselines/coo.ts';

const options = parseArgs({
  options: { threads: { type: 'string', default: '1' }, steps: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
}).values;
const threads = Number(options.threads);
const steps = Number(options.steps);
if (![threads, steps].every(n => Number.isInteger(n) && n > 0)) throw new Error('--threads and --steps are whole numbers from 1');
/** Steps that are not counted: the engine's first plans, cold caches. */
const warmUp = 3;

const examples = path.join(import.meta.dirname, '../../examples');
const program = await readProgram(path.join(examples, 'mlp.tsql'), { folder: examples, input: () => Promise.reject(new Error('a file is wanted')) }, {});
const { plan, diagnostics } = compileProgram(program, {});
if (!plan) throw new Error(diagnostics.map(d => d.message).join('\n'));
const training = plan.training[0]!;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

async function seconds(body: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await body();
  return (performance.now() - began) / 1000;
}

const column = async (database: Database, sql: string): Promise<readonly number[]> => (await database.query(sql)).rows.map(row => Number(row.at(-1)));

const distance = (a: readonly number[], b: readonly number[]): number => {
  if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} weights beside ${b.length}`);
  return a.reduce((worst, v, k) => Math.max(worst, Math.abs(v - b[k]!)), 0);
};

/** Seconds a step and the weights of the net in NumPy; null where there is no python3 with numpy. */
async function numpy(database: Database): Promise<{ readonly times: readonly number[]; readonly weights: readonly number[] } | null> {
  if (spawnSync('python3', ['-c', 'import numpy']).status !== 0) return null;
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-bench-'));
  try {
    const tables = {
      x: 'SELECT val FROM x ORDER BY s, i', y: 'SELECT val FROM digit ORDER BY s',
      w1: 'SELECT val FROM w1 ORDER BY i, j', b1: 'SELECT val FROM b1 ORDER BY j', w2: 'SELECT val FROM w2 ORDER BY j, c', b2: 'SELECT val FROM b2 ORDER BY c',
    };
    for (const [name, sql] of Object.entries(tables)) writeFileSync(path.join(folder, `${name}.bin`), Float64Array.from(await column(database, sql)));
    const count = String(threads);
    const ran = spawnSync('python3', [path.join(import.meta.dirname, 'baselines/mlp.py'), folder, String(warmUp + steps)], {
      encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    const bytes = readFileSync(path.join(folder, 'weights.bin'));
    return { times: (JSON.parse(ran.stdout) as number[]).slice(warmUp), weights: [...new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const database = await connect({ path: ':memory:', threads });
const run = 1;
const parameters = (step: number) => ({ run, step, seed: training.seed });
await loadData(plan, database, examples);
await executeAll(database, plan.setup, parameters(0));
await executeAll(database, training.keep, parameters(0));
for (const sql of coo.setup(run)) await database.execute(sql);
const python = await numpy(database);

const compiled: number[] = [];
const byHand: number[] = [];
for (let step = 1; step <= warmUp + steps; step++) {
  const ours = await seconds(() => database.transaction(() => executeAll(database, training.step, parameters(step))));
  const theirs = await seconds(() => database.transaction(async () => { for (const sql of coo.step) await database.execute(sql); }));
  if (step > warmUp) { compiled.push(ours); byHand.push(theirs); }
}
await executeAll(database, training.keep, parameters(warmUp + steps));
const weights = await column(database, `SELECT val FROM W WHERE run = ${run} AND step = ${warmUp + steps} ORDER BY l, u, u_1`);
const apart = { coo: distance(weights, await column(database, coo.result)), numpy: python && distance(weights, python.weights) };
await database.close();

const milliseconds = { compiled: 1000 * median(compiled), coo: 1000 * median(byHand), numpy: python && 1000 * median(python.times) };
const report = {
  program: 'examples/mlp.tsql', threads, cores: cpus().length, steps,
  statements: { compiled: flatten(training.step).length, coo: coo.step.length },
  milliseconds,
  /** how many times as long as the other the compiler's step takes */
  ratio: { coo: milliseconds.compiled / milliseconds.coo, numpy: milliseconds.numpy && milliseconds.compiled / milliseconds.numpy },
  /** the largest difference of a weight after all steps */
  apart,
};
if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
else {
  const line = (name: string, ms: number | null, ratio: number | null): string =>
    `${name.padEnd(22)}${ms === null ? 'not measured: no python3 with numpy' : `${ms.toFixed(ms < 10 ? 2 : 0).padStart(8)} ms${ratio === null ? '' : `   tsql takes ${ratio.toFixed(2)} times as long`}`}\n`;
  process.stdout.write(`a step of ${report.program}, median of ${steps}, ${threads} ${threads === 1 ? 'thread' : 'threads'}\n`);
  process.stdout.write(line('tsql', milliseconds.compiled, null) + line('SQL by hand', milliseconds.coo, report.ratio.coo) + line('NumPy', milliseconds.numpy, report.ratio.numpy));
}
const worst = Math.max(apart.coo, apart.numpy ?? 0);
if (!(worst <= 1e-9)) {
  process.stderr.write(`the steps do not compute the same: weights differ by ${worst}\n`);
  process.exitCode = 1;
}
