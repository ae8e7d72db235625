// The SQL of every example, as it reads: a change of it is to be seen in review. UPDATE_GOLDEN=1 writes the files anew.

import '../../examples/prepare.mjs';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { compileProgram, readProgram } from '../../runtime/index.ts';

const root = path.resolve(import.meta.dirname, '../..');
const update = process.env['UPDATE_GOLDEN'] === '1';

/** Examples whose SQL in another layout is kept beside that of one row a cell. */
const inOthers = [['linear.tsql', 'tiles'], ['mlp.tsql', 'tiles'], ['factorisation.tsql', 'packed'], ['gcn.tsql', 'packed']] as const;
/** … and of 32 bits beside that of 64. */
const inSingle = ['logistic.tsql'];
const all = readdirSync(path.join(root, 'examples')).filter(f => f.endsWith('.tsql')).sort();

const kept = [...all.map(file => ({ file, layout: 'coo', dtype: 'f64' }) as const), ...inOthers.map(([file, layout]) => ({ file, layout, dtype: 'f64' }) as const), ...inSingle.map(file => ({ file, layout: 'coo', dtype: 'f32' }) as const)];
for (const { file, layout, dtype } of kept) {
  const variant = `${layout === 'coo' ? '' : `.${layout}`}${dtype === 'f64' ? '' : `.${dtype}`}`;
  await test(`the SQL of examples/${file}${variant} reads as it did`, async () => {
    const program = await readProgram(`examples/${file}`, { folder: root, input: () => Promise.reject(new Error('a file is wanted')) }, {});
    const compiled = compileProgram(program, { layout, dtype });
    assert.deepEqual(compiled.diagnostics, []);
    const golden = path.join(import.meta.dirname, file.replace(/\.tsql$/, `${variant}.sql`));
    const sql = compiled.emit('sql');
    if (update) writeFileSync(golden, sql);
    assert.ok(existsSync(golden), `there is no ${path.relative(root, golden)}: UPDATE_GOLDEN=1 writes it`);
    assert.equal(sql, readFileSync(golden, 'utf8'));
  });
}
