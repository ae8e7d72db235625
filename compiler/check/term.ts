// Building one term: the letters it ranges over and the tensors it reads, collected while its body is elaborated.

import { type Access, type Coord, type Letter, mapTerm, type Scalar, type Term, arg, visitScalar } from '../tensor/ir.ts';
import { madeOnce } from '../remembered.ts';
import type { Typed } from './elaborate.ts';
import type { Closure, LetterRef } from './scope.ts';
import { plain } from './names.ts';

export class TermBuilder {
  readonly letters = new Map<string, LetterRef>();
  readonly args: Access[] = [];
  private readonly positions = new Map<string, number>();
  /** arguments of functions that were elaborated in this term already, strictly or where a row may be missing */
  readonly values = new Map<Closure, Typed>();
  readonly optionalValues = new Map<Closure, Typed>();
  private readonly guards: Scalar[] = [];

  letter(ref: LetterRef): Scalar {
    this.letters.set(ref.id, ref);
    return { kind: 'letter', name: ref.id };
  }

  /** Reads a cell; the same cell read twice is one argument, strict if either read is. */
  read(tensor: string, at: readonly Coord[], optional: boolean): Scalar {
    const key = `${tensor}[${at.map(a => coordKey(a)).join(',')}]`;
    const known = this.positions.get(key);
    if (known !== undefined) {
      if (!optional && this.args[known]!.optional) this.args[known] = { ...this.args[known]!, optional: false };
      return arg(known);
    }
    this.positions.set(key, this.args.length);
    this.args.push({ tensor, at, optional });
    return arg(this.args.length - 1);
  }

  guard(condition: Scalar): void { this.guards.push(condition); }

  /** Closes the term; letters get short names that are unique in it. */
  finish(out: readonly Coord[], body: Scalar, pick: Scalar | null): Term {
    const names = new Map<string, string>();
    const taken = new Set<string>();
    const kept = new Set(out.flatMap(c => (c.kind === 'affine' ? c.terms.map(t => t.letter) : [])));
    const refs = [...this.letters.values()];
    for (const ref of [...refs.filter(r => kept.has(r.id)), ...refs.filter(r => !kept.has(r.id))]) {
      let name = ref.name;
      for (let n = 2; taken.has(plain(name).toLowerCase()); n++) name = `${ref.name.replace(/'+$/, '')}_${n}`;
      taken.add(plain(name).toLowerCase());
      names.set(ref.id, name);
    }
    const letters: Letter[] = [...this.letters.values()].map(r => ({ name: names.get(r.id)!, index: r.index }));
    const where = this.guards.length ? this.guards.reduce((a, b) => ({ kind: 'call', op: 'and', args: [a, b] })) : null;
    const rename = (node: Scalar): Scalar =>
      node.kind === 'letter' ? { kind: 'letter', name: names.get(node.name)! } : node.kind === 'position' ? { ...node, letter: names.get(node.letter)! } : node;
    const raw: Term = { letters, out, args: this.args, body, where, pick };
    const renamed = mapTerm(raw, rename);
    const affine = (coord: Coord): Coord => (coord.kind === 'affine' ? { ...coord, terms: coord.terms.map(t => ({ ...t, letter: names.get(t.letter)! })) } : coord);
    return { ...renamed, out: renamed.out.map(affine), args: renamed.args.map(a => ({ ...a, at: a.at.map(affine) })) };
  }
}

function coordKey(coord: Coord): string {
  return coord.kind === 'affine' ? `${coord.terms.map(t => `${t.coefficient}*${t.letter}`).join('+')}+${coord.offset}` : `{${scalarKey(coord.value)}}`;
}

/** A text that two scalars share only if they are the same. */
export function scalarKey(root: Scalar): string {
  const keys = new Map<Scalar, string>();
  const ids = new Map<string, number>();
  visitScalar(root, node => {
    const own = node.kind === 'call' ? `${node.op}(${node.args.map(a => ids.get(keys.get(a)!)).join(',')})` : JSON.stringify(node);
    madeOnce(ids, own, () => ids.size);
    keys.set(node, own);
  });
  return [...ids.keys()].join(';');
}
