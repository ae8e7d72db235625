// Expressions as SQL text, with no more parentheses than precedence asks for.

import type { ColumnType } from '../catalog.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { quoteIdentifier, quoteString } from '../quote.ts';
import { type Expression, expressionType } from '../relational/ir.ts';
import { InternalError, unreachable } from '../source.ts';
import type { OpName } from '../tensor/ops.ts';

/** How tightly a text binds; what binds less tightly than its place demands is put in parentheses. */
export const Level = { or: 1, and: 2, not: 3, test: 4, sum: 6, product: 7, negation: 8, cast: 9, atom: 10 } as const;

interface Rendered { readonly text: string; readonly level: number }

/** How the columns of a SELECT are written: qualified or bare. */
export type ColumnText = (column: Extract<Expression, { kind: 'column' }>) => string;

interface Infix { readonly symbol: string; readonly level: number; /** the level its right operand needs */ readonly right: number }

const infix: Partial<Record<OpName, Infix>> = {
  add: { symbol: '+', level: Level.sum, right: Level.sum },
  sub: { symbol: '-', level: Level.sum, right: Level.product },
  mul: { symbol: '*', level: Level.product, right: Level.product },
  eq: { symbol: '=', level: Level.test, right: Level.sum },
  ne: { symbol: '<>', level: Level.test, right: Level.sum },
  lt: { symbol: '<', level: Level.test, right: Level.sum },
  le: { symbol: '<=', level: Level.test, right: Level.sum },
  gt: { symbol: '>', level: Level.test, right: Level.sum },
  ge: { symbol: '>=', level: Level.test, right: Level.sum },
  and: { symbol: 'AND', level: Level.and, right: Level.and },
  or: { symbol: 'OR', level: Level.or, right: Level.or },
};

export class ExpressionPrinter {
  constructor(private readonly dialect: Dialect, private readonly column: ColumnText) {}

  text(e: Expression): string { return this.render(e).text; }

  /** A value as a column of its own: literals carry their type. */
  item(e: Expression, type: ColumnType): string {
    if (e.kind === 'missing') return `${this.at(e, Level.cast)}::${this.dialect.types[type]}`;
    if (e.kind === 'literal' && typeof e.value === 'number' && Number.isFinite(e.value)) {
      const plain = plainNumber(e.value);
      if (plain !== null || e.type === 'int') return `${plain ?? e.value}::${this.dialect.types[type]}`.replace(/^(-.*)::/, '($1)::');
    }
    return this.text(e);
  }

  private at(e: Expression, level: number, beside: Expression | null = null): string {
    const r = this.render(e, beside);
    return r.level < level ? `(${r.text})` : r.text;
  }

  /** `beside`: another operand of the same operation, from which a number may take its type. */
  private render(e: Expression, beside: Expression | null = null): Rendered {
    const list = (of: readonly Expression[], word: string, level: number): Rendered => ({ text: of.map(o => this.at(o, level + 1)).join(` ${word} `), level });
    switch (e.kind) {
      case 'column': return { text: this.column(e), level: Level.atom };
      case 'literal': return this.literal(e.value, e.type, beside);
      case 'missing': return { text: 'NULL', level: Level.atom };
      case 'parameter': return { text: `$${e.name}::${this.dialect.types[e.type]}`, level: Level.cast };
      case 'call': return this.call(e.op, e.args);
      case 'test': return { text: `${this.operand(e.left, e.right)} ${e.test} ${this.operand(e.right, e.left)}`, level: Level.test };
      case 'all': return list(e.of, 'AND', Level.and);
      case 'any': return list(e.of, 'OR', Level.or);
      case 'not': return { text: `NOT ${this.at(e.of, Level.not)}`, level: Level.not };
      case 'between': return { text: `${this.at(e.value, Level.sum)} BETWEEN ${this.at(e.lo, Level.sum)} AND ${this.at(e.hi, Level.sum)}`, level: Level.test };
      case 'isNull': return { text: `${this.at(e.value, Level.sum)} IS ${e.negated ? 'NOT ' : ''}NULL`, level: Level.test };
      case 'cast': return { text: `${this.at(e.value, Level.cast)}::${this.dialect.types[e.type]}`, level: Level.cast };
      case 'aggregated': return { text: this.aggregated(e), level: Level.atom };
      case 'rowNumber': return { text: `ROW_NUMBER() OVER (ORDER BY ${this.text(e.by)})`, level: Level.atom };
      case 'rowCount': return { text: `(SELECT COUNT(*) FROM ${quoteIdentifier(e.table)})`, level: Level.atom };
      default: return unreachable(e, 'expression');
    }
  }

  /** An operand of a comparison; a parameter needs no type there. */
  private operand(e: Expression, beside: Expression): string {
    return e.kind === 'parameter' ? `$${e.name}` : this.at(e, Level.sum, beside);
  }

  private aggregated(e: Extract<Expression, { kind: 'aggregated' }>): string {
    const { aggregates } = this.dialect;
    if (e.by === 'count' && e.args.length === 0) return fill(aggregates.count, ['*']);
    if (e.by !== 'argFirst') return fill(aggregates[e.by], e.args.map(a => this.text(a)));
    const { ascending, descending } = aggregates.argFirst;
    return fill(e.descending ? descending : ascending, [this.text(e.args[0]!), this.at(e.args[1]!, e.descending ? Level.negation : Level.or)]);
  }

  private literal(value: number | boolean | string, type: ColumnType, beside: Expression | null): Rendered {
    if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE', level: Level.atom };
    if (typeof value === 'string') return type === 'date' ? { text: `DATE ${quoteString(value)}`, level: Level.atom } : { text: quoteString(value), level: Level.atom };
    if (Number.isNaN(value)) return { text: this.dialect.nan, level: Level.cast };
    if (!Number.isFinite(value)) return { text: value > 0 ? this.dialect.infinity : this.dialect.negativeInfinity, level: Level.cast };
    const level = value < 0 || Object.is(value, -0) ? Level.negation : Level.atom;
    if (type === 'int') return { text: String(value), level };
    const plain = beside && isDouble(beside) ? plainNumber(value) : null;
    const exact = Object.is(value, -0) ? '-0' : String(value);
    return { text: plain ?? (exact.includes('e') ? exact : `${exact}e0`), level };
  }

  private call(op: OpName, args: readonly Expression[]): Rendered {
    const beside = (k: number): Expression | null => args.find((a, j) => j !== k && isDouble(a)) ?? null;
    const own = this.dialect.ops[op];
    const form = own === undefined ? infix[op] : undefined;
    if (form && args.length === 2) {
      return { text: `${this.at(args[0]!, form.level === Level.test ? Level.sum : form.level, beside(0))} ${form.symbol} ${this.at(args[1]!, form.right, beside(1))}`, level: form.level };
    }
    if (op === 'if') return { text: this.cases(args), level: Level.atom };
    if (op === 'neg') return { text: `-${this.at(args[0]!, Level.cast)}`, level: Level.negation };
    if (op === 'not') return { text: `NOT ${this.at(args[0]!, Level.not)}`, level: Level.not };
    if (op === 'stop') return this.render(args[0]!);
    if (own === undefined) throw new InternalError(`no SQL for ${op}`);
    return { text: fill(own, args.map((a, k) => this.at(a, Level.atom, beside(k)))), level: Level.atom };
  }

  /** `if … then … else if … else …` as one CASE. */
  private cases(args: readonly Expression[]): string {
    const parts: string[] = [];
    const whole: Expression = { kind: 'call', op: 'if', args, type: 'real' };
    const values: Expression[] = [];
    let rest: Expression = whole;
    for (; rest.kind === 'call' && rest.op === 'if'; rest = rest.args[2]!) values.push(rest.args[1]!);
    const typed = [...values, rest].find(isDouble) ?? null;
    rest = whole;
    while (rest.kind === 'call' && rest.op === 'if') {
      parts.push(`WHEN ${this.text(rest.args[0]!)} THEN ${this.at(rest.args[1]!, Level.or, typed)}`);
      rest = rest.args[2]!;
    }
    if (rest.kind !== 'missing') parts.push(`ELSE ${this.at(rest, Level.or, typed)}`);
    return `CASE ${parts.join(' ')} END`;
  }
}

const fill = (template: string, args: readonly string[]): string => template.replace(/\{(\d+)\}/g, (_, k: string) => args[Number(k)]!);

/** Whether the engine takes an expression for a DOUBLE, so that a number beside it becomes one. */
const isDouble = (e: Expression): boolean => e.kind !== 'literal' && e.kind !== 'missing' && expressionType(e) === 'real';

/** A number in plain decimal notation, if that is exact as a decimal of the engine and short. */
function plainNumber(value: number): string | null {
  const text = String(value);
  return Object.is(value, -0) || text.includes('e') || text.replace(/[-.]/g, '').length > 15 ? null : text;
}
