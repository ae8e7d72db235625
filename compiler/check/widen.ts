// What reads a tensor before its last clause is known takes it to hold what its first clause says: whole numbers from `a[0] = |i|`.
// If a later clause makes it real, so is everything that was made of it.

import { mapEquations, signatures } from '../tensor/equations.ts';
import { type Equation, type Program, real } from '../tensor/ir.ts';
import { reductions } from '../tensor/reductions.ts';
import { scalarType } from '../tensor/types.ts';

/** The program with equations real that were taken to be whole and are not. */
export function widened(program: Program): Program {
  let current = program;
  for (;;) {
    const signature = signatures(current);
    const isReal = (e: Equation): boolean => e.terms.some(t => {
      const indexOf = (letter: string): string => { const { index } = t.letters.find(l => l.name === letter)!; return current.indices.find(i => i.name === index)?.base ?? index; };
      const leaves = { arg: (k: number) => signature.get(t.args[k]!.tensor)!.type, letter: (name: string) => ({ kind: 'key', index: indexOf(name) }) as const };
      const body = scalarType(t.body, leaves);
      const pick = t.pick && scalarType(t.pick, leaves);
      if (typeof body === 'string' || typeof pick === 'string') return false;
      const type = e.reduce === 'only' ? body : reductions[e.reduce].type(body, pick);
      return typeof type !== 'string' && type.kind === 'real';
    });
    const wider = new Set<Equation>();
    mapEquations(current, e => { if (e.type.kind === 'int' && isReal(e)) wider.add(e); return e; });
    if (!wider.size) return current;
    current = mapEquations(current, e => (wider.has(e) ? { ...e, type: real } : e));
  }
}
