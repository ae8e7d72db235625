// Walks over the surface syntax that rebuild it: each expression of a statement is handed to a function, from the outside in.

import type { Binder, CallRef, Expr, Formal, Item, OptStmt, SplitPart, TrainClause } from '../ast.ts';
import { unreachable } from '../source.ts';

/** What stands for an expression, or null where it stays and its parts are visited. */
export type Rewrite = (expr: Expr) => Expr | null;

/** An expression with every part rewritten. What the rewrite gives is taken as it is. */
export const rewriteExpr = (expr: Expr, rewrite: Rewrite): Expr => rewrite(expr) ?? rewriteParts(expr, rewrite);

/** The same expression with its parts rewritten. */
export function rewriteParts(expr: Expr, rewrite: Rewrite): Expr {
  const go = (e: Expr): Expr => rewriteExpr(e, rewrite);
  switch (expr.kind) {
    case 'number': case 'string': case 'boolean': case 'end': case 'name': case 'size': return expr;
    case 'access': return { ...expr, at: expr.at.map(go) };
    case 'call': return { ...expr, binder: expr.binder && rewriteBinder(expr.binder, go), args: expr.args.map(a => ({ ...a, value: go(a.value) })) };
    case 'unary': return { ...expr, operand: go(expr.operand) };
    case 'binary': return rewriteChain(expr, go);
    case 'if': return { ...expr, condition: go(expr.condition), then: go(expr.then), else: go(expr.else) };
    case 'coalesce': return { ...expr, left: go(expr.left), right: go(expr.right) };
    case 'in': return { ...expr, elements: expr.elements.map(go) };
    case 'iverson': return { ...expr, condition: go(expr.condition) };
    case 'paren': return { ...expr, inner: go(expr.inner) };
    default: return unreachable(expr);
  }
}

/** Chains that nest to the left are rebuilt in a loop: they may be thousands of operands long. */
function rewriteChain(expr: Extract<Expr, { kind: 'binary' }>, go: (e: Expr) => Expr): Expr {
  const links: Extract<Expr, { kind: 'binary' }>[] = [];
  let at: Expr = expr;
  while (at.kind === 'binary') { links.push(at); at = at.left; }
  return links.reverse().reduce<Expr>((left, link) => ({ ...link, left, right: go(link.right) }), go(at));
}

const rewriteBinder = (binder: Binder, go: (e: Expr) => Expr): Binder => ({ ...binder, at: binder.at.map(go), where: binder.where && go(binder.where) });

/** A statement with every expression in it rewritten, those inside of functions and layers too. */
export function rewriteItem(item: Item, rewrite: Rewrite): Item {
  const go = (e: Expr): Expr => rewriteExpr(e, rewrite);
  const all = (list: readonly Expr[] | null): readonly Expr[] | null => list && list.map(go);
  const formals = (list: readonly Formal[]): readonly Formal[] => list.map(f => ({ ...f, default: f.default && go(f.default) }));
  switch (item.kind) {
    case 'index': case 'data': case 'import': case 'export': return item;
    case 'param': return { ...item, tensor: { ...item.tensor, axes: all(item.tensor.axes) }, init: item.init.kind === 'source' ? item.init : { ...item.init, value: go(item.init.value) }, where: item.where && go(item.where) };
    case 'equation': return { ...item, axes: all(item.axes), value: go(item.value), where: item.where && go(item.where), until: item.until && go(item.until) };
    case 'train': return { ...item, clauses: item.clauses.map(k => rewriteClause(k, go)) };
    case 'fn': return { ...item, formals: formals(item.formals), body: item.body.kind === 'expr' ? { ...item.body, value: go(item.body.value) } : { ...item.body, items: item.body.items.map(i => rewriteItem(i, rewrite)) } };
    case 'layer': return { ...item, formals: formals(item.formals), items: item.items.map(i => rewriteItem(i, rewrite)) };
    case 'let': return { ...item, args: item.args && item.args.map(a => ({ ...a, value: go(a.value) })) };
    case 'optimizer': return { ...item, formals: formals(item.formals), body: item.body.map(s => rewriteRule(s, go)) };
    case 'split': return { ...item, parts: item.parts.map((p): SplitPart => (p.kind === 'where' ? { ...p, condition: go(p.condition) } : p)) };
    case 'setting': return { ...item, value: go(item.value) };
    case 'show': return { ...item, values: item.values.map(go) };
    case 'check': return { ...item, condition: go(item.condition) };
    default: return unreachable(item);
  }
}

function rewriteRule(rule: OptStmt, go: (e: Expr) => Expr): OptStmt {
  return rule.kind === 'state' ? { ...rule, states: rule.states.map(s => ({ ...s, value: go(s.value) })) } : { ...rule, value: go(rule.value) };
}

const rewriteCall = (call: CallRef, go: (e: Expr) => Expr): CallRef => ({ ...call, binder: call.binder && rewriteBinder(call.binder, go), args: call.args.map(a => ({ ...a, value: go(a.value) })) });

function rewriteClause(clause: TrainClause, go: (e: Expr) => Expr): TrainClause {
  switch (clause.kind) {
    case 'goal': return { ...clause, objective: go(clause.objective), using: clause.using && rewriteCall(clause.using, go) };
    case 'using': return { ...clause, using: rewriteCall(clause.using, go) };
    case 'batch': return { ...clause, by: go(clause.by) };
    case 'epochs': case 'steps': return { ...clause, count: go(clause.count) };
    case 'seed': return clause;
    case 'report': return { ...clause, values: clause.values.map(go) };
    case 'stop': return { ...clause, condition: go(clause.condition) };
    case 'clip': return { ...clause, norm: go(clause.norm) };
    default: return unreachable(clause);
  }
}
