// Reading tensors: which instance, and what stands at each axis.

import type { Expr } from '../ast.ts';
import { error } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { at, bareLetter, call, computed, type Coord, fixed, integer, bool } from '../tensor/ir.ts';
import { batchPart } from './batches.ts';
import type { Checker, Tensor, TensorAxis } from './checker.ts';
import { elaborate, type Place, printed, type Typed, unknown } from './elaborate.ts';
import { indexIn } from './indices.ts';
import { makeLocal } from './locals.ts';
import { type Affine, affineOf, affineRange } from './ranges.ts';
import { isLetter, type LetterRef, type Scope, type TensorClosure, withLetters, withSplit } from './scope.ts';
import { baseOf, isTensor, sorts } from './symbols.ts';
import { closureTensor } from './calls.ts';
import { axisCount, instance } from './tensors.ts';

/** `W[i, j]`. Errors: unknown-name, wrong-arity, wrong-axis, out-of-range, unbound-index. */
export function elaborateAccess(place: Place, expr: Extract<Expr, { kind: 'access' }>): Typed {
  return read(place, expr.name, expr.at, expr.nameSpan, expr.span);
}

/** A tensor without axes, by its name. */
export function readBare(place: Place, expr: Extract<Expr, { kind: 'name' }>): Typed {
  return read(place, expr.name, [], expr.span, expr.span);
}

function read(place: Place, name: string, coords: readonly Expr[], nameSpan: Span, span: Span): Typed {
  const { c, scope } = place;
  const binding = scope.names.get(name);
  switch (binding?.kind) {
    case 'local': {
      const { tensor, outer } = makeLocal(c, binding.local);
      return cell(place, tensor, outer, coords, name, span);
    }
    case 'tensor': return readClosure(place, binding.closure, coords, span);
    case 'scalar': case 'counter': case 'cells':
      throw error('wrong-arity', span, `${name} has no axes here`, { hints: [`write ${name}`] });
  }
  const tensor = tensorAt(place, name, coords, nameSpan, span);
  return cell(place, tensor, [], coords, name, span);
}

/** The instance of a symbol's tensor that coordinates mean: a letter of another split chooses that split's tensor. */
export function tensorAt(place: Pick<Place, 'c' | 'scope'>, name: string, coords: readonly Expr[], nameSpan: Span, span: Span): Tensor {
  const { c, scope } = place;
  const symbol = c.symbols.values.get(name);
  if (!symbol) throw unknown(c, scope, name, nameSpan);
  if (!isTensor(symbol)) {
    throw error(symbol.kind === 'layer' ? 'layer-call' : 'wrong-type', nameSpan, symbol.kind === 'layer' ? `${name} is a layer: it owns parameters` : `${name} is ${sorts[symbol.kind]}, not a tensor`,
      { hints: [symbol.kind === 'fn' ? `call it: ${name}(…)` : symbol.kind === 'layer' ? `let a = ${name}[…]   then   a(…)` : symbol.kind === 'optimizer' ? `train { … using ${name} }` : `write ${name}`] });
  }
  const count = axisCount(symbol);
  if (coords.length !== count) {
    throw error('wrong-arity', span, `${name} has ${count} ${count === 1 ? 'axis' : 'axes'}, this gives ${coords.length}`, { labels: [{ span: symbol.span, text: 'defined here' }], hints: [`write ${signature(name, symbolLetters(symbol))}`] });
  }
  const splits = partsOf(scope, scope, coords).reduce((s, [base, part]) => withSplit(s, base, part), scope);
  return instance(c, symbol, splits.splits, nameSpan);
}

/** The parts that coordinates are letters of, where they are others than those of a scope. */
const partsOf = (scope: Scope, own: Scope, coords: readonly Expr[]): readonly (readonly [base: string, part: string])[] => coords.flatMap(coord => {
  const bound = coord.kind === 'name' ? scope.letters.get(coord.name) : undefined;
  return isLetter(bound) && bound.split !== null && bound.split !== (own.splits.get(bound.base) ?? 'train') ? [[bound.base, bound.split] as const] : [];
});

const symbolLetters = (symbol: Parameters<typeof axisCount>[0]): readonly string[] =>
  (symbol.kind === 'defined' ? symbol.clauses[0]!.axes : symbol.kind === 'data' ? symbol.decl.axes : symbol.item.tensor.axes)?.map(printed) ?? [];
const signature = (name: string, letters: readonly string[]): string => (letters.length ? `${name}[${letters.join(', ')}]` : name);

function cell(place: Place, tensor: Tensor, outer: readonly LetterRef[], coords: readonly Expr[], name: string, span: Span): Typed {
  const own = tensor.axes.slice(outer.length);
  if (own.length !== coords.length) throw error('wrong-arity', span, `${name} has ${own.length} ${own.length === 1 ? 'axis' : 'axes'}, this gives ${coords.length}`, { labels: [{ span: tensor.span, text: 'defined here' }], hints: [`write ${signature(name, own.map(a => a.letter))}`] });
  outer.forEach(r => place.term.letter(r));
  const inner: Place = { ...place, optional: place.optional };
  const cells = [...outer.map(r => at(r.id)), ...coords.map((e, k) => insideBatch(inner, own[k]!, coordinate(inner, own[k]!, e, { name, axes: own, coords, position: k }), e, name))];
  return { scalar: place.term.read(tensor.name, cells, place.optional), type: tensor.type };
}

/** A tensor that has the rows of a batch is read at the rows of that batch: any other need not be there. */
function insideBatch({ c, term }: Place, axis: TensorAxis, coord: Coord, expr: Expr, name: string): Coord {
  const { base, split } = c.indices.get(axis.index)!;
  const batch = base === null ? null : batchPart(c, base, split);
  const letter = batch && bareLetter(coord);
  if (!batch || (letter && term.letters.get(letter)?.index === axis.index)) return coord;
  throw error('training', expr.span, `${name} is read at ${printed(expr)}, a row that need not be in the batch`, {
    labels: [{ span: batch.span, text: `${base} is taken in parts here` }], hints: [`read it at ${base}, or at a second letter of ${base}`, `take another index in parts, whose rows are complete without each other`],
  });
}

interface Reading { readonly name: string; readonly axes: readonly TensorAxis[]; readonly coords: readonly Expr[]; readonly position: number }

/** What stands at one axis. `end`, letters, affine forms, pad/wrap/clamp, or values that are keys of the axis. */
export function coordinate(place: Place, axis: TensorAxis, expr: Expr, reading: Reading): Coord {
  const { c, scope } = place;
  switch (expr.kind) {
    case 'paren': return coordinate(place, axis, expr.inner, reading);
    case 'end': return endOf(place, axis, expr.span);
    case 'name': {
      const bound = scope.letters.get(expr.name);
      if (isLetter(bound)) return bareCoordinate(place, axis, bound, expr, reading);
      if (bound) return coordinate({ ...place, scope: bound.scope }, axis, bound.expr, reading);
      const binding = scope.names.get(expr.name);
      if (binding?.kind === 'scalar') return coordinate({ ...place, scope: binding.closure.scope }, axis, binding.closure.expr, reading);
      break;
    }
    case 'call':
      if ((expr.name === 'pad' || expr.name === 'wrap' || expr.name === 'clamp') && !expr.binder) return wrapped(place, axis, expr);
      break;
    case 'string': return computed({ kind: 'literal', value: expr.value, type: 'text' });
    case 'binary': case 'unary': if (saysEnd(expr)) return fromEnd(place, axis, expr, reading);
  }
  const affine = affineOf(c, scope, expr);
  if (affine) {
    refuseOutside(place, axis, affine, expr, reading);
    return affineCoord(place, affine);
  }
  const value = elaborate(place, expr);
  if (value.type.kind === 'key') {
    if (axis.base !== null && !indexIn(c, value.type.index, axis.base)) throw wrongAxis(c, axis, value.type.index, expr, reading);
    return computed(value.scalar);
  }
  if (value.type.kind !== 'int') {
    throw error('wrong-type', expr.span, `a position must be a whole number or a key of ${axis.base ?? 'its axis'}, this is ${value.type.kind === 'real' ? 'a real number' : value.type.kind === 'bool' ? 'true or false' : 'text'}`, { hints: [value.type.kind === 'real' ? `int(${printed(expr)})` : `declare the data with the index as its type: … : ${axis.base ?? 'i'} from …`] });
  }
  throw error('out-of-range', expr.span, `nothing says that ${printed(expr)} stays inside axis ${reading.position + 1} of ${reading.name}`, { hints: [`pad(${printed(expr)}) reads nothing outside`, `clamp(${printed(expr)}) or wrap(${printed(expr)}) stay inside`, ...(axis.base ? [`declare the values as keys: … : ${axis.base}`] : [])] });
}

function affineCoord(place: Place, affine: Affine): Coord {
  for (const { ref } of affine.terms.values()) place.term.letter(ref);
  return { kind: 'affine', terms: [...affine.terms].map(([id, t]) => ({ coefficient: t.coefficient, letter: id })), offset: affine.offset };
}

function endOf(place: Place, axis: TensorAxis, span: Span): Coord {
  const { domain } = place.c.indices.get(axis.index)!;
  if (axis.last) {
    const last = place.term.read(axis.last.tensor, [], false);
    return computed(axis.last.offset === 0 ? last : call('add', last, integer(axis.last.offset)));
  }
  if (domain.kind !== 'range') throw error('unsized-index', span, `the last position of ${axis.letter} is not known when compiling`, { hints: [`give ${axis.letter} a size`] });
  return fixed(domain.lo + domain.size - 1);
}

const saysEnd = (expr: Expr): boolean => expr.kind === 'end' || (expr.kind === 'binary' ? saysEnd(expr.left) || saysEnd(expr.right) : (expr.kind === 'unary' && saysEnd(expr.operand)) || (expr.kind === 'paren' && saysEnd(expr.inner)));

/** `end - 1`, `end - i`: a position counted from the last one. */
function fromEnd(place: Place, axis: TensorAxis, expr: Expr, reading: Reading): Coord {
  const last = endOf(place, axis, expr.span);
  if (last.kind === 'affine') {
    const put = (e: Expr): Expr => {
      switch (e.kind) {
        case 'end': return { kind: 'number', value: last.offset, text: String(last.offset), span: e.span };
        case 'binary': return { ...e, left: put(e.left), right: put(e.right) };
        case 'unary': return { ...e, operand: put(e.operand) };
        case 'paren': return { ...e, inner: put(e.inner) };
        default: return e;
      }
    };
    const affine = affineOf(place.c, place.scope, put(expr));
    if (!affine) return coordinate(place, axis, put(expr), reading);
    refuseOutside(place, axis, affine, expr, reading);
    return affineCoord(place, affine);
  }
  if (expr.kind === 'binary' && expr.left.kind === 'end' && (expr.op === '+' || expr.op === '-')) {
    const by = elaborate(place, expr.right);
    if (by.type.kind === 'int') return computed(call(expr.op === '+' ? 'add' : 'sub', last.value, by.scalar));
  }
  throw error('not-supported', expr.span, `${printed(expr)}, where ${axis.letter} ends early, is not supported yet`, { hints: ['write end - 1, or another whole number in place of 1'] });
}

function bareCoordinate(place: Place, axis: TensorAxis, ref: LetterRef, expr: Expr, reading: Reading): Coord {
  const { c, scope, term } = place;
  if (axis.base !== null && !indexIn(c, ref.base, axis.base)) throw wrongAxis(c, axis, ref.base, expr, reading);
  if (axis.base === null) {
    const affine = affineOf(c, scope, expr);
    if (!affine) throw error('wrong-axis', expr.span, `axis ${reading.position + 1} of ${reading.name} has whole numbers, ${ref.name} has keys`, { hints: ['use an integer index'] });
    refuseOutside(place, axis, affine, expr, reading);
  }
  term.letter(ref);
  return at(ref.id);
}

function wrongAxis(c: Checker, axis: TensorAxis, got: string, expr: Expr, reading: Reading): Error {
  const { name, axes, coords } = reading;
  const declared = signature(name, axes.map(a => a.letter));
  const letters = coords.map(x => (x.kind === 'name' ? baseOf(x.name) : ''));
  const swap = letters.sort().join() === axes.map(a => a.base ?? '').sort().join();
  const sizes = [got, axis.base!].flatMap(b => { const d = c.indices.get(b)?.domain; return d?.kind === 'range' ? [`${b} has ${d.size}`] : []; });
  return error('wrong-axis', expr.span, `axis ${reading.position + 1} of ${name} is ${axis.base}, not ${got}`, {
    ...(sizes.length ? { note: sizes.join(', ') } : {}),
    hints: swap ? [`swap them: ${declared}`] : [`declared ${declared}`, `declare index ${got} in ${axis.base}, or write int(${printed(expr)}) to forget its name`],
  });
}

function refuseOutside(place: Place, axis: TensorAxis, affine: Affine, expr: Expr, reading: Reading): void {
  const { c, scope } = place;
  const { domain } = c.indices.get(axis.index)!;
  if (domain.kind === 'table' && domain.keys !== 'int') throw error('wrong-axis', expr.span, `axis ${reading.position + 1} of ${reading.name} has keys that are ${domain.keys === 'text' ? 'text' : 'dates'}, this is a number`, { hints: ['read it at a letter or at a key in quotes'] });
  const range = affineRange(c, scope, affine);
  if (domain.kind !== 'range') return;
  const [lo, hi] = [domain.lo, domain.lo + domain.size - 1];
  if (range && range[0] >= lo && range[1] <= hi) return;
  if (range && affine.terms.size === 0) throw error('out-of-range', expr.span, `axis ${reading.position + 1} of ${reading.name} is ${lo}..${hi}, so nothing is at ${printed(expr)}`, { hints: [`its last position is end`, `or pad(${printed(expr)}), which reads nothing outside`] });
  throw error('out-of-range', expr.span, range ? `${printed(expr)} runs over ${range[0]}..${range[1]}, but axis ${reading.position + 1} of ${reading.name} is ${lo}..${hi}` : `nothing says that ${printed(expr)} stays inside ${lo}..${hi}, axis ${reading.position + 1} of ${reading.name}`,
    { hints: [`shrink the index, or write pad(${printed(expr)}) to read nothing outside`, 'or exclude those rows: where …'] });
}

function wrapped(place: Place, axis: TensorAxis, expr: Extract<Expr, { kind: 'call' }>): Coord {
  const { c, scope } = place;
  if (expr.args.length !== 1) throw error('wrong-arity', expr.span, `${expr.name} takes one position`, { hints: [`${expr.name}(i + 1)`] });
  const inner = expr.args[0]!.value;
  const affine = affineOf(c, scope, inner);
  const { domain } = c.indices.get(axis.index)!;
  if (domain.kind === 'table' && domain.keys !== 'int') throw error('wrong-axis', expr.span, `${expr.name} needs an axis of whole numbers`, { hints: ['read it at a letter'] });
  if (expr.name === 'pad' && affine) return affineCoord(place, affine);
  const value = elaborate(place, inner);
  if (value.type.kind !== 'int' && value.type.kind !== 'key') throw error('wrong-type', inner.span, `${expr.name} takes a whole number`, { hints: [`${expr.name}(int(${printed(inner)}))`] });
  if (expr.name === 'pad') return computed(value.scalar);
  if (domain.kind !== 'range') throw error('unsized-index', expr.span, `${expr.name} needs to know the size of the axis when compiling`, { hints: [`give ${axis.letter} a size`] });
  const { lo, size } = domain;
  if (expr.name === 'clamp') return computed(call('greatest', integer(lo), call('least', integer(lo + size - 1), value.scalar)));
  const shifted = lo === 0 ? value.scalar : call('sub', value.scalar, integer(lo));
  const turned = call('imod', shifted, integer(size));
  return computed(lo === 0 ? turned : call('add', turned, integer(lo)));
}

/** `(u, v) in T`: is there such a row? */
export function elaborateIn(place: Place, expr: Extract<Expr, { kind: 'in' }>): Typed {
  const row = read({ ...place, optional: true }, expr.tensor.text, expr.elements, expr.tensor.span, expr.span);
  return { scalar: call('present', row.scalar), type: bool };
}

/** An argument with axes, read at coordinates: its expression with the letters bound to them, or a tensor made of it once. */
function readClosure(place: Place, closure: TensorClosure, coords: readonly Expr[], span: Span): Typed {
  if (coords.length !== closure.params.length) throw error('wrong-arity', span, `${closure.name} has ${closure.params.length} ${closure.params.length === 1 ? 'axis' : 'axes'}, this gives ${coords.length}`, { hints: ['read it as the function declares it'] });
  const simple = closure.where === null && (closure.expr.kind === 'access' || closure.expr.kind === 'name');
  if (simple) {
    const letters = closure.params.map((p, k): readonly [string, LetterRef | { expr: Expr; scope: Scope }] => {
      const e = coords[k]!;
      const bound = e.kind === 'name' ? place.scope.letters.get(e.name) : undefined;
      return [p, isLetter(bound) ? bound : { expr: e, scope: place.scope }];
    });
    return elaborate({ ...place, scope: { ...withLetters(closure.scope, letters), bounds: new Map([...closure.scope.bounds, ...place.scope.bounds]) } }, closure.expr);
  }
  const { tensor, outer } = makeLocal(place.c, closureTensor(closure, partsOf(place.scope, closure.scope, coords)));
  return cell(place, tensor, outer, coords, closure.name, span);
}
