// Costs as text: one table a phase, with units, a mark at what takes most, and the sum.

import { displayWidth, printable } from '../width.ts';
import { type PhaseCost, type PlanCost, totalOf } from './plan.ts';

/** What was measured of a statement. */
export interface Measured {
  readonly milliseconds: number;
  /** rows of the table that it made, or that it added; null: it makes none */
  readonly rows: number | null;
  /** bytes that the engine says its table takes */
  readonly bytes: number | null;
}

/** By the id of a statement. */
export type Measurements = ReadonlyMap<string, Measured>;

/** A whole number with separators up to a million, above that three digits of it. */
export const countText = (n: number): string => (n < 1e6 ? Math.round(n).toLocaleString('en') : scaled(n, [[1e12, 'T'], [1e9, 'G'], [1e6, 'M']]));
export const bytesText = (n: number): string => (n < 1000 ? `${Math.round(n)} B` : scaled(n, [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']]));
export const timeText = (ms: number): string => (ms < 1 ? `${(ms * 1000).toPrecision(ms < 0.1 ? 2 : 3)} µs` : ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : ms < 120_000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Math.round(ms / 60_000)} min`);
const scaled = (n: number, units: readonly (readonly [number, string])[]): string => {
  const [by, unit] = units.find(([u]) => n >= u)!;
  return `${(n / by).toPrecision(3)} ${unit}`;
};

/** The share of its phase that a statement takes is marked from here on. */
const large = 0.3;

interface Column { readonly name: string; readonly right: boolean; readonly cells: readonly string[] }

/** The lines of a phase's table. Numbers that rest on a guess are marked by `~`. */
export function phaseTable({ statements }: PhaseCost, measured: Measurements | null): readonly string[] {
  const total = totalOf(statements);
  const all = [...statements, ...(statements.length > 1 ? [null] : [])];
  const found = (s: PlanCost | null): Measured | undefined => (s === null ? sumOf(statements, measured) : measured?.get(s.statement.id));
  const cost = (s: PlanCost | null): Pick<PlanCost, 'cost' | 'milliseconds'> => s ?? total;
  const about = (s: PlanCost | null, text: string): string => (cost(s).cost.guessed ? `~${text}` : text);
  const share = (s: PlanCost): number => (measured ? (measured.get(s.statement.id)?.milliseconds ?? 0) / Math.max(1e-9, found(null)?.milliseconds ?? 0) : s.milliseconds / Math.max(1e-9, total.milliseconds));
  const column = (name: string, right: boolean, cell: (s: PlanCost | null) => string): Column => ({ name, right, cells: all.map(cell) });
  const empty = (n: number, text: string): string => (n === 0 ? '' : text);
  const columns = [
    column('', false, s => s?.statement.id ?? 'in all'),
    column('table', false, s => (s?.statement.kind === 'execute' ? printable(s.statement.writes.join(', ')) : s?.statement.kind === 'loop' ? `${s.statement.counter} = ${s.statement.from} .. ${s.statement.to}` : '')),
    column('layout', false, s => s?.layout ?? ''),
    column('rows', true, s => (s === null ? '' : empty(s.cost.rows, about(s, countText(s.cost.rows))))),
    ...(measured ? [column('measured', true, s => (s === null || typeof found(s)?.rows !== 'number' ? '' : countText(found(s)!.rows!)))] : []),
    column('size', true, s => (s === null ? '' : empty(s.cost.bytes, about(s, bytesText(s.cost.bytes))))),
    ...(measured && [...measured.values()].some(m => m.bytes !== null) ? [column('measured', true, s => (s === null || typeof found(s)?.bytes !== 'number' ? '' : bytesText(found(s)!.bytes!)))] : []),
    column('multiply-adds', true, s => empty(cost(s).cost.work.multiplyAdd, about(s, countText(cost(s).cost.work.multiplyAdd)))),
    column('time', true, s => about(s, timeText(cost(s).milliseconds))),
    ...(measured ? [column('measured', true, s => { const m = found(s); return m ? timeText(m.milliseconds) : ''; })] : []),
    column('', false, s => (s !== null && statements.length > 1 && share(s) >= large ? `◀ ${Math.round(100 * share(s))} %` : '')),
    column('', false, s => (s ? printable(s.statement.comment).replace(/\s*\n\s*/g, ' ') : '')),
  ].filter(c => c.cells.some(text => text !== ''));
  const widths = columns.map(c => Math.max(displayWidth(c.name), ...c.cells.map(displayWidth)));
  const line = (texts: readonly string[]): string => `  ${texts.map((t, k) => { const space = ' '.repeat(Math.max(0, widths[k]! - displayWidth(t))); return columns[k]!.right ? space + t : t + space; }).join('  ')}`.trimEnd();
  return [line(columns.map(c => c.name)), ...all.map((_, n) => line(columns.map(c => c.cells[n]!)))];
}

function sumOf(statements: readonly PlanCost[], measured: Measurements | null): Measured | undefined {
  const all = statements.flatMap(s => measured?.get(s.statement.id) ?? []);
  return all.length === 0 ? undefined : { milliseconds: all.reduce((n, m) => n + m.milliseconds, 0), rows: null, bytes: null };
}
