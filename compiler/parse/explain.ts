// What a failed match says to people: what was expected, in plain words, and what stands there instead.

import { type Diagnostic, diagnostic } from '../diagnostics.ts';
import type { Stop } from './expected.ts';
import { hintsFor, opensAt, type Place, type Slip, slipIn, strangeStart } from './slips.ts';
import { clauseWords, reserved, statementWords, type Token } from './tokens.ts';

/** A failed statement: its tokens, where its text stopped to make sense, and where that text starts in the file. */
export interface Failed { readonly file: string; readonly text: string; readonly tokens: readonly Token[]; readonly stop: Stop; readonly base: number }

/** Where in its file a failed statement stopped to make sense. */
export const failurePosition = ({ stop, base }: Failed): number => base + stop.at;

/** One message for a statement that does not parse: a known slip if one is found, else what the grammar expected. */
export function explain(failure: Failed): Diagnostic {
  const { file, text, tokens, stop, base } = failure;
  const at = failurePosition(failure);
  const next = tokens.findIndex(t => t.end > at);
  const failed: Place = { tokens, at: next < 0 ? tokens.length : next, expected: expectedAt(stop) };
  const slip = slipIn(tokens, failed.at, text) ?? strangeStart(failed);
  if (slip) return said(file, slip);
  const place = straightened(failed);
  const found = tokens[place.at];
  const ended = tokens.at(-1)?.end ?? base;
  const wanted = inWords(place.expected).map(w => (w === 'the next statement' && place.at === 0 ? 'a statement' : w));
  return diagnostic('error', 'syntax', found ? { file, start: found.start, end: found.end } : { file, start: ended, end: ended }, `expected ${wanted.length ? list(wanted) : 'a statement'}`, {
    note: found ? (reserved.has(found.text) ? `${found.text} is a word of the language` : `not ${clip(found.text)}`) : 'the statement ends here',
    hints: hintsFor(place),
  });
}

/** What could have stood at the place of the failure: literal text in backquotes, all else by its description in the grammar. */
function expectedAt({ wanted }: Stop): ReadonlySet<string> {
  const all = wanted.filter(w => w.text !== 'end of input');
  // where a list could end, the starts of its elements are faint; without them nothing would be left
  const telling = all.filter(w => !w.faint);
  return new Set((telling.length ? telling : all).map(w => (w.literal ? `\`${w.text}\`` : w.text)));
}

const equationStart: ReadonlySet<string> = new Set(['an equals sign', '`[`', '`.`']);

/**
 * In `y = a b` the grammar takes b for the next statement and wants its equals sign; people made their slip at b. (Where more than
 * an equals sign was expected, that is what is meant.)
 */
function straightened(place: Place): Place {
  const { tokens, at, expected } = place;
  if (!expected.has('an equals sign')) return place;
  if ([...expected].some(e => !equationStart.has(e))) return { ...place, expected: new Set([...expected].filter(e => e !== 'an equals sign')) };
  const name = tokens[at - 1]?.text === ']' ? opensAt(tokens, at - 1) - 1 : at - 1;
  return name > 0 && tokens[name]!.breaks === 0 ? { tokens, at: name, expected: new Set(['an operator', '`index`', '`fn`']) } : place;
}

export const said = (file: string, slip: Slip): Diagnostic =>
  diagnostic('error', 'syntax', { file, start: slip.start, end: slip.end }, slip.message, { ...(slip.note ? { note: slip.note } : {}), hints: slip.hints });

const clip = (text: string): string => (text.length > 24 ? `${text.slice(0, 21)}...` : text);

const literal = (word: string): string => `\`${word}\``;

/** Sets of alternatives that have one name. All must be there for the name to stand for them. */
const families: readonly { readonly name: string; readonly marks: readonly string[]; readonly members: readonly string[] }[] = [
  { name: 'the next statement', marks: [literal('index'), literal('fn')], members: [...[...statementWords].map(literal), literal('@'), literal(';'), 'a name'] },
  { name: 'a clause such as minimize, steps or report', marks: [literal('minimize'), literal('clip')], members: [...clauseWords].map(literal) },
  { name: 'a value', marks: [literal('|'), 'a number'], members: ['(', '[', '|', '-', 'true', 'false', 'end', 'if', 'not'].map(literal).concat(['a number', 'a text in quotes', 'a name', 'a value']) },
  { name: 'an operator', marks: ['an operator'], members: ['an operator', literal('in'), literal('where'), literal('until'), literal('['), literal('('), literal('.'), literal("'"), literal('='), literal('on')] },
];

const order: readonly string[] = ['a value', 'a name', 'an index', 'a number', 'a text in quotes', 'an operator', 'an equals sign'];

/** The alternatives as few, plain words. */
function inWords(expected: ReadonlySet<string>): readonly string[] {
  const left = new Set(expected);
  const named: string[] = [];
  for (const family of families) {
    if (!family.marks.every(mark => left.has(mark))) continue;
    // what ends a statement says nothing where a name could still grow
    for (const member of family.members) left.delete(member);
    named.push(family.name);
  }
  const rank = (word: string): number => (word === 'the next statement' ? 99 : order.includes(word) ? order.indexOf(word) : 50);
  return [...named, ...left].sort((a, b) => rank(a) - rank(b));
}

const list = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
