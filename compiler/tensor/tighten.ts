// Letters and axes get the smallest ranges that can be told: where `W[0,u,u']` has rows only for u' < 32, the letter u' of a term that
// reads it runs over 32 values, and so does the axis of what the term makes. What follows can then see that nothing is missing.

import { readByMaking } from '../catalog.ts';
import { groupBy } from '../group.ts';
import { coordForm, interval, indexTable } from './affine.ts';
import { mapEquations } from './equations.ts';
import type { Access, Axis, Equation, Index, Letter, Program, Term } from './ir.ts';
import { groupsOf, isCyclic } from './recurrence.ts';
import { type Box, parameterBoxes, reachOf } from './support.ts';

type Range = readonly [number, number];

/** An equal program with smaller ranges. Only consecutive integers are narrowed; cyclic definitions are left as they are. */
export function tighten(program: Program): Program {
  return new Tightening(program).run();
}

class Tightening {
  private readonly indices: Map<string, Index>;
  private readonly boxes = new Map<string, readonly Box[]>();
  /** for tensors without a fill: a range for each axis outside of which no cell exists, or null */
  private readonly cells = new Map<string, readonly (Range | null)[]>();
  private readonly made = new Map<string, string>();
  private readonly replaced = new Map<string, Equation>();

  constructor(private readonly program: Program) {
    this.indices = new Map(indexTable(program.indices));
    for (const c of program.carried) {
      const boxes = c.full ? null : parameterBoxes(program, c, this.indices);
      if (boxes?.length) this.boxes.set(c.tensor, boxes);
    }
  }

  run(): Program {
    const filled: Equation[] = [];
    const binds = new Map<string, number>();
    for (const d of this.program.definitions) if (d.kind === 'equation') binds.set(d.bind, (binds.get(d.bind) ?? 0) + 1);
    for (const group of groupsOf(this.program)) {
      const [d] = group;
      if (isCyclic(group) || d!.kind !== 'equation' || binds.get(d!.bind)! > 1) continue;
      const e = this.narrowed(d!);
      this.replaced.set(e.bind, e);
      if (e.fill !== null) { filled.push(e); continue; }
      const ranges = this.landing(e);
      this.cells.set(e.bind, ranges);
      this.replaced.set(e.bind, { ...e, axes: e.axes.map((a, k) => this.axis(a, ranges[k]!)) });
    }
    let next = mapEquations(this.program, e => (binds.has(e.bind) ? this.replaced.get(e.bind) : undefined) ?? this.narrowed(e));
    for (const e of filled) next = this.shrinkFilled(next, e);
    return { ...next, indices: [...this.indices.values()] };
  }

  /** The equation with each letter's range cut down to where its strict arguments have rows. */
  private narrowed(e: Equation): Equation {
    return { ...e, terms: e.terms.map(t => { const ranges = this.ranges(t); return { ...t, letters: t.letters.map(l => this.letter(l, ranges.get(l.name) ?? [], t)) }; }) };
  }

  /** For each letter the ranges in which strict arguments that are read at it have rows. */
  private ranges(term: Term): ReadonlyMap<string, readonly Range[]> {
    const found: (readonly [string, Range])[] = [];
    for (const a of term.args) {
      const reach = a.optional ? null : this.reach(a);
      reach?.forEach((range, k) => {
        const c = a.at[k]!;
        if (!range || c.kind !== 'affine' || c.terms.length !== 1 || c.terms[0]!.coefficient !== 1) return;
        found.push([c.terms[0]!.letter, [range[0] - c.offset, range[1] - c.offset]]);
      });
    }
    return new Map([...groupBy(found, ([letter]) => letter)].map(([letter, own]) => [letter, own.map(([, range]) => range)]));
  }

  private letter(l: Letter, ranges: readonly Range[], term: Term): Letter {
    const domain = this.indices.get(l.index)!.domain;
    if (domain.kind !== 'range' || domain.size < 1) return l;
    const lo = Math.max(domain.lo, ...ranges.map(r => r[0]));
    const hi = Math.min(domain.lo + domain.size - 1, ...ranges.map(r => r[1]));
    return lo > hi || (lo === domain.lo && hi === domain.lo + domain.size - 1) || (lo !== domain.lo && readsPosition(term, l.name)) ? l : { ...l, index: this.index(l.index, [lo, hi]) };
  }

  private reach(a: Access): readonly (Range | null)[] | null {
    const boxes = this.boxes.get(a.tensor);
    return boxes ? reachOf(a, boxes) : this.cells.get(a.tensor) ?? null;
  }

  /** The ranges that an equation's terms land in, an axis each. */
  private landing(e: Equation): readonly (Range | null)[] {
    return e.axes.map((axis, k): Range | null => {
      const domain = this.indices.get(axis.index)!.domain;
      if (domain.kind !== 'range' || !e.terms.length) return null;
      let [lo, hi] = [Infinity, -Infinity];
      for (const t of e.terms) {
        const form = coordForm(t.out[k]!);
        const reach = form && interval(form, new Map(t.letters.map(l => [l.name, l.index])), this.indices);
        if (!reach) return null;
        lo = Math.min(lo, reach[0]);
        hi = Math.max(hi, reach[1]);
      }
      lo = Math.max(lo, domain.lo);
      hi = Math.min(hi, domain.lo + domain.size - 1);
      return lo <= hi ? [lo, hi] : null;
    });
  }

  private axis(a: Axis, range: Range | null): Axis {
    return range === null ? a : { ...a, index: this.index(a.index, range) };
  }

  /** The index over part of another's range: `u_32` for the first 32 of u. */
  private index(of: string, [lo, hi]: Range): string {
    const whole = this.indices.get(of)!;
    if (whole.domain.kind !== 'range' || (whole.domain.lo === lo && whole.domain.size === hi - lo + 1)) return of;
    const stem = whole.base ?? whole.name;
    const wanted = lo === 0 ? `${stem}_${hi + 1}` : `${stem}_${lo}_to_${hi}`;
    const id = `${whole.base ?? whole.name}|${whole.split ?? ''}|${lo}|${hi}`;
    const known = this.made.get(id);
    if (known) return known;
    let name = wanted;
    for (let n = 2; this.indices.has(name); n++) name = `${wanted}_${n}`;
    this.indices.set(name, { ...whole, name, domain: { kind: 'range', lo, size: hi - lo + 1 } });
    this.made.set(id, name);
    return name;
  }

  /** Cells that are only filled, and that nobody reads, need not be there. */
  private shrinkFilled(program: Program, old: Equation): Program {
    const e = this.replaced.get(old.bind)!;
    const ranges = this.landing(e);
    if (e.axes.every((a, k) => ranges[k] == null || this.index(a.index, ranges[k]) === a.index)) return program;
    const outputs = new Set([
      ...program.shows.map(s => s.tensor), ...program.checks.map(c => c.tensor), ...program.exports.flatMap(x => x.tensors.map(t => t.tensor)),
      ...program.training.flatMap(t => [...t.goals.map(g => g.objective), ...t.reports.flatMap(r => r.values.map(v => v.tensor)), ...(t.stop ? [t.stop.tensor] : [])]),
      ...program.domains.flatMap(d => (d.making.kind === 'keys' ? [] : readByMaking(d.making))),
      ...program.definitions.flatMap(d => (d.kind === 'derivative' ? [d.of.tensor, d.by.tensor, ...(d.direction ? [d.direction.tensor] : [])] : [])),
    ]);
    if (outputs.has(e.bind)) return program;
    const axes = e.axes.map((a, k) => {
      const range = ranges[k] ?? null;
      if (range === null || this.index(a.index, range) === a.index) return a;
      let safe = true;
      mapEquations(program, reader => {
        if (reader.within === e.bind) safe = false;
        for (const t of reader.terms) {
          const letters = new Map(t.letters.map(l => [l.name, l.index]));
          for (const read of t.args) {
            if (read.tensor !== e.bind) continue;
            const form = coordForm(read.at[k]!);
            const reach = form && interval(form, letters, this.indices);
            safe &&= reach !== null && reach[0] >= range[0] && reach[1] <= range[1];
          }
        }
        return reader;
      });
      return safe ? this.axis(a, range) : a;
    });
    if (axes.every((a, k) => a === e.axes[k])) return program;
    return { ...program, definitions: program.definitions.map(d => (d.kind === 'equation' && d.bind === e.bind ? { ...d, axes } : d)) };
  }
}

function readsPosition(term: Term, name: string): boolean { return JSON.stringify(term).includes(`"kind":"position","letter":${JSON.stringify(name)}`); }
