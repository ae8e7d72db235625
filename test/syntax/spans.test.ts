// A span covers its node and nothing else: cut out and parsed again, it gives the node.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item, Stmt } from '../../compiler/ast.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { tokenize } from '../../compiler/parse/tokens.ts';
import type { Span } from '../../compiler/source.ts';
import { programs, withoutSpans } from './programs.ts';

type Node = { readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node => value !== null && typeof value === 'object' && !Array.isArray(value);

function* nodes(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const inner of value) yield* nodes(inner);
  else if (isNode(value)) {
    yield value;
    for (const [key, inner] of Object.entries(value)) if (key !== 'span' && !key.endsWith('Span')) yield* nodes(inner);
  }
}

const statements: ReadonlySet<string> = new Set<Stmt['kind']>(['index', 'data', 'param', 'equation', 'train', 'fn', 'layer', 'let', 'optimizer', 'split', 'setting', 'show', 'check', 'export', 'import']);
const expressions: ReadonlySet<string> = new Set(['number', 'string', 'boolean', 'end', 'name', 'size', 'access', 'call', 'unary', 'binary', 'if', 'coalesce', 'in', 'iverson', 'paren']);

for (const source of programs) {
  test(`spans of ${source.file}`, () => {
    const { module, diagnostics } = parse(source);
    assert.deepEqual(diagnostics, []);
    for (const node of nodes(module.items)) {
      if (!isNode(node['span'])) continue;
      const span = node['span'] as unknown as Span;
      const slice = source.text.slice(span.start, span.end);
      assert.equal(span.file, source.file);
      const tokens = tokenize(slice);
      assert.ok(tokens.length > 0 && tokens[0]!.start === 0 && tokens.at(-1)!.end === slice.length, `blanks around ${JSON.stringify(slice)}`);
      assert.ok(tokens[0]!.kind !== 'comment' && tokens.at(-1)!.kind !== 'comment', `a comment at the edge of ${JSON.stringify(slice)}`);
      if (typeof node['text'] === 'string' && node['kind'] === undefined) assert.equal(slice, node['text'], 'a name');
      const kind = String(node['kind']);
      if (isNode(node['nameSpan'])) {
        const name = node['nameSpan'] as unknown as Span;
        assert.equal(source.text.slice(name.start, name.end), node['name']);
      }
      if (isNode(node['pathSpan'])) {
        const path = node['pathSpan'] as unknown as Span;
        assert.match(source.text.slice(path.start, path.end), /^".*"$/);
      }
      if ('annotations' in node && statements.has(kind)) assert.deepEqual(withoutSpans(only(slice)), withoutSpans(node), slice);
      else if (expressions.has(kind) && slice !== '') {
        const item = only(`y = ${slice}`);
        assert.deepEqual(item.kind === 'equation' && withoutSpans(item.value), withoutSpans(node), slice);
      }
    }
  });
}

function only(text: string): Item {
  const { module, diagnostics } = parse({ file: 'slice', text });
  assert.deepEqual(diagnostics, [], text);
  assert.equal(module.items.length, 1, text);
  return module.items[0]!;
}
