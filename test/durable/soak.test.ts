// The short form of `npm run soak`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soak } from '../soak/soak.ts';

test('sixty kills over five programs: no step is torn, none is lost, and the weights are those of a training left alone', async () => {
  const figures = await soak({ kills: 60, seed: 11 });
  assert.deepEqual([figures.torn, figures.lost, figures.different, figures.failed], [[], [], [], []]);
  assert.equal(figures.kills, 60);
  assert.ok(figures.underWay >= 15, `only ${figures.underWay} kills met a run under way`);
});
