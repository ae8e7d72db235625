// The same value written otherwise: operands swapped, constants unfolded, sub-expressions named, reductions in two parts.

import type { Expr, Item, Name } from '../../compiler/ast.ts';
import { chainOf, isProduct } from '../../compiler/check/letters.ts';
import { printExpr } from '../../compiler/format.ts';
import type { Sheet } from '../random/generate.ts';
import type { Draws } from './draws.ts';
import { basesOf, boundBy, type Call, type Equation, expression, lettersOf, moduleOf, partOf, replaced, sharedBy, type Site, sitesOf, type Variant } from './syntax.ts';

const variant = (sheet: Sheet, change: (e: Equation, bases: readonly string[]) => readonly Item[] | null): Variant => {
  const module = moduleOf(sheet.text);
  const bases = basesOf(module);
  const changed = new Set<string>();
  const clauses = module.items.flatMap(i => (i.kind === 'equation' ? [i.name.text] : []));
  const items = module.items.flatMap(i => {
    const made = i.kind !== 'equation' ? null
      // the guards of several clauses are told apart by how they are written
      : clauses.filter(name => name === i.name.text).length === 1 ? change(i, bases)
      : change({ ...i, where: null }, bases)?.map(e => (e.kind === 'equation' && e.name === i.name ? { ...e, where: i.where } : e)) ?? null;
    if (made) changed.add(partOf((i as Equation).name.text)!);
    return made ?? [i];
  });
  return { module: { ...module, items }, tables: sheet.tables, changed, orders: new Map() };
};

// ---------------------------------------------------------------- operands

const mirrored: Readonly<Record<string, '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | 'and' | 'or' | undefined>> = { '+': '+', and: 'and', or: 'or', '==': '==', '!=': '!=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const commuting = new Set(['sum', 'prod', 'mean', 'max', 'min', 'any', 'all']);

/** Factors and addends in another order, comparisons from the other side, letters of a reducer in another order. */
export const swapped = (sheet: Sheet, draws: Draws): Variant => variant(sheet, equation => {
  let any = false;
  const turn = (e: Expr): Expr => {
    if (isProduct(e) && chainOf(e).divisors.length === 0) {
      const factors = chainOf(e).factors.map(go);
      any = true;
      return (draws.chance(50) ? factors.reverse() : draws.shuffled(factors)).reduce((left, right) => ({ kind: 'binary', op: '*', left, right, span: e.span }));
    }
    if (e.kind === 'binary' && mirrored[e.op]) { any = true; return { ...e, op: mirrored[e.op]!, left: go(e.right), right: go(e.left) }; }
    if (e.kind === 'call' && !e.binder && (e.name === 'max' || e.name === 'min')) { any = true; return { ...e, args: [...e.args].reverse().map(a => ({ ...a, value: go(a.value) })) }; }
    return parts(e, go);
  };
  const go = (e: Expr): Expr => {
    const made = turn(e);
    return made.kind === 'call' && made.binder && commuting.has(made.name) && made.binder.at.length > 1 ? { ...made, binder: { ...made.binder, at: [...made.binder.at].reverse() } } : made;
  };
  const made = { ...equation, value: go(equation.value), where: equation.where && go(equation.where) };
  return any ? [made] : null;
});

/** The same expression with its parts changed; coordinates stay. */
function parts(e: Expr, go: (e: Expr) => Expr): Expr {
  switch (e.kind) {
    case 'number': case 'string': case 'boolean': case 'end': case 'name': case 'size': case 'access': case 'in': return e;
    case 'call': return e.name === 'grad' ? e : { ...e, binder: e.binder && { ...e.binder, where: e.binder.where && go(e.binder.where) }, args: e.args.map(a => ({ ...a, value: go(a.value) })) };
    case 'unary': return { ...e, operand: go(e.operand) };
    case 'binary': return { ...e, left: go(e.left), right: go(e.right) };
    case 'if': return { ...e, condition: go(e.condition), then: go(e.then), else: go(e.else) };
    case 'coalesce': return { ...e, left: go(e.left), right: go(e.right) };
    case 'iverson': return { ...e, condition: go(e.condition) };
    case 'paren': return { ...e, inner: go(e.inner) };
  }
}

// ---------------------------------------------------------------- constants

/** A number as a constant expression, a value with a constant that changes nothing: folding them gives the sheet. */
export const unfolded = (sheet: Sheet, draws: Draws): Variant => variant(sheet, equation => {
  let any = false;
  const made = (text: string): Expr => { any = true; return expression(`(${text})`); };
  const go = (e: Expr): Expr => {
    if (e.kind === 'number') {
      const by = 1 + draws.choose(4);
      return made(draws.one([`${e.value - by} + ${by}`, `${by} * ${e.value} - ${by - 1} * ${e.value}`, `if ${by} > 2 then ${e.value} else ${e.value} * 1`, `-(${-e.value})`, `${e.value}^1`, `z - 2 + ${e.value}`, `|j| + ${e.value - 2}`, `max(${e.value}, ${e.value - by})`]));
    }
    if (e.kind === 'name' && e.name === 'z') return made(draws.one(['2', '1 + 1', '|j|']));
    // a link of a product is not a value of its own
    const inner = isProduct(e) ? chainOf(e).steps.map(s => ({ ...s, expr: go(s.expr) })).reduce<Expr | null>((left, { op, expr }) => (left ? { kind: 'binary', op, left, right: expr, span: e.span } : expr), null)! : parts(e, go);
    const numeric = (e.kind === 'binary' && ['+', '-', '*'].includes(e.op)) || (e.kind === 'unary' && e.op === '-') || e.kind === 'iverson' || (e.kind === 'call' && ['sum', 'prod', 'max', 'min', 'mean', 'abs'].includes(e.name));
    if (!numeric || !draws.chance(40)) return inner;
    any = true;
    // in parentheses: a product sums nothing that another one around it does not
    const text = printExpr(inner);
    return expression(`(${draws.one([`(${text}) * 1`, `1 * (${text})`, `(${text}) + 0`, `0 + (${text})`, `(${text}) - 0`, `-(-(${text}))`, `(${text}) / 1`, `(${text})^1`, `if 1 < 2 then (${text}) else 7`, `(${text}) + (2 - 2)`])})`);
  };
  const result = { ...equation, value: go(equation.value), where: equation.where && go(equation.where) };
  return any ? [result] : null;
});

// ---------------------------------------------------------------- names

/** One sub-expression of each equation as a tensor of its own. */
export const extracted = (sheet: Sheet, draws: Draws): Variant => {
  let made = 0;
  return variant(sheet, (equation, bases) => {
    const sites = sitesOf(equation, bases).filter(s => !['number', 'string', 'boolean', 'name', 'size'].includes(s.expr.kind) && !(s.expr.kind === 'call' && s.expr.name === 'grad'));
    if (!sites.length) return null;
    const { expr, letters } = draws.one(sites);
    const name: Name = { text: `${partOf(equation.name.text)!}u${++made}`, span: equation.span };
    const axes = draws.shuffled([...lettersOf(expr, bases)].filter(l => letters.has(l)));
    const at = axes.map((l): Expr => ({ kind: 'name', name: l, span: equation.span }));
    const use: Expr = at.length ? { kind: 'access', name: name.text, nameSpan: equation.span, at, span: equation.span } : { kind: 'name', name: name.text, span: equation.span };
    const definition: Equation = { ...equation, name, axes: at.length ? at : null, op: '=', value: expr, where: null, until: null };
    return [definition, replaced(equation, expr, use)];
  });
};

// ---------------------------------------------------------------- reductions

/** One reduction of each equation as that over some rows and that over the others; a mean is weighted by how many rows each has. */
export const halved = (sheet: Sheet, draws: Draws): Variant => variant(sheet, (equation, bases) => {
  const left = new Set((equation.axes ?? []).flatMap(a => [...lettersOf(a, bases)]));
  const sites = sitesOf(equation, bases).flatMap(site => {
    const text = inHalves(site, left, bases, draws);
    return text === null ? [] : [{ site, text }];
  });
  if (!sites.length) return null;
  const { site, text } = draws.one(sites);
  return [replaced(equation, site.expr, expression(`(${text})`))];
});

function inHalves({ expr, letters, summed }: Site, left: ReadonlySet<string>, bases: readonly string[], draws: Draws): string | null {
  if (isProduct(expr)) {
    const shared = sharedBy(expr, letters, bases);
    const by = shared.find(l => condition(l, draws) !== null);
    if (!by) return null;
    const [half, all] = [condition(by, draws)!, shared.join(', ')];
    return `sum[${all} where ${half}](${printExpr(expr)}) + sum[${all} where not (${half})](${printExpr(expr)})`;
  }
  if (expr.kind !== 'call' || !expr.binder) return null;
  const split = bySplit(expr) ?? byGuard(expr, draws);
  if (!split) return null;
  const [a, b] = split;
  const open = [...lettersOf(expr, bases)];
  switch (expr.name) {
    case 'sum': return `${a()} + ${b()}`;
    case 'max': case 'min': return `${expr.name}(${a()} ?? ${b()}, ${b()} ?? ${a()})`;
    case 'any': return `${a()} or ${b()}`;
    case 'all': return `${a()} and ${b()}`;
    default:
  }
  // these multiply: a letter that a product around it sums would be summed here
  if (open.some(l => summed.has(l) || (!left.has(l) && !letters.has(l)))) return null;
  if (expr.name === 'prod') return `${a()} * ${b()}`;
  if (expr.name !== 'mean') return null;
  const value = printExpr(expr.args[0]!.value);
  const count = (half: Half): string => half('sum', `0 * (${value}) + 1`);
  // no rows in both: no value
  return `((${count(a)} * ${a()} ?? 0) + (${count(b)} * ${b()} ?? 0)) / (${count(a)} + ${count(b)}) + 0 * (${a()} ?? ${b()})`;
}

/** The reduction over half of the rows, or another one over the same rows. */
type Half = (reducer?: string, body?: string) => string;

const half = (call: Call, guard: string | null, on: string | null): Half => (reducer = call.name, body = printExpr(call.args[0]!.value)) => {
  const where = [...(call.binder!.where ? [`(${printExpr(call.binder!.where)})`] : []), ...(guard ? [guard] : [])].join(' and ');
  return `${reducer}[${boundBy(call.binder).join(', ')}${where ? ` where ${where}` : ''}${on ? ` on ${on}` : ''}](${body})`;
};

/** All rows of a split index are those of its parts. */
const bySplit = (call: Call): readonly [Half, Half] | null => (call.binder!.on?.text === 'all' && boundBy(call.binder).filter(l => l.startsWith('s')).length === 1 ? [half(call, null, 'train'), half(call, null, 'test')] : null);

function byGuard(call: Call, draws: Draws): readonly [Half, Half] | null {
  const by = boundBy(call.binder).map(l => condition(l, draws)).find(c => c !== null);
  return by ? [half(call, `(${by})`, call.binder!.on?.text ?? null), half(call, `not (${by})`, call.binder!.on?.text ?? null)] : null;
}

/** A condition on a letter that holds for some of its positions: always there, true or false. */
function condition(letter: string, draws: Draws): string | null {
  switch (letter.replace(/'+$/, '')) {
    case 'i': return draws.one([`${letter} == 1`, `n[${letter}] < 2`]);
    case 'j': return `${letter} < 1`;
    case 'k': return draws.one([`${letter} > 1`, `on[${letter}]`]);
    case 'm': return `${letter} <= 3`;
    case 'w': return `q[${letter}] > 0`;
    case 's': return `xs[${letter}] > 0`;
    default: return null;
  }
}
