// Whole steps of examples: by the layout that the compiler chooses, and by each that it may be told to take.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type Bar, type Bench, faster, type Medians, ours, type Row, type Side, stated } from '../bench.ts';
import { examples } from '../data.ts';
import { type Layout, layouts, usual } from '../sides/layouts.ts';
import { tsql } from '../sides/tsql.ts';

const sideOf = (layout: Layout): string => `${ours} ${layout}`;

/** A folder with the example and links to the data, so that what it exports stays there. */
function copied(file: string, folder: string): string {
  const data = path.join(folder, 'data');
  mkdirSync(data, { recursive: true });
  for (const name of readdirSync(path.join(examples, 'data'))) symlinkSync(path.join(examples, 'data', name), path.join(data, name));
  const copy = path.join(folder, file);
  copyFileSync(path.join(examples, file), copy);
  return copy;
}

const row = (file: string, against: readonly Layout[], repeats: number, bars: readonly Bar[]): Row => ({
  name: path.basename(file, '.tsql'), what: trains(file) ? 'a step of training' : 'all of its results', sizes: {}, warmUp: 2, repeats, tolerance: 1e-6, bars,
  async open({ folder, threads }) {
    const copy = copied(file, folder);
    const there = await layouts();
    const sides: Side[] = [await tsql(copy, { flags: { allowRead: [examples] }, threads, layout: await usual() })];
    const refused: { readonly name: string; readonly why: string }[] = [];
    for (const layout of against) {
      if (!there.includes(layout)) continue;
      try {
        sides.push(await tsql(copy, { flags: { allowRead: [examples] }, name: sideOf(layout), threads, layout }));
      } catch (problem) {
        if (!(problem instanceof Error) || !problem.message.includes('does not run in')) throw problem;
        refused.push({ name: sideOf(layout), why: problem.message });
      }
    }
    return [...sides, ...refused, ...against.filter(l => !there.includes(l)).map(l => ({ name: sideOf(l), why: `the compiler has no --layout ${l}` }))];
  },
});

const trains = (file: string): boolean => /^\s*train\b/m.test(readFileSync(path.join(examples, file), 'utf8'));

const forced: readonly Layout[] = ['coo', 'packed', 'tiles'];

/** The time by the compiler's choice over the least of those by its other layouts. */
const neverWorse = (medians: Medians): number | null => {
  const others = forced.flatMap(l => medians[sideOf(l)] ?? []);
  return others.length === 0 ? null : medians[ours]! / Math.min(...others);
};

export const convnet: Bench = {
  name: 'convnet', what: 'a whole step of examples/convnet.tsql',
  rows: size => (size === 'small' ? [] : [row('convnet.tsql', ['coo'], 7, [faster(sideOf('coo'), 5)])]),
};

export const transformer: Bench = {
  name: 'transformer', what: 'a whole step of examples/transformer.tsql',
  rows: size => (size === 'small' ? [] : [row('transformer.tsql', ['coo'], 7, [faster(sideOf('coo'), 4)])]),
};

export const chosen: Bench = {
  name: 'layouts', what: 'every example by the layout that is chosen, beside the best of all',
  rows: size => readdirSync(examples).filter(f => f.endsWith('.tsql')).sort().filter(f => size === 'full' || f === 'linear.tsql')
    .map(f => row(f, forced, size === 'small' ? 1 : 5, [stated('× the time of the best layout', 'at most', 1.2, neverWorse)])),
};
