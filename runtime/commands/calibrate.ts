// tsql calibrate: what work costs on this machine, which layouts are chosen by.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { kindsOfWork, shippedPrices, workKinds } from '../../compiler/cost/prices.ts';
import { timeText } from '../../compiler/cost/table.ts';
import { calibrate } from '../calibrate.ts';
import { open } from '../execute.ts';
import { whole } from '../export.ts';
import { exitCode, usageError } from '../failure.ts';
import { defaultPlace, pricesText } from '../prices.ts';
import { formatTable } from '../table.ts';
import { styleOf, type Terminal } from '../terminal.ts';

export async function calibrateCommand(options: { readonly output?: string; readonly json?: boolean }, terminal: Terminal): Promise<number> {
  const standard = defaultPlace(terminal);
  const file = options.output === undefined ? standard : path.resolve(terminal.folder, options.output);
  if (file === null) throw usageError('there is no home folder to keep prices in', 'tsql calibrate -o prices.json');
  const signal = terminal.interruptible();
  const database = await open({ path: ':memory:' });
  try {
    const engine = String((await database.query('SELECT version()')).rows[0]?.[0] ?? '');
    const prices = await calibrate(database, signal);
    if (options.output === undefined) await mkdir(path.dirname(file), { recursive: true });
    await whole(file, temporary => writeFile(temporary, pricesText(prices, `duckdb ${engine}`)));
    if (options.json) terminal.out(`${JSON.stringify({ file, engine: `duckdb ${engine}`, unit: 'nanoseconds', prices, shipped: shippedPrices })}\n`);
    else {
      terminal.out(formatTable([
        { name: 'price', values: kindsOfWork }, { name: 'here', values: kindsOfWork.map(k => nanoseconds(prices[k])) }, { name: 'shipped', values: kindsOfWork.map(k => nanoseconds(shippedPrices[k])) },
        { name: 'of', values: kindsOfWork.map(k => workKinds[k]) },
      ], { bold: styleOf(terminal.outColor).bold }));
      terminal.err(`wrote ${options.output ?? file}${options.output === undefined ? ': run, compile and explain take these prices from now on' : ''}\n`);
    }
    return exitCode.fine;
  } finally {
    await database.close();
  }
}

const nanoseconds = (n: number): string => (n < 1000 ? `${Number(n.toPrecision(3))} ns` : timeText(n / 1e6));
