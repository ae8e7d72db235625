// Comparisons, truth values, choice and what is missing. NaN is equal to itself and above every number, as SQL orders it.

import { call, type Scalar } from '../ir.ts';
import { alike, common, comparable, logical, notDifferentiable, type Op, ordered, realValued, type Value, where } from './op.ts';
import { atom, bothHold, cases, castTo, comparison, eitherHolds, inverted, invoke, isThere, mayBeMissing, operand, precedence, type SqlTemplate, type SqlText, strictly } from './sql.ts';

/** Negative, 0 or positive; text by code points, as a binary collation has it. */
export function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    const [p, q] = [[...a], [...b]];
    const k = p.findIndex((c, at) => c !== q[at]);
    return k < 0 ? -1 : q[k] === undefined ? 1 : p[k]!.codePointAt(0)! - q[k]!.codePointAt(0)!;
  }
  if (a === b) return 0;
  if (a !== a) return b !== b ? 0 : 1;
  if (b !== b) return -1;
  return a < b ? -1 : 1;
}

const relation = (operator: string): SqlTemplate => ([a, b]) => comparison(operator, a!, b!);
const zeros = (args: readonly Scalar[]): readonly 'zero'[] => args.map(() => 'zero');

const pairs = [[[-3, 3], [-3, 3]]] as const;

export const logic = {
  eq: { about: 'a = b', arity: 2, type: comparable, sql: relation('='), evaluate: (a: Value, b: Value) => compare(a, b) === 0, partials: zeros, samples: pairs, algebra: { commutative: true } },
  ne: { about: 'a ≠ b', arity: 2, type: comparable, sql: relation('<>'), evaluate: (a: Value, b: Value) => compare(a, b) !== 0, partials: zeros, samples: pairs, algebra: { commutative: true } },
  lt: { about: 'a < b', arity: 2, type: ordered, sql: relation('<'), evaluate: (a: Value, b: Value) => compare(a, b) < 0, partials: zeros, samples: pairs },
  le: { about: 'a ≤ b', arity: 2, type: ordered, sql: relation('<='), evaluate: (a: Value, b: Value) => compare(a, b) <= 0, partials: zeros, samples: pairs },
  gt: { about: 'a > b', arity: 2, type: ordered, sql: relation('>'), evaluate: (a: Value, b: Value) => compare(a, b) > 0, partials: zeros, samples: pairs },
  ge: { about: 'a ≥ b', arity: 2, type: ordered, sql: relation('>='), evaluate: (a: Value, b: Value) => compare(a, b) >= 0, partials: zeros, samples: pairs },
  and: { about: 'both', arity: { least: 1 }, type: logical, sql: args => strictly(args, args.map((a): SqlText => a).reduce(bothHold)), evaluate: (...args: boolean[]) => args.every(Boolean), partials: zeros, samples: [], algebra: { commutative: true, annihilator: false } },
  or: { about: 'one of them or both', arity: { least: 1 }, type: logical, sql: args => strictly(args, args.map((a): SqlText => a).reduce(eitherHolds)), evaluate: (...args: boolean[]) => args.some(Boolean), partials: zeros, samples: [], algebra: { commutative: true, annihilator: true } },
  not: { about: 'the opposite', arity: 1, type: logical, sql: ([a]) => inverted(a!), evaluate: (a: boolean) => !a, partials: zeros, samples: [] },
  if: { about: 'b where a holds, c where it does not; the other branch may be missing', arity: 3, lazy: true,
    type: ([c, a, b]) => (c!.kind !== 'bool' ? 'expected true or false as the condition' : common([a!, b!]) ?? 'expected branches of one type'),
    sql: ([c, a, b]) => (mayBeMissing(c!) ? atom(`CASE ${operand(c!, precedence.atom)} WHEN TRUE THEN ${a!.text} WHEN FALSE THEN ${b!.text} END`) : cases([[c!, a!]], b!)),
    evaluate: (c: Value | null, a: Value | null, b: Value | null) => (c === null ? null : c ? a : b),
    partials: ([c]) => ['zero', where(c!), where(call('not', c!))], samples: [] },
  coalesce: { about: 'the first that is there', arity: { least: 1 }, lazy: true, type: alike, sql: args => (args.length === 1 ? args[0]! : invoke('coalesce', ...args)),
    evaluate: (...args) => args.find(a => a !== null) ?? null,
    partials: args => args.map((a, k) => where([...args.slice(0, k).map(b => call('not', call('present', b))), call('present', a)].reduce((p, q) => call('and', p, q)))), samples: pairs },
  present: { about: 'whether there is a value', arity: 1, lazy: true, type: () => ({ kind: 'bool' }), sql: ([a]) => isThere(a!), evaluate: (a: Value | null) => a !== null, partials: zeros, samples: [[[-3, 3]]] },
  iverson: { about: '1 if a holds, else 0', arity: 1, type: ([a]) => (a!.kind === 'bool' ? { kind: 'real' } : 'expected true or false'), sql: ([a]) => castTo('DOUBLE', a!), evaluate: (a: boolean) => Number(a), partials: zeros, samples: [] },
  bernoulli: { about: '1 if u is below the probability p, else 0: a draw, where u is one from between 0 and 1', arity: 2, type: realValued, sql: ([u, p]) => castTo('DOUBLE', comparison('<', u!, p!)), evaluate: (u: number, p: number) => Number(compare(u, p) < 0),
    partials: () => ['zero', notDifferentiable('a draw of bernoulli is 0 or 1: it does not change smoothly with its probability', 'stop(…) around the probability makes it a constant')], samples: [[[0, 0.5], [0.6, 0.6]]] },
  isnan: { about: 'whether a is not a number', arity: 1, type: args => (typeof realValued(args) === 'string' ? 'expected a number' : { kind: 'bool' }), sql: ([a]) => invoke('isnan', a!), evaluate: (a: number) => Number.isNaN(a), partials: zeros, samples: [[[-3, 3]]] },
} as const satisfies Record<string, Op>;
