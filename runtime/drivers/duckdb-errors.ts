// What DuckDB's messages mean: the table by which an engine's failure becomes a DatabaseError with a code and advice.

import { basename } from 'node:path';
import { DatabaseError, type DatabaseErrorCode } from '../database.ts';

interface Rule { readonly pattern: RegExp; readonly code: DatabaseErrorCode; readonly message: (match: RegExpMatchArray, path: string) => string; readonly hint: string }

/** The first rule whose pattern occurs in the message applies. */
const rules: readonly Rule[] = [
  {
    pattern: /Could not set lock on file "(?<file>[^"]*)"(?:.*?held in (?<program>.*?) \(PID (?<pid>\d+)\))?/s, code: 'held',
    message: (m, path) => `${path} is held by another process${m.groups?.pid ? `: ${basename(m.groups.program ?? '')} (pid ${m.groups.pid})` : ''}`,
    hint: 'wait for it to finish, end it, or name another file with --db',
  },
  {
    pattern: /database file with version number|newer version of DuckDB|(?:storage|serialization) version .* (?:newer|not supported)|created with a newer/i, code: 'newer-version',
    message: (_m, path) => `${path} was written by a newer DuckDB than this one can read`,
    hint: 'use a newer version, or export the data there and import it here',
  },
  {
    pattern: /not a valid DuckDB database file|Corrupt database file|Could not read enough bytes from file|Serialization Error: Failed to deserialize|checksum .* does not match/i, code: 'not-a-database',
    message: (_m, path) => `${path} is not a DuckDB database, or is damaged`,
    hint: 'name another file, or restore this one from a copy',
  },
  {
    pattern: /INTERRUPT Error|Interrupted!/, code: 'interrupted',
    message: () => 'interrupted', hint: '',
  },
  {
    pattern: /No space left on device|ENOSPC|Disk quota exceeded|File too large|EFBIG|max_temp_directory_size|failed to offload data block/i, code: 'disk',
    message: m => `the disk is full (${m[0]})`,
    hint: 'free some space, or let the temporary files go to another disk',
  },
  {
    pattern: /Out of Memory Error: (?<what>[^\n]*)/, code: 'memory',
    message: m => `memory does not suffice: ${m.groups?.what ?? ''}`,
    hint: 'allow more memory, use fewer threads, or train on less data',
  },
  {
    pattern: /Permission denied|EACCES|EPERM|Read-only file system|EROFS/, code: 'permission',
    message: (m, path) => `${path} cannot be opened: ${m[0].toLowerCase()}`,
    hint: 'check who owns the file and its folder',
  },
  {
    pattern: /Permission Error: (?<what>[^\n]*)/, code: 'permission',
    message: m => m.groups?.what ?? '',
    hint: 'only the folder of the program, the files it names and the database can be reached',
  },
  {
    pattern: /Cannot open file "(?<file>[^"]*)": No such file or directory/, code: 'disk',
    message: m => `${m.groups?.file} cannot be made: its folder does not exist`,
    hint: 'make the folder first',
  },
  {
    pattern: /IO Error: (?<what>[^\n]*)|FATAL Error: (?<fatal>[^\n]*)/, code: 'disk',
    message: m => m.groups?.what ?? m.groups?.fatal ?? '',
    hint: '',
  },
];

/** What went wrong, told from the text of an engine's or the system's error; `path` is the database. */
export function classify(cause: unknown, path: string): DatabaseError {
  if (cause instanceof DatabaseError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  for (const rule of rules) {
    const match = text.match(rule.pattern);
    if (match) return new DatabaseError(rule.code, rule.message(match, path), rule.hint, { cause });
  }
  return new DatabaseError('statement', text, '', { cause });
}
