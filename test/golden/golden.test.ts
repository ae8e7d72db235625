// The SQL of every example, as it reads: a change of it is to be seen in review. UPDATE_GOLDEN=1 writes the files anew.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { compileProgram, readProgram } from '../../runtime/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const update = process.env['UPDATE_GOLDEN'] === '1';

/** Examples whose SQL over tiles is kept beside that of one row a cell. */
const overTiles = ['linear.tsql', 'mlp.tsql'];
const all = readdirSync(path.join(root, 'examples')).filter(f => f.endsWith('.tsql')).sort();

for (const [file, layout] of [...all.map(f => [f, 'coo'] as const), ...overTiles.map(f => [f, 'tiles'] as const)]) {
  await test(`the SQL of examples/${file}${layout === 'coo' ? '' : ` over ${layout}`} reads as it did`, async () => {
    const program = await readProgram(`examples/${file}`, { folder: root, input: () => Promise.reject(new Error('a file is wanted')) }, {});
    const compiled = compileProgram(program, { layout });
    assert.deepEqual(compiled.diagnostics, []);
    const golden = path.join(import.meta.dirname, file.replace(/\.tsql$/, layout === 'coo' ? '.sql' : `.${layout}.sql`));
    const sql = compiled.emit('sql');
    if (update) writeFileSync(golden, sql);
    assert.ok(existsSync(golden), `there is no ${path.relative(root, golden)}: UPDATE_GOLDEN=1 writes it`);
    assert.equal(sql, readFileSync(golden, 'utf8'));
  });
}
