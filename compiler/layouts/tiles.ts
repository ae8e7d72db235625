// The layout of tiles: a training whose tensors are full runs over nested lists, one statement a step.

import { type Relation, call, each, type Expression, integer, item, listed, literal, mapExpression, mapExpressions, parameter, project, unit } from '../relational/ir.ts';
import type { Lowering } from '../relational/lower/equation.ts';
import type { Naming } from '../relational/naming.ts';
import type { Sequence } from '../relational/sequence.ts';
import type { Program, Training } from '../tensor/ir.ts';
import { type Blocking, type Declined, type LaidOut, type Recursion, usualBlocking } from './layout.ts';
import { candidates, firstOf } from './tiles/candidates.ts';
import { type Counter, liveColumn } from './tiles/columns.ts';
import { TileData } from './tiles/data.ts';
import { NotTiled, type TileProgram } from './tiles/ir.ts';
import { unpacked } from './tiles/pack.ts';
import { tileProgram } from './tiles/parts.ts';
import { tileStep, type TileStep } from './tiles/step.ts';
import { type Blocked, withSums } from './tiles/sums.ts';

/** The equations of a step, one after the other, and those among them that are updates. */
export type StepEquations = Pick<Sequence, 'equations' | 'updates'>;

/**
 * The step of a training over tiles. `batch`: the keys that a step takes of the rows, if it does not take all; `early`: tensors whose tables
 * every step makes anew before this. Returns why not, where a tensor is not full or a form has no counterpart in lists.
 */
export function tiled(program: Program, training: Training, step: StepEquations, lowering: Lowering, naming: Naming, batch: Relation | null, early: ReadonlySet<string>, blocking: Blocking): LaidOut | Declined {
  return attempted(program, training, step, blocking, tiles => new Tiles(program, tiles, training, lowering, naming, batch, early, blocking).laidOut());
}

/** All steps of a training on all rows as one recursive query over tiles, or why not. */
export function tiledRecursion(program: Program, training: Training, step: StepEquations, lowering: Lowering, naming: Naming): Recursion | Declined {
  return attempted(program, training, step, usualBlocking, tiles => new Tiles(program, tiles, training, lowering, naming, null, new Set(), usualBlocking).recursion(training.length.count));
}

/** What can be made of the tile program of the first block index that allows it. */
function attempted<T>(program: Program, training: Training, { equations, updates }: StepEquations, blocking: Blocking, make: (tiles: TileProgram) => T): T | Declined {
  if (program.training.length > 1) return { reason: 'there are several trainings' };
  return firstOf(training.batch === null ? [...candidates(program, equations, blocking), null] : [training.batch], block => make(tileProgram(program, equations, updates, block)));
}

class Tiles {
  private readonly blocked: Blocked;
  private readonly data: TileData;
  private readonly model: string;
  /** names inside of the statement of a step */
  private readonly now: string;

  constructor(whole: Program, tiles: TileProgram, private readonly training: Training, private readonly lowering: Lowering, private readonly naming: Naming, private readonly batch: Relation | null, private readonly early: ReadonlySet<string>, blocking: Blocking) {
    this.blocked = withSums(tiles);
    this.model = naming.fresh('model');
    this.now = naming.free('now');
    this.data = new TileData(this.blocked.program, { whole, lowering, naming, blocking, early, span: training.span }, batch !== null);
  }

  laidOut(): LaidOut {
    const { span } = this.training;
    const step = this.prepared(null);
    this.makeModel(step);
    return {
      name: 'tiles', begin: this.data.begin,
      step: [
        { kind: 'append', table: this.model, from: step.relation, source: `one step: ${this.training.goals.map(g => g.source).join('; ')}`, span },
        { kind: 'newest', table: this.model, by: 'step', among: liveColumn, source: 'the model is its last row', span },
      ],
    };
  }

  recursion(steps: number): Recursion {
    const { data, model } = this;
    const step = this.prepared(steps);
    const first = this.firstRow(step, integer(0));
    const columns = [...step.counters, liveColumn, ...step.moving].map(name => ({ name, type: first.columns.find(c => c.name === name)!.type }));
    const rows = (tensor: string, from: string): Relation => data.named(tensor, unpacked(data.shapes, step.moving.map(name => data.part(name)).filter(p => p.tensor === tensor), from, step.orders, 'live'));
    // tables of places are made where they are first asked for
    for (const name of step.moving) rows(data.part(name).tensor, model);
    const before = data.begin.flatMap(s => (s.kind === 'create' ? [{ name: s.table, relation: s.from, source: s.source }] : []));
    return { before, model: { name: model, columns, first, next: step.relation }, rows };
  }

  /** The step, with what it reads made before. `last`: how many steps there are, where that is for the statement to know. */
  private prepared(last: number | null): TileStep {
    const { data, batch, early } = this;
    const { block, keys } = this.blocked.program;
    const step = tileStep(this.blocked, data.shapes, {
      start: { kind: 'model', model: this.model, now: this.now, last }, others: [...early].map(this.lowering.tableOf),
      blocks: data.blocks, constants: data.constants,
      gathered: batch && ((parts, orders, blocks, keyed) => data.gathered(parts, orders, this.ofThisStep(batch), blocks, keyed)),
      total: keys && { kind: 'rowCount', table: batch ? data.gathering.places : keys.table },
    }, { kind: 'next' });
    data.allStored([...step.inBlocks, ...step.shared]);
    for (const name of batch ? step.shared : [...step.shared, ...step.inBlocks]) if (early.has(data.part(name).stored)) throw new NotTiled(`${data.part(name).stored} is made anew at every step`);
    if (block && !batch) data.makeBlocks(step);
    data.makeConstants(step);
    return step;
  }

  /** The keys of a step's rows, which the model numbers: a parameter would have the engine plan the statement anew. */
  private ofThisStep(batch: Relation): Relation {
    const step = call('add', 'int', { kind: 'valueOf', table: this.now, column: 'step', type: 'int' }, integer(1));
    return mapExpressions(batch, root => mapExpression(root, e => (e.kind === 'parameter' && e.name === 'step' ? step : e)));
  }

  /** The model as one row, from the tables of what training carries. */
  private firstRow(step: TileStep, made: Expression): Extract<Relation, { kind: 'project' }> {
    const { relation, items } = this.data.sideBySide(step.moving, step.orders);
    const now = (c: Counter): Expression => (c === 'step' ? made : parameter(c, 'int'));
    return { kind: 'project', input: relation, columns: [...step.counters.map(c => item(c, now(c))), item(liveColumn, literal(true, 'bool')), ...items] };
  }

  private makeModel(step: TileStep): void {
    // An engine plans a statement once, by the range of the values that its tables have held so far, and takes it for the range of those to
    // come. So two rows that are not live hold the extremes.
    const extreme = (at: number, value: number): Relation => project(unit, [
      ...step.counters.map(c => item(c, integer(at))), item(liveColumn, literal(false, 'bool')), ...step.moving.map(name => item(name, nested(this.data.part(name).axes.length, literal(value, 'real')))),
    ]);
    const first = this.firstRow(step, call('sub', 'int', parameter('step', 'int'), integer(1)));
    this.data.make(this.model, { kind: 'union', inputs: [first, extreme(-1, -Infinity), extreme(Number.MAX_SAFE_INTEGER, NaN)] }, 'the model as one row of lists, and what its values may become as two that are not live');
    for (const tensor of new Set(step.moving.map(name => this.data.part(name).tensor))) {
      const own = step.moving.map(name => this.data.part(name)).filter(p => p.tensor === tensor);
      const name = this.naming.now(tensor);
      this.data.begin.push({ kind: 'drop', table: name, source: `${tensor} is read from the model from here on`, span: this.training.span });
      this.data.begin.push({ kind: 'view', name, temporary: true, from: this.data.named(tensor, unpacked(this.data.shapes, own, this.model, step.orders, 'live')), source: `${tensor} as it is in the model`, span: this.training.span });
    }
  }
}

/** A value inside of so many lists. */
const nested = (depth: number, value: Expression): Expression => (depth === 0 ? value : each(listed('range', 'list', integer(0), integer(1)), `n${depth}`, null, nested(depth - 1, value)));
