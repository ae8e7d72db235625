// What lowering knows of tensors and indices: the columns of their relations and which keys they can hold.

import type { ColumnType } from '../../catalog.ts';
import { InternalError } from '../../source.ts';
import type { Access, Coord, Index, Letter, Program, Scalar, ValueType } from '../../tensor/ir.ts';
import { isSingle } from '../../tensor/precision.ts';
import { type Signature, signatures } from '../../tensor/equations.ts';
import { type Box, reachOf } from '../../tensor/support.ts';
import type { Column } from '../ir.ts';

/** Smallest and largest integer, both included. */
export type Interval = readonly [number, number];

export interface Shapes {
  readonly index: (name: string) => Index;
  readonly signature: (tensor: string) => Signature;
  /** the SQL type of an index's keys */
  readonly keyType: (index: string) => ColumnType;
  readonly valueType: (type: ValueType) => ColumnType;
  /** key columns and `val` of a tensor's relation */
  readonly columns: (tensor: string) => readonly Column[];
  /** the integers an index runs over, if they are known now */
  readonly interval: (index: string) => Interval | null;
  /** for a read of a guarded parameter, an interval for each axis outside of which it has no rows, where the guard tells */
  readonly reach: (access: Access) => readonly Interval[] | null;
  /** whether every key of `inner` is known to be one of `outer` */
  readonly contains: (outer: string, inner: string) => boolean;
  /** the values that a counter takes, if they are known */
  readonly counter: (name: string) => Interval | null;
  /** the same shapes inside a loop whose counter takes these values */
  readonly counting: (counter: string, values: Interval) => Shapes;
  /** the same shapes with one index more */
  readonly withIndex: (index: Index) => Shapes;
}

export const valueColumn = 'val';

/** The shapes of a program's indices and tensors. */
export function shapesOf(program: Program): Shapes {
  const indices = new Map(program.indices.map(i => [i.name, i]));
  const selectedFrom = new Map(program.domains.flatMap(d => (d.making.kind === 'selection' || d.making.kind === 'batch' ? [[d.index, d.making.of] as const] : [])));
  const known = signatures(program);
  const boxes = new Map([...known].flatMap(([tensor, s]) => (s.boxes ? [[tensor, s.boxes] as const] : [])));
  return shapes(program, indices, selectedFrom, known, new Map(), boxes);
}

function shapes(of: Pick<Program, 'precision'>, indices: ReadonlyMap<string, Index>, selectedFrom: ReadonlyMap<string, string>, known: ReadonlyMap<string, Signature>, counters: ReadonlyMap<string, Interval>, boxes: ReadonlyMap<string, readonly Box[]>): Shapes {
  const index = (name: string): Index => {
    const found = indices.get(name);
    if (!found) throw new InternalError(`no index ${name}`);
    return found;
  };
  const signature = (tensor: string): Signature => {
    const found = known.get(tensor);
    if (!found) throw new InternalError(`no tensor ${tensor}`);
    return found;
  };
  const keyType = (name: string): ColumnType => {
    const { domain } = index(name);
    return domain.kind === 'range' ? 'int' : domain.keys;
  };
  const valueType = (type: ValueType): ColumnType => (type.kind === 'key' ? keyType(type.index) : isSingle(of, type) ? 'f32' : type.kind);
  const interval = (name: string): Interval | null => {
    const { domain } = index(name);
    return domain.kind === 'range' ? [domain.lo, domain.lo + domain.size - 1] : null;
  };
  const contains = (outer: string, inner: string): boolean => {
    for (let at: string | undefined = inner; at !== undefined; at = selectedFrom.get(at)) if (at === outer) return true;
    return within(interval(inner), interval(outer));
  };
  return {
    index, signature, keyType, valueType, interval, contains,
    columns: tensor => {
      const { axes, type } = signature(tensor);
      return [...axes.map(a => ({ name: a.column, type: keyType(a.index) })), { name: valueColumn, type: valueType(type) }];
    },
    reach: access => { const found = boxes.get(access.tensor); return found ? reachOf(access, found) : null; },
    counter: name => counters.get(name) ?? null,
    counting: (name, values) => shapes(of, indices, selectedFrom, known, new Map([...counters, [name, values]]), boxes),
    withIndex: added => shapes(of, new Map([...indices, [added.name, added]]), selectedFrom, known, counters, boxes),
  };
}

/** Whether the first interval is known to lie in the second. */
export const within = (inner: Interval | null, outer: Interval | null): boolean => inner !== null && outer !== null && inner[0] >= outer[0] && inner[1] <= outer[1];

/** What a coordinate can be, from its letters' ranges and its counters' values; null if unknown. */
export function coordInterval(coord: Coord, letters: ReadonlyMap<string, Letter>, known: Pick<Shapes, 'interval' | 'counter'>): Interval | null {
  if (coord.kind === 'computed') return scalarInterval(coord.value, letters, known);
  let lo = coord.offset, hi = coord.offset;
  for (const t of coord.terms) {
    const range = known.interval(letters.get(t.letter)!.index);
    if (!range) return null;
    lo += Math.min(t.coefficient * range[0], t.coefficient * range[1]);
    hi += Math.max(t.coefficient * range[0], t.coefficient * range[1]);
  }
  return [lo, hi];
}

function scalarInterval(s: Scalar, letters: ReadonlyMap<string, Letter>, known: Pick<Shapes, 'interval' | 'counter'>): Interval | null {
  switch (s.kind) {
    case 'literal': return typeof s.value === 'number' && Number.isInteger(s.value) ? [s.value, s.value] : null;
    case 'letter': return known.interval(letters.get(s.name)!.index);
    case 'counter': return known.counter(s.name);
    case 'call': {
      const args = s.args.map(a => scalarInterval(a, letters, known));
      const [a, b] = args;
      if (!a || args.some(x => x === null)) return null;
      if (s.op === 'add' && b) return [a[0] + b[0], a[1] + b[1]];
      if (s.op === 'sub' && b) return [a[0] - b[1], a[1] - b[0]];
      if (s.op === 'neg') return [-a[1], -a[0]];
      return null;
    }
    case 'arg': case 'position': case 'size': return null;
  }
}
