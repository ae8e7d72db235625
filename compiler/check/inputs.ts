// Data tensors as inputs of the IR: what fills each, per part of a split.

import type { ArrayLiteral, Item } from '../ast.ts';
import type { AxisSource, Load } from '../catalog.ts';
import { error } from '../diagnostics.ts';
import { printItem } from '../format.ts';
import { at, bool, type Input, int, key, real, text, type ValueType } from '../tensor/ir.ts';
import { follows, noteOf } from './annotations.ts';
import { batchPart } from './batches.ts';
import type { Checker, Tensor, TensorAxis } from './checker.ts';
import { type DataLayout, type DataPart, layoutOf } from './data.ts';
import { factsOf, inputName, irIndex } from './indices.ts';
import { columnNames } from './names.ts';
import { nearest } from './nearest.ts';
import { type DataSymbol, declarationOf, type ParamSymbol } from './symbols.ts';
import { bindLetter, type Owner } from './scope.ts';
import { TermBuilder } from './term.ts';
import { emptyScope } from './tensors.ts';

/** The declared type of stored values: real unless written. */
export function declaredType(c: Checker, symbol: DataSymbol | ParamSymbol, layout: DataLayout | null): ValueType {
  const { type } = declarationOf(symbol);
  switch (type?.text) {
    case undefined:
      if (layout && layout.valueType === 'text' && layout.odd !== null) throw error('data-invalid', symbol.span, `${layout.odd} is not a number`, { hints: ['put the file right; where nothing is known leave the cell empty and say (null = skip) or (null = 0)', textual(symbol, layout)] });
      if (layout && !layout.literal && (layout.valueType === 'text' || layout.valueType === 'date')) throw error('wrong-type', symbol.span, `${symbol.name} holds real numbers unless its type is written; its column holds ${layout.valueType === 'text' ? 'text' : 'dates'}`, { hints: [textual(symbol, layout), 'or an index: its values are then keys'] });
      return layout?.valueType === 'text' ? text : layout?.literal && layout.valueType === 'bool' ? bool : real;
    case 'real': return real;
    case 'int': return int;
    case 'bool': return bool;
    case 'text': return text;
  }
  if (c.symbols.indices.has(type!.text)) { irIndex(c, type!.text, null, type!.span); return key(type!.text); }
  const near = nearest(type!.text, ['real', 'int', 'bool', 'text', ...c.symbols.indices.keys()]);
  throw error('unknown-name', type!.span, `no type or index called ${type!.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: ['a type is real, int, bool, text or the name of an index'] });
}

const textual = (symbol: DataSymbol | ParamSymbol, { axes }: DataLayout): string => `data ${symbol.name}${axes.length ? `[${axes.map(a => a.letter).join(',')}]` : ''}: text from …`;

export function dataInstance(c: Checker, symbol: DataSymbol, id: string, splits: ReadonlyMap<string, string>, suffix: string): Tensor {
  const batch = [...splits].find(([base, part]) => batchPart(c, base, part));
  if (batch) return batchInstance(c, symbol, id, splits, batch[0], suffix);
  const layout = layoutOf(c, symbol);
  const type = declaredType(c, symbol, layout);
  const splitAxes = layout.axes.flatMap((a, k) => (factsOf(c, a.base, a.span).parts.length ? [k] : []));
  if (splitAxes.length > 1) throw error('not-supported', symbol.span, `${symbol.name} has two split axes`, { hints: ['split one of its indices'] });
  const [axis] = splitAxes;
  const part = axis === undefined ? null : splits.get(layout.axes[axis]!.base) ?? 'train';
  const name = c.names.fresh(`${symbol.name}${suffix}`);
  c.inputNames.set(inputName(symbol.name, part), name);
  const columns = columnNames(layout.axes.map(a => a.letter));
  const axes = layout.axes.map((a, k): TensorAxis => ({ column: columns[k]!, index: irIndex(c, a.base, k === axis ? part : null, a.span).name, base: a.base, letter: a.letter, last: null }));
  const tensor: Tensor = { name, axes, type, span: symbol.span };
  c.tensors.set(id, tensor);
  noteOf(c, [symbol.item], symbol.name, name);
  const plain = axes.map(a => ({ column: a.column, index: a.index }));
  const load = loadOf(c, symbol, layout, axis, part, splits);
  const full = isFull(c, symbol, layout, axes, part);
  const rows = full ? null : longRows(layout, load, part);
  c.inputs.set(name, { tensor: name, axes: plain, type, full, ...(typeof rows === 'number' ? { rows } : {}), load, span: symbol.span });
  return tensor;
}

/** How many rows a long source has, one a cell. */
function longRows(layout: DataLayout, load: Load, part: string | null): number | null | undefined {
  if (load.kind !== 'stored' || load.axes.some(a => a.kind !== 'column')) return null;
  return (layout.parts.find(p => (p.split ?? 'train') === part) ?? layout.parts[0])?.rows;
}

/** The rows of a data tensor that are in the batch. */
function batchInstance(c: Checker, symbol: DataSymbol, id: string, splits: ReadonlyMap<string, string>, base: string, suffix: string): Tensor {
  const whole = c.instanceOf(symbol, new Map([...splits].filter(([b]) => b !== base)));
  const name = c.names.fresh(`${symbol.name}${suffix}`);
  follows(c, name, whole.name);
  const owner: Owner = { name, source: printItem(symbol.item as Item), span: symbol.span, symbol: null };
  const scope = emptyScope(owner, splits);
  const refs = whole.axes.map(a => bindLetter(c, scope, a.letter, symbol.span));
  const term = new TermBuilder();
  refs.forEach(r => term.letter(r));
  const coords = refs.map(r => at(r.id));
  const axes = whole.axes.map((a, k) => ({ ...a, index: refs[k]!.index }));
  c.definitions.push({
    kind: 'equation', bind: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type: whole.type, reduce: 'only', terms: [term.finish(coords, term.read(whole.name, coords, false), null)],
    fill: null, within: null, source: `${batchPart(c, base, splits.get(base)!)!.source}: ${symbol.name}`, span: symbol.span,
  });
  const tensor: Tensor = { name, axes, type: whole.type, span: symbol.span };
  c.tensors.set(id, tensor);
  return tensor;
}

function loadOf(c: Checker, symbol: DataSymbol, layout: DataLayout, axis: number | undefined, wanted: string | null, splits: ReadonlyMap<string, string>): Load {
  if (layout.literal) { if (axis === undefined) return { kind: 'literal', rows: literalRows(layout.literal, layout.axes.map(a => low(c, a.base))) }; }
  if (axis === undefined) return stored(c, layout, layout.parts[0]!, null);
  const part = wanted!;                                            // there is an axis that has parts
  const { base } = layout.axes[axis]!;
  const other = (p: string): string => { const s = new Map([...splits, [base, p]]); return c.instanceOf(symbol, s).name; };
  const ownFile = layout.parts.some(p => p.split === part);
  if (c.symbols.splits.has(base) && !ownFile) {
    const { parts } = c.symbols.splits.get(base)!;
    if (part !== 'all' && !parts.some(p => p.name.text === part)) throw error('data-mapping', symbol.span, `${base} has a part ${part}, but ${symbol.name} has no source for it`, { hints: [`… from "…" ${part} "…"`] });
    if (part !== 'all') return { kind: 'restrict', of: other('all'), axis };
    return layout.literal ? { kind: 'literal', rows: literalRows(layout.literal, layout.axes.map(a => low(c, a.base))) } : stored(c, layout, layout.parts[0]!, null);
  }
  const { parts } = factsOf(c, base, symbol.span);
  if (part === 'all') return { kind: 'union', of: parts.map(other) };
  const found = layout.parts.find(p => (p.split ?? 'train') === part);
  if (!found) throw error('data-mapping', symbol.span, `${base} has a part ${part}, but ${symbol.name} has no source for it`, { hints: [`… from "…" ${part} "…"`] });
  const { domain } = irIndex(c, base, part, symbol.span);
  return stored(c, layout, found, { axis, lo: domain.kind === 'range' ? domain.lo : 0 });
}

/** `from`: the axis whose keys go on from other parts, and where. */
function stored(c: Checker, layout: DataLayout, part: DataPart, from: { readonly axis: number; readonly lo: number } | null): Load {
  const axes = part.axes.map((source, k): AxisSource =>
    source.kind === 'row' || source.kind === 'dimension' ? { ...source, offset: k === from?.axis ? from.lo : low(c, layout.axes[k]!.base) } : source);
  return { kind: 'stored', source: part.source, member: part.member, axes, value: part.value, nulls: part.nulls };
}

function low(c: Checker, base: string): number {
  const { domain } = irIndex(c, base, 'all', c.symbols.indices.get(base)!.span);
  return domain.kind === 'range' ? domain.lo : 0;
}

function literalRows(array: ArrayLiteral, lows: readonly number[]): { readonly at: readonly number[]; readonly value: number | string | boolean }[] {
  const rows: { at: readonly number[]; value: number | string | boolean }[] = [];
  const walk = (item: ArrayLiteral | ArrayLiteral['items'][number], at: readonly number[]): void => {
    if (item.kind === 'literal') rows.push({ at, value: item.value });
    else item.items.forEach((i, k) => walk(i, [...at, k + lows[at.length]!]));
  };
  walk(array, []);
  return rows;
}

/** Positions must fill their index exactly; then every cell has a row. Long data is full when its rows are as many as the cells. */
function isFull(c: Checker, symbol: DataSymbol | ParamSymbol, layout: DataLayout, axes: readonly TensorAxis[], part: string | null): boolean {
  const found = layout.parts.find(p => (p.split ?? 'train') === part) ?? layout.parts[0]!;
  if (found.nulls === 'skip') return false;
  let positional = true;
  let cells = 1;
  found.axes.forEach((source, k) => {
    const split = c.symbols.splits.has(axes[k]!.base ?? '') && found.split === null;
    const { domain } = split ? irIndex(c, axes[k]!.base!, 'all', symbol.span) : c.indices.get(axes[k]!.index)!;
    const extent = found.extents[k]!;
    cells *= domain.kind === 'range' ? domain.size : NaN;
    if (source.kind === 'column') { positional = false; return; }
    if (domain.kind === 'table') { if (domain.keys !== 'int' || !domain.dense) positional = false; return; }
    if (extent === null || part === 'all') return;
    if (extent !== domain.size) {
      const what = source.kind === 'row' ? 'rows' : source.kind === 'columns' ? 'columns' : layout.literal ? 'items' : 'positions';
      throw error('data-invalid', symbol.span, `${symbol.name} has ${extent} ${what} along ${axes[k]!.letter}, but ${axes[k]!.letter} has ${domain.size}`, {
        labels: [{ span: c.symbols.indices.get(axes[k]!.base!)!.span, text: `${domain.size} ${axes[k]!.base}` }], hints: [`index ${axes[k]!.base} = ${extent}`, 'or map the keys: (… = NAME_OF_A_COLUMN)'],
      });
    }
  });
  if (positional) return true;
  return found.rows === cells && layout.parts.length === 1 && !axes.some(a => c.symbols.splits.has(a.base ?? ''));
}

/** A parameter that starts from stored values: the input that fills it. */
export function storedParameter(c: Checker, symbol: ParamSymbol, name: string, axes: readonly TensorAxis[], type: ValueType): Input {
  const layout = layoutOf(c, symbol);
  const load: Load = layout.literal ? { kind: 'literal', rows: literalRows(layout.literal, layout.axes.map(a => low(c, a.base))) } : stored(c, layout, layout.parts[0]!, null);
  return { tensor: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type, full: isFull(c, symbol, layout, axes, null), load, span: symbol.span };
}
