// Random programs of the tensor IR: sparse and dense inputs, every kind of coordinate, optional arguments, fills, guards, bounds.

import type { GeneratorValue } from 'fast-check';
import fc from '../seeded.ts';
import { type Access, type Axis, type Coord, type Equation, type Index, type Input, type Letter, type Program, type Scalar, type Term, type ValueType, arg, at, bool, call, computed, fixed, int, integer, key, letter, number, real } from '../../compiler/tensor/ir.ts';
import { noSpan } from '../../compiler/source.ts';
import { affine, program, range, table } from './program.ts';

type Choose = (n: number) => number;
interface Tensor { readonly name: string; readonly axes: readonly Axis[]; readonly type: ValueType }

export const tableKeys: ReadonlyMap<string, readonly (number | string)[]> = new Map<string, readonly (number | string)[]>([['m', [1, 2, 5]], ['w', ['a', 'b c', "d'"]]]);
const indices: readonly Index[] = [range('i', 3), range('j', 2), range('k', 4, 2), range('f', 6), table('m', 'int'), table('w', 'text')];
const keysOf = (index: string): readonly (number | string)[] => {
  const { domain } = indices.find(i => i.name === index)!;
  return domain.kind === 'range' ? Array.from({ length: domain.size }, (_, k) => domain.lo + k) : tableKeys.get(index)!;
};
const axesFor = (names: readonly string[]): readonly Axis[] => names.map((n, k) => ({ column: names.indexOf(n) < k ? `${n}_2` : n, index: n }));

/** A program of some inputs and up to five equations, all of them shown. */
export function randomProgram(g: GeneratorValue): Program {
  const choose: Choose = n => g(fc.nat, { max: n - 1 });
  const one = <T>(of: readonly T[]): T => of[choose(of.length)]!;
  const chance = (percent: number): boolean => choose(100) < percent;
  const inputs: Input[] = [];
  const tensors: Tensor[] = [];
  const input = (name: string, names: readonly string[], type: ValueType, full: boolean): void => {
    let places: (readonly (number | string)[])[] = [[]];
    for (const n of names) places = places.flatMap(p => keysOf(n).map(k => [...p, k]));
    const rows = places.filter(() => full || chance(60)).map(place => ({ at: place, value: type.kind === 'key' ? one(keysOf(type.index)) : type.kind === 'int' ? choose(7) - 2 : (choose(33) - 16) / 4 }));
    inputs.push({ tensor: name, axes: axesFor(names), type, full: rows.length === places.length, load: { kind: 'literal', rows }, span: noSpan });
    tensors.push({ name, axes: axesFor(names), type });
  };
  for (const index of ['m', 'w']) input(`keys_${index}`, [index], real, true);
  input('a', ['i', 'j'], real, chance(50));
  input('b', ['i', 'j'], real, false);
  input('c', ['k'], real, chance(50));
  input('p', ['f'], key('i'), chance(50));
  input('q', [one(['m', 'w', 'i']), 'i'], real, false);
  input('u', ['m'], key('w'), chance(50));
  input('n', ['f'], int, chance(70));
  input('z', [], real, chance(80));
  const definitions: Equation[] = [];
  const count = 1 + choose(5);
  for (let k = 0; k < count; k++) {
    const e = randomEquation(`t${k + 1}`, tensors, choose, one, chance);
    definitions.push(e);
    tensors.push({ name: e.bind, axes: e.axes, type: e.type });
  }
  return program(indices, inputs, definitions, { domains: ['m', 'w'].map(index => ({ index, making: { kind: 'keys', of: [{ tensor: `keys_${index}`, axis: 0 }] } })) });
}

function randomEquation(bind: string, tensors: readonly Tensor[], choose: Choose, one: <T>(of: readonly T[]) => T, chance: (percent: number) => boolean): Equation {
  const reduce = one(['only', 'only', 'sum', 'sum', 'sum', 'max', 'min', 'mean', 'prod', 'any', 'all', 'argmax', 'argmin', 'count'] as const);
  const bounded = chance(25) ? one(tensors.filter(t => t.axes.length > 0)) : null;
  const names = bounded ? bounded.axes.map(a => a.index) : Array.from({ length: choose(3) }, () => one(['i', 'j', 'k', 'f', 'm', 'w']));
  const axes = axesFor(names);
  const fills = { sum: 0, prod: 1, any: false, all: true, count: 0, only: one([null, null, 0, 2]), max: null, min: null, mean: null, argmax: null, argmin: null } as const;
  const terms = Array.from({ length: reduce === 'only' || chance(70) ? 1 : 2 }, () => randomTerm(names, reduce, tensors, choose, one, chance));
  const type: ValueType = reduce === 'any' || reduce === 'all' ? bool : reduce === 'argmax' || reduce === 'argmin' || reduce === 'count' ? int : real;
  return { kind: 'equation', bind, axes, type, reduce, terms, fill: fills[reduce], within: bounded?.name ?? null, source: bind, span: noSpan };
}

function randomTerm(names: readonly string[], reduce: Equation['reduce'], tensors: readonly Tensor[], choose: Choose, one: <T>(of: readonly T[]) => T, chance: (percent: number) => boolean): Term {
  const letters: Letter[] = names.map((n, k) => ({ name: `${n}${"'".repeat(names.slice(0, k).filter(m => m === n).length)}`, index: n }));
  const kept = letters.length;
  const fresh = (index: string): Letter => {
    let name = index;
    while (letters.some(l => l.name === name)) name += "'";
    const made = { name, index };
    letters.push(made);
    return made;
  };
  const letterOf = (index: string): Letter | null => {
    const known = letters.filter(l => l.index === index);
    if (known.length && (reduce === 'only' || chance(70))) return one(known);
    return reduce === 'only' || letters.length >= kept + 3 ? (known.length ? one(known) : null) : fresh(index);
  };
  const args: Access[] = [];
  const types: ValueType[] = [];
  const coord = (index: string): Coord | null => {
    const gathers = args.flatMap((_, k) => (types[k]!.kind === 'key' && (types[k] as { index: string }).index === index ? [k] : []));
    if (gathers.length && chance(50)) return computed(arg(one(gathers)));
    const ints = ['i', 'j', 'k', 'f'].includes(index);
    if (ints && chance(12)) return fixed(choose(5));
    if (ints && chance(12)) {
      const other = letterOf(one(['i', 'j', 'k', 'f']));
      const more = letterOf(one(['i', 'j']));
      if (other && more && chance(60)) return affine(choose(3) - 1, [one([1, 2, -1]), other.name], ...(more.name === other.name ? [] : [[1, more.name] as const]));
      if (other) return affine(choose(4) - 1, [one([1, 1, -1, 2]), other.name]);
    }
    const own = letterOf(index);
    return own ? at(own.name) : ints ? fixed(choose(3)) : null;
  };
  const wanted = choose(4);
  for (let k = 0; k < wanted; k++) {
    const t = one(tensors);
    const place: Coord[] = [];
    for (const a of t.axes) { const c = coord(a.index); if (c) place.push(c); }
    if (place.length < t.axes.length) continue;
    args.push({ tensor: t.name, at: place, optional: chance(35) });
    types.push(t.type);
  }
  const numeric = args.flatMap((_, k) => (types[k]!.kind === 'real' || types[k]!.kind === 'int' ? [k] : []));
  const whole = letters.filter(l => ['i', 'j', 'k', 'f', 'm'].includes(l.index));
  const scalar = (depth: number): Scalar => {
    const leaf = (): Scalar => {
      if (numeric.length && chance(75)) return arg(one(numeric));
      return whole.length && chance(30) ? letter(one(whole).name) : number(one([0, 1, 2, -0.5, 3]));
    };
    if (depth === 0 || chance(25)) return leaf();
    const op = one(['add', 'sub', 'mul', 'mul', 'neg', 'tanh', 'coalesce', 'if', 'max', 'sqrt', 'log'] as const);
    switch (op) {
      case 'neg': case 'tanh': case 'sqrt': case 'log': return call(op, scalar(depth - 1));
      case 'if': return call('if', condition(depth - 1), scalar(depth - 1), scalar(depth - 1));
      default: { const shared = scalar(depth - 1); return call(op, shared, chance(15) ? shared : scalar(depth - 1)); }
    }
  };
  const condition = (depth: number): Scalar => {
    if (args.length && chance(25)) return call('present', arg(choose(args.length)));
    if (depth > 0 && chance(20)) return call(one(['and', 'or'] as const), condition(depth - 1), condition(depth - 1));
    if (chance(10)) return call('not', condition(0));
    return call(one(['lt', 'ge', 'eq', 'ne'] as const), scalar(0), scalar(0));
  };
  const scatter = (n: string, k: number): Coord => {
    if (reduce === 'only' || chance(75)) return at(letters[k]!.name);
    const gathers = args.flatMap((_, m) => (types[m]!.kind === 'key' && (types[m] as { index: string }).index === n ? [m] : []));
    if (gathers.length) return computed(arg(one(gathers)));
    return ['i', 'j', 'k', 'f'].includes(n) ? affine(choose(3) - 1, [one([1, 2]), letters[k]!.name]) : at(letters[k]!.name);
  };
  const out = names.map(scatter);
  const real1 = (s: Scalar): Scalar => call('add', number(0), s);
  const body = reduce === 'any' || reduce === 'all' ? condition(2) : real1(scalar(3));
  const where = chance(30) ? condition(1) : null;
  const pick = reduce === 'argmax' || reduce === 'argmin' ? (whole.length ? letter(one(whole).name) : integer(choose(3))) : null;
  return { letters, out, args, body, where, pick };
}
