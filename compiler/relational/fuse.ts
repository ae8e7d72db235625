// Groups relations into statements: what only one statement reads becomes a CTE of it, so that nothing is computed twice and
// no more tables are written than must be.

import { groupBy } from '../group.ts';
import { type Binding, type Relation, type Statement, column, item, project, sourceCount, subquery, tablesScanned } from './ir.ts';
import { verifyRelation } from './verify.ts';

/** Planning time grows steeply with the number of relations in a statement. */
export const mostSources = 20;

/** One step of a schedule, in the order in which it may run. */
export interface Unit {
  /** the table that it fills, if what reads that table may have its relation inlined; else null */
  readonly defines: string | null;
  /** its table must be there afterwards, whoever reads it */
  readonly kept: boolean;
  /** further tables that it changes */
  readonly changes: readonly string[];
  /** null: a unit of several statements, which is never part of another */
  readonly relation: Relation | null;
  /** the tables it reads, one entry a scan */
  readonly reads: readonly string[];
  readonly source: string;
  /** its statements, given its relation with what was inlined into it */
  readonly build: (relation: Relation | null) => readonly Statement[];
}

type UnitOf = Omit<Unit, 'reads' | 'changes' | 'kept'> & Partial<Pick<Unit, 'reads' | 'changes' | 'kept'>>;

export const unit = (u: UnitOf): Unit => ({ kept: false, changes: [], reads: u.relation ? tablesScanned(u.relation) : [], ...u });

/**
 * The statements of a schedule. A unit becomes a CTE of the one statement that reads it if the statement stays small enough and
 * nothing in between changes a table that the unit reads. A unit that nothing reads and that need not be kept is left out.
 */
export function fuse(units: readonly Unit[], limit: number = mostSources): readonly Statement[] {
  const readers = units.map((): Set<number> => new Set());
  const latest = new Map<string, number>();
  /** for each table the units that change it, in order */
  const changes = groupBy(units.flatMap((u, k) => filled(u).map(table => ({ table: fold(table), k }))), c => c.table);
  units.forEach((u, k) => {
    for (const table of u.reads) {
      const from = latest.get(fold(table));
      if (from !== undefined) readers[from]!.add(k);
    }
    for (const table of filled(u)) latest.set(fold(table), k);
  });

  /** Would a unit see other rows at the place of unit `to` than at its own? */
  const outdated = (k: number, to: number): boolean => units[k]!.reads.some(t => changes.get(fold(t))?.some(c => c.k > k && c.k < to));

  // from the last to the first: when a unit's turn comes, its readers know which statement they belong to
  const home: (number | null)[] = units.map((_, k) => k);
  const members = units.map((_, k): number[] => [k]);
  const sizes = units.map(u => (u.relation ? sourceCount(u.relation) : 0));
  for (let k = units.length - 1; k >= 0; k--) {
    const u = units[k]!;
    if (u.kept || u.defines === null) continue;
    const homes = new Set([...readers[k]!].map(r => home[r]!).filter(h => h !== null));
    if (homes.size === 0) { home[k] = null; continue; }
    const [to] = [...homes] as [number];
    if (homes.size > 1 || units[to]!.relation === null || u.relation === null || sizes[to]! + sizes[k]! > limit || outdated(k, to)) continue;
    home[k] = to;
    sizes[to]! += sizes[k]!;
    members[to]!.push(k);
  }
  return units.flatMap((u, k) => (home[k] === k ? u.build(u.relation && inlined(units, members[k]!)) : []));
}

const fold = (name: string): string => name.toLowerCase();
const filled = (u: Unit): readonly string[] => (u.defines === null ? u.changes : [u.defines, ...u.changes]);

/** The relation of a statement: the last unit's, the others as CTEs before it. */
function inlined(units: readonly Unit[], members: readonly number[]): Relation {
  const [root, ...inner] = members;
  const { relation, source } = units[root!]!;
  if (inner.length === 0) return relation!;
  let said: string | null = source;
  const bindings: Binding[] = [...inner].sort((a, b) => a - b).map(k => {
    const u = units[k]!;
    const note = u.source === said ? null : u.source;
    said = u.source;
    const times = members.flatMap(m => units[m]!.reads).filter(t => fold(t) === fold(u.defines!)).length;
    return { name: u.defines!, columns: null, materialized: times > 1 ? true : null, relation: u.relation!, note };
  });
  return after(bindings, relation!);
}

/** A relation with CTEs before it; those of its own follow them, or stay inside where names are the same. */
export function after(bindings: readonly Binding[], relation: Relation): Relation {
  if (bindings.length === 0) return relation;
  if (relation.kind !== 'with') return { kind: 'with', recursive: false, bindings, body: relation };
  const clash = bindings.some(b => relation.bindings.some(o => fold(o.name) === fold(b.name)));
  return clash
    ? { kind: 'with', recursive: false, bindings, body: project(subquery(relation, 't'), verifyRelation(relation).map(c => item(c.name, column('t', c.name, c.type)))) }
    : { ...relation, bindings: [...bindings, ...relation.bindings] };
}
