// How many combinations of letters a guard leaves, as far as comparisons of letters with one another and with numbers say.

import { addForms, type Affine, scalarForm } from './affine.ts';
import type { Scalar } from './ir.ts';
import { conjuncts } from './simplify/guards.ts';

/** The keys of a letter. `positions`: only how many there are is known, and they are counted instead; `index` tells letters apart whose keys are the same. */
export interface Keys { readonly lo: number; readonly hi: number; readonly index: string; readonly positions: boolean }

/** Σ coefficient·letter + offset ≤ 0 */
type Bound = Affine;
/** One of the halves of a comparison, and whether it compares two letters over one index and nothing else. */
interface Half { readonly bound: Bound; readonly plain: boolean }

const extent = (lo: number, hi: number): number => Math.max(0, hi - lo + 1);

/** Keys of a letter that are looked at one by one; of more, as many at even distances. */
const looked = 100_000;

/**
 * At most how many combinations of the letters `kept` a guard leaves; other letters may take any of their keys. Null where that is not
 * to be told, since something else than such comparisons may leave far fewer.
 */
export function combinations(guard: Scalar | null, kept: ReadonlySet<string>, keysOf: (letter: string) => Keys | null): number | null {
  const keys = new Map<string, Keys>();
  for (const letter of kept) {
    const own = keysOf(letter);
    if (!own) return null;
    keys.set(letter, own);
  }
  const pairs = new Map<string, { readonly letters: readonly [string, string]; readonly bounds: Bound[] }>();
  for (const condition of conjuncts(guard)) {
    const found = halves(condition, keysOf);
    if (!found) return null;
    for (const { bound, plain } of found) {
      const projected = project(bound, kept, keysOf);
      if (!projected) return null;
      const letters = [...projected.terms.keys()].sort();
      if (letters.some(l => keys.get(l)!.positions) && !plain) return null;
      switch (letters.length) {
        case 0: if (projected.offset > 0) return 0; break;
        case 1: keys.set(letters[0]!, narrowed(keys.get(letters[0]!)!, projected.terms.get(letters[0]!)!, projected.offset)); break;
        case 2: {
          const pair = pairs.get(letters.join()) ?? { letters: [letters[0]!, letters[1]!], bounds: [] };
          pairs.set(letters.join(), pair);
          pair.bounds.push(projected);
          break;
        }
        default: return null;
      }
    }
  }
  // Pairs that share no letter are independent of each other: the most that two conditions can be said to leave together.
  const side = (l: string): number => { const { lo, hi } = keys.get(l)!; return extent(lo, hi); };
  const counted = [...pairs.values()].map(p => ({ ...p, left: pairsLeft(p, keys) })).sort((a, b) => a.left / (side(a.letters[0]) * side(a.letters[1])) - b.left / (side(b.letters[0]) * side(b.letters[1])));
  const free = new Set(kept);
  let left = 1;
  for (const { letters, left: some } of counted) {
    if (!letters.every(l => free.has(l))) continue;
    letters.forEach(l => free.delete(l));
    left *= some;
  }
  for (const l of free) left *= side(l);
  return left;
}

/** A comparison of affine forms as bounds; null: it is none. */
function halves(condition: Scalar, keysOf: (letter: string) => Keys | null): readonly Half[] | null {
  if (condition.kind === 'literal') return condition.value === true ? [] : null;
  if (condition.kind !== 'call') return null;
  const [a, b] = condition.args.map(scalarForm);
  if (!a || !b) return null;
  const difference = addForms(a, b, -1);
  const [first, second, ...more] = difference.terms;
  const plain = first !== undefined && second !== undefined && more.length === 0 && difference.offset === 0 && first[1] + second[1] === 0 && Math.abs(first[1]) === 1
    && keysOf(first[0])?.index === keysOf(second[0])?.index;
  const atMost = (offset: number): Half => ({ bound: { ...difference, offset: difference.offset + offset }, plain });
  const negated = addForms({ terms: new Map(), offset: 0 }, difference, -1);
  const atLeast = (offset: number): Half => ({ bound: { ...negated, offset: negated.offset + offset }, plain });
  switch (condition.op) {
    case 'le': return [atMost(0)];
    case 'lt': return [atMost(1)];
    case 'ge': return [atLeast(0)];
    case 'gt': return [atLeast(1)];
    case 'eq': return [atMost(0), atLeast(0)];
    // what is left out is little
    case 'ne': return [];
    default: return null;
  }
}

/** What a bound says of the kept letters, where the others take the keys that leave most. Null: their keys are not known. */
function project(bound: Bound, kept: ReadonlySet<string>, keysOf: (letter: string) => Keys | null): Bound | null {
  let { offset } = bound;
  for (const [letter, coefficient] of bound.terms) {
    if (kept.has(letter)) continue;
    const own = keysOf(letter);
    if (!own || own.positions) return null;
    offset += Math.min(coefficient * own.lo, coefficient * own.hi);
  }
  return { terms: new Map([...bound.terms].filter(([letter]) => kept.has(letter))), offset };
}

/** The keys for which coefficient · key + offset ≤ 0. */
const narrowed = (keys: Keys, coefficient: number, offset: number): Keys =>
  coefficient > 0 ? { ...keys, hi: Math.min(keys.hi, Math.floor(-offset / coefficient)) } : { ...keys, lo: Math.max(keys.lo, Math.ceil(offset / -coefficient)) };

/** How many pairs of keys are within all bounds. */
function pairsLeft({ letters, bounds }: { readonly letters: readonly [string, string]; readonly bounds: readonly Bound[] }, keys: ReadonlyMap<string, Keys>): number {
  const [a, b] = [...letters].sort((x, y) => keys.get(x)!.hi - keys.get(x)!.lo - (keys.get(y)!.hi - keys.get(y)!.lo)) as [string, string];
  const { lo, hi } = keys.get(a)!;
  const stride = Math.max(1, Math.ceil(extent(lo, hi) / looked));
  let left = 0;
  for (let key = lo; key <= hi; key += stride) {
    const other = bounds.reduce((k, bound) => narrowed(k, bound.terms.get(b)!, bound.offset + bound.terms.get(a)! * key), keys.get(b)!);
    left += Math.min(stride, hi - key + 1) * extent(other.lo, other.hi);
  }
  return left;
}
