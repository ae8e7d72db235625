// Which terms are inner products: two factors that hold every reduced letter, times what holds none.

import { coordForm } from '../../tensor/affine.ts';
import { type Coord, type Scalar, arg, call, mapScalar, number, visitScalar } from '../../tensor/ir.ts';
import { conjunction, conjuncts } from '../../tensor/simplify/guards.ts';
import type { Read, TileEquation, TileTerm } from './ir.ts';

/** What is worked out over letters: a value, its reads, and the condition under which it is not 0. */
export interface Factor { readonly args: readonly Read[]; readonly body: Scalar; readonly guard: Scalar | null }

export interface Product {
  readonly left: Factor;
  readonly right: Factor;
  /** over the letters that are not reduced */
  readonly scale: Factor;
}

const lettersOfCoord = (c: Coord, args: readonly Read[]): ReadonlySet<string> => {
  const form = coordForm(c);
  return form ? new Set(form.terms.keys()) : c.kind === 'computed' ? lettersOf(c.value, args) : new Set();
};

/** The letters that a scalar depends on, through its reads too. */
export function lettersOf(s: Scalar, args: readonly Read[]): ReadonlySet<string> {
  const found = new Set<string>();
  visitScalar(s, n => {
    if (n.kind === 'letter') found.add(n.name);
    if (n.kind === 'position') found.add(n.letter);
    if (n.kind === 'arg') for (const c of args[n.position]!.at) for (const l of lettersOfCoord(c, args)) found.add(l);
  });
  return found;
}

/** The term of an equation as an inner product over its reduced letters, or null if it is none. */
export function productOf(equation: TileEquation, term: TileTerm): Product | null {
  if (equation.reduce !== 'sum' || equation.type.kind !== 'real' || term.reduced.length === 0) return null;
  const reduced = new Set(term.reduced.map(l => l.letter));
  const factors: Scalar[] = [];
  const scales: Scalar[] = [];
  const collect = (s: Scalar): void => {
    if (s.kind === 'call' && s.op === 'mul') { s.args.forEach(collect); return; }
    if (s.kind === 'call' && s.op === 'neg') { scales.push(number(-1)); collect(s.args[0]!); return; }
    if (s.kind === 'call' && s.op === 'div' && ![...lettersOf(s.args[1]!, term.args)].some(l => reduced.has(l))) {
      collect(s.args[0]!);
      scales.push(call('div', number(1), s.args[1]!));
      return;
    }
    ([...lettersOf(s, term.args)].some(l => reduced.has(l)) ? factors : scales).push(s);
  };
  collect(term.body);
  const holdsAll = (s: Scalar): boolean => { const own = lettersOf(s, term.args); return [...reduced].every(l => own.has(l)); };
  const whole = factors.filter(holdsAll);
  const picked = whole.length === 1 && factors.length === 1 ? picking(equation, term, factors[0]!, reduced) : [];
  if (picked.length > 0) factors.push(number(1));
  else if (whole.length < 2) return null;
  // one factor on the left, all others with it on the right: of several, the one of most letters stands alone
  const size = (s: Scalar): number => lettersOf(s, term.args).size;
  const left = whole.reduce((a, b) => (size(b) > size(a) ? b : a));
  // by its place: a square has one factor twice
  const right = factors.filter((_, k) => k !== factors.indexOf(left));
  const leftLetters = lettersOf(left, term.args);
  const rightLetters = new Set([...right.flatMap(r => [...lettersOf(r, term.args)]), ...picked]);
  // A condition stands on every side that has its letters, since it may be what keeps a side's reads inside of what they read; one over
  // letters of both goes to the right.
  const conditions = conjuncts(term.guard).map(c => ({ c, letters: [...lettersOf(c, term.args)] }));
  const within = (letters: readonly string[], side: ReadonlySet<string>): boolean => letters.every(l => side.has(l));
  const reduces = (letters: readonly string[]): boolean => letters.some(l => reduced.has(l));
  const both = conditions.filter(({ letters }) => reduces(letters) && !within(letters, leftLetters) && !within(letters, rightLetters));
  if (both.some(({ letters }) => !letters.every(l => leftLetters.has(l) || rightLetters.has(l)))) return null;
  const guard = (chosen: typeof conditions): Scalar | null => conjunction(chosen.map(x => x.c));
  return {
    left: only(term.args, [left], guard(conditions.filter(x => within(x.letters, leftLetters)))),
    right: only(term.args, right, guard(conditions.filter(x => within(x.letters, rightLetters) || both.includes(x)))),
    scale: only(term.args, scales, guard(conditions.filter(x => !reduces(x.letters)))),
  };
}

/**
 * The letters of conditions that pick, for each of some cells, which values of a factor count, as where rows are added up by a key: they are
 * a factor then, 1 or 0. None, where the condition tells no cells apart or the factor none.
 */
function picking(equation: TileEquation, term: TileTerm, factor: Scalar, reduced: ReadonlySet<string>): readonly string[] {
  const own = lettersOf(factor, term.args);
  const out = equation.out.map(l => l.letter);
  const letters = conjuncts(term.guard).map(c => [...lettersOf(c, term.args)]).filter(found => found.some(l => reduced.has(l))).flat();
  return out.some(l => letters.includes(l) && !own.has(l)) && out.some(l => own.has(l) && !letters.includes(l)) ? letters : [];
}

/** A product with the reads that it makes, renumbered. */
function only(args: readonly Read[], factors: readonly Scalar[], guard: Scalar | null): Factor {
  const body = factors.length === 0 ? number(1) : factors.reduce((a, b) => call('mul', a, b));
  return renumbered({ args, body, guard });
}

/** The same factor with no reads but those that it needs. */
export function renumbered({ args, body, guard }: Factor): Factor {
  const kept: number[] = [];
  const need = (s: Scalar): void => visitScalar(s, n => {
    if (n.kind !== 'arg' || kept.includes(n.position)) return;
    for (const c of args[n.position]!.at) if (c.kind === 'computed') need(c.value);
    kept.push(n.position);
  });
  need(body);
  if (guard) need(guard);
  const moved = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'arg' ? arg(kept.indexOf(n.position)) : n));
  return {
    args: kept.map(k => ({ ...args[k]!, at: args[k]!.at.map(c => (c.kind === 'computed' ? { ...c, value: moved(c.value) } : c)) })),
    body: moved(body), guard: guard && moved(guard),
  };
}
