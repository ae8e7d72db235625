// How much space stands between two tokens of one line. One place decides it, for whole files and for single expressions.

import { type Block, type Brackets, statementStarts } from '../parse/cut.ts';
import { clauseWords, endsOperand, equationSigns, reserved, type Token } from '../parse/tokens.ts';

/** Tokens without comments, with what spacing goes by. */
export interface Layout {
  readonly tokens: readonly Token[];
  readonly brackets: Brackets;
  /** the tokens at which a statement or clause starts */
  readonly starts: ReadonlySet<number>;
  /** the tokens at which a statement goes on after its annotations */
  readonly annotated: ReadonlySet<number>;
  /** for each token the space before it, when the token before stands on the same line */
  readonly gaps: readonly string[];
}

const blockOf: Readonly<Record<string, Block>> = { layer: 'items', fn: 'items', train: 'clauses', optimizer: 'rules' };

export function layout(text: string, tokens: readonly Token[], brackets: Brackets): Layout {
  const starts = new Set<number>();
  const clauses = new Set<number>();
  const annotated = new Set<number>();
  const mark = (from: number, to: number, block: Block): void => {
    const own = statementStarts(text, tokens, brackets, from, to, block);
    own.forEach((start, k) => {
      starts.add(start);
      if (block === 'clauses') clauses.add(start);
      const end = own[k + 1] ?? to;
      for (let i = start; tokens[i]?.text === '@' && i < end;) {
        i = tokens[i + 2]?.text === '(' && brackets.partner[i + 2]! > 0 ? brackets.partner[i + 2]! + 1 : i + 2;
        annotated.add(i);
      }
      let inner: Block | null = null;
      for (let i = start; i < end; i++) {
        inner ??= blockOf[tokens[i]!.text] ?? null;
        const close = brackets.partner[i]!;
        if (close <= i) continue;
        if (tokens[i]!.text === '{' && inner && close < end && close > i + 1) mark(i + 1, close, inner);
        i = close;
      }
    });
  };
  if (tokens.length) mark(0, tokens.length, 'items');
  return { tokens, brackets, starts, annotated, gaps: gapsOf(tokens, brackets, starts, clauses) };
}

type Bar = 'opens' | 'closes';

function gapsOf(tokens: readonly Token[], { partner }: Brackets, starts: ReadonlySet<number>, clauses: ReadonlySet<number>): readonly string[] {
  const coordinates = coordinateTokens(tokens, partner);
  const bars = new Map<number, Bar>();
  let open = false;
  tokens.forEach((t, i) => {
    if (t.text !== '|' || t.kind !== 'sign') return;
    bars.set(i, open ? 'closes' : 'opens');
    open = !open;
  });
  const prefixed = new Set<number>();
  tokens.forEach((t, i) => { if (t.text === '-' && t.kind === 'sign' && (i === 0 || !endsOperand(tokens[i - 1]!) || bars.get(i - 1) === 'opens' || keyword(i - 1))) prefixed.add(i); });

  function keyword(i: number): boolean {
    const { kind, text } = tokens[i]!;
    return kind === 'word' && (reserved.has(text) ? text !== 'end' && text !== 'true' && text !== 'false' : clauses.has(i) && clauseWords.has(text));
  }

  /** `f(` and `sum[i](` are one thing; so are `W[` and `block[`. */
  function tightBracket(i: number): boolean {
    const before = tokens[i - 1]!;
    if (before.kind === 'word') return !keyword(i - 1) && before.text !== 'true' && before.text !== 'false' && before.text !== 'end' && !linked(i - 1) && tokens[i - 2]?.text !== 'table';
    return tokens[i]!.text === '(' && before.text === ']' && tightAfterAxes(i - 1);
  }
  const tightAfterAxes = (close: number): boolean => partner[close]! > 0 && tokens[partner[close]! - 1]?.kind === 'word' && tightBracket(partner[close]!);
  /** `batch s by (…)`: a word of a clause that no operand can be */
  const linked = (i: number): boolean => (tokens[i]!.text === 'by' && tokens[i - 2]?.text === 'batch') || (tokens[i]!.text === 'when' && tokens[i - 1]?.text === 'stop');

  return tokens.map((token, i) => {
    const before = tokens[i - 1];
    if (!before) return '';
    if (starts.has(i)) return before.text === '{' || before.text === ';' ? ' ' : '  ';
    const [a, b] = [before.text, token.text];
    if (before.kind === 'sign') {
      if (a === '(' || a === '[' || a === '@' || a === '^' || a === '..' || bars.get(i - 1) === 'opens') return '';
      if (a === '-' && prefixed.has(i - 1)) return prefixed.has(i) ? ' ' : '';
      if (a === ',') return coordinates.commas.has(i - 1) ? '' : ' ';
      if (a === '{' && b === '}') return '';
      if (coordinates.tight.has(i - 1)) return '';
    }
    if (token.kind === 'sign') {
      if (b === ')' || b === ']' || b === ',' || b === ';' || b === ':' || b === '^' || b === '..' || bars.get(i) === 'closes') return '';
      if ((b === '(' || b === '[') && tightBracket(i)) return '';
      if (coordinates.tight.has(i)) return '';
    }
    return ' ';
  });
}

interface Coordinates {
  /** operators without space: the sum in `x[t+1]`, the product in `x[2*r + i]` */
  readonly tight: ReadonlySet<number>;
  /** commas without space after them: in `W[i,j]`, where all coordinates are short */
  readonly commas: ReadonlySet<number>;
}

/** The signs that stand tight inside the square brackets after a name. */
function coordinateTokens(tokens: readonly Token[], partner: Int32Array): Coordinates {
  const tight = new Set<number>();
  const commas = new Set<number>();
  // from the inside out: inner brackets close first
  tokens.forEach((token, close) => {
    const open = partner[close]!;
    if (token.text !== ']' || open < 1 || tokens[open - 1]!.kind !== 'word' || reserved.has(tokens[open - 1]!.text)) return;
    const separators = [open];
    const products: number[] = [];
    let plain = true;
    for (let i = open + 1; i < close; i++) {
      if (partner[i]! > i) { i = partner[i]!; continue; }
      const { text } = tokens[i]!;
      if (text === ',') separators.push(i);
      else if (text === '*' || text === '/' || text === '%') products.push(i);
      else if (text === 'where' || text === 'on' || text === 'if' || equationSigns.has(text)) { plain = false; break; }
    }
    if (!plain) return;
    separators.push(close);
    for (const i of products) tight.add(i);
    let short = true;
    for (let k = 1; k < separators.length; k++) {
      const [from, to] = [separators[k - 1]! + 1, separators[k]!];
      if (isStep(tokens, from, to)) tight.add(from + 1);
      else if (!isShort(tokens, partner, commas, from, to)) short = false;
    }
    if (short) for (const i of separators.slice(1, -1)) commas.add(i);
  });
  return { tight, commas };
}

const isOperand = (token: Token): boolean => token.kind === 'number' || (token.kind === 'word' && (!reserved.has(token.text) || token.text === 'end'));

/** `t+1`, `1-k`: a letter and a number. */
function isStep(tokens: readonly Token[], from: number, to: number): boolean {
  if (to - from !== 3) return false;
  const [a, op, b] = [tokens[from]!, tokens[from + 1]!, tokens[from + 2]!];
  return (op.text === '+' || op.text === '-') && isOperand(a) && isOperand(b) && (a.kind === 'number' || b.kind === 'number');
}

/** `i`, `0`, `|i|`, `dst[e]`. */
function isShort(tokens: readonly Token[], partner: Int32Array, commas: ReadonlySet<number>, from: number, to: number): boolean {
  const first = tokens[from];
  if (!first) return false;
  if (to - from <= 1) return true;
  if (to - from === 3 && first.text === '|' && tokens[to - 1]!.text === '|') return true;
  if (first.kind !== 'word' || tokens[from + 1]!.text !== '[' || partner[from + 1] !== to - 1) return false;
  for (let i = from + 2; i < to - 1; i++) if (tokens[i]!.kind === 'sign' && (tokens[i]!.text === ',' ? !commas.has(i) : !'[]|'.includes(tokens[i]!.text))) return false;
  return true;
}
