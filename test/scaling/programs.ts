// Programs of any size, written out equation by equation, without data files.

const lines = (...parts: readonly (string | readonly string[])[]): string => `${parts.flat().join('\n')}\n`;
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k + 1);

/** A net of `layers` written-out layers, `h1 = tanh(W1*x + b1)`, …, and its training. */
export function mlp(layers: number): string {
  return lines(
    'index s = 6, i = 5, j = 4',
    "x[s,i] = sin(s + 2*i)",
    'y[s] = cos(s)',
    numbers(layers).flatMap(k => [
      `param W${k}[${k === 1 ? 'i' : "j'"},j] ~ normal(0, 0.5)`,
      `param b${k}[j] = 0`,
      k === 1 ? 'h1[s,j] = tanh(W1[i,j] * x[s,i] + b1[j])' : `h${k}[s,j] = tanh(W${k}[j',j] * h${k - 1}[s,j'] + b${k}[j])`,
    ]),
    'param v[j] ~ normal(0, 0.5)',
    `loss = mean[s]((v[j] * h${layers}[s,j] - y[s])^2)`,
    'train { minimize loss using sgd(lr = 0.1)  steps 2  report loss every 1 step }',
  );
}

/** The same net as a recurrence over a list of widths. */
export function mlpByRecurrence(layers: number): string {
  return lines(
    'index s = 6',
    `data width[n]: int = [${[5, ...numbers(layers).map(() => 4)].join(', ')}]`,
    'index n, l in n = |n| - 1, u = 5',
    'x[s,u] = sin(s + 2*u)',
    'y[s] = cos(s)',
    "param W[l,u,u'] ~ normal(0, 0.5) where u < width[l] and u' < width[l+1]",
    "param b[l,u'] = 0 where u' < width[l+1]",
    'a[0,s,u] = x[s,u]',
    "a[l+1,s,u'] = tanh(W[l,u,u'] * a[l,s,u] + b[l,u'])",
    'loss = mean[s]((sum[u](a[end,s,u]) - y[s])^2)',
    'train { minimize loss using sgd(lr = 0.1)  steps 2  report loss every 1 step }',
  );
}

/** A causal character model of `blocks` written-out blocks: attention, layer norms, feed-forward. */
export function transformer(blocks: number): string {
  const norm = (name: string, from: string): readonly string[] => [
    `param ${name}_gain[d] = 1`, `param ${name}_bias[d] = 0`,
    `${name}_centre[s,p] = mean[d](${from}[s,p,d])`,
    `${name}_spread[s,p] = sqrt(mean[d]((${from}[s,p,d] - ${name}_centre[s,p])^2) + 1e-5)`,
    `${name}[s,p,d] = ${name}_gain[d] * (${from}[s,p,d] - ${name}_centre[s,p]) / ${name}_spread[s,p] + ${name}_bias[d]`,
  ];
  const block = (n: number): readonly string[] => {
    const from = n === 1 ? 'x' : `x${n - 1}`;
    const matrix = (name: string): string => `param ${name}${n}[d,h,k] ~ normal(0, 0.3)`;
    return [
      ...norm(`first${n}`, from),
      matrix('Wq'), matrix('Wk'), matrix('Wv'), `param Wo${n}[h,k,d] ~ normal(0, 0.3)`,
      ...['q', 'k', 'v'].map(m => `${m}${n}[s,p,h,k] = W${m}${n}[d,h,k] * first${n}[s,p,d]`),
      `score${n}[s,h,p,p'] = q${n}[s,p,h,k] * k${n}[s,p',h,k] / sqrt(|k|) where p' <= p`,
      `att${n}[s,h,p,p'] = softmax[p'](score${n}[s,h,p,p'])`,
      `mix${n}[s,p,h,k] = att${n}[s,h,p,p'] * v${n}[s,p',h,k]`,
      `mid${n}[s,p,d] = Wo${n}[h,k,d] * mix${n}[s,p,h,k] + ${from}[s,p,d]`,
      ...norm(`second${n}`, `mid${n}`),
      `param Wu${n}[d,f] ~ normal(0, 0.3)`, `param bu${n}[f] = 0`, `param Wd${n}[f,d] ~ normal(0, 0.3)`, `param bd${n}[d] = 0`,
      `u${n}[s,p,f] = gelu(Wu${n}[d,f] * second${n}[s,p,d] + bu${n}[f])`,
      `x${n}[s,p,d] = Wd${n}[f,d] * u${n}[s,p,f] + bd${n}[d] + mid${n}[s,p,d]`,
    ];
  };
  return lines(
    'index s = 2, p = 4, d = 4, h = 2, k = 2, f = 8, c = 5',
    'data token[s,p]: c = [[0, 2, 4, 1], [3, 0, 2, 4]]',
    'param E[c,d] ~ normal(0, 0.3)', 'param P[p,d] ~ normal(0, 0.3)',
    'x[s,p,d] = E[token[s,p],d] + P[p,d]',
    numbers(blocks).flatMap(block),
    `logit[s,p,c] = E[c,d] * x${blocks}[s,p,d]`,
    'loss = mean[s,p](xent[c](logit[s,p,c], token[s,p]))',
    'train { minimize loss using adam(lr = 0.01)  steps 2  report loss every 1 step }',
  );
}

/** The net of `mlp` with one matrix for all layers: its gradient has a term a layer. */
export function tied(layers: number): string {
  return lines(
    'index s = 6, j = 4',
    "param W[j',j] ~ normal(0, 0.5)",
    'h0[s,j] = sin(s + 2*j)',
    numbers(layers).map(k => `h${k}[s,j] = tanh(W[j',j] * h${k - 1}[s,j'])`),
    `loss = mean[s,j]((h${layers}[s,j] - cos(s))^2)`,
    'train { minimize loss using sgd(lr = 0.1)  steps 2  report loss every 1 step }',
  );
}

/** Whether clause `k` of `formula` holds for two neighbouring variables. */
export const holds = (k: number, left: number, right: number): boolean => ((k * 7 + left * 3 + right) % 5) !== 0;

/** In how many ways `clauses` clauses hold, each over two neighbours in a line of variables of two values: one sum of one product. */
export function formula(clauses: number): string {
  const value = (k: number, l: number, r: number): string => (holds(k, l, r) ? '1' : '0');
  return lines(
    `index ${[0, ...numbers(clauses)].map(k => `x${k} = 2`).join(', ')}`,
    numbers(clauses).map(k => `data c${k}[x${k - 1},x${k}] = [[${value(k, 0, 0)}, ${value(k, 0, 1)}], [${value(k, 1, 0)}, ${value(k, 1, 1)}]]`),
    `ways = sum[${[0, ...numbers(clauses)].map(k => `x${k}`).join(', ')}](${numbers(clauses).map(k => `c${k}[x${k - 1},x${k}]`).join(' * ')})`,
    'show ways',
  );
}

/** The same count, one equation a clause. */
export function formulaByEquations(clauses: number): string {
  return lines(
    formula(clauses).split('\n').slice(0, clauses + 1),
    'w0[x0] = 1',
    numbers(clauses).map(k => `w${k}[x${k}] = w${k - 1}[x${k - 1}] * c${k}[x${k - 1},x${k}]`),
    `ways = sum[x${clauses}](w${clauses}[x${clauses}])`,
    'show ways',
  );
}

export interface Family { readonly name: string; readonly title: string; readonly unit: string; readonly source: (size: number) => string; readonly sizes: readonly number[] }

/** What grows, and the sizes that are measured. */
export const families: readonly Family[] = [
  { name: 'mlp', title: 'a net, layer by layer', unit: 'layers', source: mlp, sizes: [50, 100, 200] },
  { name: 'recurrence', title: 'a net as a recurrence over a list of widths', unit: 'layers', source: mlpByRecurrence, sizes: [50, 100, 200] },
  { name: 'tied', title: 'a net of one matrix, layer by layer', unit: 'layers', source: tied, sizes: [50, 100, 200] },
  { name: 'transformer', title: 'a transformer, block by block', unit: 'blocks', source: transformer, sizes: [3, 6, 12] },
  { name: 'formula', title: 'one sum of one product', unit: 'factors', source: formula, sizes: [237, 475, 950] },
  { name: 'clauses', title: 'the same sum, an equation a factor', unit: 'equations', source: formulaByEquations, sizes: [237, 475, 950] },
];
