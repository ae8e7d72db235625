// The tensor IR as a tsql program: what `tsql grad` prints. Every sum is written out, every clause is explicit.

import type { Item, Module } from './ast.ts';
import { error } from './diagnostics.ts';
import { rewriteItem } from './expand/rewrite.ts';
import { printItem } from './format.ts';
import { unreachable } from './source.ts';
import { type Access, bareLetter, type Coord, type Equation, type Index, type Letter, literalCoord, type Program, type Scalar, servedText, type Term } from './tensor/ir.ts';
import { signatures, type Signature } from './tensor/equations.ts';
import type { OpName } from './tensor/ops.ts';

/** The forward and backward equations of a program's training as a program of their own; without training, all its equations. */
export function gradientProgram(module: Module, program: Program): string {
  const indices = new Map(program.indices.map(i => [i.name, i]));
  const equations = program.definitions.filter((d): d is Equation => d.kind === 'equation');
  const carried = new Set(program.carried.map(k => k.tensor));
  const wanted = new Set(program.training.flatMap(t => t.goals.flatMap(g => [g.objective, ...g.updates.flatMap(u => u.terms.flatMap(x => x.args.map(a => a.tensor)))])));
  const byName = new Map(equations.map(e => [e.bind, e]));
  const kept = new Set<string>();
  const queue = wanted.size ? [...wanted] : [...byName.keys()];
  while (queue.length) {
    const name = queue.pop()!;
    if (kept.has(name)) continue;
    kept.add(name);
    for (const term of byName.get(name)?.terms ?? []) for (const a of term.args) queue.push(a.tensor);
  }
  const gradients = [...wanted].filter(name => !carried.has(name) && byName.has(name) && !program.training.some(t => t.goals.some(g => g.objective === name)));
  const printer = new Printer(indices, signatures(program), drawnNames(equations.filter(e => kept.has(e.bind)), [...kept, ...carried]));
  const body = equations.filter(e => kept.has(e.bind)).map(e => printer.equation(e));
  const declared: readonly Item['kind'][] = ['index', 'data', 'param', 'split', 'setting'];
  const labels = new Map(program.carried.map(k => [k.label, k.tensor]));
  const initial = new Set(module.items.flatMap(i => (i.kind === 'param' ? callsIn(i) : [])));
  const head = module.items.filter(i => declared.includes(i.kind) || (i.kind === 'fn' && initial.has(i.name.text))).map(i => printItem(i.kind === 'param' ? underTable(i, labels) : i));
  const hulls = [...printer.hulls].map(name => { const { domain: d, base } = indices.get(name)!; return d.kind === 'range' ? `index ${name}${base === null ? '' : ` in ${base}`} = ${d.lo === 0 ? d.size : `${d.lo}..${d.lo + d.size - 1}`}` : ''; });
  const title = gradients.length ? `-- The gradient: ${gradients.join(', ')}. Every equation is written out.` : '-- Every equation is written out.';
  return `${[title, '', ...head, ...hulls, '', ...body].join('\n')}\n`;
}

/** Draws are numbered by the name that they are declared under, so a tensor of them is printed under that name, if no other has it. */
function drawnNames(equations: readonly Equation[], taken: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { bind, drawn } of equations) if (drawn && ![...taken, ...names.values()].some(t => t.toLowerCase() === drawn.stream.toLowerCase())) names.set(bind, drawn.stream);
  return names;
}

/** A parameter under the name of its table: equations cannot declare a name with a dot, and `k` beside `K` has a table of another name. */
function underTable(item: Extract<Item, { kind: 'param' }>, labels: ReadonlyMap<string, string>): Item {
  const { name } = item.tensor;
  return { ...item, tensor: { ...item.tensor, name: { ...name, text: labels.get(name.text) ?? name.text } } };
}

/** The functions that a statement calls. */
function callsIn(item: Item): readonly string[] {
  const found: string[] = [];
  rewriteItem(item, e => { if (e.kind === 'call') found.push(e.name); return null; });
  return found;
}

/** The module with trainings that take all rows in every step. */
export function withoutBatches(module: Module): Module {
  const batched = (i: Item): boolean => i.kind === 'train' && i.clauses.some(k => k.kind === 'batch');
  if (!module.items.some(batched)) return module;
  return { ...module, items: module.items.map(i => (i.kind === 'train' ? { ...i, clauses: i.clauses.filter(k => k.kind !== 'batch') } : i)) };
}

/** A term in which no letter stands twice in `out`: `x[n, n]` is `x[n, n'] where n == n'`. */
function lettersApart(term: Term): Term {
  const met = new Set<string>();
  const letters: Letter[] = [];
  const equal: Scalar[] = [];
  const out = term.out.map((c): Coord => {
    const bare = bareLetter(c);
    if (bare === null || !met.has(bare)) { if (bare !== null) met.add(bare); return c; }
    const other = `${bare} again ${letters.length}`;
    letters.push({ name: other, index: term.letters.find(l => l.name === bare)!.index });
    equal.push({ kind: 'call', op: 'eq', args: [{ kind: 'letter', name: bare }, { kind: 'letter', name: other }] });
    return { kind: 'affine', terms: [{ coefficient: 1, letter: other }], offset: 0 };
  });
  if (!equal.length) return term;
  return { ...term, letters: [...term.letters, ...letters], out, where: [...(term.where ? [term.where] : []), ...equal].reduce((a, b) => ({ kind: 'call', op: 'and', args: [a, b] })) };
}

const infix: Partial<Record<OpName, readonly [string, number]>> = {
  or: ['or', 2], and: ['and', 3], eq: ['==', 5], ne: ['!=', 5], lt: ['<', 5], le: ['<=', 5], gt: ['>', 5], ge: ['>=', 5],
  add: ['+', 6], sub: ['-', 6], mul: ['*', 7], div: ['/', 7], mod: ['%', 7], imod: ['%', 7], coalesce: ['??', 1],
};

class Printer {
  readonly hulls = new Set<string>();

  constructor(private readonly indices: ReadonlyMap<string, Index>, private readonly tensors: ReadonlyMap<string, Signature>, private readonly renamed: ReadonlyMap<string, string>) {}

  private name(tensor: string): string { return this.renamed.get(tensor) ?? tensor; }

  equation(e: Equation): string {
    const comment = `-- ${servedText(e)}`;
    if (e.reduce === 'count') return [comment, ...e.terms.map(t => this.clause(e, t, '=', 'count'))].join('\n');
    const adds = e.reduce === 'sum' && (e.terms.length > 1 || e.terms.some(t => t.out.some(c => bareLetter(c) === null)));
    const extreme = (e.reduce === 'max' || e.reduce === 'min') && e.terms.length > 1;
    const op = adds || (e.reduce === 'only' && e.fill !== null) ? '+=' : extreme ? `${e.reduce}=` : '=';
    if (!e.terms.length) return `${comment}\n${e.bind}${e.axes.length ? `[${this.names(e.axes.map((a, k) => ({ name: String(k), index: a.index }))).join(', ')}]` : ''} ${op} 0`;
    return [comment, ...e.terms.map(t => this.clause(e, t, op, e.reduce))].join('\n');
  }

  private clause(e: Equation, given: Term, op: string, reduce: Equation['reduce']): string {
    const term = op === '+=' ? given : lettersApart(given);
    const names = this.letterNames(term.letters);
    const coord = (c: Coord): string => this.coord(c, names, term);
    const left = term.out.map((c, k) => (bareLetter(c) !== null && this.mixed(e, k) ? `int(${coord(c)})` : this.placed(coord(c), c, e.axes[k]!.index, term)));
    const kept = new Set(term.out.flatMap(c => this.lettersIn(c, term)));
    const summed = term.letters.filter(l => !kept.has(l.name)).map(l => names.get(l.name)!);
    const body = e.drawn ? `${e.drawn.law}(0, 1)` : this.scalar(term.body, names, term, 0);
    const guards = [...(term.where ? [this.scalar(term.where, names, term, 3)] : []), ...this.presence(term, names), ...term.out.flatMap((c, k) => this.insideGuard(c, e.axes[k]!.index, names))];
    const guard = guards.length ? guards.join(' and ') : null;
    const target = `${this.name(e.bind)}${left.length ? `[${left.join(', ')}]` : ''}`;
    if (reduce === 'only' || (summed.length === 0 && op !== '=')) return `${target} ${e.drawn ? '~' : op} ${body}${guard ? ` where ${guard}` : ''}`;
    const where = guard ? ` where ${guard}` : '';
    const word = reduce === 'count' ? 'sum' : reduce;
    const value = reduce === 'count' ? `[ ${body} == ${body} or true ]` : body;
    if (!summed.length) return `${target} ${op} ${value}${where}`;
    return `${target} ${op} ${word}[${summed.join(', ')}${where}](${value})`;
  }

  /** Arguments that a term joins but whose value its body does not read: `(i, j) in T`. */
  private presence(term: Term, names: ReadonlyMap<string, string>): string[] {
    const read = new Set<number>();
    const note = (s: Scalar | null): void => { if (s) walk(s, n => { if (n.kind === 'arg') read.add(n.position); }); };
    note(term.body); note(term.where);
    for (const c of [...term.out, ...term.args.flatMap(a => a.at)]) if (c.kind === 'computed') note(c.value);
    return term.args.flatMap((a, k) => (read.has(k) || a.optional || !a.at.length ? [] : [`(${this.places(a, names, term)}) in ${this.name(a.tensor)}`]));
  }

  private insideGuard(c: Coord, index: string, names: ReadonlyMap<string, string>): string[] {
    const { domain } = this.indices.get(index)!;
    if (c.kind !== 'affine' || bareLetter(c) !== null || c.terms.length === 0 || domain.kind !== 'range') return [];
    const text = this.affine(c, names);
    return [`${text} >= ${domain.lo} and ${text} <= ${domain.lo + domain.size - 1}`];
  }

  /** The letters of a coordinate, those included at which it reads tensors: `dst[e]` has e. */
  private lettersIn(c: Coord, term: Term): string[] {
    if (c.kind === 'affine') return c.terms.map(t => t.letter);
    const found: string[] = [];
    walk(c.value, n => {
      if (n.kind === 'letter') found.push(n.name);
      if (n.kind === 'arg') found.push(...term.args[n.position]!.at.flatMap(x => this.lettersIn(x, term)));
    });
    return found;
  }

  private names(letters: readonly Letter[]): string[] { return [...this.letterNames(letters).values()]; }

  /** The name of an index in the program: its own where it is a hull or a part of another, else that of the surface index. */
  private own(index: Index): string { return index.base === null || index.split === null ? index.name : index.base; }

  /** Each letter as its index's name with as many primes as keep it apart. */
  private letterNames(letters: readonly Letter[]): ReadonlyMap<string, string> {
    const taken = new Set<string>();
    return new Map(letters.map(l => {
      const index = this.indices.get(l.index)!;
      if (this.own(index) !== index.base) this.hulls.add(index.name);
      let name = this.own(index);
      while (taken.has(name)) name += "'";
      taken.add(name);
      return [l.name, name];
    }));
  }

  private affine(c: Extract<Coord, { kind: 'affine' }>, names: ReadonlyMap<string, string>): string {
    const parts = c.terms.map(t => `${t.coefficient === 1 ? '' : `${t.coefficient}*`}${names.get(t.letter)!}`);
    if (c.offset !== 0 || !parts.length) parts.push(String(c.offset));
    return parts.join(' + ').replaceAll('+ -', '- ');
  }

  private coord(c: Coord, names: ReadonlyMap<string, string>, term: Term): string {
    if (c.kind === 'affine') return this.affine(c, names);
    return this.scalar(c.value, names, term, 0);
  }

  private read(a: Access, names: ReadonlyMap<string, string>, term: Term): string {
    return `${this.name(a.tensor)}${a.at.length ? `[${this.places(a, names, term)}]` : ''}`;
  }

  /** Where a tensor is read: positions that may lie outside of it say so. */
  private places(a: Access, names: ReadonlyMap<string, string>, term: Term): string {
    return a.at.map((c, k) => {
      const text = this.placed(this.coord(c, names, term), c, this.tensors.get(a.tensor)!.axes[k]!.index, term);
      return bareLetter(c) !== null || literalCoord(c) !== null || (c.kind === 'computed' && c.value.kind === 'arg') ? text : `pad(${text})`;
    }).join(', ');
  }

  /** Do the clauses of an equation put letters of different indices at an axis? */
  private mixed(e: Equation, axis: number): boolean {
    const found = e.terms.flatMap(t => { const bare = bareLetter(t.out[axis]!); return bare === null ? [] : [t.letters.find(l => l.name === bare)!.index]; });
    return new Set(found).size > 1;
  }

  /** A bare letter of another index than the axis's forgets its name. */
  private placed(text: string, c: Coord, axis: string, term: Term): string {
    const bare = bareLetter(c);
    if (bare === null) return text;
    const own = this.indices.get(term.letters.find(l => l.name === bare)!.index)!;
    const other = this.indices.get(axis)!;
    return own.name === other.name || own.base === other.name || (own.domain.kind === 'table' && (own.domain.keys !== 'int' || other.domain.kind === 'table')) || (own.base !== null && own.base === other.base && own.split !== null) ? text : `int(${text})`;
  }

  private scalar(s: Scalar, names: ReadonlyMap<string, string>, term: Term, above: number): string {
    const go = (x: Scalar, level: number): string => this.scalar(x, names, term, level);
    const wrap = (text: string, level: number): string => (level < above ? `(${text})` : text);
    switch (s.kind) {
      case 'literal': return typeof s.value === 'string' ? JSON.stringify(s.value) : typeof s.value === 'number' ? numberText(s.value, s.type, above) : String(s.value);
      case 'arg': return this.read(term.args[s.position]!, names, term);
      case 'letter': return names.get(s.name)!;
      case 'size': { const i = this.indices.get(s.index)!; return `|${this.own(i)}|`; }
      case 'position': case 'counter': throw error('not-supported', { file: '<program>', start: 0, end: 0 }, `${s.kind} has no surface form`, { hints: ['print the program without random draws or loops'] });
      case 'call': break;
      default: return unreachable(s, 'scalar');
    }
    const [a, b, c] = s.args;
    const op = infix[s.op];
    if (op) return wrap(`${go(a!, op[1])} ${op[0]} ${go(b!, op[1] + 1)}`, op[1]);
    switch (s.op) {
      case 'neg': return wrap(`-${go(a!, 8)}`, 7);
      case 'pow': return wrap(`${go(a!, 10)} ^ ${go(b!, 9)}`, 9);
      case 'not': return wrap(`not ${go(a!, 4)}`, 4);
      case 'if': return wrap(`if ${go(a!, 1)} then ${go(b!, 1)} else ${go(c!, 0)}`, 0);
      case 'bernoulli': return `[ ${go(a!, 6)} < ${go(b!, 6)} ]`;
      case 'iverson': return `[ ${go(a!, 0)} ]`;
      case 'present': return a!.kind === 'arg' ? `((${this.places(term.args[a!.position]!, names, term)}) in ${this.name(term.args[a!.position]!.tensor)})` : `(([ ${go(a!, 0)} == ${go(a!, 0)} or true ] ?? 0) == 1)`;
      case 'idiv': return `int(floor(${go(a!, 7)} / ${go(b!, 8)}))`;
      case 'least': return `min(${go(a!, 0)}, ${go(b!, 0)})`;
      case 'greatest': return `max(${go(a!, 0)}, ${go(b!, 0)})`;
      default: return `${s.op}(${s.args.map(x => go(x, 0)).join(', ')})`;
    }
  }
}

function numberText(value: number, type: string, above: number): string {
  if (Number.isNaN(value)) return '(0 / 0)';
  if (!Number.isFinite(value)) return value > 0 ? '(1 / 0)' : '(-1 / 0)';
  const text = type === 'real' && Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
  return value < 0 && above > 6 ? `(${text})` : text;
}

function walk(s: Scalar, visit: (node: Scalar) => void): void {
  visit(s);
  if (s.kind === 'call') s.args.forEach(a => walk(a, visit));
}
