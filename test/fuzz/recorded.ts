// What the fuzzer has been through: ranges of seeds, and how much there was in them.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Seeds `from` to `to`, all of them run without a find. */
export interface Recorded { readonly from: number; readonly to: number; readonly statements: number; readonly programs: number; readonly executed: number }

const file = path.join(import.meta.dirname, 'seeds.json');

export const recorded = (): readonly Recorded[] => JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];

export const record = (more: Recorded): void => writeFileSync(file, `[\n${[...recorded(), more].map(r => `  ${JSON.stringify(r)}`).join(',\n')}\n]\n`);
