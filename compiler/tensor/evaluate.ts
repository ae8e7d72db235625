// The reference evaluator: what a program means, cell by cell, in JavaScript numbers (head of ir.ts). Definitions may stand in
// any order; equations that need each other without a Recurrence around them are evaluated one cell at a time, by demand.

import { InternalError } from '../source.ts';
import { Cells, Domain, type Key, TensorValue } from './evaluate/cells.ts';
import { components } from './evaluate/components.ts';
import { inputValue, keysOf } from './evaluate/inputs.ts';
import { compileTerm, type Reader, type TermRun, type TermSurroundings } from './evaluate/term.ts';
import type { Axis, Definition, Equation, Goal, Program, Recurrence } from './ir.ts';
import type { Value } from './ops.ts';
import { signatures } from './equations.ts';
import { isSingle } from './precision.ts';
import { type Fold, reductions } from './reductions.ts';

export { type Cell, type Key, type Nested, TensorValue } from './evaluate/cells.ts';

export interface EvaluateOptions {
  /** keys of indices whose domain is a table, where they are not those of data */
  readonly domains?: ReadonlyMap<string, readonly Key[]>;
  /** `seed`, `step` and whatever else is read as a counter; `seed` is that of the first training otherwise, or 0, and `step` 0 */
  readonly counters?: ReadonlyMap<string, number>;
  /** the tensors wanted; left out: all */
  readonly only?: readonly string[];
}

/**
 * Evaluates a program: all inputs, carried tensors (first generation, unless `data` has rows of that name) and definitions.
 * Errors: InternalError for a Derivative, for data that is missing or lies outside its axes, for a circle of
 * definitions without a first cell, and for two values in one cell of an equation that does not reduce.
 */
export function evaluate(program: Program, data: ReadonlyMap<string, TensorValue>, options: EvaluateOptions = {}): Map<string, TensorValue> {
  const run = new Evaluation(program, data, options);
  const names = options.only ?? run.names;
  return new Map(names.map(name => [name, run.tensor(name).toTensor()]));
}

/**
 * One step of training: the updates of the goals, in order. Within a goal, what the updates read of definitions is computed from
 * the tensors that the goal starts with, while carried tensors are read as the updates before have left them.
 * `data` holds the generation to start from; returned is the next one of every carried tensor. `step` counts from 1.
 */
export function evaluateUpdates(program: Program, data: ReadonlyMap<string, TensorValue>, goals: readonly Goal[], options: EvaluateOptions = {}): Map<string, TensorValue> {
  // what is not in `data` is made before the first step
  const first = new Evaluation(program, data, { ...options, counters: new Map([...(options.counters ?? []), ['step', 0]]) });
  let carried = new Map(program.carried.map(c => [c.tensor, first.tensor(c.tensor).toTensor()]));
  for (const goal of goals) {
    const run = new Evaluation(program, new Map([...data, ...carried]), options);
    const now = new Map<string, Cells>();
    for (const update of goal.updates) now.set(update.bind, run.equation(update, name => ({ kind: 'cells', cells: now.get(name) ?? run.tensor(name) })));
    carried = new Map([...carried].map(([name, before]) => [name, now.get(name)?.toTensor() ?? before] as const));
  }
  return carried;
}

class Evaluation {
  readonly names: readonly string[];
  private readonly done = new Map<string, Cells>();
  private readonly axes = new Map<string, readonly Axis[]>();
  private readonly domains = new Map<string, Domain>();
  private readonly counters: Map<string, number>;
  /** the definitions of each tensor, grouped with those they need each other with */
  private readonly groups = new Map<string, readonly (Definition | Recurrence)[]>();
  /** tensors whose cells are stored in 32 bits */
  private readonly singles: ReadonlySet<string>;

  constructor(private readonly program: Program, private readonly data: ReadonlyMap<string, TensorValue>, private readonly options: EvaluateOptions) {
    this.counters = new Map([['seed', program.training[0]?.seed ?? 0], ['step', 0], ...(options.counters ?? [])]);
    this.singles = new Set([...signatures(program)].flatMap(([name, { type }]) => (isSingle(program, type) ? [name] : [])));
    for (const x of [...program.inputs, ...program.carried]) this.axes.set(x.tensor, x.axes);
    const binds = (d: Definition | Recurrence): readonly string[] => (d.kind === 'recurrence' ? [...d.equations.map(e => e.bind), ...(d.until ? [d.until.last] : [])] : [d.bind]);
    for (const d of program.definitions) {
      if (d.kind === 'derivative') throw new InternalError(`the derivative ${d.bind} is not worked out yet`);
      for (const e of d.kind === 'recurrence' ? d.equations : [d]) this.axes.set(e.bind, e.axes);
      if (d.kind === 'recurrence' && d.until) this.axes.set(d.until.last, []);
    }
    for (const group of components(program.definitions, binds, readBy)) for (const d of group) for (const name of binds(d)) this.groups.set(name, group);
    // in an order in which each needs only those before it, so that long chains do not nest
    this.names = [...new Set([...program.inputs.map(i => i.tensor), ...program.carried.map(c => c.tensor), ...this.groups.keys()])];
  }

  tensor(name: string): Cells {
    const known = this.done.get(name);
    if (known) return known;
    const group = this.groups.get(name);
    const given = this.data.get(name);
    if (given) this.done.set(name, this.stored(name, given));
    else if (group) this.evaluateGroup(group);
    else this.done.set(name, this.leaf(name));
    return this.done.get(name) ?? fail(`${name} has no definition`);
  }

  /** Evaluates an equation all of whose arguments are known. */
  equation(e: Equation, reader: (tensor: string) => Reader = name => ({ kind: 'cells', cells: this.tensor(name) })): Cells {
    const within = this.within(e, reader);
    const cells = new Cells(e.axes.map(a => this.domain(a.index)), new Map(), e.fill === null ? null : { value: e.fill, within });
    cells.append(this.landed(e, cells, within, this.runs(e, reader, false), null));
    return cells;
  }

  // ---------------------------------------------------------------- leaves

  private leaf(name: string): Cells {
    const input = this.program.inputs.find(i => i.tensor === name);
    if (input) return this.stored(name, inputValue(input, i => this.tensor(i).toTensor(), axis => this.domain(input.axes[axis]!.index)));
    const carried = this.program.carried.find(c => c.tensor === name);
    return carried?.init ? this.equation(carried.init) : fail(`there is no tensor ${name}`);
  }

  /** Given rows as the tensor stores them. */
  private stored(name: string, value: TensorValue): Cells {
    const cells = Cells.from(this.axisDomains(name), value, name);
    if (this.singles.has(name)) for (const [n, v] of cells.rows) cells.rows.set(n, Math.fround(v as number));
    return cells;
  }

  private axisDomains(name: string): readonly Domain[] { return (this.axes.get(name) ?? fail(`there is no tensor ${name}`)).map(a => this.domain(a.index)); }

  private domain(index: string): Domain {
    const known = this.domains.get(index);
    if (known) return known;
    const declared = this.program.indices.find(i => i.name === index) ?? fail(`there is no index ${index}`);
    const given = this.options.domains?.get(index);
    const making = this.program.domains.find(d => d.index === index)?.making;
    const made = declared.domain.kind === 'range' ? Domain.range(declared.domain.lo, declared.domain.size)
      : given ? Domain.keys(given)
      : making ? Domain.keys(this.making(making))
      : fail(`the keys of index ${index} are not given`);
    this.domains.set(index, made);
    return made;
  }

  private making(making: Program['domains'][number]['making']): readonly Key[] {
    if (making.kind === 'batch') return this.batch(making.order, making.size);
    if (making.kind === 'selection') {
      const condition = this.tensor(making.condition);
      return [...condition.complete()].flatMap(([n, held]) => (held === true ? [condition.coordinate(n, 0)] : []));
    }
    return making.of.flatMap(({ tensor, axis }) => keysOf(this.given(tensor), axis));
  }

  /** The keys at the places that the step takes of an order. */
  private batch(order: string, size: number): readonly Key[] {
    const cells = this.tensor(order);
    const rows = [...cells.rows].sort(([a, x], [b, y]) => Number(x) - Number(y) || a - b);
    const turn = Math.max(0, (this.counters.get('step') ?? 1) - 1) % Math.max(1, Math.ceil(rows.length / size));
    return rows.slice(turn * size, (turn + 1) * size).map(([n]) => cells.coordinate(n, 0));
  }

  /** The rows of an input before its axes have domains. */
  private given(name: string): TensorValue {
    const input = this.program.inputs.find(i => i.tensor === name);
    return this.data.get(name) ?? (input ? inputValue(input, i => this.given(i), axis => this.domain(input.axes[axis]!.index)) : this.tensor(name).toTensor());
  }

  // ---------------------------------------------------------------- equations

  private within(e: Equation, reader: (tensor: string) => Reader): Cells | null {
    if (e.within === null) return null;
    const r = reader(e.within);
    return r.kind === 'cells' ? r.cells : fail(`${e.bind} lies within ${e.within}, which it is needed for`);
  }

  private runs(e: Equation, reader: (tensor: string) => Reader, byCell: boolean): readonly TermRun[] {
    const around: TermSurroundings = { domain: index => this.domain(index), counter: name => this.counters.get(name) ?? fail(`counter ${name} has no value`), reader, single: name => this.singles.has(name) };
    return e.terms.map(t => compileTerm(t, around, byCell));
  }

  /** The rows in which something lands: of all cells, or of one. */
  private landed(e: Equation, cells: Cells, within: Cells | null, runs: readonly TermRun[], cell: readonly Key[] | null): Iterable<readonly [number, Value]> {
    const single = new Map<number, Value>();
    const folds = new Map<number, Fold>();
    const reduction = e.reduce === 'only' ? null : reductions[e.reduce];
    for (const run of runs) {
      run((at, value, pick) => {
        if (at.includes(null)) return;
        const n = cells.number(at as readonly Key[]);
        if (n < 0 || (within && !within.has(n))) return;
        if (!reduction) {
          if (single.has(n)) fail(`two values land in ${e.bind}[${at.join(', ')}]`);
          single.set(n, value);
          return;
        }
        const fold = folds.get(n) ?? reduction.fold();
        folds.set(n, fold);
        fold.add(value, pick);
      }, cell);
    }
    const found: Iterable<readonly [number, Value]> = reduction ? [...folds].map(([n, fold]) => [n, fold.result()] as const) : single;
    return this.singles.has(e.bind) ? [...found].map(([n, value]) => [n, Math.fround(value as number)] as const) : found;
  }

  // ---------------------------------------------------------------- groups

  private evaluateGroup(group: readonly (Definition | Recurrence)[]): void {
    const equations = group.filter((d): d is Equation => d.kind === 'equation');
    if (group.length === 1 && equations.length === 1 && !readBy(equations[0]!).includes(equations[0]!.bind)) {
      this.done.set(equations[0]!.bind, this.equation(equations[0]!));
    } else if (equations.length === group.length) this.byDemand(equations);
    else {
      for (const e of equations) this.gather(e, this.equation(e));
      for (const d of group) if (d.kind === 'recurrence') this.recur(d);
    }
  }

  /** Adds an equation's rows to those that its tensor has by now. */
  private gather(e: Equation, cells: Cells): void {
    const known = this.done.get(e.bind);
    if (known) known.append(cells.rows); else this.done.set(e.bind, cells);
  }

  private recur(r: Recurrence): void {
    const step = r.direction === 'up' ? 1 : -1;
    const held = this.counters.get(r.counter);
    const begin = (e: Equation): Cells => {
      const known = this.done.get(e.bind);
      if (known) return known;
      const bounds = e.within === null ? null : r.equations.find(other => other.bind === e.within);
      const within = e.within === null ? null : bounds ? begin(bounds) : this.tensor(e.within);
      const cells = new Cells(e.axes.map(a => this.domain(a.index)), new Map(), e.fill === null ? null : { value: e.fill, within });
      this.done.set(e.bind, cells);
      return cells;
    };
    r.equations.forEach(begin);
    let last = r.from - step;
    for (let value = r.from; (r.to - value) * step >= 0; value += step) {
      this.counters.set(r.counter, value);
      for (const e of r.equations) this.gather(e, this.equation(e));
      last = value;
      if (r.until && this.ends(r.until.condition, value)) break;
    }
    if (held === undefined) this.counters.delete(r.counter); else this.counters.set(r.counter, held);
    if (r.until) this.done.set(r.until.last, Cells.from([], TensorValue.scalar(last), r.until.last));
  }

  private ends(condition: string, value: number): boolean {
    const cells = this.tensor(condition);
    return cells.read(cells.domains.length ? cells.number([value]) : 0) === true;
  }

  /** Equations that need each other: every cell is computed when another asks for it, and kept. */
  private byDemand(equations: readonly Equation[]): void {
    if (this.program.untils.some(u => equations.some(e => e.bind === u.tensor))) fail('a recurrence that ends early is evaluated after its order is worked out');
    const members = new Map<string, { readonly cells: Cells; readonly parts: { readonly e: Equation; readonly within: Cells | null; readonly runs: readonly TermRun[] }[]; readonly asked: Set<number> }>();
    const ask = (name: string, at: readonly Key[]): Value | undefined => {
      const member = members.get(name)!;
      const n = member.cells.number(at);
      if (!member.asked.has(n)) {
        member.asked.add(n);
        open.add(`${name} ${n}`);
        for (const { e, within, runs } of member.parts) for (const [m, value] of this.landed(e, member.cells, within, runs, at)) member.cells.rows.set(m, value);
        open.delete(`${name} ${n}`);
      } else if (open.has(`${name} ${n}`)) fail(`${name}[${at.join(', ')}] is needed for itself`);
      return member.cells.read(n);
    };
    const open = new Set<string>();
    const reader = (name: string): Reader => {
      const member = members.get(name);
      return member ? { kind: 'asked', domains: member.cells.domains, read: at => ask(name, at) } : { kind: 'cells', cells: this.tensor(name) };
    };
    for (const e of equations) {
      const fill = e.fill === null ? null : { value: e.fill, within: this.within(e, reader) };
      if (!members.has(e.bind)) members.set(e.bind, { cells: new Cells(e.axes.map(a => this.domain(a.index)), new Map(), fill), parts: [], asked: new Set() });
    }
    for (const e of equations) members.get(e.bind)!.parts.push({ e, within: this.within(e, reader), runs: this.runs(e, reader, true) });
    const down = equations.some(e => readsLater(e, members));
    for (const [name, { cells }] of members) {
      for (let k = 0; k < cells.count; k++) ask(name, cells.at(down ? cells.count - 1 - k : k));
      this.done.set(name, cells);
    }
  }
}

/** The tensors that a definition reads, its own included. */
function readBy(d: Definition | Recurrence): readonly string[] {
  switch (d.kind) {
    case 'equation': return [...new Set([...d.terms.flatMap(t => t.args.map(a => a.tensor)), ...(d.within === null ? [] : [d.within])])];
    case 'recurrence': return [...new Set(d.equations.flatMap(readBy))];
    case 'derivative': return [d.of.tensor];
  }
}

/** Whether an equation steps down: then its cells are asked for from the last one, so that asking does not nest deeply. */
const readsLater = (e: Equation, members: ReadonlyMap<string, unknown>): boolean =>
  e.terms.some(t => t.args.some(a => members.has(a.tensor) && a.at.some(c => c.kind === 'affine' && c.terms.length === 1 &&
    t.out.some(o => o.kind === 'affine' && o.terms.length === 1 && o.terms[0]!.letter === c.terms[0]!.letter && o.offset < c.offset))));

function fail(message: string): never { throw new InternalError(message); }
