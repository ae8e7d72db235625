// What a program gives out: show, check, export; and the scalars that training reports.

import type { Expr, Item, Name } from '../ast.ts';
import { error, told } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import { at, bareLetter, type Check, type Equation, type Export, type Show, type ValueType } from '../tensor/ir.ts';
import { tensorAt } from './access.ts';
import type { Checker } from './checker.ts';
import { elaborate, printed } from './elaborate.ts';
import { contracted } from './gradient.ts';
import { factsOf } from './indices.ts';
import { residualLetters } from './letters.ts';
import { columnNames } from './names.ts';
import { asReduction, directTerm } from './reduce.ts';
import { bindLetter, type LetterRef, type Owner, withLetters } from './scope.ts';
import { emptyScope, instance } from './tensors.ts';
import { isTensor } from './symbols.ts';
import { TermBuilder } from './term.ts';

/** The parts that `on SPLIT` chooses: every split index that has a part of that name. Errors: training. */
export function splitsOn(c: Checker, on: Name | null): ReadonlyMap<string, string> {
  if (!on) return new Map();
  const bases = [...c.symbols.indices.keys()].filter(b => c.indexFacts.has(b));
  const splits = new Map<string, string>();
  const known = new Set<string>();
  for (const base of bases) {
    const { parts } = factsOf(c, base, on.span);
    parts.forEach(p => known.add(p));
    if (parts.length && (on.text === 'all' || parts.includes(on.text))) splits.set(base, on.text);
  }
  if (!splits.size && !(known.size === 0 && (on.text === 'train' || on.text === 'all'))) throw error('training', on.span, known.size ? `no index has a part called ${on.text}` : `nothing is split, so there is no ${on.text}`, { hints: known.size ? [`parts: ${[...known, 'all'].join(', ')}`] : ['split s into train 0.8, test 0.2'] });
  return splits;
}

interface Value { readonly name: string; readonly type: ValueType; readonly letters: readonly LetterRef[] }

/** The tensor of an expression over its open letters: an existing one where the expression is just a read of it. */
function valueTensor(c: Checker, expr: Expr, on: Name | null, name: string): Value {
  const owner: Owner = { name, source: printExpr(expr), span: expr.span, symbol: null };
  const base = emptyScope(owner, splitsOn(c, on));
  const names = residualLetters(c, base, expr);
  const letters = names.map(n => bindLetter(c, base, n, expr.span));
  const scope = withLetters(base, names.map((n, k) => [n, letters[k]!]));
  const term = new TermBuilder();
  letters.forEach(l => term.letter(l));
  const value = contracted(c, scope, expr);
  const reduction = asReduction(c, scope, value);
  const columns = columnNames(letters.map(l => l.name));
  const axes = letters.map((l, k) => ({ column: columns[k]!, index: l.index }));
  const make = (type: ValueType, rest: Pick<Equation, 'reduce' | 'terms' | 'fill'>): Value => {
    const bind = c.names.fresh(name);
    c.definitions.push({ kind: 'equation', bind, axes, type, within: null, source: owner.source, span: expr.span, ...rest });
    return { name: bind, type, letters };
  };
  if (reduction) {
    const direct = directTerm({ c, term }, reduction);
    return make(direct.type, { reduce: reduction.reduce, fill: reduction.fill, terms: [term.finish(letters.map(l => at(l.id)), direct.body, direct.pick)] });
  }
  const typed = elaborate({ c, scope, term, optional: false }, value);
  const [only] = term.args;
  const whole = typed.scalar.kind === 'arg' && term.args.length === 1 && only!.at.length === letters.length && only!.at.every((coord, k) => bareLetter(coord) === letters[k]!.id);
  if (whole) return { name: only!.tensor, type: typed.type, letters };
  return make(typed.type, { reduce: 'only', fill: null, terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)] });
}

/** The scalar tensor of a report, a stopping condition or a check. */
export function scalarTensor(c: Checker, expr: Expr, on: Name | null, wants: 'number' | 'bool'): Value {
  const value = valueTensor(c, expr, on, wants === 'bool' ? 'condition' : 'value');
  if (value.letters.length) throw error('unbound-index', expr.span, `${printed(expr)} is not one value: it has ${value.letters.map(l => l.name).join(', ')}`, { hints: [wants === 'bool' ? `all[${value.letters[0]!.name}](${printed(expr)})` : `mean[${value.letters[0]!.name}](${printed(expr)})`] });
  const good = wants === 'bool' ? value.type.kind === 'bool' : value.type.kind === 'real' || value.type.kind === 'int';
  if (!good) throw error('wrong-type', expr.span, wants === 'bool' ? 'a condition is wanted here' : 'a number is wanted here', { hints: [wants === 'bool' ? `${printed(expr)} > 0` : `[ ${printed(expr)} ] counts a condition as 1 or 0`] });
  return value;
}

export function elaborateShow(c: Checker, item: Extract<Item, { kind: 'show' }>): readonly Show[] {
  return item.values.flatMap((expr): Show[] => {
    try {
      return [showOf(c, item, expr)];
    } catch (e) {
      c.report(told(e));
      return [];
    }
  });
}

function showOf(c: Checker, item: Extract<Item, { kind: 'show' }>, expr: Expr): Show {
  return { label: `${printExpr(expr)}${item.on ? ` on ${item.on.text}` : ''}`, tensor: valueTensor(c, expr, item.on, 'shown').name, split: item.on ? item.on.text : null, span: expr.span };
}

export function elaborateCheck(c: Checker, item: Extract<Item, { kind: 'check' }>): Check {
  return { label: `${printExpr(item.condition)}${item.on ? ` on ${item.on.text}` : ''}`, tensor: scalarTensor(c, item.condition, item.on, 'bool').name, split: item.on ? item.on.text : null, span: item.span };
}

export function elaborateExport(c: Checker, item: Extract<Item, { kind: 'export' }>): Export {
  const splits = splitsOn(c, item.on);
  const format = /\.(csv|parquet|npz|json)$/i.exec(item.path);
  if (!format) throw error('data-mapping', item.pathSpan, `the ending of ${JSON.stringify(item.path)} says no format`, { hints: ['use .parquet, .csv, .json or .npz'] });
  const tensors = item.names.map(name => {
    const symbol = c.symbols.values.get(name.text);
    const scope = emptyScope({ name: 'export', source: '', span: item.span, symbol: null }, splits);
    const tensor = isTensor(symbol) ? instance(c, symbol, splits, name.span) : tensorAt({ c, scope }, name.text, [], name.span, name.span);
    return { label: name.text, tensor: tensor.name };
  });
  return { path: item.path, tensors, span: item.span };
}

