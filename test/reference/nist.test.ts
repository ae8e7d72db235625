// Nonlinear least squares against certified values: the method of examples/fit.tsql on further problems of the NIST Statistical Reference
// Datasets (www.itl.nist.gov/div898/strd, nonlinear regression), from the starting values that are published with them, the first of
// which is the harder one. From the first of BoxBOD, (1, 1), the method runs off to where the model is flat, as methods of its kind do.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { shown } from './shown.ts';

interface Problem {
  readonly source: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** in the parameters a, b, … and x */
  readonly model: string;
  readonly starts: readonly (readonly number[])[];
  readonly certified: readonly number[];
  readonly squares: number;
}

const pressure = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0];
const volume = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78];
const misra = { source: 'D. Misra (1978), dental research, monomolecular adsorption', x: pressure, y: volume };

const problems: Readonly<Record<string, Problem>> = {
  Misra1a: { ...misra, model: 'a * (1 - exp(-b * x))', starts: [[500, 0.0001], [250, 0.0005]], certified: [2.3894212918e2, 5.5015643181e-4], squares: 1.2455138894e-1 },
  Misra1b: { ...misra, model: 'a * (1 - 1 / (1 + b * x / 2)^2)', starts: [[500, 0.0001], [300, 0.0002]], certified: [3.3799746163e2, 3.9039091287e-4], squares: 7.5464681533e-2 },
  Misra1d: { ...misra, model: 'a * b * x / (1 + b * x)', starts: [[500, 0.0001], [450, 0.0003]], certified: [4.3736970754e2, 3.0227324449e-4], squares: 5.6419295283e-2 },
  BoxBOD: {
    source: 'Box, Hunter and Hunter (1978), Statistics for Experimenters, pp. 483-487', x: [1, 2, 3, 5, 7, 10], y: [109, 149, 149, 191, 213, 224],
    model: 'a * (1 - exp(-b * x))', starts: [[100, 0.75]], certified: [2.1380940889e2, 5.4723748542e-1], squares: 1.1680088766e3,
  },
  DanWood: {
    source: 'Daniel and Wood (1980), Fitting Equations to Data, pp. 428-431', x: [1.309, 1.471, 1.490, 1.565, 1.611, 1.680], y: [2.138, 3.421, 3.597, 4.340, 4.882, 5.660],
    model: 'a * x^b', starts: [[1, 5], [0.7, 4]], certified: [7.6886226176e-1, 3.8604055871], squares: 4.3173084083e-3,
  },
  Rat42: {
    source: 'Ratkowsky (1983), Nonlinear Regression Modeling, pp. 61 and 88', x: [9, 14, 21, 28, 42, 57, 63, 70, 79], y: [8.93, 10.80, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08],
    model: 'a / (1 + exp(b - c * x))', starts: [[100, 1, 0.1], [75, 2.5, 0.07]], certified: [7.2462237576e1, 2.6180768402, 6.7359200066e-2], squares: 8.0565229338,
  },
};

const example = readFileSync(path.join(import.meta.dirname, '../../examples/fit.tsql'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'tsql-nist-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The example with another model and other data. */
function program(p: Problem, start: readonly number[]): string {
  const names = ['a', 'b', 'c'].slice(0, start.length);
  const replace = (text: string, from: RegExp | string, to: string): string => {
    assert.ok(typeof from === 'string' ? text.includes(from) : from.test(text), `nothing is ${String(from)}`);
    return text.replace(from, () => to);
  };
  const swept = (inner: string): string => names.reduce((text, _, k) => `sweep[k](${text}, ${k})`, inner);
  const call = (of: string): string => `model(${[...names.map((_, k) => `${of}[t,${k}]`), 'x[s]'].join(', ')})`;
  let text = example.slice(0, example.indexOf('data certified'));
  text = replace(text, /^index .*$/m, `index s = ${p.x.length}, k = ${start.length}, t = 24`);
  text = replace(text, /^data x.*$/m, `data x[s] = [${p.x.join(', ')}]`);
  text = replace(text, /^data y.*$/m, `data y[s] = [${p.y.join(', ')}]`);
  text = replace(text, /^data start.*$/m, `data start[k] = [${start.join(', ')}]`);
  text = replace(text, /^fn model.*$/m, `fn model(${[...names, 'x'].join(', ')}) = ${p.model}`);
  text = replace(text, 'model(b[t,0], b[t,1], x[s])', call('b'));
  text = replace(text, 'model(c[t,0], c[t,1], x[s])', call('c'));
  text = replace(text, "sweep[k](sweep[k](A[t,k,k'], 0), 1)", swept("A[t,k,k']"));
  return replace(text, "sweep[k](sweep[k](last[s,k] * last[s,k'], 0), 1)", swept("last[s,k] * last[s,k']"));
}

for (const [name, p] of Object.entries(problems)) for (const [n, start] of p.starts.entries()) {
  test(`${name} from (${start.join(', ')}): six digits and more of every certified value`, async () => {
    assert.equal(p.x.length, p.y.length);
    const file = path.join(folder, `${name}${n}.tsql`);
    writeFileSync(file, program(p, start));
    const { shows } = await shown(file);
    const digits = (found: number, certified: number): number => Math.min(11, -Math.log10(Math.abs(found / certified - 1)));
    for (const [k, certified] of p.certified.entries()) assert.ok(digits(shows.get('b[end,k]')!.get(String(k))!, certified) >= 6, `${name}: ${shows.get('b[end,k]')!.get(String(k))} for ${certified}`);
    assert.ok(digits(shows.get('rss[|t| - 1]')!.get('')!, p.squares) >= 6, `${name}: ${shows.get('rss[|t| - 1]')!.get('')} for ${p.squares}`);
  });
}
