// A list of equations that is rewritten one by one, and who reads what in it.

import type { Equation } from '../ir.ts';

/** Keeps the order of the equations; finding the readers of a tensor takes time by their number, not by the length of the list. */
export class Readable {
  private readonly places = new Map<Equation, number>();
  private readonly bound = new Map<string, Set<number>>();
  private readonly reading = new Map<string, Set<number>>();
  private readonly list: (Equation | null)[];

  constructor(equations: readonly Equation[]) {
    this.list = [...equations];
    equations.forEach((e, k) => this.note(e, k));
  }

  private note(e: Equation, k: number): void {
    this.places.set(e, k);
    const add = (to: Map<string, Set<number>>, name: string): void => { const own = to.get(name); if (own) own.add(k); else to.set(name, new Set([k])); };
    add(this.bound, e.bind);
    for (const t of e.terms) for (const a of t.args) add(this.reading, a.tensor);
  }

  private at(places: Iterable<number>): readonly Equation[] { return [...places].sort((a, b) => a - b).map(k => this.list[k]!); }

  /** The first equation that binds a tensor, if there is one. */
  find(name: string): Equation | null {
    const places = this.bound.get(name);
    return places?.size ? this.list[Math.min(...places)]! : null;
  }

  /** The same where there must be one. */
  first(name: string): Equation { return this.find(name)!; }

  /** The equations with a term that reads a tensor. */
  readersOf(name: string): readonly Equation[] { return this.at(this.reading.get(name) ?? []); }

  /** The equations with a term that reads each of these tensors; all for none. */
  readersOfAll(names: readonly string[]): readonly Equation[] {
    const [rarest] = names.map(n => this.reading.get(n) ?? new Set<number>()).sort((a, b) => a.size - b.size);
    return rarest ? this.at(rarest).filter(e => e.terms.some(t => names.every(n => t.args.some(a => a.tensor === n)))) : this.all();
  }

  replace(before: Equation, after: Equation | null): void {
    const k = this.places.get(before)!;
    this.places.delete(before);
    this.bound.get(before.bind)!.delete(k);
    for (const t of before.terms) for (const a of t.args) this.reading.get(a.tensor)!.delete(k);
    this.list[k] = after;
    if (after) this.note(after, k);
  }

  all(): readonly Equation[] { return this.list.filter(e => e !== null); }
}
