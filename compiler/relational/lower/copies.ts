// Tensors that only repeat another one have no relation of their own.

import { mapEquations, signatures } from '../../tensor/equations.ts';
import { sameStored } from '../../tensor/precision.ts';
import { type Equation, type Program, type Scalar, bareLetter } from '../../tensor/ir.ts';

/** The program without definitions such as `y[s] = x[s]`: whoever reads y reads x. */
export function withoutCopies(program: Program): Program {
  const carried = new Set(program.carried.map(c => c.tensor));
  const signature = signatures(program);
  const clauses = new Map<string, number>();
  for (const d of program.definitions) for (const e of d.kind === 'recurrence' ? d.equations : [d]) clauses.set(e.bind, (clauses.get(e.bind) ?? 0) + 1);
  const same = new Map<string, string>();
  const original = (tensor: string): string => same.get(tensor) ?? tensor;
  for (const d of program.definitions) {
    if (d.kind !== 'equation' || clauses.get(d.bind) !== 1) continue;
    const of = copied(d);
    // what training carries changes under whoever reads it later; the copy does not
    if (of === null || carried.has(of) || !alike(d, signature.get(of))) continue;
    same.set(d.bind, original(of));
  }
  if (same.size === 0) return program;
  const read = (e: Equation): Equation => ({
    ...e,
    within: e.within === null ? null : original(e.within),
    terms: e.terms.map(t => (t.args.some(a => same.has(a.tensor)) ? { ...t, args: t.args.map(a => ({ ...a, tensor: original(a.tensor) })) } : t)),
  });
  const output = <T extends { readonly tensor: string }>(o: T): T => ({ ...o, tensor: original(o.tensor) });
  const renamed = mapEquations(program, read);
  return {
    ...renamed,
    definitions: renamed.definitions.filter(d => d.kind === 'recurrence' || !same.has(d.bind)),
    domains: program.domains.map(d => (d.making.kind === 'selection' ? { ...d, making: { ...d.making, condition: original(d.making.condition) } } : d)),
    untils: program.untils.map(u => ({ ...u, condition: original(u.condition) })),
    training: renamed.training.map(t => ({
      ...t,
      goals: t.goals.map(g => ({ ...g, objective: original(g.objective) })),
      reports: t.reports.map(r => ({ ...r, values: r.values.map(output) })),
      stop: t.stop && output(t.stop),
    })),
    shows: program.shows.map(output),
    checks: program.checks.map(output),
    exports: program.exports.map(e => ({ ...e, tensors: e.tensors.map(output) })),
    notes: program.notes.filter(n => !same.has(n.tensor) || !program.notes.some(o => o.tensor === original(n.tensor))).map(output),
  };
}

/** The tensor whose rows an equation repeats, coordinate by coordinate, or null. */
function copied(e: Equation): string | null {
  const [term, more] = e.terms;
  if (!term || more || e.reduce !== 'only' || e.fill !== null || e.within !== null || term.where || term.args.length !== 1) return null;
  const [read] = term.args;
  const plain = (s: Scalar): boolean => (s.kind === 'arg' ? s.position === 0 : s.kind === 'call' && s.op === 'stop' && plain(s.args[0]!));
  if (read!.optional || !plain(term.body) || read!.at.length !== term.out.length) return null;
  const letters = term.out.map(bareLetter);
  if (letters.some(l => l === null) || new Set(letters).size < letters.length || letters.length !== term.letters.length) return null;
  const indexOf = new Map(term.letters.map(l => [l.name, l.index]));
  return read!.at.every((c, d) => bareLetter(c) === letters[d] && indexOf.get(letters[d]!) === e.axes[d]!.index) ? read!.tensor : null;
}

const alike = (e: Equation, of: { readonly axes: Equation['axes']; readonly type: Equation['type'] } | undefined): boolean =>
  of !== undefined && sameStored(of.type, e.type) && of.axes.every((a, d) => a.index === e.axes[d]!.index);
