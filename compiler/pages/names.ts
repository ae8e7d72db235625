// Pages on the text of a program: its form, its names, its imports.

import { entry } from './page.ts';

export const names = {
  'annotation': entry('an annotation that says nothing here', {
    means: `
Before a statement @unit("K") and @doc("…") say what a tensor is for people, and @dtype(f32) or @dtype(f64) what the real numbers of
a tensor are stored in. Each stands once, before data, param or an equation; what is whole, true or false, text or a key of an
index has no choice of storage.

@layout(coo), @layout(packed) or @layout(tiles) says how training keeps its tensors: a training keeps all of them in one way, so
one annotation is enough. --layout goes before it.

Formulas and sums are worked out in 64 bits whatever is stored. tsql run --dtype f32 stores all real numbers in 32 bits that no
@dtype speaks of.`,
    wrong: `
index i = 3
@dtype(f16)
param w[i] = 0`,
    says: `
error[annotation]: @dtype takes f32 or f64
hint: @dtype(f32) or @dtype(f64)`,
    right: `
index i = 3
@dtype(f32)
param w[i] = 0`,
  }),

  'syntax': entry('the text is not a tsql program', {
    means: `
A statement could not be read. The underline marks the first character that does not fit; often the slip stands just
before it, such as a bracket that was not closed.

A program is a list of statements. Each begins with a word (index, data, param, train, ...) or is an equation such as
y[s] = ... . Line breaks mean nothing. A reduction names its indices before the parentheses: sum[i](...).`,
    wrong: `
index s = 3
data x[s] = [1, 2, 3]
total = sum(s)[x[s]]`,
    says: `
error[syntax]: the index comes first: sum[i](...)
hint: sum[s](x[s])`,
    right: `
index s = 3
data x[s] = [1, 2, 3]
total = sum[s](x[s])`,
  }),

  'too-deep': entry('nested too deeply', {
    means: `
Parentheses, calls or brackets stand inside each other more often than the compiler accepts. Programs written by hand
never get there; programs written by other programs may.

A part of the expression can be given a name: that never changes a number.`,
    wrong: 'y = ((((((( ... 1 ... )))))))      -- hundreds of levels',
    says: 'error[too-deep]: this is nested too deeply: more than 100 levels',
    right: `
inner = 1
y = 2 * (inner + 1)`,
  }),

  'unknown-name': entry('nothing has this name', {
    means: `
A tensor, index, function or setting is used that is defined nowhere: not in this file, not in what it imports, not in
the standard library. Upper and lower case differ: W and w are two tensors.`,
    wrong: `
index s = 2
data h[s] = [1, 2]
z[s] = 2 * hh[s]`,
    says: `
error[unknown-name]: no tensor called hh (did you mean h?)
hint: write h`,
    right: `
index s = 2
data h[s] = [1, 2]
z[s] = 2 * h[s]`,
  }),

  'name-taken': entry('a name is defined twice', {
    means: `
Two declarations have one name, or a name is a word of the language. Names of tensors, indices, functions and settings
share one space, so that an equation has one meaning.

Several equations for one tensor are fine as long as they fill different places: x[0] = 1 and x[t+1] = 2 * x[t].
The name val is reserved for the value column of the tables.`,
    wrong: `
index s = 2
data x[s] = [1, 2]
param x[s] = 0`,
    says: `
error[name-taken]: x is defined twice
hint: rename one of them`,
    right: `
index s = 2
data x[s] = [1, 2]
param w[s] = 0`,
  }),

  'import': entry('an import cannot be resolved', {
    means: `
The file that an import names does not exist, has errors of its own, imports the file that imports it, or does not
define the name that is asked for. Paths are relative to the file with the import; "std/nn", "std/optim" and "std/loss"
are parts of the standard library.`,
    wrong: 'import scaled from "missing.tsql"',
    says: 'error[import]: there is no module missing.tsql',
    right: `
fn scaled(x) = 2 * x
y = scaled(3)`,
  }),

  'no-result': entry('a function does not define its result', {
    means: `
A function or layer with a block says after -> what it returns. One of its equations must define that name with those
axes.`,
    wrong: `
fn twice(x) -> y {
  z = 2 * x
}
a = twice(1)`,
    says: `
error[no-result]: twice does not define its result y
hint: y = ...`,
    right: `
fn twice(x) -> y {
  y = 2 * x
}
a = twice(1)`,
  }),

  'not-supported': entry('not supported yet', {
    means: `
The program says something that has a meaning in the language, but this version of the compiler cannot translate it. The
message names the form. A hint shows another way to write it, where there is one.`,
    wrong: `
index t = 3
fn f(x) -> y {
  y = x until x > 1
}
z = f(2)`,
    says: `
error[not-supported]: until does not stand inside a function
hint: write the recurrence outside of functions`,
    right: `
index i = 2
data x[i] = [1, 2]
param g[i] = 1
y[i] = g[i] * x[i]`,
  }),
};
