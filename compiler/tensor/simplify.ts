// Exact simplification of a whole program: see simplify/ for the algebra of scalars, guards and sums.

import { mapEquations } from './equations.ts';
import type { Equation, Program } from './ir.ts';
import { knownOf } from './simplify/facts.ts';
import { mergeTerms } from './simplify/merge.ts';
import { landsApart, type Options, simplifyTerm } from './simplify/term.ts';

/**
 * An equal program with simpler equations: constants folded, letters that a guard fixes eliminated, terms of a sum merged.
 * Which cells exist does not change. Runs after `differentiate`: it drops the `stop` marks.
 */
export function simplify(program: Program): Program {
  const known = knownOf(program);
  return mapEquations(program, e => simplifyEquation(e, { known, dropStops: true }));
}

/** The equation with its terms simplified, merged where they land in the same cells, and `only` where no two can meet. */
export function simplifyEquation(equation: Equation, options: Options): Equation {
  const tidy = (e: Equation): Equation => ({ ...e, terms: e.terms.flatMap(t => simplifyTerm(t, e, options) ?? []) });
  let current = tidy(equation);
  const merged = mergeTerms(current, options.known);
  if (merged !== current) current = tidy(merged);
  const [term, ...more] = current.terms;
  return current.reduce === 'sum' && term && !more.length && landsApart(term) ? { ...current, reduce: 'only' } : current;
}

