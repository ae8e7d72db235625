// A part's tests, with the compiler and the runtime, as one file that one process runs: what a mutant costs is then little more than the
// tests that pass it.

import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildContext, context } from 'esbuild';
import { root } from './parts.ts';

export interface Bundler {
  /** The text of the bundle with one file's text in place of its own, or why there is none. */
  readonly build: (file?: string, text?: string) => Promise<{ readonly text: string } | { readonly problem: string }>;
  readonly dispose: () => Promise<void>;
}

const entry = (tests: readonly string[]): string => [
  `import { begin, runAll } from ${JSON.stringify(path.join(root, 'test/mutation/harness.ts'))};`,
  ...tests.map(t => `if (begin(${JSON.stringify(t)})) await import(${JSON.stringify(path.join(root, t))});`),
  'await runAll();',
].join('\n');

/** Tests ask for the place of their file, which the bundle is not at. */
const placed = (file: string, text: string): string =>
  text.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));

export async function bundler(tests: readonly string[], into: string): Promise<Bundler> {
  symlinkSync(path.join(root, 'node_modules'), path.join(into, 'node_modules'));
  // What was read first is what is tried, whatever is written meanwhile.
  const texts = new Map<string, string>();
  const textOf = (file: string): string => { const text = texts.get(file) ?? readFileSync(file, 'utf8'); texts.set(file, text); return text; };
  let changed: { readonly file: string; readonly text: string } | null = null;
  // where a place comes from is asked of the bundle without a change alone: a map costs as much as all else
  const [built, mapped] = await Promise.all(([false, 'external'] as const).map((sourcemap): Promise<BuildContext> => context({
    stdin: { contents: entry(tests), resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', treeShaking: false,
    outfile: path.join(into, 'bundle.mjs'), write: false, logLevel: 'silent', sourcemap, absWorkingDir: root,
    plugins: [{
      name: 'mutant',
      setup(build) {
        build.onResolve({ filter: /^node:test$/ }, ({ importer }) => (importer.endsWith('.test.ts') ? { path: path.join(root, 'test/mutation/harness.ts') } : undefined));
        build.onLoad({ filter: /\.(?:ts|mjs)$/ }, ({ path: file }) => ({ contents: placed(file, changed?.file === file ? changed.text : textOf(file)), loader: file.endsWith('.ts') ? 'ts' : 'js' }));
      },
    }],
  }))) as [BuildContext, BuildContext];
  return {
    build: async (file, text) => {
      changed = file === undefined ? null : { file: path.join(root, file), text: text! };
      try {
        const { outputFiles } = await (changed ? built : mapped).rebuild();
        for (const out of outputFiles!) writeFileSync(out.path, out.contents);
        return { text: outputFiles!.find(o => !o.path.endsWith('.map'))!.text };
      } catch (e) {
        return { problem: e instanceof Error ? e.message : String(e) };
      }
    },
    dispose: async () => { await built.dispose(); await mapped.dispose(); },
  };
}

/** Where each module stands in a bundle: esbuild says in a comment before it which it is. */
export function modulesIn(text: string): ReadonlyMap<string, readonly [from: number, to: number]> {
  const heads = [...text.matchAll(/^(?:  )?\/\/ ((?:compiler|runtime|test|node_modules|examples)\/\S+)$/gm)];
  return new Map(heads.map((m, k) => [m[1]!, [m.index, heads[k + 1]?.index ?? text.length]]));
}

/** Finds the line of a file that an offset of the bundle comes from. */
export function originsOf(into: string, text: string): (offset: number) => { readonly file: string; readonly line: number; readonly column: number } | null {
  const map = new SourceMap(JSON.parse(readFileSync(path.join(into, 'bundle.mjs.map'), 'utf8')) as SourceMapPayload);
  const starts = [0, ...[...text.matchAll(/\n/g)].map(m => m.index + 1)];
  return offset => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) { const middle = (low + high) >> 1; if (starts[middle]! <= offset) low = middle; else high = middle; }
    const found = map.findEntry(low, offset - starts[low]!);
    if (!('originalSource' in found) || found.originalSource === undefined) return null;
    return { file: path.relative(root, path.resolve(into, found.originalSource)), line: found.originalLine + 1, column: found.originalColumn + 1 };
  };
}
