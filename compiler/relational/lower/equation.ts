// One equation as one relation: its key columns and `val`.

import type { ColumnType } from '../../catalog.ts';
import { InternalError, unreachable } from '../../source.ts';
import { type Equation, type Term, literalCoord } from '../../tensor/ir.ts';
import {
  type Expression, type Item, type Relation, aggregated, call, cast, column, conjunction, derived, expressionType, filter, integer, isPresent, item, join, literal,
  isConstant, missing, project, scan, subquery, test, unit,
} from '../ir.ts';
import { isPlace, sameCoord } from './coordinates.ts';
import { type JoinedTerm, type TableOf, joinTerm, mayLeave } from './join.ts';
import { asType, missingWhen } from './scalar.ts';
import { type Shapes, valueColumn } from './shapes.ts';
import { type Repeats, stage, unnested } from './stage.ts';

export interface Lowering {
  readonly shapes: Shapes;
  readonly tableOf: TableOf;
  readonly repeats: Repeats;
}

/** A term's combinations, each with its values: one, or one for each column of values that a row of the result has. */
export interface Combined extends Pick<JoinedTerm, 'relation' | 'out' | 'pick'> {
  readonly bodies: readonly Expression[];
  /** columns of data that go along, where each combination is a row */
  readonly beside: readonly Item[];
}

/** What the rows of a result hold, and how terms are joined. */
export interface Form { readonly values: readonly string[]; readonly join: (term: Term) => Combined }

const plain = (eq: Equation, { shapes, tableOf }: Lowering): Form => ({
  values: [valueColumn],
  join: term => { const joined = joinTerm(term, eq.axes, shapes, tableOf); return { ...joined, bodies: [joined.body], beside: [] }; },
});

/**
 * The relation of an equation: a row for each cell in which something lands. A scalar with a fill has its one row always; other
 * cells that are merely filled have none (see fill.ts). `form`: what a row holds, if not one value.
 */
export function lowerEquation(eq: Equation, lowering: Lowering, form: Form = plain(eq, lowering)): Relation {
  const relation = unnested(unbounded(eq, lowering, form));
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

function unbounded(eq: Equation, lowering: Lowering, { values, join }: Form): Relation {
  const terms = eq.terms.map(t => lowerTerm(eq, t, join(t), lowering));
  if (terms.length === 0) return emptyRelation(eq, values, lowering.shapes);
  const valueItems = (t: Rows): readonly Item[] => t.bodies.map((body, k) => item(values[k]!, body));
  if (eq.reduce === 'only') {
    const parts = terms.map(t => project(t.relation, [...keyItems(eq, t.out, lowering.shapes), ...valueItems(t), ...t.beside]));
    return parts.length === 1 ? parts[0]! : { kind: 'union', inputs: parts };
  }
  if (terms.length === 1) return reduceRows(eq, terms[0]!, values, lowering.shapes);

  const alone = { ...eq, fill: null };
  if (disjoint(eq)) return { kind: 'union', inputs: terms.map(t => reduceRows(alone, t, values, lowering.shapes)) };
  const part = reducedType(eq, lowering.shapes);

  // a term that reduces letters of its own is reduced before the terms are put together
  const parts = terms.map((t, k) =>
    decomposable(eq) && reducesAlone(eq.terms[k]!)
      ? reduceRows(alone, t, values, lowering.shapes, part)
      : project(t.relation, [...keyItems(eq, t.out, lowering.shapes), ...valueItems(t), ...(t.pick ? [item('pick', t.pick)] : [])]));
  const alias = 'terms';
  const [first] = terms;
  return reduceRows(
    eq,
    {
      inside: terms.every(t => t.inside),
      relation: subquery({ kind: 'union', inputs: parts }, alias),
      out: eq.axes.map(a => column(alias, a.column, lowering.shapes.keyType(a.index))),
      bodies: values.map((v, k) => column(alias, v, expressionType(first!.bodies[k]!))),
      beside: [],
      pick: first!.pick && column(alias, 'pick', expressionType(first!.pick)),
    },
    values,
    lowering.shapes,
  );
}

interface Rows extends Combined { /** whether each combination lands in the axes without being filtered */ readonly inside: boolean }

/** The combinations of a term that count, and what lands where. All values of a combination are there, or none. */
function lowerTerm(eq: Equation, term: Term, joined: Combined, { shapes, repeats }: Lowering): Rows {
  const inside = term.out.every((c, d) => !mayLeave(c, eq.axes[d]!.index, term, shapes));
  const bodies = joined.bodies.map(body => (bodyAsResult(eq.reduce) ? asType(body, reducedType(eq, shapes)) : body));
  const missing = missingWhen(bodies[0]!);
  const relation = missing?.length ? filter(joined.relation, missing.map(isPresent)) : joined.relation;
  const staged = stage(relation, [...joined.out, ...bodies, ...joined.beside.map(b => b.value), ...(joined.pick ? [joined.pick] : [])], repeats);
  const [first, second] = [eq.axes.length, eq.axes.length + bodies.length];
  const rows = (roots: readonly Expression[], from: Relation): Rows => ({
    inside, relation: from, out: roots.slice(0, first), bodies: roots.slice(first, second), pick: joined.pick ? roots.at(-1)! : null,
    beside: joined.beside.map((b, k) => item(b.name, roots[second + k]!)),
  });
  if (missing !== null) return rows(staged.roots, staged.from);
  // the value must be worked out before one can tell whether it is there
  const before = rows(staged.roots, staged.from);
  const inner = [...keyItems(eq, before.out, shapes), ...before.bodies.map((body, k) => item(k === 0 ? valueColumn : `${valueColumn}_${k}`, body)), ...before.beside, ...(before.pick ? [item('pick', before.pick)] : [])];
  const columns = inner.map(i => column('t', i.name, i.type));
  return rows(columns, filter(subquery(project(before.relation, inner), 't'), [isPresent(columns[first]!)]));
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
function reduceRows(eq: Equation, rows: Rows, values: readonly string[], shapes: Shapes, stored: ColumnType = shapes.valueType(eq.type)): Relation {
  const keys = keyItems(eq, rows.out, shapes);
  const type = reducedType(eq, shapes);
  const ungrouped = keys.every(k => isConstant(k.value));
  const filled = oneCell(eq) && rows.inside && eq.fill !== null;
  const reduced = (body: Expression): Expression => {
    const value = cast(reduction(eq, body, rows.pick, type), type);
    return filled && eq.reduce !== 'count' && eq.fill !== null ? call('coalesce', type, value, literal(eq.fill, type)) : value;
  };
  return {
    kind: 'aggregate',
    input: rows.relation,
    keys,
    values: rows.bodies.map((body, k) => item(values[k]!, asType(reduced(body), stored))),
    having: ungrouped && !filled ? test(aggregated('count', 'int'), '>', integer(0)) : null,
  };
}

function reduction(eq: Equation, body: Expression, pick: Expression | null, type: ColumnType): Expression {
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
function emptyRelation(eq: Equation, values: readonly string[], shapes: Shapes): Relation {
  const type = shapes.valueType(eq.type);
  const filled = eq.axes.length === 0 && eq.fill !== null && eq.within === null;
  const value = filled ? literal(eq.fill, type) : missing(type);
  const columns = [...eq.axes.map(a => item(a.column, missing(shapes.keyType(a.index)))), ...values.map(name => ({ name, type, value }))];
  return project(filled ? unit : filter(unit, [literal(false, 'bool')]), columns);
}
