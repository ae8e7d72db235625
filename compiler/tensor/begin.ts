// First steps that others need on their own: in `x[0] = a   scale = x[0]   x[t+1] = x[t] / scale`, scale needs one cell of x that
// needs nothing of scale, though x does. Such cells become a tensor of their own, so that no circle is left.

import { ProgramError } from '../diagnostics.ts';
import { indexTable, type Indices } from './affine.ts';
import { signatures } from './equations.ts';
import { arg, at, type Coord, type Definition, type Equation, fixed, type Letter, type Program, type Term } from './ir.ts';
import { groupsOf, isCyclic, landing, sourceOf, steppingOf } from './recurrence.ts';
import { place } from './recurrence/slices.ts';

/**
 * Splits cells at one position off the tensors of a circle of definitions that no letter orders, where other members read them at that
 * position. A circle that this does not open stays as it is.
 */
export function begin(program: Program): Program {
  let current = program;
  for (const group of groupsOf(program)) {
    if (!isCyclic(group) || steps(program, group)) continue;
    const known = new Set(current.definitions.flatMap(d => (d.kind === 'recurrence' || group.includes(d) ? [] : [d.bind])));
    const opened = open(current, new Set(group.map(d => d.bind)));
    if (groupsOf(opened).every(g => !isCyclic(g) || g.every(d => known.has(d.bind)) || steps(opened, g))) current = opened;
  }
  return current;
}

function steps(program: Program, group: readonly Definition[]): boolean {
  try {
    steppingOf(program, group);
    return true;
  } catch (e) {
    if (e instanceof ProgramError) return false;
    throw e;
  }
}

/** The program with every such position of the members split off. */
function open(program: Program, members: ReadonlySet<string>): Program {
  const indices = indexTable(program.indices);
  const taken = new Set([...signatures(program).keys(), ...program.indices.map(i => i.name)].map(n => n.toLowerCase()));
  let current = program;
  for (let found = firstCells(current, members, indices); found; found = firstCells(current, members, indices)) current = splitOff(current, members, found, taken);
  return current;
}

/** Terms of a member that alone land at a position of an axis, at which members read it. */
interface Cells { readonly member: Equation; readonly axis: number; readonly position: number; readonly terms: readonly Term[] }

function firstCells(program: Program, members: ReadonlySet<string>, indices: Indices): Cells | null {
  const equations = program.definitions.filter((d): d is Equation => d.kind === 'equation' && members.has(d.bind));
  // a derivative by a cell of a tensor is by what reads that cell under its name
  const sought = new Set(program.definitions.flatMap(d => (d.kind === 'derivative' ? [d.by.tensor] : [])));
  for (const member of equations) {
    if (sought.has(member.bind) || member.within !== null || member.reduce === 'argmax' || member.reduce === 'argmin' || member.reduce === 'count') continue;
    const reads = equations.flatMap(e => e.terms.flatMap(t => t.args.filter(a => a.tensor === member.bind)));
    for (const axis of member.axes.keys()) {
      for (const position of new Set(reads.map(a => place(a.at[axis]!)))) {
        if (position === null) continue;
        const reach = member.terms.map(t => landing(member, t, axis, indices));
        const terms = member.terms.filter((t, k) => place(t.out[axis]!) === position && reach[k] !== null);
        const apart = member.terms.every((t, k) => terms.includes(t) || (reach[k] && (reach[k][0] > position || reach[k][1] < position)));
        if (terms.length && apart) return { member, axis, position, terms };
      }
    }
  }
  return null;
}

function splitOff(program: Program, members: ReadonlySet<string>, { member, axis, position, terms }: Cells, taken: Set<string>): Program {
  let bind = `${member.bind}_${position < 0 ? `m${-position}` : position}`;
  for (let n = 2; taken.has(bind.toLowerCase()); n++) bind = `${member.bind}_${position}_${n}`;
  taken.add(bind.toLowerCase());
  const without = <T>(list: readonly T[]): readonly T[] => list.filter((_, k) => k !== axis);
  const first: Equation = { ...member, bind, axes: without(member.axes), terms: terms.map(t => ({ ...t, out: without(t.out) })), source: sourceOf(member, terms) };
  const letters = member.axes.map((a): Letter => ({ name: a.column, index: a.index }));
  const out = letters.map((l, k): Coord => (k === axis ? fixed(position) : at(l.name)));
  const copy: Term = { letters: without(letters), out, args: [{ tensor: bind, at: without(out), optional: false }], body: arg(0), where: null, pick: null, source: first.source };
  const read = (t: Term): Term => ({ ...t, args: t.args.map(a => (a.tensor === member.bind && place(a.at[axis]!) === position ? { ...a, tensor: bind, at: without(a.at) } : a)) });
  const rest = [copy, ...member.terms.filter(t => !terms.includes(t)).map(read)];
  return {
    ...program,
    definitions: program.definitions.flatMap((d): Program['definitions'] => {
      if (d.kind !== 'equation' || !members.has(d.bind)) return [d];
      return d === member ? [{ ...first, terms: first.terms.map(read) }, { ...member, terms: rest }] : [{ ...d, terms: d.terms.map(read) }];
    }),
  };
}
