// Derivatives in the examples against central differences, both worked out by the evaluator: of the losses by the weights, away from
// where training starts, and of the formulas that the examples differentiate themselves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noSpan } from '../../compiler/source.ts';
import { evaluate, type Key, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { type Input, type Program, real } from '../../compiler/tensor/ir.ts';
import { axesOf } from '../lower/duckdb.ts';
import { reduced, type Variant, withOpened } from './opened.ts';

interface Derivative {
  readonly file: string;
  /** makes it smaller */
  readonly change?: (text: string) => string;
  /** declares the gradient where the example has none of that name */
  readonly add?: string;
  readonly of: string;
  readonly by: string;
  readonly gradient: string;
  /** where `of` is read for a cell of `by` */
  readonly seed?: (cell: readonly Key[]) => readonly Key[];
  /** looks at every cell: few of them matter */
  readonly all?: boolean;
}

/** The program with a tensor given as data where it was defined: a derivative does not follow its definition, nor may a difference. */
function given(program: Program, tensor: string): Program {
  if ([...program.inputs, ...program.carried].some(x => x.tensor === tensor)) return program;
  const definitions = program.definitions.flatMap((d): Program['definitions'] => {
    if (d.kind !== 'recurrence') return d.bind === tensor ? [] : [d];
    const equations = d.equations.filter(e => e.bind !== tensor);
    return equations.length > 0 ? [{ ...d, equations }] : [];
  });
  const input: Input = { tensor, axes: axesOf(program, tensor), type: real, full: false, load: { kind: 'literal', rows: [] }, span: noSpan };
  return { ...program, definitions, inputs: [...program.inputs, input] };
}

const first = (cell: readonly Key[]): readonly Key[] => cell.slice(0, 1);

const derivatives: readonly Derivative[] = [
  { file: 'linear.tsql', add: 'dw[k] = grad(loss, w[k])\nshow dw[k]', of: 'loss', by: 'w', gradient: 'dw' },
  { file: 'linear.tsql', add: 'db = grad(loss, b)\nshow db', of: 'loss', by: 'b', gradient: 'db' },
  { file: 'logistic.tsql', of: 'loss', by: 'w', gradient: 'slope' },
  { file: 'logistic.tsql', add: 'db = grad(loss, b)\nshow db', of: 'loss', by: 'b', gradient: 'db' },
  { file: 'mlp.tsql', add: "dW[l,u,u'] = grad(loss, W[l,u,u'])\nshow dW[l,u,u']", of: 'loss', by: 'W', gradient: 'dW' },
  { file: 'mlp.tsql', add: "db[l,u'] = grad(loss, b[l,u'])\nshow db[l,u']", of: 'loss', by: 'b', gradient: 'db' },
  { file: 'descent.tsql', change: text => text.replace('t = 200', 't = 12'), add: 'da[t] = grad(loss[t], a[t])\nshow da[t]', of: 'loss', by: 'a', gradient: 'da', seed: first },
  { file: 'options.tsql', of: 'price', by: 'spot', gradient: 'delta', seed: first },
  { file: 'options.tsql', of: 'delta', by: 'spot', gradient: 'gamma', seed: first },
  { file: 'options.tsql', of: 'price', by: 'sigma', gradient: 'vega', seed: first },
  { file: 'options.tsql', of: 'delta', by: 'sigma', gradient: 'vanna', seed: first },
  { file: 'paths.tsql', of: 'total', by: 'km', gradient: 'uses', all: true },
  { file: 'poisson.tsql', of: 'loss', by: 'b', gradient: 'g', seed: first },
  { file: 'newton.tsql', of: 'loss', by: 'th', gradient: 'g', seed: first },
  { file: 'weather.tsql', of: 'e', by: 'T', gradient: 'slope', seed: first },
  { file: 'weather.tsql', of: 'wind', by: 'u', gradient: 'dwdu', seed: first },
  { file: 'kmeans.tsql', add: "dc[t,k,d] = grad(spread[t], c[t,k,d])\nshow dc[t,k,d]", of: 'spread', by: 'c', gradient: 'dc', seed: first },
  { file: 'pca.tsql', add: "dC[k,k'] = grad(lambda1, C[k,k'])\nshow dC[k,k']", of: 'lambda1', by: 'C', gradient: 'dC' },
];

const step = 1e-5;
const tolerance = 1e-6;
const samples = 12;

for (const { file, change: smaller, add, of, by, gradient, seed = () => [], all = false } of derivatives) {
  test(`${file}: the derivative of ${of} by ${by} is what differences say`, async () => {
    const { change = (text: string) => text, ...rest }: Variant = smaller ? { change: smaller } : reduced[file] ?? {};
    const variant: Variant = { ...rest, change: text => `${change(text)}\n${add ?? ''}\n` };
    await withOpened(file, variant, async ({ meaning: whole, data }) => {
      const start = evaluate(whole, data, { only: [by] }).get(by)!;
      const meaning = given(whole, by);
      // Away from where training starts, with no two cells alike; what is computed or measured is taken as it is.
      const shifted = meaning.carried.some(c => c.tensor === by) ? 0.05 : 0;
      const cells = [...start.rows.values()].map((c, k) => ({ at: c.at, value: (c.value as number) + shifted * Math.sin(1 + k) }));
      assert.ok(cells.length > 0);
      const base = new Map([...data, [by, TensorValue.of(cells)]]);
      const slopes = evaluate(meaning, base, { only: [gradient] }).get(gradient)!;
      const stride = all ? 1 : Math.max(1, Math.floor(cells.length / samples));
      let moved = 0;
      for (let k = Math.floor(stride / 2); k < cells.length; k += stride) {
        const cell = cells[k]!;
        const slope = slopes.get(...cell.at);
        if (slope === undefined) continue;
        const at = (delta: number): number => {
          const changed = TensorValue.of(cells.map((c, n) => (n === k ? { at: c.at, value: c.value + delta } : c)));
          return evaluate(meaning, new Map([...base, [by, changed]]), { only: [of] }).get(of)!.get(...seed(cell.at)) as number;
        };
        const h = step * Math.max(1, Math.abs(cell.value));
        const difference = (at(h) - at(-h)) / (2 * h);
        assert.ok(Math.abs(difference - (slope as number)) <= tolerance * Math.max(1, Math.abs(difference)), `${gradient}[${cell.at.join(', ')}] is ${String(slope)}, differences say ${difference}`);
        if (difference !== 0) moved++;
      }
      assert.ok(moved > 0, 'no cell that was looked at changes anything');
    });
  });
}
