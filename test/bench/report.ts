// A measured row as text: what was compared, the sides, the bars, how far apart the results are, what took longest.

import type { MeasuredBar, MeasuredRow } from './measure.ts';

export const time = (ms: number): string => (ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toPrecision(3)} ms`);

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** Whether the sides of a row computed the same; true where there is nothing to compare. */
export const agrees = ({ apart, tolerance }: Pick<MeasuredRow, 'apart' | 'tolerance'>): boolean => apart === null || apart <= tolerance;

/** An equation on one line, its middle left out where it is long. */
const brief = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 60)} … ${line.slice(-30)}`;
};

const verdict = ({ met }: MeasuredBar): string => (met === null ? 'not measured' : met ? 'met' : 'NOT MET');

export function rowText(row: MeasuredRow, profile: boolean): string {
  const first = row.sides[0]!;
  const width = Math.max(...[...row.sides, ...row.absent].map(s => s.name.length));
  const sizes = Object.entries(row.sizes).map(([name, n]) => `${name} ${n.toLocaleString('en')}`).join(', ');
  const { slowest } = row;
  return [
    `${row.bench}: ${row.row}: ${row.what}${sizes === '' ? '' : ` (${sizes})`}; medians of ${row.repeats}`,
    ...row.sides.map((s, k) => `  ${s.name.padEnd(width)}  ${time(s.median).padStart(9)}  ${k === 0 ? ''.padEnd(24) : `${number(s.median / first.median)} × ${first.name}`.padEnd(24)}  ${s.mode}`),
    ...row.absent.map(s => `  ${s.name.padEnd(width)}  not measured: ${s.why}`),
    ...row.bars.map(b => `  bar: ${b.holds} ${b.limit} ${b.text}: ${b.value === null ? '' : `${number(b.value)}, `}${verdict(b)}`),
    row.apart === null ? '  one side: nothing to compare its numbers with' : `  ${agrees(row) ? 'same numbers' : 'DIFFERENT NUMBERS'}: ${row.apart.toExponential(1)} apart, at most ${row.tolerance} allowed, relative to the largest`,
    ...(slowest ? [
      `  slowest of ${slowest.statements} ${slowest.statements === 1 ? 'statement' : 'statements'}: ${brief(slowest.comment)}: ${time(slowest.milliseconds)} of ${time(slowest.ofMilliseconds)}; ${slowest.operators.slice(0, 3).map(o => `${o.name} ${time(o.milliseconds)}`).join(', ')}`,
      ...(profile ? [slowest.plan.replace(/^/gm, '    ')] : []),
    ] : []),
    '',
  ].join('\n');
}

/** One line a bar, for the end. */
export function summary(rows: readonly MeasuredRow[]): string {
  const lines = rows.flatMap(r => r.bars.map(b => ({ row: `${r.bench}: ${r.row}`, bar: `${b.holds} ${b.limit} ${b.text}`, value: b.value === null ? '' : number(b.value), verdict: verdict(b) })));
  if (lines.length === 0) return '';
  const width = (key: 'row' | 'bar' | 'value'): number => Math.max(...lines.map(l => l[key].length));
  return `${lines.map(l => `${l.row.padEnd(width('row'))}  ${l.value.padStart(width('value'))}  ${l.bar.padEnd(width('bar'))}  ${l.verdict}`).join('\n')}\n`;
}
