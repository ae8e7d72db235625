// Terms of one sum that land in the same cells become one: Σ a + Σ b over the same combinations is Σ (a + b).

import { addForms, coordForm, letterForm, letterIndices, renameLetters, sameForm } from '../affine.ts';
import { alwaysCounts } from '../full.ts';
import { arg, at, bareLetter, call, type Equation, mapTerm, number, type Scalar, type Term } from '../ir.ts';
import { hasValueWithin, type Known } from './facts.ts';

/**
 * Merges terms that each land once in every cell (or at one place along an axis, as a one-hot does: `− [c == y]`).
 * The sum must have fill 0, so that a row of zero and no row are the same.
 */
export function mergeTerms(equation: Equation, known: Known): Equation {
  if (equation.reduce !== 'sum' || equation.fill !== 0 || equation.terms.length < 2) return equation;
  const merged: Term[] = [];
  for (const term of [...equation.terms].sort((a, b) => Number(isEverywhere(b, equation, known)) - Number(isEverywhere(a, equation, known)))) {
    const host = merged.findIndex(m => isEverywhere(m, equation, known) && (placed(m, term, equation, known) !== null));
    if (host < 0) merged.push(term);
    else merged[host] = joined(merged[host]!, placed(merged[host]!, term, equation, known)!);
  }
  return merged.length === equation.terms.length ? equation : { ...equation, terms: merged };
}

/** The term lands exactly once in every cell that the equation may have. */
function isEverywhere(term: Term, equation: Equation, known: Known): boolean {
  const letters = term.out.map(bareLetter);
  const own = letterIndices(term);
  return letters.every((l, k) => l !== null && letters.indexOf(l) === k && own.get(l) === equation.axes[k]!.index)
    && letters.length === term.letters.length && countsWithin(term, equation, known);
}

/** Every combination counts, at least for cells that the equation may have. */
function countsWithin(term: Term, equation: Equation, known: Known): boolean {
  if (alwaysCounts(term, known.full, known.signature, known.indices)) return true;
  if (equation.within === null) return false;
  const here = term.args.filter(a => JSON.stringify(a.at) === JSON.stringify(term.out) && hasValueWithin(a.tensor, equation.within!, known)).map(a => a.tensor);
  const everywhere = here.every(name => term.args.every(a => a.tensor !== name || JSON.stringify(a.at) === JSON.stringify(term.out)));
  return everywhere && alwaysCounts(term, new Set([...known.full, ...here]), known.signature, known.indices);
}

/** The term over the host's letters, zero where it does not land; null if it cannot be put that way. */
function placed(host: Term, term: Term, equation: Equation, known: Known): Term | null {
  if (!countsWithin(term, equation, known)) return null;
  const letters = host.out.map(c => bareLetter(c)!);
  const own = letterIndices(term);
  const names = new Map<string, string>();
  const conditions: number[] = [];
  term.out.forEach((c, k) => {
    const l = bareLetter(c);
    if (l !== null && !names.has(l) && own.get(l) === equation.axes[k]!.index) names.set(l, letters[k]!);
    else conditions.push(k);
  });
  if (term.letters.some(l => !names.has(l.name)) || conditions.length > 1 || (equation.within !== null && conditions.length)) return null;
  const apart = new Map([...names.keys()].map((l, n) => [l, `${n} ${l}`]));
  const renamed = renameLetters(renameLetters(term, apart), new Map([...names].map(([l, to]) => [apart.get(l)!, to])));
  const body = conditions.reduce<Scalar>((inside, k) => {
    const form = coordForm(renamed.out[k]!);
    if (form && sameForm(addForms(form, letterForm(letters[k]!), -1), { terms: new Map(), offset: 0 })) return inside;
    const value = renamed.out[k]!;
    const target: Scalar = value.kind === 'computed' ? value.value : affineScalar(value);
    return call('if', call('eq', { kind: 'letter', name: letters[k]! }, target), inside, number(0));
  }, renamed.body);
  return { ...renamed, letters: host.letters, out: letters.map(at), body };
}

const affineScalar = (c: Term['out'][number] & { kind: 'affine' }): Scalar =>
  c.terms.reduce<Scalar>((sum, t) => call('add', sum, call('mul', { kind: 'literal', value: t.coefficient, type: 'int' }, { kind: 'letter', name: t.letter })), { kind: 'literal', value: c.offset, type: 'int' });

function joined(host: Term, term: Term): Term {
  const shifted = mapTerm(term, node => (node.kind === 'arg' ? arg(node.position + host.args.length) : node));
  return { ...host, args: [...host.args, ...shifted.args], body: call('add', host.body, shifted.body) };
}
