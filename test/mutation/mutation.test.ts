// The mutants themselves: what is changed can be found, and what is said to mean the same is still there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { equivalent, speaksOf } from './equivalent.ts';
import { applied, mutantsOf } from './mutants.ts';
import { parts, root } from './parts.ts';
import { gaps, isPassed } from './passed.ts';

test('words, signs and conditions are changed, comments and messages are not', () => {
  const text = "// a === b\nif (f(a, '(') && !b) return x > 0 ? 1 : y;\nthrow error('x', `a + b`);\n";
  assert.deepEqual(mutantsOf('f', text).map(m => applied(text, m).split('\n')[1]), [
    "if (true || (f(a, '(') && !b)) return x > 0 ? 1 : y;", "if (false && (f(a, '(') && !b)) return x > 0 ? 1 : y;", "if (f(a, '(') || !b) return x > 0 ? 1 : y;", "if (f(a, '(') && b) return x > 0 ? 1 : y;",
    "if (f(a, '(') && !b) return x >= 0 ? 1 : y;", "if (f(a, '(') && !b) return x > 1 ? 1 : y;", "if (f(a, '(') && !b) return x > 0 ? 0 : y;",
  ]);
});

test('every mutant that is said to mean the same is one that is made', () => {
  const files = new Map([...new Set(Object.values(parts).flatMap(p => p.files))].map(f => [f, readFileSync(path.join(root, f), 'utf8')]));
  for (const same of equivalent) {
    const text = files.get(same.file);
    assert.ok(text !== undefined, `${same.file} is no file of a part`);
    assert.ok(mutantsOf(same.file, text).some(m => speaksOf(same, m, text)), `no mutant of ${same.file} makes ${same.becomes} of ${same.code}`);
    assert.ok(same.why.length > 10, same.code);
  }
});

test('what is passed is known by offset, and what is not is a gap', () => {
  const passed = [0, 1, 10, 0, 20, 1, 30, 0];
  assert.deepEqual([0, 9, 10, 19, 20, 29, 30].map(at => isPassed(passed, at)), [true, true, false, false, true, true, false]);
  assert.deepEqual(gaps([passed, [12, 1, 15, 0]], [5, 40]), [{ from: 10, to: 12 }, { from: 15, to: 20 }, { from: 30, to: 40 }]);
});
