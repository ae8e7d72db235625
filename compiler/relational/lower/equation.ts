// One equation as one relation: its key columns and `val`.

import type { ColumnType } from '../../catalog.ts';
import { InternalError, unreachable } from '../../source.ts';
import { type Equation, type Term, literalCoord } from '../../tensor/ir.ts';
import {
  type Expression, type Item, type Relation, aggregated, call, cast, column, conjunction, derived, expressionType, filter, integer, isPresent, item, join, literal,
  isConstant, missing, project, scan, subquery, test, unit,
} from '../ir.ts';
import { isPlace, sameCoord } from './coordinates.ts';
import { type TableOf, joinTerm, mayLeave } from './join.ts';
import { asType, missingWhen } from './scalar.ts';
import { type Shapes, valueColumn } from './shapes.ts';
import { type Repeats, stage, unnested } from './stage.ts';

export interface Lowering {
  readonly shapes: Shapes;
  readonly tableOf: TableOf;
  readonly repeats: Repeats;
}

/**
 * The relation of an equation: a row for each cell in which something lands. A scalar with a fill has its one row always; other
 * cells that are merely filled have none (see fill.ts).
 */
export function lowerEquation(eq: Equation, lowering: Lowering): Relation {
  const relation = unnested(unbounded(eq, lowering));
  return eq.within === null || eq.terms.every(t => reads(t, eq.within!)) ? relation : bounded(eq, eq.within, relation, lowering);
}

/** Whether every combination of a term that counts lands in a cell of this tensor, because the term reads it there. */
const reads = (t: Term, within: string): boolean => t.args.some(a => !a.optional && a.tensor === within && a.at.every((c, d) => sameCoord(c, t.out[d]!)));

/** Only the rows in whose cells the tensor `within` has one. */
function bounded(eq: Equation, within: string, relation: Relation, { shapes, tableOf }: Lowering): Relation {
  const inner = eq.bind.toLowerCase() === within.toLowerCase() ? `${eq.bind}_all` : eq.bind;
  const keys = eq.axes.map(a => ({ own: column(inner, a.column, shapes.keyType(a.index)), type: shapes.keyType(a.index), name: a.column }));
  const outer = shapes.columns(within);
  const on = conjunction(keys.map((k, d) => test(k.own, '=', column(within, outer[d]!.name, k.type)))) ?? literal(true, 'bool');
  const type = shapes.valueType(eq.type);
  return project(join('semi', derived(relation, inner), scan(tableOf(within), within, outer), on), [...keys.map(k => item(k.name, k.own)), item(valueColumn, column(inner, valueColumn, type))]);
}

function unbounded(eq: Equation, lowering: Lowering): Relation {
  const terms = eq.terms.map(t => lowerTerm(eq, t, lowering));
  if (terms.length === 0) return emptyRelation(eq, lowering.shapes);
  if (eq.reduce === 'only') {
    const parts = terms.map(t => project(t.relation, [...keyItems(eq, t.out, lowering.shapes), item(valueColumn, t.body)]));
    return parts.length === 1 ? parts[0]! : { kind: 'union', inputs: parts };
  }
  if (terms.length === 1) return reduceRows(eq, terms[0]!, lowering.shapes);

  const alone = { ...eq, fill: null };
  if (disjoint(eq)) return { kind: 'union', inputs: terms.map(t => reduceRows(alone, t, lowering.shapes)) };
  const part = reducedType(eq, lowering.shapes);

  // a term that reduces letters of its own is reduced before the terms are put together
  const parts = terms.map((t, k) =>
    decomposable(eq) && reducesAlone(eq.terms[k]!)
      ? reduceRows(alone, t, lowering.shapes, part)
      : project(t.relation, [...keyItems(eq, t.out, lowering.shapes), item(valueColumn, t.body), ...(t.pick ? [item('pick', t.pick)] : [])]));
  const alias = 'terms';
  const [first] = terms;
  return reduceRows(
    eq,
    {
      inside: terms.every(t => t.inside),
      relation: subquery({ kind: 'union', inputs: parts }, alias),
      out: eq.axes.map(a => column(alias, a.column, lowering.shapes.keyType(a.index))),
      body: column(alias, valueColumn, expressionType(first!.body)),
      pick: first!.pick && column(alias, 'pick', expressionType(first!.pick)),
    },
    lowering.shapes,
  );
}

interface Rows { /** whether each combination lands in the axes without being filtered */ readonly inside: boolean; readonly relation: Relation; readonly out: readonly Expression[]; readonly body: Expression; readonly pick: Expression | null }

/** The combinations of a term that count, and what lands where. */
function lowerTerm(eq: Equation, term: Term, { shapes, tableOf, repeats }: Lowering): Rows {
  const joined = joinTerm(term, eq.axes, shapes, tableOf);
  const inside = term.out.every((c, d) => !mayLeave(c, eq.axes[d]!.index, term, shapes));
  const body = bodyAsResult(eq.reduce) ? asType(joined.body, reducedType(eq, shapes)) : joined.body;
  const missing = missingWhen(body);
  const relation = missing?.length ? filter(joined.relation, missing.map(isPresent)) : joined.relation;
  const staged = stage(relation, [...joined.out, body, ...(joined.pick ? [joined.pick] : [])], repeats);
  const rows = (roots: readonly Expression[], from: Relation): Rows => ({ inside, relation: from, out: roots.slice(0, eq.axes.length), body: roots[eq.axes.length]!, pick: joined.pick ? roots.at(-1)! : null });
  if (missing !== null) return rows(staged.roots, staged.from);
  // the value must be worked out before one can tell whether it is there
  const before = rows(staged.roots, staged.from);
  const inner = [...keyItems(eq, before.out, shapes), item(valueColumn, before.body), ...(before.pick ? [item('pick', before.pick)] : [])];
  const columns = inner.map(i => column('t', i.name, i.type));
  return rows(columns, filter(subquery(project(before.relation, inner), 't'), [isPresent(columns[eq.axes.length]!)]));
}

const keyItems = (eq: Equation, out: readonly Expression[], shapes: Shapes): readonly Item[] =>
  eq.axes.map((a, d) => ({ name: a.column, type: shapes.keyType(a.index), value: asType(out[d]!, shapes.keyType(a.index)) }));

/** Whether what a term yields has the type of the result. */
function bodyAsResult(reduce: Equation['reduce']): boolean {
  switch (reduce) {
    case 'only': case 'sum': case 'prod': case 'max': case 'min': case 'any': case 'all': return true;
    case 'mean': case 'count': case 'argmax': case 'argmin': return false;
    default: return unreachable(reduce, 'reduction');
  }
}

/** What a reduction is worked out in: numbers are added up and multiplied in 64 bits, whatever the result is stored in. */
function reducedType(eq: Equation, shapes: Shapes): ColumnType {
  const type = shapes.valueType(eq.type);
  return type === 'f32' && eq.reduce !== 'only' && eq.reduce !== 'max' && eq.reduce !== 'min' ? 'real' : type;
}

/** Whether reducing parts and then the results gives the whole. */
const decomposable = (eq: Equation): boolean => eq.reduce !== 'only' && bodyAsResult(eq.reduce);

/** Whether each term lands at a number of its own along some axis, so that no two of them meet in a cell. */
const disjoint = (eq: Equation): boolean => eq.axes.some((_, d) => {
  const places = eq.terms.map(t => literalCoord(t.out[d]!));
  return places.every(p => p !== null) && new Set(places).size === places.length;
});

/** Whether several combinations of one term can land in one cell. */
function reducesAlone(term: Term): boolean {
  const kept = new Set(term.out.flatMap(c => (c.kind === 'affine' && c.terms.length === 1 ? [c.terms[0]!.letter] : [])));
  return term.letters.some(l => !kept.has(l.name));
}

/** Whether an equation has a single cell, or one for each value of a loop's counter: then an aggregate without groups is that cell. */
export const oneCell = (eq: Equation): boolean =>
  eq.reduce !== 'only' && eq.within === null && eq.terms.length > 0 && eq.axes.every((_, d) => eq.terms.every(t => t.out[d]!.kind === 'computed' && isPlace(t.out[d]!) && sameCoord(t.out[d]!, eq.terms[0]!.out[d]!)));

/** The cells that rows are reduced to, as values of `stored`. */
function reduceRows(eq: Equation, rows: Rows, shapes: Shapes, stored: ColumnType = shapes.valueType(eq.type)): Relation {
  const keys = keyItems(eq, rows.out, shapes);
  const type = reducedType(eq, shapes);
  const value = cast(reduction(eq, rows, type), type);
  const ungrouped = keys.every(k => isConstant(k.value));
  const filled = oneCell(eq) && rows.inside && eq.fill !== null;
  return {
    kind: 'aggregate',
    input: rows.relation,
    keys,
    values: [item(valueColumn, asType(filled && eq.reduce !== 'count' && eq.fill !== null ? call('coalesce', type, value, literal(eq.fill, type)) : value, stored))],
    having: ungrouped && !filled ? test(aggregated('count', 'int'), '>', integer(0)) : null,
  };
}

function reduction(eq: Equation, { body, pick }: Rows, type: ColumnType): Expression {
  // engines add integers up in a wider type
  const wide = (e: Expression): Expression => (type === 'int' ? { kind: 'cast', value: e, type } : e);
  switch (eq.reduce) {
    case 'sum': return wide(aggregated('sum', type, body));
    case 'prod': return wide(aggregated('product', type, body));
    case 'max': return aggregated('max', type, body);
    case 'min': return aggregated('min', type, body);
    case 'mean': return aggregated('avg', 'real', body);
    case 'any': return aggregated('any', 'bool', body);
    case 'all': return aggregated('all', 'bool', body);
    case 'count': return aggregated('count', 'int', body);
    case 'argmax': case 'argmin':
      // engines refuse to order by a constant, or take it for the number of a column
      return isConstant(body) || isConstant(pick!) ? aggregated('min', type, pick!) : { kind: 'aggregated', by: 'argFirst', args: [pick!, body], descending: eq.reduce === 'argmax', type };
    case 'only': throw new InternalError('an equation without a reduction is not reduced');
    default: return unreachable(eq.reduce, 'reduction');
  }
}

/** A relation of the right columns without rows, or with the row of a scalar's fill. */
function emptyRelation(eq: Equation, shapes: Shapes): Relation {
  const type = shapes.valueType(eq.type);
  const filled = eq.axes.length === 0 && eq.fill !== null && eq.within === null;
  const value: Item = { name: valueColumn, type, value: filled ? literal(eq.fill, type) : missing(type) };
  const columns = [...eq.axes.map(a => item(a.column, missing(shapes.keyType(a.index)))), value];
  return project(filled ? unit : filter(unit, [literal(false, 'bool')]), columns);
}
