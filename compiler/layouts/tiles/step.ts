// A program over tiles as one statement: the model as it is (or the tensors that change, put into lists), the blocks, what is worked out in each
// of them column by column, sums over blocks, and the next model, or what is asked for. Lists made of constants only are worked out once, into
// the table of blocks.

import { type Binding, type Expression, type Item, type Relation, call, column, expressionType, filter, integer, item, join, literal, mapExpression, project, scan, test, unit } from '../../relational/ir.ts';
import type { Shapes } from '../../relational/lower/shapes.ts';
import { NotTiled } from './ir.ts';
import { blockColumns, type Column, countColumn, type Counter, liveColumn, row } from './columns.ts';
import { fused } from './fuse.ts';
import { Nest } from './nest.ts';
import { ordersOf, type Orders } from './orders.ts';
import { type Share, Shares } from './shares.ts';
import type { Blocked } from './sums.ts';

/** Where tensors that change are read. `model`: in its live row, while it has made fewer steps than `last` (null: always), which the statement calls `now`. `given`: as one row of these parts. */
export type Start =
  | { readonly kind: 'model'; readonly model: string; readonly now: string; readonly last: number | null }
  | { readonly kind: 'given'; readonly moves: (tensor: string) => boolean; /** parts with the block index outermost */ readonly leading: readonly string[]; readonly now: string; readonly row: (parts: readonly string[], orders: Orders) => { readonly relation: Relation; readonly items: readonly Item[] } };

/** What comes of the statement: the next row of the model, one row of some parts, or one row a block of parts that have the block index, perhaps in the order of the blocks. */
export type Outcome =
  | { readonly kind: 'next' }
  | { readonly kind: 'whole'; readonly parts: readonly string[] }
  | { readonly kind: 'blocks'; readonly parts: readonly string[]; readonly ordered: boolean };

/** The tables that a step reads: one row a block, and one row of constants without the block index. */
export interface StepTables {
  readonly blocks: readonly string[];
  /** named relations that make the blocks of these parts anew at every step, under these names at the end, `keyed` with the list of keys; null: blocks are in tables */
  readonly gathered: ((parts: readonly string[], orders: Orders, blocks: readonly string[], keyed: boolean) => readonly Binding[]) | null;
  /** how many keys the block index has, where only data knows */
  readonly total: Expression | null;
  readonly constants: string;
  readonly start: Start;
  /** other tables that it reads */
  readonly others: readonly string[];
}

export interface TileStep {
  readonly orders: Orders;
  readonly counters: readonly Counter[];
  /** indices whose number of keys is read from what all blocks share */
  readonly counts: readonly string[];
  /** whether blocks have the list of their keys */
  readonly keyed: boolean;
  /** parts that change, parts that blocks hold as data, and parts of data that all blocks share */
  readonly moving: readonly string[];
  readonly inBlocks: readonly string[];
  readonly shared: readonly string[];
  /** lists made of data only: columns to add to the table of blocks, and to that of constants, in order */
  readonly blockLists: readonly Column[];
  readonly sharedLists: readonly Column[];
  /** the statement's rows */
  readonly relation: Relation;
}

interface Known { readonly kind: 'block' | 'whole'; readonly pass: number; readonly depth: number; readonly constant: boolean; readonly column: Column | null }

/** How a step goes over blocks: sums of earlier passes are read in later ones. Throws NotTiled. */
export function tileStep({ program, sums, letters }: Blocked, shapes: Shapes, tables: StepTables, outcome: Outcome): TileStep {
  const bound = new Set(program.equations.map(e => e.bind));
  const used = new Set(program.equations.flatMap(e => e.terms.flatMap(t => t.args.map(a => a.part))));
  const inBlock = (part: string): boolean => program.parts.get(part)!.axes.some(a => a.index === program.block?.index);
  const { start } = tables;
  const moves = (part: string): boolean => (start.kind === 'model' ? program.next.has(part) : start.moves(program.parts.get(part)!.tensor));
  const moving = start.kind === 'model' ? [...program.next.keys()] : [...used].filter(p => !bound.has(p) && moves(p));
  const data = [...used].filter(p => !bound.has(p) && !moves(p));
  // what is read in blocks afterwards goes through them once, and through what they share, which is less, many times
  const orders = ordersOf(program, new Set([...program.keys ? data.filter(inBlock) : [], ...start.kind === 'given' ? start.leading : []]));
  const nest = new Nest(program, orders, shapes);
  const inBlocks = data.filter(inBlock), shared = data.filter(p => !inBlock(p));
  // what changes is in one row, whole
  const spread = moving.find(inBlock);
  if (spread !== undefined) throw new NotTiled(`${program.parts.get(spread)!.tensor} changes, and has ${program.block!.index}`);
  if (program.block && inBlocks.length === 0 && !program.keys) throw new NotTiled('no data is in blocks');
  const known = new Map<string, Known>();
  const none = { pass: 0, depth: 0, column: null } as const;
  const constant = tables.gathered === null;
  for (const p of inBlocks) known.set(p, { kind: 'block', constant, ...none });
  for (const p of shared) known.set(p, { kind: 'whole', constant: true, ...none });
  for (const p of moving) known.set(p, { kind: 'whole', constant: false, ...none });
  for (const index of program.counted.keys()) known.set(countColumn(index), { kind: 'whole', constant: true, ...none });
  if (program.keys) known.set(blockColumns.total, { kind: 'whole', constant: false, ...none });
  for (const c of ['step', 'seed']) known.set(c, { kind: 'whole', constant: false, ...none });
  for (const c of [blockColumns.rows, blockColumns.start, blockColumns.keys]) known.set(c, { kind: 'block', constant, ...none });
  const made: Made[] = [];
  const shares = new Shares(program, nest, tables.blocks.length);
  for (const e of program.equations) {
    nest.naming(letters.get(e)!);
    for (const c of nest.equation(e)) {
      const summed = c.name === e.bind && sums.has(e.bind);
      const reads = [...c.reads].map(r => known.get(r)!);
      const kind = summed || reads.some(r => r.kind === 'block') ? 'block' : 'whole';
      // what blocks hold as data is made of their own columns
      const own = reads.every(r => r.constant && r.kind === kind) && c.name !== e.bind;
      const pass = Math.max(0, ...reads.map(r => r.pass));
      const column: Known = { kind, pass, depth: 0, constant: own, column: c };
      // what a block adds has another name than the sum, which blocks may read in their turn
      const name = summed ? nest.fresh(`${c.name}_part`) : c.name;
      const share = summed ? shares.of(e, pass) : null;
      made.push({ name, column: { ...c, name }, known: column, share });
      known.set(name, column);
      if (!share) continue;
      const after: Known = { kind: 'whole', pass: pass + 1, depth: 0, constant: false, column: null };
      const count = shares.countOf(pass);
      for (const s of count === null ? share.names : [...share.names, count]) known.set(s, after);
      if (!share.sum) continue;
      const total: Known = { ...after, column: share.sum };
      known.set(e.bind, total);
      made.push({ name: e.bind, column: share.sum, known: total, share: null });
    }
  }
  const results = new Set(outcome.kind === 'next' ? program.next.values() : outcome.parts);
  const together = (a: Made, b: Made): boolean => !a.share && !results.has(a.name) && !a.known.constant && !b.known.constant && a.known.kind === b.known.kind && a.known.pass === b.known.pass;
  const ordered = fused(made, together, wanted => nest.free(wanted)).map((m): Made => {
    const reads = [...m.column.reads].map(r => known.get(r)!);
    const depth = m.known.constant ? 0 : 1 + Math.max(0, ...reads.filter(r => r.kind === m.known.kind && r.pass === m.known.pass && !r.constant).map(r => r.depth));
    const placed: Known = { ...m.known, depth, column: m.column };
    known.set(m.name, placed);
    return { ...m, known: placed };
  });
  if (start.kind === 'given' && ordered.some(o => o.column.reads.has('seed') || o.column.reads.has('step'))) throw new NotTiled('the number of the step is read');
  const counters: readonly Counter[] = start.kind === 'given' ? [] : ordered.some(o => o.column.reads.has('seed')) ? ['step', 'seed'] : ['step'];
  const counts = [...program.counted.keys()].filter(index => ordered.some(o => o.column.reads.has(countColumn(index))));
  const keyed = program.keys !== null && (start.kind === 'given' || inBlocks.length === 0 || ordered.some(o => o.column.reads.has(blockColumns.keys)));
  return {
    orders, counters, counts, keyed, moving, inBlocks, shared,
    blockLists: ordered.filter(o => o.known.constant && o.known.kind === 'block').map(o => o.column),
    sharedLists: ordered.filter(o => o.known.constant && o.known.kind === 'whole').map(o => o.column),
    relation: new Stages(program, tables, needed(ordered.filter(o => !o.known.constant), results), known, shares, outcome, results, { moving, counters, orders, keyed }, nest, tables.gathered?.(inBlocks, orders, tables.blocks, keyed) ?? null).relation(),
  };
}

/** What leads to results. */
function needed(made: readonly Made[], results: ReadonlySet<string>): readonly Made[] {
  const wanted = new Set(results);
  const found: Made[] = [];
  for (const m of [...made].reverse()) {
    // what a block adds is read by the names of the shares
    if (!wanted.has(m.name) && !m.share?.names.some(n => wanted.has(n))) continue;
    found.push(m);
    for (const r of m.column.reads) wanted.add(r);
  }
  return found.reverse();
}

type Made = { readonly name: string; readonly column: Column; readonly known: Known; /** it is what a block adds to a sum */ readonly share: Share | null };

/** A named relation and what its columns are. */
interface Stage { readonly name: string; readonly columns: ReadonlyMap<string, Expression> }

class Stages {
  private readonly bindings: Binding[] = [];
  private readonly names = new Set<string>();
  private readonly readers = new Map<string, Made[]>();

  constructor(
    private readonly program: Blocked['program'], private readonly tables: StepTables, private readonly made: readonly Made[], private readonly known: ReadonlyMap<string, Known>,
    private readonly shares: Shares, private readonly outcome: Outcome, private readonly results: ReadonlySet<string>, private readonly reading: Pick<TileStep, 'moving' | 'counters' | 'orders' | 'keyed'>,
    private readonly nest: Nest, private readonly gathered: readonly Binding[] | null,
  ) {
    for (const m of made) for (const r of m.column.reads) { const own = this.readers.get(r); if (own) own.push(m); else this.readers.set(r, [m]); }
    for (const t of [...tables.blocks, ...tables.others, tables.constants, tables.start.now, ...(tables.start.kind === 'model' ? [tables.start.model] : [])]) this.names.add(t.toLowerCase());
  }

  relation(): Relation {
    const passes = 1 + Math.max(0, ...this.made.map(m => m.known.pass + (m.share ? 1 : 0)));
    const now = this.current();
    if (this.gathered) this.bindings.push(...this.gathered);
    let whole = this.shared(now);
    let block: Stage | null = null;
    for (let pass = 0; pass < passes; pass++) {
      const own = this.made.filter(m => m.known.pass === pass && m.known.kind === 'whole');
      whole = this.chain(whole, own, name => this.wantedWhole(name, pass));
      const inBlocks = this.made.filter(m => m.known.pass === pass && m.known.kind === 'block');
      if (inBlocks.length === 0) continue;
      this.keep(whole.name);
      block = this.chain(this.enter(block, whole, inBlocks, pass), inBlocks, name => this.wantedInBlocks(name, pass));
      const totals = inBlocks.filter(m => m.share);
      if (totals.length > 0) {
        if (this.made.some(m => m.known.kind === 'block' && m.known.pass > pass)) this.keep(block.name);
        whole = this.total(block, whole, totals, pass);
      }
    }
    const body = this.outcomeOf(whole, block);
    return { kind: 'with', recursive: false, bindings: this.bindings, body };
  }

  private outcomeOf(whole: Stage, block: Stage | null): Relation {
    const { outcome } = this;
    switch (outcome.kind) {
      case 'next': {
        const count = (c: Counter): Expression => { const now = column(whole.name, c, 'int'); return c === 'step' ? call('add', 'int', now, integer(1)) : now; };
        const items = this.reading.moving.map(c => item(c, this.at(whole, this.program.next.get(c)!)));
        return project(scanOf(whole), [...this.reading.counters.map(c => item(c, count(c))), item(liveColumn, literal(true, 'bool')), ...items]);
      }
      case 'whole': return project(scanOf(whole), outcome.parts.map(p => item(p, this.at(whole, p))));
      case 'blocks': {
        if (!block) throw new NotTiled('nothing is worked out in blocks');
        // rows that go into a table as they come are made by one thread, what is kept for a while by all
        if (this.tables.blocks.length > 1) this.keep(block.name);
        const rows = project(scanOf(block), [blockColumns.block, ...this.places(), ...outcome.parts].map(c => item(c, this.at(block, c))));
        return outcome.ordered ? { kind: 'sort', input: rows, by: [blockColumns.block] } : rows;
      }
    }
  }

  /** The columns that tell the keys of a block's rows, where those are asked for. */
  private places(): readonly string[] { return this.outcome.kind === 'blocks' ? [this.reading.keyed ? blockColumns.keys : blockColumns.start] : []; }

  // ---------------------------------------------------------------- stages

  private at(stage: Stage, name: string): Expression {
    const found = stage.columns.get(name);
    if (!found) throw new NotTiled(`nothing makes ${name}`);
    return column(stage.name, name, expressionType(found));
  }

  private fresh(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.names.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    this.names.add(name.toLowerCase());
    return name;
  }

  private bind(name: string, relation: Relation, items: readonly Item[], note: string | null): Stage {
    this.bindings.push({ name, columns: null, materialized: null, relation, note });
    return { name, columns: new Map(items.map(i => [i.name, column(name, i.name, i.type)])) };
  }

  private keep(name: string): void {
    const k = this.bindings.findIndex(b => b.name === name);
    if (k >= 0) this.bindings[k] = { ...this.bindings[k]!, materialized: true };
  }

  private typeOf(name: string): 'list' | ReturnType<Nest['typeOf']> {
    const own = this.known.get(name)?.column;
    if (own) return own.type;
    const part = this.program.parts.get(name);
    return part ? (part.axes.length ? 'list' : this.nest.typeOf(name)) : name === blockColumns.rows || name === blockColumns.start || name === blockColumns.total || this.isCounter(name) || [...this.program.counted.keys()].some(i => countColumn(i) === name) ? 'int' : 'list';
  }

  /** What changes as one row, read once: the live row of the model, or the parts that are given. */
  private current(): Stage {
    const { start } = this.tables;
    const columns = [...this.reading.counters, ...this.reading.moving].map(c => ({ name: c, type: this.typeOf(c) }));
    if (columns.length === 0) return nothing;
    let relation: Relation;
    if (start.kind === 'model') {
      const { model, last } = start;
      const live = filter(scan(model, model, [...columns, { name: liveColumn, type: 'bool' }]), [column(model, liveColumn, 'bool'), ...(last === null ? [] : [test(column(model, 'step', 'int'), '<', integer(last))])]);
      relation = project(live, columns.map(c => item(c.name, column(model, c.name, c.type))));
    } else {
      const given = start.row(this.reading.moving, this.reading.orders);
      relation = project(given.relation, given.items);
    }
    // the keys of a batch are told by it, too
    this.bindings.push({ name: start.now, columns: null, materialized: this.gathered ? true : null, relation, note: null });
    return { name: start.now, columns: new Map(columns.map(c => [c.name, column(start.now, c.name, c.type)])) };
  }

  /** One row: what changes and the constants that all blocks share. */
  private shared(now: Stage): Stage {
    const shared = [...this.known].filter(([name, k]) => k.kind === 'whole' && k.constant && this.readLater(name, () => true)).map(([name]) => name);
    const { constants } = this.tables;
    const source = scanOf(now);
    const constant = scan(constants, constants, shared.map(s => ({ name: s, type: this.typeOf(s) })));
    const total = this.tables.total && (this.outcome.kind === 'next' || this.readLater(blockColumns.total, () => true)) ? [item(blockColumns.total, this.tables.total)] : [];
    const items = [...this.reading.counters.map(c => item(c, this.at(now, c))), ...total, ...this.reading.moving.map(c => item(c, this.at(now, c))), ...shared.map(s => item(s, column(constants, s, this.typeOf(s))))];
    if (items.length === 0) return nothing;
    return this.bind(this.fresh('shared'), project(shared.length === 0 ? source : now.columns.size === 0 ? constant : join('inner', source, constant, null), items), items, null);
  }

  private readLater(name: string, which: (m: Made) => boolean): boolean { return this.readers.get(name)?.some(which) ?? false; }

  private wantedWhole(name: string, pass: number): boolean {
    return this.isCounter(name) || this.isResult(name) || this.readLater(name, m => m.known.pass > pass || (m.known.pass === pass && m.known.kind === 'block'));
  }

  private isCounter(name: string): boolean { return this.reading.counters.some(c => c === name); }

  private isResult(name: string): boolean { return this.results.has(name); }

  private wantedInBlocks(name: string, pass: number): boolean {
    if (name === blockColumns.block || this.places().includes(name) || (this.outcome.kind === 'blocks' && this.isResult(name))) return true;
    return this.made.some(m => m.share && m.name === name && m.known.pass === pass) || this.readLater(name, m => m.known.kind === 'block' && m.known.pass > pass);
  }

  /** Columns one depth after the other; `wanted` says what is needed after the last. */
  private chain(start: Stage, made: readonly Made[], wanted: (name: string) => boolean): Stage {
    let stage = start;
    const depths = [...new Set(made.map(m => m.known.depth))].sort((a, b) => a - b);
    const last = new Map<string, number>();
    for (const m of made) for (const r of m.column.reads) last.set(r, Math.max(last.get(r) ?? 0, m.known.depth));
    for (const depth of depths) {
      const now = made.filter(m => m.known.depth === depth);
      const kept = [...stage.columns.keys()].filter(c => (last.get(c) ?? -1) > depth || wanted(c));
      const own: Stage = stage;
      const items = [...kept.map(k => item(k, this.at(own, k))), ...now.map(m => item(m.name, this.placed(m.column, own)))];
      const name = this.fresh(`${now.at(-1)!.name}_row`);
      stage = this.bind(name, project(scanOf(own), items), items, [...new Set(now.map(m => m.column.source))].join('; '));
    }
    return stage;
  }

  private placed(c: Column, stage: Stage): Expression {
    return mapExpression(c.value, e => (e.kind === 'column' && e.of === row ? this.at(stage, e.name) : e));
  }

  /** The rows of blocks with what the model gives them. Each table of blocks is a source of its own, so that a thread of its own works on it. */
  private enter(before: Stage | null, whole: Stage, made: readonly Made[], pass: number): Stage {
    const reads = new Set(made.flatMap(m => [...m.column.reads]));
    const later = (name: string): boolean => this.readLater(name, m => m.known.kind === 'block' && m.known.pass >= pass);
    const data = [...this.known].filter(([name, k]) => k.kind === 'block' && (k.constant || k.column === null) && (later(name) || this.places().includes(name))).map(([name]) => name);
    const { blocks } = this.tables;
    const given = [...reads].filter(r => this.known.get(r)?.kind === 'whole' && !before?.columns.has(r));
    const name = this.fresh('rows_and_model');
    const beside = (r: Relation): Relation => (whole.columns.size === 0 ? r : join('inner', r, scanOf(whole), null));
    const both = (table: string, own: readonly { readonly name: string; readonly type: Item['type'] }[]): { readonly relation: Relation; readonly items: readonly Item[] } => {
      const items = [...own.map(c => item(c.name, column(table, c.name, c.type))), ...given.map(g => item(g, this.at(whole, g)))];
      return { relation: project(beside(scan(table, table, own)), items), items };
    };
    if (before) {
      const joined = both(before.name, columnsOf(before));
      return this.bind(name, joined.relation, joined.items, null);
    }
    // each block meets the model before they come together: whichever side an engine goes through, blocks have threads of their own
    const columns = [{ name: blockColumns.block, type: 'int' as const }, ...data.map(d => ({ name: d, type: this.typeOf(d) }))];
    const inputs = blocks.map(table => both(table, columns));
    return this.bind(name, inputs.length === 1 ? inputs[0]!.relation : { kind: 'union', inputs: inputs.map(i => i.relation) }, inputs[0]!.items, null);
  }

  /** What blocks add up to, beside the model. */
  private total(block: Stage, whole: Stage, totals: readonly Made[], pass: number): Stage {
    const name = this.fresh(`sums_${pass}`.replace('_0', ''));
    const kept = [...whole.columns.keys()].filter(c => this.wantedWhole(c, pass) && (this.isCounter(c) || this.isResult(c) || this.readLater(c, m => m.known.pass > pass)));
    const { items, after, relation } = this.shares.beside(totals.map(m => ({ ...m.share!, column: m.name })), pass, { name: block.name, columns: columnsOf(block) }, wanted => this.fresh(wanted));
    // two rows that are read beside each other are made once, by a thread each
    if (relation.kind === 'project') this.keep(block.name);
    const sums = this.bind(name, relation, items, 'what each block adds');
    const found = totals.map(m => { const value = after(m.share!, n => this.at(sums, n)); return value && item(m.share!.equation.bind, value); });
    const given = found.every(x => x === null) ? items.map(x => item(x.name, this.at(sums, x.name))) : found.flatMap(x => x ?? []);
    const beside = [...kept.map(k => item(k, this.at(whole, k))), ...given];
    return this.bind(this.fresh('sums_and_model'), project(kept.length === 0 ? scanOf(sums) : join('inner', scanOf(sums), scanOf(whole), null), beside), beside, null);
  }
}

/** A stage without columns: there is nothing to read. */
const nothing: Stage = { name: '', columns: new Map() };

const scanOf = (stage: Stage): Relation => (stage.columns.size === 0 ? unit : scan(stage.name, stage.name, columnsOf(stage)));

const columnsOf = (stage: Stage) => [...stage.columns].map(([name, e]) => ({ name, type: expressionType(e) }));
