// Which brackets belong together, and where statements start: what error recovery and the formatter go by.

import { clauseWords, endsOperand, equationSigns, reserved, statementWords, type Token } from './tokens.ts';

export interface Brackets {
  /** for each token the index of the bracket that closes or opens it; -1 for all others */
  readonly partner: Int32Array;
  /** brackets without a partner, in order */
  readonly lonely: readonly number[];
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const opening: ReadonlySet<string> = new Set(Object.keys(closing));
const closers: ReadonlySet<string> = new Set(Object.values(closing));

/** The words that may stand before a name that is being declared, so that `name =` after them starts nothing. */
const declaring: ReadonlySet<string> = new Set([...statementWords, 'in', 'state', 'from']);

/**
 * Pairs the brackets. A statement word at the start of a line ends all parentheses and square brackets that are still open
 * there, since none may stand inside them; a brace that never closes ends where a line starts no deeper than its own.
 */
export function pairBrackets(text: string, tokens: readonly Token[]): Brackets {
  const partner = new Int32Array(tokens.length).fill(-1);
  const unclosedBraces = lonelyBraces(tokens);
  const open: number[] = [];
  const pair = (from: number, to: number): void => { partner[from] = to; partner[to] = from; };
  tokens.forEach((token, i) => {
    if (token.kind !== 'sign' && token.kind !== 'word') return;
    if (token.breaks > 0 && open.length > 0 && startsByWord(tokens, i)) {
      while (open.length && tokens[open.at(-1)!]!.text !== '{') open.pop();
      while (open.length && unclosedBraces.has(open.at(-1)!) && indentation(text, token.start) <= indentation(text, tokens[open.at(-1)!]!.start)) open.pop();
    }
    if (opening.has(token.text)) open.push(i);
    else if (closers.has(token.text)) {
      // inside the innermost braces, a bracket of the same sort; what was opened after it stays open for good
      for (let k = open.length - 1; k >= 0; k--) {
        const opener = tokens[open[k]!]!.text;
        if (closing[opener] === token.text) { pair(open[k]!, i); open.length = k; break; }
        if (opener === '{') break;
      }
    }
  });
  const lonely = [...tokens.keys()].filter(i => tokens[i]!.kind === 'sign' && partner[i] === -1 && (opening.has(tokens[i]!.text) || closers.has(tokens[i]!.text)));
  return { partner, lonely };
}

function lonelyBraces(tokens: readonly Token[]): ReadonlySet<number> {
  const open: number[] = [];
  tokens.forEach((token, i) => {
    if (token.kind !== 'sign') return;
    if (token.text === '{') open.push(i);
    else if (token.text === '}') open.pop();
  });
  return new Set(open);
}

function indentation(text: string, offset: number): number {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[^\S\n]*/.exec(text.slice(line, offset))![0].length;
}

/** `index`, `data`, … and `@`, but not where such a word is the name of a split or of a column. */
function startsByWord(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i]!;
  if (token.kind === 'sign') return token.text === '@';
  if (token.kind !== 'word' || !statementWords.has(token.text)) return false;
  const before = tokens[i - 1]?.text;
  if (before === 'on' || before === 'into' || before === '=' || before === ',' || before === '@') return false;
  return token.text !== 'train' || tokens[i + 1]?.text === '{' || tokens[i + 2]?.text === '{';
}

export type Block = 'items' | 'clauses' | 'rules';

/**
 * The tokens between `from` and `to` at which a statement starts: always `from`, then each statement word, and each
 * `name =` or `name[…] =` at the start of a line or after the end of an operand, outside brackets.
 */
export function statementStarts(text: string, tokens: readonly Token[], { partner }: Brackets, from: number, to: number, block: Block): readonly number[] {
  const starts: number[] = [];
  let broken = false;               // an open bracket has no partner: then only the start of a line counts,
  let deepest = Infinity;           // and after an open brace only that of a line which stands no deeper than the statement
  let joined = from;                // after an annotation the statement goes on
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    const before = tokens[i - 1];
    const goal = block === 'clauses' && token.text === 'using' && goals.has(tokens[starts.at(-1) ?? from]!.text);
    const own = i === from || before?.text === ';' || (i !== joined && !goal && startsHere(tokens, partner, i, block, broken, starts.at(-1) ?? from) && (deepest === Infinity || indentation(text, token.start) <= deepest));
    if (own) { starts.push(i); broken = false; deepest = Infinity; }
    if (token.text === '@' && (own || i === joined)) joined = tokens[i + 2]?.text === '(' && partner[i + 2]! > 0 ? partner[i + 2]! + 1 : i + 2;
    if (token.kind === 'sign' && opening.has(token.text)) {
      if (partner[i]! >= 0 && partner[i]! < to) i = partner[i]!;
      else {
        broken = true;
        if (token.text === '{') deepest = Math.min(deepest, indentation(text, tokens[starts.at(-1)!]!.start));
      }
    }
  }
  return starts;
}

const goals: ReadonlySet<string> = new Set(['minimize', 'maximize']);
const linking: ReadonlySet<string> = new Set(['by', 'when', 'on', 'every', 'over']);

function startsHere(tokens: readonly Token[], partner: Int32Array, i: number, block: Block, broken: boolean, last: number): boolean {
  const token = tokens[i]!;
  const before = tokens[i - 1]!;
  const lineStart = token.breaks > 0;
  if (broken && !lineStart) return false;
  if (block === 'items' && startsByWord(tokens, i)) return true;
  if (block === 'rules' && token.text === 'state') return true;
  if (block === 'clauses') {
    if (!clauseWords.has(token.text) || !(endsOperand(before) || lineStart) || before.text === ',') return false;
    if (!lineStart && (clauseWords.has(before.text) || linking.has(before.text))) return false;    // a tensor of that name
    // the unit of `every 20 epochs`
    if ((token.text === 'epochs' || token.text === 'steps') && tokens[i - 2]?.text === 'every') return countFollows(tokens, i);
    return true;
  }
  if (!definesHere(tokens, partner, i, block)) return false;
  // `parm W = 3` is one statement with a slip: no statement is a lone word
  if (!lineStart && before.kind === 'word' && i - 1 === last) return false;
  return lineStart ? before.text !== ',' && before.text !== ':' && !declaring.has(before.text) : endsOperand(before);
}

function countFollows(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return next !== undefined && next.text !== '}' && !clauseWords.has(next.text);
}

/** `name =`, `name[…] +=`, and in an optimizer `name :=`. */
function definesHere(tokens: readonly Token[], partner: Int32Array, i: number, block: Block): boolean {
  const token = tokens[i]!;
  if (token.kind !== 'word' || reserved.has(token.text)) return false;
  const next = tokens[i + 1]?.text === '[' && partner[i + 1]! > 0 ? tokens[partner[i + 1]! + 1] : tokens[i + 1];
  return next?.kind === 'sign' && (equationSigns.has(next.text) || (block === 'rules' && next.text === ':='));
}
