// What changed from one text to another, line by line, as people read it.

interface Line { readonly mark: ' ' | '-' | '+'; readonly text: string }

/** Beyond so many pairs of lines the middle counts as replaced. */
const pairsLimit = 4_000_000;

/** Lines of both texts by a longest common subsequence. */
function compared(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  const same = (text: string): Line => ({ mark: ' ', text });
  return [...before.slice(0, head).map(same), ...middle(a, b), ...before.slice(before.length - tail).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): readonly Line[] {
  if (a.length * b.length > pairsLimit) return [...a.map((text): Line => ({ mark: '-', text })), ...b.map((text): Line => ({ mark: '+', text }))];
  // longest[i][j]: the longest common subsequence of what follows line i of a and line j of b
  const longest = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  }
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ mark: ' ', text: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) lines.push({ mark: '-', text: a[i++]! });
    else lines.push({ mark: '+', text: b[j++]! });
  }
  return lines;
}

/** A unified difference of two texts with `context` lines around each change; empty if they are the same. */
export function difference(name: string, before: string, after: string, context = 2): string {
  if (before === after) return '';
  const split = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const lines = compared(split(before), split(after));
  const changed = lines.flatMap((l, k) => (l.mark === ' ' ? [] : [k]));
  if (changed.length === 0) return `${name}: only the end of the file differs\n`;
  const near = lines.map((_, k) => changed.some(c => Math.abs(c - k) <= context));
  const out = [`--- ${name} (of the run)`, `+++ ${name} (now)`];
  let oldLine = 1;
  let newLine = 1;
  for (let k = 0; k < lines.length; k++) {
    if (near[k] && !near[k - 1]) {
      let end = k;
      while (end < lines.length && near[end]) end++;
      const hunk = lines.slice(k, end);
      out.push(`@@ -${oldLine},${hunk.filter(l => l.mark !== '+').length} +${newLine},${hunk.filter(l => l.mark !== '-').length} @@`, ...hunk.map(l => `${l.mark}${l.text}`));
    }
    if (lines[k]!.mark !== '+') oldLine++;
    if (lines[k]!.mark !== '-') newLine++;
  }
  return `${out.join('\n')}\n`;
}
