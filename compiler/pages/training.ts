// Pages on derivatives, training and the single query.

import { entry } from './page.ts';

export const training = {
  'grad-target': entry('what grad differentiates by', {
    means: `
grad(e, T[i]) is the derivative of e by one element of the tensor T. The second argument is a tensor with its indices,
not an expression, and it holds real numbers. To differentiate by an expression, name it first.`,
    wrong: `
param w = 1
loss = w^2
g = grad(loss, 2 * w)`,
    says: 'error[grad-target]: grad differentiates by one element of a tensor, this is 2 * w',
    right: `
param w = 1
loss = w^2
g = grad(loss, w)`,
  }),

  'not-differentiable': entry('an operation has no derivative', {
    means: `
The value depends on what it is differentiated by through an operation that has no derivative in the language. The
compiler says so instead of taking it for zero.

stop(e) makes a part a constant for grad, if that is what is meant. A draw of normal or uniform has derivatives by what it is
drawn with; a draw of bernoulli jumps between 0 and 1, so it has none by its probability.`,
    wrong: `
param w = 0.5
keep ~ bernoulli(w)
g = grad(keep * w, w)`,
    says: 'error[not-differentiable]: bernoulli has no derivative',
    right: `
param w = 0.5
keep ~ bernoulli(stop(w))
g = grad(keep * w, w)`,
  }),

  'zero-derivative': entry('a derivative is zero everywhere', {
    means: `
What is differentiated depends on the tensor only through steps, such as floor, argmax or a comparison, whose derivative
is 0 wherever it exists. Training by it changes nothing. This is a warning: the program runs.

A smooth stand-in is the usual way: softmax for argmax, sigmoid for a comparison.`,
    wrong: `
param w = 1.5
y = floor(w)
g = grad(y, w)`,
    says: 'warning[zero-derivative]: the derivative of y by w is zero everywhere',
    right: `
param w = 1.5
y = w^2
g = grad(y, w)`,
  }),

  'unreached-parameter': entry('the loss does not reach a parameter', {
    means: `
A parameter does not take part in what is minimised, so training would never change it. It may be left over, or an
equation was to use it and does not. This is a warning: the program runs.`,
    wrong: `
param w = 1
param b = 0
loss = (w - 3)^2
train { minimize loss using sgd(lr = 0.1)  steps 10 }`,
    says: 'warning[unreached-parameter]: the loss does not reach b, so training leaves it as it is',
    right: `
param w = 1
param b = 0
loss = (w + b - 3)^2
train { minimize loss using sgd(lr = 0.1)  steps 10 }`,
  }),

  'training': entry('the training block does not fit', {
    means: `
A train block needs a goal (minimize or maximize a value without indices; several run in order in each step, and over says
which parameters a goal changes), an optimiser (using adam(lr = 0.001); a setting may be an expression of the step t), and
how long (steps 100, or with batch s by 32 also epochs 5). A split needs a part called train. Something of this is missing
or does not fit together.`,
    wrong: `
index s = 2
param w[s] = 1
loss[s] = w[s]^2
train { minimize sum[s](loss[s]) using sgd(lr = 0.1) }`,
    says: `
error[training]: a train block says how long: steps
hint: steps 100`,
    right: `
index s = 2
param w[s] = 1
loss[s] = w[s]^2
train { minimize sum[s](loss[s]) using sgd(lr = 0.1)  steps 100 }`,
  }),

  'single-query': entry('the program cannot become one query', {
    means: `
tsql compile --single-query writes the whole training as one SQL statement. That works for programs with one train
block, one goal, a number of steps, and the full data in each step. This program needs more; tsql run trains it step by
step all the same.`,
    wrong: `
param w = 1
y = w^2
show y`,
    says: 'error[single-query]: the program has no training',
    right: `
param w = 1
loss = (w - 3)^2
train { minimize loss using sgd(lr = 0.1)  steps 10 }`,
  }),
};
