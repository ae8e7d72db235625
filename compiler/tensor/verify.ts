// Checks that a program of the tensor IR is well formed. It runs after every pass, so that a pass that breaks something is named.

import { groupBy } from '../group.ts';
import { InternalError } from '../source.ts';
import {
  type Access, type Axis, bareLetter, type Coord, type Definition, type Derivative, type Equation, type Index, int, type Letter, type Program, type Recurrence, type Scalar, type Term, type ValueType,
} from './ir.ts';
import { flatDefinitions, reads } from './equations.ts';
import { ops } from './ops.ts';
import { reductions } from './reductions.ts';
import { scalarType } from './types.ts';

interface Known { readonly axes: readonly Axis[]; readonly type: ValueType }

/** Throws InternalError that names the pass `after` which the program is wrong, the equation, and what is wrong with it. */
export function verify(program: Program, after: string): void { new Verifier(program, after).run(); }

/** What is counted everywhere. */
const counted: readonly string[] = ['seed', 'step'];
/** What the values of literals are. */
const written = { real: 'number', int: 'number', bool: 'boolean', text: 'string' } as const;

class Verifier {
  private readonly indices = new Map<string, Index>();
  private readonly tensors = new Map<string, Known>();
  /** what is being looked at */
  private place = 'program';

  constructor(private readonly program: Program, private readonly after: string) {}

  run(): void {
    for (const i of this.program.indices) {
      this.place = `index ${i.name}`;
      if (this.indices.has(i.name)) this.fail('is declared twice');
      this.indices.set(i.name, i);
    }
    this.collect();
    for (const d of this.program.definitions) this.definition(d);
    for (const c of this.program.carried) if (c.init) this.equation(c.init, counted);
    const carried = new Set(this.program.carried.map(c => c.tensor));
    const readElsewhere = this.program.training.length === 0 ? new Set() : new Set(flatDefinitions(this.program).flatMap(d => [...reads(d)]));
    for (const t of this.program.training) for (const g of t.goals) {
      this.place = `goal ${g.source}`;
      this.tensor(g.objective);
      for (const u of g.updates) {
        this.equation(u, counted);
        if (!carried.has(u.bind) && readElsewhere.has(u.bind)) this.fail(`makes ${u.bind}, which is there only for its own updates`);
      }
    }
    this.outputs();
  }

  private fail(message: string): never { throw new InternalError(`after ${this.after}: ${this.place}: ${message}`); }

  // ---------------------------------------------------------------- declarations

  private collect(): void {
    const bindings = new Map<string, 'equation' | 'recurrence' | 'other'>();
    const bind = (name: string, axes: readonly Axis[], type: ValueType, by: 'equation' | 'recurrence' | 'other'): void => {
      this.place = name;
      const before = bindings.get(name);
      // a recurrence goes on with the tensor that an equation began
      if (before && (by === 'other' || before === 'other' || (by === 'equation' && before === 'equation'))) this.fail('is defined twice');
      if (before && !sameAxes(this.tensors.get(name)!.axes, axes)) this.fail('has different axes in its two definitions');
      bindings.set(name, by);
      for (const [k, a] of axes.entries()) {
        this.index(a.index);
        if (axes.some((b, j) => j < k && b.column.toLowerCase() === a.column.toLowerCase())) this.fail(`has two columns ${a.column}`);
      }
      this.tensors.set(name, { axes, type });
    };
    const { program } = this;
    for (const i of program.inputs) bind(i.tensor, i.axes, i.type, 'other');
    const updatesOf = groupBy(program.training.flatMap(t => t.goals).flatMap(g => g.updates), u => u.bind);
    for (const c of program.carried) {
      const updates = updatesOf.get(c.tensor) ?? [];
      if (c.init && c.init.bind !== c.tensor) { this.place = c.tensor; this.fail(`its first generation binds ${c.init.bind}`); }
      if (c.init) bind(c.tensor, c.axes, c.init.type, 'other');
      else if (!this.tensors.has(c.tensor)) { this.place = c.tensor; this.fail('has neither a first generation nor an input'); }
      for (const e of [...(c.init ? [c.init] : []), ...updates]) if (!sameAxes(e.axes, c.axes)) { this.place = c.tensor; this.fail('its equations have other axes than it'); }
    }
    const carried = new Set(program.carried.map(c => c.tensor));
    for (const [name, [first]] of updatesOf) if (!carried.has(name)) bind(name, first!.axes, first!.type, 'other');
    for (const d of program.definitions) {
      if (d.kind === 'equation') bind(d.bind, d.axes, d.type, 'equation');
      else if (d.kind === 'derivative') bind(d.bind, d.axes, { kind: 'real' }, 'other');
      else {
        for (const e of d.equations) bind(e.bind, e.axes, e.type, 'recurrence');
        if (d.until) bind(d.until.last, [], int, 'other');
      }
    }
    // before recurrences are put in order, nothing else binds the last position
    for (const u of program.untils) if (!this.tensors.has(u.last)) bind(u.last, [], int, 'other');
  }

  private index(name: string): Index { return this.indices.get(name) ?? this.fail(`there is no index ${name}`); }
  private tensor(name: string): Known { return this.tensors.get(name) ?? this.fail(`there is no tensor ${name}`); }

  private outputs(): void {
    const { program } = this;
    const reads: readonly (readonly [string, string])[] = [
      ...program.shows.map(s => ['show', s.tensor] as const), ...program.checks.map(c => ['check', c.tensor] as const),
      ...program.exports.flatMap(e => e.tensors.map(t => [`export ${e.path}`, t.tensor] as const)),
      ...program.training.flatMap(t => [...t.reports.flatMap(r => r.values.map(v => ['report', v.tensor] as const)), ...(t.stop ? [['stop', t.stop.tensor] as const] : [])]),
      ...program.untils.flatMap(u => [['until', u.tensor] as const, ['until', u.condition] as const]),
    ];
    for (const [place, tensor] of reads) { this.place = place; this.tensor(tensor); }
    this.place = 'check';
    for (const c of program.checks) if (this.tensor(c.tensor).type.kind !== 'bool') this.fail(`${c.tensor} is no condition`);
  }

  // ---------------------------------------------------------------- definitions

  private definition(d: Definition | Recurrence): void {
    switch (d.kind) {
      case 'equation': return this.equation(d, counted);
      case 'derivative': return this.derivative(d);
      case 'recurrence': {
        this.place = `recurrence over ${d.index}`;
        this.index(d.index);
        if (!d.equations.length) this.fail('has no equations');
        if (d.until && this.tensor(d.until.condition).type.kind !== 'bool') this.fail(`${d.until.condition} is no condition`);
        for (const e of d.equations) this.equation(e, [...counted, d.counter]);
      }
    }
  }

  private equation(e: Equation, counters: readonly string[]): void {
    this.place = e.bind;
    if (e.fill !== null && (typeof e.fill === 'boolean') !== (e.type.kind === 'bool')) this.fail(`its fill ${e.fill} is not of its type ${e.type.kind}`);
    if (e.within !== null && !sameIndices(this.tensor(e.within).axes, e.axes)) this.fail(`it lies within ${e.within}, which has other axes`);
    if (e.within === e.bind) this.fail('it lies within itself');
    const picks = e.reduce !== 'only' && reductions[e.reduce].picks;
    e.terms.forEach((t, k) => {
      this.place = e.terms.length > 1 ? `${e.bind}, term ${k + 1}` : e.bind;
      if (picks !== (t.pick !== null)) this.fail(picks ? `${e.reduce} without a pick` : `a pick under ${e.reduce}`);
      this.term(t, e, counters);
    });
  }

  private term(t: Term, e: Equation, counters: readonly string[]): void {
    const letters = this.letters(t.letters);
    let position = 0;
    const computed = (coord: Extract<Coord, { kind: 'computed' }>): ValueType => this.scalar(coord.value, t, letters, counters, position);
    for (const a of t.args) { this.access(a, letters, computed); position++; }
    this.coords(t.out, e.axes, letters, computed);
    if (t.out.length !== e.axes.length) this.fail(`lands at ${t.out.length} coordinates, but has ${e.axes.length} axes`);
    const body = this.scalar(t.body, t, letters, counters, t.args.length);
    if (t.where && this.scalar(t.where, t, letters, counters, t.args.length).kind !== 'bool') this.fail('its guard is no condition');
    const pick = t.pick && this.scalar(t.pick, t, letters, counters, t.args.length);
    const type = e.reduce === 'only' ? body : reductions[e.reduce].type(body, pick);
    if (typeof type === 'string') this.fail(`${e.reduce}: ${type}, got ${body.kind}`);
    if (!fits(type, e.type)) this.fail(`is ${e.type.kind}, but its value is ${type.kind}`);
  }

  private letters(letters: readonly Letter[]): ReadonlyMap<string, Letter> {
    const found = new Map<string, Letter>();
    for (const l of letters) {
      this.index(l.index);
      if (found.has(l.name)) this.fail(`letter ${l.name} is declared twice`);
      found.set(l.name, l);
    }
    return found;
  }

  private access(a: Access, letters: ReadonlyMap<string, Letter>, computed: (coord: Extract<Coord, { kind: 'computed' }>) => ValueType): void {
    const { axes } = this.tensor(a.tensor);
    if (a.at.length !== axes.length) this.fail(`reads ${a.tensor} at ${a.at.length} coordinates, but it has ${axes.length} axes`);
    this.coords(a.at, axes, letters, computed);
  }

  private coords(coords: readonly Coord[], axes: readonly Axis[], letters: ReadonlyMap<string, Letter>, computed: (coord: Extract<Coord, { kind: 'computed' }>) => ValueType): void {
    for (const [k, coord] of coords.entries()) {
      const axis = axes[k];
      const text = axis !== undefined && hasText(this.index(axis.index));
      if (coord.kind === 'computed') {
        const { kind } = computed(coord);
        if (kind === 'real' || kind === 'bool') this.fail(`coordinate ${k + 1} is ${kind}`);
        continue;
      }
      for (const { letter, coefficient } of coord.terms) {
        const known = letters.get(letter) ?? this.fail(`letter ${letter} is not declared`);
        if (!Number.isInteger(coefficient) || coefficient === 0) this.fail(`coordinate ${k + 1} has the coefficient ${coefficient}`);
        if (axis && hasText(this.index(known.index)) !== text) this.fail(`coordinate ${k + 1} mixes text and numbers`);
      }
      if (!Number.isInteger(coord.offset)) this.fail(`coordinate ${k + 1} has the offset ${coord.offset}`);
      if (text && bareLetter(coord) === null) this.fail(`coordinate ${k + 1} counts along keys that are text`);
    }
  }

  /** Checks the nodes of a scalar that may read the arguments before number `before`; returns its type. */
  private scalar(root: Scalar, t: Term, letters: ReadonlyMap<string, Letter>, counters: readonly string[], before: number): ValueType {
    const visit = (s: Scalar): void => {
      switch (s.kind) {
        case 'arg':
          if (!t.args[s.position]) this.fail(`argument ${s.position} does not exist`);
          if (s.position >= before) this.fail(`argument ${s.position} is used in a coordinate before it is read`);
          return;
        case 'letter': if (!letters.has(s.name)) this.fail(`letter ${s.name} is not declared`); return;
        case 'position':
          if (!letters.has(s.letter)) this.fail(`letter ${s.letter} is not declared`);
          if (s.of !== undefined) this.index(s.of);
          return;
        case 'size': this.index(s.index); return;
        case 'counter': if (!counters.includes(s.name)) this.fail(`counter ${s.name} is not counted here`); return;
        case 'call': {
          if (!Object.hasOwn(ops, s.op)) this.fail(`there is no operation ${s.op}`);
          const { arity } = ops[s.op];
          if (typeof arity === 'number' ? s.args.length !== arity : s.args.length < arity.least) this.fail(`${s.op} of ${s.args.length} arguments`);
          return;
        }
        case 'literal': if (typeof s.value !== written[s.type]) this.fail(`the ${s.type} literal ${String(s.value)}`);
      }
    };
    const type = scalarType(root, {
      visit,
      arg: k => this.tensor(t.args[k]!.tensor).type,
      letter: name => ({ kind: 'key', index: this.index(letters.get(name)!.index).base ?? letters.get(name)!.index }),
    });
    return typeof type === 'string' ? this.fail(type) : type;
  }

  private derivative(d: Derivative): void {
    this.place = d.bind;
    const letters = this.letters([...d.seeds, ...d.free]);
    const plain = (): never => this.fail('a derivative at a computed coordinate');
    for (const a of [d.of, d.by, ...(d.direction ? [d.direction] : [])]) this.access(a, letters, plain);
    const kept = d.direction ? d.seeds : [...d.seeds, ...d.free];
    if (d.axes.length !== kept.length || d.axes.some((a, k) => a.index !== kept[k]!.index)) this.fail('its axes are not its letters');
    if (d.direction && d.free.some(f => !d.direction!.at.some(c => c.kind === 'affine' && c.terms.some(t => t.letter === f.name)))) this.fail('its direction does not run along the free letters');
  }
}

const hasText = (i: Index): boolean => i.domain.kind === 'table' && i.domain.keys !== 'int';
const sameIndices = (a: readonly Axis[], b: readonly Axis[]): boolean => a.length === b.length && a.every((x, k) => x.index === b[k]!.index);
const sameAxes = (a: readonly Axis[], b: readonly Axis[]): boolean => sameIndices(a, b) && a.every((x, k) => x.column === b[k]!.column);

/** Whether a value of the one type may stand where the other is declared: whole numbers are numbers, keys are what they are written as. */
function fits(value: ValueType, declared: ValueType): boolean {
  switch (declared.kind) {
    case 'real': return value.kind === 'real' || value.kind === 'int' || value.kind === 'key';
    case 'int': return value.kind === 'int' || value.kind === 'key';
    case 'key': return value.kind === 'int' || value.kind === 'key' || value.kind === 'text';
    case 'text': return value.kind === 'text' || value.kind === 'key';
    case 'bool': return value.kind === 'bool';
  }
}
