// Guards: a conjunction of conditions, decided where the domains decide them, and letters that an equality fixes eliminated.

import { addForms, type Affine, constantForm, coordForm, formScalar, inRange, type Indices, interval, letterIndices, scalarForm, substitute, within } from '../affine.ts';
import { type Axis, bareLetter, call, integer, type Scalar, type Term } from '../ir.ts';

/** The conditions of a conjunction. */
export const conjuncts = (guard: Scalar | null): readonly Scalar[] =>
  guard === null ? [] : guard.kind === 'call' && guard.op === 'and' ? guard.args.flatMap(conjuncts) : [guard];

export const conjunction = (conditions: readonly Scalar[]): Scalar | null =>
  conditions.length ? conditions.reduce((a, b) => call('and', a, b)) : null;

const comparisons: Readonly<Record<string, (lo: number, hi: number) => boolean | null>> = {
  eq: (lo, hi) => (lo === 0 && hi === 0 ? true : lo > 0 || hi < 0 ? false : null),
  ne: (lo, hi) => (lo === 0 && hi === 0 ? false : lo > 0 || hi < 0 ? true : null),
  lt: (lo, hi) => (hi < 0 ? true : lo >= 0 ? false : null),
  le: (lo, hi) => (hi <= 0 ? true : lo > 0 ? false : null),
  gt: (lo, hi) => (lo > 0 ? true : hi <= 0 ? false : null),
  ge: (lo, hi) => (lo >= 0 ? true : hi < 0 ? false : null),
};

/** Whether a condition on letters holds for all their values (true), for none (false), or for some (null). */
export function decide(condition: Scalar, letters: ReadonlyMap<string, string>, indices: Indices): boolean | null {
  if (condition.kind === 'literal') return typeof condition.value === 'boolean' ? condition.value : null;
  if (condition.kind !== 'call') return null;
  const compare = comparisons[condition.op];
  const forms = compare ? condition.args.map(scalarForm) : [];
  if (!compare || !forms[0] || !forms[1]) return null;
  const difference = addForms(forms[0], forms[1], -1);
  const reach = difference.terms.size === 0 ? [difference.offset, difference.offset] as const : interval(difference, letters, indices);
  return reach && compare(reach[0], reach[1]);
}

/**
 * Decides guards from the domains of their letters and eliminates letters that an equality fixes (`where i == j + 1`:
 * i becomes j + 1), except those in `keep`. `axes` are the axes that `out` lands on. Null: the term never counts.
 * A letter goes only if the value put in its place is provably a key of its index, or a range guard can say so.
 */
export function resolveGuards(term: Term, axes: readonly Axis[], accessAxes: (tensor: string) => readonly Axis[], keep: ReadonlySet<string>, indices: Indices): Term | null {
  let current = term;
  for (;;) {
    const letters = letterIndices(current);
    const open: Scalar[] = [];
    let next: Term | null = null;
    for (const condition of conjuncts(current.where)) {
      const decided = decide(condition, letters, indices);
      if (decided === false) return null;
      if (decided === true) continue;
      open.push(condition);
    }
    for (const condition of open) {
      if (condition.kind !== 'call' || condition.op !== 'eq') continue;
      const rest = conjunction(open.filter(c => c !== condition));
      next = eliminate({ ...current, where: rest }, condition, axes, accessAxes, keep, indices);
      if (next) break;
    }
    if (!next) return open.length === conjuncts(current.where).length ? current : { ...current, where: conjunction(open) };
    current = next;
  }
}

function eliminate(term: Term, equality: Scalar & { kind: 'call' }, axes: readonly Axis[], accessAxes: (tensor: string) => readonly Axis[], keep: ReadonlySet<string>, indices: Indices): Term | null {
  const [left, right] = equality.args.map(scalarForm);
  if (!left || !right) return null;
  const form = addForms(left, right, -1);
  const candidates = [...form.terms].filter(([name, c]) => Math.abs(c) === 1 && !keep.has(name));
  const landing = new Set(term.out.map(bareLetter));
  candidates.sort(([a], [b]) => Number(landing.has(a)) - Number(landing.has(b)));
  for (const [name, coefficient] of candidates) {
    const solution = addForms(constantForm(0), addForms(form, { terms: new Map([[name, coefficient]]), offset: 0 }, -1), -coefficient);
    const membership = memberGuards(term, name, solution, axes, accessAxes, indices);
    if (!membership) continue;
    const replaced = substitute(term, new Map([[name, solution]]), indices);
    if (replaced) return { ...replaced, where: conjunction([...conjuncts(replaced.where), ...membership]) };
  }
  return null;
}

/** Conditions under which `form` is a key of the letter's index; null if none can say it. */
function memberGuards(term: Term, name: string, form: Affine, axes: readonly Axis[], accessAxes: (tensor: string) => readonly Axis[], indices: Indices): readonly Scalar[] | null {
  const letters = letterIndices(term);
  const index = letters.get(name)!;
  const others = new Map(letters);
  others.delete(name);
  const coord = { kind: 'affine', terms: [...form.terms].map(([letter, coefficient]) => ({ coefficient, letter })), offset: form.offset } as const;
  if (inRange(coord, index, others, indices)) return [];
  const bounds = (coords: Term['out'], onto: readonly Axis[]): boolean => coords.some((c, k) => bareLetter(c) === name && within(onto[k]!.index, index, indices));
  if (bounds(term.out, axes)) return [];
  if (term.args.some(a => !a.optional && bounds(a.at, accessAxes(a.tensor)))) return [];
  const domain = indices.get(index)?.domain;
  if (domain?.kind !== 'range') return null;
  const guards = [call('le', integer(domain.lo), formScalar(form)), call('le', formScalar(form), integer(domain.lo + domain.size - 1))];
  return guards.filter(g => decide(g, others, indices) !== true);
}

/** The form a coordinate must equal to land on, or read from, `target`: an equality condition. */
export function coordEquals(coord: Term['out'][number], target: Affine): Scalar {
  const form = coordForm(coord);
  return call('eq', form ? formScalar(form) : (coord as { readonly value: Scalar }).value, formScalar(target));
}
