// Elementwise steps of a derivative that are not worth a table of their own are put into what reads them.

import { type Access, arg, bareLetter, type Coord, type Equation, mapScalar, mapTerm, number, type Scalar, type Term, termScalars, visitScalar } from '../ir.ts';
import { renameApart } from '../affine.ts';
import { alwaysCounts } from '../full.ts';
import type { OpName } from '../ops.ts';
import { Algebra, isZero } from './algebra.ts';
import { type Known, termFacts } from './facts.ts';
import { conjunction, conjuncts, coordEquals } from './guards.ts';
import { Readable } from './readable.ts';
import { landsApart } from './term.ts';

/** Arithmetic, comparisons and choices: anything else counts as many ops. */
export const cheapOps: ReadonlySet<OpName> = new Set<OpName>(['add', 'sub', 'mul', 'div', 'neg', 'abs', 'min', 'max', 'if', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not', 'iverson', 'present', 'coalesce', 'stop', 'int', 'sqrt']);

/** An equation of this many ops over this many tensors is recomputed for each row of its reader rather than stored. */
const cheap = { ops: 4, args: 1 };

/** The one term of an equation whose cells are each one combination of it, or null: it is no elementwise equation. */
export function elementwise(equation: Equation): Term | null {
  const [term, ...more] = equation.terms;
  if (!term || more.length || (equation.reduce !== 'sum' && equation.reduce !== 'only') || (equation.fill !== 0 && equation.fill !== null)) return null;
  const letters = term.out.map(bareLetter);
  if (letters.some((l, k) => l === null || letters.indexOf(l) !== k) || !landsApart(term) || term.letters.length !== letters.length) return null;
  return term.letters.every(l => { const k = letters.indexOf(l.name); return equation.axes[k]!.index === l.index; }) ? term : null;
}

function weight(term: Term): { readonly ops: number; readonly args: number } {
  let count = 0;
  visitScalar(term.body, node => { if (node.kind === 'call') count += cheapOps.has(node.op) ? 1 : cheap.ops; });
  return { ops: count + conjuncts(term.where).length, args: new Set(term.args.map(a => a.tensor)).size };
}

/**
 * Puts elementwise equations of `inlinable` into their readers among `equations`, and drops those that nothing reads then.
 * One that costs little goes wherever it is read; any other only into its sole reader, and if that ranges over the same letters.
 * `simplify` tidies an equation that has taken others in; `readElsewhere` counts reads from outside.
 */
export function inlineElementwise(equations: readonly Equation[], inlinable: ReadonlySet<string>, known: Known, simplify: (equation: Equation) => Equation): readonly Equation[] {
  const current = new Readable(equations);
  for (const name of equations.map(e => e.bind).filter(n => inlinable.has(n))) {
    const source = current.first(name);
    const term = elementwise(source);
    if (!term || term.args.some(a => a.tensor === name)) continue;
    const readers = current.readersOf(name);
    const reads = readers.reduce((n, e) => n + e.terms.reduce((m, t) => m + t.args.filter(a => a.tensor === name).length, 0), 0);
    if (reads === 0) { current.replace(source, null); continue; }
    const cost = weight(term);
    const trivial = cost.ops <= 1 && cost.args <= 1;
    if (reads > 1 && !trivial) continue;
    const fits = cost.ops <= cheap.ops && cost.args <= cheap.args ? (): boolean => true : (t: Term): boolean => t.letters.length === term.letters.length && t.args.every(a => a.tensor !== name || a.at.every(c => bareLetter(c) !== null));
    const rewritten = new Map<Equation, Equation>();
    for (const reader of readers) {
      const terms = reader.terms.map(t => (fits(t) ? absorb(t, reader, source, term, known) : null));
      if (terms.some((t, k) => t === null && reader.terms[k]!.args.some(a => a.tensor === name))) break;
      rewritten.set(reader, simplify({ ...reader, terms: terms.map((t, k) => t ?? reader.terms[k]!) }));
    }
    if (rewritten.size < readers.length) continue;
    current.replace(source, null);
    for (const [before, after] of rewritten) current.replace(before, after);
  }
  return current.all();
}

/** The term with every read of `source` replaced by its body, or null if that would change which combinations count. */
function absorb(term: Term, reader: Equation, source: Equation, body: Term, known: Known): Term | null {
  let current = term;
  for (;;) {
    const position = current.args.findIndex(a => a.tensor === source.bind);
    if (position < 0) return current;
    const next = absorbOne(current, position, reader, source, body, known);
    if (!next) return null;
    current = next;
  }
}

function absorbOne(term: Term, position: number, reader: Equation, source: Equation, raw: Term, known: Known): Term | null {
  const access = term.args[position]!;
  const inCoordinates = [...term.out, ...term.args.flatMap(a => a.at)].some(c => c.kind === 'computed' && mentionsArg(c.value, position));
  if (access.optional || inCoordinates || access.at.some(c => c.kind === 'computed') || (term.where && mentionsArg(term.where, position))) return null;
  const vanishes = reader.reduce === 'sum' && reader.fill === 0 && vanishesWith(term, position, known);
  if (source.fill !== null && !vanishes && !(source.within === null && alwaysCounts(raw, known.full, known.signature, known.indices))) return null;
  const inner = renameApart(raw, new Set(term.letters.map(l => l.name)));
  const shift = term.args.length;
  const moved = mapTerm(inner, node => (node.kind === 'arg' ? arg(node.position + shift) : node));
  const fixed = inner.out.map((c: Coord, k): Scalar => coordEquals(access.at[k]!, { terms: new Map([[bareLetter(c)!, 1]]), offset: 0 }));
  const bound: Access[] = source.within !== null ? [{ tensor: source.within, at: access.at, optional: false }] : [];
  const put = (node: Scalar): Scalar => (node.kind === 'arg' && node.position === position ? moved.body : node);
  return withoutArgument({
    ...term,
    letters: [...term.letters, ...moved.letters],
    args: [...term.args, ...moved.args, ...bound],
    body: mapScalar(term.body, put),
    where: conjunction([...conjuncts(term.where), ...fixed, ...conjuncts(moved.where)]),
  }, position);
}

/** The term without an argument that nothing reads. */
function withoutArgument(term: Term, position: number): Term {
  const shifted = mapTerm(term, node => (node.kind === 'arg' && node.position > position ? arg(node.position - 1) : node));
  return { ...shifted, args: shifted.args.filter((_, k) => k !== position) };
}

const mentionsArg = (root: Scalar, position: number): boolean => {
  let found = false;
  visitScalar(root, node => { found ||= node.kind === 'arg' && node.position === position; });
  return found;
};

/** The term's body is zero where this argument is. */
export function vanishesWith(term: Term, position: number, known: Known): boolean {
  if (termScalars(term).filter(s => s !== term.body).some(s => mentionsArg(s, position))) return false;
  const algebra = new Algebra(termFacts(term, known, false));
  return isZero(algebra.import(mapScalar(term.body, node => (node.kind === 'arg' && node.position === position ? number(0) : node))));
}

