// Batches as tables: the order in which an epoch takes the rows, made when it begins, and the rows of one step.

import { InternalError } from '../source.ts';
import type { Equation, Program } from '../tensor/ir.ts';
import { type Expression, type Relation, type Statement, call, column, derived, filter, integer, item, parameter, project, scan, test, unit } from './ir.ts';
import { type Lowering, lowerEquation } from './lower/equation.ts';
import { valueColumn } from './lower/shapes.ts';
import type { Naming } from './naming.ts';

export interface Batch {
  /** how many steps an epoch has: known now, or a query of one number */
  readonly perEpoch: number | Relation;
  /** run before the first step of an epoch */
  readonly order: Statement;
  /** run at the beginning of each step; its table is `table` */
  readonly rows: Extract<Statement, { kind: 'create' }>;
}

/** The tables behind an index whose keys are other rows of another index at each step. Its order is an equation over that index. */
export function batchOf(program: Program, index: string, lowering: Lowering, naming: Naming): Batch {
  const { making } = program.domains.find(d => d.index === index) ?? {};
  const { domain, span } = lowering.shapes.index(index);
  if (making?.kind !== 'batch' || domain.kind !== 'table') throw new InternalError(`${index} is no batch`);
  const { order, size } = making;
  const drawn = program.definitions.find((d): d is Equation => d.kind === 'equation' && d.bind === order);
  if (!drawn) throw new InternalError(`nothing makes ${order}`);
  const whole = lowering.shapes.index(making.of);
  const key = lowering.shapes.columns(order)[0]!;
  const rows: Expression = whole.domain.kind === 'range' ? integer(whole.domain.size) : { kind: 'rowCount', table: whole.domain.table };
  const steps: Expression = whole.domain.kind === 'range'
    ? integer(Math.ceil(whole.domain.size / size))
    : call('iquot', 'int', call('add', 'int', rows, integer(size - 1)), integer(size));
  const table = naming.fresh(`${index}_order`);
  const placed = project(derived(lowerEquation(drawn, lowering), order), [
    item(domain.column, column(order, key.name, key.type)),
    item('place', call('sub', 'int', { kind: 'rowNumber', by: [column(order, valueColumn, 'real'), column(order, key.name, key.type)] }, integer(1))),
  ]);
  const place = column(table, 'place', 'int');
  const turn = call('irem', 'int', call('sub', 'int', parameter('step', 'int'), integer(1)), steps);
  const chosen = project(
    filter(scan(table, table, [{ name: domain.column, type: domain.keys }, { name: 'place', type: 'int' }]), [test(call('iquot', 'int', place, integer(size)), '=', turn)]),
    [item(domain.column, column(table, domain.column, domain.keys))],
  );
  return {
    perEpoch: steps.kind === 'literal' ? steps.value as number : project(unit, [item(valueColumn, steps)]),
    order: { kind: 'create', table, temporary: true, from: placed, source: `${drawn.source}: the order in which the steps of an epoch take the rows`, span },
    rows: { kind: 'create', table: domain.table, temporary: true, from: { kind: 'sort', input: chosen, by: [domain.column] }, source: `${drawn.source}: the rows of this step`, span },
  };
}
