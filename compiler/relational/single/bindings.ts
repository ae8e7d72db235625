// CTEs of a single query, in order; one that several read is materialised.

import { InternalError } from '../../source.ts';
import { type Computed, closure } from '../definitions.ts';
import type { Deferred } from '../schedule.ts';
import { type Binding, type Column, type Relation, tablesScanned } from '../ir.ts';
import { type Lowering, lowerEquation } from '../lower/equation.ts';
import type { Shapes } from '../lower/shapes.ts';
import { type Program, servedText } from '../../tensor/ir.ts';
import { refusal } from './refusal.ts';

export interface Named { readonly name: string; readonly relation: Relation; readonly columns?: readonly Column[]; readonly note: string | null }

/** What comes before a recursive query: what loading left, and definitions that do not change, all kept. */
export function before(program: Program, definitions: readonly Computed[], deferred: readonly Deferred[], lowering: Lowering): readonly Named[] {
  const named: Named[] = [];
  const done = new Set<Computed>();
  const define = (some: readonly Computed[]): void => {
    for (const d of some) {
      if (done.has(d)) continue;
      done.add(d);
      if (d.kind === 'recurrence') throw refusal('a recurrence of many steps cannot be part of a single query', d.span);
      named.push({ name: d.bind, relation: lowerEquation(d, lowering), note: servedText(d) });
    }
  };
  for (const d of deferred) {
    define(closure(definitions, d.reads));
    named.push(deferredRelation(d, program, lowering.shapes));
  }
  define(definitions);
  return joined(named);
}

/** Clauses of one tensor put together. */
function joined(named: readonly Named[]): readonly Named[] {
  const last = new Map(named.map((n, k) => [n.name, k]));
  return named.flatMap((n, k) => {
    if (last.get(n.name) !== k) return [];
    const parts = named.filter(o => o.name === n.name).map(o => o.relation);
    return [{ ...n, relation: parts.length === 1 ? parts[0]! : { kind: 'union', inputs: parts } as const }];
  });
}

/** The relations as CTEs. `repeated`: names that are read again and again, however often they are written. */
export function bindings(named: readonly Named[], readers: readonly Relation[], repeated: (name: string) => boolean = () => false): readonly Binding[] {
  const scans = [...named.map(n => n.relation), ...readers].flatMap(r => tablesScanned(r)).map(t => t.toLowerCase());
  let note: string | null = null;
  return named.map(n => {
    const times = scans.filter(t => t === n.name.toLowerCase()).length;
    const said = n.note === note ? null : n.note;
    note = n.note ?? note;
    return { name: n.name, columns: n.columns ?? null, materialized: n.columns ? null : times > 1 || repeated(n.name) ? true : null, relation: n.relation, note: said };
  });
}

/** What loading data leaves for an equation to come first, as a CTE in place of a table. */
export function deferredRelation(d: Deferred, program: Program, shapes: Shapes): Named {
  const [name] = d.writes;
  const query = /^CREATE OR REPLACE (?:TEMP )?TABLE (?:"(?:[^"]|"")*"|\S+) AS\s+/i;
  if (name === undefined || d.writes.length !== 1 || !query.test(d.sql)) throw new InternalError(`${d.id} does not make one table from a query`);
  const index = program.indices.find(i => i.domain.kind === 'table' && i.domain.table === name);
  const columns: readonly Column[] = index?.domain.kind === 'table' ? [{ name: index.domain.column, type: index.domain.keys }] : shapes.columns(name);
  return { name, relation: { kind: 'written', sql: d.sql.replace(query, ''), columns, reads: d.reads }, note: d.comment };
}
