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

export const mlp: Bench = {
  name: 'mlp', what: 'a whole step of the digits net',
  rows: size => (size === 'small' ? [row(40, 196, 3, 2, [])] : [
    row(1_000, 196, 32, 20, [faster(byHand, 10)]),
    row(10_000, 196, 32, 7, [faster(byHand, 12), within(numpyName, 20)]),
  ]),
};
