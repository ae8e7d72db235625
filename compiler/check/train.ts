// Training blocks: the gradients they need, and the updates that an optimiser's rule makes of them.

import type { CallRef, Expr, Item, OptStmt } from '../ast.ts';
import { error, ProgramError } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import { at, type Equation, type Goal, type Letter, type Period, real, type ReportValue, type Training } from '../tensor/ir.ts';
import type { BatchPart } from './batches.ts';
import type { Checker, Tensor } from './checker.ts';
import { integerConstant } from './constants.ts';
import { elaborate, printed, unknown } from './elaborate.ts';
import { valueAccess } from './gradient.ts';
import { childrenOf } from './letters.ts';
import { plain } from './names.ts';
import { nearest } from './nearest.ts';
import { scalarTensor } from './outputs.ts';
import { reachableFrom } from './reach.ts';
import { type Binding, inTraining, type LetterRef, type Owner, type Scope, withNames } from './scope.ts';
import type { OptimizerSymbol, ParamSymbol } from './symbols.ts';
import { emptyScope, instance } from './tensors.ts';
import { TermBuilder } from './term.ts';

type TrainItem = Extract<Item, { kind: 'train' }>;
type GoalClause = Extract<TrainItem['clauses'][number], { kind: 'goal' }>;

export function elaborateTraining(c: Checker, item: TrainItem): Training {
  const find = <K extends TrainItem['clauses'][number]['kind']>(kind: K) => item.clauses.filter((k): k is Extract<TrainItem['clauses'][number], { kind: K }> => k.kind === kind);
  for (const kind of ['clip'] as const) for (const clause of find(kind)) c.report(error('not-supported', clause.span, `${kind} is not supported yet`, { hints: ['train on all rows: steps 100'] }).diagnostic);
  const goals = find('goal');
  if (!goals.length) throw error('training', item.span, 'a train block needs something to minimize', { hints: ['minimize loss using sgd(lr = 0.1)'] });
  const batch = c.batchOf.get(item) ?? null;
  const length = lengthOf(c, item, batch !== null);
  const seed = c.options.seed ?? find('seed')[0]?.seed ?? 0;
  const general = find('using')[0]?.using ?? null;
  const reached = new Set<string>();
  const made = goals.flatMap((g): Goal[] => {
    try { return [elaborateGoal(c, g, general, reached, batch)]; } catch (e) { if (e instanceof ProgramError) { c.report(e.diagnostic); return []; } throw e; }
  });
  // What is on the way to the loss is not known where a part of the way has an error.
  if (c.diagnostics.every(d => d.severity !== 'error')) for (const symbol of c.symbols.values.values()) {
    if (symbol.kind === 'param' && !reached.has(symbol.name) && goals.every(g => !g.over)) c.warn('unreached-parameter', symbol.span, `the loss does not reach ${symbol.name}, so training leaves it as it is`, { labels: [{ span: goals[0]!.span, text: 'trained here' }], hints: [`read ${symbol.name} somewhere on the way to the loss, or drop it`] });
  }
  const reports = find('report').map(r => {
    const values = r.values.map((value): ReportValue => ({ name: printExpr(value), tensor: scalarTensor(c, value, r.on, 'number').name, split: r.on?.text ?? 'train' }));
    const every = period(r.every ?? { ...length, count: Math.max(1, Math.floor(length.count / 10)) }, batch !== null);
    return { values, every, span: r.span };
  });
  const index = batch && c.indices.get(`${batch.base}_${batch.part}`);
  if (batch && !index && made.length === goals.length) throw error('training', find('batch')[0]!.span, `no goal runs over ${batch.base}, so there is nothing to take in parts`, { hints: ['drop the batch clause', `minimize mean[${batch.base}](…)`] });
  const stop = find('stop')[0];
  return {
    name: item.name?.text ?? null, goals: made, length, batch: index?.name ?? null, seed, reports,
    stop: stop ? { tensor: scalarTensor(c, stop.condition, stop.on, 'bool').name, span: stop.span } : null, span: item.span,
  };
}

/** Without a batch every step sees all rows, so that an epoch is a step. */
const period = (every: Period, batched: boolean): Period => (batched ? { count: every.count, unit: every.unit } : { count: every.count, unit: 'steps' });

function lengthOf(c: Checker, item: TrainItem, batched: boolean): Period {
  const given = item.clauses.filter(k => k.kind === 'steps' || k.kind === 'epochs');
  const [first, second] = given;
  if (second) throw error('training', second.span, first!.kind === second.kind ? `${second.kind} is given twice` : 'both steps and epochs say how long', { labels: [{ span: first!.span, text: 'first here' }], hints: ['keep one'] });
  if (!first) throw error('training', item.span, `a train block says how long: steps${batched ? ' or epochs' : ''}`, { hints: [batched ? 'epochs 10' : 'steps 100'] });
  if (c.options.steps !== null) return { count: c.options.steps, unit: 'steps' };
  return period({ count: integerConstant(c, first.count, `the number of ${first.kind}`, 1), unit: first.kind }, batched);
}

function elaborateGoal(c: Checker, clause: GoalClause, general: CallRef | null, reached: Set<string>, batch: BatchPart | null): Goal {
  const using = clause.using ?? general;
  if (!using) throw error('training', clause.span, 'nothing says how to train: using', { hints: [`${clause.sense} ${printed(clause.objective)} using adam(lr = 0.01)`] });
  const optimizer = c.symbols.values.get(using.name.text);
  if (optimizer?.kind !== 'optimizer') {
    const near = nearest(using.name.text, [...c.symbols.values.values()].filter(s => s.kind === 'optimizer').map(s => s.name));
    throw error('unknown-name', using.name.span, `no optimizer called ${using.name.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `using ${near}(…)` : 'using sgd(lr = 0.1), momentum, adam, adamw, …'] });
  }
  const owner: Owner = { name: 'objective', source: `${clause.sense} ${printExpr(clause.objective)}`, span: clause.span, symbol: null };
  const scope = emptyScope(owner, new Map([[inTraining, 'training'], ...(batch ? [[batch.base, batch.part] as const] : [])]));
  const { access, letters } = valueAccess(c, scope, clause.objective);
  if (letters.length || access.at.length) throw error('training', clause.objective.span, 'what is minimized must be one number', { hints: [`mean[${letters[0]?.name ?? 's'}](${printed(clause.objective)})`] });
  const over = clause.over?.map(name => {
    const symbol = c.symbols.values.get(name.text);
    if (symbol?.kind !== 'param') throw error('unknown-name', name.span, `no parameter called ${name.text}`, { hints: ['over names parameters'] });
    return symbol;
  });
  const below = reachableFrom(c, namesIn(clause.objective));
  const params = over ?? [...c.symbols.values.values()].filter((s): s is ParamSymbol => s.kind === 'param' && below.has(s.name));
  if (!params.length) throw error('training', clause.span, `${printed(clause.objective)} depends on no parameter`, { hints: ['param w[k] = 0'] });
  const updates = params.flatMap(p => { reached.add(p.name); return updatesOf(c, p, optimizer, using, clause, access.tensor, owner); });
  return { sense: clause.sense, objective: access.tensor, updates, source: `${clause.sense} ${printExpr(clause.objective)} using ${using.name.text}`, span: clause.span };
}

function namesIn(expr: Expr): readonly string[] {
  const found: string[] = [];
  const go = (e: Expr): void => {
    if (e.kind === 'name' || e.kind === 'access' || e.kind === 'call') found.push(e.name);
    childrenOf(e).forEach(k => go(k.expr));
  };
  go(expr);
  return found;
}

function cellLetters(tensor: Tensor): readonly LetterRef[] {
  const taken = new Set<string>();
  return tensor.axes.map(a => {
    let name = a.letter;
    while (taken.has(name)) name += "'";
    taken.add(name);
    return { id: `${name}@${tensor.name}`, name, base: a.base ?? a.index, split: null, index: a.index };
  });
}

function updatesOf(c: Checker, param: ParamSymbol, optimizer: OptimizerSymbol, using: CallRef, clause: GoalClause, objective: string, owner: Owner): readonly Equation[] {
  const tensor = instance(c, param, new Map(), param.span);
  const letters = cellLetters(tensor);
  const gradient = c.names.fresh(`d_${plain(param.name)}`);
  const axes = tensor.axes.map(a => ({ column: a.column, index: a.index }));
  const free: Letter[] = letters.map(l => ({ name: l.name, index: l.index }));
  c.definitions.push({
    kind: 'derivative', bind: gradient, axes, seeds: [], free, of: { tensor: objective, at: [], optional: false }, by: { tensor: tensor.name, at: letters.map(l => at(l.name)), optional: false },
    direction: null, source: `gradient of ${printed(clause.objective)} by ${param.name}`, span: clause.span,
  });
  const { formals } = optimizer.item;
  if (formals.length < 3) throw error('wrong-arity', optimizer.span, `an optimizer takes a parameter, its gradient and the step`, { hints: [`optimizer ${optimizer.name}(p, g, t, lr = 0.1) { p := p - lr * g }`] });
  const [p, g, t] = formals;
  const rule: Owner = { name: tensor.name, source: '', span: clause.span, symbol: null };
  let scope: Scope = withNames(emptyScope(rule, new Map()), [
    [p!.name.text, { kind: 'cells', tensor: tensor.name, letters, negate: false }],
    [g!.name.text, { kind: 'cells', tensor: gradient, letters, negate: clause.sense === 'maximize' }],
    [t!.name.text, { kind: 'counter', name: 'step' }],
  ]);
  scope = withNames(scope, settingsOf(optimizer, using, emptyScope(owner, new Map()), scope));
  const targets = new Map<string, string>([[p!.name.text, tensor.name]]);
  const updates: Equation[] = [];
  const stale = new Map<string, string>();
  const locals = new Map<string, Expr>();
  /** what a local was computed in, where all that it reads is as the step began: kept as a tensor, it stays what it was */
  const begun = new Map<string, Scope>();
  const assigned = new Set<string>();
  for (const stmt of optimizer.item.body) scope = statement(stmt, scope);
  if (!updates.some(u => u.bind === tensor.name)) throw error('no-result', optimizer.span, `optimizer ${optimizer.name} never assigns ${p!.name.text}`, { hints: [`${p!.name.text} := ${p!.name.text} - lr * ${g!.name.text}`] });
  return updates;

  function statement(stmt: OptStmt, before: Scope): Scope {
    switch (stmt.kind) {
      case 'state': {
        let next = before;
        for (const s of stmt.states) {
          const name = stateOf(c, tensor, letters, optimizer.name, s.name.text, param.name, s.value, before);
          targets.set(s.name.text, name);
          next = withNames(next, [[s.name.text, { kind: 'cells', tensor: name, letters, negate: false }]]);
        }
        return next;
      }
      case 'local': {
        const now = current(stmt.value, before);
        locals.set(stmt.name.text, stmt.value);
        stale.delete(stmt.name.text);
        if ([...assigned].some(n => mentions(stmt.value, n, locals))) begun.delete(stmt.name.text); else begun.set(stmt.name.text, now);
        return withNames(now, [[stmt.name.text, { kind: 'scalar', closure: { expr: stmt.value, scope: now } }]]);
      }
      case 'assign': {
        const target = targets.get(stmt.name.text);
        if (!target) throw unknown(c, before, stmt.name.text, stmt.name.span, 'state or parameter');
        const now = current(stmt.value, before);
        const source = `${substituted(stmt.name.text)} := ${printExpr(stmt.value)}   for ${param.name}`;
        const term = new TermBuilder();
        letters.forEach(l => term.letter(l));
        term.read(target, letters.map(l => at(l.id)), false);
        const typed = elaborate({ c, scope: { ...now, owner: { ...rule, source } }, term, optional: false }, stmt.value);
        if (typed.type.kind !== 'real' && typed.type.kind !== 'int') throw error('wrong-type', stmt.value.span, 'an update is a number', { hints: ['[ condition ] counts a condition as 1 or 0'] });
        updates.push({ kind: 'equation', bind: target, axes, type: real, reduce: 'only', terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)], fill: null, within: null, source, span: clause.span });
        assigned.add(stmt.name.text);
        for (const [name, value] of locals) if (mentions(value, stmt.name.text, locals)) stale.set(name, stmt.name.text);
        return now;
      }
    }
  }

  /** The scope in which an expression means what it says although states have changed since the locals that it reads were computed. */
  function current(value: Expr, before: Scope): Scope {
    let now = before;
    for (const n of namesIn(value)) {
      if (!stale.has(n)) continue;
      const then = begun.get(n);
      if (!then) throw error('not-supported', value.span, `${n} was computed before ${stale.get(n)} changed`, { hints: [`define ${n} again after ${stale.get(n)} := …`] });
      now = withNames(now, [[n, kept(n, locals.get(n)!, then)]]);
    }
    return now;
  }

  /** A local as a tensor of its own: definitions are computed from what the step began with. */
  function kept(name: string, value: Expr, scope: Scope): Binding {
    stale.delete(name);
    locals.delete(name);
    const bind = c.names.fresh(`${tensor.name}_${optimizer.name}_${name}`);
    const source = `${optimizer.name}.${name} = ${printExpr(value)}   for ${param.name}`;
    const term = new TermBuilder();
    letters.forEach(l => term.letter(l));
    term.read(tensor.name, letters.map(l => at(l.id)), false);
    const typed = elaborate({ c, scope: { ...scope, owner: { ...rule, source } }, term, optional: false }, value);
    c.definitions.push({ kind: 'equation', bind, axes, type: typed.type, reduce: 'only', terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)], fill: null, within: null, source, span: clause.span });
    return { kind: 'cells', tensor: bind, letters, negate: false };
  }

  function substituted(name: string): string { return name === p!.name.text ? param.name : `${optimizer.name}.${name}`; }
}

function mentions(expr: Expr, name: string, locals: ReadonlyMap<string, Expr>): boolean {
  return namesIn(expr).some(n => n === name || (locals.has(n) && locals.get(n) !== expr && mentions(locals.get(n)!, name, locals)));
}

function settingsOf(optimizer: OptimizerSymbol, using: CallRef, outer: Scope, rule: Scope): readonly (readonly [string, Binding])[] {
  const { formals } = optimizer.item;
  const settings = formals.slice(3);
  const usage = `${optimizer.name}(${settings.map(f => `${f.name.text}${f.default ? ` = ${printExpr(f.default)}` : ''}`).join(', ')})`;
  const positional = using.args.filter(a => !a.name);
  if (positional.length > settings.length) throw error('wrong-arity', using.span, `${optimizer.name} has ${settings.length} settings, this gives ${using.args.length}`, { hints: [usage] });
  for (const a of using.args) if (a.name && !settings.some(f => f.name.text === a.name!.text)) {
    const near = nearest(a.name.text, settings.map(f => f.name.text));
    throw error('wrong-arity', a.span, `${optimizer.name} has no setting called ${a.name.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [usage] });
  }
  return settings.map((f, k): readonly [string, Binding] => {
    const given = using.args.find(a => a.name?.text === f.name.text) ?? positional[k];
    const value = given?.value ?? f.default;
    if (!value) throw error('wrong-arity', using.span, `${optimizer.name} needs ${f.name.text}`, { hints: [usage] });
    return [f.name.text, { kind: 'scalar', closure: { expr: value, scope: given ? outer : rule } }];
  });
}

function stateOf(c: Checker, tensor: Tensor, letters: readonly LetterRef[], optimizer: string, state: string, param: string, value: Expr, scope: Scope): string {
  const name = c.names.fresh(`${tensor.name}_${optimizer}_${state}`);
  c.names.reserve(`${name}_now`);
  const term = new TermBuilder();
  letters.forEach(l => term.letter(l));
  term.read(tensor.name, letters.map(l => at(l.id)), false);
  const typed = elaborate({ c, scope, term, optional: false }, value);
  const axes = tensor.axes.map(a => ({ column: a.column, index: a.index }));
  const source = `state ${state} = ${printExpr(value)}   for ${param}`;
  const init: Equation = { kind: 'equation', bind: name, axes, type: real, reduce: 'only', terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)], fill: null, within: null, source, span: value.span };
  const full = c.carried.find(k => k.tensor === tensor.name)?.full ?? false;
  c.carried.push({ tensor: name, axes, role: 'state', label: `${optimizer}.${state} of ${param}`, init, full, span: value.span });
  return name;
}

