// Which generations stay, and how a difference reads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from '../../runtime/difference.ts';
import { type Generation, reportedLimit, type Retention, retentionOf, surplus } from '../../runtime/generations.ts';
import fc from '../seeded.ts';

/** What is left after each of so many steps, every `period`-th of them reported. */
function left(retention: Retention, steps: number, period: number): readonly Generation[] {
  let there: readonly Generation[] = [];
  let good: number | null = null;
  for (let step = 0; step <= steps; step++) {
    const marked = step % period === 0;
    if (marked) good = step;
    const now = [...there, { step, marked }];
    const gone = surplus(retention, now, good);
    there = now.filter(g => !gone.includes(g.step));
    assert.equal(there.at(-1)!.step, step);
    assert.ok(there.some(g => g.step === good), `the last good step ${good} is gone`);
  }
  return there;
}

test('the last step and the last good one always stay, and no retention but `all` and `every` keeps more than a bounded number', () => {
  const retention = fc.oneof(fc.constantFrom<Retention>({ kind: 'reports' }, { kind: 'last' }, { kind: 'all' }), fc.integer({ min: 1, max: 40 }).map((count): Retention => ({ kind: 'every', count })));
  fc.assert(fc.property(retention, fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 30 }), (r, steps, period) => {
    const there = left(r, steps, period).map(g => g.step);
    if (r.kind === 'all') assert.equal(there.length, steps + 1);
    if (r.kind === 'last') assert.ok(there.length <= 2);
    if (r.kind === 'reports') assert.ok(there.length <= reportedLimit + 2, `${there.length} generations`);
    if (r.kind === 'every') for (let k = 0; k <= steps; k += r.count) assert.ok(there.includes(k));
  }), { numRuns: 60 });
});

test('of many reports the older ones are thinned out', () => {
  const there = left({ kind: 'reports' }, 1000, 1).map(g => g.step);
  assert.ok(there.length > reportedLimit / 3 && there.length <= reportedLimit + 2);
  assert.equal(there[0], 0);
  const half = there.filter(s => s > 900).length;
  assert.ok(half > there.filter(s => s <= 100).length);
});

test('what --keep understands', () => {
  assert.deepEqual(['last', 'all', 'reports', 'every 10', 'every=3', 'every7'].map(retentionOf), [{ kind: 'last' }, { kind: 'all' }, { kind: 'reports' }, { kind: 'every', count: 10 }, { kind: 'every', count: 3 }, { kind: 'every', count: 7 }]);
  for (const wrong of ['', 'every', 'every 0', 'every -1', '10', 'All']) assert.throws(() => retentionOf(wrong), /--keep/);
});

test('a difference names what went and what came, with lines around', () => {
  assert.equal(difference('p', 'a\nb\n', 'a\nb\n'), '');
  assert.equal(difference('p', 'a\nb\nc\nd\ne\nf\ng\nh\n', 'a\nb\nc\nd\nE\nf\ng\nh\n'), '--- p (of the run)\n+++ p (now)\n@@ -3,5 +3,5 @@\n c\n d\n-e\n+E\n f\n g\n');
  assert.equal(difference('p', '', 'new\n'), '--- p (of the run)\n+++ p (now)\n@@ -1,0 +1,1 @@\n+new\n');
  assert.equal(difference('p', 'a\n', 'a'), 'p: only the end of the file differs\n');
});

test('a difference, undone, gives the texts back', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
  fc.assert(fc.property(lines, lines, (a, b) => {
    const text = difference('p', `${a.join('\n')}\n`, `${b.join('\n')}\n`, 100).split('\n').slice(3, -1);
    if (text.length === 0) assert.deepEqual(a.join('\n'), b.join('\n'));
    else {
      assert.deepEqual(text.filter(l => l[0] !== '+').map(l => l.slice(1)).join('\n'), a.join('\n'));
      assert.deepEqual(text.filter(l => l[0] !== '-').map(l => l.slice(1)).join('\n'), b.join('\n'));
    }
  }), { numRuns: 300 });
});
