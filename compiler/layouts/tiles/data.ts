// What a program over tiles reads, put into lists: data in blocks, data that all blocks share, and keys that only data knows by their places.

import { type Binding, type Expression, type Item, type Relation, type Statement, call, column, derived, filter, integer, item, join, mapExpression, parameter, project, scan, test, unit } from '../../relational/ir.ts';
import type { Lowering } from '../../relational/lower/equation.ts';
import type { Shapes } from '../../relational/lower/shapes.ts';
import type { Naming } from '../../relational/naming.ts';
import type { Span } from '../../source.ts';
import { indexTable } from '../../tensor/affine.ts';
import { coversDomain } from '../../tensor/full.ts';
import type { IndexDomain, Program } from '../../tensor/ir.ts';
import type { Blocking } from '../layout.ts';
import { blockColumns, type Column, countColumn, listType, row } from './columns.ts';
import { NotTiled, type Part, type TileProgram } from './ir.ts';
import type { Orders } from './orders.ts';
import { blockRows, exchanged, gatheredBlocks, packed, packedRows, placesOf } from './pack.ts';
import type { Keys } from './places.ts';
import type { TileStep } from './step.ts';

/** Blocks, where there are several: as many as cores work on them, the same on every machine so that sums are. */
const blocksWanted = 2;

/** How many blocks a program goes over. */
function blocksOf({ block, keys, parts }: TileProgram, batched: boolean, { mostCells, cachedCells, mostBlocks }: Blocking): number {
  if (!block) return 1;
  if (keys || batched) return blocksWanted;
  const cells = Math.max(0, ...[...parts.values()].filter(p => p.axes.some(a => a.index === block.index)).map(p => p.axes.reduce((n, a) => n * a.size, 1)));
  const wanted = Math.max(blocksWanted, Math.ceil(cells / mostCells), Math.min(mostBlocks, Math.ceil(cells / cachedCells)));
  // as many for one core as for the other
  return Math.min(blocksWanted * Math.ceil(wanted / blocksWanted), Math.max(blocksWanted, block.size));
}

/** What a table of blocks calls the block that it is made of. */
const gathered = 'gathered';

/** What stands around a program over tiles: the program it is of, and how the other tables are called. */
export interface Surroundings {
  readonly whole: Program;
  readonly lowering: Lowering;
  readonly naming: Naming;
  readonly blocking: Blocking;
  readonly span: Span;
  /** tensors whose tables are made anew each time before this */
  readonly early: ReadonlySet<string>;
}

export class TileData {
  /** makes the tables of lists, from COO */
  readonly begin: Statement[] = [];
  /** shapes in which keys that only data knows are places */
  readonly shapes: Shapes;
  /** the tables of blocks, one row each, and that of what all blocks share */
  readonly blocks: readonly string[];
  readonly constants: string;
  readonly gathering: { readonly keys: string; readonly places: string };
  /** tables of places by index, and of rows with places by tensor */
  private readonly places = new Map<string, string>();
  private readonly placed = new Map<string, string>();

  /** `batched`: each step gathers its blocks of the rows that it takes; `called`: what the names of tables begin with. */
  constructor(private readonly program: TileProgram, private readonly around: Surroundings, batched: boolean, called = '') {
    const { lowering, naming, blocking } = around;
    this.gathering = { keys: naming.free('keys'), places: naming.free('places') };
    this.shapes = [...program.counted.keys()].map(lowering.shapes.index).reduce((shapes, index) => shapes.withIndex({ ...index, domain: { ...index.domain, keys: 'int' } as IndexDomain }), lowering.shapes);
    this.blocks = Array.from({ length: blocksOf(program, batched, blocking) }, (_, k) => naming.fresh(`${called}blocks_${k}`));
    this.constants = naming.fresh(`${called}constants`);
  }

  part(name: string): Part { return this.program.parts.get(name)!; }

  make(table: string, from: Relation, source: string): void { this.begin.push({ kind: 'create', table, temporary: true, from, source, span: this.around.span }); }

  /** The table of what all blocks share, where there is something. */
  makeConstants(step: TileStep): void {
    if (step.shared.length + step.sharedLists.length + step.counts.length === 0) return;
    const { relation, items: data } = this.sideBySide(step.shared, step.orders);
    const items = [...data, ...step.counts.map(i => item(countColumn(i), { kind: 'rowCount', table: this.program.counted.get(i)!.table }))];
    this.make(this.constants, withLists(project(relation, items), items, step.sharedLists), 'data that all blocks share');
  }


  /** The table of a tensor's rows, with places where it has keys that only data knows. */
  private tableOf(tensor: string): string {
    const known = this.placed.get(tensor);
    if (known !== undefined) return known;
    const tables = this.placesIn(tensor);
    const table = this.around.lowering.tableOf(tensor);
    if (tables.every(t => t === null)) return table;
    const made = this.around.naming.fresh(`${tensor}_placed`);
    const columns = this.around.lowering.shapes.columns(tensor);
    this.make(made, exchanged(scan(table, tensor, columns), tensor, columns, tables, false), `${tensor} by the places of its keys`);
    this.placed.set(tensor, made);
    return made;
  }

  /** The rows that have a part, with places where there are keys that only data knows. */
  private rowsOf(part: Part): Relation { return scan(this.tableOf(part.stored), part.tensor, this.shapes.columns(part.stored)); }

  /** The same of a tensor that changes: its places are looked up each time. */
  changing(part: Part): Relation {
    const { lowering } = this.around;
    const columns = lowering.shapes.columns(part.stored);
    const rows = scan(lowering.tableOf(part.stored), part.tensor, columns);
    const tables = this.placesIn(part.stored);
    return tables.every(t => t === null) ? rows : derived(exchanged(rows, part.tensor, columns, tables, false), part.tensor);
  }

  /** For each column of a tensor the table of places that its keys have. */
  private placesIn(tensor: string): readonly ({ readonly table: string; readonly keys: Keys } | null)[] {
    const { axes, type } = this.around.lowering.shapes.signature(tensor);
    return [...axes.map(a => this.placesOf(a.index)), type.kind === 'key' ? this.placesOf(type.index) : null];
  }

  /** The table of the places of an index's keys, if only data knows them and tiles count them. */
  private placesOf(index: string): { readonly table: string; readonly keys: Keys } | null {
    const keys = this.program.counted.get(index);
    if (!keys) return null;
    let table = this.places.get(index);
    if (table === undefined) {
      table = this.around.naming.fresh(`${index}_places`);
      this.make(table, placesOf(keys), `the keys of ${index} by their places`);
      this.places.set(index, table);
    }
    return { table, keys };
  }

  allStored(parts: readonly string[]): void {
    const stored = coversDomain(this.around.whole);
    for (const { stored: tensor } of parts.map(name => this.part(name))) if (!stored.has(tensor)) throw new NotTiled(`${tensor} does not have a row for every cell`);
  }

  /** Data in blocks, each in a table of its own; what is made of data only is made here. */
  makeBlocks(step: TileStep): void {
    const { program, blocks: tables } = this;
    const { naming, span } = this.around;
    const block = program.block!;
    if (program.keys) {
      const { table, column: name, type } = program.keys;
      const bindings = this.gathered(step.inBlocks, step.orders, project(scan(table, table, [{ name, type }]), [item(name, column(table, name, type))]), tables, step.keyed);
      for (const made of bindings.filter(b => tables.includes(b.name))) {
        const items = (made.relation as Extract<Relation, { kind: 'project' }>).columns.map(c => item(c.name, column(made.name, c.name, c.type)));
        const named = [...bindings.filter(b => !tables.includes(b.name)), { ...made, name: gathered }];
        const own = items.map(i => item(i.name, column(gathered, i.name, i.type)));
        const from: Relation = { kind: 'with', recursive: false, bindings: named, body: project(scan(gathered, gathered, own.map(i => ({ name: i.name, type: i.type }))), own) };
        this.make(made.name, withLists(from, items, step.blockLists), 'a block of rows');
      }
      return;
    }
    const size = Math.ceil(block.size / tables.length);
    const made = (only: number | null): ReturnType<typeof blockRows> => {
      const parts = step.inBlocks.map(name => ({ name, relation: packed(this.shapes, this.part(name), this.rowsOf(this.part(name)), step.orders.get(name)!, { ...block, size }, only) }));
      return blockRows(parts, { lo: block.lo, size, total: block.size }, only);
    };
    if (tables.length > blocksWanted) {
      tables.forEach((table, k) => { const { relation, items } = made(k); this.make(table, withLists(project(relation, items), items, step.blockLists), `block ${k + 1} of ${tables.length} of ${block.index}`); });
      return;
    }
    const all = naming.fresh('blocks');
    const { relation, items } = made(null);
    const from = project(relation, items);
    this.make(all, withLists(from, items, step.blockLists), `data in ${tables.length} blocks of ${block.index}`);
    const columns = [...items.map(i => ({ name: i.name, type: i.type })), ...step.blockLists.map(c => ({ name: c.name, type: c.type }))];
    tables.forEach((table, k) => this.make(table, project(filter(scan(all, all, columns), [test(column(all, blockColumns.block, 'int'), '=', integer(k))]), columns.map(c => item(c.name, column(all, c.name, c.type)))), 'a block in a table of its own, for a thread of its own'));
    this.begin.push({ kind: 'drop', table: all, source: 'blocks are in tables of their own', span });
  }

  /** Tables of packed rows, and the named relations that make blocks of those with the given keys. */
  gathered(parts: readonly string[], orders: Orders, keys: Relation, blocks: readonly string[], keyed: boolean): readonly Binding[] {
    const by = this.program.keys!;
    const { shapes } = this;
    const rows = parts.map(name => {
      const part = this.part(name);
      const made = (only: readonly [Expression, Expression] | null): Relation => packedRows(shapes, part, this.tableOf(part.stored), orders.get(name)!, { index: this.program.block!.index, column: by.column }, only);
      const relation = made(null);
      const type = part.axes.length > 1 ? 'list' as const : listType(shapes.valueType(part.type));
      if (this.around.early.has(part.stored)) return { name, rows: derived(relation, name), type };
      const table = this.around.naming.fresh(`${name}_rows`);
      this.makeInPieces(table, made, part, `${part.stored} by ${by.column}, a list a row`);
      return { name, rows: scan(table, name, [{ name: by.column, type: by.type }, { name: 'val', type }]), type };
    });
    return gatheredBlocks(rows, keys, by, blocks, keyed, this.gathering);
  }

  /** A table of lists by the keys of the block index, so many at a time that their cells fit into memory. */
  private makeInPieces(table: string, made: (only: readonly [Expression, Expression] | null) => Relation, part: Part, source: string): void {
    const index = indexTable(this.around.whole.indices).get(this.program.block!.index);
    const domain = (index?.partOf !== undefined ? indexTable(this.around.whole.indices).get(index.partOf) : index)?.domain;
    const inner = part.axes.reduce((n, a) => (a.index === this.program.block!.index ? n : n * a.size), 1);
    // an engine keeps what an aggregate of lists has collected in memory, several times over
    const keys = Math.max(1, Math.floor(this.around.blocking.mostCells / 16 / inner));
    if (domain?.kind !== 'range' || domain.size <= keys || part.axes.length < 2) { this.make(table, made(null), source); return; }
    const first = (k: Expression): Expression => call('add', 'int', integer(domain.lo), call('mul', 'int', k, integer(keys)));
    const last = (k: Expression): Expression => call('add', 'int', integer(domain.lo + keys - 1), call('mul', 'int', k, integer(keys)));
    this.make(table, made([integer(domain.lo), integer(domain.lo + keys - 1)]), source);
    const counter = this.around.naming.fresh('piece');
    const k = parameter(counter, 'int');
    this.begin.push({ kind: 'loop', counter, from: 1, to: Math.ceil(domain.size / keys) - 1, step: 1, until: null, source, span: this.around.span, body: [{ kind: 'append', table, from: made([first(k), last(k)]), source, span: this.around.span }] });
  }

  /** Rows of a tensor with keys where tiles have places. */
  named(tensor: string, rows: Relation): Relation {
    const tables = this.placesIn(tensor);
    return tables.some(t => t !== null) ? exchanged(derived(rows, tensor), tensor, this.around.lowering.shapes.columns(tensor), tables, true) : rows;
  }

  /** Parts of one row each as one row. */
  sideBySide(parts: readonly string[], orders: Orders, rows: (part: Part) => Relation = part => this.rowsOf(part)): { readonly relation: Relation; readonly items: readonly Item[] } {
    const { shapes } = this;
    const [first, ...rest] = parts.map(name => derived(packed(shapes, this.part(name), rows(this.part(name)), orders.get(name)!, null), name));
    return {
      relation: rest.reduce((a, b) => join('inner', a, b, null), first ?? unit),
      items: parts.map(name => item(name, column(name, name, this.part(name).axes.length ? 'list' : listType(shapes.valueType(this.part(name).type))))),
    };
  }
}

/** A relation with columns that are made of its others, one after the other. */
function withLists(base: Relation, items: readonly Item[], lists: readonly Column[]): Relation {
  if (lists.length === 0) return base;
  const bindings: Binding[] = items.length ? [{ name: 'packed', columns: null, materialized: null, relation: base, note: null }] : [];
  let names = items.map(i => ({ name: i.name, type: i.type }));
  let from = 'packed';
  lists.forEach(c => {
    const own = from;
    const all = [...names.map(n => item(n.name, column(own, n.name, n.type))), item(c.name, mapExpression(c.value, e => (e.kind === 'column' && e.of === row ? column(own, e.name, e.type) : e)))];
    const relation = project(names.length ? scan(own, own, names) : unit, all);
    from = `${c.name}_row`;
    names = [...names, { name: c.name, type: c.type }];
    bindings.push({ name: from, columns: null, materialized: null, relation, note: null });
  });
  const last = from;
  return { kind: 'with', recursive: false, bindings, body: project(scan(last, last, names), names.map(n => item(n.name, column(last, n.name, n.type)))) };
}
