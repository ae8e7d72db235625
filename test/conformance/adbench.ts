// Two objectives of ADBench and their gradients: a mixture of Gaussians (gmm.tsql) and a recurrent net (lstm.tsql). Differences are
// measured as ADBench does: |x − y| / max(1, |x| + |y|).

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Shown } from '../reference/shown.ts';
import { cell, columns, csv, ranOn, text } from './program.ts';
import { type Suite, Tally } from './suite.ts';

const bar = 1e-10;

interface Value { readonly objective: number; readonly gradient: readonly number[] }
export interface Mixture { readonly alphas: readonly number[]; readonly means: readonly (readonly number[])[]; readonly icf: readonly (readonly number[])[]; readonly x: readonly (readonly number[])[]; readonly gamma: number; readonly m: number }
interface Expected {
  readonly gmm_test: Mixture & Value;
  readonly gmm_1k_reference: { readonly cases: readonly (Value & { readonly file: string })[] };
  readonly lstm_l2_c1024: { readonly file: string; readonly chars: number; readonly objective_full: number; readonly gradient: readonly number[]; readonly truncations: readonly (Value & { readonly first_chars: number })[] };
}

const rho = (x: number, y: number): number => Math.abs(x - y) / Math.max(1, Math.abs(x) + Math.abs(y));
const differences = (found: Value, given: Value): readonly number[] =>
  found.gradient.length === given.gradient.length ? [rho(found.objective, given.objective), ...given.gradient.map((g, k) => rho(found.gradient[k]!, g))] : [Infinity];

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, k) => k);

/** Lines of numbers, empty ones left out. */
const numbers = (file: string): readonly (readonly number[])[] =>
  readFileSync(file, 'utf8').split('\n').map(line => line.trim()).filter(line => line !== '').map(line => line.split(/\s+/).map(Number));

// ------------------------------------------------------------------ mixture

/** Cells below the diagonal, column by column, as in the file. */
const below = (d: number): readonly (readonly [number, number])[] => upTo(d).flatMap(column => upTo(d).filter(row => row > column).map(row => [row, column] as const));

function mixtureOf(file: string): Mixture {
  const [[, k] = [], ...rows] = numbers(file);
  const count = k!;
  const [gamma, m] = rows.at(-1)!;
  return { alphas: rows.slice(0, count).map(r => r[0]!), means: rows.slice(count, 2 * count), icf: rows.slice(2 * count, 3 * count), gamma: gamma!, m: m!, x: rows.slice(3 * count, -1) };
}

export async function mixture({ alphas, means, icf, x, gamma, m }: Mixture, threads: number): Promise<Value> {
  const d = means[0]!.length;
  const ran = await ranOn(text('gmm.tsql'), {
    'x.csv': csv(columns(d), x),
    'alpha.csv': csv(['alpha'], alphas.map(a => [a])),
    'mu.csv': csv(columns(d), means),
    'logdiag.csv': csv(columns(d), icf.map(q => q.slice(0, d))),
    'lower.csv': csv(['k', 'i', 'j', 'lower'], icf.flatMap((q, k) => below(d).map(([row, column], n) => [k, row, column, q[d + n]!]))),
  }, { threads, set: { gamma, m } });
  const ks = upTo(alphas.length);
  return {
    objective: cell(ran, 'objective'),
    gradient: [
      ...ks.map(k => cell(ran, 'by_alpha[k]', k)),
      ...ks.flatMap(k => upTo(d).map(a => cell(ran, 'by_mu[k,a]', k, a))),
      ...ks.flatMap(k => [...upTo(d).map(a => cell(ran, 'by_logdiag[k,a]', k, a)), ...below(d).map(([row, column]) => cell(ran, "by_lower[k,a,a']", k, row, column))]),
    ],
  };
}

// ------------------------------------------------------------------ recurrent net

export interface Net { readonly main: readonly (readonly number[])[]; readonly ends: readonly (readonly number[])[]; readonly state: readonly (readonly number[])[]; readonly sequence: readonly (readonly number[])[] }

/** In the file each layer has a row of weights and a row of biases, and in each of them the gates stand one after the other. */
const gates = ['f', 'i', 'o', 'c'];

function netOf(file: string): Net {
  const [[layers] = [], ...rows] = numbers(file);
  const main = 2 * layers!;
  return { main: rows.slice(0, main), ends: rows.slice(main, main + 3), state: rows.slice(main + 3, 2 * main + 3), sequence: rows.slice(2 * main + 3) };
}

export async function recurrent({ main, ends, state, sequence }: Net, length: number, threads: number): Promise<Value> {
  const bits = sequence[0]!.length;
  const units = upTo(main.length / 2).flatMap(l => upTo(bits).map(j => [l, j] as const));
  const ran = await ranOn(text('lstm.tsql'), {
    'sequence.csv': csv(columns(bits), sequence.slice(0, length)),
    'state.csv': csv(['layer', 'unit', 'hidden', 'cell'], units.map(([l, j]) => [l, j, state[2 * l]![j]!, state[2 * l + 1]![j]!])),
    'layers.csv': csv(['layer', 'unit', ...gates.flatMap(g => [`w${g}`, `b${g}`])], units.map(([l, j]) => [l, j, ...gates.flatMap((_, n) => [main[2 * l]![n * bits + j]!, main[2 * l + 1]![n * bits + j]!])])),
    'ends.csv': csv(['win', 'wout', 'bout'], upTo(bits).map(j => ends.map(row => row[j]!))),
  }, { threads });
  return { objective: cell(ran, 'objective'), gradient: [...layersIn(ran, main.length / 2, bits), ...['win', 'wout', 'bout'].flatMap(name => upTo(bits).map(j => cell(ran, `by_${name}[j]`, j)))] };
}

const layersIn = (ran: Shown, layers: number, bits: number): readonly number[] =>
  upTo(layers).flatMap(l => ['w', 'b'].flatMap(kind => gates.flatMap(g => upTo(bits).map(j => cell(ran, `by_${kind}${g}[l,j]`, l, j)))));

// ------------------------------------------------------------------ the suite

export const adbench: Suite = async ({ folder, threads, progress }) => {
  const expected = JSON.parse(readFileSync(path.join(folder, 'adbench.json'), 'utf8')) as Expected;
  const { gmm_test: small, gmm_1k_reference: { cases }, lstm_l2_c1024: net } = expected;
  const gmm = new Tally('adbench', 'GMM, objective and gradient', bar);
  const lstm = new Tally('adbench', 'LSTM, objective and gradient', bar);
  const one = async (tally: Tally, name: string, given: Value, find: () => Promise<Value>): Promise<void> => {
    progress(`adbench ${name}`);
    try {
      tally.add(name, differences(await find(), given));
    } catch (problem) {
      tally.fail(name, problem);
    }
  };
  await one(gmm, 'GMM test', small, () => mixture(small, threads));
  for (const c of cases) await one(gmm, c.file, c, () => mixture(mixtureOf(path.join(folder, c.file)), threads));
  const file = netOf(path.join(folder, net.file));
  for (const c of [...net.truncations, { first_chars: net.chars, objective: net.objective_full, gradient: net.gradient }]) await one(lstm, `LSTM of ${c.first_chars} characters`, c, () => recurrent(file, c.first_chars, threads));
  return [gmm.line(), lstm.line()];
};
