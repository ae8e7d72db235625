// Which terms are inner products: two factors that hold every reduced letter, times what holds none.

import { coordForm } from '../../tensor/affine.ts';
import { type Coord, type Scalar, arg, call, mapScalar, number, visitScalar } from '../../tensor/ir.ts';
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
  if (whole.length < 2) return null;
  // one factor on the left, all others with it on the right: of several, the one of most letters stands alone
  const size = (s: Scalar): number => lettersOf(s, term.args).size;
  const left = whole.reduce((a, b) => (size(b) > size(a) ? b : a));
  // by its place: a square has one factor twice
  const right = factors.filter((_, k) => k !== factors.indexOf(left));
  const guardLetters = term.guard ? lettersOf(term.guard, term.args) : new Set<string>();
  const rightLetters = new Set(right.flatMap(r => [...lettersOf(r, term.args)]));
  const leftLetters = lettersOf(left, term.args);
  const over = [...guardLetters];
  const guardReduces = over.some(l => reduced.has(l));
  // a condition on reduced letters goes to the side that has its letters, rather than make one of both
  const toLeft = guardReduces && over.every(l => leftLetters.has(l));
  const toRight = guardReduces && !toLeft;
  if (toRight && !over.every(l => rightLetters.has(l) || leftLetters.has(l))) return null;
  return {
    left: only(term.args, [left], toLeft ? term.guard : null),
    right: only(term.args, right, toRight ? term.guard : null),
    scale: only(term.args, scales, guardReduces ? null : term.guard),
  };
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
