// The price of a step in each layout, and which one `auto` takes. Prices are of one thread; what is compared is their ratio.

import { type Equation, type Program, type Scalar, type Term, visitScalar } from '../tensor/ir.ts';
import { indexTable } from '../tensor/affine.ts';
import type { TileProgram, TileTerm } from './tiles/ir.ts';
import { type Factor, productOf } from './tiles/product.ts';

/**
 * What work costs on an engine, in nanoseconds, measured on DuckDB 1.5: a combination of rows that is joined, one that is also added up, a row
 * that is made; a multiply-add of an inner product and the call of one; an element that a function of lists makes, and each operation on it.
 * Each statement of a step is planned anew in COO, and takes so long.
 */
export const prices = {
  joined: 12, aggregated: 10, row: 25, statement: 1_400_000,
  multiplyAdd: 1, product: 18, element: 25, operation: 4, place: 60,
} as const;

/** Keys that an index is taken to have where only data knows. */
const unknownKeys = 1_000;
/** Cells that a list of one block may have: more would not leave memory for what is made of them. */
const mostCells = 50_000_000;

export interface Priced { readonly milliseconds: number; /** cells of the largest list of a block */ readonly cells: number }

/** How many keys an index has, as far as that is known: the rows of a batch, or those of a table, are guessed. */
export function keysOf(program: Program): (index: string) => number {
  const indices = indexTable(program.indices);
  const batches = new Map(program.domains.flatMap(d => (d.making.kind === 'batch' ? [[d.index, d.making.size] as const] : [])));
  return name => {
    const batch = batches.get(name);
    if (batch !== undefined) return batch;
    const index = indices.get(name);
    const domain = (index?.domain.kind === 'table' && index.partOf !== undefined ? indices.get(index.partOf) : index)?.domain;
    return domain?.kind === 'range' ? domain.size : unknownKeys;
  };
}

const operations = (s: Scalar): number => { let n = 0; visitScalar(s, node => { if (node.kind === 'call') n++; }); return n; };

/** The price of equations in COO: a join a term, a statement an equation. */
export function priceOfRows(program: Program, equations: readonly Equation[]): Priced {
  const keys = keysOf(program);
  const term = (e: Equation, t: Term): number => {
    const combinations = t.letters.reduce((n, l) => n * keys(l.index), 1);
    const cells = e.axes.reduce((n, a) => n * keys(a.index), 1);
    const reduced = e.reduce !== 'only' || e.terms.length > 1;
    return combinations * (prices.joined * Math.max(0, t.args.length - 1) + (reduced ? prices.aggregated : 0) + prices.operation * operations(t.body)) + Math.min(cells, combinations) * prices.row;
  };
  const nanoseconds = equations.reduce((sum, e) => sum + prices.statement + e.terms.reduce((s, t) => s + term(e, t), 0), 0);
  return { milliseconds: nanoseconds / 1e6, cells: 0 };
}

/** The price of a tile program, one statement. */
export function priceOfTiles(program: Program, tiles: TileProgram, blocks: number): Priced {
  const keys = keysOf(program);
  const size = (l: { readonly index: string; readonly size: number }): number => (l.size === Infinity ? keys(l.index) : l.size);
  const all = (letters: readonly { readonly index: string; readonly size: number }[]): number => letters.reduce((n, l) => n * size(l), 1);
  /** what it costs to make one value of a formula that reads parts */
  const value = (body: Scalar, guard: Scalar | null, reads: number): number => prices.element + prices.operation * (operations(body) + (guard ? operations(guard) : 0)) + prices.place * Math.max(0, reads - 1) / 2;
  const lettersOf = (f: Factor, letters: readonly { readonly letter: string; readonly index: string; readonly size: number }[]) => {
    const named = JSON.stringify([f.args, f.body, f.guard]);
    return letters.filter(l => named.includes(`"${l.letter}"`));
  };
  const term = (e: TileProgram['equations'][number], t: TileTerm): number => {
    const cells = all(e.out);
    const product = productOf(e, t);
    if (!product) return cells * all(t.reduced) * value(t.body, t.guard, t.args.length);
    const sides = [product.left, product.right].reduce((sum, f) => (f.body.kind === 'arg' && !f.guard ? sum : sum + all(lettersOf(f, [...e.out, ...t.reduced])) * value(f.body, f.guard, f.args.length)), 0);
    return cells * (all(t.reduced) * prices.multiplyAdd + prices.product) + sides;
  };
  const nanoseconds = tiles.equations.reduce((sum, e) => sum + e.terms.reduce((s, t) => s + term(e, t), 0), 2 * prices.statement);
  const cells = [...tiles.parts.values()].map(p => all(p.axes) / (p.axes.some(a => a.index === tiles.block?.index) ? blocks : 1));
  return { milliseconds: nanoseconds / 1e6, cells: Math.max(0, ...cells) };
}

/** A layout that a step can have, or why it cannot. */
export type Offer<L> = L | { readonly name: string; readonly reason: string };

/** The cheapest layout of a step, null for rows, and why it is none of the others. */
export function cheapest<L extends { readonly name: string; readonly price: Priced }>(rows: Priced, offers: readonly Offer<L>[]): { readonly chosen: L | null; readonly others: string } {
  const possible = offers.filter(o => 'price' in o);
  const fitting = possible.filter(o => o.price.cells <= mostCells).sort((a, b) => a.price.milliseconds - b.price.milliseconds);
  const chosen = fitting[0] && fitting[0].price.milliseconds <= rows.milliseconds ? fitting[0] : null;
  const shown = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`;
  const why = offers.flatMap(o => {
    if (o === chosen) return [];
    if ('reason' in o) return [`not ${o.name}: ${o.reason}`];
    if (o.price.cells > mostCells) return [`not ${o.name}: a list would have ${Math.round(o.price.cells).toLocaleString('en')} numbers`];
    return [`not ${o.name}: a step would take about ${shown(o.price.milliseconds)}, ${shown((chosen?.price ?? rows).milliseconds)} ${chosen ? `in ${chosen.name}` : 'in rows'}`];
  });
  return { chosen, others: why.join('; ') };
}
