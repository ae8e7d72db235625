// A path for very many operands: the cheapest of three. The pair that shrinks what is there the most, again and again (as
// opt_einsum's `greedy`); the letter whose operands together have the fewest cells (as variables are eliminated from graphical
// models and sparse systems, by least degree); the letter that is first done with as the operands are written, which suits a line of them.

import type { Path, Query, Tree } from './path.ts';

interface Node { readonly id: number; readonly letters: ReadonlySet<string>; readonly rows: number; readonly tree: Tree }
interface Candidate { readonly gain: number; readonly a: number; readonly b: number }
/** A node that is to be joined, and what making it so costs. */
interface Way { readonly rows: number; readonly tree: Tree; readonly cost: number }
/** A letter and what it costs to join its operands; it was the `rank`-th to be done with, and priced for the `round`-th time. */
interface Priced { readonly letter: string; readonly price: number; readonly rank: number; readonly round: number }

/** A letter of more operands than this makes candidates of neighbours in order of size only. */
const crowd = 16;

export function greedy(query: Query): Path {
  const paths = [new Contraction(query).byPairs(), new Contraction(query).byLetters('smallest'), new Contraction(query).byLetters('written')];
  return paths.reduce((a, b) => (b.cost < a.cost ? b : a));
}

class Contraction {
  private readonly open = new Map<number, Node>();
  /** the open nodes that have a letter */
  private readonly holders = new Map<string, Set<number>>();
  private readonly ties: Map<string, Set<ReadonlySet<string>>> = new Map();
  private readonly heap = new Heap<Candidate>(before);
  private cost = 0;
  private next = 0;

  constructor(private readonly query: Query) {
    for (const tie of query.ties) for (const l of tie) this.ties.set(l, (this.ties.get(l) ?? new Set()).add(tie));
    query.operands.forEach((o, number) => this.add({ letters: o.letters, rows: o.rows, tree: { kind: 'operand', number, alone: false } }));
    for (const node of this.open.values()) this.loose(node.letters);
  }

  /** The pair of the greatest gain, again and again. */
  byPairs(): Path {
    for (const letter of this.holders.keys()) this.propose(letter);
    for (let c = this.heap.pop(); c; c = this.heap.pop()) {
      const [a, b] = [this.open.get(c.a), this.open.get(c.b)];
      if (!a || !b) continue;
      const made = this.merge(a, b);
      for (const l of made.letters) this.propose(l, made);
    }
    return this.rest();
  }

  /** The letter that leaves the smallest result, or the one that is first done with, again and again; its operands are joined from the smallest on. */
  byLetters(rule: 'smallest' | 'written'): Path {
    const last = new Map(this.query.operands.flatMap((o, k) => [...o.letters].map(l => [l, k] as const)));
    const open = new Set([...this.holders.keys()].filter(l => !this.query.keep.has(l)).sort((a, b) => last.get(a)! - last.get(b)!));
    const eliminate = (letter: string): ReadonlySet<string> | null => {
      open.delete(letter);
      const nodes = [...this.holders.get(letter)!].map(id => this.open.get(id)!).sort((a, b) => a.rows - b.rows || a.id - b.id);
      const [first, ...others] = nodes;
      return first && others.length ? others.reduce((a, b) => this.merge(a, b), first).letters : null;
    };
    if (rule === 'written') {
      for (const l of open) eliminate(l);
      return this.rest();
    }
    const rank = new Map([...open].map((l, k) => [l, k]));
    const round = new Map<string, number>();
    const prices = new Heap<Priced>((a, b) => (a.price !== b.price ? a.price < b.price : a.rank < b.rank));
    const price = (letter: string): void => {
      const around = new Set([...this.holders.get(letter)!].flatMap(id => [...this.open.get(id)!.letters]));
      around.delete(letter);
      round.set(letter, (round.get(letter) ?? 0) + 1);
      prices.push({ letter, price: this.cells(around), rank: rank.get(letter)!, round: round.get(letter)! });
    };
    for (const l of open) price(l);
    for (let next = prices.pop(); next; next = prices.pop()) {
      if (!open.has(next.letter) || next.round !== round.get(next.letter)) continue;
      for (const l of eliminate(next.letter) ?? []) if (open.has(l)) price(l);
    }
    return this.rest();
  }

  /** Joins what shares no letter: the smallest first. */
  private rest(): Path {
    while (this.open.size > 1) {
      const [a, b] = [...this.open.values()].sort((x, y) => x.rows - y.rows || x.id - y.id) as [Node, Node];
      this.merge(a, b);
    }
    const [last] = [...this.open.values()] as [Node];
    return { cost: this.cost, tree: last.tree };
  }

  private add(node: Omit<Node, 'id'>): Node {
    const made = { ...node, id: this.next++ };
    this.open.set(made.id, made);
    for (const l of made.letters) this.holders.set(l, (this.holders.get(l) ?? new Set()).add(made.id));
    return made;
  }

  private remove(node: Node): void {
    this.open.delete(node.id);
    for (const l of node.letters) this.holders.get(l)!.delete(node.id);
  }

  /** Ties are gone once one node has all their letters. */
  private loose(letters: ReadonlySet<string>): void {
    for (const l of letters) for (const tie of this.ties.get(l) ?? []) if ([...tie].every(t => letters.has(t))) for (const t of tie) this.ties.get(t)!.delete(tie);
  }

  /** Whether something outside some nodes needs a letter of theirs. */
  private needed(letter: string, inside: number): boolean {
    return this.query.keep.has(letter) || this.holders.get(letter)!.size > inside || (this.ties.get(letter)?.size ?? 0) > 0;
  }

  private cells(letters: Iterable<string>): number {
    let n = 1;
    for (const l of letters) n *= this.query.sizes.get(l)!;
    return n;
  }

  /** A join of two nodes, each summed over letters of its own first if that takes fewer rows. */
  private join(a: Node, b: Node): { readonly alone: number; readonly rows: number; readonly left: Tree; readonly right: Tree } {
    let shared = 1;
    for (const l of a.letters) if (b.letters.has(l)) shared *= this.query.sizes.get(l)!;
    const joined = (x: Way, y: Way): { readonly alone: number; readonly rows: number; readonly left: Tree; readonly right: Tree } =>
      ({ left: x.tree, right: y.tree, rows: (x.rows * y.rows) / shared, alone: x.cost + y.cost });
    let best = joined({ ...a, cost: 0 }, { ...b, cost: 0 });
    const [ownA, ownB] = [this.summedAlone(a), this.summedAlone(b)];
    if (!ownA && !ownB) return best;
    const ways = (n: Node, own: Way | null): readonly Way[] => [{ ...n, cost: 0 }, ...(own ? [own] : [])];
    for (const x of ways(a, ownA)) for (const y of ways(b, ownB)) { const way = joined(x, y); if (way.alone + way.rows < best.alone + best.rows) best = way; }
    return best;
  }

  /** An operand summed over the letters that nothing else has, if there are any. */
  private summedAlone(n: Node): Way | null {
    if (n.tree.kind === 'pair') return null;
    let cells = 1, all = true;
    for (const l of n.letters) if (this.needed(l, 1)) cells *= this.query.sizes.get(l)!; else all = false;
    return all ? null : { rows: Math.min(n.rows, cells), tree: { ...n.tree, alone: true }, cost: n.rows };
  }

  /** The letters that are left of two nodes once they are joined. */
  private left(a: Node, b: Node): ReadonlySet<string> {
    const found = new Set<string>();
    for (const l of a.letters) if (this.needed(l, b.letters.has(l) ? 2 : 1)) found.add(l);
    for (const l of b.letters) if (!a.letters.has(l) && this.needed(l, 1)) found.add(l);
    return found;
  }

  private merge(a: Node, b: Node): Node {
    const { alone, rows, left, right } = this.join(a, b);
    const all = new Set([...a.letters, ...b.letters]);
    this.loose(all);
    const letters = this.left(a, b);
    this.cost += alone + (letters.size < all.size || this.open.size === 2 ? rows : 0);
    this.remove(a);
    this.remove(b);
    return this.add({ letters, rows: Math.min(rows, this.cells(letters)), tree: { kind: 'pair', left, right } });
  }

  /** Makes candidates of the nodes that share a letter, or of one of them with the others. */
  private propose(letter: string, of: Node | null = null): void {
    const nodes = [...this.holders.get(letter)!].map(id => this.open.get(id)!);
    if (nodes.length > crowd) {
      nodes.sort((a, b) => a.rows - b.rows || a.id - b.id);
      const at = of ? nodes.indexOf(of) : -1;
      for (let k = Math.max(1, at < 0 ? 1 : at); k < (at < 0 ? nodes.length : Math.min(nodes.length, at + 2)); k++) this.candidate(nodes[k - 1]!, nodes[k]!);
      return;
    }
    nodes.forEach((a, k) => nodes.slice(0, k).forEach(b => { if (!of || a === of || b === of) this.candidate(b, a); }));
  }

  private candidate(a: Node, b: Node): void {
    const rows = Math.min(this.join(a, b).rows, this.cells(this.left(a, b)));
    this.heap.push({ gain: rows - a.rows - b.rows, a: Math.min(a.id, b.id), b: Math.max(a.id, b.id) });
  }
}

/** By gain, then by age. */
const before = (a: Candidate, b: Candidate): boolean => (a.gain !== b.gain ? a.gain < b.gain : a.a !== b.a ? a.a < b.a : a.b < b.b);

/** Items of which the first by an order is taken first. */
class Heap<T> {
  private readonly items: T[] = [];

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  push(item: T): void {
    const { items, before } = this;
    let at = items.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && before(item, items[up]!); at = up, up = (at - 1) >> 1) { items[at] = items[up]!; items[up] = item; }
  }

  pop(): T | undefined {
    const { items, before } = this;
    const [top] = items;
    const last = items.pop();
    if (items.length === 0 || !last) return top;
    items[0] = last;
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= items.length) return top;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++;
      if (!before(items[child]!, last)) return top;
      items[at] = items[child]!;
      items[child] = last;
      at = child;
    }
  }
}
