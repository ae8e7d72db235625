// What is wanted outside of steps: reports, conditions to stop, shows, checks and exports. Over tiles where that costs less, else in rows.

import { groupBy } from '../group.ts';
import { fits, type Priced, priceOf } from '../layouts/choose.ts';
import type { TiledResults } from '../layouts/layout.ts';
import { tiledResults } from '../layouts/tiles/results.ts';
import type { Boxes } from '../cost/boxes.ts';
import type { Tables } from '../cost/fold.ts';
import { costsOf } from '../cost/statements.ts';
import type { Span } from '../source.ts';
import type { Program } from '../tensor/ir.ts';
import { type Computed, batchIndices, bound, closure, computed, isAmong, readBy, runsOver } from './definitions.ts';
import { type Unit, fuse } from './fuse.ts';
import type { Statement } from './ir.ts';
import type { Lowering } from './lower/equation.ts';
import type { Naming } from './naming.ts';
import type { Asked } from './schedule.ts';

/** Milliseconds: what takes less in rows is made in rows, and nothing else is tried. */
const least = 5;
/** A statement of more equations would take an engine longer to plan than it saves. */
const mostEquations = 100;

export interface Made { readonly begin: readonly Statement[]; readonly units: readonly Unit[] }

/** Results that tiles can make, under names that are not taken yet. */
interface Tried { readonly wanted: readonly string[]; readonly block: string | null; readonly made: TiledResults }

interface How { /** they are to be there as tables */ readonly kept: boolean; readonly span: Span | null }

/** The schedule that results are part of. */
interface Around {
  readonly program: Program;
  readonly lowering: Lowering;
  readonly naming: Naming;
  readonly asked: Asked | null;
  readonly definitions: readonly Computed[];
  /** definitions in rows */
  readonly units: (some: readonly Computed[], kept: ReadonlySet<string>) => readonly Unit[];
  /** the tables before the first step, where layouts are compared */
  readonly made: () => Tables;
  readonly boxes: ReadonlyMap<string, Boxes>;
}

export class Results {
  /** definitions as they are before fills are made explicit, which tiles know of */
  private readonly plain: readonly Computed[];
  private readonly defined: ReadonlySet<string>;
  /** indices whose keys change from step to step */
  private readonly changing: ReadonlySet<string>;

  constructor(private readonly around: Around) {
    const { asked, definitions, program } = around;
    this.defined = new Set(definitions.flatMap(bound));
    this.plain = asked ? asked.program.definitions.map(computed) : [];
    this.changing = batchIndices(program);
  }

  /** What makes `wanted` of tensors that are `done`, before the first time and each time. */
  of(wanted: readonly string[], done: ReadonlySet<string>, how: How): Made {
    // data and what training carries is there
    const own = [...new Set(wanted)].filter(t => !done.has(t) && this.defined.has(t));
    const groups = this.overTiles(own, done, how);
    const others = closure(this.around.definitions, own.filter(t => !groups.some(g => g.wanted.includes(t))));
    // what is added up in rows depends on their order
    const ordered = groups.some(g => g.wanted.some(t => others.some(d => readBy(d).has(t))));
    const tiled = groups.map(g => ({ wanted: g.wanted, made: this.tiled(g.wanted, done, how, this.around.naming, ordered, g.block)! }));
    const there = new Set([...done, ...tiled.flatMap(t => t.wanted)]);
    const rest = own.filter(t => !there.has(t));
    return {
      begin: tiled.flatMap(t => t.made.begin),
      units: [...tiled.flatMap(t => t.made.units.map(u => (how.kept ? u : { ...u, kept: false }))), ...this.rows(rest, there, how)],
    };
  }

  private rows(wanted: readonly string[], done: ReadonlySet<string>, { kept }: How): readonly Unit[] {
    return this.around.units(closure(this.around.definitions, wanted).filter(d => !isAmong(d, done)), new Set(kept ? wanted : []));
  }

  /** Those that tiles can make, and at less cost where layouts are compared: together where the rows of the same index are spread over blocks. */
  private overTiles(wanted: readonly string[], done: ReadonlySet<string>, how: How): readonly Tried[] {
    if (!this.around.asked || this.around.asked.layout === 'packed') return [];
    const few = wanted.filter(t => this.needed([t], done).length <= mostEquations);
    const worth = this.around.asked.layout !== 'auto' ? few : few.filter(t => this.price([], this.rows([t], done, { ...how, kept: true }), how).milliseconds >= least);
    const tried = (some: readonly string[], block?: string | null): readonly Tried[] => {
      const made = this.tiled(some, done, how, this.around.naming.trial(), false, block);
      return made ? [{ wanted: some, block: made.block, made }] : [];
    };
    const groups = [...groupBy(worth.flatMap(t => tried([t])), x => x.block ?? '').values()].flatMap(group => {
      const together = group.length > 1 ? tried(group.flatMap(x => x.wanted), group[0]!.block) : [];
      return together.length > 0 ? together : group;
    });
    return this.around.asked.layout === 'auto' ? groups.filter(g => this.pays(g, done, how)) : groups;
  }

  private needed(wanted: readonly string[], done: ReadonlySet<string>): readonly Computed[] { return closure(this.plain, wanted).filter(d => !isAmong(d, done)); }

  private tiled(wanted: readonly string[], done: ReadonlySet<string>, { span }: How, naming: Naming, ordered: boolean, block?: string | null): TiledResults | null {
    const needed = this.needed(wanted, done);
    const equations = needed.filter(d => d.kind === 'equation');
    if (span === null || equations.length < needed.length || needed.some(d => runsOver(d, this.changing))) return null;
    const made = tiledResults(equations, wanted, { whole: this.around.asked!.program, lowering: this.around.lowering, naming, blocking: this.around.asked!.blocking, span }, ordered, block);
    return 'reason' in made ? null : made;
  }

  /** Whether they cost less than rows: what is made once counts where they are made once. */
  private pays({ wanted, made }: Tried, done: ReadonlySet<string>, how: How): boolean {
    const tiles = this.price(made.begin, made.units, how);
    return fits(tiles) && tiles.milliseconds < this.price([], this.rows(wanted, done, { ...how, kept: true }), how).milliseconds;
  }

  private price(begin: readonly Statement[], units: readonly Unit[], { kept }: How): Priced {
    const { boxes, asked } = this.around;
    const { costs, after } = costsOf(begin, this.around.made(), boxes);
    const each = costsOf(fuse(units), after, boxes).costs;
    const { cells, milliseconds } = priceOf([...costs, ...each], asked!.prices);
    return { cells, milliseconds: kept ? milliseconds : priceOf(each, asked!.prices).milliseconds };
  }
}
