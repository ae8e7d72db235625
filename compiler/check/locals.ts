// Tensors that have no symbol of their own: the equations inside a function, and arguments that are read more than once. They have the axes
// they are written with and, before those, one for each letter of the surroundings that they depend on.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { at, type Coord, type Equation, type Term, type ValueType } from '../tensor/ir.ts';
import { type Checker, silent, type Tensor, type TensorAxis } from './checker.ts';
import { axisOf } from './axes.ts';
import { elaborate, type Place, unify } from './elaborate.ts';
import { contracted } from './gradient.ts';
import { asReduction, directTerm } from './reduce.ts';
import { columnNames } from './names.ts';
import { bindLetter, type LetterRef, type Scope, withLetters } from './scope.ts';
import { TermBuilder } from './term.ts';

export interface LocalClause { readonly letters: readonly string[]; readonly value: Expr; readonly where: Expr | null; readonly span: Span }

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
  const owner = local.scope.owner;
  const name = c.names.fresh(`${owner.name}_${local.name}`);
  const bodies = local.clauses.map(clause => {
    const own = clause.letters.map(l => bindLetter(c, local.scope, l, clause.span));
    const scope = withLetters(local.scope, clause.letters.map((l, k) => [l, own[k]!] as const));
    const term = new TermBuilder();
    const value = contracted(c, scope, clause.value);
    const reduction = local.clauses.length === 1 && !clause.where ? asReduction(c, scope, value) : null;
    if (reduction) {
      const direct = directTerm({ c, scope, term, optional: false }, reduction);
      return { own, term, body: direct.body, pick: direct.pick, type: direct.type, reduce: reduction.reduce, fill: reduction.fill, bound: new Set(direct.bound) };
    }
    const place: Place = { c, scope, term, optional: false };
    const typed = elaborate(place, value);
    if (clause.where) term.guard(elaborate(place, clause.where).scalar);
    return { own, term, body: typed.scalar, pick: null, type: typed.type, reduce: 'only' as const, fill: null, bound: new Set<string>() };
  });
  const outer = new Map<string, LetterRef>();
  for (const b of bodies) for (const ref of b.term.letters.values()) if (!b.own.includes(ref) && !b.bound.has(ref.id)) outer.set(ref.id, ref);
  const outerRefs = [...outer.values()];
  const first = bodies[0]!;
  const letters = [...outerRefs, ...first.own];
  const columns = columnNames(letters.map(r => r.name));
  const axes: TensorAxis[] = letters.map((r, k) => axisOf(r, columns[k]!));
  const terms: Term[] = bodies.map(b => {
    const refs = [...outerRefs, ...b.own];
    refs.forEach(r => b.term.letter(r));
    return b.term.finish(refs.map((r): Coord => at(r.id)), b.body, b.pick);
  });
  const type: ValueType = bodies.map(b => b.type).reduce(unify);
  const equation: Equation = { kind: 'equation', bind: name, axes: axes.map(a => ({ column: a.column, index: a.index })), type, reduce: first.reduce, terms, fill: first.fill, within: null, source: owner.source, span: owner.span };
  c.definitions.push(equation);
  const tensor: Tensor = { name, axes, type, span: local.clauses[0]!.span };
  return { tensor, outer: outerRefs };
}
