// Random products, contracted along whatever path is cheapest, against the evaluator; whole numbers, so that results are equal.

import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cheapestPath, type Operand, type Query } from '../../compiler/tensor/contract/path.ts';
import { exact } from '../../compiler/tensor/contract/exact.ts';
import { greedy } from '../../compiler/tensor/contract/greedy.ts';
import { contractions } from '../../compiler/tensor/contract.ts';
import { type Access, arg, at, call, computed, type Equation, int, integer, letter, type Program, type Scalar, type Term } from '../../compiler/tensor/ir.ts';
import type { OpName } from '../../compiler/tensor/ops.ts';
import type { ReductionName } from '../../compiler/tensor/reductions.ts';

import { Builder } from '../calculus/build.ts';
import { assertSame } from '../recurrence/same.ts';

/** TSQL_SEED=… runs others; a failure names it. */
const seed = Number(process.env['TSQL_SEED'] ?? 4);

const letters = ['i', 'j', 'k', 'l', 'm'] as const;
const extents = { i: 3, j: 2, k: 3, l: 2, m: 2 };

interface Drawn {
  readonly reduce: 'sum' | 'max' | 'min' | 'any' | 'all';
  readonly operands: readonly { readonly at: readonly number[]; readonly missing: boolean; readonly optional: boolean; readonly twice: boolean; readonly gathered: boolean }[];
  readonly out: readonly number[];
  readonly scattered: boolean;
  readonly guard: readonly [number, number] | null;
  readonly factor: number | null;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  reduce: fc.constantFrom('sum', 'sum', 'max', 'min', 'any', 'all'),
  operands: fc.array(fc.record({ at: fc.uniqueArray(fc.nat(4), { maxLength: 3 }), missing: fc.boolean(), optional: fc.boolean(), twice: fc.boolean(), gathered: fc.boolean() }), { minLength: 2, maxLength: 6 }),
  out: fc.uniqueArray(fc.nat(4), { maxLength: 2 }),
  scattered: fc.boolean(),
  guard: fc.option(fc.tuple(fc.nat(4), fc.nat(4))),
  factor: fc.option(fc.nat(4)),
});

const times: Readonly<Record<Drawn['reduce'], OpName>> = { sum: 'mul', max: 'add', min: 'add', any: 'and', all: 'or' };

/** y[…] = reduce(A0 × A1 × …), in which a read may be gathered at `key`, optional, guarded, scattered. */
function programOf(d: Drawn): { readonly program: Program; readonly data: Builder['data'] } {
  const truth = d.reduce === 'any' || d.reduce === 'all';
  const b = new Builder({ ...extents, v: 4 }).input('key[i]', { type: int, value: i => (2 * i + 1) % 5 });
  const args: Access[] = [];
  const factors: Scalar[] = [];
  let keyed = -1;
  const key = (): number => { if (keyed < 0) { keyed = args.length; args.push({ tensor: 'key', at: [at('i')], optional: false }); } return keyed; };
  d.operands.forEach((o, n) => {
    const axes = o.at.map(k => letters[k]!);
    const value = truth ? (...c: number[]): boolean => (c.reduce((a, x) => a * 5 + x, n + 3) * 7) % 3 > 0 : (...c: number[]): number => ((c.reduce((a, x) => a * 3 + x, n + 1) * 13) % 7) - 3;
    b.input(`A${n}[${[...axes, ...(o.gathered ? ['v'] : [])].join(',')}]`, { missing: o.missing ? 0.3 : 0, type: truth ? { kind: 'bool' } : int, value });
    const gathered = o.gathered ? [computed(arg(key()))] : [];
    args.push({ tensor: `A${n}`, at: [...axes.map(at), ...gathered], optional: o.optional });
    const own = arg(args.length - 1);
    const there = o.optional ? call('coalesce', own, truth ? { kind: 'literal', value: d.reduce === 'any', type: 'bool' } : integer(2)) : own;
    factors.push(o.twice && !truth ? call('mul', there, there) : there);
  });
  if (d.factor !== null && !truth) factors.push(letter(letters[d.factor]!));
  const scattered = d.scattered ? [computed(arg(key()))] : [];
  const used = new Set([...d.out.map(k => letters[k]!), ...(keyed >= 0 ? ['i'] : []), ...d.operands.flatMap(o => o.at.map(k => letters[k]!)), ...(d.guard ?? []).map(k => letters[k]!), ...(d.factor !== null && !truth ? [letters[d.factor]!] : [])]);
  const term: Term = {
    letters: [...used].map(name => ({ name, index: name })), args, out: [...d.out.map(k => at(letters[k]!)), ...scattered], pick: null,
    body: factors.reduce((x, y) => call(times[d.reduce], x, y)), where: d.guard && call('le', letter(letters[d.guard[0]]!), letter(letters[d.guard[1]]!)),
  };
  const equation: Equation = {
    kind: 'equation', bind: 'y', axes: [...d.out.map(k => ({ column: letters[k]!, index: letters[k]! })), ...scattered.map(() => ({ column: 'v', index: 'v' }))],
    type: truth ? { kind: 'bool' } : int, reduce: d.reduce as ReductionName, terms: [term], fill: d.reduce === 'sum' ? 0 : null, within: null, source: 'y', span: b.program().inputs[0]!.span,
  };
  return { program: { ...b.program(), definitions: [equation] }, data: b.data };
}

test('whatever path is taken, the result is the same', () => {
  let split = 0;
  fc.assert(fc.property(drawn, d => {
    const { program, data } = programOf(d);
    const { program: after, contractions: chosen } = contractions(program, { overhead: 0, share: Infinity });
    split += chosen.length;
    assertSame(program, after, data);
  }), { seed, numRuns: 400 });
  assert.ok(split > 100, `only ${split} of the products were split`);
});

// ------------------------------------------------------------------ paths

const query: fc.Arbitrary<Query> = fc.record({
  operands: fc.array(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 5 }),
  keep: fc.uniqueArray(fc.nat(5), { maxLength: 2 }), sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 6, maxLength: 6 }),
  tie: fc.option(fc.uniqueArray(fc.nat(5), { minLength: 2, maxLength: 2 })),
}).map(({ operands, keep, sizes, tie }) => {
  const named = new Map(sizes.map((s, k) => [`x${k}`, s]));
  const name = (k: number): string => `x${k}`;
  return {
    operands: operands.map((o): Operand => ({ letters: new Set(o.map(name)), rows: o.reduce((n, l) => n * sizes[l]!, 1) })),
    keep: new Set(keep.map(name)), sizes: named, ties: tie ? [new Set(tie.map(name))] : [],
  };
});

/** The least cost over all trees, each leaf summed over its own letters first or not, by trying them all. */
function least({ operands, keep, ties, sizes }: Query): number {
  interface Part { readonly letters: ReadonlySet<string>; readonly rows: number; readonly all: ReadonlySet<string>; readonly leaf: boolean }
  const cells = (ls: Iterable<string>): number => [...ls].reduce((n, l) => n * sizes.get(l)!, 1);
  const summed = (p: Part, others: readonly Part[]): Part => {
    const kept = [...p.letters].filter(l => keep.has(l) || others.some(o => o.all.has(l)) || ties.some(t => t.has(l) && [...t].some(x => !p.all.has(x))));
    return { ...p, letters: new Set(kept), rows: Math.min(p.rows, cells(kept)) };
  };
  const go = (parts: readonly Part[]): number => {
    if (parts.length === 1) return 0;
    let best = Infinity;
    parts.forEach((a, x) => parts.slice(0, x).forEach((b, y) => {
      const others = parts.filter((_, k) => k !== x && k !== y);
      for (const one of a.leaf ? [a, summed(a, [...others, b])] : [a]) for (const two of b.leaf ? [b, summed(b, [...others, a])] : [b]) {
        const rows = one.rows * two.rows / cells([...one.letters].filter(l => two.letters.has(l)));
        const joined: Part = { letters: new Set([...one.letters, ...two.letters]), rows, all: new Set([...a.all, ...b.all]), leaf: false };
        const made = summed(joined, others);
        const own = (!others.length || made.letters.size < joined.letters.size ? rows : 0) + (one === a ? 0 : a.rows) + (two === b ? 0 : b.rows);
        best = Math.min(best, own + go([...others, made]));
      }
    }));
    return best;
  };
  return go(operands.map(o => ({ letters: o.letters, rows: o.rows, all: o.letters, leaf: true })));
}

test('the path of few operands is the cheapest there is, that of many no cheaper', () => {
  fc.assert(fc.property(query, q => {
    const found = cheapestPath(q).cost, wanted = least(q);
    assert.ok(Math.abs(found - wanted) <= 1e-9 * wanted, `${found}, but ${wanted} is possible`);
    assert.ok(greedy(q).cost >= exact(q).cost * (1 - 1e-9));
  }), { seed, numRuns: 200 });
});
