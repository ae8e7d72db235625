// `npm run examples`: every example as a reader runs it, to the end, with the time it takes; words choose those whose name has one of them.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import '../../examples/prepare.mjs';

const root = path.join(import.meta.dirname, '../..');
const words = process.argv.slice(2);
const files = readdirSync(path.join(root, 'examples')).filter(f => f.endsWith('.tsql') && (!words.length || words.some(w => f.includes(w)))).sort();
let failed = 0;
for (const file of files) {
  const from = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'dist/tsql.mjs'), 'run', path.join('examples', file)], { cwd: root, encoding: 'utf8' });
  const checks = stdout.split('\n').filter(line => /^(PASS|FAIL) /.test(line));
  console.log(`${file}  ${((performance.now() - from) / 1000).toFixed(1)} s\n${checks.map(line => `  ${line}`).join('\n')}`);
  if (status !== 0) { failed++; console.log(stderr); }
}
console.log(`${files.length - failed} of ${files.length} hold`);
process.exitCode = failed ? 1 : 0;
