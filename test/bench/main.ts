// `npm run bench [-- NAME…] [options]`: measurements of this machine, sides next to each other. Without a name all benches run but the
// long ones; `npm run bench -- compile` is a program of its own (how long compiling takes).
//   --threads N     threads of every side (2 unless given)     --repeats N, --warm-up N   instead of a row's own
//   --profile       the plans of the slowest statements        --OPTION N                 of a bench, such as --largest 1000000
//   --json FILE     where the figures go                       --compare FILE, --slower F older figures; exit code 1 where a side of
//                                                              ours is more than F (1.25) times slower than in them

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from './benches/benches.ts';
import { changes, changesText, type Kept } from './compare.ts';
import { measure, type MeasuredRow } from './measure.ts';
import { agrees, rowText, summary } from './report.ts';
import { layouts } from './sides/layouts.ts';

const known = Object.assign({}, ...benches.map(b => b.options ?? {})) as Readonly<Record<string, number>>;
const text = { type: 'string' } as const;

function argumentsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args], allowPositionals: true,
    options: { threads: text, repeats: text, 'warm-up': text, json: text, compare: text, slower: text, profile: { type: 'boolean' }, ...Object.fromEntries(Object.keys(known).map(k => [k, text])) },
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  const number = (name: string): number | undefined => {
    if (given[name] === undefined) return undefined;
    const value = Number(given[name]);
    if (!(value >= 0)) throw new Error(`--${name} is a number`);
    return value;
  };
  const unknown = positionals.find(p => !benches.some(b => b.name === p));
  if (unknown !== undefined) throw new Error(`there is no bench ${unknown}; there are ${[...benches.map(b => b.name), 'compile'].join(', ')}`);
  return {
    chosen: benches.filter(b => (positionals.length > 0 ? positionals.includes(b.name) : !b.long)),
    threads: number('threads') ?? 2, repeats: number('repeats'), warmUp: number('warm-up'), slower: number('slower') ?? 1.25,
    json: given['json'] as string | undefined, compare: given['compare'] as string | undefined, profile: given['profile'] === true,
    asked: Object.fromEntries(Object.keys(known).flatMap(k => { const value = number(k); return value === undefined ? [] : [[k, value]]; })),
  };
}

async function main(args: readonly string[]): Promise<number> {
  const { chosen, threads, repeats, warmUp, slower, json, compare, profile, asked } = argumentsOf(args);
  const print = (line: string): void => void process.stdout.write(line);
  const found = await layouts();
  print(`${threads} threads of ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}; layouts of the compiler: ${found.length > 0 ? found.join(', ') : 'one, not named'}\n\n`);
  const rows: MeasuredRow[] = [];
  const failed: string[] = [];
  for (const bench of chosen) {
    for (const row of bench.rows('full', asked)) {
      const folder = mkdtempSync(path.join(tmpdir(), 'tsql-bench-'));
      try {
        const measured = await measure(bench, row, { threads, folder }, { ...(repeats ? { repeats } : {}), ...(warmUp === undefined ? {} : { warmUp }) });
        rows.push(measured);
        print(`${rowText(measured, profile)}\n`);
      } catch (problem) {
        failed.push(`${bench.name}: ${row.name}`);
        print(`${bench.name}: ${row.name}: FAILED: ${problem instanceof Error ? problem.message : String(problem)}\n\n`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
  print(summary(rows));
  const kept: Kept = { version: 1, machine: { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.versions.node, threads }, rows };
  const file = json ?? path.join(import.meta.dirname, 'results', `${new Date().toISOString().replace(/[:.]/g, '-')}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`);
  print(`\nfigures: ${path.relative(process.cwd(), file)}\n`);
  const different = rows.filter(r => !agrees(r)).map(r => `${r.bench}: ${r.row}`);
  if (different.length > 0) print(`DIFFERENT NUMBERS: ${different.join('; ')}\n`);
  if (failed.length > 0) print(`FAILED: ${failed.join('; ')}\n`);
  if (compare === undefined) return different.length + failed.length > 0 ? 1 : 0;
  const slow = changes(rows, (JSON.parse(readFileSync(compare, 'utf8')) as Kept).rows);
  print(`\nbeside ${compare}:\n${changesText(slow, slower)}`);
  return different.length + failed.length > 0 || slow.some(c => c.ratio > slower) ? 1 : 0;
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'compile') {
  process.argv.splice(2, Infinity, ...rest);
  await import('./compile.ts');
} else {
  process.exitCode = await main(process.argv.slice(2));
}
