// Which statements run when: once before training, in each step, for a report, at the end.
//
// A definition is volatile if its rows change while training: it reads something carried, the step's number, or something
// volatile. What is not volatile is computed once. What is volatile is computed again wherever weights have changed in between.

import { type Blocking, type Declined, type LaidOut, type LayoutChoice, layoutNames } from '../layouts/layout.ts';
import { cheapest, type Offer, type Priced, priceOf } from '../layouts/choose.ts';
import type { Boxes } from '../cost/boxes.ts';
import type { Tables } from '../cost/fold.ts';
import type { Prices } from '../cost/prices.ts';
import { carriedBoxes, costsOf, tablesOfData } from '../cost/statements.ts';
import { packed } from '../layouts/packed.ts';
import { tiled } from '../layouts/tiles.ts';
import { error } from '../diagnostics.ts';
import type { PlanStatement, PlanTraining } from '../plan.ts';
import { groupBy } from '../group.ts';
import { InternalError } from '../source.ts';
import type { Equation, Program, Recurrence, Training } from '../tensor/ir.ts';
import { servedText } from '../tensor/ir.ts';
import { reads as readsOf } from '../tensor/equations.ts';
import { copyOf } from '../tensor/hoist.ts';
import { type Batch, batchOf } from './batch.ts';
import { type Computed, batchIndices, bound, closure, computed, countsSteps, isAmong, readBy, runsOver } from './definitions.ts';
import { distinct, reading, renamed } from './distinct.ts';
import { type Unit, fuse, unit } from './fuse.ts';
import { type Expression, type Item, type Relation, type Statement, call, cast, column, item, literal, parameter, project, scan } from './ir.ts';
import { type Lowering, lowerEquation } from './lower/equation.ts';
import { loopUnit } from './loop.ts';
import { recursiveUnits } from './recursive.ts';
import { type Shapes, valueColumn } from './lower/shapes.ts';
import type { Naming } from './naming.ts';
import { Results } from './results.ts';
import { sequenceOf } from './sequence.ts';
import { verifyRelation } from './verify.ts';

export interface Schedule {
  readonly setup: readonly Statement[];
  readonly training: readonly TrainingSchedule[];
  readonly final: readonly Statement[];
}

export interface TrainingSchedule {
  readonly epoch: { readonly steps: number | Relation; readonly statements: readonly Statement[] } | null;
  /** before the first step that a connection executes */
  readonly begin: readonly Statement[];
  readonly step: readonly Statement[];
  /** `declined`: why not another one that it might have */
  readonly layout: PlanTraining['layout'];
  readonly keep: readonly Statement[];
  readonly reports: readonly (readonly Statement[])[];
  readonly stop: { readonly statements: readonly Statement[]; readonly query: Relation } | null;
}

/** A statement that loading leaves for later, because it reads what an equation computes: the parts of a split. */
export type Deferred = Extract<PlanStatement, { kind: 'execute' }>;

/** A layout that is asked for, and the program as it is before its fills are made explicit. */
export interface Asked { readonly layout: Exclude<LayoutChoice, 'coo'>; readonly program: Program; /** that `auto` compares by */ readonly prices: Prices; readonly blocking: Blocking }

/** Schedules a program whose definitions are ordered and whose fills are explicit (see fill.ts). */
export function schedule(program: Program, lowering: Lowering, naming: Naming, deferred: readonly Deferred[], asked: Asked | null = null): Schedule {
  return new Scheduler(program, lowering, naming, deferred, asked).run();
}

/** The keys of a step's rows, in the table that holds them. */
function scannedKeys(rows: Batch['rows']): Relation {
  const [key] = verifyRelation(rows.from);
  return project(scan(rows.table, rows.table, [key!]), [item(key!.name, column(rows.table, key!.name, key!.type))]);
}

class Scheduler {
  private readonly definitions: readonly Computed[];
  /** equations by what they define: a recurrence begins with those outside of it */
  private readonly starts: ReadonlyMap<string, readonly Equation[]>;
  private readonly volatile = new Set<string>();
  private readonly shapes: Shapes;
  /** tables as they are before the first step, worked out where layouts are compared */
  private before: () => Tables = () => { throw new InternalError('what is there before the first step is not known yet'); };
  private readonly boxes: ReadonlyMap<string, Boxes>;
  /** what shows, checks and exports read */
  private readonly outputs: readonly string[];
  private readonly results: Results;
  /** data in lists for reports */
  private readonly listed: Statement[] = [];

  constructor(private readonly program: Program, private readonly lowering: Lowering, private readonly naming: Naming, private readonly deferred: readonly Deferred[], private readonly asked: Asked | null) {
    this.shapes = lowering.shapes;
    this.boxes = carriedBoxes(program, lowering.tableOf);
    this.definitions = program.definitions.map(computed);
    this.starts = groupBy(this.definitions.filter(d => d.kind === 'equation'), d => d.bind);
    this.outputs = [...program.shows, ...program.checks].map(o => o.tensor).concat(program.exports.flatMap(e => e.tensors.map(t => t.tensor)));
    this.results = new Results({ program, lowering, naming, asked, definitions: this.definitions, units: (some, kept) => this.units(some, kept), made: () => this.before(), boxes: this.boxes });
    for (const c of program.carried) this.volatile.add(c.tensor);
    const changing = batchIndices(program);
    for (const d of this.definitions) if (runsOver(d, changing)) for (const t of bound(d)) this.volatile.add(t);
    // a tensor may have several definitions, clauses that fill different cells of it: if one is volatile, all are
    for (let size = -1; size !== this.volatile.size;) {
      size = this.volatile.size;
      for (const d of this.definitions) if (countsSteps(d) || [...readBy(d), ...bound(d)].some(t => this.volatile.has(t))) for (const t of bound(d)) this.volatile.add(t);
    }
  }

  run(): Schedule {
    const { program } = this;
    const { outputs } = this;
    const trained = program.training.flatMap(t => [...t.goals.flatMap(g => this.updateReads(g.updates)), ...this.resultsOf(t)]);
    const generated = program.carried.flatMap(c => (c.init ? [...readsOf(c.init)] : []));
    const split = this.deferred.flatMap(d => d.reads);
    const setup = this.closure([...trained, ...generated, ...split]).filter(d => !bound(d).some(t => this.volatile.has(t)));
    const done = new Set(setup.flatMap(bound));
    // what a later phase reads must be there as a table
    const later = new Set([...trained, ...outputs, ...split]);
    for (const d of this.closure(later)) if (!isAmong(d, done)) for (const t of readBy(d)) later.add(t);
    const statements = [...this.tables(), ...this.setup(setup, later)];
    let made: Tables | null = null;
    this.before = () => (made ??= costsOf(statements, tablesOfData(program, this.naming), this.boxes).after);
    const training = program.training.map(t => this.training(t, done));
    const final = this.results.of(outputs, done, { kept: true, span: program.training.at(-1)?.span ?? program.definitions[0]?.span ?? null });
    // what is there before the first step comes first
    const before = [...this.listed, ...final.begin];
    const lists = distinct([before, ...training.map(t => t.begin)]);
    const read = (some: readonly Statement[]): readonly Statement[] => some.map(s => renamed(s, lists.names));
    return {
      setup: [...statements, ...lists.statements[0]!],
      training: training.map((t, k) => ({ ...t, begin: lists.statements[k + 1]!, step: read(t.step), reports: t.reports.map(read), stop: t.stop && { statements: read(t.stop.statements), query: reading(t.stop.query, lists.names) } })),
      final: read(fuse(final.units)),
    };
  }

  /** What is computed once; where data waits for an equation, what that needs comes first. */
  private setup(some: readonly Computed[], later: ReadonlySet<string>): readonly Statement[] {
    const statements: Statement[] = [];
    const early = new Set<string>();
    const phase = (definitions: readonly Computed[], kept: ReadonlySet<string>, more: readonly Unit[]): void => {
      const fresh = definitions.filter(d => some.includes(d) && !isAmong(d, early));
      statements.push(...fuse([...this.units(fresh, kept), ...more]));
      for (const d of fresh) for (const t of bound(d)) early.add(t);
    };
    const readLater = new Set(some.flatMap(d => [...readBy(d)]).concat(this.program.carried.flatMap(c => (c.init ? [...readsOf(c.init)] : []))));
    for (const d of this.deferred) {
      phase(this.closure(d.reads), new Set([...later, ...readLater]), []);
      statements.push({ kind: 'text', sql: d.sql, reads: d.reads, writes: d.writes, parameters: d.parameters, source: d.comment, span: d.span });
    }
    phase(some, later, this.generations());
    return statements;
  }

  private resultsOf(t: Training): readonly string[] { return [...t.reports.flatMap(r => r.values.map(v => v.tensor)), ...(t.stop ? [t.stop.tensor] : [])]; }

  private updateReads(updates: readonly Equation[]): readonly string[] { return updates.flatMap(u => [...readsOf(u)]); }

  private closure(tensors: Iterable<string>): readonly Computed[] { return closure(this.definitions, tensors); }

  /** The units of definitions that run one after the other, in order. */
  private units(some: readonly Computed[], kept: ReadonlySet<string>): readonly Unit[] {
    const begun = new Set<string>();
    const parts = new Map<string, number>();
    for (const d of some) for (const t of new Set(bound(d))) parts.set(t, (parts.get(t) ?? 0) + 1);
    return some.flatMap(d => {
      const made = d.kind === 'recurrence'
        ? recursiveUnits(d, this.lowering, { starts: t => this.starts.get(t) ?? [], fresh: wanted => this.naming.fresh(wanted), kept, begun }) ?? [loopUnit(d, this.lowering, { readOutside: this.readOutside(d), begun: new Set(begun) })]
        : [this.unitOf(d, begun.has(d.bind), kept.has(d.bind) || parts.get(d.bind)! > 1)];
      for (const t of bound(d)) begun.add(t);
      return made;
    });
  }

  private unitOf(d: Equation, append: boolean, kept: boolean): Unit {
    const relation = lowerEquation(d, this.lowering);
    const table = this.lowering.tableOf(d.bind);
    const source = servedText(d);
    const { span } = d;
    return append
      ? unit({ defines: null, changes: [table], relation, source, build: from => [{ kind: 'append', table, from: from!, source, span }] })
      : unit({ defines: table, kept, relation, source, build: from => [{ kind: 'create', table, temporary: true, from: from!, source, span }] });
  }

  private readOutside(r: Recurrence): ReadonlySet<string> {
    const found = new Set(this.outputs);
    for (const d of this.definitions) if (d !== r) for (const t of readBy(d)) found.add(t);
    for (const t of this.program.training) for (const name of [...this.resultsOf(t), ...t.goals.flatMap(g => this.updateReads(g.updates))]) found.add(name);
    for (const c of this.program.carried) if (c.init) for (const t of readsOf(c.init)) found.add(t);
    return found;
  }

  private training(t: Training, setup: ReadonlySet<string>): TrainingSchedule {
    // history counts the steps of all trainings on
    const own = parameter('step', 'int');
    const steps = t === this.program.training[0] ? own : call('add', 'int', parameter('before', 'int'), own);
    const batch = t.batch === null ? null : batchOf(this.program, t.batch, this.lowering, this.naming);
    let inRows: readonly Statement[] | null = null;
    const rows = (): readonly Statement[] => inRows ??= fuse(this.stepUnits(t, setup, batch, { units: missing => this.units(missing, new Set()), update: u => this.update(u) }));
    const { laid, others } = this.laidOut(t, setup, batch, rows);
    const reports = t.reports.map(r => ({ made: this.results.of(r.values.map(v => v.tensor), setup, { kept: false, span: r.span }), r }));
    const stop = t.stop && { made: this.results.of([t.stop.tensor], setup, { kept: false, span: t.stop.span }), stop: t.stop };
    // a report may come before the first step
    this.listed.push(...reports.flatMap(x => x.made.begin), ...stop?.made.begin ?? []);
    return {
      epoch: batch && { steps: batch.perEpoch, statements: [batch.order] },
      begin: laid?.begin ?? [],
      step: laid?.step ?? rows(),
      layout: { name: laid?.name ?? 'coo', declined: others },
      keep: this.program.carried.map(c => this.keep(c, steps)),
      reports: reports.map(({ made, r }) => fuse([...made.units, this.report(r, steps)])),
      stop: stop && this.stop(stop.stop, stop.made.units),
    };
  }

  /** What a step does, in order: `made` says what definitions and updates become. */
  private stepUnits(t: Training, setup: ReadonlySet<string>, batch: Batch | null, made: { readonly units: (missing: readonly Computed[]) => readonly Unit[]; readonly update: (u: Equation) => Unit }): readonly Unit[] {
    const step: Unit[] = [];
    if (batch) step.push(unit({ defines: batch.rows.table, kept: true, relation: batch.rows.from, source: batch.rows.source, build: from => [{ ...batch.rows, from: from! }] }));
    // definitions whose tables hold the value under the weights as they are now
    const current = new Set(setup);
    for (const goal of t.goals) {
      const missing = this.closure(this.updateReads(goal.updates)).filter(d => !isAmong(d, current));
      step.push(...made.units(missing));
      for (const d of missing) for (const b of bound(d)) current.add(b);
      const stale = new Set<string>();
      for (const u of goal.updates) { step.push(made.update(u)); stale.add(u.bind); }
      for (const d of this.definitions) if ([...readBy(d)].some(r => stale.has(r))) for (const b of bound(d)) { stale.add(b); current.delete(b); }
    }
    return step;
  }

  /** The steps of a training in the layout that is asked for, or in the cheapest, null for COO; and why not in others. Errors: one that is asked for cannot be. */
  private laidOut(t: Training, setup: ReadonlySet<string>, batch: Batch | null, rows: () => readonly Statement[]): { readonly laid: LaidOut | null; readonly others: string | null } {
    const { forced } = this.program;
    if (!this.asked) return { laid: null, others: forced?.layout === 'coo' ? `${forced.name} is kept in rows: @layout(coo)${forced.line === undefined ? '' : `, line ${forced.line}`}` : null };
    const { layout } = this.asked;
    const offers = layoutNames.filter(name => layout === 'auto' || layout === name).map((name): Offer<LaidOut> => {
      const made = name === 'tiles' ? this.overTiles(t, setup, batch) : this.packed(t, setup, batch);
      return 'reason' in made ? { name, reason: made.reason } : made;
    });
    if (layout === 'auto') {
      const before = batch ? costsOf([batch.order], this.before(), this.boxes).after : this.before();
      const price = ({ begin, step }: Pick<LaidOut, 'begin' | 'step'>): Priced => priceOf(costsOf(step, costsOf(begin, before, this.boxes).after, this.boxes).costs, this.asked!.prices);
      const { chosen, others } = cheapest(price({ begin: [], step: rows() }), offers.map(o => ('reason' in o ? o : { ...o, price: price(o) })));
      return { laid: chosen, others: others || null };
    }
    const [only] = offers;
    if (only && 'step' in only) return { laid: only, others: null };
    if (forced?.layout === layout) throw error('not-supported', forced.span, `${forced.name} cannot be kept in ${layout}: ${only?.reason}`, { labels: [{ span: t.span, text: 'trained here' }], hints: [`leave @layout(${layout}) out: the cheapest layout that is possible is taken`] });
    throw error('not-supported', t.span, `this training does not run in ${layout}: ${only?.reason}`, { hints: ['--layout auto takes the cheapest layout that is possible'] });
  }

  private packed(t: Training, setup: ReadonlySet<string>, batch: Batch | null): LaidOut | Declined {
    const updates = t.goals.flatMap(g => g.updates);
    const needed = this.closure(this.updateReads(updates)).filter(d => !isAmong(d, setup));
    const equations = needed.filter(d => d.kind === 'equation');
    if (equations.length < needed.length) return { reason: 'a step has a recurrence that is not unrolled' };
    const own = new Set([...equations, ...updates].map(e => e.bind)), moving = new Set(this.program.carried.map(c => c.tensor));
    const data = new Set([...equations, ...updates].flatMap(e => [...readsOf(e)]).filter(r => !own.has(r) && !moving.has(r)));
    const step = packed(this.program, equations, updates, data, this.lowering, this.naming, t.span);
    if ('reason' in step) return step;
    const units = this.stepUnits(t, setup, batch, { units: missing => missing.flatMap(d => (d.kind === 'equation' ? step.units(d) : [])), update: u => step.update(u) });
    return { name: 'packed', begin: step.begin, step: fuse(units) };
  }

  private overTiles(t: Training, setup: ReadonlySet<string>, batch: Batch | null): LaidOut | Declined {
    const { program } = this.asked!;
    const own = program.training[this.program.training.indexOf(t)]!;
    const definitions = closure(program.definitions.map(computed), own.goals.flatMap(g => this.updateReads(g.updates))).filter(d => !isAmong(d, setup));
    const moving = new Set(program.carried.map(c => c.tensor));
    const moved = new Set(definitions.filter(d => [...readBy(d), ...bound(d)].some(r => moving.has(r)) && bound(d).forEach(b => moving.add(b)) === undefined));
    // rows of a batch taken as they are need no table
    const copies = new Map<string, string>();
    for (const d of definitions) if (d.kind === 'equation' && !moved.has(d)) { const of = copyOf(d); if (of !== null) copies.set(d.bind, copies.get(of) ?? of); }
    const seen = (e: Equation): Equation => ({ ...e, terms: e.terms.map(x => ({ ...x, args: x.args.map(a => ({ ...a, tensor: copies.get(a.tensor) ?? a.tensor })) })) });
    const goals = own.goals.map(g => ({ ...g, updates: g.updates.map(seen) }));
    const within = (some: readonly Computed[]): LaidOut | Declined => {
      const equations = some.filter(d => d.kind === 'equation').map(seen);
      if (equations.length < some.length) return { reason: 'a step has a recurrence that is not unrolled' };
      const early = new Set(definitions.filter(d => !some.includes(d)).flatMap(bound));
      const read = new Set([...equations, ...goals.flatMap(g => g.updates)].flatMap(e => [...readsOf(e)]).filter(r => early.has(r)));
      const before = closure(this.definitions, read).filter(d => bound(d).every(b => early.has(b)));
      const rows = batch && (before.length > 0 ? scannedKeys(batch.rows) : batch.rows.from);
      const step = sequenceOf(goals, equations, new Set(program.carried.map(c => c.tensor)), this.naming.fresh);
      const whole = step.again.length > 0 ? { ...program, definitions: [...program.definitions, ...step.again] } : program;
      const laid = tiled(whole, own, step, this.lowering, this.naming, rows, read, this.asked!.blocking);
      if ('reason' in laid || before.length === 0) return laid;
      const units = [...(batch ? [unit({ defines: batch.rows.table, kept: true, relation: batch.rows.from, source: batch.rows.source, build: from => [{ ...batch.rows, from: from! }] })] : []), ...this.units(before, read)];
      return { ...laid, step: [...fuse(units), ...laid.step] };
    };
    // all of a step over tiles, or what does not depend on the model before it in COO, where it has tables
    const all = definitions.filter(d => moved.has(d) || d.kind === 'recurrence' || !copies.has(d.bind));
    const found = within(all);
    const laid = 'reason' in found && all.length > moved.size ? within([...moved]) : found;
    return laid;
  }

  private update(u: Equation): Unit {
    const table = this.naming.now(u.bind);
    return unit({
      defines: table, kept: this.program.carried.some(c => c.tensor === u.bind), relation: lowerEquation(u, this.lowering), source: u.source,
      build: from => [{ kind: 'create', table, temporary: true, from: from!, source: u.source, span: u.span }],
    });
  }

  private report(r: Training['reports'][number], steps: Expression): Unit {
    const rows = r.values.map(v => {
      const value = this.scalarOf(v.tensor);
      return project(value.relation, [
        item('run', parameter('run', 'int')), item('step', steps), item('split', literal(v.split, 'text')), item('name', literal(v.name, 'text')),
        item(valueColumn, cast(value.value, 'real')),
      ]);
    });
    const relation: Relation = rows.length === 1 ? rows[0]! : { kind: 'union', inputs: rows };
    const source = `report ${r.values.map(v => (v.split ? `${v.name} on ${v.split}` : v.name)).join(', ')}`;
    return unit({ defines: null, changes: ['metrics'], relation, source, build: from => [{ kind: 'append', table: 'metrics', from: from!, source, span: r.span }] });
  }

  private stop(stop: NonNullable<Training['stop']>, units: readonly Unit[]): TrainingSchedule['stop'] {
    const { relation, value } = this.scalarOf(stop.tensor);
    const statements = fuse([...units, unit({
      defines: null, relation: project(relation, [item(valueColumn, value)]), source: 'stop when',
      build: from => [{ kind: 'query', from: from!, source: 'stop when', span: stop.span }],
    })]);
    const last = statements.at(-1);
    if (last?.kind !== 'query') throw new InternalError('the condition to stop is not the last statement');
    return { statements: statements.slice(0, -1), query: last.from };
  }

  private scalarOf(tensor: string): { readonly relation: Relation; readonly value: Expression } {
    const columns = this.shapes.columns(tensor);
    return { relation: scan(this.lowering.tableOf(tensor), tensor, columns), value: column(tensor, valueColumn, columns.at(-1)!.type) };
  }

  // ---------------------------------------------------------------- what training carries

  private historyItems(tensor: string): readonly Item[] {
    return this.shapes.columns(tensor).map(c => item(c.name, column(tensor, c.name, c.type)));
  }

  /** History tables and the table of metrics; what earlier runs put there stays. */
  private tables(): readonly Statement[] {
    if (this.program.training.length === 0) return [];
    const steps = [{ name: 'run', type: 'int' }, { name: 'step', type: 'int' }] as const;
    const { span } = this.program.training[0]!;
    return [
      { kind: 'declare', table: 'metrics', temporary: false, keep: true, columns: [...steps, { name: 'split', type: 'text' }, { name: 'name', type: 'text' }, { name: valueColumn, type: 'real' }], source: 'what reports say, by run and step', span },
      ...this.program.carried.map((c): Statement => ({
        kind: 'declare', table: this.naming.history(c.tensor), temporary: false, keep: true, columns: [...steps, ...this.shapes.columns(c.tensor)], source: `${c.label} by run and step`, span: c.span,
      })),
    ];
  }

  /** The first generation of what training carries; before one that starts from values of others, those and what is computed of them. */
  private generations(): readonly Unit[] {
    const units: Unit[] = [];
    const done = new Set<string>();
    const make = (c: Program['carried'][number]): void => {
      if (done.has(c.tensor)) return;
      done.add(c.tensor);
      const needed = c.init ? this.closure(readsOf(c.init)) : [];
      const reads = new Set([...(c.init ? readsOf(c.init) : []), ...needed.flatMap(d => [...readBy(d)])]);
      for (const other of this.program.carried) if (reads.has(other.tensor)) make(other);
      const changing = needed.filter(d => bound(d).some(t => this.volatile.has(t)) && !isAmong(d, done));
      units.push(...this.units(changing, new Set()), this.generation(c));
      for (const d of changing) for (const t of bound(d)) done.add(t);
    };
    this.program.carried.forEach(make);
    return units;
  }

  private generation(c: Program['carried'][number]): Unit {
    const table = this.naming.now(c.tensor);
    const relation = c.init ? lowerEquation(c.init, this.lowering) : project(scan(this.naming.initial(c.tensor), c.tensor, this.shapes.columns(c.tensor)), this.historyItems(c.tensor));
    const source = c.init?.source ?? `${c.label} from data`;
    return unit({ defines: table, kept: true, relation, source, build: from => [{ kind: 'create', table, temporary: true, from: from!, source, span: c.span }] });
  }

  private keep(c: Program['carried'][number], steps: Expression): Statement {
    const from = project(scan(this.naming.now(c.tensor), c.tensor, this.shapes.columns(c.tensor)), [item('run', parameter('run', 'int')), item('step', steps), ...this.historyItems(c.tensor)]);
    return { kind: 'append', table: this.naming.history(c.tensor), from, source: `keep ${c.label}`, span: c.span };
  }
}
