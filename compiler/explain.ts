// `tsql explain`: a summary of what a program became.

import type { PhaseCost } from './cost/plan.ts';
import { type Measurements, phaseTable } from './cost/table.ts';
import type { Plan, PlanTraining } from './plan.ts';
import { position, type Source } from './source.ts';
import type { Contraction } from './tensor/contract.ts';
import { type Axis, type Index, type Program, servedText } from './tensor/ir.ts';

/**
 * Tensors with shapes, parameters with counts, the order in which products of several tensors are taken, and the statements of each part of
 * the plan with what they cost, and what was `measured` of them.
 */
export function explain(program: Program, contractions: readonly Contraction[], plan: Plan, source: Source, costs: readonly PhaseCost[], measured: Measurements | null): string {
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
  section('products taken in steps', contractions.map(c => [
    c.equation.bind, line(c.equation.span, source), c.path, `${c.steps.length > 4 ? `${c.steps[0]} … ${c.steps.at(-1)}` : c.steps.join(', ')} first`, `${count(c.cost)} multiply-adds, ${count(c.naive)} at once`,
  ]));
  const begun = new Set<number>();
  for (const p of costs) {
    if (p.training !== null && p.kind !== 'epoch' && !begun.has(p.training)) {
      begun.add(p.training);
      const { layout } = plan.training[p.training]!;
      if (layout.name !== 'coo' || layout.declined !== null) section('layout', [layoutLine(layout)]);
    }
    const shown = p.kind === 'epoch' || p.kind === 'step' ? `${p.title}: ${p.statements.length} statement${p.statements.length === 1 ? '' : 's'}` : p.title;
    lines.push(shown, ...phaseTable(p, measured), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

const layoutLine = ({ name, declined }: PlanTraining['layout']): readonly string[] =>
  [name, { coo: 'one row a cell', packed: 'an axis in columns', tiles: 'nested lists, one row a block' }[name], declined ?? ''];

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

/** About how many: whole numbers to a million, then powers of ten. */
const count = (n: number): string => (n < 1e6 ? String(Math.round(n)) : n.toExponential(1).replace('e+', 'e'));

const line = (span: { readonly file: string; readonly start: number }, source: Source): string => (span.file === source.file ? `line ${position(source.text, span.start).line}` : span.file);

function align(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, k) => { if (k < row.length - 1) widths[k] = Math.max(widths[k] ?? 0, Math.min(cell.length, 48)); });
  return rows.map(row => `  ${row.map((cell, k) => (k < row.length - 1 ? cell.padEnd(widths[k] ?? 0) : cell)).join('  ').trimEnd()}`);
}
