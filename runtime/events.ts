// What happens while a program runs, as a stream: the command line prints it, `--json` writes it out, tests collect it.

import type { Span } from '../compiler/source.ts';
import type { Column } from './table.ts';

export interface ReportedValue { readonly name: string; readonly split: string; readonly value: number | null }

export type RunEvent =
  | { readonly event: 'start'; readonly run: number; readonly program: string; readonly seed: number; readonly database: string | null; /** the steps that a run had which goes on */ readonly resumed: number | null }
  /** a run that was to go on is at its end already */
  | { readonly event: 'finished'; readonly run: number; readonly steps: number; readonly weights: string | null }
  /** a training begins; `name` tells it from others of the program */
  | { readonly event: 'training'; readonly name: string | null; readonly steps: number }
  /** a step has been committed */
  | { readonly event: 'step'; readonly step: number; readonly steps: number }
  | { readonly event: 'report'; readonly step: number; readonly steps: number; readonly values: readonly ReportedValue[] }
  /** training ended; `stopped`: by its `stop when`, before the last step */
  | { readonly event: 'trained'; readonly name: string | null; readonly step: number; readonly steps: number; readonly stopped: boolean; readonly seconds: number }
  /** the last column is the value, the others are keys */
  | { readonly event: 'show'; readonly label: string; readonly unit: string | null; readonly keys: readonly string[]; readonly columns: readonly Column[] }
  | { readonly event: 'check'; readonly label: string; readonly pass: boolean; readonly span: Span }
  | { readonly event: 'export'; readonly path: string; readonly tensors: readonly string[] }
  | { readonly event: 'end'; readonly run: number; readonly status: RunStatus; readonly seconds: number; /** a hash of the weights that it left */ readonly weights: string | null };

export type RunStatus = 'ok' | 'check failed' | 'interrupted';

export type Listener = (event: RunEvent) => void;

/** An event as one line of JSON: what JSON cannot say becomes text (`nan`, `inf`, dates, integers beyond 2^53). */
export function eventJson(event: RunEvent): string {
  const { ...body } = event as RunEvent & { span?: unknown };
  delete body.span;
  const rows = event.event === 'show' ? { columns: event.columns.map(c => c.name), rows: (event.columns[0]?.values ?? []).map((_, r) => event.columns.map(c => c.values[r] ?? null)) } : {};
  return JSON.stringify({ ...body, ...rows }, jsonValue);
}

/** For JSON.stringify: numbers that JSON lacks and large integers as text. */
export function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return value;
}
