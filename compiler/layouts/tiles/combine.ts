// The terms of an equation put together to the value of a cell.

import { type ColumnType, type Expression, call, expressionType, literal } from '../../relational/ir.ts';
import { NotTiled, type TileEquation } from './ir.ts';

/** The value of a cell, from what its terms give and when they do. Throws NotTiled. */
export function combined(e: TileEquation, values: readonly { readonly value: Expression; readonly guard: Expression | null }[], type: ColumnType): Expression {
  const empty = e.empty === null ? null : typeof e.empty === 'boolean' ? literal(e.empty, 'bool') : literal(e.empty, type === 'int' ? 'int' : 'real');
  if (e.reduce === 'only') {
    return [...values].reverse().reduce<Expression | null>((rest, { value, guard }) => (guard === null ? value : call('if', expressionType(value), guard, value, rest ?? empty ?? literal(0, 'real'))), null) ?? empty ?? literal(0, 'real');
  }
  if (e.reduce === 'sum') {
    const parts = values.map(({ value, guard }) => (guard === null ? value : call('if', expressionType(value), guard, value, literal(0, expressionType(value)))));
    return parts.length ? parts.reduce((a, b) => call('add', type, a, b)) : literal(0, type);
  }
  const [only] = values;
  if (!only) throw new NotTiled(`${e.bind} is the ${e.reduce} of nothing`);
  if (only.guard === null) return only.value;
  if (empty === null) throw new NotTiled(`${e.bind} is the ${e.reduce} of what a condition leaves`);
  return call('if', expressionType(only.value), only.guard, only.value, empty);
}

/** What a combination for which a condition does not hold counts as, so that it changes nothing. Throws NotTiled. */
export function neutral(e: TileEquation, type: ColumnType): Expression {
  const counted = e.empty !== null || e.reduce === 'sum';
  switch (counted ? e.reduce : 'argmax') {
    case 'sum': return literal(0, type);
    case 'max': return literal(-Infinity, 'real');
    case 'min': return literal(Infinity, 'real');
    case 'any': return literal(false, 'bool');
    case 'all': return literal(true, 'bool');
    case 'prod': return literal(1, type);
    default: throw new NotTiled(`${e.bind} is the ${e.reduce} of what a condition leaves`);
  }
}
