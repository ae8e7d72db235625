// The order of evaluation: definitions so that each reads only what stands before it; recurrences that are still there become loops.

import { error } from '../diagnostics.ts';
import { indexTable } from './affine.ts';
import { call, computed, type Coord, counter, type Definition, type Equation, type Index, integer, mapScalar, type Program, type Recurrence, type Scalar, type Term } from './ir.ts';
import { reads } from './equations.ts';
import { groupOf, groupsOf, isCyclic, landing, positions, step, type Group } from './recurrence.ts';
import { passes } from './unroll.ts';

/**
 * Orders the definitions. A long recurrence becomes a Recurrence; clauses of its tensors that do not read the group (first steps, mostly) become an equation of the
 * same name before it, to which the recurrence appends. Errors: circular, unsized-index.
 */
export function order(program: Program): Program {
  const indices = indexTable(program.indices);
  const definitions = groupsOf(program).flatMap((group): readonly (Definition | Recurrence)[] => {
    if (!isCyclic(group)) return group;
    const recurrence = group.find(d => d.kind === 'recurrence');
    if (recurrence) return group.length > 1 && group.every(d => d.kind === 'recurrence' || d.bind === (recurrence as Recurrence).equations.find(e => e.bind === d.bind)?.bind) ? [...group.filter(d => d.kind !== 'recurrence'), recurrence] : group;
    return looped(groupOf(program, group as readonly Definition[]), indices);
  });
  return { ...program, definitions };
}

function looped(group: Group, indices: ReadonlyMap<string, Index>): readonly (Definition | Recurrence)[] {
  const names = new Set(group.members.map(m => m.bind));
  const range = passes(group, indices);
  const lead = group.members.find(m => m.bind === group.until?.tensor) ?? group.members[0]!;
  if (!range) throw error('unsized-index', lead.span, `${lead.bind} is a recurrence over an index whose size is not known when compiling`, { hints: ['give the index a size'] });
  const name = lead.axes[group.axis.get(lead.bind)!]!.column;
  const before: Equation[] = [];
  const inside: Equation[] = [];
  let [from, to] = [Infinity, -Infinity];
  for (const member of group.members) {
    if (member.kind !== 'equation') throw error('not-supported', member.span, 'this derivative is part of the recurrence that it differentiates', { hints: ['name the value before differentiating it'] });
    const axis = group.axis.get(member.bind)!;
    const phase = group.phase.get(member.bind)!;
    const [first, last] = positions(member, axis, indices);
    // only clauses that cannot share a cell with another may be taken out
    const base = member.reduce === 'only' ? member.terms.filter(t => !t.args.some(a => names.has(a.tensor))) : [];
    const steps = member.terms.filter(t => !base.includes(t));
    if (base.length) before.push({ ...member, terms: base });
    if (!steps.length) continue;
    for (const t of steps) {
      const reach = landing(t, axis, indices);
      from = Math.min(from, Math.max(first, reach[0]) - phase);
      to = Math.max(to, Math.min(last, reach[1]) - phase);
    }
    inside.push({ ...member, terms: steps });
  }
  const equations = inside.map(e => atCounter(e, group, name, [from, to], indices));
  const until = group.until;
  const recurrence: Recurrence = {
    kind: 'recurrence', counter: name, index: lead.axes[group.axis.get(lead.bind)!]!.index, from: group.direction === 'up' ? from : to, to: group.direction === 'up' ? to : from, direction: group.direction,
    equations, until: until ? { condition: until.condition, last: until.last } : null, span: lead.span,
  };
  return [...before.filter(e => [...reads(e)].every(r => !names.has(r))), recurrence];
}

/** The equation at one value of the counter: the recurrence's letter gone, and terms guarded where they do not land at every value. */
function atCounter(e: Equation, group: Group, name: string, [from, to]: readonly [number, number], indices: ReadonlyMap<string, Index>): Equation {
  const axis = group.axis.get(e.bind)!;
  const phase = group.phase.get(e.bind)!;
  const [first, last] = positions(e, axis, indices);
  const terms = e.terms.map((t): Term => {
    const s = step(t.out[axis])!;
    const reach = landing(t, axis, indices);
    const lo = Math.max(first, reach[0]) - phase;
    const hi = Math.min(last, reach[1]) - phase;
    const guards: Scalar[] = [...(lo > from ? [call('ge', counter(name), integer(lo))] : []), ...(hi < to ? [call('le', counter(name), integer(hi))] : [])];
    // out = letter + offset = counter + phase
    const placed = s.letter === null ? t : atValue(t, s.letter, shifted(counter(name), phase - s.offset), indices);
    const where = [...(placed.where ? [placed.where] : []), ...guards].reduce<Scalar | null>((a, b) => (a ? call('and', a, b) : b), null);
    return { ...placed, where };
  });
  return { ...e, terms };
}

const shifted = (value: Scalar, by: number): Scalar => (by === 0 ? value : by > 0 ? call('add', value, integer(by)) : call('sub', value, integer(-by)));

/** The term with a letter replaced by a number that is known when it runs. */
function atValue(term: Term, letter: string, value: Scalar, indices: ReadonlyMap<string, Index>): Term {
  const index = indices.get(term.letters.find(l => l.name === letter)!.index)!;
  const scalar = (node: Scalar): Scalar => {
    if (node.kind === 'letter' && node.name === letter) return value;
    if (node.kind === 'position' && node.letter === letter) return index.domain.kind === 'range' ? shifted(value, -index.domain.lo) : node;
    return node;
  };
  const coord = (c: Coord): Coord => {
    if (c.kind === 'computed') return computed(mapScalar(c.value, scalar));
    const own = c.terms.find(t => t.letter === letter);
    if (!own) return c;
    let sum = own.coefficient === 1 ? value : call('mul', integer(own.coefficient), value);
    for (const t of c.terms) if (t !== own) sum = call('add', sum, t.coefficient === 1 ? { kind: 'letter', name: t.letter } : call('mul', integer(t.coefficient), { kind: 'letter', name: t.letter }));
    return computed(foldOffset(sum, c.offset));
  };
  return {
    letters: term.letters.filter(l => l.name !== letter), out: term.out.map(coord), args: term.args.map(a => ({ ...a, at: a.at.map(coord) })),
    body: mapScalar(term.body, scalar), where: term.where && mapScalar(term.where, scalar), pick: term.pick && mapScalar(term.pick, scalar),
  };
}

/** value + k, where value may itself be counter + j: one number */
function foldOffset(value: Scalar, by: number): Scalar {
  if (by === 0) return value;
  if (value.kind === 'call' && (value.op === 'add' || value.op === 'sub') && value.args[0]!.kind === 'counter' && value.args[1]!.kind === 'literal' && typeof value.args[1]!.value === 'number') {
    return shifted(value.args[0]!, (value.op === 'add' ? 1 : -1) * value.args[1]!.value + by);
  }
  return shifted(value, by);
}
