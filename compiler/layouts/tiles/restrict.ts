// Data read at the rows of a batch: a tensor of its own, which has the rows of the batch only.

import type { Signature } from '../../tensor/equations.ts';
import { bareLetter, type Equation } from '../../tensor/ir.ts';

export interface Restricted {
  readonly equations: readonly Equation[];
  /** the tensors that only rows of the batch are taken of, by the name that they have then */
  readonly stored: ReadonlyMap<string, string>;
  readonly signature: ReadonlyMap<string, Signature>;
}

/** Equations in which what is read at keys of `batch`, along an axis over another index, is read of a tensor over `batch`. */
export function restricted(equations: readonly Equation[], signature: ReadonlyMap<string, Signature>, batch: string): Restricted {
  const known = new Map(signature);
  const stored = new Map<string, string>();
  const names = new Map<string, string>();
  const rewritten = equations.map((e): Equation => ({
    ...e,
    terms: e.terms.map(t => {
      const letters = new Set(t.letters.filter(l => l.index === batch).map(l => l.name));
      return {
        ...t,
        args: t.args.map(a => {
          const { axes, ...rest } = signature.get(a.tensor)!;
          const at = a.at.findIndex((c, k) => { const l = bareLetter(c); return l !== null && letters.has(l) && axes[k]!.index !== batch; });
          if (at < 0) return a;
          const key = `${a.tensor} ${at}`;
          let name = names.get(key);
          if (name === undefined) {
            name = `${a.tensor}_batch`;
            for (let n = 2; known.has(name); n++) name = `${a.tensor}_batch_${n}`;
            names.set(key, name);
            stored.set(name, a.tensor);
            known.set(name, { ...rest, axes: axes.map((x, k) => (k === at ? { ...x, index: batch } : x)) });
          }
          return { ...a, tensor: name };
        }),
      };
    }),
  }));
  return { equations: rewritten, stored, signature: known };
}
