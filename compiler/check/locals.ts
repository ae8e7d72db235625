// Tensors that have no symbol of their own: the equations inside a function, and arguments that are read more than once. They have the axes
// they are written with and, before those, one for each letter of the surroundings that they depend on.

import type { Item } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Equation } from '../tensor/ir.ts';
import { axisOf } from './axes.ts';
import { type Checker, silent, type Tensor, type TensorAxis } from './checker.ts';
import { unify } from './elaborate.ts';
import { columnNames } from './names.ts';
import { type LetterRef, type Scope, served } from './scope.ts';
import type { DefinedSymbol } from './symbols.ts';
import { elaborateClauses, finished, hullAxes, leftSides } from './tensors.ts';

export type LocalClause = Extract<Item, { kind: 'equation' }>;

export interface LocalTensor {
  readonly name: string;
  readonly scope: Scope;
  readonly clauses: readonly LocalClause[];
  made: { readonly tensor: Tensor; readonly outer: readonly LetterRef[] } | 'making' | 'failed' | null;
}

/** The tensor of a local, made on first use; `outer` are the letters of the surroundings that its first axes run over. */
export function makeLocal(c: Checker, local: LocalTensor): { readonly tensor: Tensor; readonly outer: readonly LetterRef[] } {
  if (local.made === 'making') throw error('circular', local.clauses[0]!.span, `${local.name} is defined by itself inside a function`, { hints: ['write a recurrence outside of functions'] });
  // What is wrong with it has been said where it was read first.
  if (local.made === 'failed') throw error('unknown-name', local.clauses[0]!.span, silent);
  if (local.made) return local.made;
  local.made = 'making';
  try {
    local.made = elaborateLocal(c, local);
    return local.made;
  } catch (e) {
    local.made = 'failed';
    throw e;
  }
}

function elaborateLocal(c: Checker, local: LocalTensor): { readonly tensor: Tensor; readonly outer: readonly LetterRef[] } {
  const { owner } = local.scope;
  const name = c.names.fresh(`${owner.name}_${local.name}`);
  const scope: Scope = { ...local.scope, owner: { ...owner, symbol: null } };
  const symbol: DefinedSymbol = { kind: 'defined', name: local.name, clauses: [...local.clauses], span: local.clauses[0]!.span };
  const lefts = leftSides(c, symbol, scope);
  const own = hullAxes(c, symbol, lefts, name);
  const { clauses, reduce, fill, drawn } = elaborateClauses(c, symbol, lefts, own, { ends: () => [], seen: () => undefined });
  const outer = new Map<string, LetterRef>();
  for (const { left, term, bound } of clauses) for (const ref of term.letters.values()) if (!left.refs.includes(ref) && !bound.has(ref.id)) outer.set(ref.id, ref);
  const outerRefs = [...outer.values()];
  const columns = columnNames([...outerRefs.map(r => r.name), ...own.map(a => a.letter)]);
  const axes: TensorAxis[] = [...outerRefs.map((r, k) => axisOf(r, columns[k]!)), ...own.map((a, k) => ({ ...a, column: columns[outerRefs.length + k]! }))];
  const type = unify(c, clauses.map(k => k.type), symbol.span);
  const equation: Equation = {
    kind: 'equation', bind: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type, reduce, terms: clauses.map(k => finished(k, outerRefs, false)), fill, within: null, ...(drawn ? { drawn } : {}), ...served(lefts[0]!.scope.owner),
  };
  c.definitions.push(equation);
  return { tensor: { name, axes, type, span: symbol.span }, outer: outerRefs };
}
