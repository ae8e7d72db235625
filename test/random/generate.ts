// Random well-typed programs, as text: contraction, guards, gather and scatter, sparse data, ??, if, reductions, clauses,
// functions, recurrences, gradients. Every number of the data is a multiple of 1/4, so that what is compared is exact in doubles
// (`bits` counts how many a value needs) and a comparison cannot go one way in SQL and the other in JavaScript.

import type { GeneratorValue } from 'fast-check';
import fc from 'fast-check';

/** A table that a program reads: its columns and rows. */
export interface Table { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: 'int' | 'real' | 'text' }[]; readonly rows: readonly (readonly (number | string)[])[] }
/** `inputs`: for each tensor that a table fills, its cells; the last column is the value. `ends`: it has a recurrence that ends early. */
export interface Draft { readonly text: string; readonly ends: boolean; readonly tables: readonly Table[]; readonly inputs: ReadonlyMap<string, readonly (readonly (number | string)[])[]> }

type Kind = 'real' | 'int' | 'bool' | 'key';
/** An axis: the index whose letters stand there bare (null: a hull), and its positions; `keys` for text. */
interface Axis { readonly base: string | null; readonly lo: number; readonly size: number; readonly text: boolean }
interface Tensor { readonly name: string; readonly axes: readonly Axis[]; readonly kind: Kind; readonly of: string | null; readonly bits: number; readonly at?: readonly (string | null)[] }
interface Letter { readonly name: string; readonly axis: Axis }
interface Value { readonly text: string; readonly bits: number }

/** More than this and a double may round. */
const exact = 45;

export function randomProgram(g: GeneratorValue): Draft { return new Generator(g).program(); }

class Generator {
  private readonly bases = new Map<string, Axis>();
  private readonly tensors: Tensor[] = [];
  private readonly lines: string[] = [];
  private readonly tables: Table[] = [];
  private readonly inputs = new Map<string, readonly (readonly (number | string)[])[]>();
  private readonly shown: string[] = [];
  private readonly exported: string[] = [];
  private readonly scalarFns: string[] = [];
  private readonly vectorFns: string[] = [];
  private ends = false;
  private trains = false;
  /** letters handed out in the equation at hand: none means two things */
  private primes = new Map<string, number>();

  constructor(private readonly g: GeneratorValue) {}

  private choose(n: number): number { return this.g(fc.nat, { max: n - 1 }); }
  private one<T>(of: readonly T[]): T { return of[this.choose(of.length)]!; }
  private chance(percent: number): boolean { return this.choose(100) < percent; }
  private quarter(): number { return (this.choose(33) - 16) / 4; }

  program(): Draft {
    this.declare();
    const count = 2 + this.choose(5);
    for (let k = 1; k <= count; k++) this.statement(k);
    if (this.chance(25)) this.gradient();
    if (this.trains) this.training();
    if (this.shown.length) this.lines.push(`show ${this.shown.join(', ')}`);
    // no letter runs over a hull, so that a tensor with one is exported whole
    for (const name of this.exported) this.lines.push(`export ${name} to "${name}.csv"`);
    return { text: `${this.lines.join('\n')}\n`, tables: this.tables, inputs: this.inputs, ends: this.ends };
  }

  // ---------------------------------------------------------------- data

  private declare(): void {
    const steps = this.one([4, 4, 12]);
    for (const [base, size] of [['i', 3], ['j', 2], ['k', 4], ['t', steps]] as const) this.bases.set(base, { base, lo: 0, size, text: false });
    this.bases.set('m', { base: 'm', lo: 2, size: 3, text: false });
    this.bases.set('w', { base: 'w', lo: 0, size: 3, text: true });
    this.lines.push(`index i = 3, j = 2, k = 4, m = 2..4, t = ${steps}`, 'index w');
    this.stored('q', ['w'], 'real', true);
    this.stored('A', ['i', 'j'], 'real', false);
    this.stored('B', [this.one(['k', 'm', 'w']), 'i'], 'real', false);
    this.stored('g', ['k'], 'w', this.chance(50));
    this.literal('x', ['i', 'j'], 'real');
    this.literal('c', [this.one(['k', 'm'])], 'real');
    this.literal('p', ['k'], 'i');
    this.literal('r', ['i'], 'm');
    this.literal('n', ['i'], 'int');
    this.literal('on', ['k'], 'bool');
    this.trains = this.chance(25);
    if (this.trains) {
      this.lines.push(`param W[i,j] ~ normal(0, 0.5)${this.chance(40) ? ' where i + j != 1' : ''}`, 'param b[j] = 0.25');
      this.tensors.push({ name: 'W', axes: [this.bases.get('i')!, this.bases.get('j')!], kind: 'real', of: null, bits: exact + 1 }, { name: 'b', axes: [this.bases.get('j')!], kind: 'real', of: null, bits: exact + 1 });
    }
    this.lines.push('setting z = 0.5');
    this.tensors.push({ name: 'z', axes: [], kind: 'real', of: null, bits: 6 });
    if (this.chance(60)) {
      this.lines.push(`fn f(x) = ${this.one(['tanh(x) * x + 1', 'if x > 0 then x else 0.5 * x', 'x * x - 2 * x', 'max(x, 0.25) - 1'])}`);
      this.scalarFns.push('f');
    }
    if (this.chance(60)) {
      this.lines.push(`fn v[k](a[k], c = 2) ${this.one(['= sum[k](a[k] * a[k]) * c', '= max[k](a[k]) - c', "-> y { s[k] = a[k] * c   y = sum[k](s[k]) + 1 }", '= mean[k](tanh(a[k])) ?? c'])}`);
      this.vectorFns.push('v');
    }
  }

  private keysOf(axis: Axis): readonly (number | string)[] { return axis.text ? ['a', 'b c', "d'e"] : Array.from({ length: axis.size }, (_, k) => axis.lo + k); }

  private cellValue(type: string): number | string | boolean {
    if (type === 'real') return this.quarter();
    if (type === 'int') return this.choose(7) - 2;
    if (type === 'bool') return this.chance(60);
    return this.one(this.keysOf(this.bases.get(type)!));
  }

  private declared(name: string, bases: readonly string[], type: string): string {
    const kind: Kind = type === 'real' || type === 'int' || type === 'bool' ? type : 'key';
    this.tensors.push({ name, axes: bases.map(b => this.bases.get(b)!), kind, of: kind === 'key' ? type : null, bits: kind === 'real' ? 6 : 3 });
    return `data ${name}[${bases.join(',')}]${type === 'real' ? '' : `: ${type}`}`;
  }

  /** A tensor in long form in a table; its rows are a sample of its cells unless it is full. */
  private stored(name: string, bases: readonly string[], type: string, full: boolean): void {
    let places: (readonly (number | string)[])[] = [[]];
    for (const b of bases) places = places.flatMap(p => this.keysOf(this.bases.get(b)!).map(key => [...p, key]));
    const rows = places.filter(() => full || this.chance(60)).map(p => [...p, this.cellValue(type) as number | string]);
    const columns = bases.map((b, k) => ({ name: `d${k}`, type: this.bases.get(b)!.text ? 'text' as const : 'int' as const }));
    this.tables.push({ name: `table_${name}`, columns: [...columns, { name: 'v', type: type === 'real' ? 'real' : this.bases.get(type)!.text ? 'text' : 'int' }], rows });
    this.inputs.set(name, rows);
    this.lines.push(`${this.declared(name, bases, type)} from table table_${name} (${bases.map((b, k) => `${b} = d${k}`).join(', ')}, ${name} = v)`);
  }

  private literal(name: string, bases: readonly string[], type: string): void {
    const list = (axes: readonly Axis[]): string => {
      const [axis, ...rest] = axes;
      if (!axis) return String(this.cellValue(type));
      return `[${this.keysOf(axis).map(() => list(rest)).join(', ')}]`;
    };
    this.lines.push(`${this.declared(name, bases, type)} = ${list(bases.map(b => this.bases.get(b)!))}`);
  }

  // ---------------------------------------------------------------- statements

  private statement(k: number): void {
    this.primes = new Map();
    const name = `t${k}`;
    switch (this.one(['plain', 'plain', 'plain', 'plain', 'reduction', 'guarded', 'clauses', 'scatter', 'extreme', 'affine', 'joined', 'recurrence', 'recurrence', 'backward', 'two back', 'ending', 'condition', 'keys', 'whole'] as const)) {
      case 'plain': return this.define(name, '', false);
      case 'guarded': return this.define(name, '', true);
      case 'reduction': {
        const letters = this.leftLetters(2);
        const value = this.reduction(2, letters, true);
        return this.finish(name, letters, 'real', value.bits, [`${name}[${names(letters)}] = ${value.text}`]);
      }
      case 'condition': {
        const letters = this.leftLetters(2);
        const inner = this.chance(50) ? this.bind() : null;
        const value = inner ? `${this.one(['any', 'all'])}[${inner.name}](${this.condition(1, [...letters, inner])})` : this.condition(2, letters);
        return this.finish(name, letters, 'bool', 1, [`${name}[${names(letters)}] = ${value}`]);
      }
      case 'clauses': {
        const letters = [this.letter('i'), ...this.leftLetters(1)];
        const first = this.real(2, letters), second = this.real(2, letters);
        const test = this.one(['n[i] < 1|n[i] >= 1', 'i == 1|i != 1', 'on[0]|not on[0]']).split('|');
        return this.finish(name, letters, 'real', Math.max(first.bits, second.bits), [`${name}[${names(letters)}] = ${first.text} where ${test[0]}`, `${name}[${names(letters)}] = ${second.text} where ${test[1]}`]);
      }
      case 'scatter': {
        const [by, along, to] = this.one([['p[k]', 'k', 'i'], ['r[i]', 'i', 'm'], ['g[k]', 'k', 'w']] as const);
        const first = this.letter(along);
        const rest = this.leftLetters(1);
        const letters = [first, ...rest];
        const values = Array.from({ length: 1 + this.choose(2) }, () => this.real(2, letters));
        this.lines.push(...values.map(v => `${name}[${[by, ...rest.map(x => x.name)].join(', ')}] += ${v.text}${this.chance(30) ? ` where ${this.condition(1, letters)}` : ''}`));
        this.tensorOf(name, [this.bases.get(to)!, ...rest.map(l => l.axis)], 'real', Math.max(...values.map(v => v.bits)) + 4);
        return;
      }
      case 'extreme': {
        const letters = [this.letter('k')];
        const value = this.real(2, letters);
        this.tensorOf(name, [this.bases.get('i')!], 'real', value.bits);
        this.lines.push(`${name}[p[k]] ${this.one(['max=', 'min='])} ${value.text}`);
        return;
      }
      case 'affine': {
        const [left, size, bases] = this.one([['2*i + j', 6, ['i', 'j']], ['i + k', 6, ['i', 'k']], ['k + 1', 5, ['k']], ['3*j + i', 6, ['j', 'i']]] as const);
        const letters = bases.map(b => this.letter(b));
        const value = this.real(2, letters);
        const adds = left === 'i + k' || this.chance(30);
        const lo = left === 'k + 1' ? 1 : 0;
        this.tensorOf(name, [{ base: null, lo, size: size - lo, text: false }], 'real', value.bits + (adds ? 3 : 0));
        this.lines.push(`${name}[${left}] ${adds ? '+=' : '='} ${value.text}`);
        return;
      }
      case 'joined': {
        const first = [this.letter('j')], second = [this.letter('k')];
        const [a, b] = [this.real(2, first), this.real(2, second)];
        this.tensorOf(name, [{ base: null, lo: 0, size: 6, text: false }], 'real', Math.max(a.bits, b.bits));
        this.lines.push(`${name}[j] = ${a.text}`, `${name}[|j| + k] = ${b.text}`);
        return;
      }
      case 'keys': {
        // a tensor of keys, which later ones may gather by
        const letters = this.leftLetters(1);
        const to = this.one(['i', 'm', 'w']);
        const l = this.letter(to);
        const value = to === 'i' && this.chance(40) ? this.read(this.tensors.find(t => t.name === 'p')!, letters) : `${this.one(['argmax', 'argmin'])}[${l.name}${this.chance(30) ? ` where ${this.condition(1, [...letters, l])}` : ''}](${this.comparable(2, [...letters, l]).text})`;
        return this.finish(name, letters, 'key', 3, [`${name}[${names(letters)}] = ${value}`], to);
      }
      case 'whole': {
        const letters = this.leftLetters(2);
        const first = this.anyRead(['int'], letters, 1)?.text ?? '3';
        const value = this.one([`${first} % 3 + |${this.one(['i', 'k'])}|`, `2 * ${first} - 1`, `if ${this.condition(1, letters)} then ${first} else 2`, `${first} ?? 1`]);
        return this.finish(name, letters, 'int', 6, [`${name}[${names(letters)}] = ${value}`]);
      }
      case 'two back': return this.twoBack(name);
      case 'ending': return this.ending(name);
      case 'recurrence': return this.recurrence(name, false);
      case 'backward': return this.recurrence(name, true);
    }
  }

  private define(name: string, fixed: string, guarded: boolean): void {
    const letters = this.leftLetters(3);
    const value = this.real(3, letters);
    const guard = guarded ? ` where ${this.condition(2, letters)}` : '';
    this.finish(name, letters, 'real', value.bits, [`${name}[${names(letters)}] = ${value.text}${fixed}${guard}`]);
  }

  /** h[0, …] = …, h[t+1, …] = tanh(… h[t, …] …), sometimes by way of a second tensor; or the same from the end on. */
  private recurrence(name: string, back: boolean): void {
    const { size } = this.bases.get('t')!;
    const rest = this.leftLetters(1).filter(l => l.axis.base !== 't');
    const hull: Axis = { base: null, lo: 0, size: size + 1, text: false };
    const axes = [hull, ...rest.map(l => l.axis)];
    const start = this.real(1, rest);
    const t = this.letter('t');
    const helper = this.chance(40) ? `${name}h` : null;
    const previous: Tensor = { name, axes, kind: 'real', of: null, bits: exact + 1, at: [back ? 't + 1' : 't', ...rest.map(() => null)] };
    const readable: Tensor = helper ? { name: helper, axes: [this.bases.get('t')!, ...rest.map(l => l.axis)], kind: 'real', of: null, bits: exact + 1, at: ['t', ...rest.map(() => null)] } : previous;
    const before = this.tensors.length;
    this.tensors.push(previous, previous);
    const lines = [`${name}[${[back ? '|t|' : '0', ...rest.map(l => l.name)].join(', ')}] = ${start.text}`];
    if (helper) {
      lines.push(`${helper}[${['t', ...rest.map(l => l.name)].join(', ')}] = ${this.bounded(`${this.read(previous, [t, ...rest])} + ${this.real(2, [t, ...rest]).text}`)}`);
      this.tensors.push(readable, readable, readable);
    }
    const value = this.bounded(`${this.read(readable, [t, ...rest])} ${this.one(['+', '-', '*'])} ${this.real(2, [t, ...rest]).text}`);
    lines.push(`${name}[${[back ? 't' : 't + 1', ...rest.map(l => l.name)].join(', ')}] = ${value}`);
    this.tensors.splice(before);
    this.tensorOf(name, axes, 'real', exact + 1);
    if (helper) this.tensors.push({ ...readable, at: [] });
    this.lines.push(...lines);
  }

  /** f[0] = …, f[1] = …, f[t+2] = … f[t+1] … f[t] …: t leaves room for two. */
  private twoBack(name: string): void {
    const { size } = this.bases.get('t')!;
    const hull: Axis = { base: null, lo: 0, size: size + 2, text: false };
    const values = [this.real(1, []), this.real(1, [])];
    const t = this.letter('t');
    const value = this.bounded(`${name}[t + 1] ${this.one(['+', '-', '*'])} ${this.one([`${name}[t]`, `0.5 * ${name}[t]`, `${name}[0]`])} + ${this.real(1, [t]).text}`);
    this.lines.push(`${name}[0] = ${values[0]!.text}`, `${name}[1] = ${this.chance(30) ? `${name}[0] + 1` : values[1]!.text}`, `${name}[t + 2] = ${value}`);
    this.tensorOf(name, [hull], 'real', exact + 1);
  }

  /** A recurrence that ends early, over an index of its own; the evaluator takes it once it has been put in order. */
  private ending(name: string): void {
    if (this.bases.has('e')) return;
    const e: Axis = { base: 'e', lo: 0, size: this.one([5, 20]), text: false };
    this.bases.set('e', e);
    this.lines.unshift(`index e = ${e.size}`);
    const rest = this.leftLetters(1).filter(l => l.axis.base === 'i' || l.axis.base === 'j');
    const at = (first: string): string => `${name}[${[first, ...rest.map(l => l.name)].join(', ')}]`;
    const sum = rest.length ? `sum[${names(rest)}](${at('e + 1')})` : at('e + 1');
    const until = this.one([`e >= ${this.choose(5)}`, `${name}g[e] > ${this.choose(40)}`, `${sum} > ${this.choose(40)}`]);
    this.lines.push(`${at('0')} = ${this.comparable(0, rest).text}`, `${at('e + 1')} = ${at('e')} + ${this.one(['1', '0.25 * e', `abs(${this.comparable(0, rest).text})`])} until ${until}`);
    if (until.startsWith(`${name}g`)) this.lines.push(`${name}g[e] = ${sum} + e`);
    this.tensors.push({ name, axes: [{ base: null, lo: 0, size: e.size + 1, text: false }, ...rest.map(l => l.axis)], kind: 'real', of: null, bits: exact + 1, at: ['end', ...rest.map(() => null)] });
    this.exported.push(name);
    this.ends = true;
  }

  private bounded(text: string): string { return this.chance(60) ? `tanh(${text})` : `0.5 * tanh(${text}) + 0.25`; }

  private gradient(): void {
    this.primes = new Map();
    const of = this.tensors.filter(t => /^t\d/.test(t.name) && t.kind === 'real' && !t.axes.some(a => a.base === null));
    if (!of.length) return;
    const t = this.one(of);
    const letters = t.axes.map(a => this.letter(a.base!));
    const value = this.read(t, letters);
    this.lines.push(`loss = ${letters.length ? `${this.one(['sum', 'mean'])}[${names(letters)}](tanh(${value}) * ${value})` : `tanh(${value}) * ${value}`}`);
    const [by, left] = this.one([['x[i,j]', 'i,j'], ['A[i,j]', 'i,j'], ['q[w]', 'w'], ['x[i,0]', 'i']] as const);
    this.lines.push(`slope[${left}] = grad(loss, ${by})`);
    this.shown.push(`slope[${left}]`);
  }

  /** A loss that W and b reach, and a few steps down. */
  private training(): void {
    this.primes = new Map();
    const [i, j] = [this.letter('i'), this.letter('j')];
    const of = this.tensors.filter(t => /^t\d/.test(t.name) && t.kind === 'real' && !t.axes.some(a => a.base === null));
    const t = of.length ? this.one(of) : null;
    const letters = t ? t.axes.map(a => this.letter(a.base!)) : [];
    const term = t ? ` + ${letters.length ? `sum[${names(letters)}](tanh(${this.read(t, letters)}))` : `tanh(${t.name})`}` : '';
    this.lines.push(`guess[i] = x[i, j] * W[i, j] + ${this.real(1, [i]).text}`, `cost = mean[i]((guess[i] - n[i])^2) + 0.01 * (b[${j.name}] * b[${j.name}])${term}`);
    const optimizer = this.one(['sgd(lr = 0.1)', 'momentum(lr = 0.1)', 'adam(lr = 0.05)']);
    this.lines.push(`train { minimize cost using ${optimizer} steps ${1 + this.choose(3)} seed ${this.choose(9)} report cost every 1 step }`);
    this.shown.push('W[i, j]', 'b[j]');
  }

  private finish(name: string, letters: readonly Letter[], kind: Kind, bits: number, lines: readonly string[], of: string | null = null): void {
    this.tensorOf(name, letters.map(l => l.axis), kind, bits, of);
    this.lines.push(...lines.map(l => l.replace(`${name}[] `, `${name} `)));
  }

  private tensorOf(name: string, axes: readonly Axis[], kind: Kind, bits: number, of: string | null = null): void {
    this.tensors.push({ name, axes, kind, of, bits });
    if (axes.some(a => a.base === null)) this.exported.push(name);
    else this.shown.push(`${name}${axes.length ? `[${this.distinct(axes)}]` : ''}`);
  }

  private distinct(axes: readonly Axis[]): string {
    const seen = new Map<string, number>();
    return axes.map(a => { const n = seen.get(a.base!) ?? 0; seen.set(a.base!, n + 1); return a.base! + "'".repeat(n); }).join(', ');
  }

  // ---------------------------------------------------------------- letters

  private letter(base: string): Letter {
    const n = this.primes.get(base) ?? 0;
    this.primes.set(base, n + 1);
    return { name: base + "'".repeat(n), axis: this.bases.get(base)! };
  }

  private leftLetters(most: number): Letter[] { return Array.from({ length: this.choose(most + 1) }, () => this.letter(this.one(['i', 'i', 'j', 'j', 'k', 'm', 'w']))); }

  /** A new letter to reduce over. */
  private bind(): Letter { return this.letter(this.one(['i', 'i', 'j', 'j', 'k', 'k', 'm', 'w'])); }

  // ---------------------------------------------------------------- expressions

  /** A coordinate of an axis, or null if none of the letters can stand there. */
  private coordinate(axis: Axis, letters: readonly Letter[], depth: number): string | null {
    const bare = letters.filter(l => l.axis.base === axis.base || (axis.base === null && !l.axis.text && l.axis.lo >= axis.lo && l.axis.lo + l.axis.size <= axis.lo + axis.size));
    if (bare.length && this.chance(70)) return this.one(bare).name;
    if (depth > 0 && axis.base && this.chance(50)) {
      const gathers = this.tensors.filter(t => t.kind === 'key' && t.of === axis.base);
      if (gathers.length) { const read = this.tryRead(this.one(gathers), letters, depth - 1); if (read) return read; }
      if (axis.base === 'i' && this.chance(30)) { const l = this.letter('i'); return `argmax[${l.name}](${this.comparable(1, [...letters, l]).text})`; }
    }
    if (axis.text) return bare.length ? this.one(bare).name : null;
    const whole = letters.filter(l => !l.axis.text);
    if (whole.length && this.chance(50)) {
      const l = this.one(whole);
      const by = this.choose(4) - 1;
      const sum = whole.length > 1 && this.chance(40) ? `${l.name} + ${this.one(whole).name}` : by === 0 ? `2*${l.name}` : by < 0 ? `${l.name} - 1` : `${l.name} + ${by}`;
      return `${this.one(['pad', 'wrap', 'clamp'])}(${sum})`;
    }
    if (bare.length && this.chance(60)) return this.one(bare).name;
    return this.chance(15) ? 'end' : String(axis.lo + this.choose(axis.size));
  }

  private tryRead(t: Tensor, letters: readonly Letter[], depth: number): string | null {
    const at: string[] = [];
    for (const [k, axis] of t.axes.entries()) {
      const c = t.at?.[k] ?? this.coordinate(axis, letters, depth);
      if (c === null) return null;
      at.push(c);
    }
    return at.length ? `${t.name}[${at.join(', ')}]` : t.name;
  }

  private read(t: Tensor, letters: readonly Letter[]): string {
    for (;;) { const text = this.tryRead(t, letters, 0); if (text) return text; }
  }

  private anyRead(kinds: readonly Kind[], letters: readonly Letter[], depth: number, mostBits = Infinity): Value | null {
    const fitting = this.tensors.filter(t => kinds.includes(t.kind) && t.bits <= mostBits);
    for (let tries = 0; tries < 6; tries++) {
      // the latest are read more often
      const t = this.chance(50) ? fitting[Math.max(0, fitting.length - 1 - this.choose(4))]! : this.one(fitting);
      const text = this.tryRead(t, letters, depth);
      if (text) return { text, bits: t.bits };
    }
    return null;
  }

  private leaf(letters: readonly Letter[], mostBits = Infinity): Value {
    const read = this.chance(80) ? this.anyRead(['real', 'real', 'int'], letters, 1, mostBits) : null;
    if (read) return read;
    const whole = letters.filter(l => !l.axis.text);
    if (whole.length && this.chance(30)) return { text: `0.25 * ${this.one(whole).name}`, bits: 6 };
    if (this.chance(20)) return { text: `|${this.one(['i', 'j', 'k', 'm', 'w'])}|`, bits: 3 };
    const number = this.quarter();
    return { text: number < 0 ? `(${number})` : String(number), bits: 6 };
  }

  /** A number whose value SQL and JavaScript must agree on to the last bit. */
  private comparable(depth: number, letters: readonly Letter[]): Value {
    for (let tries = 0; tries < 8; tries++) {
      const value = this.real(depth, letters);
      if (value.bits <= exact) return value;
    }
    return this.leaf(letters, exact);
  }

  private real(depth: number, letters: readonly Letter[]): Value {
    if (depth === 0 || this.chance(15)) return this.leaf(letters);
    const a = (): Value => this.real(depth - 1, letters);
    switch (this.one(['add', 'sub', 'mul', 'mul', 'scale', 'function', 'if', 'if', 'missing', 'missing', 'iverson', 'reduce', 'reduce', 'reduce', 'contract', 'contract', 'contract', 'call', 'library', 'divide'] as const)) {
      case 'add': return this.pair(a(), '+', a());
      case 'sub': return this.pair(a(), '-', a());
      case 'mul': { const [x, y] = [a(), a()]; return { text: `${this.factor(x)} * ${this.factor(y)}`, bits: x.bits + y.bits }; }
      case 'scale': { const x = a(); return { text: `${this.one(['2 * ', '-', '0.5 * '])}${this.factor(x)}`, bits: x.bits + 1 }; }
      case 'divide': { const [x, y] = [a(), a()]; if (this.chance(25)) return { text: `${this.factor(x)} / ${this.factor(y)}`, bits: exact + 1 }; return { text: `${this.factor(x)} / (1.5 + abs(${y.text}))`, bits: exact + 1 }; }
      case 'function': {
        const x = a();
        const [f, inexact] = this.one([['tanh', true], ['log', true], ['sqrt', true], ['abs', false], ['relu', false], ['sigmoid', true], ['floor', false], ['sign', false]] as const);
        if ((f === 'floor' || f === 'sign') && x.bits > exact) return { text: `tanh(${x.text})`, bits: exact + 1 };
        return { text: `${f}(${x.text})`, bits: inexact ? exact + 1 : x.bits };
      }
      case 'if': { const [x, y] = [a(), a()]; return { text: `(if ${this.condition(1, letters)} then ${x.text} else ${y.text})`, bits: Math.max(x.bits, y.bits) }; }
      case 'missing': { const [x, y] = [a(), a()]; return { text: `(${x.text} ?? ${y.text})`, bits: Math.max(x.bits, y.bits) }; }
      case 'iverson': return { text: `[${this.condition(1, letters)}]`, bits: 1 };
      case 'reduce': return this.reduction(depth - 1, letters, false);
      case 'contract': return this.contraction(letters) ?? this.leaf(letters);
      case 'call': {
        if (this.scalarFns.length && this.chance(50)) { const x = a(); return { text: `${this.one(this.scalarFns)}(${x.text})`, bits: exact + 1 }; }
        if (!this.vectorFns.length) return this.pair(a(), '+', a());
        const l = this.letter(this.one(['i', 'j', 'k']));
        const x = this.anyRead(['real'], [...letters, l], 1);
        return x && x.text.includes(l.name) ? { text: `${this.one(this.vectorFns)}[${l.name}](${x.text}${this.chance(30) ? ', c = 0.5' : ''})`, bits: exact + 1 } : this.leaf(letters);
      }
      case 'library': {
        // over the letter of a recurrence it would need all steps at once
        const own = letters.filter(x => x.axis.base !== 't');
        const l = this.chance(50) && own.length ? this.one(own) : null;
        if (!l) { const fresh = this.letter('i'); return { text: `${this.one(['norm', 'logsumexp', 'std'])}[${fresh.name}](${this.real(1, [...letters, fresh]).text} + x[${fresh.name}, 0])`, bits: exact + 1 }; }
        return { text: `${this.one(['softmax', 'logsoftmax'])}[${l.name}](${this.leaf(letters).text} + ${l.axis.base === 'i' ? `x[${l.name}, 1]` : l.axis.text ? `q[${l.name}]` : `0.25 * ${l.name}`})`, bits: exact + 1 };
      }
    }
  }

  private pair(a: Value, op: string, b: Value): Value { return { text: `(${a.text} ${op} ${b.text})`, bits: Math.max(a.bits, b.bits) + 1 }; }
  private factor(v: Value): string { return /^[\w']+(\[[^\]]*\])?$/.test(v.text) ? v.text : `(${v.text})`; }

  /** sum[i](…) and its like over one or two new letters. */
  private reduction(depth: number, letters: readonly Letter[], outer: boolean): Value {
    const bound = Array.from({ length: this.chance(outer ? 40 : 20) ? 2 : 1 }, () => this.bind());
    const inner = [...letters, ...bound];
    const guard = this.chance(35) ? ` where ${this.condition(1, inner)}` : '';
    const reducer = this.one(['sum', 'sum', 'sum', 'mean', 'max', 'min', 'prod'] as const);
    const value = this.real(depth, inner);
    const count = bound.reduce((n, l) => n * l.axis.size, 1);
    const bits = { sum: value.bits + 5, mean: exact + 1, max: value.bits, min: value.bits, prod: value.bits * count }[reducer];
    return { text: `${reducer}[${names(bound)}${guard}](${value.text})`, bits: Math.min(bits, exact + 1) };
  }

  /** A product whose factors share letters that nothing else has: A[i,k] * B[k,j]. */
  private contraction(letters: readonly Letter[]): Value | null {
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
      factors.push(this.chance(20) ? { text: `tanh(${read.text})`, bits: exact + 1 } : read);
    }
    // a letter in one factor only has no sum; give it a second one
    for (const l of shared) {
      while ((uses.get(l.name)! === 1 || uses.get(l.name)! === 0 && factors.length < 2) && factors.length < 6) {
        factors.push({ text: l.axis.base === 'i' ? `x[${l.name}, ${this.choose(2)}]` : l.axis.base === 'j' ? `A[${this.choose(3)}, ${l.name}]` : `t0${l.axis.base}[${l.name}]`, bits: 6 });
        uses.set(l.name, uses.get(l.name)! + 1);
      }
    }
    if (factors.some(f => f.text.startsWith('t0'))) return null;
    if (factors.length < 2 || ![...uses.values()].some(n => n > 1)) return null;
    return { text: `(${factors.map(f => f.text).join(' * ')})`, bits: factors.reduce((n, f) => n + f.bits, 0) + 4 };
  }

  private condition(depth: number, letters: readonly Letter[]): string {
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
        const whole = letters.filter(l => !l.axis.text);
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

const names = (letters: readonly Letter[]): string => letters.map(l => l.name).join(', ');
const mentions = (text: string, letter: string): boolean => new RegExp(`(^|[^\\w'])${letter}($|[^\\w'])`).test(text);
