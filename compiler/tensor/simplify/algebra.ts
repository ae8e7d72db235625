// Exact algebra on scalars, applied while they are built. Nodes are shared: equal scalars made by one Algebra are one object.
//
// Rules keep the value over the reals and keep missing-ness: a rewrite that would drop an operand (0·x, x − x) applies only
// where the operand cannot be missing. They assume finite operands: 0·x is 0 even if x might be infinite.

import { boolean, call as rawCall, integer, number, type Scalar } from '../ir.ts';
import { type OpName, ops } from '../ops.ts';
import { fold } from './fold.ts';
import { coefficient, collectAddends, factorOut } from './sums.ts';

export interface ScalarFacts {
  /** whether the argument at this position may be missing */
  readonly optional: (position: number) => boolean;
  /** whether the argument at this position is a whole number or a key */
  readonly integer: (position: number) => boolean;
  /** drop `stop` marks: only once nothing will be differentiated any more */
  readonly dropStops: boolean;
}

export const strictFacts: ScalarFacts = { optional: () => false, integer: () => false, dropStops: false };

type Call = Scalar & { readonly kind: 'call' };

export class Algebra {
  private readonly nodes = new Map<string, Scalar>();
  private readonly ids = new Map<Scalar, number>();
  private readonly missing = new Map<Scalar, boolean>();
  constructor(private readonly facts: ScalarFacts = strictFacts) {}

  /** A number that two nodes of this algebra share only if they are the same scalar. */
  id(node: Scalar): number {
    const known = this.ids.get(node);
    return known ?? this.ids.get(this.intern(node))!;
  }

  /** The node of this algebra that equals a node over nodes of this algebra; no rule is applied. */
  intern(node: Scalar): Scalar {
    if (this.ids.has(node)) return node;
    const key = node.kind === 'call' ? this.callKey(node)
      : node.kind === 'literal' ? `${node.type}:${Object.is(node.value, -0) ? '-0' : String(node.value)}` : JSON.stringify(node);
    const known = this.nodes.get(key);
    if (known) return known;
    this.nodes.set(key, node);
    this.ids.set(node, this.ids.size);
    return node;
  }

  /** Operands of a commuting op in any order make the same node. */
  private callKey(node: Call): string {
    const ids = node.args.map(a => this.id(a));
    return `${node.op}(${(ops[node.op].algebra?.commutative ? ids.sort((a, b) => a - b) : ids).join(',')})`;
  }

  /** Rebuilds a scalar from anywhere as a simplified node of this algebra. */
  import(root: Scalar): Scalar {
    const seen = new Map<Scalar, Scalar>();
    const go = (node: Scalar): Scalar => {
      const known = seen.get(node);
      if (known) return known;
      const made = node.kind === 'call' ? this.call(node.op, ...node.args.map(go)) : this.intern(node);
      seen.set(node, made);
      return made;
    };
    return go(root);
  }

  /** Whether a scalar may be missing although the strict arguments of its term are there: no row, or no whole number to be. */
  canBeMissing(node: Scalar): boolean {
    if (node.kind === 'arg') return this.facts.optional(node.position);
    if (node.kind !== 'call') return false;
    const known = this.missing.get(node);
    if (known !== undefined) return known;
    const divisor = node.args[1];
    const fails = node.op === 'int' || (divisions.has(node.op) && !(divisor!.kind === 'literal' && !isZero(divisor!)));
    const found = node.op === 'present' ? false : fails ? true : node.op === 'coalesce' ? node.args.every(a => this.canBeMissing(a)) : node.args.some(a => this.canBeMissing(a));
    this.missing.set(node, found);
    return found;
  }

  readonly number = (value: number): Scalar => this.intern(number(value));
  readonly boolean = (value: boolean): Scalar => this.intern(boolean(value));

  /** The simplified application of an op to nodes of this algebra. */
  call(op: OpName, ...args: readonly Scalar[]): Scalar {
    const nodes = args.map(a => this.intern(a));
    const literal = fold(op, nodes);
    if (literal) return this.intern(literal);
    return this.rules[op]?.(nodes) ?? this.intern(rawCall(op, ...nodes));
  }

  private readonly rules: Partial<Record<OpName, (args: readonly Scalar[]) => Scalar | null>> = {
    add: ([a, b]) => this.add(a!, b!),
    sub: ([a, b]) => this.sub(a!, b!),
    mul: ([a, b]) => this.mul(a!, b!),
    div: ([a, b]) => this.div(a!, b!),
    neg: ([a]) => this.neg(a!),
    pow: ([a, b]) => this.pow(a!, b!),
    log: ([a]) => (isCall(a!, 'exp') ? a.args[0]! : null),
    exp: ([a]) => (isCall(a!, 'log') && nonNegative(a.args[0]!) ? a.args[0]! : null),
    abs: ([a]) => (nonNegative(a!) ? a! : isCall(a!, 'neg') ? this.call('abs', a.args[0]!) : null),
    iverson: ([a]) => (a!.kind === 'literal' ? this.number(a!.value === true ? 1 : 0) : null),
    stop: ([a]) => (this.facts.dropStops || a!.kind === 'literal' ? a! : isCall(a!, 'stop') ? a! : null),
    present: ([a]) => this.present(a!),
    coalesce: args => this.coalesce(args),
    and: args => this.connective('and', args),
    or: args => this.connective('or', args),
    not: ([a]) => this.not(a!),
    if: ([c, a, b]) => this.choose(c!, a!, b!),
  };

  private add(a: Scalar, b: Scalar): Scalar | null {
    if (isZero(a)) return this.without(a, b);
    if (isZero(b)) return this.without(b, a);
    if (isLiteral(b) && !isLiteral(a)) return this.call('add', b, a);
    if (isLiteral(a) && isCall(b, 'add') && isLiteral(b.args[0]!)) return this.call('add', this.call('add', a, b.args[0]!), b.args[1]!);
    const [m, x] = coefficient(this, a), [n, y] = coefficient(this, b);
    if (x === y && !isLiteral(x) && (m + n !== 0 || !this.canBeMissing(x))) return this.times(m + n, x);
    if (isCall(b, 'neg')) return this.call('sub', a, b.args[0]!);
    if (isCall(a, 'neg')) return this.call('sub', b, a.args[0]!);
    if (n < 0) return this.call('sub', a, this.times(-n, y));
    if (isCall(a, 'if') && isCall(b, 'if') && a.args[0] === b.args[0]) {
      return this.call('if', a.args[0]!, this.call('add', a.args[1]!, b.args[1]!), this.call('add', a.args[2]!, b.args[2]!));
    }
    return collectAddends(this, a, b, 1) ?? factorOut(this, 'add', a, b);
  }

  private sub(a: Scalar, b: Scalar): Scalar | null {
    if (isZero(b)) return this.without(b, a);
    if (isZero(a)) return this.isInteger(b) === this.isInteger(a) || !this.isInteger(b) ? this.call('neg', b) : null;
    if (a === b && !this.canBeMissing(a)) return this.zero(a);
    if (isCall(b, 'neg')) return this.call('add', a, b.args[0]!);
    const [m, x] = coefficient(this, a), [n, y] = coefficient(this, b);
    if (x === y && !isLiteral(x) && (m - n !== 0 || !this.canBeMissing(x))) return this.times(m - n, x);
    if (isCall(a, 'neg')) return this.call('neg', this.call('add', a.args[0]!, b));
    if (n < 0) return this.call('add', a, this.times(-n, y));
    if (isCall(a, 'if') && isCall(b, 'if') && a.args[0] === b.args[0]) {
      return this.call('if', a.args[0]!, this.call('sub', a.args[1]!, b.args[1]!), this.call('sub', a.args[2]!, b.args[2]!));
    }
    return collectAddends(this, a, b, -1) ?? factorOut(this, 'sub', a, b);
  }

  private mul(a: Scalar, b: Scalar): Scalar | null {
    if (isLiteral(b) && !isLiteral(a)) return this.call('mul', b, a);
    if (isZero(a) && !this.canBeMissing(b)) return this.isInteger(a) && this.isInteger(b) ? a : this.number(0);
    if (isOne(a)) return this.without(a, b);
    if (isMinusOne(a) && (this.isInteger(a) || !this.isInteger(b))) return this.call('neg', b);
    if (isCall(a, 'neg')) return this.call('neg', this.call('mul', a.args[0]!, b));
    if (isCall(b, 'neg')) return isLiteral(a) ? this.call('mul', this.call('neg', a), b.args[0]!) : this.call('neg', this.call('mul', a, b.args[0]!));
    if (isLiteral(a)) {
      if (isCall(b, 'mul') && isLiteral(b.args[0]!)) return this.call('mul', this.call('mul', a, b.args[0]!), b.args[1]!);
      if (isCall(b, 'div') && isLiteral(b.args[0]!)) return this.call('div', this.call('mul', a, b.args[0]!), b.args[1]!);
      if (isCall(b, 'div') && isLiteral(b.args[1]!)) return this.scaled(a, b.args[0]!, b.args[1]!);
      return null;
    }
    if (isCall(b, 'mul') && isLiteral(b.args[0]!)) return this.call('mul', b.args[0]!, this.call('mul', a, b.args[1]!));
    if (isCall(a, 'mul') && isLiteral(a.args[0]!)) return this.call('mul', a.args[0]!, this.call('mul', a.args[1]!, b));
    if (isCall(a, 'div') && isLiteral(a.args[0]!)) return this.call('mul', a.args[0]!, this.call('div', b, a.args[1]!));
    if (isCall(b, 'div') && isLiteral(b.args[0]!)) return this.call('mul', b.args[0]!, this.call('div', a, b.args[1]!));
    if (isCall(a, 'div') && (isScale(a.args[1]!) || isLiteral(a.args[1]!))) return this.call('div', this.call('mul', a.args[0]!, b), a.args[1]!);
    if (isCall(b, 'div') && (isScale(b.args[1]!) || isLiteral(b.args[1]!))) return this.call('div', this.call('mul', a, b.args[0]!), b.args[1]!);
    if (isCall(a, 'iverson') && !this.canBeMissing(b)) return this.call('if', a.args[0]!, b, this.number(0));
    if (isCall(b, 'iverson') && !this.canBeMissing(a)) return this.call('if', b.args[0]!, a, this.number(0));
    if (isCall(a, 'if') && isZero(a.args[2]!) && !this.canBeMissing(b)) return this.call('if', a.args[0]!, this.call('mul', a.args[1]!, b), a.args[2]!);
    if (isCall(b, 'if') && isZero(b.args[2]!) && !this.canBeMissing(a)) return this.call('if', b.args[0]!, this.call('mul', a, b.args[1]!), b.args[2]!);
    if (isCall(a, 'if') && isZero(a.args[1]!) && !this.canBeMissing(b)) return this.call('if', a.args[0]!, a.args[1]!, this.call('mul', a.args[2]!, b));
    if (isCall(b, 'if') && isZero(b.args[1]!) && !this.canBeMissing(a)) return this.call('if', b.args[0]!, b.args[1]!, this.call('mul', a, b.args[2]!));
    return null;
  }

  private div(a: Scalar, b: Scalar): Scalar | null {
    if (isOne(b)) return this.isInteger(a) ? null : a;
    if (isMinusOne(b) && !this.isInteger(a)) return this.call('neg', a);
    if (isZero(a) && !this.canBeMissing(b) && !isZero(b)) return this.number(0);
    if (isCall(a, 'neg')) return this.call('neg', this.call('div', a.args[0]!, b));
    if (isCall(b, 'neg')) return this.call('neg', this.call('div', a, b.args[0]!));
    if (isLiteral(b) && isCall(a, 'mul') && isLiteral(a.args[0]!)) return this.scaled(a.args[0]!, a.args[1]!, b);
    if (isLiteral(b) && isCall(a, 'div') && isLiteral(a.args[1]!)) return this.call('div', a.args[0]!, this.call('mul', a.args[1]!, b));
    if (isCall(b, 'div') && isOne(b.args[0]!)) return this.call('mul', a, b.args[1]!);
    if (!isScale(b) && !isLiteral(b) && isCall(a, 'div') && (isScale(a.args[1]!) || isLiteral(a.args[1]!))) return this.call('div', this.call('div', a.args[0]!, b), a.args[1]!);
    if (!isLiteral(b) && isCall(a, 'mul') && isLiteral(a.args[0]!)) return this.call('mul', a.args[0]!, this.call('div', a.args[1]!, b));
    if (isScale(b)) return null;          // `choose` has moved it out
    if (isCall(a, 'if') && isZero(a.args[2]!) && !this.canBeMissing(b)) return this.call('if', a.args[0]!, this.call('div', a.args[1]!, b), a.args[2]!);
    if (isCall(a, 'if') && isZero(a.args[1]!) && !this.canBeMissing(b)) return this.call('if', a.args[0]!, a.args[1]!, this.call('div', a.args[2]!, b));
    return null;
  }

  /** c·x / d with both literals: one scale, left as a division when that is shorter. */
  private scaled(c: Scalar, x: Scalar, d: Scalar): Scalar | null {
    const scale = value(c) / value(d), inverse = value(d) / value(c);
    if (Number.isInteger(scale)) return this.call('mul', this.number(scale), x);
    if (Number.isInteger(inverse)) return this.call('div', x, this.number(inverse));
    return this.intern(rawCall('mul', this.number(scale), x));
  }

  private neg(a: Scalar): Scalar | null {
    if (isCall(a, 'neg')) return a.args[0]!;
    if (isCall(a, 'sub')) return this.call('sub', a.args[1]!, a.args[0]!);
    if (isCall(a, 'mul') && isLiteral(a.args[0]!)) return this.call('mul', this.call('neg', a.args[0]!), a.args[1]!);
    if (isCall(a, 'div') && isLiteral(a.args[0]!)) return this.call('div', this.call('neg', a.args[0]!), a.args[1]!);
    return null;
  }

  private pow(a: Scalar, b: Scalar): Scalar | null {
    if (b.kind !== 'literal') return null;
    if (b.value === 0 && !this.canBeMissing(a)) return this.number(1);
    if (b.value === 1) return this.isInteger(a) ? null : a;
    if (b.value === 2 && !this.isInteger(a)) return this.call('mul', a, a);
    if (b.value === -1) return this.call('div', this.number(1), a);
    return null;
  }

  private present(a: Scalar): Scalar | null {
    if (!this.canBeMissing(a)) return this.boolean(true);
    if (a.kind !== 'call') return null;
    if (a.op === 'coalesce') return a.args.map(x => this.call('present', x)).reduce((p, q) => this.call('or', p, q));
    if (a.op !== 'if') return a.args.map(x => this.call('present', x)).reduce((p, q) => this.call('and', p, q));
    const [c, x, y] = a.args as readonly [Scalar, Scalar, Scalar];
    if (!this.canBeMissing(x) && !this.canBeMissing(y)) return this.call('present', c);
    if (!this.canBeMissing(c)) return this.call('if', c, this.call('present', x), this.call('present', y));
    return null;
  }

  private coalesce(args: readonly Scalar[]): Scalar | null {
    const certain = args.findIndex(a => !this.canBeMissing(a));
    const kept = (certain < 0 ? args : args.slice(0, certain + 1)).filter((a, k, all) => all.indexOf(a) === k);
    return kept.length === 1 ? kept[0]! : kept.length < args.length ? this.call('coalesce', ...kept) : null;
  }

  private connective(op: 'and' | 'or', args: readonly Scalar[]): Scalar | null {
    if (args.length !== 2) return args.length ? args.reduce((a, b) => this.call(op, a, b)) : null;
    const [a, b] = args as readonly [Scalar, Scalar];
    const neutral = op === 'and';
    for (const [x, y] of [[a, b], [b, a]] as const) {
      if (x.kind !== 'literal') continue;
      if (x.value === neutral) return y;
      if (!this.canBeMissing(y)) return x;
    }
    return a === b ? a : null;
  }

  private not(a: Scalar): Scalar | null {
    if (isCall(a, 'not')) return a.args[0]!;
    if (isCall(a, 'eq')) return this.call('ne', ...a.args);
    if (isCall(a, 'ne')) return this.call('eq', ...a.args);
    return null;
  }

  /** `if`; a scale of the only branch that is not zero moves out: it is likely to meet its like there. */
  private choose(c: Scalar, a: Scalar, b: Scalar): Scalar | null {
    if (c.kind === 'literal') return c.value === true ? a : b;
    if (isCall(c, 'not')) return this.call('if', c.args[0]!, b, a);
    if (a === b && !this.canBeMissing(c)) return a;
    if (isZero(a) && isZero(b) && !this.canBeMissing(c)) return this.number(0);
    if (isCall(a, 'if') && a.args[0] === c) return this.call('if', c, a.args[1]!, b);
    if (isCall(b, 'if') && b.args[0] === c) return this.call('if', c, a, b.args[2]!);
    for (const [branch, other, pick] of [[a, b, true], [b, a, false]] as const) {
      if (!isZero(other)) continue;
      const inside = (x: Scalar): Scalar => (pick ? this.call('if', c, x, other) : this.call('if', c, other, x));
      if (isLiteral(branch) && !isOne(branch) && !isZero(branch) && !this.isInteger(branch)) return this.call('mul', branch, inside(this.number(1)));
      if (isCall(branch, 'neg')) return this.call('neg', inside(branch.args[0]!));
      if (isCall(branch, 'mul') && isLiteral(branch.args[0]!) && !this.isInteger(branch)) return this.call('mul', branch.args[0]!, inside(branch.args[1]!));
      if (isCall(branch, 'div') && isScale(branch.args[1]!)) return this.call('div', inside(branch.args[0]!), branch.args[1]!);
    }
    if (isOne(a) && isZero(b) && !this.isInteger(a)) return this.call('iverson', c);
    return null;
  }

  /** Whether a scalar's type is int: a real operand must not be dropped beside it, and coefficients of it stay whole. */
  isInteger(node: Scalar): boolean {
    switch (node.kind) {
      case 'literal': return node.type === 'int';
      case 'arg': return this.facts.integer(node.position);
      case 'letter': case 'position': case 'size': case 'counter': return true;
      case 'call': return integral.has(node.op) || (closed.has(node.op) && node.args.every(a => this.isInteger(a))) || (node.op === 'if' && this.isInteger(node.args[1]!) && this.isInteger(node.args[2]!));
    }
  }

  /** What is left of an operation whose other operand is neutral: null where dropping that one would turn real into int. */
  private without(neutral: Scalar, rest: Scalar): Scalar | null {
    return this.isInteger(rest) && !this.isInteger(neutral) ? null : rest;
  }

  private zero(like: Scalar): Scalar { return this.isInteger(like) ? this.intern(integer(0)) : this.number(0); }

  /** factor·node, the factor whole where the node is. */
  times(factor: number, node: Scalar): Scalar {
    return this.call('mul', this.isInteger(node) && Number.isInteger(factor) ? this.intern(integer(factor)) : this.number(factor), node);
  }
}

export const isCall = <O extends OpName>(node: Scalar, op: O): node is Call & { readonly op: O } => node.kind === 'call' && node.op === op;
export const isLiteral = (node: Scalar): boolean => node.kind === 'literal' && typeof node.value === 'number';
export const value = (node: Scalar): number => (node as { readonly value: number }).value;
const isNumber = (n: number) => (node: Scalar): boolean => node.kind === 'literal' && node.value === n;
export const isZero = isNumber(0);
export const isOne = isNumber(1);
const isMinusOne = isNumber(-1);
/** A number that is one for the whole term: the size of an index, or a product of such. */
const isScale = (node: Scalar): boolean => node.kind === 'size' || (node.kind === 'call' && node.op === 'mul' && node.args.every(a => isScale(a) || isLiteral(a)) && node.args.some(isScale));

/** Ops whose result is always whole, and ops whose result is whole when all operands are. */
const integral: ReadonlySet<OpName> = new Set<OpName>(['int', 'idiv', 'imod', 'iquot', 'irem']);
/** Whole-number divisions: without a value where the divisor is zero. */
const divisions: ReadonlySet<OpName> = new Set<OpName>(['idiv', 'imod', 'iquot', 'irem']);
const closed: ReadonlySet<OpName> = new Set<OpName>(['add', 'sub', 'mul', 'neg', 'abs', 'sign', 'min', 'max', 'least', 'greatest', 'floor', 'ceil', 'round', 'trunc', 'coalesce', 'stop', 'clamp']);

const positive: ReadonlySet<string> = new Set(['exp', 'sigmoid', 'softplus', 'abs', 'sqrt', 'iverson', 'cosh']);
const nonNegative = (node: Scalar): boolean =>
  isLiteral(node) ? value(node) >= 0 : node.kind === 'call' && (positive.has(node.op) || (node.op === 'mul' && node.args[0] === node.args[1]));
