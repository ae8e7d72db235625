// Programs that nobody would write: real ones, cut, spliced and turned about. The same seed makes the same programs.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { catalogue } from '../../compiler/catalogue.ts';
import type { Catalog } from '../../compiler/catalog.ts';
import { catalogOf } from '../random/run.ts';
import { randomProgram } from '../random/generate.ts';

/** The minimal standard generator of Park and Miller (1988), its low bits left out. */
export class Random {
  private state: number;
  constructor(seed: number) { this.state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1; for (let k = 0; k < 8; k++) this.next(); }
  next(): number { return (this.state = (this.state * 48271) % 2147483647) / 2147483647; }
  below(n: number): number { return Math.floor(this.next() * n); }
  one<T>(of: readonly T[]): T { return of[this.below(of.length)]!; }
  chance(percent: number): boolean { return this.below(100) < percent; }
}

const root = path.resolve(import.meta.dirname, '../..');
const texts = (folder: string): readonly string[] => readdirSync(path.join(root, folder)).filter(f => f.endsWith('.tsql')).sort().map(f => readFileSync(path.join(root, folder, f), 'utf8'));

/** Programs to begin with: the examples, the library, wrong programs, the pages of the messages. */
export const corpus: readonly string[] = [...texts('examples'), ...texts('compiler/std'), ...texts('test/errors'), ...texts('test/conformance'), ...Object.values(catalogue).flatMap(e => [e.wrong, e.right])];

/** Small right programs of every form, drawn once. */
const drafts = fc.sample(fc.gen().map(randomProgram), { seed: 1, numRuns: 150 }).map(d => ({ text: d.text, catalog: catalogOf(d.tables) }));
const small: readonly string[] = corpus.filter(t => t.length < 800);

/** Statements: a line that begins at the margin, with those below it that do not. */
const statements: readonly string[] = corpus.flatMap(t => t.split(/\n(?=\S)/)).map(s => s.trimEnd()).filter(s => s !== '' && !s.startsWith('--') && s.length < 400);

const token = /\s+|[\p{L}_][\p{L}\p{N}_.]*'*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|"(?:[^"\\]|\\.)*"|[-+*/^%<>=!:~?.|&]+|[\s\S]/gu;
const tokensOf = (text: string): string[] => text.match(token) ?? [];

/** Tokens that a mutation puts in: of the programs themselves, and those at the edges of what numbers, texts and names may be. */
const vocabulary: readonly string[] = [...new Set(statements.flatMap(tokensOf))];
const edges: readonly string[] = [
  '0', '-1', '1e308', '1e-324', '9007199254740993', '1e400', '00', '0x1', '1..', '..', '1.', '.5', '99999999999999999999', '4294967296', '2147483648', 'end', 'end - 1', '|s|', "i'", "i''", "i'''", 'row', 'columns', 'null', 'skip', 'val', 'step', 'run',
  'index', 'data', 'param', 'fn', 'layer', 'let', 'optimizer', 'train', 'setting', 'show', 'check', 'export', 'split', 'import', 'state', 'where', 'on', 'until', 'then', 'else', 'if', 'in', 'not', 'and', 'or', 'true', 'false', 'training', 'grad', 'sum', 'mean', 'max', 'argmax', 'prod', 'any',
  '(', ')', '[', ']', '{', '}', '"', "'", ',', ';', ':', '=', ':=', '+=', 'max=', 'min=', '~', '==', '!=', '??', '^', '->', '@', '|', '--', '/*', '*/', '\\', '\n', '\t', '\u0000', '\u00a0', '\u2028', '\ufeff', '😀', 'é', 'ﬁ', '\ud800',
  'grad(', 'softmax[c](', 'sum[i](', 'pad(', 'wrap(', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'w', 'W', 'x[s,i]', 'f[t+1]', 'f[t] = f[t-1]', 'x = x', '"a\\', 'from "', 'from sql "',
];

function mutated(random: Random, text: string): string {
  const tokens = tokensOf(text);
  const at = (): number => random.below(tokens.length + 1);
  const span = (): [number, number] => { const from = at(); return [from, Math.min(tokens.length, from + 1 + random.below(8))]; };
  switch (random.below(13)) {
    case 0: { const [from, to] = span(); tokens.splice(from, to - from); break; }
    case 1: { const [from, to] = span(); tokens.splice(at(), 0, ...tokens.slice(from, to)); break; }
    case 2: { const [from, to] = span(); const moved = tokens.splice(from, to - from); tokens.splice(at(), 0, ...moved); break; }
    case 3: case 4: tokens.splice(at(), random.below(2), random.one(vocabulary)); break;
    case 5: case 6: tokens.splice(at(), random.below(2), random.one(edges)); break;
    case 7: { const other = tokensOf(random.one(statements)); const from = random.below(other.length); tokens.splice(at(), 0, ...other.slice(from, from + 1 + random.below(12))); break; }
    case 8: tokens.splice(at()); break;
    case 9: tokens.splice(0, at()); break;
    case 10: { const [from, to] = span(); const n = random.one([2, 10, 60]); tokens.splice(from, 0, random.one(['(', '-', 'not ', '[', 'abs(', '{', 'if 1 then ', 'grad(']).repeat(n)); tokens.splice(to + 1, 0, random.one([')', ']', '}', '']).repeat(n)); break; }
    case 11: { const k = random.below(text.length + 1); return text.slice(0, k) + String.fromCharCode(random.one([random.below(128), random.below(0x3000), random.below(0xffff)])) + text.slice(k + random.below(2)); }
    default: { // one name for another of the same program: a program of the right form and another meaning
      const names = tokens.flatMap((t, k) => (/^[\p{L}_]/u.test(t) ? [k] : []));
      if (names.length > 1) tokens[random.one(names)] = tokens[random.one(names)]!;
    }
  }
  return tokens.join('');
}

/** A text, and what is known of the tables that it may read. */
export interface Mutant { readonly text: string; readonly catalog: Catalog | null }

/** A program: a few statements or a whole one of the corpus, with one to six mutations. */
export function mutant(random: Random): Mutant {
  const draft = random.chance(1) ? random.one(drafts) : null;
  let text = draft ? draft.text : random.chance(1) ? random.one(corpus) : random.chance(10) ? random.one(small)
    : random.chance(12) ? random.one(small).split(/\n(?=\S)/).filter(() => random.chance(60)).slice(0, 8).join('\n')
      : Array.from({ length: random.one([1, 1, 1, 1, 2, 3]) }, () => random.one(statements)).join('\n');
  for (let n = random.one([1, 1, 1, 1, 2, 2, 3, 6]); n > 0; n--) text = mutated(random, text);
  return { text, catalog: draft?.catalog ?? null };
}
