// Programs over real tables against NumPy's own solutions (tables.py): least squares, principal components, k-means, Newton's method.

import '../../examples/prepare.mjs';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { cells, close, shown } from './shown.ts';

const here = (name: string): string => path.join(import.meta.dirname, name);
const example = (name: string): string => path.join(import.meta.dirname, '../../examples', name);
const numbers = JSON.parse(readFileSync(here('tables.json'), 'utf8')) as {
  readonly least_squares: { readonly w: readonly number[]; readonly b: number };
  readonly line: { readonly slope: number; readonly intercept: number };
  readonly components: { readonly values: readonly number[]; readonly first: readonly number[]; readonly second: readonly number[]; readonly explained: number };
  readonly clusters: { readonly centres: readonly (readonly number[])[]; readonly spread: number };
  readonly newton: { readonly theta: readonly number[]; readonly loss: number; readonly jv: readonly number[]; readonly hv: readonly number[] };
};

test('gradient descent arrives at the least-squares solution', async () => {
  const { shows } = await shown(here('least-squares.tsql'), { allowRead: [example('data')] });
  close(shows.get('w[k]'), cells(numbers.least_squares.w), 1e-9, 'w');
  close(shows.get('b'), cells(numbers.least_squares.b), 1e-9, 'b');
});

test('descent.tsql, one recurrence, arrives at the fitted line', async () => {
  const { shows } = await shown(example('descent.tsql'));
  close(shows.get('a[end]'), cells(numbers.line.slope), 1e-9, 'a');
  close(shows.get('b[end]'), cells(numbers.line.intercept), 1e-9, 'b');
  close(shows.get('slope'), cells(numbers.line.slope), 1e-9, 'slope');
});

test('pca.tsql finds the eigenvalues and eigenvectors', async () => {
  const { shows } = await shown(example('pca.tsql'));
  const { values, first, second, explained } = numbers.components;
  for (const [label, value] of [['lambda1', values[0]!], ['lambda2', values[1]!], ['explained', explained], ['v[end,k]', first], ['w[end,k]', second]] as const) {
    close(shows.get(label), cells(value), 1e-9, label);
  }
});

test('kmeans.tsql finds the clusters', async () => {
  const { shows } = await shown(example('kmeans.tsql'));
  close(shows.get('c[end,k,d]'), cells(numbers.clusters.centres), 1e-9, 'c');
  close(shows.get('spread[end]'), cells(numbers.clusters.spread), 1e-9, 'spread');
});

test('newton.tsql finds the fit, its tangents and the Hessian times a vector', async () => {
  const { shows } = await shown(example('newton.tsql'));
  const { theta, loss, jv, hv } = numbers.newton;
  for (const [label, value] of [['th[end,k]', theta], ['loss[|t| - 1]', loss], ['jv[s]', jv], ['hv[k]', hv]] as const) {
    close(shows.get(label), cells(value), 1e-9, label);
  }
});
