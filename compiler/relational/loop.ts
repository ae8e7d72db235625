// A recurrence as a loop of statements: for each value of its counter, each equation appends its rows for that value. An equation
// that only the same pass reads is a CTE of its reader, or a table that holds the rows of one pass.

import { InternalError } from '../source.ts';
import { type Equation, type Recurrence, servedText } from '../tensor/ir.ts';
import { type Unit, fuse, unit } from './fuse.ts';
import { type Relation, type Statement, aggregated, call, column, filter, integer, item, literal, parameter, project, scan, tablesScanned, test } from './ir.ts';
import { splitJoins } from './joins.ts';
import { isPlace, sameCoord } from './lower/coordinates.ts';
import { type Lowering, lowerEquation } from './lower/equation.ts';
import { valueColumn } from './lower/shapes.ts';

/** What a loop needs to know of the program around it. */
export interface LoopSurroundings {
  /** tensors that something outside the recurrence reads */
  readonly readOutside: ReadonlySet<string>;
  /** tensors of the recurrence that have rows before it begins */
  readonly begun: ReadonlySet<string>;
}

/** The schedule's unit for a recurrence: declarations of its tables, then the loop. */
export function loopUnit(r: Recurrence, outer: Lowering, around: LoopSurroundings): Unit {
  const lowering: Lowering = { ...outer, shapes: outer.shapes.counting(r.counter, [Math.min(r.from, r.to), Math.max(r.from, r.to)]) };
  const passing = new Set(r.equations.filter(e => ofOnePass(e, r, around)).map(e => e.bind));
  const { shapes } = lowering;
  const origin = { source: r.equations[0]?.source ?? r.counter, span: r.span };
  const tensors = [...new Set(r.equations.map(e => e.bind))];
  const declared = tensors.filter(t => !passing.has(t) && !around.begun.has(t));
  const units = r.equations.map((e): Unit => {
    const relation = splitJoins(lowerEquation(e, lowering));
    const table = lowering.tableOf(e.bind);
    const at = { source: servedText(e), span: e.span };
    return passing.has(e.bind)
      ? unit({ defines: table, kept: r.until?.condition === e.bind, relation, source: servedText(e), build: from => [{ kind: 'create', table, temporary: true, from: from!, ...at }] })
      : unit({ defines: null, changes: [table], relation, source: servedText(e), build: from => [{ kind: 'append', table, from: from!, ...at }] });
  });
  const last = r.until && lastStatements(r, r.until.last, lowering);
  const statements = (): readonly Statement[] => [
    ...declared.map((t): Statement => ({ kind: 'declare', table: lowering.tableOf(t), temporary: true, keep: false, columns: shapes.columns(t), ...origin })),
    ...(last ? [last.before] : []),
    {
      kind: 'loop', counter: r.counter, from: r.from, to: r.to, step: r.direction === 'up' ? 1 : -1,
      body: [...fuse(units), ...(last ? [last.after] : [])],
      until: r.until && ends(r.until.condition, r, lowering),
      ...origin,
    },
  ];
  return unit({
    defines: null,
    changes: [...tensors, ...(r.until ? [r.until.last] : [])].map(lowering.tableOf),
    relation: null,
    reads: units.flatMap(u => tablesScanned(u.relation!)),
    source: origin.source,
    build: statements,
  });
}

/** Whether the rows of a pass are read in that pass alone. */
function ofOnePass(e: Equation, r: Recurrence, around: LoopSurroundings): boolean {
  if (around.readOutside.has(e.bind) || around.begun.has(e.bind) || r.equations.some(o => o !== e && o.bind === e.bind)) return false;
  const places = e.axes.map((_, d) => e.terms[0]?.out[d]).map(c => (c?.kind === 'computed' && isPlace(c) ? c : null));
  const axis = places.findIndex(p => p !== null);
  const place = places[axis];
  if (!place || !e.terms.every(t => sameCoord(t.out[axis]!, place))) return false;
  const first = r.equations.indexOf(e);
  return r.equations.every((o, k) => o.within !== e.bind && o.terms.every(t => t.args.every(a => a.tensor !== e.bind || (k > first && sameCoord(a.at[axis]!, place)))));
}

/** The scalar that holds the last value of the counter: before the loop, and after each pass. */
function lastStatements(r: Recurrence, tensor: string, { tableOf }: Lowering): { readonly before: Statement; readonly after: Statement } {
  const made = (value: Relation): Statement => ({ kind: 'create', table: tableOf(tensor), temporary: true, from: value, source: `the last ${r.counter}`, span: r.span });
  const none = r.direction === 'up' ? r.from - 1 : r.from + 1;
  return { before: made(project(unitRow, [item(valueColumn, integer(none))])), after: made(project(unitRow, [item(valueColumn, parameter(r.counter, 'int'))])) };
}

const unitRow: Relation = { kind: 'unit' };

/** One row: whether the condition holds at the counter's value. */
function ends(condition: string, r: Recurrence, { shapes, tableOf }: Lowering): Relation {
  const columns = shapes.columns(condition);
  const { axes } = shapes.signature(condition);
  if (axes.length > 1) throw new InternalError(`the condition ${condition} has more axes than the counter`);
  const value = column(condition, valueColumn, 'bool');
  const at = axes.map((a, d) => test(column(condition, a.column, columns[d]!.type), '=', parameter(r.counter, 'int')));
  const held = call('coalesce', 'bool', aggregated('any', 'bool', value), literal(false, 'bool'));
  return { kind: 'aggregate', input: filter(scan(tableOf(condition), condition, columns), at), keys: [], values: [{ name: valueColumn, type: 'bool', value: held }], having: null };
}
