// `tsql explain`: a summary of what a program became.

import type { Plan, PlanStatement } from './plan.ts';
import { position, type Source } from './source.ts';
import { type Axis, type Index, type Program, servedText } from './tensor/ir.ts';

/** Tensors with shapes, parameters with counts, and the statements of each part of the plan. */
export function explain(program: Program, plan: Plan, source: Source): string {
  const indices = new Map(program.indices.map(i => [i.name, i]));
  const shape = (axes: readonly Axis[]): string => axes.map(a => `${a.column}: ${extent(indices.get(a.index)!)}`).join(', ');
  const lines: string[] = [];
  const section = (title: string, rows: readonly (readonly string[])[]): void => { if (rows.length) lines.push(title, ...align(rows), ''); };
  section('indices', program.indices.map(i => [i.name, extent(i), i.split ?? '']));
  section('data', program.inputs.map(i => [`${i.tensor}[${shape(i.axes)}]`, i.type.kind === 'key' ? `key of ${i.type.index}` : i.type.kind, i.full ? 'every cell' : 'the rows present']));
  const parameters = program.carried.filter(k => k.role === 'parameter');
  const counts = parameters.map(k => cells(k.axes, indices));
  section('parameters', [
    ...parameters.map((k, n) => [`${k.label}[${shape(k.axes)}]`, counts[n] === null ? '' : `${k.full ? '' : 'at most '}${counts[n]}`]),
    ...(parameters.length > 1 && counts.every(n => n !== null) ? [['in all', String(counts.reduce((a, b) => a! + b!, 0))]] : []),
  ]);
  section('equations', program.definitions.flatMap(d => (d.kind === 'equation' ? [d] : d.kind === 'recurrence' ? d.equations : [])).map(e => [
    `${e.bind}[${shape(e.axes)}]`, e.reduce === 'only' ? '' : e.reduce, e.terms.length > 1 ? `${e.terms.length} terms` : '', line(e.span, source), servedText(e),
  ]));
  const statements = (list: readonly PlanStatement[]): (readonly string[])[] => list.flatMap(s => (s.kind === 'loop' ? [[s.id, `${s.counter} = ${s.from} .. ${s.to}`, s.comment], ...statements(s.body).map(r => [`  ${r[0]}`, ...r.slice(1)])] : [[s.id, s.writes.join(', '), s.comment]]));
  section('setup', statements(plan.setup));
  plan.training.forEach(t => {
    if (t.epoch) section(`each epoch${typeof t.epoch.steps === 'number' ? ` of ${t.epoch.steps} steps` : ''}: ${t.epoch.statements.length} statements`, statements(t.epoch.statements));
    section(`each ${t.length.unit === 'steps' ? `of ${t.length.count} steps` : `step of ${t.length.count} epochs`}: ${t.step.length} statements`, statements(t.step));
    t.reports.forEach(r => section(`every ${r.every.count} ${r.every.unit}, for ${r.names.map(n => `${n.name} on ${n.split}`).join(', ')}`, statements(r.statements)));
  });
  section('at the end', statements(plan.final));
  return `${lines.join('\n').trimEnd()}\n`;
}

const extent = (i: Index): string => (i.domain.kind === 'range' ? (i.domain.lo === 0 ? String(i.domain.size) : `${i.domain.lo}..${i.domain.lo + i.domain.size - 1}`) : `keys of ${i.domain.table}`);

function cells(axes: readonly Axis[], indices: ReadonlyMap<string, Index>): number | null {
  let product = 1;
  for (const a of axes) {
    const { domain } = indices.get(a.index)!;
    if (domain.kind !== 'range') return null;
    product *= domain.size;
  }
  return product;
}

const line = (span: { readonly file: string; readonly start: number }, source: Source): string => (span.file === source.file ? `line ${position(source.text, span.start).line}` : span.file);

function align(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, k) => { if (k < row.length - 1) widths[k] = Math.max(widths[k] ?? 0, Math.min(cell.length, 48)); });
  return rows.map(row => `  ${row.map((cell, k) => (k < row.length - 1 ? cell.padEnd(widths[k] ?? 0) : cell)).join('  ').trimEnd()}`);
}
