// Programs of this folder, run on data that is written out for them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunFileOptions } from '../../runtime/index.ts';
import { type Shown, shown } from '../reference/shown.ts';

export const text = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');

/** A csv file: numbers are written so that reading gives the same ones. */
export const csv = (columns: readonly string[], rows: readonly (readonly number[])[]): string => [columns, ...rows].map(row => `${row.join(',')}\n`).join('');

/** Column names for a row of an array. */
export const columns = (count: number): readonly string[] => Array.from({ length: count }, (_, k) => `c${k}`);

/** Runs a program in memory, in a folder with these files. Errors: whatever the compiler or the engine has against it. */
export async function ranOn(program: string, files: Readonly<Record<string, string>>, options: RunFileOptions = {}): Promise<Shown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tsql-conformance-'));
  try {
    for (const [name, content] of Object.entries({ ...files, 'program.tsql': program })) writeFileSync(path.join(folder, name), content);
    return await shown(path.join(folder, 'program.tsql'), options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The cell of something shown, NaN if there is none. */
export const cell = ({ shows }: Shown, label: string, ...at: readonly number[]): number => shows.get(label)?.get(at.join(',')) ?? NaN;
