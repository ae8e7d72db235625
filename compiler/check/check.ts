// The checker: from surface syntax to the tensor IR, with every sum written out, every index sized and every name resolved.

import type { Item, Module } from '../ast.ts';
import { type Diagnostic, told } from '../diagnostics.ts';
import type { Carried, Program } from '../tensor/ir.ts';
import { forcedLayout, refuseAnnotations, withPrecisions } from './annotations.ts';
import { collectBatches } from './batches.ts';
import { Checker, type CheckOptions } from './checker.ts';
import { layoutOf } from './data.ts';
import { elaborateCheck, elaborateExport, elaborateShow } from './outputs.ts';
import { collectUntils } from './until.ts';
import { widened } from './widen.ts';
import { elaborateSplit } from './splits.ts';
import { collect, isTensor } from './symbols.ts';
import { instance } from './tensors.ts';
import { elaborateTraining, warnUnreached } from './train.ts';

/**
 * Checks a program and elaborates it. All errors are collected: a statement with an error does not hide those of others.
 * `program` is null if there was any error.
 */
export function check(module: Module, options: CheckOptions): { readonly program: Program | null; readonly diagnostics: readonly Diagnostic[] } {
  const found: Diagnostic[] = [];
  const symbols = collect(module, options.library, options.lost ?? new Set(), d => found.push(d));
  const c = new Checker(symbols, options, module.file);
  found.forEach(c.report);
  c.instanceOf = (symbol, splits) => instance(c, symbol, splits, symbol.span);
  const attempt = <T>(f: () => T): readonly T[] => {
    options.pause?.();
    try {
      return [f()];
    } catch (e) {
      c.report(told(e));
      return [];
    }
  };
  refuseAnnotations(module, attempt);
  collectBatches(c);
  attempt(() => collectUntils(c));
  for (const split of symbols.splits.values()) attempt(() => elaborateSplit(c, split));
  for (const symbol of [...symbols.values.values()].filter(isTensor)) attempt(() => instance(c, symbol, new Map(), symbol.span));
  const training = symbols.trains.flatMap(t => attempt(() => elaborateTraining(c, t)));
  // What is on the way to the loss is not known where a part of the way has an error.
  if (c.diagnostics.every(d => d.severity !== 'error')) warnUnreached(c);
  const outputs = <K extends Item['kind']>(kind: K) => symbols.outputs.filter((o): o is Extract<typeof o, { kind: K }> => o.kind === kind);
  const shows = outputs('show').flatMap(o => elaborateShow(c, o));
  const checks = outputs('check').flatMap(o => attempt(() => elaborateCheck(c, o)));
  const exports = outputs('export').flatMap(o => attempt(() => elaborateExport(c, o)));
  attempt(() => requireKeys(c));
  if (c.diagnostics.every(d => d.severity !== 'error')) warnUnused(c);
  const sorted = (): readonly Diagnostic[] => [...c.diagnostics].sort((a, b) => a.span.start - b.span.start);
  const wrong = (): boolean => c.diagnostics.some(d => d.severity === 'error');
  if (wrong()) return { program: null, diagnostics: sorted() };
  const domains = c.domains.filter(d => c.indices.has(d.index)).map(d => (d.making.kind === 'keys' ? { ...d, making: { ...d.making, of: d.making.of.map(o => ({ ...o, tensor: c.inputNames.get(o.tensor)! })) } } : d));
  const carried: readonly Carried[] = c.carried;
  const forced = forcedLayout(c.forced, c.report);
  const whole = widened({ file: module.file, indices: [...c.indices.values()], domains, inputs: [...c.inputs.values()], carried, definitions: c.definitions, untils: c.untils, training, shows, checks, exports, notes: c.notes, ...(options.precision === 'f32' ? { precision: 'f32' as const } : {}), ...(forced ? { forced } : {}) }, c.report);
  const program = withPrecisions(whole, c.precisions, c.report);
  return { program: wrong() ? null : program, diagnostics: sorted() };
}

/** Inputs that an index's keys come from are loaded even if nothing else reads them. */
function requireKeys(c: Checker): void {
  for (const { symbol, part } of c.keyed) instance(c, symbol, new Map(layoutOf(c, symbol).axes.map(a => [a.base, part])), symbol.span);
}

function warnUnused(c: Checker): void {
  for (const symbol of c.symbols.indices.values()) {
    if (!c.usedIndices.has(symbol.name)) c.warn('unused-index', symbol.span, `index ${symbol.name} is never used`, { hints: [`drop ${symbol.name} from the declaration`] });
  }
}
