// Wrong programs, one file each, named after the code of the message that they are here for, and beside each what the command line
// says of it: NAME.txt. After a change of a message on purpose, `UPDATE=1 node --import tsx --test test/errors/errors.test.ts` writes
// those files anew.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { catalogue, type Code } from '../../compiler/catalogue.ts';
import { command } from '../../runtime/commands/index.ts';

const folder = import.meta.dirname;
const names = readdirSync(folder).filter(f => f.endsWith('.tsql')).map(f => f.slice(0, -'.tsql'.length)).sort();
const codes = Object.keys(catalogue) as Code[];

/** The code that a file is named after: `wrong-axis-same-size` is a second program for `wrong-axis`. */
const codeOf = (name: string): Code | undefined => codes.filter(c => name === c || name.startsWith(`${c}-`)).sort((a, b) => b.length - a.length)[0];

/** What shows the message, where checking the program does not. */
const commands: Partial<Record<Code | 'out-of-reach-export' | 'too-large-run', readonly string[]>> = { 'too-large-run': ['run', '--quiet'], 'not-a-number': ['run', '--quiet', '--detect-anomaly'], 'out-of-reach-export': ['run'], 'data-invalid': ['run'], engine: ['run'], 'single-query': ['compile', '--single-query'] };

/** Codes that no program can get at present, and why. */
const without: Partial<Record<Code, string>> = {
};

/** Messages that may go without a fix: of the engine, of text that could mean anything, of a derivative that may well be meant. */
const unhinted: ReadonlySet<string> = new Set<Code>(['engine', 'syntax', 'zero-derivative']);

async function said(name: string): Promise<{ readonly transcript: string; readonly err: string; readonly exit: number }> {
  const args = [...(commands[name as Code] ?? commands[codeOf(name)!] ?? ['check']), `${name}.tsql`];
  let [out, err] = ['', ''];
  const exit = await command(args, {
    out: text => { out += text; }, err: text => { err += text; }, input: async () => '', folder, columns: null, outColor: false, errColor: false,
    interruptible: () => new AbortController().signal,
  });
  return { transcript: `$ tsql ${args.join(' ')}\n${err}${out}exit code ${exit}\n`, err, exit };
}

/** The messages of a transcript: a heading, its frame, its hints. */
function messagesIn(err: string): readonly { readonly severity: string; readonly code: string; readonly text: string; readonly place: string; readonly hints: number }[] {
  return err.split(/^(?=(?:error|warning)\[)/m).flatMap(block => {
    const [, severity, code, text] = /^(error|warning)\[([a-z-]+)\]: (.*)/.exec(block) ?? [];
    const place = /┌─ (\S+:\d+:\d+)/.exec(block)?.[1];
    return severity === undefined ? [] : [{ severity, code: code!, text: text!, place: place ?? '', hints: block.match(/^ {2,}hint: /gm)?.length ?? 0 }];
  });
}

for (const name of names) {
  test(name, async () => {
    const { transcript, err, exit } = await said(name);
    const messages = messagesIn(err);
    const own = messages.filter(m => m.code === codeOf(name));
    assert.ok(own.length > 0, `no message has the code that the file is named after:\n${transcript}`);
    for (const m of messages) assert.match(m.place, new RegExp(`^${name}\\.tsql:\\d+:\\d+$`), m.text);
    for (const m of own) assert.ok(m.hints > 0 || unhinted.has(m.code), `no hint: ${m.text}`);
    assert.equal(exit === 0, messages.every(m => m.severity === 'warning'), `exit code ${exit}`);
    const file = path.join(folder, `${name}.txt`);
    if (process.env['UPDATE'] === '1') writeFileSync(file, transcript);
    assert.ok(existsSync(file), `${name}.txt is missing; this is what it would hold:\n${transcript}`);
    assert.equal(transcript, readFileSync(file, 'utf8'));
  });
}

test('every code of the catalogue has a wrong program, and every program has a code', () => {
  assert.deepEqual(names.filter(n => codeOf(n) === undefined), []);
  const shown = new Set(names.map(codeOf));
  assert.deepEqual(codes.filter(c => !shown.has(c)).sort(), Object.keys(without).sort());
});

test('what is said of a program is not left behind when the program goes', () => {
  assert.deepEqual(readdirSync(folder).filter(f => f.endsWith('.txt')).map(f => f.slice(0, -'.txt'.length)).sort(), names);
});
