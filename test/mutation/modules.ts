// The modules of a part's tests, with the compiler and the runtime, each as a script of its own: a changed one takes its place in a process
// that has all others already.

import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { root } from './parts.ts';

/** Scripts by file, as the harness runs them. */
export type Scripts = Readonly<Record<string, string>>;

/** Tests ask for the place of their file; what stands for node:test runs later, so nothing waits for it. */
const placed = (file: string, text: string): string => text
  .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(path.join(root, file)))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path.join(root, file)).href))
  .replace(/^(\s*)await (?=(?:test|it)\()/gm, '$1');

/** A script cannot wait: what a test file does below its imports becomes a promise, `loaded`. */
function waiting(text: string): string {
  const imports = text.match(/^import [^;]*;$/gm) ?? [];
  return `${imports.join('\n')}\nexport const loaded = (async () => {${imports.reduce((rest, i) => rest.replace(i, ''), text)}\n})();`;
}

/** A module's text as a script, or null if it is none. */
export async function scriptOf(file: string, text: string): Promise<{ readonly code: string; readonly map: string } | null> {
  const waits = file.endsWith('.test.ts') && /^(?:const [^\n]*= |  |for )?await\b/m.test(placed(file, text));
  try {
    return await transform(waits ? waiting(placed(file, text)) : placed(file, text), { loader: file.endsWith('.ts') ? 'ts' : 'js', format: 'cjs', target: 'node20', platform: 'node', supported: { 'dynamic-import': false }, sourcemap: 'external', sourcefile: file, logLevel: 'silent', tsconfigRaw: {} });
  } catch {
    return null;
  }
}

/** The modules that the tests lead to, by file. */
export async function modulesOf(tests: readonly string[]): Promise<{ readonly scripts: Scripts; readonly maps: ReadonlyMap<string, string> }> {
  const scripts: Record<string, string> = {};
  const maps = new Map<string, string>();
  const queue = [...tests];
  for (const file of queue) {
    if (file in scripts) continue;
    const text = readFileSync(path.join(root, file), 'utf8');
    const script = file.endsWith('.json') ? { code: `module.exports = ${text}`, map: '' } : await scriptOf(file, text);
    if (!script) throw new Error(`${file} is no module`);
    scripts[file] = script.code;
    maps.set(file, script.map);
    for (const [, found] of script.code.matchAll(/require\("(\.[^"]+)"\)/g)) queue.push(path.relative(root, path.resolve(root, path.dirname(file), found!)));
  }
  return { scripts, maps };
}

/** Finds the line of a file that an offset of its script comes from. */
export function originOf(code: string, map: string): (offset: number) => { readonly line: number; readonly column: number } | null {
  const found = new SourceMap(JSON.parse(map) as SourceMapPayload);
  return offset => {
    const before = code.slice(0, offset);
    const entry = found.findEntry(before.split('\n').length - 1, offset - (before.lastIndexOf('\n') + 1));
    return 'originalLine' in entry ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : null;
  };
}
