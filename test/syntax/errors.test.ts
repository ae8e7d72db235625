// What is said about texts that are not programs: one line a message, `line:column <underlined> message (note) {hint}`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import * as ohm from 'ohm-js';
import { grammarText } from '../../compiler/generated/grammar.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { messages } from './messages.ts';
import { programs } from './programs.ts';

const slips: readonly (readonly [text: string, said: readonly string[]])[] = [
  ["index s, i\ndata x[s,i] from \"x.csv\"\ny[s] = sum(i)[x[s,i]\nz = 1", ['3:8 <sum(i)[> the index comes first: sum[i](...) {sum[i](...)}']],
  ['y = a b', ['1:7 <b> expected an operator or the next statement (not b)']],
  ['y = (1 + 2', ['1:5 <(> this ( is never closed {add a )}']],
  ['y = 1 + 2)', ['1:10 <)> this ) closes nothing {take it out, or add the opening (}']],
  ['y = f(a, b', ['1:6 <(> this ( is never closed {add a )}']],
  ['y[s] = mean[s] x[s]', ['1:16 <x> expected an operator or the next statement (not x) {a reduction has parentheses: mean[...](...)}']],
  ['a = b // comment', ['1:7 <//> // does not start a comment {comments start with two dashes: -- like this}']],
  ["# hi\na = 1", ['1:1 <#> # does not start a comment {comments start with two dashes: -- like this}']],
  ["a = 'text'", ["1:5 <'> a text stands in double quotes {write \"...\" with double quotes}"]],
  ['a = x ** 2', ['1:7 <**> there is no operator ** {a power is written x^2}']],
  ['a = b && c || d', ['1:7 <&&> there is no operator & {write and}']],
  ['a = !b', ['1:5 <!> there is no operator ! {write not}']],
  ['check a = 3', ['1:9 <=> expected an operator or the next statement (not =) {to compare, write == (a single = defines)}']],
  ['y[s] = [a = b]', ['1:11 <=> expected an operator or `]` (not =) {to compare, write == (a single = defines)}']],
  ['y = if a = 2 then 1 else 2', ['1:10 <=> expected an operator or `then` (not =) {to compare, write == (a single = defines)}']],
  ['a == 3', ['1:3 <==> expected an equals sign or `[` (not ==) {to define, write a single =}']],
  ['a := 3', ['1:3 <:=> expected an equals sign or `[` (not :=) {write = (the sign := stands only in an optimizer)}']],
  ['y = f(a,)', ['1:9 <)> expected a value (not )) {take the last comma out}']],
  ['end = 3', ['1:1 <end> expected a statement (end is a word of the language)']],
  ['index if = 3', ['1:7 <if> expected an index (if is a word of the language) {choose another name, e.g. if_1}']],
  ['y = if a then b', ['1:16 <> expected `else` (the statement ends here) {a condition has both branches: if a then b else c}']],
  ['y = if a b else c', ['1:10 <b> expected an operator or `then` (not b) {a condition is written if a then b else c}']],
  ['y = 1 + if a then b else c', ['1:9 <if> expected a value (if is a word of the language) {put the condition in parentheses: 1 + (if a then b else c)}']],
  ['let x = 3', ['1:9 <3> expected a name (not 3) {let makes a copy of a layer, as in let enc = Dense[i, j]; a value needs no word: y = 2}']],
  ['data x[s] from a.csv', ['1:16 <a.csv> expected a text in quotes, `sql` or `table` (not a.csv) {a path stands in quotes: "a.csv"}']],
  ['export W to m.csv', ['1:13 <m.csv> expected a text in quotes (not m.csv) {a path stands in quotes: "m.csv"}']],
  ['y = 2x', ['1:5 <2x> 2x is not a number {if a product is meant: 2 * x}']],
  ['y = 2 x', ['1:7 <x> expected an operator or the next statement (not x) {if a product is meant, write it: a * b}']],
  ['y = (a) (b)', ['1:9 <(> expected an operator or the next statement (not () {if a product is meant, write it: a * b}']],
  ['y = .5', ['1:5 <.5> a number starts with a digit {0.5}']],
  ['y = 5.', ['1:6 <.> a number does not end with a point {5.0, or 5}']],
  ['parm W[i] = 3', ['1:1 <parm> no statement starts with parm {did you mean param?}']],
  ["y = x'[s]", ["1:5 <x'> only an index letter has a prime {a transposed matrix is read with its letters swapped: x[j,i]}"]],
  ['y = if a then b elif c then d', ['1:17 <elif> there is no elif {write else if: if a then b else if c then d else e}']],
  ['for i in x', ['1:1 <for> no statement starts with for {there are no loops: an equation holds for all values of its letters, y[s] = 2 * x[s]}']],
  ['def f(x) = 2', ['1:1 <def> no statement starts with def {a function is written fn f(x) = x^2}']],
  ["data x from \"abc\ny = 2", ['1:13 <"abc> this text is never closed (starts here) {a text ends with " on the same line}']],
  ['a = 1 /* open', ['1:7 </*> this comment is never closed (starts here) {end it with */, or start a comment of one line with --}']],
  ["a = \u201cb\u201d", [
    "1:5 <\u201c> this quotation mark is a typographic one {write the plain \"}",
    "1:7 <\u201d> this quotation mark is a typographic one {write the plain \"}",
  ]],
  ["y = a \u2212 b", ["1:7 <\u2212> this minus sign is a typographic one {write the plain -}"]],
  ['index i = ', ['1:10 <> expected a value (the statement ends here)']],
  ['train { minimze loss }', ['1:9 <minimze> expected a clause such as minimize, steps or report (not minimze)']],
  ['train { minimize loss using adam(lr = ) batch 128 steps 10 report }', [
    '1:39 <)> expected a value (not ))',
    '1:47 <128> expected an index (not 128)',
    '1:66 <> expected a value (the statement ends here)',
  ]],
  ["layer A[i](x[i]) -> y[i] {\n  param W[i ~ normal(0,1)\n  y[i] = W[i] x[i]\n}\nz = 3 3", [
    '2:10 <[> this [ is never closed {add a ]}',
    '3:15 <x> expected an operator or the next statement (not x)',
    '5:7 <3> expected an operator or the next statement (not 3)',
  ]],
  ["layer A[i](x[i]) -> y[i] {\n  y[i] = W[i]\nz = 3\nindex k = 3", ['1:26 <{> this { is never closed {add a }}']],
  ['y = "a\\d"', ['1:7 <\\d> a text has no escape \\d {a backslash is written \\\\, a quotation mark \\", a line break \\n; paths may have forward slashes}']],
  ['fn f(x) { x }', ['1:9 <{> expected `->` or `=` (not {)']],
  ["optimizer sgd(p) {\n p = 3\n p := p - \n state m 0 }", [
    '3:10 <> expected a value (the statement ends here)',
    '4:10 <0> expected `=` (not 0)',
  ]],
  ['split s into 0.8 train', ['1:14 <0.8> expected a name (not 0.8)']],
  ["y = a +\nz = 3\nw = (1\nv = 2", [
    '1:8 <> expected a value (the statement ends here)',
    '3:5 <(> this ( is never closed {add a )}',
  ]],
  ['y = 3 4  z = 5 6', [
    '1:7 <4> expected an operator or the next statement (not 4)',
    '1:16 <6> expected an operator or the next statement (not 6)',
  ]],
  ['@unit("K"', ['1:6 <(> this ( is never closed {add a )}']],
  ['y[s = 3', ['1:2 <[> this [ is never closed {add a ]}']],
  ["a = 1 < 2 < 3\nb = 2 2", [
    '1:11 <<> comparisons cannot be chained {join two comparisons with and: a < b and b < c}',
    '2:7 <2> expected an operator or the next statement (not 2)',
  ]],
  ['}', ['1:1 <}> this } closes nothing {take it out, or add the opening {}']],
  [')', ['1:1 <)> this ) closes nothing {take it out, or add the opening (}']],
  ['x', ['1:2 <> expected an equals sign (the statement ends here)']],
  ['enc.W[i] = 3 %% 4', ['1:15 <%> expected a value (not %)']],
  ['show', ['1:5 <> expected a value (the statement ends here)']],
  ['check a > 1 on', ['1:15 <> expected a name (the statement ends here)']],
  ['index i 784', ['1:9 <784> expected `,`, `=`, `in` or the next statement (not 784)']],
  ['data y[s]: c = 3', ['1:16 <3> expected `[` (not 3) {data is a list, as in data a[i] = [1, 2]; a single value is an equation: y = 3}']],
  ['a = b => c', ['1:7 <=>> there is no operator => {write >=}']],
  ['y -= 3', ['1:3 <-=> there is no operator -= {write += and negate the right side}']],
  ['y =', ['1:4 <> expected a value (the statement ends here)']],
  ['a = sum[i where](x)', ['1:16 <]> expected a value (not ])']],
  ['a = f(x y)', ['1:9 <y> expected an operator, `)` or `,` (not y)']],
  ['a = x[i j]', ['1:9 <j> expected an operator, `]` or `,` (not j)']],
  ["\u0001a=\u200b3", ["1:4 <\u200b> the character U+200B does not belong here {take it out, or put it in a text: \"...\"}"]],
  ['y = a && b', ['1:7 <&&> there is no operator & {write and}']],
  ['y = "C:\\data"', ['1:8 <\\d> a text has no escape \\d {a backslash is written \\\\, a quotation mark \\", a line break \\n; paths may have forward slashes}']],
  ['data x[s] from "a.csv" ()', ['1:25 <)> expected an index (not ))']],
  ['return x', ['1:1 <return> no statement starts with return {the value of a function stands after its equals sign: fn f(x) = x^2}']],
  ['while x', ['1:1 <while> no statement starts with while {there are no loops: write a recurrence, x[t+1] = f(x[t])   until small[t]}']],
  ['y = a ? b : c', ['1:7 <?> there is no operator ? {write if a then b else c, or a ?? b for a value where there is no row}']],
  ['y = x[i,]', ['1:9 <]> expected a value (not ]) {take the last comma out}']],
  ['index k = 3, = 4', ['1:14 <=> expected an index (not =)']],
  ['train { minimize loss batch s 128 }', ['1:31 <128> expected `by` (not 128)']],
  ["y = T\u2032", ["1:6 <\u2032> this prime is a typographic one {a second letter of an index has the plain ': p'}"]],
  ['y = 3 ==== 4', ['1:9 <==> expected a value (not ==)']],
  ['y = |i', ['1:7 <> expected `|` (the statement ends here)']],
  ['fn f(x = 2', ['1:5 <(> this ( is never closed {add a )}']],
  ["index i = 3\ny = $lr", ['2:5 <$> a name has no $ {the value of a setting is just its name}']],
  ['param W', ['1:8 <> expected `=`, `from` or `~` (the statement ends here)']],
  ['export W', ['1:9 <> expected `to` (the statement ends here)']],
  ['import Dense', ['1:13 <> expected `from` (the statement ends here)']],
  ['let enc', ['1:8 <> expected `=` (the statement ends here) {let makes a copy of a layer, as in let enc = Dense[i, j]; a value needs no word: y = 2}']],
  ['split s', ['1:8 <> expected `into` (the statement ends here)']],
  ['setting lr', ['1:11 <> expected `=` (the statement ends here)']],
  ['layer D[i](x[i]) = x[i]', ['1:18 <=> expected `->` (not =)']],
  ["y = f(\n  a,\n  b\nz = 3\nw = 4 5", [
    '1:6 <(> this ( is never closed {add a )}',
    '5:7 <5> expected an operator or the next statement (not 5)',
  ]],
  ['y = [1, 2]', ['1:7 <,> expected `]` (not ,) {a list of numbers is data: data y[i] = [1, 2]}']],
  ['y = (a, b)', ['1:11 <> expected `in` (the statement ends here) {a list in parentheses only stands before in: (u, v) in T}']],
  ['y = -(a, b) in T', ['1:6 <(a, b)> a list in parentheses only stands directly before `in` {ask whether there is such a row: (u, v) in T}']],
  ['y = a in T in U', ['1:15 <U> comparisons cannot be chained {join two comparisons with and: a < b and b < c}']],
  ["y == 2\nz = 1", ['1:3 <==> expected an equals sign or `[` (not ==) {to define, write a single =}']],
  ['@doc "x" y = 2', ['1:6 <"x"> expected `(` or the next statement (not "x")']],
  ["y = 1\n\n}\nz = 2", ['3:1 <}> this } closes nothing {take it out, or add the opening {}']],
  ['data x[s] = 3', ['1:13 <3> expected `[` (not 3) {data is a list, as in data a[i] = [1, 2]; a single value is an equation: y = 3}']],
  ["y = x.\u200bz", ["1:7 <\u200b> the character U+200B does not belong here {take it out, or put it in a text: \"...\"}"]],
  ['y = (1]', ['1:5 <(> this ( is never closed {add a )}']],
  ['optimizer o(p) { p =: 3 }', ['1:21 <:> expected a value (not :)']],
  ['check acc => 0.9', ['1:11 <=>> there is no operator => {write >=}']],
  ['Index i = 3', ['1:1 <Index> no statement starts with Index {did you mean index?}']],
  ["y = \u2018a\u2019", [
    "1:5 <\u2018> this quotation mark is a typographic one {a text stands in plain \"...\"; a second letter of an index has the plain '}",
    "1:7 <\u2019> this quotation mark is a typographic one {a text stands in plain \"...\"; a second letter of an index has the plain '}",
  ]],
];

for (const [text, said] of slips) {
  test(`said about ${JSON.stringify(text)}`, () => {
    const { diagnostics } = parse({ file: 'slip', text });
    assert.deepEqual(messages(diagnostics, text), said);
    for (const d of diagnostics) assert.ok(d.severity === 'error' && d.span.file === 'slip');
  });
}

test('all errors of a file are found in one run, and all else is read', () => {
  const text = [
    'index s, i = 784', 'data x[s,i] from "a.csv" (i = columns', '', 'param W[i] ~ normal(0, 0.1', 'h[s] = tanh(W[i] * x[s,i])', 'p[s] = h[s] h[s]', 'q[s] = p[s]',
    'fn f(x) -> y {', '  y = 2 2', '  z = 3', '}', '@unit("K")', 'a = 1', 'b = a # no', 'train {', '  minimize q', '  epochs', '  steps 5', '}', 'show q',
  ].join('\n');
  const { module, diagnostics } = parse({ file: 'many', text });
  assert.deepEqual(messages(diagnostics, text), [
    '2:26 <(> this ( is never closed {add a )}',
    '4:20 <(> this ( is never closed {add a )}',
    '6:13 <h> expected an operator or the next statement (not h)',
    '9:9 <2> expected an operator or the next statement (not 2)',
    '14:7 <#> # does not start a comment {comments start with two dashes: -- like this}',
    '17:9 <> expected a value (the statement ends here)',
  ]);
  assert.deepEqual(module.items.map(i => i.kind), ['index', 'equation', 'equation', 'equation', 'show']);
});

test('a bracket that is never closed does not swallow the statements after it', () => {
  for (const open of ['(', '[', 'f(', 'x[1, (', 'sum[i](']) {
    const { module, diagnostics } = parse({ file: 'open', text: `a = 1\nb = ${open}2\nc = 3\nindex i = 3\nd = f(\n  lr = 2\n)` });
    assert.equal(diagnostics.length, 1, open);
    assert.deepEqual(module.items.map(i => (i.kind === 'equation' ? i.name.text : i.kind)), ['a', 'c', 'index', 'd'], open);
  }
});

test('texts in any state are read without a crash, with messages that lie in them', () => {
  const whole = programs.map(p => p.text).filter(t => t !== '');
  const damage = fc.tuple(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.constantFrom('', ' ', '(', ')', '[', ']', '{', '}', '"', '=', '\n', 'if ', '--', '/*', '@', ',', '0', '|', '#')), { minLength: 1, maxLength: 4 }));
  fc.assert(fc.property(damage, ([text, edits]) => {
    const from = edits[0]![0] % text.length;
    let broken = text.slice(from, from + 600);
    for (const [at, length, put] of edits) broken = broken.slice(0, at % (broken.length + 1)) + put + broken.slice((at % (broken.length + 1)) + length);
    const { diagnostics } = parse({ file: 'broken', text: broken });
    for (const d of diagnostics) {
      for (const { span } of [d, ...d.labels]) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= broken.length, d.message);
      assert.doesNotMatch(d.message, /undefined|null|end of input/);
    }
  }), { numRuns: 150 });
});

test('read statement by statement, a text is a program exactly if the grammar takes it whole', () => {
  const grammar = ohm.grammar(grammarText);
  const word = fc.constantFrom('index', 'a', 'b[i]', 'c', '=', '=', '+=', '1', '+', '(', ')', 'show', 'param', '~', 'if', 'then', 'else', ',', '\n', '\n', 'in', '"t"', 'from', 'data', 'train', '{', '}', 'fn', 'f(x)', '->', '@u', '@data', ';', 'on', 'seed', 'split', 'into', 'steps', 'minimize', 'optimizer', ':=', 'table');
  const statement = fc.constantFrom('index i = 2', 'a = 1', 'b[i] = c', 'show a on train', 'split s into check 0.5, train 0.5 seed 1', 'data x[s] from "a" test "b"', 'train { steps 2 seed 1 }', '@u("K")', '@data', 'fn f(x) -> y { y = x', 'param w ~ n', 'b[i] += 1');
  const seen = { programs: 0, others: 0 };
  fc.assert(fc.property(fc.array(fc.oneof(word, word, statement), { maxLength: 7 }), words => {
    const text = words.join(' ');
    const { module, diagnostics } = parse({ file: 'words', text });
    assert.equal(diagnostics.length === 0, grammar.match(text).succeeded(), text);
    seen[diagnostics.length === 0 ? 'programs' : 'others']++;
    if (diagnostics.length > 0) return;
    const covered = module.items.map(i => text.slice(i.span.start, i.span.end)).join('');
    assert.equal(covered.replace(/[\s;]/g, ''), text.replace(/[\s;]/g, ''), 'every word belongs to a statement');
  }), { numRuns: 3000 });
  assert.ok(seen.programs > 100 && seen.others > 100, JSON.stringify(seen));
});
