import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventJson, type RunEvent } from '../../runtime/events.ts';
import { formatDuration, progress } from '../../runtime/progress.ts';
import { wantsColor } from '../../runtime/terminal.ts';

const events: readonly RunEvent[] = [
  { event: 'training', name: null, steps: 4 },
  { event: 'report', step: 0, steps: 4, values: [{ name: 'loss', split: 'train', value: 2.30259 }, { name: 'acc', split: 'test', value: null }] },
  { event: 'step', step: 1, steps: 4 },
  { event: 'step', step: 2, steps: 4 },
  { event: 'report', step: 4, steps: 4, values: [{ name: 'loss', split: 'train', value: 0.5 }, { name: 'acc', split: 'test', value: 0.875 }] },
  { event: 'step', step: 4, steps: 4 },
  { event: 'trained', name: null, step: 4, steps: 4, stopped: false, seconds: 2 },
];

function written(columns: number | null): string {
  let text = '';
  let clock = 0;
  const listener = progress({ write: t => { text += t; }, columns, bold: t => t, dim: t => t, now: () => (clock += 500) });
  events.forEach(listener);
  return text;
}

test('without a terminal progress is plain lines', () => {
  assert.equal(written(null), 'step 0/4  loss 2.303  test acc ·\nstep 4/4  loss 0.5  test acc 0.875\n4 steps in 2.0 s\n');
});

test('on a terminal the last line is a bar with values and time left, redrawn in place and gone at the end', () => {
  const text = written(80);
  assert.match(text, /█{6}░{18} 1\/4 {2}loss 2\.303 {2}test acc · {2}\d.* left/);
  const lines: string[] = [''];
  for (const part of text.split(/(\r\u001b\[2K|\n)/)) {
    if (part === '\n') lines.push('');
    else if (part.startsWith('\r')) lines[lines.length - 1] = '';
    else lines[lines.length - 1] += part;
  }
  assert.equal(lines.join('\n'), written(null));
});

test('a bar never wraps', () => {
  for (const part of written(20).split(/\r\u001b\[2K|\n/).filter(p => /[█░]/.test(p))) assert.ok(part.length < 20, part);
});

test('durations are in words', () => {
  assert.deepEqual([0.04, 9.94, 9.96, 59.4, 61, 3600, 7400].map(formatDuration), ['0.0 s', '9.9 s', '10 s', '59 s', '1 min 1 s', '1 h 0 min', '2 h 3 min']);
});

test('as JSON what JSON cannot say is text, and places are left out', () => {
  const line = eventJson({ event: 'show', label: 'x', unit: null, keys: ['s'], columns: [{ name: 's', values: [1, 2, 3, 4] }, { name: 'val', values: [NaN, -Infinity, 12345678901234567890n, null] }] });
  assert.deepEqual(JSON.parse(line), { event: 'show', label: 'x', unit: null, keys: ['s'], columns: ['s', 'val'], rows: [[1, 'nan'], [2, '-inf'], [3, '12345678901234567890'], [4, null]] });
  assert.ok(!eventJson({ event: 'check', label: 'c', pass: true, span: { file: 'f', start: 0, end: 1 } }).includes('span'));
});

test('NO_COLOR wins over FORCE_COLOR, which wins over the terminal', () => {
  assert.deepEqual([wantsColor({}, true), wantsColor({}, false), wantsColor({ TERM: 'dumb' }, true), wantsColor({ FORCE_COLOR: '1' }, false), wantsColor({ FORCE_COLOR: '0' }, true), wantsColor({ NO_COLOR: '1', FORCE_COLOR: '1' }, true), wantsColor({ NO_COLOR: '' }, true)],
    [true, false, false, true, false, false, true]);
});
