// Comparing what programs mean: every cell of every tensor, missing ones included.

import assert from 'node:assert/strict';
import { evaluate, type TensorValue } from '../../compiler/tensor/evaluate.ts';
import { signatures } from '../../compiler/tensor/equations.ts';
import type { Program } from '../../compiler/tensor/ir.ts';
import { verify } from '../../compiler/tensor/verify.ts';

type Cells = Readonly<Record<string, number | boolean | string | undefined>>;

/** The value of every cell of a tensor over indices of known size; undefined where there is none. */
export function cellsOf(program: Program, tensor: string, value: TensorValue): Cells {
  const { axes } = signatures(program).get(tensor)!;
  const places = axes.reduce<readonly (readonly number[])[]>((cells, axis) => {
    const { domain } = program.indices.find(i => i.name === axis.index)!;
    assert.equal(domain.kind, 'range');
    const keys = domain.kind === 'range' ? Array.from({ length: domain.size }, (_, k) => domain.lo + k) : [];
    return cells.flatMap(c => keys.map(k => [...c, k]));
  }, [[]]);
  return Object.fromEntries(places.map(at => [at.join(','), value.get(...at)]));
}

/** Asserts that two programs, each well formed, give the same cells in these tensors (left out: all that both have). */
export function assertSame(before: Program, after: Program, data: ReadonlyMap<string, TensorValue>, tensors?: readonly string[]): void {
  verify(after, 'the pass');
  const wanted = tensors ?? [...signatures(before).keys()].filter(name => signatures(after).has(name));
  const [a, b] = [evaluate(before, data, { only: wanted }), evaluate(after, data, { only: wanted })];
  for (const name of wanted) {
    const [x, y] = [cellsOf(before, name, a.get(name)!), cellsOf(after, name, b.get(name)!)];
    for (const at of Object.keys(x)) {
      const [p, q] = [x[at], y[at]];
      const equal = typeof p === 'number' && typeof q === 'number' ? Object.is(p, q) || Math.abs(p - q) <= 1e-9 * Math.max(1, Math.abs(p)) : p === q;
      assert.ok(equal, `${name}[${at}] is ${String(p)} before and ${String(q)} after`);
    }
  }
}
