// In which order the lists of a part nest: as its readers go through it, inner products before others, later readers before earlier
// ones, so that an equation makes its cells in the order in which they are wanted.

import { bareLetter } from '../../tensor/ir.ts';
import type { Read, TileEquation, TileProgram } from './ir.ts';
import { productOf } from './product.ts';

/** For each part the numbers of its axes, outermost first. */
export type Orders = ReadonlyMap<string, readonly number[]>;

interface Wish { readonly order: readonly number[]; readonly weight: number }

/** The order of every part of a program. In those of `leading` the block index is outermost: they are put together of rows. */
export function ordersOf(program: TileProgram, leading: ReadonlySet<string>): Orders {
  let found: Orders = new Map();
  // what an update is laid out like is what it replaces, whose readers stand before it
  for (let round = 0; round < 2; round++) found = once(program, found, leading);
  return found;
}

function once(program: TileProgram, before: Orders, leading: ReadonlySet<string>): Orders {
  const wishes = new Map<string, Wish[]>();
  const found = new Map<string, readonly number[]>();
  const natural = (part: string): readonly number[] => program.parts.get(part)!.axes.map((_, k) => k);
  /** for a read at computed places: the rows of a block, whose number only data knows, are counted last */
  const counted = (part: string): readonly number[] => { const own = natural(part); const lead = own.filter(k => program.parts.get(part)!.axes[k]!.index === program.block?.index); return [...lead, ...own.filter(k => !lead.includes(k))]; };
  const replaced = new Map([...program.next].map(([old, next]) => [next, old]));
  const settle = (part: string): readonly number[] => {
    const known = found.get(part);
    if (known) return known;
    const old = replaced.get(part);
    const own = wishes.get(part) ?? [];
    // wishes for one order add up
    const total = (w: Wish): number => own.reduce((sum, x) => (x.order.join() === w.order.join() ? sum + x.weight : sum), 0);
    const best = own.length ? own.reduce((a, b) => (total(b) >= total(a) ? b : a)).order : null;
    const order = old !== undefined ? before.get(old) ?? natural(part) : best ?? before.get(part) ?? natural(part);
    const first = leading.has(part) ? order.filter(k => program.parts.get(part)!.axes[k]!.index === program.block?.index) : [];
    const settled = [...first, ...order.filter(k => !first.includes(k))];
    found.set(part, settled);
    return settled;
  };
  for (const e of [...program.equations].reverse()) {
    const order = settle(e.bind).map(k => e.out[k]!.letter);
    for (const t of e.terms) for (const a of t.args) if (!isPlain(a)) wishes.set(a.part, [...(wishes.get(a.part) ?? []), { order: counted(a.part), weight: 1 }]);
    for (const { part, letters, weight } of reads(e, order)) {
      const at = letters.map(([, axis]) => axis);
      if (at.length === program.parts.get(part)!.axes.length) wishes.set(part, [...(wishes.get(part) ?? []), { order: at, weight }]);
    }
  }
  for (const part of program.parts.keys()) settle(part);
  return found;
}

/** Whether a read goes through all of a part, an axis a letter. */
const isPlain = (read: Read): boolean => { const letters = read.at.map(bareLetter); return letters.every(l => l !== null) && new Set(letters).size === letters.length; };

/** The plain reads of an equation whose cells are made in this order: letters in the order in which they are gone through, with their axes. */
function reads(e: TileEquation, order: readonly string[]): readonly { readonly part: string; readonly letters: readonly (readonly [string, number])[]; readonly weight: number }[] {
  return e.terms.flatMap(term => {
    const product = productOf(e, term);
    const sequence = [...order, ...term.reduced.map(l => l.letter)];
    const plain = (read: Read, weight: number) => {
      if (!isPlain(read)) return [];
      const letters = read.at.map(bareLetter);
      const path = sequence.flatMap((l): (readonly [string, number])[] => (letters.includes(l) ? [[l, letters.indexOf(l)]] : []));
      return path.length === letters.length ? [{ part: read.part, letters: path, weight }] : [];
    };
    if (!product) return term.args.flatMap(a => plain(a, 1));
    const sides = [product.left, product.right].flatMap(f => (f.body.kind === 'arg' && !f.guard ? plain(f.args[f.body.position]!, 2) : f.args.flatMap(a => plain(a, 1))));
    return [...sides, ...product.scale.args.flatMap(a => plain(a, 1))];
  });
}

