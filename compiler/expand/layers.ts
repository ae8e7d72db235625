// Copies of layers: `let enc = Dense[i, j]` becomes the parameters enc.W and enc.b and a function enc, whose calls are completed
// with what the let says. An indexed let, `let block[l] = …`, puts l in front of the axes of every parameter and makes the copy
// that is meant, block[l], an argument of the function.

import type { Arg, Expr, Formal, Item, MapItem, Name } from '../ast.ts';
import { silent } from '../check/checker.ts';
import { nearest } from '../check/nearest.ts';
import { baseOf } from '../check/symbols.ts';
import { type Diagnostic, error, ProgramError } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import type { Span } from '../source.ts';
import { boundIn, definedBy, freeNames, isLetterOf, type ItemOf, none, substituted } from './names.ts';
import { type Rewrite, rewriteExpr, rewriteItem } from './rewrite.ts';

type Layer = ItemOf<'layer'>;
type Param = ItemOf<'param'>;

/** How the calls of a copy are completed at one place in the program. */
interface Copy {
  readonly full: string;
  /** the letters of an indexed let, which a call gives in brackets */
  readonly axes: readonly string[];
  /** the copies around it that are meant: arguments that are handed on */
  readonly around: readonly Expr[];
  /** what the letters of the layer stand for */
  readonly at: readonly Expr[];
  /** the let's arguments */
  readonly settings: readonly Arg[];
  readonly formals: readonly Formal[];
}

/** What a let stands in: the program, or the body of a layer of which a copy is made. */
interface Surroundings {
  readonly prefix: string;
  readonly span: Span | null;
  readonly layers: readonly string[];
  /** letters of the program that the parameters have in front, one for each hidden argument */
  readonly axes: readonly string[];
  readonly letters: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, Expr>;
  /** names that the layer binds, which are no letters of the program */
  readonly bound: ReadonlySet<string>;
}

/** The name of the k-th hidden argument: which copy is meant. No program can write it. */
const hidden = (k: number): string => `°${k}`;

const named = (name: string, span: Span): Expr => ({ kind: 'name', name, span });

/** What became of a program's lets. `lost`: names that a let with an error would have given. */
export interface Copied { readonly items: readonly Item[]; readonly diagnostics: readonly Diagnostic[]; readonly lost: ReadonlySet<string> }

/**
 * Makes parameters and functions of the copies of layers; `missing` are names whose absence is reported already. Errors: unknown-name, wrong-type (not a layer), wrong-arity (letters,
 * arguments), name-taken, circular (a layer that contains itself), not-supported (other statements inside of a layer).
 */
export function expandLayers(items: readonly Item[], missing: ReadonlySet<string> = new Set()): Copied {
  const made = new Copies(items, missing);
  // The parameters stand where the let stood, and calls are completed wherever they are, before it too: so all copies are made first.
  const copies = new Map(items.flatMap(item => (item.kind === 'let' ? [[item as Item, made.attempt(item.name.text, () => made.first(item)) ?? []] as const] : [])));
  if (!copies.size) return { items, diagnostics: [], lost: made.lost };
  const whole = (item: Item): readonly Item[] => {
    const bound = item.kind === 'fn' || item.kind === 'optimizer' ? boundIn(item) : none;
    const complete: Rewrite = e => made.completed(e, made.program, complete, bound);
    return made.attempt(definedBy(item)[0] ?? null, () => [made.opened(rewriteItem(item, complete))]) ?? [];
  };
  const rest = items.flatMap((item): readonly Item[] => (item.kind === 'layer' ? [item] : item.kind === 'let' ? copies.get(item)!.flatMap(whole) : whole(item)));
  return { items: rest, diagnostics: made.diagnostics, lost: made.lost };
}

const program: Surroundings = { prefix: '', span: null, layers: [], axes: [], letters: new Map(), values: new Map(), bound: none };

class Copies {
  readonly diagnostics: Diagnostic[] = [];
  readonly lost = new Set<string>();
  /** the copies that the program itself names */
  readonly program = new Map<string, Copy>();
  private readonly layers = new Map<string, Layer>();
  private readonly parameters = new Map<string, string[]>();
  private readonly lets = new Map<string, Name>();

  private readonly indices: ReadonlySet<string>;
  /** what the program gives that is no index */
  private readonly values: ReadonlySet<string>;

  constructor(private readonly items: readonly Item[], private readonly missing: ReadonlySet<string>) {
    this.indices = new Set(items.flatMap(i => (i.kind === 'index' ? definedBy(i) : [])));
    this.values = new Set(items.flatMap(i => (i.kind === 'index' ? [] : definedBy(i))));
    for (const item of items) if (item.kind === 'layer' && !this.layers.has(item.name.text)) this.layers.set(item.name.text, item);
  }

  attempt<T>(name: string | null, f: () => T): T | null {
    try {
      return f();
    } catch (e) {
      if (!(e instanceof ProgramError)) throw e;
      if (e.diagnostic.message !== silent) this.diagnostics.push(e.diagnostic);
      if (name !== null) this.lost.add(name);
      return null;
    }
  }

  /** The parameters and functions of a copy that the program itself names. */
  first(item: ItemOf<'let'>): Item[] {
    const other = this.lets.get(item.name.text);
    if (other) throw error('name-taken', item.name.span, `${item.name.text} is defined twice`, { labels: [{ span: other.span, text: 'first here' }], hints: ['rename one of them'] });
    this.lets.set(item.name.text, item.name);
    return this.copy(item, program);
  }

  /** The parameters and functions of a copy and of the copies inside it. */
  copy(item: ItemOf<'let'>, around: Surroundings, sites: Map<string, Copy> = this.program): Item[] {
    const layer = this.layerOf(item, around);
    const full = `${around.prefix}${item.name.text}`;
    const span = around.span ?? item.span;
    const own = this.own(item, layer, around);
    const at = this.letters(item, layer, around);
    const settings = this.settings(item, layer, around, own);
    sites.set(item.name.text, { full, axes: own, around: around.axes.map((_, k) => named(hidden(k), item.span)), at, settings, formals: layer.formals });
    const axes = [...around.axes, ...own.map(l => renamed(l, around.letters))];
    const letters = new Map(layer.letters.map((l, k) => [l.text, renamed((at[k] as { name: string }).name, around.letters)]));
    const values = new Map<string, Expr>();
    for (const f of layer.formals) {
      const given = settings.find(a => a.name!.text === f.name.text);
      if (given) values.set(f.name.text, rewriteExpr(given.value, inProgram(around.values, l => renamed(l, around.letters))));
      else if (!f.axes && f.default) values.set(f.name.text, rewriteExpr(f.default, inProgram(values, l => renamed(l, letters))));
    }
    const inner: Surroundings = { prefix: `${full}.`, span, layers: [...around.layers, layer.name.text], axes, letters, values, bound: boundIn(layer) };
    refuseTwice(layer);
    const nested = new Map<string, Copy>();
    const made: Item[] = [];
    for (const i of layer.items) {
      if (i.kind === 'param') made.push(this.parameter(i, layer, inner, full));
      else if (i.kind === 'let') made.push(...this.copy(i, inner, nested));
      else if (i.kind !== 'equation') throw error('not-supported', i.span, `inside a layer there are param, let and equations, not ${i.kind}`, { hints: [`move ${i.kind} out of ${layer.name.text}`] });
    }
    const parameters = made.flatMap(i => (i.kind === 'param' ? [i.tensor.name.text] : []));
    this.parameters.set(full, parameters);
    const owned = new Map(parameters.map(name => [name.slice(full.length + 1), name]));
    const copies = axes.map((_, k) => named(hidden(k), item.span));
    const rewrite: Rewrite = e => parameterRead(e, owned, copies, x => rewriteExpr(x, rewrite)) ?? this.completed(e, nested, rewrite, none);
    const body = layer.items.flatMap(i => (i.kind === 'equation' ? [rewriteItem(i, rewrite)] : []));
    const hiddenFormals = axes.map((_, k): Formal => ({ name: { text: hidden(k), span: item.name.span }, axes: null, default: null, span: item.name.span }));
    made.push({ kind: 'fn', name: { text: full, span: around.span ?? item.name.span }, letters: layer.letters, formals: [...layer.formals, ...hiddenFormals], body: { kind: 'block', out: layer.out, items: body }, annotations: [], span });
    return made;
  }

  private layerOf(item: ItemOf<'let'>, around: Surroundings): Layer {
    const name = item.layer.text;
    const layer = this.layers.get(name);
    if (layer) {
      if (around.layers.includes(name)) throw error('circular', item.span, `${name} contains a copy of itself`, { hints: ['for several copies in a row: let block[l] = …   and   x[l+1, …] = block[l](x[l, …])'] });
      return layer;
    }
    const other = this.items.find(i => (i.kind === 'fn' || i.kind === 'equation' || i.kind === 'optimizer') && i.name.text === name);
    if (other) throw error('wrong-type', item.layer.span, `${name} is ${other.kind === 'fn' ? 'a function' : other.kind === 'optimizer' ? 'an optimizer' : 'a tensor'}, not a layer`, { hints: [other.kind === 'fn' ? `it has no parameters, so call it as it is: ${name}(…)` : `let ${item.name.text} = Dense[i, j]`] });
    if (this.missing.has(name.split('.')[0]!)) throw error('unknown-name', item.layer.span, silent);
    const near = nearest(name, this.layers.keys());
    throw error('unknown-name', item.layer.span, `no layer called ${name}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : `import ${name} from "std/nn"   or define it: layer ${name}[i,j](x[i]) -> y[j] { … }`] });
  }

  private letters(item: ItemOf<'let'>, layer: Layer, around: Surroundings): readonly Expr[] {
    const at = item.at ?? [];
    const usage = `let ${item.name.text} = ${layer.name.text}${layer.letters.length ? `[${layer.letters.map(l => l.text).join(', ')}]` : ''}`;
    if (at.length !== layer.letters.length) throw error('wrong-arity', item.layer.span, `${layer.name.text} has ${layer.letters.length} ${layer.letters.length === 1 ? 'index' : 'indices'}, this gives ${at.length}`, { labels: [{ span: layer.name.span, text: 'defined here' }], hints: [usage] });
    const seen = new Set<string>();
    for (const a of at) {
      const name = letterName(a, () => error('unknown-name', a.span, `${printExpr(a)} is not an index letter`, { hints: [usage] }));
      this.requireIndex(name, a.span, around);
      if (seen.has(name)) throw error('name-taken', a.span, `${name} stands for two indices of ${layer.name.text}`, { hints: [`use a second letter: ${name}'`] });
      seen.add(name);
    }
    return at;
  }

  /** The letters of an indexed let. */
  private own(item: ItemOf<'let'>, layer: Layer, around: Surroundings): readonly string[] {
    const found: string[] = [];
    for (const a of item.axes ?? []) {
      const name = letterName(a, () => error('wrong-type', a.span, 'a copy of a layer is indexed by letters', { hints: [`let ${item.name.text}[l] = ${layer.name.text}[…]`] }));
      this.requireIndex(name, a.span, around);
      if (found.includes(name)) throw error('name-taken', a.span, `${name} stands twice in ${item.name.text}[…]`, { hints: [`use a second letter: ${name}'`] });
      found.push(name);
    }
    return found;
  }

  private requireIndex(letter: string, span: Span, around: Surroundings): void {
    const base = baseOf(letter);
    if (this.indices.has(base) || around.letters.has(base)) return;
    const near = nearest(base, [...this.indices, ...around.letters.keys()]);
    throw error('unknown-name', span, `no index called ${base}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : `declare it: index ${base} = 10`] });
  }

  /** The let's arguments, each under the name of the formal with a default that it sets. */
  private settings(item: ItemOf<'let'>, layer: Layer, around: Surroundings, own: readonly string[]): readonly Arg[] {
    const args = item.args ?? [];
    const open = layer.formals.filter(f => f.default !== null);
    const given = new Map<string, Arg>();
    const usage = open.length ? `let ${item.name.text} = ${layer.name.text}${layer.letters.length ? `[${layer.letters.map(l => l.text).join(', ')}]` : ''}(${open.map(f => `${f.name.text} = ${printExpr(f.default!)}`).join(', ')})` : `${item.name.text}(…) takes its arguments where it is called`;
    const positional = args.filter(a => !a.name);
    if (positional.length > open.length) throw error('wrong-arity', positional[open.length]!.span, `a copy of ${layer.name.text} takes ${open.length} ${open.length === 1 ? 'setting' : 'settings'}, this gives ${positional.length}`, { hints: [usage] });
    positional.forEach((a, k) => given.set(open[k]!.name.text, a));
    for (const a of args) {
      if (!a.name) continue;
      if (!open.some(f => f.name.text === a.name!.text)) throw error('wrong-arity', a.span, `${layer.name.text} has no setting called ${a.name.text}`, { hints: [usage] });
      if (given.has(a.name.text)) throw error('wrong-arity', a.span, `${a.name.text} is given twice`, { hints: [usage] });
      given.set(a.name.text, a);
    }
    for (const a of args) for (const n of freeNames(a.value)) {
      if (own.includes(n.name) || this.values.has(n.name) || around.bound.has(n.name) && !isLetterOf(n.name, around.letters) || !isLetterOf(n.name, this.indices) && !isLetterOf(n.name, around.letters)) continue;
      throw error('unbound-index', n.span, `${item.name.text} is made once: nothing says which ${n.name} is meant`, { hints: [`a copy for each: let ${item.name.text}[${[...own, n.name].join(', ')}] = …`, `or give it where ${item.name.text} is called: ${item.name.text}(…, ${printExpr(a.value)})`] });
    }
    return [...given].map(([name, a]) => ({ ...a, name: a.name ?? { text: name, span: a.span } }));
  }

  /** A parameter of a layer as one of the program: its letters renamed, the copies' letters in front. */
  private parameter(item: Param, layer: Layer, inner: Surroundings, full: string): Param {
    const name = `${full}.${item.tensor.name.text}`;
    const axes = (item.tensor.axes ?? []).map(a => letterName(a, () => error('unknown-name', a.span, 'the axes of a parameter are index letters', { hints: [`param ${item.tensor.name.text}[i,j] ~ normal(0, 0.1)`] })));
    const letters = new Map<string, string>();
    const taken = new Set<string>(inner.axes);
    for (const letter of axes) {
      let to = renamed(letter, inner.letters);
      while (taken.has(to)) to += "'";
      taken.add(to);
      letters.set(letter, to);
    }
    for (const f of layer.formals) {
      if (f.axes || inner.values.has(f.name.text)) continue;
      const used = [item.init.kind === 'source' ? null : item.init.value, item.where].flatMap(e => (e ? freeNames(e) : [])).find(n => n.name === f.name.text);
      if (used) throw error('wrong-type', used.span, `${f.name.text} has no value before ${layer.name.text} is called, so ${item.tensor.name.text} cannot start from it`, { hints: [`give it a default: ${f.name.text} = 1`] });
    }
    const go = inProgram(new Map([...inner.values].filter(([n]) => !letters.has(n))), l => letters.get(l) ?? renamed(l, inner.letters));
    const mapped = (m: MapItem): MapItem => ({ ...m, name: { ...m.name, text: m.name.text === item.tensor.name.text ? name : letters.get(m.name.text) ?? m.name.text } });
    const start = (text: string, span: Span): Name => ({ text, span });
    return {
      ...item, span: inner.span!, where: item.where && rewriteExpr(item.where, go),
      tensor: { ...item.tensor, name: start(name, inner.span!), axes: inner.axes.length + axes.length ? [...inner.axes.map(l => named(l, item.span)), ...axes.map(l => named(letters.get(l)!, item.span))] : item.tensor.axes, span: inner.span! },
      init: item.init.kind === 'source' ? { ...item.init, source: item.init.source.kind === 'stored' ? { ...item.init.source, mapping: item.init.source.mapping.map(mapped) } : item.init.source } : { ...item.init, value: rewriteExpr(item.init.value, go) },
    };
  }

  /** A call of a copy with what its let says, or null for any other expression. `bound`: names that stand for something else here. */
  completed(expr: Expr, sites: ReadonlyMap<string, Copy>, rewrite: Rewrite, bound: ReadonlySet<string>): Expr | null {
    if ((expr.kind === 'access' || expr.kind === 'name' && !isLetterOf(expr.name, this.indices)) && sites.has(expr.name) && !bound.has(expr.name)) throw error('wrong-type', expr.span, `${expr.name} is a copy of a layer: it is called`, { hints: [`${expr.name}${expr.kind === 'access' && sites.get(expr.name)!.axes.length ? `[${expr.at.map(printExpr).join(', ')}]` : ''}(…)`, `its parameters are ${this.parameters.get(sites.get(expr.name)!.full)?.join(', ') || 'none'}`] });
    if (expr.kind !== 'call') return null;
    const site = bound.has(expr.name) ? undefined : sites.get(expr.name);
    if (!site) return null;
    const given = expr.binder?.at ?? [];
    const usage = `${expr.name}${site.axes.length ? `[${site.axes.join(', ')}]` : ''}(…)`;
    if (given.length !== site.axes.length) throw error('wrong-arity', expr.span, site.axes.length ? `${expr.name} has a copy for each ${site.axes.join(', ')}: nothing says which one` : `${expr.name} is one copy: its indices are those of its let`, { hints: [usage] });
    if (expr.binder?.where || expr.binder?.on) throw error('not-supported', expr.binder.span, 'a copy of a layer takes neither where nor on', { hints: [usage] });
    const go = (e: Expr): Expr => rewriteExpr(e, rewrite);
    const which = [...site.around, ...given.map(go)];
    const positional = expr.args.filter(a => !a.name).length;
    const copy = new Map(site.axes.map((l, k) => [l, which[site.around.length + k]!]));
    const open = site.settings.filter(s => site.formals.findIndex(f => f.name.text === s.name!.text) >= positional && !expr.args.some(a => a.name?.text === s.name!.text)).map((s): Arg => {
      const taken = freeNames(s.value).find(n => bound.has(n.name) && !copy.has(n.name));
      if (taken) throw error('name-taken', expr.span, `${expr.name} is set by ${taken.name}, which is another thing here`, { labels: [{ span: taken.span, text: 'the one that is meant' }], hints: [`rename ${taken.name} in the function`] });
      return { ...s, value: substituted(s.value, copy) };
    });
    return {
      ...expr, name: site.full, written: expr,
      binder: site.at.length ? { at: site.at, where: null, on: null, span: expr.nameSpan } : null,
      args: [...expr.args.map(a => ({ ...a, value: go(a.value) })), ...open, ...which.map((value, k): Arg => ({ name: { text: hidden(k), span: expr.nameSpan }, value, span: value.span }))],
    };
  }

  /** Where a copy's name stands for all of its parameters: `over enc`, `export enc to …`. */
  opened(item: Item): Item {
    const all = (names: readonly Name[]): readonly Name[] => names.flatMap(n => this.parameters.get(n.text)?.map(text => ({ ...n, text })) ?? [n]);
    if (item.kind === 'export') return { ...item, names: all(item.names) };
    if (item.kind !== 'train') return item;
    return { ...item, clauses: item.clauses.map(k => (k.kind === 'goal' && k.over ? { ...k, over: all(k.over) } : k)) };
  }
}

function letterName(expr: Expr, otherwise: () => Error): string {
  if (expr.kind !== 'name') throw otherwise();
  return expr.name;
}

/** `j'` where j stands for k: `k'`. A letter that the layer does not own is the program's. */
function renamed(letter: string, letters: ReadonlyMap<string, string>): string {
  const whole = letters.get(letter);
  if (whole !== undefined) return whole;
  const base = baseOf(letter);
  return (letters.get(base) ?? base) + letter.slice(base.length);
}

/** What stands in a layer, said of the program: its settings by their values, its letters under their names there. */
const inProgram = (values: ReadonlyMap<string, Expr>, rename: (letter: string) => string): Rewrite => e => {
  if (e.kind === 'size') return { ...e, index: { ...e.index, text: rename(e.index.text) } };
  if (e.kind !== 'name') return null;
  const value = values.get(e.name);
  return value ? { kind: 'paren', inner: value, span: e.span } : { ...e, name: rename(e.name) };
};

/** Reads of a copy's own parameters inside its body: under their full names, at the copy that is meant. */
function parameterRead(expr: Expr, own: ReadonlyMap<string, string>, copies: readonly Expr[], go: (e: Expr) => Expr): Expr | null {
  switch (expr.kind) {
    case 'name': {
      const full = own.get(expr.name);
      if (full === undefined) return null;
      return copies.length ? { kind: 'access', name: full, nameSpan: expr.span, at: copies, written: expr, span: expr.span } : { ...expr, name: full, written: expr };
    }
    case 'access': {
      const full = own.get(expr.name);
      return full === undefined ? null : { ...expr, name: full, at: [...copies, ...expr.at.map(go)], written: expr };
    }
    case 'in': {
      const full = own.get(expr.tensor.text);
      return full === undefined ? null : { ...expr, tensor: { ...expr.tensor, text: full }, elements: [...copies, ...expr.elements.map(go)], written: expr };
    }
    default: return null;
  }
}

function refuseTwice(layer: Layer): void {
  const first = new Map<string, { readonly span: Span; readonly equation: boolean }>();
  const note = (name: Name, equation: boolean): void => {
    const other = first.get(name.text);
    if (other && !(equation && other.equation)) throw error('name-taken', name.span, `${name.text} is defined twice in ${layer.name.text}`, { labels: [{ span: other.span, text: 'first here' }], hints: ['rename one of them'] });
    if (!other) first.set(name.text, { span: name.span, equation });
  };
  layer.formals.forEach(f => note(f.name, false));
  for (const i of layer.items) {
    if (i.kind === 'param') note(i.tensor.name, false);
    if (i.kind === 'let') note(i.name, false);
    if (i.kind === 'equation') note(i.name, true);
  }
}
