// Pages on indices, sums, axes and types.

import { entry } from './page.ts';

export const indices = {
  'unbound-index': entry('nothing says what to do with an index', {
    means: `
An index occurs on the right of an equation, but not on the left, and no reduction takes it. So there is no saying what
the value is: is it the sum over the index, the mean, the largest?

One sum need not be written: where two factors of a product share an index that is not on the left, the product is
summed over it, as in W[i,j] * x[s,i]. Everything else is said with a word.`,
    wrong: `
index s = 2, c = 2
data z[s,c] = [[1, 2], [3, 4]]
total[s] = z[s,c]`,
    says: `
error[unbound-index]: nothing says what to do with index c
hint: reduce it: sum[c](...), mean[c](...), max[c](...)
hint: or add c to the left side`,
    right: `
index s = 2, c = 2
data z[s,c] = [[1, 2], [3, 4]]
total[s] = sum[c](z[s,c])`,
  }),

  'ambiguous-sum': entry('a sum could stand in two places', {
    means: `
An index is shared by two factors of a product, so it would be summed there. But one of the factors contains a product
of its own in which the same index is shared, so it could as well be summed inside. The two readings give different
numbers, and the compiler does not guess.`,
    wrong: `
index i = 2
data w[i] = [1, 2]
data x[i] = [3, 4]
data v[i] = [5, 6]
y = tanh(w[i] * x[i]) * v[i]`,
    says: `
error[ambiguous-sum]: where is i summed: inside tanh(w[i] * x[i]), or outside it?
hint: write the sum you mean: sum[i](...)`,
    right: `
index i = 2
data w[i] = [1, 2]
data x[i] = [3, 4]
data v[i] = [5, 6]
y = sum[i](tanh(w[i] * x[i]) * v[i])`,
  }),

  'wrong-axis': entry('an axis is read with the wrong index', {
    means: `
A tensor is declared over certain indices, in an order, and is read with the same ones. W[j,i] for a tensor declared
W[i,j] is an error even where both have the same size, because it is nearly always a slip.

A second letter of an index is made with a prime: i and i' both run over i. If one index is a part of another, say so:
index c in u = 10. And int(i) turns a key into a plain integer.`,
    wrong: `
index i = 2, j = 2
data x[i] = [1, 2]
param W[i,j] = 1
h[j] = W[j,i] * x[i]`,
    says: `
error[wrong-axis]: axis 1 of W is i, not j
hint: swap them: W[i, j]`,
    right: `
index i = 2, j = 2
data x[i] = [1, 2]
param W[i,j] = 1
h[j] = W[i,j] * x[i]`,
  }),

  'wrong-arity': entry('wrong number of indices or arguments', {
    means: `
A tensor is read with more or fewer indices than it has axes, or a function is called with more or fewer arguments, or
without the index it works along. There is no broadcasting over axes of size 1: write the position, as in b[0].`,
    wrong: `
index s = 2, c = 2
data z[s,c] = [[1, 2], [3, 4]]
p[s,c] = softmax(z[s,c])`,
    says: `
error[wrong-arity]: softmax works over an index
hint: softmax[c](z[s, c])`,
    right: `
index s = 2, c = 2
data z[s,c] = [[1, 2], [3, 4]]
p[s,c] = softmax[c](z[s,c])`,
  }),

  'colliding-rows': entry('several rows may land in one cell', {
    means: `
The left side computes where a value goes, and two rows may go to the same place. With = there would be two values in
one cell. Say what to do with them: += adds, max= keeps the largest, min= the smallest.

Two equations with = for one tensor must fill different places, too.`,
    wrong: `
index n = 3, e = 4
data dst[e]: n = [0, 1, 1, 2]
deg[dst[e]] = 1`,
    says: `
error[colliding-rows]: several rows may land in the same cell of deg
hint: use += (add them), max= or min=`,
    right: `
index n = 3, e = 4
data dst[e]: n = [0, 1, 1, 2]
deg[dst[e]] += 1`,
  }),

  'out-of-range': entry('a coordinate leaves its axis', {
    means: `
The coordinate of an axis is computed, as in x[s + d], and some of its values lie outside the axis. A guard narrows the
range: ... where s + d < |s|. Otherwise say what is outside: pad(e) reads nothing there, wrap(e) goes round, clamp(e)
repeats the first or last.`,
    wrong: `
index s = 5, d = 3, u = 5
data x[s] = [1, 2, 3, 4, 5]
data k[d] = [1, 0, 1]
y[u] = k[d] * x[u + d]`,
    says: `
error[out-of-range]: u + d runs over 0..6, but axis 1 of x is 0..4
hint: shrink the index, or write pad(u + d) to read nothing outside
hint: or exclude those rows: where ...`,
    right: `
index s = 5, d = 3, u = 3
data x[s] = [1, 2, 3, 4, 5]
data k[d] = [1, 0, 1]
y[u] = k[d] * x[u + d]`,
  }),

  'unsized-index': entry('an index has no size', {
    means: `
An index without a declared size gets it from data: it has as many values as the axis of the data that it names, or the
distinct keys there. This one is the axis of no data, so its size must be written. Sizes are never guessed from
equations.`,
    wrong: `
index i = 2, j
data x[i] = [1, 2]
param W[i,j] = 1
h[j] = W[i,j] * x[i]`,
    says: `
error[unsized-index]: index j has no size
hint: index j = 32`,
    right: `
index i = 2, j = 32
data x[i] = [1, 2]
param W[i,j] = 1
h[j] = W[i,j] * x[i]`,
  }),

  'wrong-type': entry('a value has the wrong type', {
    means: `
Values are real numbers, integers (int), true or false (bool), text, or keys of an index. A number is wanted where this
is true or false, or the other way round, or two types are mixed.

To count with a condition put it in brackets: [a == b] is 1 or 0.`,
    wrong: `
index s = 2
data guess[s]: int = [1, 0]
data y[s]: int = [1, 1]
acc = mean[s](guess[s] == y[s])`,
    says: `
error[wrong-type]: mean needs numbers, this is true or false
hint: [ guess[s] == y[s] ] counts it as 1 or 0`,
    right: `
index s = 2
data guess[s]: int = [1, 0]
data y[s]: int = [1, 1]
acc = mean[s]([guess[s] == y[s]])`,
  }),

  'circular': entry('a tensor is defined by itself', {
    means: `
A tensor needs its own value, directly or by way of others. That is fine if along the way one index goes strictly down
(or strictly up): then there is a first step, and the compiler runs the steps in order. Here no index does.`,
    wrong: `
index t = 10
v[0] = 1
v[t] = 2 * v[t]`,
    says: `
error[circular]: v is defined by itself
hint: step by one: v[t+1, ...] = f(v[t, ...])`,
    right: `
index t = 10
v[0] = 1
v[t+1] = 2 * v[t]`,
  }),

  'layer-call': entry('a layer is called without its own parameters', {
    means: `
A layer owns parameters. Called by its own name, it would not be clear whether two calls share them. So a copy is made
and named first, with let, and then the copy is called. Two calls of one copy share its parameters.`,
    wrong: `
import Dense from "std/nn"
index i = 2, j = 2
data x[i] = [1, 2]
h[j] = Dense[i,j](x[i])`,
    says: `
error[layer-call]: Dense is a layer: it owns parameters
hint: let a = Dense[...]   then   a(...)`,
    right: `
import Dense from "std/nn"
index i = 2, j = 2
data x[i] = [1, 2]
let a = Dense[i,j]
h[j] = a(x[i])`,
  }),

  'unused-index': entry('an index is never used', {
    means: `
An index is declared, and no tensor or equation has it. Often it is misspelt where it was meant. This is a warning: the
program runs.`,
    wrong: `
index s = 2, t = 3
data x[s] = [1, 2]
y = sum[s](x[s])`,
    says: 'warning[unused-index]: index t is never used',
    right: `
index s = 2
data x[s] = [1, 2]
y = sum[s](x[s])`,
  }),

  'broadcast': entry('an index on the left does not occur on the right', {
    means: `
The tensor gets an axis along which all its values are the same. That may be wanted; often a letter was forgotten on the
right. This is a warning: the program runs.`,
    wrong: `
index s = 2, i = 2, j = 2
data W[i,j] = [[1, 2], [3, 4]]
data v[i] = [3, 4]
h[s,j] = W[i,j] * v[i]`,
    says: 'warning[broadcast]: s is on the left but not on the right: every s gets the same value',
    right: `
index s = 2, i = 2, j = 2
data W[i,j] = [[1, 2], [3, 4]]
data v[s,i] = [[3, 4], [5, 6]]
h[s,j] = W[i,j] * v[s,i]`,
  }),

  'unused-letter': entry('a letter does not occur in what it binds', {
    means: `
A reduction names a letter that its expression does not have. sum[i](3) is 3 times the size of i, which may be meant;
more often the letter is a slip. This is a warning: the program runs.`,
    wrong: `
index s = 2, i = 3
data x[s] = [1, 2]
y = sum[s,i](x[s])`,
    says: 'warning[unused-letter]: i does not occur inside sum[i](...)',
    right: `
index s = 2
data x[s] = [1, 2]
y = sum[s](x[s])`,
  }),

  'too-large': entry('too many rows', {
    means: `
A tensor would have more rows than can be worked with. The number of rows of a tensor is the product of the sizes of its
indices, unless a guard or sparse data leaves most of them out.

Often an index is on the left that was meant to be summed, or two large indices meet that a guard should bring together.`,
    wrong: `
index s = 100000000, t = 100000000
y[s,t] = s + t`,
    says: 'error[too-large]: y has 1.0e+16 rows',
    right: `
index s = 1000, t = 1000
y[s,t] = s + t`,
  }),
};
