// Indices whose keys only data knows: in tiles a key is its place, from 0, among the keys in order. A letter over such an index and a value
// that is a key of it are places then, so nothing may read them as what they stand for.

import { coordForm, type Indices } from '../../tensor/affine.ts';
import { keyOf, type Signature } from '../../tensor/equations.ts';
import { bareLetter, type Equation, type Scalar, type Term } from '../../tensor/ir.ts';
import { NotTiled } from './ir.ts';

/** The relation that has the keys of an index in a column. */
export interface Keys { readonly table: string; readonly column: string; readonly type: 'int' | 'text' | 'date' }

/** The keys of an index if only data knows them. */
export function keysOf(index: string, indices: Indices): Keys | null {
  const domain = indices.get(index)?.domain;
  return domain?.kind === 'table' ? { table: domain.table, column: domain.column, type: domain.keys } : null;
}

/** Whether two indices have the same keys, which only data knows. */
export function sameKeys(a: string, b: string, indices: Indices): boolean {
  const x = keysOf(a, indices), y = keysOf(b, indices);
  return x !== null && y !== null && x.table === y.table && x.column === y.column;
}

const compared: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** Throws NotTiled where a term reads a place as a number: places are compared with places, are where tensors are read, or are passed on. */
export function checkPlaces(e: Equation, t: Term, signature: ReadonlyMap<string, Signature>, indices: Indices, block: string | null): void {
  const counted = (index: string | null): string | null => (index !== null && index !== block && keysOf(index, indices) !== null ? index : null);
  const argument = keyOf(t, signature);
  const placed = (s: Scalar): string | null =>
    s.kind === 'letter' ? counted(t.letters.find(l => l.name === s.name)?.index ?? null) : s.kind === 'arg' ? counted(argument(s.position)) : null;
  const refuse = (index: string): never => { throw new NotTiled(`a key of ${index} is read as a value`); };
  const go = (s: Scalar): void => {
    const own = placed(s);
    if (own !== null) refuse(own);
    if (s.kind !== 'call') return;
    const sides = s.args.map(placed);
    if (compared.has(s.op) && sides.some(x => x !== null)) {
      const [a, b] = sides;
      if (a && b && sameKeys(a, b, indices)) return;
      refuse((a ?? b)!);
    }
    s.args.forEach(go);
  };
  /** a value as a whole, where places of `index` are meant */
  const whole = (s: Scalar, index: string | null): void => {
    const own = placed(s);
    if (own === null) return go(s);
    if (index === null || !sameKeys(own, index, indices)) refuse(own);
  };
  for (const { tensor, at } of [{ tensor: e.bind, at: t.out }, ...t.args]) at.forEach((c, k) => {
    const axis = signature.get(tensor)!.axes[k]!.index;
    if (c.kind === 'computed') return whole(c.value, axis);
    const letters = [...(coordForm(c)?.terms.keys() ?? [])];
    for (const l of letters) {
      const own = placed({ kind: 'letter', name: l });
      if (own !== null && (bareLetter(c) === null || !sameKeys(own, axis, indices))) refuse(own);
    }
    if (letters.length === 0 && counted(axis)) refuse(axis);
  });
  whole(t.body, e.type.kind === 'key' ? e.type.index : null);
  if (t.where) go(t.where);
}
