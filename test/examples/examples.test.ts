// Every example runs as a reader would run it, and says of itself that it holds.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../compiler/index.ts';
import { shown } from '../reference/shown.ts';

const folder = path.join(import.meta.dirname, '../../examples');
const files = readdirSync(folder).filter(f => f.endsWith('.tsql')).sort();

for (const file of files) {
  const text = readFileSync(path.join(folder, file), 'utf8');

  test(`${file} says first what it shows, and is in the usual form`, () => {
    assert.match(text, /^-- \S.{20,}\n/);
    assert.equal(format({ file, text }).text, text);
  });

  // The net takes longer than all others together: it has a file of its own, mlp.test.ts.
  if (file !== 'mlp.tsql') {
    test(`the checks of ${file} hold`, async () => {
      const { checks } = await shown(path.join(folder, file));
      assert.ok(checks.length > 0, 'it checks nothing');
      assert.deepEqual(checks.filter(c => !c.pass).map(c => c.label), []);
    });
  }
}
