// Programs that the fuzzer drew and that go, taken together, every way they could find through the checker, differentiation and lowering:
// what is said of each is as it was. A change of it is to be seen in review; UPDATE=1 writes drawn.txt anew.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { kept, written } from './kept.ts';
import { saidOf } from './said.ts';

if (process.env['UPDATE'] === '1') writeFileSync(path.join(import.meta.dirname, 'drawn.txt'), written(kept().map(k => ({ ...k, said: saidOf(k) }))));

const all = kept();
const together = 20;
for (let from = 0; from < all.length; from += together) {
  test(`drawn programs from ${from + 1} on get the messages and the SQL that they got`, () => {
    for (const k of all.slice(from, from + together)) assert.equal(saidOf(k), k.said, k.program);
  });
}

test('there are drawn programs, right ones and wrong ones', () => {
  assert.ok(all.length > 500);
  assert.ok(all.filter(k => k.said.startsWith('error[')).length > 300);
  assert.ok(all.filter(k => /^-- /m.test(k.said)).length > 50);
});
