// What a small change of one argument does to an equation's cells: the linear part of each term, reductions included.

import { coordForm, letterIndices } from '../affine.ts';
import { reducedLetters } from '../equations.ts';
import { alwaysCounts } from '../full.ts';
import { type Access, arg, call, type Equation, given, integer, number, type Scalar, size, type Term, type ValueType, visitScalar } from '../ir.ts';
import { Algebra } from '../simplify/algebra.ts';
import { type Known, strictArguments, termFacts } from '../simplify/facts.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import { bodyPartials } from './partial.ts';
import { othersOf } from './product.ts';

/** A change δ of `term.args[position]` changes the cell at `term.out` by weight·δ, for every combination that counts. */
export interface Linear {
  readonly term: Term;
  readonly position: number;
  readonly weight: Scalar;
}

/** Where auxiliary equations (counts, ties) are asked for; each is made once. */
export interface Auxiliaries {
  readonly known: Known;
  /** The tensor that `make` binds under a name like `name`; `key` identifies it. */
  readonly auxiliary: (key: string, name: string, make: (bind: string) => Equation) => string;
  /** whether the result may be differentiated once more, so that shortcuts valid only at first order are out */
  readonly again: boolean;
}

/** The linear part of an equation in its arguments that read a tensor of `wanted`. Errors: not-differentiable. */
export function linearise(equation: Equation, wanted: (tensor: string) => boolean, aux: Auxiliaries): readonly Linear[] {
  if (!isNumber(equation.type) || equation.reduce === 'count') return [];
  return equation.terms.flatMap((_, k) => lineariseTerm(equation, k, wanted, aux));
}

/** Whole numbers are differentiated as if they were real; ops that make them so have derivative zero. Truth values and keys (any, argmax) are no numbers. */
const isNumber = (type: ValueType): boolean => type.kind === 'real' || type.kind === 'int';

function lineariseTerm(equation: Equation, position: number, wanted: (tensor: string) => boolean, aux: Auxiliaries): readonly Linear[] {
  const raw = strictArguments(equation.terms[position]!);
  const positions = new Set(raw.args.flatMap((a, k) => (wanted(a.tensor) && isNumber(aux.known.signature.get(a.tensor)!.type) ? [k] : [])));
  if (!positions.size) return [];
  const facts = termFacts(raw, aux.known, false);
  const own = (k: number): boolean => k < raw.args.length;    // arguments that the reduction adds are strict and real
  const algebra = new Algebra({ ...facts, optional: k => own(k) && facts.optional(k), integer: k => own(k) && facts.integer(k) });
  const body = algebra.import(raw.body);
  const partials = bodyPartials(algebra, body, positions, equation.span);
  if (!partials.size) return [];

  const term = new ExtendedTerm({ ...raw, body });
  // what lands outside the rows that bound the equation is no cell
  if (equation.within !== null && !aux.known.full.has(equation.within)) term.plus(given(equation.within, raw.out));
  const weigh = byReduction(equation, position, term, algebra, aux);
  const present = algebra.call('present', body);
  return [...partials].map(([k, partial]) => {
    let weight = weigh(partial);
    let made = term.current();
    let guards = conjuncts(made.where);
    if (equation.reduce === 'only' && mentions(weight, body) && body.kind === 'call') {
      const result = term.plus(given(equation.bind, raw.out));
      made = term.current();
      weight = replaceNode(weight, body, arg(result));
    } else guards = [...guards, present];
    made = { ...made, where: conjunction(guards), args: made.args.map((a, j) => (j === k ? { ...a, optional: false } : a)) };
    return { term: made, position: k, weight };
  });
}

/** How a reduction turns the derivative of the body into that of the cell; may extend the term. */
function byReduction(equation: Equation, position: number, term: ExtendedTerm, algebra: Algebra, aux: Auxiliaries): (partial: Scalar) => Scalar {
  const { body, out } = term.current();
  switch (equation.reduce) {
    case 'mean': {
      const known = fixedCount(equation, aux);
      const count = known ? algebra.import(known) : arg(term.plus(given(counting(equation, aux), out)));
      return partial => algebra.call('div', partial, count);
    }
    case 'max': case 'min': {
      const extreme = arg(term.plus(given(equation.bind, out)));
      const ties = arg(term.plus(given(tying(equation, aux), out)));
      term.guard(call('eq', body, extreme));
      return partial => algebra.call('div', partial, ties);
    }
    case 'prod': return othersOf(equation, position, term, algebra, aux);
    default: return partial => partial;
  }
}

/** A term being given further arguments and guards. */
export class ExtendedTerm {
  private readonly args: Access[];
  private readonly guards: Scalar[];
  constructor(private readonly base: Term) { this.args = [...base.args]; this.guards = [...conjuncts(base.where)]; }
  plus(access: Access): number { return this.args.push(access) - 1; }
  guard(condition: Scalar): void { this.guards.push(condition); }
  current(): Term { return { ...this.base, args: [...this.args], where: conjunction(this.guards) }; }
}

/** How many combinations meet in each cell, if that is one number known from the sizes of indices. */
function fixedCount(equation: Equation, { known }: Auxiliaries): Scalar | null {
  const [term, ...more] = equation.terms;
  if (!term || more.length || equation.within !== null || !alwaysCounts(term, known.full, known.signature, known.indices)) return null;
  // then one value of each letter that is on the left lands in a cell
  if (term.out.map(coordForm).some(f => !f || f.terms.size > 1)) return null;
  const letters = letterIndices(term);
  return reducedLetters(term).map(l => {
    const index = letters.get(l)!;
    const domain = known.indices.get(index)!.domain;
    return domain.kind === 'range' ? number(domain.size) : size(index);
  }).reduce<Scalar | null>((a, b) => (a === null ? b : a.kind === 'literal' && b.kind === 'literal' ? number((a.value as number) * (b.value as number)) : call('mul', a, b)), null) ?? number(1);
}

/** An equation like `equation` that counts its combinations. */
function counting(equation: Equation, aux: Auxiliaries): string {
  return aux.auxiliary(`count ${equation.bind}`, `${equation.bind}_n`, bind => ({
    ...equation, bind, type: { kind: 'int' }, reduce: 'sum', fill: null,
    terms: equation.terms.map(t => {
      const term = strictArguments(t);
      const present = new Algebra(termFacts(term, aux.known, false)).import(call('present', term.body));
      return { ...term, body: integer(1), where: conjunction([...conjuncts(term.where), ...(present.kind === 'literal' ? [] : [present])]) };
    }),
  }));
}

/** An equation like `equation`, a maximum or minimum, that counts the combinations which attain it. */
function tying(equation: Equation, aux: Auxiliaries): string {
  return aux.auxiliary(`ties ${equation.bind}`, `${equation.bind}_ties`, bind => ({
    ...equation, bind, type: { kind: 'int' }, reduce: 'sum', fill: null,
    terms: equation.terms.map(t => {
      const term = new ExtendedTerm(strictArguments(t));
      term.guard(call('eq', t.body, arg(term.plus(given(equation.bind, t.out)))));
      return { ...term.current(), body: integer(1) };
    }),
  }));
}

function mentions(root: Scalar, wanted: Scalar): boolean {
  let found = false;
  visitScalar(root, node => { found ||= node === wanted; });
  return found;
}

function replaceNode(root: Scalar, wanted: Scalar, by: Scalar): Scalar {
  const seen = new Map<Scalar, Scalar>([[wanted, by]]);
  const go = (node: Scalar): Scalar => {
    const known = seen.get(node);
    if (known) return known;
    const made = node.kind === 'call' ? { ...node, args: node.args.map(go) } : node;
    seen.set(node, made);
    return made;
  };
  return go(root);
}
