import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { diagnostic, type Diagnostic, type DiagnosticExtra } from '../../compiler/diagnostics.ts';
import { arrange, render, renderJson } from '../../compiler/render.ts';
import { noSpan, type Span } from '../../compiler/source.ts';
import { displayWidth } from '../../compiler/width.ts';

const file = 'mlp.tsql';
const spanOf = (text: string, part: string, from = 0): Span => {
  const start = text.indexOf(part, from);
  assert.ok(start >= 0, `${part} occurs in the text`);
  return { file, start, end: start + part.length };
};
const one = (text: string, part: Span, message: string, extra: DiagnosticExtra = {}): string =>
  render([diagnostic('error', 'wrong-axis', part, message, extra)], name => (name === file ? text : null), { color: false });
const golden = (actual: string, expected: string): void => assert.equal(actual, `${expected.replace(/^\n/, '')}\n`);

test('two places of one line are underlined one under the other, the main one with carets', () => {
  const text = 'index n, i, j\ndata x[n, i] from "x.csv"\nparam w[i, j] = 0\n  z[n, j] = x[n, i] * w[i, j]\n';
  golden(one(text, spanOf(text, 'w[i, j]', 60), 'index `i` has two sizes', {
    note: '128 here', labels: [{ span: spanOf(text, 'x[n, i]', 60), text: '196 here' }], hints: ['rename one if these are different axes'],
  }), `
error[wrong-axis]: index \`i\` has two sizes
  ┌─ mlp.tsql:4:23
4 │   z[n, j] = x[n, i] * w[i, j]
  │             ------- 196 here
  │                       ^^^^^^^ 128 here
  hint: rename one if these are different axes`);
});

test('labels in other lines are shown in the order of the text, gaps are marked, one skipped line is shown', () => {
  const text = Array.from({ length: 12 }, (_, k) => `line${k + 1} = ${k + 1}`).join('\n');
  golden(one(text, spanOf(text, 'line12'), 'message', {
    labels: [{ span: spanOf(text, 'line2 '), text: 'declared' }, { span: spanOf(text, 'line4'), text: 'and here' }], hints: ['a\nb'],
  }), `
error[wrong-axis]: message
   ┌─ mlp.tsql:12:1
 2 │ line2 = 2
   │ ----- declared
 3 │ line3 = 3
 4 │ line4 = 4
   │ ----- and here
   ⋮
12 │ line12 = 12
   │ ^^^^^^
   hint: a
         b`);
});

test('tabs, wide characters, emoji and combining marks keep the underline in place', () => {
  const text = '\tname = "日本👩‍👩‍👧e\u0301" + y';
  golden(one(text, spanOf(text, 'y'), 'm', { note: 'this' }), `
error[wrong-axis]: m
  ┌─ mlp.tsql:1:23
1 │     name = "日本👩‍👩‍👧e\u0301" + y
  │                        ^ this`);
});

test('a place over several lines is marked where it begins and where it ends', () => {
  const text = 'train {\r\n  minimize loss\r\n  steps 5\r\n  seed 1\r\n}\r\n\r\n';
  golden(one(text, { file, start: 0, end: text.length }, 'm', { note: 'no optimiser' }), `
error[wrong-axis]: m
  ┌─ mlp.tsql:1:1
1 │ train {
  │ ^^^^^^^
  ⋮
5 │ }
  │ ^ no optimiser`);
});

test('the end of the file is the end of its last line that says something', () => {
  const text = 'y = sum[s](x[s]\n\n\n';
  golden(one(text, { file, start: text.length, end: text.length }, 'expected )'), `
error[wrong-axis]: expected )
  ┌─ mlp.tsql:1:16
1 │ y = sum[s](x[s]
  │                ^`);
  golden(one('', { file, start: 0, end: 0 }, 'empty'), `
error[wrong-axis]: empty
  ┌─ mlp.tsql:1:1
1 │
  │ ^`);
});

test('a place in another file, in an unknown file and in no file at all', () => {
  const texts: Record<string, string> = { [file]: 'a = b', 'lib/nn.tsql': 'fn f(x) = x\n' };
  const d = diagnostic('warning', 'unknown-name', { file, start: 4, end: 5 }, 'm', { labels: [{ span: { file: 'lib/nn.tsql', start: 3, end: 4 }, text: 'defined here' }, { span: { file: 'gone.tsql', start: 0, end: 1 }, text: 'used here' }] });
  golden(render([d], name => texts[name] ?? null, { color: false }), `
warning[unknown-name]: m
  ┌─ mlp.tsql:1:5
1 │ a = b
  │     ^
  ┌─ lib/nn.tsql:1:4
1 │ fn f(x) = x
  │    - defined here
  ┌─ gone.tsql
  │ used here`);
  golden(render([diagnostic('error', 'training', noSpan, 'm', { hints: ['h'] })], () => null, { color: false }), `
error[training]: m
  hint: h`);
});

test('a very long line is cut around the place', () => {
  const text = `y = ${'1 + '.repeat(400)}bad${' + 1'.repeat(400)}`;
  const [, , line, marks] = one(text, spanOf(text, 'bad'), 'm', { note: 'here' }).split('\n');
  assert.ok(displayWidth(line!) < 180);
  assert.equal(line!.indexOf('bad'), marks!.indexOf('^^^'));
  assert.match(line!, /│ ….*…$/);
});

test('control and direction-changing characters of a program do not reach the terminal', () => {
  const text = 'x = "\u001b[2J\u202e"';
  const out = one(text, spanOf(text, '\u001b'), 'odd \u001b[31m name\u0007', { note: '\u009b', hints: ['\u0000'] });
  assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.match(out, /\\u\{1b\}\[2J\\u\{202e\}/);
});

test('colours are there when asked for and change nothing else', () => {
  const text = 'a = b';
  const d = diagnostic('error', 'unknown-name', { file, start: 4, end: 5 }, 'm', { note: 'n', hints: ['h'], labels: [{ span: { file, start: 0, end: 1 }, text: 'l' }] });
  const colored = render([d], () => text, { color: true });
  assert.match(colored, /\u001b\[31m/);
  assert.equal(colored.replace(/\u001b\[\d+m/g, ''), render([d], () => text, { color: false }));
});

test('what is said twice is said once, in the order of the text', () => {
  const at = (start: number, message: string): Diagnostic => diagnostic('error', 'syntax', { file, start, end: start + 1 }, message);
  assert.deepEqual(arrange([at(5, 'b'), at(1, 'a'), at(5, 'b'), at(5, 'c')]).map(d => d.message), ['a', 'b', 'c']);
});

test('as JSON every diagnostic is one line with places in lines and columns', () => {
  const text = 'é = 1\n😀 = bad\n';
  const lines = renderJson([diagnostic('error', 'syntax', spanOf(text, 'bad'), 'two\nlines', { labels: [{ span: noSpan, text: 'l' }], hints: ['h'] })], name => (name === file ? text : null)).trimEnd().split('\n');
  assert.equal(lines.length, 1);
  assert.deepEqual(JSON.parse(lines[0]!), {
    severity: 'error', code: 'syntax', message: 'two\nlines', file, line: 2, column: 5, endLine: 2, endColumn: 8, note: null,
    labels: [{ file: '<built-in>', text: 'l' }], hints: ['h'],
  });
});

test('any text and any place can be rendered, and the underline has the width of what it marks', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('\t', '\r', '日', '👍🏽', '\u001b')), { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(), (lines, a, b) => {
    const text = lines.join('\n');
    const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
    const out = one(text, { file, start, end }, 'm', { note: 'note' });
    const [head, , ...rest] = out.trimEnd().split('\n');
    assert.equal(head, 'error[wrong-axis]: m');
    assert.ok(rest.some(l => /\^+ note$/.test(l)), out);
    for (const l of rest) assert.match(l, /^ *\d* *(│|⋮)/);
  }), { numRuns: 300 });
});
