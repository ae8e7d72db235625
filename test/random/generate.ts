// Random well-typed programs, as text: data dense and sparse, equations of every form, functions, recurrences that go up, down,
// two steps back or end early, gradients, training.

import type { GeneratorValue } from 'fast-check';
import { type Axis, exact, Expressions, type Kind, type Letter, names, type Tensor, type Value } from './expressions.ts';

/** A table that a program reads: its columns and rows. */
export interface Table { readonly name: string; readonly columns: readonly { readonly name: string; readonly type: 'int' | 'real' | 'text' }[]; readonly rows: readonly (readonly (number | string)[])[] }
/** Tables hold tensors in long form: a column for each axis, then the value. `ends`: the program has a recurrence that ends early. */
export interface Draft { readonly text: string; readonly ends: boolean; readonly tables: readonly Table[] }

export function randomProgram(g: GeneratorValue): Draft { return new Generator(g).program(); }

/** A program of several that share their data and nothing else, of whole numbers; each has a name of its own that its tensors begin with. */
export function randomSheet(g: GeneratorValue, parts: number): Sheet { return new Generator(g, true).sheet(parts); }
export interface Sheet extends Draft { readonly parts: readonly string[] }

class Generator extends Expressions {
  private readonly lines: string[] = [];
  private readonly tables: Table[] = [];
  private readonly shown: string[] = [];
  private readonly exported: string[] = [];
  private ends = false;
  private trains = false;

  program(): Draft {
    this.declare();
    const count = 2 + this.choose(5);
    for (let k = 1; k <= count; k++) this.statement(`t${k}`);
    if (this.chance(25)) this.gradient('');
    if (this.trains) this.training();
    this.lines.push(...this.shown.map(e => `show ${e}`));
    // no letter runs over a hull: a tensor with one is exported whole
    for (const name of this.exported) this.lines.push(`export ${name} to "${name}.csv"`);
    return { text: `${this.lines.join('\n')}\n`, tables: this.tables, ends: this.ends };
  }

  sheet(count: number): Sheet {
    this.declare();
    const given = this.tensors.length;
    const parts = Array.from({ length: count }, (_, k) => `p${k + 1}t`);
    for (const part of parts) {
      // `end` is one index of the whole program, so one of its parts may end early
      const statements = this.chance(35) ? 2 : 1;
      for (let k = 1; k <= statements; k++) this.statement(`${part}${k}`);
      if (this.chance(25)) this.gradient(part);
      this.tensors.splice(given);
    }
    this.lines.push(...this.shown.map(e => `show ${e}`), ...this.exported.map(name => `export ${name} to "${name}.csv"`));
    return { text: `${this.lines.join('\n')}\n`, tables: this.tables, ends: this.ends, parts };
  }

  // ---------------------------------------------------------------- data

  private declare(): void {
    const steps = this.one(this.whole ? [4, 4, 4, 12] : [4, 4, 12]);
    for (const [base, size] of [['i', 3], ['j', 2], ['k', 4], ['t', steps]] as const) this.bases.set(base, { base, lo: 0, size, keys: null });
    this.bases.set('m', { base: 'm', lo: 2, size: 3, keys: null });
    this.bases.set('w', { base: 'w', lo: 0, size: 3, keys: ['a', 'b c', "d'e"] });
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
    if (this.chance(this.whole ? 80 : 30)) this.split();
    this.trains = !this.whole && this.chance(25);
    if (this.trains) {
      this.lines.push(`param W[i,j] ~ normal(0, 0.5)${this.chance(40) ? ' where i + j != 1' : ''}`, 'param b[j] = 0.25');
      this.tensors.push({ name: 'W', axes: [this.bases.get('i')!, this.bases.get('j')!], kind: 'real', of: null, bits: exact + 1 }, { name: 'b', axes: [this.bases.get('j')!], kind: 'real', of: null, bits: exact + 1 });
    }
    this.lines.push(`setting z = ${this.whole ? 2 : 0.5}`);
    this.tensors.push({ name: 'z', axes: [], kind: 'real', of: null, bits: 6 });
    if (this.chance(60)) {
      this.lines.push(`fn f(x) = ${this.one(this.whole ? ['abs(x) * x + 1', 'if x > 0 then x else 3 * x', 'x * x - 2 * x', 'max(x, 2) - 1'] : ['tanh(x) * x + 1', 'if x > 0 then x else 0.5 * x', 'x * x - 2 * x', 'max(x, 0.25) - 1'])}`);
      this.scalarFns.push('f');
    }
    if (this.chance(60)) {
      this.lines.push(`fn v[k](a[k], c = 2) ${this.one(['= sum[k](a[k] * a[k]) * c', '= max[k](a[k]) - c', "-> y { s[k] = a[k] * c   y = sum[k](s[k]) + 1 }", this.whole ? '= min[k](abs(a[k])) ?? c' : '= mean[k](tanh(a[k])) ?? c'])}`);
      this.vectorFns.push('v');
    }
  }

  /** Rows that are split in two by a column of theirs. */
  private split(): void {
    this.lines.push('index s');
    this.bases.set('s', { base: 's', lo: 0, size: 6, keys: [0, 1, 2, 3, 4, 5] });
    this.stored('xs', ['s'], 'real', true);
    this.stored('us', ['s'], 'i', true);
    const rows = [0, 1, 2, 3, 4, 5].map(key => [key, key < 2 ? key : this.choose(2)]);
    this.tables.push({ name: 'table_part', columns: [{ name: 'd0', type: 'int' }, { name: 'v', type: 'int' }], rows });
    this.lines.push('data part[s]: int from table table_part (s = d0, part = v)', 'split s into train where part[s] == 0, test where part[s] == 1');
  }

  private keysOf(axis: Axis): readonly (number | string)[] { return axis.keys ?? Array.from({ length: axis.size }, (_, k) => axis.lo + k); }

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
    const columns = bases.map((b, k) => ({ name: `d${k}`, type: isText(this.bases.get(b)!) ? 'text' as const : 'int' as const }));
    this.tables.push({ name: `table_${name}`, columns: [...columns, { name: 'v', type: type === 'real' ? 'real' : isText(this.bases.get(type)!) ? 'text' : 'int' }], rows });
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

  private statement(name: string): void {
    this.primes = new Map();
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
        this.tensorOf(name, [{ base: null, lo, size: size - lo, keys: null }], 'real', value.bits + (adds ? 3 : 0));
        this.lines.push(`${name}[${left}] ${adds ? '+=' : '='} ${value.text}`);
        return;
      }
      case 'joined': {
        const first = [this.letter('j')], second = [this.letter('k')];
        const [a, b] = [this.real(2, first), this.real(2, second)];
        this.tensorOf(name, [{ base: null, lo: 0, size: 6, keys: null }], 'real', Math.max(a.bits, b.bits));
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
    const hull: Axis = { base: null, lo: 0, size: size + 1, keys: null };
    const axes = [hull, ...rest.map(l => l.axis)];
    const start = this.start(rest);
    const t = this.letter('t');
    const helper = this.chance(40) ? `${name}h` : null;
    const bits = this.whole ? 5 : exact + 1;
    const previous: Tensor = { name, axes, kind: 'real', of: null, bits, at: [back ? 't + 1' : 't', ...rest.map(() => null)] };
    const readable: Tensor = helper ? { name: helper, axes: [this.bases.get('t')!, ...rest.map(l => l.axis)], kind: 'real', of: null, bits, at: ['t', ...rest.map(() => null)] } : previous;
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
    this.tensorOf(name, axes, 'real', bits);
    if (helper) this.tensors.push({ ...readable, at: [] });
    this.lines.push(...lines);
  }

  /** f[0] = …, f[1] = …, f[t+2] = … f[t+1] … f[t] …: t leaves room for two. */
  private twoBack(name: string): void {
    const { size } = this.bases.get('t')!;
    const hull: Axis = { base: null, lo: 0, size: size + 2, keys: null };
    const values = [this.start([]), this.start([])];
    const t = this.letter('t');
    const value = this.bounded(`${name}[t + 1] ${this.one(['+', '-', '*'])} ${this.one([`${name}[t]`, `${this.whole ? 2 : 0.5} * ${name}[t]`, `${name}[0]`])} + ${this.real(1, [t]).text}`);
    this.lines.push(`${name}[0] = ${values[0]!.text}`, `${name}[1] = ${this.chance(30) ? `${name}[0] + 1` : values[1]!.text}`, `${name}[t + 2] = ${value}`);
    this.tensorOf(name, [hull], 'real', this.whole ? 5 : exact + 1);
  }

  /** A recurrence that ends early, over an index of its own; the evaluator takes it once it has been put in order. */
  private ending(name: string): void {
    if (this.bases.has('e')) return;
    const e: Axis = { base: 'e', lo: 0, size: this.one([5, 20]), keys: null };
    this.bases.set('e', e);
    this.lines.unshift(`index e = ${e.size}`);
    const rest = this.leftLetters(1).filter(l => l.axis.base === 'i' || l.axis.base === 'j');
    const at = (first: string): string => `${name}[${[first, ...rest.map(l => l.name)].join(', ')}]`;
    const most = this.whole ? 20 : exact;
    const sum = rest.length ? `sum[${names(rest)}](${at('e + 1')})` : at('e + 1');
    const until = this.one([`e >= ${this.choose(5)}`, `${name}g[e] > ${this.choose(40)}`, `${sum} > ${this.choose(40)}`]);
    this.lines.push(`${at('0')} = ${this.leaf(rest, most).text}`, `${at('e + 1')} = ${at('e')} + ${this.one(['1', this.whole ? '2 * e' : '0.25 * e', `abs(${this.leaf(rest, most).text})`])} until ${until}`);
    if (until.startsWith(`${name}g`)) this.lines.push(`${name}g[e] = ${sum} + e`);
    this.tensors.push({ name, axes: [{ base: null, lo: 0, size: e.size + 1, keys: null }, ...rest.map(l => l.axis)], kind: 'real', of: null, bits: most + (this.whole ? 6 : 1), at: ['end', ...rest.map(() => null)] });
    this.exported.push(name);
    this.ends = true;
  }

  /** What a recurrence begins with. */
  private start(letters: readonly Letter[]): Value { const value = this.real(1, letters); return this.whole ? this.squashed(value.text) : value; }

  private bounded(text: string): string { return this.whole ? this.squashed(text).text : this.chance(60) ? `tanh(${text})` : `0.5 * tanh(${text}) + 0.25`; }

  private gradient(part: string): void {
    this.primes = new Map();
    const of = this.tensors.filter(t => /^t\d/.test(t.name.slice(part.length - 1)) && t.kind === 'real' && !t.axes.some(a => a.base === null) && (!this.whole || t.bits <= exact / 2 - 3));
    if (!of.length) return;
    const t = this.one(of);
    const letters = t.axes.map(a => this.letter(a.base!));
    const value = this.read(t, letters);
    // by what the program reads, when there is more than one program
    const read = this.lines.filter(l => part && l.startsWith(part)).join(' ');
    const targets = ([['x[i,j]', 'i,j'], ['A[i,j]', 'i,j'], ['q[w]', 'w'], ['x[i,0]', 'i']] as const).filter(([by]) => !part || new RegExp(`\\b${by[0]}\\[`).test(read));
    if (!targets.length) return;
    const [by, left] = this.one(targets);
    const [loss, slope] = part ? [`${part}loss`, `${part}slope`] : ['loss', 'slope'];
    const first = this.whole ? value : `tanh(${value})`;
    this.lines.push(`${loss} = ${letters.length ? `${this.one(['sum', 'mean'])}[${names(letters)}](${first} * ${value})` : `${first} * ${value}`}`);
    this.lines.push(`${slope}[${left}] = grad(${loss}, ${by})`);
    this.shown.push(`${slope}[${left}]`);
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
    else {
      const expression = `${name}${axes.length ? `[${this.distinct(axes)}]` : ''}`;
      this.shown.push(expression);
      if (axes.some(a => a.base === 's')) this.shown.push(`${expression} on test`);
    }
  }

  private distinct(axes: readonly Axis[]): string {
    const seen = new Map<string, number>();
    return axes.map(a => { const n = seen.get(a.base!) ?? 0; seen.set(a.base!, n + 1); return a.base! + "'".repeat(n); }).join(', ');
  }
}

const isText = (axis: Axis): boolean => typeof axis.keys?.[0] === 'string';
