// A program in Python as a side: a process that waits for its turn, does a unit, and says how long that took.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Absent, Setting, Side } from '../bench.ts';
import { readNpy } from '../../../runtime/formats/npy.ts';

const baselines = path.join(import.meta.dirname, '../baselines');

const has = new Map<string, boolean>();

/** Whether there is a python3 that can import a module. */
function importable(module: string): boolean {
  if (!has.has(module)) has.set(module, spawnSync('python3', ['-c', `import ${module}`]).status === 0);
  return has.get(module)!;
}

export interface PythonWork {
  readonly name: string;
  /** a file in baselines/ */
  readonly script: string;
  /** what it needs beyond the standard library */
  readonly needs: string;
  readonly threads: number;
  /** where its arrays are, and where it leaves its result */
  readonly folder: string;
  /** reads the result that it has left there: result.npy unless given */
  readonly read?: () => ArrayLike<number>;
}

export const numpyName = 'NumPy';

/** A program in NumPy with one thread, and beside it with as many as the others have: for little work the first is faster. */
export const numpy = async (script: string, { threads, folder }: Setting): Promise<readonly (Side | Absent)[]> => {
  const side = (name: string, count: number): Promise<Side | Absent> => python({ name, script, needs: 'numpy', threads: count, folder });
  return [await side(numpyName, 1), ...(threads > 1 ? [await side(`${numpyName}, ${threads} threads`, threads)] : [])];
};

/** Starts a program as a side; absent where Python or what it needs is not there. */
export async function python({ name, script, needs, threads, folder, read = () => readNpy(readFileSync(path.join(folder, 'result.npy'))).data as Float64Array }: PythonWork): Promise<Side | Absent> {
  if (!importable(needs)) return { name, why: `no python3 with ${needs}` };
  const count = String(threads);
  const child = spawn('python3', [path.join(baselines, script), folder], {
    stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count, PYTHONDONTWRITEBYTECODE: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (word: string): Promise<string> => {
    child.stdin.write(`${word}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended before it answered`);
    return value as string;
  };
  return {
    name, mode: `${needs}, f64, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    run: async () => Number(await ask('run')),
    async result() {
      await ask('result');
      return read();
    },
    close: () => new Promise(resolve => {
      child.once('close', () => resolve());
      child.stdin.end();
    }),
  };
}
