// Simplification keeps every value and every missing cell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { evaluate } from '../../compiler/tensor/evaluate.ts';
import { boolean, call, int, integer, key, letter, number, type Program, type Scalar } from '../../compiler/tensor/ir.ts';
import type { OpName } from '../../compiler/tensor/ops.ts';
import { printEquation } from '../../compiler/tensor/print.ts';
import { prune } from '../../compiler/tensor/prune.ts';
import { share } from '../../compiler/tensor/share.ts';
import { simplify } from '../../compiler/tensor/simplify.ts';
import { verify } from '../../compiler/tensor/verify.ts';
import { a, Builder, n, term } from './build.ts';

const passes = [['simplify', simplify], ['share', share], ['prune', prune], ['simplify again', simplify]] as const;

/** Every tensor of the program has the same cells after each pass; values agree where they are finite. */
function same(builder: Builder, tolerance = 1e-9): void {
  let program: Program = builder.program();
  verify(program, 'build');
  const before = evaluate(program, builder.data);
  for (const [name, pass] of passes) {
    program = pass(program);
    verify(program, name);
    const after = evaluate(program, builder.data);
    for (const show of builder.program().definitions) {
      assert(show.kind === 'equation');
      const original = before.get(show.bind)!, found = after.get(program.shows.find(s => s.label === show.bind)!.tensor)!;
      for (const cell of cells(builder, show.bind)) {
        const [x, y] = [original.get(...cell), found.get(...cell)];
        const equal = x === y || (typeof x === 'number' && typeof y === 'number' && (!Number.isFinite(x) || Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(x))));
        if (!equal) assert.fail(`${show.bind}[${cell.join(', ')}] is ${x}, after ${name} ${y}\n${program.definitions.map(d => (d.kind === 'equation' ? printEquation(d) : '')).join('\n')}`);
      }
    }
  }
}

function cells(builder: Builder, tensor: string): readonly (readonly number[])[] {
  const d = builder.definitions.find(x => x.kind === 'equation' && x.bind === tensor);
  assert(d?.kind === 'equation');
  return d.axes.reduce<readonly (readonly number[])[]>((all, axis) => {
    const domain = builder.indices.find(i => i.name === axis.index)!.domain;
    assert(domain.kind === 'range');
    return all.flatMap(head => Array.from({ length: domain.size }, (_, k) => [...head, domain.lo + k]));
  }, [[]]);
}

// ------------------------------------------------------------------ random scalars

/** Sums of products of small dyadic numbers: exact, so that comparing them does not depend on the order of operations. */
const exact = (leaf: fc.Arbitrary<Scalar>): fc.Arbitrary<Scalar> => fc.letrec<{ e: Scalar }>(tie => ({
  e: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf,
    fc.tuple(fc.constantFrom<OpName>('add', 'sub', 'mul'), tie('e'), tie('e')).map(([op, x, y]) => call(op, x, y)),
    tie('e').map(x => call('neg', x))),
})).e;

const condition = (leaf: fc.Arbitrary<Scalar>, optional: fc.Arbitrary<Scalar>): fc.Arbitrary<Scalar> => fc.letrec<{ c: Scalar }>(tie => ({
  c: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    fc.tuple(fc.constantFrom<OpName>('eq', 'ne', 'lt', 'le', 'gt', 'ge'), exact(leaf), exact(leaf)).map(([op, x, y]) => call(op, x, y)),
    fc.boolean().map(boolean), optional.map(x => call('present', x)),
    fc.tuple(fc.constantFrom<OpName>('and', 'or'), tie('c'), tie('c')).map(([op, x, y]) => call(op, x, y)),
    tie('c').map(x => call('not', x))),
})).c;

const value = (leaf: fc.Arbitrary<Scalar>, optional: fc.Arbitrary<Scalar>): fc.Arbitrary<Scalar> => fc.letrec<{ v: Scalar }>(tie => ({
  v: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf,
    fc.tuple(fc.constantFrom<OpName>('add', 'sub', 'mul', 'mul'), tie('v'), tie('v')).map(([op, x, y]) => call(op, x, y)),
    // divisors and exponents that keep everything finite: the rules promise nothing else
    fc.tuple(tie('v'), tie('v')).map(([x, y]) => call('div', x, call('add', number(1), call('exp', call('sin', y))))),
    fc.tuple(tie('v'), fc.constantFrom<Scalar>(number(2), number(-4), integer(3), number(0.5), call('neg', call('exp', number(0.5))))).map(([x, y]) => call('div', x, y)),
    fc.tuple(fc.constantFrom(1, 2, -0.5), tie('v')).map(([c, x]) => call('div', number(c), call('exp', call('tanh', x)))),
    fc.tuple(fc.constantFrom<OpName>('neg', 'tanh', 'abs', 'stop', 'sin'), tie('v')).map(([op, x]) => call(op, x)),
    tie('v').map(x => call('log', call('exp', call('tanh', x)))),
    fc.tuple(tie('v'), fc.constantFrom(0, 1, 2, 3)).map(([x, k]) => call('pow', x, number(k))),
    fc.tuple(condition(leaf, optional), tie('v'), tie('v')).map(([c, x, y]) => call('if', c, x, y)),
    fc.tuple(tie('v'), tie('v')).map(([x, y]) => call('coalesce', x, y)),
    condition(leaf, optional).map(c => call('iverson', c))),
})).v;

const literal = fc.constantFrom(0, 1, -1, 2, 0.5, -0.25, 3).map(number);
const small = (k: number): number => [-1, -0.5, 0, 0.5, 1, 2, -2, 0.25][k % 8]!;

test('random scalars simplify to equal ones, missing operands included', () => {
  const leaf = fc.oneof(literal, fc.constantFrom<Scalar>(a(0), a(1), a(2), a(3), letter('i'), integer(1), integer(2)));
  const optional = fc.constantFrom<Scalar>(a(2), a(3));
  fc.assert(fc.property(value(leaf, optional), body => {
    same(new Builder({ i: 8 }).input('x[i]', { value: small }).input('k[i]', { type: int, value: i => i - 3 })
      .input('p[i]', { value: i => (i % 3 === 0 ? null : small(i + 2)) }).input('q[i]', { type: int, value: i => (i % 2 === 0 ? null : i) })
      .define('y[i]', 'only', term('x[i] k[i] p[i]? q[i]?', call('mul', number(1), body)))
      .define('z', 'sum', term('x[i] k[i] p[i]? q[i]?', call('mul', number(1), body))), 1e-7);
  }), { numRuns: 400 });
});

test('random terms keep their combinations: guards, shifts, optional and sparse reads, every reduction', () => {
  const leaf = fc.oneof(literal, fc.constantFrom<Scalar>(a(0), a(1), a(2), letter('i'), letter('j')));
  const affine = fc.oneof(fc.constantFrom<Scalar>(letter('i'), letter('j'), letter("i'")), fc.integer({ min: -1, max: 4 }).map(integer), fc.constantFrom<Scalar>(call('add', letter('i'), integer(1)), call('sub', letter('j'), letter('i')), call('mul', integer(2), letter("i'"))));
  const guard = fc.oneof(fc.tuple(fc.constantFrom<OpName>('eq', 'eq', 'le', 'lt', 'ne', 'ge'), affine, affine).map(([op, x, y]) => call(op, x, y)), condition(leaf, fc.constant(a(2))));
  const where = fc.array(guard, { maxLength: 3 }).map(g => (g.length ? g.reduce((x, y) => call('and', x, y)) : null));
  const reads = fc.tuple(fc.constantFrom('A[i,j]', 'A[j,i]', "A[i',j]", 'A[i+1,j]', 'A[i,2]'), fc.constantFrom('x[i]', 'x[j]', "x[i']", 'x[i+j]'), fc.constantFrom('s[i]?', 's[j]?', "s[i']?", 'S[i,j]', 's[i]', 's[j-1]?')).map(r => r.join(' '));
  const out = fc.constantFrom('i', 'j', "i'", 'i+1', '1', 'j-i', '{3}');
  const reduce = fc.constantFrom('sum', 'sum', 'sum', 'mean', 'max', 'min', 'prod', 'any', 'count') as fc.Arbitrary<'sum' | 'mean' | 'max' | 'min' | 'prod' | 'any' | 'count'>;
  const one = fc.tuple(reads, exact(leaf), fc.tuple(fc.constantFrom<OpName>('mul', 'add', 'if', 'coalesce'), condition(leaf, fc.constant(a(2)))), where, out);
  fc.assert(fc.property(reduce, fc.array(one, { minLength: 1, maxLength: 3 }), (how, drafts) => {
    const builder = new Builder({ i: 4, j: 3 }, 2)
      .input('A[i,j]', { value: (i, j) => small(i + 2 * j) }).input('x[i]', { value: small }).input('s[i]', { value: i => (i === 1 ? null : small(i + 1)) }).input('S[i,j]', { missing: 0.4, value: (i, j) => small(i * j) })
      .input('t[i]', { type: key('i'), value: i => (3 * i) % 4 });
    const terms = drafts.map(([r, body, [op, c], g, o]) => {
      const whole = op === 'if' ? call('if', c, body, a(2)) : op === 'coalesce' ? call('coalesce', a(2), body) : op === 'mul' ? call('mul', call('iverson', c), body) : body;
      const outside = how === 'any' ? call('gt', whole, n(0)) : call('mul', n(1), whole);
      return term(`${r} t[i]`, outside, { out: o, ...(g === null ? {} : { where: g }) });
    });
    builder.define('y[i]', how, terms, { ...(how === 'any' ? { type: { kind: 'bool' } as const, fill: false } : how === 'count' ? { type: int, fill: 0 } : {}) });
    same(builder);
  }), { numRuns: 400 });
});

// ------------------------------------------------------------------ forms

const simplified = (builder: Builder, tensor: string): string => {
  const d = simplify(builder.program()).definitions.find(x => x.kind === 'equation' && x.bind === tensor);
  assert(d?.kind === 'equation');
  return printEquation(d).replace(/ +--.*$/m, '');
};

test('an equality in a sum eliminates its letter', () => {
  const builder = new Builder({ i: 4, j: 4 }).input('A[i,i]').input('x[i]')
    .define('y[i]', 'sum', term("A[i,i'] x[i']", call('mul', a(0), call('mul', a(1), call('iverson', call('eq', letter('i'), letter("i'")))))));
  assert.equal(simplified(builder, 'y'), 'y[i]: real = [i] <- A[i, i] * x[i] for i else 0');
  same(builder);
});

test('a letter that only counts becomes the size of its index', () => {
  assert.equal(simplified(new Builder({ i: 4, j: 3 }).input('x[i]').define('y[i]', 'sum', term('x[i]', call('add', a(0), call('mul', number(0), letter('j'))))), 'y'), 'y[i]: real = [i] <- 3 * x[i] for i else 0');
});

test('guards that the sizes decide go, and terms that never count', () => {
  const builder = new Builder({ i: 4 }).input('x[i]').define('y[i]', 'sum', [
    term('x[i]', a(0), { where: call('ge', letter('i'), integer(0)) }),
    term('x[i]', a(0), { where: call('gt', letter('i'), integer(3)) }),
  ]);
  assert.equal(simplified(builder, 'y'), 'y[i]: real = [i] <- x[i] for i else 0');
});

test('presence is decided, and what may be missing is not dropped', () => {
  const builder = new Builder({ i: 4 }).input('x[i]').input('m[i]', { missing: 0.5 }).input('p[i]', { missing: 0.5 })
    .define('y[i]', 'only', term('x[i]? m[i]?', call('coalesce', a(0), a(1))))
    .define('z[i]', 'only', term('x[i] m[i]? p[i]?', call('if', call('or', call('present', a(1)), call('present', a(2))), call('mul', number(0), call('coalesce', a(1), a(2))), a(0))));
  assert.equal(simplified(builder, 'y'), 'y[i]: real = [i] <- x[i] for i');
  same(builder);
});
