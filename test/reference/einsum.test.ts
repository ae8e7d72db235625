// Einsum calls in NumPy's notation, translated into programs, against NumPy (einsum.py): results and gradients are equal, by DuckDB and
// by the evaluator. And calls that have no meaning, refused at a place.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { connect } from '../../runtime/index.ts';
import { byEvaluator, compiled, firstError, inDatabase } from '../conformance/calls.ts';
import { Refused, translate } from '../conformance/translate.ts';

interface Numbers { readonly shape: readonly number[]; readonly values: readonly number[] }
const cases = JSON.parse(readFileSync(path.join(import.meta.dirname, 'einsum.json'), 'utf8')) as readonly { readonly expression: string; readonly shapes: readonly (readonly number[])[]; readonly result: Numbers; readonly gradients: readonly Numbers[] }[];

const database = await connect({ path: ':memory:' });
after(() => database.close());

for (const { expression, shapes, result, gradients } of cases) {
  test(`${expression} of ${JSON.stringify(shapes)}`, async () => {
    const t = translate(expression, shapes);
    for (const [text, given] of [[t.result, [result]], [t.derivative, gradients]] as const) {
      const wanted = given.map(g => g.shape);
      const expected = given.map(g => g.values);
      const c = compiled(t, text);
      assert.equal(firstError(c), undefined, text);
      assert.deepEqual(numbers(await inDatabase(database, t, c, wanted)), expected, text);
      assert.deepEqual(numbers(byEvaluator(t, text, c, wanted, 'as written')), expected, text);
      assert.deepEqual(numbers(byEvaluator(t, text, c, wanted, 'after passes')), expected, text);
    }
  });
}

/** −0 is 0. */
const numbers = (arrays: readonly (readonly number[])[]): readonly (readonly number[])[] => arrays.map(values => values.map(v => v + 0));

test('what is written is what a person would write', () => {
  assert.equal(translate('pq,qr->pr', [[2, 3], [3, 4]]).result, [
    'index p = 2, q = 3, r = 4',
    'data x0[p,q] from table x0_cells (p = d0, q = d1, x0 = val)',
    'data x1[q,r] from table x1_cells (q = d0, r = d1, x1 = val)',
    'out[p,r] = x0[p,q] * x1[q,r]',
    'show out[p,r]',
    '',
  ].join('\n'));
  const equation = (expression: string, ...shapes: readonly (readonly number[])[]): string => /^out.*$/m.exec(translate(expression, shapes).result)![0];
  assert.equal(equation('pp->', [3, 3]), 'out = sum[p](x0[p,p])');
  assert.equal(equation('pq,qr,q->', [2, 3], [3, 4], [3]), 'out = sum[p,r](x0[p,q] * x1[q,r] * x2[q])');
  assert.equal(equation('...p,p', [2, 3], [1]), 'out[z] = sum[p](x0[z,p] * x1[0])');
});

test('calls that cannot be translated are refused at a place', () => {
  const refused = (expression: string, shapes: readonly (readonly number[])[], position: number): void =>
    assert.throws(() => translate(expression, shapes), (e: unknown) => e instanceof Refused && e.position === position, expression);
  refused('p?->p', [[2, 2]], 1);
  refused('pq->p4', [[2, 2]], 5);
  refused('p..q->p', [[2, 2]], 1);
  refused('...p...->p', [[2, 2]], 4);
  refused('p->p->p', [[2]], 4);
  refused('p,q', [[2]], 2);
  refused('p', [[2], [3]], 1);
  refused('', [], 0);
});

test('the compiler refuses the others', () => {
  const code = (expression: string, ...shapes: readonly (readonly number[])[]): string | undefined => {
    const t = translate(expression, shapes);
    const problem = firstError(compiled(t, t.result));
    assert.ok(problem && problem.span.end > problem.span.start && problem.span.end <= t.result.length, expression);
    return problem.code;
  };
  assert.equal(code('pq->p', [2, 3, 4]), 'wrong-arity');
  assert.equal(code('', [2]), 'wrong-arity');
  assert.equal(code('pqr->p', [2, 3]), 'unsized-index');
  assert.equal(code('p->pq', [2]), 'unsized-index');
  assert.equal(code('pq,qr->pr', [2, 3], [4, 2]), 'wrong-axis');
  assert.equal(code('pp->p', [2, 3]), 'wrong-axis');
  assert.equal(code('pq->pqp', [2, 3]), 'colliding-rows');
});
