// The names of a program: what each stands for, before anything is worked out.

import type { DataSource, Expr, Formal, Item, Module, Name, StoredSource, TensorDecl } from '../ast.ts';
import { type Diagnostic, diagnostic, error, told } from '../diagnostics.ts';
import { InternalError, type Span } from '../source.ts';

type ItemOf<K extends Item['kind']> = Extract<Item, { kind: K }>;

export interface IndexSymbol { readonly kind: 'index'; readonly name: string; readonly within: Name | null; readonly decl: ItemOf<'index'>['indices'][number]; readonly span: Span }
export interface DataSymbol { readonly kind: 'data'; readonly name: string; readonly decl: TensorDecl; readonly item: ItemOf<'data'>; readonly span: Span }
export interface ParamSymbol { readonly kind: 'param'; readonly name: string; readonly item: ItemOf<'param'>; readonly span: Span }
export interface DefinedSymbol { readonly kind: 'defined'; readonly name: string; readonly clauses: ItemOf<'equation'>[]; readonly span: Span }
export interface FnSymbol { readonly kind: 'fn'; readonly name: string; readonly letters: readonly Name[]; readonly formals: readonly Formal[]; readonly body: ItemOf<'fn'>['body']; readonly span: Span; readonly library: boolean }
export interface LayerSymbol { readonly kind: 'layer'; readonly name: string; readonly span: Span }
export interface OptimizerSymbol { readonly kind: 'optimizer'; readonly name: string; readonly item: ItemOf<'optimizer'>; readonly span: Span }
export interface SettingSymbol { readonly kind: 'setting'; readonly name: string; readonly value: Expr; readonly span: Span }

export type TensorSymbol = DataSymbol | ParamSymbol | DefinedSymbol;
export type Symbol = IndexSymbol | TensorSymbol | FnSymbol | LayerSymbol | OptimizerSymbol | SettingSymbol;

export const isTensor = (symbol: Symbol | undefined): symbol is TensorSymbol => symbol?.kind === 'data' || symbol?.kind === 'param' || symbol?.kind === 'defined';

/** What a symbol is, for messages. */
export const sorts = { data: 'a tensor', param: 'a tensor', defined: 'a tensor', fn: 'a function', layer: 'a layer', optimizer: 'an optimizer', setting: 'a setting' } as const satisfies Record<Exclude<Symbol, IndexSymbol>['kind'], string>;

/** Reducers and other names of the language itself, which no program may define again. */
export const reservedNames: ReadonlySet<string> = new Set([
  'sum', 'prod', 'mean', 'max', 'min', 'argmax', 'argmin', 'any', 'all', 'grad', 'stop', 'int', 'pad', 'wrap', 'clamp', 'training',
  'normal', 'uniform', 'bernoulli', 'val',
]);

export interface Symbols {
  /** one namespace for values (tensors, settings, functions …); indices have their own, as letters do */
  readonly values: Map<string, Exclude<Symbol, IndexSymbol>>;
  readonly indices: Map<string, IndexSymbol>;
  readonly splits: Map<string, ItemOf<'split'>>;
  /** names that a statement with an error would have given, so that their uses are not reported as well */
  readonly lost: ReadonlySet<string>;
  readonly trains: ItemOf<'train'>[];
  readonly outputs: Extract<Item, { kind: 'show' | 'check' | 'export' }>[];
}

/** `p''` is a letter of index `p`. */
export const baseOf = (letter: string): string => (letter.endsWith("'") ? letter.replace(/'+$/, '') : letter);

/** Collects the symbols of the program and of the library that is always loaded. Reports names taken twice. */
export function collect(module: Module, library: readonly Module[], lost: ReadonlySet<string>, report: (d: Diagnostic) => void): Symbols {
  const symbols: Symbols = { values: new Map(), indices: new Map(), splits: new Map(), lost, trains: [], outputs: [] };
  for (const lib of library) for (const item of lib.items) collectItem(symbols, item, true, report);
  for (const item of module.items) {
    try {
      collectItem(symbols, item, false, report);
    } catch (e) {
      report(told(e));
    }
  }
  return symbols;
}

function collectItem(symbols: Symbols, item: Item, library: boolean, report: (d: Diagnostic) => void): void {
  const define = (symbol: Exclude<Symbol, IndexSymbol>, name: Name): void => {
    if (!library && reservedNames.has(name.text)) throw error('name-taken', name.span, `${name.text} is a word of the language`, { hints: [`choose another name, e.g. ${name.text}_1`] });
    const other = symbols.values.get(name.text);
    const replaceable = other !== undefined && (other.kind === 'fn' ? other.library : other.kind === 'optimizer' && other.span.file.startsWith('std/'));
    if (other && !replaceable) {
      report(diagnostic('error', 'name-taken', name.span, `${name.text} is defined twice`, { note: 'again here', labels: [{ span: other.span, text: 'first here' }], hints: ['rename one of them'] }));
      return;
    }
    symbols.values.set(name.text, symbol);
  };
  if (item.kind === 'import' || item.kind === 'let') throw new InternalError(`${item.kind} was not expanded`);
  switch (item.kind) {
    case 'index':
      for (const decl of item.indices) {
        const name = decl.name.text;
        const wrong = name === 'val' ? error('name-taken', decl.name.span, 'val is the name of the value column, so no index can be called val', { hints: ['index v'] })
          : baseOf(name) !== name ? error('name-taken', decl.name.span, `${name} is already a second letter of ${baseOf(name)}`, { hints: [`index ${baseOf(name)}`] }) : null;
        if (wrong) { report(wrong.diagnostic); continue; }
        const other = symbols.indices.get(name);
        if (other) {
          report(diagnostic('error', 'name-taken', decl.name.span, `index ${name} is declared twice`, { note: 'again here', labels: [{ span: other.span, text: 'first here' }], hints: ['keep one of the two declarations'] }));
          continue;
        }
        symbols.indices.set(name, { kind: 'index', name, within: decl.within, decl, span: decl.name.span });
      }
      return;
    case 'data':
      for (const decl of item.tensors) define({ kind: 'data', name: decl.name.text, decl, item, span: decl.name.span }, decl.name);
      return;
    case 'param':
      return define({ kind: 'param', name: item.tensor.name.text, item, span: item.tensor.name.span }, item.tensor.name);
    case 'equation': {
      const other = symbols.values.get(item.name.text);
      if (other?.kind === 'defined') { other.clauses.push(item); return; }
      return define({ kind: 'defined', name: item.name.text, clauses: [item], span: item.name.span }, item.name);
    }
    case 'fn':
      return define({ kind: 'fn', name: item.name.text, letters: item.letters, formals: item.formals, body: item.body, span: item.name.span, library }, item.name);
    case 'layer':
      return define({ kind: 'layer', name: item.name.text, span: item.name.span }, item.name);
    case 'optimizer':
      return define({ kind: 'optimizer', name: item.name.text, item, span: item.name.span }, item.name);
    case 'setting':
      return define({ kind: 'setting', name: item.name.text, value: item.value, span: item.name.span }, item.name);
    case 'split': {
      const other = symbols.splits.get(item.index.text);
      if (other) throw error('name-taken', item.index.span, `${item.index.text} is split twice`, { labels: [{ span: other.index.span, text: 'first here' }], hints: ['name all parts in one split'] });
      symbols.splits.set(item.index.text, item);
      return;
    }
    case 'train':
      symbols.trains.push(item);
      return;
    case 'show': case 'check': case 'export':
      symbols.outputs.push(item);
      return;
  }
}

/** The stored source of a data or param symbol, if it has one. */
export const storedSource = (symbol: DataSymbol | ParamSymbol): StoredSource | null => {
  const source = sourceOf(symbol);
  return source?.kind === 'stored' ? source : null;
};

/** What fills a data symbol, or a param that starts from stored or listed values. */
export const sourceOf = (symbol: DataSymbol | ParamSymbol): DataSource | null => (symbol.kind === 'data' ? symbol.item.source : symbol.item.init.kind === 'source' ? symbol.item.init.source : null);

export const declarationOf = (symbol: DataSymbol | ParamSymbol): TensorDecl => (symbol.kind === 'data' ? symbol.decl : symbol.item.tensor);
