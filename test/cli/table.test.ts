import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNumber, formatTensor, formatValue } from '../../runtime/table.ts';

const golden = (actual: string, expected: string): void => assert.equal(actual, `${expected.replace(/^\n/, '')}\n`);

test('numbers are short, and exact where they are whole', () => {
  assert.deepEqual([0, -3, 1e6, 123456789, 0.1 + 0.2, 1 / 3, 1e-7, 1.5e-9, 1e300, NaN, Infinity, -Infinity].map(n => formatNumber(n)),
    ['0', '-3', '1000000', '123456789', '0.3', '0.333333', '1e-7', '1.5e-9', '1e300', 'nan', 'inf', '-inf']);
  assert.equal(formatValue(12345678901234567890n), '12345678901234567890');
  assert.equal(formatValue(null), '·');
  assert.equal(formatValue('a\n\u001b[31m'), 'a \\u{1b}[31m');
});

test('a tensor without keys is one line, with its unit', () => {
  golden(formatTensor('acc', [{ name: 'val', values: [0.8712345678] }], null), 'acc = 0.871235');
  golden(formatTensor('temp', [{ name: 'val', values: [281.5] }], 'K'), 'temp = 281.5 K');
  golden(formatTensor('mean', [{ name: 'val', values: [] }], 'K'), 'mean = (no value)');
});

test('two keys are a matrix, cells without a row are dots', () => {
  golden(formatTensor('W', [{ name: 'i', values: [0n, 0n, 1n] }, { name: 'j', values: ['日本', 'b', 'b'] }, { name: 'val', values: [0.5, 1.25, -2] }], null), `
W[i, j]
  i \\ j  日本      b
  ─────  ────  ─────
      0   0.5   1.25
      1     ·  -2.00`);
});

test('rows over the limit are counted', () => {
  const out = formatTensor('x', [{ name: 's', values: Array.from({ length: 25 }, (_, k) => k) }, { name: 'val', values: Array.from({ length: 25 }, (_, k) => k / 4) }], null);
  assert.match(out, /… 5 more rows\n$/);
  assert.equal(out.split('\n').length, 1 + 2 + 20 + 1 + 1);
  golden(formatTensor('x', [{ name: 's', values: [] }, { name: 'val', values: [] }], null), 'x[s]: no rows');
});
