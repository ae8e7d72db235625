// How an operation is written in SQL: text with its precedence, so that parentheses stand only where they are needed.
// The templates are DuckDB's; another dialect overrides the few that differ.

import { InternalError } from '../../source.ts';

/** The SQL type of a part of an expression. */
export type SqlType = 'real' | 'int' | 'bool' | 'text' | 'date';

/** An expression as text. */
export interface SqlText {
  readonly text: string;
  /** how tightly its outermost operator binds: see `precedence` */
  readonly precedence: number;
}

/** An operand of a template. */
export interface SqlPart extends SqlText {
  readonly type: SqlType;
  /** its value, if it is a constant */
  readonly literal?: number | boolean | string;
  /** false: it is never NULL, which allows a shorter text. Left out: it may be NULL. */
  readonly nullable?: boolean;
}

export type SqlTemplate = (args: readonly SqlPart[]) => SqlText;

/** Binding strengths, loosest first; PostgreSQL's order, which DuckDB shares. */
export const precedence = { or: 10, and: 20, not: 30, is: 40, comparison: 50, additive: 60, multiplicative: 70, sign: 90, atom: 100 } as const;

export const atom = (text: string): SqlText => ({ text, precedence: precedence.atom });

/** The text of a part where an operator of this strength or a tighter one is expected. */
export const operand = (part: SqlText, least: number): string => (part.precedence < least ? `(${part.text})` : part.text);

/** As `operand`, to stand right of another operator: a leading minus is wrapped, since `--` starts a comment. */
const rightOperand = (part: SqlText, least: number): string => (part.text.startsWith('-') ? `(${part.text})` : operand(part, least));

/** a ∘ b, left-associative. */
export const infix = (operator: string, strength: number, left: SqlText, right: SqlText): SqlText => ({
  text: `${operand(left, strength)} ${operator} ${rightOperand(right, strength + 1)}`,
  precedence: strength,
});

/** a ∘ b where a ∘ b ∘ c is not allowed. */
export const comparison = (operator: string, left: SqlText, right: SqlText): SqlText => ({
  text: `${operand(left, precedence.comparison + 1)} ${operator} ${rightOperand(right, precedence.comparison + 1)}`,
  precedence: precedence.comparison,
});

export const plus = (a: SqlText, b: SqlText): SqlText => infix('+', precedence.additive, a, b);
export const minus = (a: SqlText, b: SqlText): SqlText => infix('-', precedence.additive, a, b);
export const times = (a: SqlText, b: SqlText): SqlText => infix('*', precedence.multiplicative, a, b);
export const over = (a: SqlText, b: SqlText): SqlText => infix('/', precedence.multiplicative, a, b);
export const remainder = (a: SqlText, b: SqlText): SqlText => infix('%', precedence.multiplicative, a, b);
export const quotient = (a: SqlText, b: SqlText): SqlText => infix('//', precedence.multiplicative, a, b);
export const negated = (a: SqlText): SqlText => ({ text: `-${rightOperand(a, precedence.sign)}`, precedence: precedence.sign });
export const bothHold = (a: SqlText, b: SqlText): SqlText => infix('AND', precedence.and, a, b);
export const eitherHolds = (a: SqlText, b: SqlText): SqlText => infix('OR', precedence.or, a, b);
export const inverted = (a: SqlText): SqlText => ({ text: `NOT ${operand(a, precedence.not + 1)}`, precedence: precedence.not });
export const isThere = (a: SqlText): SqlText => ({ text: `${operand(a, precedence.additive)} IS NOT NULL`, precedence: precedence.is });

export const invoke = (name: string, ...args: readonly SqlText[]): SqlText => atom(`${name}(${args.map(a => a.text).join(', ')})`);
export const castTo = (type: string, a: SqlText): SqlText => atom(`CAST(${a.text} AS ${type})`);

/** CASE WHEN … THEN … [ELSE …] END */
export const cases = (branches: readonly (readonly [when: SqlText, then: SqlText])[], otherwise: SqlText | null = null): SqlText =>
  atom(`CASE ${branches.map(([w, t]) => `WHEN ${w.text} THEN ${t.text}`).join(' ')}${otherwise ? ` ELSE ${otherwise.text}` : ''} END`);

/** A part that may be NULL when the rest of its operation has a value. */
export const mayBeMissing = (part: SqlPart): boolean => part.nullable !== false && part.literal === undefined;

/** Missing where a part is, for SQL that would have a value there: `false AND NULL`, `greatest(1, NULL)`. */
export const strictly = (parts: readonly SqlPart[], text: SqlText): SqlText => {
  const doubtful = parts.filter(mayBeMissing);
  return doubtful.length ? cases([[doubtful.map(isThere).reduce(bothHold), text]]) : text;
};

/** The text of a real number that reads back as exactly that DOUBLE: `0.1` alone would be a DECIMAL. */
export function sqlNumber(value: number): string {
  if (Number.isNaN(value)) return `'nan'::DOUBLE`;
  if (!Number.isFinite(value)) return value > 0 ? `'inf'::DOUBLE` : `'-inf'::DOUBLE`;
  if (Object.is(value, -0)) return '-0e0';
  const digits = String(value);
  return digits.includes('e') ? digits.replace('e+', 'e') : `${digits}e0`;
}

/** The text of a whole number. Errors: InternalError if it is not one that a double holds exactly. */
export function sqlInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new InternalError(`${value} is no whole number that can be written exactly`);
  return String(value === 0 ? 0 : value);
}

const signed = (text: string): SqlText => ({ text, precedence: text.startsWith('-') ? precedence.sign : precedence.atom });

/** A real constant inside a template. */
export const real = (value: number): SqlText => signed(sqlNumber(value));
/** A whole constant inside a template. */
export const whole = (value: number): SqlText => signed(sqlInteger(value));
export const infinity = real(Infinity);
export const minusInfinity = real(-Infinity);
export const notANumber = real(NaN);

/** c₀ + x (c₁ + x (c₂ + …)), coefficients from the constant one up. */
export const horner = (coefficients: readonly number[], x: SqlText): SqlText =>
  coefficients.slice(0, -1).reduceRight<SqlText>((rest, c) => plus(real(c), times(x, rest)), real(coefficients.at(-1)!));
