// Walking the equations of a program: where they stand, what they read, what axes a tensor has.

import { remembered } from '../remembered.ts';
import { indexTable } from './affine.ts';
import { type Box, parameterBoxes } from './support.ts';
import type { Axis, Definition, Equation, Program, Recurrence, Term, ValueType } from './ir.ts';

/** What reading a tensor needs to know of it, whoever defines it. */
export interface Signature {
  readonly axes: readonly Axis[];
  readonly type: ValueType;
  /** for a guarded parameter: the boxes that have rows, where its guard tells */
  readonly boxes?: readonly Box[];
}

/** Every tensor of a program with its axes and type. */
export const signatures: (program: Program) => ReadonlyMap<string, Signature> = remembered(program => {
  const found = new Map<string, Signature>();
  for (const i of program.inputs) found.set(i.tensor, { axes: i.axes, type: i.type });
  const indices = indexTable(program.indices);
  for (const c of program.carried) {
    if (found.has(c.tensor)) continue;
    const boxes = c.full ? null : parameterBoxes(program, c, indices);
    found.set(c.tensor, { axes: c.axes, type: c.init?.type ?? { kind: 'real' }, ...(boxes ? { boxes } : {}) });
  }
  for (const t of program.training) for (const g of t.goals) for (const u of g.updates) if (!found.has(u.bind)) found.set(u.bind, { axes: u.axes, type: u.type });
  for (const d of flatDefinitions(program)) found.set(d.bind, { axes: d.axes, type: d.kind === 'equation' ? d.type : { kind: 'real' } });
  for (const u of program.untils) found.set(u.last, { axes: [], type: { kind: 'int' } });
  return found;
});

/** The definitions with recurrences opened. */
export const flatDefinitions = (program: Program): readonly Definition[] =>
  program.definitions.flatMap((d): readonly Definition[] => (d.kind === 'recurrence' ? d.equations : [d]));

/** Every equation: definitions, first generations, updates. */
export const allEquations = (program: Program): readonly Equation[] => [
  ...flatDefinitions(program).filter((d): d is Equation => d.kind === 'equation'),
  ...program.carried.flatMap(c => (c.init ? [c.init] : [])),
  ...program.training.flatMap(t => t.goals.flatMap(g => g.updates)),
];

/** Rewrites every equation of a program, wherever it stands. */
export function mapEquations(program: Program, rewrite: (equation: Equation) => Equation): Program {
  return {
    ...program,
    definitions: program.definitions.map(d => d.kind === 'equation' ? rewrite(d) : d.kind === 'recurrence' ? { ...d, equations: d.equations.map(rewrite) } satisfies Recurrence : d),
    carried: program.carried.map(c => (c.init ? { ...c, init: rewrite(c.init) } : c)),
    training: program.training.map(t => ({ ...t, goals: t.goals.map(g => ({ ...g, updates: g.updates.map(rewrite) })) })),
  };
}

/** The tensors that a definition names: read, bounded by, differentiated. */
export function reads(definition: Definition): ReadonlySet<string> {
  const found = new Set<string>();
  if (definition.kind === 'derivative') {
    for (const a of [definition.of, definition.by, ...(definition.direction ? [definition.direction] : [])]) found.add(a.tensor);
    return found;
  }
  if (definition.within !== null) found.add(definition.within);
  for (const t of definition.terms) for (const a of t.args) found.add(a.tensor);
  return found;
}

/** One equation a tensor: where several bind it (a recurrence's start and its steps), one with the terms of all. */
export function together(equations: readonly Equation[]): readonly Equation[] {
  const found = new Map<string, Equation>();
  for (const e of equations) {
    const before = found.get(e.bind);
    found.set(e.bind, before ? { ...before, terms: [...before.terms, ...e.terms] } : e);
  }
  return [...found.values()];
}

/** Letters of a term that its landing place does not contain. */
export function reducedLetters(term: Term): readonly string[] {
  const landing = new Set(term.out.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])));
  return term.letters.map(l => l.name).filter(l => !landing.has(l));
}

/** Of which index the value of a term's argument is a key, or null. */
export const keyOf = (term: Term, signature: ReadonlyMap<string, Signature>) => (position: number): string | null => {
  const type = signature.get(term.args[position]!.tensor)?.type;
  return type?.kind === 'key' ? type.index : null;
};
