// What a command has of the outside: where it reads and writes, where it stands, how it is interrupted. Tests pass their own.

import { homedir } from 'node:os';
import path from 'node:path';
import pc from 'picocolors';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly input: () => Promise<string>;
  /** the folder that paths on the command line are relative to */
  readonly folder: string;
  /** the folder of the user's own settings; absent: there are none */
  readonly settings?: string;
  /** columns of the terminal that standard error is, or null */
  readonly columns: number | null;
  readonly outColor: boolean;
  readonly errColor: boolean;
  /** from now on the first Ctrl-C aborts this signal instead of ending the process; the second ends it */
  readonly interruptible: () => AbortSignal;
  /** kills the process, by a signal: its end would wait for an engine that does not come to one. Absent: there is none to kill */
  readonly kill?: () => void;
}

export interface Style { readonly bold: (text: string) => string; readonly dim: (text: string) => string; readonly red: (text: string) => string; readonly green: (text: string) => string; readonly yellow: (text: string) => string }

export const styleOf = (color: boolean): Style => {
  const { bold, dim, red, green, yellow } = pc.createColors(color);
  return { bold, dim, red, green, yellow };
};

/** NO_COLOR (any value but empty) wins over FORCE_COLOR, which wins over whether the stream is a terminal. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** The process as a terminal. Writing to a pipe that nobody reads any more is not an error: the text is dropped. */
export function processTerminal(): Terminal {
  const writer = (stream: NodeJS.WriteStream): ((text: string) => void) => {
    let open = true;
    stream.on('error', (problem: NodeJS.ErrnoException) => {
      if (problem.code !== 'EPIPE' && problem.code !== 'EOF') throw problem;
      open = false;
    });
    return text => { if (open) stream.write(text); };
  };
  return {
    out: writer(process.stdout),
    err: writer(process.stderr),
    input: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
    folder: process.cwd(),
    settings: path.join(process.env['XDG_CONFIG_HOME'] || path.join(homedir(), '.config'), 'tsql'),
    columns: process.stderr.isTTY && process.env['TERM'] !== 'dumb' ? (process.stderr.columns ?? 80) : null,
    outColor: wantsColor(process.env, process.stdout.isTTY),
    errColor: wantsColor(process.env, process.stderr.isTTY),
    interruptible: () => {
      const interrupted = new AbortController();
      const stop = (): void => {
        // The second Ctrl-C does not wait; what is not committed is rolled back by the database.
        if (interrupted.signal.aborted) process.exit(130);
        interrupted.abort();
      };
      process.on('SIGINT', stop);
      process.on('SIGTERM', stop);
      return interrupted.signal;
    },
    kill: () => process.kill(process.pid, 'SIGKILL'),
  };
}
