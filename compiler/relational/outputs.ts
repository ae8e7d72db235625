// What is read at the end: shows, checks and exports, as queries of tables that are there by then.

import type { Dialect } from '../dialects/dialect.ts';
import type { Plan } from '../plan.ts';
import { printRelation } from '../sql/print.ts';
import type { Relational } from './relational.ts';
import { type Item, type Relation, column, conjunction, item, join, project, scan, test } from './ir.ts';
import { valueColumn } from './lower/shapes.ts';
import { verifyRelation } from './verify.ts';

type Outputs = Pick<Plan, 'shows' | 'checks' | 'exports'>;

/** The queries of a program's shows, checks and exports. */
export function outputQueries(r: Relational, dialect: Dialect): Outputs {
  const print = (relation: Relation): string => {
    verifyRelation(relation);
    return printRelation(relation, dialect);
  };
  const rows = (tensor: string): { readonly sql: string; readonly keys: number } => ({ sql: print(sorted(r, tensor)), keys: r.shapes.signature(tensor).axes.length });
  const unit = (tensor: string): string | null => r.program.notes.find(n => n.tensor === tensor)?.unit ?? null;
  return {
    shows: r.program.shows.map(s => ({ label: s.label, ...rows(s.tensor), unit: unit(s.tensor), span: s.span })),
    checks: r.program.checks.map(c => ({ label: c.label, sql: print(project(scanOf(r, c.tensor), [valueOf(r, c.tensor, valueColumn)])), span: c.span })),
    exports: r.program.exports.map(e => {
      const tensors = e.tensors.map(t => ({ label: t.label, ...rows(t.tensor) }));
      const format = formatOf(e.path);
      const only = e.tensors.length === 1 || format === 'npz' ? tensors[0]!.sql : print(sideBySide(r, e.tensors));
      return { path: e.path, format, sql: only, tensors, span: e.span };
    }),
  };
}

function formatOf(path: string): Plan['exports'][number]['format'] {
  const ending = /\.(csv|parquet|npz|json)(\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  return (ending ?? 'parquet') as Plan['exports'][number]['format'];
}

const scanOf = (r: Relational, tensor: string): Relation => scan(r.lowering.tableOf(tensor), tensor, r.shapes.columns(tensor));

function valueOf(r: Relational, tensor: string, name: string): Item {
  const { type } = r.shapes.columns(tensor).at(-1)!;
  return item(name, column(tensor, valueColumn, type));
}

function sorted(r: Relational, tensor: string): Relation {
  const keys = r.shapes.columns(tensor).slice(0, -1);
  const rows = project(scanOf(r, tensor), [...keys.map(c => item(c.name, column(tensor, c.name, c.type))), valueOf(r, tensor, valueColumn)]);
  return { kind: 'sort', input: rows, by: keys.map(k => k.name) };
}

/** Several tensors as one table: a row for each combination of keys that any of them has, a column a tensor. */
function sideBySide(r: Relational, tensors: readonly { readonly label: string; readonly tensor: string }[]): Relation {
  const keys = new Map<string, Item>();
  const taken = new Set<string>();
  const values: Item[] = [];
  let from: Relation | null = null;
  for (const t of tensors) for (const c of r.shapes.columns(t.tensor).slice(0, -1)) taken.add(c.name.toLowerCase());
  tensors.forEach((t, n) => {
    const alias = tensors.slice(0, n).some(o => o.tensor.toLowerCase() === t.tensor.toLowerCase()) ? `${t.tensor}_${n + 1}` : t.tensor;
    const columns = r.shapes.columns(t.tensor);
    const own = columns.slice(0, -1);
    const shared = own.filter(c => keys.has(c.name.toLowerCase()));
    const source = scan(r.lowering.tableOf(t.tensor), alias, columns);
    const on = conjunction(shared.map(c => test(keys.get(c.name.toLowerCase())!.value, '=', column(alias, c.name, c.type))));
    from = from === null ? source : join(on ? 'full' : 'inner', from, source, on);
    for (const c of own) if (!keys.has(c.name.toLowerCase())) keys.set(c.name.toLowerCase(), item(c.name, column(alias, c.name, c.type)));
    let name = t.label;
    for (let k = 2; taken.has(name.toLowerCase()); k++) name = `${t.label}_${k}`;
    taken.add(name.toLowerCase());
    values.push(item(name, column(alias, valueColumn, columns.at(-1)!.type)));
  });
  return { kind: 'sort', input: project(from!, [...keys.values(), ...values]), by: [...keys.values()].map(k => k.name) };
}
