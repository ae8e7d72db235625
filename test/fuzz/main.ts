// npm run fuzz: texts and programs in batches, each with a seed of its own, one after the other from the first that is not recorded.
//
//   npm run fuzz                                       200,000 texts and 100,000 programs, less what the recorded seeds had
//   npm run fuzz -- --minutes 5                        as many as that time takes
//   npm run fuzz -- --seed 7 --statements 2000 --programs 0    one batch again
//   npm run fuzz -- --record                           adds the seeds to test/fuzz/seeds.json
//
// What is found is written to test/fuzz/finds, where the tests keep it, and ends the run with exit code 1.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { connect } from '../lower/duckdb.ts';
import { Find, programs, statements, together } from './batch.ts';
import { record, recorded } from './recorded.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, statements: { type: 'string' }, programs: { type: 'string' }, minutes: { type: 'string' }, record: { type: 'boolean', default: false } } });
const known = recorded();
const sum = (key: 'statements' | 'programs' | 'executed'): number => known.reduce((n, r) => n + r[key], 0);
const wanted = {
  statements: Number(values.statements ?? Math.max(0, 200_000 - sum('statements'))),
  programs: Number(values.programs ?? Math.max(0, 100_000 - sum('programs'))),
};
const until = Date.now() + 60_000 * Number(values.minutes ?? Infinity);
const first = Number(values.seed ?? Math.max(0, ...known.map(r => r.to)) + 1);
/** Texts and sheets of a batch: about as much of the one as of the other, in the proportion of what is wanted. */
const batch = { statements: 2000, sheets: 38 };

const done = { statements: 0, programs: 0, executed: 0, cells: 0, right: 0 };
const c = await connect();
let seed = first;
try {
  for (; Date.now() < until && (done.statements < wanted.statements || done.programs < wanted.programs); seed++) {
    const texts = Math.max(0, Math.min(batch.statements, wanted.statements - done.statements));
    const sheets = Math.max(0, Math.min(batch.sheets, Math.ceil((wanted.programs - done.programs) / (together + 1))));
    const { right } = statements(seed, texts);
    const found = await programs(seed, sheets, c);
    done.statements += texts;
    done.right += right;
    done.programs += found.compiled;
    done.executed += found.executed;
    done.cells += found.cells;
    process.stdout.write(`seed ${seed}: ${done.statements} texts (${done.right} right), ${done.programs} programs, ${done.executed} of them executed, ${done.cells} cells\n`);
  }
} catch (problem) {
  if (!(problem instanceof Find)) throw problem;
  const file = path.join(import.meta.dirname, 'finds', `${createHash('sha256').update(problem.text).digest('hex').slice(0, 12)}.tsql`);
  writeFileSync(file, problem.text);
  process.stdout.write(`${problem.message}\n\nkept as ${path.relative(process.cwd(), file)}\n`);
  process.exitCode = 1;
}
c.closeSync();
if (values.record && seed > first) record({ from: first, to: seed - 1, statements: done.statements, programs: done.programs, executed: done.executed });
process.stdout.write(`in all, with the recorded seeds: ${sum('statements') + done.statements} texts, ${sum('programs') + done.programs} programs, ${sum('executed') + done.executed} executed\n`);
