// Some steps of a larger net beside one recursive query that trains the same net over the history, as the literature does.

import * as recursive from '../baselines/recursive.ts';
import { type Bar, type Bench, faster, type Row } from '../bench.ts';
import { type Net, openNet, sizesOf, tables } from '../sides/net.ts';
import { sql } from '../sides/sql.ts';

const baseline = 'recursive CTE by hand';

const row = (net: Net, iterations: number, bars: readonly Bar[]): Row => ({
  name: `batch ${net.rows}`, what: `${iterations} iterations of net ${net.pixels}-${net.hidden}-10 on a batch of ${net.rows.toLocaleString('en')} digits`, sizes: { ...sizesOf(net), iterations },
  warmUp: 0, repeats: 3, tolerance: 1e-6, bars,
  async open(setting) {
    const sides = await openNet(net, setting, { steps: iterations, restart: true });
    return [sides.ours, await sql({
      name: baseline, threads: setting.threads, tables: tables(sides),
      statements: [recursive.training(iterations, net.pixels, net.hidden)], result: recursive.result(net.pixels, net.hidden),
    })];
  },
});

export const iterations: Bench = {
  name: 'recursive', what: 'training only, beside a recursive query over the history',
  rows: size => (size === 'small' ? [row({ rows: 20, pixels: 196, hidden: 3 }, 3, [])] : [
    row({ rows: 200, pixels: 784, hidden: 200 }, 30, [faster(baseline, 40)]),
    row({ rows: 2_000, pixels: 784, hidden: 200 }, 3, [faster(baseline, 25)]),
  ]),
};
