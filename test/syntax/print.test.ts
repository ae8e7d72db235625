// Printed trees read as the same trees.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import type { Expr } from '../../compiler/ast.ts';
import { format, printExpr, printItem } from '../../compiler/format.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { expression, item } from './arbitrary.ts';
import { programs, withoutParens, withoutSpans } from './programs.ts';

function reread(text: string): Expr {
  const { module, diagnostics } = parse({ file: 'printed', text: `y = ${text}` });
  assert.deepEqual(diagnostics.map(d => d.message), [], text);
  const [only, ...rest] = module.items;
  assert.ok(only?.kind === 'equation' && rest.length === 0, text);
  return only.value;
}

test('a printed expression reads as itself', () => {
  fc.assert(fc.property(expression, expr => {
    const text = printExpr(expr);
    assert.doesNotMatch(text, /\n/);
    const again = reread(text);
    assert.deepEqual(withoutParens(withoutSpans(again)), withoutParens(withoutSpans(expr)), text);
    assert.equal(printExpr(again), text, 'printing twice');
  }), { numRuns: 500 });
});

test('a printed statement reads as itself', () => {
  fc.assert(fc.property(item, statement => {
    const text = printItem(statement);
    const { module, diagnostics } = parse({ file: 'printed', text });
    assert.deepEqual(diagnostics.map(d => d.message), [], text);
    assert.deepEqual(withoutParens(withoutSpans(module.items)), withoutParens(withoutSpans([statement])), text);
    assert.equal(module.items.map(printItem).join(' '), text, 'printing twice');
    const { text: formatted, diagnostics: none } = format({ file: 'printed', text });
    assert.deepEqual(none, []);
    assert.equal(formatted, `${text}\n`, 'what is printed is formatted');
  }), { numRuns: 200 });
});

test('statements of whole programs are printed as they were, parentheses included', () => {
  for (const source of programs) {
    for (const statement of parse(source).module.items) {
      const text = printItem(statement);
      const { module, diagnostics } = parse({ file: 'printed', text });
      assert.deepEqual(diagnostics, [], text);
      assert.deepEqual(withoutSpans(module.items), withoutSpans([statement]), text);
    }
  }
});

test('parentheses stand only where the tree needs them', () => {
  const bare = (text: string): Expr => withoutParens(reread(text)) as Expr;
  const cases: readonly (readonly [written: string, printed: string])[] = [
    ['(a * b) * c', 'a * b * c'], ['a * (b * c)', 'a * (b * c)'], ['a - (b - c)', 'a - (b - c)'], ['(a - b) - c', 'a - b - c'], ['(a^b)^c', '(a^b)^c'], ['a^(b^c)', 'a^b^c'],
    ['(-a)^2', '(-a)^2'], ['-(a^2)', '-a^2'], ['-(-a)', '- -a'], ['a - (-b)', 'a - -b'], ['a^(-b)', 'a^-b'], ['(-a) * b', '-a * b'], ['-(a * b)', '-(a * b)'],
    ['not (a == b)', 'not a == b'], ['(not a) == b', '(not a) == b'], ['not (a and b)', 'not (a and b)'], ['(not a) and b', 'not a and b'],
    ['(a == b) == c', '(a == b) == c'], ['(a or b) and c', '(a or b) and c'], ['(a and b) or c', 'a and b or c'], ['(a ?? b) ?? c', 'a ?? b ?? c'], ['a ?? (b ?? c)', 'a ?? (b ?? c)'],
    ['(if a then b else c) + 1', '(if a then b else c) + 1'], ['if a then (if b then c else d) else (if e then f else g)', 'if a then if b then c else d else if e then f else g'],
    ['(a + b) in T', 'a + b in T'], ['(a and b) in T', '(a and b) in T'], ['(u in T) and v', 'u in T and v'], ['((u, v) in T) == w', '((u, v) in T) == w'],
    ['f((a), [(b)], x[(c)])', 'f(a, [b], x[c])'],
  ];
  for (const [written, printed] of cases) assert.equal(printExpr(bare(written)), printed);
});

test('long chains are printed without recursion', () => {
  const one: Expr = { kind: 'name', name: 'a', span: { file: '', start: 0, end: 0 } };
  let chain: Expr = one;
  for (let i = 0; i < 50_000; i++) chain = { kind: 'binary', op: i % 2 ? '+' : '-', left: chain, right: one, span: one.span };
  assert.equal(printExpr(chain).length, 200_001);
});
