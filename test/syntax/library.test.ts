// The standard library: all of it is there, and each function and rule gives the numbers of its formula.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { library } from '../../compiler/generated/library.ts';
import { libraryModules } from '../../compiler/generated/modules.ts';
import { compile } from '../../compiler/index.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { evaluate, evaluateUpdates, TensorValue } from '../../compiler/tensor/evaluate.ts';
import type { Program } from '../../compiler/tensor/ir.ts';

const wanted: Readonly<Record<string, readonly string[]>> = {
  'std/prelude': [
    'relu', 'leaky_relu', 'elu', 'selu', 'silu', 'gelu', 'gelu_exact', 'mish', 'hardtanh', 'norm', 'var', 'std', 'softmax', 'logsoftmax', 'logsumexp', 'standardise', 'cosine', 'cumsum',
    'glorot', 'glorot_uniform', 'he', 'he_uniform', 'lecun',
  ],
  'std/loss': ['xent', 'bce', 'mse', 'mae', 'huber', 'hinge', 'poisson_nll', 'kl'],
  'std/metrics': ['accuracy', 'confusion', 'precision', 'recall', 'f1', 'rmse', 'r2', 'perplexity'],
  'std/optim': ['sgd', 'momentum', 'nesterov', 'rmsprop', 'adagrad', 'adam', 'adamw', 'adadelta', 'adamax'],
  'std/nn': ['Dense', 'Embedding', 'LayerNorm', 'Conv2d', 'SelfAttention', 'CausalAttention', 'FeedForward', 'GRU'],
};

for (const [file, names] of Object.entries(wanted)) {
  test(`${file} is read and defines what it should`, () => {
    const text = readFileSync(`compiler/${file}.tsql`, 'utf8');
    assert.equal(library[file], text, 'run npm run build');
    const { module, diagnostics } = parse({ file, text });
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(libraryModules[file], module, 'run npm run build');
    const defined = module.items.flatMap(i => (i.kind === 'fn' || i.kind === 'layer' || i.kind === 'optimizer' ? [i.name.text] : []));
    assert.equal(new Set(defined).size, defined.length, 'a name twice');
    assert.equal(defined.length, module.items.length, 'nothing but definitions');
    for (const name of names) assert.ok(defined.includes(name), `${name} is missing`);
  });
}

function compiled(text: string): Program {
  const { program, diagnostics } = compile({ file: 'program', text });
  assert.deepEqual(diagnostics.filter(d => d.severity === 'error').map(d => d.message), [], text);
  return program!;
}

function close(actual: unknown, expected: number, tolerance: number, what: string): void {
  assert.ok(typeof actual === 'number' && (Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected))), `${what}: ${String(actual)} instead of ${expected}`);
}

const points = [-40, -3.5, -1, -0.25, 0, 0.5, 1, 2.75, 6.5, 40];
const { exp, log, sqrt, tanh, abs, max, min, sign } = Math;

/** erf by its Taylor series; where that loses digits, erfc by its continued fraction. */
function erf(x: number): number {
  if (abs(x) < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 100; n++) { term *= -x * x / n; sum += term / (2 * n + 1); }
    return 2 / sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let n = 100; n > 0; n--) fraction = n / 2 / (abs(x) + fraction);
  return sign(x) * (1 - exp(-x * x) / sqrt(Math.PI) / (abs(x) + fraction));
}

/** The tensors that a program shows, by what it calls them; passes may have merged them with others. */
function shown(program: Program, data: ReadonlyMap<string, TensorValue> = new Map()): ReadonlyMap<string, TensorValue> {
  const values = evaluate(program, data);
  return new Map(program.shows.map(s => [s.label.replace(/\[.*/, ''), values.get(s.tensor)!]));
}

const pointwise: Readonly<Record<string, (x: number) => number>> = {
  'relu(x[k])': x => max(x, 0), 'relu6(x[k])': x => min(max(x, 0), 6), 'leaky_relu(x[k])': x => max(x, 0.01 * x), 'leaky_relu(x[k], slope = 0.2)': x => max(x, 0.2 * x),
  'elu(x[k])': x => (x > 0 ? x : exp(x) - 1), 'elu(x[k], 0.5)': x => (x > 0 ? x : 0.5 * (exp(x) - 1)),
  'selu(x[k])': x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(x) - 1)),
  'silu(x[k])': x => x / (1 + exp(-x)), 'gelu(x[k])': x => 0.5 * x * (1 + tanh(sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))), 'gelu_exact(x[k])': x => 0.5 * x * (1 + erf(x / sqrt(2))),
  'mish(x[k])': x => x * tanh(max(x, 0) + Math.log1p(exp(-abs(x)))), 'hardtanh(x[k])': x => max(-1, min(1, x)), 'hardtanh(x[k], lo = -2, hi = 3)': x => max(-2, min(3, x)),
  'hardsigmoid(x[k])': x => max(0, min(1, x / 6 + 0.5)), 'softsign(x[k])': x => x / (1 + abs(x)), 'logsigmoid(x[k])': x => -(max(-x, 0) + Math.log1p(exp(-abs(x)))),
  'huber(x[k])': x => (abs(x) <= 1 ? x * x / 2 : abs(x) - 0.5), 'huber(x[k], delta = 2)': x => (abs(x) <= 2 ? x * x / 2 : 2 * (abs(x) - 1)),
  'logcosh(x[k])': x => abs(x) + Math.log1p(exp(-2 * abs(x))) - log(2), 'pinball(x[k], q = 0.9)': x => (x < 0 ? -0.9 * x : 0.1 * x),
  'hinge(x[k], 1)': x => max(0, 1 - x), 'hinge(x[k], -1)': x => max(0, 1 + x),
  'bce(x[k], 1)': x => max(-x, 0) + Math.log1p(exp(-abs(x))), 'bce(x[k], 0)': x => max(x, 0) + Math.log1p(exp(-abs(x))), 'bce(x[k], 0.25)': x => max(x, 0) + Math.log1p(exp(-abs(x))) - 0.25 * x,
  'poisson_nll(x[k], 3)': x => exp(x) - 3 * x, 'gaussian_nll(x[k], 0.5, 2)': x => 0.5 + (2 - x) ** 2 / (2 * exp(1)),
};

test('functions of one value', () => {
  const names = Object.keys(pointwise);
  const program = compiled(`index k = ${points.length}\ndata x[k] = [${points.join(', ')}]\n${names.map((call, n) => `y${n}[k] = ${call}\nshow y${n}[k]`).join('\n')}`);
  const values = shown(program);
  names.forEach((call, n) => points.forEach((x, k) => close(values.get(`y${n}`)!.get(k), pointwise[call]!(x), 1e-12, `${call} at ${x}`)));
});

const total = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
const average = (v: readonly number[]): number => total(v) / v.length;
const variance = (v: readonly number[]): number => average(v.map(x => (x - average(v)) ** 2));
const shares = (v: readonly number[]): number[] => { const e = v.map(x => exp(x - max(...v))); return e.map(x => x / total(e)); };
const logTotal = (v: readonly number[]): number => max(...v) + log(total(v.map(x => exp(x - max(...v)))));

test('functions over an index', () => {
  const rows = [[1, -2, 0.5, 3], [1000, 999, -1000, 0], [0.1, 0.2, 0.3, 0.4], [-5, -5, -5, -5.5]];
  const other = [[0.5, 1, -1, 2], [1, 2, 3, 4], [0.25, 0.25, 0, 0.5], [1, 1, 1, 2]];
  const scalars: Readonly<Record<string, (v: number[], w: number[]) => number>> = {
    'norm[k](x[s,k])': v => sqrt(total(v.map(x => x * x))), 'var[k](x[s,k])': variance, 'std[k](x[s,k])': v => sqrt(variance(v)),
    'dot[k](x[s,k], w[s,k])': (v, w) => total(v.map((x, k) => x * w[k]!)), 'distance[k](x[s,k], w[s,k])': (v, w) => sqrt(total(v.map((x, k) => (x - w[k]!) ** 2))),
    'cosine[k](x[s,k], w[s,k])': (v, w) => total(v.map((x, k) => x * w[k]!)) / (Math.hypot(...v) * Math.hypot(...w)),
    'logsumexp[k](x[s,k])': logTotal, 'xent[k](x[s,k], 2)': v => logTotal(v) - v[2]!,
    'mse[k](x[s,k], w[s,k])': (v, w) => average(v.map((x, k) => (x - w[k]!) ** 2)), 'mae[k](x[s,k], w[s,k])': (v, w) => average(v.map((x, k) => abs(x - w[k]!))),
    'kl[k](softmax[k](w[s,k]), softmax[k](w[s,k] / 2))': (_, w) => total(shares(w).map((p, k) => p * log(p / shares(w.map(x => x / 2))[k]!))),
    'entropy[k](softmax[k](x[s,k]))': v => -total(shares(v).map(p => (p > 0 ? p * log(p) : 0))),
  };
  const vectors: Readonly<Record<string, (v: number[]) => number[]>> = {
    'softmax[k](x[s,k])': shares, 'logsoftmax[k](x[s,k])': v => v.map(x => x - logTotal(v)), 'unit[k](x[s,k])': v => v.map(x => x / Math.hypot(...v)),
    'standardise[k](x[s,k])': v => v.map(x => (x - average(v)) / sqrt(variance(v) + 1e-5)), 'rms_scale[k](x[s,k])': v => v.map(x => x / sqrt(average(v.map(y => y * y)) + 1e-5)),
    'cumsum[k](x[s,k])': v => v.map((_, k) => total(v.slice(0, k + 1))),
  };
  const [one, many] = [Object.keys(scalars), Object.keys(vectors)];
  const program = compiled([
    'index s = 4, k = 4', `data x[s,k] = ${JSON.stringify(rows)}`, `data w[s,k] = ${JSON.stringify(other)}`,
    ...one.map((call, n) => `a${n}[s] = ${call}\nshow a${n}[s]`), ...many.map((call, n) => `b${n}[s,k] = ${call}\nshow b${n}[s,k]`),
  ].join('\n'));
  const values = shown(program);
  rows.forEach((v, s) => {
    one.forEach((call, n) => close(values.get(`a${n}`)!.get(s), scalars[call]!(v, other[s]!), 1e-11, `${call} of ${v.join(' ')}`));
    many.forEach((call, n) => vectors[call]!(v).forEach((want, k) => close(values.get(`b${n}`)!.get(s, k), want, 1e-11, `${call} of ${v.join(' ')} at ${k}`)));
  });
});

test('a term of a divergence or an entropy whose probability is 0 is 0', () => {
  const values = shown(compiled('index k = 3\ndata p[k] = [0.5, 0.5, 0]\ndata q[k] = [0.25, 0.25, 0.5]\na = kl[k](p[k], q[k])\nb = entropy[k](p[k])\nshow a, b'));
  close(values.get('a')!.get(), log(2), 1e-15, 'kl');
  close(values.get('b')!.get(), log(2), 1e-15, 'entropy');
});

test('the derivative of a cross-entropy is softmax minus one-hot, however large the logits', () => {
  const z = [3, 1000, 999];
  const values = shown(compiled(`index k = 3\ndata z[k] = ${JSON.stringify(z)}\nloss = xent[k](z[k], 2)\ng[k] = grad(loss, z[k])\nshow g[k]`));
  shares(z).forEach((p, k) => close(values.get('g')!.get(k), p - (k === 2 ? 1 : 0), 1e-12, `g[${k}]`));
});

test('relu has the derivative 0 at 0 and below, 1 above', () => {
  const values = shown(compiled('index k = 3\ndata x[k] = [-2, 0, 3]\ny = sum[k](relu(x[k]))\ng[k] = grad(y, x[k])\nshow g[k]'));
  assert.deepEqual([0, 1, 2].map(k => values.get('g')!.get(k)), [0, 0, 1]);
});

test('initialisers have the spread of their formula', () => {
  const normals: Readonly<Record<string, number>> = { 'glorot(|i|, |j|)': sqrt(2 / 150), 'he(|i|)': sqrt(2 / 100), 'lecun(|i|)': sqrt(1 / 100) };
  const uniforms: Readonly<Record<string, number>> = { 'glorot_uniform(|i|, |j|)': sqrt(6 / 150), 'he_uniform(|i|)': sqrt(6 / 100), 'lecun_uniform(|i|)': sqrt(3 / 100) };
  for (const [call, want] of [...Object.entries(normals), ...Object.entries(uniforms)]) {
    const program = compiled(`index i = 100, j = 50\nparam W[i,j] ~ ${call}\nshow W[i,j]`);
    const drawn = [...evaluate(program, new Map()).get('W')!.rows.values()].map(c => c.value as number);
    assert.equal(drawn.length, 5000);
    const bounded = call in uniforms;
    close(sqrt(variance(drawn)), bounded ? want / sqrt(3) : want, 0.003, `spread of ${call}`);
    if (bounded) assert.ok(drawn.every(x => abs(x) <= want) && max(...drawn.map(abs)) > 0.98 * want, call);
  }
});

type Rule = (settings: { readonly [name: string]: number }) => (p: number, g: number, t: number) => number;

/** Each rule as its paper has it, for one element. */
const rules: Readonly<Record<string, { readonly settings: Readonly<Record<string, number>>; readonly rule: Rule }>> = {
  sgd: { settings: { lr: 0.01 }, rule: ({ lr }) => (p, g) => p - lr! * g },
  momentum: { settings: { lr: 0.01, mu: 0.9 }, rule: ({ lr, mu }) => { let m = 0; return (p, g) => { m = mu! * m + g; return p - lr! * m; }; } },
  nesterov: { settings: { lr: 0.01, mu: 0.9 }, rule: ({ lr, mu }) => { let m = 0; return (p, g) => { m = mu! * m + g; return p - lr! * (g + mu! * m); }; } },
  adagrad: { settings: { lr: 0.01, eps: 1e-10 }, rule: ({ lr, eps }) => { let v = 0; return (p, g) => { v += g * g; return p - lr! * g / (sqrt(v) + eps!); }; } },
  rmsprop: { settings: { lr: 0.001, rho: 0.9, eps: 1e-8 }, rule: ({ lr, rho, eps }) => { let v = 0; return (p, g) => { v = rho! * v + (1 - rho!) * g * g; return p - lr! * g / (sqrt(v) + eps!); }; } },
  adadelta: {
    settings: { lr: 1, rho: 0.95, eps: 1e-6 },
    rule: ({ lr, rho, eps }) => { let [v, u] = [0, 0]; return (p, g) => { v = rho! * v + (1 - rho!) * g * g; const d = sqrt(u + eps!) / sqrt(v + eps!) * g; u = rho! * u + (1 - rho!) * d * d; return p - lr! * d; }; },
  },
  adam: {
    settings: { lr: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8 },
    rule: ({ lr, b1, b2, eps }) => { let [m, v] = [0, 0]; return (p, g, t) => { m = b1! * m + (1 - b1!) * g; v = b2! * v + (1 - b2!) * g * g; return p - lr! * (m / (1 - b1! ** t)) / (sqrt(v / (1 - b2! ** t)) + eps!); }; },
  },
  adamw: {
    settings: { lr: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8, decay: 0.01 },
    rule: ({ lr, b1, b2, eps, decay }) => { let [m, v] = [0, 0]; return (p, g, t) => { m = b1! * m + (1 - b1!) * g; v = b2! * v + (1 - b2!) * g * g; return p - lr! * decay! * p - lr! * (m / (1 - b1! ** t)) / (sqrt(v / (1 - b2! ** t)) + eps!); }; },
  },
  amsgrad: {
    settings: { lr: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8 },
    rule: ({ lr, b1, b2, eps }) => { let [m, v, top] = [0, 0, 0]; return (p, g) => { m = b1! * m + (1 - b1!) * g; v = b2! * v + (1 - b2!) * g * g; top = max(top, v); return p - lr! * m / (sqrt(top) + eps!); }; },
  },
  adamax: {
    settings: { lr: 0.002, b1: 0.9, b2: 0.999, eps: 1e-8 },
    rule: ({ lr, b1, b2, eps }) => { let [m, u] = [0, 0]; return (p, g, t) => { m = b1! * m + (1 - b1!) * g; u = max(b2! * u, abs(g)); return p - lr! / (1 - b1! ** t) * m / (u + eps!); }; },
  },
  lion: {
    settings: { lr: 0.0001, b1: 0.9, b2: 0.99, decay: 0 },
    rule: ({ lr, b1, b2, decay }) => { let m = 0; return (p, g) => { const c = b1! * m + (1 - b1!) * g; const next = p - lr! * (sign(c) + decay! * p); m = b2! * m + (1 - b2!) * g; return next; }; },
  },
};

/** Rules that look at the whole parameter have their formula in test/features/optimisers.test.ts. */
const overCells: ReadonlySet<string> = new Set(['adafactor', 'lamb']);

test('every optimiser of the library that goes element by element has its formula here', () => {
  const names = parse({ file: 'std/optim', text: library['std/optim']! }).module.items.flatMap(i => (i.kind === 'optimizer' ? [i.name.text] : []));
  assert.deepEqual(Object.keys(rules).sort(), names.filter(n => !overCells.has(n)).sort());
});

for (const [name, { settings, rule }] of Object.entries(rules)) {
  for (const changed of [{}, { lr: 0.05, ...('decay' in settings ? { decay: 0.1 } : {}), ...('b1' in settings ? { b1: 0.5 } : {}), ...('mu' in settings ? { mu: 0.3 } : {}) }]) {
    test(`${name}(${Object.entries(changed).map(([k, v]) => `${k} = ${v}`).join(', ')}) takes the steps of its formula`, () => {
      // a quadratic bowl, so that the gradient is 2 a (w - c)
      const [a, c, start] = [[1, 4, 0.5], [1, -2, 0], [0, 3, -1]];
      const program = compiled([
        'index k = 3', `data a[k] = ${JSON.stringify(a)}`, `data c[k] = ${JSON.stringify(c)}`, `data start[k] = ${JSON.stringify(start)}`, 'param w[k] = start[k]',
        'loss = sum[k](a[k] * (w[k] - c[k])^2)', `train { minimize loss using ${name}(${Object.entries(changed).map(([k, v]) => `${k} = ${v}`).join(', ')})  steps 12 }`, 'show w[k]',
      ].join('\n'));
      let data: Map<string, TensorValue> = new Map();
      const w = [...start];
      const element = w.map(() => rule({ ...settings, ...changed }));
      for (let t = 1; t <= 12; t++) {
        data = evaluateUpdates(program, data, program.training[0]!.goals, { counters: new Map([['step', t]]) });
        w.forEach((p, k) => { w[k] = element[k]!(p, 2 * a[k]! * (p - c[k]!), t); });
        w.forEach((p, k) => close(data.get('w')!.get(k), p, 1e-12, `w[${k}] after step ${t}`));
      }
      assert.ok(w.some((p, k) => abs(p - start[k]!) > 1e-4), 'nothing moved');
    });
  }
}

test('a program may have a name of the library for itself, and the rest of the library goes on working', () => {
  const values = shown(compiled([
    'index k = 3', 'data x[k] = [1, 2, 4]', 'norm = 7', 'var = norm + 1', 'std = 2', 'fn relu(x) = 100 * x', 'logsumexp = 5', 'dot = 1', 'softmax[k] = x[k]',
    'a[k] = relu(x[k])', 'b = xent[k](x[k], 1)', 'c[k] = standardise[k](x[k])', 'd = cosine[k](x[k], x[k])', 'show a[k], b, c[k], d, var',
  ].join('\n')));
  close(values.get('a')!.get(1), 200, 0, 'a');
  close(values.get('b')!.get(), logTotal([1, 2, 4]) - 2, 1e-14, 'b');
  close(values.get('c')!.get(0), (1 - 7 / 3) / sqrt(variance([1, 2, 4]) + 1e-5), 1e-14, 'c');
  close(values.get('d')!.get(), 1, 1e-14, 'd');
  close(values.get('var')!.get(), 8, 0, 'var');
});
