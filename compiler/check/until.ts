// Recurrences that end early: `c[t+1,…] = … until condition`.

import type { Item } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { at, bool } from '../tensor/ir.ts';
import type { Checker, Tensor } from './checker.ts';
import { elaborate } from './elaborate.ts';
import { columnNames } from './names.ts';
import { choiceOf } from './reach.ts';
import type { LetterRef, Scope } from './scope.ts';
import { baseOf } from './symbols.ts';
import { TermBuilder } from './term.ts';

type Clause = Extract<Item, { kind: 'equation' }>;

/** Notes, before anything is elaborated, which indices end early and by which recurrence. */
export function collectUntils(c: Checker): void {
  for (const symbol of c.symbols.values.values()) {
    if (symbol.kind !== 'defined') continue;
    for (const clause of symbol.clauses) {
      if (!clause.until) continue;
      const letter = steppingLetter(c, clause);
      if (c.untilBases.has(baseOf(letter))) c.report(error('not-supported', clause.until.span, `two recurrences over ${letter} end early`, { hints: ['use two indices'] }).diagnostic);
      else c.untilBases.set(baseOf(letter), { symbol: symbol.name, letter, lasts: new Map() });
    }
  }
}

/** The recurrence that ends an index early, and the scalar tensor of its last position under a choice of parts; null: there is none. */
export function endOfBase(c: Checker, base: string, splits: ReadonlyMap<string, string>): { readonly symbol: string; readonly last: string } | null {
  const until = c.untilBases.get(base);
  if (!until) return null;
  const choice = choiceOf(c, until.symbol, splits);
  const id = choice.map(x => x.join('=')).join(',');
  const last = until.lasts.get(id) ?? c.names.fresh([until.letter, 'last', ...choice.map(([, part]) => part)].join('_'));
  until.lasts.set(id, last);
  return { symbol: until.symbol, last };
}

/** The letter by which a clause goes on: the one in `t + 1`. */
function steppingLetter(c: Checker, clause: Clause): string {
  for (const axis of clause.axes ?? []) {
    if (axis.kind !== 'binary' || axis.op !== '+') continue;
    for (const side of [axis.left, axis.right]) if (side.kind === 'name' && c.symbols.indices.has(baseOf(side.name))) return side.name;
  }
  throw error('circular', clause.until!.span, 'until stands at the step of a recurrence', { hints: ['c[t+1, …] = … until condition'] });
}

/** Makes the condition of an ending clause a tensor over its letter. */
export function untilOf(c: Checker, tensor: Tensor, clauses: readonly { readonly clause: Clause; readonly scope: Scope; readonly refs: readonly LetterRef[] }[]): void {
  for (const { clause, scope, refs } of clauses) {
    if (!clause.until) continue;
    const name = steppingLetter(c, clause);
    const ref = refs.find(r => r.name === name)!;
    const axis = clause.axes!.findIndex(a => a.kind === 'binary');
    const term = new TermBuilder();
    const typed = elaborate({ c, scope, term, optional: false }, clause.until);
    if (typed.type.kind !== 'bool') throw error('wrong-type', clause.until.span, 'until takes a condition', { hints: ['until moved[t] < 1e-9'] });
    const odd = [...term.letters.values()].find(l => l.id !== ref.id);
    if (odd) throw error('unbound-index', clause.until.span, `the condition of until depends on ${odd.name}`, { hints: [`reduce it: all[${odd.name}](…)`] });
    term.letter(ref);
    const condition = c.names.fresh(`${tensor.name}_until`);
    const { last } = endOfBase(c, ref.base, scope.splits)!;
    c.definitions.push({
      kind: 'equation', bind: condition, axes: [{ column: columnNames([ref.name])[0]!, index: ref.index }], type: bool, reduce: 'only', terms: [term.finish([at(ref.id)], typed.scalar, null)], fill: null, within: null,
      source: scope.owner.source, span: clause.until.span,
    });
    c.untils.push({ tensor: tensor.name, axis, condition, last, span: clause.until.span });
  }
}
