// A net of depth 3 against the same net in NumPy (mlp.py): weights after 20 steps, for three optimisers and two ways to write it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { cells, close, type Shown, shown, shownChanged } from './shown.ts';

interface Trained { readonly first: number; readonly last: number; readonly W: readonly (readonly (readonly number[])[])[]; readonly b: readonly (readonly number[])[] }

const here = (name: string): string => path.join(import.meta.dirname, name);
const numbers = JSON.parse(readFileSync(here('mlp.json'), 'utf8')) as Readonly<Record<string, Trained>>;
const written = 'sgd(lr = 0.3)';

/** The program with another optimiser. */
const trained = (file: string, optimiser: string): Promise<Shown> =>
  optimiser === written ? shown(here(file)) : shownChanged(here(file), text => text.replace(written, optimiser));

function losses({ reports }: Shown, { first, last }: Trained): void {
  assert.deepEqual(reports.map(r => r.step), [0, 20]);
  for (const [k, loss] of [first, last].entries()) {
    const value = reports[k]!.values.find(v => v.name === 'loss')!.value!;
    assert.ok(Math.abs(value - loss) <= 1e-9, `loss ${value}, not ${loss}`);
  }
}

for (const [optimiser, expected] of Object.entries(numbers)) {
  test(`one relation for the weights of all layers, ${optimiser}: weights equal NumPy's to 1e-9`, async () => {
    const found = await trained('mlp.tsql', optimiser);
    losses(found, expected);
    close(found.shows.get("W[l,u,u']"), cells(expected.W), 1e-9, 'W');
    close(found.shows.get("b[l,u']"), cells(expected.b), 1e-9, 'b');
  });

  test(`a tensor for each layer, ${optimiser}: weights equal NumPy's to 1e-9`, async () => {
    const found = await trained('layers.tsql', optimiser);
    losses(found, expected);
    for (const [l, label] of ['W0[i,j]', 'W1[j,k]', 'W2[k,c]'].entries()) close(found.shows.get(label), cells(expected.W[l]), 1e-9, label);
    for (const [l, label] of ['b0[j]', 'b1[k]', 'b2[c]'].entries()) close(found.shows.get(label), cells(expected.b[l]), 1e-9, label);
  });
}
