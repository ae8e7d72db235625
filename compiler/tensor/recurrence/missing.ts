// What a scalar is once some arguments are known to be missing, or some letters to be numbers.

import { arg, boolean, computed, type Coord, mapScalar, mapTerm, type Scalar, type Term, termScalars, visitScalar } from '../ir.ts';
import { conjunction, conjuncts } from '../simplify/guards.ts';
import { fold } from '../simplify/fold.ts';

/** A scalar with these arguments missing: null if it has no value then, 'unsure' if no scalar without them says the same. */
export function withoutArguments(root: Scalar, missing: ReadonlySet<number>): Scalar | null | 'unsure' {
  const seen = new Map<Scalar, Scalar | null | 'unsure'>();
  const go = (node: Scalar): Scalar | null | 'unsure' => {
    const known = seen.get(node);
    if (known !== undefined) return known;
    const found = find(node);
    seen.set(node, found);
    return found;
  };
  const find = (node: Scalar): Scalar | null | 'unsure' => {
    if (node.kind === 'arg') return missing.has(node.position) ? null : node;
    if (node.kind !== 'call') return node;
    const args = node.args.map(go);
    if (args.includes('unsure')) return 'unsure';
    const there = args.filter((a): a is Scalar => a !== null && a !== 'unsure');
    if (there.length === args.length) return args.every((a, k) => a === node.args[k]) ? node : { ...node, args: there };
    switch (node.op) {
      case 'present': return boolean(false);
      case 'coalesce': return there.length > 1 ? { ...node, args: there } : there[0] ?? null;
      case 'if': return args[0] === null || there.length === 1 ? null : 'unsure';
      default: return null;
    }
  };
  return go(root);
}

/** The term with ops on literals worked out and decided branches taken; null if its guard never holds. */
export function folded(term: Term): Term | null {
  const simple = (node: Scalar): Scalar => {
    if (node.kind !== 'call') return node;
    const [first, second, third] = node.args;
    if (node.op === 'if' && first!.kind === 'literal') return first!.value === true ? second! : third!;
    if (node.op === 'coalesce' && first!.kind === 'literal') return first!;
    if (node.op === 'present' && first!.kind === 'literal') return boolean(true);
    return fold(node.op, node.args) ?? node;
  };
  const coord = (c: Coord): Coord => {
    if (c.kind === 'affine') return c;
    const value = mapScalar(c.value, simple);
    return value.kind === 'literal' && value.type === 'int' ? { kind: 'affine', terms: [], offset: value.value as number } : computed(value);
  };
  const done = mapTerm(term, simple, coord);
  const conditions = conjuncts(done.where).filter(c => !(c.kind === 'literal' && c.value === true));
  return conditions.some(c => c.kind === 'literal' && c.value === false) ? null : { ...done, where: conjunction(conditions) };
}

/** The term without optional arguments that nothing reads. */
export function withoutIdle(term: Term): Term {
  const read = new Set<number>();
  for (const s of termScalars(term)) visitScalar(s, node => { if (node.kind === 'arg') read.add(node.position); });
  const idle = new Set(term.args.flatMap((a, k) => (a.optional && !read.has(k) ? [k] : [])));
  return idle.size ? withoutPositions(term, idle) : term;
}

/** The term without arguments, which nothing in it reads. */
export function withoutPositions(term: Term, gone: ReadonlySet<number>): Term {
  const kept = term.args.flatMap((_, k) => (gone.has(k) ? [] : [k]));
  const place = new Map(kept.map((k, n) => [k, n]));
  const shifted = mapTerm(term, node => (node.kind === 'arg' && place.has(node.position) && place.get(node.position) !== node.position ? arg(place.get(node.position)!) : node));
  return { ...shifted, args: kept.map(k => shifted.args[k]!) };
}
