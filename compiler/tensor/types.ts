// The types of scalars.

import { bool, int, real, type Scalar, text, type ValueType } from './ir.ts';
import { ops } from './ops.ts';

/** What the leaves of a term's scalars are. */
export interface LeafTypes {
  readonly arg: (position: number) => ValueType;
  readonly letter: (name: string) => ValueType;
  /** called with each node before its type is asked for, operands first */
  readonly visit?: (node: Scalar) => void;
}

/** The type of a scalar, or a message that says which operation does not fit its operands. A shared node is looked at once. */
export function scalarType(root: Scalar, leaves: LeafTypes): ValueType | string {
  const seen = new Map<Scalar, ValueType | string>();
  const go = (s: Scalar): ValueType | string => {
    if (s.kind !== 'call') return find(s);
    const known = seen.get(s);
    if (known !== undefined) return known;
    const type = find(s);
    seen.set(s, type);
    return type;
  };
  const find = (s: Scalar): ValueType | string => {
    if (s.kind !== 'call') leaves.visit?.(s);
    switch (s.kind) {
      case 'literal': return { real, int, bool, text }[s.type];
      case 'arg': return leaves.arg(s.position);
      case 'letter': return leaves.letter(s.name);
      case 'position': case 'size': case 'counter': return int;
      case 'call': {
        const args: ValueType[] = [];
        for (const a of s.args) { const type = go(a); if (typeof type === 'string') return type; args.push(type); }
        leaves.visit?.(s);
        const type = ops[s.op].type(args);
        return typeof type === 'string' ? `${s.op}: ${type}, got ${args.map(a => (a.kind === 'key' ? `a key of ${a.index}` : a.kind)).join(', ')}` : type;
      }
    }
  };
  return go(root);
}
