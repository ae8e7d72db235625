// The grammar as functions: each expression of it becomes one that takes an offset and gives where the match ends. They say what Ohm's
// matcher says, in a small part of its time: what cannot start with the next character is not tried, and what lies inside a rule of
// characters (a name, a number) is not kept.

import { InternalError, unreachable } from '../source.ts';
import { characters, type Expression, isOfWords, ruleOf, type Rules, substituted } from './grammar.ts';

/** What stands at a place of the text: a rule, a list (what is optional or repeated) or a text of the grammar. */
export interface Node {
  /** its name; `_iter` of a list, `_terminal` of a text */
  readonly rule: string;
  readonly source: { readonly startIdx: number; readonly endIdx: number };
  readonly sourceString: string;
  readonly children: readonly Node[];
  readonly numChildren: number;
  /** the elements of a `ListOf` or `NonemptyListOf` */
  asIteration(): Node;
  /** what the action of the rule makes of it */
  build(): any;
}

/** What is made of each rule; of a rule without an entry, what is made of its only child. */
export type Actions = Readonly<Record<string, (this: Node, ...children: Node[]) => unknown>>;

/** The end of the match at an offset, or -1. */
type Match = (at: number) => number;

/** The matching of an expression, and the ASCII characters that it can start with: null if any, or if it can be empty. */
interface Matching { readonly match: Match; readonly first: ReadonlySet<number> | null; readonly arity: number }

class Parsed implements Node {
  readonly rule: string;
  readonly children: readonly Node[];
  readonly start: number;
  readonly end: number;
  readonly match: Matched;

  constructor(match: Matched, rule: string, children: readonly Node[], start: number, end: number) {
    this.match = match;
    this.rule = rule;
    this.children = children;
    this.start = start;
    this.end = end;
  }

  get source(): Node['source'] { return { startIdx: this.start, endIdx: this.end }; }
  get sourceString(): string { return this.match.text.slice(this.start, this.end); }
  get numChildren(): number { return this.children.length; }

  asIteration(): Node {
    const { rule, children, match, start, end } = this;
    switch (rule) {
      case 'ListOf': return children[0]!.asIteration();
      case 'NonemptyListOf': return new Parsed(match, list, [children[0]!, ...children[2]!.children], start, end);
      case 'EmptyListOf': return new Parsed(match, list, [], start, end);
      default: throw new InternalError(`${rule} is no list`);
    }
  }

  build(): unknown {
    const action = this.match.actions[this.rule];
    if (action) return action.apply(this, this.children as Node[]);
    if (this.children.length !== 1 || this.rule === list) throw new InternalError(`nothing is made of ${this.rule}`);
    return this.children[0]!.build();
  }
}

interface Matched { readonly text: string; readonly actions: Actions }

const list = '_iter';
const terminal = '_terminal';
const none: readonly Node[] = [];

const ascii = 128;
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, k) => from + k);
/** What the rules of single characters can start with, besides characters beyond ASCII. */
const firsts: Readonly<Record<string, ReadonlySet<number>>> = { digit: new Set(range(48, 57)), letter: new Set([...range(65, 90), ...range(97, 122)]), blank: new Set(range(0, 32)) };

/** Matches a text with one rule from its start to its end; null: it is none. */
export type Matcher = (text: string, rule: string) => Node | null;

/**
 * The matcher of a grammar without left recursion. `remembered`: the rules that alternatives have in common, which are matched once at a
 * place; without them the time would double with each pair of brackets inside brackets.
 */
export function makeMatcher(rules: Rules, remembered: ReadonlySet<string>, actions: Actions): Matcher {
  let text = '';
  let matched: Matched = { text, actions };
  /** What has been matched and not yet become part of a node. Where a match fails, it may hold more than before. */
  const found: Node[] = [];
  let memory = new Map<string, Map<number, Node | null>>();

  const made = new Map<string, Matching>();
  const keyOf = (rule: string, args: readonly Expression[]): string => (args.length === 0 ? rule : rule + JSON.stringify(args));

  /** Makes the matching of a rule. Where the rule is inside itself, what it can start with is not looked into. */
  function making(key: string, make: () => Matching): Matching {
    let whole: Matching | null = null;
    made.set(key, { match: at => whole!.match(at), first: null, arity: 1 });
    whole = make();
    made.set(key, whole);
    return whole;
  }

  /** A rule of characters: where it ends. Nothing inside of it becomes a node. */
  function plain(name: string, args: readonly Expression[]): Matching {
    const key = keyOf(name, args);
    const known = made.get(key);
    if (known) return known;
    const one = characters[name];
    if (one) return making(key, () => ({ match: at => one(text, at), first: firsts[name] ?? null, arity: 1 }));
    return making(key, () => ({ ...lexical(ruleOf(rules, name).body, args), arity: 1 }));
  }

  function lexical(e: Expression, args: readonly Expression[]): Matching {
    switch (e.kind) {
      case 'terminal': return literal(e.text);
      case 'app': return plain(e.rule, e.args.map(a => substituted(a, args)));
      case 'param': return lexical(args[e.index]!, []);
      case 'seq': return sequence(e.parts.map(p => lexical(p, args)));
      case 'alt': return either(e.parts.map(p => lexical(p, args)));
      case 'star': case 'plus': case 'opt': return repeated(e.kind, lexical(e.of, args));
      case 'not': return unless(lexical(e.of, args));
      case 'lookahead': return ahead(lexical(e.of, args));
      default: return unreachable(e);
    }
  }

  /** In a rule of words, blanks and comments may stand before each part, and each part leaves nodes. */
  function ofWords(e: Expression, args: readonly Expression[]): Matching {
    switch (e.kind) {
      case 'terminal': return leaf(terminal, literal(e.text));
      case 'app': {
        const given = e.args.map(a => substituted(a, args));
        return isOfWords(e.rule) ? rule(e.rule, given) : leaf(e.rule, plain(e.rule, given));
      }
      case 'param': return ofWords(args[e.index]!, []);
      case 'seq': return sequence(e.parts.map(p => ofWords(p, args)));
      case 'alt': return chosen(e.parts.map(p => ofWords(p, args)));
      case 'star': case 'plus': case 'opt': return gathered(e.kind, ofWords(e.of, args));
      case 'not': return forgetting(unless(ofWords(e.of, args)));
      case 'lookahead': return ahead(ofWords(e.of, args));
      default: return unreachable(e);
    }
  }

  // ----------------------------------------------------------------- rules of characters

  function literal(word: string): Matching {
    const code = word.charCodeAt(0);
    const first = code < ascii ? new Set([code]) : null;
    if (word.length === 1) return { match: at => (text.charCodeAt(at) === code ? at + 1 : -1), first, arity: 1 };
    return { match: at => (text.startsWith(word, at) ? at + word.length : -1), first, arity: 1 };
  }

  function sequence(of: readonly Matching[]): Matching {
    const arity = of.reduce((sum, m) => sum + m.arity, 0);
    if (of.length === 1) return of[0]!;
    const matches = of.map(m => m.match);
    return {
      match(at) {
        for (let k = 0; k < matches.length; k++) {
          at = matches[k]!(at);
          if (at < 0) return -1;
        }
        return at;
      },
      first: of.find(m => m.arity > 0)?.first ?? null, arity,     // conditions before it leave fewer
    };
  }

  /** The alternatives by the character that comes next; `beyond` for one that is not ASCII, or for the end. */
  function byCharacter(of: readonly Matching[]): { readonly at: readonly (readonly Match[])[]; readonly beyond: readonly Match[]; readonly first: ReadonlySet<number> | null } {
    const first = new Set(of.flatMap(m => [...m.first ?? []]));
    const at = new Array<readonly Match[]>(ascii).fill(of.filter(m => !m.first).map(m => m.match));
    for (const c of first) at[c] = of.filter(m => !m.first || m.first.has(c)).map(m => m.match);
    // what starts with a letter starts with one beyond ASCII, too: there, and at the end, everything is tried
    return { at, beyond: of.map(m => m.match), first: of.every(m => m.first) ? first : null };
  }

  function either(of: readonly Matching[]): Matching {
    const table = byCharacter(of);
    return {
      match(at) {
        const c = text.charCodeAt(at);
        const fitting = c < ascii ? table.at[c]! : table.beyond;
        for (let k = 0; k < fitting.length; k++) {
          const end = fitting[k]!(at);
          if (end >= 0) return end;
        }
        return -1;
      },
      first: table.first, arity: of[0]!.arity,
    };
  }

  function repeated(kind: 'star' | 'plus' | 'opt', { match, first, arity }: Matching): Matching {
    if (kind === 'opt') return { match: at => Math.max(at, match(at)), first: null, arity };
    return {
      match(at) {
        let end = kind === 'plus' ? match(at) : at;
        if (end < 0) return -1;
        for (let next = match(end); next >= 0; next = match(end)) end = next;
        return end;
      },
      first: kind === 'plus' ? first : null, arity,
    };
  }

  const unless = ({ match }: Matching): Matching => ({ match: at => (match(at) < 0 ? at : -1), first: null, arity: 0 });
  const ahead = ({ match, first, arity }: Matching): Matching => ({ match: at => (match(at) < 0 ? -1 : at), first, arity });

  // ----------------------------------------------------------------- rules of words

  const spaces = plain('spaces', []).match;
  /** Where the blanks and comments at an offset end. Most words are followed by one blank, or by none. */
  function skip(at: number): number {
    const c = text.charCodeAt(at);
    return c > 32 && c !== 45 && c !== 47 && c < ascii ? at : spaces(at);
  }

  /** What has been found since there were `before`, which is no longer there. */
  function taken(before: number): readonly Node[] {
    if (found.length === before) return none;
    if (found.length === before + 1) return [found.pop()!];
    return found.splice(before);
  }

  function leaf(name: string, { match, first }: Matching): Matching {
    return {
      match(at) {
        const start = skip(at);
        const end = match(start);
        if (end >= 0) found.push(new Parsed(matched, name, none, start, end));
        return end;
      },
      first, arity: 1,
    };
  }

  function rule(name: string, args: readonly Expression[]): Matching {
    const key = keyOf(name, args);
    const known = made.get(key);
    if (known) return known;
    return making(key, () => {
      const body = ofWords(ruleOf(rules, name).body, args);
      const match: Match = at => {
        const start = skip(at);
        const before = found.length;
        const end = body.match(start);
        if (end < 0) return -1;
        const children = taken(before);
        found.push(new Parsed(matched, name, children, start, end));
        return end;
      };
      return { match: remembered.has(name) ? remembering(key, match) : match, first: body.first, arity: 1 };
    });
  }

  function remembering(key: string, match: Match): Match {
    return at => {
      const start = skip(at);
      let places = memory.get(key);
      if (!places) memory.set(key, places = new Map());
      const known = places.get(start);
      if (known === null) return -1;
      if (known) {
        found.push(known);
        return known.source.endIdx;
      }
      const end = match(start);
      places.set(start, end < 0 ? null : found.at(-1)!);
      return end;
    };
  }

  function chosen(of: readonly Matching[]): Matching {
    const table = byCharacter(of);
    return {
      match(at) {
        const before = found.length;
        const c = text.charCodeAt(skip(at));
        const fitting = c < ascii ? table.at[c]! : table.beyond;
        for (let k = 0; k < fitting.length; k++) {
          const end = fitting[k]!(at);
          if (end >= 0) return end;
          if (found.length > before) found.length = before;
        }
        return -1;
      },
      first: table.first, arity: of[0]!.arity,
    };
  }

  /** What is optional or repeated: a list of the nodes for each part of it. */
  function gathered(kind: 'star' | 'plus' | 'opt', { match, first, arity }: Matching): Matching {
    const most = kind === 'opt' ? 1 : Infinity;
    return {
      match(at) {
        const before = found.length;
        let end = at;
        let count = 0;
        while (count < most) {
          const held = found.length;
          const next = first && !starts(first, end) ? -1 : match(end);
          if (next < 0) {
            if (found.length > held) found.length = held;
            break;
          }
          end = next;
          count++;
        }
        if (count === 0 && kind === 'plus') return -1;
        const all = taken(before);
        const [from, to] = count === 0 ? [at, at] : [all[0]!.source.startIdx, all.at(-1)!.source.endIdx];
        for (let k = 0; k < arity; k++) found.push(new Parsed(matched, list, arity === 1 ? all : all.filter((_, n) => n % arity === k), from, to));
        return end;
      },
      first: kind === 'plus' ? first : null, arity,
    };
  }

  function starts(first: ReadonlySet<number>, at: number): boolean {
    const c = text.charCodeAt(skip(at));
    return !(c < ascii) || first.has(c);
  }

  /** A condition leaves no nodes. */
  function forgetting({ match, first, arity }: Matching): Matching {
    return {
      match(at) {
        const before = found.length;
        const end = match(at);
        found.length = before;
        return end;
      },
      first, arity,
    };
  }

  const starting = new Map<string, Match>();
  return (of, name) => {
    let match = starting.get(name);
    if (!match) starting.set(name, match = rule(name, []).match);
    text = of;
    matched = { text, actions };
    found.length = 0;
    memory = new Map();
    const end = match(0);
    const whole = found[0] ?? null;
    return end >= 0 && skip(end) === text.length ? whole : null;
  };
}
