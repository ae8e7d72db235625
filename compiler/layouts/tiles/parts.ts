// The equations of a step as a tile program: tensors cut into full boxes, terms turned from where they land to what a cell gathers.

import { coordForm, constantForm, formScalar, freshLetter, type Indices, indexTable, renameApart, substitute } from '../../tensor/affine.ts';
import { keyOf, signatures, type Signature } from '../../tensor/equations.ts';
import { fullTensors } from '../../tensor/full.ts';
import { type Access, type Coord, type Equation, type Program, type Scalar, type Term, bareLetter, call, integer, literalCoord, number, size as sizeOf } from '../../tensor/ir.ts';
import { type Box } from '../../tensor/support.ts';
import { blockColumns } from './columns.ts';
import { safelyCounted } from './counted.ts';
import { coordReach, extentReach, type Reach } from './digits.ts';
import { gathered, type Landing } from './gather.ts';
import { masked } from './masks.ts';
import { checkPlaces, type Keys, keysOf, sameKeys } from './places.ts';
import { restricted } from './restrict.ts';
import { type Extent, NotTiled, type Part, type PartAxis, type Read, type TileEquation, type TileProgram, type TileTerm } from './ir.ts';

/** An axis is taken apart, a part for each of its keys, where something reads or writes it at one key, up to so many keys. */
const mostParts = 64;

/**
 * The tile program of equations that run one after the other, some of which update carried tensors. Throws NotTiled where a tensor is
 * not full, a key is read as what it stands for, or a form is met that has no gathering counterpart.
 */
export const tileProgram = (program: Program, equations: readonly Equation[], updates: ReadonlySet<Equation>, block: string | null): TileProgram => new Parts(program, equations, updates, block).run();

class Parts {
  private readonly indices: Indices;
  private readonly signature: ReadonlyMap<string, Signature>;
  private readonly full: ReadonlySet<string>;
  private readonly updates: ReadonlySet<Equation>;
  private readonly equations: readonly Equation[];
  private readonly stored: ReadonlyMap<string, string>;
  /** axes that are taken apart, by tensor */
  private readonly apart = new Map<string, Set<number>>();
  private readonly parts = new Map<string, Part>();
  private readonly partsOf = new Map<string, readonly Part[]>();
  private readonly names = new Set<string>([...Object.values(blockColumns), 'step', 'seed']);
  private readonly bounds = new Map<string, string>();
  private readonly counted = new Map<string, Keys>();
  private readonly carried: ReadonlySet<string>;

  constructor(program: Program, sequence: readonly Equation[], updates: ReadonlySet<Equation>, private readonly block: string | null) {
    this.indices = indexTable(program.indices);
    this.carried = new Set(program.carried.map(c => c.tensor));
    const all = restricted(sequence, signatures(program), block ?? '');
    this.signature = all.signature;
    this.stored = all.stored;
    const full = fullTensors(program);
    const read = new Set([...full, ...[...all.stored].flatMap(([name, of]) => (full.has(of) ? [name] : []))]);
    const { equations, filled } = masked(all.equations, read, this.signature, this.indices);
    this.full = new Set([...read, ...filled, ...safelyCounted(equations)]);
    this.equations = equations;
    this.updates = new Set(equations.filter((_, k) => updates.has(sequence[k]!)));
    for (const e of this.equations) if (e.within !== null) this.bounds.set(e.bind, e.within);
  }

  run(): TileProgram {
    this.takeApart();
    // an optimiser's locals stand among its updates
    const { carried } = this;
    // reads of what an update has replaced are of its new value
    const current = new Map<string, string>();
    const next = new Map<string, string>();
    const equations: TileEquation[] = [];
    for (const e of this.equations) {
      const last = this.updates.has(e) && carried.has(e.bind);
      for (const part of this.of(e.bind)) {
        const bind = last ? this.fresh(`${part.name}_next`) : part.name;
        if (last) this.parts.set(bind, { ...part, name: bind });
        const equation = this.equation(e, part, bind, current);
        equations.push(equation);
        if (last) next.set(part.name, bind);
      }
      if (last) for (const part of this.of(e.bind)) current.set(part.name, next.get(part.name)!);
    }
    const domain = this.block === null ? null : this.extentOf(this.block);
    return { parts: this.parts, equations, next, block: domain && { index: this.block!, ...domain }, keys: this.block === null ? null : keysOf(this.block, this.indices), counted: this.counted };
  }

  // ---------------------------------------------------------------- parts

  private fresh(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.names.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    this.names.add(name.toLowerCase());
    return name;
  }

  private extentOf(index: string): Extent {
    const domain = this.indices.get(index)?.domain;
    if (domain?.kind === 'range') return { lo: domain.lo, size: domain.size };
    if (!domain) throw new NotTiled(`the keys of ${index} are not known now`);
    if (index !== this.block) this.counted.set(index, keysOf(index, this.indices)!);
    return { lo: 0, size: Infinity };
  }

  /** The boxes that make up a tensor. */
  private boxes(tensor: string): readonly Box[] {
    const bounded = this.bounds.get(tensor);
    if (bounded !== undefined) return this.boxes(bounded);
    const { axes, boxes } = this.signature.get(tensor)!;
    if (boxes) return boxes;
    if (!this.full.has(tensor)) throw new NotTiled(`${tensor} does not have all of its cells`);
    return [axes.map(a => { const { lo, size } = this.extentOf(a.index); return [lo, lo + size - 1] as const; })];
  }

  /** Which axes are taken apart: those at one key somewhere, and those that a letter ties to one. */
  private takeApart(): void {
    const mark = (tensor: string, axis: number): boolean => {
      const found = this.apart.get(tensor) ?? new Set();
      this.apart.set(tensor, found);
      return found.size !== found.add(axis).size;
    };
    const size = (tensor: string, axis: number): number => { const d = this.indices.get(this.signature.get(tensor)!.axes[axis]!.index)?.domain; return d?.kind === 'range' ? d.size : Infinity; };
    const sides = (e: Equation): readonly { readonly term: Term; readonly tensor: string; readonly at: readonly Coord[] }[] =>
      e.terms.flatMap(term => [{ term, tensor: e.bind, at: term.out }, ...term.args.map(a => ({ term, tensor: a.tensor, at: a.at }))]);
    const all = this.equations.flatMap(sides);
    for (const { tensor } of all) {
      const boxes = this.boxes(tensor);
      if (boxes.length > 1) boxes[0]!.forEach((_, k) => { if (boxes.every(b => b[k]![0] === b[k]![1])) mark(tensor, k); });
    }
    for (const { tensor, at } of all) at.forEach((c, k) => { if (literalCoord(c) !== null && size(tensor, k) > 1 && size(tensor, k) <= mostParts) mark(tensor, k); });
    for (let changed = true; changed;) {
      changed = false;
      for (const e of this.equations) for (const term of e.terms) {
        const places = [{ tensor: e.bind, at: term.out }, ...term.args].flatMap(({ tensor, at }) => at.flatMap((c, axis) => { const l = bareLetter(c); return l === null ? [] : [{ l, tensor, axis }]; }));
        const split = new Set(places.filter(p => this.apart.get(p.tensor)?.has(p.axis)).map(p => p.l));
        for (const p of places) if (split.has(p.l) && size(p.tensor, p.axis) <= mostParts && mark(p.tensor, p.axis)) changed = true;
      }
      for (const [a, b] of this.bounds) for (const [x, y] of [[a, b], [b, a]] as const) for (const axis of this.apart.get(x) ?? []) if (mark(y, axis)) changed = true;
    }
  }

  private of(tensor: string): readonly Part[] {
    const known = this.partsOf.get(tensor);
    if (known) return known;
    const { axes, type } = this.signature.get(tensor)!;
    const apart = this.apart.get(tensor) ?? new Set();
    const found = this.boxes(tensor).flatMap(box => {
      let choices: (number | null)[][] = [[]];
      box.forEach(([lo, hi], k) => { choices = choices.flatMap(c => (apart.has(k) ? Array.from({ length: hi - lo + 1 }, (_, n) => [...c, lo + n]) : [[...c, null]])); });
      return choices.map((fixed): Part => {
        const name = this.fresh([tensor, ...fixed.filter(v => v !== null).map(v => (v < 0 ? `m${-v}` : `${v}`))].join('_'));
        return { name, tensor, stored: this.stored.get(tensor) ?? tensor, fixed, type, axes: axes.flatMap((a, k): PartAxis[] => (fixed[k] !== null ? [] : [{ index: a.index, lo: box[k]![0], size: box[k]![1] - box[k]![0] + 1 }])) };
      });
    });
    if (new Set(found.map(p => p.fixed.join())).size < found.length) throw new NotTiled(`${tensor} is made of boxes that no axis tells apart`);
    for (const p of found) this.parts.set(p.name, p);
    this.partsOf.set(tensor, found);
    return found;
  }

  // ---------------------------------------------------------------- equations

  private equation(e: Equation, part: Part, bind: string, current: ReadonlyMap<string, string>): TileEquation {
    if (e.reduce === 'argmax' || e.reduce === 'argmin') throw new NotTiled(`${e.bind} looks for a place`);
    for (const t of e.terms) checkPlaces(e, t, this.signature, this.indices, this.block);
    const landings = this.landings(e, part);
    const out = landings.map(l => ({ letter: l.letter, index: l.index, lo: l.lo, size: l.size }));
    const terms = e.terms.flatMap(t => this.gather(t, e, part, landings, current));
    let { reduce } = e;
    let { fill: empty } = e;
    if (reduce === 'only' && terms.some(t => t.reduced.length > 0)) {
      if (e.type.kind !== 'real' || empty !== 0) throw new NotTiled(`${e.bind} is put together from places that data gives`);
      reduce = 'sum';
    }
    if (reduce === 'count') reduce = 'sum';
    const counted = terms.map(t => t.reduced.reduce((n, l) => n * (l.size === Infinity ? 1 : l.size), 1));
    const unknown = terms.flatMap(t => t.reduced.filter(l => l.size === Infinity));
    const scaled = e.reduce === 'count' ? terms.map(t => ({ ...t, body: integer(1) })) : reduce !== 'mean' ? terms : terms.map((t): TileTerm => {
      if (t.guard) throw new NotTiled(`the mean ${e.bind} is over as many cells as a condition leaves`);
      if (unknown.length > 0 && terms.length > 1) throw new NotTiled(`${e.bind} is a mean of several terms`);
      const count = number(counted.reduce((a, b) => a + b, 0));
      return { ...t, body: call('div', t.body, unknown.reduce<Scalar>((n, l) => call('mul', n, sizeOf(l.index)), count)) };
    });
    if (reduce === 'mean') [reduce, empty] = ['sum', 0];
    if (reduce !== 'sum' && reduce !== 'only' && scaled.length !== 1) throw new NotTiled(`${e.bind} is the ${reduce} of several terms`);
    if (empty === null && scaled.some(t => t.guard !== null) && !(scaled.length === 1 && reduce === 'sum')) throw new NotTiled(`${e.bind} has cells only under a condition`);
    return { bind, out, reduce, terms: scaled, empty, type: e.type, source: e.source, span: e.span };
  }

  /** A letter for each axis of a part: that of the first term where it is one, else a new one. */
  private landings(e: Equation, part: Part): readonly Landing[] {
    const { axes } = this.signature.get(e.bind)!;
    const taken = new Set<string>();
    const free = part.fixed.flatMap((v, k) => (v === null ? [k] : []));
    return free.map((k, n): Landing => {
      const bare = bareLetter(e.terms[0]?.out[k] ?? { kind: 'affine', terms: [], offset: 0 });
      const letter = freshLetter(bare ?? axes[k]!.column, taken);
      taken.add(letter);
      return { ...part.axes[n]!, axis: k, letter };
    });
  }

  private gather(term: Term, e: Equation, part: Part, landings: readonly Landing[], current: ReadonlyMap<string, string>): readonly TileTerm[] {
    const apart = renameApart(term, new Set(landings.map(l => l.letter)));
    const found = gathered(apart, part.fixed, landings, this.indices);
    if (!found) return [];
    const key = keyOf(term, this.signature);
    return this.chosen(found.term, found.guards, e, landings, current, key);
  }

  /** Chooses the part of every tensor that a term reads; a reduced letter that goes through parts takes each of its keys in turn. */
  private chosen(term: Term, guards: readonly Scalar[], e: Equation, landings: readonly Landing[], current: ReadonlyMap<string, string>, key: (position: number) => string | null): readonly TileTerm[] {
    for (const a of term.args) {
      const { fixed } = this.of(a.tensor)[0]!;
      for (const [k, c] of a.at.entries()) {
        if (fixed[k] === null || literalCoord(c) !== null) continue;
        const l = bareLetter(c);
        const own = l === null ? undefined : term.letters.find(x => x.name === l);
        if (!own || landings.some(x => x.letter === l)) throw new NotTiled(`${a.tensor} is read at a place that data gives, in an axis that is taken apart`);
        const { lo, size } = this.extentOf(own.index);
        if (size > mostParts) throw new NotTiled(`${a.tensor} has too many parts`);
        return Array.from({ length: size }, (_, n) => lo + n).flatMap(v => {
          const one = substitute(term, new Map([[own.name, constantForm(v)]]), this.indices);
          if (!one) throw new NotTiled(`${e.bind} numbers its draws`);
          const also = substitute({ ...term, args: [], out: [], letters: [], pick: null, where: guards.reduce<Scalar | null>((x, y) => (x ? call('and', x, y) : y), null) }, new Map([[own.name, constantForm(v)]]), this.indices);
          return this.chosen(one, also?.where ? [also.where] : [], e, landings, current, key);
        });
      }
    }
    const made = this.bounded(term, guards, landings, current, key);
    return made ? [made] : [];
  }

  private bounded(term: Term, guards: readonly Scalar[], landings: readonly Landing[], current: ReadonlyMap<string, string>, key: (position: number) => string | null): TileTerm | null {
    if (term.args.some(a => a.optional)) throw new NotTiled('a value that may be missing is read');
    const chosen: { readonly access: Access; readonly part: Part }[] = [];
    for (const access of term.args) {
      const part = this.of(access.tensor).find(p => p.fixed.every((v, k) => v === null || literalCoord(access.at[k]!) === v));
      if (!part) return null;
      chosen.push({ access, part });
    }
    const extents = new Map<string, PartAxis>(landings.map(l => [l.letter, l]));
    const landed = new Set(extents.keys());
    for (const l of term.letters) if (!landed.has(l.name)) extents.set(l.name, { index: l.index, ...this.extentOf(l.index) });
    const more = [...guards];
    const reads = chosen.map(({ access, part }): Read => {
      const at = access.at.filter((_, k) => part.fixed[k] === null);
      at.forEach((c, n) => {
        const { lo, size } = part.axes[n]!;
        const bare = bareLetter(c);
        if (bare !== null && !landed.has(bare)) {
          // rows that are not there do not count
          const before = extents.get(bare)!;
          const from = Math.max(before.lo, lo), to = Math.min(before.lo + before.size, lo + size);
          extents.set(bare, { ...before, lo: from, size: Math.max(0, to - from) });
        }
      });
      return { part: current.get(part.name) ?? part.name, at };
    });
    for (const [n, { part }] of chosen.entries()) {
      reads[n]!.at.forEach((c, k) => {
        const { lo, size } = part.axes[k]!;
        if (this.isKey(c, part.axes[k]!, key)) return;
        const own = bareLetter(c);
        const of = own === null ? null : extents.get(own)!.index;
        if (of !== null && (of === part.axes[k]!.index || sameKeys(of, part.axes[k]!.index, this.indices))) return;
        if (size === Infinity) throw new NotTiled(`${part.tensor} is read at places that may not be keys of ${part.axes[k]!.index}`);
        const reach = coordReach(c, l => { const x = extents.get(l); return x ? this.keyReach(x) : null; });
        if (reach && reach[0] >= lo && reach[1] < lo + size) return;
        const value = c.kind === 'computed' ? c.value : formScalar(coordForm(c)!);
        if (!reach || reach[0] < lo) more.push(call('ge', value, integer(lo)));
        if (!reach || reach[1] >= lo + size) more.push(call('le', value, integer(lo + size - 1)));
      });
    }
    if ([...extents.values()].some(x => x.size <= 0)) return null;
    const reduced = term.letters.filter(l => !landed.has(l.name)).map(l => ({ letter: l.name, ...extents.get(l.name)! }));
    const conditions = [...more, ...(term.where ? [term.where] : [])];
    return { reduced, args: reads, body: term.body, guard: conditions.length ? conditions.reduce((a, b) => call('and', a, b)) : null };
  }

  /** What the keys along an axis lie between: those that only data knows among the keys of the index that they are of. */
  private keyReach(axis: PartAxis): Reach | null {
    if (axis.size < Infinity) return extentReach(axis);
    const { partOf } = this.indices.get(axis.index)!;
    const domain = partOf === undefined ? undefined : this.indices.get(partOf)?.domain;
    return domain?.kind === 'range' ? extentReach(domain) : null;
  }

  /** Whether a coordinate is a value that is a key of the axis. */
  private isKey(c: Coord, axis: PartAxis, key: (position: number) => string | null): boolean {
    if (c.kind !== 'computed' || c.value.kind !== 'arg') return false;
    const index = key(c.value.position);
    if (index !== null && sameKeys(index, axis.index, this.indices)) return true;
    const domain = index === null ? undefined : this.indices.get(index)?.domain;
    return domain?.kind === 'range' && domain.lo >= axis.lo && domain.lo + domain.size <= axis.lo + axis.size;
  }
}
