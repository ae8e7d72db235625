// Annotations: what `@name(…)` before a statement may say, and the tensors that it speaks of. None of them changes what a program means.

import type { Annotation, Item, Module } from '../ast.ts';
import { type Diagnostic, error } from '../diagnostics.ts';
import { type Forced, forcedLayouts } from '../layouts/layout.ts';
import { mapEquations } from '../tensor/equations.ts';
import type { Precision, Program, ValueType } from '../tensor/ir.ts';
import { precisions } from '../tensor/precision.ts';
import type { Checker } from './checker.ts';
import { nearest } from './nearest.ts';

interface Rule {
  readonly usage: string;
  /** the words that it takes, or null: one text */
  readonly words: readonly string[] | null;
  /** only before data, param or an equation of the program */
  readonly ofTensors: boolean;
}

const rules: Readonly<Record<string, Rule>> = {
  unit: { usage: '@unit("K")', words: null, ofTensors: false },
  doc: { usage: '@doc("air temperature")', words: null, ofTensors: false },
  dtype: { usage: '@dtype(f32)', words: precisions, ofTensors: true },
  layout: { usage: '@layout(coo)', words: forcedLayouts, ofTensors: true },
};

/** A word that an annotation gives for a tensor. */
export interface Annotated<W extends string = string> { readonly word: W; readonly annotation: Annotation; /** the tensor for people */ readonly name: string }

/** Errors: annotation, for one that there is not, that does not belong there, or that says what it cannot. */
export function refuseAnnotations(module: Module, attempt: (f: () => void) => unknown): void {
  const looked = new Set<number>();                              // copies of layers have the annotations of what they copy
  const go = (items: readonly Item[], within: string | null): void => {
    for (const item of items) {
      for (const a of item.annotations) if (!looked.has(a.span.start)) { looked.add(a.span.start); attempt(() => refuse(a, item, within)); }
      if (item.kind === 'layer') go(item.items, item.name.text);
      if (item.kind === 'fn' && item.body.kind === 'block') go(item.body.items, item.name.text);
    }
  };
  go(module.items, null);
}

function refuse(a: Annotation, item: Item, within: string | null): void {
  const name = a.name.text;
  const rule = Object.hasOwn(rules, name) ? rules[name]! : null;
  if (!rule) {
    const near = nearest(name, Object.keys(rules));
    throw error('annotation', a.name.span, `there is no annotation @${name}${near === null ? '' : ` (did you mean @${near}?)`}`, { hints: [near === null ? `there are ${Object.keys(rules).map(n => `@${n}`).join(', ')}` : `write ${rules[near]!.usage}`] });
  }
  const twice = item.annotations.find(o => o.name.text === name && o.span.start < a.span.start);
  if (twice) throw error('annotation', a.span, `@${name} stands twice`, { note: 'again here', labels: [{ span: twice.span, text: 'first here' }], hints: ['keep one of them'] });
  const [value, ...more] = a.args;
  const fits = rule.words === null ? typeof value?.value.value === 'string' && !value.value.word : rule.words.includes(String(value?.value.value));
  if (!value || more.length || value.name !== null || !fits) {
    const hints = rule.words === null ? [rule.usage] : [rule.words.map(w => `@${name}(${w})`).join(' or ')];
    throw error('annotation', value?.value.span ?? a.span, rule.words === null ? `@${name} takes one text` : `@${name} takes ${rule.words.join(' or ')}`, { hints });
  }
  if (!rule.ofTensors) return;
  if (within !== null && item.kind !== 'param') throw error('annotation', a.span, `@${name} cannot stand inside of ${within}, which is written out where it is called`, { hints: [`put it before the equation that calls ${within}`] });
  if (item.kind !== 'data' && item.kind !== 'param' && item.kind !== 'equation') throw error('annotation', a.span, `@${name} is said of a tensor`, { hints: [`put it before data, param or an equation: ${rule.usage} param W[i,j] = 0`] });
}

/** What the annotations of a symbol's statements say of a tensor of the IR that it became. Errors: annotation, where clauses say it twice. */
export function noteOf(c: Checker, items: readonly Item[], name: string, tensor: string): void {
  const all = items.flatMap(i => i.annotations);
  const text = (wanted: string): string | null => { const value = all.find(a => a.name.text === wanted)?.args[0]?.value.value; return typeof value === 'string' ? value : null; };
  const [unit, doc] = [text('unit'), text('doc')];
  if (unit !== null || doc !== null) c.notes.push({ tensor, unit, doc });
  const once = (wanted: string): Annotation | undefined => {
    const [first, second] = items.flatMap(i => i.annotations.filter(a => a.name.text === wanted).slice(0, 1));
    if (second) throw error('annotation', second.span, `@${wanted} of ${name} stands twice`, { note: 'again here', labels: [{ span: first!.span, text: 'first here' }], hints: ['once is enough, before one of its clauses'] });
    return first;
  };
  const dtype = once('dtype'), layout = once('layout');
  const word = precisions.find(p => p === dtype?.args[0]?.value.value);
  if (word) c.precisions.set(tensor, { word, annotation: dtype!, name });
  const kept = forcedLayouts.find(l => l === layout?.args[0]?.value.value);
  if (kept) c.forced.push({ layout: kept, name, span: layout!.span });
}

/** How the program is to keep its tensors, if annotations say so. Errors: annotation, where they do not say the same. */
export function forcedLayout(said: readonly Forced[], report: (d: Diagnostic) => void): Forced | undefined {
  const [first] = said;
  const other = said.find(f => f.layout !== first!.layout);
  if (other) report(error('annotation', other.span, `${other.name} is to be kept in ${other.layout}, ${first!.name} in ${first!.layout}: a training keeps its tensors in one way`, { labels: [{ span: first!.span, text: 'first here' }], hints: ['keep one of them'] }).diagnostic);
  return first;
}

/** Largest number of 32 bits. */
const largest = 3.4028234663852886e38;

/** The program with tensors stored in what is said of them. Errors: annotation, for one that holds no real numbers. */
export function withPrecisions(program: Program, said: ReadonlyMap<string, Annotated<Precision> | undefined>, report: (d: Diagnostic) => void): Program {
  const typed = (tensor: string, type: ValueType): ValueType => {
    const found = said.get(tensor);
    if (!found) return type;
    if (type.kind === 'real') return { kind: 'real', precision: found.word };
    const what = type.kind === 'int' ? 'whole numbers' : type.kind === 'bool' ? 'true and false' : type.kind === 'text' ? 'texts' : `keys of ${type.index}`;
    report(error('annotation', found.annotation.span, `@dtype is for real numbers; ${found.name} holds ${what}`, { hints: ['leave it out: whole numbers have 64 bits', ...(type.kind === 'key' ? ['a statement declares several tensors? give the real ones one of their own'] : [])] }).diagnostic);
    return type;
  };
  const equations = mapEquations(program, e => ({ ...e, type: typed(e.bind, e.type) }));
  const stored = { ...equations, inputs: program.inputs.map(i => ({ ...i, type: typed(i.tensor, i.type) })) };
  for (const i of stored.inputs) {
    if (i.type.kind !== 'real' || (i.type.precision ?? program.precision) !== 'f32' || i.load.kind !== 'literal') continue;
    const beyond = i.load.rows.find(r => Math.abs(Number(r.value)) > largest && Number.isFinite(r.value));
    if (beyond) report(error('annotation', said.get(i.tensor)?.annotation.span ?? i.span, `${beyond.value} is beyond what 32 bits hold`, { hints: ['@dtype(f64)'] }).diagnostic);
  }
  return stored;
}

/** A tensor that goes with another, as an optimiser's state goes with its parameter, is stored in the same. */
export function follows(c: Checker, tensor: string, leader: string): void {
  c.precisions.set(tensor, c.precisions.get(leader));
}
