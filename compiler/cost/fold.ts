// What a relation yields and what it takes to make: a fold over the relational IR, which knows the tables that it scans by their sizes.
//
// Full tensors come out exactly: keys are counted by their extents, an equation of two sides keeps one combination in as many as the side
// of more keys has of them, and groups are as many as their keys have combinations. What data decides is guessed, and marked as guessed.

import { type Column, type Expression, type Relation, operands } from '../relational/ir.ts';
import type { OpName } from '../tensor/ops.ts';
import { addWork, noWork, type Work, type WorkKind } from './prices.ts';
import { among, anything, between, cellsOf, computed, constant, listOf, merged, number, tupleOf, type Value } from './values.ts';
import { type Boxes, type Condition, conditionOf, cut, hull, restricted } from './boxes.ts';

export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Value>;
  /** rows depend on what was guessed */
  readonly guessed: boolean;
  /** what reading it takes, if it is a view */
  readonly view: Work | null;
  /** where it has rows, if not wherever its keys do */
  readonly boxes?: Boxes;
}

export type Tables = ReadonlyMap<string, Table>;

/** Rows that a table or keys that an index is taken to have where only data knows. */
export const unknownRows = 1_000;
/** The share of rows that a condition is taken to keep which nothing is known of. */
const someRows = 1 / 2;
/** Passes that a recursive query is taken to make. */
const unknownPasses = 10;

/** A name as a key: SQL does not tell cases apart. */
export const lower = (name: string): string => name.toLowerCase();
const idOf = (of: string | null, name: string): string => `${of === null ? '' : lower(of)}\n${lower(name)}`;

type Fields = ReadonlyMap<string, Value>;
interface Rows { readonly rows: number; readonly fields: Fields; /** by alias */ readonly boxes?: ReadonlyMap<string, Boxes> }
interface Around { readonly fields: Fields; readonly locals: ReadonlyMap<string, Value>; /** rows behind one row, inside of an aggregate */ readonly members: number; readonly grouped: boolean; readonly rows: number }

export interface Folded extends Table {
  readonly work: Work;
  /** cells of the largest list */
  readonly largest: number;
}

/** Folds a relation over tables of known sizes; of tables that are not known it guesses. */
export function foldRelation(relation: Relation, tables: Tables): Folded {
  const fold = new Fold(tables);
  const { rows, fields } = fold.relation(relation);
  const columns = new Map([...fields].map(([id, v]) => [id.slice(id.indexOf('\n') + 1), among(v, rows)]));
  return { rows, columns, guessed: fold.guessed, view: null, work: fold.work, largest: fold.largest };
}

class Fold {
  work: Record<WorkKind, number> = { ...noWork };
  guessed = false;
  largest = 0;
  /** the relations that surrounding WITH clauses name */
  private scope: Tables = new Map();

  constructor(private readonly tables: Tables) {}

  private add(kind: WorkKind, amount: number): void { this.work[kind] += amount; }

  private guess<T>(value: T): T { this.guessed = true; return value; }

  private table(name: string): Table | undefined { return this.scope.get(lower(name)) ?? this.tables.get(lower(name)); }

  // ---------------------------------------------------------------- relations

  /** `conditions`: what is asked of sources further out, and which they are made smaller by before they are joined. */
  relation(r: Relation, conditions: readonly Condition[] = []): Rows {
    switch (r.kind) {
      case 'unit': return { rows: 1, fields: new Map() };
      case 'scan': return conditions.filter(c => lower(c.of ?? '') === lower(r.alias)).reduce((rows, c) => restrict(rows, c) ?? rows, this.scan(r.table, r.alias, r.columns));
      case 'range': return { rows: r.size, fields: new Map([[idOf(r.alias, r.column), between(r.lo, r.lo + r.size - 1)]]) };
      case 'derived': { const { rows, fields } = this.relation(r.input); return { rows, fields: new Map([...fields].map(([id, v]) => [`${lower(r.alias)}${id.slice(id.indexOf('\n'))}`, v])) }; }
      case 'join': return this.join(r, conditions);
      case 'filter': return this.filtered(this.relation(r.input, [...conditions, ...conditionsIn(r.predicate)]), r.predicate);
      case 'project': return this.project(r);
      case 'aggregate': return this.aggregate(r);
      case 'union': return this.union(r.inputs.map(i => this.relation(i)));
      case 'written': {
        const first = r.reads[0];
        const table = first === undefined ? undefined : this.table(first);
        const rows = table?.rows ?? this.guess(unknownRows);
        return { rows, fields: new Map(r.columns.map(c => [idOf(null, c.name), table?.columns.get(lower(c.name)) ?? anything])) };
      }
      case 'sort': { const input = this.relation(r.input); this.add('aggregated', input.rows); return input; }
      case 'with': {
        const outer = this.scope;
        const inner = new Map(outer);
        this.scope = inner;
        for (const b of r.bindings) {
          const made = r.recursive && b.columns ? this.recursive(b.name, b.relation, b.columns) : this.relation(b.relation);
          inner.set(lower(b.name), { rows: made.rows, columns: new Map([...made.fields].map(([id, v]) => [id.slice(id.indexOf('\n') + 1), v])), guessed: false, view: null });
        }
        const body = this.relation(r.body);
        this.scope = outer;
        return body;
      }
    }
  }

  private scan(name: string, alias: string, columns: readonly Column[]): Rows {
    const table = this.table(name);
    if (!table || table.guessed) this.guessed = true;
    if (table?.view) this.work = addWork(this.work, table.view);
    const fields = new Map(columns.map(c => [idOf(alias, c.name), table?.columns.get(lower(c.name)) ?? anything]));
    return { rows: table?.rows ?? unknownRows, fields, ...(table?.boxes ? { boxes: new Map([[lower(alias), table.boxes]]) } : {}) };
  }

  /** A first arm, and a second one that is made of the rows before it as often as a range in it has numbers. */
  private recursive(name: string, relation: Relation, columns: readonly Column[]): Rows {
    if (relation.kind !== 'union') return this.relation(relation);
    const [first, ...rest] = relation.inputs;
    const start = this.relation(first!);
    const fields = [...start.fields.values()];
    const seen: Table = { rows: start.rows, columns: new Map(columns.map((c, k) => [lower(c.name), fields[k]!.inside ? fields[k]! : anything])), guessed: true, view: null };
    const outside = this.work;
    this.work = { ...noWork };
    const outer = this.scope;
    this.scope = new Map(outer).set(lower(name), seen);
    rest.forEach(arm => this.relation(arm));
    this.scope = outer;
    this.work = addWork(outside, this.work, unknownPasses);
    return { rows: this.guess(start.rows * (unknownPasses + 1)), fields: new Map(columns.map((c, k) => [idOf(null, c.name), fields[k]!.inside ? fields[k]! : anything])) };
  }

  private join(r: Extract<Relation, { kind: 'join' }>, conditions: readonly Condition[]): Rows {
    const pushed = r.join === 'inner' ? [...conditions, ...(r.on ? conditionsIn(r.on) : [])] : [];
    const left = this.relation(r.left, pushed), right = this.relation(r.right, pushed);
    const fields = new Map([...left.fields, ...right.fields]);
    const rest: Expression[] = [];
    let ofLeft = 1, ofRight = 1;
    for (const c of r.on === null ? [] : conjuncts(r.on)) {
      const sides = c.kind === 'test' && c.test === '=' ? [c.left, c.right] : null;
      const within = (e: Expression, rows: Rows): boolean => columnsIn(e).length > 0 && columnsIn(e).every(id => rows.fields.has(id));
      const [a, b] = sides === null ? [] : within(sides[0]!, left) && within(sides[1]!, right) ? sides : within(sides[1]!, left) && within(sides[0]!, right) ? [sides[1]!, sides[0]!] : [];
      if (!a || !b) { rest.push(c); continue; }
      const x = among(this.expression(a, left, left.rows), left.rows), y = among(this.expression(b, right, right.rows), right.rows);
      ofLeft *= x.distinct;
      ofRight *= y.distinct;
      if (r.join === 'inner') for (const e of [a, b]) if (e.kind === 'column') fields.set(idOf(e.of, e.name), { ...fields.get(idOf(e.of, e.name))!, distinct: Math.min(x.distinct, y.distinct) });
    }
    const keysLeft = Math.max(1, Math.min(ofLeft, left.rows)), keysRight = Math.max(1, Math.min(ofRight, right.rows));
    const pairs = left.rows * right.rows / Math.max(keysLeft, keysRight);
    this.add('joined', Math.max(pairs, left.rows, right.rows));
    const boxes = new Map([...left.boxes ?? [], ...right.boxes ?? []]);
    const both = rest.reduce<Rows>((rows, e) => this.filtered(rows, e), { rows: pairs, fields, boxes });
    const met = Math.min(left.rows, left.rows * Math.min(1, keysRight / keysLeft) * (pairs > 0 ? both.rows / pairs : 0));
    switch (r.join) {
      case 'inner': return both;
      case 'left': return { rows: Math.max(left.rows, both.rows), fields };
      case 'full': return { rows: Math.max(left.rows, right.rows, both.rows), fields };
      case 'semi': return { rows: met, fields: left.fields };
      case 'anti': return { rows: left.rows - met, fields: left.fields };
    }
  }

  private filtered(input: Rows, predicate: Expression): Rows {
    let found = input;
    for (const c of conjuncts(predicate)) {
      this.expression(c, found, found.rows);
      const condition = conditionOf(c);
      const smaller = condition && restrict(found, condition);
      if (smaller) { found = smaller; continue; }
      const left = { ...found, rows: found.rows * this.share(c, found) };
      const fixed = c.kind === 'test' && c.test === '=' && c.left.kind === 'column' && c.right.kind !== 'column' ? c.left : null;
      found = fixed ? { ...left, fields: new Map(left.fields).set(idOf(fixed.of, fixed.name), { ...anything, distinct: 1 }) } : left;
    }
    return found;
  }

  /** The share of rows that a condition keeps. */
  private share(e: Expression, input: Rows): number {
    const value = (x: Expression): Value => among(this.expression(x, input, 0), input.rows);
    const compared = (test: string, a: Value, b: Value): number => {
      if (test === '=' || test === 'eq') return Number.isFinite(Math.max(a.distinct, b.distinct)) ? 1 / Math.max(1, a.distinct, b.distinct) : this.guess(someRows);
      if (test === '<>' || test === 'ne') return 1 - 1 / Math.max(1, a.distinct, b.distinct);
      return below(test, a, b) ?? this.guess(someRows);
    };
    switch (e.kind) {
      case 'all': return e.of.reduce((n, x) => n * this.share(x, input), 1);
      case 'any': return Math.min(1, e.of.reduce((n, x) => n + this.share(x, input), 0));
      case 'not': return 1 - this.share(e.of, input);
      case 'isNull': return e.negated ? 1 : 0;
      case 'test': return compared(e.test, value(e.left), value(e.right));
      case 'between': {
        const v = value(e.value), lo = value(e.lo).bounds, hi = value(e.hi).bounds;
        return v.bounds && lo && hi ? Math.max(0, Math.min(1, (Math.min(hi[1], v.bounds[1]) - Math.max(lo[0], v.bounds[0]) + 1) / (v.bounds[1] - v.bounds[0] + 1))) : this.guess(someRows);
      }
      case 'call': {
        if (e.op === 'and') return e.args.reduce((n, x) => n * this.share(x, input), 1);
        if (e.op === 'or') return Math.min(1, e.args.reduce((n, x) => n + this.share(x, input), 0));
        if (e.op === 'not') return 1 - this.share(e.args[0]!, input);
        if (e.op === 'present') return 1;
        return ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].includes(e.op) ? compared(e.op, value(e.args[0]!), value(e.args[1]!)) : this.guess(someRows);
      }
      case 'literal': return e.value === false ? 0 : 1;
      case 'column': return value(e).holds ?? this.guess(someRows);
      default: return this.guess(someRows);
    }
  }

  private project(r: Extract<Relation, { kind: 'project' }>): Rows {
    const input = this.relation(r.input);
    let times = 1;
    const made = r.columns.map(c => {
      visit(c.value, e => { if (e.kind === 'listed' && e.by === 'unnest') times = Math.max(times, this.listIn(this.expression(e.args[0]!, input, 0)).length); });
      return [idOf(null, c.name), this.expression(c.value, input, input.rows)] as const;
    });
    return { rows: input.rows * times, fields: new Map(made) };
  }

  private aggregate(r: Extract<Relation, { kind: 'aggregate' }>): Rows {
    const input = this.relation(r.input);
    const keys = r.keys.map(k => [idOf(null, k.name), among(this.expression(k.value, input, input.rows), input.rows)] as const);
    // a key that is worked out of others makes no more groups
    const plain = new Set(r.keys.flatMap(k => (k.value.kind === 'column' ? columnsIn(k.value) : [])));
    const free = keys.filter((_, n) => r.keys[n]!.value.kind === 'column' || !columnsIn(r.keys[n]!.value).every(id => plain.has(id)));
    const groups = keys.length === 0 ? 1 : Math.min(input.rows, free.reduce((n, [, v]) => n * v.distinct, 1));
    const members = groups > 0 ? input.rows / groups : 0;
    const values = r.values.map(v => [idOf(null, v.name), this.expression(v.value, input, groups, members, keys.length > 0)] as const);
    if (r.values.length === 0) this.add('aggregated', input.rows);
    this.add('row', groups);
    return { rows: groups, fields: new Map([...keys, ...values]) };
  }

  private union(inputs: readonly Rows[]): Rows {
    const rows = inputs.reduce((n, i) => n + i.rows, 0);
    const columns = inputs.map(i => [...i.fields.values()]);
    const names = [...inputs[0]!.fields.keys()];
    return { rows, fields: new Map(names.map((id, k) => [id, columns.slice(1).reduce((a, c, n) => merged(a, c[k]!, inputs.slice(0, n + 1).reduce((sum, i) => sum + i.rows, 0), inputs[n + 1]!.rows), columns[0]![k]!)])) };
  }

  // ---------------------------------------------------------------- expressions

  /** The value of an expression that is worked out `times` times; in an aggregate over `members` rows each time, which are found by their keys if `grouped`. */
  private expression(e: Expression, input: Rows, times: number, members = 1, grouped = false): Value {
    return this.value(e, { fields: input.fields, rows: input.rows, locals: new Map(), members, grouped }, times);
  }

  private value(e: Expression, around: Around, times: number): Value {
    const all = (): readonly Value[] => operands(e).map(o => this.value(o, around, times));
    switch (e.kind) {
      case 'column': return around.fields.get(idOf(e.of, e.name)) ?? anything;
      case 'literal': return typeof e.value === 'number' ? number(e.value) : typeof e.value === 'boolean' ? { ...constant, holds: Number(e.value) } : constant;
      case 'missing': case 'parameter': return constant;
      case 'local': return around.locals.get(e.name) ?? anything;
      case 'rowCount': return number(Math.round(this.table(e.table)?.rows ?? this.guess(unknownRows)));
      case 'valueOf': { const v = this.table(e.table)?.columns.get(lower(e.column)); return v ? { ...v, distinct: 1 } : constant; }
      case 'rowNumber': all(); this.add('aggregated', around.rows); return between(1, Math.max(1, Math.round(around.rows)));
      case 'cast': return all()[0]!;
      case 'test': case 'between': case 'not': case 'isNull': case 'all': case 'any': { all(); this.add('operation', times); return { ...anything, distinct: 2 }; }
      case 'call': {
        const args = all();
        this.add(plain.has(e.op) ? 'operation' : 'function', times);
        if (e.op === 'if' || e.op === 'coalesce') return args.slice(e.op === 'if' ? 1 : 0).reduce((a, b) => merged(a, b));
        return computed(e.op, args);
      }
      case 'aggregated': {
        const rows = times * around.members;
        e.args.forEach(a => this.value(a, { ...around, members: 1 }, rows));
        this.add(around.grouped ? 'aggregated' : 'operation', rows);
        if (e.by === 'sum' && e.args.some(isProduct)) this.add('multiplyAdd', rows);
        return anything;
      }
      case 'each': {
        const { length, of } = this.listIn(this.value(e.over, around, times));
        const locals = new Map(around.locals).set(e.element, of);
        if (e.place !== null) locals.set(e.place, between(1, Math.max(1, Math.round(length))));
        this.add('element', times * length);
        return this.sized(listOf(length, this.value(e.body, { ...around, locals }, times * length)));
      }
      case 'fold': {
        const { length, of } = this.listIn(this.value(e.over, around, times));
        return this.value(e.body, { ...around, locals: new Map(around.locals).set(e.before, of).set(e.element, of) }, times * Math.max(0, length - 1));
      }
      case 'listed': return this.listed(e, around, times);
    }
  }

  private listed(e: Extract<Expression, { kind: 'listed' }>, around: Around, times: number): Value {
    if (e.by === 'list' || e.by === 'firstBy' || e.by === 'lastBy') {
      const rows = times * around.members;
      const [value] = e.args.map(a => this.value(a, { ...around, members: 1 }, rows));
      this.add('aggregated', rows);
      if (e.by !== 'list') return value!;
      this.add('copied', rows * cellsOf(value!));
      return this.sized(listOf(around.members, value!));
    }
    const args = e.args.map(a => this.value(a, around, times));
    const list = (k: number): { readonly length: number; readonly of: Value } => this.listIn(args[k]!);
    const copy = (v: Value): Value => { this.add('copied', times * cellsOf(v)); return this.sized(v); };
    switch (e.by) {
      case 'dot': this.add('product', times); this.add('multiplyAdd', times * list(0).length); return anything;
      case 'flatten': { const { length, of } = list(0); const inner = this.listIn(of); return copy(listOf(length * inner.length, inner.of)); }
      case 'element': this.add('place', times); return list(0).of;
      case 'range': { const [lo, hi] = args.map(a => a.bounds); return lo && hi ? listOf(Math.max(0, hi[1] - lo[0]), between(lo[0], hi[1] - 1)) : listOf(this.guess(unknownRows), anything); }
      case 'zip': return copy(listOf(Math.max(...args.map((_, k) => list(k).length)), tupleOf(args.map((_, k) => list(k).of))));
      case 'field': { const at = e.args[1]; const tuple = args[0]!.inside; return tuple?.kind === 'tuple' && at?.kind === 'literal' ? tuple.fields[Number(at.value) - 1] ?? anything : anything; }
      case 'length': return number(Math.round(list(0).length));
      case 'sumOf': case 'productOf': case 'maxOf': case 'minOf': case 'anyOf': case 'allOf': this.add('product', times); this.add('operation', times * list(0).length); return anything;
      case 'unnest': { const { length, of } = list(0); this.add('row', times * length); return of; }
      case 'ifOne': this.add('operation', times); return merged(args[1]!, args[2]!);
      case 'tuple': return tupleOf(args);
      case 'inOrder': return copy(args[0]!);
      case 'values': return copy(listOf(args.length, args.reduce((a, b) => merged(a, b))));
    }
  }

  private listIn(v: Value): { readonly length: number; readonly of: Value } {
    return v.inside?.kind === 'list' ? v.inside : { length: this.guess(unknownRows), of: anything };
  }

  private sized(v: Value): Value { this.largest = Math.max(this.largest, cellsOf(v)); return v; }
}

/** Operations that take about as long as an addition; the others are functions. */
const plain: ReadonlySet<OpName> = new Set<OpName>(['add', 'sub', 'mul', 'div', 'neg', 'min', 'max', 'abs', 'sign', 'floor', 'ceil', 'round', 'trunc', 'greatest', 'least', 'clamp', 'int', 'stop', 'iquot', 'irem', 'idiv', 'imod', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'and', 'or', 'not', 'if', 'coalesce', 'present', 'iverson']);

const conditionsIn = (e: Expression): readonly Condition[] => conjuncts(e).flatMap(c => conditionOf(c) ?? []);

/** Rows of which a key column lies between bounds, or null where the column's own bounds are not known. */
function restrict(rows: Rows, { of, column, bounds }: Condition): Rows | null {
  const alias = lower(of ?? '');
  const boxes = rows.boxes?.get(alias);
  if (boxes?.some(b => b.has(lower(column)))) {
    const left = restricted(boxes, lower(column), bounds);
    const fields = new Map(rows.fields);
    for (const [name, value] of hull(left.boxes)) if (fields.has(idOf(of, name))) fields.set(idOf(of, name), value);
    return { rows: rows.rows * left.share, fields, boxes: new Map(rows.boxes).set(alias, left.boxes) };
  }
  const value = rows.fields.get(idOf(of, column));
  const smaller = value && cut(value, bounds);
  return smaller ? { ...rows, rows: rows.rows * smaller.share, fields: new Map(rows.fields).set(idOf(of, column), smaller.value) } : null;
}

const conjuncts = (e: Expression): readonly Expression[] => (e.kind === 'all' ? e.of.flatMap(conjuncts) : e.kind === 'call' && e.op === 'and' ? e.args.flatMap(conjuncts) : [e]);

function visit(e: Expression, see: (e: Expression) => void): void { see(e); operands(e).forEach(o => visit(o, see)); }

function columnsIn(e: Expression): readonly string[] {
  const found: string[] = [];
  visit(e, x => { if (x.kind === 'column') found.push(idOf(x.of, x.name)); });
  return found;
}

/** Whether a value is a product of two columns or more. */
function isProduct(e: Expression): boolean {
  const factors = (x: Expression): readonly Expression[] => (x.kind === 'call' && (x.op === 'mul' || x.op === 'div') ? x.args.flatMap(factors) : x.kind === 'call' && x.op === 'neg' ? factors(x.args[0]!) : [x]);
  return factors(e).filter(f => columnsIn(f).length > 0).length > 1;
}

/** The share of pairs of integers of which the first is below the second, where their bounds tell. */
function below(test: string, a: Value, b: Value): number | null {
  if (!a.bounds || !b.bounds) return null;
  const [x, y] = test === '>' || test === '>=' || test === 'gt' || test === 'ge' ? [b.bounds, a.bounds] : [a.bounds, b.bounds];
  const strict = test === '<' || test === '>' || test === 'lt' || test === 'gt' ? 1 : 0;
  const width = x[1] - x[0] + 1;
  // for each of at most some values of the second, how many of the first are below
  const count = Math.min(64, y[1] - y[0] + 1);
  let share = 0;
  for (let k = 0; k < count; k++) {
    const at = count === 1 ? y[0] : Math.round(y[0] + (y[1] - y[0]) * k / (count - 1));
    share += Math.max(0, Math.min(1, (at - strict - x[0] + 1) / width)) / count;
  }
  return share;
}
