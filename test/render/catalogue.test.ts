import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '../../compiler/catalogue.ts';

for (const [code, entry] of Object.entries(catalogue)) {
  test(`the page of ${code} says what it means and shows a wrong and a right program and the message`, () => {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.match(entry.title, /^[a-z`].*[^.]$/);
    for (const part of ['This is wrong:', 'The message is:', 'This is right:', `[${code}]:`]) assert.ok(entry.page.includes(part), part);
    assert.notEqual(entry.wrong, entry.right);
    for (const line of entry.page.split('\n')) assert.ok(line.length <= 132 && line === line.trimEnd(), line);
    assert.ok(entry.page.endsWith('\n') && !entry.page.includes('\n\n\n'));
  });
}
