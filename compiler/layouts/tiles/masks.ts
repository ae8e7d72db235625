// Tensors whose cells stand under a condition on their letters alone (`score[p,p'] where p' <= p`): every cell is made, 0 where the
// condition does not hold, and whoever reads them asks for it.

import { coordForm, formScalar, type Indices, inRange, letterIndices, within } from '../../tensor/affine.ts';
import { keyOf, type Signature } from '../../tensor/equations.ts';
import { bareLetter, type Coord, type Equation, type Scalar, type Term, call, integer, letter, mapScalar, visitScalar } from '../../tensor/ir.ts';
import { ops, type Value } from '../../tensor/ops.ts';
import { Algebra } from '../../tensor/simplify/algebra.ts';
import { conjunction, conjuncts } from '../../tensor/simplify/guards.ts';
import { insideBoxes } from '../../tensor/support.ts';

/** Conditions over the axes of a tensor, whose letters are called `#0`, `#1`, … */
type Mask = readonly Scalar[];

/** Whether some reduced key satisfies a condition at every cell is tried out for up to so many combinations. */
const mostCombinations = 100_000;

export interface Masked {
  readonly equations: readonly Equation[];
  /** the tensors that are full now and were not */
  readonly filled: ReadonlySet<string>;
}

/** The equations with every tensor filled whose cells stand under conditions on letters. `full`: tensors that have all cells already. */
export function masked(equations: readonly Equation[], full: ReadonlySet<string>, signature: ReadonlyMap<string, Signature>, indices: Indices): Masked {
  const masks = new Map<string, Mask>();
  const filled = new Set<string>();
  const binds = equations.map(e => e.bind);
  const rewritten = equations.map((e): Equation => {
    const single = binds.indexOf(e.bind) === binds.lastIndexOf(e.bind);
    const known = e.terms.every(t => t.args.every(a => full.has(a.tensor) || filled.has(a.tensor) || signature.get(a.tensor)?.boxes !== undefined));
    const within = e.within === null ? null : masks.get(e.within);
    const reading = e.terms.map(t => ({ term: t, all: conditionsOf(t, masks), needed: conditionsOf(t, masks, harmless(e, t)) }));
    const guarded = (t: Term, more: readonly Scalar[]): Term => (more.length ? { ...t, where: conjunction([...conjuncts(t.where), ...more]) } : t);
    const asRead = { ...e, terms: reading.map(({ term, needed }) => guarded(term, needed)) };
    const fill = { real: 0, int: 0, bool: false, text: null, key: null }[e.type.kind];
    if (full.has(e.bind) || !single || !known || fill === null) return asRead;
    if (e.within !== null) {
      if (!within || e.fill === null || reading.some(({ term }) => term.out.some(c => coordForm(c) === null))) return asRead;
      masks.set(e.bind, within);
      filled.add(e.bind);
      return { ...asRead, within: null, terms: reading.map(({ term, needed }) => guarded(term, [...needed, ...within.map(c => at(c, term.out))])) };
    }
    const [only] = reading;
    if (!only || reading.length > 1) return asRead;
    const inside = insideAxes(only.term, signature, indices);
    const mask = inside && supportOf(e, only.term, [...conjuncts(only.term.where), ...only.all, ...inside], indices);
    if (!mask) return asRead;
    masks.set(e.bind, mask);
    filled.add(e.bind);
    return { ...asRead, fill: e.fill ?? fill, terms: [guarded(only.term, only.all)] };
  });
  return { equations: rewritten, filled };
}

/** The conditions under which a term's reads are there, but for those of arguments in `without`. */
const conditionsOf = (t: Term, masks: ReadonlyMap<string, Mask>, without: ReadonlySet<number> = new Set()): readonly Scalar[] =>
  t.args.flatMap((a, k) => (a.optional || without.has(k) ? [] : (masks.get(a.tensor) ?? []).map(c => at(c, a.at))));

const coordScalar = (c: Coord): Scalar => { const form = coordForm(c); return form ? formScalar(form) : (c as Extract<Coord, { kind: 'computed' }>).value; };

/** A condition over axes at some coordinates. */
const at = (condition: Scalar, coords: readonly Coord[]): Scalar =>
  mapScalar(condition, n => (n.kind === 'letter' ? coordScalar(coords[Number(n.name.slice(1))]!) : n));

/** Arguments whose 0 makes their summand 0: factors that stand nowhere else. */
function harmless(e: Equation, t: Term): ReadonlySet<number> {
  if (e.reduce !== 'sum' || e.type.kind !== 'real') return new Set();
  const factors = new Map<number, number>();
  const collect = (s: Scalar): void => {
    if (s.kind === 'arg') factors.set(s.position, (factors.get(s.position) ?? 0) + 1);
    else if (s.kind === 'call' && s.op === 'mul') s.args.forEach(collect);
    else if (s.kind === 'call' && (s.op === 'neg' || s.op === 'div')) collect(s.args[0]!);
  };
  collect(t.body);
  const uses = new Map<number, number>();
  const count = (s: Scalar): void => { if (s.kind === 'arg') uses.set(s.position, (uses.get(s.position) ?? 0) + 1); else if (s.kind === 'call') s.args.forEach(count); };
  count(t.body);
  const elsewhere = new Set<number>();
  for (const s of [...conjuncts(t.where), ...t.args.flatMap(a => a.at.flatMap(c => (c.kind === 'computed' ? [c.value] : [])))]) visitScalar(s, n => { if (n.kind === 'arg') elsewhere.add(n.position); });
  return new Set([...factors].filter(([k, n]) => uses.get(k) === n && n === 1 && !elsewhere.has(k)).map(([k]) => k));
}

/** The conditions under which all that a term reads is inside of what it reads, and its body has a value; null where that is not told by letters. */
function insideAxes(t: Term, signature: ReadonlyMap<string, Signature>, indices: Indices): readonly Scalar[] | null {
  const letters = letterIndices(t);
  const key = keyOf(t, signature);
  const found: Scalar[] = [];
  for (const a of t.args) {
    const { axes, boxes } = signature.get(a.tensor)!;
    if (a.optional || (boxes && !insideBoxes(a, boxes, letters, indices))) return null;
    for (const [k, c] of a.at.entries()) {
      if (boxes || inRange(c, axes[k]!.index, letters, indices, key)) continue;
      const range = rangeOf(formOf(c), axes[k]!.index, indices);
      if (!range) return null;
      found.push(...range);
    }
  }
  const algebra = new Algebra({ optional: () => false, integer: () => false, dropStops: false });
  return algebra.canBeMissing(t.body) ? null : found;
}

const formOf = (c: Coord): Scalar | null => { const form = coordForm(c); return form && formScalar(form); };

/** That a number is a key of an index, or null where only data knows its keys. */
function rangeOf(value: Scalar | null, index: string, indices: Indices): readonly Scalar[] | null {
  const domain = indices.get(index)?.domain;
  return value && domain?.kind === 'range' ? [call('ge', value, integer(domain.lo)), call('le', value, integer(domain.lo + domain.size - 1))] : null;
}

/** The condition on a cell under which a term lands there, or null if it depends on more than the cell's letters. */
function supportOf(e: Equation, t: Term, read: readonly Scalar[], indices: Indices): Mask | null {
  const out = t.out.map(bareLetter);
  if (out.some((l, k) => l === null || out.indexOf(l) !== k)) return null;
  const conditions = [...read];
  for (const [k, l] of out.entries()) {
    const of = t.letters.find(x => x.name === l)?.index ?? '';
    if (within(e.axes[k]!.index, of, indices)) continue;
    const range = rangeOf(letter(l!), of, indices);
    if (!range) return null;
    conditions.push(...range);
  }
  const names = new Map(out.map((l, k) => [l!, letter(`#${k}`)]));
  const mask: Scalar[] = [];
  const open: Scalar[] = [];
  for (const c of conditions) {
    const letters = lettersIn(c);
    if (!letters) return null;
    (letters.every(l => names.has(l)) ? mask : open).push(c);
  }
  if (open.length > 0 && !alwaysSome(t, [...open, ...mask], mask, new Set(names.keys()), indices)) return null;
  return mask.map(c => mapScalar(c, n => (n.kind === 'letter' ? names.get(n.name)! : n)));
}

/** The letters of a condition on nothing else, or null. */
function lettersIn(c: Scalar): readonly string[] | null {
  const found = new Set<string>();
  let others = false;
  visitScalar(c, n => { if (n.kind === 'letter') found.add(n.name); else if (n.kind !== 'call' && n.kind !== 'literal') others = true; });
  return others ? null : [...found];
}

/** Whether at every cell for which `mask` holds some keys of the other letters satisfy all conditions. */
function alwaysSome(t: Term, conditions: readonly Scalar[], mask: readonly Scalar[], outer: ReadonlySet<string>, indices: Indices): boolean {
  const letters = [...new Set(conditions.flatMap(c => lettersIn(c)!))];
  const ranges: { readonly name: string; readonly keys: readonly number[] }[] = [];
  let combinations = 1;
  for (const name of letters) {
    const domain = indices.get(t.letters.find(l => l.name === name)?.index ?? '')?.domain;
    if (domain?.kind !== 'range') return false;
    combinations *= domain.size;
    if (combinations > mostCombinations) return false;
    ranges.push({ name, keys: Array.from({ length: domain.size }, (_, k) => domain.lo + k) });
  }
  const cells = ranges.filter(r => outer.has(r.name)), inner = ranges.filter(r => !outer.has(r.name));
  const known = new Map<string, number>();
  const every = (some: typeof ranges, then: () => boolean): boolean => {
    const [first, ...rest] = some;
    return first ? first.keys.every(k => { known.set(first.name, k); return every(rest, then); }) : then();
  };
  const any = (some: typeof ranges, then: () => boolean): boolean => {
    const [first, ...rest] = some;
    return first ? first.keys.some(k => { known.set(first.name, k); return any(rest, then); }) : then();
  };
  const hold = (all: readonly Scalar[]): boolean => all.every(c => valueOf(c, known) === true);
  return every(cells, () => !hold(mask) || any(inner, () => hold(conditions)));
}

/** The value of a scalar over known letters. */
function valueOf(s: Scalar, known: ReadonlyMap<string, number>): Value | null {
  switch (s.kind) {
    case 'literal': return s.value;
    case 'letter': return known.get(s.name) ?? null;
    case 'call': {
      const args = s.args.map(a => valueOf(a, known));
      return args.includes(null) ? null : (ops[s.op].evaluate as (...values: (Value | null)[]) => Value | null)(...args);
    }
    default: return null;
  }
}

