// Which places of a text were passed, from the counts of V8.

/** Offsets from which on the count is nought or not, in turn: [from, passed, from, passed, …]. */
export type Passed = readonly number[];

/** How often a block was passed; the innermost one around a place says it. */
export interface Range { readonly startOffset: number; readonly endOffset: number; readonly count: number }

export function passedIn(blocks: readonly Range[]): Passed {
  const ranges = [...blocks].sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const open: Range[] = [];
  const marks: number[] = [];
  const mark = (at: number): void => {
    const now = (open.at(-1)?.count ?? 0) > 0 ? 1 : 0;
    if (marks.at(-2) === at) marks.splice(-2);
    if (marks.at(-1) !== now) marks.push(at, now);
  };
  const close = (until: number): void => { while (open.length > 0 && open.at(-1)!.endOffset <= until) { const { endOffset } = open.pop()!; mark(endOffset); } };
  for (const r of ranges) { close(r.startOffset); open.push(r); mark(r.startOffset); }
  close(Infinity);
  return marks;
}

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
