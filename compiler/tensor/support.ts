// Where a guarded parameter has rows. A guard on letters and literal data (`where u < width[l]`) is worked out once, to boxes.

import { addForms, coordForm, type Indices, interval, scalarForm } from './affine.ts';
import { type Access, type Carried, integer, literalCoord, mapScalar, type Program, type Scalar, visitScalar } from './ir.ts';
import { conjuncts } from './simplify/guards.ts';

/** One inclusive interval an axis: every cell inside has a row. */
export type Box = readonly (readonly [number, number])[];

const enumerationLimit = 256;

/** The boxes that a parameter's rows make up exactly, or null if that cannot be told from its guard. */
export function parameterBoxes(program: Program, carried: Carried, indices: Indices): readonly Box[] | null {
  const [term] = carried.init?.terms ?? [];
  if (!carried.init || !term || carried.init.terms.length !== 1 || carried.axes.some(a => indices.get(a.index)?.domain.kind !== 'range')) return null;
  const letters = term.out.map(c => (c.kind === 'affine' && c.terms.length === 1 && c.offset === 0 && c.terms[0]!.coefficient === 1 ? c.terms[0]!.letter : null));
  if (letters.some(l => l === null)) return parentBoxes(program, carried, indices);
  const tables = term.args.map(a => literalTable(program, a));
  if (tables.some(t => t === null)) return parentBoxes(program, carried, indices);
  const domain = (k: number): readonly [number, number] => { const d = indices.get(carried.axes[k]!.index)!.domain; return d.kind === 'range' ? [d.lo, d.lo + d.size - 1] : [0, -1]; };
  // the letters at which literal data is read take each of their values in turn
  const fixed = [...new Set(term.args.flatMap(a => a.at.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : []))))];
  const places = fixed.map(l => letters.indexOf(l));
  if (places.includes(-1)) return null;
  let choices: ReadonlyMap<string, number>[] = [new Map()];
  for (const k of places) {
    const [lo, hi] = domain(k);
    if (choices.length * (hi - lo + 1) > enumerationLimit) return null;
    choices = choices.flatMap(c => Array.from({ length: hi - lo + 1 }, (_, n) => new Map([...c, [letters[k]!, lo + n]])));
  }
  const boxes: Box[] = [];
  for (const choice of choices) {
    const box = letters.map((l, k): [number, number] => { const v = choice.get(l!); return v === undefined ? [...domain(k)] : [v, v]; });
    const values = term.args.map((a, k) => tables[k]!.get(a.at.map(c => at(c, choice)).join()));
    let cut = false;
    for (const condition of conjuncts(term.where)) {
      const known = mapScalar(condition, node => {
        if (node.kind === 'letter' && choice.has(node.name)) return integer(choice.get(node.name)!);
        if (node.kind === 'arg') { const v = values[node.position]; return typeof v === 'number' && Number.isInteger(v) ? integer(v) : node; }
        return node;
      });
      const result = bound(known, letters as string[], box);
      if (result === 'unknown') return null;
      cut ||= result === 'never';
    }
    // a body that reads a cell of literal data that is not there has no value
    if (usedArguments(term.body).some(k => values[k] === undefined)) cut = true;
    if (!cut && box.every(([lo, hi]) => lo <= hi)) boxes.push(box);
  }
  return boxes;
}

/** State of an optimiser has the rows of its parameter. */
function parentBoxes(program: Program, carried: Carried, indices: Indices): readonly Box[] | null {
  const [term] = carried.init!.terms;
  const [only] = term!.args;
  const parent = only && program.carried.find(c => c.tensor === only.tensor && c !== carried);
  if (!parent || parent.role !== 'parameter' || term!.args.length !== 1 || term!.where || JSON.stringify(only.at) !== JSON.stringify(term!.out)) return null;
  return parent.full ? null : parameterBoxes(program, parent, indices);
}

const usedArguments = (body: Scalar): number[] => {
  const found = new Set<number>();
  visitScalar(body, n => { if (n.kind === 'arg') found.add(n.position); });
  return [...found];
};

function at(coord: Access['at'][number], choice: ReadonlyMap<string, number>): number {
  if (coord.kind !== 'affine') return NaN;
  return coord.terms.reduce((sum, t) => sum + t.coefficient * (choice.get(t.letter) ?? NaN), coord.offset);
}

function literalTable(program: Program, access: Access): ReadonlyMap<string, unknown> | null {
  const load = program.inputs.find(i => i.tensor === access.tensor)?.load;
  if (load?.kind !== 'literal' || access.optional || access.at.some(c => c.kind !== 'affine')) return null;
  return new Map(load.rows.map(r => [r.at.join(), r.value]));
}

/** Narrows a box by one condition on single letters. */
function bound(condition: Scalar, letters: readonly string[], box: [number, number][]): 'done' | 'never' | 'unknown' {
  if (condition.kind !== 'call' || !['lt', 'le', 'gt', 'ge', 'eq'].includes(condition.op)) return 'unknown';
  const [a, b] = condition.args.map(scalarForm);
  if (!a || !b) return 'unknown';
  const difference = addForms(a, b, -1);
  const { op } = condition;
  if (difference.terms.size === 0) {
    const d = difference.offset;
    return (op === 'lt' ? d < 0 : op === 'le' ? d <= 0 : op === 'gt' ? d > 0 : op === 'ge' ? d >= 0 : d === 0) ? 'done' : 'never';
  }
  const [[name, coefficient] = ['', 0], ...more] = difference.terms;
  const k = letters.indexOf(name);
  if (more.length || k < 0 || Math.abs(coefficient) !== 1) return 'unknown';
  // ±x + d op 0
  const limit = -difference.offset * coefficient;
  const upper = (v: number): void => { box[k]![1] = Math.min(box[k]![1], v); };
  const lower = (v: number): void => { box[k]![0] = Math.max(box[k]![0], v); };
  const less = coefficient === 1 ? op : ({ lt: 'gt', le: 'ge', gt: 'lt', ge: 'le', eq: 'eq' } as const)[op as 'lt'];
  if (less === 'lt') upper(limit - 1);
  if (less === 'le' || less === 'eq') upper(limit);
  if (less === 'gt') lower(limit + 1);
  if (less === 'ge' || less === 'eq') lower(limit);
  return 'done';
}

/** Whether a read stays inside one of the boxes for all values of its letters. */
export function insideBoxes(access: Access, boxes: readonly Box[], letters: ReadonlyMap<string, string>, indices: Indices): boolean {
  const reach = access.at.map(c => { const form = coordForm(c); return form && interval(form, letters, indices); });
  return boxes.some(box => reach.every((r, k) => r && r[0] >= box[k]![0] && r[1] <= box[k]![1]));
}

/** The smallest box around those that a read with literal coordinates can meet, or null if there is none. */
export function reachOf(access: Access, boxes: readonly Box[]): Box | null {
  const met = boxes.filter(box => access.at.every((c, k) => { const v = literalCoord(c); return v === null || (v >= box[k]![0] && v <= box[k]![1]); }));
  if (!met.length) return null;
  return met.reduce((a, b) => a.map((r, k) => [Math.min(r[0], b[k]![0]), Math.max(r[1], b[k]![1])] as const));
}

