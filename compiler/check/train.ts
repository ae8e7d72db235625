// Training blocks: the gradients they need, and the updates that an optimiser's rule makes of them.

import type { CallRef, Item, Name } from '../ast.ts';
import { error, told } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import { at, call, type Coord, type Equation, type Goal, type Letter, number, type Period, real, type ReportValue, type Scalar, type Training } from '../tensor/ir.ts';
import type { BatchPart } from './batches.ts';
import type { Checker } from './checker.ts';
import { constant, integerConstant } from './constants.ts';
import { elaborate, printed } from './elaborate.ts';
import { valueAccess } from './gradient.ts';
import { namesIn, residualLetters } from './letters.ts';
import { plain } from './names.ts';
import { nearest } from './nearest.ts';
import { cellLetters, type Trained, updatesOf } from './optimizers.ts';
import { scalarTensor } from './outputs.ts';
import { reachableFrom } from './reach.ts';
import { inTraining, type Owner, type Scope, withNames } from './scope.ts';
import type { ParamSymbol } from './symbols.ts';
import { emptyScope, instance } from './tensors.ts';
import { TermBuilder } from './term.ts';

type TrainItem = Extract<Item, { kind: 'train' }>;
type GoalClause = Extract<TrainItem['clauses'][number], { kind: 'goal' }>;
type ClipClause = Extract<TrainItem['clauses'][number], { kind: 'clip' }>;

export function elaborateTraining(c: Checker, item: TrainItem): Training {
  const find = <K extends TrainItem['clauses'][number]['kind']>(kind: K) => item.clauses.filter((k): k is Extract<TrainItem['clauses'][number], { kind: K }> => k.kind === kind);
  for (const kind of ['using', 'seed', 'stop', 'clip'] as const) {
    const [first, again] = find(kind);
    if (again) throw error('training', again.span, `${kind === 'stop' ? 'stop when' : kind} is given twice`, { labels: [{ span: first!.span, text: 'first here' }], hints: ['keep one'] });
  }
  const goals = find('goal');
  if (!goals.length) throw error('training', item.span, 'a train block needs something to minimize', { hints: ['minimize loss using sgd(lr = 0.1)'] });
  const batch = c.batchOf.get(item) ?? null;
  const length = lengthOf(c, item, batch !== null);
  const seed = c.options.seed ?? find('seed')[0]?.seed ?? 0;
  const general = find('using')[0]?.using;
  const made = goals.flatMap((g): Goal[] => {
    try { return [elaborateGoal(c, g, general, find('clip')[0], batch)]; } catch (e) { c.report(told(e)); return []; }
  });
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

/** Warns of parameters that no training comes to, unless some goal says itself which it trains. */
export function warnUnreached(c: Checker): void {
  const goals = c.symbols.trains.flatMap(t => t.clauses.filter(k => k.kind === 'goal'));
  if (!goals.length || goals.some(g => g.over)) return;
  for (const symbol of c.symbols.values.values()) {
    if (symbol.kind === 'param' && !c.reached.has(symbol.name)) c.warn('unreached-parameter', symbol.span, `the loss does not reach ${symbol.name}, so training leaves it as it is`, { labels: [{ span: goals[0]!.span, text: 'trained here' }], hints: [`read ${symbol.name} somewhere on the way to the loss, or drop it`] });
  }
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

function elaborateGoal(c: Checker, clause: GoalClause, general: CallRef | undefined, clip: ClipClause | undefined, batch: BatchPart | null): Goal {
  const using = clause.using ?? general;
  if (!using) throw error('training', clause.span, 'nothing says how to train: using', { hints: [`${clause.sense} ${printed(clause.objective)} using adam(lr = 0.01)`] });
  const optimizer = c.symbols.values.get(using.name.text);
  if (optimizer?.kind !== 'optimizer') {
    const near = nearest(using.name.text, [...c.symbols.values.values()].filter(s => s.kind === 'optimizer').map(s => s.name));
    throw error('unknown-name', using.name.span, `no optimizer called ${using.name.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `using ${near}(…)` : 'using sgd(lr = 0.1), momentum, adam, adamw, …'] });
  }
  const owner: Owner = { name: 'objective', source: `${clause.sense} ${printExpr(clause.objective)}`, span: clause.span, symbol: null };
  const scope = emptyScope(owner, new Map([[inTraining, 'training'], ...(batch ? [[batch.base, batch.part] as const] : [])]));
  const [open] = residualLetters(c, scope, clause.objective);
  if (open !== undefined) throw error('training', clause.objective.span, `what is ${clause.sense}d must be one number, and this has ${open}`, { hints: [`mean[${open}](${printed(clause.objective)})`] });
  const { access } = valueAccess(c, scope, clause.objective, true);
  const all = [...c.symbols.values.values()].filter((s): s is ParamSymbol => s.kind === 'param');
  const below = reachableFrom(c, namesIn(clause.objective));
  const over = clause.over?.map(name => named(all, name, p => below.has(p.name), clause));
  const params = over ? all.filter(p => over.includes(p)) : all.filter(p => below.has(p.name));
  if (!params.length) throw error('training', clause.span, `${printed(clause.objective)} depends on no parameter`, { hints: ['param w[k] = 0'] });
  const settings = settingsScope(c, owner);
  const trained = clipped(c, params.map(p => { c.reached.add(p.name); return gradientOf(c, p, clause, access.tensor); }), clause, clip, settings);
  const updates = trained.flatMap(t => updatesOf(c, t, optimizer, using, settings, clause.span));
  return { sense: clause.sense, objective: access.tensor, updates, source: `${clause.sense} ${printExpr(clause.objective)} using ${using.name.text}`, span: clause.span };
}

/** The parameter of this name after `over`; a layer's copy stands there as its parameters. Errors: there is none, or the goal does not depend on it. */
function named(all: readonly ParamSymbol[], name: Name, depends: (p: ParamSymbol) => boolean, clause: GoalClause): ParamSymbol {
  const found = all.find(p => p.name === name.text);
  const near = nearest(name.text, all.map(p => p.name));
  if (!found) throw error('unknown-name', name.span, `no parameter called ${name.text}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `over ${near}` : 'over names parameters, or copies of layers'] });
  if (!depends(found)) throw error('training', name.span, `${printed(clause.objective)} does not depend on ${name.text}`, { hints: [`read ${name.text} somewhere on the way to it, or drop it after over`] });
  return found;
}

/** Settings are written in numbers and in t, the number of the step, unless the program calls something else t. */
function settingsScope(c: Checker, owner: Owner): Scope {
  const scope = emptyScope(owner, new Map());
  return c.symbols.values.has('t') ? scope : withNames(scope, [['t', { kind: 'counter', name: 'step' }]]);
}

/** Asks for the gradient of a goal by a parameter. */
function gradientOf(c: Checker, param: ParamSymbol, clause: GoalClause, objective: string): Trained {
  const tensor = instance(c, param, new Map(), param.span);
  const letters = cellLetters(tensor);
  const gradient = c.names.fresh(`d_${plain(param.name)}`);
  const free: Letter[] = letters.map(l => ({ name: l.name, index: l.index }));
  c.definitions.push({
    kind: 'derivative', bind: gradient, axes: tensor.axes.map(a => ({ column: a.column, index: a.index })), seeds: [], free, of: { tensor: objective, at: [], optional: false },
    by: { tensor: tensor.name, at: letters.map(l => at(l.name)), optional: false }, direction: null, source: `gradient of ${printed(clause.objective)} by ${param.name}`, span: clause.span,
  });
  return { label: param.name, tensor, letters, gradient, negate: clause.sense === 'maximize' };
}

/** The gradients of a goal, together no longer than a norm (Pascanu, Mikolov, Bengio 2013): all are scaled by min(1, norm / their length). */
function clipped(c: Checker, trained: readonly Trained[], clause: GoalClause, clip: ClipClause | undefined, settings: Scope): readonly Trained[] {
  if (!clip) return trained;
  const limit = constant(c, clip.norm);
  if (limit !== null && (typeof limit !== 'number' || !(limit > 0))) throw error('wrong-type', clip.norm.span, `gradients are clipped to a number above 0, this is ${JSON.stringify(limit)}`, { hints: ['clip 1'] });
  const source = `clip ${printExpr(clip.norm)}: the length of all gradients of ${printed(clause.objective)}`;
  const define = (equation: Pick<Equation, 'bind' | 'axes' | 'reduce' | 'terms' | 'fill'> & Partial<Pick<Equation, 'within'>>, of: string): string => {
    c.definitions.push({ kind: 'equation', type: real, within: null, source: of, span: clip.span, ...equation });
    return equation.bind;
  };
  const cellsOf = (t: Trained, term: TermBuilder): { readonly at: readonly Coord[]; readonly gradient: Scalar } => {
    const coords = t.letters.map(l => at(l.id));
    t.letters.forEach(l => term.letter(l));
    return { at: coords, gradient: term.read(t.gradient, coords, false) };
  };
  const squares = define({
    bind: c.names.fresh('d_squares'), axes: [], reduce: 'sum', fill: 0,
    terms: trained.map(t => { const term = new TermBuilder(); const { gradient } = cellsOf(t, term); return term.finish([], call('mul', gradient, gradient), null); }),
  }, source);
  const term = new TermBuilder();
  const norm = elaborate({ c, scope: settings, term, optional: false }, clip.norm);
  if (norm.type.kind !== 'real' && norm.type.kind !== 'int') throw error('wrong-type', clip.norm.span, 'gradients are clipped to a number above 0', { hints: ['clip 1'] });
  const length = call('sqrt', term.read(squares, [], false));
  const scale = define({ bind: c.names.fresh('d_scale'), axes: [], reduce: 'only', fill: null, terms: [term.finish([], call('if', call('gt', length, norm.scalar), call('div', norm.scalar, length), number(1)), null)] }, source);
  return trained.map(t => {
    const own = new TermBuilder();
    const { at: coords, gradient } = cellsOf(t, own);
    const bind = define({
      bind: c.names.fresh(`${t.gradient}_clipped`), axes: t.tensor.axes.map(a => ({ column: a.column, index: a.index })), reduce: 'only', fill: 0, within: t.tensor.name,
      terms: [own.finish(coords, call('mul', own.read(scale, [], false), gradient), null)],
    }, `clip ${printExpr(clip.norm)}: gradient of ${printed(clause.objective)} by ${t.label}`);
    return { ...t, gradient: bind };
  });
}
