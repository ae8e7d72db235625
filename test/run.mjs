// Runs the tests: every test/**/*.test.ts in a process of its own, two at a time. Arguments choose files by a part of their path:
// `node test/run.mjs cli ops/sql`. Prints what failed, and as its last line `N passed, N failed`; the exit code is 1 if anything
// failed, a file ended without a test, or there was nothing to run.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import '../examples/prepare.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
// Each test process inherits it: the loader for TypeScript.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import tsx`.trim();

const parts = process.argv.slice(2);
const files = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map(f => path.join('test', f))
  .filter(f => f.endsWith('.test.ts') && (parts.length === 0 || parts.some(p => f.includes(p))))
  .sort()
  .map(f => path.join(root, f));

let passed = 0;
let failed = 0;
const skipped = [];
/** What each file has printed: of interest only if something in it fails. */
const printed = new Map();

const indented = text => text.trimEnd().split('\n').map(line => `    ${line}`).join('\n');

function fail(file, name, problem) {
  failed++;
  process.stdout.write(`\nFAILED  ${path.relative(root, file)}${name === null ? '' : ` > ${name}`}\n${indented(problem)}\n`);
}

/** The error of a test: the runner's own wrapping and Node's own frames say nothing that its cause does not say. */
function problemOf(error) {
  const cause = error?.cause ?? error;
  const text = typeof cause === 'string' ? cause : cause?.stack ?? inspect(cause);
  return text.split('\n').filter(line => !/^\s+at .*\(?node:internal\//.test(line)).join('\n');
}

/** Why a file failed apart from its tests: it could not be read, threw outside of a test, or ended its process. */
function endingOf(file, { exitCode, signal, failureType }) {
  const how = failureType === 'testTimeoutFailure' ? 'took too long' : signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return [`the file ${how}\n`, ...(printed.get(file) ?? [])].join('');
}

if (files.length > 0) {
  const stream = run({ files, concurrency: 2, timeout: 20 * 60 * 1000 });
  // A file is reported as a test by itself where it has no tests, or ended in an error outside of them.
  const isFile = data => data.nesting === 0 && files.includes(path.resolve(root, data.name));
  const counts = data => data.details?.type !== 'suite';
  stream.on('test:pass', data => {
    if (isFile(data)) return fail(path.resolve(root, data.name), null, 'no test ran in this file');
    if (data.skip !== undefined) skipped.push(`${path.relative(root, data.file)} > ${data.name}${typeof data.skip === 'string' ? `: ${data.skip}` : ''}`);
    else if (counts(data)) passed++;
  });
  stream.on('test:fail', data => {
    const { error } = data.details;
    if (error?.failureType === 'subtestsFailed') return;
    if (isFile(data)) fail(path.resolve(root, data.name), null, endingOf(path.resolve(root, data.name), error));
    else fail(data.file, data.name, problemOf(error));
  });
  const keep = (data, message) => {
    if (data.file === undefined) return;
    const file = path.resolve(root, data.file);
    printed.set(file, [...(printed.get(file) ?? []), message]);
  };
  stream.on('test:stdout', data => keep(data, data.message));
  stream.on('test:stderr', data => keep(data, data.message));
  stream.on('test:diagnostic', data => { if (/asynchronous activity/.test(data.message)) keep(data, `${data.message}\n`); });
  for await (const _ of stream);
}

if (skipped.length > 0) process.stdout.write(`\n${skipped.length} skipped\n${indented(skipped.join('\n'))}\n`);
if (files.length === 0) process.stdout.write(`no test file${parts.length > 0 ? ` with ${parts.join(' or ')} in its path` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
