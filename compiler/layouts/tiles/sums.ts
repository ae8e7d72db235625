// Sums over the block index: what adds up over blocks is an equation of its own, so that terms beside it count once and not for each block.

import { type Scalar, arg, at } from '../../tensor/ir.ts';
import { NotTiled, type Part, type TileEquation, type TileProgram, type TileTerm } from './ir.ts';

export interface Blocked {
  readonly program: TileProgram;
  /** equations whose cells are made in each block and put together over blocks */
  readonly sums: ReadonlySet<string>;
  /** by equation the letters over the block index */
  readonly letters: ReadonlyMap<TileEquation, ReadonlySet<string>>;
}

/** Tells sums over blocks from what is in one block. Throws NotTiled where an equation goes through the block index twice. */
export function withSums(program: TileProgram): Blocked {
  const index = program.block?.index ?? null;
  const parts = new Map(program.parts);
  const sums = new Set<string>();
  const letters = new Map<TileEquation, ReadonlySet<string>>();
  const blocked = (part: string): boolean => parts.get(part)!.axes.some(a => a.index === index);
  const add = (e: TileEquation): TileEquation => {
    const own = new Set([...e.out, ...e.terms.flatMap(t => t.reduced)].filter(l => l.index === index).map(l => l.letter));
    letters.set(e, own);
    return e;
  };
  for (const p of parts.values()) if (p.axes.filter(a => a.index === index).length > 1) throw new NotTiled(`${p.tensor} has ${index} twice`);
  const equations = program.equations.flatMap((e): readonly TileEquation[] => {
    const out = e.out.some(l => l.index === index);
    const over = (t: TileTerm): boolean => t.reduced.some(l => l.index === index);
    for (const t of e.terms) {
      if (t.reduced.filter(l => l.index === index).length + (out ? 1 : 0) > 1) throw new NotTiled(`${e.bind} goes through ${index} twice`);
      if (!out && !over(t) && t.args.some(a => blocked(a.part))) throw new NotTiled(`${e.bind} reads one row of ${index}`);
    }
    if (out || !e.terms.some(over)) return [add(e)];
    if (e.reduce === 'only') throw new NotTiled(`${e.bind} picks from the rows of ${index}`);
    const apart = e.terms.filter(t => !over(t));
    if (apart.length === 0) { sums.add(e.bind); return [add(e)]; }
    if (e.reduce !== 'sum') throw new NotTiled(`${e.bind} is the ${e.reduce} of terms of different kinds`);
    const name = `${e.bind}_sum`;
    if (parts.has(name)) throw new NotTiled(`the name ${name} is taken`);
    parts.set(name, { ...(parts.get(e.bind) as Part), name });
    sums.add(name);
    const whole: Scalar = arg(0);
    return [
      add({ ...e, bind: name, terms: e.terms.filter(over) }),
      add({ ...e, terms: [{ reduced: [], args: [{ part: name, at: e.out.map(l => at(l.letter)) }], body: whole, guard: null }, ...apart] }),
    ];
  });
  return { program: { ...program, parts, equations }, sums, letters };
}
