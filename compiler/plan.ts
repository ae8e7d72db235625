// The plan: the contract between compiler and runtime. JSON-serialisable; every string of SQL is complete but for
// named parameters `$run`, `$step`, `$seed`, `$before` (the steps of earlier trainings) and the counters of loops. The runtime knows nothing of tensors.

import type { ColumnType, SourceId } from './catalog.ts';
import type { Span } from './source.ts';
import type { Period } from './tensor/ir.ts';

export type { Period } from './tensor/ir.ts';

/** A literal in the text of a statement that names a file: `sql.slice(start, end)`. The runtime puts the absolute path there. */
export interface FileLiteral {
  readonly start: number;
  readonly end: number;
  /** as in the program, relative to its folder */
  readonly path: string;
  /** written by the user in a query, where `*` and `?` are patterns */
  readonly pattern: boolean;
}

export type PlanStatement =
  | {
      readonly kind: 'execute';
      readonly id: string;
      readonly sql: string;
      /** names of parameters that occur, without `$` */
      readonly parameters: readonly string[];
      /** files that the text names, in order of place */
      readonly files?: readonly FileLiteral[];
      readonly reads: readonly string[];
      readonly writes: readonly string[];
      /** what it makes is the same on any number of threads, and in the same order if that matters to a statement after it */
      readonly ordered?: true;
      /** source equation and line, for people */
      readonly comment: string;
      readonly span: Span;
    }
  /** Runs body for each value of the parameter `counter`; after each pass `until` (a query of one boolean) may end it. */
  | {
      readonly kind: 'loop';
      readonly id: string;
      readonly counter: string;
      readonly from: number;
      readonly to: number;
      readonly step: 1 | -1;
      readonly body: readonly PlanStatement[];
      readonly until: string | null;
      readonly comment: string;
      readonly span: Span;
    };

/** An array file that the runtime copies into a table (d0, d1, …, val) before `load` runs. */
export interface StagedArray { readonly table: string; readonly source: SourceId; readonly member: string | null; readonly dimensions: number; readonly type: ColumnType }

/**
 * A rule that data must obey: a query of the offending rows (at most a few), empty if all is well. The columns of its result fill
 * `{column}` in the message.
 */
export interface Validation { readonly sql: string; readonly message: string; readonly hint: string; readonly source: SourceId | null; readonly span: Span }

export interface PlanTraining {
  readonly name: string | null;
  readonly length: Period;
  readonly seed: number;
  /** where steps take a part of the rows: how many steps an epoch has (a query of one number where only the data says), and what runs before the first of them */
  readonly epoch: { readonly steps: number | string; readonly statements: readonly PlanStatement[] } | null;
  /** how steps keep their tensors; `declined`: why not in another way */
  readonly layout: { readonly name: 'coo' | 'packed' | 'tiles'; readonly declined: string | null };
  /** before the first step that a connection executes: what steps keep in a layout of their own */
  readonly begin: readonly PlanStatement[];
  /** one step: forward, backward, update; run in one transaction with $step = 1, 2, … */
  readonly step: readonly PlanStatement[];
  /** copies the current generation into the history tables */
  readonly keep: readonly PlanStatement[];
  /** what a report computes and the rows it appends to `metrics(run, step, split, name, val)` */
  readonly reports: readonly { readonly every: Period; readonly statements: readonly PlanStatement[]; readonly names: readonly { readonly name: string; readonly split: string; /** what is minimised or maximised */ readonly objective?: boolean }[] }[];
  /** after so many steps or epochs: true ends training */
  readonly stop: { readonly every: Period; readonly statements: readonly PlanStatement[]; readonly sql: string } | null;
}

export interface Plan {
  readonly version: 1;
  readonly file: string;
  readonly dialect: string;
  readonly staged: readonly StagedArray[];
  /** makes the input tables and index tables */
  readonly load: readonly PlanStatement[];
  /** checked after load, before anything else */
  readonly validations: readonly Validation[];
  /** temporary tables of load, dropped once the validations have passed */
  readonly scratch?: readonly string[];
  /** tables of history; first generation of what training carries; what does not change while training */
  readonly setup: readonly PlanStatement[];
  readonly training: readonly PlanTraining[];
  /** what shows, checks and exports read */
  readonly final: readonly PlanStatement[];
  /** `keys`: how many leading columns are keys; the last column is `val` */
  readonly shows: readonly { readonly label: string; readonly sql: string; readonly keys: number; readonly unit: string | null; readonly span: Span }[];
  /** a query of one boolean */
  readonly checks: readonly { readonly label: string; readonly sql: string; readonly span: Span }[];
  /** one query a tensor; csv and parquet of several tensors are joined on their common keys by `sql`, one column a tensor */
  readonly exports: readonly { readonly path: string; readonly format: 'csv' | 'parquet' | 'npz' | 'json'; readonly sql: string; readonly tensors: readonly { readonly label: string; readonly sql: string; readonly keys: number }[]; readonly span: Span }[];
  /** history tables: parameters (label, table) for `predict`, plots and people */
  readonly history: readonly { readonly label: string; readonly table: string; readonly role: 'parameter' | 'state' }[];
}
