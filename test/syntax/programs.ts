// Texts that the syntax tests share: between them they use every form of the grammar.

import { readdirSync, readFileSync } from 'node:fs';
import type { Source } from '../../compiler/source.ts';

const onePage = `-- the language on one page                                /* nested: -- no */
index s, i = 784, j = 32            -- a size, or none
index c in u = 10, t = 1..12, n = lo .. |u| - 1

data  x[s,i]  from "a.parquet" (i = columns)
data  y[s]: c from "a.parquet" test "b.parquet" (y = label) all table hold_out (s = row)
data  A[u,v]  from "edges.csv" (u = src, v = dst, A = "edge weight", null = skip)
data  B[u,v], C[u] from sql "select \\"u\\", 1 as v from t" (B = 2, null = 0, u = columns(0..3, "t 5", z))
data  width[n]: int = [784, 32, -10]
data  m[i,j] = [[1, 2.5], [true, word], []]
param W[i,j] ~ normal(0, 0.1)   where i < 100
param b[j] = 0
param k[i] = [i == 0] + 1
param old[i] from "checkpoint.npz" (old = weights)

h[s,j]  = tanh(W[i,j] * x[s,i] + b[j])
p[s,c]  = softmax[c](V[j,c] * h[s,j])
l2      = sum[j](b[j]^2) - -x^-2 ^ 3
e[s,k]  = E[token[s], k]
deg[dst[r]] += 1
peak[which[s]] max= x[s]    low[0] min= x[2]
v[s,r]  = K[d] * x[s, pad(2*r + d - 1)]
hot[s,c] = [y[s] == c]
a[p,p'] = q[p] * k[p'] where p' <= p and not (p == p' or p > 3)
z[s]    = mean[r where who[r] == s on train](w[r]) ?? 0 ?? 1
x[0,d] = e[d]     x[t+1,d] = f(x[t,d]) until moved[t] < 1e-9;
noise[s,j] ~ normal(0, 1)
g[i,j]  = grad(loss, W[i,j], by = 2)
enc.W[i] = if (u, v') in T then 1 else if not w in T.U and true then end % 2 else false
label   = "a \\"quoted\\" text" == kind[s]
total[] = sum[](x) + trace[]
`;

const definitions = `fn relu(x) = if x > 0 then x else 0
fn softmax[k](z[k], t = 1) -> p[k] { e[k] = exp(z[k] / t)   p[k] = e[k] / sum[k](e[k]) }
layer Dense[i, j](x[i]) -> y[j] {
  param W[i,j] ~ glorot(|i|, |j|)
  let inner[j] = nn.Other[i, j](0.5, rate = 2)

  y[j] = W[i,j] * x[i]   -- sum over i
}
let enc = Dense[i, j]
optimizer sgd(p, g, t, lr = 0.1) {
  state m = 0, v = 0
  size = sqrt(sum[](p^2))
  m := m + g
  p := p - lr * g / size
}
train {
  minimize loss over W, enc.b using adam(lr = 0.001)
  batch s by 2 * 64   epochs 5
  seed 7   clip 1.0
  report loss, acc on test every 1 epoch
  report acc every 20
  epochs 3
  stop when acc > 0.98 on test
}
train adversary { maximize loss using momentum  steps n  report loss every 10 steps }
train empty {}
show acc, W[0,end] on test      check acc > 0.9 on test      export W, enc.b on all to "model.parquet"
split s into train 0.8, test 0.2 seed 1
split r into train where role[r] == "a", test where role[r] != "a"
import Dense, GRU from "std/nn"
import "lib/nn.tsql" as nn
setting lr = 0.1
@unit("K") @doc("2 m temperature")
@layout(packed, block = 64, eager = true, shift = -2)
data temp[s] from "t.csv"
`;

const comments = `

/* a header
   of two lines */

-- about a
a = 1 +   -- one
  2       -- two


b = f(
  x,      -- the first
  lr = 3
)   /* done */ c = 2

layer L(x) -> y {

  -- inside
  y = x

}
-- the end`;

const folder = (path: string): Source[] => readdirSync(path).filter(f => f.endsWith('.tsql')).sort().map(f => ({ file: `${path}/${f}`, text: readFileSync(`${path}/${f}`, 'utf8') }));

/** Programs that are all right. */
export const programs: readonly Source[] = [
  { file: 'one-page', text: onePage }, { file: 'definitions', text: definitions }, { file: 'comments', text: comments },
  { file: 'crlf', text: `\uFEFF${onePage.replaceAll('\n', '\r\n')}` }, { file: 'empty', text: '' }, { file: 'blank', text: '\n\n -- nothing' },
  ...folder('compiler/std'), ...folder('examples'),
];

/** A tree without its places, to compare what two texts mean. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'span' && !key.endsWith('Span')).map(([key, value]) => [key, withoutSpans(value)]));
}

/** The same without parentheses, which printing may add. */
export function withoutParens(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutParens);
  if (node === null || typeof node !== 'object') return node;
  if ('kind' in node && node.kind === 'paren' && 'inner' in node) return withoutParens(node.inner);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutParens(value)]));
}
