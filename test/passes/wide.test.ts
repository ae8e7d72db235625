// Equations that read very many tensors, made in parts.

import assert from 'node:assert/strict';
import test from 'node:test';
import { flatDefinitions } from '../../compiler/tensor/equations.ts';
import { arg, call, computed, letter, number, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { splitWide } from '../../compiler/tensor/wide.ts';
import { Builder, type Draft, term } from '../calculus/build.ts';
import { assertSame } from '../recurrence/same.ts';

const reads = (p: Program): readonly number[] => flatDefinitions(p).flatMap(d => (d.kind === 'equation' ? [d.terms.reduce((n, t) => n + t.args.length, 0)] : []));
const several = (count: number, options: Parameters<Builder['input']>[1] = {}): Builder => {
  const b = new Builder({ i: 3, j: 2 });
  for (let k = 0; k < count; k++) b.input(k % 2 ? `v${k}[i]` : `v${k}[i,j]`, { type: { kind: 'int' }, value: (...at) => ((k + at[0]!) % 5) - 2, ...options });
  return b;
};
const all = (count: number): string => Array.from({ length: count }, (_, k) => (k % 2 ? `v${k}[i]` : `v${k}[i,j]`)).join(' ');
const chain = (count: number, of: (k: number) => Scalar): Scalar => Array.from({ length: count }, (_, k) => of(k)).reduce((a, b) => call('add', a, b));

function assertSplit(b: Builder): Program {
  const after = splitWide(b.program());
  assertSame(b.program(), after, b.data);
  assert.ok(Math.max(...reads(after)) <= 20, `one of ${reads(after).join(', ')}`);
  return after;
}

test('a long sum, with rows missing, is made in parts', () => {
  const b = several(40, { missing: 0.02 }).define('y[i,j]', 'only', term(all(40), chain(40, arg)), { type: { kind: 'int' } }).define('z[i]', 'sum', term(all(40), call('mul', number(2), chain(40, k => call('abs', arg(k)))), { where: call('le', letter('j'), letter('i')) }));
  const after = assertSplit(b);
  assert.ok(reads(after).length > 6);
});

test('what may be missing stays where that is tolerated', () => {
  const b = several(30, { missing: 0.3 });
  const optional = all(30).split(' ').map(r => `${r}?`).join(' ');
  b.define('y[i,j]', 'only', term(optional, chain(30, k => call('coalesce', arg(k), number(k)))))
    .define('z[i,j]', 'only', term(optional, call('coalesce', chain(30, arg), number(1))));
  const after = splitWide(b.program());
  assertSame(b.program(), after, b.data);
  assert.deepEqual(flatDefinitions(after).filter(d => d.bind.startsWith('z')).map(d => d.bind), ['z']);
});

test('what places are computed from goes along', () => {
  const b = several(20).input('at[i]', { type: { kind: 'int' }, value: i => 2 - i });
  const draft = term(`at[i] ${all(20)}`, chain(20, k => arg(k + 1)));
  b.define('y[i,j]', 'only', { ...draft, args: draft.args.map((a, k) => (k === 3 || k === 17 ? { ...a, at: [computed(arg(0)), ...a.at.slice(1)] } : a)) }, { type: { kind: 'int' } });
  assertSplit(b);
});

test('very many terms are put together in groups', () => {
  const drafts = (count: number): readonly Draft[] => Array.from({ length: count }, (_, k) => term(k % 2 ? `v${k}[i]` : `v${k}[i,j]`, arg(0)));
  const b = several(70, { missing: 0.2 })
    .define('y[i]', 'sum', drafts(70)).define('m[i]', 'max', drafts(70)).define('n[i]', 'min', drafts(30), { fill: null })
    .define('o[i,j]', 'only', Array.from({ length: 6 }, (_, n) => term(all(6), chain(6, arg), { out: 'i,j', where: call('and', call('eq', letter('i'), { kind: 'literal', value: n % 3, type: 'int' }), call('eq', letter('j'), { kind: 'literal', value: n < 3 ? 0 : 1, type: 'int' })) })))
    .define('a[i]', 'mean', drafts(70));
  const after = splitWide(b.program());
  assertSame(b.program(), after, b.data);
  for (const d of flatDefinitions(after)) if (d.kind === 'equation' && d.bind !== 'a') assert.ok(d.terms.reduce((n, t) => n + t.args.length, 0) <= 20, d.bind);
});

test('what is not wide is not touched', () => {
  const b = several(4).define('y[i,j]', 'only', term(all(4), chain(4, arg)));
  const program = b.program();
  assert.equal(splitWide(program), program);
});
