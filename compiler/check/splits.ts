// `split s into …`: the conditions that choose the rows of each part.

import type { Expr, Item } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { printItem } from '../format.ts';
import { at, bool, call, integer, number, double, type Scalar } from '../tensor/ir.ts';
import { drawUniform } from '../tensor/random.ts';
import type { Checker } from './checker.ts';
import { elaborate } from './elaborate.ts';
import { factsOf, irIndex } from './indices.ts';
import { namesIn } from './letters.ts';
import { reachableFrom } from './reach.ts';
import { bindLetter, type Owner, withLetters } from './scope.ts';
import { emptyScope } from './tensors.ts';
import { TermBuilder } from './term.ts';

/** Rows are divided once, before training. Errors: training, where a condition depends on what training changes or draws. */
function refuseChanging(c: Checker, condition: Expr): void {
  for (const name of [...namesIn(condition), ...reachableFrom(c, namesIn(condition))]) {
    const symbol = c.symbols.values.get(name);
    const drawn = symbol?.kind === 'defined' ? symbol.clauses.some(k => k.op === '~') : symbol?.kind === 'fn' && symbol.body.kind === 'block' && symbol.body.items.some(i => i.kind === 'equation' && i.op === '~');
    if (symbol && (drawn || symbol.kind === 'param')) throw error('training', condition.span, `the rows of a part are chosen before training, and ${name} ${drawn ? 'is drawn anew at every step' : 'changes in training'}`, { hints: ['choose them by data', 'or by shares: train 0.8, test 0.2'] });
  }
}

/** Where a share ends: a sum such as 0.1 + 0.2, of as many digits as leave three thirds of ten digits a whole. */
const limit = (sum: number): Scalar => number(Number(sum.toPrecision(9)));

/** Makes a boolean tensor over the whole index for each part, and the domain of the part from it. */
export function elaborateSplit(c: Checker, item: Extract<Item, { kind: 'split' }>): void {
  const base = item.index.text;
  factsOf(c, base, item.index.span);
  const owner: Owner = { name: `split_${base}`, source: printItem(item as Item), span: item.span, symbol: null };
  const scope = emptyScope(owner, new Map([[base, 'all']]));
  const shares = item.parts.filter(p => p.kind === 'share');
  if (shares.length && shares.length !== item.parts.length) throw error('training', item.span, 'a split is by shares or by conditions, not both', { hints: [`split ${base} into train 0.8, test 0.2`] });
  const total = shares.reduce((sum, p) => sum + p.share, 0);
  if (shares.length && (total > 1 + 1e-9 || shares.some(p => p.share <= 0))) throw error('training', item.span, `shares must be positive and add up to at most 1, these add up to ${Number(total.toPrecision(12))}`, { hints: [`split ${base} into train 0.8, test 0.2`] });
  const column = base;
  const whole = irIndex(c, base, 'all', item.index.span).name;
  const make = (name: string, type: typeof double | typeof bool, body: (term: TermBuilder, inner: typeof scope) => Scalar): string => {
    const ref = bindLetter(c, scope, base, item.index.span);
    const term = new TermBuilder();
    term.letter(ref);
    const value = body(term, withLetters(scope, [[base, ref]]));
    const bind = c.names.fresh(name);
    c.definitions.push({ kind: 'equation', bind, axes: [{ column, index: whole }], type, reduce: 'only', terms: [term.finish([at(ref.id)], value, null)], fill: null, within: null, source: owner.source, span: item.span });
    return bind;
  };
  const seed: Scalar = integer(item.seed ?? c.options.seed ?? 0);
  const draw = shares.length ? make(`split_${base}_draw`, double, term => drawUniform(`split ${base}`, 0, [{ kind: 'position', letter: [...term.letters.keys()][0]! }], { seed, step: integer(0) })) : null;
  let below = 0;
  for (const part of item.parts) {
    const condition = make(`split_${base}_${part.name.text}`, bool, (term, inner) => {
      if (part.kind === 'where') {
        refuseChanging(c, part.condition);
        const typed = elaborate({ c, scope: inner, term, optional: false }, part.condition);
        if (typed.type.kind !== 'bool') throw error('wrong-type', part.condition.span, 'the rows of a part are chosen by a condition', { hints: [`where year[${base}] < 2000`] });
        return typed.scalar;
      }
      const read = term.read(draw!, [at([...term.letters.keys()][0]!)], false);
      const from = below;
      below += part.share;
      const upper: Scalar = call('lt', read, limit(below));
      return from === 0 ? upper : call('and', call('ge', read, limit(from)), upper);
    });
    c.domains.push({ index: part.name.text === 'train' ? base : `${base}_${part.name.text}`, making: { kind: 'selection', of: whole, condition } });
  }
}
