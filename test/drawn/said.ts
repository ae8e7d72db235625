// What the compiler says of a program, as text: every message with its place, labels and fixes; of a right program the checked equations and the SQL.

import { compile } from '../../compiler/index.ts';
import { position, type Span } from '../../compiler/source.ts';
import type { Drawn } from './kept.ts';
import { library } from '../../compiler/generated/library.ts';

const file = 'p.tsql';
/** SQL beyond so many characters is left to the examples, whose SQL is kept whole. */
const longest = 2000;

export function saidOf({ program: text, catalog }: Drawn): string {
  const { diagnostics, plan, emit } = compile({ file, text }, catalog ? { catalog } : {});
  const place = (span: Span): string => {
    const of = span.file === file ? text : library[span.file] ?? '';
    const { line, column } = position(of, span.start);
    return `${span.file === file ? '' : `${span.file}:`}${line}:${column}+${span.end - span.start}`;
  };
  const messages = diagnostics.map(d => [
    `${d.severity}[${d.code}] ${place(d.span)} ${d.message}`, ...d.labels.map(l => `  at ${place(l.span)} ${l.text}`), ...(d.note ? [`  note ${d.note}`] : []), ...d.hints.map(h => `  hint ${h}`),
  ].join('\n'));
  return [...messages, ...(plan ? [emit('tensor').trimEnd(), ...[emit('sql').trimEnd()].filter(sql => sql.length <= longest)] : [])].join('\n');
}
