// What no result needs goes: joins whose value is not read and whose row is there anyway, and equations that nothing asks for.

import { readByMaking } from '../catalog.ts';
import { allEquations, mapEquations, reads } from './equations.ts';
import { type Access, arg, bareLetter, type Coord, type Equation, mapTerm, type Program, type Term, termScalars, visitScalar } from './ir.ts';
import { alwaysThere, type Known, knownOf } from './simplify/facts.ts';
import { compactArguments } from './simplify/term.ts';

/** An equal program without dead equations and without joins that change nothing. */
export function prune(program: Program): Program {
  const known = knownOf(program);
  const implied = new Implied(program);
  const pruned = mapEquations(program, e => ({ ...e, terms: e.terms.map(t => pruneTerm(t, e, known, implied)) }));
  const live = needed(pruned);
  return live === null ? pruned : { ...pruned, definitions: pruned.definitions.filter(d => (d.kind === 'recurrence' ? d.equations.some(e => live.has(e.bind)) : live.has(d.bind))), untils: pruned.untils.filter(u => live.has(u.tensor)) };
}

function pruneTerm(term: Term, equation: Equation, known: Known, implied: Implied): Term {
  let current = compactArguments(term, known);
  for (let k = current.args.length - 1; k >= 0; k--) {
    const access = current.args[k]!;
    if (access.optional || readsArgument(current, k)) continue;
    const others = current.args.filter((a, j) => j !== k && !a.optional);
    const bounded = equation.within === access.tensor && sameCoords(access.at, current.out);
    if (bounded || alwaysThere(current, k, known) || others.some(o => implied.by(o).some(i => i.tensor === access.tensor && sameCoords(i.at, access.at)))) current = without(current, k);
  }
  return current;
}

const sameCoords = (a: readonly Coord[], b: readonly Coord[]): boolean => JSON.stringify(a) === JSON.stringify(b);

const readsArgument = (term: Term, position: number): boolean => {
  let found = false;
  for (const s of termScalars(term)) visitScalar(s, node => { found ||= node.kind === 'arg' && node.position === position; });
  return found;
};

function without(term: Term, position: number): Term {
  const shifted = mapTerm(term, node => (node.kind === 'arg' && node.position > position ? arg(node.position - 1) : node));
  return { ...shifted, args: shifted.args.filter((_, k) => k !== position) };
}

/** Rows that must be there when another row is: a cell without a fill exists only if what its one term reads strictly does. */
class Implied {
  private readonly equations = new Map<string, Equation | null>();
  constructor(program: Program) {
    for (const e of allEquations(program)) this.equations.set(e.bind, this.equations.has(e.bind) ? null : e);
    for (const c of program.carried) this.equations.set(c.tensor, null);
    for (const d of program.definitions) if (d.kind === 'recurrence') for (const e of d.equations) this.equations.set(e.bind, null);
  }

  by(access: Access, depth = 4): readonly Access[] {
    const equation = this.equations.get(access.tensor);
    if (!equation || depth === 0) return [];
    const found: Access[] = equation.within === null ? [] : [{ tensor: equation.within, at: access.at, optional: false }];
    const [term, ...more] = equation.terms;
    const letters = term?.out.map(bareLetter);
    if (equation.fill === null && term && !more.length && letters!.every((l, k) => l !== null && letters!.indexOf(l) === k)) {
      for (const a of term.args) {
        if (a.optional || !a.at.every(c => bareLetter(c) !== null && letters!.includes(bareLetter(c)))) continue;
        found.push({ tensor: a.tensor, at: a.at.map(c => access.at[letters!.indexOf(bareLetter(c))]!), optional: false });
      }
    }
    return [...found, ...found.flatMap(f => this.by(f, depth - 1))];
  }
}

/** Tensors that some result needs, or null if the program names no result: then all are wanted. */
function needed(program: Program): ReadonlySet<string> | null {
  const roots = [
    ...program.shows.map(s => s.tensor), ...program.checks.map(c => c.tensor), ...program.exports.flatMap(e => e.tensors.map(t => t.tensor)),
    ...program.training.flatMap(t => [...t.goals.map(g => g.objective), ...t.reports.flatMap(r => r.values.map(v => v.tensor)), ...(t.stop ? [t.stop.tensor] : [])]),
  ];
  if (!roots.length && !program.training.length) return null;
  for (const c of program.carried) if (c.init) roots.push(...reads(c.init));
  for (const t of program.training) for (const g of t.goals) for (const u of g.updates) roots.push(...reads(u));
  for (const d of program.domains) roots.push(...readByMaking(d.making));
  const readBy = new Map<string, string[]>();
  const note = (name: string, needs: Iterable<string>): void => { readBy.set(name, [...(readBy.get(name) ?? []), ...needs]); };
  for (const d of program.definitions) {
    if (d.kind !== 'recurrence') { note(d.bind, reads(d)); continue; }
    const all = [...d.equations.flatMap(e => [...reads(e), e.bind]), ...(d.until ? [d.until.condition] : [])];
    for (const e of d.equations) note(e.bind, all);
    if (d.until) note(d.until.last, all);
  }
  for (const u of program.untils) { note(u.tensor, [u.condition]); note(u.last, [u.tensor]); }
  const live = new Set(roots);
  for (const name of live) for (const next of readBy.get(name) ?? []) live.add(next);
  return live;
}

