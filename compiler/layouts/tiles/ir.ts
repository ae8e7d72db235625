// Tiles: tensors as nested lists, many cells in one row. Every equation of a step says how one cell is gathered.
//
//   tile program = parts, equations in order
//   part         = a full box of a tensor, the axes that have one key there left out: W[0, u, u'] is a part of W
//   equation     bind[out letters] = reduce Σ terms          each letter of `out` runs over one axis of the part
//   term         body(args[coords]…) over out and reduced letters, where guard
//
// Unlike in the tensor IR nothing lands: a cell is asked for and gathers what belongs to it. A row of the relations that tiles are kept
// in is one block of the keys of `block`, an index that every tensor has at most once; without one there is one row.

import type { Keys } from './places.ts';
import type { Span } from '../../source.ts';
import type { Coord, Equation, Scalar, ValueType } from '../../tensor/ir.ts';

/** The integers lo … lo + size − 1; an infinite size: the places, from 0, of keys that only data knows. */
export interface Extent { readonly lo: number; readonly size: number }

export interface PartAxis extends Extent { readonly index: string }

export interface Part {
  readonly name: string;
  readonly tensor: string;
  /** the tensor whose table has its cells, or more than those */
  readonly stored: string;
  /** for each axis of the tensor the one key it has here, or null */
  readonly fixed: readonly (number | null)[];
  /** the other axes, in the tensor's order */
  readonly axes: readonly PartAxis[];
  readonly type: ValueType;
}

export interface Read { readonly part: string; readonly at: readonly Coord[] }

export interface TileTerm {
  /** letters that are not in `out`, each with its extent; those over the block index run over the rows of a block */
  readonly reduced: readonly (PartAxis & { readonly letter: string })[];
  readonly args: readonly Read[];
  readonly body: Scalar;
  /** combinations for which it is false do not count */
  readonly guard: Scalar | null;
}

export interface TileEquation {
  readonly bind: string;
  readonly out: readonly (PartAxis & { readonly letter: string })[];
  readonly reduce: Equation['reduce'];
  readonly terms: readonly TileTerm[];
  /** what a cell is to which nothing belongs */
  readonly empty: number | boolean | null;
  readonly type: ValueType;
  readonly source: string;
  readonly span: Span;
}

export interface TileProgram {
  readonly parts: ReadonlyMap<string, Part>;
  /** in an order in which each reads what stands before it, or what is there before the step */
  readonly equations: readonly TileEquation[];
  /** parts that equations of the step replace, by the part that they are after it */
  readonly next: ReadonlyMap<string, string>;
  /** the index whose keys are spread over blocks; null: one block */
  readonly block: (Extent & { readonly index: string }) | null;
  /** what the keys of `block` are, where only data knows */
  readonly keys: Keys | null;
  /** other indices whose keys only data knows: cells and values have their places */
  readonly counted: ReadonlyMap<string, Keys>;
}

/** Why a step is not laid out in tiles. */
export class NotTiled extends Error {
  override readonly name = 'NotTiled';
}
