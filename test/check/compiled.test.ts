// What the checker lets through, the rest of the compiler takes: the small programs without an error all become SQL.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../compiler/index.ts';
import { casesOf, catalogOf, type Options, subjects } from './cases.ts';

for (const subject of subjects) {
  test(`programs of ${subject} that have no error become SQL`, () => {
    const right = casesOf(subject).filter(k => !/^error\[/m.test(k.said));
    assert.ok(right.length > 0);
    for (const given of right) {
      const { modules, settings, precision, steps, seed } = (given.options === null ? {} : JSON.parse(given.options)) as Options;
      const catalog = catalogOf(given);
      const compiled = compile({ file: 'p.tsql', text: given.program }, {
        ...(catalog ? { catalog } : {}), ...(modules ? { modules } : {}), ...(settings ? { settings } : {}), ...(precision ? { dtype: precision } : {}), ...(steps ? { steps } : {}), ...(seed ? { seed } : {}),
      });
      assert.ok(compiled.plan, `${given.name}\n${compiled.diagnostics.map(d => d.message).join('\n')}`);
      assert.doesNotThrow(() => compiled.emit('sql'), given.name);
    }
  });
}
