// Which layouts the compiler has, asked of its command line, so that a new one is measured without a change here.

import { parse } from '../../../compiler/parse/parse.ts';
import { command } from '../../../runtime/commands/index.ts';
import { compileProgram, CommandError, reachOf } from '../../../runtime/index.ts';
import type { CompileFlags } from '../../../runtime/index.ts';
import type { Terminal } from '../../../runtime/terminal.ts';

/** Layouts that a program may be compiled to as a whole; `auto` chooses. */
const names = ['coo', 'packed', 'tiles', 'auto'] as const;

export type Layout = (typeof names)[number];

/** Options of compiling that choose a layout; none where there is no choice. */
export const layoutFlags = (layout: Layout | null): CompileFlags => (layout === null ? {} : { layout } as CompileFlags);

const silent = (out: (text: string) => void): Terminal => ({
  out, err: () => {}, input: () => Promise.resolve(''), folder: process.cwd(), columns: null, outColor: false, errColor: false, interruptible: () => new AbortController().signal,
});

async function ask(): Promise<readonly Layout[]> {
  let help = '';
  await command(['compile', '--help'], silent(text => { help += text; }));
  if (!/--layout\b/.test(help)) return [];
  const source = { file: 'layout.tsql', text: 'index i = 2\ny[i] = i\nshow y[i]\n' };
  const accepted = (layout: Layout): boolean => {
    try {
      return compileProgram({ source, parsed: parse(source), folder: '.', modules: {}, diagnostics: [], catalog: null, reach: reachOf('.'), granted: [] }, layoutFlags(layout)).plan !== null;
    } catch (problem) {
      if (problem instanceof CommandError) return false;
      throw problem;
    }
  };
  return names.filter(accepted);
}

let known: Promise<readonly Layout[]> | null = null;

/** The layouts that can be asked for; empty while there is one that cannot be named. */
export const layouts = (): Promise<readonly Layout[]> => (known ??= ask());

/** What is measured where nothing else is said: `auto` if there is one, else what the compiler does by itself. */
export const usual = async (): Promise<Layout | null> => ((await layouts()).includes('auto') ? 'auto' : null);
