// The file of drawn programs: each with what is known of its data, where it has any, and with what is said of it.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog } from '../../compiler/catalog.ts';

export interface Drawn { readonly program: string; readonly catalog: Catalog | null }
export interface Kept extends Drawn { readonly said: string }

const file = path.join(import.meta.dirname, 'drawn.txt');
const [program, catalog, said] = ['=== program\n', '\n=== catalog\n', '\n=== said\n'];

export const kept = (): readonly Kept[] => !existsSync(file) ? [] : readFileSync(file, 'utf8').split(program).slice(1).map(part => {
  const [given, says] = part.split(said);
  const [text, headers] = given!.split(catalog);
  return { program: text!, catalog: headers === undefined ? null : JSON.parse(headers) as Catalog, said: says!.replace(/\n$/, '') };
});

export const written = (all: readonly Kept[]): string => all.map(k => `${program}${k.program}${k.catalog ? `${catalog}${JSON.stringify(k.catalog)}` : ''}${said}${k.said}\n`).join('');
