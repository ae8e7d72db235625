// Trainings that are killed at random moments and gone on with, until they end with the weights of a training that was left alone. After each
// kill the database is looked into: no step is torn (every table of history has the whole of the last generation, and the run says that
// very step), and none is lost that the killed process had told of.

import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quoteIdentifier } from '../../compiler/quote.ts';
import { connect } from '../../runtime/drivers/duckdb.ts';
import { historyTables, readRuns } from '../../runtime/history.ts';
import { soakPrograms, type SoakProgram } from './programs.ts';

export const cli = path.resolve(import.meta.dirname, '../../dist/tsql.mjs');

export interface SoakOptions {
  readonly kills: number;
  readonly seed: number;
  /** after so many seconds no new process is begun */
  readonly seconds?: number;
  readonly together?: number;
  readonly say?: (line: string) => void;
}

export interface SoakFigures {
  /** processes that were killed; of these, with steps of the run committed but not all; and before the first commit */
  kills: number;
  underWay: number;
  early: number;
  /** trainings that came to their end, and how many kills the hardest-tried had */
  ended: number;
  most: number;
  readonly torn: string[];
  readonly lost: string[];
  readonly different: string[];
  readonly failed: string[];
}

interface Ended { readonly code: number | null; readonly out: string; readonly err: string; readonly seconds: number }

/** One process of the built command line, killed after `kill` milliseconds unless it ends before. */
function tsql(folder: string, args: readonly string[], kill: number | null): Promise<Ended> {
  return new Promise(resolve => {
    const began = performance.now();
    const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', chunk => { out += String(chunk); });
    child.stderr.on('data', chunk => { err += String(chunk); });
    const timer = kill === null ? null : setTimeout(() => child.kill('SIGKILL'), kill);
    child.on('close', code => {
      if (timer) clearTimeout(timer);
      resolve({ code, out, err, seconds: (performance.now() - began) / 1000 });
    });
  });
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The last step that a process told of: a report is told once it is committed. Steps of a second training count on. */
function told(out: string): number {
  let before = 0;
  let last = 0;
  for (const line of out.split('\n').slice(0, -1)) {
    const event = JSON.parse(line) as { event: string; step?: number; resumed?: number | null };
    if (event.event === 'report') last = Math.max(last, before + event.step!);
    if (event.event === 'trained') last = before += event.step!;
  }
  return last;
}

interface Look { readonly run: number | null; readonly steps: number; readonly status: string; readonly weights: string | null; readonly torn: string | null }

/** What a database says of its run, and what is torn in it. */
async function look(file: string): Promise<Look> {
  if (!existsSync(file)) return { run: null, steps: 0, status: '', weights: null, torn: null };
  const database = await connect({ path: file });
  try {
    if (!(await database.query("SELECT 1 FROM information_schema.tables WHERE table_name = 'run'")).rows.length) return { run: null, steps: 0, status: '', weights: null, torn: null };
    const runs = await readRuns(database);
    const run = runs.at(-1);
    if (!run) return { run: null, steps: 0, status: '', weights: null, torn: null };
    const steps = run.steps ?? 0;
    const generations: string[] = [];
    for (const t of await historyTables(database)) {
      const { rows } = await database.query(`SELECT coalesce(max(step), -1), count(*) FILTER (step = ${steps}) = max(n) OR max(n) IS NULL FROM (SELECT step, count(*) OVER (PARTITION BY step) AS n FROM ${quoteIdentifier(t)} WHERE run = ${run.run})`);
      generations.push(`${t}: ${rows[0]!.join(' ')}`);
    }
    const last = new Set(generations.map(g => g.split(': ')[1]));
    const metrics = Number((await database.query(`SELECT coalesce(max(step), 0) FROM metrics WHERE run = ${run.run}`)).rows[0]![0]);
    const place = run.place === null ? -1 : run.place.before + run.place.step;
    const whole = last.size === 1 && last.has(run.place === null ? '-1 true' : `${steps} true`) && place === (run.place === null ? -1 : steps) && metrics <= steps;
    return { run: run.run, steps, status: run.status, weights: run.weightsHash, torn: whole ? null : `run says ${steps}, its place ${JSON.stringify(run.place)}, metrics go to ${metrics}, history has ${generations.join('; ')}` };
  } finally {
    await database.close();
  }
}

/** One program: trained once in peace, then again and again with kills until `budget` of them are spent. */
async function soakProgram(program: SoakProgram, budget: number, seed: number, figures: SoakFigures, until: number, say: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), `tsql-soak-${program.name}-`));
  try {
    writeFileSync(path.join(folder, 'p.tsql'), program.text);
    for (const [name, text] of Object.entries(program.files)) writeFileSync(path.join(folder, name), text);
    const draw = uniform(seed);
    const run = (db: string, more: readonly string[], kill: number | null): Promise<Ended> => tsql(folder, ['run', 'p.tsql', '--json', '--db', db, ...program.options, ...more], kill);
    const peace = await run('peace.duckdb', [], null);
    const wanted = await look(path.join(folder, 'peace.duckdb'));
    if (peace.code !== 0 || wanted.weights === null) {
      figures.failed.push(`${program.name}, left alone: ${peace.err}`);
      return;
    }
    // A process is killed from before it has read its program to after it would have ended.
    let span = 1000 * peace.seconds;
    let spent = 0;
    for (let training = 0; spent < budget && performance.now() < until; training++) {
      const db = `t${training}.duckdb`;
      const file = path.join(folder, db);
      let known = 0;
      let kills = 0;
      for (;;) {
        const before = await look(file);
        const kill = spent < budget && performance.now() < until ? Math.round(draw() * span) : null;
        const ended = await run(db, before.run === null ? [] : ['--resume'], kill);
        const after = await look(file).catch((problem: unknown) => String(problem));
        if (typeof after === 'string') {
          figures.torn.push(`${program.name}, training ${training}, seed ${seed}, kill ${spent} after ${kill} ms: ${after}`);
          spent++;
          break;
        }
        const where = `${program.name}, training ${training}, seed ${seed}, kill ${spent} after ${kill} ms`;
        if (after.torn !== null) {
          figures.torn.push(`${where}: ${after.torn}`);
          copyFileSync(file, path.join(tmpdir(), `torn-${program.name}-${seed}.duckdb`));
        }
        const last = ended.out === '' ? 0 : told(ended.out);
        // a process that goes on tells the steps of the training that it is in: these are at least as many in all
        known = Math.max(known, last, after.steps);
        if (after.steps < known || after.steps < before.steps) figures.lost.push(`${where}: ${known} steps were told, ${after.steps} are there`);
        if (ended.code === null) {
          spent++;
          kills++;
          figures.kills++;
          if (after.run === null || after.steps === 0) figures.early++;
          else if (after.steps < wanted.steps) figures.underWay++;
          continue;
        }
        // The machine may have more time for us than it had for the first.
        if (before.run === null) span = Math.min(span, 1000 * ended.seconds);
        if (ended.code !== 0) figures.failed.push(`${where}: exit ${ended.code}: ${ended.err}`);
        else if (after.weights !== wanted.weights || after.steps !== wanted.steps) figures.different.push(`${where}: ${after.weights} after ${after.steps} steps is not ${wanted.weights} after ${wanted.steps}`);
        break;
      }
      figures.ended++;
      figures.most = Math.max(figures.most, kills);
      rmSync(file, { force: true });
      rmSync(`${file}.wal`, { force: true });
      say(`${program.name}: ${spent} of ${budget} kills, ${training + 1} trainings; ${figures.torn.length} torn, ${figures.lost.length} lost, ${figures.different.length} different, ${figures.failed.length} failed`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills spread over all programs, some of them at the same time. */
export async function soak({ kills, seed, seconds = Infinity, together = 2, say = () => {} }: SoakOptions): Promise<SoakFigures> {
  if (!existsSync(cli)) throw new Error(`${cli} is not there: npm run build`);
  const figures: SoakFigures = { kills: 0, underWay: 0, early: 0, ended: 0, most: 0, torn: [], lost: [], different: [], failed: [] };
  const until = performance.now() + 1000 * seconds;
  const share = (k: number): number => Math.floor(kills / soakPrograms.length) + (k < kills % soakPrograms.length ? 1 : 0);
  const left = soakPrograms.map((program, k) => ({ program, budget: share(k), seed: seed * 100 + k }));
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) await soakProgram(next.program, next.budget, next.seed, figures, until, say);
  };
  await Promise.all(Array.from({ length: together }, worker));
  return figures;
}
