// Sums of products of several tensors, taken two at a time: A[i,j]·B[j,k]·v[k] costs i·j·k at once, but j·k + i·j by way of B·v.
// So are maxima and minima of sums, and other reductions that distribute over what they reduce (contract/semiring.ts).

import { indexTable, type Indices } from './affine.ts';
import { chainOf } from './contract/chain.ts';
import { cheapestPath, costOf, type Path, type Query, rowsAtOnce, type Tree } from './contract/path.ts';
import { lettersOut, type Operand, type Product, productOf } from './contract/product.ts';
import { Rows } from './contract/rows.ts';
import { semirings } from './contract/semiring.ts';
import type { Definition, Equation, Program, Recurrence, Scalar, Term } from './ir.ts';
import { Names } from './names.ts';
import { groupsOf, isCyclic } from './recurrence.ts';
import { withoutDuplicates } from './share.ts';

export interface ContractOptions {
  /** what a further equation costs, in multiply-adds */
  readonly overhead: number;
  /** further equations have to do at most this share of the multiply-adds */
  readonly share: number;
  /** products of fewer operands are left alone */
  readonly least: number;
}

const defaults: ContractOptions = { overhead: 2000, share: 0.5, least: 2 };

/** A term that reads more tensors than this is split even where that saves nothing: engines plan long joins slowly. */
const mostArguments = 12;

/** How one term is contracted: for people. */
export interface Contraction {
  readonly equation: Equation;
  /** the names of operands in parentheses, each a step: `A·(B·v)` */
  readonly path: string;
  readonly steps: readonly string[];
  /** multiply-adds along the path, and at once */
  readonly cost: number;
  readonly naive: number;
}

/** Splits reductions of products into pairwise contractions where that takes far fewer multiply-adds. */
export const contractPairwise = (program: Program, options: Partial<ContractOptions> = {}): Program => contractions(program, options).program;

/** The program contracted pairwise, and what was chosen. */
export function contractions(program: Program, options: Partial<ContractOptions> = {}): { readonly program: Program; readonly contractions: readonly Contraction[] } {
  const work = new Work(program, { ...defaults, ...options });
  const definitions = program.definitions.flatMap((d): readonly (Definition | Recurrence)[] => (d.kind === 'equation' ? work.equation(d) : [d]));
  if (!work.chosen.length) return { program, contractions: [] };
  // what one product needs, its derivatives often need, too
  const { program: shared, gone } = withoutDuplicates({ ...program, definitions });
  return { program: shared, contractions: work.chosen.map(c => ({ ...c, steps: [...new Set(c.steps.map(s => gone.get(s) ?? s))] })) };
}

class Work {
  readonly chosen: Contraction[] = [];
  private readonly indices: Indices;
  private names: Names | null = null;
  private rows: Rows | null = null;
  private cyclic: ReadonlySet<string> | null = null;

  constructor(private readonly program: Program, private readonly options: ContractOptions) { this.indices = indexTable(program.indices); }

  equation(e: Equation): readonly Equation[] {
    const made: Equation[] = [];
    const terms = e.terms.map(t => this.term(t, e, made));
    return made.length ? [...made, { ...e, terms }] : [e];
  }

  private term(term: Term, e: Equation, made: Equation[]): Term {
    const ring = e.reduce === 'only' ? undefined : semirings[e.reduce];
    if (!ring || term.args.length < this.options.least) return term;
    const rows = (this.rows ??= new Rows(this.program));
    const gathers = term.args.some(a => a.at.some(c => c.kind === 'computed'));
    const product = productOf(term, e, ring, rows.axesOf.bind(rows), this.indices, gathers ? this.inCycle(e.bind) : false);
    if (!product || product.operands.length < this.options.least || nothingBetween(product)) return term;
    const query = queryOf(product, rows);
    const ordered = ring.times === 'add' && e.type.kind === 'real';
    const path = ordered ? writtenPath(term.body, product, query) : cheapestPath(query);
    if (!path) return term;
    const { tree, cost } = path;
    const naive = rowsAtOnce(query);

    this.names ??= new Names(this.program);
    const chain = chainOf(e, term, product, tree, { fresh: this.names.fresh, ordered });
    const long = term.args.length > mostArguments;
    if (!chain.steps.length || !(long || cost + this.options.overhead * chain.steps.length <= this.options.share * naive)) {
      this.names.release(chain.steps.map(s => s.bind));
      return term;
    }
    made.push(...chain.steps);
    this.chosen.push({ equation: e, path: pathText(tree, product), steps: chain.steps.map(s => s.bind), cost, naive });
    return chain.term;
  }

  /** Whether an equation needs itself. */
  private inCycle(bind: string): boolean {
    this.cyclic ??= new Set(groupsOf(this.program).filter(isCyclic).flatMap(g => g.map(d => d.bind)));
    return this.cyclic.has(bind);
  }
}

/** Two operands neither of which has a letter of its own to sum are one step in any case. */
function nothingBetween({ operands, out }: Product): boolean {
  const [a, b] = operands;
  if (!a || !b || operands.length > 2) return false;
  const kept = new Set(lettersOut(out));
  return [...a.letters].every(l => kept.has(l) || b.letters.has(l)) && [...b.letters].every(l => kept.has(l) || a.letters.has(l));
}

function queryOf(product: Product, rows: Rows): Query {
  const sizes = new Map([...product.letters].map(([name, l]) => [name, rows.extent(l.index)]));
  const rowsOf = (o: Operand): number => {
    let n = 1;
    for (const l of o.letters) n *= sizes.get(l)!;
    for (const l of o.links) n /= sizes.get(l.letter)!;
    for (const k of o.positions) if (!product.args[k]!.optional) n *= rows.density(product.args[k]!.tensor);
    return n;
  };
  return {
    operands: product.operands.map(o => ({ letters: o.letters, rows: rowsOf(o) })), keep: new Set(lettersOut(product.out)), sizes,
    ties: [...product.factors, ...product.guards].map(p => p.letters).filter(l => l.size > 0),
  };
}

/**
 * The tree of the additions as they are written: rounding is monotone, so a maximum may be taken before the next addition and the
 * result is the same to the last bit, as long as no addition is done before another that stood first. Null where an operand
 * is added in several places.
 */
function writtenPath(body: Scalar, product: Product, query: Query): Path | null {
  const of = new Map(product.operands.flatMap((o, k) => o.factors.map(f => [f.scalar, k] as const)));
  if (product.factors.length || product.operands.some(o => o.factors.length !== 1)) return null;
  const go = (s: Scalar): Tree | null => {
    const number = of.get(s);
    if (number !== undefined) return { kind: 'operand', number, alone: false };
    if (s.kind !== 'call' || (s.op !== 'add' && s.op !== 'sub' && s.op !== 'neg')) return null;
    const [left, right] = s.args.map(go);
    return s.op === 'neg' ? left! : left && right ? { kind: 'pair', left, right } : null;
  };
  const tree = go(body);
  return tree && { tree, cost: costOf(tree, query) };
}

function pathText(tree: Tree, product: Product): string {
  if (product.operands.length > mostArguments) return `${product.operands.length} operands`;
  const name = (k: number): string => { const names = product.operands[k]!.positions.map(p => product.args[p]!.tensor); return names.length > 1 ? `{${names.join(', ')}}` : names[0]!; };
  const go = (t: Tree, inside: boolean): string => {
    if (t.kind === 'operand') return t.alone ? `(${name(t.number)})` : name(t.number);
    const text = `${go(t.left, true)}·${go(t.right, true)}`;
    return inside ? `(${text})` : text;
  };
  return go(tree, false);
}
