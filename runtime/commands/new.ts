// tsql new NAME: a small project that runs at once.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exitCode, inputError, usageError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

const program = (file: string): string => `-- A straight line through points: the smallest program that trains.
--   tsql run ${file}.tsql             trains it and prints what it found
--   tsql compile ${file}.tsql         prints the SQL that does so
index s                                -- a point: one row of the file
split s into train 0.8, test 0.2 seed 1

data x[s], y[s] from "points.csv"      -- the columns x and y

param a = 0                            -- what training finds
param b = 0

guess[s] = a * x[s] + b
loss     = mean[s]((guess[s] - y[s])^2)

train {
  minimize loss using sgd(lr = 0.3)
  steps 100
  report loss every 20 steps
  report loss on test every 20 steps
}

show a, b
check loss < 0.02 on test
`;

/** Points near y = 2x + 1, the same at every call. */
function points(): string {
  const rows = ['x,y'];
  let state = 12345;
  for (let k = 0; k < 60; k++) {
    const x = k / 40;
    state = (state * 16807) % 2147483647;
    rows.push(`${x.toFixed(3)},${(2 * x + 1 + (state / 2147483647 - 0.5) * 0.3).toFixed(4)}`);
  }
  return `${rows.join('\n')}\n`;
}

/** Makes the folder NAME with a program and its data. Refuses a folder that has anything in it. */
export async function newProject(name: string, terminal: Terminal): Promise<number> {
  const folder = path.resolve(terminal.folder, name);
  const file = path.basename(folder);
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(file)) throw usageError(`${JSON.stringify(name)} is no name for a project`, 'letters, digits, - and _: tsql new first-steps');
  const known = await readdir(folder).catch((problem: NodeJS.ErrnoException) => {
    if (problem.code === 'ENOENT') return [];
    throw inputError(`${name} cannot be made: ${problem.code === 'ENOTDIR' ? 'it is a file' : problem.message}`);
  });
  if (known.length > 0) throw inputError(`the folder ${name} is there already and is not empty`, 'choose another name: nothing is overwritten');
  await mkdir(folder, { recursive: true }).catch((problem: Error) => { throw inputError(`${name} cannot be made: ${problem.message}`); });
  const files = { [`${file}.tsql`]: program(file), 'points.csv': points(), '.gitignore': '*.duckdb\n*.duckdb.wal\n' };
  for (const [target, text] of Object.entries(files)) await writeFile(path.join(folder, target), text, { flag: 'wx' });
  terminal.err(`made ${name} with ${file}.tsql and points.csv; now run:\n`);
  terminal.out(`tsql run ${path.join(name, `${file}.tsql`)}\n`);
  return exitCode.fine;
}
