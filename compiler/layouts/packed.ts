// The packed layout: a short axis of a tensor lies in columns, one for each of its keys, and what terms read at the same place lies in one row.
// A join then brings a whole vector, and a sum over it needs no rows of its own. For tensors that are not full, or whose keys only data knows.

import { InternalError, type Span } from '../source.ts';
import { type Equation, type Program, servedText } from '../tensor/ir.ts';
import { indexTable } from '../tensor/affine.ts';
import type { Lowering } from '../relational/lower/equation.ts';
import { valueColumn } from '../relational/lower/shapes.ts';
import { type Expression, type Relation, type Statement, aggregated, call, column, derived, integer, item, join, listed, missing, project, scan, test, conjunction } from '../relational/ir.ts';
import { type Unit, unit } from '../relational/fuse.ts';
import type { Naming } from '../relational/naming.ts';
import { type Lanes, type Packed, packedAxes } from './packed/axes.ts';
import { keyColumns, laneColumns, lowerPacked } from './packed/lower.ts';
import { type Mode, modeOf } from './packed/modes.ts';
import { chooseRows, type SharedRow, sharing } from './packed/rows.ts';
import type { Declined } from './layout.ts';

/** What a step is made of in this layout. */
export interface PackedStep {
  /** before the first step: from COO */
  readonly begin: readonly Statement[];
  /** what an equation of the step becomes: its rows, and its cells for those who read cells */
  readonly units: (e: Equation) => readonly Unit[];
  readonly update: (u: Equation) => Unit;
}

/** The packed form of a step of these equations and updates, in order. `data`: what they read that does not change. Or why there is none. */
export function packed(program: Program, equations: readonly Equation[], updates: readonly Equation[], data: ReadonlySet<string>, lowering: Lowering, naming: Naming, span: Span): PackedStep | Declined {
  if (program.training.length > 1) return { reason: 'there are several trainings' };
  const step = new Packing(program, equations, updates, data, lowering, naming, span);
  return step.nothing ? { reason: 'no axis is short enough to lie in columns, and nothing is read together' } : step;
}

class Packing implements PackedStep {
  readonly begin: Statement[] = [];
  readonly nothing: boolean;
  private readonly lanes: ReadonlyMap<string, Lanes>;
  private readonly packed: Packed;
  private readonly modes: ReadonlyMap<Equation, Mode>;
  private readonly tables = new Map<string, string>();
  private readonly rows: SharedRow[] = [];
  private readonly beside: ReadonlyMap<string, readonly string[]>;

  constructor(program: Program, equations: readonly Equation[], updates: readonly Equation[], data: ReadonlySet<string>, private readonly lowering: Lowering, private readonly naming: Naming, private readonly span: Span) {
    const all = [...equations, ...updates];
    this.lanes = packedAxes(program, all);
    this.packed = { lanes: this.lanes, indices: indexTable(program.indices) };
    this.modes = new Map(all.map(e => [e, modeOf(e, program, this.packed)]));
    for (const t of this.lanes.keys()) this.tables.set(t, naming.fresh(`${t}_packed`));
    const shared = sharing(program, all, data, e => this.modeOf(e).rowwise && !updates.includes(e), t => !this.lanes.has(t));
    this.beside = shared.beside;
    this.nothing = this.lanes.size === 0 && shared.data.length === 0;
    const carried = new Set(program.carried.map(c => c.tensor));
    for (const [t, l] of this.lanes) {
      if (!data.has(t) && !carried.has(t)) continue;
      const cells = lowering.tableOf(t);
      this.make(this.tableOf(t), this.pack(scan(cells, t, lowering.shapes.columns(t)), t, l), `${t}, one row for all of ${this.axis(t, l)}`);
      if (!carried.has(t)) continue;
      this.begin.push({ kind: 'drop', table: cells, source: `${t} is read from its rows from here on`, span });
      this.begin.push({ kind: 'view', name: cells, temporary: true, from: this.unpacked(t, l), source: `${t} a cell a row`, span });
    }
    for (const names of shared.data) this.rows.push(this.sideBySide(names));
  }

  units(e: Equation): readonly Unit[] {
    const mode = this.modeOf(e);
    const l = this.lanes.get(e.bind);
    const cells = this.lowering.tableOf(e.bind);
    const first = l && mode.result ? this.tableOf(e.bind) : cells;
    const lowered = this.lowered(e, mode, mode.rowwise ? this.beside.get(e.bind) ?? [] : []);
    if (lowered.beside.size > 0) this.rows.push({ table: first, owner: e.bind, columns: lowered.beside });
    const units = [this.table(e, first, lowered.relation)];
    // whoever reads the other form has it made; fusing leaves out what nobody reads
    if (l) units.push(mode.result ? this.table(e, cells, this.unpacked(e.bind, l)) : this.table(e, this.tableOf(e.bind), this.pack(scan(cells, e.bind, this.lowering.shapes.columns(e.bind)), e.bind, l)));
    return units;
  }

  update(u: Equation): Unit {
    const mode = this.modeOf(u);
    const l = this.lanes.get(u.bind);
    const { relation } = this.lowered(u, mode, []);
    const cells = this.lowering.tableOf(u.bind);
    const from = l && !mode.result ? this.pack(derived(relation, u.bind), u.bind, l) : relation;
    return { ...this.table(u, l ? this.tableOf(u.bind) : cells, from), kept: true, changes: l ? [cells] : [] };
  }

  private table(e: Equation, table: string, relation: Relation): Unit {
    const source = servedText(e);
    return unit({ defines: table, relation, source, build: from => [{ kind: 'create', table, temporary: true, from: from!, source, span: e.span }] });
  }

  private lowered(e: Equation, mode: Mode, beside: readonly string[]): ReturnType<typeof lowerPacked> {
    const tables = { ...this.packed, packed: (t: string) => this.tableOf(t), cells: this.lowering.tableOf };
    return lowerPacked(e, mode, this.lowering, tables, t => chooseRows(t, this.rows, a => !this.lanes.has(a.tensor)), beside);
  }

  private modeOf(e: Equation): Mode { return this.modes.get(e) ?? bug(`${e.bind} is no equation of the step`); }
  private tableOf(tensor: string): string { return this.tables.get(tensor) ?? bug(`${tensor} is not packed`); }
  private make(table: string, from: Relation, source: string): void { this.begin.push({ kind: 'create', table, temporary: true, from, source, span: this.span }); }
  private axis(tensor: string, l: Lanes): string { return this.lowering.shapes.columns(tensor)[l.axis]!.name; }

  /** Cells as rows of lanes. */
  private pack(cells: Relation, tensor: string, l: Lanes): Relation {
    const { shapes } = this.lowering;
    const at = column(tensor, shapes.columns(tensor)[l.axis]!.name, 'int');
    const { type } = shapes.columns(tensor).at(-1)!;
    const value = column(tensor, valueColumn, type);
    const lane = (k: number): Expression => aggregated('max', type, call('if', type, test(at, '=', integer(l.lo + k)), value, missing(type)));
    return {
      kind: 'aggregate', input: cells, having: null,
      keys: keyColumns(shapes, tensor, l).map(c => item(c.name, column(tensor, c.name, c.type))),
      values: laneColumns(l).map((name, k) => item(name, lane(k))),
    };
  }

  /** Rows of lanes as cells. */
  private unpacked(tensor: string, l: Lanes): Relation {
    const { shapes } = this.lowering;
    const { type } = shapes.columns(tensor).at(-1)!;
    const lanes = laneColumns(l).map(name => column(tensor, name, type));
    const keys = keyColumns(shapes, tensor, l);
    const source = scan(this.tableOf(tensor), tensor, [...keys, ...laneColumns(l).map(name => ({ name, type }))]);
    return project(source, shapes.columns(tensor).map((c, d) => {
      if (d === l.axis) return item(c.name, listed('unnest', 'int', listed('range', 'list', integer(l.lo), integer(l.lo + l.size))));
      return item(c.name, c.name === valueColumn ? listed('unnest', type, listed('values', 'list', ...lanes)) : column(tensor, c.name, c.type));
    }));
  }

  /** Data that is read together as one table. */
  private sideBySide(names: readonly string[]): SharedRow {
    const { shapes, tableOf } = this.lowering;
    const [first, ...others] = names.map(n => ({ name: n, source: scan(tableOf(n), n, shapes.columns(n)) }));
    const keys = shapes.columns(names[0]!).slice(0, -1);
    const table = this.naming.fresh(`${shapes.signature(names[0]!).axes.map(a => a.column).join('_')}_rows`);
    const on = (n: string): Expression | null => conjunction(keys.map((c, d) => test(column(names[0]!, c.name, c.type), '=', column(n, shapes.columns(n)[d]!.name, c.type))));
    const from = others.reduce<Relation>((a, b) => join('inner', a, b.source, on(b.name)), first!.source);
    const taken = new Set(keys.map(c => c.name.toLowerCase()));
    const columns = new Map(names.map(n => { let c = n; for (let k = 2; taken.has(c.toLowerCase()); k++) c = `${n}_${k}`; taken.add(c.toLowerCase()); return [n, c]; }));
    this.make(table, project(from, [...keys.map(c => item(c.name, column(names[0]!, c.name, c.type))), ...names.map(n => item(columns.get(n)!, column(n, valueColumn, shapes.columns(n).at(-1)!.type)))]), `${names.join(', ')} side by side`);
    return { table, owner: null, columns };
  }
}

function bug(message: string): never { throw new InternalError(`packed: ${message}`); }
