// The derivative of a maximum asks which combination attained it, that of a product which factors are zero. Computed a second
// time, and simplified in another place, a body may differ in its last bit: so it gets an equation of its own and is read.

import { arg, at, type Axis, type Definition, type Equation, given, type Program, type Recurrence, type Term, visitScalar } from '../ir.ts';
import { flatDefinitions } from '../equations.ts';
import { reaching, readersOf } from './bounds.ts';

/** The program with the bodies of differentiated maxima, minima and products as equations of their own, unless they are plain reads. */
export function splitBodies(program: Program, fresh: (wanted: string) => string): Program {
  const passed = differentiated(program);
  return {
    ...program,
    definitions: program.definitions.flatMap((d): readonly (Definition | Recurrence)[] => {
      if (d.kind !== 'equation' || !passed.has(d.bind) || !['max', 'min', 'prod'].includes(d.reduce)) return [d];
      const made: Equation[] = [];
      const terms = d.terms.map(t => (t.body.kind === 'arg' ? t : split(t, d, fresh(`${d.bind}_each`), made)));
      return [...made, { ...d, terms }];
    }),
  };
}

/** Tensors between what is differentiated and what it is differentiated by. */
function differentiated(program: Program): ReadonlySet<string> {
  const all = new Map(flatDefinitions(program).map(d => [d.bind, d]));
  const derivatives = program.definitions.filter(d => d.kind === 'derivative');
  const above = reaching(readersOf(all), derivatives.map(d => d.by.tensor));
  const below = new Set(derivatives.map(d => d.of.tensor));
  for (const name of below) {
    const d = all.get(name);
    if (d?.kind === 'equation') for (const t of d.terms) for (const a of t.args) below.add(a.tensor);
  }
  return new Set([...below].filter(name => above.has(name)));
}

function split(term: Term, equation: Equation, bind: string, made: Equation[]): Term {
  const columns = new Set<string>();
  const axes = term.letters.map((l): Axis => {
    const base = l.name.replace(/'+$/, '');
    let column = base;
    for (let n = 1; columns.has(column.toLowerCase()); n++) column = `${base}_${n}`;
    columns.add(column.toLowerCase());
    return { column, index: l.index };
  });
  const places = term.letters.map(l => at(l.name));
  made.push({ ...equation, bind, axes, reduce: 'only', fill: null, within: null, terms: [{ ...term, out: places, pick: null }] });
  const kept = landingArguments(term);
  return { ...term, args: [...term.args.slice(0, kept), given(bind, places)], body: arg(kept), where: null };
}

/** How many of the first arguments the landing place needs. */
function landingArguments(term: Term): number {
  let count = 0;
  for (const c of term.out) if (c.kind === 'computed') visitScalar(c.value, n => { if (n.kind === 'arg') count = Math.max(count, n.position + 1); });
  return count;
}
