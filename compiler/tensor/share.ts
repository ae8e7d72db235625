// Equal equations become one: those that differ only in names of letters, order of arguments or order of commuting operands.

import { readByMaking } from '../catalog.ts';
import { groupBy } from '../group.ts';
import { flatDefinitions, mapEquations } from './equations.ts';
import type { Access, Coord, Equation, Program, Scalar, Term } from './ir.ts';
import { ops } from './ops.ts';
import { foldableCopies } from './share/copies.ts';
import { knownOf } from './simplify/facts.ts';
import { reuseElementwise } from './simplify/reuse.ts';
import { simplifyEquation } from './simplify.ts';

/**
 * A program in which no two equations outside recurrences compute the same, every reader of the one reading the other, and
 * where elementwise work that one equation does is not done again inside others.
 */
export function share(program: Program): Program {
  let { program: current } = withoutDuplicates(program);
  const known = knownOf(current);
  const simple = (e: Equation): Equation => simplifyEquation(e, { known, dropStops: true });
  const reused = new Map(reuseElementwise(current.definitions.filter(d => d.kind === 'equation'), known, simple).map(e => [e.bind, e]));
  const repeated = repeatedNames(current);
  current = { ...current, definitions: current.definitions.map(d => (d.kind === 'equation' && !repeated.has(d.bind) ? reused.get(d.bind)! : d)) };
  return withoutCopies(withoutDuplicates(current).program);
}

function withoutCopies(program: Program): Program {
  let current = program;
  for (;;) {
    const copies = new Map(foldableCopies(current, new Set([...protectedNames(current), ...visibleNames(current)])).map(c => [c.from, c.to]));
    if (!copies.size) return current;
    const moved = new Set([...copies.values()].map(to => to.bind));
    const definitions = current.definitions.flatMap((d): Program['definitions'] => (d.kind !== 'equation' ? [d] : copies.has(d.bind) ? [copies.get(d.bind)!] : moved.has(d.bind) ? [] : [d]));
    current = redirect({ ...current, definitions }, new Map([...copies].map(([from, to]) => [from, to.bind])));
  }
}

/** Tensors that are named in places which cannot be redirected. */
const protectedNames = (program: Program): ReadonlySet<string> =>
  new Set([...program.untils.flatMap(u => [u.tensor, u.condition, u.last]), ...program.domains.flatMap(d => readByMaking(d.making))]);

/** Tensors that people see under their name and with their columns. */
const visibleNames = (program: Program): ReadonlySet<string> =>
  new Set([...program.shows, ...program.checks].map(s => s.tensor).concat(program.exports.flatMap(e => e.tensors.map(t => t.tensor))));

/** Tensors that several definitions bind. */
const repeatedNames = (program: Program): ReadonlySet<string> =>
  new Set([...groupBy(flatDefinitions(program), d => d.bind)].flatMap(([name, all]) => (all.length > 1 ? [name] : [])));

/** The program with equal equations as one, and by which other tensor those that are gone are known. */
export function withoutDuplicates(program: Program): { readonly program: Program; readonly gone: ReadonlyMap<string, string> } {
  let current = program;
  const gone = new Map<string, string>();
  for (;;) {
    const instead = duplicates(current);
    if (!instead.size) return { program: current, gone };
    for (const [name, other] of gone) gone.set(name, instead.get(other) ?? other);
    for (const [name, other] of instead) gone.set(name, other);
    current = redirect({ ...current, definitions: current.definitions.filter(d => d.kind === 'recurrence' || !instead.has(d.bind)) }, instead);
  }
}

/** For each equation that repeats an earlier one, the earlier one's tensor. */
function duplicates(program: Program): ReadonlyMap<string, string> {
  const kept = new Set([...protectedNames(program), ...repeatedNames(program)]);
  const visible = visibleNames(program);
  const first = new Map<string, Equation>();
  const keys = new Keys();
  const instead = new Map<string, string>();
  for (const d of program.definitions) {
    if (d.kind !== 'equation' || kept.has(d.bind) || d.terms.some(t => t.args.some(a => a.tensor === d.bind))) continue;
    const key = keys.equation(d);
    const same = first.get(key);
    if (!same) first.set(key, d);
    else if (!visible.has(d.bind) || d.axes.every((a, k) => a.column === same.axes[k]!.column)) instead.set(d.bind, same.bind);
  }
  return instead;
}

/** Reads tensors under other names. */
function redirect(program: Program, instead: ReadonlyMap<string, string>): Program {
  const to = (name: string): string => instead.get(name) ?? name;
  const read = (a: Access): Access => (instead.has(a.tensor) ? { ...a, tensor: to(a.tensor) } : a);
  const term = (t: Term): Term => (t.args.some(a => instead.has(a.tensor)) ? { ...t, args: t.args.map(read) } : t);
  const mapped = mapEquations(program, e => ({ ...e, terms: e.terms.map(term), within: e.within === null ? null : to(e.within) }));
  return {
    ...mapped,
    definitions: mapped.definitions.map(d => (d.kind === 'derivative' ? { ...d, of: read(d.of), by: read(d.by), direction: d.direction && read(d.direction) } : d)),
    training: mapped.training.map(t => ({
      ...t,
      goals: t.goals.map(g => ({ ...g, objective: to(g.objective) })),
      reports: t.reports.map(r => ({ ...r, values: r.values.map(v => ({ ...v, tensor: to(v.tensor) })) })),
      stop: t.stop && { ...t.stop, tensor: to(t.stop.tensor) },
    })),
    shows: mapped.shows.map(s => ({ ...s, tensor: to(s.tensor) })),
    checks: mapped.checks.map(c => ({ ...c, tensor: to(c.tensor) })),
    exports: mapped.exports.map(e => ({ ...e, tensors: e.tensors.map(t => ({ ...t, tensor: to(t.tensor) })) })),
  };
}

/** Texts that equal equations share. Parts are numbered, so that a graph of scalars has a key no longer than itself. */
class Keys {
  private readonly numbers = new Map<string, number>();

  private number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }

  equation(e: Equation): string {
    const terms = e.terms.map(t => this.term(t)).sort();
    return JSON.stringify([e.axes.map(a => a.index), e.type, e.reduce, e.fill, e.within]) + terms.join('');
  }

  private term(term: Term): string {
    const index = new Map(term.letters.map(l => [l.name, l.index]));
    const names = new Map<string, string>();
    const name = (letter: string): void => { if (!names.has(letter)) names.set(letter, `${names.size}:${index.get(letter)}`); };
    const lettersOf = (coords: readonly Coord[]): void => { for (const c of coords) if (c.kind === 'affine') for (const t of c.terms) name(t.letter); };
    lettersOf(term.out);
    // arguments in an order that does not depend on how letters are called; one that others are computed from stays before them
    const roughly = (c: Coord): string => (c.kind === 'affine' ? `${c.offset}${c.terms.map(t => ` ${t.coefficient}*${names.get(t.letter) ?? index.get(t.letter)}`).join('')}` : 'computed');
    const rough = (a: Access): string => `${a.tensor}${a.optional ? '?' : ''}[${a.at.map(roughly).join()}]`;
    const order = term.args.map((_, k) => k);
    if (!term.args.some(a => a.at.some(c => c.kind === 'computed'))) {
      const keys = term.args.map(rough);
      order.sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    }
    const place = new Map(order.map((k, n) => [k, n]));
    for (const k of order) lettersOf(term.args[k]!.at);
    for (const l of term.letters) name(l.name);

    const seen = new Map<Scalar, number>();
    const scalar = (node: Scalar): number => {
      const known = seen.get(node);
      if (known !== undefined) return known;
      const made = this.number(node.kind === 'arg' ? `arg ${place.get(node.position)}` : node.kind === 'letter' ? `letter ${names.get(node.name)}`
        : node.kind === 'position' ? `position ${names.get(node.letter)} ${node.of ?? ''}` : node.kind === 'call' ? this.call(node, scalar) : JSON.stringify(node));
      seen.set(node, made);
      return made;
    };
    const coord = (c: Coord): unknown => (c.kind === 'computed' ? scalar(c.value) : [c.offset, ...c.terms.map(t => `${t.coefficient}*${names.get(t.letter)}`).sort()]);
    return JSON.stringify([
      term.letters.map(l => names.get(l.name)).sort(), term.out.map(coord),
      order.map(k => { const a = term.args[k]!; return [a.tensor, a.optional, a.at.map(coord)]; }),
      scalar(term.body), term.where && scalar(term.where), term.pick && scalar(term.pick),
    ]);
  }

  private call(node: Scalar & { kind: 'call' }, scalar: (node: Scalar) => number): string {
    const args = node.args.map(scalar);
    return `${node.op}(${(ops[node.op].algebra?.commutative ? args.sort((a, b) => a - b) : args).join(',')})`;
  }
}
