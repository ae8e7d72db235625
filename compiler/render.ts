// Diagnostics as text for people (a code frame with underlines) and as JSON lines for programs. Pure: it is handed the
// source texts and returns a string.

import type { Diagnostic, Label } from './diagnostics.ts';
import { noSpan, position, type Span } from './source.ts';
import { columnsOf, fitLine, printable } from './width.ts';

/** The text of a source file by the name it is reported under, or null where it is not known. */
export type SourceText = (file: string) => string | null;

/** One underline: the characters `from`..`to` of one line. */
interface Mark { readonly line: number; readonly from: number; readonly to: number; readonly main: boolean; readonly text: string }

type Paint = (text: string) => string;
interface Palette { readonly error: Paint; readonly warning: Paint; readonly bold: Paint; readonly frame: Paint; readonly second: Paint; readonly hint: Paint }

const ansi = (open: number, close: number): Paint => text => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`);
const plain: Paint = text => text;
const colors: Palette = { error: ansi(31, 39), warning: ansi(33, 39), bold: ansi(1, 22), frame: ansi(34, 39), second: ansi(36, 39), hint: ansi(32, 39) };
const monochrome: Palette = { error: plain, warning: plain, bold: plain, frame: plain, second: plain, hint: plain };

/** In the order of the sources (first mentioned first) and of the places in them; what is said twice is said once. */
export function arrange(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map(d => d.span.file))];
  const seen = new Set<string>();
  return [...diagnostics]
    .sort((a, b) => files.indexOf(a.span.file) - files.indexOf(b.span.file) || a.span.start - b.span.start || a.span.end - b.span.end)
    .filter(d => {
      const id = JSON.stringify([d.code, d.message, d.span]);
      return seen.has(id) ? false : (seen.add(id), true);
    });
}

/**
 * Diagnostics as code frames, a blank line between them, in `arrange`'s order; ends with a newline unless empty. A place
 * whose source is not known is named without its lines.
 */
export function render(diagnostics: readonly Diagnostic[], sources: SourceText, options: { readonly color: boolean }): string {
  const palette = options.color ? colors : monochrome;
  return arrange(diagnostics).map(d => renderOne(d, sources, palette)).join('\n');
}

/** Diagnostics as JSON, one object a line, with 1-based lines and columns (columns count characters, not bytes). */
export function renderJson(diagnostics: readonly Diagnostic[], sources: SourceText): string {
  const place = (span: Span) => {
    const text = sources(span.file);
    if (text === null) return { file: span.file };
    const from = position(text, span.start);
    const to = position(text, span.end);
    return { file: span.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  return arrange(diagnostics)
    .map(d => `${JSON.stringify({
      severity: d.severity, code: d.code, message: d.message, ...place(d.span), note: d.note,
      labels: d.labels.map(l => ({ ...place(l.span), text: l.text })), hints: d.hints,
    })}\n`)
    .join('');
}

function renderOne(d: Diagnostic, sources: SourceText, palette: Palette): string {
  const tint = d.severity === 'error' ? palette.error : palette.warning;
  const labels: readonly (Label & { readonly main: boolean })[] = [{ span: d.span, text: d.note ?? '', main: true }, ...d.labels.map(l => ({ ...l, main: false }))];
  const files = [...new Set(labels.map(l => l.span.file))].filter(file => file !== noSpan.file);
  const frames = files.map(file => {
    const text = sources(file);
    const own = labels.filter(l => l.span.file === file);
    const anchor = own[0]!.span;
    if (text === null) return { file, where: '', lines: [] as readonly string[], marks: own.flatMap(l => (l.text ? [note(l.text, l.main)] : [])) };
    const at = position(text, inLine(text, anchor).start);
    return { file, where: `:${at.line}:${at.column}`, lines: text.split('\n'), marks: own.flatMap(l => marksOf(text, l)) };
  });
  const last = Math.max(1, ...frames.flatMap(f => f.marks.map(m => m.line)));
  const gutter = ' '.repeat(String(last).length + 1);
  const out = [`${tint(palette.bold(`${d.severity}[${d.code}]`))}${palette.bold(`: ${printable(d.message)}`)}`];
  for (const f of frames) {
    out.push(`${gutter}${palette.frame('┌─')} ${printable(f.file)}${f.where}`);
    out.push(...frame(f.lines, f.marks, gutter, palette, tint));
  }
  for (const hint of d.hints) out.push(...hintLines(printable(hint), gutter, palette));
  return `${out.join('\n')}\n`;
}

/** A label whose source is unknown still says its text. */
const note = (text: string, main: boolean): Mark => ({ line: 0, from: 0, to: 0, main, text });

function hintLines(hint: string, gutter: string, palette: Palette): readonly string[] {
  const [first = '', ...rest] = hint.split('\n');
  return [`${gutter}${palette.hint('hint:')} ${first}`, ...rest.map(line => `${gutter}      ${line}`)];
}

/** A place at the very end of a text that ends in blank lines is moved to the end of its last line that says something. */
function inLine(text: string, span: Span): Span {
  if (span.start < text.length || !/\s$/.test(text)) return span;
  const end = text.trimEnd().length;
  return { ...span, start: end, end };
}

/** The underlines of a label: one for a place within a line, the first and the last line of a longer one. */
function marksOf(text: string, label: Label & { readonly main: boolean }): readonly Mark[] {
  const span = inLine(text, label.span);
  const lines = text.split('\n');
  const spot = (offset: number): { line: number; character: number } => {
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, character: before.length - (before.lastIndexOf('\n') + 1) };
  };
  const from = spot(span.start);
  // A place that ends with line breaks ends on its last visible character.
  const body = text.slice(span.start, Math.max(span.start, span.end)).replace(/\s+$/, '');
  const to = spot(span.start + body.length);
  const { main } = label;
  if (from.line === to.line) return [{ line: from.line, from: from.character, to: Math.max(to.character, from.character + 1), main, text: label.text }];
  const first = lines[from.line - 1]!.trimEnd();
  const lead = lines[to.line - 1]!.length - lines[to.line - 1]!.trimStart().length;
  return [
    { line: from.line, from: from.character, to: Math.max(first.length, from.character + 1), main, text: '' },
    { line: to.line, from: Math.min(lead, to.character - 1), to: to.character, main, text: label.text },
  ];
}

function frame(lines: readonly string[], marks: readonly Mark[], gutter: string, palette: Palette, tint: Paint): readonly string[] {
  const bar = palette.frame('│');
  const paint = (m: Mark, s: string): string => (m.main ? tint(s) : palette.second(s));
  const out: string[] = marks.filter(m => m.line === 0).map(m => `${gutter}${bar} ${paint(m, printable(m.text))}`);
  const numbers = [...new Set(marks.map(m => m.line).filter(n => n > 0))].sort((a, b) => a - b);
  let previous: number | null = null;
  const show = (n: number): void => {
    const own = marks.filter(m => m.line === n).sort((a, b) => a.from - b.from || Number(b.main) - Number(a.main));
    const line = (lines[n - 1] ?? '').replace(/\r$/, '');
    const shown = fitLine(line, own[0]?.from ?? 0, Math.max(0, ...own.map(m => m.to)));
    out.push(`${palette.frame(String(n).padStart(gutter.length - 1))} ${bar} ${shown.text}`.trimEnd());
    for (const m of own) {
      const { column, width } = columnsOf(line, m.from, m.to);
      const underline = (m.main ? '^' : '-').repeat(Math.max(1, Math.min(width, shown.limit - column + shown.skipped)));
      const text = printable(m.text).replaceAll('\n', ' ');
      out.push(`${gutter}${bar} ${' '.repeat(Math.max(0, column - shown.skipped))}${paint(m, text === '' ? underline : `${underline} ${text}`)}`);
    }
  };
  for (const n of numbers) {
    if (previous !== null && n === previous + 2) show(n - 1);
    else if (previous !== null && n > previous + 2) out.push(`${gutter}${palette.frame('⋮')}`);
    show(n);
    previous = n;
  }
  return out;
}
