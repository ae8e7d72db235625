// `batch s by n`: one more part of an index, whose rows are others at each step. Goals are elaborated under that part, so that every
// tensor on the way to them has an instance over it; all else means the rows that it always means.

import type { Expr, Item } from '../ast.ts';
import { error, told } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { at, call, counter, type Index, integer, double, type Scalar, size } from '../tensor/ir.ts';
import { drawUniform } from '../tensor/random.ts';
import type { Checker } from './checker.ts';
import { integerConstant } from './constants.ts';
import { placeOf } from './draws.ts';
import { printed } from './elaborate.ts';
import { factsOf, irIndex } from './indices.ts';
import type { Affine } from './ranges.ts';
import { bindLetter, type Owner } from './scope.ts';
import { emptyScope } from './tensors.ts';
import { TermBuilder } from './term.ts';

type TrainItem = Extract<Item, { kind: 'train' }>;

/** A part of an index that holds `size` rows at a time. */
export interface BatchPart { readonly base: string; readonly part: string; readonly size: number; readonly source: string; readonly span: Span }

/** Notes, before anything is elaborated, which indices training takes in parts. */
export function collectBatches(c: Checker): void {
  for (const train of c.symbols.trains) {
    try {
      collectBatch(c, train);
    } catch (e) {
      c.report(told(e));
    }
  }
}

function collectBatch(c: Checker, train: TrainItem): void {
  const [clause, again] = train.clauses.filter(k => k.kind === 'batch');
  if (!clause) return;
  if (again) throw error('training', again.span, 'batch is given twice', { labels: [{ span: clause.span, text: 'first here' }], hints: ['keep one: a step takes rows of one index'] });
  const base = clause.index.text;
  const facts = factsOf(c, base, clause.index.span);
  const rows = integerConstant(c, clause.by, 'the number of rows of a batch', 1);
  const known = c.batches.get(base) ?? [];
  let part = 'batch';
  for (let n = 2; facts.parts.includes(part) || known.some(b => b.part === part && b.size !== rows); n++) part = `batch_${n}`;
  const made = known.find(b => b.part === part) ?? { base, part, size: rows, source: `batch ${base} by ${rows}`, span: clause.span };
  c.batches.set(base, [...known.filter(b => b !== made), made]);
  c.batchOf.set(train, made);
}

/** The batch that a part of an index is; undefined: it is a part that always has the same rows. */
export const batchPart = (c: Checker, base: string, part: string | null | undefined): BatchPart | undefined => c.batches.get(base)?.find(b => b.part === part);

/** Equations that compute positions from an index, as recurrences do, need all of its positions. Errors: training. */
export function refuseStepping(c: Checker, name: string, { terms }: Affine, expr: Expr): void {
  for (const { ref } of terms.values()) {
    const batch = batchPart(c, ref.base, ref.split);
    if (batch) throw error('training', expr.span, `${name} goes on at ${printed(expr)}, a position that ${ref.base} need not have in a batch`, {
      labels: [{ span: batch.span, text: `${ref.base} is taken in parts here` }], hints: ['take another index in parts, whose rows are complete without each other'],
    });
  }
}

/** The index of a batch's rows; the equation that says in which order they come is made with it. */
export function batchIndex(c: Checker, batch: BatchPart): Index {
  const name = `${batch.base}_${batch.part}`;
  const known = c.indices.get(name);
  if (known) return known;
  const whole = irIndex(c, batch.base, null, batch.span);
  const { domain } = whole;
  const column = domain.kind === 'table' ? domain.column : batch.base;
  const made: Index = {
    name, base: batch.base, split: batch.part, partOf: whole.name, span: batch.span,
    domain: { kind: 'table', table: c.names.fresh(`index_${name}`), column, keys: domain.kind === 'table' ? domain.keys : 'int', dense: false },
  };
  c.indices.set(name, made);
  const order = c.names.fresh(`${name}_draw`);
  c.domains.push({ index: name, making: { kind: 'batch', of: whole.name, order, size: batch.size } });
  const owner: Owner = { name: order, source: batch.source, span: batch.span, symbol: null };
  const row = bindLetter(c, emptyScope(owner, new Map()), batch.base, batch.span);
  const term = new TermBuilder();
  term.letter(row);
  const steps: Scalar = domain.kind === 'range' ? integer(Math.max(1, Math.ceil(domain.size / batch.size))) : call('iquot', call('add', size(whole.name), integer(batch.size - 1)), integer(batch.size));
  const epoch = call('iquot', call('sub', counter('step'), integer(1)), steps);
  const draw = drawUniform(`batch ${batch.base}`, 0, [placeOf(c, row)], { seed: counter('seed'), step: epoch });
  c.definitions.push({
    kind: 'equation', bind: order, axes: [{ column, index: whole.name }], type: double, reduce: 'only', terms: [term.finish([at(row.id)], draw, null)], fill: null, within: null, source: batch.source, span: batch.span,
  });
  return made;
}
