// The programs in the pages of the catalogue are compiled: the wrong one gets the message of its page, the right one none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, type Code } from '../../compiler/catalogue.ts';
import type { Diagnostic } from '../../compiler/diagnostics.ts';
import { compile } from '../../compiler/index.ts';
import { render } from '../../compiler/render.ts';

/** What compiling alone cannot show, and why. */
const elsewhere: Partial<Record<Code, string>> = {
  'too-deep': 'the example stands for hundreds of levels',
  'data-missing': 'told by the runtime, which looks for the file',
  'data-invalid': 'told when data is loaded',
  'out-of-reach': 'told by the runtime, which looks for the file',
  'engine': 'told when the program runs',
  'not-a-number': 'told when the program runs',
  'single-query': 'told when the single query is asked for',
};

const diagnosticsOf = (text: string): readonly Diagnostic[] => compile({ file: 'page.tsql', text }).diagnostics;

for (const code of Object.keys(catalogue) as Code[]) {
  const { wrong, right, page } = catalogue[code];
  test(`the wrong program on the page of ${code} gets its message`, { skip: elsewhere[code] ?? false }, () => {
    const found = diagnosticsOf(wrong);
    const own = found.find(d => d.code === code);
    const shown = render(found, () => wrong, { color: false });
    assert.ok(own, shown || 'no message');
    assert.ok(page.includes(`    ${own.severity}[${code}]: ${own.message.replaceAll('…', '...')}`), shown);
  });

  test(`the right program on the page of ${code} has nothing to complain of`, { skip: code === 'data-invalid' ? 'it names a file' : false }, () => {
    const found = diagnosticsOf(right);
    assert.equal(render(found, () => right, { color: false }), '');
  });
}
