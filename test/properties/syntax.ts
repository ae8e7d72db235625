// What the properties ask of expressions: their letters, the sums of their products, and walks that tell which letters are at hand.

import type { Binder, Expr, Item, Module } from '../../compiler/ast.ts';
import { chainOf, childrenOf, isProduct } from '../../compiler/check/letters.ts';
import { parse } from '../../compiler/parse/parse.ts';
import { printItem } from '../../compiler/format.ts';
import type { Table } from '../random/generate.ts';

export type Equation = Extract<Item, { kind: 'equation' }>;
export type Call = Extract<Expr, { kind: 'call' }>;

/** A program that must give the same results. */
export interface Variant {
  readonly module: Module;
  readonly tables: readonly Table[];
  /** the parts of the sheet that are written otherwise now */
  readonly changed: ReadonlySet<string>;
  /** for tensors whose axes stand in another order: the axis k is what was the axis order[k] */
  readonly orders: ReadonlyMap<string, readonly number[]>;
}

export const moduleOf = (text: string): Module => {
  const { module, diagnostics } = parse({ file: 'sheet.tsql', text });
  if (diagnostics.length) throw new Error(`${diagnostics.map(d => d.message).join('\n')}\n${text}`);
  return module;
};

export const textOf = (module: Module): string => `${module.items.map(printItem).join('\n')}\n`;

/** An expression of its text. */
export function expression(text: string): Expr {
  const item = moduleOf(`x = ${text}`).items[0] as Equation;
  return item.value;
}

/** The program of a sheet that a tensor belongs to: `p3t` of `p3t1h`; null for data. */
export const partOf = (name: string): string | null => /^p\d+t/.exec(name)?.[0] ?? null;

/** The module without the programs that stand as they were. */
export function changedOnly({ module, changed }: Variant): Module {
  const keeps = (name: string): boolean => { const part = partOf(name); return part === null || changed.has(part); };
  return {
    ...module,
    items: module.items.filter(i => {
      if (i.kind === 'equation') return keeps(i.name.text);
      if (i.kind === 'show') return i.values.every(v => (v.kind === 'access' || v.kind === 'name') && keeps(v.name));
      return i.kind !== 'export' || i.names.every(n => keeps(n.text));
    }),
  };
}

/** The indices that a module declares. */
export const basesOf = (module: Module): readonly string[] => module.items.flatMap(i => (i.kind === 'index' ? i.indices.map(d => d.name.text) : []));

/** The letters that are free in an expression: names of indices, primes or not. */
export function lettersOf(expr: Expr, bases: readonly string[], bound: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const found = new Set<string>();
  const go = (e: Expr, bound: ReadonlySet<string>): void => {
    if (e.kind === 'name' && !bound.has(e.name) && bases.includes(e.name.replace(/'+$/, ''))) found.add(e.name);
    for (const child of childrenOf(e)) go(child.expr, child.bound.size ? new Set([...bound, ...child.bound]) : bound);
  };
  go(expr, bound);
  return found;
}

export interface Site {
  readonly expr: Expr;
  /** the letters at hand: those on the left, of reducers around it, and of the sums of products around it */
  readonly letters: ReadonlySet<string>;
  /** those of products alone */
  readonly summed: ReadonlySet<string>;
}

/** Every sub-expression that stands for a value of its own: no coordinates, no links of a longer product, no target of a derivative. */
export function sitesOf(equation: Equation, bases: readonly string[]): readonly Site[] {
  const found: Site[] = [];
  const go = (expr: Expr, letters: ReadonlySet<string>, summed: ReadonlySet<string>): void => {
    if (expr.kind === 'paren') { go(expr.inner, letters, summed); return; }
    found.push({ expr, letters, summed });
    switch (expr.kind) {
      case 'access': case 'in': return;
      case 'call': {
        if (expr.name === 'grad') { go(expr.args[0]!.value, letters, summed); return; }
        const inner = new Set([...letters, ...boundBy(expr.binder)]);
        for (const a of expr.args) go(a.value, inner, summed);
        if (expr.binder?.where) go(expr.binder.where, inner, summed);
        return;
      }
      default:
        if (isProduct(expr)) {
          const shared = sharedBy(expr, letters, bases);
          for (const { expr: part } of chainOf(expr).steps) go(part, new Set([...letters, ...shared]), new Set([...summed, ...shared]));
        } else for (const child of childrenOf(expr)) go(child.expr, letters, summed);
    }
  };
  const left = new Set((equation.axes ?? []).flatMap(a => [...lettersOf(a, bases)]));
  go(equation.value, left, new Set());
  if (equation.where) go(equation.where, left, new Set());
  return found;
}

export const boundBy = (binder: Binder | null): readonly string[] => (binder ? binder.at.flatMap(a => (a.kind === 'name' ? [a.name] : [])) : []);

/** The letters that a product sums, where others are at hand. */
export function sharedBy(product: Expr, letters: ReadonlySet<string>, bases: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const factor of chainOf(product).factors) for (const l of lettersOf(factor, bases, letters)) counts.set(l, (counts.get(l) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > 1).map(([l]) => l);
}

/** An equation with one sub-expression, the very node, replaced. */
export function replaced(equation: Equation, from: Expr, to: Expr): Equation {
  const go = (e: Expr): Expr => {
    if (e === from) return to;
    switch (e.kind) {
      case 'number': case 'string': case 'boolean': case 'end': case 'name': case 'size': case 'access': case 'in': return e;
      case 'call': return { ...e, binder: e.binder && { ...e.binder, where: e.binder.where && go(e.binder.where) }, args: e.args.map(a => ({ ...a, value: go(a.value) })) };
      case 'unary': return { ...e, operand: go(e.operand) };
      case 'binary': return { ...e, left: go(e.left), right: go(e.right) };
      case 'if': return { ...e, condition: go(e.condition), then: go(e.then), else: go(e.else) };
      case 'coalesce': return { ...e, left: go(e.left), right: go(e.right) };
      case 'iverson': return { ...e, condition: go(e.condition) };
      case 'paren': return { ...e, inner: go(e.inner) };
    }
  };
  return { ...equation, value: go(equation.value), where: equation.where && go(equation.where) };
}
