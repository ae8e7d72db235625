// The examples in the grammar file: `//+` accepted and `//-` refused by the rule they stand under.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as ohm from 'ohm-js';
import fc from '../seeded.ts';
import { grammarText } from '../../compiler/generated/grammar.ts';
import { reserved, tokenize } from '../../compiler/parse/tokens.ts';

const text = readFileSync('grammar/tsql.ohm', 'utf8');
const grammar = ohm.grammar(text);

interface Example { readonly rule: string; readonly accepted: boolean; readonly text: string; readonly line: number }

function examples(): Example[] {
  const found: Example[] = [];
  let rule = '';
  text.split('\n').forEach((line, k) => {
    rule = /^  (\w+)(?:<\w+>)?\s*(?:\([^)]*\))?\s*=/.exec(line)?.[1] ?? rule;
    const example = /^\s*\/\/([+-]) (.*)$/.exec(line);
    if (example) for (const t of JSON.parse(`[${example[2]}]`) as string[]) found.push({ rule, accepted: example[1] === '+', text: t, line: k + 1 });
  });
  return found;
}

test('every example in the grammar holds', () => {
  const all = examples();
  assert.ok(all.length > 150, `${all.length} examples`);
  for (const { rule, accepted, text: example, line } of all) {
    const match = grammar.match(example, rule);
    assert.equal(match.succeeded(), accepted, `grammar/tsql.ohm:${line}: ${rule} ${accepted ? 'should accept' : 'should refuse'} ${JSON.stringify(example)}`);
  }
});

test('every statement, clause and kind of primary has an example', () => {
  const rules = new Set(examples().filter(e => e.accepted).map(e => e.rule));
  for (const rule of ['Index', 'Data', 'Param', 'Equation', 'Train', 'Fn', 'Layer', 'Let', 'Optimizer', 'Split', 'Setting', 'Show', 'Check', 'Export', 'Import', 'Annotation', 'Expr', 'Primary']) {
    assert.ok(rules.has(rule), `${rule} has no example`);
  }
});

test('the generated grammar is the one in the file', () => {
  assert.equal(grammarText, text, 'run npm run build');
});

test('tokens agree with the lexis of the grammar', () => {
  const piece = fc.constantFrom('a', 'θ_1', 'index', 'p\'\'', 'enc.W', '1', '1_000', '2.5e-3', '0..3', '.5', '"t"', '"a\\"b"', '"open', '"\\d"', '--c\n', '/* c */', '/*', '#', '+=', 'max=', ' ', '\n', '(', '[', ']', '=', '==', '-', '|', '.', ',', '\u00A0', '\uFEFF', '😀');
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
    const source = pieces.join('');
    const tokens = tokenize(source);
    let at = 0;
    for (const token of tokens) {
      assert.match(source.slice(at, token.start), /^[\u0000- \u00A0\uFEFF]*$/, 'only blanks between tokens');
      assert.equal(source.slice(token.start, token.end), token.text);
      at = token.end;
      const rule = { word: 'variable', number: 'number', comment: 'comment', string: 'string', sign: null, bad: null }[token.kind];
      if (rule === null || (token.kind === 'word' && (reserved.has(token.text.split(/[.']/)[0]!) || /\..*'/.test(token.text)))) continue;
      if (token.kind === 'string' && token.text.includes('\\d')) continue;   // a wrong escape is refused later, with its own message
      assert.ok(grammar.match(token.text, rule).succeeded(), `${token.kind} ${token.text}`);
    }
    assert.match(source.slice(at), /^[\u0000- \u00A0\uFEFF]*$/);
  }), { numRuns: 500 });
});
