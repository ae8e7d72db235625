// Scalars as closures over the letters and arguments of the combination at hand.

import { InternalError } from '../../source.ts';
import { type Scalar, visitScalar } from '../ir.ts';
import { ops, type Value } from '../ops.ts';
import { comparing } from '../precision.ts';
import type { Domain, Key } from './cells.ts';

/** The combination at hand. Whoever changes it advances `turn`, which is what shared results are kept by. */
export interface Bindings {
  readonly letters: Key[];
  readonly args: (Value | null)[];
  turn: number;
}

export interface Surroundings {
  readonly slot: (letter: string) => number;
  readonly letterDomain: (letter: string) => Domain;
  readonly domain: (index: string) => Domain;
  readonly counter: (name: string) => number;
  /** whether an argument is a cell stored in 32 bits */
  readonly single: (position: number) => boolean;
}

export type Evaluated = () => Value | null;

/** A scalar as a function of the bindings; null is a missing value. A node used several times is computed once a combination. */
export function compileScalar(root: Scalar, bindings: Bindings, around: Surroundings): Evaluated {
  const uses = new Map<Scalar, number>();
  visitScalar(root, node => { if (node.kind === 'call') for (const a of node.args) uses.set(a, (uses.get(a) ?? 0) + 1); });
  const made = new Map<Scalar, Evaluated>();
  const go = (s: Scalar): Evaluated => {
    const known = made.get(s);
    if (known) return known;
    const plain = compile(s);
    const result = s.kind === 'call' && (uses.get(s) ?? 0) > 1 ? once(plain, bindings) : plain;
    made.set(s, result);
    return result;
  };
  const compile = (s: Scalar): Evaluated => {
    switch (s.kind) {
      case 'literal': { const { value } = s; return () => value; }
      case 'arg': { const { position } = s; return () => bindings.args[position]!; }
      case 'letter': { const k = around.slot(s.name); return () => bindings.letters[k]!; }
      case 'position': {
        const k = around.slot(s.letter);
        const domain = s.of === undefined ? around.letterDomain(s.letter) : around.domain(s.of);
        return () => domain.place(bindings.letters[k]!);
      }
      case 'size': { const { size } = around.domain(s.index); return () => size; }
      case 'counter': { const { name } = s; return () => around.counter(name); }
      case 'call': {
        const single = comparing.has(s.op) && s.args.some(a => a.kind === 'arg' && around.single(a.position));
        return compileCall(s.op, single ? s.args.map(a => rounded(go(a))) : s.args.map(go));
      }
    }
  };
  return go(root);
}

const rounded = (compute: Evaluated): Evaluated => () => { const value = compute(); return typeof value === 'number' ? Math.fround(value) : value; };

function once(compute: Evaluated, bindings: Bindings): Evaluated {
  let turn = -1;
  let held: Value | null = null;
  return () => {
    if (turn !== bindings.turn) { held = compute(); turn = bindings.turn; }
    return held;
  };
}

function compileCall(name: keyof typeof ops, args: readonly Evaluated[]): Evaluated {
  const op = ops[name];
  const f = op.evaluate as (...values: (Value | null)[]) => Value | null;
  const [a, b, c] = args;
  if (op.lazy) {
    if (name === 'if') return () => { const held = a!(); return held === null ? null : held ? b!() : c!(); };
    return () => f(...args.map(g => g()));
  }
  if (args.length === 1) return () => { const x = a!(); return x === null ? null : f(x); };
  if (args.length === 2) return () => { const x = a!(); if (x === null) return null; const y = b!(); return y === null ? null : f(x, y); };
  if (!args.length) throw new InternalError(`${name} of nothing`);
  return () => { const values = args.map(g => g()); return values.includes(null) ? null : f(...values); };
}
