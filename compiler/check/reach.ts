// What a tensor depends on, read off the syntax: which split indices it is sensitive to, and which other tensors.

import type { Expr } from '../ast.ts';
import { madeOnce } from '../remembered.ts';
import type { Checker } from './checker.ts';
import { childrenOf } from './letters.ts';
import { inTraining } from './scope.ts';
import { baseOf } from './symbols.ts';

/** The split indices whose part changes what the symbol's tensor is. */
export const splitsReached = (c: Checker, name: string): ReadonlySet<string> => madeOnce(c.splitsReached, name, () => reachedFrom(c, name));

function reachedFrom(c: Checker, name: string): ReadonlySet<string> {
  const candidates = new Set([...c.symbols.splits.keys(), ...c.batches.keys(), ...splitBySources(c)].filter(base => c.symbols.indices.has(base)));
  if (candidates.size === 0) return none;
  const reached = new Set<string>();
  const seen = new Set<string>();
  const queue: { name: string; pinned: ReadonlySet<string> }[] = [{ name, pinned: none }];
  while (queue.length) {
    const { name: at, pinned } = queue.pop()!;
    const id = `${at}|${[...pinned].sort().join()}`;
    if (seen.has(id)) continue;
    seen.add(id);
    for (const m of mentions(c, at)) {
      const all = new Set([...pinned, ...m.pinned]);
      for (const base of m.bases) if (candidates.has(base) && !all.has(base)) reached.add(base);
      for (const n of m.names) queue.push({ name: n, pinned: all });
    }
  }
  return reached;
}

const trained = new WeakMap<Checker, ReadonlySet<string>>();

/** Does a symbol's definition lead to the word `training`? */
export const reachesTraining = (c: Checker, name: string): boolean => madeOnce(trained, c, () => leadingToTraining(c)).has(name);

function leadingToTraining(c: Checker): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  const found = new Set<string>();
  for (const reader of c.symbols.values.keys()) for (const m of mentions(c, reader)) {
    if (m.names.has('training')) found.add(reader);
    for (const n of m.names) madeOnce(readers, n, (): string[] => []).push(reader);
  }
  for (const name of found) for (const reader of readers.get(name) ?? []) found.add(reader);
  return found;
}

const none: ReadonlySet<string> = new Set();

const sourced = new WeakMap<Checker, ReadonlySet<string>>();

/** The indices of data that comes in several files, one a part. */
const splitBySources = (c: Checker): ReadonlySet<string> => madeOnce(sourced, c, () => {
  const found = new Set<string>();
  for (const s of c.symbols.values.values()) {
    if (s.kind !== 'data' || s.item.source.kind !== 'stored' || !s.item.source.splits.length) continue;
    for (const a of s.decl.axes ?? []) if (a.kind === 'name') found.add(baseOf(a.name));
  }
  return found;
});

/** The symbols that definitions lead to from these, these included. */
export function reachableFrom(c: Checker, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names);
  for (const name of found) for (const m of mentions(c, name)) for (const n of m.names) found.add(n);
  return found;
}

/** The parts, other than the training rows, that a symbol's tensor is of under a choice of splits; one that is so in training is the last. */
export function choiceOf(c: Checker, name: string, splits: ReadonlyMap<string, string>): readonly (readonly [base: string, part: string])[] {
  const parts = [...splitsReached(c, name)].sort().flatMap(base => { const part = splits.get(base) ?? 'train'; return part === 'train' ? [] : [[base, part] as const]; });
  return splits.has(inTraining) && reachesTraining(c, name) ? [...parts, [inTraining, 'training']] : parts;
}

/** Does one symbol's definition lead to another's? */
export function dependsOn(c: Checker, from: string, to: string): boolean {
  const seen = new Set<string>();
  const queue = [from];
  while (queue.length) {
    for (const m of mentions(c, queue.pop()!)) {
      for (const n of m.names) {
        if (n === to) return true;
        if (!seen.has(n)) { seen.add(n); queue.push(n); }
      }
    }
  }
  return false;
}

interface Mentioned { readonly names: Set<string>; readonly bases: Set<string>; readonly pinned: ReadonlySet<string> }

const memo = new WeakMap<Checker, Map<string, readonly Mentioned[]>>();

/** The names and index bases that a symbol's definition mentions, grouped by the indices that an `on` around them pins. */
const mentions = (c: Checker, name: string): readonly Mentioned[] => madeOnce(madeOnce(memo, c, () => new Map<string, readonly Mentioned[]>()), name, () => mentionedBy(c, name));

function mentionedBy(c: Checker, name: string): readonly Mentioned[] {
  const groups = new Map<string, Mentioned>();
  const group = (pinned: ReadonlySet<string>) => {
    return madeOnce(groups, [...pinned].sort().join(), () => ({ names: new Set<string>(), bases: new Set<string>(), pinned }));
  };
  /** a function's letters, arguments and equations: not those of the program that are called the same */
  const own = { letters: new Set<string>(), names: new Set<string>() };
  const mention = (n: string, pinned: ReadonlySet<string>): void => {
    if (!own.names.has(n)) group(pinned).names.add(n);
    if (!own.letters.has(baseOf(n))) group(pinned).bases.add(baseOf(n));
  };
  const go = (e: Expr, pinned: ReadonlySet<string>): void => {
    let inner = pinned;
    if (e.kind === 'name' || e.kind === 'access' || e.kind === 'call') mention(e.name, pinned);
    if (e.kind === 'size') mention(e.index.text, pinned);
    if (e.kind === 'in') mention(e.tensor.text, pinned);
    if (e.kind === 'call' && e.binder) {
      const bases = e.binder.at.flatMap(a => (a.kind === 'name' ? [baseOf(a.name)] : []));
      if (e.binder.on) inner = new Set([...pinned, ...bases]);
      for (const b of bases) mention(b, inner);
    }
    for (const child of childrenOf(e)) go(child.expr, inner);
  };
  const symbol = c.symbols.values.get(name);
  switch (symbol?.kind) {
    case 'defined':
      for (const k of symbol.clauses) { for (const e of [...(k.axes ?? []), k.value, ...(k.where ? [k.where] : []), ...(k.until ? [k.until] : [])]) go(e, none); }
      break;
    case 'data':
      for (const e of symbol.decl.axes ?? []) go(e, none);
      break;
    case 'fn':
      symbol.letters.forEach(l => { own.letters.add(l.text); own.names.add(l.text); });
      symbol.formals.forEach(f => own.names.add(f.name.text));
      if (symbol.body.kind === 'expr') go(symbol.body.value, none);
      else {
        for (const item of symbol.body.items) if (item.kind === 'equation') own.names.add(item.name.text);
        for (const item of symbol.body.items) if (item.kind === 'equation') for (const e of [...(item.axes ?? []), item.value, ...(item.where ? [item.where] : [])]) go(e, none);
      }
      break;
    case 'setting':
      go(symbol.value, none);
      break;
    default:
      break;
  }
  return [...groups.values()];
}
