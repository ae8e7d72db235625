// The FROM and WHERE of one term: its arguments joined on the letters they share, and what each letter is in SQL.

import { InternalError } from '../../source.ts';
import type { Access, Axis, Coord, Letter, Scalar, Term } from '../../tensor/ir.ts';
import { bareLetter, termScalars, visitScalar } from '../../tensor/ir.ts';
import { type Column, type Expression, type Relation, column, conjunction, derived, filter, call, integer, isPresent, item, join, literal, operands, project, scan, test, unit } from '../ir.ts';
import { type Membership, affineExpression, determines, inRange, solveCoordinate } from './coordinates.ts';
import { type Scalars, canBeNull, lowerScalar } from './scalar.ts';
import { type Shapes, coordInterval, valueColumn, within } from './shapes.ts';

export interface JoinedTerm {
  readonly relation: Relation;
  /** where a combination lands: one expression an axis */
  readonly out: readonly Expression[];
  readonly body: Expression;
  readonly pick: Expression | null;
  /** what a scalar over the same arguments and letters is, without positions that the term does not have */
  readonly scalar: (s: Scalar) => Expression;
}

/** Which table holds a tensor's rows; its alias stays the tensor's name. */
export type TableOf = (tensor: string) => string;

/** The rows in which an argument's values are, where that is not a table of its own with a column `val`. */
export interface Placed {
  readonly table: string;
  readonly alias: string;
  /** those of the keys first, in the order of the tensor's axes */
  readonly columns: readonly Column[];
  /** the column of its values */
  readonly value: string;
  /** arguments with one name here are read from the same row, which is joined once; null: it has a row of its own */
  readonly row: string | null;
}

/**
 * Joins a term's arguments. Strict arguments come first, each as soon as it shares a letter with what is there; then the
 * domains of letters that none of them binds; then optional arguments by outer joins. The guard becomes a filter, and so does
 * whatever keeps a combination from landing outside the axes. `placed`: where an argument's values are.
 */
export function joinTerm(term: Term, axes: readonly Axis[], shapes: Shapes, tableOf: TableOf, placed: (position: number) => Placed | null = () => null): JoinedTerm {
  return new Joining(term, axes, shapes, tableOf, placed).run();
}

type Numbered = Extract<Scalar, { kind: 'position' }>;
const placeName = (letter: string, of: string | undefined): string => (of === undefined ? letter : `${letter} in ${of}`);

class Joining {
  private from: Relation = unit;
  private readonly where: Expression[] = [];
  private readonly bound = new Map<string, Expression>();
  private readonly values: (Expression | null)[];
  private readonly positions = new Map<string, Expression>();
  /** aliases of rows that several arguments share */
  private readonly rows = new Map<string, string>();
  /** a name is a column too where it stands for a letter, and tables have a rowid of their own */
  private readonly aliases = new Set<string>(['rowid']);
  private readonly letters: ReadonlyMap<string, Letter>;
  private guards: readonly Scalar[];
  private readonly scalars: Scalars;

  constructor(private readonly term: Term, private readonly axes: readonly Axis[], private readonly shapes: Shapes, private readonly tableOf: TableOf, private readonly placed: (position: number) => Placed | null) {
    this.values = term.args.map(() => null);
    this.letters = new Map(term.letters.map(l => [l.name, l]));
    this.guards = term.where ? conjuncts(term.where) : [];
    this.scalars = {
      shapes,
      letter: name => this.bound.get(name) ?? bug(`letter ${name} is not bound`),
      arg: k => this.values[k] ?? bug(`argument ${k} is read before it is joined`),
      position: (letter, of) => this.positions.get(placeName(letter, of)) ?? bug(`${letter} is not numbered`),
      known: new Map(),
    };
  }

  run(): JoinedTerm {
    const open = new Set(this.term.args.flatMap((a, k) => (a.optional ? [] : [k])));
    while (open.size) {
      const next = this.choose(open);
      if (next === null) { this.unblock(open); continue; }
      open.delete(next);
      this.joinStrict(next);
    }
    this.solveGuards();
    for (const l of this.term.letters) if (!this.bound.has(l.name)) this.joinDomain(l.name);
    this.term.args.forEach((a, k) => { if (a.optional && this.values[k] === null && !this.joinAsked(k, a)) this.joinOptional(k, a); });
    for (const s of termScalars(this.term)) visitScalar(s, n => { if (n.kind === 'position') this.number(n); });
    for (const g of this.guards) this.where.push(this.scalar(g));
    const out = this.term.out.map(c => (c.kind === 'computed' ? this.scalar(c.value) : affineExpression(c, this.bound)));
    this.term.out.forEach((c, d) => { if (mayLeave(c, this.axes[d]!.index, this.term, this.shapes)) this.member({ value: out[d]!, index: this.axes[d]!.index }); });
    // a value that is missing lands nowhere
    const pick = this.term.pick && this.scalar(this.term.pick);
    for (const e of pick ? [...out, pick] : out) if (canBeNull(e)) this.where.push(isPresent(e));
    return {
      relation: filter(this.from, this.where),
      out,
      body: this.scalar(this.term.body),
      pick,
      scalar: s => this.scalar(s),
    };
  }

  private scalar(s: Scalar): Expression { return lowerScalar(s, this.scalars); }

  /** Can a coordinate be compared with or solved from its column now? */
  private ready(coord: Coord): boolean {
    if (coord.kind === 'affine') return true;
    let ready = true;
    visitScalar(coord.value, n => {
      if (n.kind === 'arg' && this.values[n.position] === null) ready = false;
      if ((n.kind === 'letter' && !this.bound.has(n.name)) || (n.kind === 'position' && !this.positions.has(placeName(n.letter, n.of)))) ready = false;
    });
    return ready;
  }

  private lettersOf(a: Access): readonly string[] {
    return a.at.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : []));
  }

  /** Can an argument be joined now: every coordinate computed, or solved for its open letters? */
  private solvable(a: Access): boolean {
    const soon = new Set(this.bound.keys());
    for (const c of inSolvingOrder(a.at, this.bound)) {
      if (!this.ready(c)) return false;
      if (c.kind !== 'affine') continue;
      if (!determines(c, soon, this.letters, this.shapes)) return false;
      for (const t of c.terms) soon.add(t.letter);
    }
    return true;
  }

  private choose(open: ReadonlySet<number>): number | null {
    let best: number | null = null, bestScore = -1;
    for (const k of open) {
      const a = this.term.args[k]!;
      if (!this.solvable(a)) continue;
      const letters = this.lettersOf(a);
      const connected = letters.some(l => this.bound.has(l)) || a.at.some(c => c.kind === 'computed');
      // first what shares letters, then what has any, scalars last; ties in the order of the text
      const score = connected && this.from !== unit ? 2 : letters.length ? 1 : 0;
      if (score > bestScore) { best = k; bestScore = score; }
    }
    return best;
  }

  /** Brings in what the remaining strict arguments wait for: the domain of a letter, or an optional argument that a coordinate reads. */
  private unblock(open: ReadonlySet<number>): void {
    for (const k of open) {
      for (const c of this.term.args[k]!.at) {
        if (c.kind === 'affine') { for (const t of c.terms) if (!this.bound.has(t.letter)) return this.joinDomain(t.letter); continue; }
        if (!this.ready(c) && this.provide(c.value)) return;
      }
    }
    bug('arguments wait for each other');
  }

  /** Makes what a scalar reads available: letters from their domains, optional arguments by outer joins. False: it waits for strict arguments alone. */
  private provide(s: Scalar): boolean {
    let provided = false;
    visitScalar(s, n => {
      const letter = n.kind === 'letter' ? n.name : n.kind === 'position' ? n.letter : null;
      if (letter !== null && !this.bound.has(letter)) { this.joinDomain(letter); provided = true; }
      if (n.kind === 'position') { this.number(n); provided = true; }
      if (n.kind !== 'arg' || this.values[n.position] !== null) return;
      const a = this.term.args[n.position]!;
      if (!a.optional) return;
      for (const c of a.at) {
        if (c.kind === 'computed') this.provide(c.value);
        else for (const t of c.terms) if (!this.bound.has(t.letter)) this.joinDomain(t.letter);
      }
      this.joinOptional(n.position, a);
      provided = true;
    });
    return provided;
  }

  private alias(wanted: string): string {
    let name = wanted;
    for (let n = 1; this.aliases.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    this.aliases.add(name.toLowerCase());
    return name;
  }

  private scanOf(k: number, a: Access): { readonly relation: Relation; readonly columns: readonly Expression[] } {
    const own = this.shapes.columns(a.tensor);
    const { table, alias: wanted, columns, value, row } = this.placed(k) ?? { table: this.tableOf(a.tensor), alias: a.tensor, columns: own, value: valueColumn, row: null };
    const alias = this.alias(wanted);
    if (row !== null) this.rows.set(row, alias);
    this.values[k] = column(alias, value, own.at(-1)!.type, a.optional);
    return { relation: scan(table, alias, columns), columns: columns.slice(0, a.at.length).map(c => column(alias, c.name, c.type)) };
  }

  /** Takes an argument from a row that is joined already. */
  private joinedBefore(k: number, a: Access): boolean {
    const placed = this.placed(k);
    const alias = placed && placed.row !== null ? this.rows.get(placed.row) : undefined;
    if (!placed || alias === undefined) return false;
    this.values[k] = column(alias, placed.value, this.shapes.columns(a.tensor).at(-1)!.type);
    return true;
  }

  private joinStrict(k: number): void {
    const a = this.term.args[k]!;
    if (this.joinedBefore(k, a)) return;
    const { axes } = this.shapes.signature(a.tensor);
    const reaches = this.shapes.reach(a);
    const before = new Set(this.aliases);
    const { relation, columns } = this.scanOf(k, a);
    const conditions: Expression[] = [];
    const memberships: Membership[] = [];
    for (const c of inSolvingOrder(a.at, this.bound)) {
      const d = a.at.indexOf(c);
      if (c.kind === 'computed') { conditions.push(test(columns[d]!, '=', this.scalar(c.value))); continue; }
      const solution = solveCoordinate(c, columns[d]!, axes[d]!.index, this.bound, this.letters, this.shapes);
      for (const [name, value] of solution.letters) this.bound.set(name, value);
      conditions.push(...solution.conditions);
      // a guarded parameter has no rows outside of what its guard allows
      const reach = bareLetter(c) === null ? null : reaches?.[d];
      memberships.push(...solution.memberships.filter(m => { const range = this.shapes.interval(m.index); return !(reach && range && reach[0] >= range[0] && reach[1] <= range[1]); }));
    }
    // a condition on both sides joins, one on the new side alone filters
    const on = conditions.filter(e => mentions(e, before));
    this.where.push(...conditions.filter(e => !on.includes(e)));
    this.joinInner(relation, conjunction(on));
    for (const m of memberships) this.member(m);
  }

  private joinInner(relation: Relation, on: Expression | null): void {
    this.from = this.from === unit ? relation : join('inner', this.from, relation, on);
  }

  private joinOptional(k: number, a: Access): void { this.joinOuter(k, a, 'left'); }

  private joinOuter(k: number, a: Access, kind: 'left' | 'semi' | 'anti'): void {
    const { relation, columns } = this.scanOf(k, a);
    const on = a.at.map((c, d) => test(columns[d]!, '=', c.kind === 'computed' ? this.scalar(c.value) : affineExpression(c, this.bound)));
    this.from = join(kind, this.from === unit ? derived(project(unit, [item('one', integer(1))]), this.alias('one')) : this.from, relation, conjunction(on) ?? literal(true, 'bool'));
  }

  /** Joins an argument of which the guard asks but whether it is there: a semi-join, or an anti-join. */
  private joinAsked(k: number, a: Access): boolean {
    const asks = (g: Scalar): 'semi' | 'anti' | null => {
      if (g.kind !== 'call') return null;
      if (g.op === 'not') return g.args[0]!.kind === 'call' && g.args[0]!.op === 'present' && asks(g.args[0]!) ? 'anti' : null;
      const [of] = g.args;
      return g.op === 'present' && of!.kind === 'arg' && of!.position === k ? 'semi' : null;
    };
    const [guard, second] = this.guards.filter(g => asks(g) !== null);
    if (!guard || second) return false;
    let elsewhere = false;
    const look = (s: Scalar): void => visitScalar(s, n => { if (n.kind === 'arg' && n.position === k) elsewhere = true; });
    for (const g of this.guards) if (g !== guard) look(g);
    for (const s of termScalars({ ...this.term, where: null })) look(s);
    if (elsewhere) return false;
    this.guards = this.guards.filter(g => g !== guard);
    this.joinOuter(k, a, asks(guard)!);
    return true;
  }

  /** Sees to it that a value is a key of an index: a range is a condition, a table a semi-join. */
  member(m: Membership): void {
    const { domain } = this.shapes.index(m.index);
    if (domain.kind === 'range') { this.where.push(inRange(m.value, this.shapes.interval(m.index)!)); return; }
    const alias = this.alias(domain.table);
    const right = scan(domain.table, alias, [{ name: domain.column, type: domain.keys }]);
    this.from = join('semi', this.from, right, test(m.value, '=', column(alias, domain.column, domain.keys)));
  }

  private joinDomain(letter: string): void {
    const { index } = this.letters.get(letter) ?? bug(`letter ${letter} is not declared`);
    const { domain } = this.shapes.index(index);
    const alias = this.alias(letter.replace(/'+$/, primes => `_${primes.length}`));
    const columnName = alias;
    const relation: Relation = domain.kind === 'range'
      ? { kind: 'range', lo: domain.lo, size: domain.size, alias, column: columnName }
      : scan(domain.table, alias, [{ name: domain.column, type: domain.keys }]);
    this.bound.set(letter, domain.kind === 'range' ? column(alias, columnName, 'int') : column(alias, domain.column, domain.keys));
    this.joinInner(relation, null);
  }

  /** Binds letters that a guard fixes: `where k == near[s]` needs no relation of all k. */
  private solveGuards(): void {
    const rest: Scalar[] = [];
    for (const g of this.guards) {
      const solved = g.kind === 'call' && g.op === 'eq' && (this.solveEquality(g.args[0]!, g.args[1]!) || this.solveEquality(g.args[1]!, g.args[0]!));
      if (!solved) rest.push(g);
    }
    this.guards = rest;
  }

  private solveEquality(letter: Scalar, value: Scalar): boolean {
    if (letter.kind !== 'letter' || this.bound.has(letter.name)) return false;
    const { index } = this.letters.get(letter.name)!;
    const from = this.keysOf(value);
    if (from === null || (from === 'int' && this.shapes.keyType(index) !== 'int')) return false;
    const bound = this.scalar(value);
    this.bound.set(letter.name, bound);
    if (from === 'int' || !this.shapes.contains(index, from)) this.member({ value: bound, index });
    return true;
  }

  /** The index whose keys a value holds, 'int' for any integer, null for anything that must not bind a letter. */
  private keysOf(value: Scalar): string | null {
    if (value.kind === 'letter') return this.bound.has(value.name) ? this.letters.get(value.name)!.index : null;
    if (value.kind !== 'arg' || this.values[value.position] === null || this.term.args[value.position]!.optional) return null;
    const { type } = this.shapes.signature(this.term.args[value.position]!.tensor);
    return type.kind === 'key' ? type.index : type.kind === 'int' ? 'int' : null;
  }

  /** Makes the 0-based place of a letter's key in its index available. */
  private number({ letter, of }: Numbered): void {
    if (this.positions.has(placeName(letter, of))) return;
    const key = this.bound.get(letter) ?? bug(`letter ${letter} is not bound`);
    const { domain } = this.shapes.index(of ?? this.letters.get(letter)!.index);
    if (domain.kind === 'range') {
      this.positions.set(placeName(letter, of), domain.lo === 0 ? key : call('sub', 'int', key, integer(domain.lo)));
      return;
    }
    const inner = this.alias(domain.table);
    const keyColumn = column(inner, domain.column, domain.keys);
    const alias = this.alias(`${domain.table}_place`);
    const numbered = project(scan(domain.table, inner, [{ name: domain.column, type: domain.keys }]), [
      item(domain.column, keyColumn),
      item('place', call('sub', 'int', { kind: 'rowNumber', by: [keyColumn] }, integer(1))),
    ]);
    this.positions.set(placeName(letter, of), column(alias, 'place', 'int'));
    this.from = join('inner', this.from, derived(numbered, alias), test(column(alias, domain.column, domain.keys), '=', key));
  }
}

/** Whether a combination that lands at this coordinate can lie outside the axis's index. */
export function mayLeave(coord: Coord, axis: string, term: Term, shapes: Shapes): boolean {
  const letters = new Map(term.letters.map(l => [l.name, l]));
  if (coord.kind === 'affine') {
    const [only] = coord.terms;
    if (coord.terms.length === 1 && only!.coefficient === 1 && coord.offset === 0) return !shapes.contains(axis, letters.get(only!.letter)!.index);
    return !within(coordInterval(coord, letters, shapes), shapes.interval(axis));
  }
  if (coord.value.kind === 'letter') return !shapes.contains(axis, letters.get(coord.value.name)!.index);
  if (coord.value.kind !== 'arg') return !within(coordInterval(coord, letters, shapes), shapes.interval(axis));
  const { type } = shapes.signature(term.args[coord.value.position]!.tensor);
  return type.kind !== 'key' || !shapes.contains(axis, type.index);
}

/** Coordinates that bind one letter come before those that need letters bound. */
function inSolvingOrder(at: readonly Coord[], bound: ReadonlyMap<string, unknown>): readonly Coord[] {
  const open = (c: Coord): number => (c.kind === 'affine' ? c.terms.filter(t => !bound.has(t.letter)).length : 0);
  return [...at].sort((a, b) => Number(a.kind === 'computed') - Number(b.kind === 'computed') || open(a) - open(b));
}

const conjuncts = (s: Scalar): readonly Scalar[] => (s.kind === 'call' && s.op === 'and' ? s.args.flatMap(conjuncts) : [s]);

const aliasOf = (e: Expression): string => (e.kind === 'column' && e.of !== null ? e.of.toLowerCase() : '');

/** Does an expression read a column of one of these aliases? */
function mentions(e: Expression, aliases: ReadonlySet<string>): boolean {
  return (e.kind === 'column' && aliases.has(aliasOf(e))) || operands(e).some(o => mentions(o, aliases));
}

function bug(message: string): never { throw new InternalError(`lowering: ${message}`); }
