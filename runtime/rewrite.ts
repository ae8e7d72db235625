// Variants of a program, made in its text: other outputs for `show`, another part of the data for `predict`.

import type { DataSource, Expr, Item, MapItem, Module } from '../compiler/ast.ts';
import { expand } from '../compiler/expand/expand.ts';
import { parse } from '../compiler/parse/parse.ts';
import type { Source, Span } from '../compiler/source.ts';
import { inputError, usageError } from './failure.ts';

interface Edit { readonly span: Span; readonly text: string }

/** The text with some places replaced; the places do not overlap. */
function edited(text: string, edits: readonly Edit[]): string {
  return [...edits].sort((a, b) => b.span.start - a.span.start).reduce((t, e) => t.slice(0, e.span.start) + e.text + t.slice(e.span.end), text);
}

const slice = (source: Source, span: Span): string => source.text.slice(span.start, span.end);

/** Blanks keep the lines, so that places in what stays are where they were. */
const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** A program without its show, check and export statements, and with `more` at its end. */
export function withOutputs(source: Source, more: string): Source {
  const { module } = parse(source);
  const gone = module.items.filter(item => item.kind === 'show' || item.kind === 'check' || item.kind === 'export');
  const text = edited(source.text, gone.map(item => ({ span: item.span, text: blank(slice(source, item.span)) })));
  return { file: source.file, text: `${text}\n${more}\n` };
}

/** A path as a string literal of the language. */
export const stringLiteral = (text: string): string => `"${text.replace(/[\\"]/g, c => `\\${c}`).replaceAll('\n', '\\n')}"`;

/** The part that new data is: a name that no program has by accident. */
export const newPart = 'predicted';

/**
 * A program in which some tensors have one part more, `predicted`, read from other files with the same mapping. The rest
 * of the program is as it was: what it computes over the training rows stays so. Errors: a tensor that is no stored
 * data.
 */
export function withNewData(source: Source, files: Readonly<Record<string, string>>): Source {
  const { module } = parse(source);
  const edits: Edit[] = [];
  const left = new Set(Object.keys(files));
  for (const item of module.items) {
    if (item.kind !== 'data' || !item.tensors.some(t => t.name.text in files)) continue;
    const stored = item.source;
    if (stored.kind !== 'stored') throw inputError(`${item.tensors.map(t => t.name.text).join(', ')} is written out in the program: it is read from no file`);
    const lines = item.tensors.map(t => {
      left.delete(t.name.text);
      const letters = (t.axes ?? []).map(a => slice(source, a.span));
      const others = item.tensors.filter(o => o !== t).map(o => o.name.text);
      const mapping = (items: readonly MapItem[]): string => {
        const own = items.filter(m => letters.includes(m.name.text) || !others.includes(m.name.text));
        return own.length > 0 ? ` (${own.map(m => slice(source, m.span)).join(', ')})` : '';
      };
      const splits = stored.splits.map(s => ` ${s.split.text} ${slice(source, s.origin.span)}${mapping(s.mapping)}`).join('');
      const more = t.name.text in files ? ` ${newPart} ${stringLiteral(files[t.name.text]!)}${mapping(stored.mapping)}` : '';
      return `data ${slice(source, t.span)} from ${slice(source, stored.origin.span)}${mapping(stored.mapping)}${splits}${more}`;
    });
    edits.push({ span: item.span, text: lines.join('\n') });
  }
  const [unknown] = left;
  if (unknown !== undefined) throw usageError(`the program has no data called ${unknown}`, `its data: ${storedNames(module).join(', ') || 'none'}`);
  return { file: source.file, text: edited(source.text, edits) };
}

const isStored = (source: DataSource): boolean => source.kind === 'stored';
const storedNames = (module: Module): readonly string[] => module.items.flatMap(i => (i.kind === 'data' && isStored(i.source) ? i.tensors.map(t => t.name.text) : []));

/** A program with the modules that it imports. */
interface Read { readonly source: Source; readonly modules: Readonly<Record<string, string>> }

/** Its statements, copies of layers as the parameters that they are. */
const expanded = ({ source, modules }: Read): readonly Item[] => expand(parse(source).module, modules).module.items;

/**
 * What to read a tensor by: an expression as it is, a bare name with the letters that it is declared over, as in `W[i, j]`.
 * Errors: a tensor that is there but has an axis without a letter, or none of that name.
 */
export function accessOf(program: Read, wanted: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.]*'*$/u.test(wanted)) return wanted;
  const declared = expanded(program).flatMap(i => axesIn(i, wanted));
  if (declared.length === 0) return wanted;
  const rank = declared[0]!.length;
  const letters: string[] = [];
  for (let k = 0; k < rank; k++) {
    const letter = declared.map(axes => axes[k]).find(a => a?.kind === 'name');
    if (letter?.kind !== 'name') throw usageError(`${wanted} has an axis without a letter of its own`, `write the letters out: "${wanted}[${Array.from({ length: rank }, (_, j) => `i${j + 1}`).join(', ')}]"`);
    letters.push(letter.name);
  }
  return rank === 0 ? wanted : `${wanted}[${letters.join(', ')}]`;
}

/** The axes that a statement gives to a tensor, once for each time it is named. */
function axesIn(item: Item, name: string): readonly (readonly Expr[])[] {
  switch (item.kind) {
    case 'data': return item.tensors.filter(t => t.name.text === name).map(t => t.axes ?? []);
    case 'param': return item.tensor.name.text === name ? [item.tensor.axes ?? []] : [];
    case 'equation': return item.name.text === name ? [item.axes ?? []] : [];
    default: return [];
  }
}

/** What a program gives out by itself: names in its exports, then in its shows. */
export function outputNames(program: Read): readonly string[] {
  const items = expanded(program);
  const exported = items.flatMap(i => (i.kind === 'export' ? i.names.map(n => n.text) : []));
  const shown = items.flatMap(i => (i.kind === 'show' ? i.values.flatMap(v => (v.kind === 'access' || v.kind === 'name' ? [v.name] : [])) : []));
  const parameters = new Set(items.flatMap(i => (i.kind === 'param' ? [i.tensor.name.text] : [])));
  return [...new Set([...exported, ...shown])].filter(n => !parameters.has(n));
}
