// Scalars of the tensor IR as expressions over columns. A graph stays a graph: shared nodes stay shared.

import { InternalError } from '../../source.ts';
import { type Scalar, type ValueType, bool, int, real, text } from '../../tensor/ir.ts';
import { type OpName, ops } from '../../tensor/ops.ts';
import { comparing } from '../../tensor/precision.ts';
import { type ColumnType, type Expression, call, cast, expressionType, integer, isPresent, isWidened, literal, operands, parameter } from '../ir.ts';
import type { Shapes } from './shapes.ts';

/** What the leaves of a term's scalars are in SQL. */
export interface Scalars {
  readonly shapes: Shapes;
  readonly letter: (name: string) => Expression;
  readonly arg: (position: number) => Expression;
  readonly position: (letter: string, of?: string) => Expression;
  /** what has been lowered already */
  readonly known: Map<Scalar, Expression>;
}

const valueTypes: Readonly<Record<ColumnType, ValueType>> = { real, f32: real, int, bool, text, date: text, list: text };

/** The SQL type of a call's result, from those of its operands. */
function callType(op: OpName, args: readonly Expression[]): ColumnType {
  const result = ops[op].type(args.map(a => valueTypes[expressionType(a)]));
  if (typeof result === 'string') throw new InternalError(`${op}: ${result}, got ${args.map(expressionType).join(', ')}`);
  if (result.kind === 'key') throw new InternalError(`${op} yields a key`);
  // dates are a text of the tensor IR, but a type of their own in SQL
  return result.kind === 'text' && args.some(a => expressionType(a) === 'date') ? 'date' : result.kind;
}

/** Lowers a scalar. Its letters must be bound and its arguments joined. */
export function lowerScalar(root: Scalar, scalars: Scalars): Expression {
  const { shapes, known } = scalars;
  const go = (s: Scalar): Expression => {
    const found = known.get(s);
    if (found) return found;
    const made = lower(s);
    known.set(s, made);
    return made;
  };
  const lower = (s: Scalar): Expression => {
    switch (s.kind) {
      case 'literal': return literal(s.value, s.type);
      case 'arg': { const value = scalars.arg(s.position); return expressionType(value) === 'f32' ? cast(value, 'real') : value; }
      case 'letter': return scalars.letter(s.name);
      case 'position': return scalars.position(s.letter, s.of);
      case 'counter': return parameter(s.name, 'int');
      case 'size': {
        const { domain } = shapes.index(s.index);
        return domain.kind === 'range' ? integer(domain.size) : { kind: 'rowCount', table: domain.table };
      }
      case 'call': {
        const args = s.args.map(go);
        if (s.op === 'present') return canBeNull(args[0]!) ? isPresent(args[0]!) : literal(true, 'bool');
        return call(s.op, callType(s.op, args), ...(comparing.has(s.op) && args.some(isWidened) ? args.map(asSingle) : args));
      }
    }
  };
  return go(root);
}

/** A side of a comparison that is made in 32 bits; a literal that has as many stays as it is. */
const asSingle = (e: Expression): Expression => (e.kind === 'literal' && typeof e.value === 'number' && Math.fround(e.value) === e.value ? e : cast(e, 'f32'));

/** A value as the type its column is declared with. */
export function asType(value: Expression, type: ColumnType): Expression {
  if (value.kind === 'literal' && value.type === 'int' && (type === 'real' || type === 'f32')) return literal(value.value, type);
  return cast(value, type);
}

/**
 * What makes an expression missing: it is NULL exactly when one of these columns is. Null where it is not as simple as that.
 */
export function missingWhen(root: Expression): readonly Expression[] | null {
  const seen = new Map<Expression, readonly Expression[] | null>();
  const go = (e: Expression): readonly Expression[] | null => {
    const found = seen.get(e);
    if (found !== undefined) return found;
    const made = look(e);
    seen.set(e, made);
    return made;
  };
  const look = (e: Expression): readonly Expression[] | null => {
    if (e.kind === 'column') return e.nullable ? [e] : [];
    if (e.kind === 'missing') return null;
    if (e.kind === 'isNull' || e.kind === 'aggregated') return [];
    const inner = operands(e).map(go);
    if (e.kind === 'call') {
      if (e.op === 'coalesce' || e.op === 'greatest' || e.op === 'least') return inner.some(i => i?.length === 0) ? [] : null;
      if (failing(e.op, e.args)) return null;
    }
    if (inner.every(i => i?.length === 0)) return [];
    // a branch that is not chosen may be missing
    if ((e.kind === 'call' && e.op === 'if') || inner.some(i => i === null)) return null;
    return [...new Set(inner.flatMap(i => i!))];
  };
  return go(root);
}

/** Operations whose result may be missing although every operand is there. */
function failing(op: OpName, args: readonly Expression[]): boolean {
  switch (op) {
    case 'int': return expressionType(args[0]!) !== 'int';
    case 'idiv': case 'imod': case 'iquot': case 'irem': return !(args[1]!.kind === 'literal' && args[1]!.value !== 0);
    default: return false;
  }
}

/** Whether an expression can be NULL. */
export const canBeNull = (e: Expression): boolean => missingWhen(e)?.length !== 0;
