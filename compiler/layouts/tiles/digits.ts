// Whole numbers that coordinates are computed of: what they reach, and digits put together again.

import { coordForm, formScalar } from '../../tensor/affine.ts';
import { type Coord, type Scalar, call, integer, mapScalar } from '../../tensor/ir.ts';
import type { Extent } from './ir.ts';

export type Reach = readonly [number, number];
/** What the values of a letter lie between, or null. */
export type LetterReach = (letter: string) => Reach | null;

export const extentReach = ({ lo, size }: Extent): Reach => [lo, lo + size - 1];

const whole = (s: Scalar): number | null => (s.kind === 'literal' && s.type === 'int' && typeof s.value === 'number' ? s.value : null);

/** The least and greatest value of a whole number over letters, or null where that is not known. */
export function reachOf(s: Scalar, letters: LetterReach): Reach | null {
  const literal = whole(s);
  if (literal !== null) return [literal, literal];
  if (s.kind === 'letter') return letters(s.name);
  if (s.kind !== 'call') return null;
  const [a, b] = s.args.map(x => reachOf(x, letters));
  const by = s.args[1] ? whole(s.args[1]) : null;
  if (!a) return null;
  switch (s.op) {
    case 'neg': return [-a[1], -a[0]];
    case 'add': return b ? [a[0] + b[0], a[1] + b[1]] : null;
    case 'sub': return b ? [a[0] - b[1], a[1] - b[0]] : null;
    case 'mul': {
      if (!b) return null;
      const ends = a.flatMap(x => b.map(y => (x === 0 || y === 0 ? 0 : x * y)));
      return [Math.min(...ends), Math.max(...ends)];
    }
    case 'idiv': return by !== null && by > 0 ? [Math.floor(a[0] / by), Math.floor(a[1] / by)] : null;
    case 'iquot': return by !== null && by > 0 ? [Math.trunc(a[0] / by), Math.trunc(a[1] / by)] : null;
    case 'imod': return by !== null && by > 0 ? (a[0] >= 0 && a[1] < by ? a : [0, by - 1]) : null;
    case 'irem': return by !== null && by > 0 && a[0] >= 0 ? (a[1] < by ? a : [0, by - 1]) : null;
    default: return null;
  }
}

/** What a coordinate reaches, or null. */
export const coordReach = (c: Coord, letters: LetterReach): Reach | null => {
  const form = coordForm(c);
  return form ? reachOf(formScalar(form), letters) : c.kind === 'computed' ? reachOf(c.value, letters) : null;
};

/** Quotient and remainder by a number above 0: the shorter operations where the value is not negative. */
export const quotient = (value: Scalar, by: number, natural: boolean): Scalar => call(natural ? 'iquot' : 'idiv', value, integer(by));
export const remainder = (value: Scalar, by: number, natural: boolean): Scalar => call(natural ? 'irem' : 'imod', value, integer(by));

/** The same number with `c k (x ÷ k) + c (x mod k)` as `c x`, everywhere in it. */
export function recombined(root: Scalar): Scalar {
  return mapScalar(root, node => {
    if (node.kind !== 'call' || (node.op !== 'add' && node.op !== 'sub')) return node;
    const summands: { factor: number; value: Scalar }[] = [];
    let offset = 0;
    const collect = (s: Scalar, factor: number): void => {
      const literal = whole(s);
      if (literal !== null) { offset += factor * literal; return; }
      if (s.kind === 'call' && s.op === 'neg') return collect(s.args[0]!, -factor);
      if (s.kind === 'call' && (s.op === 'add' || s.op === 'sub')) { collect(s.args[0]!, factor); return collect(s.args[1]!, s.op === 'add' ? factor : -factor); }
      if (s.kind === 'call' && s.op === 'mul') {
        const [a, b] = s.args.map(whole);
        if (a !== null && a !== undefined) return collect(s.args[1]!, factor * a);
        if (b !== null && b !== undefined) return collect(s.args[0]!, factor * b);
      }
      summands.push({ factor, value: s });
    };
    collect(node, 1);
    let found = false;
    for (let again = true; again;) {
      again = false;
      search: for (const [i, high] of summands.entries()) for (const [j, low] of summands.entries()) {
        if (i === j || !digits(high.value, low.value)) continue;
        const [x, k] = (high.value as Extract<Scalar, { kind: 'call' }>).args;
        if (high.factor !== low.factor * whole(k!)!) continue;
        summands[i] = { factor: low.factor, value: x! };
        summands.splice(j, 1);
        found = again = true;
        break search;
      }
    }
    if (!found) return node;
    const sum = summands.map(({ factor, value }) => (factor === 1 ? value : call('mul', integer(factor), value))).reduce((a, b) => call('add', a, b));
    return offset === 0 ? sum : call('add', sum, integer(offset));
  });
}

/** Whether two values are quotient and remainder of one number by one number. */
function digits(high: Scalar, low: Scalar): boolean {
  if (high.kind !== 'call' || low.kind !== 'call') return false;
  if (!((high.op === 'iquot' && low.op === 'irem') || (high.op === 'idiv' && low.op === 'imod'))) return false;
  return whole(high.args[1]!) !== null && whole(high.args[1]!) === whole(low.args[1]!) && same(high.args[0]!, low.args[0]!);
}

const same = (a: Scalar, b: Scalar): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
