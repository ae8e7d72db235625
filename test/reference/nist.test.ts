// Nonlinear least squares against certified values: the method of examples/fit.tsql on further problems of the NIST Statistical Reference
// Datasets (www.itl.nist.gov/div898/strd, nonlinear regression), from the starting values that are published with them, the first of
// which is the harder one. Data, starting values, certified values and sums of squares were held, digit for digit, against the files of
// NIST (Misra1a.dat, …) as they lie in NIST_STRD of github.com/lmfit/lmfit-py at fe389bb. From the first of BoxBOD, (1, 1), the method
// runs off to where the model is flat, as methods of its kind do; from the first of MGH09, (25, 39, 41.5, 39), towards the minimum at
// infinity of which its file warns.

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
  /** 24 unless given */
  readonly steps?: number;
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
  MGH09: {
    source: 'Kowalik and Osborne (1978), Methods for Unconstrained Optimization Problems',
    x: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
    y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
    model: 'a * (x^2 + x * b) / (x^2 + x * c + d)', starts: [[0.25, 0.39, 0.415, 0.39]], steps: 60,
    certified: [1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1], squares: 3.0750560385e-4,
  },
  Rat43: {
    source: 'Ratkowsky (1983), Nonlinear Regression Modeling, pp. 62 and 88',
    x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    y: [16.08, 33.83, 65.8, 97.2, 191.55, 326.2, 386.87, 520.53, 590.03, 651.92, 724.93, 699.56, 689.96, 637.56, 717.41],
    model: 'a / (1 + exp(b - c * x))^(1 / d)', starts: [[100, 10, 1, 1], [700, 5, 0.75, 1.3]], steps: 60,
    certified: [6.9964151270e2, 5.2771253025, 7.5962938329e-1, 1.2792483859], squares: 8.7864049080e3,
  },
  Thurber: {
    source: 'R. Thurber, NIST, semiconductor electron mobility',
    x: [-3.067, -2.981, -2.921, -2.912, -2.84, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501, -1.46, -1.274, -1.212, -1.1, -1.046, -0.915, -0.714, -0.566, -0.545, -0.4, -0.309, -0.109, -0.103, 0.01, 0.119, 0.377, 0.79, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.2],
    y: [80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.06, 401.672, 390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643, 1178.351, 1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.35, 1468.705, 1447.894, 1457.628],
    model: '(a + b * x + c * x^2 + d * x^3) / (1 + e * x + f * x^2 + g * x^3)', starts: [[1000, 1000, 400, 40, 0.7, 0.3, 0.03], [1300, 1500, 500, 75, 1, 0.4, 0.05]], steps: 60,
    certified: [1.2881396800e3, 1.4910792535e3, 5.8323836877e2, 7.5416644291e1, 9.6629502864e-1, 3.9797285797e-1, 4.9727297349e-2], squares: 5.6427082397e3,
  },
};

const example = readFileSync(path.join(import.meta.dirname, '../../examples/fit.tsql'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'tsql-nist-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The example with another model and other data. */
function program(p: Problem, start: readonly number[]): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, start.length);
  const replace = (text: string, from: RegExp | string, to: string): string => {
    assert.ok(typeof from === 'string' ? text.includes(from) : from.test(text), `nothing is ${String(from)}`);
    return text.replace(from, () => to);
  };
  const swept = (inner: string): string => names.reduce((text, _, k) => `sweep[k](${text}, ${k})`, inner);
  const call = (of: string): string => `model(${[...names.map((_, k) => `${of}[t,${k}]`), 'x[s]'].join(', ')})`;
  let text = example.slice(0, example.indexOf('data certified'));
  text = replace(text, /^index .*$/m, `index s = ${p.x.length}, k = ${start.length}, t = ${p.steps ?? 24}`);
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
