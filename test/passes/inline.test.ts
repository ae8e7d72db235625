// Elementwise equations in what reads them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { flatDefinitions } from '../../compiler/tensor/equations.ts';
import { inline } from '../../compiler/tensor/inline.ts';
import { arg, call, letter, number, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import { Builder, term } from '../calculus/build.ts';
import { showing } from '../recurrence/programs.ts';
import { assertSame } from '../recurrence/same.ts';

const sum = (a: Scalar, b: Scalar): Scalar => call('add', a, b);
const times = (a: Scalar, b: Scalar): Scalar => call('mul', a, b);
const names = (p: Program): readonly string[] => flatDefinitions(p).map(d => d.bind);

/** The program with equations whose name has a number marked as serving the one without it. */
function serving(p: Program): Program {
  const source = (name: string): string => name.replace(/_\d+$/, '');
  return { ...p, definitions: p.definitions.map(d => (d.kind === 'equation' ? { ...d, source: source(d.bind) } : d)) };
}

function assertInlined(b: Builder, shown: string, left: readonly string[], options = { keepNamed: true }): Program {
  const before = serving(showing(b, shown));
  const after = inline(before, options);
  assertSame(before, after, b.data, [shown]);
  assert.deepEqual(names(after), left);
  return after;
}

test('what serves a reduction is computed in it', () => {
  const b = new Builder({ s: 4, j: 3 }).input('x[s,j]', { missing: 0.3 }).input('y[s,j]').input('m[s]')
    .define('f_1[s,j]', 'only', term('x[s,j] y[s,j] m[s]', call('exp', call('sub', times(call('tanh', arg(0)), call('sqrt', times(arg(1), arg(1)))), times(arg(2), call('tanh', arg(2)))))))
    .define('f[s]', 'mean', term('f_1[s,j]', arg(0)));
  assertInlined(b, 'f', ['f']);
});

test('what the user has named stays, unless it need not', () => {
  const b = new Builder({ s: 4 }).input('x[s]').define('h[s]', 'only', term('x[s]', times(arg(0), arg(0)))).define('f', 'sum', term('h[s]', arg(0), { out: '' }), { axes: '' });
  assertInlined(b, 'f', ['h', 'f']);
  assertInlined(b, 'f', ['f'], { keepNamed: false });
});

test('what is dear is not computed once more for each cell of a larger tensor', () => {
  const b = new Builder({ s: 4, j: 3 }).input('x[s]').input('y[s,j]').input('z[s]')
    .define('f_1[s]', 'only', term('x[s] z[s]', call('exp', call('tanh', call('exp', call('tanh', sum(arg(0), arg(1))))))))
    .define('f[s,j]', 'only', term('f_1[s] y[s,j]', times(arg(0), arg(1))));
  assertInlined(b, 'f', ['f_1', 'f']);
});

test('two reads, optional reads, reductions and carried, bounding or shown tensors stay', () => {
  const b = new Builder({ s: 4, r: 4 }).input('x[s]', { missing: 0.3 }).input('z[s]')
    .define('f_1[s]', 'only', term('x[s] z[s]', call('exp', call('tanh', call('exp', call('tanh', sum(arg(0), arg(1))))))))
    .define('f_2[s]', 'only', term('x[s] z[s]', call('exp', times(arg(0), arg(1)))))
    .define('f_3[s]', 'sum', term('x[r] z[s]', times(arg(0), arg(1)), { out: 's' }))
    .define('f[s]', 'only', term('f_1[s] f_1[3-s] f_2[s]? f_3[s]', sum(times(arg(0), arg(1)), sum(call('coalesce', arg(2), number(1)), arg(3)))));
  assertInlined(b, 'f', ['f_1', 'f_2', 'f_3', 'f']);
  const shown = serving(b.program());
  assert.deepEqual(inline(shown), shown);
});

test('guards are kept, and coordinates are put in', () => {
  const b = new Builder({ s: 8, u: 4, d: 2 }).input('x[s]').input('w[d]')
    .define('f_1[s]', 'only', term('x[s]', times(arg(0), letter('s')), { where: call('gt', arg(0), number(0)) }))
    .define('f[u]', 'sum', term('f_1[2*u+d] w[d]', times(arg(0), arg(1)), { out: 'u' }));
  assertInlined(b, 'f', ['f']);
});

test('a sum over what holds a fill sees the fill', () => {
  const b = new Builder({ s: 5, j: 3 }).input('x[s,j]', { missing: 0.6 })
    .define('f_1[s,j]', 'sum', term('x[s,j]', arg(0)))
    .define('f[s]', 'sum', term('f_1[s,j]', sum(arg(0), number(1))));
  const before = serving(showing(b, 'f'));
  assertSame(before, inline(before), b.data, ['f']);
});
