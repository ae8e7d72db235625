// Short recurrences become one equation a position: `a[l+1,s] = f(a[l,s])` becomes a_1[s] = f(a_0[s]), a_2[s] = f(a_1[s]), …

import { readByMaking } from '../catalog.ts';
import { indexTable, type Indices } from './affine.ts';
import { allEquations, mapEquations, signatures } from './equations.ts';
import { type Access, arg, at, type Coord, type Definition, type Equation, fixed, type Letter, type Program, type Term } from './ir.ts';
import { countedRange, type Group, groupsOf, isCyclic, positions, sourceOf, steppingOf } from './recurrence.ts';
import { type Instance, instancesOf, place, readSlices, sliceEquation, type Slices, type Slicing } from './recurrence/slices.ts';
import { resolveGuards } from './simplify/guards.ts';

/** A recurrence of at most this many steps, not counting its first positions, is unrolled. */
export const mostSteps = 8;

/**
 * Unrolls short recurrences. What reads a tensor of one at a fixed position reads that slice; for other readers the tensor is
 * put together again under its name. Left alone: a recurrence that ends early, is not of known size, holds a
 * derivative still to be worked out, or is what one is taken by at a place that is not fixed.
 * Errors: circular.
 */
export function unroll(program: Program): Program {
  const indices = indexTable(program.indices);
  let current = program;
  for (const group of groupsOf(program)) if (isCyclic(group)) current = unrollGroup(current, new Set(group.map(d => d.bind)), indices);
  return current;
}

/** The program with one group unrolled, if it is one to unroll. */
function unrollGroup(program: Program, names: ReadonlySet<string>, indices: Indices): Program {
  const group = steppingOf(program, program.definitions.filter((d): d is Definition => d.kind !== 'recurrence' && names.has(d.bind)));
  if (!group || group.until || soughtWithin(program, group)) return program;
  const steps = countedRange(group, e => e.terms.filter(t => t.args.some(a => names.has(a.tensor))), indices);
  if (!steps || steps[1] - steps[0] >= mostSteps) return program;
  const instances = takeApart(group, indices);
  return instances ? new Unrolling(program, group, instances, indices).run() : program;
}

/** Whether a derivative is taken by the cells of a member at a place that a letter names: then the member must stay whole. */
function soughtWithin(program: Program, group: Group): boolean {
  return program.definitions.some(d => {
    const axis = d.kind === 'derivative' ? group.axis.get(d.by.tensor) : undefined;
    return d.kind === 'derivative' && axis !== undefined && place(d.by.at[axis]!) === null;
  });
}

type Instances = ReadonlyMap<Term, readonly Instance[]>;

function takeApart(group: Group, indices: Indices): Instances | null {
  const sliced = new Map([...group.axis].map(([name, axis]) => [name, { axis }]));
  const found = new Map<Term, readonly Instance[]>();
  for (const m of group.members) {
    const all = positions(m, group.axis.get(m.bind)!, indices);
    if (!all) return null;
    for (const t of m.terms) {
      const instances = instancesOf(t, group.axis.get(m.bind)!, sliced, all, indices);
      if (!instances) return null;
      found.set(t, instances);
    }
  }
  return found;
}

class Unrolling {
  private readonly members: ReadonlyMap<string, Equation>;
  private readonly slices = new Map<string, Slices>();
  private readonly made: Equation[] = [];
  /** the program without the group, with letters that a guard fixes at a position of its axis put in */
  private readonly outside: Program;
  /** members that something outside reads as a whole */
  private readonly whole: ReadonlySet<string>;
  private readonly taken: Set<string>;
  private readonly empty = new Map<string, string>();
  private readonly slicing: Slicing = { of: this.slices, nothing: tensor => this.nothing(tensor) };

  constructor(private readonly program: Program, private readonly group: Group, private readonly instances: Instances, private readonly indices: Indices) {
    const signature = signatures(program);
    this.members = new Map(group.members.map(m => [m.bind, m]));
    for (const m of group.members) this.slices.set(m.bind, { axis: group.axis.get(m.bind)!, at: new Map() });
    const others = { ...program, definitions: program.definitions.filter(d => !(d.kind === 'equation' && this.members.has(d.bind))) };
    this.outside = mapEquations(others, e => ({
      ...e, terms: e.terms.flatMap(t => (t.args.some(a => this.members.has(a.tensor)) ? resolveGuards(t, e.axes, name => signature.get(name)!.axes, new Set(), indices) ?? [] : [t])),
    }));
    this.whole = this.readWhole();
    const gone = new Set([...this.members.keys()].filter(name => !this.whole.has(name)));
    const tables = program.indices.flatMap(i => [i.name, ...(i.domain.kind === 'table' ? [i.domain.table] : [])]);
    this.taken = new Set([...[...signature.keys()].filter(name => !gone.has(name)), ...tables].map(n => n.toLowerCase()));
  }

  run(): Program {
    const { group, program, members, whole } = this;
    const counted = countedRange(group, e => e.terms, this.indices)!;
    const values = Array.from({ length: Math.max(0, counted[1] - counted[0] + 1) }, (_, k) => counted[0] + k);
    if (group.direction === 'down') values.reverse();
    for (const value of values) for (const m of group.members) this.instance(m, value + group.phase.get(m.bind)!);

    const rewritten = this.redirect();
    const assembled = group.members.filter(m => whole.has(m.bind)).map(m => this.assemble(m));
    // where the group stood, so that what is printed follows the text
    const first = program.definitions.findIndex(d => d.kind === 'equation' && members.has(d.bind));
    return { ...rewritten, definitions: [...rewritten.definitions.slice(0, first), ...this.made, ...assembled, ...rewritten.definitions.slice(first)] };
  }

  private fresh(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    this.taken.add(name.toLowerCase());
    return name;
  }

  /** The equation of one slice, unless nothing can be in it. */
  private instance(m: Equation, position: number): void {
    const { axis, at: slices } = this.slices.get(m.bind)!;
    const [first, last] = positions(m, axis, this.indices)!;
    if (position < first || position > last) return;
    const landing = m.terms.flatMap(t => this.instances.get(t)!.filter(i => i.position === position));
    const terms = landing.flatMap(i => {
      const term = readSlices(i.term, this.slicing);
      return term ? [{ ...term, out: term.out.filter((_, d) => d !== axis) }] : [];
    });
    if (!terms.length && m.fill === null) return;
    const within = m.within === null ? null : this.bound(m, m.within, axis, position);
    if (within === undefined) return;
    const bind = this.fresh(`${m.bind}_${position < 0 ? `m${-position}` : position}`);
    slices.set(position, bind);
    const values = [...(landing.find(i => i.values.size > 0)?.values ?? [])].map(([letter, value]) => `${letter} = ${value}`);
    const source = sourceOf(m, terms);
    this.made.push({ ...m, bind, axes: m.axes.filter((_, d) => d !== axis), terms, within, source: values.length ? `${source} at ${values.join(', ')}` : source });
  }

  /** The tensor whose rows bound a slice; undefined if it has none, so that the slice has no cell. */
  private bound(m: Equation, within: string, axis: number, position: number): string | undefined {
    const sliced = this.slices.get(within);
    if (sliced) return sliced.at.get(position);
    const { axes, type } = signatures(this.program).get(within)!;
    const bind = this.fresh(`${within}_${position}`);
    this.made.push(sliceEquation(bind, { tensor: within, axes, type }, axis, position, m));
    return bind;
  }

  private nothing(tensor: string): string {
    const known = this.empty.get(tensor);
    if (known !== undefined) return known;
    const bind = this.fresh(`${tensor}_none`);
    const m = this.members.get(tensor)!;
    this.made.push({ ...m, bind, axes: m.axes.filter((_, d) => d !== this.group.axis.get(tensor)), reduce: 'only', terms: [], fill: null, within: null });
    this.empty.set(tensor, bind);
    return bind;
  }

  // ---------------------------------------------------------------- readers outside the group

  private redirect(): Program {
    const equation = (e: Equation): Equation => ({ ...e, terms: e.terms.flatMap(t => readSlices(t, this.slicing) ?? []) });
    const access = (a: Access): Access => {
      const sliced = this.slices.get(a.tensor);
      const position = sliced ? place(a.at[sliced.axis]!) : null;
      if (!sliced || position === null) return a;
      return { ...a, tensor: sliced.at.get(position) ?? this.nothing(a.tensor), at: a.at.filter((_, d) => d !== sliced.axis) };
    };
    const program = mapEquations(this.outside, equation);
    return { ...program, definitions: program.definitions.map(d => (d.kind === 'derivative' ? { ...d, of: access(d.of), by: access(d.by), direction: d.direction && access(d.direction) } : d)) };
  }

  private readWhole(): ReadonlySet<string> {
    const program = this.outside;
    const names: string[] = [];
    const access = (a: Access): void => {
      const sliced = this.slices.get(a.tensor);
      if (sliced && place(a.at[sliced.axis]!) === null) names.push(a.tensor);
    };
    for (const e of allEquations(program)) {
      if (e.within !== null) names.push(e.within);
      for (const t of e.terms) t.args.forEach(access);
    }
    for (const d of program.definitions) if (d.kind === 'derivative') [d.of, d.by, ...(d.direction ? [d.direction] : [])].forEach(access);
    names.push(
      ...program.training.flatMap(t => [...t.goals.map(g => g.objective), ...t.reports.flatMap(r => r.values.map(v => v.tensor)), ...(t.stop ? [t.stop.tensor] : [])]),
      ...[...program.shows, ...program.checks].map(s => s.tensor), ...program.exports.flatMap(e => e.tensors.map(t => t.tensor)),
      ...program.domains.flatMap(d => readByMaking(d.making)),
    );
    const whole = new Set(names.filter(name => this.members.has(name)));
    for (const name of whole) { const { within } = this.members.get(name)!; if (within !== null && this.members.has(within)) whole.add(within); }
    return whole;
  }

  /** The whole tensor, put together from its slices. */
  private assemble(m: Equation): Equation {
    const { axis, at: slices } = this.slices.get(m.bind)!;
    const letters = m.axes.map((a): Letter => ({ name: a.column, index: a.index }));
    const own = letters.filter((_, k) => k !== axis);
    const terms = [...slices].sort(([a], [b]) => a - b).map(([position, tensor]): Term => ({
      letters: own, out: letters.map((l, k): Coord => (k === axis ? fixed(position) : at(l.name))),
      args: [{ tensor, at: own.map(l => at(l.name)), optional: false }], body: arg(0), where: null, pick: null,
    }));
    return { ...m, reduce: 'only', terms };
  }
}
