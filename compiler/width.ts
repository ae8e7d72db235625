// How text looks in a terminal: how many columns a character takes, and what must not be printed as it is.

const tabStop = 4;
const widest = 160;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and full-width characters (Unicode Standard Annex #11). */
const wide = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const emoji = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2}|[0-9#*]\ufe0f?\u20e3)/u;
const unseen = /^[\p{Mn}\p{Me}\u200b-\u200d\ufeff]+$/u;
/** Control characters and those that change the direction of what follows: they could make a terminal lie. */
const unsafe = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** The text with control and direction-changing characters written as `\u{…}`; newlines and tabs stay. */
export const printable = (text: string): string => text.replace(unsafe, escaped);

/** Columns that one grapheme takes in a terminal. */
const graphemeWidth = (g: string): number => (unseen.test(g) ? 0 : wide.test(g) || emoji.test(g) ? 2 : 1);

/** Columns that a text without tabs and newlines takes in a terminal. */
export function displayWidth(text: string): number {
  // Most text is plain ASCII, for which there is nothing to segment.
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += graphemeWidth(segment);
  return width;
}

interface Cell { readonly start: number; readonly end: number; readonly column: number; readonly width: number; readonly text: string }

/** The graphemes of a line with the column where each is shown; tabs run to the next multiple of 4. */
function cells(line: string): readonly Cell[] {
  const out: Cell[] = [];
  let column = 0;
  for (const { segment, index } of graphemes.segment(line)) {
    const text = segment === '\t' ? ' '.repeat(tabStop - (column % tabStop)) : printable(segment);
    const width = text === segment ? graphemeWidth(segment) : text.length;
    out.push({ start: index, end: index + segment.length, column, width, text });
    column += width;
  }
  return out;
}

/** Where the characters `from`..`to` (UTF-16 offsets) of a line are shown: first column and how many. */
export function columnsOf(line: string, from: number, to: number): { readonly column: number; readonly width: number } {
  const all = cells(line);
  const total = all.reduce((sum, c) => sum + c.width, 0);
  const first = all.find(c => c.end > from);
  const column = first ? first.column : total + Math.max(0, from - line.length);
  const after = all.find(c => c.start >= to);
  const end = after ? after.column : total + Math.max(0, to - line.length);
  return { column, width: Math.max(1, end - column) };
}

/** A line as it is shown: as a whole, or if very long the part around the characters `from`..`to`, with `…` where it is cut. */
export function fitLine(line: string, from: number, to: number): { readonly text: string; readonly skipped: number; readonly limit: number } {
  const all = cells(line);
  const total = all.reduce((sum, c) => sum + c.width, 0);
  if (total <= widest) return { text: all.map(c => c.text).join(''), skipped: 0, limit: Infinity };
  const marked = columnsOf(line, from, to);
  const room = Math.max(0, widest - marked.width);
  const left = Math.max(0, Math.min(marked.column - Math.floor(room / 3), total - widest));
  const inside = all.filter(c => c.column >= left && c.column + c.width <= left + widest);
  const cut = left > 0;
  const shown = inside.map(c => c.text).join('');
  const skipped = (inside[0]?.column ?? 0) - (cut ? 1 : 0);
  return { text: `${cut ? '…' : ''}${shown}${left + widest < total ? '…' : ''}`, skipped, limit: widest };
}
