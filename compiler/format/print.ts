// AST to text on one line: expressions and statements as a person would write them, for messages, comments in SQL and
// printed programs. Parentheses stand only where the tree needs them.

import type { Annotation, Arg, ArrayLiteral, Binder, CallRef, DataSource, Expr, Formal, IndexDecl, Item, Literal, MapItem, Name, OptStmt, Origin, Out, ParamInit, Size, SplitPart, TensorDecl, TrainClause } from '../ast.ts';
import { pairBrackets } from '../parse/cut.ts';
import { type InfixOp, infix, level, prefix } from '../parse/operators.ts';
import { reserved, tokenize } from '../parse/tokens.ts';
import { unreachable } from '../source.ts';
import { layout } from './spacing.ts';

/** An expression as text on one line, with as few parentheses as its tree needs. */
export function printExpr(expr: Expr): string {
  const known = printedBefore.get(expr);
  if (known !== undefined) return known;
  const text = spaced(exprText(expr, level.conditional));
  printedBefore.set(expr, text);
  return text;
}

/** The rule of an optimiser is printed for each parameter. */
const printedBefore = new WeakMap<Expr, string>();

/** A statement as text on one line. */
export function printItem(item: Item): string {
  const known = printedItems.get(item);
  if (known !== undefined) return known;
  const text = spaced(itemText(item));
  printedItems.set(item, text);
  return text;
}

/** An equation is printed for each part of a split that it is made for. */
const printedItems = new WeakMap<Item, string>();

/** Canonical spacing, the same as in formatted files. */
function spaced(text: string): string {
  const tokens = tokenize(text);
  return layout(text, tokens, pairBrackets(text, tokens)).gaps.map((gap, i) => gap + tokens[i]!.text).join('');
}

// ------------------------------------------------------------------ expressions

function levelOf(expr: Expr): number {
  switch (expr.kind) {
    case 'if': return level.conditional;
    case 'coalesce': return level.coalesce;
    case 'binary': return infix[expr.op].level;
    case 'unary': return prefix[expr.op];
    case 'in': return level.comparison;
    case 'number': return expr.text.startsWith('-') ? level.negation : level.primary;
    case 'string': case 'boolean': case 'end': case 'name': case 'size': case 'access': case 'call': case 'iverson': case 'paren': return level.primary;
    default: return unreachable(expr);
  }
}

/** The text of an expression that stands where only this level or a tighter one may. */
const exprText = (expr: Expr, lowest: number): string => (levelOf(expr) < lowest ? `(${bare(expr)})` : bare(expr));

const any = (expr: Expr): string => exprText(expr, level.conditional);

function bare(expr: Expr): string {
  if ('written' in expr && expr.written) return bare(expr.written);
  switch (expr.kind) {
    case 'number': return expr.text;
    case 'string': return quote(expr.value);
    case 'boolean': return String(expr.value);
    case 'end': return 'end';
    case 'name': return expr.name;
    case 'size': return `|${expr.index.text}|`;
    case 'access': return `${expr.name}${axes(expr.at)}`;
    case 'call': return `${expr.name}${binder(expr.binder)}${args(expr.args)}`;
    case 'unary': return `${expr.op} ${exprText(expr.operand, prefix[expr.op])}`;
    case 'binary': return infixText(expr.op, expr.left, expr.right);
    case 'coalesce': return infixText('??', expr.left, expr.right);
    case 'if': return `if ${any(expr.condition)} then ${any(expr.then)} else ${any(expr.else)}`;
    case 'in': {
      const [first, ...others] = expr.elements;
      const elements = others.length === 0 ? exprText(withoutParen(first!), level.sum) : `(${expr.elements.map(any).join(', ')})`;
      return `${elements} in ${expr.tensor.text}`;
    }
    case 'iverson': return `[${any(expr.condition)}]`;
    case 'paren': return `(${any(expr.inner)})`;
    default: return unreachable(expr);
  }
}

/** Parentheses around the only element belong to `in` and are not kept. */
const withoutParen = (expr: Expr): Expr => (expr.kind === 'paren' ? withoutParen(expr.inner) : expr);

/** A chain that nests to the left is written in a loop. */
function infixText(op: InfixOp, left: Expr, right: Expr): string {
  const parts: string[] = [];
  let [at, own, other]: [Expr, InfixOp, Expr] = [left, op, right];
  for (;;) {
    parts.push(` ${own} ${exprText(other, infix[own].right)}`);
    const next = at.kind === 'binary' ? at.op : at.kind === 'coalesce' ? '??' : null;
    if (next === null || (at.kind !== 'binary' && at.kind !== 'coalesce') || infix[next].level < infix[own].left) break;
    [at, own, other] = [at.left, next, at.right];
  }
  return exprText(at, infix[own].left) + parts.reverse().join('');
}

/** A text in quotes, as the grammar reads it. */
export const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;

/** A number of a literal; the grammar has no word for infinity, but it has numbers that are too large. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value).replace('Infinity', '1e999'));

const axes = (at: readonly Expr[] | null): string => (at ? `[${at.map(any).join(', ')}]` : '');
const args = (list: readonly Arg[]): string => `(${list.map(a => (a.name ? `${a.name.text} = ` : '') + any(a.value)).join(', ')})`;
const binder = (b: Binder | null): string => (b ? `[${b.at.map(any).join(', ')}${where(b.where)}${on(b.on)}]` : '');
const where = (guard: Expr | null): string => (guard ? ` where ${any(guard)}` : '');
const on = (split: Name | null): string => (split ? ` on ${split.text}` : '');
const names = (list: readonly Name[]): string => list.map(n => n.text).join(', ');

// ------------------------------------------------------------------ statements

const plainName = /^[\p{L}_][\p{L}_0-9]*$/u;
const dottedName = /^[\p{L}_][\p{L}_0-9]*(\.[\p{L}_][\p{L}_0-9]*)*$/u;

const itemText = (item: Item): string => [...item.annotations.map(annotation), statement(item)].join(' ');

function statement(item: Item): string {
  switch (item.kind) {
    case 'index': return `index ${item.indices.map(indexDecl).join(', ')}`;
    case 'data': return `data ${item.tensors.map(tensorDecl).join(', ')} ${source(item.source)}`;
    case 'param': return `param ${tensorDecl(item.tensor)} ${init(item.init)}${where(item.where)}`;
    case 'equation': return `${item.name.text}${axes(item.axes)} ${item.op} ${any(item.value)}${where(item.where)}${item.until ? ` until ${any(item.until)}` : ''}`;
    case 'train': return `train ${item.name ? `${item.name.text} ` : ''}${block(item.clauses.map(clause))}`;
    case 'fn': return `fn ${item.name.text}${letters(item.letters)}(${item.formals.map(formal).join(', ')}) ${item.body.kind === 'expr' ? `= ${any(item.body.value)}` : `-> ${out(item.body.out)} ${block(item.body.items.map(itemText))}`}`;
    case 'layer': return `layer ${item.name.text}${letters(item.letters)}(${item.formals.map(formal).join(', ')}) -> ${out(item.out)} ${block(item.items.map(itemText))}`;
    case 'let': return `let ${item.name.text}${axes(item.axes)} = ${item.layer.text}${axes(item.at)}${item.args ? args(item.args) : ''}`;
    case 'optimizer': return `optimizer ${item.name.text}(${item.formals.map(formal).join(', ')}) ${block(item.body.map(rule))}`;
    case 'split': return `split ${item.index.text} into ${item.parts.map(splitPart).join(', ')}${item.seed === null ? '' : ` seed ${numberText(item.seed)}`}`;
    case 'setting': return `setting ${item.name.text} = ${any(item.value)}`;
    case 'show': return `show ${item.values.map(any).join(', ')}${on(item.on)}`;
    case 'check': return `check ${any(item.condition)}${on(item.on)}`;
    case 'export': return `export ${names(item.names)}${on(item.on)} to ${quote(item.path)}`;
    case 'import': return item.names ? `import ${names(item.names)} from ${quote(item.path)}` : `import ${quote(item.path)} as ${item.alias!.text}`;
    default: return unreachable(item);
  }
}

const block = (statements: readonly string[]): string => (statements.length ? `{ ${statements.join(' ')} }` : '{}');
const letters = (list: readonly Name[]): string => (list.length ? `[${names(list)}]` : '');
const formal = (f: Formal): string => `${f.name.text}${axes(f.axes)}${f.default ? ` = ${any(f.default)}` : ''}`;
const out = (o: Out): string => `${o.name.text}${axes(o.axes)}`;

const annotation = (a: Annotation): string => `@${a.name.text}${a.args.length ? `(${a.args.map(arg => (arg.name ? `${arg.name} = ` : '') + literal(arg.value)).join(', ')})` : ''}`;
const literal = (l: Literal): string => (typeof l.value === 'string' && !l.word ? quote(l.value) : typeof l.value === 'number' ? numberText(l.value) : String(l.value));
const array = (a: ArrayLiteral): string => `[${a.items.map(i => (i.kind === 'array' ? array(i) : literal(i))).join(', ')}]`;

const indexDecl = (d: IndexDecl): string => `${d.name.text}${d.within ? ` in ${d.within.text}` : ''}${d.size ? ` = ${size(d.size)}` : ''}`;
const size = (s: Size): string => (s.kind === 'count' ? any(s.count) : `${any(s.lo)}..${any(s.hi)}`);
const tensorDecl = (d: TensorDecl): string => `${d.name.text}${axes(d.axes)}${d.type ? `: ${d.type.text}` : ''}`;

function source(s: DataSource): string {
  if (s.kind === 'literal') return `= ${array(s.array)}`;
  return `from ${origin(s.origin)}${mapping(s.mapping)}${s.splits.map(o => ` ${o.split.text} ${origin(o.origin)}${mapping(o.mapping)}`).join('')}`;
}

function origin(o: Origin): string {
  switch (o.kind) {
    case 'file': return quote(o.path);
    case 'table': return `table ${dottedName.test(o.name) && !reserved.has(o.name.split('.')[0]!) ? o.name : quote(o.name)}`;
    case 'sql': return `sql ${quote(o.query)}`;
    default: return unreachable(o);
  }
}

const mapping = (items: readonly MapItem[]): string => (items.length ? ` (${items.map(i => `${i.name.text} = ${mapValue(i)}`).join(', ')})` : '');
const columnName = (name: string): string => (plainName.test(name) && name !== 'row' && name !== 'columns' ? name : quote(name));

function mapValue({ value }: MapItem): string {
  switch (value.kind) {
    case 'row': return 'row';
    case 'column': return columnName(value.name);
    case 'number': return numberText(value.value);
    case 'columns': return `columns${value.columns ? `(${value.columns.map(c => (c.kind === 'range' ? `${numberText(c.lo)}..${numberText(c.hi)}` : columnName(c.name))).join(', ')})` : ''}`;
    default: return unreachable(value);
  }
}

function init(i: ParamInit): string {
  switch (i.kind) {
    case 'draw': return `~ ${any(i.value)}`;
    case 'source': return source(i.source);
    // `= [k]` would be a list of words
    case 'value': return i.value.kind === 'iverson' && looksLikeArray(i.value.condition) ? `= (${any(i.value)})` : `= ${any(i.value)}`;
    default: return unreachable(i);
  }
}

const looksLikeArray = (e: Expr): boolean => e.kind === 'name' || e.kind === 'number' || e.kind === 'string' || e.kind === 'boolean' || e.kind === 'iverson' || (e.kind === 'unary' && e.op === '-');

const callRef = (c: CallRef): string => `${c.name.text}${binder(c.binder)}${args(c.args)}`;

function clause(c: TrainClause): string {
  switch (c.kind) {
    case 'goal': return `${c.sense} ${any(c.objective)}${c.over ? ` over ${names(c.over)}` : ''}${c.using ? ` using ${callRef(c.using)}` : ''}`;
    case 'using': return `using ${callRef(c.using)}`;
    case 'batch': return `batch ${c.index.text} by ${any(c.by)}`;
    case 'epochs': return `epochs ${any(c.count)}`;
    case 'steps': return `steps ${any(c.count)}`;
    case 'seed': return `seed ${numberText(c.seed)}`;
    case 'report': return `report ${c.values.map(any).join(', ')}${on(c.on)}${c.every ? ` every ${numberText(c.every.count)} ${c.every.unit}` : ''}`;
    case 'stop': return `stop when ${any(c.condition)}${on(c.on)}`;
    case 'clip': return `clip ${any(c.norm)}`;
    default: return unreachable(c);
  }
}

function rule(s: OptStmt): string {
  switch (s.kind) {
    case 'state': return `state ${s.states.map(d => `${d.name.text} = ${any(d.value)}`).join(', ')}`;
    case 'assign': return `${s.name.text} := ${any(s.value)}`;
    case 'local': return `${s.name.text} = ${any(s.value)}`;
    default: return unreachable(s);
  }
}

const splitPart = (p: SplitPart): string => (p.kind === 'where' ? `${p.name.text}${where(p.condition)}` : `${p.name.text} ${numberText(p.share)}`);
