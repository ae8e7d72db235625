// One sweep: from the cells that are differentiated to the cells by which they are, which slices of which tensors are passed,
// and by which terms. Reverse mode then pushes cotangents along these steps, forward mode pulls tangents.

import { type Coord, type Definition, type Derivative, type Equation, type Letter, type Term } from '../ir.ts';
import { conjunction, conjuncts, coordEquals, resolveGuards } from '../simplify/guards.ts';
import { groupBy } from '../../group.ts';
import { renameApart } from '../affine.ts';
import { Reach, reaching, readersOf } from './bounds.ts';
import { type Auxiliaries, type Linear, linearise } from './linearise.ts';
import { covers, differingAxes, disjoint, type Pattern, patternOf, pinForm } from './slices.ts';

/** A tensor with more slices than this is passed whole on the axes where they differ. */
const sliceLimit = 4;

export interface Node { readonly tensor: string; readonly pattern: Pattern }

/** A linear term as seen from one slice of the tensor it lands in: letters that the slice fixes are gone. */
export interface Step {
  readonly from: Node;
  /** out: the cell of `from.tensor`; letters may include seeds */
  readonly term: Term;
  readonly position: number;
  /** the cell of the argument */
  readonly cell: readonly Coord[];
  readonly tensor: string;
  readonly equation: Equation;
}

export interface Sweep {
  readonly start: Node;
  readonly seeds: readonly Letter[];
  /** slices in the order they were met; those of pass-through tensors and of targets that lead on */
  readonly nodes: readonly Node[];
  readonly steps: readonly Step[];
  /** the slice of a pass-through tensor that holds these cells */
  readonly nodeOf: (tensor: string, pattern: Pattern) => Node | null;
}

export interface SweepRequest {
  readonly of: { readonly tensor: string; readonly at: readonly Coord[] };
  readonly seeds: readonly Letter[];
  readonly targets: readonly { readonly tensor: string; readonly pattern: Pattern }[];
}

/** The program under work: `all` changes when a derivative is resolved. */
export interface Definitions {
  readonly all: ReadonlyMap<string, Definition>;
  readonly resolve: (derivative: Derivative) => void;
}

export function exploreSweep(request: SweepRequest, definitions: Definitions, aux: Auxiliaries): Sweep {
  const whole = new Map<string, Set<number>>();
  for (;;) {
    const sweep = attempt(request, definitions, aux, whole);
    if (sweep) return sweep;
  }
}

/** One try; null after noting in `whole` axes that must not be pinned. */
function attempt(request: SweepRequest, definitions: Definitions, aux: Auxiliaries, whole: Map<string, Set<number>>): Sweep | null {
  const { seeds, targets, of } = request;
  const seedNames = new Set(seeds.map(l => l.name));
  const rank = (tensor: string): number => aux.known.signature.get(tensor)!.axes.length;
  const readers = readersOf(definitions.all);
  const onPath = reaching(readers, targets.map(t => t.tensor));
  // whole tensors that are differentiated by, and slices of tensors
  const [wholes, parts] = [targets.filter(t => t.pattern.every(p => p === null)), targets.filter(t => t.pattern.some(p => p !== null))];
  const toWholes = reaching(readers, wholes.map(t => t.tensor));
  const toParts = parts.map(t => new Reach(definitions.all, readers, t.tensor, t.pattern, rank));
  const useful = (tensor: string, pattern: Pattern): boolean => toWholes.has(tensor) || toParts.some(r => r.possible(tensor, pattern));
  const targetsOf = groupBy(targets, t => t.tensor);
  const hits = (tensor: string, pattern: Pattern): boolean => targetsOf.get(tensor)?.some(t => !disjoint(t.pattern, pattern)) ?? false;
  const widen = (tensor: string, pattern: Pattern): Pattern => pattern.map((p, k) => (whole.get(tensor)?.has(k) ? null : p));

  const slices = new Map<string, Node[]>();
  const nodes: Node[] = [];
  const steps: Step[] = [];
  let failed = false;
  const visit = (tensor: string, exact: Pattern): void => {
    const pattern = widen(tensor, exact);
    const known = slices.get(tensor) ?? [];
    if (known.some(n => covers(n.pattern, pattern))) return;
    const narrower = known.filter(n => covers(pattern, n.pattern));
    const crowd = narrower.length ? [...narrower.map(n => n.pattern), pattern] : known.length >= sliceLimit ? [...known.map(n => n.pattern), pattern] : [];
    if (crowd.length) {
      const marked = whole.get(tensor) ?? new Set();
      for (const k of differingAxes(crowd)) marked.add(k);
      whole.set(tensor, marked);
      failed = true;
      return;
    }
    const node = { tensor, pattern };
    slices.set(tensor, [...known, node]);
    nodes.push(node);
  };

  const start = { tensor: of.tensor, pattern: patternOf(of.at, seedNames) };
  visit(of.tensor, start.pattern);
  for (let n = 0; n < nodes.length && !failed; n++) {
    const node = nodes[n]!;
    const definition = definitions.all.get(node.tensor);
    if (!definition) continue;
    if (definition.kind === 'derivative') {
      definitions.resolve(definition);
      failed = true;                           // there are new tensors on the way now: start over
      break;
    }
    const equation = definition;
    for (const linear of linearise(equation, t => onPath.has(t), aux)) {
      const term = restrict(linear, equation, node.pattern, seeds, aux);
      if (!term) continue;
      const { tensor, at } = term.args[linear.position]!;
      const pattern = patternOf(at, seedNames);
      const passes = definitions.all.has(tensor) && useful(tensor, pattern);
      const lands = hits(tensor, pattern);
      if (!passes && !lands) continue;
      steps.push({ from: node, term, position: linear.position, cell: at, tensor, equation });
      if (passes) visit(tensor, pattern);
    }
  }
  if (failed) return null;
  const left = leadingOn(nodes, steps, step => hits(step.tensor, patternOf(step.cell, seedNames)), seedNames);
  const nodeOf = (tensor: string, pattern: Pattern): Node | null => slices.get(tensor)?.find(s => left.nodes.has(s) && covers(s.pattern, pattern)) ?? null;
  return { start: nodeOf(start.tensor, start.pattern)!, seeds, nodes: [...left.nodes], steps: [...left.steps], nodeOf };
}

/** The slices without those from which no step leads on (the first one stays), and the steps without those that only led there. */
function leadingOn(nodes: readonly Node[], steps: readonly Step[], lands: (step: Step) => boolean, seedNames: ReadonlySet<string>): { readonly nodes: ReadonlySet<Node>; readonly steps: ReadonlySet<Step> } {
  const left = { nodes: new Set(nodes), steps: new Set(steps) };
  const leaving = new Map<Node, number>();
  for (const s of steps) leaving.set(s.from, (leaving.get(s.from) ?? 0) + 1);
  const entering = groupBy(steps, s => s.tensor);
  const dead = nodes.filter((n, k) => k > 0 && !leaving.has(n));
  for (const node of dead) {
    left.nodes.delete(node);
    for (const step of entering.get(node.tensor)!) {
      if (!left.steps.has(step) || lands(step) || !covers(node.pattern, patternOf(step.cell, seedNames))) continue;
      left.steps.delete(step);
      const others = leaving.get(step.from)! - 1;
      leaving.set(step.from, others);
      if (others === 0 && step.from !== nodes[0]) dead.push(step.from);
    }
  }
  return left;
}

/** The term with its landing place fixed to a slice, letters solved for; its weight is the body. Null: it never lands there. */
function restrict(linear: Linear, equation: Equation, pattern: Pattern, seeds: readonly Letter[], { known }: Auxiliaries): Term | null {
  const apart = renameApart({ ...linear.term, body: linear.weight }, new Set(seeds.map(l => l.name)));
  const pins = pattern.flatMap((pin, k) => (pin === null ? [] : [coordEquals(apart.out[k]!, pinForm(pin))]));
  const used = new Set(pattern.flatMap(p => (p?.letter ? [p.letter] : [])));
  const fixed: Term = { ...apart, letters: [...seeds.filter(l => used.has(l.name)), ...apart.letters], where: conjunction([...pins, ...conjuncts(apart.where)]) };
  return resolveGuards(fixed, equation.axes, t => known.signature.get(t)!.axes, new Set(seeds.map(l => l.name)), known.indices);
}

