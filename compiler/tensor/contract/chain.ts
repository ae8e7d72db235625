// A chosen tree as equations: one for each intermediate result that sums something, and the term over what is left.

import { type Access, arg, at, call, type Coord, computed, type Equation, int, type Letter, mapScalar, real, type Scalar, type Term, type ValueType } from '../ir.ts';
import { columnFor } from '../names.ts';
import { conjunction } from '../simplify/guards.ts';
import type { Tree } from './path.ts';
import { type Link, lettersOut, type Part, type Product } from './product.ts';
import { productOfFactors } from './semiring.ts';

/** A step joins no more tensors than this, even where nothing is summed in between. */
const mostJoined = 6;

export interface Chain { readonly steps: readonly Equation[]; readonly term: Term }

/** A partial product that may still be joined with others. Arguments beyond the term's own are results of steps. */
interface Made {
  readonly positions: readonly number[];
  readonly factors: readonly { readonly scalar: Scalar; readonly inverse: boolean }[];
  readonly guards: readonly Scalar[];
  readonly links: readonly Link[];
  /** each letter that is there, and how many operands with it went in */
  readonly letters: ReadonlyMap<string, number>;
}

export interface ChainOptions {
  /** gives a name like `wanted` to a result */
  readonly fresh: (wanted: string) => string;
  /** operands are combined as the tree says and in no other order: for additions that round */
  readonly ordered: boolean;
}

/** The equations of a tree, and what is left of the term. */
export const chainOf = (equation: Equation, term: Term, product: Product, tree: Tree, options: ChainOptions): Chain => new Building(equation, term, product, options).run(tree);

class Building {
  private readonly steps: Equation[] = [];
  private readonly results: Access[] = [];
  /** parts that read no argument and are not applied yet */
  private factors: readonly Part[];
  private guards: readonly Part[];
  private readonly type: ValueType;
  /** where the whole is zero without rows, so are the parts: then no reader has to look for rows that are not there */
  private readonly fill: Equation['fill'];
  private readonly keep: ReadonlySet<string>;
  /** how many operands have a letter */
  private readonly holders = new Map<string, number>();

  constructor(private readonly equation: Equation, private readonly term: Term, private readonly product: Product, private readonly options: ChainOptions) {
    this.fill = equation.fill !== null && equation.fill === product.ring.zero ? equation.fill : null;
    this.keep = new Set(lettersOut(product.out));
    for (const o of product.operands) for (const l of o.letters) this.holders.set(l, (this.holders.get(l) ?? 0) + 1);
    this.factors = product.factors;
    this.guards = product.guards;
    const { kind } = equation.type;
    this.type = kind === 'bool' || kind === 'int' ? equation.type : kind === 'key' ? int : real;
  }

  run(tree: Tree): Chain {
    const whole = tree.kind === 'pair' ? this.pair(tree.left, tree.right) : this.make(tree);
    const left = this.letterless(whole);
    const letters = [...this.product.letters.values()].filter(l => whole.letters.has(l.name) || !this.holders.has(l.name));
    return { steps: this.steps, term: { ...this.term, ...this.body(left, letters, this.product.out) } };
  }

  private make(tree: Tree): Made {
    if (tree.kind === 'pair') return this.reduce(this.pair(tree.left, tree.right));
    const { positions, letters, factors, guards, links } = this.product.operands[tree.number]!;
    const own: Made = { positions, letters: new Map([...letters].map(l => [l, 1])), factors, guards: guards.map(g => g.scalar), links };
    return tree.alone ? this.reduce(this.applied(own)) : own;
  }

  private pair(left: Tree, right: Tree): Made {
    const [a, b] = [this.make(left), this.make(right)];
    const letters = new Map(a.letters);
    for (const [l, n] of b.letters) letters.set(l, (letters.get(l) ?? 0) + n);
    return this.applied({
      positions: [...a.positions, ...b.positions], factors: this.options.ordered ? this.inOrder(a, b) : [...a.factors, ...b.factors], guards: [...a.guards, ...b.guards], links: [...a.links, ...b.links], letters,
    });
  }

  /** The two as one factor, so that nothing is combined with a part of it. */
  private inOrder(a: Made, b: Made): Made['factors'] {
    const [left, right] = [a, b].map(m => productOfFactors(m.factors, this.product.ring, this.equation.type)!);
    const [only, ...more] = b.factors;
    return [{ scalar: only?.inverse && !more.length ? call(this.product.ring.over!, left!, only.scalar) : call(this.product.ring.times, left!, right!), inverse: false }];
  }

  /** With what can be applied now that these letters are there. */
  private applied(made: Made): Made {
    const fits = (p: Part): boolean => p.letters.size > 0 && [...p.letters].every(l => made.letters.has(l));
    const factors = this.factors.filter(fits), guards = this.guards.filter(fits);
    if (!factors.length && !guards.length) return made;
    this.factors = this.factors.filter(p => !fits(p));
    this.guards = this.guards.filter(p => !fits(p));
    return { ...made, factors: [...made.factors, ...factors], guards: [...made.guards, ...guards.map(g => g.scalar)] };
  }

  /** With everything that is not applied yet: numbers, and letters of the result that no operand has. */
  private letterless(made: Made): Made {
    return { ...made, factors: [...made.factors, ...this.factors], guards: [...made.guards, ...this.guards.map(g => g.scalar)] };
  }

  /** Sums away what nothing outside needs; where that is nothing, the product stays open unless it is long already. */
  private reduce(made: Made): Made {
    const waiting = new Set([...this.factors, ...this.guards].flatMap(p => [...p.letters]));
    const needed = this.inOrderOfReads(made).filter(([l, inside]) => this.keep.has(l) || waiting.has(l) || this.holders.get(l)! > inside);
    const kept = needed.map(([l]) => this.product.letters.get(l)!);
    if (kept.length === made.letters.size && made.positions.length < mostJoined) return made;
    const bind = this.options.fresh(this.equation.bind);
    const columns = new Set(['val']);
    const place = kept.map(l => at(l.name));
    const letters = [...made.letters.keys()].map(l => this.product.letters.get(l)!);
    const body = this.body(made, letters, place);
    const sums = kept.length < made.letters.size || body.out.some(c => c.kind === 'computed');
    this.steps.push({
      kind: 'equation', bind, axes: kept.map(l => ({ column: columnFor(l, columns), index: l.index })), type: this.type, reduce: sums ? this.equation.reduce : 'only',
      terms: [{ ...body, pick: null }], fill: this.fill, within: null, source: this.equation.source, span: this.equation.span,
    });
    this.results.push({ tensor: bind, at: place, optional: false });
    const position = this.product.args.length + this.results.length - 1;
    return { positions: [position], factors: [{ scalar: arg(position), inverse: false }], guards: [], links: [], letters: new Map(needed) };
  }

  /** The letters of a partial product as its tensors have them, so that products of the same tensors have the same axes. */
  private inOrderOfReads(made: Made): readonly (readonly [string, number])[] {
    const own = this.product.args.length;
    const accesses = made.positions.map(p => (p < own ? this.product.args[p]! : this.results[p - own]!)).sort((a, b) => (a.tensor < b.tensor ? -1 : a.tensor > b.tensor ? 1 : 0));
    const read = new Set([...accesses.flatMap(a => lettersOut(a.at)), ...made.letters.keys()]);
    return [...read].flatMap(l => { const inside = made.letters.get(l); return inside === undefined ? [] : [[l, inside] as const]; });
  }

  /** One term over a partial product. Links whose value is at hand become computed places. */
  private body(made: Made, letters: readonly Letter[], out: readonly Coord[]): Pick<Term, 'letters' | 'out' | 'args' | 'body' | 'where'> {
    // what places are computed from stands first, as it does in the term; nothing is computed from results
    const positions = [...made.positions].sort((a, b) => a - b);
    const place = new Map(positions.map((p, k) => [p, k]));
    const moved = (s: Scalar): Scalar => mapScalar(s, n => (n.kind === 'arg' ? arg(place.get(n.position)!) : n));
    const links = new Map(made.links.map(l => [l.letter, moved(l.value)]));
    const coord = (c: Coord): Coord => {
      if (c.kind === 'computed') return computed(moved(c.value));
      const value = c.terms.length === 1 ? links.get(c.terms[0]!.letter) : undefined;
      return value ? computed(value) : c;
    };
    const own = this.product.args.length;
    const accesses = positions.map((p): Access => (p < own ? this.product.args[p]! : this.results[p - own]!));
    return {
      letters: letters.filter(l => !links.has(l.name)), out: out.map(coord), args: accesses.map(a => ({ ...a, at: a.at.map(coord) })),
      body: productOfFactors(made.factors.map(f => ({ scalar: moved(f.scalar), inverse: f.inverse })), this.product.ring, this.equation.type) ?? this.product.ring.one(this.equation.type),
      where: conjunction(made.guards.map(moved)),
    };
  }
}
