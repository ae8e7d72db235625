// Optimisers: a rule's lines for one parameter, as equations that run one after the other.

import type { CallRef, Expr, OptStmt } from '../ast.ts';
import { error } from '../diagnostics.ts';
import { printExpr } from '../format.ts';
import type { Span } from '../source.ts';
import { at, type Equation, real } from '../tensor/ir.ts';
import { follows } from './annotations.ts';
import type { Checker, Tensor } from './checker.ts';
import { elaborate, type Typed } from './elaborate.ts';
import { namesIn } from './letters.ts';
import { nearest } from './nearest.ts';
import { said } from './operators.ts';
import { type Binding, type LetterRef, type Owner, type Scope, withNames } from './scope.ts';
import type { OptimizerSymbol } from './symbols.ts';
import { emptyScope } from './tensors.ts';
import { TermBuilder } from './term.ts';

type Local = Extract<OptStmt, { kind: 'local' }>;

/** A parameter that a goal trains: its tensor, the letters of a cell, its gradient. */
export interface Trained { readonly label: string; readonly tensor: Tensor; readonly letters: readonly LetterRef[]; readonly gradient: string; readonly negate: boolean }

/** The letters by which a cell of a parameter is known in the rule that changes it. */
export const cellLetters = (tensor: Tensor): readonly LetterRef[] => tensor.axes.map(a => ({ id: `${a.letter}@${tensor.name}`, name: a.letter, base: a.base!, split: null, index: a.index }));

/**
 * The equations of a rule for one parameter, in the order in which they run: each binds the parameter, a state of it, or a tensor of its own that
 * later ones read (a reduction over the cells, or a local whose lines have changed since). `outer` is where the settings are written.
 * Errors: wrong-arity, wrong-type, unknown-name, no-result.
 */
export function updatesOf(c: Checker, trained: Trained, optimizer: OptimizerSymbol, using: CallRef, outer: Scope, span: Span): readonly Equation[] {
  const { tensor, letters, label } = trained;
  const { formals, body } = optimizer.item;
  if (formals.length < 3) throw error('wrong-arity', optimizer.span, `an optimizer takes a parameter, its gradient and the step`, { hints: [`optimizer ${optimizer.name}(p, g, t, lr = 0.1) { p := p - lr * g }`] });
  const [p, g, t] = formals;
  const axes = tensor.axes.map(a => ({ column: a.column, index: a.index }));
  const updates: Equation[] = [];
  const targets = new Map<string, string>([[p!.name.text, tensor.name]]);
  const changed = keptLocals(body);
  const owner: Owner = { name: `${tensor.name}_${optimizer.name}`, source: '', span, symbol: null };
  const cells: NonNullable<Scope['cells']> = { tensor: tensor.name, label, letters, emit: e => void updates.push(e) };
  let scope: Scope = withNames({ ...emptyScope(owner, new Map()), cells }, [
    [p!.name.text, { kind: 'cells', tensor: tensor.name, letters, negate: false }],
    [g!.name.text, { kind: 'cells', tensor: trained.gradient, letters, negate: trained.negate }],
    [t!.name.text, { kind: 'counter', name: 'step' }],
  ]);
  scope = withNames(scope, settingsOf(optimizer, using, outer, scope));
  for (const stmt of body) scope = statement(stmt, scope);
  if (!updates.some(u => u.bind === tensor.name)) throw error('no-result', optimizer.span, `optimizer ${optimizer.name} never assigns ${p!.name.text}`, { hints: [`${p!.name.text} := ${p!.name.text} - lr * ${g!.name.text}`] });
  return updates;

  function statement(stmt: OptStmt, before: Scope): Scope {
    switch (stmt.kind) {
      case 'state': return withNames(before, stmt.states.map((s): readonly [string, Binding] => {
        const name = stateOf(c, trained, optimizer.name, s.name.text, s.value, before);
        targets.set(s.name.text, name);
        return [s.name.text, { kind: 'cells', tensor: name, letters, negate: false }];
      }));
      case 'local': {
        if (!changed.has(stmt)) return withNames(before, [[stmt.name.text, { kind: 'scalar', closure: { expr: stmt.value, scope: before } }]]);
        const bind = c.names.fresh(`${owner.name}_${stmt.name.text}`);
        updates.push(equation(bind, stmt, `${optimizer.name}.${stmt.name.text} = ${printExpr(stmt.value)}   for ${label}`, before));
        return withNames(before, [[stmt.name.text, { kind: 'cells', tensor: bind, letters, negate: false }]]);
      }
      case 'assign': {
        const target = targets.get(stmt.name.text);
        if (!target) {
          const near = nearest(stmt.name.text, targets.keys());
          throw error('unknown-name', stmt.name.span, `${stmt.name.text} is neither the parameter nor a state of ${optimizer.name}${near ? ` (did you mean ${near}?)` : ''}`, { hints: [near ? `write ${near}` : `state ${stmt.name.text} = 0`] });
        }
        const name = stmt.name.text === p!.name.text ? label : `${optimizer.name}.${stmt.name.text}`;
        updates.push(equation(target, stmt, `${name} := ${printExpr(stmt.value)}   for ${label}`, before));
        return before;
      }
    }
  }

  /** One number for every cell of the parameter. */
  function equation(bind: string, { kind, value }: Exclude<OptStmt, { kind: 'state' }>, source: string, before: Scope): Equation {
    const term = new TermBuilder();
    letters.forEach(l => term.letter(l));
    term.read(kind === 'assign' ? bind : tensor.name, letters.map(l => at(l.id)), false);
    const typed = elaborate({ c, scope: { ...before, owner: { ...owner, source } }, term, optional: false }, value);
    refuseOther(typed, value, kind === 'assign' ? 'an update' : 'what a rule goes on with');
    return { kind: 'equation', bind, axes, type: real, reduce: 'only', terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)], fill: null, within: null, source, span };
  }
}

/** The locals that are read after something that they are computed from has been assigned anew: they are kept as they were. */
function keptLocals(body: readonly OptStmt[]): ReadonlySet<Local> {
  const kept = new Set<Local>();
  /** by name: the local that it stands for now, and the names that its value depends on, through other locals, too */
  const locals = new Map<string, { readonly stmt: Local; readonly needs: ReadonlySet<string>; stale: boolean }>();
  const needsOf = (value: Expr): ReadonlySet<string> => new Set(namesIn(value).flatMap(n => [n, ...locals.get(n)?.needs ?? []]));
  for (const stmt of body) {
    if (stmt.kind === 'state') continue;
    for (const n of namesIn(stmt.value)) { const local = locals.get(n); if (local?.stale) kept.add(local.stmt); }
    if (stmt.kind === 'local') locals.set(stmt.name.text, { stmt, needs: needsOf(stmt.value), stale: false });
    else for (const local of locals.values()) local.stale ||= local.needs.has(stmt.name.text);
  }
  return kept;
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
  const bound: (readonly [string, Binding])[] = [];
  settings.forEach((f, k) => {
    const given = using.args.find(a => a.name?.text === f.name.text) ?? positional[k];
    const value = given?.value ?? f.default;
    if (!value) throw error('wrong-arity', using.span, `${optimizer.name} needs ${f.name.text}`, { hints: [usage] });
    bound.push([f.name.text, { kind: 'scalar', closure: { expr: value, scope: given ? outer : withNames(rule, bound) } }]);
  });
  return bound;
}

function refuseOther({ type }: Typed, value: Expr, what: string): void {
  if (type.kind !== 'real' && type.kind !== 'int') throw error('wrong-type', value.span, `${what} is a number, this is ${said(type)}`, { hints: [type.kind === 'bool' ? '[ condition ] counts a condition as 1 or 0' : 'write a number'] });
}

function stateOf(c: Checker, { tensor, letters, label }: Trained, optimizer: string, state: string, value: Expr, scope: Scope): string {
  const name = c.names.fresh(`${tensor.name}_${optimizer}_${state}`);
  c.names.reserve(`${name}_now`);
  follows(c, name, tensor.name);
  const term = new TermBuilder();
  letters.forEach(l => term.letter(l));
  term.read(tensor.name, letters.map(l => at(l.id)), false);
  const { cells: _, ...first } = scope;
  const typed = elaborate({ c, scope: first, term, optional: false }, value);
  refuseOther(typed, value, 'a state');
  const axes = tensor.axes.map(a => ({ column: a.column, index: a.index }));
  const source = `state ${state} = ${printExpr(value)}   for ${label}`;
  const init: Equation = { kind: 'equation', bind: name, axes, type: real, reduce: 'only', terms: [term.finish(letters.map(l => at(l.id)), typed.scalar, null)], fill: null, within: null, source, span: value.span };
  const { full } = c.carried.find(k => k.tensor === tensor.name)!;
  const wanted = `${optimizer}.${state} of ${label}`;
  const same = c.carried.filter(k => k.label === wanted || k.label.startsWith(`${wanted} (`)).length;
  c.carried.push({ tensor: name, axes, role: 'state', label: same ? `${wanted} (${same + 1})` : wanted, init, full, span: value.span });
  return name;
}
