// Which files a program may reach: it reads below its own folder and those that its user allows, and writes below one folder.
// Links are followed before a path is judged, so that none leads out.

import { realpathSync } from 'node:fs';
import path from 'node:path';

/** All paths are absolute. */
export interface Reach {
  /** the folder of the program, which the paths in it are relative to */
  readonly folder: string;
  /** folders below which, or files that, it reads */
  readonly read: readonly string[];
  /** the folder below which it writes */
  readonly out: string;
  /** what its exports are relative to */
  readonly exports: string;
  /** what the paths of the command line are relative to */
  readonly current: string;
}

export interface ReachFlags {
  /** folders or files that a program may read besides those below its own folder */
  readonly allowRead?: readonly string[];
  /** the folder that its exports are relative to, and below which it may write. By default they are relative to the program and must lie below the current folder. */
  readonly out?: string;
}

/** `folder`: that of the program; `current`: what relative paths of the flags are relative to. */
export const reachOf = (folder: string, flags: ReachFlags = {}, current: string = folder): Reach => ({
  folder: path.resolve(folder),
  read: [path.resolve(folder), ...(flags.allowRead ?? []).map(f => path.resolve(current, f))],
  out: path.resolve(current, flags.out ?? '.'),
  exports: flags.out === undefined ? path.resolve(folder) : path.resolve(current, flags.out),
  current: path.resolve(current),
});

/** Where a path leads once all links are followed; of one that is not there, where its nearest folder leads. */
function followed(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(followed(parent), path.basename(file));
  }
}

const below = (folder: string, file: string): boolean => {
  const way = path.relative(folder, file);
  return way === '' || (!path.isAbsolute(way) && way !== '..' && !way.startsWith(`..${path.sep}`));
};

/** Why a path is out of reach, in words that follow its name; null: it is in reach. */
function outside(roots: readonly string[], file: string): 'elsewhere' | 'link' | null {
  const real = followed(file);
  if (roots.some(root => below(followed(root), real))) return null;
  return roots.some(root => below(root, file)) ? 'link' : 'elsewhere';
}

/** What is told of a file that a program may not reach. */
export interface OutOfReach { readonly message: string; readonly hints: readonly string[] }

/** A folder as the user would write it, who wrote `name` for something below it. */
const asWritten = (reach: Reach, name: string, folder: string): string => (path.isAbsolute(name) ? folder : path.relative(reach.current, folder) || '.');

/** Null where the program may read the file `name`, which is `file` in full. */
export function unreadable(reach: Reach, name: string, file: string): OutOfReach | null {
  const why = outside(reach.read, file);
  if (why === null) return null;
  return {
    message: why === 'link' ? `${name} is a link out of the folder of the program` : `${name} is outside of the folder of the program`,
    hints: [`if this program may read it: --allow-read ${why === 'link' ? path.dirname(followed(file)) : asWritten(reach, name, path.dirname(file))}`],
  };
}

/** Null where the program may write the file `name`, which is `file` in full. A link in its place is replaced, not followed. */
export function unwritable(reach: Reach, name: string, file: string): OutOfReach | null {
  if (outside([reach.out], path.dirname(file)) === null) return null;
  return {
    message: `${name} is outside of ${reach.out === reach.current ? 'the current folder' : asWritten(reach, name, reach.out)}, below which this program may write`,
    hints: [`if it may write there: --out ${asWritten(reach, name, path.dirname(file))}`],
  };
}
