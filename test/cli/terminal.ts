// A terminal that remembers what was written, in a folder of its own.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { command } from '../../runtime/commands/index.ts';
import type { Terminal } from '../../runtime/terminal.ts';

export interface Ran { readonly code: number; readonly out: string; readonly err: string }

export interface Workplace {
  readonly folder: string;
  readonly file: (name: string, text: string) => Promise<string>;
  readonly run: (...args: readonly string[]) => Promise<Ran>;
  readonly runWith: (terminal: Partial<Terminal> & { readonly stdin?: string }, ...args: readonly string[]) => Promise<Ran>;
}

/** A folder for one test file, removed afterwards, and a command line that stands in it. */
export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tsql-cli-'));
  after(() => rm(folder, { recursive: true, force: true }));
  const runWith: Workplace['runWith'] = async ({ stdin = '', ...changes }, ...args) => {
    let out = '';
    let err = '';
    const terminal: Terminal = {
      out: text => { out += text; }, err: text => { err += text; }, input: async () => stdin, folder, columns: null, outColor: false, errColor: false,
      interruptible: () => new AbortController().signal, ...changes,
    };
    return { code: await command(args, terminal), out, err };
  };
  return {
    folder, runWith,
    file: async (name, text) => {
      await writeFile(path.join(folder, name), text);
      return name;
    },
    run: (...args) => runWith({}, ...args),
  };
}
