// The matcher finds what Ohm finds with the same grammar: the same texts, the same trees, at the same places.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as ohm from 'ohm-js';
import fc from '../seeded.ts';
import { grammarText, rules } from '../../compiler/generated/grammar.ts';
import { stopOf } from '../../compiler/parse/expected.ts';
import { isOfWords } from '../../compiler/parse/grammar.ts';
import { makeMatcher, type Node } from '../../compiler/parse/matcher.ts';
import { programs } from './programs.ts';

const match = makeMatcher(rules, new Set(['Expr']), {});
const grammar = ohm.grammar(grammarText);

type Tree = readonly [string, number, number, ...unknown[]];
// an empty list stands nowhere in particular
const treeOf = (name: string, start: number, end: number, children: readonly unknown[]): Tree => (name === '_iter' && children.length === 0 ? [name, 0, 0] : [name, start, end, ...children]);
const own = (node: Node): Tree => treeOf(node.rule, node.source.startIdx, node.source.endIdx, node.children.map(own));

const semantics = grammar.createSemantics().addOperation<Tree>('tree', {
  _nonterminal(...children) { return treeOf(this.ctorName, this.source.startIdx, this.source.endIdx, isOfWords(this.ctorName) ? children.map(c => c['tree']()) : []); },
  _iter(...children) { return treeOf('_iter', this.source.startIdx, this.source.endIdx, children.map(c => c['tree']())); },
  _terminal() { return treeOf('_terminal', this.source.startIdx, this.source.endIdx, []); },
});

/** Whether the text is one of the rule, as both say. */
function same(text: string, rule: string): boolean {
  const found = match(text, rule);
  const wanted = grammar.match(text, rule);
  assert.equal(found !== null, wanted.succeeded(), `${rule}: ${text}`);
  // Ohm says of the whole that it goes on to the end of the text, blanks included
  if (found) assert.deepEqual(own(found).slice(3), semantics(wanted)['tree']().slice(3), `${rule}: ${text}`);
  return found !== null;
}

test('every text in the grammar, by every rule of words without parameters', () => {
  const quoted = [...grammarText.matchAll(/^\s*\/\/[+-] (.*)$/gm)].flatMap(line => JSON.parse(`[${line[1]}]`) as string[]);
  const ofWords = Object.keys(rules).filter(isOfWords);
  const seen = { accepted: 0, refused: 0 };
  for (const text of quoted) for (const rule of ofWords) seen[same(text, rule) ? 'accepted' : 'refused']++;
  assert.ok(seen.accepted > 200 && seen.refused > 5000, JSON.stringify(seen));
});

test('whole programs', () => {
  for (const { file, text } of programs) assert.ok(same(text, 'Program'), file);
});

test('programs with pieces taken out and put in', () => {
  const piece = fc.constantFrom('', ' ', '\n', '-- c\n', '/* c */', '/*', '-', '(', ')', '[', ']', '{', '}', ',', '=', '==', ':=', '~', '|', "'", '.', '..', '"', '\\', '1', '1e', '0.5', 'x', 'θ', '\uFEFF', '\u00A0', '😀', 'if ', 'in ', 'index ', 'data ', 'on ', 'where ', 'ending', 'max=', '@u ');
  const seen = { accepted: 0, refused: 0 };
  fc.assert(fc.property(fc.constantFrom(...programs.map(p => p.text).filter(t => t.length < 2000)), fc.nat(), fc.nat({ max: 6 }), piece, (program, place, length, put) => {
    const at = place % (program.length + 1);
    seen[same(program.slice(0, at) + put + program.slice(at + length), 'Program') ? 'accepted' : 'refused']++;
  }), { numRuns: 300 });
  assert.ok(seen.accepted > 50 && seen.refused > 50, JSON.stringify(seen));
});

interface OhmFailure { getText(): string; isStringTerminal(): boolean; isFluffy(): boolean }
interface OhmMatch { getRightmostFailurePosition(): number; getRightmostFailures(): readonly OhmFailure[] }

test('where a text stops, and what could have stood there', () => {
  const piece = fc.constantFrom('a', 'b[i]', 'i', '=', '+=', '==', '1', '+', '-', '(', ')', '[', ']', '{', '}', '|', '"t"', ',', '.', '..', 'index', 'data', 'param', 'show', 'train', 'fn', 'split', 'into', 'steps', 'report', 'every', 'epochs', 'minimize', 'using', 'over', 'optimizer', ':=', 'state', 'layer', '->', 'let', 'from', 'in', 'if', 'then', 'else', 'where', 'on', 'export', 'to', 'import', 'as', '@u', '~', 'minimizer', 'f(x)', '-- c\n');
  const begun = fc.constantFrom(...programs.flatMap(p => p.text.split(/\n(?=\S)/)).filter(t => t.length < 200 && t.trim() !== ''));
  const damaged = fc.tuple(begun, fc.nat(), fc.nat({ max: 4 }), piece).map(([text, at, length, put]) => { const k = at % (text.length + 1); return `${text.slice(0, k)}${put}${text.slice(k + length)}`; });
  let refused = 0;
  fc.assert(fc.property(fc.oneof(fc.array(piece, { minLength: 1, maxLength: 8 }).map(p => p.join(' ')), damaged), fc.constantFrom('Program', 'Clauses', 'OptStmts'), (text, rule) => {
    if (match(text, rule)) return;
    refused++;
    const wanted = grammar.match(text, rule) as unknown as OhmMatch;
    const stop = stopOf(rules, text, rule);
    assert.equal(stop.at, wanted.getRightmostFailurePosition(), text);
    assert.deepEqual(stop.wanted, wanted.getRightmostFailures().map(f => ({ text: f.getText(), literal: f.isStringTerminal(), faint: f.isFluffy() })), `${rule}: ${text}`);
  }), { numRuns: 2000 });
  assert.ok(refused > 1000, `${refused}`);
});
