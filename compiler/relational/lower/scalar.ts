// Scalars of the tensor IR as expressions over columns. A graph stays a graph: shared nodes stay shared.

import type { ColumnType } from '../../catalog.ts';
import type { OpName } from '../../tensor/ops.ts';
import type { Scalar } from '../../tensor/ir.ts';
import { type Expression, call, cast, conjunction, expressionType, integer, isPresent, literal, missing, operands, parameter } from '../ir.ts';
import type { Shapes } from './shapes.ts';

/** What the leaves of a term's scalars are in SQL. */
export interface Scalars {
  readonly shapes: Shapes;
  readonly letter: (name: string) => Expression;
  readonly arg: (position: number) => Expression;
  /** can this column be NULL: is it that of an optional argument? */
  readonly nullable: (column: Expression) => boolean;
  readonly position: (letter: string) => Expression;
  /** what has been lowered already */
  readonly known: Map<Scalar, Expression>;
}

/** The SQL type of a call's result, from those of its operands. */
export function callType(op: OpName, args: readonly ColumnType[]): ColumnType {
  switch (op) {
    case 'eq': case 'ne': case 'lt': case 'le': case 'gt': case 'ge': case 'and': case 'or': case 'not': case 'present': case 'isnan': return 'bool';
    case 'int': case 'idiv': case 'imod': return 'int';
    case 'add': case 'sub': case 'mul': case 'mod': case 'neg': case 'abs': case 'sign': case 'min': case 'max': case 'least': case 'greatest': case 'clamp':
      return args.every(a => a === 'int') ? 'int' : 'real';
    case 'if': return common(args[1]!, args[2]!);
    case 'coalesce': return args.reduce(common);
    case 'stop': return args[0]!;
    default: return 'real';
  }
}

const common = (a: ColumnType, b: ColumnType): ColumnType => (a === b ? a : 'real');

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
      case 'arg': return scalars.arg(s.position);
      case 'letter': return scalars.letter(s.name);
      case 'position': return scalars.position(s.letter);
      case 'counter': return parameter(s.name, 'int');
      case 'size': {
        const { domain } = shapes.index(s.index);
        return domain.kind === 'range' ? integer(domain.size) : { kind: 'rowCount', table: domain.table };
      }
      case 'call': {
        const args = s.args.map(go);
        const made = call(s.op, callType(s.op, args.map(expressionType)), ...args);
        return strict(s.op, made, args);
      }
    }
  };
  /** Missing spreads: SQL decides some operations although an operand is NULL. */
  const strict = (op: OpName, made: Expression, args: readonly Expression[]): Expression => {
    const sure = (e: Expression): boolean => missingWhen(e, scalars.nullable)?.length === 0;
    switch (op) {
      case 'present': return sure(args[0]!) ? literal(true, 'bool') : isPresent(args[0]!);
      case 'and': case 'or': {
        const unsure = args.filter(a => !sure(a));
        return unsure.length ? call('if', 'bool', conjunction(unsure.map(isPresent))!, made, missing('bool')) : made;
      }
      case 'if': {
        const [condition, chosen, otherwise] = args;
        const type = expressionType(made);
        return sure(condition!) ? made : call('if', type, condition!, chosen!, call('if', type, call('not', 'bool', condition!), otherwise!, missing(type)));
      }
      default: return made;
    }
  };
  return go(root);
}

/** A value as the type its column is declared with. */
export function asType(value: Expression, type: ColumnType): Expression {
  if (value.kind === 'literal' && value.type === 'int' && type === 'real') return literal(value.value, 'real');
  return cast(value, type);
}

/**
 * What makes an expression missing: it is NULL exactly when one of these columns is. Null where it is not as simple as that.
 * `nullable` tells which columns can be NULL.
 */
export function missingWhen(root: Expression, nullable: (e: Expression) => boolean): readonly Expression[] | null {
  const seen = new Map<Expression, readonly Expression[] | null>();
  const go = (e: Expression): readonly Expression[] | null => {
    const found = seen.get(e);
    if (found !== undefined) return found;
    const made = look(e);
    seen.set(e, made);
    return made;
  };
  const look = (e: Expression): readonly Expression[] | null => {
    if (e.kind === 'column') return nullable(e) ? [e] : [];
    if (e.kind === 'missing') return null;
    if (e.kind === 'isNull') return [];
    const inner = operands(e).map(go);
    if (inner.every(i => i !== null && i.length === 0)) return [];
    if (e.kind === 'call' && e.op === 'coalesce') return inner.some(i => i !== null && i.length === 0) ? [] : null;
    // a branch that is not chosen may be missing; SQL's AND, OR let a decided operand outweigh a missing one
    if (e.kind === 'call' && e.op === 'if') return null;
    if (inner.some(i => i === null)) return null;
    return [...new Set(inner.flatMap(i => i!))];
  };
  return go(root);
}
