// How many rows the tensors of a program come to, as far as their indices say. An upper bound, before anything is computed.

import { servedText, bareLetter, type Equation, type Index, type Program, type Term } from './tensor/ir.ts';
import type { Span } from './source.ts';

export interface Estimate {
  readonly tensor: string;
  readonly rows: number;
  /** keys and values, eight bytes each */
  readonly bytes: number;
  /** the extents that make it: `s: 20000, t: 20000` */
  readonly extents: string;
  readonly source: string;
  readonly span: Span;
  /** it is read, not computed */
  readonly data: boolean;
}

/**
 * The tensors whose rows can be estimated, largest first: where the size of every index is known or bounded by the rows of data. A term
 * with a guard is left out, since what it keeps is known when it is computed.
 */
export function estimates(program: Program): readonly Estimate[] {
  const sizes = new Map(program.indices.map(i => [i.name, sizeOf(program, i)]));
  const rows = new Map<string, number>();
  const found: Estimate[] = [];
  const add = (tensor: string, axes: Equation['axes'], count: number | null, source: string, span: Span, data = false): void => {
    if (count === null) return;
    rows.set(tensor, count);
    found.push({ tensor, rows: count, bytes: count * 8 * (axes.length + 1), extents: axes.map(a => `${a.column}: ${sizes.get(a.index) ?? '?'}`).join(', '), source, span, data });
  };
  const box = (axes: Equation['axes']): number | null => product(axes.map(a => sizes.get(a.index) ?? null));
  for (const i of program.inputs) add(i.tensor, i.axes, i.full ? box(i.axes) : i.load.kind === 'literal' ? i.load.rows.length : null, `data ${i.tensor}`, i.span, true);
  for (const c of program.carried) if (c.init) add(c.tensor, c.axes, equationRows(c.init, box, sizes, rows), servedText(c.init), c.span);
  for (const d of program.definitions) {
    for (const e of d.kind === 'recurrence' ? d.equations : d.kind === 'equation' ? [d] : []) add(e.bind, e.axes, equationRows(e, box, sizes, rows), servedText(e), e.span);
  }
  return found.sort((a, b) => b.rows - a.rows);
}

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

function equationRows(e: Equation, box: (axes: Equation['axes']) => number | null, sizes: ReadonlyMap<string, number | null>, rows: ReadonlyMap<string, number>): number | null {
  const within = e.within === null ? undefined : rows.get(e.within);
  if (within !== undefined) return within;
  const all = box(e.axes);
  const terms = e.terms.map(t => termRows(t, sizes, rows));
  const landed = terms.reduce<number | null>((n, x) => (n === null || x === null ? null : n + x), 0);
  if (landed === null) return e.terms.some(t => t.where !== null) ? null : all;
  return all === null ? landed : Math.min(all, landed);
}

/** At most so many cells does a term land in: as many as its letters on the left make, or as what it reads has rows. Null: a guard decides, or nothing is known. */
function termRows(t: Term, sizes: ReadonlyMap<string, number | null>, rows: ReadonlyMap<string, number>): number | null {
  if (t.where !== null) return null;
  const kept = new Set(t.out.flatMap(c => (c.kind === 'affine' ? c.terms.map(x => x.letter) : t.letters.map(l => l.name))));
  const extent = (name: string): number | null => sizes.get(t.letters.find(l => l.name === name)?.index ?? '') ?? null;
  const bounds = [product([...kept].map(extent))];
  for (const a of t.args) {
    const known = a.optional ? undefined : rows.get(a.tensor);
    const letters = new Set(a.at.flatMap(c => bareLetter(c) ?? []));
    if (known !== undefined) bounds.push(product([known, ...[...kept].filter(l => !letters.has(l)).map(extent)]));
  }
  return bounds.reduce((n, x) => (n === null ? x : x === null ? n : Math.min(n, x)), null);
}
