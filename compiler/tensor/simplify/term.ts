// Simplification of one term: arguments read once, guards decided, letters eliminated, the body's algebra.

import { freshLetter, renameLetters } from '../affine.ts';
import { reducedLetters } from '../equations.ts';
import { type Access, arg, type Coord, type Equation, mapScalar, mapTerm, number, type Scalar, size, type Term, termScalars, visitScalar } from '../ir.ts';
import { Algebra, isCall, isZero } from './algebra.ts';
import { alwaysThere, type Known, strictArguments, termFacts } from './facts.ts';
import { conjunction, conjuncts, resolveGuards } from './guards.ts';

export interface Options { readonly known: Known; readonly dropStops: boolean }

/** Equal combinations, equal values; null if the term never counts or adds nothing. */
export function simplifyTerm(term: Term, equation: Equation, { known, dropStops }: Options): Term | null {
  const sums = equation.reduce === 'sum' && equation.fill === 0;
  let current: Term = term;
  for (;;) {
    current = compactArguments(withZeros(strictArguments(current), known), known);
    const resolved = resolveGuards(current, equation.axes, t => known.signature.get(t)!.axes, new Set(), known.indices);
    if (!resolved) return null;
    const algebra = new Algebra(termFacts(resolved, known, dropStops));
    const rebuilt = mapTerm(resolved, node => node, c => (c.kind === 'computed' ? { kind: 'computed', value: algebra.import(c.value) } : c));
    let body = algebra.import(rebuilt.body);
    const guards: Scalar[] = [];
    for (const condition of conjuncts(rebuilt.where)) {
      const simple = algebra.import(condition);
      if (simple.kind === 'literal' && simple.value === false) return null;
      if (!(simple.kind === 'literal' && simple.value === true) && !guards.includes(simple)) guards.push(simple);
    }
    let lifted = false;
    if (sums) {
      if (isZero(body)) return null;
      const reduced = new Set(reducedLetters(rebuilt));
      const conditions: Scalar[] = [];
      body = liftConditions(body, algebra, c => worthAGuard(c, reduced), conditions);
      lifted = conditions.length > 0;
      guards.push(...conditions);
    }
    const next: Term = { ...rebuilt, body, where: conjunction(guards), pick: rebuilt.pick && algebra.import(rebuilt.pick) };
    if (!lifted) return dropIdleLetters(compactArguments(next, known), equation, known);
    current = next;
  }
}

/** Reads of tensors that are zero everywhere become 0; what bounds their cells still counts. */
function withZeros(term: Term, known: Known): Term {
  if (!term.args.some(a => !a.optional && known.zero.has(a.tensor))) return term;
  const zero = (node: Scalar): Scalar => {
    const access = node.kind === 'arg' ? term.args[node.position]! : null;
    return access && !access.optional && known.zero.has(access.tensor) ? (known.signature.get(access.tensor)!.type.kind === 'int' ? { kind: 'literal', value: 0, type: 'int' } : number(0)) : node;
  };
  return { ...term, body: mapScalar(term.body, zero), where: term.where && mapScalar(term.where, zero), pick: term.pick && mapScalar(term.pick, zero) };
}

/** Takes factors `[condition]` and `if condition then x else 0` out of a product: where they are zero it adds nothing. */
function liftConditions(body: Scalar, algebra: Algebra, worth: (condition: Scalar) => boolean, into: Scalar[]): Scalar {
  const go = (node: Scalar): Scalar => {
    if (isCall(node, 'iverson') && worth(node.args[0]!)) { into.push(node.args[0]!); return algebra.number(1); }
    if (isCall(node, 'if') && isZero(node.args[2]!) && worth(node.args[0]!)) { into.push(node.args[0]!); return go(node.args[1]!); }
    if (isCall(node, 'if') && isZero(node.args[1]!) && worth(node.args[0]!)) { into.push(algebra.call('not', node.args[0]!)); return go(node.args[2]!); }
    if (isCall(node, 'mul')) return algebra.call('mul', go(node.args[0]!), go(node.args[1]!));
    if (isCall(node, 'neg')) return algebra.call('neg', go(node.args[0]!));
    if (isCall(node, 'div')) return algebra.call('div', go(node.args[0]!), node.args[1]!);
    return node;
  };
  return go(body);
}

/** A condition on letters alone, or one that fixes a letter summed over: as a guard it makes fewer rows. */
function worthAGuard(condition: Scalar, reduced: ReadonlySet<string>): boolean {
  let reads = false;
  visitScalar(condition, node => { reads ||= node.kind === 'arg'; });
  if (!reads) return true;
  return isCall(condition, 'eq') && condition.args.some(a => a.kind === 'letter' && reduced.has(a.name));
}

/** Reads every cell once, drops arguments that nothing reads and that cut nothing, makes arguments strict that are always there. */
export function compactArguments(term: Term, known: Known): Term {
  const read = new Set<number>();
  for (const s of termScalars(term)) visitScalar(s, node => { if (node.kind === 'arg') read.add(node.position); });
  // nothing to drop, to make strict or to read once
  if (read.size === term.args.length && !term.args.some(a => a.optional) && new Set(term.args.map(a => a.tensor)).size === term.args.length) return term;
  const kept: Access[] = [];
  const moved = new Map<number, number>();
  const places = new Map<string, number>();
  const shift = (node: Scalar): Scalar => (node.kind === 'arg' ? arg(moved.get(node.position)!) : node);
  const coord = (c: Coord): Coord => (c.kind === 'computed' ? { kind: 'computed', value: mapScalar(c.value, shift) } : c);
  term.args.forEach((access, k) => {
    if (!read.has(k) && (access.optional || alwaysThere(term, k, known))) return;
    const here: Access = { ...access, at: access.at.map(coord), optional: access.optional && !alwaysThere(term, k, known) };
    const key = JSON.stringify([here.tensor, here.at]);
    const before = places.get(key);
    if (before !== undefined) {
      moved.set(k, before);
      if (!here.optional && kept[before]!.optional) kept[before] = here;
      return;
    }
    places.set(key, kept.length);
    moved.set(k, kept.length);
    kept.push(here);
  });
  if (kept.length === term.args.length && kept.every((a, k) => a.optional === term.args[k]!.optional)) return term;
  const shifted = mapTerm({ ...term, args: [] }, shift);
  return { ...shifted, args: kept };
}

/** Letters that nothing mentions: a sum over one multiplies by the size of its index, other reductions do not notice. */
function dropIdleLetters(term: Term, equation: Equation, known: Known): Term {
  const mentioned = new Set<string>();
  for (const c of [...term.out, ...term.args.flatMap(a => a.at)]) if (c.kind === 'affine') for (const t of c.terms) mentioned.add(t.letter);
  for (const s of termScalars(term)) visitScalar(s, node => { if (node.kind === 'letter') mentioned.add(node.name); if (node.kind === 'position') mentioned.add(node.letter); });
  const idle = term.letters.filter(l => !mentioned.has(l.name));
  if (!idle.length || equation.reduce === 'count' || equation.reduce === 'prod' || equation.reduce === 'only') return term;
  const letters = term.letters.filter(l => mentioned.has(l.name));
  if (equation.reduce === 'mean' && equation.terms.length > 1) return term;
  if (equation.reduce !== 'sum') return idle.every(l => isInhabited(l.index, known)) ? { ...term, letters } : term;
  const algebra = new Algebra(termFacts(term, known, false));
  const whole = equation.type.kind === 'int';
  const body = idle.reduce((sum, l) => {
    const domain = known.indices.get(l.index)!.domain;
    const count = domain.kind !== 'range' ? size(l.index) : whole ? ({ kind: 'literal', value: domain.size, type: 'int' } as const) : number(domain.size);
    return algebra.call('mul', algebra.import(count), sum);
  }, algebra.import(term.body));
  return { ...term, letters, body };
}

const isInhabited = (index: string, known: Known): boolean => { const d = known.indices.get(index)!.domain; return d.kind === 'table' || d.size > 0; };

/** Whether different combinations of a term's letters land in different cells, seen from its coordinates. */
export const landsApart = (term: Term): boolean =>
  term.letters.every(l => term.out.some(c => c.kind === 'affine' && c.terms.length === 1 && c.terms[0]!.letter === l.name && c.terms[0]!.coefficient !== 0));


/** The term with as few primes on its letters as can be, given in the order in which they occur. */
export function plainLetters(term: Term): Term {
  const order = new Set<string>();
  for (const c of [...term.out, ...term.args.flatMap(a => a.at)]) if (c.kind === 'affine') for (const t of c.terms) order.add(t.letter);
  for (const l of term.letters) order.add(l.name);
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const name of order) {
    const fresh = freshLetter(name.replace(/'+$/, ''), taken);
    taken.add(fresh);
    names.set(name, fresh);
  }
  if ([...names].every(([from, to]) => from === to)) return term;
  const apart = new Map([...names.keys()].map((name, k) => [name, `letter ${k}`]));
  return renameLetters(renameLetters(term, apart), new Map([...names].map(([from, to]) => [apart.get(from)!, to])));
}
