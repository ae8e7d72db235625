// How long compiling takes: programs of growing size, by pass, and each example once the compiler is warm. Processor time, so that
// other work on the machine does not count. `npm run bench -- compile`; `--only mlp,transformer`, `--sizes 50,100`, `--json`.

import '../../examples/prepare.mjs';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '../../compiler/check/check.ts';
import { expand } from '../../compiler/expand/expand.ts';
import { libraryModules } from '../../compiler/generated/modules.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { passes } from '../../compiler/pipeline.ts';
import { assemble } from '../../compiler/relational/assemble.ts';
import { dialects } from '../../compiler/dialects/dialects.ts';
import { relational } from '../../compiler/relational/relational.ts';
import { verify } from '../../compiler/tensor/verify.ts';
import type { Program } from '../../compiler/tensor/ir.ts';
import { compileProgram, readProgram } from '../../runtime/index.ts';
import { flatten } from '../../runtime/statements.ts';
import { families } from '../scaling/programs.ts';

const options = parseArgs({
  options: { only: { type: 'string' }, sizes: { type: 'string' }, json: { type: 'boolean', default: false } },
}).values;

/** Milliseconds of processor time that a piece of work takes. */
function timed<T>(work: () => T, note: (milliseconds: number) => void): T {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  note((user + system) / 1000);
  return result;
}

interface Measured { readonly family: string; readonly size: number; readonly equations: number; readonly statements: number; readonly phases: Readonly<Record<string, number>> }

/** The compiler's way through one program, phase by phase. */
function measure(family: string, size: number, text: string): Measured {
  const phases: Record<string, number> = {};
  const phase = <T>(name: string, work: () => T): T => timed(work, ms => { phases[name] = (phases[name] ?? 0) + ms; });
  const source = { file: `${family}.tsql`, text };
  const parsed = phase('parse', () => parse(source));
  const expanded = phase('expand', () => expand(parsed.module, {}));
  const library = ['std/prelude', 'std/loss', 'std/optim'].map(file => libraryModules[file]!);
  const checked = phase('check', () => check(expanded.module, { catalog: null, library, lost: expanded.lost, settings: {}, steps: null, seed: null }));
  const found = [...parsed.diagnostics, ...expanded.diagnostics, ...checked.diagnostics].find(d => d.severity === 'error');
  if (found || !checked.program) throw new Error(`${family} ${size}: ${found?.message}`);
  let program: Program = checked.program;
  for (const p of passes) {
    program = phase(p.name, () => p.run(program).program);
    phase('verify', () => verify(program, p.name));
  }
  const lowering: Record<string, number> = {};
  timed(() => relational(program, null, dialects.duckdb), ms => { lowering['lower'] = ms; });
  const plan = timed(() => assemble(program, null, { dialect: 'duckdb' }), ms => { lowering['print'] = Math.max(0, ms - lowering['lower']!); });
  const statements = [...plan.setup, ...plan.training.flatMap(t => t.step), ...plan.final];
  return { family, size, equations: program.definitions.length, statements: flatten(statements).length, phases: { ...phases, ...lowering } };
}

const total = (m: Measured): number => Object.values(m.phases).reduce((a, b) => a + b, 0);
const wanted = options.only?.split(',');
const chosen = families.filter(f => !wanted || wanted.includes(f.name));
const sizesOf = (f: (typeof families)[number]): readonly number[] => options.sizes?.split(',').map(Number) ?? f.sizes;

// once through everything, so that what is measured is not the engine's warming up
for (const f of chosen) measure(f.name, f.sizes[0]!, f.source(f.sizes[0]!));
const measured = chosen.flatMap(f => sizesOf(f).map(size => measure(f.name, size, f.source(size))));

const folder = path.join(import.meta.dirname, '../../examples');
const examples: { readonly file: string; readonly milliseconds: number }[] = [];
if (!wanted || wanted.includes('examples')) {
  for (const file of readdirSync(folder).filter(f => f.endsWith('.tsql')).sort()) {
    const program = await readProgram(path.join(folder, file), { folder, input: () => Promise.reject(new Error('a file is wanted')) }, {});
    const times: number[] = [];
    for (let n = 0; n < 3; n++) timed(() => compileProgram(program, {}), ms => void times.push(ms));
    examples.push({ file, milliseconds: Math.min(...times) });
  }
}

if (options.json) process.stdout.write(`${JSON.stringify({ measured, examples })}\n`);
else {
  for (const f of chosen) {
    const rows = measured.filter(m => m.family === f.name);
    const row = (name: string, cells: readonly (number | string)[]): string => `${name.padEnd(22)}${cells.map(c => String(typeof c === 'number' ? Math.round(c) : c).padStart(9)).join('')}\n`;
    process.stdout.write(`${f.title}, milliseconds\n${row(f.unit, rows.map(m => m.size))}`);
    for (const name of Object.keys(rows[0]!.phases)) process.stdout.write(row(`  ${name}`, rows.map(m => m.phases[name]!)));
    process.stdout.write(`${row('in all', rows.map(total))}${row('equations', rows.map(m => m.equations))}${row('statements', rows.map(m => m.statements))}\n`);
  }
  for (const e of examples) process.stdout.write(`${e.file.padEnd(22)}${Math.round(e.milliseconds).toString().padStart(9)} ms\n`);
}
