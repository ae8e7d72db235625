// The same step over ten times as many rows, and ten times as many again. The rows are copies of a thousand, so every size must come
// to the same weights.

import { type Bench, type Medians, ours, type Row, stated } from '../bench.ts';
import { openNet, sizesOf } from '../sides/net.ts';

const nameOf = (rows: number): string => `${ours}, ${rows.toLocaleString('en')} rows`;

/** The largest time per row over the least. */
const spread = (sizes: readonly number[]) => (medians: Medians): number | null => {
  const each = sizes.map(n => medians[nameOf(n)]! / n);
  return each.length < 2 ? null : Math.max(...each) / Math.min(...each);
};

const row = (sizes: readonly number[], hidden: number): Row => ({
  name: `${sizes.map(n => n.toLocaleString('en')).join(' → ')} rows`, what: `a step of gradient descent, net 196-${hidden}-10, time per row`, sizes: sizesOf({ rows: sizes.at(-1)!, pixels: 196, hidden }),
  warmUp: 1, repeats: 3, tolerance: 1e-6,
  bars: [stated('× the least time per row', 'at most', 1.3, spread(sizes))],
  async open(setting) {
    const sides = [];
    for (const rows of sizes) {
      const { ours: side } = await openNet({ rows, pixels: 196, hidden }, setting);
      sides.push({ ...side, name: nameOf(rows) });
    }
    return sides;
  },
});

export const scaling: Bench = {
  name: 'scaling', what: 'time per row as rows grow', options: { largest: 100_000 },
  rows(size, { largest = 100_000 } = {}) {
    if (size === 'small') return [row([1_000, 2_000], 2)];
    return [row([10_000, 100_000, 1_000_000].filter(n => n <= largest), 32)];
  },
};
