// Places in the flat list of a part's cells.

import { type Expression, call, integer } from '../../relational/ir.ts';
import { coordForm } from '../../tensor/affine.ts';
import { bareLetter, type Coord, type Scalar } from '../../tensor/ir.ts';
import { NotTiled, type Part, type PartAxis } from './ir.ts';

/** What is known where a cell is asked for. */
export interface Around {
  /** how many keys an axis has, where that is no number known now */
  readonly countOf: (axis: PartAxis) => Expression | null;
  readonly inBlock: (axis: PartAxis) => boolean;
  readonly isBlockLetter: (letter: string) => boolean;
  /** the place at which a letter stands, and what to add for its key (in a block: for the place from 0) */
  readonly place: (letter: string) => { readonly at: Expression; readonly shift: number };
  readonly key: (letter: string) => Expression;
  readonly value: (scalar: Scalar) => Expression;
}

export const plus = (e: Expression, by: number): Expression => (by === 0 ? e : by > 0 ? call('add', 'int', e, integer(by)) : call('sub', 'int', e, integer(-by)));

/** The place, from 1, of a cell in the flat list of its part, whose axes nest in this order. Throws NotTiled. */
export function flatPlace(part: Part, at: readonly Coord[], order: readonly number[], ask: Around): Expression {
  let sum: Expression | null = null;
  let offset = 1;
  const add = (e: Expression): void => { sum = sum === null ? e : call('add', 'int', sum, e); };
  order.forEach((axis, depth) => {
    const later = order.slice(depth + 1).map(k => part.axes[k]!);
    const counts = later.map(a => ask.countOf(a));
    const stride = later.reduce((n, a, k) => n * (counts[k] ? 1 : a.size), 1);
    const dynamic = counts.filter(c => c !== null);
    const times = (e: Expression): Expression => dynamic.reduce((product, c) => call('mul', 'int', c, product), e);
    const scaled = (e: Expression, by: number): Expression => times(by === 1 ? e : call('mul', 'int', integer(by), e));
    const constant = (by: number): void => { if (by === 0) return; if (dynamic.length) add(times(integer(by))); else offset += by; };
    const own = part.axes[axis]!;
    const c = at[axis]!;
    const inBlock = ask.inBlock(own);
    const form = coordForm(c);
    if (!form) {
      if (inBlock) throw new NotTiled(`${part.tensor} is read at places of ${own.index} that data gives`);
      const value = ask.value((c as Extract<Coord, { kind: 'computed' }>).value);
      add(scaled(value, stride));
      constant(-own.lo * stride);
      return;
    }
    if (inBlock) {
      const bare = bareLetter(c);
      if (bare === null || !ask.isBlockLetter(bare)) throw new NotTiled(`${part.tensor} is read at other places of ${own.index}`);
      const { at: here, shift } = ask.place(bare);
      add(scaled(here, stride));
      constant(shift * stride);
      return;
    }
    for (const [letter, k] of form.terms) {
      if (ask.isBlockLetter(letter)) { add(scaled(ask.key(letter), k * stride)); continue; }
      const { at: here, shift } = ask.place(letter);
      add(scaled(here, k * stride));
      constant(k * shift * stride);
    }
    constant((form.offset - own.lo) * stride);
  });
  return sum === null ? integer(offset) : plus(sum, offset);
}
