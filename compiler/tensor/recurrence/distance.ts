// How far apart two places of a term can lie: the interval of an affine form under the term's guard.

import { addForms, type Affine, constantForm, type Indices, interval, letterIndices, scalarForm } from '../affine.ts';
import type { Scalar, Term } from '../ir.ts';
import { conjuncts } from '../simplify/guards.ts';

export type Range = readonly [least: number, greatest: number];

/** The least and greatest value of a form where the term counts; infinite where neither domains nor guards bound it. */
export function distance(form: Affine, term: Term, indices: Indices): Range {
  if (form.terms.size === 0) return [form.offset, form.offset];
  let [least, greatest] = interval(form, letterIndices(term), indices) ?? [-Infinity, Infinity];
  for (const condition of conjuncts(term.where)) {
    const found = bounds(condition, form);
    if (found) [least, greatest] = [Math.max(least, found[0]), Math.min(greatest, found[1])];
  }
  return [least, greatest];
}

const atMost: Readonly<Record<string, (rest: number) => Range>> = {
  lt: rest => [-Infinity, rest - 1], le: rest => [-Infinity, rest], gt: rest => [rest + 1, Infinity], ge: rest => [rest, Infinity], eq: rest => [rest, rest],
};
const mirrored: Readonly<Record<string, string>> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le', eq: 'eq' };

/** What a comparison of affine forms says of this form, if it is one of the same letters in the same measure. */
function bounds(condition: Scalar, form: Affine): Range | null {
  if (condition.kind !== 'call' || !mirrored[condition.op]) return null;
  const [left, right] = condition.args.map(scalarForm);
  if (!left || !right) return null;
  const difference = addForms(left, right, -1);
  for (const sign of [1, -1] as const) {
    // difference = sign · form + rest, so that  difference op 0  is  form op −sign · rest
    const rest = addForms(difference, form, -sign);
    if (rest.terms.size === 0) return atMost[sign === 1 ? condition.op : mirrored[condition.op]!]!(addForms(constantForm(0), rest, -sign).offset);
  }
  return null;
}
