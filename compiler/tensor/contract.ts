// Sums of products of several tensors, taken two at a time: A[i,j]·B[j,k]·v[k] costs i·j·k at once, but j·k + i·j by way of B·v.
// The order is the cheapest one (dynamic programming over sets of operands, as opt_einsum's `dp`; greedy beyond ten).

import { indexTable, type Indices, letterIndices } from './affine.ts';
import { signatures } from './equations.ts';
import { cheapestTree, type Tree } from './contract/path.ts';
import { type Access, arg, at, type Axis, call, computed, type Definition, type Equation, int, integer, type Letter, mapScalar, number, type Program, real, type Recurrence, type Scalar, type Term, visitScalar } from './ir.ts';
import { conjunction, conjuncts } from './simplify/guards.ts';

/** A chain is worth its further equations if it does at most this share of the multiplications. */
const worthwhile = 0.5;

/** Splits sums of products into pairwise contractions where that takes far fewer multiplications; sizes must be known. */
export function contractPairwise(program: Program): Program {
  const taken = new Set([...signatures(program).keys(), ...program.indices.map(i => i.name)].map(n => n.toLowerCase()));
  const fresh = (wanted: string): string => {
    for (let n = 1; ; n++) {
      const name = `${wanted}_${n}`;
      if (!taken.has(name.toLowerCase())) { taken.add(name.toLowerCase()); return name; }
    }
  };
  const work: Work = { indices: indexTable(program.indices), fresh };
  return { ...program, definitions: program.definitions.flatMap((d): readonly (Definition | Recurrence)[] => (d.kind === 'equation' && d.reduce === 'sum' ? splitEquation(d, work) : [d])) };
}

interface Work { readonly indices: Indices; readonly fresh: (wanted: string) => string }

function splitEquation(e: Equation, work: Work): readonly Equation[] {
  const steps: Equation[] = [];
  const terms = e.terms.map(t => {
    const product = productOf(t);
    const tree = product && chosenTree(t, product, work.indices);
    return product && tree ? new Chain(e, t, product, work, steps).final(tree) : t;
  });
  return steps.length ? [...steps, { ...e, terms }] : [e];
}

// ------------------------------------------------------------------ products

/** A factor of a product or a conjunct of a guard. */
interface Part { readonly scalar: Scalar; readonly inverse: boolean; readonly args: ReadonlySet<number>; readonly letters: ReadonlySet<string> }

/** Arguments that stay together, and all the letters of theirs and of what is computed from them. */
interface Operand { readonly positions: readonly number[]; readonly letters: ReadonlySet<string> }

/** A term as a product. Parts without arguments are applied in the last step. */
interface Product { readonly operands: readonly Operand[]; readonly factors: readonly Part[]; readonly guards: readonly Part[] }

function part(scalar: Scalar, inverse = false): Part {
  const args = new Set<number>(), letters = new Set<string>();
  visitScalar(scalar, n => {
    if (n.kind === 'arg') args.add(n.position);
    if (n.kind === 'letter') letters.add(n.name);
    if (n.kind === 'position') letters.add(n.letter);
  });
  return { scalar, inverse, args, letters };
}

function factorsOf(root: Scalar, inverse = false): readonly Part[] {
  if (root.kind === 'call') {
    const [a, b] = root.args;
    if (root.op === 'mul') return [...factorsOf(a!, inverse), ...factorsOf(b!, inverse)];
    if (root.op === 'div') return [...factorsOf(a!, inverse), ...factorsOf(b!, !inverse)];
    if (root.op === 'neg') return [part(integer(-1)), ...factorsOf(a!, inverse)];
  }
  return [part(root, inverse)];
}

/** The term as a product of more than two operands that can be joined one after the other, or null. */
function productOf(term: Term): Product | null {
  if (term.args.length < 3 || term.args.some(a => a.optional) || term.out.some(c => c.kind === 'computed')) return null;
  const factors = factorsOf(term.body);
  const guards = conjuncts(term.where).map(c => part(c));
  const group = term.args.map((_, k) => k);
  const join = (members: Iterable<number>): void => {
    const [first, ...rest] = [...members].map(k => group[k]!);
    for (const other of rest) group.forEach((g, k) => { if (g === other) group[k] = first!; });
  };
  for (const p of [...factors, ...guards]) join(p.args);
  term.args.forEach((a, k) => { for (const c of a.at) if (c.kind === 'computed') join([k, ...part(c.value).args]); });
  const operands = [...new Set(group)].map((g): Operand => {
    const positions = group.flatMap((h, k) => (h === g ? [k] : []));
    const coords = positions.flatMap(k => term.args[k]!.at.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [...part(c.value).letters])));
    return { positions, letters: new Set([...coords, ...[...factors, ...guards].filter(isOf(positions)).flatMap(p => [...p.letters])]) };
  });
  return operands.length > 2 ? { operands, factors, guards } : null;
}

/** Parts that can be applied once these arguments are at hand, and not before. */
const isOf = (positions: readonly number[]) => (p: Part): boolean => p.args.size > 0 && [...p.args].every(k => positions.includes(k));

/** Letters that the last step needs. */
const lastLetters = (term: Term, { factors, guards }: Product): ReadonlySet<string> =>
  new Set([...term.out.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])), ...[...factors, ...guards].filter(p => p.args.size === 0).flatMap(p => [...p.letters])]);

function chosenTree(term: Term, product: Product, indices: Indices): Tree | null {
  const sizes = new Map<string, number>();
  for (const [name, index] of letterIndices(term)) {
    const domain = indices.get(index)?.domain;
    if (domain?.kind !== 'range') return null;
    sizes.set(name, domain.size);
  }
  const all = [...sizes.values()].reduce((a, b) => a * b, 1);
  const best = cheapestTree(product.operands, lastLetters(term, product), sizes);
  return best && best.cost <= worthwhile * all ? best.tree : null;
}

// ------------------------------------------------------------------ the chain

/** An operand, or the result of a step and where it is read. */
interface Made extends Operand { readonly access: Access | null }

class Chain {
  private readonly letters: ReadonlyMap<string, Letter>;
  private readonly last: ReadonlySet<string>;
  /** not applied yet */
  private factors: readonly Part[];
  private guards: readonly Part[];

  constructor(private readonly e: Equation, private readonly term: Term, private readonly product: Product, private readonly work: Work, private readonly steps: Equation[]) {
    this.letters = new Map(term.letters.map(l => [l.name, l]));
    this.last = lastLetters(term, product);
    this.factors = product.factors;
    this.guards = product.guards;
  }

  /** The term over the results of the steps, which are added to `steps`. */
  final(tree: Tree): Term {
    const { left, right } = tree as Extract<Tree, { readonly kind: 'pair' }>;
    const parts = [this.make(left), this.make(right)];
    const gone = new Set(this.product.operands.flatMap(o => [...o.letters]).filter(l => !parts.some(p => p.letters.has(l))));
    return this.joined(parts, this.term.letters.filter(l => !gone.has(l.name)), this.term.out, () => true);
  }

  private make(tree: Tree): Made {
    if (tree.kind === 'operand') return { ...this.product.operands[tree.number]!, access: null };
    const parts = [this.make(tree.left), this.make(tree.right)];
    const positions = parts.flatMap(p => p.positions);
    const elsewhere = new Set([...this.last, ...this.product.operands.filter(o => !o.positions.every(k => positions.includes(k))).flatMap(o => [...o.letters])]);
    const own = [...new Set(parts.flatMap(p => [...p.letters]))].map(name => this.letters.get(name)!);
    const kept = own.filter(l => elsewhere.has(l.name));
    const bind = this.work.fresh(this.e.bind);
    const place = kept.map(l => at(l.name));
    const term = this.joined(parts, own, place, isOf(positions));
    this.steps.push({
      kind: 'equation', bind, axes: axesFor(kept), type: this.e.type.kind === 'int' ? int : real, reduce: kept.length < own.length ? 'sum' : 'only',
      terms: [term], fill: null, within: null, source: this.e.source, span: this.e.span,
    });
    return { positions, letters: new Set(kept.map(l => l.name)), access: { tensor: bind, at: place, optional: false } };
  }

  /** One term over operands and results of steps, with the parts that apply to it, which are used up. */
  private joined(parts: readonly Made[], letters: readonly Letter[], out: Term['out'], applies: (p: Part) => boolean): Term {
    const factors = this.factors.filter(applies);
    const guards = this.guards.filter(applies);
    this.factors = this.factors.filter(p => !applies(p));
    this.guards = this.guards.filter(p => !applies(p));
    const place = new Map<number, number>();
    const accesses: Access[] = [];
    const results: Scalar[] = [];
    for (const p of parts) {
      if (p.access) { results.push(arg(accesses.length)); accesses.push(p.access); }
      else for (const k of p.positions) { place.set(k, accesses.length); accesses.push(this.term.args[k]!); }
    }
    const moved = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'arg' ? arg(place.get(n.position)!) : n));
    const multiplied = [...results, ...factors.filter(f => !f.inverse).map(f => moved(f.scalar))].reduce<Scalar | null>((a, b) => (a ? call('mul', a, b) : b), null);
    const body = factors.filter(f => f.inverse).reduce<Scalar>((a, f) => call('div', a, moved(f.scalar)), multiplied ?? (this.e.type.kind === 'int' ? integer(1) : number(1)));
    return {
      letters, out, body, where: conjunction(guards.map(g => moved(g.scalar))), pick: null,
      args: accesses.map(a => ({ ...a, at: a.at.map(c => (c.kind === 'computed' ? computed(moved(c.value)) : c)) })),
    };
  }
}

/** Columns named after letters, unique whatever the case. */
function axesFor(letters: readonly Letter[]): readonly Axis[] {
  const taken = new Set(['val']);
  return letters.map(l => {
    const primes = /'*$/.exec(l.name)![0].length;
    const stem = l.name.slice(0, l.name.length - primes) + (primes ? `_${primes}` : '');
    let column = stem;
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${stem}_${n}`;
    taken.add(column.toLowerCase());
    return { column, index: l.index };
  });
}
