// Precedence, as one table that the parser and the printer share. A higher level binds tighter.

import type { BinaryOp } from '../ast.ts';

export type InfixOp = BinaryOp | '??';

export const level = { conditional: 0, coalesce: 1, or: 2, and: 3, not: 4, comparison: 5, sum: 6, product: 7, negation: 8, power: 9, primary: 10 } as const;

export interface Infix {
  readonly level: number;
  /** the lowest levels that the operands may have without parentheses */
  readonly left: number;
  readonly right: number;
}

const leftward = (at: number): Infix => ({ level: at, left: at, right: at + 1 });
const unchained = (at: number): Infix => ({ level: at, left: at + 1, right: at + 1 });

export const infix: Readonly<Record<InfixOp, Infix>> = {
  '??': leftward(level.coalesce),
  'or': leftward(level.or),
  'and': leftward(level.and),
  '==': unchained(level.comparison), '!=': unchained(level.comparison),
  '<': unchained(level.comparison), '<=': unchained(level.comparison),
  '>': unchained(level.comparison), '>=': unchained(level.comparison),
  '+': leftward(level.sum), '-': leftward(level.sum),
  '*': leftward(level.product), '/': leftward(level.product), '%': leftward(level.product),
  // x^-y^z is x^(-(y^z)), and -x^2 is -(x^2)
  '^': { level: level.power, left: level.primary, right: level.negation },
};

export const prefix: Readonly<Record<'-' | 'not', number>> = { '-': level.negation, 'not': level.not };
