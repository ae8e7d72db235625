// A whole training as one recursive statement of ours, beside the same steps by hand.

import { type Bar, type Bench, clocked, faster, type Row, type Side } from '../bench.ts';
import { byHand, handSide, type Net, openNet, sizesOf } from '../sides/net.ts';
import { slowestOf } from '../sides/profile.ts';
import { joined, type TsqlSide } from '../sides/tsql.ts';

/** The same program, its training as the one statement that `tsql compile --single-query` prints. */
function asOneStatement(side: TsqlSide): Side {
  const { database, compilation, plan } = side;
  const text = `CREATE OR REPLACE TEMP TABLE trained AS\n${compilation.singleQuery().replace(/;\s*$/, '')}`;
  return {
    name: side.name, mode: `one statement, ${side.mode}`,
    run: () => clocked(() => database.execute(text)),
    async result() {
      const keys = (await database.describe('SELECT * FROM trained')).map(c => c.name).filter(c => c !== 'tensor' && c !== 'val');
      const labels = plan.history.filter(h => h.role === 'parameter').map(h => h.label);
      return joined(await Promise.all(labels.map(async label =>
        (await database.query(`SELECT val FROM trained WHERE tensor = '${label}' ORDER BY ${keys.join(', ')}`)).rows.map(r => Number(r[0])))));
    },
    slowest: () => slowestOf(database, [{ sql: text, comment: 'the whole training' }], on => on.execute(text)),
    close: () => side.close(),
  };
}

const row = (net: Net, steps: number, bars: readonly Bar[]): Row => ({
  name: `${steps} steps`, what: `${steps} steps of net ${net.pixels}-${net.hidden}-10 on ${net.rows.toLocaleString('en')} digits as one statement`, sizes: { ...sizesOf(net), steps },
  warmUp: 0, repeats: 3, tolerance: 1e-6, bars,
  async open(setting) {
    const sides = await openNet(net, setting, { iterations: steps });
    return [asOneStatement(sides.ours), await handSide(sides, setting, steps)];
  },
});

export const statement: Bench = {
  name: 'statement', what: 'a whole training as one recursive statement',
  rows: size => (size === 'small' ? [row({ rows: 40, pixels: 196, hidden: 3 }, 3, [])] : [row({ rows: 1_000, pixels: 196, hidden: 32 }, 60, [faster(byHand, 14)])]),
};
