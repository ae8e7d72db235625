// Imports: the functions, layers, optimizers and settings of other modules become statements of the program. What was asked for
// keeps the name it is asked for by; what that leads to in its own module gets a name that no program can write.

import type { Item, Module, Name } from '../ast.ts';
import { opNames } from '../check/calls.ts';
import { nearest } from '../check/nearest.ts';
import { baseOf, reservedNames } from '../check/symbols.ts';
import { type Diagnostic, error, ProgramError } from '../diagnostics.ts';
import { libraryModules } from '../generated/modules.ts';
import { parse } from '../parse/parse.ts';
import { noSpan, type Span } from '../source.ts';
import { isLibraryPath } from '../sources.ts';
import { always } from '../standard.ts';
import { boundIn, definedBy, isLetterOf, type ItemOf, none, readsOf } from './names.ts';
import { type Rewrite, rewriteItem, rewriteParts } from './rewrite.ts';

/** Modules that may import one another in a row: reading them recurses. */
const deepest = 100;

type Definition = ItemOf<'fn' | 'layer' | 'optimizer' | 'setting'>;

/** `names`: what an import with an error would have given. */
export interface Imported { readonly items: readonly Item[]; readonly diagnostics: readonly Diagnostic[]; readonly lost: ReadonlySet<string> }

/**
 * A module's statements with those that it imports. `modules`: texts by path, relative to the program. Errors: import (no such
 * module or name, a circle, what is not importable), and what is wrong in the modules themselves.
 */
export function resolveImports(module: Module, modules: Readonly<Record<string, string>>): Imported {
  if (!module.items.some(i => i.kind === 'import')) return { items: module.items, diagnostics: [], lost: none };
  const imports = new Imports(modules, new Set(module.items.flatMap(i => (i.kind === 'import' ? i.names ?? [] : []).map(n => n.text).concat(i.kind === 'index' ? [] : definedBy(i)))));
  const visible = new Map<string, string>();
  const lost = new Set<string>();
  const used = new Set(module.items.flatMap(readsOf).map(r => r.name));
  for (const item of module.items) {
    if (item.kind !== 'import') continue;
    try {
      const asked = imports.asked(item, '.');
      for (const n of item.names ?? []) if (!asked.has(n.text)) lost.add(n.text);
      for (const [name, definition] of asked) if (item.names || used.has(name)) visible.set(name, imports.nameOf(definition, name, item.names?.find(n => n.text === name)?.span ?? item.span));
    } catch (e) {
      if (!(e instanceof ProgramError)) throw e;
      imports.diagnostics.push(e.diagnostic);
      for (const n of item.names ?? [item.alias!]) lost.add(n.text);
    }
  }
  if (!visible.size) return { items: module.items.filter(i => i.kind !== 'import'), diagnostics: imports.diagnostics, lost };
  const renamed = renamedReads(new Map([...visible].filter(([a, b]) => a !== b)), none);
  const own = module.items.flatMap(i => (i.kind === 'import' ? [] : [rewriteItem(renamedUses(i, visible), renamed)]));
  const taken = imports.demanded(lost);
  return { items: [...taken, ...own], diagnostics: imports.diagnostics, lost };
}

interface Loaded {
  readonly id: string;
  readonly items: readonly Item[];
  readonly definitions: ReadonlyMap<string, Definition>;
  /** it has syntax errors, so that a name may be missing for that reason */
  readonly broken: boolean;
  /** names that its own imports give it */
  readonly visible: ReadonlyMap<string, Definition>;
}

class Imports {
  readonly diagnostics: Diagnostic[] = [];
  private readonly loaded = new Map<string, Loaded | 'loading'>();
  private readonly homes = new Map<Definition, Loaded>();
  /** how many modules are being loaded, each by the one before */
  private depth = 0;
  private readonly names = new Map<Definition, { readonly name: string; readonly span: Span | null }>();

  /** `own`: names that the program gives, where a module means the library's. */
  constructor(private readonly modules: Readonly<Record<string, string>>, private readonly own: ReadonlySet<string>) {}

  /** The name that a definition goes by in the program: that under which it was asked for first. */
  nameOf(definition: Definition, wanted: string | null, span: Span | null): string {
    const known = this.names.get(definition);
    if (known) return known.name;
    const name = wanted ?? `${this.homes.get(definition)!.id}:${definition.name.text}`;
    this.names.set(definition, { name, span });
    return name;
  }

  /** Every definition that has a name by now, and those that they lead to, under their names in the program; `lost` gets those with errors. */
  demanded(lost: Set<string>): readonly Item[] {
    const out: Item[] = [];
    // The map grows on the way: what a definition reads gets its name when the definition is rewritten.
    for (const [definition, { name, span }] of this.names) {
      const home = this.homes.get(definition)!;
      const bound = boundIn(definition);
      const names = new Map<string, string>();
      const letters = new Set(definition.kind === 'fn' || definition.kind === 'layer' ? definition.letters.map(l => l.text) : []);
      const outer = ({ name: n, span: at }: { readonly name: string; readonly span: Span }): void => {
        if (bound.has(n) || names.has(n) || isLetterOf(n, letters)) return;
        const found = home.visible.get(n) ?? home.definitions.get(n);
        if (found) { names.set(n, this.nameOf(found, null, null)); return; }
        const other = home.items.find(i => definedBy(i).includes(baseOf(n)));
        if (other) throw error('import', span ?? definition.name.span, `${definition.name.text} reads ${n}, which is ${kindOf(other)} of ${home.id}`, { hints: [`make it an argument of ${definition.name.text}`] });
        const inLibrary = this.inLibrary(n);
        if (inLibrary && this.own.has(n)) names.set(n, this.nameOf(inLibrary, null, null));
        // What a copy inside of a layer owns is read as copy.parameter.
        if (inLibrary || spoken.has(n) || n.includes('.') && bound.has(n.slice(0, n.indexOf('.')))) return;
        throw error('unknown-name', at, `${home.id} has no ${n}`, { labels: span ? [{ span, text: 'imported here' }] : [], hints: [`make it an argument of ${definition.name.text}, or define it in ${home.id}`] });
      };
      try {
        if (definition.kind === 'layer') definition.items.forEach(refuseStored);
        readsOf(definition).forEach(outer);
      } catch (e) {
        if (!(e instanceof ProgramError)) throw e;
        this.diagnostics.push(e.diagnostic);
        lost.add(name);
        continue;
      }
      const renamed = rewriteItem(renamedUses(definition, names), renamedReads(names, bound)) as Definition;
      out.push({ ...renamed, name: { text: name, span: span ?? definition.name.span } });
    }
    return out;
  }

  /** A definition of the library that is always there. */
  private inLibrary(name: string): Definition | null {
    const module = always.find(m => m.items.some(i => definedBy(i).includes(name)));
    return module ? this.load(module.file, '.', noSpan).definitions.get(name) ?? null : null;
  }

  /** The definitions that an import statement names, by the names it gives them; those that are not there are reported. */
  asked(item: ItemOf<'import'>, folder: string): ReadonlyMap<string, Definition> {
    const home = this.load(item.path, folder, item.pathSpan);
    if (item.alias) return new Map([...home.definitions].map(([name, d]) => [`${item.alias!.text}.${name}`, d]));
    return new Map(item.names!.flatMap(n => {
      try {
        const found = this.definitionIn(home, n);
        return found ? [[n.text, found] as const] : [];
      } catch (e) {
        if (!(e instanceof ProgramError)) throw e;
        this.diagnostics.push(e.diagnostic);
        return [];
      }
    }));
  }

  /** Null where the module has errors of its own, which are reported. */
  private definitionIn(home: Loaded, name: Name): Definition | null {
    const found = home.definitions.get(name.text);
    if (found) return found;
    if (home.broken) return null;
    const other = home.items.find(i => definedBy(i).includes(name.text));
    if (other) throw error('import', name.span, `${name.text} is ${kindOf(other)} of ${home.id}`, { hints: ['functions, layers, optimizers and settings can be imported'] });
    const near = nearest(name.text, home.definitions.keys());
    throw error('import', name.span, `${home.id} has no ${name.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `import ${near} from "${home.id}"` : `it has ${[...home.definitions.keys()].join(', ') || 'nothing to import'}`] });
  }

  private load(path: string, folder: string, span: Span): Loaded {
    const standard = isLibraryPath(path);
    const id = standard ? path : joined(folder, path);
    const known = this.loaded.get(id);
    if (known === 'loading') throw error('import', span, `${id} is imported by what it imports`, { hints: ['move what both need into a module of its own'] });
    if (known) return known;
    if (this.depth >= deepest) throw error('import', span, `${id} is imported through more than ${deepest} modules`, { hints: ['import what is needed from where it is defined'] });
    const { module, broken } = this.read(id, standard, span);
    this.loaded.set(id, 'loading');
    this.depth++;
    try {
      const visible = new Map<string, Definition>();
      for (const item of module.items) if (item.kind === 'import') for (const [name, d] of this.asked(item, standard ? '.' : parent(id))) visible.set(name, d);
      const definitions = new Map(module.items.flatMap((i): [string, Definition][] => (i.kind === 'fn' || i.kind === 'layer' || i.kind === 'optimizer' || i.kind === 'setting' ? [[i.name.text, i]] : [])));
      const loaded: Loaded = { id, items: module.items, definitions, broken, visible };
      for (const d of definitions.values()) this.homes.set(d, loaded);
      this.loaded.set(id, loaded);
      return loaded;
    } catch (e) {
      this.loaded.delete(id);
      throw e;
    } finally {
      this.depth--;
    }
  }

  private read(id: string, standard: boolean, span: Span): { readonly module: Module; readonly broken: boolean } {
    if (standard) {
      const module = libraryModules[id];
      if (module) return { module, broken: false };
      const near = nearest(id, Object.keys(libraryModules));
      throw error('import', span, `the standard library has no module ${id}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [`its modules: ${Object.keys(libraryModules).join(', ')}`] });
    }
    const text = Object.hasOwn(this.modules, id) ? this.modules[id]! : null;
    if (text === null) throw error('import', span, `there is no module ${id}`, { hints: ['a path is relative to the file with the import; the standard library is "std/nn"'] });
    const { module, diagnostics } = parse({ file: id, text });
    this.diagnostics.push(...diagnostics);
    return { module, broken: diagnostics.some(d => d.severity === 'error') };
  }
}

/** Names of the language, which no module defines. */
const spoken: ReadonlySet<string> = new Set([...reservedNames, ...opNames]);

/** Where data lies is said by the program, not by what it imports. */
function refuseStored(item: Item): void {
  if (item.kind === 'param' && item.init.kind === 'source' && item.init.source.kind === 'stored') throw error('not-supported', item.span, 'a layer whose parameters are read from a file cannot be imported', { hints: [`param ${item.tensor.name.text}[…] ~ normal(0, 0.1)`, 'or define the layer in the program'] });
}

const kindOf = (item: Item): string => (item.kind === 'equation' ? 'a tensor' : item.kind === 'index' ? 'an index' : item.kind === 'let' ? 'a copy of a layer' : `a ${item.kind}`);

/** The layers of lets and the optimizers of training under their names in the program. */
function renamedUses<I extends Item>(item: I, names: ReadonlyMap<string, string>): I {
  if (item.kind === 'let') return { ...item, layer: { ...item.layer, text: names.get(item.layer.text) ?? item.layer.text } };
  if (item.kind === 'layer') return { ...item, items: item.items.map(i => renamedUses(i, names)) };
  if (item.kind === 'train') return { ...item, clauses: item.clauses.map(k => (k.kind === 'using' || (k.kind === 'goal' && k.using) ? { ...k, using: { ...k.using!, name: { ...k.using!.name, text: names.get(k.using!.name.text) ?? k.using!.name.text } } } : k)) };
  return item;
}

/** Calls and reads under their names in the program; those that the definition binds itself stay. */
function renamedReads(names: ReadonlyMap<string, string>, bound: ReadonlySet<string>): Rewrite {
  const to = (name: string): string | null => (bound.has(name) ? null : names.get(name) ?? null);
  const go: Rewrite = e => {
    if (e.kind !== 'name' && e.kind !== 'call') return null;
    const name = to(e.name);
    if (name === null) return null;
    return e.kind === 'name' ? { ...e, name, written: e.written ?? e } : rewriteParts({ ...e, name, written: e.written ?? e }, go);
  };
  return go;
}

/** `./a/../b` from a folder, with `/` between the parts; a path from the root is that path. */
function joined(folder: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length && parts[parts.length - 1] !== '..') parts.pop();
    else parts.push(part);
  }
  return (whole.startsWith('/') ? '/' : '') + parts.join('/');
}

const parent = (id: string): string => (id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '.');
