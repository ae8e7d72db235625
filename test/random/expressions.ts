// Random expressions of the language over tensors and letters that there are. `bits` counts how many bits a value needs: every number
// of the data is a multiple of 1/4, so that a comparison of few bits cannot go one way in SQL and the other in JavaScript.

import type { GeneratorValue } from 'fast-check';
import fc from '../seeded.ts';

export type Kind = 'real' | 'int' | 'bool' | 'key';
/** An axis: the index whose letters stand there bare (null: a hull), and its positions. `keys`: those of an index that is not counted along. */
export interface Axis { readonly base: string | null; readonly lo: number; readonly size: number; readonly keys: readonly (number | string)[] | null }
export interface Tensor { readonly name: string; readonly axes: readonly Axis[]; readonly kind: Kind; readonly of: string | null; readonly bits: number; readonly at?: readonly (string | null)[] }
export interface Letter { readonly name: string; readonly axis: Axis }
export interface Value { readonly text: string; readonly bits: number }

/** More than this and a double may round. */
export const exact = 45;

export class Expressions {
  protected readonly bases = new Map<string, Axis>();
  protected readonly tensors: Tensor[] = [];
  protected readonly scalarFns: string[] = [];
  protected readonly vectorFns: string[] = [];
  /** letters handed out in the equation at hand: none means two things */
  protected primes = new Map<string, number>();

  /** `whole`: of whole numbers only, and by operations that round none, so that two ways to the same number end at the same bits. */
  constructor(private readonly g: GeneratorValue, protected readonly whole = false) {}

  protected choose(n: number): number { return this.g(fc.nat, { max: n - 1 }); }
  protected one<T>(of: readonly T[]): T { return of[this.choose(of.length)]!; }
  protected chance(percent: number): boolean { return this.choose(100) < percent; }
  protected quarter(): number { return this.whole ? this.choose(7) - 3 : (this.choose(33) - 16) / 4; }

  /** Brings a number of any size near zero. */
  protected squashed(text: string): Value { return this.whole ? { text: `max(min(${text}, 9), -9)`, bits: 5 } : { text: `tanh(${text})`, bits: exact + 1 }; }

  // ---------------------------------------------------------------- letters

  protected letter(base: string): Letter {
    const n = this.primes.get(base) ?? 0;
    this.primes.set(base, n + 1);
    return { name: base + "'".repeat(n), axis: this.bases.get(base)! };
  }

  protected leftLetters(most: number): Letter[] { return Array.from({ length: this.choose(most + 1) }, () => this.letter(this.one(['i', 'i', 'j', 'j', 'k', 'm', 'w', ...(this.bases.has('s') ? ['s', 's', 's'] : [])]))); }

  /** A new letter to reduce over. */
  protected bind(): Letter { return this.letter(this.one(['i', 'i', 'j', 'j', 'k', 'k', 'm', 'w', ...(this.bases.has('s') ? ['s', 's', 's'] : [])])); }

  // ---------------------------------------------------------------- expressions

  /** A coordinate of an axis, or null if none of the letters can stand there. */
  protected coordinate(axis: Axis, letters: readonly Letter[], depth: number): string | null {
    const bare = letters.filter(l => l.axis.base === axis.base || (axis.base === null && !l.axis.keys && l.axis.lo >= axis.lo && l.axis.lo + l.axis.size <= axis.lo + axis.size));
    if (bare.length && this.chance(70)) return this.one(bare).name;
    if (depth > 0 && axis.base && this.chance(50)) {
      const gathers = this.tensors.filter(t => t.kind === 'key' && t.of === axis.base);
      if (gathers.length) { const read = this.tryRead(this.one(gathers), letters, depth - 1); if (read) return read; }
      if (axis.base === 'i' && this.chance(30)) { const l = this.letter('i'); return `argmax[${l.name}](${this.comparable(1, [...letters, l]).text})`; }
    }
    if (axis.keys) return bare.length ? this.one(bare).name : null;
    const whole = letters.filter(l => !l.axis.keys);
    if (whole.length && this.chance(50)) {
      const l = this.one(whole);
      const by = this.choose(4) - 1;
      const sum = whole.length > 1 && this.chance(40) ? `${l.name} + ${this.one(whole).name}` : by === 0 ? `2*${l.name}` : by < 0 ? `${l.name} - 1` : `${l.name} + ${by}`;
      return `${this.one(['pad', 'wrap', 'clamp'])}(${sum})`;
    }
    if (bare.length && this.chance(60)) return this.one(bare).name;
    return this.chance(15) ? 'end' : String(axis.lo + this.choose(axis.size));
  }

  protected tryRead(t: Tensor, letters: readonly Letter[], depth: number): string | null {
    const at: string[] = [];
    for (const [k, axis] of t.axes.entries()) {
      const c = t.at?.[k] ?? this.coordinate(axis, letters, depth);
      if (c === null) return null;
      at.push(c);
    }
    return at.length ? `${t.name}[${at.join(', ')}]` : t.name;
  }

  protected read(t: Tensor, letters: readonly Letter[]): string {
    for (;;) { const text = this.tryRead(t, letters, 0); if (text) return text; }
  }

  protected anyRead(kinds: readonly Kind[], letters: readonly Letter[], depth: number, mostBits = Infinity): Value | null {
    const fitting = this.tensors.filter(t => kinds.includes(t.kind) && t.bits <= mostBits);
    for (let tries = 0; tries < 6; tries++) {
      // the latest are read more often
      const t = this.chance(50) ? fitting[Math.max(0, fitting.length - 1 - this.choose(4))]! : this.one(fitting);
      const text = this.tryRead(t, letters, depth);
      if (text) return { text, bits: t.bits };
    }
    return null;
  }

  protected leaf(letters: readonly Letter[], mostBits = Infinity): Value {
    const read = this.chance(80) ? this.anyRead(['real', 'real', 'int'], letters, 1, mostBits) : null;
    if (read) return read;
    const whole = letters.filter(l => !l.axis.keys);
    if (whole.length && this.chance(30)) return { text: `${this.whole ? 2 : 0.25} * ${this.one(whole).name}`, bits: 6 };
    if (this.chance(20)) return { text: `|${this.one(['i', 'j', 'k', 'm', 'w'])}|`, bits: 3 };
    const number = this.quarter();
    return { text: number < 0 ? `(${number})` : String(number), bits: 6 };
  }

  /** A number whose value SQL and JavaScript must agree on to the last bit. */
  protected comparable(depth: number, letters: readonly Letter[]): Value {
    for (let tries = 0; tries < 8; tries++) {
      const value = this.real(depth, letters);
      if (value.bits <= exact) return value;
    }
    return this.leaf(letters, exact);
  }

  /** A number; a whole one is small enough to be exact. */
  protected real(depth: number, letters: readonly Letter[]): Value {
    for (let tries = 0; tries < 8; tries++) {
      const value = this.form(depth, letters);
      if (!this.whole || value.bits <= exact) return value;
    }
    return this.leaf(letters, exact);
  }

  private form(depth: number, letters: readonly Letter[]): Value {
    if (depth === 0 || this.chance(15)) return this.leaf(letters);
    const a = (): Value => this.real(depth - 1, letters);
    switch (this.one(this.whole ? wholeForms : forms)) {
      case 'add': return this.pair(a(), '+', a());
      case 'sub': return this.pair(a(), '-', a());
      case 'mul': { const [x, y] = [a(), a()]; return { text: `${this.factor(x)} * ${this.factor(y)}`, bits: x.bits + y.bits }; }
      case 'scale': { const x = a(); return { text: `${this.one(this.whole ? ['2 * ', '-', '3 * '] : ['2 * ', '-', '0.5 * '])}${this.factor(x)}`, bits: x.bits + 1 }; }
      case 'divide': { const [x, y] = [a(), a()]; return { text: `${this.factor(x)} / (1.5 + abs(${y.text}))`, bits: exact + 1 }; }
      case 'function': {
        const x = a();
        const [f, inexact] = this.one(this.whole ? functions.filter(x => !x[1]) : functions);
        // infinities are left to the tests of operations: simplification may turn ∞ − ∞ into ∞ · 1
        if (f === 'log' || f === 'sqrt') return { text: `${f}(abs(${x.text}) + 0.25)`, bits: exact + 1 };
        if ((f === 'floor' || f === 'sign') && x.bits > exact) return this.squashed(x.text);
        return { text: `${f}(${x.text})`, bits: inexact ? exact + 1 : x.bits };
      }
      case 'if': { const [x, y] = [a(), a()]; return { text: `(if ${this.condition(1, letters)} then ${x.text} else ${y.text})`, bits: Math.max(x.bits, y.bits) }; }
      case 'missing': { const [x, y] = [a(), a()]; return { text: `(${x.text} ?? ${y.text})`, bits: Math.max(x.bits, y.bits) }; }
      case 'iverson': return { text: `[${this.condition(1, letters)}]`, bits: 1 };
      case 'reduce': return this.reduction(depth - 1, letters, false);
      case 'contract': return this.contraction(letters) ?? this.leaf(letters);
      case 'call': {
        if (this.scalarFns.length && this.chance(50)) { const x = a(); return { text: `${this.one(this.scalarFns)}(${x.text})`, bits: this.whole ? 2 * x.bits + 2 : exact + 1 }; }
        if (!this.vectorFns.length) return this.pair(a(), '+', a());
        const l = this.letter(this.one(['i', 'j', 'k']));
        const x = this.anyRead(['real'], [...letters, l], 1);
        return x && x.text.includes(l.name) ? { text: `${this.one(this.vectorFns)}[${l.name}](${x.text}${this.chance(30) ? `, c = ${this.whole ? 3 : 0.5}` : ''})`, bits: this.whole ? 2 * x.bits + 4 : exact + 1 } : this.leaf(letters);
      }
      case 'library': {
        // over the letter of a recurrence it would need all steps at once
        const own = letters.filter(x => x.axis.base !== 't');
        const l = this.chance(50) && own.length ? this.one(own) : null;
        if (!l) {
          // not norm or std, whose slope at zero is infinite
          const fresh = this.letter('i');
          return { text: `${this.one(['logsumexp', 'var'])}[${fresh.name}](${this.real(1, [...letters, fresh]).text} + x[${fresh.name}, 0])`, bits: exact + 1 };
        }
        return { text: `${this.one(['softmax', 'logsoftmax'])}[${l.name}](${this.leaf(letters).text} + ${l.axis.base === 'i' ? `x[${l.name}, 1]` : l.axis.base === 's' ? `xs[${l.name}]` : l.axis.keys ? `q[${l.name}]` : `0.25 * ${l.name}`})`, bits: exact + 1 };
      }
    }
  }

  protected pair(a: Value, op: string, b: Value): Value { return { text: `(${a.text} ${op} ${b.text})`, bits: Math.max(a.bits, b.bits) + 1 }; }
  protected factor(v: Value): string { return /^[\w']+(\[[^\]]*\])?$/.test(v.text) ? v.text : `(${v.text})`; }

  /** sum[i](…) and its like over one or two new letters. */
  protected reduction(depth: number, letters: readonly Letter[], outer: boolean): Value {
    const bound = Array.from({ length: this.chance(outer ? 40 : 20) ? 2 : 1 }, () => this.bind());
    // `on` means other rows of a split index: letters of the rows outside do not belong there
    const on = bound.some(l => l.axis.base === 's') && this.chance(40) ? ` on ${this.one(['train', 'test', 'all'])}` : '';
    const inner = [...letters.filter(l => !on || l.axis.base !== 's'), ...bound];
    const guard = (this.chance(35) ? ` where ${this.condition(1, inner)}` : '') + on;
    const reducer = this.one(['sum', 'sum', 'sum', 'mean', 'max', 'min', 'prod'] as const);
    const drawn = this.real(depth, inner);
    // of whole numbers a mean over one letter is of multiples of 60, which few rows divide
    const means = this.whole && reducer === 'mean';
    if (means && (bound.length > 1 || drawn.bits > exact - 6)) return { text: `sum[${names(bound)}${guard}](${drawn.text})`, bits: Math.min(drawn.bits + 5, exact + 1) };
    const value = means ? { text: `60 * (${drawn.text})`, bits: drawn.bits + 6 } : drawn;
    const count = bound.reduce((n, l) => n * l.axis.size, 1);
    const bits = { sum: value.bits + 5, mean: this.whole ? value.bits : exact + 1, max: value.bits, min: value.bits, prod: value.bits * count }[reducer];
    // a product of whole numbers must stay one that an engine holds
    const body = reducer === 'prod' && bits > exact ? this.squashed(value.text) : null;
    return { text: `${reducer}[${names(bound)}${guard}](${(body ?? value).text})`, bits: Math.min(body ? body.bits * count : bits, exact + 1) };
  }

  /** A product whose factors share letters that nothing else has: A[i,k] * B[k,j]. */
  protected contraction(letters: readonly Letter[]): Value | null {
    const shared = Array.from({ length: this.chance(30) ? 2 : 1 }, () => this.letter(this.one(['i', 'j', 'k', 'm'])));
    const count = 2 + this.choose(3);
    const factors: Value[] = [];
    const uses = new Map(shared.map(l => [l.name, 0]));
    for (let tries = 0; tries < 12 && factors.length < count; tries++) {
      const read = this.anyRead(['real', 'real', 'int'], [...shared, ...(this.chance(70) ? letters : [])], 0);
      if (!read) continue;
      const here = shared.filter(l => mentions(read.text, l.name));
      if (!here.length && this.chance(60)) continue;
      for (const l of here) uses.set(l.name, uses.get(l.name)! + 1);
      factors.push(this.chance(20) ? this.whole ? { text: `abs(${read.text})`, bits: read.bits } : { text: `tanh(${read.text})`, bits: exact + 1 } : read);
    }
    // a letter in one factor only has no sum: give it a second one
    for (const l of shared) {
      while (uses.get(l.name)! < 2 && (uses.get(l.name)! === 1 || factors.length < 2)) {
        const of = this.tensors.filter(t => t.kind === 'real' && t.axes.some(x => x.base === l.axis.base));
        const read = of.length ? this.tryRead(this.one(of), [l], 0) : null;
        if (!read || !mentions(read, l.name)) { if (this.chance(90)) continue; return null; }
        factors.push({ text: read, bits: this.whole ? of.reduce((n, t) => Math.max(n, t.bits), 0) : exact + 1 });
        uses.set(l.name, uses.get(l.name)! + 1);
      }
    }
    if (factors.length < 2 || ![...uses.values()].some(n => n > 1)) return null;
    return { text: `(${factors.map(f => f.text).join(' * ')})`, bits: factors.reduce((n, f) => n + f.bits, 0) + 4 };
  }

  protected condition(depth: number, letters: readonly Letter[]): string {
    const a = (): string => this.condition(depth - 1, letters);
    const kind = this.one(depth > 0 ? ['compare', 'compare', 'and', 'or', 'not', 'in', 'flag', 'any'] as const : ['compare', 'compare', 'in', 'flag', 'letters'] as const);
    switch (kind) {
      case 'and': return `(${a()} and ${a()})`;
      case 'or': return `(${a()} or ${a()})`;
      case 'not': return `not (${a()})`;
      case 'in': {
        const [i, j] = [this.coordinate(this.bases.get('i')!, letters, 0), this.coordinate(this.bases.get('j')!, letters, 0)];
        return `(${i ?? 0}, ${j ?? 0}) in A`;
      }
      case 'flag': return this.anyRead(['bool'], letters, 1)?.text ?? 'on[1]';
      case 'any': { const l = this.letter(this.one(['i', 'j'])); return `${this.one(['any', 'all'])}[${l.name}](${this.condition(0, [...letters, l])})`; }
      case 'letters': {
        const whole = letters.filter(l => !l.axis.keys);
        if (whole.length > 1 && this.chance(60)) return `${whole[0]!.name} ${this.one(['<', '<=', '>=', '<'])} ${whole[1]!.name}`;
        if (whole.length) return `${this.one(whole).name} ${this.one(['<', '>', '==', '!='])} ${this.choose(4)}`;
        return 'n[0] > 0';
      }
      case 'compare': {
        const key = letters.find(l => l.axis.base === 'i');
        if (key && this.chance(20)) { const p = this.tryRead(this.tensors.find(t => t.name === 'p')!, letters, 0)!; return `${p} ${this.one(['==', '!='])} ${key.name}`; }
        return `${this.comparable(Math.max(0, depth - 1), letters).text} ${this.one(['<', '>', '<=', '>='])} ${this.comparable(0, letters).text}`;
      }
    }
  }
}

const forms = ['add', 'sub', 'mul', 'mul', 'scale', 'function', 'if', 'if', 'missing', 'missing', 'iverson', 'reduce', 'reduce', 'reduce', 'contract', 'contract', 'contract', 'call', 'library', 'divide'] as const;
const wholeForms = forms.filter(f => f !== 'library' && f !== 'divide');
/** name, and whether it rounds */
const functions = [['tanh', true], ['log', true], ['sqrt', true], ['abs', false], ['relu', false], ['sigmoid', true], ['floor', false], ['sign', false]] as const;

export const names = (letters: readonly Letter[]): string => letters.map(l => l.name).join(', ');
const mentions = (text: string, letter: string): boolean => new RegExp(`(^|[^\\w'])${letter}($|[^\\w'])`).test(text);
