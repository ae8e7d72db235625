// Times the probes of the price table on this machine and engine.

import { type Prices, shippedPrices } from '../compiler/cost/prices.ts';
import { type Probe, probed, pricesOf, probes, probeTables } from '../compiler/cost/probes.ts';
import { dialects } from '../compiler/dialects/dialects.ts';
import { quoteIdentifier } from '../compiler/quote.ts';
import { printStatement } from '../compiler/sql/print.ts';
import type { Database } from './database.ts';
import { stopIfAborted } from './statements.ts';

/** Times that each probe is run; the least counts, since whatever else a machine does only adds to it. */
const repeats = 7;

/** The prices of an engine on this machine, by probes that take some seconds. Errors: DatabaseError. */
export async function calibrate(database: Database, signal?: AbortSignal, done: (probe: Probe) => void = () => {}): Promise<Prices> {
  const dialect = dialects.duckdb;
  for (const s of probeTables) await database.execute(printStatement(s, dialect));
  const took: [Probe, number][] = [];
  for (const probe of probes()) {
    const sql = printStatement(probe.statement, dialect);
    let best = Infinity;
    for (let k = 0; k < repeats; k++) {
      stopIfAborted(signal);
      const began = performance.now();
      await database.execute(sql);
      best = Math.min(best, performance.now() - began);
    }
    took.push([probe, best]);
    done(probe);
  }
  for (const table of [probed, ...probeTables.flatMap(s => ('table' in s ? [s.table] : []))]) await database.execute(`DROP TABLE IF EXISTS ${quoteIdentifier(table)}`);
  return pricesOf(took, shippedPrices);
}
