// Elementwise equations that serve one other equation become part of it, so that a contraction or a reduction reads as one SELECT.

import { readByMaking } from '../catalog.ts';
import { mapEquations } from './equations.ts';
import type { Equation, Program } from './ir.ts';
import { knownOf } from './simplify/facts.ts';
import { inlineElementwise } from './simplify/inline.ts';
import { simplifyEquation } from './simplify.ts';

export interface InlineOptions {
  /** only equations that were made to serve the text of another go: those that the user has named stay */
  readonly keepNamed: boolean;
}

/**
 * An equal program in which elementwise equations are part of their sole reader, where it ranges over the same letters, so that
 * nothing is computed more often than before, or where computing it again costs next to nothing. What leaves the program, is carried, or is read by an update stays, and so
 * does what a recurrence's end depends on.
 */
export function inline(program: Program, options: InlineOptions = { keepNamed: true }): Program {
  const stays = new Set([
    ...program.carried.flatMap(c => [c.tensor, ...(c.init ? readBy(c.init) : [])]),
    ...program.training.flatMap(t => [
      ...t.goals.flatMap(g => [g.objective, ...g.updates.flatMap(readBy)]), ...t.reports.flatMap(r => r.values.map(v => v.tensor)), ...(t.stop ? [t.stop.tensor] : []),
    ]),
    ...[...program.shows, ...program.checks].map(s => s.tensor), ...program.exports.flatMap(e => e.tensors.map(t => t.tensor)),
    ...program.domains.flatMap(d => readByMaking(d.making)),
    ...program.untils.flatMap(u => [u.tensor, u.condition]),
    ...program.definitions.flatMap(d => (d.kind === 'equation' && d.drawn ? [d.bind] : [])),
    ...program.definitions.flatMap(d => (d.kind === 'equation' ? (d.within === null ? [] : [d.within]) : d.kind === 'recurrence' ? d.equations.flatMap(e => [e.bind, ...readBy(e)]) : [d.of.tensor, d.by.tensor, ...(d.direction ? [d.direction.tensor] : [])])),
  ]);
  const equations = program.definitions.filter((d): d is Equation => d.kind === 'equation');
  const readers = new Map<string, Equation[]>();
  for (const e of equations) for (const name of new Set(readBy(e))) readers.set(name, [...(readers.get(name) ?? []), e]);
  const inlinable = equations.filter(e => {
    const [reader, ...others] = readers.get(e.bind) ?? [];
    return reader !== undefined && !others.length && !stays.has(e.bind) && (!options.keepNamed || serves(e, reader));
  });
  if (!inlinable.length) return program;
  const known = knownOf(program);
  const left = new Map(inlineElementwise(equations, new Set(inlinable.map(e => e.bind)), known, e => simplifyEquation(e, { known, dropStops: true })).map(e => [e.bind, e]));
  const rest = { ...program, definitions: program.definitions.filter(d => d.kind !== 'equation' || left.has(d.bind)) };
  return mapEquations(rest, e => (rest.definitions.includes(e) ? left.get(e.bind)! : e));
}

/** Whether an equation was made for the text of its reader. */
const serves = (e: Equation, reader: Equation): boolean => e.source === reader.source && e.span.file === reader.span.file && e.span.start === reader.span.start && e.span.end === reader.span.end;

const readBy = (e: Equation): readonly string[] => [...e.terms.flatMap(t => t.args.map(a => a.tensor)), ...(e.within === null ? [] : [e.within])];
