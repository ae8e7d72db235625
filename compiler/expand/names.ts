// Names on the surface syntax: which ones a statement gives, binds inside of it, and reads.

import type { Expr, Item } from '../ast.ts';
import { baseOf } from '../check/symbols.ts';
import { type Rewrite, rewriteExpr, rewriteItem, rewriteParts } from './rewrite.ts';

export type ItemOf<K extends Item['kind']> = Extract<Item, { kind: K }>;
export type Named = Extract<Expr, { kind: 'name' }>;

export const none: ReadonlySet<string> = new Set();

/** The names that a statement gives to the program. */
export function definedBy(item: Item): readonly string[] {
  switch (item.kind) {
    case 'index': return item.indices.map(i => i.name.text);
    case 'data': return item.tensors.map(t => t.name.text);
    case 'param': return [item.tensor.name.text];
    case 'equation': case 'fn': case 'layer': case 'optimizer': case 'setting': case 'let': return [item.name.text];
    default: return [];
  }
}

/** The names that a definition binds itself: letters, arguments, equations, parameters, copies, state. */
export function boundIn(item: ItemOf<'fn' | 'layer' | 'optimizer' | 'setting'>): ReadonlySet<string> {
  const names = new Set<string>();
  if (item.kind === 'setting') return names;
  item.formals.forEach(f => names.add(f.name.text));
  if (item.kind === 'optimizer') {
    for (const s of item.body) { if (s.kind === 'state') s.states.forEach(x => names.add(x.name.text)); else names.add(s.name.text); }
    return names;
  }
  item.letters.forEach(l => names.add(l.text));
  const items = item.kind === 'layer' ? item.items : item.body.kind === 'block' ? item.body.items : [];
  for (const i of items) definedBy(i).forEach(n => names.add(n));
  return names;
}

/** What a statement calls, reads or copies, each time it does. */
export function readsOf(item: Item): readonly { readonly name: string; readonly span: Item['span'] }[] {
  const found: { readonly name: string; readonly span: Item['span'] }[] = [];
  const copied = (i: Item): void => {
    if (i.kind === 'let') found.push({ name: i.layer.text, span: i.layer.span });
    if (i.kind === 'layer') i.items.forEach(copied);
  };
  copied(item);
  rewriteItem(item, e => {
    if (e.kind === 'name') found.push({ name: e.name, span: e.span });
    if (e.kind === 'call' || e.kind === 'access') found.push({ name: e.name, span: e.nameSpan });
    if (e.kind === 'in') found.push({ name: e.tensor.text, span: e.tensor.span });
    return null;
  });
  if (item.kind === 'train') for (const k of item.clauses) { if ((k.kind === 'using' || k.kind === 'goal') && k.using) found.push({ name: k.using.name.text, span: k.using.name.span }); }
  return found;
}

/** The names in an expression, without those that brackets in it bind. */
export function freeNames(expr: Expr): readonly Named[] {
  const found: Named[] = [];
  const walk = (e: Expr, bound: ReadonlySet<string>): void => {
    rewriteExpr(e, x => {
      if (x.kind === 'name' && !bound.has(x.name)) found.push(x);
      if (x.kind !== 'call' || !x.binder) return null;
      const inner = new Set([...bound, ...boundBy(x)]);
      [...x.args.map(a => a.value), ...(x.binder.where ? [x.binder.where] : [])].forEach(a => walk(a, inner));
      return x;
    });
  };
  walk(expr, none);
  return found;
}

const boundBy = (call: Extract<Expr, { kind: 'call' }>): readonly string[] => (call.binder?.at ?? []).flatMap(a => (a.kind === 'name' ? [a.name] : []));

/** An expression with some names replaced wherever no brackets bind them. */
export function substituted(expr: Expr, instead: ReadonlyMap<string, Expr>): Expr {
  const go: Rewrite = e => {
    if (e.kind === 'name') return instead.get(e.name) ?? null;
    if (e.kind !== 'call' || !e.binder) return null;
    const bound = boundBy(e);
    const left = new Map([...instead].filter(([name]) => !bound.includes(name)));
    return left.size === instead.size ? rewriteParts(e, go) : rewriteParts(e, x => substituted(x, left));
  };
  return instead.size ? rewriteExpr(expr, go) : expr;
}

/** Whether a name is a letter of one of these indices. */
export const isLetterOf = (name: string, indices: { has(name: string): boolean }): boolean => indices.has(baseOf(name));
