// The tensor IR: a program is a set of equations over indexed tensors, each one reduction of a sum of terms.
//
//   equation  bind[axes] = reduce( term + term + … )
//   term      for all letters:  [out] <- body(args[coords]…)  where guard
//   scalar    = literal | arg(k) | letter | position(letter) | size(index) | counter(name) | op(scalar, …)
//   coord     = affine(Σ coefficient·letter + offset) | computed(scalar)
//
// Meaning. A tensor is a finite map from coordinates to values; not every cell need be there. A term
// ranges over the product of its letters' index domains; a combination counts when every argument
// that is not optional has a row, the guard is true (not missing) and the body has a value. An optional argument
// without a row is a missing value, and missing spreads through every op except `coalesce`, `present` and the unchosen
// branch of `if`. `reduce: 'only'` says that at most one combination lands in each cell. A cell in which nothing lands holds
// `fill` if the equation has one, else it does not exist. (Rows that are merely filled need not be stored.)

import type { DomainMaking, Load } from '../catalog.ts';
import type { Forced } from '../layouts/layout.ts';
import type { Span } from '../source.ts';
import type { OpName } from './ops.ts';
import type { ReductionName } from './reductions.ts';

// ------------------------------------------------------------------ types and indices

/** How many bits real numbers are stored in: 32 or 64. Formulas and sums are in 64 whatever is stored. */
export type Precision = 'f32' | 'f64';

export type ValueType =
  /** `precision`: what cells of this type are stored in, where that is not as the program says */
  | { readonly kind: 'real'; readonly precision?: Precision }
  | { readonly kind: 'int' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'text' }
  /** a value that is a key of an index */
  | { readonly kind: 'key'; readonly index: string };

export const real: ValueType = { kind: 'real' };
/** Real numbers whose order or place decides something, stored in 64 bits whatever the program says. */
export const double: ValueType = { kind: 'real', precision: 'f64' };
export const int: ValueType = { kind: 'int' };
export const bool: ValueType = { kind: 'bool' };
export const text: ValueType = { kind: 'text' };
export const key = (index: string): ValueType => ({ kind: 'key', index });

/** What the keys of an index are: consecutive integers known now, or the rows of a relation made when data is loaded. */
export type IndexDomain =
  | { readonly kind: 'range'; readonly lo: number; readonly size: number }
  /** Relation `table` with one key column named `column`; integers are consecutive iff `dense`. */
  | { readonly kind: 'table'; readonly table: string; readonly column: string; readonly keys: 'int' | 'text' | 'date'; readonly dense: boolean };

/** One index of the IR: a surface index restricted to one split (`s`, `s_test`, `s_all`), or the hull of a computed axis. */
export interface Index {
  readonly name: string;
  /** the surface index it comes from; null for a hull */
  readonly base: string | null;
  readonly split: string | null;
  readonly domain: IndexDomain;
  /** an index that has all of its keys, where that does not show in the domains */
  readonly partOf?: string;
  readonly span: Span;
}

/** An axis of a tensor: its column name in SQL (unique in its tensor, whatever the case) and the index it runs over. */
export interface Axis { readonly column: string; readonly index: string }

/** An index letter inside a term: `p'` is a letter of its own over the index of `p`. */
export interface Letter { readonly name: string; readonly index: string }

// ------------------------------------------------------------------ scalars

export type Scalar =
  | { readonly kind: 'literal'; readonly value: number | boolean | string; readonly type: 'real' | 'int' | 'bool' | 'text' }
  /** the value of the term's argument at this position in `args` */
  | { readonly kind: 'arg'; readonly position: number }
  /** the key that a letter stands for */
  | { readonly kind: 'letter'; readonly name: string }
  /** the 0-based place of a letter's key in its index, or in another that has all keys of its: what random draws are numbered by */
  | { readonly kind: 'position'; readonly letter: string; readonly of?: string }
  /** how many keys an index has */
  | { readonly kind: 'size'; readonly index: string }
  /** a number that the executing loop supplies: `step` in an update (1, 2, …), `seed`, or the letter of a recurrence */
  | { readonly kind: 'counter'; readonly name: string }
  | { readonly kind: 'call'; readonly op: OpName; readonly args: readonly Scalar[] };

// ------------------------------------------------------------------ terms and equations

export type Coord =
  | { readonly kind: 'affine'; readonly terms: readonly { readonly coefficient: number; readonly letter: string }[]; readonly offset: number }
  /** Any integer or key expression; the arguments it reads stand earlier in `args`. */
  | { readonly kind: 'computed'; readonly value: Scalar };

export interface Access {
  readonly tensor: string;
  readonly at: readonly Coord[];
  /** read by an outer join: without a row the value is missing, and the combination still counts */
  readonly optional: boolean;
}

export interface Term {
  /** every letter that occurs, kept ones and reduced ones */
  readonly letters: readonly Letter[];
  /** where the value lands: one coordinate an axis. A combination that lands outside an axis's domain is dropped. */
  readonly out: readonly Coord[];
  readonly args: readonly Access[];
  readonly body: Scalar;
  readonly where: Scalar | null;
  /** argmax/argmin only: what is returned for the winning combination (smallest first among ties) */
  readonly pick: Scalar | null;
  /** the text of the clause it comes from, where its equation has several */
  readonly source?: string;
}

export interface Equation {
  readonly kind: 'equation';
  readonly bind: string;
  readonly axes: readonly Axis[];
  readonly type: ValueType;
  readonly reduce: ReductionName | 'only';
  readonly terms: readonly Term[];
  /** what a cell holds in which nothing lands; null: such a cell does not exist */
  readonly fill: number | boolean | null;
  /** a tensor (same axes) whose rows bound this one's: no cell exists outside them. null: every cell of the axes may exist */
  readonly within: string | null;
  /** its cells are standard draws of this law, made anew at every step and numbered under `stream`; its term says how */
  readonly drawn?: { readonly law: 'normal' | 'uniform'; readonly stream: string };
  /** the surface text this serves, one line, for comments in SQL and messages */
  readonly source: string;
  /** the equation of a function that was called there, as it is written */
  readonly detail?: string;
  readonly span: Span;
}

/** What an equation is said to come from: the program's text, and that of a function it calls. */
export const servedText = (e: Pick<Equation, 'source' | 'detail'>): string => (e.detail === undefined ? e.source : `${e.source}: ${e.detail}`);

/**
 * A derivative not yet worked out.
 *   reverse:  bind[seeds…, free…] = ∂ of / ∂ by
 *   forward:  bind[seeds…]        = Σ over free letters of  ∂ of / ∂ by · direction
 * `of` is read at coordinates of seed letters. `by.at` names the cell: a coordinate in seed letters (or a literal) is fixed,
 * a bare letter of `free` is an axis of the result. by's own definition is not followed.
 */
export interface Derivative {
  readonly kind: 'derivative';
  readonly bind: string;
  readonly axes: readonly Axis[];
  readonly seeds: readonly Letter[];
  readonly free: readonly Letter[];
  readonly of: Access;
  readonly by: Access;
  readonly direction: Access | null;
  readonly source: string;
  readonly span: Span;
}

export type Definition = Equation | Derivative;

/**
 * Equations that need each other, ordered by one letter: for each value of the counter in turn, all equations at that value.
 * Each lands on its recurrence axis at `computed(counter + k)`, the same k in all its terms, k differing between equations; a
 * term that has nothing there at some values of the counter carries a guard on it, or lands outside the axis and is dropped.
 * An Equation before it that binds the same tensor holds the first cells, and the fill of cells that a pass reads but none comes to:
 * the recurrence appends to it. With `until` no
 * equation here has a fill: a cell exists if its pass has been run.
 */
export interface Recurrence {
  readonly kind: 'recurrence';
  /** counter name that replaces the recurrence's letter in the equations: scalar `counter(letter)` */
  readonly counter: string;
  readonly index: string;
  readonly from: number;
  readonly to: number;            // inclusive; from > to with direction down
  readonly direction: 'up' | 'down';
  /** in order of execution within one value of the counter; each appends rows to its tensor */
  readonly equations: readonly Equation[];
  readonly until: { readonly condition: string; readonly last: string } | null;
  readonly span: Span;
}

// ------------------------------------------------------------------ the program

/** A tensor that data fills: its rows are in table `tensor`, key columns as `axes`, value column `val`. */
export interface Input {
  readonly tensor: string;
  readonly axes: readonly Axis[];
  readonly type: ValueType;
  /** every cell of the axes has a row (checked on load) */
  readonly full: boolean;
  /** how many rows there are, where the source's header says */
  readonly rows?: number;
  readonly load: Load;
  readonly span: Span;
}

/** A relation that training carries from step to step: a parameter, or an optimiser's state of one. */
export interface Carried {
  readonly tensor: string;
  readonly axes: readonly Axis[];
  readonly role: 'parameter' | 'state';
  /** the surface name for people: `W`, `enc.W`, `adam.m of W` */
  readonly label: string;
  /** its first generation: an equation that binds `tensor`, or null when an input of that name does */
  readonly init: Equation | null;
  readonly full: boolean;
  readonly span: Span;
}

export interface Goal {
  readonly sense: 'minimize' | 'maximize';
  readonly objective: string;
  /** run in this order once the gradients are there; each binds a carried tensor, whose old rows it may read, or one of its own for those after it */
  readonly updates: readonly Equation[];
  readonly source: string;
  readonly span: Span;
}

export interface ReportValue { readonly name: string; readonly tensor: string; readonly split: string }

/** So many steps, or so many epochs; epochs only where there is a batch, each then as many steps as it takes to see every row once. */
export interface Period { readonly count: number; readonly unit: 'steps' | 'epochs' }

export interface Training {
  readonly name: string | null;
  readonly goals: readonly Goal[];
  readonly length: Period;
  /** the index whose keys are other rows at each step, or null: all rows in every step */
  readonly batch: string | null;
  readonly seed: number;
  readonly reports: readonly { readonly values: readonly ReportValue[]; readonly every: Period; readonly span: Span }[];
  readonly stop: { readonly tensor: string; readonly span: Span } | null;
  readonly span: Span;
}

export interface Show { readonly label: string; readonly tensor: string; readonly split: string | null; readonly span: Span }
export interface Check { readonly label: string; readonly tensor: string; readonly split: string | null; readonly span: Span }
export interface Export { readonly path: string; readonly tensors: readonly { readonly label: string; readonly tensor: string }[]; readonly span: Span }

export interface Program {
  readonly file: string;
  readonly indices: readonly Index[];
  /** how the relations of indices with a table domain are made, in an order that works */
  readonly domains: readonly { readonly index: string; readonly making: DomainMaking }[];
  readonly inputs: readonly Input[];
  readonly carried: readonly Carried[];
  /** in any order until `order` has run; then so that each reads only what stands before it */
  readonly definitions: readonly (Definition | Recurrence)[];
  /**
   * Recurrences that end early: `tensor` steps along its axis number `axis`; `condition` is a boolean tensor over the step's letter, tested after each pass (which
   * is kept); `last` is a scalar integer tensor that the recurrence provides: the last value of its letter.
   */
  readonly untils: readonly { readonly tensor: string; readonly axis: number; readonly condition: string; readonly last: string; readonly span: Span }[];
  readonly training: readonly Training[];
  readonly shows: readonly Show[];
  readonly checks: readonly Check[];
  readonly exports: readonly Export[];
  /** `@unit`, `@doc`: metadata by tensor */
  readonly notes: readonly { readonly tensor: string; readonly unit: string | null; readonly doc: string | null }[];
  /** what real tensors are stored in whose type does not say; left out: f64 */
  readonly precision?: Precision;
  /** how training is to keep its tensors, where an annotation says so */
  readonly forced?: Forced;
}

// ------------------------------------------------------------------ constructors

export const number = (value: number): Scalar => ({ kind: 'literal', value, type: 'real' });
export const integer = (value: number): Scalar => ({ kind: 'literal', value, type: 'int' });
export const boolean = (value: boolean): Scalar => ({ kind: 'literal', value, type: 'bool' });
export const string = (value: string): Scalar => ({ kind: 'literal', value, type: 'text' });
export const arg = (position: number): Scalar => ({ kind: 'arg', position });
export const letter = (name: string): Scalar => ({ kind: 'letter', name });
export const size = (index: string): Scalar => ({ kind: 'size', index });
export const counter = (name: string): Scalar => ({ kind: 'counter', name });
export const call = (op: OpName, ...args: readonly Scalar[]): Scalar => ({ kind: 'call', op, args });

/** A read without which a combination does not count. */
export const given = (tensor: string, at: readonly Coord[]): Access => ({ tensor, at, optional: false });
export const at = (name: string): Coord => ({ kind: 'affine', terms: [{ coefficient: 1, letter: name }], offset: 0 });
export const fixed = (offset: number): Coord => ({ kind: 'affine', terms: [], offset });
export const computed = (value: Scalar): Coord => ({ kind: 'computed', value });
/** The letter of a coordinate that is one bare letter, else null. */
export const bareLetter = (coord: Coord): string | null =>
  coord.kind === 'affine' && coord.offset === 0 && coord.terms.length === 1 && coord.terms[0]!.coefficient === 1 ? coord.terms[0]!.letter : null;
/** The number of a coordinate that is one literal, else null. */
export const literalCoord = (coord: Coord): number | null => (coord.kind === 'affine' && coord.terms.length === 0 ? coord.offset : null);

/** Rewrites a scalar bottom-up. A node shared by identity is rewritten once, so graphs stay graphs. */
export function mapScalar(root: Scalar, rewrite: (node: Scalar) => Scalar): Scalar {
  if (root.kind !== 'call') return rewrite(root);
  const seen = new Map<Scalar, Scalar>();
  const go = (node: Scalar): Scalar => {
    const known = seen.get(node);
    if (known) return known;
    let next = node;
    if (node.kind === 'call') {
      const args = node.args.map(go);
      if (args.some((a, k) => a !== node.args[k])) next = { ...node, args };
    }
    next = rewrite(next);
    seen.set(node, next);
    return next;
  };
  return go(root);
}

/** Visits every node of a scalar once, children first. */
export function visitScalar(root: Scalar, visit: (node: Scalar) => void): void {
  if (root.kind !== 'call') return visit(root);
  const seen = new Set<Scalar>();
  const go = (node: Scalar): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'call') node.args.forEach(go);
    visit(node);
  };
  go(root);
}

/** Every scalar that a term holds: body, guard, pick, and what its coordinates compute. */
export function termScalars(term: Term): readonly Scalar[] {
  const computedIn = (coords: readonly Coord[]): Scalar[] => coords.flatMap(c => (c.kind === 'computed' ? [c.value] : []));
  return [term.body, ...(term.where ? [term.where] : []), ...(term.pick ? [term.pick] : []), ...computedIn(term.out), ...term.args.flatMap(a => computedIn(a.at))];
}

/** Rewrites every scalar and coordinate of a term (letters and args are left as they are). */
export function mapTerm(term: Term, rewrite: (node: Scalar) => Scalar, coord: (c: Coord) => Coord = c => (c.kind === 'computed' ? { kind: 'computed', value: mapScalar(c.value, rewrite) } : c)): Term {
  return {
    ...term,
    out: term.out.map(coord),
    args: term.args.map(a => ({ ...a, at: a.at.map(coord) })),
    body: mapScalar(term.body, rewrite),
    where: term.where && mapScalar(term.where, rewrite),
    pick: term.pick && mapScalar(term.pick, rewrite),
  };
}
