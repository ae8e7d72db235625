// Which places of a bundle were passed.

import type { Passed } from './harness.ts';

/** Whether an offset was passed. */
export function isPassed(passed: Passed, offset: number): boolean {
  let [low, high] = [-1, passed.length / 2];
  while (high - low > 1) { const middle = (low + high) >> 1; if (passed[2 * middle]! <= offset) low = middle; else high = middle; }
  return low >= 0 && passed[2 * low + 1] === 1;
}

export interface Gap { readonly from: number; readonly to: number }

/** What of [from, to) was passed by none. */
export function gaps(all: readonly Passed[], [from, to]: readonly [from: number, to: number]): readonly Gap[] {
  const edges = [...new Set([from, to, ...all.flatMap(p => p.filter((x, k) => k % 2 === 0 && x > from && x < to))])].sort((a, b) => a - b);
  const found: Gap[] = [];
  edges.slice(0, -1).forEach((start, k) => {
    if (all.some(p => isPassed(p, start))) return;
    const last = found.at(-1);
    if (last?.to === start) found[found.length - 1] = { from: last.from, to: edges[k + 1]! };
    else found.push({ from: start, to: edges[k + 1]! });
  });
  return found;
}
