// The relation that carries tensors of different shapes from one pass of a recursive query to the next.

import { InternalError } from '../../source.ts';
import { type Column, type ColumnType, type Expression, type Item, type Relation, aggregated, cast, column, derived, filter, item, join, literal, project, scan, test, unit } from '../ir.ts';
import { type Shapes, valueColumn } from '../lower/shapes.ts';

const padding = (type: ColumnType): Expression => (type === 'int' ? literal(0, 'int') : literal('', 'text'));

/** `state(step, tensor, k1 … kn, val)`: keys that a tensor does not have are 0 or ''. */
export class State {
  readonly columns: readonly Column[];
  private readonly keys: readonly Column[];

  constructor(readonly name: string, tensors: readonly string[], private readonly shapes: Shapes) {
    const all = tensors.map(t => this.keysOf(t));
    const most = Math.max(0, ...all.map(k => k.length));
    this.keys = Array.from({ length: most }, (_, d) => ({ name: `k${d + 1}`, type: all.every(k => k[d] === undefined || k[d]!.type === 'int') ? 'int' : 'text' } as const));
    this.columns = [{ name: 'step', type: 'int' }, { name: 'tensor', type: 'text' }, ...this.keys, { name: valueColumn, type: 'real' }];
  }

  private keysOf(tensor: string): readonly Column[] { return this.shapes.columns(tensor).slice(0, -1); }

  /** Whether a tensor's values survive being kept as DOUBLE. */
  holds(tensor: string): boolean {
    const { type } = this.shapes.columns(tensor).at(-1)!;
    return type === 'real' || type === 'int' || type === 'bool';
  }

  /** Rows of a tensor's relation as rows of the state, or without the step. */
  rows(tensor: string, from: Relation, alias: string, label: string, step: Expression | null): Relation {
    const own = this.shapes.columns(tensor);
    const value = column(alias, valueColumn, own.at(-1)!.type);
    return project(from, [
      ...(step ? [item('step', step)] : []),
      item('tensor', literal(label, 'text')),
      ...this.keys.map((k, d): Item => item(k.name, d < own.length - 1 ? cast(column(alias, own[d]!.name, own[d]!.type), k.type) : padding(k.type))),
      item(valueColumn, cast(value, 'real')),
    ]);
  }

  /** A row that keeps the recursion going through passes in which no tensor gets a row. */
  beat(step: Expression, from: Relation = unit): Relation {
    return project(from, [item('step', step), item('tensor', literal('', 'text')), ...this.keys.map(k => item(k.name, padding(k.type))), item(valueColumn, literal(0, 'real'))]);
  }

  private get source(): Relation { return scan(this.name, this.name, this.columns); }

  of(name: string): Expression {
    const found = this.columns.find(c => c.name === name);
    if (!found) throw new InternalError(`the state has no column ${name}`);
    return column(this.name, found.name, found.type);
  }

  /** The rows of one tensor, with its own columns; `last`: none after that pass, so that nothing is computed in vain. */
  tensor(tensor: string, label: string, last: number | null = null): Relation {
    const own = this.shapes.columns(tensor);
    const value = this.of(valueColumn);
    const { type } = own.at(-1)!;
    return project(filter(this.source, [test(this.of('tensor'), '=', literal(label, 'text')), ...(last === null ? [] : [test(this.of('step'), '<', literal(last, 'int'))])]), [
      ...own.slice(0, -1).map((c, d) => item(c.name, cast(this.of(this.keys[d]!.name), c.type))),
      item(valueColumn, cast(value, type)),
    ]);
  }

  /** One row with the number of the pass to come, while it is at most `last`. */
  clock(last: number): Relation {
    const step = this.of('step');
    return {
      kind: 'aggregate', input: filter(this.source, [test(step, '<', literal(last, 'int'))]), keys: [],
      values: [item(valueColumn, { kind: 'call', op: 'add', args: [aggregated('max', 'int', step), literal(1, 'int')], type: 'int' })],
      having: test(aggregated('count', 'int'), '>', literal(0, 'int')),
    };
  }

  /** The number of the last pass: one row. */
  lastStep(): Relation { return { kind: 'aggregate', input: this.source, keys: [], values: [item(valueColumn, aggregated('max', 'int', this.of('step')))], having: null }; }

  /** All rows of the last pass. */
  lastRows(): Relation {
    const last: Relation = { kind: 'aggregate', input: this.source, keys: [], values: [item('step', aggregated('max', 'int', this.of('step')))], having: null };
    const from = join('inner', this.source, derived(last, 'last'), test(this.of('step'), '=', column('last', 'step', 'int')));
    return { kind: 'sort', input: project(from, this.columns.filter(c => c.name !== 'step').map(c => item(c.name, this.of(c.name)))), by: ['tensor', ...this.keys.map(k => k.name)] };
  }
}
