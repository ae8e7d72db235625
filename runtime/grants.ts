// Which files a source of data reads, each held against what the program may reach: what the engine is told to allow, and nothing else.

import { statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from './database.ts';
import { pathPattern, resolveFile } from './files.ts';
import { type OutOfReach, type Reach, unreadable } from './reach.ts';
import { Unreadable } from './unreadable.ts';

function refuse(found: OutOfReach | null): void {
  if (found) throw new Unreadable(found.message, found.hints, null, 'out-of-reach');
}

/** One file that a program names: its path, and how it is written where patterns are understood. Errors: Unreadable. */
export function grantedFile(name: string, reach: Reach): readonly string[] {
  const file = resolveFile(reach.folder, name);
  refuse(unreadable(reach, name, file));
  return [file, pathPattern(file)];
}

/**
 * The files that a query reads. Patterns are looked up, and each file that they stand for is granted by its own name. Errors: Unreadable
 * for files out of reach; DatabaseError (`statement`, `permission`) if it is not one query, or does more than a program may.
 */
export async function grantedInQuery(query: string, reach: Reach, database: Database): Promise<readonly string[]> {
  const { files, tables } = await database.reads(query);
  const known = new Set((await database.query("SELECT lower(table_name) FROM information_schema.tables UNION ALL SELECT lower(table_schema || '.' || table_name) FROM information_schema.tables")).rows.map(r => String(r[0])));
  const named = tables.filter(t => !known.has(t.name.toLowerCase()));
  for (const { name, text } of named) {
    if (!text) throw new Unreadable(`the query cannot be run: there is no table "${name}"`, [/[./]/.test(name) ? `a file is named in single quotes: '${name}'` : ''], null, /[./]/.test(name) ? 'out-of-reach' : 'data-missing');
  }
  const granted: string[] = [];
  for (const pattern of [...files, ...named.filter(t => path.isAbsolute(t.name)).map(t => t.name)]) granted.push(pattern, ...await expanded(pattern, reach, database));
  return granted;
}

/** The files that a pattern of absolute paths stands for. */
async function expanded(pattern: string, reach: Reach, database: Database): Promise<readonly string[]> {
  if (!path.isAbsolute(pattern)) throw new Unreadable(`${pattern} is no path of a file`, ['name a file below the folder of the program'], null, 'out-of-reach');
  // A character that patterns know stands for itself in brackets.
  const literal = (text: string): string => text.replace(/\[([*?[])\]/g, '$1');
  const wild = [...pattern.matchAll(/\[[*?[]\]|[*?[{]/g)].find(m => m[0].length === 1)?.index ?? -1;
  const start = reach.folder + path.sep;
  const name = literal(pattern).startsWith(start) ? literal(pattern).slice(start.length) : literal(pattern);
  if (wild < 0) {
    return [path.resolve(literal(pattern))].map(file => inReach(name, file, reach));
  }
  // First the folder before the wildcard: what lies elsewhere is not even looked up.
  refuse(unreadable(reach, name, path.resolve(`${literal(pattern.slice(0, wild))}x`)));
  const found = (await database.query('SELECT file FROM glob($pattern)', { pattern })).rows.map(r => String(r[0]));
  for (const file of found) inReach(path.relative(reach.folder, path.resolve(file)), path.resolve(file), reach);
  return found;
}

/** A file that is in reach; whether it is there is for the engine to say, but one that is a pipe or a device would keep it for ever. */
function inReach(name: string, file: string, reach: Reach): string {
  refuse(unreadable(reach, name, file));
  if (isSpecial(file)) throw new Unreadable(`${name} is not a plain file`, ['save the data as a file']);
  return file;
}

function isSpecial(file: string): boolean {
  try {
    const found = statSync(file);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}
