// Tensors as finite maps, and the same with cells numbered by position, which is what the evaluator joins on.

import { InternalError } from '../../source.ts';
import { compare } from '../ops/logic.ts';
import type { Value } from '../ops.ts';

/** A coordinate: an integer, or text (dates are text). */
export type Key = number | string;

export interface Cell { readonly at: readonly Key[]; readonly value: Value }

const nameOf = (at: readonly Key[]): string => at.map(k => (typeof k === 'number' ? String(k === 0 ? 0 : k) : JSON.stringify(k))).join(',');

/** Arrays within arrays of values; null is a cell that does not exist. */
export type Nested = Value | null | readonly Nested[];

/** A tensor's rows, and what a cell without a row holds. */
export class TensorValue {
  private constructor(
    readonly rows: ReadonlyMap<string, Cell>,
    /** the value of a cell without a row, undefined if it does not exist */
    private readonly absent: (at: readonly Key[]) => Value | undefined = () => undefined,
  ) {}

  static of(cells: Iterable<Cell>, absent?: (at: readonly Key[]) => Value | undefined): TensorValue {
    return new TensorValue(new Map([...cells].map(c => [nameOf(c.at), c])), absent);
  }

  static scalar(value: Value): TensorValue { return TensorValue.of([{ at: [], value }]); }

  /** Coordinates count from `starts` (0 where it is short) along each dimension. */
  static fromArray(nested: Nested, starts: readonly number[] = []): TensorValue {
    const cells: Cell[] = [];
    const go = (n: Nested, at: readonly Key[]): void => {
      if (Array.isArray(n)) (n as readonly Nested[]).forEach((inner, k) => go(inner, [...at, k + (starts[at.length] ?? 0)]));
      else if (n !== null) cells.push({ at, value: n as Value });
    };
    go(nested, []);
    return TensorValue.of(cells);
  }

  /** The value of a cell, undefined if there is none. */
  get(...at: readonly Key[]): Value | undefined {
    const row = this.rows.get(nameOf(at));
    return row ? row.value : this.absent(at);
  }

  get size(): number { return this.rows.size; }
}

/** The keys of an index, numbered from 0. */
export class Domain {
  private readonly places: ReadonlyMap<Key, number> | null;

  private constructor(readonly size: number, private readonly lo: number, private readonly keys: readonly Key[] | null) {
    this.places = keys && new Map(keys.map((k, place) => [k, place]));
  }

  static range(lo: number, size: number): Domain { return new Domain(size, lo, null); }

  /** Keys are put in order: numbers by size, text by code points. */
  static keys(keys: Iterable<Key>): Domain {
    const sorted = [...new Set(keys)].sort(compare);
    return new Domain(sorted.length, 0, sorted);
  }

  key(place: number): Key { return this.keys ? this.keys[place]! : this.lo + place; }

  /** −1 if it is none of the keys */
  place(key: Key): number {
    if (this.places) return this.places.get(key) ?? -1;
    if (typeof key !== 'number' || !Number.isInteger(key)) return -1;
    const place = key - this.lo;
    return place >= 0 && place < this.size ? place : -1;
  }
}

/** What a cell without a row holds: `value`, within the rows of another tensor over the same axes, or everywhere. */
export interface Fill { readonly value: Value; readonly within: Cells | null }

/** A tensor's cells by number, row-major over the places of its axes' domains. */
export class Cells {
  readonly strides: readonly number[];
  readonly count: number;
  private readonly indexes = new Map<string, Map<number, number[]>>();
  private filled: ReadonlyMap<number, Value> | null = null;

  constructor(readonly domains: readonly Domain[], readonly rows: Map<number, Value>, readonly fill: Fill | null) {
    const strides: number[] = [];
    let count = 1;
    for (const d of [...domains].reverse()) { strides.unshift(count); count *= d.size; }
    if (count > Number.MAX_SAFE_INTEGER) throw new InternalError('a tensor of more than 2^53 cells');
    this.strides = strides;
    this.count = count;
  }

  static from(domains: readonly Domain[], value: TensorValue, name: string): Cells {
    const cells = new Cells(domains, new Map(), null);
    for (const { at, value: v } of value.rows.values()) {
      const n = at.length === domains.length ? cells.number(at) : -1;
      if (n < 0) throw new InternalError(`${name}[${at.join(', ')}] lies outside its axes`);
      cells.rows.set(n, v);
    }
    return cells;
  }

  toTensor(): TensorValue {
    const cells = [...this.rows].map(([n, value]) => ({ at: this.at(n), value }));
    return TensorValue.of(cells, at => { const n = this.number(at); return n < 0 ? undefined : this.read(n); });
  }

  /** −1 if a coordinate lies outside its axis */
  number(at: readonly Key[]): number {
    let n = 0;
    for (let k = 0; k < at.length; k++) {
      const place = this.domains[k]!.place(at[k]!);
      if (place < 0) return -1;
      n += place * this.strides[k]!;
    }
    return n;
  }

  coordinate(n: number, axis: number): Key {
    const domain = this.domains[axis]!;
    return domain.key(Math.floor(n / this.strides[axis]!) % domain.size);
  }

  at(n: number): readonly Key[] { return this.domains.map((_, axis) => this.coordinate(n, axis)); }

  read(n: number): Value | undefined {
    const row = this.rows.get(n);
    if (row !== undefined) return row;
    return this.fill && (!this.fill.within || this.fill.within.has(n)) ? this.fill.value : undefined;
  }

  has(n: number): boolean { return this.read(n) !== undefined; }

  /** Every cell that exists, the filled ones too. */
  complete(): ReadonlyMap<number, Value> {
    if (!this.fill) return this.rows;
    if (this.filled) return this.filled;
    const all = new Map<number, Value>();
    const numbers = this.fill.within ? this.fill.within.complete().keys() : Array.from({ length: this.count }, (_, n) => n);
    for (const n of numbers) all.set(n, this.read(n)!);
    for (const [n, v] of this.rows) all.set(n, v);
    return (this.filled = all);
  }

  /** The cells that exist, by the part of their number that these axes make up. */
  index(axes: readonly number[]): ReadonlyMap<number, readonly number[]> {
    const id = axes.join(',');
    const known = this.indexes.get(id);
    if (known) return known;
    const made = new Map<number, number[]>();
    for (const n of this.complete().keys()) {
      let part = 0;
      for (const a of axes) part += (Math.floor(n / this.strides[a]!) % this.domains[a]!.size) * this.strides[a]!;
      const list = made.get(part);
      if (list) list.push(n); else made.set(part, [n]);
    }
    this.indexes.set(id, made);
    return made;
  }

  /** Adds rows, as a recurrence does from one step to the next. */
  append(rows: Iterable<readonly [number, Value]>): void {
    for (const [n, v] of rows) this.rows.set(n, v);
    this.indexes.clear();
    this.filled = null;
  }
}
