// A run beside an older one. Machines and days differ, so a side of ours counts by its ratio to the sides that are not ours where the row
// has such, and by its time alone where it has none.

import { ours } from './bench.ts';
import type { MeasuredRow } from './measure.ts';

export interface Kept { readonly version: 1; readonly machine: Readonly<Record<string, string | number>>; readonly rows: readonly MeasuredRow[] }

export interface Change { readonly row: string; readonly side: string; /** new over old: above 1 is slower */ readonly ratio: number; readonly by: string }

const isOurs = (name: string): boolean => name === ours || name.startsWith(`${ours} `) || name.startsWith(`${ours},`);

const key = (r: MeasuredRow): string => `${r.bench}: ${r.row}`;

/** Every side of ours that both runs have, by how much slower it has become. */
export function changes(now: readonly MeasuredRow[], before: readonly MeasuredRow[]): readonly Change[] {
  return now.flatMap(row => {
    const old = before.find(r => key(r) === key(row));
    if (!old) return [];
    const median = (r: MeasuredRow, name: string): number | null => r.sides.find(s => s.name === name)?.median ?? null;
    const reference = row.sides.find(s => !isOurs(s.name) && median(old, s.name) !== null)?.name ?? null;
    const drift = reference === null ? 1 : median(row, reference)! / median(old, reference)!;
    return row.sides.filter(s => isOurs(s.name)).flatMap((s): Change[] => {
      const was = median(old, s.name);
      return was === null ? [] : [{ row: key(row), side: s.name, ratio: s.median / was / drift, by: reference === null ? 'by time' : `beside ${reference}` }];
    });
  });
}

export const changesText = (found: readonly Change[], factor: number): string =>
  found.map(c => `${c.ratio > factor ? 'SLOWER ' : '       '}${c.ratio.toFixed(2).padStart(6)} × the time of before  ${c.row}, ${c.side} (${c.by})\n`).join('');
