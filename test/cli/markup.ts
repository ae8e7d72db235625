// Whether what is written for a browser is well-formed.

import assert from 'node:assert/strict';

/** Whether a text is well-formed XML as far as plots need: tags nest, attributes are quoted, text is escaped. Returns tag counts. */
export function wellFormed(xml: string): Map<string, number> {
  const open: string[] = [];
  const counts = new Map<string, number>();
  let at = 0;
  for (const m of xml.matchAll(/<(\/?)([a-z][\w-]*)((?:\s+[a-zA-Z][\w:-]*="[^"<]*")*)\s*(\/?)>/g)) {
    const between = xml.slice(at, m.index);
    assert.doesNotMatch(between, /[<>]/, `text between tags: ${between}`);
    assert.doesNotMatch(between.replace(/&(#\d+|amp|lt|gt|quot);/g, ''), /&/);
    at = m.index + m[0].length;
    if (m[1]) assert.equal(open.pop(), m[2]);
    else {
      counts.set(m[2]!, (counts.get(m[2]!) ?? 0) + 1);
      const names = [...m[3]!.matchAll(/\s([\w:-]+)=/g)].map(a => a[1]);
      assert.equal(new Set(names).size, names.length, `attributes of ${m[0]} are distinct`);
      if (!m[4]) open.push(m[2]!);
    }
  }
  assert.equal(xml.slice(at).trim(), '');
  assert.deepEqual(open, []);
  assert.doesNotMatch(xml, /NaN|Infinity|undefined/);
  return counts;
}
