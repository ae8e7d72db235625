// The forward pass of a trained program as views, for any client of its database to query.

import type { Catalog } from '../catalog.ts';
import { error } from '../diagnostics.ts';
import { dialects } from '../dialects/dialects.ts';
import { commentText } from '../quote.ts';
import { printStatement } from '../sql/print.ts';
import { type Program, integer, mapTerm, servedText } from '../tensor/ir.ts';
import { mapEquations, reads } from '../tensor/equations.ts';
import type { RelationalOptions } from './assemble.ts';
import { type Expression, type Item, type Relation, type Statement, aggregated, column, item, join, project, scan, subquery, test } from './ir.ts';
import { type Lowering, lowerEquation } from './lower/equation.ts';
import type { Shapes } from './lower/shapes.ts';
import { relational } from './relational.ts';
import { verifyStatement } from './verify.ts';

/**
 * One view for each tensor that shows, exports and reports need, over the tables of data and the last weights in the history tables.
 * Errors: `not-supported` where a recurrence is too long to be unrolled, since a view cannot loop.
 */
export function forwardViews(program: Program, catalog: Catalog | null, options: RelationalOptions): string {
  const dialect = dialects[options.dialect];
  const { program: filled, lowering, naming } = relational(withoutCounters(program), catalog, dialect);
  const weights = filled.carried.map((c): Statement => ({
    kind: 'view', name: naming.now(c.tensor), from: lastGeneration(naming.history(c.tensor), c.tensor, lowering.shapes), source: `${c.label} after the last step of the last run`, span: c.span,
  }));
  const views = [...weights, ...definitionViews(filled, lowering)];
  views.forEach(verifyStatement);
  const text = views.map(v => `-- ${commentText(v.source)}\n${printStatement(v, dialect)};\n`);
  return [`-- ${commentText(program.file)}: the forward pass of the trained program, as views over its data and weights\n`, ...text].join('\n');
}

/** Views have no parameters: the seed is that of training, the step its last. */
function withoutCounters(program: Program): Program {
  const [training] = program.training;
  const values: Readonly<Record<string, number>> = { seed: training?.seed ?? 0, step: program.training.reduce((n, t) => n + t.length.count, 0), run: 0 };
  return mapEquations(program, e => ({ ...e, terms: e.terms.map(t => mapTerm(t, n => (n.kind === 'counter' && n.name in values ? integer(values[n.name]!) : n))) }));
}

function definitionViews(program: Program, lowering: Lowering): readonly Statement[] {
  const outputs = program.shows.map(s => s.tensor).concat(program.exports.flatMap(e => e.tensors.map(t => t.tensor)), program.training.flatMap(t => t.reports.flatMap(r => r.values.map(v => v.tensor))));
  const needed = new Set(outputs.length ? outputs : program.training.flatMap(t => t.goals.map(g => g.objective)));
  const parts = new Map<string, { readonly relations: Relation[]; readonly source: string; readonly span: Program['definitions'][number]['span'] }>();
  for (const d of [...program.definitions].reverse()) {
    if (d.kind === 'recurrence') {
      if (d.equations.some(e => needed.has(e.bind)) || (d.until && needed.has(d.until.last)))
        throw error('not-supported', d.span, 'a recurrence of many steps cannot be a view', { hints: ['export the tensor and read the file'] });
      continue;
    }
    if (d.kind !== 'equation' || !needed.has(d.bind)) continue;
    for (const t of reads(d)) needed.add(t);
    const known = parts.get(d.bind) ?? { relations: [], source: servedText(d), span: d.span };
    known.relations.unshift(lowerEquation(d, lowering));
    parts.set(d.bind, known);
  }
  return [...parts].reverse().map(([name, { relations, source, span }]): Statement => ({
    kind: 'view', name, from: relations.length === 1 ? relations[0]! : { kind: 'union', inputs: relations }, source, span,
  }));
}

/** The rows of the largest step of the largest run in a history table. */
function lastGeneration(history: string, tensor: string, shapes: Shapes): Relation {
  const columns = shapes.columns(tensor);
  const all = [{ name: 'run', type: 'int' } as const, { name: 'step', type: 'int' } as const, ...columns];
  const int = (of: string, name: string): Expression => column(of, name, 'int');
  const kept: Relation = { kind: 'aggregate', input: scan(history, 'kept', all), keys: [item('run', int('kept', 'run'))], values: [item('step', aggregated('max', 'int', int('kept', 'step')))], having: null };
  const newest: Relation = { kind: 'aggregate', input: scan(history, 'kept', all), keys: [], values: [item('run', aggregated('max', 'int', int('kept', 'run')))], having: null };
  const of = (alias: string, ...names: readonly string[]): Expression => ({ kind: 'all', of: names.map(n => test(int(tensor, n), '=', int(alias, n))) });
  const from = join('semi', join('semi', scan(history, tensor, all), subquery(newest, 'newest'), of('newest', 'run')), subquery(kept, 'latest'), of('latest', 'run', 'step'));
  return project(from, columns.map((c): Item => item(c.name, column(tensor, c.name, c.type))));
}
