// Depth and length: a located error, never the end of the stack.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../compiler/parse/parse.ts';
import { nestingLimit, treeLimit } from '../../compiler/parse/depth.ts';

const many = 100_000;

/** Texts that nest a form n times. */
const nested: Readonly<Record<string, (n: number) => string>> = {
  'parentheses': n => `y = ${'('.repeat(n)}1${')'.repeat(n)}`,
  'open parentheses': n => `y = ${'('.repeat(n)}`,
  'calls': n => `y = ${'f('.repeat(n)}1${')'.repeat(n)}`,
  'calls in sums': n => `y = ${'1 + f('.repeat(n)}1${')'.repeat(n)}`,
  'named arguments': n => `y = ${'f(a, x = '.repeat(n)}1${')'.repeat(n)}`,
  'reductions': n => `y = ${'sum[i]('.repeat(n)}1${')'.repeat(n)}`,
  'guards': n => `y = ${'sum[i where '.repeat(n)}1${'](1)'.repeat(n)}`,
  'accesses': n => `y = ${'x['.repeat(n)}1${']'.repeat(n)}`,
  'conditions in brackets': n => `y = ${'['.repeat(n)}1${']'.repeat(n)}`,
  'array literals': n => `data a[i] = ${'['.repeat(n)}1${']'.repeat(n)}`,
  'minus signs': n => `y = ${'- '.repeat(n)}1`,
  'nots': n => `y = ${'not '.repeat(n)}true`,
  'powers': n => `y = ${'2^'.repeat(n)}2`,
  'powers of minus': n => `y = ${'2^-'.repeat(n)}2`,
  'ifs in then': n => `y = ${'if a then '.repeat(n)}1${' else 2'.repeat(n)}`,
  'ifs in else': n => `y = ${'if a then b else '.repeat(n)}1`,
  'ifs in if': n => `y = ${'if '.repeat(n)}a${' then b else c'.repeat(n)}`,
  'tuples': n => `y = ${'(a, '.repeat(n)}b${') in T'.repeat(n)}`,
  'layers': n => `${'layer L() -> y { '.repeat(n)}${'}'.repeat(n)}`,
};

for (const [name, text] of Object.entries(nested)) {
  test(`${name} without end`, () => {
    const source = text(many);
    const { module, diagnostics } = parse({ file: 'deep', text: source });
    assert.deepEqual(diagnostics.map(d => d.code), ['too-deep']);
    const { span, hints } = diagnostics[0]!;
    assert.ok(span.start > 50 && span.end < 4000, `located at ${span.start}`);
    assert.ok(hints.length > 0);
    assert.equal(module.items.length, 0);
  });
  // each of these nests at most two levels at a time
  if (name !== 'open parentheses') test(`${name} within the limit`, () => assert.deepEqual(parse({ file: 'deep', text: text(nestingLimit / 2 - 1) }).diagnostics, []));
}

for (const name of ['parentheses', 'calls', 'calls in sums', 'accesses', 'conditions in brackets']) {
  test(`exactly ${nestingLimit} levels of ${name} are read`, () => {
    const text = nested[name]!;
    assert.deepEqual(parse({ file: 'deep', text: text(nestingLimit) }).diagnostics, []);
    assert.deepEqual(parse({ file: 'deep', text: text(nestingLimit + 1) }).diagnostics.map(d => d.code), ['too-deep']);
  });
}

const sum = (terms: number, op = '+'): string => `y = ${Array.from({ length: terms }, (_, k) => `a${k}`).join(` ${op} `)}`;

test('a long chain is read, or refused with a hint', () => {
  for (const op of ['+', '??', 'and']) {
    assert.deepEqual(parse({ file: 'long', text: sum(treeLimit, op) }).diagnostics, []);
    const text = `x = 1\n${sum(5000, op)}\nz = 2`;
    const { module, diagnostics } = parse({ file: 'long', text });
    assert.deepEqual(diagnostics.map(d => d.code), ['too-deep']);
    assert.equal(text.slice(diagnostics[0]!.span.start, diagnostics[0]!.span.end), sum(5000, op).slice(4));
    assert.match(diagnostics[0]!.hints[0]!, /name/);
    assert.equal(module.items.length, 2);
  }
});

test('chains inside chains add up', () => {
  const text = `y = ${'('.repeat(90)}a${`${' + 1'.repeat(50)})`.repeat(90)}`;
  assert.deepEqual(parse({ file: 'long', text }).diagnostics.map(d => d.code), ['too-deep']);
});

test('long flat programs are read', () => {
  const text = Array.from({ length: 3000 }, (_, k) => `y${k}[i] = if a[i] > 0 then x[i]^2 else -y[i]^-2`).join('\n');
  const { module, diagnostics } = parse({ file: 'flat', text });
  assert.deepEqual(diagnostics, []);
  assert.equal(module.items.length, 3000);
});

test('long lists are read', () => {
  const list = Array.from({ length: 5000 }, (_, k) => String(k)).join(', ');
  for (const text of [`data a[i] = [${list}]`, `y = f(${list})`, `show ${list}`, `y = x[${list}]`]) assert.deepEqual(parse({ file: 'list', text }).diagnostics, []);
});

test('depth is counted within a statement, not over a file', () => {
  const statements = ['check not a', 'y = - - x^2^2', 'show if a then b else c', 'y[s = 3', 'index i = 2 * (3 + 4)', 'z = f(a', 'train { report not a, b^2 stop when not c }'];
  const text = Array.from({ length: 60 }, () => statements.join('\n')).join('\n');
  const { diagnostics } = parse({ file: 'flat', text });
  assert.deepEqual([...new Set(diagnostics.map(d => d.code))], ['syntax']);
  assert.equal(diagnostics.length, 120);
});

test('one statement that is too deep does not hide the others', () => {
  const text = `a = 1\nb = ${'('.repeat(500)}1${')'.repeat(500)}\nc = 2 2\nd = 3`;
  const { module, diagnostics } = parse({ file: 'deep', text });
  assert.deepEqual(diagnostics.map(d => d.code), ['too-deep', 'syntax']);
  assert.equal(module.items.length, 2);
});

test('absurd numbers: those that would be read as others are refused, one by one', () => {
  const digits = '9'.repeat(10_000);
  const { module, diagnostics } = parse({ file: 'numbers', text: `y = ${digits} + 1e999999999\nz = 1e-999999999 + 0.${digits} + 1e308 + 9007199254740992 + 9000000000000000000\nw = 9_007_199_254_740_993` });
  assert.deepEqual(diagnostics.map(d => d.message), [...Array<string>(2).fill('this is larger than any number of 64 bits: they end at 1.8e308'), 'this whole number has more digits than are kept']);
  assert.deepEqual(diagnostics.at(-1)!.hints, ['the nearest that is kept is 9007199254740992', '9007199254740993.0 is a real number near it']);
  assert.equal(module.items.length, 1);
});
