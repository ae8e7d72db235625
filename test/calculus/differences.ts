// Derivatives against central differences of the reference evaluator.

import assert from 'node:assert/strict';
import { differentiate } from '../../compiler/tensor/differentiate.ts';
import { evaluate, type Key, TensorValue } from '../../compiler/tensor/evaluate.ts';
import { arg, boolean, call, type Coord, type Derivative, type Equation, integer, letter, number, type Program } from '../../compiler/tensor/ir.ts';
import { prune } from '../../compiler/tensor/prune.ts';
import { share } from '../../compiler/tensor/share.ts';
import { simplify } from '../../compiler/tensor/simplify.ts';
import { verify } from '../../compiler/tensor/verify.ts';
import type { Builder } from './build.ts';

export type Data = ReadonlyMap<string, TensorValue>;

const shortest = 1e-6;

const coordinate = (c: Coord, letters: ReadonlyMap<string, Key>): Key => {
  assert(c.kind === 'affine');
  if (c.terms.length === 1 && c.terms[0]!.coefficient === 1 && c.offset === 0) return letters.get(c.terms[0]!.letter)!;
  return c.terms.reduce((sum, t) => sum + t.coefficient * (letters.get(t.letter) as number), c.offset);
};

const keys = (program: Program, index: string): readonly Key[] => {
  const { domain } = program.indices.find(i => i.name === index)!;
  assert(domain.kind === 'range');
  return Array.from({ length: domain.size }, (_, k) => domain.lo + k);
};

const product = (lists: readonly (readonly Key[])[]): readonly (readonly Key[])[] =>
  lists.reduce<readonly (readonly Key[])[]>((all, list) => all.flatMap(head => list.map(k => [...head, k])), [[]]);

/** The value `of` when the cell `at` of `tensor` is moved by `step`: rows of data are changed, defined cells added to. */
function moved(program: Program, data: Data, of: string, tensor: string, at: readonly Key[], step: number): TensorValue {
  const given = data.get(tensor);
  if (given) {
    const rows = [...given.rows.values()].map(r => (r.at.every((k, i) => k === at[i]) ? { ...r, value: (r.value as number) + step } : r));
    return evaluate(program, new Map([...data, [tensor, TensorValue.of(rows)]]), { only: [of] }).get(of)!;
  }
  // a defined cell: another equation computes the tensor, and what is read adds the step at that cell
  const definitions = program.definitions.flatMap((d): Program['definitions'] => (d.kind === 'equation' && d.bind === tensor ? nudged(d, at, step) : [d]));
  return evaluate({ ...program, definitions }, data, { only: [of] }).get(of)!;
}

function nudged(e: Equation, at: readonly Key[], step: number): readonly Equation[] {
  const letters = e.axes.map((axis, k) => ({ name: `n${k}`, index: axis.index }));
  const coords = letters.map((l): Coord => ({ kind: 'affine', terms: [{ coefficient: 1, letter: l.name }], offset: 0 }));
  const here = at.map((k, n) => call('eq', letter(letters[n]!.name), integer(k as number))).reduce((x, y) => call('and', x, y), boolean(true));
  const term: Equation['terms'][number] = { letters, out: coords, args: [{ tensor: `${e.bind} itself`, at: coords, optional: false }], body: call('add', arg(0), call('if', here, number(step), number(0))), where: null, pick: null };
  return [{ ...e, bind: `${e.bind} itself` }, { ...e, reduce: 'only', fill: null, within: null, terms: [term] }];
}

export interface CheckOptions {
  readonly tolerance?: number;
  /**
   * For drawn programs: leave out cells where differences say nothing. At a corner or a jump the slopes to the left and to the right of
   * the shortest step disagree; beside a value so large that it swallows the step, rounding alone is above the tolerance.
   */
  readonly corners?: 'leave out';
  /** the stages after which to compare */ readonly stages?: readonly Stage[];
}
export interface Compared { readonly cells: number; readonly corners: number }
type Stage = 'differentiate' | 'simplify' | 'share' | 'prune';

/** The program without derivatives, after every pass up to the named one. */
export function derived(program: Program, last: Stage = 'prune'): Program {
  verify(program, 'build');
  let current = differentiate(program).program;
  verify(current, 'differentiate');
  const passes = [['differentiate', (p: Program) => p], ['simplify', simplify], ['share', share], ['simplify again', simplify], ['prune', prune]] as const;
  for (const [name, pass] of passes) {
    current = pass(current);
    verify(current, name);
    if (name === last) break;
  }
  return current;
}

/**
 * Every derivative of the built program, cell by cell: where the cell differentiated by has a row the value is that of
 * central differences, elsewhere there is none. Returns how many cells were looked at, and how many of them were corners.
 */
export function checkDerivatives(builder: Builder, options: CheckOptions = {}): Compared {
  const found = { cells: 0, corners: 0 };
  const program = builder.program();
  const { data } = builder;
  const plain: Program = { ...program, definitions: program.definitions.filter(d => d.kind === 'equation'), shows: [] };
  for (const stage of options.stages ?? ['differentiate', 'simplify', 'prune'] as const) {
    const worked = derived(program, stage);
    // differences are taken of the program in which the derivatives, if others read them, are worked out
    const base = program.definitions.every(d => d.kind !== 'derivative' || !reads(program, d.bind)) ? plain : derived(program, 'differentiate');
    const values = evaluate(worked, data);
    for (const d of program.definitions) {
      if (d.kind !== 'derivative') continue;
      const { cells, corners } = compare(base, data, d, values.get(shown(worked, d.bind))!, shownValues(worked, values), options, `${d.source} after ${stage}`);
      found.cells += cells;
      found.corners += corners;
    }
  }
  return found;
}

/** The tensor that holds what the built program calls `label`: equal equations are shared. */
const shown = (program: Program, label: string): string => program.shows.find(s => s.label === label)?.tensor ?? label;
const shownValues = (program: Program, values: ReadonlyMap<string, TensorValue>): ReadonlyMap<string, TensorValue> =>
  new Map([...values, ...program.shows.map(s => [s.label, values.get(s.tensor)!] as const)]);

const reads = (program: Program, tensor: string): boolean =>
  program.definitions.some(d => (d.kind === 'derivative' ? d.of.tensor === tensor : d.kind === 'equation' && d.terms.some(t => t.args.some(x => x.tensor === tensor))));

function compare(program: Program, data: Data, d: Derivative, found: TensorValue, values: ReadonlyMap<string, TensorValue>, options: CheckOptions, what: string): Compared {
  const letters = d.direction ? d.seeds : [...d.seeds, ...d.free];
  const tolerance = options.tolerance ?? 1e-6;
  let compared = 0, corners = 0;
  for (const place of product(letters.map(l => keys(program, l.index)))) {
    const at = new Map(letters.map((l, k) => [l.name, place[k]!]));
    const value = (cell: readonly Key[], scope: ReadonlyMap<string, Key>, step: number): number =>
      (moved(program, data, d.of.tensor, d.by.tensor, cell, step).get(...d.of.at.map(c => coordinate(c, scope))) as number | undefined) ?? 0;
    let corner = false;
    const difference = (cell: readonly Key[], scope: ReadonlyMap<string, Key>, step: number): number => {
      const [left, right] = [value(cell, scope, -step), value(cell, scope, step)];
      if (options.corners && step === shortest) {
        const here = value(cell, scope, 0);
        const [before, after] = [(here - left) / step, (right - here) / step];
        const scale = Math.max(1, Math.abs(before), Math.abs(after));
        if (Math.abs(before - after) > 1e-3 * scale || (Number.EPSILON * Math.abs(here)) / step > tolerance * scale) corner = true;
      }
      return (right - left) / (2 * step);
    };
    const got = found.get(...place) as number | undefined;
    const exists = d.direction !== null || values.get(d.by.tensor)!.get(...d.by.at.map(c => coordinate(c, at))) !== undefined;
    assert.equal(got !== undefined, exists, `${what} at [${place.join(', ')}]: the cell must ${exists ? '' : 'not '}exist`);
    compared++;
    if (got === undefined) continue;
    const expected = (step: number): number => {
      if (!d.direction) return difference(d.by.at.map(c => coordinate(c, at)), at, step);
      let along = 0;
      for (const free of product(d.free.map(l => keys(program, l.index)))) {
        const scope = new Map([...at, ...d.free.map((l, k) => [l.name, free[k]!] as const)]);
        const amount = values.get(d.direction.tensor)!.get(...d.direction.at.map(c => coordinate(c, scope)));
        const cell = d.by.at.map(c => coordinate(c, scope));
        if (amount !== undefined && values.get(d.by.tensor)!.get(...cell) !== undefined) along += (amount as number) * difference(cell, scope, step);
      }
      return along;
    };
    // a step that suits a steep value is too short for a large one: one of them must agree
    const tried: number[] = [];
    const agrees = (step: number): boolean => {
      const e = expected(step);
      tried.push(e);
      return Math.abs(got - e) <= tolerance * Math.max(1, Math.abs(e));
    };
    if ([1e-5, 1e-4, shortest].some(agrees)) continue;
    assert(corner, `${what} at [${place.join(', ')}]: ${got}, by differences ${tried.join(', ')}`);
    corners++;
  }
  assert(compared > 0);
  return { cells: compared, corners };
}
