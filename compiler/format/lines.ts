// Whole files: the writer's line breaks are kept; indentation, spaces, alignment and blank lines become canonical.

import { pairBrackets } from '../parse/cut.ts';
import { equationSigns, type Token } from '../parse/tokens.ts';
import { type Layout, layout } from './spacing.ts';

/** A line of the text: its tokens, comments included, as positions in the list of all tokens. */
interface Line {
  readonly blankBefore: boolean;
  readonly indent: number;
  /** code, without the comment at its end */
  code: string;
  readonly comment: string | null;
  /** where in `code` the sign stands that neighbours may be aligned at: just after it, and its length */
  readonly mark: { readonly end: number; readonly length: number; readonly column: number } | null;
}

const continuation = 4;
const step = 2;
/** Comments after code longer than this are not aligned with their neighbours. */
const widest = 80;

/** The canonical layout of a program that parses; `tokens` are all of `text`, comments included. */
export function canonical(text: string, tokens: readonly Token[]): string {
  const code = tokens.filter(t => t.kind !== 'comment');
  const lines = linesOf(text, tokens, layout(text, code, pairBrackets(text, code)));
  alignMarks(lines);
  const columns = commentColumns(lines);
  const out: string[] = [];
  for (const line of lines) {
    if (line.blankBefore) out.push('');
    const body = ' '.repeat(line.indent) + line.code;
    out.push(line.comment === null ? body : line.code === '' ? ' '.repeat(line.indent) + line.comment : body.padEnd(columns.get(line)!) + line.comment);
  }
  return out.length ? `${out.join('\n')}\n` : '';
}

function linesOf(text: string, tokens: readonly Token[], { tokens: code, brackets, starts, annotated, gaps }: Layout): Line[] {
  const fresh = new Set([...starts, ...annotated]);
  const lines: Line[] = [];
  const indentOf = new Map<number, number>();         // for each code token, the indentation of its line
  const open: number[] = [];                          // brackets open so far
  let at = 0;                                         // position in `code`
  for (let from = 0; from < tokens.length;) {
    let to = from + 1;
    while (to < tokens.length && tokens[to]!.breaks === 0) to++;
    const first = tokens.slice(from).find(t => t.kind !== 'comment');
    const onlyComments = tokens.slice(from, to).every(t => t.kind === 'comment');
    const indent = first === undefined ? 0 : indentation(code, brackets.partner, fresh, indentOf, open, at, onlyComments);
    const parts: { text: string; gap: string; token: Token }[] = [];
    for (let i = from; i < to; i++) {
      const token = tokens[i]!;
      if (token.kind === 'comment') { parts.push({ text: token.text.replaceAll('\r\n', '\n'), gap: i === from ? '' : ' ', token }); continue; }
      const afterComment = i > from && tokens[i - 1]!.kind === 'comment';
      parts.push({ text: token.text, gap: i === from ? '' : afterComment ? ' ' : gaps[at]!, token });
      indentOf.set(at, indent);
      if (brackets.partner[at]! > at) open.push(at);
      else if (brackets.partner[at]! >= 0) open.pop();
      at++;
    }
    const last = parts.at(-1)!;
    const comment = last.token.kind === 'comment' ? last.text : null;
    const body = comment === null ? parts : parts.slice(0, -1);
    const before = tokens[from - 1]?.text;
    lines.push({
      blankBefore: from > 0 && tokens[from]!.breaks > 1 && before !== '{' && tokens[from]!.text !== '}',
      indent, code: body.map(p => p.gap + p.text).join(''), comment,
      mark: markOf(text, body),
    });
    from = to;
  }
  return lines;
}

function indentation(code: readonly Token[], partner: Int32Array, starts: ReadonlySet<number>, indentOf: ReadonlyMap<number, number>, open: readonly number[], at: number, comment: boolean): number {
  const around = open.at(-1);
  const closes = code[at] !== undefined && partner[at]! >= 0 && partner[at]! < at;
  if (closes && !comment) return indentOf.get(partner[at]!)!;
  const outer = around === undefined ? 0 : indentOf.get(around)! + step;
  return closes || starts.has(at) || (around !== undefined && code[around]!.text !== '{') ? outer : outer + continuation;
}

/** The first equals sign or `from` outside brackets, if the line is one that can be aligned. */
function markOf(text: string, parts: readonly { readonly text: string; readonly gap: string; readonly token: Token }[]): Line['mark'] {
  let depth = 0;
  let end = 0;
  for (const { text: word, gap, token } of parts) {
    end += gap.length + word.length;
    if (word.includes('\n')) return null;
    if (token.kind === 'sign' && '([{'.includes(word)) depth++;
    else if (token.kind === 'sign' && ')]}'.includes(word)) depth--;
    else if (depth === 0 && gap !== '' && ((token.kind === 'sign' && (equationSigns.has(word) || word === ':=')) || word === 'from')) {
      return { end, length: word.length, column: token.end - (text.lastIndexOf('\n', token.start - 1) + 1) };
    }
  }
  return null;
}

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b), 0);

/** The lines between blank ones, as positions. */
function paragraphs(lines: readonly Line[]): readonly (readonly Line[])[] {
  const found: Line[][] = [];
  for (const line of lines) {
    if (line.blankBefore || found.length === 0) found.push([]);
    found.at(-1)!.push(line);
  }
  return found;
}

/** Lines of a paragraph whose equals signs end in one column where the writer put them go on doing so. */
function alignMarks(lines: readonly Line[]): void {
  for (const paragraph of paragraphs(lines)) {
    const groups = new Map<string, { readonly line: Line; readonly mark: NonNullable<Line['mark']> }[]>();
    for (const line of paragraph) {
      if (!line.mark) continue;
      const id = `${line.indent} ${line.mark.column}`;
      if (!groups.has(id)) groups.set(id, []);
      groups.get(id)!.push({ line, mark: line.mark });
    }
    for (const group of groups.values()) {
      const column = largest(group.map(g => g.mark.end));
      for (const { line, mark } of group) {
        const start = mark.end - mark.length;
        line.code = line.code.slice(0, start) + ' '.repeat(column - mark.end) + line.code.slice(start);
      }
    }
  }
}

/** For each line with code and a comment, the column where the comment starts: one column for all of a paragraph. */
function commentColumns(lines: readonly Line[]): ReadonlyMap<Line, number> {
  const columns = new Map<Line, number>();
  const width = (line: Line): number => line.indent + line.code.length;
  for (const paragraph of paragraphs(lines)) {
    const commented = paragraph.filter(line => line.comment !== null && line.code !== '');
    const joined = new Set(commented.filter(line => width(line) <= widest && !line.code.includes('\n')));
    const column = largest([...joined].map(width)) + 2;
    for (const line of commented) columns.set(line, joined.has(line) ? column : width(line) + 2);
  }
  return columns;
}
