// The compiler is a pure core: it imports nothing but itself and its parser library, and runs where there is no Node.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');
const files = (folder: string): string[] => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
  .filter(e => e.isFile() && e.name.endsWith('.ts')).map(e => path.join(e.parentPath ?? e.path, e.name));

test('compiler/ imports only itself', () => {
  for (const file of files('compiler')) {
    const text = readFileSync(file, 'utf8');
    for (const [, named, dynamic] of text.matchAll(/^\s*(?:import|export)\b[^'\n]*\bfrom '([^'\n]+)'|\bimport\(\s*'([^'\n]+)'\s*\)/gm)) {
      const from = named ?? dynamic;
      assert.ok(from!.startsWith('.'), `${file} imports ${from}`);
      const target = path.resolve(path.dirname(file), from!);
      assert.ok(target.startsWith(path.join(root, 'compiler') + path.sep), `${file} reaches out of compiler/: ${from}`);
    }
  }
});

test('compiler/ names no global of Node', () => {
  for (const file of files('compiler')) {
    if (file.includes(`${path.sep}generated${path.sep}`)) continue;
    assert.doesNotMatch(readFileSync(file, 'utf8'), /\bprocess\.(env|argv|stdout|stderr|exit|cwd)|__dirname|\bBuffer\./, file);
  }
});

test('the bundled compiler compiles a program where there is neither Node nor network', async () => {
  const bundle = await build({
    stdin: { contents: "import { compile } from './compiler/index.ts'; globalThis.compiled = text => compile({ file: 'page.tsql', text });", resolveDir: root, loader: 'ts' },
    bundle: true, write: false, format: 'iife', platform: 'browser', target: 'es2022', logLevel: 'silent',
  });
  const globals = vm.createContext({});
  vm.runInContext(bundle.outputFiles[0]!.text, globals);
  const text = 'index i = 3, j = 2\ndata m[i,j] = [[1, 2], [3, 4], [5, 6]]\ndata v[j] = [1, -1]\ny[i] = m[i,j] * v[j]\nshow y[i]\n';
  const result = vm.runInContext(`(() => { const c = compiled(${JSON.stringify(text)}); return JSON.stringify([c.diagnostics, c.emit('sql')]); })()`, globals) as string;
  const [diagnostics, sql] = JSON.parse(result) as [unknown[], string];
  assert.deepEqual(diagnostics, []);
  assert.match(sql, /sum\(/i);
});

test('no file of ours is longer than 400 lines, and none has a name that explains nothing', () => {
  for (const file of [...files('compiler'), ...files('runtime')]) {
    if (file.includes(`${path.sep}generated${path.sep}`)) continue;
    const lines = readFileSync(file, 'utf8').split('\n').length;
    assert.ok(lines <= 400, `${path.relative(root, file)} has ${lines} lines`);
    assert.doesNotMatch(path.basename(file), /^(utils?|helpers?|misc|common|manager|context|process)\./);
  }
});
