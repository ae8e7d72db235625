// A step of a small net on digits beside the same step by hand and in NumPy.

import { type Bar, type Bench, faster, type Row, within } from '../bench.ts';
import { byHand, handSide, type Net, numpySides, openNet, sizesOf } from '../sides/net.ts';
import { numpyName } from '../sides/python.ts';

const row = (rows: number, pixels: Net['pixels'], hidden: number, repeats: number, bars: readonly Bar[]): Row => {
  const net = { rows, pixels, hidden };
  return {
    name: `${rows} rows`, what: `a step of gradient descent, net ${pixels}-${hidden}-10 on ${rows.toLocaleString('en')} digits`, sizes: sizesOf(net), warmUp: 3, repeats, tolerance: 1e-6, bars,
    async open(setting) {
      const sides = await openNet(net, setting);
      return [sides.ours, await handSide(sides, setting), ...await numpySides(sides, setting)];
    },
  };
};

/** Both start from the first weights that they have drawn, which differ by the rounding to 32 bits. */
const single = (rows: number, hidden: number, repeats: number): Row => {
  const net = { rows, pixels: 196, hidden } as const;
  return {
    name: `${rows} rows, f32`, what: `the same step stored in 32 bits, on ${rows.toLocaleString('en')} digits`, sizes: sizesOf(net), warmUp: 3, repeats, tolerance: 1e-4, bars: [],
    open: async setting => [(await openNet(net, setting, { dtype: 'f32' })).ours, (await openNet(net, setting, { name: 'tsql in f64' })).ours],
  };
};

export const mlp: Bench = {
  name: 'mlp', what: 'a whole step of the digits net',
  rows: size => (size === 'small' ? [row(40, 196, 3, 2, []), single(40, 3, 2)] : [
    row(1_000, 196, 32, 20, [faster(byHand, 10)]),
    single(1_000, 32, 20),
    row(10_000, 196, 32, 7, [faster(byHand, 12), within(numpyName, 20)]),
  ]),
};
