// An equation that only copies another, both made for one statement of the source, is no table of its own.

import { flatDefinitions } from '../equations.ts';
import { bareLetter, type Definition, type Equation, literalCoord, type Program, type Recurrence, type Term } from '../ir.ts';
import { indexTable, within } from '../affine.ts';
import { sameStored } from '../precision.ts';

/** `to` takes over the equation of `from`, whose readers read `to` instead. */
export interface Copy { readonly from: string; readonly to: Equation }

/**
 * Copies of the program that can be folded away, no tensor being in two of them. Tensors of `kept` keep their name and their equation.
 */
export function foldableCopies(program: Program, kept: ReadonlySet<string>): readonly Copy[] {
  const indices = indexTable(program.indices);
  const definitions = new Set<Definition | Recurrence>(program.definitions);
  const taken = new Set<string>();
  const found: Copy[] = [];
  const equations = new Map<string, Equation | null>();
  for (const d of flatDefinitions(program)) equations.set(d.bind, d.kind === 'equation' && !equations.has(d.bind) ? d : null);
  // What lies within another tensor has its axes, to the name.
  const bounds = new Set(flatDefinitions(program).flatMap(d => (d.kind === 'equation' && d.within !== null ? [d.within] : [])));
  for (const e of program.definitions) {
    if (e.kind !== 'equation' || equations.get(e.bind) !== e) continue;
    const term = copiedBy(e);
    const source = term && equations.get(term.args[0]!.tensor);
    if (!source || source.bind === e.bind || kept.has(source.bind) || source.source !== e.source || !sameStored(source.type, e.type)) continue;
    if (!definitions.has(source) || taken.has(source.bind) || taken.has(e.bind)) continue;
    if (bounds.has(source.bind) && e.axes.some((a, k) => a.index !== source.axes[k]?.index)) continue;
    const same = source.axes.length === e.axes.length && e.axes.every((a, k) => bareLetter(term.args[0]!.at[k]!) === bareLetter(term.out[k]!) && within(a.index, source.axes[k]!.index, indices) && within(source.axes[k]!.index, a.index, indices));
    if (!same) continue;
    taken.add(source.bind).add(e.bind);
    found.push({ from: source.bind, to: { ...source, bind: e.bind, axes: e.axes } });
  }
  return found;
}

/** The term of an equation that copies one tensor cell by cell, or null. */
function copiedBy(e: Equation): Term | null {
  const [term, ...more] = e.terms;
  if (!term || more.length || e.reduce !== 'only' || e.fill !== null || e.within !== null || term.where !== null) return null;
  const letters = term.out.map(bareLetter);
  if (term.args.length !== 1 || term.args[0]!.optional || term.body.kind !== 'arg' || letters.some((l, k) => l === null || letters.indexOf(l) !== k) || term.letters.length !== letters.length) return null;
  return term.args[0]!.at.some(c => literalCoord(c) !== null) ? null : term;
}
