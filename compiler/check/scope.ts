// What names and letters stand for at a place in the program.

import type { Expr } from '../ast.ts';
import type { Span } from '../source.ts';
import type { Equation } from '../tensor/ir.ts';
import type { Checker } from './checker.ts';
import { irIndex } from './indices.ts';
import { baseOf, type DefinedSymbol } from './symbols.ts';
import type { LocalTensor } from './locals.ts';

/** One binding of a letter: two letters of one name bound in different places are different. */
export interface LetterRef {
  readonly id: string;
  /** as written: `p'` */
  readonly name: string;
  readonly base: string;
  /** the split its index is restricted to; null if not split */
  readonly split: string | null;
  /** IR index */
  readonly index: string;
}

/** An expression with the scope in which it was written. */
export interface Closure { readonly expr: Expr; readonly scope: Scope }

/** An argument with axes: `params` are the letters, in the closure's scope, that its axes are bound to. */
export interface TensorClosure extends Closure {
  readonly name: string;
  readonly params: readonly string[];
  readonly where: Expr | null;
  /** the tensors that are made of it, by the parts that it is read at */
  readonly hoisted: Map<string, LocalTensor>;
}

export type Binding =
  | { readonly kind: 'scalar'; readonly closure: Closure }
  | { readonly kind: 'tensor'; readonly closure: TensorClosure }
  | { readonly kind: 'local'; readonly local: LocalTensor }
  /** a tensor of the IR, read at the given letters (optimiser rules) */
  | { readonly kind: 'cells'; readonly tensor: string; readonly letters: readonly LetterRef[]; readonly negate: boolean }
  | { readonly kind: 'counter'; readonly name: string };

export interface Scope {
  readonly letters: ReadonlyMap<string, LetterRef | Closure>;
  readonly names: ReadonlyMap<string, Binding>;
  /** a function's own letters: which index of the program each stands for in this call */
  readonly indices: ReadonlyMap<string, string>;
  /** which part of a split index a letter bound here means; and, as a part of no index, whether this is a goal of training */
  readonly splits: ReadonlyMap<string, string>;
  /** what guards say of letters: inclusive bounds by letter id */
  readonly bounds: ReadonlyMap<string, readonly [number, number]>;
  /** names that the relations made here are called after, and the equation they serve */
  readonly owner: Owner;
  /** in an optimiser's rule: the parameter, over whose cells `sum[]` and the like reduce; `emit` puts the reduction before the line that reads it */
  readonly cells?: { readonly tensor: string; readonly label: string; readonly letters: readonly LetterRef[]; readonly emit: (equation: Equation) => void };
}

export interface Owner {
  readonly name: string;
  /** what draws are numbered under, the same for every part of a split: the name of a tensor, and of the function calls on the way */
  readonly stream?: string;
  readonly source: string;
  /** the function whose equations are being worked out; null for an argument, whose text stands in the equation that calls */
  readonly call?: string | null;
  /** the equation of that function, said after the program's own */
  readonly detail?: string;
  readonly span: Span;
  readonly symbol: DefinedSymbol | null;
}

/** What an equation says of where it comes from. */
export const served = ({ source, detail, span }: Owner): Pick<Equation, 'source' | 'detail' | 'span'> => ({ source, span, ...(detail === undefined ? {} : { detail }) });

/** The entry of `splits` that is there where `training` is true. No index can have this name. */
export const inTraining = '(training)';

export const isLetter = (x: LetterRef | Closure | undefined): x is LetterRef => x !== undefined && 'id' in x;

let serial = 100;

/** A new binding of a letter under the splits of the scope. */
export function bindLetter(c: Checker, scope: Scope, name: string, span: Span): LetterRef {
  const own = baseOf(name);
  const base = scope.indices.get(own) ?? own;
  const index = irIndex(c, base, scope.splits.get(base), span);
  const shown = base + name.slice(own.length);
  return { id: `${shown}#${++serial}`, name: shown, base, split: index.split ?? scope.splits.get(base) ?? null, index: index.name };
}

export const withLetters = (scope: Scope, letters: readonly (readonly [string, LetterRef | Closure])[]): Scope => ({ ...scope, letters: new Map([...scope.letters, ...letters]) });
export const withNames = (scope: Scope, names: readonly (readonly [string, Binding])[]): Scope => ({ ...scope, names: new Map([...scope.names, ...names]) });
export const withSplit = (scope: Scope, base: string, split: string): Scope => ({ ...scope, splits: new Map([...scope.splits, [base, split]]) });

/** The letter names that a name could be: bound here, or an index of the program. */
export const couldBeLetter = (c: Checker, scope: Scope, name: string): boolean =>
  scope.letters.has(name) || scope.indices.has(baseOf(name)) || (c.symbols.indices.has(baseOf(name)) && !scope.names.has(name) && !c.symbols.values.has(name));
