// The package as a library: its declarations check in a strict program of somebody else's, and its bundle compiles.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../..');
const tsc = path.join(root, 'node_modules/.bin/tsc');

test('public types check in a strict program, and refuse what is wrong', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tsql-types-'));
  try {
    execFileSync(tsc, ['-p', path.join(root, 'tsconfig.types.json'), '--outDir', path.join(folder, 'types')], { cwd: root, stdio: 'pipe' });
    writeFileSync(path.join(folder, 'use.ts'), [
      "import { compile, type Diagnostic, type Plan } from 'tensor-sql';",
      "const c = compile({ file: 'x.tsql', text: 'index i = 2' }, { settings: { lr: 0.1 } });",
      'export const found: readonly Diagnostic[] = c.diagnostics;',
      'export const plan: Plan | null = c.plan;',
      '// @ts-expect-error: a number is no source',
      'compile(3);',
    ].join('\n'));
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true, types: [], target: 'es2022', skipLibCheck: true, paths: { 'tensor-sql': ['./types/compiler/index.d.ts'] } }, files: ['use.ts'],
    }));
    execFileSync(tsc, ['-p', folder], { cwd: root, stdio: 'pipe' });
  } catch (problem) {
    assert.fail(String((problem as { stdout?: Buffer }).stdout ?? problem));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the built compiler can be imported and compiles', async () => {
  const { compile } = await import(pathToFileURL(path.join(root, 'dist/compiler.mjs')).href) as typeof import('../../compiler/index.ts');
  const compiled = compile({ file: 'x.tsql', text: 'index i = 2\ny[i] = i * 2\nshow y[i]' });
  assert.deepEqual(compiled.diagnostics, []);
  assert.match(compiled.emit('sql'), /i \* 2/);
});
