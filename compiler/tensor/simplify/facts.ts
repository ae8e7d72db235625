// What is known of a term's arguments: whether they may be missing, whether they are whole numbers.

import { remembered } from '../../remembered.ts';
import { indexTable, inRange, type Indices, letterIndices } from '../affine.ts';
import { allEquations, keyOf, signatures, type Signature, together } from '../equations.ts';
import { fullTensors } from '../full.ts';
import { bareLetter, type Equation, type Program, type Scalar, type Term } from '../ir.ts';
import { insideBoxes } from '../support.ts';
import { Algebra, type ScalarFacts } from './algebra.ts';

export interface Known {
  readonly signature: ReadonlyMap<string, Signature>;
  /** tensors that have a value in every cell */
  readonly full: ReadonlySet<string>;
  /** the equation of each tensor that has one */
  readonly equations: ReadonlyMap<string, Equation>;
  /** tensors that are zero in every cell */
  readonly zero: ReadonlySet<string>;
  readonly indices: Indices;
}

/** What is known of a program's tensors. */
export const knownOf: (program: Program) => Known = remembered(program => ({
  signature: signatures(program), full: fullTensors(program), indices: indexTable(program.indices),
  equations: new Map(together(allEquations(program)).map(e => [e.bind, e])),
  zero: new Set(program.definitions.flatMap(d => (d.kind === 'equation' && isZeroEverywhere(d) ? [d.bind] : []))),
}));

/** Nothing ever lands: every cell holds the fill, which is zero. */
export const isZeroEverywhere = (e: Equation): boolean => e.terms.length === 0 && e.fill === 0;

/** Whether an argument has a value whatever its term's letters are. */
export function alwaysThere(term: Term, position: number, known: Known): boolean {
  const access = term.args[position]!;
  // a coordinate may be missing, too: what it reads stands before
  if (access.at.some(c => c.kind === 'computed' && new Algebra(termFacts(term, known, false)).canBeMissing(c.value))) return false;
  const signature = known.signature.get(access.tensor);
  if (signature?.boxes && insideBoxes(access, signature.boxes, letterIndices(term), known.indices)) return true;
  if (!known.full.has(access.tensor)) return false;
  const axes = known.signature.get(access.tensor)!.axes;
  const letters = letterIndices(term);
  return access.at.every((c, k) => inRange(c, axes[k]!.index, letters, known.indices, keyOf(term, known.signature)));
}

export function termFacts(term: Term, known: Known, dropStops: boolean): ScalarFacts {
  return {
    optional: k => term.args[k]!.optional && !alwaysThere(term, k, known),
    integer: k => { const type = known.signature.get(term.args[k]!.tensor)?.type.kind; return type === 'int' || type === 'key'; },
    dropStops,
  };
}

/** A tensor provably has a value in every cell in which `bound`, over the same axes, has a row. */
export function hasValueWithin(tensor: string, bound: string, known: Known, depth = 6): boolean {
  if (tensor === bound || known.full.has(tensor)) return true;
  const e = known.equations.get(tensor);
  if (!e || depth === 0) return false;
  if (e.fill !== null) return e.within !== null && hasValueWithin(e.within, bound, known, depth - 1);
  const [term, ...more] = e.terms;
  if (!term || more.length || e.within !== null || term.where !== null) return false;
  const letters = term.out.map(bareLetter);
  if (letters.some((l, k) => l === null || letters.indexOf(l) !== k) || new Algebra(termFacts(term, known, false)).canBeMissing(term.body)) return false;
  return term.args.every((a, k) => a.optional || alwaysThere(term, k, known)
    || (a.at.length === letters.length && a.at.every((c, j) => bareLetter(c) === letters[j]) && hasValueWithin(a.tensor, bound, known, depth - 1)));
}

/** Positions of arguments without which a scalar has no value. */
export function needed(root: Scalar): ReadonlySet<number> {
  const seen = new Map<Scalar, ReadonlySet<number>>();
  const go = (node: Scalar): ReadonlySet<number> => {
    const known = seen.get(node);
    if (known) return known;
    const found = own(node);
    seen.set(node, found);
    return found;
  };
  const own = (node: Scalar): ReadonlySet<number> => {
    if (node.kind === 'arg') return new Set([node.position]);
    if (node.kind !== 'call' || node.op === 'present') return new Set();
    const args = node.args.map(go);
    if (node.op === 'coalesce') return args.reduce(intersection);
    if (node.op === 'if') return union(args[0]!, intersection(args[1]!, args[2]!));
    return args.reduce(union, new Set<number>());
  };
  return go(root);
}

const union = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> => new Set([...a, ...b]);
const intersection = (a: ReadonlySet<number>, b: ReadonlySet<number>): ReadonlySet<number> => new Set([...a].filter(x => b.has(x)));

/** Makes arguments strict without which the term does not count anyway: the body, the guard or a landing place needs them. */
export function strictArguments(term: Term): Term {
  const wanted = new Set<number>([...needed(term.body), ...(term.where ? needed(term.where) : []), ...(term.pick ? needed(term.pick) : [])]);
  for (const c of term.out) if (c.kind === 'computed') for (const k of needed(c.value)) wanted.add(k);
  for (let k = term.args.length - 1; k >= 0; k--) {
    if (term.args[k]!.optional && !wanted.has(k)) continue;
    for (const c of term.args[k]!.at) if (c.kind === 'computed') for (const j of needed(c.value)) wanted.add(j);
  }
  if (!term.args.some((a, k) => a.optional && wanted.has(k))) return term;
  return { ...term, args: term.args.map((a, k) => (a.optional && wanted.has(k) ? { ...a, optional: false } : a)) };
}
