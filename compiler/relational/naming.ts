// Table names that lowering adds to those of the program's tensors.

import type { Program } from '../tensor/ir.ts';

/** A carried tensor T is in three tables: its history `T`, its current generation `T_now`, and perhaps data it starts from. */
export interface Naming {
  readonly now: (tensor: string) => string;
  readonly history: (tensor: string) => string;
  readonly initial: (tensor: string) => string;
  /** a name that no table has yet; it is taken from then on */
  readonly fresh: (wanted: string) => string;
  /** a name that no table has yet, for what one statement calls so inside of it */
  readonly free: (wanted: string) => string;
  /** the same names, of which nothing that is taken stays taken */
  readonly trial: () => Naming;
}

/** Names for a program's tables: unique whatever the case. */
export function namingOf(program: Program): Naming {
  const taken = new Set(['metrics', 'run']);
  const take = (name: string): void => { taken.add(name.toLowerCase()); };
  for (const i of program.inputs) take(i.tensor);
  for (const c of program.carried) take(c.tensor);
  for (const i of program.indices) if (i.domain.kind === 'table') take(i.domain.table);
  for (const d of program.definitions) for (const e of d.kind === 'recurrence' ? d.equations : [d]) take(e.bind);
  const { free, fresh, trial } = namesBeside(taken);
  const now = new Map(program.carried.map(c => [c.tensor, fresh(`${c.tensor}_now`)]));
  const initial = new Map(program.carried.filter(c => c.init === null).map(c => [c.tensor, fresh(`${c.tensor}_data`)]));
  const known = (names: ReadonlyMap<string, string>) => (tensor: string): string => names.get(tensor) ?? tensor;
  const over = (names: Beside): Naming => ({ now: known(now), history: tensor => tensor, initial: known(initial), fresh: names.fresh, free: names.free, trial: () => over(names.trial()) });
  return over({ free, fresh, trial });
}

interface Beside { readonly free: Naming['free']; readonly fresh: Naming['fresh']; readonly trial: () => Beside }

function namesBeside(taken: Set<string>): Beside {
  const free = (wanted: string): string => {
    let name = wanted;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    return name;
  };
  const fresh = (wanted: string): string => {
    const name = free(wanted);
    taken.add(name.toLowerCase());
    return name;
  };
  return { free, fresh, trial: () => namesBeside(new Set(taken)) };
}
