// The compiler's public face: pure functions from text to diagnostics, plans and SQL. Runs in Node and in a browser.

import type { Module } from './ast.ts';
import type { Catalog, SourceRequests } from './catalog.ts';
import { check } from './check/check.ts';
import { expand } from './expand/expand.ts';
import { type Diagnostic, ProgramError } from './diagnostics.ts';
import type { LayoutChoice } from './layouts/layout.ts';
import { type Parsed, parse } from './parse/parse.ts';
import { type GradientCheck, gradientCheck } from './gradient-check.ts';
import { gradientStage, joiningPass, runPasses, type Traced } from './pipeline.ts';
import type { Plan } from './plan.ts';
import { assemble } from './relational/assemble.ts';
import { forwardViews } from './relational/forward.ts';
import { printRelations } from './relational/print.ts';
import { singleQuery } from './relational/single.ts';
import { position, type Source } from './source.ts';
import { always } from './standard.ts';
import { sources as requestsOf } from './sources.ts';
import { printScript } from './sql/script.ts';
import { planCosts, type PhaseCost } from './cost/plan.ts';
import { type Prices, shippedPrices } from './cost/prices.ts';
import type { Measurements } from './cost/table.ts';
import { dialects } from './dialects/dialects.ts';
import { explain } from './explain.ts';
import { relational as relationalOf } from './relational/relational.ts';
import { gradientProgram, withoutBatches } from './surface.ts';
import type { Precision, Program } from './tensor/ir.ts';
import { inDoubles } from './tensor/precision.ts';
import { printProgram } from './tensor/print.ts';

export { catalogue, type Code } from './catalogue.ts';
export type { Catalog, ColumnType, SourceHeader, SourceId, SourceRequests } from './catalog.ts';
export type { Diagnostic, Label, Severity } from './diagnostics.ts';
export { ProgramError } from './diagnostics.ts';
export type { Parsed } from './parse/parse.ts';
export type { GradientCheck } from './gradient-check.ts';
export { type LayoutChoice, layoutChoices } from './layouts/layout.ts';
export type { PhaseCost, PhaseKind, PlanCost } from './cost/plan.ts';
export { type Prices, shippedPrices, type WorkKind, workKinds } from './cost/prices.ts';
export type { Measured, Measurements } from './cost/table.ts';
export { format } from './format.ts';
export type { Plan, PlanStatement, PlanTraining, StagedArray, Validation } from './plan.ts';
export { render, renderJson } from './render.ts';
export { InternalError, position, type Source, type Span } from './source.ts';
export type { Precision, Program } from './tensor/ir.ts';
export { precisions } from './tensor/precision.ts';

export type Stage = 'ast' | 'tensor' | 'gradient' | 'plan' | 'sql' | 'json';

export interface CompileOptions {
  /** headers of the data that the program names; without it sizes that come from data are not known */
  readonly catalog?: Catalog;
  /** what `sources` made of the same text, which then is not read again */
  readonly parsed?: Parsed;
  /** texts of imported modules by path */
  readonly modules?: Readonly<Record<string, string>>;
  /** values that replace those of `setting`s */
  readonly settings?: Readonly<Record<string, number | string | boolean>>;
  readonly dialect?: 'duckdb';
  /** what real tensors are stored in that no `@dtype` speaks of; f64 unless given */
  readonly dtype?: Precision;
  /** how steps keep their cells; COO unless given */
  readonly layout?: LayoutChoice;
  /** what work costs on the engine, which decides between layouts; those of the machine that tsql was measured on unless given */
  readonly prices?: Prices;
  /** each equation of a step in a statement of its own, for finding out what goes wrong in it */
  readonly apart?: boolean;
  /** replaces the seed and the number of steps of the training block */
  readonly seed?: number;
  readonly steps?: number;
  /** called between the statements and the passes of the compiler, so that compiling can be ended: what it throws is thrown on */
  readonly pause?: () => void;
}

export interface Compiled {
  /** errors and warnings in the order of the text; with an error there is no plan */
  readonly diagnostics: readonly Diagnostic[];
  /** the tensor IR after all passes; null if there was an error */
  readonly program: Program | null;
  /** what the runtime executes; null if there was an error */
  readonly plan: Plan | null;
  /** any stage as text. Throws if there was an error before it. */
  emit(stage: Stage): string;
  /** a summary of the model: tensors, shapes, parameters, statements and what they cost, beside what was measured of them */
  explain(measured?: Measurements): string;
  /** the statements of the plan, phase by phase, with the rows, bytes, multiply-adds and time that they are expected to take */
  costs(): readonly PhaseCost[];
  /** the whole training as one statement. Throws ProgramError (single-query) where that cannot be. */
  singleQuery(): string;
  /** the forward pass of the trained program as views over its weights */
  forward(): string;
  /** the backward program, over all rows, as tsql */
  gradient(): string;
  /** plans by which the gradient can be held against differences, in 64 bits whatever is stored; null: there is none by a whole parameter. Throws if there was an error. */
  gradientCheck(): GradientCheck | null;
}

/** Where an annotation says how training keeps its tensors, the line that it stands in. */
function located<C extends { readonly program: Program | null }>(checked: C, source: Source): C {
  const forced = checked.program?.forced;
  if (!forced || forced.span.file !== source.file) return checked;
  return { ...checked, program: { ...checked.program!, forced: { ...forced, line: position(source.text, forced.span.start).line } } };
}

/** The layout that is asked for; what an annotation asks for, unless the options name one. */
const layoutOf = (asked: LayoutChoice | undefined, program: Program | null): LayoutChoice =>
  program?.forced && (asked ?? 'auto') === 'auto' ? program.forced.layout : asked ?? 'coo';

/** Which data and modules a program names. Syntax errors are in `diagnostics`; what could be read of the rest is in `requests`. `parsed` is an option of `compile`. */
export function sources(source: Source): { readonly requests: SourceRequests; readonly diagnostics: readonly Diagnostic[]; readonly parsed: Parsed } {
  const parsed = parse(source);
  return { requests: requestsOf(parsed.module), diagnostics: parsed.diagnostics, parsed };
}

/**
 * Compiles a program. Never throws for what is wrong with the program: see `diagnostics`. An InternalError is a bug of the compiler.
 */
export function compile(source: Source, options: CompileOptions = {}): Compiled {
  const { pause = () => {} } = options;
  const paused = options.pause ? { pause } : {};
  pause();
  const parsed = options.parsed ?? parse(source);
  pause();
  const errors = parsed.diagnostics.some(d => d.severity === 'error');
  const catalog = options.catalog ?? null;
  const { module, lost, diagnostics: unexpanded } = expand(parsed.module, options.modules ?? {});
  const checking = (of: Module) => located(check(of, { catalog, library: always, lost, settings: options.settings ?? {}, precision: options.dtype ?? 'f64', steps: options.steps ?? null, seed: options.seed ?? null, ...paused }), source);
  const checked = checking(module);
  const broken = errors || unexpanded.some(d => d.severity === 'error');
  const diagnostics = [...parsed.diagnostics, ...unexpanded, ...(errors ? checked.diagnostics.filter(d => d.severity === 'error' && d.code !== 'unknown-name') : checked.diagnostics)];
  let traced: Traced | null = null;
  let plan: Plan | null = null;
  const relational = { dialect: options.dialect ?? 'duckdb', layout: options.apart ? 'coo' : layoutOf(options.layout, checked.program), apart: options.apart ?? false, ...(options.prices ? { prices: options.prices } : {}), ...paused } as const;
  if (!broken && checked.program) {
    try {
      traced = runPasses(checked.program, null, options.apart ? joiningPass : null, pause);
      diagnostics.push(...traced.diagnostics);
      plan = assemble(traced.program, catalog, relational);
    } catch (e) {
      if (!(e instanceof ProgramError)) throw e;
      diagnostics.push(e.diagnostic);
      traced = null;
      plan = null;
    }
  }
  const whole = (): Traced => {
    if (!traced) throw new ProgramError(diagnostics.find(d => d.severity === 'error')!);
    return traced;
  };
  const costs = (): readonly PhaseCost[] => planCosts(relationalOf(whole().program, catalog, dialects[relational.dialect], relational.layout, options.prices), plan!, catalog, options.prices ?? shippedPrices);
  return {
    diagnostics, program: traced?.program ?? null, plan,
    emit(stage) {
      switch (stage) {
        case 'ast': return `${JSON.stringify(parsed.module, null, 2)}\n`;
        case 'tensor': if (broken || !checked.program) whole(); return printProgram(checked.program!);
        case 'gradient': return printProgram(whole().stages.get(gradientStage)!);
        case 'plan': return printRelations(whole().program, catalog, relational);
        case 'sql': whole(); return printScript(plan!, source);
        case 'json': whole(); return `${JSON.stringify(plan, null, 2)}\n`;
      }
    },
    explain: measured => explain(whole().program, whole().contractions, plan!, source, costs(), measured ?? null),
    costs,
    singleQuery: () => singleQuery(whole().program, catalog, relational),
    forward: () => forwardViews(whole().program, catalog, relational),
    gradientCheck() {
      whole();
      return gradientCheck(inDoubles(checking(withoutBatches(module)).program!), catalog, { ...relational, layout: 'coo' });
    },
    gradient() {
      const { stages } = whole();
      const all = withoutBatches(module);
      return gradientProgram(module, (all === module ? stages : runPasses(checking(all).program!, 'prune').stages).get('prune')!);
    },
  };
}
