// The derivative of a product by one factor is the product of the others, also where some factor is zero.

import { coordForm, formScalar, renameApart } from '../affine.ts';
import { arg, at, boolean, call, type Equation, given, integer, mapTerm, number, real, type Scalar, type Term } from '../ir.ts';
import type { Algebra } from '../simplify/algebra.ts';
import { strictArguments } from '../simplify/facts.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import type { Auxiliaries, ExtendedTerm } from './linearise.ts';

/** Multiplies a factor's derivative by the product of the other factors of its cell. */
export function othersOf(equation: Equation, position: number, term: ExtendedTerm, algebra: Algebra, aux: Auxiliaries): (partial: Scalar) => Scalar {
  const { body, out } = term.current();
  if (aux.again) {
    const others = arg(term.plus(given(pairwise(equation, position, aux), equation.terms[position]!.letters.map(l => at(l.name)))));
    return partial => algebra.call('mul', partial, others);
  }
  const zeros = arg(term.plus(given(counted(equation, aux), out)));
  const rest = arg(term.plus(given(nonZero(equation, aux), out)));
  const isZero = algebra.call('eq', body, algebra.number(0));
  const others = algebra.call('if', isZero,
    algebra.call('if', algebra.call('eq', zeros, algebra.import(integer(1))), rest, algebra.number(0)),
    algebra.call('if', algebra.call('eq', zeros, algebra.import(integer(0))), algebra.call('div', rest, body), algebra.number(0)));
  return partial => algebra.call('mul', partial, others);
}

/** How many factors of each cell are zero. */
const counted = (equation: Equation, aux: Auxiliaries): string =>
  aux.auxiliary(`zeros ${equation.bind}`, `${equation.bind}_zeros`, bind => ({
    ...equation, bind, type: { kind: 'int' }, reduce: 'sum', fill: 0,
    terms: equation.terms.map(t => ({ ...t, body: integer(1), where: conjunction([...conjuncts(t.where), call('eq', t.body, number(0))]) })),
  }));

/** The product of each cell's factors that are not zero. */
const nonZero = (equation: Equation, aux: Auxiliaries): string =>
  aux.auxiliary(`nonzero ${equation.bind}`, `${equation.bind}_nonzero`, bind => ({
    ...equation, bind, reduce: 'prod', fill: 1,
    terms: equation.terms.map(t => ({ ...t, where: conjunction([...conjuncts(t.where), call('ne', t.body, number(0))]) })),
  }));

/**
 * For each combination of one term the product over all other combinations of its cell, as an equation over pairs: as many rows
 * as there are pairs, but an equation that is right at zeros whatever the order of derivative.
 */
function pairwise(equation: Equation, position: number, aux: Auxiliaries): string {
  const mine = strictArguments(equation.terms[position]!);
  return aux.auxiliary(`others ${equation.bind} ${position}`, `${equation.bind}_others`, bind => ({
    ...equation, bind, type: real, reduce: 'prod', fill: 1, within: null,
    axes: mine.letters.map((l, k) => ({ column: `c${k}`, index: l.index })),
    terms: equation.terms.map((t, k) => pair(mine, renameApart(strictArguments(t), new Set(mine.letters.map(l => l.name))), k === position)),
  }));
}

function pair(mine: Term, other: Term, same: boolean): Term {
  const shift = mine.args.length;
  const shifted = mapTerm(other, node => (node.kind === 'arg' ? arg(node.position + shift) : node));
  const equal = (a: Term['out'][number], b: Term['out'][number]): Scalar => call('eq', coordScalar(a), coordScalar(b));
  const distinct = same ? [mine.letters.map((l, k): Scalar => call('ne', { kind: 'letter', name: l.name }, { kind: 'letter', name: other.letters[k]!.name })).reduce<Scalar>((a, b) => (a.kind === 'literal' ? b : call('or', a, b)), boolean(false))] : [];
  return {
    letters: [...mine.letters, ...shifted.letters],
    out: mine.letters.map(l => at(l.name)),
    args: [...mine.args, ...shifted.args],
    body: shifted.body,
    where: conjunction([...conjuncts(mine.where), ...conjuncts(shifted.where), ...mine.out.map((c, k) => equal(c, shifted.out[k]!)), ...distinct]),
    pick: null,
  };
}

const coordScalar = (coord: Term['out'][number]): Scalar => {
  const form = coordForm(coord);
  return form ? formScalar(form) : (coord as { readonly value: Scalar }).value;
};
