// Engines plan long joins and long unions slowly: an equation that reads very many tensors is computed in parts.

import { arg, at, type Definition, type Equation, int, type Letter, mapScalar, type Program, type Recurrence, type Scalar, type Term, termScalars, type ValueType, visitScalar } from './ir.ts';
import { signatures } from './equations.ts';
import { columnFor, Names } from './names.ts';
import type { OpName } from './ops.ts';
import { scalarType } from './types.ts';

/** Reads of one term, and of all terms of an equation together. */
const most = { term: 12, equation: 20 };
/** Reads of the terms that are put together first. */
const mostInGroup = 16;

/** Ops whose value may be there although an operand has none. */
const lenient: ReadonlySet<OpName> = new Set<OpName>(['coalesce', 'if', 'present']);

/** An equal program in which equations that read very many tensors are made in parts, each an equation of its own. */
export function splitWide(program: Program): Program {
  if (!program.definitions.some(d => d.kind === 'equation' && isWide(d))) return program;
  const names = new Names(program);
  const types = new Map([...signatures(program)].map(([name, s]) => [name, s.type]));
  return {
    ...program,
    definitions: program.definitions.flatMap((d): readonly (Definition | Recurrence)[] => {
      if (d.kind !== 'equation' || !isWide(d)) return [d];
      const made: Equation[] = [];
      const terms = d.terms.map(t => cutTerm(t, d, types, names, made));
      return [...made, ...grouped({ ...d, terms }, names)];
    }),
  };
}

const readsOf = (e: Equation): number => e.terms.reduce((n, t) => n + t.args.length, 0);
const isWide = (e: Equation): boolean => readsOf(e) > most.equation || e.terms.some(t => t.args.length > most.term);

// ------------------------------------------------------------------ one term

/** The term with parts of its body as equations of their own, until it reads few enough tensors or nothing more can be cut out. */
function cutTerm(term: Term, e: Equation, types: Map<string, ValueType>, names: Names, made: Equation[]): Term {
  let current = term;
  while (current.args.length > most.term) {
    const part = partOf(current);
    if (!part) return current;
    const used = readBy(part, current);
    const place = new Map(used.map((k, n) => [k, n]));
    const moved = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'arg' ? arg(place.get(n.position)!) : n));
    const args = used.map(k => ({ ...current.args[k]!, at: current.args[k]!.at.map(c => (c.kind === 'computed' ? { ...c, value: moved(c.value) } : c)) }));
    const body = moved(part);
    const own: Term = { letters: [], out: [], args, body, where: null, pick: null };
    const named = lettersOf(own);
    const letters = current.letters.filter(l => named.has(l.name));
    const columns = new Set(['val']);
    const axes = letters.map(l => ({ column: columnFor(l, columns), index: l.index }));
    const found = scalarType(body, { arg: k => types.get(args[k]!.tensor)!, letter: name => ({ kind: 'key', index: letters.find(l => l.name === name)!.index }) });
    if (typeof found === 'string') return current;
    const type: ValueType = found.kind === 'key' ? int : found;
    const bind = names.fresh(e.bind);
    types.set(bind, type);
    const places = letters.map(l => at(l.name));
    made.push({ kind: 'equation', bind, axes, type, reduce: 'only', terms: [{ ...own, letters, out: places }], fill: null, within: null, source: e.source, span: e.span });
    current = withResult(current, part, { tensor: bind, at: places, optional: false });
  }
  return current;
}

/** A part of the body that is missing only where the whole is, and that reads as many tensors as one step may. */
function partOf(term: Term): Scalar | null {
  // what a part reads, or null for too much
  const known = new Map<Scalar, ReadonlySet<number> | null>();
  const reads = (s: Scalar): ReadonlySet<number> | null => {
    let found = known.get(s);
    if (found === undefined) { found = few(s.kind === 'call' ? s.args.map(reads) : [new Set(readBy(s, term))]); known.set(s, found); }
    return found;
  };
  const everywhere = usesIn(termScalars(term));
  let best: Scalar | null = null;
  const go = (s: Scalar): void => {
    if (best || s.kind !== 'call') return;
    if (s !== term.body && reads(s)) {
      // at least one read fewer than before
      const own = [...usesIn([s])].filter(([k, uses]) => uses === everywhere.get(k));
      if (own.length > 1 && withResult(term, s, { tensor: '', at: [], optional: false }).args.length < term.args.length) best = s;
      return;
    }
    if (!lenient.has(s.op)) for (const a of s.args) go(a);
  };
  go(term.body);
  return best;
}

/** How often each argument stands in some scalars, a node that is shared counting once. */
function usesIn(roots: readonly Scalar[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const seen = new Set<Scalar>();
  const use = (s: Scalar): void => { if (s.kind === 'arg') found.set(s.position, (found.get(s.position) ?? 0) + 1); };
  for (const root of roots) {
    use(root);
    visitScalar(root, n => {
      if (seen.has(n)) return;
      seen.add(n);
      if (n.kind === 'call') n.args.forEach(use);
    });
  }
  return found;
}

/** All of some sets together, or null if they are more than one term may read. */
function few(sets: readonly (ReadonlySet<number> | null)[]): ReadonlySet<number> | null {
  const all = new Set<number>();
  for (const s of sets) {
    if (!s) return null;
    for (const k of s) all.add(k);
  }
  return all.size > most.term ? null : all;
}

/** The arguments that a scalar reads, and those that their places are computed from, in order. */
function readBy(root: Scalar, term: Term): readonly number[] {
  const found = new Set<number>();
  const note = (s: Scalar): void => visitScalar(s, n => {
    if (n.kind !== 'arg' || found.has(n.position)) return;
    found.add(n.position);
    for (const c of term.args[n.position]!.at) if (c.kind === 'computed') note(c.value);
  });
  note(root);
  return [...found].sort((a, b) => a - b);
}

/** The term with a part of its body read from a result, and without the arguments that nothing else reads. */
function withResult(term: Term, part: Scalar, result: Term['args'][number]): Term {
  const body = mapScalar(term.body, n => (n === part ? arg(term.args.length) : n));
  const inside = new Set(readBy(part, term));
  const still = new Set<number>();
  const rest: Term = { ...term, body };
  for (const s of termScalars({ ...rest, args: term.args.filter((_, k) => !inside.has(k)) })) visitScalar(s, n => { if (n.kind === 'arg') still.add(n.position); });
  for (const k of [...still]) if (inside.has(k)) for (const j of readBy(arg(k), term)) still.add(j);
  const kept = term.args.flatMap((_, k) => (!inside.has(k) || still.has(k) ? [k] : []));
  const place = new Map([...kept, term.args.length].map((k, n) => [k, n]));
  const moved = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'arg' ? arg(place.get(n.position)!) : n));
  const coord = (c: Term['out'][number]): Term['out'][number] => (c.kind === 'computed' ? { ...c, value: moved(c.value) } : c);
  return { ...term, out: term.out.map(coord), args: [...kept.map(k => ({ ...term.args[k]!, at: term.args[k]!.at.map(coord) })), result], body: moved(body), where: term.where && moved(term.where), pick: term.pick && moved(term.pick) };
}

function lettersOf(term: Term): ReadonlySet<string> {
  const found = new Set<string>();
  for (const a of term.args) for (const c of a.at) if (c.kind === 'affine') for (const t of c.terms) found.add(t.letter);
  for (const s of termScalars(term)) visitScalar(s, n => { if (n.kind === 'letter') found.add(n.name); if (n.kind === 'position') found.add(n.letter); });
  return found;
}

// ------------------------------------------------------------------ many terms

/** The equation with its terms put together in groups first, and the groups in groups, until each reads few enough tensors. */
function grouped(e: Equation, names: Names): readonly Equation[] {
  if (readsOf(e) <= most.equation || e.terms.length < 3 || e.reduce === 'mean' || e.reduce === 'count' || e.reduce === 'argmax' || e.reduce === 'argmin') return [e];
  const groups: Term[][] = [];
  let room = 0;
  for (const t of e.terms) {
    if (t.args.length > room || !groups.length) { groups.push([]); room = mostInGroup; }
    groups.at(-1)!.push(t);
    room -= t.args.length;
  }
  if (groups.length === e.terms.length) return [e];
  const letters = e.axes.map((a): Letter => ({ name: a.column, index: a.index }));
  const places = letters.map(l => at(l.name));
  const parts = groups.map((terms): Equation => ({ ...e, bind: names.fresh(e.bind), terms, fill: e.reduce === 'only' ? null : e.fill, within: null }));
  const whole: Equation = { ...e, terms: parts.map((p): Term => ({ letters, out: places, args: [{ tensor: p.bind, at: places, optional: false }], body: arg(0), where: null, pick: null })) };
  return [...parts, ...grouped(whole, names)];
}
