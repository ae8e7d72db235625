// `tsql run` in a process of its own as a side: everything from its start to its end, and how much memory it had at its peak.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { clocked, type Side } from '../bench.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Leaves its peak of resident memory, in KiB, where PEAK_FILE says. */
const peakPreload = `data:text/javascript,${encodeURIComponent("import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));")}`;

export interface ProcessSide extends Side {
  /** bytes of resident memory at the peak of the last run */
  peak(): number;
}

/** Runs a program with the command line; what it shows is the result. Errors: it ends with another code than 0. */
export function tsqlProcess(name: string, file: string, options: readonly string[], mode: string): ProcessSide {
  const peakFile = `${file}.${name.replace(/\W+/g, "-")}.peak`;
  let printed = '';
  const run = (): Promise<void> => new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', peakPreload, path.join(root, 'dist/tsql.mjs'), 'run', file, '--json', ...options], {
      stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PEAK_FILE: peakFile },
    });
    printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { printed += text; });
    child.on('error', reject);
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`tsql run ${file} ended with ${code}\n${printed}`))));
  });
  return {
    name, mode,
    run: () => clocked(run),
    result: () => Promise.resolve(shownNumbers(printed)),
    peak: () => 1024 * Number(readFileSync(peakFile, 'utf8')),
    close: () => Promise.resolve(),
  };
}

/** The last column of everything that a run has shown. */
function shownNumbers(lines: string): readonly number[] {
  const events = lines.trim().split('\n').map(l => JSON.parse(l) as { readonly event: string; readonly rows?: readonly (readonly number[])[] });
  return events.filter(e => e.event === 'show').flatMap(e => e.rows!.map(r => r.at(-1)!));
}

