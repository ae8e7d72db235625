// What a bench is: rows, each with sides that do the same work, and bars that their medians are held to.

/** One way to do the work of a row. */
export interface Side {
  readonly name: string;
  /** layout, precision and threads, for people */
  readonly mode: string;
  /** once before every unit, not timed */
  readonly restart?: () => Promise<void>;
  /** does one unit of work; the milliseconds that it took */
  run(): Promise<number>;
  /** the numbers that the work has led to, in an order that all sides of a row share */
  result(): Promise<ArrayLike<number>>;
  /** which statement takes longest and what the engine says of it; absent where the work is no SQL of ours */
  readonly slowest?: () => Promise<Slowest | null>;
  close(): Promise<void>;
}

/** A side that cannot be had here. */
export interface Absent { readonly name: string; readonly why: string }

export const isAbsent = (side: Side | Absent): side is Absent => 'why' in side;

export interface Slowest {
  /** the equation that the statement serves */
  readonly comment: string;
  readonly milliseconds: number;
  /** of all statements of the unit */
  readonly ofMilliseconds: number;
  readonly statements: number;
  /** operators by the time that they take, longest first */
  readonly operators: readonly { readonly name: string; readonly milliseconds: number }[];
  /** EXPLAIN ANALYZE as text */
  readonly plan: string;
}

/** Median milliseconds by the name of the side. */
export type Medians = Readonly<Record<string, number>>;

/** What a row is to show. `value` is null where a side that it needs was not measured. */
export interface Bar {
  readonly text: string;
  readonly value: (medians: Medians) => number | null;
  readonly limit: number;
  readonly holds: 'at least' | 'at most';
}

/** The name of the compiler's side in every row. */
export const ours = 'tsql';

/** The compiler's side is at least so many times as fast as another. */
export const faster = (other: string, times: number): Bar => ({
  text: `× faster than ${other}`, limit: times, holds: 'at least',
  value: medians => quotient(medians[other], medians[ours]),
});

/** The compiler's side takes at most so many times as long as another, or as the fastest of those called `other, …`. */
export const within = (other: string, times: number): Bar => ({
  text: `× the time of ${other}`, limit: times, holds: 'at most',
  value: medians => quotient(medians[ours], least(medians, other)),
});

/** The least median of a side and its variants; undefined where none was measured. */
export const least = (medians: Medians, name: string): number | undefined => {
  const found = Object.keys(medians).filter(n => n === name || n.startsWith(`${name}, `)).map(n => medians[n]!);
  return found.length === 0 ? undefined : Math.min(...found);
};

const quotient = (a: number | undefined, b: number | undefined): number | null => (a === undefined || b === undefined ? null : a / b);

/** A bar on one number that the sides alone do not say: it is there once they ran. */
export const stated = (text: string, holds: Bar['holds'], limit: number, value: Bar['value']): Bar => ({ text, holds, limit, value });

/** What a row is opened with. */
export interface Setting {
  readonly threads: number;
  /** data files and databases of the run go here */
  readonly folder: string;
}

export interface Row {
  readonly name: string;
  readonly what: string;
  readonly sizes: Readonly<Record<string, number>>;
  /** units that are not counted: the engine's first plans, cold caches */
  readonly warmUp: number;
  readonly repeats: number;
  /** how far results may be from those of the first side, relative to the largest number of the two */
  readonly tolerance: number;
  readonly bars: readonly Bar[];
  open(setting: Setting): Promise<readonly (Side | Absent)[]>;
}

export interface Bench {
  readonly name: string;
  readonly what: string;
  /** takes minutes or gigabytes: runs when it is asked for by name */
  readonly long?: boolean;
  /** `small`: so little that a test has time for it. `asked`: values of the options that the bench has, by name. */
  rows(size: 'full' | 'small', asked?: Readonly<Record<string, number>>): readonly Row[];
  /** options with what they stand at unless given */
  readonly options?: Readonly<Record<string, number>>;
}

/** Milliseconds that a piece of work takes. */
export async function clocked(body: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await body();
  return performance.now() - began;
}
