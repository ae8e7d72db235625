// Other names of indices, other orders of rows and statements, other orders of axes.

import type { ArrayLiteral, Expr, Item, Name, TensorDecl } from '../../compiler/ast.ts';
import { rewriteExpr, rewriteItem } from '../../compiler/expand/rewrite.ts';
import type { Sheet } from '../random/generate.ts';
import type { Draws } from './draws.ts';
import { basesOf, moduleOf, partOf, type Variant } from './syntax.ts';

/** Words of SQL, of the columns that histories have, of one letter in another case, with accents. */
const oddNames = ['order', 'group', 'select', 'Key', 'value', 'step', 'name', 'run', 'row', 'I', 'J', 'i_1', 'i_2', 'été', 'T', 'date', 'rowid', 'd0', 'x1', 'u'];

/** Every index under another name: those of the others, or odd ones. */
export function renamed(sheet: Sheet, draws: Draws): Variant {
  const module = moduleOf(sheet.text);
  const bases = basesOf(module);
  const names = draws.shuffled(draws.chance(40) ? bases : oddNames).slice(0, bases.length);
  const to = new Map(bases.map((b, k) => [b, names[k]!]));
  const text = (name: string): string => { const stem = name.replace(/'+$/, ''); return (to.get(stem) ?? stem) + name.slice(stem.length); };
  const named = (n: Name): Name => ({ ...n, text: text(n.text) });
  const change = (expr: Expr): Expr | null => (expr.kind === 'name' ? { ...expr, name: text(expr.name) } : expr.kind === 'size' ? { ...expr, index: named(expr.index) } : null);
  const axes = (list: readonly Expr[] | null): readonly Expr[] | null => list && list.map(a => rewriteExpr(a, change));
  const tensor = (t: TensorDecl): TensorDecl => ({ ...t, axes: axes(t.axes), type: t.type && named(t.type) });
  const item = (i: Item): Item => {
    switch (i.kind) {
      case 'index': return { ...i, indices: i.indices.map(d => ({ ...d, name: named(d.name) })) };
      case 'data': return { ...i, tensors: i.tensors.map(tensor), source: i.source.kind === 'stored' ? { ...i.source, mapping: i.source.mapping.map(m => ({ ...m, name: bases.includes(m.name.text) ? named(m.name) : m.name })) } : i.source };
      case 'split': return { ...rewriteItem(i, change) as typeof i, index: named(i.index) };
      case 'fn': {
        const inner = rewriteItem(i, change) as typeof i;
        return { ...inner, letters: i.letters.map(named), formals: inner.formals.map(f => ({ ...f, axes: axes(f.axes) })), body: inner.body.kind === 'block' ? { ...inner.body, out: { ...inner.body.out, axes: axes(inner.body.out.axes) } } : inner.body };
      }
      default: return rewriteItem(i, change);
    }
  };
  return { module: { ...module, items: module.items.map(item) }, tables: sheet.tables, changed: new Set(sheet.parts), orders: new Map() };
}

/** Rows of every table in another order, and the statements too; what is shown stays where it is. */
export function permuted(sheet: Sheet, draws: Draws): Variant {
  const module = moduleOf(sheet.text);
  const out = (i: Item): boolean => i.kind === 'show' || i.kind === 'export';
  return {
    module: { ...module, items: [...draws.shuffled(module.items.filter(i => !out(i))), ...module.items.filter(out)] },
    tables: sheet.tables.map(t => ({ ...t, rows: draws.shuffled(t.rows) })), changed: new Set(sheet.parts), orders: new Map(),
  };
}

/** Tensors of two axes and more with these in another order, where they are declared and wherever they are read. */
export function transposed(sheet: Sheet, draws: Draws): Variant {
  const module = moduleOf(sheet.text);
  const orders = new Map<string, readonly number[]>();
  const changed = new Set<string>();
  const note = (name: string, axes: readonly Expr[] | null): void => {
    if (!axes || axes.length < 2 || orders.has(name) || draws.chance(25)) return;
    orders.set(name, draws.chance(50) ? axes.map((_, k) => axes.length - 1 - k) : rotated(axes.length, draws));
  };
  for (const i of module.items) {
    if (i.kind === 'data') i.tensors.forEach(t => note(t.name.text, t.axes));
    if (i.kind === 'equation') note(i.name.text, i.axes);
  }
  const turned = <T>(name: string, list: readonly T[]): readonly T[] => orders.get(name)?.map(k => list[k]!) ?? list;
  const item = (i: Item): Item => {
    let here = false;
    const change = (e: Expr): Expr | null => {
      if (e.kind === 'access' && orders.has(e.name)) { here = true; return { ...e, at: turned(e.name, e.at.map(x => rewriteExpr(x, change))) }; }
      if (e.kind === 'in' && orders.has(e.tensor.text)) { here = true; return { ...e, elements: turned(e.tensor.text, e.elements.map(x => rewriteExpr(x, change))) }; }
      return null;
    };
    if (i.kind === 'data') return { ...i, tensors: i.tensors.map(t => ({ ...t, axes: t.axes && turned(t.name.text, t.axes) })), source: i.source.kind === 'literal' && orders.has(i.tensors[0]!.name.text) ? { ...i.source, array: flipped(i.source.array) } : i.source };
    if (i.kind === 'fn') return i;
    const made = rewriteItem(i, change);
    if (made.kind !== 'equation') return made;
    if (here || orders.has(made.name.text)) changed.add(partOf(made.name.text)!);
    return { ...made, axes: made.axes && turned(made.name.text, made.axes) };
  };
  return { module: { ...module, items: module.items.map(item) }, tables: sheet.tables, changed, orders };
}

const rotated = (n: number, draws: Draws): readonly number[] => { const by = 1 + draws.choose(n - 1); return Array.from({ length: n }, (_, k) => (k + by) % n); };

/** A list of lists, the inner lists outermost. */
function flipped(array: ArrayLiteral): ArrayLiteral {
  const rows = array.items as readonly ArrayLiteral[];
  return { ...array, items: rows[0]!.items.map((_, k) => ({ ...array, items: rows.map(r => r.items[k]!) })) };
}
