// Mutants that mean the same as what they change, each with the reason. They are taken out of the score; an entry whose place is gone fails.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { applied, type Mutant } from './mutants.ts';
import { root } from './parts.ts';

export interface Same {
  readonly file: string;
  /** a piece of the file's text, and what the change makes of it */
  readonly code: string;
  readonly becomes: string;
  readonly why: string;
}

export const equivalent = JSON.parse(readFileSync(path.join(root, 'test/mutation/equivalent.json'), 'utf8')) as readonly Same[];

/** Whether an entry speaks of a mutant of a file with this text. */
export function speaksOf(same: Same, m: Mutant, text: string): boolean {
  if (same.file !== m.file) return false;
  const changed = applied(text, m);
  for (let at = text.indexOf(same.code); at >= 0; at = text.indexOf(same.code, at + 1)) {
    if (at <= m.at && m.at + m.from.length <= at + same.code.length && changed.startsWith(same.becomes, at) && changed.length - text.length === same.becomes.length - same.code.length) return true;
  }
  return false;
}
