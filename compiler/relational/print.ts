// The relational plan as text, for `--emit plan`: one node a line, inputs indented below it.

import type { Catalog } from '../catalog.ts';
import { dialects } from '../dialects/dialects.ts';
import { InternalError, unreachable } from '../source.ts';
import type { Program } from '../tensor/ir.ts';
import type { RelationalOptions } from './assemble.ts';
import { relational } from './relational.ts';
import { type Expression, type Item, type Relation, type Statement } from './ir.ts';

/** The relational plan of a program, phase by phase. */
export function printRelations(program: Program, catalog: Catalog | null, options: RelationalOptions): string {
  const { schedule } = relational(program, catalog, dialects[options.dialect], options.layout, options.prices);
  const phase = (name: string, statements: readonly Statement[]): string[] => (statements.length ? [`${name}:`, ...statements.flatMap(s => indent(printPlanStatement(s))), ''] : []);
  const parts = [
    ...phase('setup', schedule.setup),
    ...schedule.training.flatMap((t, k) => {
      const of = schedule.training.length > 1 ? `training ${k + 1} ` : '';
      return [
        ...(t.epoch ? phase(`${of}epoch`, t.epoch.statements) : []),
        ...phase(`${of}step`, t.step),
        ...phase(`${of}keep`, t.keep),
        ...t.reports.flatMap((r, n) => phase(`${of}report ${n + 1}`, r)),
        ...(t.stop ? phase(`${of}stop`, [...t.stop.statements, { kind: 'query', from: t.stop.query, source: 'stop when', span: program.training[k]!.span }]) : []),
      ];
    }),
    ...phase('final', schedule.final),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

const indent = (lines: readonly string[]): string[] => lines.map(l => `  ${l}`);

/** A statement as lines. */
export function printPlanStatement(s: Statement): readonly string[] {
  switch (s.kind) {
    case 'create': return [`create ${s.temporary ? 'temporary ' : ''}${s.table}`, ...indent(printPlanRelation(s.from))];
    case 'declare': return [`declare ${s.temporary ? 'temporary ' : ''}${s.table}(${s.columns.map(c => `${c.name} ${c.type}`).join(', ')})`];
    case 'append': return [`append ${s.table}`, ...indent(printPlanRelation(s.from))];
    case 'view': return [`view ${s.name}`, ...indent(printPlanRelation(s.from))];
    case 'drop': return [`drop ${s.table}`];
    case 'newest': return [`newest of ${s.table} by ${s.by}`];
    case 'text': return [`text ${s.writes.join(', ')}`, ...indent(s.sql.split('\n'))];
    case 'query': return ['query', ...indent(printPlanRelation(s.from))];
    case 'loop': return [
      `loop ${s.counter} = ${s.from} … ${s.to}${s.step < 0 ? ' down' : ''}`,
      ...indent(s.body.flatMap(printPlanStatement)),
      ...(s.until ? ['until', ...indent(printPlanRelation(s.until))] : []),
    ];
    default: return unreachable(s, 'statement');
  }
}

/** A relation as lines. */
export function printPlanRelation(r: Relation): readonly string[] {
  const node = (text: string, ...inputs: readonly Relation[]): readonly string[] => [text, ...indent(inputs.flatMap(printPlanRelation))];
  switch (r.kind) {
    case 'unit': return ['unit'];
    case 'scan': return [`scan ${r.table}${r.table === r.alias ? '' : ` as ${r.alias}`}(${r.columns.map(c => c.name).join(', ')})`];
    case 'range': return [`range ${r.lo} … ${r.lo + r.size - 1} as ${r.alias}(${r.column})`];
    case 'derived': return node(`derived as ${r.alias}`, r.input);
    case 'join': return node(`${r.join} join${r.on ? ` on ${printPlanExpression(r.on)}` : ''}`, r.left, r.right);
    case 'filter': return node(`filter ${printPlanExpression(r.predicate)}`, r.input);
    case 'project': return node(`project ${items(r.columns)}`, r.input);
    case 'aggregate': return node(`aggregate by (${items(r.keys)}) ${items(r.values)}${r.having ? ` having ${printPlanExpression(r.having)}` : ''}`, r.input);
    case 'union': return node('union', ...r.inputs);
    case 'written': return [`written (${r.columns.map(c => c.name).join(', ')})`, ...indent(r.sql.split('\n'))];
    case 'sort': return node(`sort by ${r.by.join(', ')}`, r.input);
    case 'with': return [
      `with${r.recursive ? ' recursive' : ''}`,
      ...indent(r.bindings.flatMap(b => [`${b.name}${b.materialized ? ' (kept)' : ''} =`, ...indent(printPlanRelation(b.relation))])),
      'in',
      ...indent(printPlanRelation(r.body)),
    ];
    default: return unreachable(r, 'relation');
  }
}

const items = (list: readonly Item[]): string => list.map(i => (i.value.kind === 'column' && i.value.name === i.name ? printPlanExpression(i.value) : `${i.name} = ${printPlanExpression(i.value)}`)).join(', ');

/** An expression in prefix notation, fully parenthesised. */
export function printPlanExpression(e: Expression): string {
  const list = (of: readonly Expression[], between: string): string => of.map(printPlanExpression).join(between);
  switch (e.kind) {
    case 'column': return `${e.of === null ? '' : `${e.of}.`}${e.name}${e.nullable ? '?' : ''}`;
    case 'literal': return typeof e.value === 'string' ? JSON.stringify(e.value) : `${e.value}${e.type === 'real' && Number.isInteger(e.value) ? '.0' : ''}`;
    case 'missing': return 'missing';
    case 'parameter': return `$${e.name}`;
    case 'call': return `${e.op}(${list(e.args, ', ')})`;
    case 'test': return `(${printPlanExpression(e.left)} ${e.test} ${printPlanExpression(e.right)})`;
    case 'all': return `(${list(e.of, ' and ')})`;
    case 'any': return `(${list(e.of, ' or ')})`;
    case 'not': return `not ${printPlanExpression(e.of)}`;
    case 'between': return `${printPlanExpression(e.value)} in ${printPlanExpression(e.lo)} … ${printPlanExpression(e.hi)}`;
    case 'isNull': return `${e.negated ? 'present' : 'missing'}(${printPlanExpression(e.value)})`;
    case 'cast': return `${e.type}(${printPlanExpression(e.value)})`;
    case 'aggregated': return `${e.by}(${list(e.args, ', ')}${e.descending ? ' descending' : ''})`;
    case 'rowNumber': return `place(${e.by.map(printPlanExpression).join(', ')})`;
    case 'rowCount': return `size(${e.table})`;
    case 'valueOf': return `${e.table}()`;
    case 'local': return e.name;
    case 'each': return `each(${printPlanExpression(e.over)}, ${e.element}${e.place === null ? '' : `, ${e.place}`} -> ${printPlanExpression(e.body)})`;
    case 'fold': return `fold(${printPlanExpression(e.over)}, ${e.before}, ${e.element} -> ${printPlanExpression(e.body)})`;
    case 'listed': return `${e.by}(${list(e.args, ', ')})`;
    default: throw new InternalError(`unexpected expression ${JSON.stringify(e)}`);
  }
}
