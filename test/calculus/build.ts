// Small constructors for tensor programs, so that a test reads like the mathematics it is about.

import type { Access, Axis, Coord, Definition, Derivative, Equation, Index, Letter, Program, Scalar, Term, ValueType } from '../../compiler/tensor/ir.ts';
import { arg, number, real, visitScalar, termScalars } from '../../compiler/tensor/ir.ts';
import type { ReductionName } from '../../compiler/tensor/reductions.ts';
import { noSpan } from '../../compiler/source.ts';
import { TensorValue } from '../../compiler/tensor/evaluate.ts';

/** A linear congruential generator: the same numbers in every run. */
export function random(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state / 2 ** 32; };
}

const indexOf = (letter: string): string => letter.replace(/'+$/, '');

/** `2*i+k-1`, `i'`, `3`; `{0}` is the value of argument 0. */
function coord(text: string): Coord {
  const gathered = /^\{(\d+)\}$/.exec(text);
  if (gathered) return { kind: 'computed', value: arg(Number(gathered[1])) };
  const terms: { coefficient: number; letter: string }[] = [];
  let offset = 0;
  for (const [, sign, factor, name] of text.matchAll(/([+-]?)(?:(\d+)\*?)?([a-z]+'*)?/g)) {
    if (factor === undefined && name === undefined) continue;
    const coefficient = (sign === '-' ? -1 : 1) * Number(factor ?? 1);
    if (name === undefined) offset += coefficient;
    else terms.push({ coefficient, letter: name });
  }
  return { kind: 'affine', terms, offset };
}

/** `W[i,j]`, `loss`; a question mark makes the read optional: `m[i]?`. */
export function access(text: string): Access {
  const [, tensor, , inside, mark] = /^(\w+)(\[(.*)\])?(\?)?$/.exec(text.replaceAll(' ', ''))!;
  return { tensor: tensor!, at: inside ? inside.split(',').map(coord) : [], optional: mark === '?' };
}

interface TermOptions { readonly where?: Scalar; readonly pick?: Scalar }

export interface Draft { readonly args: readonly Access[]; readonly body: Scalar; readonly out: readonly Coord[] | null; readonly options: TermOptions }
/** A term that reads `reads` (separated by spaces); `a(k)` in the body is the k-th of them. */
export const term = (reads: string, body: Scalar, options: TermOptions & { readonly out?: string } = {}): Draft =>
  ({ args: reads.split(' ').filter(Boolean).map(access), body, out: options.out === undefined ? null : access(`_[${options.out}]`).at, options });

export class Builder {
  readonly indices: Index[];
  readonly definitions: Definition[] = [];
  readonly inputs: Program['inputs'][number][] = [];
  readonly carried: Program['carried'][number][] = [];
  readonly data = new Map<string, TensorValue>();
  private readonly draw: () => number;

  /** Sizes of indices; a pair gives the first key too. */
  constructor(sizes: Readonly<Record<string, number | readonly [lo: number, size: number]>>, seed = 1) {
    this.draw = random(seed);
    this.indices = Object.entries(sizes).map(([name, s]) => ({ name, base: name, split: null, domain: { kind: 'range', lo: typeof s === 'number' ? 0 : s[0], size: typeof s === 'number' ? s : s[1] }, span: noSpan }));
  }

  private axes(head: Access): readonly Axis[] {
    const seen: string[] = [];
    return head.at.map(c => {
      const letter = c.kind === 'affine' ? c.terms[0]?.letter ?? 'x' : 'x';
      const column = seen.includes(indexOf(letter)) ? `${indexOf(letter)}_${seen.length}` : indexOf(letter);
      seen.push(column);
      return { column, index: indexOf(letter) };
    });
  }

  private cells(axes: readonly Axis[]): readonly (readonly number[])[] {
    return axes.reduce<readonly (readonly number[])[]>((cells, axis) => {
      const { domain } = this.indices.find(i => i.name === axis.index)!;
      const keys = domain.kind === 'range' ? Array.from({ length: domain.size }, (_, k) => domain.lo + k) : [];
      return cells.flatMap(c => keys.map(k => [...c, k]));
    }, [[]]);
  }

  /** An input with random values between −1 and 1, or those of `value`; `missing` is the share of cells without a row. */
  input(head: string, options: { readonly missing?: number; readonly type?: ValueType; readonly value?: (...at: number[]) => number | boolean | null } = {}): this {
    const { tensor, at } = access(head);
    const axes = this.axes({ tensor, at, optional: false });
    let full = true;
    const rows = this.cells(axes).flatMap(cell => {
      const value = options.value ? options.value(...cell) : this.draw() * 2 - 1;
      if (value === null || this.draw() < (options.missing ?? 0)) { full = false; return []; }
      return [{ at: cell, value }];
    });
    this.data.set(tensor, TensorValue.of(rows));
    this.inputs.push({ tensor, axes, type: options.type ?? real, full, load: { kind: 'literal', rows: [] }, span: noSpan });
    return this;
  }

  /** An equation; letters are those of the places and of the scalars, over the index of their name. */
  define(head: string, reduce: ReductionName | 'only', terms: readonly Draft[] | Draft, options: { readonly fill?: number | boolean | null; readonly within?: string; readonly type?: ValueType; readonly axes?: string } = {}): this {
    const { tensor, at } = access(head);
    const list = Array.isArray(terms) ? terms as readonly Draft[] : [terms as Draft];
    this.definitions.push({
      kind: 'equation', bind: tensor, axes: this.axes(options.axes === undefined ? access(head) : access(`_[${options.axes}]`)), type: options.type ?? real, reduce, terms: list.map(d => build(d, at)),
      fill: options.fill === undefined ? (reduce === 'sum' ? 0 : reduce === 'prod' ? 1 : null) : options.fill, within: options.within ?? null, source: head, span: noSpan,
    } satisfies Equation);
    return this;
  }

  /** `D[s,i] = ∂ of / ∂ by`, of and by as accesses: letters of `of` are seeds, further letters of `by` are free. */
  grad(bind: string, of: string, by: string, direction: string | null = null): this {
    const [value, cell] = [access(of), access(by)];
    const lettersIn = (a: Access): string[] => [...new Set(a.at.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])))];
    const seeds = lettersIn(value).map((name): Letter => ({ name, index: indexOf(name) }));
    const free = lettersIn(cell).filter(l => !seeds.some(s => s.name === l)).map((name): Letter => ({ name, index: indexOf(name) }));
    const kept = direction === null ? [...seeds, ...free] : seeds;
    this.definitions.push({
      kind: 'derivative', bind, axes: kept.map((l, k) => ({ column: `${l.index}_${k}`, index: l.index })), seeds, free, of: value, by: cell,
      direction: direction === null ? null : access(direction), source: `${bind} = grad(${of}, ${by})`, span: noSpan,
    } satisfies Derivative);
    return this;
  }

  program(): Program {
    return {
      file: 'test', indices: this.indices, domains: [], inputs: this.inputs, carried: this.carried, definitions: this.definitions, untils: [],
      training: [], shows: this.definitions.map(d => ({ label: d.bind, tensor: d.bind, split: null, span: noSpan })), checks: [], exports: [], notes: [],
    };
  }
}

function build(draft: Draft, out: readonly Coord[]): Term {
  const { args, body, options } = draft;
  const bare: Term = { letters: [], out: draft.out ?? out, args, body, where: options.where ?? null, pick: options.pick ?? null };
  const names = new Set<string>();
  for (const c of [...bare.out, ...args.flatMap(a => a.at)]) if (c.kind === 'affine') for (const t of c.terms) names.add(t.letter);
  for (const s of termScalars(bare)) visitScalar(s, n => { if (n.kind === 'letter') names.add(n.name); if (n.kind === 'position') names.add(n.letter); });
  return { ...bare, letters: [...names].map(name => ({ name, index: indexOf(name) })) };
}

export const a = arg;
export const n = number;
