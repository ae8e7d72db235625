// Small programs in text files, by subject: each with a name, with what is known of its data and the options where it has any, and with what
// the checker makes of it.
//
//   === a name
//   the program
//   --- data
//   file:x.csv = relation 10: s int 0..9, a real, b text empty
//   file:w.npz = arrays: w real 3 4; b f32 4
//   --- options
//   {"steps": 5}
//   --- said
//   messages, or the elaborated program

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Catalog, ColumnType, SourceHeader } from '../../compiler/catalog.ts';
import type { CheckOptions } from '../../compiler/check/checker.ts';

export type Options = Partial<Pick<CheckOptions, 'settings' | 'precision' | 'steps' | 'seed'>> & { readonly modules?: Readonly<Record<string, string>> };

export interface Case { readonly name: string; readonly program: string; readonly data: string | null; readonly options: string | null; readonly said: string }

const folder = path.join(import.meta.dirname, 'programs');
export const subjects: readonly string[] = readdirSync(folder).filter(f => f.endsWith('.txt')).map(f => f.slice(0, -'.txt'.length)).sort();

const parts = ['data', 'options', 'said'] as const;

export const casesOf = (subject: string): readonly Case[] => readFileSync(path.join(folder, `${subject}.txt`), 'utf8').split(/^=== /m).slice(1).map(text => {
  const [head, ...rest] = text.split(/^--- (?=(?:data|options|said)\n)/m);
  const cut = head!.indexOf('\n');
  const part = (name: typeof parts[number]): string | null => rest.find(r => r.startsWith(`${name}\n`))?.slice(name.length + 1).trimEnd() ?? null;
  return { name: head!.slice(0, cut), program: head!.slice(cut + 1).trimEnd(), data: part('data'), options: part('options'), said: part('said') ?? '' };
});

export const store = (subject: string, cases: readonly Case[]): void => writeFileSync(path.join(folder, `${subject}.txt`), cases.map(k =>
  `=== ${k.name}\n${k.program}\n${parts.flatMap(p => (k[p] === null ? [] : [`--- ${p}\n${k[p]}\n`])).join('')}\n`).join(''));

const array = (text: string): { readonly shape: readonly number[]; readonly type: ColumnType } => {
  const [type, ...shape] = text.trim().split(' ');
  return { type: type as ColumnType, shape: shape.map(Number) };
};

function headerOf(text: string): SourceHeader {
  const [, kind, rows, rest] = /^(relation|arrays|array)(?: (\d+))?:? ?(.*)$/.exec(text) ?? [];
  switch (kind) {
    case 'array': return { kind, ...array(text.slice('array '.length)) };
    case 'arrays': return { kind, members: Object.fromEntries(rest!.split('; ').map(m => { const [name, ...of] = m.split(' '); return [name!, array(of.join(' '))]; })) };
    case 'relation': return { kind, rows: Number(rows), columns: rest!.split(', ').map(column => {
      const [name, type, more] = column.split(' ');
      const range = more?.includes('..') ? more.split('..').map(Number) as [number, number] : null;
      return { name: name!, type: type as ColumnType, range, ...(more === 'empty' ? { empty: true } : {}) };
    }) };
    default: throw new Error(`what is ${text}?`);
  }
}

export const catalogOf = ({ data }: Pick<Case, 'data'>): Catalog | null => data === null ? null : { sources: Object.fromEntries(data.split('\n').map(line => {
  const cut = line.indexOf(' = ');
  return [line.slice(0, cut), headerOf(line.slice(cut + 3))];
})) };
