// How many rows tensors are likely to have: exact for dense tensors, for literal data and for guarded parameters whose guard can be
// worked out; what a file's header says for data; for computed tensors no more than the joins they are made of.

import { type Indices, indexTable } from '../affine.ts';
import { flatDefinitions } from '../equations.ts';
import { type Access, type Axis, type Equation, type Input, type Program, type Term } from '../ir.ts';
import { parameterBoxes } from '../support.ts';

/** Keys of an index that is only known once data is loaded. */
const unknownExtent = 1000;
/** How many definitions deep a sparse tensor's rows are followed. */
const deepest = 6;

export class Rows {
  private readonly indices: Indices;
  private readonly axes = new Map<string, readonly Axis[]>();
  private readonly inputs = new Map<string, Input>();
  private readonly equations = new Map<string, Equation[]>();
  private readonly known = new Map<string, number>();

  constructor(program: Program) {
    this.indices = indexTable(program.indices);
    for (const i of program.inputs) { this.inputs.set(i.tensor, i); this.axes.set(i.tensor, i.axes); }
    for (const c of program.carried) {
      this.axes.set(c.tensor, c.axes);
      const boxes = c.full || !c.init ? null : parameterBoxes(program, c, this.indices);
      if (boxes) this.known.set(c.tensor, boxes.reduce((sum, box) => sum + box.reduce((n, [lo, hi]) => n * (hi - lo + 1), 1), 0));
    }
    for (const d of flatDefinitions(program)) {
      this.axes.set(d.bind, d.axes);
      if (d.kind === 'equation') this.equations.set(d.bind, [...(this.equations.get(d.bind) ?? []), d]);
    }
  }

  extent(index: string): number {
    const domain = this.indices.get(index)?.domain;
    return domain?.kind === 'range' ? Math.max(1, domain.size) : unknownExtent;
  }

  axesOf(tensor: string): readonly Axis[] { return this.axes.get(tensor) ?? []; }

  /** The share of a tensor's cells that have a row. */
  density(tensor: string, depth = deepest): number { return this.of(tensor, depth) / this.cells(this.axesOf(tensor)); }

  private cells(axes: readonly Axis[]): number { return axes.reduce((n, a) => n * this.extent(a.index), 1); }

  private of(tensor: string, depth: number): number {
    const known = this.known.get(tensor);
    if (known !== undefined) return known;
    const cells = this.cells(this.axesOf(tensor));
    if (depth === 0) return cells;
    this.known.set(tensor, cells);             // while a circle is followed
    const rows = Math.max(1e-9, Math.min(cells, this.made(tensor, depth - 1) ?? cells));
    this.known.set(tensor, rows);
    return rows;
  }

  private made(tensor: string, depth: number): number | null {
    const input = this.inputs.get(tensor);
    if (input) return input.full ? null : input.load.kind === 'literal' && input.load.rows.length ? input.load.rows.length : input.rows ?? null;
    const parts = this.equations.get(tensor);
    if (!parts) return null;
    return parts.reduce((sum, e) => {
      const terms = e.terms.reduce((n, t) => n + this.landing(t, depth), 0);
      return sum + (e.within === null ? terms : Math.min(terms, this.of(e.within, depth)));
    }, 0);
  }

  /** At most how many cells a term lands in. */
  private landing(term: Term, depth: number): number {
    const kept = new Set(term.out.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])));
    const extents = new Map(term.letters.map(l => [l.name, this.extent(l.index)]));
    const all = [...extents.values()].reduce((a, b) => a * b, 1);
    const cells = [...extents].reduce((n, [l, extent]) => (kept.has(l) ? n * extent : n), 1);
    return Math.min(term.out.some(c => c.kind === 'computed') ? all : cells, this.joined(term.args, all, depth));
  }

  private joined(args: readonly Access[], cells: number, depth: number): number {
    return args.reduce((n, a) => (a.optional ? n : n * this.density(a.tensor, depth)), cells);
  }
}
