// From where a term lands to what a cell gathers: the coordinates at which a value lands, solved for the letters of the term.

import { addForms, type Affine, constantForm, coordForm, formCoord, formScalar, type Indices, letterForm, scalarForm } from '../../tensor/affine.ts';
import { type Coord, type Scalar, type Term, call, computed, integer, letter as letterScalar, mapScalar } from '../../tensor/ir.ts';
import { quotient, recombined, remainder } from './digits.ts';
import { NotTiled, type PartAxis } from './ir.ts';

/** The letter of a cell along one axis of the tensor. */
export interface Landing extends PartAxis { readonly axis: number; readonly letter: string }

/**
 * A term with the letters of a cell in place of those that the cell decides, and the conditions under which it belongs to the cell; null
 * if it belongs to none. Keys that only data knows are counted from 0. `fixed`: the key of each axis that has only one. Throws NotTiled where a coordinate cannot be solved.
 */
export function gathered(term: Term, fixed: readonly (number | null)[], landings: readonly Landing[], indices: Indices): { readonly term: Term; readonly guards: readonly Scalar[] } | null {
  const extent = (letter: string): readonly [number, number] => {
    const { index } = term.letters.find(l => l.name === letter)!;
    const domain = indices.get(index)?.domain;
    if (domain?.kind === 'table') return [0, Infinity];
    if (!domain) throw new NotTiled(`the keys of ${letter} are not known now`);
    return [domain.lo, domain.lo + domain.size - 1];
  };
  const known = new Map<string, Scalar>();
  const guards: Scalar[] = [];
  const replaced = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'letter' ? known.get(n.name) ?? n : n));
  /** letter := value, which must then be a key of the letter's index */
  const bind = (letter: string, value: Scalar, reach: readonly [number, number] | null): boolean => {
    known.set(letter, value);
    const [lo, hi] = extent(letter);
    if (reach && (reach[1] < lo || reach[0] > hi)) return false;
    if (!reach || reach[0] < lo) guards.push(call('ge', value, integer(lo)));
    if (!reach || reach[1] > hi) guards.push(call('le', value, integer(hi)));
    return true;
  };
  const cells = term.out.map((c, k) => {
    const v = fixed[k];
    if (v !== null && v !== undefined) return { c, cell: constantForm(v), reach: [v, v] as const };
    const { letter, lo, size } = landings.find(l => l.axis === k)!;
    return { c, cell: letterForm(letter), reach: [lo, lo + size - 1] as const };
  });
  // bare letters first: others may then be known in coordinates of several
  const rank = (c: Coord): number => { const form = coordForm(c); return form === null ? 3 : form.terms.size; };
  for (const { c, cell, reach } of [...cells].sort((a, b) => rank(a.c) - rank(b.c))) {
    const form = coordForm(c);
    if (!form) {
      if (c.kind === 'computed') guards.push(call('eq', replaced(c.value), formScalar(cell)));
      continue;
    }
    const open = [...form.terms].filter(([l]) => !known.has(l));
    const rest = [...form.terms].filter(([l]) => known.has(l)).reduce<Scalar>((s, [l, k]) => call('add', s, call('mul', integer(k), known.get(l)!)), integer(form.offset));
    const plain = rest.kind === 'literal' ? form.offset : null;
    if (open.length === 0) {
      if (plain !== null && cell.terms.size === 0) { if (plain !== cell.offset) return null; continue; }
      guards.push(call('eq', formScalar(cell), rest));
      continue;
    }
    /** what the open letters make together */
    const value = plain === null ? call('sub', formScalar(cell), rest) : formScalar(addForms(cell, constantForm(plain), -1));
    const range = plain === null ? null : [reach[0] - plain, reach[1] - plain] as const;
    if (open.length === 1 && Math.abs(open[0]![1]) === 1) {
      const [[l, k]] = open as [[string, number]];
      if (!bind(l, k === 1 ? value : call('neg', value), range && (k === 1 ? range : [-range[1], -range[0]]))) return null;
      continue;
    }
    const digits = digitsOf(open, extent);
    if (digits) {
      // mixed radix: the letters are the digits of the value
      const natural = range !== null && range[0] >= digits.offset;
      let left: Scalar = digits.offset === 0 ? value : call('sub', value, integer(digits.offset));
      digits.letters.forEach(({ letter, coefficient, lo, hi }, n) => {
        const last = n === digits.letters.length - 1;
        const digit = coefficient === 1 ? left : quotient(left, coefficient, natural);
        const shifted = lo === 0 ? digit : call('add', digit, integer(lo));
        const above = n === 0 ? Infinity : digits.letters[n - 1]!.coefficient;
        known.set(letter, shifted);
        if (n === 0 && !natural) guards.push(call('ge', left, integer(0)));
        if (n === 0 ? !(range && range[1] - digits.offset < coefficient * (hi - lo + 1)) : above > coefficient * (hi - lo + 1)) guards.push(call('le', digit, integer(hi - lo)));
        if (last && coefficient !== 1) guards.push(call('eq', remainder(left, coefficient, natural), integer(0)));
        left = coefficient === 1 ? left : remainder(left, coefficient, natural);
      });
      continue;
    }
    const [solved] = open.filter(([, k]) => Math.abs(k) === 1).sort((a, b) => (extent(b[0])[1] - extent(b[0])[0]) - (extent(a[0])[1] - extent(a[0])[0]));
    if (!solved) throw new NotTiled('a value lands at a coordinate that cannot be solved');
    const others = open.filter(o => o !== solved).reduce<Scalar>((s, [l, k]) => call('sub', s, k === 1 ? letterScalar(l) : call('mul', integer(k), letterScalar(l))), value);
    bind(solved[0], solved[1] === 1 ? others : call('neg', others), null);
  }
  const coord = (c: Coord): Coord => {
    const scalar = recombined(replaced(c.kind === 'computed' ? c.value : formScalar(coordForm(c)!)));
    const form: Affine | null = scalarForm(scalar);
    return form ? formCoord(form) : computed(scalar);
  };
  for (const s of [term.body, ...(term.where ? [term.where] : [])]) numbersNothing(s, known);
  return {
    guards,
    term: {
      ...term, out: [], letters: term.letters.filter(l => !known.has(l.name)),
      args: term.args.map(a => ({ ...a, at: a.at.map(coord) })),
      body: replaced(term.body), where: term.where && replaced(term.where),
    },
  };
}

/** The letters of a coordinate as digits, the highest first, if every value has at most one way to be made; null otherwise. */
function digitsOf(open: readonly (readonly [string, number])[], extent: (letter: string) => readonly [number, number]) {
  if (open.some(([, k]) => k < 1)) return null;
  const letters = open.map(([letter, coefficient]) => { const [lo, hi] = extent(letter); return { letter, coefficient, lo, hi }; }).sort((a, b) => b.coefficient - a.coefficient);
  for (const [n, { coefficient }] of letters.entries()) {
    const below = letters.slice(n + 1).reduce((sum, l) => sum + l.coefficient * (l.hi - l.lo), 0);
    if (below >= coefficient) return null;
  }
  return { letters, offset: letters.reduce((sum, l) => sum + l.coefficient * l.lo, 0) };
}

/** Draws are numbered by positions of letters, which must then still be letters. */
function numbersNothing(s: Scalar, known: ReadonlyMap<string, Scalar>): void {
  mapScalar(s, n => {
    if (n.kind === 'position' && known.has(n.letter) && known.get(n.letter)!.kind !== 'letter') throw new NotTiled('a draw is numbered by a computed place');
    if (n.kind === 'position' && known.has(n.letter)) throw new NotTiled('a draw is numbered by its place');
    return n;
  });
}
