// Random nested expressions: the text that the templates make means what the reference computes, whatever stands in what.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from '../seeded.ts';
import { arg, boolean, call, integer, number, type Scalar, type ValueType } from '../../compiler/tensor/ir.ts';
import { type OpName, ops, type Value } from '../../compiler/tensor/ops.ts';
import type { SqlPart, SqlType } from '../../compiler/tensor/ops/sql.ts';
import { scalarType } from '../../compiler/tensor/types.ts';
import { scalarFunction } from './derivative.ts';
import { agree, columnPart, Engine, literalPart } from './duckdb.ts';

let engine: Engine;
before(async () => { engine = await Engine.open(); });
after(() => engine.close());

const columns: readonly { readonly name: string; readonly type: SqlType }[] = [{ name: 'a', type: 'real' }, { name: 'b', type: 'real' }, { name: 'i', type: 'int' }, { name: 'j', type: 'int' }, { name: 'p', type: 'bool' }, { name: 'q', type: 'bool' }];
const argTypes = columns.map((c): ValueType => ({ kind: c.type as 'real' }));
const typeOf = (s: Scalar): ValueType | string => scalarType(s, { arg: k => argTypes[k]!, letter: () => { throw new Error('no letters'); } });

/** ops whose results are exact on small binary fractions, so that text and reference must agree to the last bit */
const byType: Readonly<Record<'real' | 'int' | 'bool', readonly (readonly [OpName, readonly ('real' | 'int' | 'bool')[]])[]>> = {
  real: [['add', ['real', 'real']], ['add', ['real', 'int']], ['sub', ['real', 'real']], ['sub', ['int', 'real']], ['mul', ['real', 'real']], ['neg', ['real']], ['abs', ['real']], ['min', ['real', 'real']], ['max', ['real', 'int']],
    ['clamp', ['real', 'real', 'real']], ['floor', ['real']], ['sign', ['real']], ['mod', ['real', 'real']], ['if', ['bool', 'real', 'real']], ['coalesce', ['real', 'real']], ['iverson', ['bool']], ['greatest', ['real', 'real']]],
  int: [['add', ['int', 'int']], ['sub', ['int', 'int']], ['mul', ['int', 'int']], ['neg', ['int']], ['idiv', ['int', 'int']], ['imod', ['int', 'int']], ['iquot', ['int', 'int']], ['irem', ['int', 'int']], ['int', ['real']], ['if', ['bool', 'int', 'int']], ['least', ['int', 'int']]],
  bool: [['lt', ['real', 'real']], ['ge', ['int', 'real']], ['eq', ['int', 'int']], ['ne', ['bool', 'bool']], ['and', ['bool', 'bool']], ['or', ['bool', 'bool', 'bool']], ['not', ['bool']], ['present', ['real']], ['isnan', ['real']], ['if', ['bool', 'bool', 'bool']]],
};

const leaf = (type: 'real' | 'int' | 'bool'): fc.Arbitrary<Scalar> => {
  const args = columns.flatMap((c, k) => (c.type === type ? [arg(k)] : []));
  const literal = type === 'bool' ? fc.boolean().map(boolean) : fc.integer({ min: -4, max: 4 }).map(n => (type === 'int' ? integer(n) : number(n / 2)));
  return fc.oneof(fc.constantFrom(...args), literal);
};
const scalar = (type: 'real' | 'int' | 'bool', depth: number): fc.Arbitrary<Scalar> =>
  depth === 0 ? leaf(type) : fc.oneof({ weight: 1, arbitrary: leaf(type) }, {
    weight: 4,
    arbitrary: fc.constantFrom(...byType[type]).chain(([op, types]) => fc.tuple(...types.map(t => scalar(t, depth - 1))).map(args => call(op, ...args))),
  });

function print(s: Scalar, nullable: boolean): SqlPart {
  if (s.kind === 'literal') return literalPart(s.value, s.type as SqlType);
  if (s.kind === 'arg') return columnPart(columns[s.position]!.name, columns[s.position]!.type, nullable);
  if (s.kind !== 'call') throw new Error(s.kind);
  return { ...ops[s.op].sql(s.args.map(a => print(a, nullable))), type: (typeOf(s) as ValueType).kind as SqlType, ...(nullable ? {} : { nullable: false }) };
}

const half = fc.integer({ min: -12, max: 12 }).map(n => n / 4);
const whole = fc.integer({ min: -6, max: 6 });
const row = (missing: boolean): fc.Arbitrary<readonly (Value | null)[]> => {
  const cell = <T extends Value>(a: fc.Arbitrary<T>): fc.Arbitrary<T | null> => (missing ? fc.option(a, { freq: 5 }) : a);
  return fc.tuple(cell(half), cell(half), cell(whole), cell(whole), cell(fc.boolean()), cell(fc.boolean()));
};

/** Templates that divide by zero yield NULL although nothing was missing; what may be NULL must be said. */
const mayFail = (s: Scalar): boolean => s.kind === 'call' && (['idiv', 'imod', 'iquot', 'irem', 'int'].includes(s.op) || s.args.some(mayFail));

for (const missing of [true, false]) {
  test(`nested expressions${missing ? ' with missing values' : ''}`, async () => {
    const all = fc.oneof(scalar('real', 3), scalar('int', 3), scalar('bool', 3));
    const usable = missing ? all : all.filter(s => !mayFail(s));
    await fc.assert(fc.asyncProperty(fc.array(usable, { minLength: 20, maxLength: 20 }), fc.array(row(missing), { minLength: 4, maxLength: 8 }), async (expressions, rows) => {
      const texts = expressions.map(e => print(e, missing).text);
      for (const t of texts) assert.ok(!t.includes('--'), t);
      const found = await engine.over(columns, rows, texts.map((t, k) => (expressions[k]!.kind === 'literal' ? `CAST(${t} AS ${expressions[k]!.type === 'bool' ? 'BOOLEAN' : 'DOUBLE'})` : t)));
      expressions.forEach((e, k) => {
        const f = scalarFunction(e);
        rows.forEach((r, n) => assert.ok(agree(found[n]![k]!, f(...r), 0), `${texts[k]} at ${JSON.stringify(r)}: SQL ${String(found[n]![k])}, reference ${String(f(...r))}`));
      });
    }), { numRuns: 40, interruptAfterTimeLimit: 60_000 });
  });
}
