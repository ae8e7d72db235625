// Layouts: how the cells of tensors are kept in rows while training. COO is one row a cell and always right; the others are for speed, and
// say for each training whether they can do it.

import type { Span } from '../source.ts';
import type { Unit } from '../relational/fuse.ts';
import type { Column, Relation, Statement } from '../relational/ir.ts';

/** What the command line takes; `auto` chooses. */
export type LayoutChoice = 'coo' | 'packed' | 'tiles' | 'auto';
export const layoutChoices: readonly LayoutChoice[] = ['auto', 'coo', 'packed', 'tiles'];

/** Layouts that a training may have besides COO. */
export const layoutNames = ['packed', 'tiles'] as const;

/** What `@layout(…)` takes. */
export const forcedLayouts = ['coo', ...layoutNames] as const;

/** A tensor that is to be kept in one way, and so all tensors of the program's trainings; `line`: of the annotation, where the text is known. */
export interface Forced { readonly layout: (typeof forcedLayouts)[number]; readonly name: string; readonly span: Span; readonly line?: number }

/** How tiles are cut into blocks: the same on every machine, so that sums over them are. */
export interface Blocking {
  /** an index of fewer keys is not spread over blocks */
  readonly fewestKeys: number;
  /** cells of a tensor that a block has at most, where its keys are numbers: one block after the other goes through memory */
  readonly mostCells: number;
  /** cells that stay in the cache of a core: a block has no more, as long as there are no more than `mostBlocks` */
  readonly cachedCells: number;
  readonly mostBlocks: number;
}

export const usualBlocking: Blocking = { fewestKeys: 64, mostCells: 8_000_000, cachedCells: 250_000, mostBlocks: 16 };

/** The statements of a training in a layout of its own. Outside of steps what is carried is read in COO, under the names it has there. */
export interface LaidOut {
  readonly name: (typeof layoutNames)[number];
  /** before the first step that a connection executes: from COO */
  readonly begin: readonly Statement[];
  readonly step: readonly Statement[];
}

/** Tensors that are wanted outside of steps, made over tiles. */
export interface TiledResults {
  /** once: data into lists */
  readonly begin: readonly Statement[];
  /** each time: the tensors as rows */
  readonly units: readonly Unit[];
  /** the index whose rows are spread over blocks */
  readonly block: string | null;
}

/** A training in a layout of its own as one recursive query over one relation, the model. */
export interface Recursion {
  /** relations to name before it */
  readonly before: readonly { readonly name: string; readonly relation: Relation; readonly source: string }[];
  readonly model: { readonly name: string; readonly columns: readonly Column[]; readonly first: Relation; readonly next: Relation };
  /** the rows of a tensor, from a relation that is the model's last row */
  readonly rows: (tensor: string, model: string) => Relation;
}

/** A layout that cannot do a training says why. */
export interface Declined { readonly reason: string }
