// Which layout `auto` takes for a step: the cheapest by what its statements cost (cost/), on one thread; what is compared is their ratio.

import { millisecondsOf, type Prices } from '../cost/prices.ts';
import type { Cost } from '../cost/statements.ts';

/** Cells that a list of one block may have: more would not leave memory for what is made of them. */
const mostCells = 50_000_000;

export interface Priced { readonly milliseconds: number; /** cells of the largest list of a block */ readonly cells: number }

/** What the statements of a step cost together. */
export const priceOf = (costs: readonly Cost[], prices: Prices): Priced => ({ milliseconds: costs.reduce((n, c) => n + millisecondsOf(c.work, prices), 0), cells: Math.max(0, ...costs.map(c => c.largest)) });

/** Whether no list is too long. */
export const fits = (price: Priced): boolean => price.cells <= mostCells;

/** A layout that a step can have, or why it cannot. */
export type Offer<L> = L | { readonly name: string; readonly reason: string };

/** The cheapest layout of a step, null for rows, and why it is none of the others. */
export function cheapest<L extends { readonly name: string; readonly price: Priced }>(rows: Priced, offers: readonly Offer<L>[]): { readonly chosen: L | null; readonly others: string } {
  const possible = offers.filter(o => 'price' in o);
  const fitting = possible.filter(o => fits(o.price)).sort((a, b) => a.price.milliseconds - b.price.milliseconds);
  const chosen = fitting[0] && fitting[0].price.milliseconds <= rows.milliseconds ? fitting[0] : null;
  const shown = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en')} ms`;
  const why = offers.flatMap(o => {
    if (o === chosen) return [];
    if ('reason' in o) return [`not ${o.name}: ${o.reason}`];
    if (!fits(o.price)) return [`not ${o.name}: a list would have ${Math.round(o.price.cells).toLocaleString('en')} numbers`];
    return [`not ${o.name}: a step would take about ${shown(o.price.milliseconds)}, ${shown((chosen?.price ?? rows).milliseconds)} ${chosen ? `in ${chosen.name}` : 'in rows'}`];
  });
  if (chosen) why.unshift(`not coo: a step would take about ${shown(rows.milliseconds)}, ${shown(chosen.price.milliseconds)} in ${chosen.name}`);
  return { chosen, others: why.join('; ') };
}
