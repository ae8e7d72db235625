// What one elementwise equation computes, others need not compute again: a body, or a factor of one, that equals it is read from it.

import { addForms, coordForm, renameLetters, sameForm } from '../affine.ts';
import { reads } from '../equations.ts';
import { type Access, arg, at, bareLetter, call, type Coord, type Equation, mapScalar, type Scalar, type Term, visitScalar } from '../ir.ts';
import { Algebra, isCall, isLiteral, isOne } from './algebra.ts';
import { sameStored } from '../precision.ts';
import { type Known, termFacts } from './facts.ts';
import { conjuncts } from './guards.ts';
import { cheapOps, elementwise } from './inline.ts';
import { Readable } from './readable.ts';

/** A computation of fewer ops than this is not worth a join. */
const leastOps = 2;

/** The equations with repeated elementwise work read from the equation that does it; `changed` ones want simplifying. */
export function reuseElementwise(equations: readonly Equation[], known: Known, simplify: (equation: Equation) => Equation): readonly Equation[] {
  const sources = equations.flatMap(e => { const term = elementwise(e); return term && opsOf(term.body) >= leastOps && term.args.every(a => !a.optional) ? [{ equation: e, term }] : []; });
  if (new Set(equations.map(e => e.bind)).size < equations.length) return equations;         // one tensor in several pieces: leave it alone
  const current = new Readable(equations);
  let ranks = ranksOf(current);
  for (const { equation: source } of sources) {
    const term = elementwise(current.first(source.bind));
    if (!term || opsOf(term.body) < leastOps) continue;
    const tensors = [...new Set(term.args.map(a => a.tensor))];
    for (const reader of current.readersOfAll(tensors)) {
      if (reader.bind === source.bind || (reader.reduce !== 'sum' && reader.reduce !== 'only') || source.fill !== null && reader.fill !== 0) continue;
      const terms = reader.terms.map(t => reading(t, reader, source, term, known) ?? t);
      if (terms.every((t, k) => t === reader.terms[k]) || dependsOn(source.bind, reader.bind, current, ranks)) continue;
      current.replace(reader, simplify({ ...reader, terms }));
      if (ranks.get(source.bind)! > ranks.get(reader.bind)!) ranks = ranksOf(current);
    }
  }
  return current.all();
}

function opsOf(body: Scalar): number {
  let count = 0;
  visitScalar(body, node => { if (node.kind === 'call') count++; });
  return count;
}

/** A number for each equation, greater than those of the equations that it reads. */
function ranksOf(equations: Readable): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const begun = new Set<string>();
  const open = equations.all().map(e => e.bind).reverse();
  while (open.length) {
    const name = open.at(-1)!;
    const e = equations.find(name);
    if (begun.has(name) || !e) {
      open.pop();
      if (e && !ranks.has(name)) ranks.set(name, ranks.size);
      continue;
    }
    begun.add(name);
    for (const r of reads(e)) if (!begun.has(r)) open.push(r);
  }
  return ranks;
}

/** Whether what `name` is computed from includes `other`; only equations that rank above `other` can lead there. */
function dependsOn(name: string, other: string, equations: Readable, ranks: ReadonlyMap<string, number>): boolean {
  const seen = new Set([name]);
  for (const next of seen) {
    if (next === other) return true;
    const e = equations.find(next);
    if (e && ranks.get(next)! > ranks.get(other)!) for (const r of reads(e)) seen.add(r);
  }
  return false;
}

/** The term with its body, or a factor of it, read from `source`; null if it holds no such factor. */
function reading(term: Term, reader: Equation, source: Equation, raw: Term, known: Known): Term | null {
  const inner = renameLetters(raw, new Map(raw.letters.map(l => [l.name, `source ${l.name}`])));
  for (const found of matches(inner, term)) {
    const at_ = inner.out.map(c => found.letters.get(bareLetter(c)!));
    if (at_.some(l => l === undefined)) continue;
    const place = at_.map(l => at(l!));
    if (source.within !== null && !known.full.has(source.within) && !term.args.some(a => !a.optional && a.tensor === source.within && same(a.at, place))) continue;
    const algebra = new Algebra(termFacts(term, known, false));
    const put = (node: Scalar): Scalar => node.kind === 'arg' ? arg(found.args[node.position]!) : node.kind === 'letter' ? { kind: 'letter', name: found.letters.get(node.name) ?? node.name } : node.kind === 'position' ? { ...node, letter: found.letters.get(node.letter) ?? node.letter } : node;
    const guards = new Set(conjuncts(term.where).map(c => algebra.import(c)));
    if (conjuncts(inner.where).some(c => !guards.has(algebra.import(mapScalar(c, put))))) continue;
    const rest = quotient(algebra.import(term.body), algebra.import(mapScalar(inner.body, put)), algebra);
    // the rest is a real number, even if it is 1
    if (!rest || (source.type.kind === 'real' && !sameStored(source.type, reader.type)) || (reader.type.kind !== 'real' && (!isOne(rest) || source.type.kind !== reader.type.kind))) continue;
    const position = term.args.length;
    const unread = found.args.filter(k => !mentions(rest, k) && !conjuncts(term.where).some(c => mentions(c, k)));
    if (!unread.length && !costly(inner.body)) continue;          // one more join, and none less
    return { ...term, args: [...term.args, { tensor: source.bind, at: place, optional: false }], body: isOne(rest) ? arg(position) : call('mul', arg(position), rest) };
  }
  return null;
}

const mentions = (root: Scalar, position: number): boolean => {
  let found = false;
  visitScalar(root, node => { found ||= node.kind === 'arg' && node.position === position; });
  return found;
};

/** More than arithmetic. */
function costly(body: Scalar): boolean {
  let found = false;
  visitScalar(body, node => { found ||= node.kind === 'call' && !cheapOps.has(node.op); });
  return found;
}

interface Match { readonly letters: ReadonlyMap<string, string>; readonly args: readonly number[] }

/** Every way to find the reads of `inner` among those of `term`, its letters being bare there. */
function* matches(inner: Term, term: Term, letters: ReadonlyMap<string, string> = new Map(), args: readonly number[] = []): Generator<Match> {
  const wanted = inner.args[args.length];
  if (!wanted) { yield { letters, args }; return; }
  for (const [k, access] of term.args.entries()) {
    if (access.tensor !== wanted.tensor || access.optional) continue;
    const next = unify(wanted, access, letters);
    if (next) yield* matches(inner, term, next, [...args, k]);
  }
}

function unify(wanted: Access, access: Access, letters: ReadonlyMap<string, string>): ReadonlyMap<string, string> | null {
  const next = new Map(letters);
  for (const [k, c] of wanted.at.entries()) {
    const mine = bareLetter(c), theirs = bareLetter(access.at[k]!);
    if (mine !== null && !next.has(mine)) {
      if (theirs === null) return null;
      next.set(mine, theirs);
      continue;
    }
    const form = coordForm(c), other = coordForm(access.at[k]!);
    if (!form || !other) return null;
    let mapped = { terms: new Map<string, number>() as ReadonlyMap<string, number>, offset: form.offset };
    for (const [l, coefficient] of form.terms) {
      const to = next.get(l);
      if (to === undefined) return null;
      mapped = addForms(mapped, { terms: new Map([[to, coefficient]]), offset: 0 });
    }
    if (!sameForm(mapped, other)) return null;
  }
  return next;
}

const same = (a: readonly Coord[], b: readonly Coord[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What multiplies `part` in `whole`, or null if it is no factor. */
function quotient(whole: Scalar, part: Scalar, algebra: Algebra): Scalar | null {
  const [a, b] = [factors(whole), factors(part)];
  const above = remove(a.above, b.above, algebra), below = remove(a.below, b.below, algebra);
  if (!above || !below || b.scale === 0) return null;
  let rest: Scalar = algebra.number(a.scale / b.scale);
  for (const f of above) rest = algebra.call('mul', rest, algebra.import(f));
  for (const f of below) rest = algebra.call('div', rest, algebra.import(f));
  return rest;
}

interface Factors { readonly scale: number; readonly above: readonly Scalar[]; readonly below: readonly Scalar[] }

function factors(node: Scalar): Factors {
  if (isLiteral(node)) return { scale: (node as { readonly value: number }).value, above: [], below: [] };
  if (isCall(node, 'neg')) { const f = factors(node.args[0]!); return { ...f, scale: -f.scale }; }
  if (isCall(node, 'mul') || isCall(node, 'div')) {
    const [x, y] = [factors(node.args[0]!), factors(node.args[1]!)];
    return isCall(node, 'mul') ? { scale: x.scale * y.scale, above: [...x.above, ...y.above], below: [...x.below, ...y.below] }
      : { scale: x.scale / y.scale, above: [...x.above, ...y.below], below: [...x.below, ...y.above] };
  }
  return { scale: 1, above: [node], below: [] };
}

/** `all` without each of `some` once, or null if one is not there. */
function remove(all: readonly Scalar[], some: readonly Scalar[], algebra: Algebra): readonly Scalar[] | null {
  const rest = [...all];
  for (const s of some) {
    const k = rest.findIndex(r => algebra.id(r) === algebra.id(s));
    if (k < 0) return null;
    rest.splice(k, 1);
  }
  return rest;
}
