// Small programs, by subject, that go every way through the checker: the messages they get, word for word and with their places, or the
// elaborated program, with every sum written out. A change is to be seen in review; UPDATE=1 writes programs/*.txt anew.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { casesOf, store, subjects } from './cases.ts';
import { saidOf } from './said.ts';

for (const subject of subjects) {
  if (process.env['UPDATE'] === '1') store(subject, casesOf(subject).map(k => ({ ...k, said: saidOf(k) })));
  for (const given of casesOf(subject)) test(`${subject}: ${given.name}`, () => assert.equal(saidOf(given), given.said, given.program));
}

test('there are programs of every subject, each with a name of its own', () => {
  assert.ok(subjects.length > 5);
  for (const subject of subjects) {
    const names = casesOf(subject).map(k => k.name);
    assert.ok(names.length > 3, subject);
    assert.deepEqual(names, [...new Set(names)]);
  }
});
