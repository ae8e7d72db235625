// What the verifier lets pass, and that it names the pass and the place of what it does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InternalError, noSpan } from '../../compiler/source.ts';
import { arg, bool, call, computed, counter, type Definition, fixed, int, integer, key, letter, number, type Program, size, text } from '../../compiler/tensor/ir.ts';
import { printEquation, printProgram } from '../../compiler/tensor/print.ts';
import { verify } from '../../compiler/tensor/verify.ts';
import { equation, input, maybe, program, range, read, table, term } from './program.ts';

const indices = [range('i', 3), range('j', 2), table('city')];
const inputs = [input('a', ['i']), input('b', ['i', 'j']), input('tok', ['i'], key('j')), input('home', ['i'], key('city')), input('pop', ['city'])];
const build = (...definitions: Definition[]): Program => program(indices, inputs, definitions);
const one = equation('c', ['i'], 'only', [term('i', ['i'], [read('a', 'i')], arg(0))]);
const body = (b: Parameters<typeof call>[1], rest: Parameters<typeof equation>[4] = {}): Definition => equation('c', ['i'], 'only', [term('i', ['i'], [read('a', 'i')], b)], rest);

test('well-formed programs pass', () => {
  verify(build(
    one,
    equation('d', ['i'], 'sum', [term('i j', ['i'], [read('b', 'i', 'j'), read('tok', 'i'), maybe('b', 'i', computed(arg(1)))], call('coalesce', arg(2), call('mul', arg(0), size('j'))), { where: call('lt', letter('i'), integer(2)) })], { fill: 0, within: 'a' }),
    equation('far', ['i'], 'only', [term('i', ['i'], [read('home', 'i'), read('pop', computed(arg(0)))], arg(1))]),
    equation('best', ['i'], 'argmax', [term('i j', ['i'], [read('b', 'i', 'j')], arg(0), { pick: letter('j') })], { type: key('j') }),
    equation('named', ['city'], 'only', [term('city', ['city'], [read('pop', 'city')], call('eq', letter('city'), { kind: 'literal', value: 'Ulm', type: 'text' }))], { type: bool }),
    equation('drawn', [], 'only', [term('', [], [], call('add', counter('seed'), counter('step')))], { type: int }),
  ), 'check');
});

const wrong: readonly (readonly [string, Program, RegExp])[] = [
  ['an unknown tensor', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('gone', 'i')], arg(0))])), /after fold: c: there is no tensor gone/],
  ['an unknown index', build(equation('c', ['k'], 'only', [])), /no index k/],
  ['an unknown index of a letter', build(equation('c', ['i'], 'only', [term('k i', ['i'], [], number(1))])), /no index k/],
  ['an undeclared letter in a coordinate', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('b', 'i', 'j')], arg(0))])), /letter j is not declared/],
  ['an undeclared letter in a body', build(body(call('add', arg(0), letter('j')))), /letter j is not declared/],
  ['a letter declared twice', build(equation('c', ['i'], 'only', [term('i i', ['i'], [], number(1))])), /declared twice/],
  ['too few coordinates read', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('b', 'i')], arg(0))])), /1 coordinates, but it has 2 axes/],
  ['too many coordinates written', build(equation('c', ['i'], 'only', [term('i j', ['i', 'j'], [], number(1))])), /lands at 2 coordinates/],
  ['an argument that is not there', build(body(arg(1))), /argument 1 does not exist/],
  ['an argument used before it is read', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('b', 'i', computed(arg(1))), read('tok', 'i')], arg(0))])), /before it is read/],
  ['an argument whose coordinate reads itself', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('tok', computed(arg(0)))], arg(0))])), /before it is read/],
  ['a type that does not fit an op', build(body(call('add', arg(0), call('eq', arg(0), number(1))))), /add: expected numbers, got real, bool/],
  ['a wrong number of operands', build(body(call('tanh', arg(0), arg(0)))), /tanh of 2 arguments/],
  ['a value that is not of the declared type', build(body(arg(0), { type: int })), /is int, but its value is real/],
  ['a guard that is a number', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('a', 'i')], arg(0), { where: arg(0) })])), /guard/],
  ['a pick under a sum', build(equation('c', ['i'], 'sum', [term('i', ['i'], [read('a', 'i')], arg(0), { pick: letter('i') })])), /pick under sum/],
  ['argmax without a pick', build(equation('c', ['i'], 'argmax', [term('i', ['i'], [read('a', 'i')], arg(0))])), /without a pick/],
  ['any over numbers', build(equation('c', [], 'any', [term('i', [], [read('a', 'i')], arg(0))], { type: bool })), /any: expected true or false/],
  ['a real coordinate', build(equation('c', ['i'], 'only', [term('i', ['i'], [read('a', 'i'), read('b', 'i', computed(arg(0)))], arg(1))])), /coordinate 2 is real/],
  ['counting along text keys', build(equation('c', [], 'only', [term('', [], [read('pop', fixed(0))], arg(0))])), /text/],
  ['text keys on an axis of numbers', build(equation('c', ['city'], 'only', [term('city', ['city'], [read('a', 'city')], arg(0))])), /mixes text and numbers/],
  ['a fill of another type', build(body(arg(0), { fill: true })), /fill true/],
  ['bounds with other axes', build(body(arg(0), { within: 'b' })), /other axes/],
  ['a counter that nothing counts', build(body(counter('t'))), /counter t/],
  ['a tensor defined twice', build(one, one), /defined twice/],
  ['an equation for an input', build(equation('a', ['i'], 'only', [])), /defined twice/],
  ['two columns of one name', build({ ...one, axes: [{ column: 'k', index: 'i' }, { column: 'K', index: 'j' }] }), /two columns/],
  ['an index declared twice', program([range('i', 1), range('i', 2)], [], []), /declared twice/],
  ['a text literal that is a number', build(body({ kind: 'literal', value: 1, type: 'text' }, { type: text })), /literal/],
  ['showing what is not there', program(indices, inputs, [], { shows: [{ label: 'x', tensor: 'x', split: null, span: noSpan }] }), /no tensor x/],
  ['checking what is no condition', program(indices, inputs, [], { checks: [{ label: 'a', tensor: 'a', split: null, span: noSpan }] }), /no condition/],
];

for (const [what, p, message] of wrong) {
  test(`refused: ${what}`, () => assert.throws(() => verify(p, 'fold'), (e: unknown) => e instanceof InternalError && message.test(e.message)));
}

test('a program as text', () => {
  const p = build(
    equation('h', ['i', 'j'], 'sum', [
      term('i j', ['i', 'j'], [read('b', 'i', 'j'), maybe('a', { kind: 'affine', terms: [{ coefficient: 2, letter: 'i' }], offset: -1 })], call('mul', call('sub', arg(0), call('sub', arg(1), number(-1))), call('pow', call('neg', arg(0)), number(2))), { where: call('lt', letter('i'), integer(2)) }),
      term('i j', ['i', 'j'], [read('tok', 'i'), read('b', 'i', computed(arg(0)))], arg(1)),
    ], { fill: 0, within: 'b' }),
    equation('best', ['i'], 'argmax', [term('i j', ['i'], [read('b', 'i', 'j')], arg(0), { pick: letter('j') })], { type: key('j') }),
  );
  assert.equal(printProgram(p), `index i = 0 .. 2
index j = 0 .. 1
index city = the text keys in city

input a[i_0 in i]: real
input b[i_0 in i, j_1 in j]: real
input tok[i_0 in i]: j
input home[i_0 in i]: city
input pop[city_0 in city]: real

h[i_0 in i, j_1 in j]: real = sum  -- h
    [i, j] <- (b[i, j] - (a[2*i - 1]? - -1)) * (-b[i, j]) ^ 2 for i, j where i < 2
  + [i, j] <- b[i, tok[i]] for i, j
  else 0 within b
best[i_0 in i]: j = argmax [i] <- b[i, j] at j for i, j  -- best
`);
});

test('what is shared is printed once', () => {
  const shared = call('exp', call('mul', arg(0), arg(0)));
  const e = equation('c', ['i'], 'only', [term('i', ['i'], [read('a', 'i')], call('div', shared, call('add', number(1), shared)))]);
  assert.equal(printEquation(e), 'c[i_0 in i]: real = [i] <- $1 / (1 + $1) with $1 = exp(a[i] * a[i]) for i  -- c');
});
