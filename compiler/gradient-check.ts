// Two plans by which the gradient of a program can be held against differences: one computes what is minimised and its derivatives by the
// parameters, the other what is minimised alone, again and again while one cell of a parameter is moved.

import type { Catalog } from './catalog.ts';
import { runPasses } from './pipeline.ts';
import type { Plan } from './plan.ts';
import { assemble, type RelationalOptions } from './relational/assemble.ts';
import { namingOf } from './relational/naming.ts';
import type { Span } from './source.ts';
import { bareLetter, type Derivative, type Program, type Show } from './tensor/ir.ts';

export interface GradientCheck {
  readonly gradients: Plan;
  readonly values: Plan;
  readonly pairs: readonly {
    readonly objective: string;
    readonly parameter: string;
    readonly span: Span;
    /** in `values`: the table that holds the parameter, and the number of the show of the objective */
    readonly table: string;
    readonly value: number;
    /** in `gradients`: the number of the show of the derivative */
    readonly gradient: number;
  }[];
}

/** Derivatives of one number by all cells of a parameter. */
const checkable = (d: Program['definitions'][number], parameters: ReadonlySet<string>): d is Derivative =>
  d.kind === 'derivative' && d.direction === null && d.seeds.length === 0 && d.of.at.length === 0 && parameters.has(d.by.tensor)
  && d.by.at.length === d.free.length && d.by.at.every((at, k) => bareLetter(at) === d.free[k]!.name);

/**
 * The plans for a checked program, as it is before any pass, without batches. Null: it has no derivative of a number by a whole parameter. Errors:
 * ProgramError where something cannot be lowered.
 */
export function gradientCheck(program: Program, catalog: Catalog | null, options: RelationalOptions): GradientCheck | null {
  const carried = program.carried.filter(c => c.role === 'parameter');
  const found = program.definitions.filter(d => checkable(d, new Set(carried.map(c => c.tensor))));
  const wanted = found.filter((d, k) => found.findIndex(o => o.of.tensor === d.of.tensor && o.by.tensor === d.by.tensor) === k);
  if (wanted.length === 0) return null;
  const show = (label: string, tensor: string, span: Span): Show => ({ label, tensor, split: null, span });
  const objectives = [...new Set(wanted.map(d => d.of.tensor))];
  const label = (tensor: string): string => carried.find(c => c.tensor === tensor)!.label;
  const written = (d: Derivative): string => /^gradient of ([\s\S]*) by [^ ]+$/.exec(d.source)?.[1] ?? d.of.tensor;
  const showing = (shows: readonly Show[]): { readonly plan: Plan; readonly table: (tensor: string) => string } => {
    const { program: traced } = runPasses({ ...program, carried, training: [], checks: [], exports: [], shows });
    const naming = namingOf(traced);
    return { plan: assemble(traced, catalog, options), table: t => naming.now(t) };
  };
  const gradients = showing(wanted.map(d => show(d.source, d.bind, d.span)));
  const values = showing(objectives.map(o => show(o, o, wanted.find(d => d.of.tensor === o)!.span)));
  return {
    gradients: gradients.plan, values: values.plan,
    pairs: wanted.map((d, k) => ({ objective: written(d), parameter: label(d.by.tensor), span: d.span, table: values.table(d.by.tensor), value: objectives.indexOf(d.of.tensor), gradient: k })),
  };
}
