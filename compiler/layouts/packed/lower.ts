// An equation over packed tensors as a relation. Each term has at most one letter in columns: its arguments' values are then columns, one for
// each key of the letter, and so are the result's, or they are added up in the row. Everything else is what lowering does in COO.

import { InternalError } from '../../source.ts';
import { arg, type Equation, type Letter, integer as integerScalar, mapScalar, type Scalar, type Term, visitScalar } from '../../tensor/ir.ts';
import { type Shapes, valueColumn } from '../../relational/lower/shapes.ts';
import { type Combined, type Form, type Lowering, lowerEquation } from '../../relational/lower/equation.ts';
import { type Placed, joinTerm } from '../../relational/lower/join.ts';
import { type Column, type Expression, type Item, type Relation, call, isWidened, mapExpression } from '../../relational/ir.ts';
import { inColumns, type Lanes, type Packed, scalarMentions } from './axes.ts';
import type { Mode } from './modes.ts';
import type { SharedRow } from './rows.ts';

/** Where packed tensors are. */
export interface Tables extends Packed {
  /** the table of a tensor's rows: packed, where it is */
  readonly packed: (tensor: string) => string;
  /** the table of its cells */
  readonly cells: (tensor: string) => string;
}

/** The columns of values of a packed tensor. */
export const laneColumns = (l: Lanes): readonly string[] => Array.from({ length: l.size }, (_, k) => `${valueColumn}_${l.lo < 0 ? k : l.lo + k}`);

/** Stands for the columns of all lanes until one of them is taken. */
const anyLane = `${valueColumn}_?`;

/** The key columns of a packed tensor. */
export const keyColumns = (shapes: Shapes, tensor: string, l: Lanes): readonly Column[] => shapes.columns(tensor).slice(0, -1).filter((_, d) => d !== l.axis);

export interface Lowered { readonly relation: Relation; /** data that goes along in its rows, by tensor the column */ readonly beside: ReadonlyMap<string, string> }

/** `rows`: for each term and position, the shared row to read. `beside`: data that is wanted in the rows of the result. */
export function lowerPacked(e: Equation, mode: Mode, lowering: Lowering, tables: Tables, rows: (t: Term) => ReadonlyMap<number, SharedRow>, beside: readonly string[]): Lowered {
  const own = mode.result;
  const taken = new Set<string>();
  const along = new Map<string, string>();
  // with the name of the table in it: who reads two such tables, one of them for its own values alone, would find one name twice
  const named = (tensor: string): string => {
    let name = `${tensor}_at_${e.bind}`;
    for (let k = 2; taken.has(name.toLowerCase()); k++) name = `${tensor}_at_${e.bind}_${k}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const axes = own ? e.axes.filter((_, d) => d !== own.axis) : e.axes;
  const values = own ? laneColumns(own) : [valueColumn];
  for (const name of [...axes.map(a => a.column), ...values]) taken.add(name.toLowerCase());
  const shapes = withoutLanes(lowering.shapes, tables.lanes);
  const letters = new Map(e.terms.map((t, k) => [t, mode.letters[k]!]));
  const terms = e.terms.map(t => narrowed(t, letters.get(t)!, own, tables));
  const original = new Map(terms.map((t, k) => [t, e.terms[k]!]));
  const join = (t: Term): Combined => {
    const whole = original.get(t)!;
    const letter = letters.get(whole)!;
    const shared = rows(whole);
    const placed = (k: number): Placed | null => place(k, whole, t, shared, lowering.shapes, tables);
    const joined = joinTerm(t, axes, shapes, lowering.tableOf, placed);
    const bodies = letter === null ? [joined.body] : lanesOf(whole, letter, own, joined.scalar, tables);
    const items: Item[] = [];
    for (const name of beside) {
      const k = whole.args.findIndex(a => !a.optional && a.tensor === name && sameAs(a.at, whole.out));
      const value = k >= 0 ? asStored(joined.scalar(arg(k))) : fromRow(name, whole, shared, joined.scalar, lowering.shapes);
      if (value === null) continue;
      const column = named(name);
      along.set(name, column);
      items.push({ name: column, type: lowering.shapes.columns(name).at(-1)!.type, value });
    }
    return { relation: joined.relation, out: joined.out, pick: joined.pick, bodies, beside: items };
  };
  const form: Form = { values, join };
  const reduce = mode.rowwise ? 'only' as const : e.reduce;
  return { relation: lowerEquation({ ...e, axes, terms, reduce, ...(mode.rowwise ? { fill: null } : {}) }, { ...lowering, shapes }, form), beside: along };
}

/** A number as it is stored. */
const asStored = (e: Expression): Expression => (isWidened(e) ? e.value : e);

const sameAs = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A column of a shared row that a term reads at the place of its result. */
function fromRow(name: string, t: Term, shared: ReadonlyMap<number, SharedRow>, scalar: (s: Scalar) => Expression, shapes: Shapes): Expression | null {
  for (const [k, row] of shared) {
    const column = row.columns.get(name);
    if (column === undefined || !sameAs(t.args[k]!.at, t.out)) continue;
    const there = asStored(scalar(arg(k)));
    if (there.kind !== 'column') throw new InternalError('an argument of a shared row is not a column');
    return { ...there, name: column, type: shapes.columns(name).at(-1)!.type };
  }
  return null;
}

/** A term without its letter in columns. */
function narrowed(t: Term, letter: string | null, own: Lanes | null, packed: Packed): Term {
  if (letter === null) return t;
  const over = letterOf(t, letter);
  return {
    ...t,
    letters: t.letters.filter(l => l.name !== letter),
    out: own ? t.out.filter((_, d) => d !== own.axis) : t.out,
    args: t.args.map(a => {
      const l = inColumns(a, over, packed);
      return l ? { ...a, tensor: inLanes(a.tensor), at: a.at.filter((_, d) => d !== l.axis) } : a;
    }),
    body: atLane(t.body, letter, 0, 0),
  };
}

const letterOf = (t: Term, name: string): Letter => t.letters.find(l => l.name === name)!;

/** What shapes call a tensor whose lanes are columns: no tensor of a program has such a name. */
const inLanes = (tensor: string): string => `${tensor} in columns`;

/** Shapes that know tensors in columns, too. */
function withoutLanes(shapes: Shapes, lanes: ReadonlyMap<string, Lanes>): Shapes {
  const whole = new Map([...lanes.keys()].map(t => [inLanes(t), t]));
  return {
    ...shapes,
    signature: name => {
      const tensor = whole.get(name);
      if (tensor === undefined) return shapes.signature(name);
      const { boxes: _, ...known } = shapes.signature(tensor);
      return { ...known, axes: known.axes.filter((_a, d) => d !== lanes.get(tensor)!.axis) };
    },
    columns: name => {
      const tensor = whole.get(name);
      return tensor === undefined ? shapes.columns(name) : [...keyColumns(shapes, tensor, lanes.get(tensor)!), { name: anyLane, type: shapes.columns(tensor).at(-1)!.type }];
    },
    reach: access => (whole.has(access.tensor) ? null : shapes.reach(access)),
  };
}

function place(k: number, whole: Term, t: Term, shared: ReadonlyMap<number, SharedRow>, shapes: Shapes, { lanes, packed, cells }: Tables): Placed | null {
  const { tensor } = whole.args[k]!;
  const l = lanes.get(tensor);
  const inRow = l !== undefined && t.args[k]!.tensor !== tensor;
  const columns = shapes.columns(tensor);
  const keys = inRow ? keyColumns(shapes, tensor, l) : columns.slice(0, -1);
  const row = shared.get(k);
  if (row) {
    const { owner } = row;
    const own = owner === null ? keys : shapes.columns(owner);
    const others = [...row.columns].map(([name, c]): Column => ({ name: c, type: shapes.columns(name).at(-1)!.type }));
    return { table: row.table, alias: owner ?? row.table, columns: [...own, ...others], value: tensor === owner ? valueColumn : row.columns.get(tensor)!, row: `${row.table} ${JSON.stringify(t.args[k]!.at)}` };
  }
  if (inRow) return { table: packed(tensor), alias: tensor, columns: [...keys, ...laneColumns(l).map((name): Column => ({ name, type: columns.at(-1)!.type }))], value: anyLane, row: null };
  return l ? { table: cells(tensor), alias: tensor, columns, value: valueColumn, row: null } : null;
}

/** A scalar with a letter replaced by one of its keys. */
const atLane = (s: Scalar, letter: string, key: number, position: number): Scalar =>
  mapScalar(s, n => (n.kind === 'letter' && n.name === letter ? integerScalar(key) : n.kind === 'position' && n.letter === letter ? integerScalar(position) : n));

/** The values of a combination: one a lane, or their sum. */
function lanesOf(t: Term, letter: string, result: Lanes | null, scalar: (s: Scalar) => Expression, packed: Packed): readonly Expression[] {
  const own = result ?? t.args.flatMap(a => inColumns(a, letterOf(t, letter), packed) ?? [])[0];
  if (!own) throw new InternalError(`no argument of a term has ${letter} in columns`);
  const columns = laneColumns(own);
  const inLane = (e: Expression, k: number): Expression => mapExpression(e, n => (n.kind === 'column' && n.name === anyLane ? { ...n, name: columns[k]! } : n));
  const at = (s: Scalar): readonly Expression[] => columns.map((_, k) => inLane(scalar(atLane(s, letter, own.lo + k, k)), k));
  if (result) return at(t.body);
  // what is the same in all lanes is multiplied once
  const [same, different] = factors(t.body, s => dependsOn(s, t, letterOf(t, letter), packed));
  const sum = at(different).reduce((a, b) => call('add', 'real', a, b));
  return [same === null ? sum : call('mul', 'real', scalar(same), sum)];
}

/** Whether a scalar's value differs from lane to lane. */
function dependsOn(s: Scalar, t: Term, letter: Letter, packed: Packed): boolean {
  let found = scalarMentions(s, letter.name);
  visitScalar(s, n => {
    if (n.kind === 'arg' && inColumns(t.args[n.position]!, letter, packed)) found = true;
  });
  return found;
}

/** A product as what does not differ, null if nothing, times what does. */
function factors(s: Scalar, differs: (s: Scalar) => boolean): readonly [Scalar | null, Scalar] {
  if (s.kind !== 'call' || s.op !== 'mul' || !differs(s)) return [null, s];
  const [a, b] = s.args as readonly [Scalar, Scalar];
  const times = (x: Scalar | null, y: Scalar | null): Scalar | null => (x === null ? y : y === null ? x : { kind: 'call', op: 'mul', args: [x, y] });
  if (!differs(a)) { const [same, rest] = factors(b, differs); return [times(a, same), rest]; }
  if (!differs(b)) { const [same, rest] = factors(a, differs); return [times(same, b), rest]; }
  const [x, p] = factors(a, differs), [y, q] = factors(b, differs);
  return [times(x, y), { kind: 'call', op: 'mul', args: [p, q] }];
}
