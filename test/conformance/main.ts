// Runs the cases of other projects' test suites, and prints how many pass: `npm run conformance`, or with names of suites and
// `--threads N` behind `--`.
// The cases are not part of this repository: they are looked for in ../shared/cases beside it, in the folder that TSQL_CASES names, or
// in `--cases FOLDER`. Without them there is nothing to do. The exit code is 1 if anything falls short.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { adbench } from './adbench.ts';
import { digits } from './digits.ts';
import { einsum } from './einsum.ts';
import { optimisers } from './optimisers.ts';
import { type Line, passes, type Suite, table } from './suite.ts';

const suites: Readonly<Record<string, Suite>> = { einsum, adbench, digits_trajectory: digits, optimisers };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { cases: { type: 'string' }, threads: { type: 'string', default: '1' } } });
const unknown = positionals.find(name => !Object.hasOwn(suites, name));
if (unknown !== undefined) throw new Error(`there is no suite ${unknown}: ${Object.keys(suites).join(', ')}`);
const threads = Number(values.threads);
if (!Number.isInteger(threads) || threads < 1) throw new Error('--threads is a whole number from 1');
const folder = path.resolve(values.cases ?? process.env['TSQL_CASES'] ?? path.join(import.meta.dirname, '../../../shared/cases'));

/** One line that is written over, on a terminal; elsewhere a line now and then. */
let said = 0;
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
  else if (performance.now() - said > 20_000) {
    said = performance.now();
    process.stderr.write(`${text}\n`);
  }
}

if (!existsSync(folder)) {
  process.stdout.write(`conformance skipped: there is no folder ${folder} (TSQL_CASES or --cases names another)\n`);
} else {
  const lines: Line[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const began = performance.now();
    try {
      lines.push(...await suite({ folder: path.join(folder, name), threads, progress }));
    } catch (problem) {
      lines.push({ suite: name, what: 'the suite', passed: 0, cases: 0, worst: Infinity, bar: 0, problems: [problem instanceof Error ? problem.message : String(problem)] });
    }
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    process.stderr.write(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  }
  for (const l of lines) for (const p of l.problems) process.stdout.write(`${l.suite}, ${l.what}: ${p}\n`);
  process.stdout.write(table(lines));
  if (!lines.every(passes)) process.exitCode = 1;
}
