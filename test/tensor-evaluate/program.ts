// Short forms for writing programs of the tensor IR in tests.

import { noSpan } from '../../compiler/source.ts';
import { at, type Axis, type Access, type Coord, type Equation, type Index, type Letter, type Program, real, type Scalar, type Term, type ValueType } from '../../compiler/tensor/ir.ts';
import type { ReductionName } from '../../compiler/tensor/reductions.ts';

export const range = (name: string, size: number, lo = 0): Index => ({ name, base: name, split: null, domain: { kind: 'range', lo, size }, span: noSpan });
export const table = (name: string, keys: 'int' | 'text' | 'date' = 'text'): Index => ({ name, base: name, split: null, domain: { kind: 'table', table: name, column: name, keys, dense: false }, span: noSpan });

export const axes = (...indices: readonly string[]): readonly Axis[] => indices.map((index, k) => ({ column: `${index}_${k}`, index }));

/** Letters are named after their index, with primes: `i'` is a letter over i. */
export const letters = (...names: readonly string[]): readonly Letter[] => names.map(name => ({ name, index: name.replace(/'+$/, '') }));

const coord = (c: Coord | string): Coord => (typeof c === 'string' ? at(c) : c);
export const read = (tensor: string, ...coords: readonly (Coord | string)[]): Access => ({ tensor, at: coords.map(coord), optional: false });
export const maybe = (tensor: string, ...coords: readonly (Coord | string)[]): Access => ({ ...read(tensor, ...coords), optional: true });

export const term = (over: string, out: readonly (Coord | string)[], args: readonly Access[], body: Scalar, rest: { readonly where?: Scalar; readonly pick?: Scalar } = {}): Term => ({
  letters: letters(...over.split(' ').filter(Boolean)), out: out.map(coord), args, body, where: rest.where ?? null, pick: rest.pick ?? null,
});

export const equation = (bind: string, over: readonly string[], reduce: ReductionName | 'only', terms: readonly Term[], rest: { readonly type?: ValueType; readonly fill?: number | boolean; readonly within?: string } = {}): Equation => ({
  kind: 'equation', bind, axes: axes(...over), type: rest.type ?? real, reduce, terms, fill: rest.fill ?? null, within: rest.within ?? null, source: bind, span: noSpan,
});

export const input = (tensor: string, over: readonly string[], type: ValueType = real): Program['inputs'][number] => ({
  tensor, axes: axes(...over), type, full: true, load: { kind: 'stored', source: 'file:none', member: null, axes: [], value: { kind: 'element' }, nulls: 'refuse' }, span: noSpan,
});

export const program = (indices: readonly Index[], inputs: readonly Program['inputs'][number][], definitions: Program['definitions'], rest: Partial<Program> = {}): Program => ({
  file: 'test.tsql', indices, domains: [], inputs, carried: [], definitions, untils: [], training: [], shows: [], checks: [], exports: [], notes: [], ...rest,
});
