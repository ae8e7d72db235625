// How many rows the tensors of a program come to, as far as their indices say. An upper bound, before anything is computed.

import { indexTable } from './tensor/affine.ts';
import { combinations, type Keys } from './tensor/combinations.ts';
import { servedText, bareLetter, type Equation, type Index, type Program, type Term } from './tensor/ir.ts';
import { parameterBoxes } from './tensor/support.ts';
import type { Span } from './source.ts';

export interface Estimate {
  readonly tensor: string;
  readonly rows: number;
  /** a guard leaves no more than that */
  readonly guarded: boolean;
  /** keys and values, eight bytes each */
  readonly bytes: number;
  /** the extents that make it: `s: 20000, t: 20000` */
  readonly extents: string;
  readonly source: string;
  readonly span: Span;
  /** it is read, not computed */
  readonly data: boolean;
}

/** Rows of a tensor as far as they can be told: a number, `open` where a guard or sparse data decides, null where nothing is known. */
type Count = number | 'open' | null;

/**
 * The tensors whose rows can be estimated, largest first: where the size of every index is known or bounded by the rows of data, and a guard,
 * if there is one, compares letters. What data decides when it is computed, and what is computed of that, is left out.
 */
export function estimates(program: Program): readonly Estimate[] {
  const sizes = new Map(program.indices.map(i => [i.name, sizeOf(program, i)]));
  const indices = indexTable(program.indices);
  const rows = new Map<string, number | 'open'>();
  const found: Estimate[] = [];
  const add = (tensor: string, axes: Equation['axes'], count: Count, source: string, span: Span, kind: { readonly data?: boolean; readonly guarded?: boolean } = {}): void => {
    if (count === null) return;
    rows.set(tensor, rows.get(tensor) === 'open' ? 'open' : count);
    if (count === 'open') return;
    found.push({ tensor, rows: count, guarded: kind.guarded ?? false, bytes: count * 8 * (axes.length + 1), extents: axes.map(a => `${a.column}: ${sizes.get(a.index) ?? '?'}`).join(', '), source, span, data: kind.data ?? false });
  };
  const box = (axes: Equation['axes']): number | null => product(axes.map(a => sizes.get(a.index) ?? null));
  const letters: Letters = index => {
    const domain = indices.get(index)?.domain;
    if (domain?.kind === 'range') return { lo: domain.lo, hi: domain.lo + domain.size - 1, index, positions: false };
    const size = sizes.get(index);
    return size === null || size === undefined ? null : { lo: 0, hi: size - 1, index, positions: true };
  };
  const equation = (e: Equation): void => add(e.bind, e.axes, equationRows(e, box, letters, rows), servedText(e), e.span, { guarded: e.terms.some(t => t.where !== null) });
  for (const i of program.inputs) {
    if (i.full || i.load.kind === 'literal') add(i.tensor, i.axes, i.load.kind === 'literal' ? i.load.rows.length : box(i.axes), `data ${i.tensor}`, i.span, { data: true });
    else rows.set(i.tensor, i.rows ?? 'open');
  }
  for (const c of program.carried) {
    if (!c.init) continue;
    const boxes = c.full ? null : parameterBoxes(program, c, indices);
    if (boxes) add(c.tensor, c.axes, boxes.reduce((sum, b) => sum + b.reduce((n, [lo, hi]) => n * (hi - lo + 1), 1), 0), servedText(c.init), c.span);
    else equation({ ...c.init, span: c.span });
  }
  for (const d of program.definitions) for (const e of d.kind === 'recurrence' ? d.equations : d.kind === 'equation' ? [d] : []) equation(e);
  return found.sort((a, b) => b.rows - a.rows);
}

type Letters = (index: string) => Keys | null;

const product = (of: readonly (number | null)[]): number | null => of.reduce<number | null>((n, x) => (n === null || x === null ? null : n * x), 1);

/** How many keys an index has, or may have at most. */
function sizeOf(program: Program, { name, domain }: Index): number | null {
  if (domain.kind === 'range') return domain.size;
  const making = program.domains.find(d => d.index === name)?.making;
  switch (making?.kind) {
    case 'batch': return making.size;
    case 'selection': { const of = program.indices.find(i => i.name === making.of); return of && of.name !== name ? sizeOf(program, of) : null; }
    case 'keys': {
      const counts = making.of.map(o => program.inputs.find(i => i.tensor === o.tensor)?.rows ?? null);
      return counts.reduce<number | null>((n, x) => (n === null || x === null ? null : n + x), 0);
    }
    case undefined: return null;
  }
}

function equationRows(e: Equation, box: (axes: Equation['axes']) => number | null, letters: Letters, rows: ReadonlyMap<string, number | 'open'>): Count {
  const within = e.within === null ? undefined : rows.get(e.within);
  if (within !== undefined) return within;
  const all = box(e.axes);
  const terms = e.terms.map(t => termRows(t, letters, rows));
  if (terms.includes('open')) return 'open';
  const landed = (terms as readonly (number | null)[]).reduce((n, x) => (n === null || x === null ? null : n + x), 0);
  if (landed === null) return all;
  return all === null ? landed : Math.min(all, landed);
}

/** At most so many cells does a term land in: as many as its letters on the left make, or as what it reads has rows. */
function termRows(t: Term, letters: Letters, rows: ReadonlyMap<string, number | 'open'>): Count {
  const kept = new Set(t.out.flatMap(c => (c.kind === 'affine' ? c.terms.map(x => x.letter) : t.letters.map(l => l.name))));
  const keysOf = (name: string): Keys | null => letters(t.letters.find(l => l.name === name)?.index ?? '');
  const extent = (name: string): number | null => { const keys = keysOf(name); return keys && keys.hi - keys.lo + 1; };
  const left = combinations(t.where, kept, keysOf);
  if (left === null && t.where !== null) return 'open';
  const bounds = [left];
  for (const a of t.args) {
    const known = a.optional ? undefined : rows.get(a.tensor);
    if (known === 'open') return 'open';
    const own = new Set(a.at.flatMap(c => bareLetter(c) ?? []));
    if (known !== undefined) bounds.push(product([known, ...[...kept].filter(l => !own.has(l)).map(extent)]));
  }
  return bounds.reduce((n, x) => (n === null ? x : x === null ? n : Math.min(n, x)), null);
}
