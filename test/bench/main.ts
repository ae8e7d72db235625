// The time of a training step of the digits net (examples/mlp.tsql): the SQL that the compiler writes, beside SQL written by hand
// and, where python3 has NumPy, dense arrays. All start from the same weights, use one thread and must end with the same
// weights. The two kinds of SQL take turns, so that both see the same machine. Prints medians and their ratios, then one line of JSON.
//
//   npm run bench               40 steps, after 3 that do not count
//   npm run bench -- 100        100 steps

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tmpdir } from 'node:os';
import '../../examples/prepare.mjs';
import { compileProgram, connect, type Database, loadData, readProgram } from '../../runtime/index.ts';
import { executeAll } from '../../runtime/statements.ts';

const warmUp = 3;
const tolerance = 1e-9;
const here = import.meta.dirname;
const example = path.join(here, '../../examples/mlp.tsql');
const width = [196, 32, 10] as const;

const steps = Number(process.argv[2] ?? 40);
if (!Number.isInteger(steps) || steps < 1) throw new Error(`the number of steps is ${process.argv[2]}`);

type Cells = readonly number[];
interface Measured { readonly name: string; readonly seconds: Cells; readonly weights: Cells }

function median(values: Cells): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The parts of a script: statements by the name that a line `-- name:` gives them. */
function parts(script: string): ReadonlyMap<string, readonly string[]> {
  const [, ...pieces] = script.split(/^-- (\w+):$/m);
  const found = new Map<string, readonly string[]>();
  for (let k = 0; k < pieces.length; k += 2) found.set(pieces[k]!, pieces[k + 1]!.split(/;$/m).map(s => s.trim()).filter(s => s !== ''));
  return found;
}

const values = async (database: Database, sql: string): Promise<Cells> => (await database.query(sql)).rows.map(row => Number(row.at(-1)));

async function timed(body: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await body();
  return (performance.now() - began) / 1000;
}

/** The largest difference of two lists of weights. Errors: they are not as many. */
function difference(a: Cells, b: Cells): number {
  if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} weights beside ${b.length}`);
  return a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k]!)), 0);
}

/** The compiler's step and the one by hand in turns, in one database. */
async function inSql(database: Database): Promise<readonly [Measured, Measured, Start]> {
  const program = await readProgram(example, { folder: here, input: () => Promise.reject(new Error('a file is wanted')) }, {});
  const { plan, diagnostics } = compileProgram(program, {});
  if (!plan) throw new Error(diagnostics.map(d => d.message).join('\n'));
  const training = plan.training[0]!;
  const known = (step: number): Record<string, number> => ({ run: 1, step, seed: training.seed });
  await loadData(plan, database, program.folder);
  await executeAll(database, plan.setup, known(0));
  await executeAll(database, training.keep, known(0));
  const hand = parts(readFileSync(path.join(here, 'baselines/coo.sql'), 'utf8'));
  const execute = async (part: string): Promise<void> => { for (const sql of hand.get(part)!) await database.execute(sql); };
  await execute('setup');
  const start: Start = {
    x: await values(database, 'SELECT val FROM hand_x ORDER BY s, u'),
    y: await values(database, 'SELECT val FROM digit ORDER BY s'),
    w: await values(database, 'SELECT val FROM hand_w ORDER BY l, u, v'),
    b: await values(database, 'SELECT val FROM hand_b ORDER BY l, v'),
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let step = 1; step <= warmUp + steps; step++) {
    ours.push(await timed(() => database.transaction(() => executeAll(database, training.step, known(step)))));
    theirs.push(await timed(() => database.transaction(() => execute('step'))));
  }
  await executeAll(database, training.keep, known(warmUp + steps));
  const last = warmUp + steps;
  const compiled = [...(await values(database, `SELECT val FROM W WHERE step = ${last} ORDER BY l, u, u_1`)), ...(await values(database, `SELECT val FROM b WHERE step = ${last} ORDER BY l, u_1`))];
  const written = (await Promise.all(hand.get('weights')!.map(sql => values(database, sql)))).flat();
  return [
    { name: 'tsql', seconds: ours.slice(warmUp), weights: compiled },
    { name: 'SQL by hand', seconds: theirs.slice(warmUp), weights: written },
    start,
  ];
}

/** Images, digits and first weights, in the order of their keys. */
interface Start { readonly x: Cells; readonly y: Cells; readonly w: Cells; readonly b: Cells }

/** The same steps in NumPy; null where there is none. */
function inNumpy({ x, y, w, b }: Start): Measured | null {
  try {
    execFileSync('python3', ['-c', 'import numpy'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-bench-'));
  try {
    const first = width[0] * width[1];
    const arrays = { x, y, w0: w.slice(0, first), w1: w.slice(first), b0: b.slice(0, width[1]), b1: b.slice(width[1]) };
    for (const [name, array] of Object.entries(arrays)) writeFileSync(path.join(folder, name), Float64Array.from(array));
    writeFileSync(path.join(folder, 'shape.json'), JSON.stringify({ rows: y.length, width }));
    const printed = execFileSync('python3', [path.join(here, 'baselines/dense.py'), folder, String(warmUp + steps)], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const found = JSON.parse(printed) as { readonly seconds: Cells; readonly w: Cells; readonly b: Cells };
    return { name: 'NumPy', seconds: found.seconds.slice(warmUp), weights: [...found.w, ...found.b] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const database = await connect({ path: ':memory:', threads: 1, allowed: [path.dirname(example)] });
try {
  const [ours, byHand, start] = await inSql(database);
  const numpy = inNumpy(start);
  const others = [byHand, ...(numpy ? [numpy] : [])];
  for (const other of others) {
    const far = difference(ours.weights, other.weights);
    if (!(far <= tolerance)) throw new Error(`after ${warmUp + steps} steps the weights of ${other.name} differ by ${far}`);
  }
  const line = (m: Measured): string => `  ${m.name.padEnd(12)}${(1000 * median(m.seconds)).toFixed(2).padStart(9)} ms`;
  process.stdout.write(`one step of ${width.join('-')} on ${start.y.length} images, median of ${steps}, 1 thread; weights equal to ${tolerance}\n\n`);
  for (const m of [ours, ...others]) process.stdout.write(`${line(m)}${m === ours ? '' : `   tsql takes ${(median(ours.seconds) / median(m.seconds)).toPrecision(3)} times as long`}\n`);
  if (!numpy) process.stdout.write('  NumPy        not there: python3 -m pip install numpy\n');
  process.stdout.write(`\n${JSON.stringify({
    net: width, rows: start.y.length, steps, threads: 1,
    milliseconds: Object.fromEntries([ours, ...others].map(m => [m.name, 1000 * median(m.seconds)])),
    ratios: Object.fromEntries(others.map(m => [m.name, median(ours.seconds) / median(m.seconds)])),
    node: process.versions.node, cpu: os.cpus()[0]?.model ?? null,
  })}\n`);
} finally {
  await database.close();
}
