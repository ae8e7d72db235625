// Expressions as SQL text, with no more parentheses than precedence asks for.

import type { Dialect } from '../dialects/dialect.ts';
import { quoteIdentifier, quoteString } from '../quote.ts';
import { type ColumnType, type Expression, expressionType } from '../relational/ir.ts';
import { canBeNull } from '../relational/lower/scalar.ts';
import { InternalError, unreachable } from '../source.ts';
import { type OpName, ops } from '../tensor/ops.ts';
import { type SqlPart, type SqlText, atom, bothHold, comparison, eitherHolds, inverted, operand, precedence, sqlInteger, sqlNumber } from '../tensor/ops/sql.ts';

/** How the columns of a SELECT are written: qualified or bare. */
export type ColumnText = (column: Extract<Expression, { kind: 'column' }>) => string;

/** Operations in which a number takes the type of a DOUBLE that stands beside it. */
const alike: ReadonlySet<OpName> = new Set<OpName>(['add', 'sub', 'mul', 'div', 'pow', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'max', 'min', 'clamp', 'coalesce', 'if']);

export class ExpressionPrinter {
  constructor(private readonly dialect: Dialect, private readonly column: ColumnText) {}

  text(e: Expression): string { return this.render(e).text; }

  /** A value as a column of its own: literals carry their type, unless the table that takes them has one. */
  item(e: Expression, type: ColumnType, typed: boolean): string {
    if (typed && e.kind === 'parameter') return `$${e.name}`;
    if (e.kind === 'missing') return `CAST(NULL AS ${this.dialect.types[type]})`;
    if (e.kind === 'literal' && typeof e.value === 'number') {
      const plain = e.type === 'int' ? sqlInteger(e.value) : plainNumber(e.value) ?? (type === 'f32' ? sqlNumber(e.value) : null);
      if (plain !== null) return `CAST(${plain} AS ${this.dialect.types[type]})`;
    }
    return this.text(e);
  }

  private render(e: Expression): SqlText {
    switch (e.kind) {
      case 'column': return atom(this.column(e));
      case 'literal': return literal(e.value, e.type);
      case 'missing': return atom('NULL');
      case 'parameter': return atom(`CAST($${e.name} AS ${this.dialect.types[e.type]})`);
      case 'call': return (this.dialect.ops[e.op] ?? ops[e.op].sql)(e.args.map((a, k) => this.part(a, k, e)));
      case 'test': return comparison(e.test, this.tested(e.left, e.right), this.tested(e.right, e.left));
      case 'all': return e.of.map(o => this.render(o)).reduce(bothHold);
      case 'any': return e.of.map(o => this.render(o)).reduce(eitherHolds);
      case 'not': return inverted(this.render(e.of));
      case 'between': {
        const [value, lo, hi] = [e.value, e.lo, e.hi].map(x => operand(this.part(x), precedence.additive));
        return { text: `${value} BETWEEN ${lo} AND ${hi}`, precedence: precedence.comparison };
      }
      case 'isNull': return { text: `${operand(this.part(e.value), precedence.additive)} IS ${e.negated ? 'NOT ' : ''}NULL`, precedence: precedence.is };
      case 'cast': return atom(`CAST(${this.text(e.value)} AS ${this.dialect.types[e.type]})`);
      case 'aggregated': return atom(this.dialect.aggregates[e.by](e.args.map(a => this.text(a)), e.descending));
      case 'rowNumber': return atom(`ROW_NUMBER() OVER (ORDER BY ${e.by.map(b => this.text(b)).join(', ')})`);
      case 'rowCount': return atom(`(SELECT COUNT(*) FROM ${quoteIdentifier(e.table)})`);
      case 'valueOf': return atom(`(SELECT ${quoteIdentifier(e.column)} FROM ${quoteIdentifier(e.table)})`);
      case 'local': return atom(quoteIdentifier(e.name));
      case 'each': return atom(this.lists().each(this.text(e.over), this.lists().lambda([e.element, ...(e.place === null ? [] : [e.place])].map(quoteIdentifier), this.text(e.body))));
      case 'fold': return atom(this.lists().fold(this.text(e.over), this.lists().lambda([e.before, e.element].map(quoteIdentifier), this.text(e.body))));
      case 'listed': return atom(this.lists()[e.by](e.args.map((a, k) => (k === 0 && (e.by === 'element' || e.by === 'field') && a.kind !== 'local' && a.kind !== 'column' ? `(${this.text(a)})` : this.text(a)))));
      default: return unreachable(e, 'expression');
    }
  }

  private lists(): NonNullable<Dialect['lists']> {
    if (!this.dialect.lists) throw new InternalError(`${this.dialect.name} has no lists`);
    return this.dialect.lists;
  }

  /** An operand of a comparison; a parameter needs no type there. */
  private tested(e: Expression, beside: Expression): SqlText {
    if (e.kind === 'parameter') return atom(`$${e.name}`);
    return this.part(e, 0, { kind: 'call', op: 'eq', args: [e, beside], type: 'bool' });
  }

  /** An operand of a template: operand number `k` of `within`. */
  private part(e: Expression, k = 0, within: Extract<Expression, { kind: 'call' }> | null = null): SqlPart {
    const type = expressionType(e);
    if (type === 'list') throw new InternalError('a list is no operand of an operation');
    if (e.kind === 'literal') {
      const beside = within && (e.type === 'real' || e.type === 'f32') && alike.has(within.op) && within.args.some((a, j) => j !== k && isDouble(a));
      const plain = beside ? plainNumber(e.value as number) : null;
      return { ...(plain === null ? literal(e.value, e.type) : signed(plain)), type: type === 'f32' ? 'real' : type, literal: e.value, nullable: false };
    }
    return { ...this.render(e), type: type === 'f32' ? 'real' : type, nullable: canBeNull(e) };
  }
}

const signed = (text: string): SqlText => ({ text, precedence: text.startsWith('-') ? precedence.sign : precedence.atom });

function literal(value: number | boolean | string, type: ColumnType): SqlText {
  if (typeof value === 'boolean') return atom(value ? 'TRUE' : 'FALSE');
  if (typeof value === 'string') return atom(type === 'date' ? `DATE ${quoteString(value)}` : quoteString(value));
  return signed(type === 'int' ? sqlInteger(value) : sqlNumber(value));
}

/** Whether the engine takes an expression for a DOUBLE or a FLOAT, so that a number beside it becomes one. */
const isDouble = (e: Expression): boolean => e.kind !== 'literal' && e.kind !== 'missing' && (expressionType(e) === 'real' || expressionType(e) === 'f32');

/** A number in plain decimal notation, if it is short enough to be exact as the engine's DECIMAL. */
function plainNumber(value: number): string | null {
  const text = String(value);
  return !Number.isFinite(value) || Object.is(value, -0) || text.includes('e') || text.replace(/[-.]/g, '').length > 15 ? null : text;
}
