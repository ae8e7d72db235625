// Nets whose data is not here: each compiles from the headers of its data, or is refused with messages that name the form that is not
// there yet, at its place.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Catalog, type ColumnType, compile, position, type SourceHeader } from '../../compiler/index.ts';

const folder = path.join(import.meta.dirname, 'later');

const relation = (rows: number, columns: Readonly<Record<string, ColumnType>>, ranges: Readonly<Record<string, readonly [number, number]>> = {}): SourceHeader =>
  ({ kind: 'relation', rows, columns: Object.entries(columns).map(([name, type]) => ({ name, type, range: ranges[name] ?? null })) });

/** The headers of the data that they name. */
const catalog: Catalog = {
  sources: {
    'file:images.parquet': relation(1000, Object.fromEntries(Array.from({ length: 784 }, (_, k) => [`p${k}`, 'int']))),
    'file:train-images-idx3-ubyte.gz': { kind: 'array', shape: [1000, 28, 28], type: 'int' },
    'file:t10k-images-idx3-ubyte.gz': { kind: 'array', shape: [500, 28, 28], type: 'int' },
    'file:train-labels-idx1-ubyte.gz': { kind: 'array', shape: [1000], type: 'int' },
    'file:t10k-labels-idx1-ubyte.gz': { kind: 'array', shape: [500], type: 'int' },
  },
};

/** `line:column form` of every refusal. */
const refused: Readonly<Record<string, readonly string[]>> = {
  'autoencoder.tsql': [],
  'convnet.tsql': [],
};

test('every program of later/ is in the table', () => assert.deepEqual(readdirSync(folder).sort(), Object.keys(refused).sort()));

for (const [file, forms] of Object.entries(refused)) {
  test(forms.length ? `${file} is refused for what is not supported yet` : `${file} compiles without a word`, () => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const { diagnostics, plan } = compile({ file, text }, { catalog });
    // Nothing else is said: what follows from a refusal alone would mislead.
    for (const d of diagnostics) assert.ok(d.code === 'not-supported' && d.hints.length > 0, `${d.code}: ${d.message}`);
    assert.deepEqual(diagnostics.map(d => {
      const { line, column } = position(text, d.span.start);
      return { line, column, form: d.message.replace(/ (?:is|are) not supported yet$/, '') };
    }).sort((a, b) => a.line - b.line || a.column - b.column).map(d => `${d.line}:${d.column} ${d.form}`), forms);
    assert.equal(plan === null, forms.length > 0);
  });
}
