// Derivatives: every `Derivative` of a program becomes equations.

import { type Diagnostic, diagnostic, error } from '../diagnostics.ts';
import { groupBy } from '../group.ts';
import { reaching, readersOf } from './differentiate/bounds.ts';
import { emitForward, tangentSeeds } from './differentiate/forward.ts';
import type { Auxiliaries } from './differentiate/linearise.ts';
import { emitReverse, type Workshop } from './differentiate/reverse.ts';
import { patternOf } from './differentiate/slices.ts';
import { splitBodies } from './differentiate/split.ts';
import { exploreSweep, type SweepRequest } from './differentiate/sweep.ts';
import { InternalError } from '../source.ts';
import { flatDefinitions, signatures, type Signature } from './equations.ts';
import { type Definition, type Derivative, type Equation, type Program, real, type Recurrence } from './ir.ts';
import { isZeroEverywhere, type Known, knownOf } from './simplify/facts.ts';
import { inlineElementwise } from './simplify/inline.ts';
import { reuseElementwise } from './simplify/reuse.ts';
import { plainLetters } from './simplify/term.ts';
import { simplifyEquation } from './simplify.ts';

/**
 * Replaces every derivative by equations, in reverse mode, or in forward mode if it has a direction. Derivatives of one
 * value share a sweep; those that others differentiate once more are worked out first, when an other one meets them.
 *
 * A derivative by T[ix] is by that one cell: a change of it reaches whatever is computed from it, other cells of T
 * included, and its own definition plays no part.
 * Errors: not-differentiable, circular (a derivative that depends on itself). Warnings: zero-derivative.
 */
export function differentiate(program: Program): { readonly program: Program; readonly diagnostics: readonly Diagnostic[] } {
  if (!program.definitions.some(d => d.kind === 'derivative')) return { program, diagnostics: [] };
  if (program.definitions.some(d => d.kind === 'recurrence')) throw new InternalError('derivatives are worked out before recurrences are ordered');
  const names = takenNames(program);
  const split = splitBodies(program, wanted => freshName(wanted, names));
  const work = new Work(split, names);
  for (const d of split.definitions) if (d.kind === 'derivative') work.resolve(d);
  return { program: { ...split, definitions: split.definitions.flatMap((d): readonly (Definition | Recurrence)[] => (d.kind === 'derivative' ? work.made.get(d.bind)! : [d])) }, diagnostics: work.diagnostics };
}

/** Names that no new tensor may have, in lower case. */
const takenNames = (program: Program): Set<string> =>
  new Set([...signatures(program).keys(), ...program.indices.flatMap(i => (i.domain.kind === 'table' ? [i.name, i.domain.table] : [i.name]))].map(n => n.toLowerCase()));

function freshName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 1; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}

/** The program while its derivatives are being worked out. */
class Work {
  readonly diagnostics: Diagnostic[] = [];
  /** equations by the derivative that they stand in for */
  readonly made = new Map<string, readonly Equation[]>();
  private readonly all = new Map<string, Definition>();
  private readonly signature: Map<string, Signature>;
  private readonly full: Set<string>;
  private readonly equations: Map<string, Equation>;
  private readonly zero: Set<string>;
  private readonly known: Known;
  private readonly groups = new Map<Derivative, readonly Derivative[]>();
  private readonly running = new Set<string>();
  private readonly auxiliaries = new Map<string, string>();
  private readonly single: boolean;

  constructor(program: Program, private readonly names: Set<string>) {
    this.signature = new Map(signatures(program));
    const { full, zero, equations } = knownOf(program);
    this.zero = new Set(zero);
    this.full = new Set(full);
    this.equations = new Map(equations);
    this.known = { ...knownOf(program), signature: this.signature, full: this.full, equations: this.equations, zero: this.zero };
    for (const d of flatDefinitions(program)) this.all.set(d.bind, d);
    const byValue = new Map<string, Derivative[]>();
    for (const d of program.definitions) {
      if (d.kind !== 'derivative') continue;
      const key = d.direction ? d.bind : JSON.stringify([d.of, d.seeds]);
      byValue.set(key, [...(byValue.get(key) ?? []), d]);
    }
    for (const group of byValue.values()) for (const d of group) this.groups.set(d, group);
    this.single = byValue.size === 1;
  }

  /** Works out a derivative with all that share its sweep, if that has not been done. */
  resolve(d: Derivative): void {
    if (this.made.has(d.bind)) return;
    if (this.running.has(d.bind)) throw error('circular', d.span, 'this derivative depends on itself', { hints: ['differentiate a value that is computed before the derivative is used'] });
    const group = this.groups.get(d)!;
    for (const member of group) this.running.add(member.bind);
    const extra: Equation[] = [];
    const aux = this.auxiliariesFor(group, extra);
    const { equations: raw, zero } = d.direction ? this.forward(d, aux) : this.reverse(group, aux);
    const equations = this.tidy(raw, group);
    const byName = groupBy(equations, e => e.bind);
    for (const member of group) {
      this.running.delete(member.bind);
      this.made.set(member.bind, byName.get(member.bind)!);
    }
    const [first] = group;
    const asked = new Set(group.map(m => m.bind));
    const between = equations.filter(e => !asked.has(e.bind));
    this.made.set(first!.bind, [...extra, ...between, ...this.made.get(first!.bind)!]);
    for (const e of equations) this.add(e);
    for (const z of zero) {
      this.diagnostics.push(diagnostic('warning', 'zero-derivative', z.span, `the derivative of ${z.of.tensor} by ${z.by.tensor} is zero everywhere`,
        { note: `${z.of.tensor} does not depend on ${z.by.tensor}, or only through steps such as floor, comparisons or argmax` }));
    }
  }

  /** The equations of a sweep simplified, so that what differentiates them again has less to do. */
  private tidy(equations: readonly Equation[], group: readonly Derivative[]): readonly Equation[] {
    for (const e of equations) this.add(e);
    const simple = (e: Equation): Equation => simplifyEquation(e, { known: this.known, dropStops: false });
    const asked = new Set(group.map(d => d.bind));
    const between = new Set(equations.map(e => e.bind).filter(name => !asked.has(name)));
    const kept = inlineElementwise(reuseElementwise(equations.map(simple), this.known, simple), between, this.known, simple).map(e => ({ ...e, terms: e.terms.map(plainLetters) }));
    for (const e of equations) this.all.delete(e.bind);
    return kept;
  }

  private add(e: Equation): void {
    this.all.set(e.bind, e);
    this.signature.set(e.bind, { axes: e.axes, type: e.type });
    if (e.fill !== null && (e.within === null || this.full.has(e.within))) this.full.add(e.bind);
    if (isZeroEverywhere(e)) this.zero.add(e.bind);
    this.equations.set(e.bind, e);
  }

  private fresh(wanted: string): string { return freshName(wanted, this.names); }

  private auxiliariesFor(group: readonly Derivative[], made: Equation[]): Auxiliaries {
    const readers = readersOf(this.all);
    const again = [...reaching(readers, group.flatMap(d => [...readers.get(d.bind) ?? []]))].some(name => this.all.get(name)?.kind === 'derivative');
    return {
      known: this.known, again,
      auxiliary: (key, name, make) => {
        const before = this.auxiliaries.get(key);
        if (before !== undefined) return before;
        const bind = this.fresh(name);
        this.auxiliaries.set(key, bind);
        const equation = make(bind);
        made.push(equation);
        this.add(equation);
        return bind;
      },
    };
  }

  private reverse(group: readonly Derivative[], aux: Auxiliaries): ReturnType<typeof emitReverse> {
    const [first] = group as readonly [Derivative, ...Derivative[]];
    const seeds = new Set(first.seeds.map(l => l.name));
    const targets = group.map(d => ({ tensor: d.by.tensor, pattern: patternOf(d.by.at, seeds) }));
    const request: SweepRequest = { of: first.of, seeds: first.seeds, targets };
    return emitReverse(exploreSweep(request, { all: this.all, resolve: d => this.resolve(d) }, aux), group, this.shop(t => (this.single ? `d_${t}` : `d_${first.of.tensor}_d_${t}`)));
  }

  private forward(d: Derivative, aux: Auxiliaries): ReturnType<typeof emitForward> {
    const seeds = tangentSeeds(d);
    const names = new Set(seeds.map(l => l.name));
    const request: SweepRequest = { of: d.of, seeds, targets: [{ tensor: d.by.tensor, pattern: patternOf(d.by.at, names) }] };
    return emitForward(exploreSweep(request, { all: this.all, resolve: x => this.resolve(x) }, aux), d, this.shop(t => (this.single ? `t_${t}` : `t_${d.bind}_${t}`)));
  }

  private shop(nameFor: (tensor: string) => string): Workshop {
    return { known: this.known, fresh: wanted => this.fresh(wanted), nameFor, declare: (bind, axes) => { this.signature.set(bind, { axes, type: real }); } };
  }
}
