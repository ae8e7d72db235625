// Builds dist/: the command, the compiler as a browser-safe module, the runtime. The grammar and the standard library
// become generated modules first, so that neither reads files when it runs.
import { build } from 'esbuild';
import { grammar as compileGrammar } from 'ohm-js';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';

/** The rules of a grammar that Ohm has read, as compiler/parse/grammar.ts has them. */
function rulesOf([, , , , , rules]) {
  const expression = ([kind, , ...parts]) => {
    switch (kind) {
      case 'terminal': return { kind, text: parts[0] };
      case 'app': return { kind, rule: parts[0], args: parts[1].map(expression) };
      case 'param': return { kind, index: parts[0] };
      case 'seq': case 'alt': return { kind, parts: parts.map(expression) };
      case 'star': case 'plus': case 'opt': case 'not': case 'lookahead': return { kind, of: expression(parts[0]) };
      default: throw new Error(`grammar/tsql.ohm: compiler/parse/grammar.ts has no expression of the kind ${kind}`);
    }
  };
  return Object.fromEntries(Object.entries(rules).map(([name, [how, , description, , body]]) => {
    // only the blanks of Ohm's own grammar are added to
    if (how !== 'define' && name !== 'space') throw new Error(`grammar/tsql.ohm: ${name} is not defined as a rule of its own`);
    return [name, { description, body: how === 'define' ? expression(body) : { kind: 'alt', parts: [expression(body), { kind: 'app', rule: 'blank', args: [] }] } }];
  }));
}

const grammar = await readFile('grammar/tsql.ohm', 'utf8');
const library = {};
for (const file of (await readdir('compiler/std')).filter(f => f.endsWith('.tsql')).sort()) library[`std/${file.replace(/\.tsql$/, '')}`] = await readFile(`compiler/std/${file}`, 'utf8');
await mkdir('compiler/generated', { recursive: true });
const rules = rulesOf(JSON.parse(compileGrammar(grammar).toRecipe()));
await writeFile('compiler/generated/grammar.ts', `// Generated from grammar/tsql.ohm.
import type { Rules } from '../parse/grammar.ts';
export const grammarText = ${JSON.stringify(grammar)};
export const rules: Rules = JSON.parse(${JSON.stringify(JSON.stringify(rules))});\n`);
await writeFile('compiler/generated/library.ts', `// Generated from compiler/std.\nexport const library: Readonly<Record<string, string>> = ${JSON.stringify(library, null, 2)};\n`);

const shared = { bundle: true, format: 'esm', target: 'es2022', logLevel: 'warning', legalComments: 'none' };

// The library is parsed here, by the compiler's own parser, so that no start of the compiler has to.
const parser = await build({ ...shared, platform: 'neutral', mainFields: ['module', 'main'], entryPoints: ['compiler/parse/parse.ts'], write: false });
const { parse } = await import(`data:text/javascript;base64,${Buffer.from(parser.outputFiles[0].contents).toString('base64')}`);
const modules = Object.fromEntries(Object.entries(library).map(([file, text]) => {
  const { module, diagnostics } = parse({ file, text });
  if (diagnostics.length > 0) throw new Error(`compiler/${file}.tsql, offset ${diagnostics[0].span.start}: ${diagnostics[0].message}`);
  return [file, module];
}));
await writeFile('compiler/generated/modules.ts', `// Generated from compiler/std: what parse() makes of it.
import type { Module } from '../ast.ts';
export const libraryModules: Readonly<Record<string, Module>> = JSON.parse(${JSON.stringify(JSON.stringify(modules))});\n`);

const node = { ...shared, platform: 'node', packages: 'external' };
await build({ ...shared, platform: 'neutral', mainFields: ['module', 'main'], entryPoints: ['compiler/index.ts'], outfile: 'dist/compiler.mjs', minify: false });
await build({ ...node, entryPoints: ['runtime/index.ts'], outfile: 'dist/runtime.mjs' });
await build({ ...node, entryPoints: ['runtime/cli.ts'], outfile: 'dist/tsql.mjs', banner: { js: '#!/usr/bin/env node' } });
