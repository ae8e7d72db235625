// npm run mutate: changes the compiler in one place at a time, in a copy, and looks whether the tests of that part notice. What survives is
// printed with its place: a test is missing there, or the change means the same.
//
//   npm run mutate -- quoting                    every mutant of a part
//   npm run mutate -- derivatives --sample 40    so many of them, drawn by --seed
//   npm run mutate -- lowering --minutes 10

import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Random } from '../fuzz/mutate.ts';

const root = path.resolve(import.meta.dirname, '../..');

interface Part { readonly files: readonly string[]; readonly tests: readonly string[] }

const inFolder = (folder: string): readonly string[] => readdirSync(path.join(root, folder)).filter(f => f.endsWith('.ts')).map(f => `${folder}/${f}`);

/** What is changed, and the tests that should notice, the quickest first. */
const parts: Readonly<Record<string, Part>> = {
  quoting: { files: ['compiler/quote.ts'], tests: ['test/trust/quoting.test.ts', 'test/load/load.test.ts'] },
  derivatives: {
    files: ['compiler/tensor/differentiate.ts', ...inFolder('compiler/tensor/differentiate')],
    tests: ['test/calculus/reverse.test.ts', 'test/calculus/random.test.ts', 'test/calculus/higher.test.ts', 'test/features/derivatives.test.ts'],
  },
  rules: { files: inFolder('compiler/tensor/ops').filter(f => !f.endsWith('/sql.ts')), tests: ['test/ops/partials.test.ts', 'test/ops/expressions.test.ts', 'test/ops/special.test.ts'] },
  checker: { files: ['indices', 'letters', 'axes', 'access', 'ranges'].map(f => `compiler/check/${f}.ts`), tests: ['test/errors/errors.test.ts', 'test/features/edges.test.ts', 'test/features/equations.test.ts'] },
  lowering: { files: inFolder('compiler/relational/lower'), tests: ['test/lower/equations.test.ts', 'test/lower/joins.test.ts', 'test/lower/random.test.ts', 'test/golden/golden.test.ts'] },
};

interface Mutant { readonly file: string; readonly at: number; readonly from: string; readonly to: string }

/** One word or sign for another; what stands in comments, imports and messages is left alone. */
const swaps: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/(?<= )(?:===|!==)(?= )/g, f => (f === '===' ? '!==' : '===')],
  [/(?<= )(?:<=|>=|<|>)(?= )/g, f => ({ '<': '<=', '<=': '<', '>': '>=', '>=': '>' })[f]!],
  [/(?<= )(?:&&|\|\|)(?= )/g, f => (f === '&&' ? '||' : '&&')],
  [/(?<= )[-+*](?= )/g, f => ({ '+': '-', '-': '+', '*': '+' })[f]!],
  [/(?<=[(,=:?] |[([])(?:true|false)\b/g, f => (f === 'true' ? 'false' : 'true')],
  [/(?<=[ ([])[01](?=[),; \]])/g, f => (f === '0' ? '1' : '0')],
  [/\.(?:every|some)\(/g, f => (f === '.every(' ? '.some(' : '.every(')],
  [/(?<=[ (])!(?=[a-z(])/g, () => ''],
  [/(?<=call\()'(?:add|sub|mul|div|neg|and|or|max|min|lt|gt|le|ge)'/g, f => ({ add: "'sub'", sub: "'add'", mul: "'add'", div: "'mul'", neg: "'abs'", and: "'or'", or: "'and'", max: "'min'", min: "'max'", lt: "'le'", gt: "'ge'", le: "'lt'", ge: "'gt'" })[f.slice(1, -1)]!],
  [/(?<=replaceAll\()'[^']'|(?<=, )'(?:''|"")'/g, f => (f.length === 3 ? `'\\u0001'` : `''`)],
  [/\?\? (?:\[\]|null|0|false)/g, f => (f === '?? 0' ? '?? 1' : f === '?? false' ? '?? true' : '?? undefined!')],
];

function mutantsOf(file: string): readonly Mutant[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  const quiet = [...text.matchAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|^import [^\n]*|^(?:export )?(?:type|interface) [^\n]*|error\([^\n]*|InternalError\([^\n]*|hints: [^\n]*|about: '[^\n']*'|samples: [^\n]*/gm)].map(m => [m.index, m.index + m[0].length] as const);
  return swaps.flatMap(([pattern, to]) => [...text.matchAll(pattern)].map(m => ({ file, at: m.index, from: m[0], to: to(m[0]) }))).filter(m => !quiet.some(([a, b]) => m.at >= a && m.at < b)).sort((a, b) => a.at - b.at);
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' }, minutes: { type: 'string' } } });
const chosen = positionals.length > 0 ? positionals : Object.keys(parts);
const unknown = chosen.find(p => !(p in parts));
if (unknown !== undefined) throw new Error(`there is no part ${unknown}: ${Object.keys(parts).join(', ')}`);
const until = Date.now() + 60_000 * Number(values.minutes ?? Infinity);

const copy = mkdtempSync(path.join(tmpdir(), 'tsql-mutants-'));
const run = promisify(execFile);

/** Whether some test fails. A mutant that hangs is noticed, too. */
async function noticed(tests: readonly string[]): Promise<boolean> {
  for (const test of tests) {
    try {
      await run(process.execPath, ['--import', 'tsx', '--test', test], { cwd: copy, timeout: 240_000, killSignal: 'SIGKILL', maxBuffer: 1 << 28, env: { ...process.env, TSQL_RUNS: '60' } });
    } catch {
      return true;
    }
  }
  return false;
}

try {
  for (const item of ['compiler', 'runtime', 'grammar', 'examples', 'test', 'package.json', 'tsconfig.json', 'README.md']) cpSync(path.join(root, item), path.join(copy, item), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const name of chosen) {
    const { files, tests } = parts[name]!;
    const all = files.flatMap(mutantsOf);
    const random = new Random(Number(values.seed));
    const order = all.map(m => ({ m, k: random.next() })).sort((a, b) => a.k - b.k).map(x => x.m).slice(0, Number(values.sample ?? Infinity));
    if (await noticed(tests)) throw new Error(`the tests of ${name} fail without any change`);
    let [tried, killed] = [0, 0];
    for (const { file, at, from, to } of order) {
      if (Date.now() > until) break;
      const text = readFileSync(path.join(root, file), 'utf8');
      writeFileSync(path.join(copy, file), text.slice(0, at) + to + text.slice(at + from.length));
      tried++;
      if (await noticed(tests)) killed++;
      else {
        const line = text.slice(0, at).split('\n').length;
        process.stdout.write(`survived  ${file}:${line}  ${from} → ${to === '' ? 'nothing' : to}   ${text.split('\n')[line - 1]!.trim().slice(0, 160)}\n`);
      }
      writeFileSync(path.join(copy, file), text);
    }
    process.stdout.write(`${name}: ${killed} of ${tried} mutants noticed (${tried === 0 ? '-' : Math.round((1000 * killed) / tried) / 10} %), out of ${all.length}\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
