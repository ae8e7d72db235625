// Runs a row: its sides take turns, each turn in the other order, so that whatever else the machine does falls on all of them.

import { type Bar, type Bench, isAbsent, type Medians, type Row, type Setting, type Side, type Slowest } from './bench.ts';

export interface MeasuredSide { readonly name: string; readonly mode: string; readonly median: number; readonly least: number; readonly times: readonly number[] }

export interface MeasuredBar { readonly text: string; readonly limit: number; readonly holds: Bar['holds']; readonly value: number | null; readonly met: boolean | null }

export interface MeasuredRow {
  readonly bench: string;
  readonly row: string;
  readonly what: string;
  readonly sizes: Readonly<Record<string, number>>;
  readonly repeats: number;
  readonly sides: readonly MeasuredSide[];
  readonly absent: readonly { readonly name: string; readonly why: string }[];
  readonly bars: readonly MeasuredBar[];
  /** the largest distance of a result from that of the first side; null where there is one side */
  readonly apart: number | null;
  readonly tolerance: number;
  readonly slowest: Slowest | null;
}

export interface Turns { readonly repeats?: number; readonly warmUp?: number }

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** The largest distance of two results, relative to the largest number in them. Errors: results of different lengths, empty ones, no numbers. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length || a.length === 0) throw new Error(`${a.length} numbers beside ${b.length}`);
  let apart = 0;
  let largest = 0;
  for (let k = 0; k < a.length; k++) {
    if (!Number.isFinite(a[k]!) || !Number.isFinite(b[k]!)) throw new Error(`number ${k} is ${a[k]} beside ${b[k]}`);
    apart = Math.max(apart, Math.abs(a[k]! - b[k]!));
    largest = Math.max(largest, Math.abs(a[k]!), Math.abs(b[k]!));
  }
  return largest === 0 ? 0 : apart / largest;
}

function held(bar: Bar, medians: Medians): MeasuredBar {
  const value = bar.value(medians);
  const met = value === null ? null : bar.holds === 'at least' ? value >= bar.limit : value <= bar.limit;
  return { text: bar.text, limit: bar.limit, holds: bar.holds, value, met };
}

/** Measures a row. Errors: those of its sides; whether their results agree is for the caller to look at. */
export async function measure(bench: Bench, row: Row, setting: Setting, { repeats = row.repeats, warmUp = row.warmUp }: Turns): Promise<MeasuredRow> {
  const opened = await row.open(setting);
  const sides = opened.filter((s): s is Side => !isAbsent(s));
  try {
    const times = new Map<Side, number[]>(sides.map(s => [s, []]));
    for (let n = 0; n < warmUp + repeats; n++) {
      for (const side of n % 2 === 0 ? sides : [...sides].reverse()) {
        await side.restart?.();
        const took = await side.run();
        if (n >= warmUp) times.get(side)!.push(took);
      }
    }
    const [first, ...others] = sides;
    if (!first) throw new Error(`${row.name} has no side`);
    const expected = await first.result();
    let apart: number | null = null;
    for (const other of others) apart = Math.max(apart ?? 0, distance(expected, await other.result()));
    const medians = Object.fromEntries(sides.map(s => [s.name, median(times.get(s)!)]));
    return {
      bench: bench.name, row: row.name, what: row.what, sizes: row.sizes, repeats, apart, tolerance: row.tolerance,
      sides: sides.map(s => ({ name: s.name, mode: s.mode, median: median(times.get(s)!), least: Math.min(...times.get(s)!), times: times.get(s)! })),
      absent: opened.filter(isAbsent),
      bars: row.bars.map(bar => held(bar, medians)),
      slowest: await sides.find(s => s.slowest)?.slowest?.() ?? null,
    };
  } finally {
    for (const side of sides) await side.close();
  }
}
