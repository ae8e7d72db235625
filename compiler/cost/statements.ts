// What statements take and what they leave behind, one after the other.

import { indexTable } from '../tensor/affine.ts';
import { signatures } from '../tensor/equations.ts';
import type { Axis, Program, ValueType } from '../tensor/ir.ts';
import { type Column, type Relation, type Statement, parametersOf, sourceCount, visitRelation } from '../relational/ir.ts';
import type { Naming } from '../relational/naming.ts';
import { foldRelation, lower, type Table, type Tables, unknownRows } from './fold.ts';
import { addWork, noWork, type Work } from './prices.ts';
import { type Boxes, hull, volume } from './boxes.ts';
import { anything, between, bytesOf, type Value } from './values.ts';

export interface Cost {
  /** that a statement makes, all passes of a loop together */
  readonly rows: number;
  readonly bytes: number;
  readonly work: Work;
  /** cells of its largest list */
  readonly largest: number;
  /** what only data knows went into it */
  readonly guessed: boolean;
}

export const noCost: Cost = { rows: 0, bytes: 0, work: noWork, largest: 0, guessed: false };

export const addCost = (a: Cost, b: Cost, times = 1): Cost => ({
  rows: a.rows + b.rows * times, bytes: a.bytes + b.bytes * times, work: addWork(a.work, b.work, times), largest: Math.max(a.largest, b.largest), guessed: a.guessed || b.guessed,
});

/** How many keys an index has, and whether that is known before data is read: in a table of data at most as many as it has rows. */
export function keysOf(program: Program, name: string): { readonly keys: number; readonly known: boolean } {
  const index = indexTable(program.indices).get(name);
  if (index?.domain.kind === 'range') return { keys: index.domain.size, known: true };
  const making = program.domains.find(d => d.index === name)?.making;
  if (making?.kind === 'batch') return { keys: making.size, known: true };
  if (making?.kind === 'selection' && making.of !== name) return { ...keysOf(program, making.of), known: false };
  if (making?.kind === 'keys') {
    // a table of one key has as many keys as rows; one of several says less
    const counts = making.of.map(o => program.inputs.find(i => i.tensor === o.tensor)).map(i => ({ rows: i?.rows, only: i?.axes.length === 1 }));
    const told = counts.some(c => c.only) ? counts.filter(c => c.only) : counts;
    if (told.every(c => c.rows !== undefined)) return { keys: Math.max(1, ...told.map(c => c.rows!)), known: false };
  }
  if (index?.partOf !== undefined && index.partOf !== name) return { ...keysOf(program, index.partOf), known: false };
  return { keys: unknownRows, known: false };
}

/** The tables that loading makes: those of inputs, under the names they are stored as, and of indices. */
function loadedTables(program: Program, nameOf: (tensor: string) => string): Tables {
  const tables = new Map<string, Table>();
  const keyed = (index: string): Value => {
    const domain = indexTable(program.indices).get(index)?.domain;
    const { keys } = keysOf(program, index);
    return domain?.kind === 'range' ? between(domain.lo, domain.lo + domain.size - 1) : { ...anything, distinct: keys };
  };
  const valueOf = (type: ValueType): Value => (type.kind === 'key' ? keyed(type.index) : type.kind === 'bool' ? { ...anything, distinct: 2 } : anything);
  for (const i of program.indices) {
    if (i.domain.kind !== 'table') continue;
    const { keys, known } = keysOf(program, i.name);
    tables.set(lower(i.domain.table), { rows: keys, columns: new Map([[lower(i.domain.column), keyed(i.name)]]), guessed: !known, view: null });
  }
  for (const i of program.inputs) {
    const box = (axes: readonly Axis[]): number => axes.reduce((n, a) => n * keysOf(program, a.index).keys, 1);
    const known = i.axes.every(a => keysOf(program, a.index).known);
    const counted = i.load.kind === 'literal' ? i.load.rows.length : i.rows;
    const rows = i.full && known ? box(i.axes) : counted ?? (i.full ? box(i.axes) : Math.min(unknownRows, box(i.axes)));
    tables.set(lower(nameOf(i.tensor)), {
      rows, columns: new Map([...i.axes.map(a => [lower(a.column), keyed(a.index)] as const), ['val', valueOf(i.type)]]), guessed: !(i.full && known) && counted === undefined, view: null,
    });
  }
  return tables;
}

/** The same, where data from which training starts has a table of its own name. */
export function tablesOfData(program: Program, naming: Pick<Naming, 'initial'>): Tables {
  const initial = new Set(program.carried.filter(c => c.init === null).map(c => c.tensor));
  return loadedTables(program, t => (initial.has(t) ? naming.initial(t) : t));
}

/** Statements over tables: the cost of each, and the tables afterwards. */
export function costsOf(statements: readonly Statement[], before: Tables, boxes: ReadonlyMap<string, Boxes>): { readonly costs: readonly Cost[]; readonly after: Tables } {
  const tables = new Map(before);
  const costs = statements.map(s => cost(s, tables, boxes));
  return { costs, after: tables };
}

/** A table that has rows in some boxes of its keys, each of which is full. */
function within(table: Table, boxes: Boxes | undefined): Table {
  if (!boxes) return table;
  return { ...table, rows: volume(boxes), columns: new Map([...table.columns, ...hull(boxes)]), guessed: false, boxes };
}

const begun: Work = { ...noWork, statement: 1 };

function cost(s: Statement, tables: Map<string, Table>, boxes: ReadonlyMap<string, Boxes>): Cost {
  switch (s.kind) {
    case 'create': case 'append': {
      // an engine plans once what makes no table and has no parameters, however often it runs
      const made = over(s.from, tables, s.kind === 'append' && parametersOf(s.from).length === 0);
      const columns = new Map([...made.columns]);
      const known = tables.get(lower(s.table));
      const table: Table = s.kind === 'append' && known
        ? { rows: known.rows + made.rows, columns: known.rows > 0 ? joined(known.columns, columns) : columns, guessed: known.guessed || made.guessed, view: null }
        : { rows: made.rows, columns, guessed: made.guessed, view: null };
      const placed = within(table, boxes.get(lower(s.table)));
      tables.set(lower(s.table), placed);
      return placed.boxes && s.kind === 'create' ? { ...made, rows: placed.rows, bytes: made.bytes * (made.rows > 0 ? placed.rows / made.rows : 1), guessed: false } : made;
    }
    case 'query': return over(s.from, tables);
    case 'view': {
      const made = foldRelation(s.from, tables);
      tables.set(lower(s.name), within({ rows: made.rows, columns: made.columns, guessed: made.guessed, view: made.work }, boxes.get(lower(s.name))));
      return { ...noCost, work: begun };
    }
    case 'declare':
      if (!s.keep || !tables.has(lower(s.table))) tables.set(lower(s.table), { rows: 0, columns: new Map(), guessed: false, view: null });
      return { ...noCost, work: begun };
    case 'drop': tables.delete(lower(s.table)); return { ...noCost, work: begun };
    case 'newest': {
      const table = tables.get(lower(s.table));
      return { ...noCost, work: { ...begun, row: table?.rows ?? unknownRows }, guessed: table === undefined };
    }
    case 'text': {
      const made = s.writes.flatMap(t => tables.get(lower(t)) ?? []);
      const rows = made.reduce((n, t) => n + t.rows, 0);
      const read = s.reads.reduce((n, t) => n + (tables.get(lower(t))?.rows ?? 0), 0);
      return { rows, bytes: made.reduce((n, t) => n + t.rows * width([...t.columns.values()].map(value => ({ value, type: 'real' }))), 0), work: { ...begun, source: s.reads.length, joined: read, row: rows }, largest: 0, guessed: made.some(t => t.guessed) };
    }
    case 'loop': {
      const passes = Math.max(0, Math.floor((s.to - s.from) / s.step) + 1);
      const pass = s.body.map(b => cost(b, tables, boxes)).reduce((a, b) => addCost(a, b), noCost);
      const until = s.until ? over(s.until, tables) : noCost;
      const all = addCost(addCost(noCost, pass, passes), { ...until, rows: 0, bytes: 0 }, passes);
      return { ...all, guessed: all.guessed || s.until !== null };
    }
  }
}

/** A relation whose rows a statement keeps or yields. */
function over(from: Relation, tables: Tables, planned = false): Cost & { readonly columns: Table['columns'] } {
  const made = foldRelation(from, tables);
  const cells = made.rows * [...made.columns.values()].reduce((n, v) => n + (v.inside ? 1 : 0), 0);
  const work = { ...made.work, statement: made.work.statement + 1, source: sourceCount(from), expression: planned ? 0 : expressionCount(from), row: made.work.row + made.rows, copied: made.work.copied + cells };
  const types = typesOf(from);
  return { rows: made.rows, bytes: made.rows * width([...made.columns].map(([name, value]) => ({ value, type: types.get(name) ?? 'real' }))), work, largest: made.largest, guessed: made.guessed, columns: made.columns };
}

/** The expressions of a relation: what planning takes besides its sources. */
function expressionCount(from: Relation): number {
  let count = 0;
  visitRelation(from, () => undefined, () => { count++; });
  return count;
}

const width = (columns: readonly { readonly value: Value; readonly type: Column['type'] }[]): number => columns.reduce((n, c) => n + bytesOf(c.value, c.type), 0);

const joined = (a: Table['columns'], b: Table['columns']): Table['columns'] => new Map([...b].map(([name, v]) => [name, v.inside || !a.has(name) ? v : { ...v, distinct: v.distinct + a.get(name)!.distinct }]));

/** The types of what a relation yields, by name. */
function typesOf(r: Relation): ReadonlyMap<string, Column['type']> {
  switch (r.kind) {
    case 'project': return new Map(r.columns.map(c => [lower(c.name), c.type]));
    case 'aggregate': return new Map([...r.keys, ...r.values].map(c => [lower(c.name), c.type]));
    case 'written': return new Map(r.columns.map(c => [lower(c.name), c.type]));
    case 'union': return typesOf(r.inputs[0]!);
    case 'sort': case 'filter': return typesOf(r.input);
    case 'with': return typesOf(r.body);
    default: return new Map();
  }
}

/** The boxes in which what training carries has rows, by the table that holds it. */
export function carriedBoxes(program: Program, tableOf: (tensor: string) => string): ReadonlyMap<string, Boxes> {
  const found = new Map<string, Boxes>();
  for (const [tensor, { axes, boxes }] of signatures(program)) {
    if (boxes) found.set(lower(tableOf(tensor)), boxes.map(b => new Map(b.map((side, k) => [lower(axes[k]!.column), side]))));
  }
  return found;
}
