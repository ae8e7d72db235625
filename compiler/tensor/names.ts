// Names of tensors and columns that passes make up.

import { signatures } from './equations.ts';
import type { Letter, Program } from './ir.ts';

/** New names of tensors, each the wanted one with a number behind it. */
export class Names {
  private readonly taken: Set<string>;
  private readonly next = new Map<string, number>();
  constructor(program: Program) { this.taken = new Set([...signatures(program).keys(), ...program.indices.flatMap(i => [i.name, ...(i.domain.kind === 'table' ? [i.domain.table] : [])])].map(n => n.toLowerCase())); }

  readonly fresh = (wanted: string): string => {
    for (let n = this.next.get(wanted) ?? 1; ; n++) {
      const name = `${wanted}_${n}`;
      if (this.taken.has(name.toLowerCase())) continue;
      this.taken.add(name.toLowerCase());
      this.next.set(wanted, n + 1);
      return name;
    }
  };

  /** The names are not used after all. */
  release(names: readonly string[]): void {
    for (const name of names) this.taken.delete(name.toLowerCase());
    this.next.clear();
  }
}

/** A column named after a letter, `p_1` for p', that is not in `taken` whatever the case. */
export function columnFor(letter: Letter, taken: Set<string>): string {
  const primes = /'*$/.exec(letter.name)![0].length;
  const stem = letter.name.slice(0, letter.name.length - primes) + (primes ? `_${primes}` : '');
  let column = stem;
  for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${stem}_${n}`;
  taken.add(column.toLowerCase());
  return column;
}
