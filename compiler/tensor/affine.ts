// Affine forms over letters, and what can be known of them: the algebra behind guards, coordinates and letter elimination.

import { remembered } from '../remembered.ts';
import { type Access, call, type Coord, type Index, integer, letter as letterOf, type Letter, mapScalar, type Scalar, type Term } from './ir.ts';

/** Σ coefficient·letter + offset; no zero coefficients, letters in order of first occurrence. */
export interface Affine { readonly terms: ReadonlyMap<string, number>; readonly offset: number }

export type Indices = ReadonlyMap<string, Index>;

/** The indices by name. */
export const indexTable: (indices: readonly Index[]) => Indices = remembered(indices => new Map(indices.map(i => [i.name, i])));

export const constantForm = (offset: number): Affine => ({ terms: new Map(), offset });
export const letterForm = (name: string, offset = 0): Affine => ({ terms: new Map([[name, 1]]), offset });

export function addForms(a: Affine, b: Affine, scale = 1): Affine {
  const terms = new Map(a.terms);
  for (const [name, coefficient] of b.terms) {
    const sum = (terms.get(name) ?? 0) + scale * coefficient;
    if (sum === 0) terms.delete(name);
    else terms.set(name, sum);
  }
  return { terms, offset: a.offset + scale * b.offset };
}

const scaleForm = (a: Affine, by: number): Affine => addForms(constantForm(0), a, by);

/** The form of an affine coordinate, null for a computed one. */
export function coordForm(coord: Coord): Affine | null {
  if (coord.kind === 'computed') return scalarForm(coord.value);
  return coord.terms.reduce<Affine>((sum, t) => addForms(sum, { terms: new Map([[t.letter, t.coefficient]]), offset: 0 }), constantForm(coord.offset));
}

/** The affine form of an integer scalar over letters, or null if it is not one. */
export function scalarForm(node: Scalar): Affine | null {
  switch (node.kind) {
    case 'literal': return node.type === 'int' && typeof node.value === 'number' ? constantForm(node.value) : null;
    case 'letter': return letterForm(node.name);
    case 'call': {
      const forms = ['add', 'sub', 'mul', 'neg'].includes(node.op) ? node.args.map(scalarForm) : [];
      const [a, b] = forms;
      if (!a || (node.op !== 'neg' && !b)) return null;
      switch (node.op) {
        case 'add': return addForms(a, b!);
        case 'sub': return addForms(a, b!, -1);
        case 'neg': return scaleForm(a, -1);
        case 'mul': return a.terms.size === 0 ? scaleForm(b!, a.offset) : b!.terms.size === 0 ? scaleForm(a, b!.offset) : null;
        default: return null;
      }
    }
    default: return null;
  }
}

export const formCoord = (form: Affine): Coord =>
  ({ kind: 'affine', terms: [...form.terms].map(([letter, coefficient]) => ({ coefficient, letter })), offset: form.offset });

export function formScalar(form: Affine): Scalar {
  let sum: Scalar | null = null;
  for (const [name, coefficient] of form.terms) {
    const size = Math.abs(coefficient);
    const product = size === 1 ? letterOf(name) : call('mul', integer(size), letterOf(name));
    sum = sum === null ? (coefficient > 0 ? product : call('neg', product)) : call(coefficient > 0 ? 'add' : 'sub', sum, product);
  }
  if (sum === null) return integer(form.offset);
  return form.offset === 0 ? sum : call(form.offset > 0 ? 'add' : 'sub', sum, integer(Math.abs(form.offset)));
}

export const sameForm = (a: Affine, b: Affine): boolean => { const d = addForms(a, b, -1); return d.terms.size === 0 && d.offset === 0; };

// ------------------------------------------------------------------ domains

/** The least and greatest value that a form takes, or null where a letter's keys are not known now. */
export function interval(form: Affine, letters: ReadonlyMap<string, string>, indices: Indices): readonly [number, number] | null {
  let lo = form.offset, hi = form.offset;
  for (const [name, c] of form.terms) {
    const index = indices.get(letters.get(name) ?? '');
    // keys that only data knows are still among those of the index that they are of
    const domain = (index?.domain.kind === 'table' && index.partOf !== undefined ? indices.get(index.partOf) : index)?.domain;
    if (domain?.kind !== 'range' || domain.size < 1) return null;
    const ends = [c * domain.lo, c * (domain.lo + domain.size - 1)];
    lo += Math.min(...ends);
    hi += Math.max(...ends);
  }
  return [lo, hi];
}

/** Every key of `inner` is provably a key of `outer`. */
export function within(inner: string, outer: string, indices: Indices): boolean {
  if (inner === outer) return true;
  const part = indices.get(inner)?.partOf;
  if (part !== undefined && within(part, outer, indices)) return true;
  const a = indices.get(inner)?.domain, b = indices.get(outer)?.domain;
  if (!a || !b) return false;
  if (a.kind === 'range' && b.kind === 'range') return a.size === 0 || (a.lo >= b.lo && a.lo + a.size <= b.lo + b.size);
  return a.kind === 'table' && b.kind === 'table' && a.table === b.table && a.column === b.column;
}

/**
 * Whether a coordinate provably stays inside an axis for all values of its letters. `keyOf` tells of which index the value of
 * an argument is a key: loading and the checker see to it that such values are.
 */
export function inRange(coord: Coord, axis: string, letters: ReadonlyMap<string, string>, indices: Indices, keyOf: (position: number) => string | null = () => null): boolean {
  if (coord.kind === 'computed' && coord.value.kind === 'arg') {
    const index = keyOf(coord.value.position);
    return index !== null && within(index, axis, indices);
  }
  const form = coordForm(coord);
  if (!form) return false;
  const [only] = form.terms;
  if (form.terms.size === 1 && form.offset === 0 && only![1] === 1 && within(letters.get(only![0]) ?? '', axis, indices)) return true;
  const domain = indices.get(axis)?.domain;
  const reach = interval(form, letters, indices);
  return domain?.kind === 'range' && reach !== null && reach[0] >= domain.lo && reach[1] < domain.lo + domain.size;
}

const indicesOf: (letters: readonly Letter[]) => ReadonlyMap<string, string> = remembered(letters => new Map(letters.map(l => [l.name, l.index])));

/** The index of each letter. */
export const letterIndices = (term: Term): ReadonlyMap<string, string> => indicesOf(term.letters);

// ------------------------------------------------------------------ substitution

/** Rewrites every letter of a term by forms over letters; letters not in the map stay. Null if a position scalar has no counterpart. */
export function substitute(term: Term, forms: ReadonlyMap<string, Affine>, indices: Indices): Term | null {
  const own = letterIndices(term);
  let possible = true;
  const scalar = (node: Scalar): Scalar => {
    if (node.kind === 'letter') { const form = forms.get(node.name); return form ? formScalar(form) : node; }
    if (node.kind === 'position') {
      const form = forms.get(node.letter);
      if (!form) return node;
      const [only] = form.terms;
      if (form.terms.size === 1 && form.offset === 0 && only![1] === 1 && (own.get(only![0]) ?? own.get(node.letter)) === own.get(node.letter)) return { ...node, letter: only![0] };
      const domain = indices.get(node.of ?? own.get(node.letter) ?? '')?.domain;
      if (domain?.kind !== 'range') { possible = false; return node; }
      return formScalar(addForms(form, constantForm(domain.lo), -1));
    }
    return node;
  };
  const coord = (c: Coord): Coord => {
    if (c.kind === 'computed') return { kind: 'computed', value: mapScalar(c.value, scalar) };
    let form: Affine = constantForm(c.offset);
    for (const t of c.terms) form = addForms(form, forms.get(t.letter) ?? letterForm(t.letter), t.coefficient);
    return formCoord(form);
  };
  const args: Access[] = term.args.map(a => ({ ...a, at: a.at.map(coord) }));
  const result: Term = {
    ...term,
    letters: term.letters.filter(l => !forms.has(l.name)),
    out: term.out.map(coord), args,
    body: mapScalar(term.body, scalar),
    where: term.where && mapScalar(term.where, scalar),
    pick: term.pick && mapScalar(term.pick, scalar),
  };
  return possible ? result : null;
}

/** Gives letters other names, the index of each kept. */
export function renameLetters(term: Term, names: ReadonlyMap<string, string>): Term {
  const rename = (name: string): string => names.get(name) ?? name;
  const scalar = (node: Scalar): Scalar =>
    node.kind === 'letter' && names.has(node.name) ? letterOf(rename(node.name)) : node.kind === 'position' && names.has(node.letter) ? { ...node, letter: rename(node.letter) } : node;
  const coord = (c: Coord): Coord => c.kind === 'computed' ? { kind: 'computed', value: mapScalar(c.value, scalar) } : { ...c, terms: c.terms.map(t => ({ ...t, letter: rename(t.letter) })) };
  return {
    ...term,
    letters: term.letters.map(l => ({ ...l, name: rename(l.name) })),
    out: term.out.map(coord),
    args: term.args.map(a => ({ ...a, at: a.at.map(coord) })),
    body: mapScalar(term.body, scalar),
    where: term.where && mapScalar(term.where, scalar),
    pick: term.pick && mapScalar(term.pick, scalar),
  };
}

/** A letter name not in `taken`, as near to `name` as possible: `s`, `s'`, `s''`. */
export function freshLetter(name: string, taken: ReadonlySet<string>): string {
  let fresh = name;
  while (taken.has(fresh)) fresh += "'";
  return fresh;
}

/** The term with none of its letters in `taken`. */
export function renameApart(term: Term, taken: ReadonlySet<string>): Term {
  const all = new Set([...taken, ...term.letters.map(l => l.name)]);
  const names = new Map<string, string>();
  for (const l of term.letters) {
    if (!taken.has(l.name)) continue;
    const fresh = freshLetter(l.name, all);
    all.add(fresh);
    names.set(l.name, fresh);
  }
  return names.size ? renameLetters(term, names) : term;
}

