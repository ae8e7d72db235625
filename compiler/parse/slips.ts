// Common slips, each with the message that helps. A slip is a pattern of tokens that no program contains; a hint
// goes with what the grammar expected at a place.

import { equationSigns, reserved, statementWords, type Token } from './tokens.ts';

export interface Slip { readonly start: number; readonly end: number; readonly message: string; readonly note?: string; readonly hints: readonly string[] }

/** Where a statement failed: its tokens, the token that does not fit (or their number, at the end), what was expected. */
export interface Place { readonly tokens: readonly Token[]; readonly at: number; readonly expected: ReadonlySet<string> }

interface Pattern { readonly find: (tokens: readonly Token[], i: number, text: string) => Omit<Slip, 'start' | 'end'> & { readonly length: number } | null }

const touching = (tokens: readonly Token[], i: number, ...texts: readonly string[]): boolean =>
  texts.every((text, k) => tokens[i + k]?.text === text && (k === 0 || tokens[i + k]!.start === tokens[i + k - 1]!.end));

/** Signs of other languages, written here with two signs or one that does not exist. */
const foreign: readonly { readonly signs: readonly string[]; readonly message: string; readonly hint: string }[] = [
  { signs: ['/', '/'], message: '// does not start a comment', hint: 'comments start with two dashes: -- like this' },
  { signs: ['*', '*'], message: 'there is no operator **', hint: 'a power is written x^2' },
  { signs: ['&', '&'], message: 'there is no operator &&', hint: 'write and' },
  { signs: ['|', '|'], message: 'there is no operator ||', hint: 'write or' },
  { signs: ['=', '<'], message: 'there is no operator =<', hint: 'write <=' },
  { signs: ['=', '>'], message: 'there is no operator =>', hint: 'write >=' },
  { signs: ['<', '>'], message: 'there is no operator <>', hint: 'write !=' },
  { signs: ['==', '='], message: 'there is no operator ===', hint: 'write ==' },
  { signs: ['!=', '='], message: 'there is no operator !==', hint: 'write !=' },
  { signs: ['-', '='], message: 'there is no operator -=', hint: 'write += and negate the right side' },
  { signs: ['*', '='], message: 'there is no operator *=', hint: 'clauses combine with +=, max= or min=' },
];

/** Characters that are not part of the language, and what is meant. */
const characters: Readonly<Record<string, { readonly message: string; readonly hint: string }>> = {
  '#': { message: '# does not start a comment', hint: 'comments start with two dashes: -- like this' },
  "'": { message: 'a text stands in double quotes', hint: 'write "..." with double quotes' },
  '`': { message: 'a text stands in double quotes', hint: 'write "..." with double quotes' },
  '\u201C': { message: 'this quotation mark is a typographic one', hint: 'write the plain "' },
  '\u201D': { message: 'this quotation mark is a typographic one', hint: 'write the plain "' },
  '\u2018': { message: 'this quotation mark is a typographic one', hint: 'a text stands in plain "..."; a second letter of an index has the plain \'' },
  '\u2019': { message: 'this quotation mark is a typographic one', hint: 'a text stands in plain "..."; a second letter of an index has the plain \'' },
  '\u2032': { message: 'this prime is a typographic one', hint: "a second letter of an index has the plain ': p'" },
  '\u2212': { message: 'this minus sign is a typographic one', hint: 'write the plain -' },
  '\u2013': { message: 'this dash is a typographic one', hint: 'write the plain -' },
  '\u2014': { message: 'this dash is a typographic one', hint: 'write the plain -' },
  '\u00D7': { message: 'products are written with *', hint: 'a * b' },
  '\u00B7': { message: 'products are written with *', hint: 'a * b' },
  '\u00F7': { message: 'quotients are written with /', hint: 'a / b' },
  '\u2264': { message: 'comparisons are written in plain signs', hint: 'a <= b' },
  '\u2265': { message: 'comparisons are written in plain signs', hint: 'a >= b' },
  '\u2260': { message: 'comparisons are written in plain signs', hint: 'a != b' },
  '\u2190': { message: 'an equation has an equals sign', hint: 'y[s] = ...' },
  '!': { message: 'there is no operator !', hint: 'write not' },
  '&': { message: 'there is no operator &', hint: 'write and' },
  '?': { message: 'there is no operator ?', hint: 'write if a then b else c, or a ?? b for a value where there is no row' },
  '$': { message: 'a name has no $', hint: 'the value of a setting is just its name' },
  '\\': { message: '\\ does not belong here', hint: 'an expression may go on in the next line without any sign' },
};

/** What is wrong with a `bad` token. */
export function lexicalSlip(token: Token): Slip {
  const { start, end, text } = token;
  if (text.startsWith('"')) return { start, end: Math.min(end, start + text.trimEnd().length), message: 'this text is never closed', note: 'starts here', hints: ['a text ends with " on the same line'] };
  if (text.startsWith('/*')) return { start, end: start + 2, message: 'this comment is never closed', note: 'starts here', hints: ['end it with */, or start a comment of one line with --'] };
  const known = characters[text];
  const shown = /[\p{C}\p{Z}\p{M}]/u.test(text) ? `U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}` : text;
  return { start, end, message: known?.message ?? `the character ${shown} does not belong here`, hints: known ? [known.hint] : ['take it out, or put it in a text: "..."'] };
}

/** Wrong escapes of a text in quotes. */
export function escapeSlip(token: Token): Slip | null {
  if (token.kind !== 'string') return null;
  for (let i = 1; i < token.text.length - 1; i++) {
    if (token.text[i] !== '\\') continue;
    if (!'"\\n'.includes(token.text[i + 1]!)) {
      return { start: token.start + i, end: token.start + i + 2, message: `a text has no escape ${token.text.slice(i, i + 2)}`, hints: ['a backslash is written \\\\, a quotation mark \\", a line break \\n; paths may have forward slashes'] };
    }
    i++;
  }
  return null;
}

/** A number that is read as another one: as infinity, or as a whole number near it. */
export function numberSlip({ kind, start, end, text }: Token): Slip | null {
  if (kind !== 'number') return null;
  const digits = text.replaceAll('_', '');
  const value = Number(digits);
  if (value === Infinity) return { start, end, message: 'this is larger than any number of 64 bits: they end at 1.8e308', hints: ['infinity is 1 / 0'] };
  if (!/^\d+$/.test(digits) || value <= Number.MAX_SAFE_INTEGER || BigInt(digits) === BigInt(value)) return null;
  return { start, end, message: 'this whole number has more digits than are kept', hints: [`the nearest that is kept is ${BigInt(value)}`, `${digits}.0 is a real number near it`] };
}

const reducers: ReadonlySet<string> = new Set(['sum', 'prod', 'mean', 'max', 'min', 'argmax', 'argmin', 'any', 'all']);

const patterns: readonly Pattern[] = [
  {
    // sum(i)[x[s,i]]
    find(tokens, i, text) {
      if (tokens[i]!.kind !== 'word' || reserved.has(tokens[i]!.text) || tokens[i + 1]?.text !== '(') return null;
      const close = closes(tokens, i + 1);
      if (close === null || tokens[close + 1]?.text !== '[' || tokens[close + 1]!.breaks > 0) return null;
      const name = tokens[i]!.text;
      const end = closes(tokens, close + 1);
      const letters = text.slice(tokens[i + 1]!.end, tokens[close]!.start).trim();
      const body = end === null ? '...' : text.slice(tokens[close + 1]!.end, tokens[end]!.start).trim();
      return { length: close + 2 - i, message: `the index comes first: ${name}[i](...)`, hints: [`${name}[${letters}](${body.includes('\n') || body.length > 60 ? '...' : body})`] };
    },
  },
  {
    find(tokens, i) {
      const found = foreign.find(f => touching(tokens, i, ...f.signs));
      return found ? { length: found.signs.length, message: found.message, hints: [found.hint] } : null;
    },
  },
  {
    // .5 and 5.
    find(tokens, i) {
      if (tokens[i]!.text !== '.') return null;
      const [before, after] = [tokens[i - 1], tokens[i + 1]];
      if (after?.kind === 'number' && after.start === tokens[i]!.end) return { length: 2, message: 'a number starts with a digit', hints: [`0.${after.text}`] };
      if (before?.kind === 'number' && before.end === tokens[i]!.start) return { length: 1, message: 'a number does not end with a point', hints: [`${before.text}.0, or ${before.text}`] };
      return null;
    },
  },
  {
    // 2x
    find(tokens, i) {
      const [a, b] = [tokens[i]!, tokens[i + 1]];
      if (a.kind !== 'number' || b?.kind !== 'word' || a.end !== b.start) return null;
      return { length: 2, message: `${a.text}${b.text} is not a number`, hints: [`if a product is meant: ${a.text} * ${b.text}`] };
    },
  },
  {
    // x'[s]
    find(tokens, i) {
      if (!tokens[i]!.text.endsWith("'") || tokens[i + 1]?.text !== '[' || tokens[i + 1]!.start !== tokens[i]!.end) return null;
      const plain = tokens[i]!.text.replace(/'+$/, '');
      return { length: 1, message: 'only an index letter has a prime', hints: [`a transposed matrix is read with its letters swapped: ${plain}[j,i]`] };
    },
  },
  {
    find(tokens, i) {
      const { text } = tokens[i]!;
      if (text !== 'elif' && text !== 'elseif' && text !== 'elsif') return null;
      if (tokens[i + 1] === undefined || tokens[i + 1]!.text === '=' || tokens[i - 1]?.kind === 'sign') return null;
      return { length: 1, message: `there is no ${text}`, hints: ['write else if: if a then b else if c then d else e'] };
    },
  },
];

/** The index of the bracket that closes the one at `open`, by counting; null if none does. */
function closes(tokens: readonly Token[], open: number): number | null {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'sign') continue;
    if (text === '(' || text === '[' || text === '{') depth++;
    else if (text === ')' || text === ']' || text === '}') { depth--; if (depth === 0) return i; }
  }
  return null;
}

/** The first known slip in a statement that failed at token `at`. */
export function slipIn(tokens: readonly Token[], at: number, text: string): Slip | null {
  for (let i = 0; i < tokens.length && i <= at; i++) {
    for (const pattern of patterns) {
      const found = pattern.find(tokens, i, text);
      if (!found) continue;
      const last = tokens[Math.min(i + found.length, tokens.length) - 1]!;
      return { start: tokens[i]!.start, end: last.end, message: found.message, ...(found.note ? { note: found.note } : {}), hints: found.hints };
    }
  }
  return null;
}

/** A statement that starts with a word of another language, or with a word of this one misspelt. */
export function strangeStart({ tokens, at }: Place): Slip | null {
  const first = tokens[0];
  if (first === undefined || at > 1) return null;
  const meant = nearestStatement(tokens);
  const hint = Object.hasOwn(strangers, first.text) ? strangers[first.text]! : meant === null ? null : `did you mean ${meant}?`;
  return hint === null ? null : { start: first.start, end: first.end, message: `no statement starts with ${first.text}`, hints: [hint] };
}

/** Whether the innermost bracket that is open at a token is that of `[condition]`. */
function inIverson(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'sign') continue;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') { if (depth === 0) return text === '[' && (tokens[i - 1]?.kind !== 'word' || reserved.has(tokens[i - 1]!.text)); depth--; }
  }
  return false;
}

interface Hint { readonly when: (place: Place, found: Token | undefined, before: Token | undefined) => boolean; readonly say: (place: Place) => string }

/** Words of other languages at the start of a statement. */
const strangers: Readonly<Record<string, string>> = {
  for: 'there are no loops: an equation holds for all values of its letters, y[s] = 2 * x[s]',
  while: 'there are no loops: write a recurrence, x[t+1] = f(x[t])   until small[t]',
  def: 'a function is written fn f(x) = x^2',
  function: 'a function is written fn f(x) = x^2',
  func: 'a function is written fn f(x) = x^2',
  return: 'the value of a function stands after its equals sign: fn f(x) = x^2',
  const: 'an equation needs no word: y = 2',
  print: 'to see a value: show y',
  class: 'what owns parameters is a layer: layer Dense[i,j](x[i]) -> y[j] { ... }',
  tensor: 'an equation declares its tensor: y[s,j] = ...',
  select: 'to read a query: data x[s] from sql "select ..."',
};

const hints: readonly Hint[] = [
  { when: ({ tokens, expected }, found) => found?.text === '=' && (expected.has('an operator') || tokens[0]?.text === 'check' || tokens[0]?.text === 'show'), say: () => 'to compare, write == (a single = defines)' },
  { when: ({ expected }, found) => found?.text === '==' && expected.has('an equals sign'), say: () => 'to define, write a single =' },
  { when: ({ expected }, found) => found?.text === ':=' && expected.has('an equals sign'), say: () => 'write = (the sign := stands only in an optimizer)' },
  { when: (_, found, before) => before?.text === ',' && (found === undefined || found.text === ')' || found.text === ']' || found.text === '}'), say: () => 'take the last comma out' },
  { when: ({ expected }, found) => found?.text === 'if' && expected.has('a number'), say: () => 'put the condition in parentheses: 1 + (if a then b else c)' },
  { when: ({ expected }, found) => found !== undefined && reserved.has(found.text) && !expected.has('`index`') && [...expected].some(e => e === 'a name' || e === 'an index'), say: ({ tokens, at }) => `choose another name, e.g. ${tokens[at]!.text}_1` },
  { when: ({ expected, tokens }) => expected.has('`else`') && tokens.some(t => t.text === 'then'), say: () => 'a condition has both branches: if a then b else c' },
  { when: ({ expected }) => expected.has('`then`'), say: () => 'a condition is written if a then b else c' },
  { when: ({ tokens, at }, _, before) => before?.text === ']' && reducers.has(tokens[opensAt(tokens, at - 1) - 1]?.text ?? ''), say: ({ tokens, at }) => `a reduction has parentheses: ${tokens[opensAt(tokens, at - 1) - 1]!.text}[...](...)` },
  { when: ({ tokens }, found) => tokens[0]?.text === 'let' && (found === undefined || found.kind === 'number' || found.text === '(' || found.kind === 'sign'), say: () => 'let makes a copy of a layer, as in let enc = Dense[i, j]; a value needs no word: y = 2' },
  { when: ({ expected }, found, before) => found?.kind === 'word' && expected.has('a text in quotes') && (before?.text === 'from' || before?.text === 'to'), say: ({ tokens, at }) => `a path stands in quotes: "${tokens[at]!.text}"` },
  { when: ({ expected }, found, before) => found !== undefined && before !== undefined && expected.has('an operator') && (before.kind === 'number' || before.text === ')') && (found.kind === 'word' || found.text === '(') && !reserved.has(found.text) && found.breaks === 0, say: () => 'if a product is meant, write it: a * b' },
  { when: ({ tokens, expected }) => tokens[0]?.text === 'data' && expected.has('`[`') && expected.size === 1, say: () => 'data is a list, as in data a[i] = [1, 2]; a single value is an equation: y = 3' },
  { when: ({ tokens, at, expected }, found) => found?.text === ',' && expected.has('`]`') && inIverson(tokens, at), say: () => 'a list of numbers is data: data y[i] = [1, 2]' },
  { when: ({ expected }) => expected.size === 1 && expected.has('`in`'), say: () => 'a list in parentheses only stands before in: (u, v) in T' },
];

/** The index of the bracket that the one at `close` closes, by counting. */
export function opensAt(tokens: readonly Token[], close: number): number {
  let depth = 0;
  for (let i = close; i >= 0; i--) {
    const { kind, text } = tokens[i]!;
    if (kind !== 'sign') continue;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') { depth--; if (depth === 0) return i; }
  }
  return 0;
}

/** The statement word that the first word is one slip away from, unless it is the name on the left of an equation. */
function nearestStatement(tokens: readonly Token[]): string | null {
  const [first, second] = tokens;
  if (first?.kind !== 'word' || reserved.has(first.text) || (second?.kind === 'sign' && (equationSigns.has(second.text) || second.text === '['))) return null;
  return [...statementWords].find(word => oneSlip(first.text.toLowerCase(), word)) ?? null;
}

/** Whether two words differ by one letter, one more, one less, or two swapped. */
function oneSlip(a: string, b: string): boolean {
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  const [x, y] = [a.slice(from), b.slice(from)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
}

export const hintsFor = (place: Place): readonly string[] =>
  hints.filter(h => h.when(place, place.tokens[place.at], place.tokens[place.at - 1])).slice(0, 1).map(h => h.say(place));
