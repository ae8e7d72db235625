// The layout of tiles: a training whose tensors are full runs over nested lists, one statement a step.

import { type Item, type Relation, type Statement, call, column, derived, integer, item, join, mapExpression, parameter, project, scan } from '../relational/ir.ts';
import type { Lowering } from '../relational/lower/equation.ts';
import type { Naming } from '../relational/naming.ts';
import type { Equation, Program, Training } from '../tensor/ir.ts';
import { indexTable } from '../tensor/affine.ts';
import { coversDomain } from '../tensor/full.ts';
import type { Declined, LaidOut } from './layout.ts';
import { NotTiled, type Part, type TileProgram } from './tiles/ir.ts';
import { type Column, row } from './tiles/nest.ts';
import { blockRows, packed, unpacked } from './tiles/pack.ts';
import { tileProgram } from './tiles/parts.ts';
import { type StepTables, tileStep } from './tiles/step.ts';
import { withSums } from './tiles/sums.ts';

/** An index of fewer keys is not spread over blocks. */
const fewestKeys = 64;
/** Blocks, where there are several: as many as cores work on them, the same on every machine so that sums are. */
const blocksWanted = 2;

/**
 * The step of a training over tiles. `computed`: the equations that its updates need, in order. Returns why not, where a tensor is not
 * full or has keys that only data knows.
 */
export function tiled(program: Program, training: Training, computed: readonly Equation[], lowering: Lowering, naming: Naming): LaidOut | Declined {
  if (program.training.length > 1) return { reason: 'there are several trainings' };
  if (training.goals.length > 1) return { reason: 'a step has several goals' };
  if (training.batch !== null) return { reason: 'a step takes a batch of the rows' };
  const updates = training.goals[0]!.updates;
  let reason = '';
  for (const block of [...candidates(program, [...computed, ...updates]), null]) {
    try {
      return laidOut(program, tileProgram(program, computed, updates, block), training, lowering, naming);
    } catch (problem) {
      if (!(problem instanceof NotTiled)) throw problem;
      reason = problem.message;
    }
  }
  return { reason };
}

/** Indices that may be spread over blocks, those of most keys first. */
function candidates(program: Program, equations: readonly Equation[]): readonly string[] {
  const indices = indexTable(program.indices);
  const sizes = new Map<string, number>();
  for (const e of equations) for (const t of e.terms) for (const l of t.letters) {
    const domain = indices.get(l.index)?.domain;
    if (domain?.kind === 'range' && domain.size >= fewestKeys) sizes.set(l.index, domain.size);
  }
  return [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([index]) => index);
}

function laidOut(whole: Program, tiles: TileProgram, training: Training, lowering: Lowering, naming: Naming): LaidOut {
  const { shapes, tableOf } = lowering;
  const blocked = withSums(tiles);
  const { program } = blocked;
  const blocks = program.block ? blocksWanted : 1;
  const size = program.block ? Math.ceil(program.block.size / blocks) : 1;
  const tables: StepTables = { blocks: naming.fresh('blocks'), constants: naming.fresh('constants'), model: naming.fresh('model') };
  const step = tileStep(blocked, blocks, shapes, tables);
  const stored = coversDomain(whole);
  for (const name of [...step.inBlocks, ...step.shared]) if (!stored.has(program.parts.get(name)!.tensor)) throw new NotTiled(`${program.parts.get(name)!.tensor} does not have a row for every cell`);
  const { span } = training;
  const part = (name: string): Part => program.parts.get(name)!;
  const order = (name: string): readonly number[] => step.orders.get(name)!;
  const begin: Statement[] = [];
  const make = (table: string, base: Relation, items: readonly Item[], lists: readonly Column[], source: string): void => {
    begin.push({ kind: 'create', table, temporary: true, from: withLists(base, items, lists), source, span });
  };
  if (program.block && (step.inBlocks.length > 0 || step.blockLists.length > 0)) {
    const parts = step.inBlocks.map(name => ({ name, relation: packed(shapes, part(name), tableOf(part(name).tensor), order(name), { index: program.block!.index, lo: program.block!.lo, size }) }));
    const { relation, items } = blockRows(parts, { lo: program.block.lo, size, total: program.block.size });
    make(tables.blocks, relation, items, step.blockLists, `data in blocks of ${size} ${program.block.index}`);
  } else if (program.block) throw new NotTiled('no data is in blocks');
  if (step.shared.length > 0) {
    const { relation, items } = sideBySide(step.shared.map(name => ({ name, relation: packed(shapes, part(name), tableOf(part(name).tensor), order(name), null), list: part(name).axes.length > 0, type: shapes.valueType(part(name).type) })));
    make(tables.constants, relation, items, step.sharedLists, 'data that all blocks share');
  }
  const model = sideBySide(step.carried.map(name => ({ name, relation: packed(shapes, part(name), tableOf(part(name).tensor), order(name), null), list: part(name).axes.length > 0, type: shapes.valueType(part(name).type) })));
  const number = item('step', call('sub', 'int', parameter('step', 'int'), integer(1)));
  begin.push({ kind: 'create', table: tables.model, temporary: true, from: project(model.relation, [number, ...model.items]), source: 'the model as one row of lists', span });
  for (const tensor of new Set(step.carried.map(name => part(name).tensor))) {
    const own = step.carried.map(part).filter(p => p.tensor === tensor);
    begin.push({ kind: 'drop', table: naming.now(tensor), source: `${tensor} is read from the model from here on`, span });
    begin.push({ kind: 'view', name: naming.now(tensor), temporary: true, from: unpacked(shapes, own, tables.model, step.orders), source: `${tensor} as it is in the model`, span });
  }
  return {
    begin,
    step: [
      { kind: 'append', table: tables.model, from: step.next, source: `one step: ${training.goals[0]!.source}`, span },
      { kind: 'newest', table: tables.model, by: 'step', source: 'the model is its last row', span },
    ],
  };
}

/** Relations of one row each as one row. */
function sideBySide(parts: readonly { readonly name: string; readonly relation: Relation; readonly list: boolean; readonly type: ReturnType<Lowering['shapes']['valueType']> }[]): { readonly relation: Relation; readonly items: readonly Item[] } {
  const [first, ...rest] = parts.map(p => derived(p.relation, p.name));
  return {
    relation: rest.reduce((a, b) => join('inner', a, b, null), first!),
    items: parts.map(p => item(p.name, column(p.name, p.name, p.list ? 'list' : p.type))),
  };
}

/** A relation with columns that are made of its others, one after the other. */
function withLists(base: Relation, items: readonly Item[], lists: readonly Column[]): Relation {
  if (lists.length === 0) return project(base, items);
  const bindings = [{ name: 'packed', columns: null, materialized: null, relation: project(base, items), note: null }];
  let names = items.map(i => ({ name: i.name, type: i.type }));
  let from = 'packed';
  lists.forEach(c => {
    const own = from;
    const all = [...names.map(n => item(n.name, column(own, n.name, n.type))), item(c.name, mapExpression(c.value, e => (e.kind === 'column' && e.of === row ? column(own, e.name, e.type) : e)))];
    const relation = project(scan(own, own, names), all);
    from = `${c.name}_row`;
    names = [...names, { name: c.name, type: c.type }];
    bindings.push({ name: from, columns: null, materialized: null, relation, note: null });
  });
  const last = from;
  return { kind: 'with', recursive: false, bindings, body: project(scan(last, last, names), names.map(n => item(n.name, column(last, n.name, n.type)))) };
}
