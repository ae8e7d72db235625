// Equations of tiles as expressions over lists. Cells are made by going through lists side by side, a level a letter; an inner product is
// a dot of two lists; whatever stands in another order or at computed places is read from a flat list by its place.

import { bareLetter, type Coord, type Scalar } from '../../tensor/ir.ts';
import { type ColumnType, type Expression, call, cast, column, expressionType, integer, listed, literal, local, mapExpression } from '../../relational/ir.ts';
import { lowerScalar } from '../../relational/lower/scalar.ts';
import type { Shapes } from '../../relational/lower/shapes.ts';
import { NotTiled, type Part, type PartAxis, type Read, type TileEquation, type TileProgram, type TileTerm } from './ir.ts';
import { blockColumns, type Column, countColumn, listType, nodes, row } from './columns.ts';
import type { Orders } from './orders.ts';
import { combined, neutral } from './combine.ts';
import { eachInSteps } from './lets.ts';
import { flatPlace, plus } from './flat.ts';
import { type Factor, lettersOf, productOf, renumbered } from './product.ts';

type Level = PartAxis & { readonly letter: string };

/** Where a level stands: the local that tells its place, and what to add for the key (within a block: for the place from 0). */
interface Place { readonly name: string; readonly shift: number }
type Places = Map<string, Place>;

/** A read on its way through the levels: the list (or in the end the value) at hand and the letters still to come, or a flat list. */
type State =
  | { readonly kind: 'nest'; readonly at: Expression; readonly rest: readonly string[]; readonly name: string }
  | { readonly kind: 'flat'; readonly read: Read };

/** How many nodes an expression may have once it is written out. */
const mostNodes = 600;

export class Nest {
  private readonly names: Set<string>;
  private readonly views = new Map<string, Column & { readonly rest: readonly string[] }>();
  /** columns made on the way, in order, since last asked */
  private made: Column[] = [];
  private reads = new Set<string>();
  private usedPlaces = new Set<string>();

  constructor(private readonly program: TileProgram, private readonly orders: Orders, private readonly shapes: Shapes) {
    this.names = new Set([...program.parts.keys(), ...Object.values(blockColumns), 'step', 'seed'].map(n => n.toLowerCase()));
  }

  /** The columns that an equation needs and is, in order. The last has the name of the part. */
  equation(e: TileEquation): readonly Column[] {
    this.made = [];
    const levels = this.orders.get(e.bind)!.map(k => e.out[k]!);
    const value = this.column(() => {
      const cells = this.cells(e, levels);
      if (levels.length > 0 || nodes(cells) <= mostNodes) return cells;
      const once = this.each(listed('range', 'list', integer(0), integer(1)), 'once', null, cells);
      return listed('element', this.typeOf(e.bind), once, integer(1));
    });
    if (nodes(value.value) > mostNodes) throw new NotTiled('a formula that is used many times over would be written out each time');
    const type = levels.length ? 'list' : this.typeOf(e.bind);
    return [...this.made, { name: e.bind, type, value: value.value, reads: value.reads, source: e.source }];
  }

  typeOf(part: string): ColumnType { return listType(this.shapes.valueType(this.program.parts.get(part)!.type)); }

  /** A cell as the tensor stores it that it is of: what training carries is rounded at every step. */
  private stored(part: string, value: Expression): Expression {
    const carried = [...this.program.next.values()].includes(part);
    return carried && this.shapes.valueType(this.program.parts.get(part)!.type) === 'f32' ? cast(cast(value, 'f32'), 'real') : value;
  }

  /** The letters of an equation's cells, outermost first. */
  private column(make: () => Expression): { readonly value: Expression; readonly reads: ReadonlySet<string> } {
    const outer = this.reads;
    this.reads = new Set();
    const value = make();
    const result = { value, reads: this.reads };
    this.reads = outer;
    return result;
  }

  private read(name: string, type: ColumnType): Expression {
    this.reads.add(name);
    return column(row, name, type);
  }

  /** A name that no column has yet, and from now on nothing else. */
  fresh(wanted: string): string {
    const name = this.free(wanted);
    this.names.add(name.toLowerCase());
    return name;
  }

  /** A name that no column has yet. */
  free(wanted: string): string {
    let name = wanted;
    for (let n = 2; this.names.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
    return name;
  }

  // ---------------------------------------------------------------- cells

  private cells(e: TileEquation, levels: readonly Level[]): Expression {
    const type = this.typeOf(e.bind);
    const starts = e.terms.map(t => this.start(e, t, levels));
    const places: Places = new Map();
    return this.through(levels, starts.flatMap(s => s.states), places, states => {
      let k = 0;
      const values = starts.map((s, n) => { const own = states.slice(k, k + s.states.length); k += s.states.length; return { term: e.terms[n]!, value: s.value(own, places), guard: s.guard(own, places) }; });
      return this.stored(e.bind, cast(combined(e, values, type), type));
    });
  }

  private start(e: TileEquation, term: TileTerm, levels: readonly Level[]): { readonly states: readonly State[]; readonly value: (states: readonly State[], places: Places) => Expression; readonly guard: (states: readonly State[], places: Places) => Expression | null } {
    const product = productOf(e, term);
    if (product) {
      const tail = term.reduced;
      const sides = [product.left, product.right].map(f => this.view(f, levels, tail, e));
      const scale = renumbered(product.scale);
      const more = scale.args.map(a => this.state(a, levels));
      const plain = scale.body.kind === 'literal' && scale.body.value === 1;
      return {
        states: [...sides, ...more],
        value: (states, places) => {
          const [a, b, ...others] = states;
          const dot = listed('dot', 'real', (a as Extract<State, { kind: 'nest' }>).at, (b as Extract<State, { kind: 'nest' }>).at);
          return plain ? dot : call('mul', 'real', this.scalar(scale.body, scale.args, others, places), dot);
        },
        guard: (states, places) => scale.guard && this.scalar(scale.guard, scale.args, states.slice(2), places),
      };
    }
    // reduced letters in the order in which the largest read has them
    const sequence = this.sequence(term, levels);
    const states = term.args.map(a => this.state(a, [...levels, ...sequence]));
    const reduced = new Set(sequence.map(l => l.letter));
    const inner = term.guard !== null && [...lettersOf(term.guard, term.args)].some(l => reduced.has(l));
    return {
      states,
      value: (now, places) => this.reduced(e, sequence, now, places, (last, at) => {
        const value = this.scalar(term.body, term.args, last, at);
        if (!inner) return value;
        return call('if', expressionType(value), this.scalar(term.guard!, term.args, last, at), value, neutral(e, expressionType(value)));
      }),
      guard: (now, places) => (term.guard && !inner ? this.scalar(term.guard, term.args, now, places) : null),
    };
  }

  private sequence(term: TileTerm, levels: readonly Level[]): readonly Level[] {
    const outer = new Set(levels.map(l => l.letter));
    const paths = term.args.map(a => this.path(a)).filter((p): p is readonly string[] => p !== null).map(p => p.filter(l => !outer.has(l)));
    const best = paths.reduce<readonly string[]>((a, b) => (b.length > a.length ? b : a), []);
    const known = best.flatMap(l => { const found = term.reduced.find(r => r.letter === l); return found ? [found] : []; });
    return [...known, ...term.reduced.filter(r => !known.includes(r))];
  }

  /** The letters of a plain read of a whole part in the order in which its lists nest, or null. */
  private path(read: Read): readonly string[] | null {
    const letters = read.at.map(bareLetter);
    if (letters.some(l => l === null) || new Set(letters).size < letters.length) return null;
    return this.orders.get(read.part)!.map(k => letters[k]!);
  }

  private state(read: Read, levels: readonly Level[]): State {
    const part = this.program.parts.get(read.part)!;
    const nested = this.nested(read, levels);
    if (nested) return nested;
    this.flat(part);
    return { kind: 'flat', read };
  }

  /** A read of a whole part whose lists nest as the levels do, or null. */
  private nested(read: Read, levels: readonly Level[]): State | null {
    const part = this.program.parts.get(read.part)!;
    const path = this.path(read);
    const type = part.axes.length ? 'list' : this.typeOf(part.name);
    if (path) {
      const whole = path.every((l, k) => { const axis = part.axes[this.orders.get(read.part)![k]!]!; const level = levels.find(x => x.letter === l); return level !== undefined && level.lo === axis.lo && level.size === axis.size && (level.size < Infinity || level.index === axis.index) && this.inBlock(level) === this.inBlock(axis); });
      const order = levels.map(l => l.letter).filter(l => path.includes(l));
      if (whole && order.join() === path.join()) return { kind: 'nest', at: this.read(part.name, type), rest: path, name: part.name };
    }
    return null;
  }

  private reduced(e: TileEquation, sequence: readonly Level[], states: readonly State[], places: Places, leaf: (states: readonly State[], places: Places) => Expression): Expression {
    const [first, ...rest] = sequence;
    if (!first) return leaf(states, places);
    const list = this.level(first, states, places, (next, at) => this.reduced(e, rest, next, at, leaf));
    const type = this.typeOf(e.bind);
    switch (e.reduce) {
      case 'sum': return listed('sumOf', type === 'int' ? 'int' : 'real', list);
      case 'max': return listed('maxOf', type, list);
      case 'min': return listed('minOf', type, list);
      case 'any': return listed('anyOf', 'bool', list);
      case 'all': return listed('allOf', 'bool', list);
      case 'prod': return listed('productOf', 'real', list);
      default: throw new NotTiled(`${e.bind} is a ${e.reduce}`);
    }
  }

  // ---------------------------------------------------------------- levels

  private through(levels: readonly Level[], states: readonly State[], places: Places, leaf: (states: readonly State[], places: Places) => Expression): Expression {
    const [first, ...rest] = levels;
    return first ? this.level(first, states, places, (next, at) => this.through(rest, next, at, leaf)) : leaf(states, places);
  }

  /** One list: of what `body` makes for each key of a level. */
  private level(level: Level, states: readonly State[], places: Places, body: (states: readonly State[], places: Places) => Expression): Expression {
    const drivers = states.flatMap((s, k) => (s.kind === 'nest' && s.rest[0] === level.letter ? [k] : []));
    // several reads of one list go through it once
    const lists: Expression[] = [];
    const numbers = drivers.map(k => { const { at } = states[k] as Extract<State, { kind: 'nest' }>; const found = lists.findIndex(l => sameColumn(l, at)); return found < 0 ? lists.push(at) - 1 : found; });
    const place = this.fresh(level.letter.replace(/'/g, ''));
    const inBlock = level.index === this.program.block?.index;
    const name = drivers.length === 1 || lists.length === 1 ? this.fresh(`${(states[drivers[0]!] as Extract<State, { kind: 'nest' }>).name}_${level.letter}`.replace(/'/g, '')) : this.fresh(`at_${level.letter}`.replace(/'/g, ''));
    const own: Place = lists.length ? { name: place, shift: inBlock ? -1 : level.lo - 1 } : { name: place, shift: 0 };
    const before = places.get(level.letter);
    places.set(level.letter, own);
    const outerUsed = this.usedPlaces;
    this.usedPlaces = new Set();
    const next = states.map((s, k): State => {
      const d = drivers.indexOf(k);
      if (d < 0 || s.kind !== 'nest') return s;
      const type: ColumnType = s.rest.length > 1 ? 'list' : this.elementType(s);
      const at = lists.length === 1 ? local(name, type) : listed('field', type, local(name, 'list'), integer(numbers[d]! + 1));
      return { ...s, at, rest: s.rest.slice(1) };
    });
    const made = body(next, places);
    const used = this.usedPlaces.has(place);
    for (const u of outerUsed) this.usedPlaces.add(u);
    if (before) places.set(level.letter, before);
    else places.delete(level.letter);
    this.names.delete(name.toLowerCase());
    this.names.delete(place.toLowerCase());
    if (lists.length === 0) {
      const count = this.countOf(level);
      const over = count ? listed('range', 'list', integer(0), count) : listed('range', 'list', integer(level.lo), integer(level.lo + level.size));
      return this.each(over, place, null, made);
    }
    const over = lists.length === 1 ? lists[0]! : listed('zip', 'list', ...lists);
    if (made.kind === 'local' && made.name === name && !used) return over;
    return this.each(over, name, used ? place : null, made);
  }

  private each(over: Expression, element: string, place: string | null, body: Expression): Expression {
    const taken: string[] = [];
    const made = eachInSteps(over, element, place, body, wanted => { const name = this.fresh(wanted); taken.push(name.toLowerCase()); return name; });
    for (const name of taken) this.names.delete(name);
    return made;
  }

  private elementType(s: Extract<State, { kind: 'nest' }>): ColumnType {
    const part = this.program.parts.get(s.name);
    return part ? this.typeOf(part.name) : 'real';
  }

  // ---------------------------------------------------------------- values

  private scalar(body: Scalar, args: readonly Read[], states: readonly State[], places: Places): Expression {
    const lowered = mapExpression(lowerScalar(body, this.leaves(args, states, places)), e => {
      // a parameter would have the engine plan the statement anew at each step
      if (e.kind === 'rowCount') {
        if (e.table === this.program.keys?.table) return this.read(blockColumns.total, 'int');
        const [index] = [...this.program.counted].find(([, keys]) => keys.table === e.table) ?? [];
        if (index === undefined) throw new NotTiled('how many keys an index has is read');
        return this.read(countColumn(index), 'int');
      }
      if (e.kind !== 'parameter') return e;
      if (e.name === 'step') return call('add', 'int', this.read('step', 'int'), integer(1));
      if (e.name === 'seed') return this.read('seed', 'int');
      throw new NotTiled(`${e.name} is read while training`);
    });
    return lowered;
  }

  private leaves(args: readonly Read[], states: readonly State[], places: Places): Parameters<typeof lowerScalar>[1] {
    const arg = (k: number): Expression => {
      const s = states[k]!;
      if (s.kind === 'nest') {
        if (s.rest.length) throw new NotTiled(`${args[k]!.part} is read as a whole`);
        return s.at;
      }
      const part = this.program.parts.get(s.read.part)!;
      const index = this.index(part, s.read.at, args, states, places);
      return listed('element', this.typeOf(part.name), this.flat(part), index);
    };
    return {
      shapes: this.shapes, arg, known: new Map(),
      letter: name => this.key(name, places),
      position: () => { throw new NotTiled('a draw is numbered by its place'); },
    };
  }

  private place(letter: string, places: Places): { readonly at: Expression; readonly shift: number } {
    const found = places.get(letter)!;
    this.usedPlaces.add(found.name);
    return { at: local(found.name, 'int'), shift: found.shift };
  }

  /** How many keys an axis has, where that is a column: the rows of a block, or what only data knows. */
  private countOf(axis: PartAxis): Expression | null {
    if (this.inBlock(axis)) return this.read(blockColumns.rows, 'int');
    return axis.size === Infinity ? this.read(countColumn(axis.index), 'int') : null;
  }

  private inBlock(axis: PartAxis): boolean { return axis.index === this.program.block?.index; }

  private isBlockLetter(letter: string): boolean { return this.blockLetters.has(letter); }
  private blockLetters: ReadonlySet<string> = new Set();
  /** Letters over the block index: they are named before each equation. */
  naming(letters: ReadonlySet<string>): void { this.blockLetters = letters; }

  private key(letter: string, places: Places): Expression {
    const { at, shift } = this.place(letter, places);
    const near = plus(at, shift);
    if (this.isBlockLetter(letter) && this.program.keys) {
      if (this.program.keys.type !== 'int') throw new NotTiled(`a key of ${this.program.block!.index} is read as a value`);
      return listed('element', 'int', this.read(blockColumns.keys, 'list'), plus(at, shift + 1));
    }
    return this.isBlockLetter(letter) ? call('add', 'int', this.read(blockColumns.start, 'int'), near) : near;
  }

  /** The place, from 1, of a cell in the flat list of its part. */
  private index(part: Part, at: readonly Coord[], args: readonly Read[], states: readonly State[], places: Places): Expression {
    return flatPlace(part, at, this.orders.get(part.name)!, {
      countOf: axis => this.countOf(axis), inBlock: axis => this.inBlock(axis), isBlockLetter: l => this.isBlockLetter(l),
      place: l => this.place(l, places), key: l => this.key(l, places), value: v => lowerScalar(v, this.leaves(args, states, places)),
    });
  }

  // ---------------------------------------------------------------- views

  private view2(key: string, wanted: string, rest: readonly string[], source: string, make: () => Expression): State {
    let known = this.views.get(key);
    if (!known) {
      const { value, reads } = this.column(make);
      known = { name: this.fresh(wanted), type: 'list', value, reads, source, rest };
      this.views.set(key, known);
      this.made.push(known);
    }
    return { kind: 'nest', at: this.read(known.name, 'list'), rest, name: known.name };
  }

  /** A part's cells in one list. */
  private flat(part: Part): Expression {
    if (part.axes.length === 0) throw new NotTiled(`${part.name} is one value`);
    if (part.axes.length === 1) return this.read(part.name, 'list');
    const state = this.view2(`flat ${part.name}`, `${part.name}_flat`, [], `${part.tensor}: all cells in one list`, () => flattened(this.read(part.name, 'list'), part.axes.length - 1));
    return (state as Extract<State, { kind: 'nest' }>).at;
  }

  /** A factor of an inner product as lists over the letters it shares with the cells, of lists over all reduced letters. */
  private view(f: Factor, levels: readonly Level[], tail: readonly Level[], e: TileEquation): State {
    const factor = renumbered(f);
    const own = new Set([...lettersOf(factor.body, factor.args), ...(factor.guard ? lettersOf(factor.guard, factor.args) : [])]);
    const lead = levels.filter(l => own.has(l.letter));
    const pseudo = tail.map(l => l.letter).join('+');
    const rest = [...lead.map(l => l.letter), pseudo];
    if (factor.body.kind === 'arg' && !factor.guard && tail.length === 1) {
      const direct = this.nested(factor.args[factor.body.position]!, [...lead, ...tail]);
      if (direct?.kind === 'nest') return { ...direct, rest };
    }
    const shown = (x: unknown): string => JSON.stringify(x);
    // the same lists serve every equation that asks for them, whatever it calls its letters
    const renamed = new Map([...lead, ...tail].map((l, k) => [l.letter, `#${k}`]));
    const key = shown([lead.length, [...lead, ...tail].map(l => [l.lo, l.size, l.index]), factor.args, factor.body, factor.guard]).replace(/"(?:letter|name)":"((?:[^"\\]|\\.)*)"/g, (all, name: string) => (renamed.has(name) ? `"letter":"${renamed.get(name)!}"` : all));
    const single = factor.body.kind === 'arg' ? factor.args[factor.body.position]!.part : `${e.bind}_factor`;
    const by = [...lead, ...tail].map(l => l.letter.replace(/'/g, '')).join('_');
    return this.view2(key, `${single}_by_${by}`, rest, e.source, () => {
      const all = [...lead, ...tail];
      const states = factor.args.map(a => this.state(a, all));
      const outerUsed = this.usedPlaces;
      this.usedPlaces = new Set();
      const places: Places = new Map();
      const list = this.through(lead, states, places, (inner, at) => flattened(this.through(tail, inner, at, (last, here) => {
        const value = cast(this.scalar(factor.body, factor.args, last, here), 'real');
        return factor.guard ? call('if', 'real', this.scalar(factor.guard, factor.args, last, here), value, literal(0, 'real')) : value;
      }), tail.length - 1));
      this.usedPlaces = outerUsed;
      return list;
    });
  }
}

const flattened = (list: Expression, times: number): Expression => (times <= 0 ? list : flattened(listed('flatten', 'list', list), times - 1));

const sameColumn = (a: Expression, b: Expression): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
