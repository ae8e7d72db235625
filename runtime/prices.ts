// The price table as a file: what `tsql calibrate` writes and other commands read.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { kindsOfWork, type Prices } from '../compiler/cost/prices.ts';
import { inputError } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Changes when what a kind of work counts does. */
const fileVersion = 1;

/** Prices as the text of a file. */
export const pricesText = (prices: Prices, engine: string): string => `${JSON.stringify({ version: fileVersion, engine, unit: 'nanoseconds', prices }, null, 2)}\n`;

/** Where prices lie unless they are asked for by name; null: nowhere. */
export const defaultPlace = (terminal: Pick<Terminal, 'settings'>): string | null => (terminal.settings === undefined ? null : path.join(terminal.settings, 'prices.json'));

/** The prices of a file, of the default place if none is named and there are some, or null. Errors (exit code 1): a file that is not there or not as it should be. */
export async function readPrices(name: string | undefined, terminal: Pick<Terminal, 'folder' | 'settings'>): Promise<Prices | null> {
  const standard = defaultPlace(terminal);
  if (name === undefined && (standard === null || !existsSync(standard))) return null;
  const file = name === undefined ? standard! : path.resolve(terminal.folder, name);
  const text = await readFile(file, 'utf8').catch((problem: NodeJS.ErrnoException) => {
    throw inputError(problem.code === 'ENOENT' ? `there is no file of prices ${name ?? file}` : `${name ?? file} cannot be read: ${problem.code ?? problem.message}`, `tsql calibrate -o ${name ?? file}   makes one`);
  });
  return parsePrices(text, name ?? file);
}

/** Reads prices. Errors (exit code 1): no JSON, another version, a name that there is not, or a price that is no positive number, each with its line. */
export function parsePrices(text: string, name: string): Prices {
  const lineAt = (at: number): number => text.slice(0, at).split('\n').length;
  const wrong = (at: number, message: string): never => { throw inputError(`${name}:${lineAt(Math.max(0, at))}: ${message}`, `tsql calibrate -o ${name}   makes it anew`); };
  const placeOf = (key: string): number => text.indexOf(JSON.stringify(key));
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (problem) {
    const [, at] = /position (\d+)/.exec(String(problem)) ?? [];
    return wrong(at === undefined ? text.length : Number(at), 'this is not JSON');
  }
  if (!isObject(read)) return wrong(0, 'an object with `version` and `prices` is wanted');
  if (read['version'] !== fileVersion) return wrong(placeOf('version'), `the file is of version ${JSON.stringify(read['version'] ?? null)}, version ${fileVersion} is wanted`);
  const { prices } = read;
  if (!isObject(prices)) return wrong(placeOf('prices'), '`prices` is to be an object of numbers');
  const unknown = Object.keys(prices).find(k => !(kindsOfWork as readonly string[]).includes(k));
  if (unknown !== undefined) wrong(placeOf(unknown), `there is no price ${unknown}; there are ${kindsOfWork.join(', ')}`);
  for (const k of kindsOfWork) {
    const price = prices[k];
    if (price === undefined) wrong(placeOf('prices'), `the price ${k} is missing`);
    if (typeof price !== 'number' || !Number.isFinite(price) || price <= 0) wrong(placeOf(k), `${k} is ${JSON.stringify(price)}: a positive number of nanoseconds is wanted`);
  }
  return prices as Record<(typeof kindsOfWork)[number], number>;
}

const isObject = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null && !Array.isArray(x);
