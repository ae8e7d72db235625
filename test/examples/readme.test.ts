// What README shows is so: its program compiles to the SQL beside it, the page on the language parses, the message is the one that is
// printed. `UPDATE=1 node --import tsx --test test/examples/readme.test.ts` writes the SQL anew.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { opNames } from '../../compiler/check/calls.ts';
import { libraryModules } from '../../compiler/generated/modules.ts';
import { compile } from '../../compiler/index.ts';
import { compileProgram, readProgram } from '../../runtime/index.ts';

const root = path.join(import.meta.dirname, '../..');
const file = path.join(root, 'README.md');
const readme = readFileSync(file, 'utf8');

/** The text between fences of this kind; there is one. */
function fenced(kind: string): string {
  const found = [...readme.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))];
  assert.equal(found.length, 1, `${found.length} blocks of ${kind}`);
  return found[0]![1]!;
}

test('the program beside its SQL', async () => {
  const source = { file: 'penguins.tsql', text: fenced('tsql') };
  assert.equal(source.text.trim().split('\n').filter(line => line !== '').length, 12);
  const program = await readProgram('examples/penguins.tsql', { folder: root, input: () => Promise.reject(new Error('a file is wanted')) }, {}, source);
  const { diagnostics, emit } = compileProgram(program, {});
  assert.deepEqual(diagnostics, []);
  const step = /^-- each step.*\n\n([\s\S]*?;)\n\n\n/m.exec(emit('sql'))?.[1];
  assert.ok(step);
  const shown = fenced('sql');
  if (process.env['UPDATE'] === '1') writeFileSync(file, readme.replace(shown, () => `${step}\n`));
  else assert.equal(shown.trim(), step);
});

/** A wide table of 784 numbers and a class, and a table of edges. */
const column = (name: string, type: 'real' | 'int' | 'text', range: readonly [number, number] | null = null) => ({ name, type, range });
const wide = { kind: 'relation', rows: 1000, columns: [...Array.from({ length: 784 }, (_, k) => column(`p${k}`, 'real')), column('y', 'int', [0, 9])] } as const;
const edges = { kind: 'relation', rows: 100, columns: [column('src', 'text'), column('dst', 'text'), column('weight', 'real')] } as const;

test('the page on the language is a program that compiles without a word', () => {
  const source = { file: 'page.tsql', text: fenced('text') };
  const { diagnostics, plan } = compile(source, { catalog: { sources: { 'file:a.parquet': wide, 'file:b.parquet': wide, 'file:edges.csv': edges } }, modules: { 'my/parts.tsql': 'fn half(x) = x / 2' } });
  assert.deepEqual(diagnostics.map(d => `${d.message} at ${d.span.start}`), []);
  assert.ok(plan);
});

test('the table of the library names all that is there, and nothing else', () => {
  const part = /### The library\n([\s\S]*?)\nA layer is written/.exec(readme)![1]!;
  const named = [...part.matchAll(/`([^`]*)`/g)].flatMap(m => (/[/[]/.test(m[1]!) ? [] : m[1]!.split(' '))).filter(w => /^\w+$/.test(w));
  const defined = Object.values(libraryModules).flatMap(m => m.items.flatMap(i => (i.kind === 'fn' || i.kind === 'layer' || i.kind === 'optimizer' ? [i.name.text] : [])));
  const builtIn = new Set([...opNames, 'normal', 'uniform', 'bernoulli']);
  assert.deepEqual(defined.filter(d => !named.includes(d)), []);
  assert.deepEqual(named.filter(w => !defined.includes(w) && !builtIn.has(w)), []);
});

test('the message is one of those that the tests hold', () => {
  assert.ok(readFileSync(path.join(root, 'test/errors/wrong-axis.txt'), 'utf8').includes(fenced('console')));
});

test('every example is named, and every file that is named is there', () => {
  for (const name of readdirSync(path.join(root, 'examples')).filter(f => f.endsWith('.tsql'))) assert.ok(readme.includes(`\`${name}\``), name);
  for (const [, name] of readme.matchAll(/`((?:compiler|runtime|test|examples|grammar)\/[\w./*-]*)`/g)) {
    assert.ok(existsSync(path.join(root, name!.replace(/\*.*$/, ''))), name);
  }
});
