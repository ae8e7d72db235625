// Random draws: what is drawn, and the numbers by which a cell's draw is known.

import type { Expr, Item } from '../ast.ts';
import { at, call, type Coord, counter, type Equation, integer, number, real, type Scalar } from '../tensor/ir.ts';
import { formScalar } from '../tensor/affine.ts';
import { type Counters, drawBernoulli, drawNormal, drawUniform } from '../tensor/random.ts';
import { expandDraw } from './calls.ts';
import type { Checker, TensorAxis } from './checker.ts';
import { elaborate, type Place } from './elaborate.ts';
import { irIndex } from './indices.ts';
import { childrenOf } from './letters.ts';
import type { Affine } from './ranges.ts';
import { columnNames, plain } from './names.ts';
import { applyGuard } from './operators.ts';
import { type Binding, isLetter, type LetterRef, type Scope, served } from './scope.ts';
import { TermBuilder } from './term.ts';

type Clause = Extract<Item, { kind: 'equation' }>;

/** A draw from what an expression such as `normal(0, 1)` or `glorot(|i|, |j|)` says, for the cell that these whole numbers name. */
export function draw(place: Place, expr: Expr, stream: string, places: readonly Scalar[], counters: Counters): Scalar {
  const { name, args, scope } = expandDraw(place.c, place.scope, expr, expr.span);
  const [a, b] = args.map(e => elaborate({ ...place, scope }, e).scalar);
  switch (name) {
    case 'normal': return drawNormal(a!, b!, stream, places, counters);
    case 'uniform': return call('add', a!, call('mul', call('sub', b!, a!), drawUniform(stream, 0, places, counters)));
    case 'bernoulli': return drawBernoulli(a!, stream, places, counters);
  }
}

/** Where the cells of a clause lie along one axis: the axis, the coordinate, and the number by which draws know it. */
interface Cell { readonly axis: TensorAxis; readonly out: (at: Place) => Coord; readonly place: Scalar }

/**
 * The value of `T[…] ~ law(a, b)` in the term of T. Standard draws are that term itself, if it is the `only` one: then `drawn` says so. Any other
 * law makes its values of standard draws, which are a tensor of their own over the cells of the clause, with its guard. Inside a function draws
 * run over all that its arguments run over, too.
 */
export function drawnEveryStep(place: Place, clause: Pick<Clause, 'value' | 'where'>, cells: readonly Cell[], stream: string, only: boolean): { readonly scalar: Scalar; readonly drawn: Equation['drawn'] | null } {
  const { c, scope } = place;
  const { owner } = scope;
  const { name: law, args, scope: inside } = expandDraw(c, scope, clause.value, clause.value.span);
  const around = argumentLetters(scope);
  const numeral = (k: number): number | null => { const e = args[k]; return e?.kind === 'number' ? e.value : null; };
  const standard = only && law !== 'bernoulli' && numeral(0) === 0 && numeral(1) === 1;
  const drawn = { law: law === 'normal' ? 'normal' : 'uniform', stream: standard ? plain(stream) : `${plain(stream)}_draw` } as const;
  const places = [...around.map(l => placeOf(c, l)), ...cells.map(k => k.place)];
  const counters = { seed: counter('seed'), step: counter('step') };
  const value = law === 'normal' ? drawNormal(number(0), number(1), drawn.stream, places, counters) : drawUniform(drawn.stream, 0, places, counters);
  if (standard) {
    around.forEach(l => place.term.letter(l));
    return { scalar: value, drawn };
  }
  const term = new TermBuilder();
  const own: Place = { ...place, term };
  around.forEach(l => { term.letter(l); place.term.letter(l); });
  for (const ref of place.term.letters.values()) term.letter(ref);
  const coords = (to: Place): readonly Coord[] => [...around.map(l => at(l.id)), ...cells.map(k => k.out(to))];
  if (clause.where) applyGuard(own, clause.where);
  const columns = columnNames([...around.map(l => l.name), ...cells.map(k => k.axis.letter)]);
  const indices = [...around.map(l => l.index), ...cells.map(k => k.axis.index)];
  const bind = c.names.fresh(`${owner.name}_draw`);
  c.definitions.push({
    kind: 'equation', bind, axes: indices.map((index, k) => ({ column: columns[k]!, index })), type: real, reduce: 'only', terms: [term.finish(coords(own), value, null)], fill: null, within: null,
    drawn, ...served(owner),
  });
  const read = place.term.read(bind, coords(place), false);
  const [a, b] = args.map(e => elaborate({ ...place, scope: inside }, e).scalar);
  switch (law) {
    case 'normal': return { scalar: call('add', a!, call('mul', b!, read)), drawn: null };
    case 'uniform': return { scalar: call('add', a!, call('mul', call('sub', b!, a!), read)), drawn: null };
    case 'bernoulli': return { scalar: call('bernoulli', read, a!), drawn: null };
  }
}

/**
 * The number by which draws know a row: of its key, not of its place in some part, so that a row has the same draw whichever part it
 * is met in. Keys that are no numbers count by their place among all.
 */
export function placeOf(c: Checker, ref: LetterRef): Scalar {
  const whole = irIndex(c, ref.base, 'all', c.indices.get(ref.index)!.span);
  const key: Scalar = { kind: 'letter', name: ref.id };
  const { domain } = whole;
  if (domain.kind === 'range') return domain.lo === 0 ? key : call('sub', key, integer(domain.lo));
  if (domain.keys !== 'int') return { kind: 'position', letter: ref.id, of: whole.name };
  return domain.dense ? key : natural(key);
}

/** A whole number for each whole number, none of them negative: 0 −1 1 −2 2 become 0 1 2 3 4. */
const natural = (n: Scalar): Scalar => call('if', call('ge', n, integer(0)), call('mul', integer(2), n), call('sub', call('mul', integer(-2), n), integer(1)));

/** The same of a coordinate that is computed from letters. */
export const placeOfAffine = ({ terms, offset }: Affine): Scalar => natural(formScalar({ terms: new Map([...terms].map(([id, t]) => [id, t.coefficient])), offset }));

const none: ReadonlySet<string> = new Set();

/**
 * The letters of the surroundings that the arguments of a function depend on: what is drawn inside the function is drawn for each example
 * that it is called with.
 */
export function argumentLetters(scope: Scope): readonly LetterRef[] {
  const found = new Map<string, LetterRef>();
  const met = new Set<Binding>();
  const expression = (expr: Expr, at: Scope, bound: ReadonlySet<string>): void => {
    const letter = expr.kind === 'name' && !bound.has(expr.name) ? at.letters.get(expr.name) : undefined;
    const binding = expr.kind === 'name' || expr.kind === 'access' ? at.names.get(expr.name) : undefined;
    if (isLetter(letter)) found.set(letter.id, letter);
    else if (letter) expression(letter.expr, letter.scope, none);
    else if (binding) bindingLetters(binding);
    for (const child of childrenOf(expr)) expression(child.expr, at, new Set([...bound, ...child.bound]));
  };
  const bindingLetters = (binding: Binding): void => {
    if (met.has(binding)) return;
    met.add(binding);
    switch (binding.kind) {
      case 'scalar': return expression(binding.closure.expr, binding.closure.scope, none);
      case 'tensor': return expression(binding.closure.expr, binding.closure.scope, new Set(binding.closure.params));
      case 'local': return binding.local.clauses.forEach(k => [k.value, ...(k.where ? [k.where] : [])].forEach(e => expression(e, binding.local.scope, none)));
      case 'cells': return binding.letters.forEach(l => { found.set(l.id, l); });
      case 'counter':
    }
  };
  for (const binding of scope.names.values()) bindingLetters(binding);
  return [...found.values()];
}
