// Derivatives of every example that trains, by every weight, away from where training starts: gradients and products of the Hessian with
// a vector against central differences; forward products, backward products and gradients against each other; and the program that
// `tsql grad` prints against the one that it is printed from. All are worked out by the evaluator.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check } from '../../compiler/check/check.ts';
import { expand } from '../../compiler/expand/expand.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { gradientStage, runPasses } from '../../compiler/pipeline.ts';
import { evaluate, TensorValue } from '../../compiler/tensor/evaluate.ts';
import type { Carried, Program } from '../../compiler/tensor/ir.ts';
import { order } from '../../compiler/tensor/order.ts';
import { always } from '../../compiler/standard.ts';
import { lettersOf, reduced, type Variant, withOpened } from './opened.ts';

interface Trained {
  readonly file: string;
  /** what is minimised, or the part of it that has a second derivative worth looking at */
  readonly loss: string;
  /** what the weights make, and the loss is made of: the other end of forward and backward products */
  readonly made: string;
}

const nets: readonly Trained[] = [
  { file: 'linear.tsql', loss: 'loss', made: 'yhat[s]' },
  { file: 'logistic.tsql', loss: 'loss', made: 'logit[s]' },
  { file: 'mlp.tsql', loss: 'loss', made: 'logit[s,c]' },
  { file: 'autoencoder.tsql', loss: 'loss', made: 'logit[s,u]' },
  { file: 'convnet.tsql', loss: 'loss', made: 'logit[s,c]' },
  { file: 'gcn.tsql', loss: 'loss', made: 'logit[n,c]' },
  { file: 'gru.tsql', loss: 'loss', made: 'yhat[s]' },
  { file: 'transformer.tsql', loss: 'loss', made: 'logit[w,p,v]' },
  { file: 'factorisation.tsql', loss: 'loss', made: 'pred[r]' },
];

const h = 1e-5;

const numbers = (value: TensorValue): number[] => [...value.rows.values()].map(c => c.value as number);

function near(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${actual}, not ${expected}`);
}

/** `W[l,u,u']` with so many primes more: apart from the letters of what is made, and from those of another copy. */
const written = (meaning: Program, w: Carried, more: number): { letters: string; read: string } => {
  const letters = lettersOf(meaning, w.axes, more);
  return { letters, read: `${w.label}${letters}` };
};

/** Equations for the gradient, products with the Hessian along the weight as it is, and both products with the Jacobian of what is made. */
function derivatives(meaning: Program, { loss, made }: Trained, weights: readonly Carried[]): string {
  const [, name, inner] = /^(\w+)\[(.*)\]$/.exec(made)!;
  const lines = [`t_r[${inner}] = grad(${loss}, ${made})`];
  const totalled = (letters: string, e: string): string => (letters === '' ? e : `sum${letters}(${e})`);
  weights.forEach((w, k) => {
    const { letters, read } = written(meaning, w, 4);
    const other = written(meaning, w, 2);
    lines.push(
      `t_g${k}${letters} = grad(${loss}, ${read})`,
      `t_v${k}${letters} = stop(${read})`,
      `t_h${k}${letters} = grad(${totalled(other.letters, `t_v${k}${other.letters} * grad(${loss}, ${other.read})`)}, ${read})`,
      `t_j${k}[${inner}] = ${totalled(other.letters, `grad(${name}[${inner}], ${other.read}) * t_v${k}${other.letters}`)}`,
      `t_b${k}${letters} = sum[${inner}](t_r[${inner}] * grad(${made}, ${read}))`,
    );
  });
  return lines.join('\n');
}

/** The weights, no two alike, not where training starts. */
const moved = (value: TensorValue): TensorValue => TensorValue.of([...value.rows.values()].map((c, k) => ({ at: c.at, value: (c.value as number) + 0.05 * Math.sin(1 + k) })));

const variantOf = (file: string, add = ''): Variant => {
  const { change = (text: string) => text, ...rest } = reduced[file] ?? {};
  return { ...rest, change: text => `${change(text)}\n${add}\n` };
};

const isWeight = (w: Carried): boolean => !w.label.includes(' of ') && !/\.adam\.|adam_/.test(w.label);

for (const net of nets) {
  const { file } = net;
  test(`${file}: gradients, Hessian products, forward and backward products, by every weight`, async () => {
    const lines = await withOpened(file, variantOf(file), async ({ meaning }) => derivatives(meaning, net, meaning.carried.filter(isWeight)));
    await withOpened(file, variantOf(file, lines), async ({ meaning, data }) => {
      const weights = meaning.carried.filter(isWeight);
      const samples = weights.length > 6 ? 2 : 5;
      const starts = evaluate(meaning, data, { only: weights.map(w => w.tensor) });
      const base = new Map([...data, ...weights.map(w => [w.tensor, moved(starts.get(w.tensor)!)] as const)]);
      const all = weights.flatMap((_, k) => ['g', 'h', 'j', 'b'].map(kind => `t_${kind}${k}`));
      const found = evaluate(meaning, base, { only: [...all, 't_r'] });
      const r = found.get('t_r')!;
      weights.forEach((w, k) => {
        const [g, hv, j, b] = ['g', 'h', 'j', 'b'].map(kind => found.get(`t_${kind}${k}`)!) as [TensorValue, TensorValue, TensorValue, TensorValue];
        const value = base.get(w.tensor)!;
        const cells = [...value.rows.values()];
        // one number three ways: (r J) v, r (J v), g v
        const along = (t: TensorValue): number => cells.reduce((sum, c) => sum + (c.value as number) * ((t.get(...c.at) as number | undefined) ?? 0), 0);
        const forward = [...r.rows.values()].reduce((sum, c) => sum + (c.value as number) * ((j.get(...c.at) as number | undefined) ?? 0), 0);
        near(along(b), forward, 1e-9, `${w.label}: backward against forward`);
        if (net.file !== 'logistic.tsql') for (const c of b.rows.values()) near(c.value as number, (g.get(...c.at) as number | undefined) ?? 0, 1e-9, `${w.label}[${c.at.join()}]: backward against gradient`);
        const changed = (change: (v: number, n: number) => number, only: readonly string[]): ReadonlyMap<string, TensorValue> =>
          evaluate(meaning, new Map([...base, [w.tensor, TensorValue.of(cells.map((c, n) => ({ at: c.at, value: change(c.value as number, n) })))]]), { only });
        const [up, down] = [1 + h, 1 - h].map(by => changed(v => by * v, [`t_g${k}`]).get(`t_g${k}`)!);
        const stride = Math.max(1, Math.floor(cells.length / samples));
        let counted = 0;
        for (let n = Math.floor(stride / 2); n < cells.length; n += stride) {
          const { at } = cells[n]!;
          const loss = (by: number): number => numbers(changed((v, m) => (m === n ? v + by : v), [net.loss]).get(net.loss)!)[0]!;
          const slope = (loss(h) - loss(-h)) / (2 * h);
          near((g.get(...at) as number | undefined) ?? 0, slope, 1e-6, `gradient by ${w.label}[${at.join()}]`);
          const curve = (((up!.get(...at) as number | undefined) ?? 0) - ((down!.get(...at) as number | undefined) ?? 0)) / (2 * h);
          near((hv.get(...at) as number | undefined) ?? 0, curve, 1e-4, `Hessian product by ${w.label}[${at.join()}]`);
          if (slope !== 0) counted++;
        }
        assert.ok(counted > 0, `${w.label}: no cell that was looked at changes anything`);
      });
    });
  });

  test(`${file}: the backward program is a program, starts from the same weights, and has the same gradient`, async () => {
    // It is the gradient over all rows that is printed; what is drawn at every step has another name there, so other draws: nothing is.
    const { change, ...rest } = variantOf(file);
    await withOpened(file, { ...rest, change: text => change!(text).replace(/ batch \w+ by \d+/, '').replace('~ normal(0, 0.2)', '~ normal(0, 0)').replace('rate = 0.2', 'rate = 0') }, async ({ compiled, meaning, data, catalog }) => {
      const text = compiled.gradient();
      const gradients = /^-- The gradient: (.*)\. Every/.exec(text)![1]!.split(', ');
      const weights = meaning.carried.filter(isWeight);
      assert.ok(gradients.length >= weights.length);
      const { module, diagnostics } = parse({ file: 'backward.tsql', text });
      assert.deepEqual(diagnostics, []);
      const checked = check(expand(module, {}).module, { catalog, library: always, settings: {}, steps: null, seed: null });
      assert.deepEqual(checked.diagnostics.filter(d => d.severity === 'error').map(d => `${d.code}: ${d.message}`), []);
      const printed = order(runPasses(checked.program!, gradientStage).program);
      const starts = evaluate(meaning, data, { only: weights.map(w => w.tensor) });
      const begun = evaluate(printed, data, { only: weights.map(w => w.tensor), counters: new Map([['seed', meaning.training[0]!.seed]]) });
      for (const w of weights) for (const c of starts.get(w.tensor)!.rows.values()) near(begun.get(w.tensor)!.get(...c.at) as number, c.value as number, 1e-12, `${w.label}[${c.at.join()}] starts`);
      const base = new Map([...data, ...weights.map(w => [w.tensor, moved(starts.get(w.tensor)!)] as const)]);
      const [expected, found] = [meaning, printed].map(p => evaluate(p, base, { only: gradients }));
      for (const g of gradients) {
        assert.ok(expected!.get(g)!.rows.size > 0);
        for (const c of expected!.get(g)!.rows.values()) near((found!.get(g)!.get(...c.at) as number | undefined) ?? 0, c.value as number, 1e-9, `${g}[${c.at.join()}]`);
      }
    });
  });
}
