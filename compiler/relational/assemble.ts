// Program → plan: data loaded, relations scheduled, everything printed as SQL.

import type { Prices } from '../cost/prices.ts';
import type { Catalog } from '../catalog.ts';
import { type DialectName, dialects } from '../dialects/dialects.ts';
import type { Dialect } from '../dialects/dialect.ts';
import type { Blocking, LayoutChoice } from '../layouts/layout.ts';
import type { Plan, PlanStatement } from '../plan.ts';
import { printRelation, printStatement } from '../sql/print.ts';
import { type Program, servedText } from '../tensor/ir.ts';
import { apart } from './apart.ts';
import { hasOrder } from './lists.ts';
import { type Statement, parametersOf, tablesRead } from './ir.ts';
import { outputQueries } from './outputs.ts';
import { relational } from './relational.ts';

export interface RelationalOptions {
  readonly dialect: DialectName;
  /** COO unless given */
  readonly layout?: LayoutChoice;
  /** that `auto` compares layouts by; those shipped unless given */
  readonly prices?: Prices;
  readonly blocking?: Blocking;
  /** each equation of a step and of a report in a statement of its own */
  readonly apart?: boolean;
  /** called between the phases and before each statement is printed */
  readonly pause?: () => void;
}

/**
 * The plan of a program: SQL in the order in which the runtime executes it.
 * Errors: ProgramError where data does not map, or where something cannot be lowered.
 */
export function assemble(program: Program, catalog: Catalog | null, options: RelationalOptions): Plan {
  const dialect = dialects[options.dialect];
  const r = relational(program, catalog, dialect, options.layout, options.prices, options.blocking, options.pause);
  const { staged, load, validations, scratch } = r.load;
  const printer = new StatementPrinter(dialect, options.pause);
  const { schedule: s } = r;
  const places = new Map(program.definitions.flatMap(d => (d.kind === 'recurrence' ? d.equations : d.kind === 'equation' ? [d] : [])).map(e => [servedText(e), e.span]));
  const asked = (statements: readonly Statement[]): readonly Statement[] => (options.apart ? apart(statements, text => places.get(text) ?? null) : statements);
  return {
    version: 1,
    file: program.file,
    dialect: dialect.name,
    staged, load, validations, scratch,
    setup: printer.all('setup', s.setup),
    training: program.training.map((t, k) => {
      const { epoch, layout, begin, step, keep, reports, stop } = s.training[k]!;
      const of = (phase: string): string => (program.training.length > 1 ? `training ${k + 1} ${phase}` : phase);
      return {
        name: t.name,
        length: t.length,
        seed: t.seed,
        epoch: epoch && { steps: typeof epoch.steps === 'number' ? epoch.steps : printRelation(epoch.steps, dialect), statements: printer.all(of('epoch'), epoch.statements) },
        layout,
        begin: printer.all(of('begin'), begin),
        step: printer.all(of('step'), asked(step)),
        keep: printer.all(of('keep'), keep),
        reports: t.reports.map((report, n) => ({
          every: report.every,
          statements: printer.all(of(`report ${n + 1}`), asked(reports[n]!)),
          names: report.values.map(v => ({ name: v.name, split: v.split, ...(t.goals.some(g => g.objective === v.tensor || g.objective === v.name) ? { objective: true } : {}) })),
        })),
        stop: stop && { every: { count: 1, unit: t.batch === null ? 'steps' as const : 'epochs' as const }, statements: printer.all(of('stop'), stop.statements), sql: printRelation(stop.query, dialect) },
      };
    }),
    final: printer.all('final', s.final),
    ...outputQueries(r, dialect),
    history: r.program.carried.map(c => ({ label: c.label, table: r.naming.history(c.tensor), role: c.role })),
  };
}

/** Statements of the relational plan as statements of the plan, numbered by phase. */
class StatementPrinter {
  constructor(private readonly dialect: Dialect, private readonly pause: () => void = () => {}) {}

  all(phase: string, statements: readonly Statement[]): readonly PlanStatement[] {
    return statements.map((s, k) => this.one(`${phase} ${k + 1}`, s));
  }

  private one(id: string, s: Statement): PlanStatement {
    this.pause();
    if (s.kind === 'loop') {
      return {
        kind: 'loop', id, counter: s.counter, from: s.from, to: s.to, step: s.step,
        body: s.body.map((b, k) => this.one(`${id}.${k + 1}`, b)),
        until: s.until && printRelation(s.until, this.dialect),
        comment: s.source, span: s.span,
      };
    }
    if (s.kind === 'text') return { kind: 'execute', id, sql: s.sql, parameters: s.parameters, reads: s.reads, writes: s.writes, comment: s.source, span: s.span };
    const from = 'from' in s ? s.from : null;
    return {
      kind: 'execute', id,
      sql: printStatement(s, this.dialect),
      parameters: from ? parametersOf(from) : [],
      reads: from ? tablesRead(from) : [],
      writes: s.kind === 'query' ? [] : [s.kind === 'view' ? s.name : s.table],
      ...(hasOrder(s) ? { ordered: true } : {}),
      comment: s.source,
      span: s.span,
    };
  }
}
