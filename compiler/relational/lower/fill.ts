// Fills made explicit. A cell in which nothing lands may hold a constant without having a row. Whoever reads such a tensor by a
// join would not see the cell, so each read is one of three:
//   as it was        where the constant changes nothing: a product with 0 under a sum, a result that is its own fill
//   an outer join    with `coalesce(argument, fill)`, where the coordinates are known to lie in the axes
//   of `T_dense`     a tensor of its own that has all the rows: otherwise, and for whatever leaves the program

import { InternalError } from '../../source.ts';
import { allEquations, mapEquations } from '../../tensor/equations.ts';
import { coversDomain } from '../../tensor/full.ts';
import { type Access, type Coord, type Equation, type Letter, type Program, type Recurrence, type Scalar, type Term, arg, at as bare, call, given, mapTerm } from '../../tensor/ir.ts';
import { type OpName, ops } from '../../tensor/ops.ts';
import type { Naming } from '../naming.ts';
import { isPlace, sameCoord } from './coordinates.ts';
import { oneCell } from './equation.ts';
import { hasItsGroup } from './groups.ts';
import { mayLeave } from './join.ts';
import { type Shapes, shapesOf } from './shapes.ts';

/** A program in which reading a tensor's rows is reading its cells. Its definitions must be ordered. */
export const explicitFills = (program: Program, naming: Naming): Program => new Filling(program, naming).run();

class Filling {
  private readonly covered: Set<string>;
  /** a tensor may have several definitions, each filling other cells of it */
  private readonly parts = new Map<string, Equation[]>();
  /** names of tensors with all the cells, by tensor: for readers outside its recurrence, and for those of the same pass */
  private readonly dense = new Map<string, string>();
  private readonly densePasses = new Map<string, string>();
  private readonly loops = new Map<string, Recurrence>();
  private shapes: Shapes;
  /** the recurrence whose equations are being rewritten */
  private inside: Recurrence | null = null;

  constructor(private readonly program: Program, private readonly naming: Naming) {
    this.shapes = shapesOf(program);
    this.covered = new Set(coversDomain(program));
    for (const d of program.definitions) if (d.kind === 'recurrence') for (const e of d.equations) this.loops.set(e.bind, d);
    for (const d of program.definitions) for (const e of d.kind === 'recurrence' ? d.equations : [d]) if (e.kind === 'equation') this.parts.set(e.bind, [...(this.parts.get(e.bind) ?? []), e]);
  }

  run(): Program {
    const { program } = this;
    const definitions = program.definitions.map(d => {
      if (d.kind === 'recurrence') return this.recurrence(d);
      if (d.kind === 'derivative') throw new InternalError(`the derivative ${d.bind} was not worked out`);
      return this.equation(d);
    });
    const cells = (tensor: string): string => (this.sparse(tensor) ? this.denseOf(tensor) : tensor);
    const carried = program.carried.map(c => (c.init ? { ...c, init: this.complete(c.init) } : c));
    const training = program.training.map(t => ({
      ...t,
      goals: t.goals.map(g => ({ ...g, updates: g.updates.map(u => this.complete(u)) })),
      reports: t.reports.map(r => ({ ...r, values: r.values.map(v => ({ ...v, tensor: cells(v.tensor) })) })),
      stop: t.stop && { ...t.stop, tensor: cells(t.stop.tensor) },
    }));
    const shows = program.shows.map(s => ({ ...s, tensor: cells(s.tensor) }));
    const checks = program.checks.map(c => ({ ...c, tensor: cells(c.tensor) }));
    const exports = program.exports.map(e => ({ ...e, tensors: e.tensors.map(t => ({ ...t, tensor: cells(t.tensor) })) }));
    const notes = program.notes.map(n => (this.dense.has(n.tensor) ? { ...n, tensor: cells(n.tensor) } : n));
    const own = (e: Equation): readonly Equation[] => (this.densePasses.has(e.bind) ? [this.densePass(e)] : []);
    const last = new Map(definitions.flatMap((d, k) => (d.kind === 'recurrence' ? d.equations : [d]).map(e => [e.bind, k] as const)));
    const whole = (d: Equation | Recurrence, k: number): readonly Equation[] =>
      [...new Set((d.kind === 'recurrence' ? d.equations : [d]).map(e => e.bind))].filter(t => this.dense.has(t) && last.get(t) === k).map(t => this.denseEquation(t));
    return withoutIdleBounds({
      ...program, carried, training, shows, checks, exports, notes,
      definitions: definitions.flatMap((d, k): readonly (Equation | Recurrence)[] =>
        d.kind === 'recurrence' ? [{ ...d, equations: d.equations.flatMap(e => [e, ...own(e)]) }, ...whole(d, k)] : [d, ...own(d), ...whole(d, k)]),
    });
  }

  private recurrence(r: Recurrence): Recurrence {
    const { shapes } = this;
    this.inside = r;
    this.shapes = shapes.counting(r.counter, [Math.min(r.from, r.to), Math.max(r.from, r.to)]);
    const equations = r.equations.map(e => this.equation(e));
    this.inside = null;
    this.shapes = shapes;
    return { ...r, equations };
  }

  /** An equation of a tensor that may have cells without a row, else null. */
  private sparse(tensor: string): Equation | null {
    const parts = this.parts.get(tensor);
    const [e] = parts ?? [];
    if (!e || e.fill === null || this.covered.has(tensor)) return null;
    // such an aggregate yields its row whatever there is to aggregate (equation.ts); the passes of a loop need not be all of an axis
    const passing = e.axes.length === 0 || (this.inside !== null && this.loops.get(tensor) === this.inside);
    return passing && parts!.every(p => oneCell(p) && this.bound(p) === null) ? null : e;
  }

  /** The tensor whose rows bound an equation's cells. One that is everywhere, by its rows or by its fill, is no bound. */
  private bound(e: Equation): string | null {
    if (e.within === null || this.covered.has(e.within)) return null;
    const outer = this.sparse(e.within);
    return outer ? this.bound(outer) : e.within;
  }

  /** The name of the tensor that has a row for every cell of one that is sparse. */
  private denseOf(tensor: string): string {
    const passing = this.inside !== null && this.loops.get(tensor) === this.inside;
    const names = passing ? this.densePasses : this.dense;
    const known = names.get(tensor) ?? this.naming.fresh(`${tensor}_${passing ? 'pass' : 'dense'}`);
    names.set(tensor, known);
    return known;
  }

  /** All the cells of a sparse tensor. */
  private denseEquation(tensor: string): Equation {
    const [e] = this.parts.get(tensor)!;
    return this.filledIn(e!, this.dense.get(tensor)!, e!.axes.map(() => null));
  }

  /** All the cells that one definition of a sparse tensor has in one pass of a loop, or before it. */
  private densePass(e: Equation): Equation {
    const places = e.axes.map((_, d) => { const [c] = e.terms.map(t => t.out[d]!); return c && isPlace(c) ? c : null; });
    return this.filledIn(e, this.densePasses.get(e.bind)!, places);
  }

  private filledIn(e: Equation, bind: string, places: readonly (Coord | null)[]): Equation {
    const letters: Letter[] = e.axes.flatMap((a, d) => (places[d] ? [] : [{ name: a.column, index: a.index }]));
    const at = e.axes.map((a, d) => places[d] ?? bare(a.column));
    const bound = this.bound(e);
    const args: Access[] = [{ tensor: e.bind, at, optional: true }, ...(bound === null ? [] : [given(bound, at)])];
    const term: Term = { letters, out: at, args, body: call('coalesce', arg(0), this.literal(e)), where: null, pick: null };
    return { ...e, bind, reduce: 'only', terms: [term], fill: null, within: null };
  }

  private literal(e: Equation): Scalar {
    if (typeof e.fill === 'boolean') return { kind: 'literal', value: e.fill, type: 'bool' };
    return { kind: 'literal', value: e.fill!, type: e.type.kind === 'int' ? 'int' : 'real' };
  }

  /** An equation whose result is stored as it is: without a fill, or of one cell, which has its row always. */
  private complete(made: Equation): Equation {
    const e = made.axes.length === 0 && made.fill !== null && made.reduce === 'only' ? { ...made, reduce: made.fill === 0 ? 'sum' as const : made.fill === 1 ? 'prod' as const : made.fill === false ? 'any' as const : 'all' as const } : made;
    if (e.fill !== null && !oneCell(e)) throw new InternalError(`${e.bind} is stored as it is, but has a fill`);
    return this.equation(e);
  }

  private equation(e: Equation): Equation {
    const terms = e.terms.map(t => this.term(e, t));
    const within = this.bound(e);
    const next = terms.some((t, k) => t !== e.terms[k]) || within !== e.within ? { ...e, terms, within } : e;
    const parts = this.parts.get(e.bind);
    if (next !== e && parts) {
      parts[parts.indexOf(e)] = next;
      if (parts.length === 1 && this.inside === null && !this.covered.has(e.bind) && this.covers(next)) this.covered.add(e.bind);
    }
    return next;
  }

  /** Does a rewritten equation cover its cells, given what is known of those before it? */
  private covers(e: Equation): boolean {
    const known = [...new Set([...e.terms.flatMap(t => t.args.map(a => a.tensor)), ...(e.within === null ? [] : [e.within])])].filter(t => t !== e.bind);
    const original = new Map([...this.dense, ...this.densePasses].map(([tensor, dense]) => [dense, tensor]));
    const inputs = known.map(tensor => ({
      ...this.shapes.signature(original.get(tensor) ?? tensor), tensor,
      full: original.has(tensor) ? this.parts.get(original.get(tensor)!)!.every(p => this.bound(p) === null) : this.covered.has(tensor), load: { kind: 'literal', rows: [] } as const, span: e.span,
    }));
    return coversDomain({ ...this.program, inputs, carried: [], definitions: [e] }).has(e.bind);
  }

  private term(e: Equation, original: Term): Term {
    let term = original;
    original.args.forEach((a, k) => {
      const filled = this.sparse(a.tensor);
      if (!filled || (!a.optional && (neutral(e, term, k, filled.fill!) || this.grouped(term, k)))) return;
      term = this.cellsOf(term, k, filled);
    });
    return term;
  }

  private grouped(term: Term, k: number): boolean {
    const parts = this.parts.get(term.args[k]!.tensor)!;
    return parts.length === 1 && hasItsGroup(term, k, parts[0]!, this.shapes, t => this.sparse(t) === null);
  }

  /** The term with argument k read cell by cell. */
  private cellsOf(term: Term, k: number, filled: Equation): Term {
    const access = term.args[k]!;
    const there = (c: Coord): boolean => c.kind === 'affine' || c.value.kind !== 'arg' || !term.args[c.value.position]!.optional;
    const inside = access.at.every((c, d) => there(c) && !mayLeave(c, filled.axes[d]!.index, term, this.shapes));
    const bound = this.bound(filled);
    if (!inside || (bound !== null && access.optional)) return { ...term, args: term.args.map((a, j) => (j === k ? { ...a, tensor: this.denseOf(a.tensor) } : a)) };
    const value = call('coalesce', arg(k), this.literal(filled));
    const filledIn = mapTerm({ ...term, args: term.args.map((a, j) => (j === k ? { ...a, optional: true } : a)) }, n => (n.kind === 'arg' && n.position === k ? value : n));
    const already = bound === null || filledIn.args.some(a => !a.optional && a.tensor === bound && sameCoords(a.at, access.at));
    return already ? filledIn : { ...filledIn, args: [...filledIn.args, given(bound, access.at)] };
  }
}

/** Drops bounds that every reader applies itself, by joining the bounding tensor where it reads the bounded one. */
function withoutIdleBounds(program: Program): Program {
  const bounds = new Map<string, string>();
  for (const e of allEquations(program)) if (e.within !== null) bounds.set(e.bind, e.within);
  for (const o of [...program.shows, ...program.checks, ...program.exports.flatMap(x => x.tensors), ...program.training.flatMap(t => [...t.reports.flatMap(r => r.values), ...(t.stop ? [t.stop] : [])])]) bounds.delete(o.tensor);
  for (const c of program.carried) bounds.delete(c.tensor);
  for (const e of allEquations(program)) {
    if (e.within !== null) bounds.delete(e.within);
    for (const t of e.terms) for (const a of t.args) {
      const within = bounds.get(a.tensor);
      if (within !== undefined && !t.args.some(b => !b.optional && b.tensor === within && sameCoords(b.at, a.at))) bounds.delete(a.tensor);
    }
  }
  return bounds.size === 0 ? program : mapEquations(program, e => (bounds.has(e.bind) ? { ...e, within: null } : e));
}

const sameCoords = (a: readonly Coord[], b: readonly Coord[]): boolean => a.every((c, d) => sameCoord(c, b[d]!));

/** Whether combinations in which argument k is its fill make no difference to the result, so that they may be left out. */
function neutral(e: Equation, term: Term, k: number, fill: number | boolean): boolean {
  const usedInPlace = [...term.out, ...term.args.flatMap(a => a.at)].some(c => c.kind === 'computed' && constantWith(c.value, k, fill) !== 'same');
  if (usedInPlace) return false;
  if (term.where && constantWith(term.where, k, fill) === false) return true;
  const value = constantWith(term.body, k, fill);
  if (value === null || value === 'same' || e.fill === null) return false;
  const nothing = { only: e.fill, sum: 0, prod: 1, any: false, all: true, max: null, min: null, mean: null, argmax: null, argmin: null, count: null }[e.reduce];
  return nothing !== null && value === nothing && e.fill === nothing;
}

/** What a scalar is when argument k is a constant: that value, null if it is not known, 'same' if the argument does not occur. */
function constantWith(root: Scalar, k: number, fill: number | boolean): number | boolean | null | 'same' {
  let occurs = false;
  const known = new Map<Scalar, number | boolean | string | null>();
  const go = (s: Scalar): number | boolean | string | null => {
    if (known.has(s)) return known.get(s)!;
    const value = s.kind === 'literal' ? s.value : s.kind === 'arg' && s.position === k ? ((occurs = true), fill) : s.kind === 'call' ? applied(s.op, s.args.map(go)) : null;
    known.set(s, value);
    return value;
  };
  const value = go(root);
  return occurs ? (typeof value === 'string' ? null : value) : 'same';
}

function applied(op: OpName, args: readonly (number | boolean | string | null)[]): number | boolean | string | null {
  const { annihilator } = ops[op].algebra ?? {};
  if (annihilator !== undefined && args.some(a => a === annihilator)) return annihilator;
  if (op === 'div' && args[0] === 0 && args[1] !== 0) return 0;
  if (op === 'if') return args[0] === null ? (args[1] === args[2] ? args[1]! : null) : args[0] ? args[1]! : args[2]!;
  if (op === 'present' || args.some(a => a === null)) return null;
  return ops[op].evaluate(...args);
}
