// Where the keys of an index come from, and its versions per split in the IR.

import { error, told } from '../diagnostics.ts';
import { type Span, InternalError } from '../source.ts';
import type { Index, IndexDomain } from '../tensor/ir.ts';
import { batchIndex, batchPart } from './batches.ts';
import type { Checker } from './checker.ts';
import { integerConstant } from './constants.ts';
import { type DataLayout, layoutOf } from './data.ts';
import { columnNames } from './names.ts';
import { nearest } from './nearest.ts';
import { baseOf, declarationOf, type DataSymbol, type ParamSymbol, storedSource } from './symbols.ts';

/** A surface index: its keys under each split. `train` stands for the unsplit whole where there is no split. */
export interface IndexFacts {
  /** the named parts; empty if the index is not split */
  readonly parts: readonly string[];
}

export function indexSymbol(c: Checker, name: string, span: Span): void {
  if (c.symbols.indices.has(name)) return;
  const near = nearest(name, c.symbols.indices.keys());
  throw error('unknown-name', span, `no index called ${name}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : `declare it: index ${name}`] });
}

/** Is `inner` the index `outer`, or declared `in` it? */
export function indexIn(c: Checker, inner: string, outer: string): boolean {
  const met = new Set<string>();
  for (let at: string | undefined = inner; at !== undefined && !met.has(at); at = c.symbols.indices.get(at)?.within?.text) met.add(at);
  return met.has(outer);
}

/** The IR index of a surface index under a split (`train` by default when it is split). */
export function irIndex(c: Checker, base: string, split: string | null | undefined, span: Span): Index {
  const facts = factsOf(c, base, span);
  c.usedIndices.add(base);
  const batch = batchPart(c, base, split);
  if (batch) return batchIndex(c, batch);
  const part = facts.parts.length ? split ?? 'train' : null;
  const name = part === null || part === 'train' ? base : `${base}_${part}`;
  const known = c.indices.get(name);
  if (!known) throw new InternalError(`index ${name} was not made`);
  return known;
}

/** lo and size if known when compiling (of the training part, if split). */
export function indexRange(c: Checker, base: string, span: Span): { readonly lo: number; readonly size: number } | null {
  const { domain } = irIndex(c, base, null, span);
  return domain.kind === 'range' ? domain : null;
}

interface AxisUse { readonly symbol: DataSymbol | ParamSymbol; readonly layout: DataLayout; readonly axis: number }

export function factsOf(c: Checker, base: string, span: Span): IndexFacts {
  const known = c.indexFacts.get(base);
  if (known) return known;
  indexSymbol(c, base, span);
  if (c.failed.has(`index ${base}`)) throw error('unsized-index', span, `the size of index ${base} depends on itself`, { hints: [`index ${base} = 10`] });
  c.failed.add(`index ${base}`);
  try {
    const facts = make(c, base);
    c.indexFacts.set(base, facts);
    return facts;
  } finally {
    c.failed.delete(`index ${base}`);
  }
}

/** The axis along which a second source continues the first: the first one whose size is not declared. */
const fileSplitAxis = (c: Checker, layout: DataLayout): number => layout.axes.findIndex((a, k) => !c.symbols.indices.get(a.base)!.decl.size && layout.parts[0]!.axes[k]!.kind !== 'columns');

function add(c: Checker, base: string, split: string | null, domain: IndexDomain, span: Span): void {
  const name = split === null || split === 'train' ? base : `${base}_${split}`;
  c.indices.set(name, { name, base, split, domain, span });
}

function make(c: Checker, base: string): IndexFacts {
  const symbol = c.symbols.indices.get(base)!;
  const { decl } = symbol;
  if (symbol.within) { indexSymbol(c, symbol.within.text, symbol.within.span); c.usedIndices.add(symbol.within.text); }
  const broken = new Set<DataSymbol | ParamSymbol>();
  const uses = axisUses(c, base, broken);
  const split = c.symbols.splits.get(base);
  const fileParts = uses.filter(u => u.axis === fileSplitAxis(c, u.layout)).flatMap(u => u.layout.parts.flatMap(p => (p.split ? [p.split] : [])));
  const parts = split ? split.parts.map(p => p.name.text) : fileParts.length ? ['train', ...new Set(fileParts)] : [];
  const table = (part: string, keys: 'int' | 'text' | 'date'): IndexDomain => ({
    kind: 'table', table: c.names.fresh(`index_${part === 'train' ? base : `${base}_${part}`}`), column: columnNames([base])[0]!, keys, dense: false,
  });

  if (split) {
    const added = [...new Set(fileParts)];
    const twice = added.find(p => parts.includes(p));
    if (twice !== undefined) throw error('name-taken', split.index.span, `${base} has two parts called ${twice}: one of this split and a second file`, { hints: ['rename one of the two'] });
    for (const need of ['train']) if (!parts.includes(need)) throw error('training', split.index.span, `a split needs a part called ${need}`, { hints: [`split ${base} into train 0.8, test 0.2`] });
    if (parts.includes('all')) throw error('name-taken', split.index.span, 'all is the union of the parts of a split', { hints: ['choose another name'] });
    // The split divides the rows of the first file; each further file is a part of its own, numbered after them.
    const first = uses.map(u => ({ ...u, layout: { ...u.layout, parts: u.layout.parts.filter(p => p.split === null) } }));
    const whole = wholeDomain(c, base, first, part => table(part, 'int'), 'all');
    add(c, base, 'all', whole, symbol.span);
    const keys = whole.kind === 'table' ? whole.keys : 'int';
    for (const part of parts) add(c, base, part, table(part, keys), symbol.span);
    let lo = whole.kind === 'range' ? whole.lo + whole.size : NaN;
    for (const part of added) {
      const extents = uses.flatMap(u => u.layout.parts.filter(p => p.split === part).map(p => ({ kind: p.axes[u.axis]!.kind, size: p.extents[u.axis]! })));
      const size = extents.find(e => e.size !== null)?.size ?? null;
      if (size === null) throw unseen(c, base);
      if (whole.kind !== 'range' || !extents.every(e => e.kind === 'row' || e.kind === 'dimension')) throw error('not-supported', split.index.span, `${base} is split and has a second file, whose rows are told by keys: that is not supported yet`, { hints: ['keep one of the two'] });
      add(c, base, part, { kind: 'range', lo, size }, symbol.span);
      lo += size;
    }
    return { parts: [...parts, ...added] };
  }
  if (parts.length && !decl.size) {
    const sizes = new Map<string, number | null>();
    let from: 'int' | 'text' | 'date' = 'int';
    for (const part of parts) {
      const sized = uses.flatMap(u => u.layout.parts.filter(p => (p.split ?? 'train') === part).map(p => p.extents[u.axis]!));
      sizes.set(part, sized.find(s => s !== null) ?? null);
      for (const u of uses) from = u.layout.axes[u.axis]!.keys;
    }
    const byPosition = uses.every(u => u.layout.parts.every(p => ['row', 'dimension'].includes(p.axes[u.axis]!.kind)));
    if (byPosition && [...sizes.values()].every(s => s !== null)) {
      let lo = 0;
      for (const part of parts) { add(c, base, part, { kind: 'range', lo, size: sizes.get(part)! }, symbol.span); lo += sizes.get(part)!; }
      add(c, base, 'all', { kind: 'range', lo: 0, size: lo }, symbol.span);
      return { parts };
    }
    if (byPosition) throw unseen(c, base);
    for (const part of [...parts, 'all']) {
      const domain = table(part, from);
      add(c, base, part, domain, symbol.span);
      c.domains.push({ index: part === 'train' ? base : `${base}_${part}`, making: { kind: 'keys', of: uses.flatMap(u => keysIn(c, u, part)) } });
    }
    return { parts };
  }
  if (broken.size && !uses.length && !decl.size) {
    const lost = [...new Set([...broken].flatMap(b => { const stored = storedSource(b); return stored ? stored.splits.map(x => x.split.text) : []; }))];
    for (const part of lost.length ? ['train', ...lost, 'all'] : [null]) add(c, base, part, table(part ?? 'train', 'int'), symbol.span);
    return { parts: lost.length ? ['train', ...lost] : [] };
  }
  const whole = wholeDomain(c, base, uses, part => table(part, 'int'), 'train');
  add(c, base, null, whole, symbol.span);
  return { parts };
}

/** The keys that a tensor gives a part: those of a parameter are of the training rows. */
function keysIn(c: Checker, { symbol, axis }: AxisUse, part: string): readonly { readonly tensor: string; readonly axis: number }[] {
  if (symbol.kind === 'param') return part === 'train' || part === 'all' ? [{ tensor: symbol.name, axis }] : [];
  c.keyed.push({ symbol, part });
  return [{ tensor: inputName(symbol.name, part), axis }];
}

const unseen = (c: Checker, base: string): Error => error('unsized-index', c.symbols.indices.get(base)!.span, `how many ${base} there are is not known without the files`, { hints: ['compile where the data files are'] });

/** The name of the input table of a data tensor's part: `x`, `x_test`, `x_all`. */
export const inputName = (tensor: string, part: string | null): string => (part === null || part === 'train' ? tensor : `${tensor}_${part}`);

function wholeDomain(c: Checker, base: string, uses: readonly AxisUse[], table: (part: string) => IndexDomain, part: 'all' | 'train'): IndexDomain {
  const symbol = c.symbols.indices.get(base)!;
  const { size } = symbol.decl;
  if (size?.kind === 'count') return { kind: 'range', lo: 0, size: integerConstant(c, size.count, `the size of ${base}`, 0) };
  if (size?.kind === 'range') {
    const lo = integerConstant(c, size.lo, `the start of ${base}`, Number.MIN_SAFE_INTEGER);
    const hi = integerConstant(c, size.hi, `the end of ${base}`, lo - 1);
    return { kind: 'range', lo, size: hi - lo + 1 };
  }
  const keysOf = (keys: 'int' | 'text' | 'date', dense: boolean, of: readonly { readonly tensor: string; readonly axis: number | null }[]): IndexDomain => {
    const domain = table(part);
    if (domain.kind !== 'table') throw new InternalError('table domain expected');
    c.domains.push({ index: part === 'all' ? `${base}_all` : base, making: { kind: 'keys', of } });
    return { ...domain, keys, dense };
  };
  if (uses.length) {
    const told = uses.filter(u => u.layout.parts[0]!.rows !== null || u.layout.parts[0]!.axes[u.axis]!.kind === 'dimension');
    const kinds = new Set((told.length ? told : uses).map(u => u.layout.axes[u.axis]!.keys));
    const extents = uses.flatMap(u => u.layout.parts.map(p => p.extents[u.axis]!));
    if (kinds.size > 1) throw error('wrong-type', symbol.span, `the keys of ${base} are ${[...kinds].map(k => ({ int: 'whole numbers', text: 'text', date: 'dates' })[k]).join(' in one source and ')} in another`, { hints: ['use two indices'] });
    if (kinds.has('int') && extents.every(e => e !== null)) return { kind: 'range', lo: 0, size: Math.max(...(extents as number[])) };
    const keys = [...kinds][0]!;
    return keysOf(keys, keys === 'int' && !uses.some(u => u.layout.parts.some(p => p.apart[u.axis])), uses.flatMap(u => keysIn(c, u, part)));
  }
  const values = [...c.symbols.values.values()].filter((s): s is DataSymbol => s.kind === 'data' && s.decl.type?.text === base);
  if (values.length) {
    const layouts = values.map(v => layoutOf(c, v));
    const keys = layouts[0]!.valueKeys;
    return keysOf(keys, false, values.map(v => { const part = splitValue(c, v) ? 'all' : 'train'; c.keyed.push({ symbol: v, part }); return { tensor: inputName(v.name, part), axis: null }; }));
  }
  if (symbol.within) {
    const outer = irIndex(c, symbol.within.text, null, symbol.within.span);
    return outer.domain;
  }
  throw error('unsized-index', symbol.span, `index ${base} has no size`, { note: 'no data is indexed by it', hints: [`index ${base} = 32`] });
}

const splitValue = (c: Checker, v: DataSymbol): boolean => layoutOf(c, v).axes.some(a => factsOf(c, a.base, v.span).parts.includes('train'));

const given = new WeakMap<Checker, ReadonlyMap<string, ReadonlySet<DataSymbol | ParamSymbol>>>();

/** The stored and literal data by the indices of its axes. */
function givenBy(c: Checker): ReadonlyMap<string, ReadonlySet<DataSymbol | ParamSymbol>> {
  const known = given.get(c);
  if (known) return known;
  const found = new Map<string, Set<DataSymbol | ParamSymbol>>();
  for (const symbol of c.symbols.values.values()) {
    if (symbol.kind !== 'data' && !(symbol.kind === 'param' && symbol.item.init.kind === 'source')) continue;
    for (const a of declarationOf(symbol).axes ?? []) {
      if (a.kind !== 'name') continue;
      const of = found.get(baseOf(a.name));
      if (of) of.add(symbol); else found.set(baseOf(a.name), new Set([symbol]));
    }
  }
  given.set(c, found);
  return found;
}

/** Every place in which an index is an axis of stored or literal data. */
function axisUses(c: Checker, base: string, broken: Set<DataSymbol | ParamSymbol>): AxisUse[] {
  const uses: AxisUse[] = [];
  for (const symbol of givenBy(c).get(base) ?? []) {
    let layout: DataLayout;
    try {
      layout = layoutOf(c, symbol);
    } catch (e) {
      // what is wrong with the source is told once; the index stays, so that the rest of the program is checked
      c.report(told(e));
      broken.add(symbol);
      continue;
    }
    layout.axes.forEach((a, axis) => { if (a.base === base) uses.push({ symbol, layout, axis }); });
  }
  return uses;
}
