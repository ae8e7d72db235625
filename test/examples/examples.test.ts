// Every example runs as a reader would run it, and says of itself that it holds. Those that train for long take a few steps here, after
// which what they report must be better than before: `npm run examples` runs them to the end.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { format } from '../../compiler/index.ts';
import { shown } from '../reference/shown.ts';

const folder = path.join(import.meta.dirname, '../../examples');
const files = readdirSync(folder).filter(f => f.endsWith('.tsql')).sort();
const steps: Readonly<Record<string, number>> = { 'autoencoder.tsql': 4, 'convnet.tsql': 4, 'factorisation.tsql': 2, 'gru.tsql': 3, 'transformer.tsql': 2 };

for (const file of files) {
  const text = readFileSync(path.join(folder, file), 'utf8');

  test(`${file} says first what it shows, and is in the usual form`, () => {
    assert.match(text, /^-- \S.{20,}\n/);
    assert.equal(format({ file, text }).text, text);
  });

  // The net takes longer than all others together: it has a file of its own, mlp.test.ts.
  if (file === 'mlp.tsql') continue;
  const few = steps[file];

  test(few === undefined ? `the checks of ${file} hold` : `${few} steps of ${file} make it better`, async () => {
    const { checks, reports } = await shown(path.join(folder, file), few === undefined ? {} : { steps: few });
    assert.ok(checks.length > 0, 'it checks nothing');
    if (few === undefined) {
      assert.deepEqual(checks.filter(c => !c.pass).map(c => c.label), []);
    } else {
      const [first, last] = [reports[0]!, reports.at(-1)!].map(r => r.values[0]!.value!) as [number, number];
      assert.ok(last < first, `${first} became ${last}`);
    }
  });
}
