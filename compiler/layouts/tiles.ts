// The layout of tiles: a training whose tensors are full runs over nested lists, one statement a step.

import { type Binding, type Item, type Relation, type Statement, call, column, derived, each, type Expression, filter, integer, item, join, listed, literal, mapExpression, mapExpressions, parameter, project, scan, test, unit } from '../relational/ir.ts';
import type { Lowering } from '../relational/lower/equation.ts';
import type { Shapes } from '../relational/lower/shapes.ts';
import type { Naming } from '../relational/naming.ts';
import type { Equation, IndexDomain, Program, Training } from '../tensor/ir.ts';
import { indexTable } from '../tensor/affine.ts';
import { coversDomain } from '../tensor/full.ts';
import { type Blocking, type Declined, type LaidOut, type Recursion, usualBlocking } from './layout.ts';
import { NotTiled, type Part, type TileProgram } from './tiles/ir.ts';
import { blockColumns, type Column, countColumn, type Counter, listType, liveColumn, row } from './tiles/columns.ts';
import type { Orders } from './tiles/orders.ts';
import { blockRows, exchanged, gatheredBlocks, packed, packedRows, placesOf, unpacked } from './tiles/pack.ts';
import type { Keys } from './tiles/places.ts';
import { tileProgram } from './tiles/parts.ts';
import { type StepTables, tileStep, type TileStep } from './tiles/step.ts';
import { type Blocked, withSums } from './tiles/sums.ts';

/** Blocks, where there are several: as many as cores work on them, the same on every machine so that sums are. */
const blocksWanted = 2;
/** How many blocks a step goes over. */
function blocksOf({ block, keys, parts }: TileProgram, batched: boolean, { mostCells, cachedCells, mostBlocks }: Blocking): number {
  if (!block) return 1;
  if (keys || batched) return blocksWanted;
  const cells = Math.max(0, ...[...parts.values()].filter(p => p.axes.some(a => a.index === block.index)).map(p => p.axes.reduce((n, a) => n * a.size, 1)));
  const wanted = Math.max(blocksWanted, Math.ceil(cells / mostCells), Math.min(mostBlocks, Math.ceil(cells / cachedCells)));
  // as many for one core as for the other
  return Math.min(blocksWanted * Math.ceil(wanted / blocksWanted), Math.max(blocksWanted, block.size));
}

/**
 * The step of a training over tiles. `computed`: the equations that its updates need, in order; `batch`: the keys that a step takes of the
 * rows, if it does not take all; `early`: tensors whose tables every step
 * makes anew before this. Returns why not, where a tensor is not full or a form has no counterpart in lists.
 */
export function tiled(program: Program, training: Training, computed: readonly Equation[], lowering: Lowering, naming: Naming, batch: Relation | null, early: ReadonlySet<string>, blocking: Blocking): LaidOut | Declined {
  return attempted(program, training, computed, blocking, tiles => new Tiles(program, tiles, training, lowering, naming, batch, early, blocking).laidOut());
}

/** All steps of a training on all rows as one recursive query over tiles, or why not. */
export function tiledRecursion(program: Program, training: Training, computed: readonly Equation[], lowering: Lowering, naming: Naming): Recursion | Declined {
  return attempted(program, training, computed, usualBlocking, tiles => new Tiles(program, tiles, training, lowering, naming, null, new Set(), usualBlocking).recursion(training.length.count));
}

/** What can be made of the tile program of the first block index that allows it. */
function attempted<T>(program: Program, training: Training, computed: readonly Equation[], blocking: Blocking, make: (tiles: TileProgram) => T): T | Declined {
  if (program.training.length > 1) return { reason: 'there are several trainings' };
  if (training.goals.length > 1) return { reason: 'a step has several goals' };
  const { updates } = training.goals[0]!;
  let reason = '';
  for (const block of training.batch === null ? [...candidates(program, [...computed, ...updates], blocking), null] : [training.batch]) {
    try {
      return make(tileProgram(program, computed, updates, block));
    } catch (problem) {
      if (!(problem instanceof NotTiled)) throw problem;
      reason ||= problem.message;
    }
  }
  return { reason };
}

/** Indices that may be spread over blocks, those of most keys first: what only data knows is taken for more. */
function candidates(program: Program, equations: readonly Equation[], { fewestKeys }: Blocking): readonly string[] {
  const indices = indexTable(program.indices);
  const sizes = new Map<string, number>();
  for (const e of equations) for (const t of e.terms) for (const l of t.letters) {
    const domain = indices.get(l.index)?.domain;
    const size = domain?.kind === 'range' ? domain.size : Infinity;
    if (size >= fewestKeys) sizes.set(l.index, size);
  }
  return [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([index]) => index);
}

/** What a table of blocks calls the block that it is made of. */
const gathered = 'gathered';

class Tiles {
  private readonly program: TileProgram;
  private readonly begin: Statement[] = [];
  private readonly span: Training['span'];
  private readonly model: string;
  /** names inside of the statement of a step */
  private readonly now: string;
  private readonly gathering: { readonly keys: string; readonly places: string };

  constructor(private readonly whole: Program, tiles: TileProgram, private readonly training: Training, private readonly lowering: Lowering, private readonly naming: Naming, private readonly batch: Relation | null, private readonly early: ReadonlySet<string>, private readonly blocking: Blocking) {
    this.blocked = withSums(tiles);
    this.program = this.blocked.program;
    this.span = training.span;
    this.model = naming.fresh('model');
    this.now = naming.fresh('now');
    this.gathering = { keys: naming.fresh('keys'), places: naming.fresh('places') };
    this.shapes = [...this.program.counted.keys()].map(lowering.shapes.index).reduce((shapes, index) => shapes.withIndex({ ...index, domain: { ...index.domain, keys: 'int' } as IndexDomain }), lowering.shapes);
  }

  private readonly blocked: Blocked;
  /** shapes in which keys that only data knows are places */
  private readonly shapes: Shapes;
  /** tables of places by index, and of rows with places by tensor */
  private readonly places = new Map<string, string>();
  private readonly placed = new Map<string, string>();

  laidOut(): LaidOut {
    const { span } = this;
    const step = this.prepared(null);
    this.makeModel(step);
    return {
      name: 'tiles', begin: this.begin,
      step: [
        { kind: 'append', table: this.model, from: step.next, source: `one step: ${this.training.goals[0]!.source}`, span },
        { kind: 'newest', table: this.model, by: 'step', among: liveColumn, source: 'the model is its last row', span },
      ],
    };
  }

  recursion(steps: number): Recursion {
    const step = this.prepared(steps);
    const first = this.firstRow(step, integer(0));
    const columns = [...step.counters, liveColumn, ...step.carried].map(name => ({ name, type: first.columns.find(c => c.name === name)!.type }));
    const rows = (tensor: string, model: string): Relation => this.named(tensor, unpacked(this.shapes, step.carried.map(name => this.part(name)).filter(p => p.tensor === tensor), model, step.orders));
    // tables of places are made where they are first asked for
    for (const name of step.carried) rows(this.part(name).tensor, this.model);
    const before = this.begin.flatMap(s => (s.kind === 'create' ? [{ name: s.table, relation: s.from, source: s.source }] : []));
    return { before, model: { name: this.model, columns, first, next: step.next }, rows };
  }

  /** The step, with what it reads made before. `last`: how many steps there are, where that is for the statement to know. */
  private prepared(last: number | null): TileStep {
    const { program, naming, batch } = this;
    const { block, keys } = program;
    const tables: StepTables = {
      now: this.now, others: [...this.early].map(this.lowering.tableOf), last,
      blocks: Array.from({ length: blocksOf(program, batch !== null, this.blocking) }, (_, k) => naming.fresh(`blocks_${k}`)), constants: naming.fresh('constants'), model: this.model,
      gathered: batch && ((parts, orders, blocks, keyed) => this.gathered(parts, orders, this.ofThisStep(batch), blocks, keyed)),
      total: keys && { kind: 'rowCount', table: batch ? this.gathering.places : keys.table },
    };
    const step = tileStep(this.blocked, this.shapes, tables);
    this.allStored([...step.inBlocks, ...step.shared]);
    for (const name of batch ? step.shared : [...step.shared, ...step.inBlocks]) if (this.early.has(this.part(name).stored)) throw new NotTiled(`${this.part(name).stored} is made anew at every step`);
    if (block && !batch) this.makeBlocks(step, tables.blocks);
    if (step.shared.length + step.sharedLists.length + step.counts.length > 0) {
      const { relation, items: data } = this.sideBySide(step.shared, step.orders);
      const items = [...data, ...step.counts.map(i => item(countColumn(i), { kind: 'rowCount', table: program.counted.get(i)!.table }))];
      this.make(tables.constants, withLists(project(relation, items), items, step.sharedLists), 'data that all blocks share');
    }
    return step;
  }

  private part(name: string): Part { return this.program.parts.get(name)!; }

  private make(table: string, from: Relation, source: string): void { this.begin.push({ kind: 'create', table, temporary: true, from, source, span: this.span }); }

  /** The table of a tensor's rows, with places where it has keys that only data knows. */
  private tableOf(tensor: string): string {
    const known = this.placed.get(tensor);
    if (known !== undefined) return known;
    const { axes, type } = this.lowering.shapes.signature(tensor);
    const tables = [...axes.map(a => this.placesOf(a.index)), type.kind === 'key' ? this.placesOf(type.index) : null];
    const table = this.lowering.tableOf(tensor);
    if (tables.every(t => t === null)) return table;
    const made = this.naming.fresh(`${tensor}_placed`);
    const columns = this.lowering.shapes.columns(tensor);
    this.make(made, exchanged(scan(table, tensor, columns), tensor, columns, tables, false), `${tensor} by the places of its keys`);
    this.placed.set(tensor, made);
    return made;
  }

  /** The table of the places of an index's keys, if only data knows them and tiles count them. */
  private placesOf(index: string): { readonly table: string; readonly keys: Keys } | null {
    const keys = this.program.counted.get(index);
    if (!keys) return null;
    let table = this.places.get(index);
    if (table === undefined) {
      table = this.naming.fresh(`${index}_places`);
      this.make(table, placesOf(keys), `the keys of ${index} by their places`);
      this.places.set(index, table);
    }
    return { table, keys };
  }

  private allStored(parts: readonly string[]): void {
    const stored = coversDomain(this.whole);
    for (const { stored: tensor } of parts.map(name => this.part(name))) if (!stored.has(tensor)) throw new NotTiled(`${tensor} does not have a row for every cell`);
  }

  /** Data in blocks, each in a table of its own; what is made of data only is made here. */
  private makeBlocks(step: TileStep, tables: readonly string[]): void {
    const { program, naming, span } = this;
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
      const parts = step.inBlocks.map(name => ({ name, relation: packed(this.shapes, this.part(name), this.tableOf(this.part(name).stored), step.orders.get(name)!, { ...block, size }, only) }));
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
  private gathered(parts: readonly string[], orders: Orders, keys: Relation, blocks: readonly string[], keyed: boolean): readonly Binding[] {
    const by = this.program.keys!;
    const { shapes } = this;
    const rows = parts.map(name => {
      const part = this.part(name);
      const made = (only: readonly [Expression, Expression] | null): Relation => packedRows(shapes, part, this.tableOf(part.stored), orders.get(name)!, { index: this.program.block!.index, column: by.column }, only);
      const relation = made(null);
      const type = part.axes.length > 1 ? 'list' as const : listType(shapes.valueType(part.type));
      if (this.early.has(part.stored)) return { name, rows: derived(relation, name), type };
      const table = this.naming.fresh(`${name}_rows`);
      this.makeInPieces(table, made, part, `${part.stored} by ${by.column}, a list a row`);
      return { name, rows: scan(table, name, [{ name: by.column, type: by.type }, { name: 'val', type }]), type };
    });
    return gatheredBlocks(rows, keys, by, blocks, keyed, this.gathering);
  }

  /** A table of lists by the keys of the block index, so many at a time that their cells fit into memory. */
  private makeInPieces(table: string, made: (only: readonly [Expression, Expression] | null) => Relation, part: Part, source: string): void {
    const index = indexTable(this.whole.indices).get(this.program.block!.index);
    const domain = (index?.partOf !== undefined ? indexTable(this.whole.indices).get(index.partOf) : index)?.domain;
    const inner = part.axes.reduce((n, a) => (a.index === this.program.block!.index ? n : n * a.size), 1);
    // an engine keeps what an aggregate of lists has collected in memory, several times over
    const keys = Math.max(1, Math.floor(this.blocking.mostCells / 4 / inner));
    if (domain?.kind !== 'range' || domain.size <= keys || part.axes.length < 2) { this.make(table, made(null), source); return; }
    const first = (k: Expression): Expression => call('add', 'int', integer(domain.lo), call('mul', 'int', k, integer(keys)));
    const last = (k: Expression): Expression => call('add', 'int', integer(domain.lo + keys - 1), call('mul', 'int', k, integer(keys)));
    this.make(table, made([integer(domain.lo), integer(domain.lo + keys - 1)]), source);
    const counter = this.naming.fresh('piece');
    const k = parameter(counter, 'int');
    this.begin.push({ kind: 'loop', counter, from: 1, to: Math.ceil(domain.size / keys) - 1, step: 1, until: null, source, span: this.span, body: [{ kind: 'append', table, from: made([first(k), last(k)]), source, span: this.span }] });
  }

  /** The keys of a step's rows, which the model numbers: a parameter would have the engine plan the statement anew. */
  private ofThisStep(batch: Relation): Relation {
    const step = call('add', 'int', { kind: 'valueOf', table: this.now, column: 'step', type: 'int' }, integer(1));
    return mapExpressions(batch, root => mapExpression(root, e => (e.kind === 'parameter' && e.name === 'step' ? step : e)));
  }

  /** The model as one row, from the tables of what training carries. */
  private firstRow(step: TileStep, made: Expression): Extract<Relation, { kind: 'project' }> {
    const { relation, items } = this.sideBySide(step.carried, step.orders);
    const now = (c: Counter): Expression => (c === 'step' ? made : parameter(c, 'int'));
    return { kind: 'project', input: relation, columns: [...step.counters.map(c => item(c, now(c))), item(liveColumn, literal(true, 'bool')), ...items] };
  }

  private makeModel(step: TileStep): void {
    // An engine plans a statement once, by the range of the values that its tables have held so far, and takes it for the range of those to
    // come. So two rows that are not live hold the extremes.
    const extreme = (at: number, value: number): Relation => project(unit, [
      ...step.counters.map(c => item(c, integer(at))), item(liveColumn, literal(false, 'bool')), ...step.carried.map(name => item(name, nested(this.part(name).axes.length, literal(value, 'real')))),
    ]);
    const first = this.firstRow(step, call('sub', 'int', parameter('step', 'int'), integer(1)));
    this.make(this.model, { kind: 'union', inputs: [first, extreme(-1, -Infinity), extreme(Number.MAX_SAFE_INTEGER, NaN)] }, 'the model as one row of lists, and what its values may become as two that are not live');
    for (const tensor of new Set(step.carried.map(name => this.part(name).tensor))) {
      const own = step.carried.map(name => this.part(name)).filter(p => p.tensor === tensor);
      const name = this.naming.now(tensor);
      this.begin.push({ kind: 'drop', table: name, source: `${tensor} is read from the model from here on`, span: this.span });
      this.begin.push({ kind: 'view', name, temporary: true, from: this.named(tensor, unpacked(this.shapes, own, this.model, step.orders)), source: `${tensor} as it is in the model`, span: this.span });
    }
  }

  /** Rows of a tensor with keys where tiles have places. */
  private named(tensor: string, rows: Relation): Relation {
    const tables = this.lowering.shapes.signature(tensor).axes.map(a => this.placesOf(a.index));
    return tables.some(t => t !== null) ? exchanged(derived(rows, tensor), tensor, this.lowering.shapes.columns(tensor), tables, true) : rows;
  }

  /** Parts of one row each as one row. */
  private sideBySide(parts: readonly string[], orders: Orders): { readonly relation: Relation; readonly items: readonly Item[] } {
    const { shapes } = this;
    const [first, ...rest] = parts.map(name => derived(packed(shapes, this.part(name), this.tableOf(this.part(name).stored), orders.get(name)!, null), name));
    return {
      relation: rest.reduce((a, b) => join('inner', a, b, null), first ?? unit),
      items: parts.map(name => item(name, column(name, name, this.part(name).axes.length ? 'list' : listType(shapes.valueType(this.part(name).type))))),
    };
  }
}

/** A value inside of so many lists. */
const nested = (depth: number, value: Expression): Expression => (depth === 0 ? value : each(listed('range', 'list', integer(0), integer(1)), `n${depth}`, null, nested(depth - 1, value)));

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
