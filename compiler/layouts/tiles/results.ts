// What reports, shows, checks and exports read, over tiles: the data in lists, made once; what changes, put into lists each time; and what
// comes of it as rows again.

import { type Unit, unit } from '../../relational/fuse.ts';
import type { Relation } from '../../relational/ir.ts';
import { fullTensors } from '../../tensor/full.ts';
import { type Equation, type Program, servedText } from '../../tensor/ir.ts';
import type { Declined, TiledResults } from '../layout.ts';
import { candidates, firstOf } from './candidates.ts';
import { type Surroundings, TileData } from './data.ts';
import { NotTiled, type Part } from './ir.ts';
import { unpacked } from './pack.ts';
import { tileProgram } from './parts.ts';
import { type Outcome, tileStep } from './step.ts';
import { withSums } from './sums.ts';

type Around = Omit<Surroundings, 'early'>;

/**
 * The tensors `wanted`, which the last of some equations are, in order. What training carries is read as it is then; everything else that
 * is read does not change. `ordered`: their rows are to be in the same order each time. `only`: the index whose rows are spread over blocks
 * (null: none), where that is settled. Or why not.
 */
export function tiledResults(equations: readonly Equation[], wanted: readonly string[], around: Around, ordered: boolean, only?: string | null): TiledResults | Declined {
  return firstOf(only === undefined ? choices(around.whole, equations, wanted, around) : [only], block => over(block, equations, wanted, around, ordered));
}

/** The indices to try, first those that what is wanted has: then no sums go over blocks. */
function choices(program: Program, equations: readonly Equation[], wanted: readonly string[], { blocking }: Around): readonly (string | null)[] {
  const found = candidates(program, equations, blocking);
  const own = new Set(equations.filter(e => wanted.includes(e.bind)).flatMap(e => e.axes.map(a => a.index)));
  return [...found.filter(i => own.has(i)), ...found.filter(i => !own.has(i)), null];
}

function over(block: string | null, equations: readonly Equation[], wanted: readonly string[], around: Around, ordered: boolean): TiledResults {
  const { whole, lowering, naming, span } = around;
  // tiles have cells under conditions that do not hold, which nobody may see
  const full = fullTensors(whole);
  for (const tensor of wanted) if (!full.has(tensor)) throw new NotTiled(`${tensor} does not have all of its cells`);
  const blocked = withSums(tileProgram(whole, equations, new Set(), block));
  const { program } = blocked;
  // lists hold 64 bits, and what is stored in 32 is rounded and compared in 32
  for (const p of program.parts.values()) if (lowering.shapes.valueType(p.type) === 'f32') throw new NotTiled(`${p.tensor} is stored in 32 bits`);
  const data = new TileData(program, { ...around, early: new Set() }, false, block === null ? '' : `${block}_`);
  const now = naming.free('now');
  const carried = new Set(whole.carried.map(c => c.tensor));
  const inBlocks = (p: Part): boolean => p.axes.some(a => a.index === block);
  const stepOf = (outcome: Outcome) => tileStep(blocked, data.shapes, {
    start: { kind: 'given', moves: tensor => carried.has(tensor), leading: [...program.parts.values()].filter(p => wanted.includes(p.tensor) && inBlocks(p)).map(p => p.name), now, row: (parts, orders) => data.sideBySide(parts, orders, p => data.changing(p)) }, others: [],
    blocks: data.blocks, constants: data.constants, gathered: null, total: program.keys && { kind: 'rowCount', table: program.keys.table },
  }, outcome);
  const units: Unit[] = [];
  let made = false;
  for (const kind of ['blocks', 'whole'] as const) {
    const parts = [...program.parts.values()].filter(p => wanted.includes(p.tensor) && inBlocks(p) === (kind === 'blocks'));
    if (parts.length === 0) continue;
    const names = parts.map(p => p.name);
    const step = stepOf(kind === 'blocks' ? { kind, parts: names, ordered } : { kind, parts: names });
    if (!made) {
      const own = new Set(equations.map(e => e.bind));
      for (const name of [...step.inBlocks, ...step.shared]) if (own.has(data.part(name).stored)) throw new NotTiled(`${data.part(name).stored} is made here, and read from its table`);
      data.allStored([...step.inBlocks, ...step.shared]);
      if (program.block) data.makeBlocks(step);
      data.makeConstants(step);
      made = true;
    }
    const tensors = [...new Set(parts.map(p => p.tensor))];
    const sources = (tensor: string): string => [...new Set(equations.filter(e => e.bind === tensor).map(servedText))].join('; ');
    const table = naming.fresh(`${tensors.length === 1 ? tensors[0]! : 'results'}_lists`);
    const create = (name: string, relation: Relation, source: string): Unit =>
      unit({ defines: name, relation, source, build: from => [{ kind: 'create', table: name, temporary: true, from: from!, source, span: equations.find(e => e.bind === tensors[0])?.span ?? span }] });
    units.push(create(table, step.relation, tensors.map(sources).join('; ')));
    for (const tensor of tensors) {
      const held = kind === 'whole' ? kind : { index: block!, keys: program.keys?.type ?? null };
      units.push({ ...create(lowering.tableOf(tensor), data.named(tensor, unpacked(data.shapes, parts.filter(p => p.tensor === tensor), table, step.orders, held)), sources(tensor)), kept: true });
    }
  }
  return { begin: data.begin, units, block };
}
