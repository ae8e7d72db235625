// What reads a tensor before its last clause is known takes it to hold what its first clause says: whole numbers from `a[0] = |i|`.
// If a later clause makes it real, so is everything that was made of it.

import { type Diagnostic, error } from '../diagnostics.ts';
import { mapEquations, signatures } from '../tensor/equations.ts';
import { type Equation, type Program, real, type ValueType } from '../tensor/ir.ts';
import { scalarType } from '../tensor/types.ts';

/** The program with equations real that were taken to be whole and are not. Errors: wrong-type, where a whole number was needed. */
export function widened(program: Program, report: (d: Diagnostic) => void): Program {
  const wide = new Set<string>();
  let current = program;
  for (;;) {
    const signature = signatures(current);
    // What reduces whole numbers to one has the type of its body.
    const typesOf = (e: Equation): readonly (ValueType | string)[] => e.terms.map(t => scalarType(t.body, {
      arg: k => signature.get(t.args[k]!.tensor)!.type, letter: name => ({ kind: 'key', index: baseOf(current, t.letters.find(l => l.name === name)!.index) }),
    }));
    const wider = new Map<Equation, Equation>();
    mapEquations(current, e => {
      if (e.type.kind !== 'int' || wide.has(e.bind)) return e;
      const types = typesOf(e);
      if (types.some(t => typeof t === 'string')) {
        wide.add(e.bind);
        report(error('wrong-type', e.span, `${e.source} needs whole numbers, and what it reads comes to hold real ones`, { hints: ['write the first clause of what it reads with a real number: f[0] = 1.0', 'int(…) makes a whole number of it'] }).diagnostic);
      } else if (types.some(t => (t as ValueType).kind === 'real')) wider.set(e, { ...e, type: real });
      return e;
    });
    if (!wider.size) return current;
    current = mapEquations(current, e => wider.get(e) ?? e);
  }
}

const baseOf = (program: Program, index: string): string => program.indices.find(i => i.name === index)!.base!;
