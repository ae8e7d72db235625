// Parameters: what training carries from step to step, and the equation that makes the first generation.

import type { Item } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { printItem } from '../format.ts';
import { at, counter, type Equation, integer, real, type Scalar, type ValueType } from '../tensor/ir.ts';
import { noteOf } from './annotations.ts';
import { axisOf, warnTooLarge } from './axes.ts';
import type { Checker, Tensor } from './checker.ts';
import { draw } from './draws.ts';
import { elaborate, type Place } from './elaborate.ts';
import { declaredType, storedParameter } from './inputs.ts';
import { columnNames } from './names.ts';
import { applyGuard } from './operators.ts';
import { narrow } from './ranges.ts';
import { bindLetter, couldBeLetter, type Owner, withLetters } from './scope.ts';
import type { ParamSymbol } from './symbols.ts';
import { emptyScope } from './tensors.ts';
import { TermBuilder } from './term.ts';

export function paramInstance(c: Checker, symbol: ParamSymbol, id: string): Tensor {
  const { item } = symbol;
  const name = c.names.fresh(symbol.name);
  for (const part of ['now', 'history']) c.names.reserve(`${name}_${part}`);
  const owner: Owner = { name, source: printItem(item as Item), span: item.span, symbol: null };
  const scope = emptyScope(owner, new Map());
  const names = (item.tensor.axes ?? []).map(a => {
    if (a.kind !== 'name' || !couldBeLetter(c, scope, a.name)) throw error('unknown-name', a.span, 'the axes of a parameter are index letters', { hints: [`param ${symbol.name}[i,j] ~ normal(0, 0.1)`] });
    return a;
  });
  const twice = names.find((a, k) => names.findIndex(o => o.name === a.name) < k);
  if (twice) throw error('colliding-rows', twice.span, `${twice.name} stands twice`, { hints: [`use a second letter and a guard: param ${symbol.name}[${twice.name}, ${twice.name}'] … where ${twice.name} == ${twice.name}'`] });
  const refs = names.map(a => bindLetter(c, scope, a.name, a.span));
  const columns = columnNames(refs.map(r => r.name));
  const axes = refs.map((r, k) => axisOf(r, columns[k]!));
  const type: ValueType = declaredType(c, symbol, null);
  if (type.kind !== 'real') throw error('wrong-type', item.tensor.type!.span, 'a parameter holds real numbers', { hints: [`param ${symbol.name}[…] …   without a type`] });
  const tensor: Tensor = { name, axes, type: real, span: symbol.span };
  c.tensors.set(id, tensor);
  noteOf(c, [item], symbol.name, name);
  if (!item.where) warnTooLarge(c, symbol.name, axes, item.span);
  const plain = axes.map(a => ({ column: a.column, index: a.index }));
  const carried = { tensor: name, axes: plain, role: 'parameter' as const, label: symbol.name, span: symbol.span };
  if (item.init.kind === 'source') {
    if (item.where) throw error('not-supported', item.where.span, 'stored parameters take the rows that are there', { hints: ['leave the guard out'] });
    c.inputNames.set(symbol.name, name);
    const input = storedParameter(c, symbol, name, axes, real);
    c.inputs.set(name, input);
    c.carried.push({ ...carried, init: null, full: input.full });
    return tensor;
  }
  let inner = withLetters(scope, refs.map((r, k) => [names[k]!.name, r]));
  if (item.where) inner = narrow(c, inner, item.where);
  const term = new TermBuilder();
  refs.forEach(r => term.letter(r));
  const place: Place = { c, scope: inner, term, optional: false };
  const body = item.init.kind === 'value' ? number(place, elaborate(place, item.init.value), symbol) : firstDraw(place, item.init.value, name, refs.map(r => r.id));
  if (item.where) applyGuard(place, item.where);
  const init: Equation = {
    kind: 'equation', bind: name, axes: plain, type: real, reduce: 'only', terms: [term.finish(refs.map(r => at(r.id)), body, null)], fill: null, within: null, source: owner.source, span: item.span,
  };
  c.carried.push({ ...carried, init, full: !item.where && init.terms[0]!.args.length === 0 });
  return tensor;
}

function number(_place: Place, typed: { readonly scalar: Scalar; readonly type: ValueType }, symbol: ParamSymbol): Scalar {
  if (typed.type.kind !== 'real' && typed.type.kind !== 'int') throw error('wrong-type', symbol.item.span, 'a parameter starts from a number', { hints: [`param ${symbol.name}[…] = 0`] });
  return typed.scalar;
}

/** A random first value, numbered by the table and the positions of its cell: the same for the same seed on every engine. */
const firstDraw = (place: Place, expr: Parameters<typeof draw>[1], table: string, letters: readonly string[]): Scalar =>
  draw(place, expr, table, letters.map((letter): Scalar => ({ kind: 'position', letter })), { seed: counter('seed'), step: integer(0) });
