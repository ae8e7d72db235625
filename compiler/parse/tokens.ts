// The words and signs of a text, comments included. The grammar has the last word on what is a program; tokens serve what
// must work on texts that are not yet one: the depth check, cutting at statements, hints, and the formatter.

export type TokenKind = 'word' | 'number' | 'string' | 'sign' | 'comment' | 'bad';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** how many line breaks stand between the token before (or the start of the text) and this one */
  readonly breaks: number;
}

const blank = /[\u0000- \u00A0\uFEFF]*/y;
/** A dotted name and its primes are one token, as in `enc.W` and `p''`. */
const word = /[\p{L}_][\p{L}_0-9]*(?:\.[\p{L}_][\p{L}_0-9]*)*'*/uy;
const number = /[0-9]+(?:_[0-9]+)*(?:\.(?!\.)[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const sign = /\+=|:=|==|!=|<=|>=|->|\.\.|\?\?|[-+*/%^<>=~()[\]{}|,;:@.]/y;

/** All tokens of a text, in order. Never fails: what is no token is a `bad` one, of one character or an unended text or comment. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  for (;;) {
    const space = match(blank)!;
    at += space.length;
    if (at >= text.length) return tokens;
    const breaks = space.includes('\n') ? space.split('\n').length - 1 : 0;
    const push = (kind: TokenKind, length: number): void => {
      tokens.push({ kind, text: text.slice(at, at + length), start: at, end: at + length, breaks });
      at += length;
    };
    if (text.startsWith('--', at)) {
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end < 0 ? text.length : end);
      push('comment', line.trimEnd().length);
      continue;
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      if (end < 0) push('bad', text.length - at);
      else push('comment', end + 2 - at);
      continue;
    }
    if (text[at] === '"') {
      const length = stringLength(text, at);
      push(length > 0 ? 'string' : 'bad', Math.abs(length));
      continue;
    }
    const found = match(word) ?? '';
    if (found) {
      // `max=` is one sign on the left of an equation; `f(max = 1)` has spaces or parentheses to tell it apart
      const combining = (found === 'max' || found === 'min') && text[at + 3] === '=' && text[at + 4] !== '=' && endsAxes(tokens.at(-1));
      push(combining ? 'sign' : 'word', combining ? 4 : found.length);
      continue;
    }
    const digits = match(number);
    if (digits) { push('number', digits.length); continue; }
    const mark = match(sign);
    if (mark) { push('sign', mark.length); continue; }
    push('bad', String.fromCodePoint(text.codePointAt(at)!).length);
  }
}

const endsAxes = (token: Token | undefined): boolean => token !== undefined && (token.text === ']' || (token.kind === 'word' && !reserved.has(token.text)));

/** The length of the text in quotes at an offset; negative if it does not end on its line. */
function stringLength(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const c = text[at];
    if (c === '"') return at + 1 - start;
    if (c === '\n') return start - at;
    if (c === '\\' && text[at + 1] !== '\n') at++;
  }
  return start - text.length;
}

/** The words that start a statement. */
export const statementWords: ReadonlySet<string> = new Set([
  'index', 'data', 'param', 'train', 'fn', 'layer', 'let', 'optimizer', 'split', 'setting', 'show', 'check', 'export', 'import',
]);

/** All words that cannot be names. */
export const reserved: ReadonlySet<string> = new Set([
  ...statementWords, 'from', 'where', 'until', 'if', 'then', 'else', 'and', 'or', 'not', 'in', 'true', 'false', 'end', 'state',
]);

/** The words that start a clause of a train block. */
export const clauseWords: ReadonlySet<string> = new Set(['minimize', 'maximize', 'using', 'batch', 'epochs', 'steps', 'seed', 'report', 'stop', 'clip']);

export const equationSigns: ReadonlySet<string> = new Set(['=', '+=', 'max=', 'min=', '~']);

/** Whether an operand can end with this token, so that a word after it begins something new. */
export function endsOperand(token: Token): boolean {
  switch (token.kind) {
    case 'number': case 'string': return true;
    case 'word': return !reserved.has(token.text) || token.text === 'true' || token.text === 'false' || token.text === 'end';
    case 'sign': return token.text === ')' || token.text === ']' || token.text === '}' || token.text === '|';
    case 'comment': case 'bad': return false;
  }
}
