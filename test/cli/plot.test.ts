import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../seeded.ts';
import { wellFormed } from './markup.ts';
import { plotHtml, plotSvg, ticks, type MetricRow } from '../../runtime/plot.ts';

const curve = (name: string, split: string, f: (step: number) => number): MetricRow[] => [0, 10, 20, 30].map(step => ({ step, split, name, value: f(step) }));

test('each metric is a panel, each split a line with its place in the legend', () => {
  const svg = plotSvg([...curve('loss', 'train', s => 2 - s / 20), ...curve('loss', 'test', s => 2 - s / 30), ...curve('acc', 'test', s => s / 30)], { title: 'digits' });
  const counts = wellFormed(svg);
  assert.equal(counts.get('title'), 1);
  assert.equal(counts.get('desc'), 1);
  assert.equal([...svg.matchAll(/<path class="curve"/g)].length, 3);
  assert.equal([...svg.matchAll(/class="name"/g)].length, 2);
  assert.match(svg, /loss \(train\) goes from 2 at step 0 to 0\.5 at step 30/);
  assert.match(svg, />test<\/text>/);
  // A higher value stands higher up: smaller y.
  const d = /<path class="curve"[^>]*d="M([^"]*)"/.exec(svg)![1]!.split('L').map(p => Number(p.split(' ')[1]));
  assert.ok(d[0]! < d.at(-1)!);
});

test('names of the program cannot break out of the document', () => {
  const hostile = '</text><script>alert("&\'")</script>\u0000';
  const rows = curve(hostile, hostile, s => s);
  wellFormed(plotSvg(rows, { title: hostile }));
  assert.doesNotMatch(plotHtml(rows, { title: hostile }), /<script/);
});

test('values that are not finite leave a gap, single values are dots, wide ranges are logarithmic', () => {
  const svg = plotSvg(curve('loss', 'train', s => (s === 10 ? NaN : 1 + s)), { title: 't' });
  assert.equal(wellFormed(svg).get('circle'), 1);
  assert.match(plotSvg(curve('loss', 'train', s => 10 ** -s), { title: 't' }), /logarithmic/);
  assert.match(plotSvg([], { title: 't' }), /no metrics were reported/);
});

test('ticks are round, within the range and evenly spaced', () => {
  assert.deepEqual(ticks(0, 1), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(0, 60), [0, 20, 40, 60]);
  assert.deepEqual(ticks(3, 3), [3]);
  fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (lo, width) => {
    const hi = lo + width;
    fc.pre(hi - lo > Math.abs(lo) * 1e-9);
    const t = ticks(lo, hi);
    assert.ok(t.length >= 2 && t.length <= 12, `${t}`);
    const slack = (hi - lo) * 1e-6 + Math.abs(lo) * 1e-11;
    for (const v of t) assert.ok(v >= lo - slack && v <= hi + slack);
  }));
});

test('any metrics give a well-formed document', () => {
  fc.assert(fc.property(fc.array(fc.record({ step: fc.nat(1000), split: fc.constantFrom('', 'train', 'test', 'a<b'), name: fc.string({ maxLength: 8 }), value: fc.double(), series: fc.constantFrom('run 1', 'run 2') }), { maxLength: 40 }), rows => {
    wellFormed(plotSvg(rows, { title: 't' }));
  }), { numRuns: 100 });
});
