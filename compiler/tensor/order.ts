// The order of evaluation: definitions so that each reads only what stands before it; recurrences that are still there become loops.

import { error } from '../diagnostics.ts';
import { indexTable, type Indices } from './affine.ts';
import type { Definition, Equation, Program, Recurrence, Term } from './ir.ts';
import { countedRange, type Group, groupsOf, isCyclic, landing, sourceOf, steppingOf } from './recurrence.ts';
import { termAtCounter } from './recurrence/counted.ts';
import type { Range } from './recurrence/distance.ts';
import { unreachedRows, withoutFill } from './recurrence/rows.ts';

/**
 * Orders the definitions. Those that need each other become a Recurrence; terms of theirs that read none of the group and land
 * in cells of their own (first steps, mostly) become an equation of the same name before it, to which it appends.
 * Errors: circular, unsized-index, not-supported.
 */
export function order(program: Program): Program {
  const indices = indexTable(program.indices);
  return { ...program, definitions: groupsOf(program).flatMap(group => (isCyclic(group) ? looped(program, group, indices) : inPlace(group))) };
}

/** A recurrence that was ordered before stays behind the equations that begin its tensors. */
const inPlace = (group: readonly (Definition | Recurrence)[]): readonly (Definition | Recurrence)[] =>
  [...group.filter(d => d.kind !== 'recurrence'), ...group.filter(d => d.kind === 'recurrence')];

function looped(program: Program, definitions: readonly Definition[], indices: Indices): readonly (Definition | Recurrence)[] {
  const found = steppingOf(program, definitions);
  if (!found) throw error('circular', definitions[0]!.span, `${definitions[0]!.bind} depends on its own derivative`, { hints: ['name the value before differentiating it'] });
  const group: Group = found.until ? { ...found, members: found.members.map(m => withoutFill(m, found.axis.get(m.bind)!)) } : found;
  const names = new Set(group.members.map(m => m.bind));
  const lead = group.members.find(m => m.bind === group.until?.tensor) ?? group.members[0]!;
  const leadAxis = lead.axes[group.axis.get(lead.bind)!]!;

  const first = new Map(group.members.map(m => [m, firstTerms(m, group, names, indices)]));
  const rest = (m: Equation): readonly Term[] => m.terms.filter(t => !first.get(m)!.includes(t));
  const range = countedRange(group, rest, indices);
  if (!range) throw error('unsized-index', lead.span, `the recurrence of ${lead.bind} runs over an index whose size is not known when compiling`, { hints: [`give ${leadAxis.index} a size`] });
  const before = group.members.flatMap((m): readonly Equation[] => {
    const rows = unreachedRows(m, group, range, rest, first.get(m)!, indices);
    if (!first.get(m)!.length && !rows.length) return [];
    return [{ ...m, reduce: first.get(m)!.length ? m.reduce : 'only', terms: [...first.get(m)!, ...rows], source: sourceOf(m, first.get(m)!) }];
  });
  if (range[0] > range[1]) return group.members.map(m => ({ ...m, terms: first.get(m)! }));

  const counter = counterName(leadAxis.column);
  const equations = group.members.flatMap((m): readonly Equation[] => {
    const terms = rest(m).map(t => termAtCounter(m, t, { counter, axis: group.axis.get(m.bind)!, phase: group.phase.get(m.bind)!, range }, indices));
    return terms.length || !first.get(m)!.length ? [{ ...m, terms, source: sourceOf(m, terms) }] : [];
  });
  const [from, to] = group.direction === 'up' ? range : [range[1], range[0]];
  const { until } = group;
  return [...before, {
    kind: 'recurrence', counter, index: leadAxis.index, from, to, direction: group.direction, equations,
    until: until && { condition: until.condition, last: until.last }, span: lead.span,
  }];
}

/** Counters that mean something else. */
const counterName = (column: string): string => (column === 'step' || column === 'seed' ? `${column}_` : column);

/** The terms that can be evaluated before the recurrence begins: they read nothing of it, and nothing else lands in their cells. */
function firstTerms(m: Equation, group: Group, names: ReadonlySet<string>, indices: Indices): readonly Term[] {
  if (m.within !== null && names.has(m.within)) return [];
  const axis = group.axis.get(m.bind)!;
  const reading = m.terms.filter(t => t.args.some(a => names.has(a.tensor)));
  const free = m.terms.filter(t => !reading.includes(t));
  if (m.reduce === 'only' && m.fill === null && !group.until) return free;
  // terms that share cells are reduced together
  const reach = new Map(m.terms.map(t => [t, landing(m, t, axis, indices)]));
  const candidates = new Set(free.filter(t => isOne(reach.get(t)!)));
  for (let shrunk = true; shrunk;) {
    shrunk = false;
    for (const t of candidates) {
      if (m.terms.some(o => !candidates.has(o) && !apart(reach.get(t)!, reach.get(o)!))) { candidates.delete(t); shrunk = true; }
    }
  }
  return [...candidates];
}

const isOne = (r: Range | null): boolean => r !== null && r[0] === r[1];
const apart = (a: Range | null, b: Range | null): boolean => a !== null && b !== null && (a[1] < b[0] || b[1] < a[0]);
