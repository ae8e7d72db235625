// Where a text stops being one of a rule, and what could have stood there. It follows the grammar as Ohm does, and keeps Ohm's account of
// failures: those furthest to the right count; inside a rule with a description none do, but that the whole of it failed; and where
// something matched all the same and ends just there, what else it could have had is not worth saying.

import { unreachable } from '../source.ts';
import { characters, type Expression, isOfWords, ruleOf, type Rules, substituted } from './grammar.ts';

/** What was expected at a place: a text of the grammar, or what a description says. `faint`: something else matched there. */
export interface Wanted { readonly text: string; readonly literal: boolean; readonly faint: boolean }

/** Where a text stopped being one of a rule. */
export interface Stop { readonly at: number; readonly wanted: readonly Wanted[] }

/** The end of a match, or -1; how far to the right something failed, or -1; and what it was. */
interface Outcome { readonly end: number; readonly reach: number; readonly wanted: ReadonlyMap<string, Wanted> }

const nothing: ReadonlyMap<string, Wanted> = new Map();
const matched = (end: number): Outcome => ({ end, reach: -1, wanted: nothing });

function failed(at: number, text: string, literal = false): Outcome {
  return { end: -1, reach: at, wanted: new Map([[`${text}#${literal}`, { text, literal, faint: false }]]) };
}

/** One after the other: the last first, as Ohm lists them. */
function joined(before: Outcome, { end, reach, wanted }: Outcome): Outcome {
  if (before.reach < reach) return { end, reach, wanted };
  if (before.reach > reach) return { ...before, end };
  const all = new Map(wanted);
  for (const [key, w] of before.wanted) { const same = all.get(key); if (!same || (same.faint && !w.faint)) all.set(key, w); }
  return { end, reach, wanted: all };
}

const fainter = (outcome: Outcome): Outcome =>
  (outcome.end < 0 || outcome.end !== outcome.reach ? outcome : { ...outcome, wanted: new Map([...outcome.wanted].map(([key, w]) => [key, { ...w, faint: true }])) });

/** Where `text`, which the rule does not match, stops being one of it. */
export function stopOf(rules: Rules, text: string, rule: string): Stop {
  const { reach, wanted } = new Following(rules, text).whole(rule);
  return { at: reach, wanted: [...wanted.values()] };
}

class Following {
  private readonly known = new Map<string, Outcome>();

  constructor(private readonly rules: Rules, private readonly text: string) {}

  whole(rule: string): Outcome {
    const start = this.follow({ kind: 'app', rule, args: [] }, [], true, 0);
    if (start.end < 0) return start;
    const end = this.skipped(start.end);
    return end === this.text.length ? joined(start, matched(end)) : joined(start, failed(end, 'end of input'));
  }

  /** `words`: whether blanks may stand before each part. */
  private follow(e: Expression, args: readonly Expression[], words: boolean, at: number): Outcome {
    return fainter(this.part(e, args, words, words && (e.kind === 'app' || e.kind === 'terminal') ? this.skipped(at) : at));
  }

  private part(e: Expression, args: readonly Expression[], words: boolean, at: number): Outcome {
    switch (e.kind) {
      case 'terminal': return this.text.startsWith(e.text, at) ? matched(at + e.text.length) : failed(at, e.text, true);
      case 'app': return this.rule(e.rule, e.args.map(a => substituted(a, args)), at);
      case 'param': return this.follow(args[e.index]!, [], words, at);
      case 'seq': {
        let outcome = matched(at);
        for (const p of e.parts) {
          outcome = joined(outcome, this.follow(p, args, words, outcome.end));
          if (outcome.end < 0) break;
        }
        return outcome;
      }
      case 'alt': {
        let outcome: Outcome = { end: -1, reach: -1, wanted: nothing };
        for (const p of e.parts) {
          outcome = joined(outcome, this.follow(p, args, words, at));
          if (outcome.end >= 0) break;
        }
        return outcome;
      }
      case 'star': case 'plus': case 'opt': {
        let outcome = matched(at);
        let count = 0;
        while (count < (e.kind === 'opt' ? 1 : Infinity)) {
          const next = joined(outcome, this.follow(e.of, args, words, outcome.end));
          if (next.end < 0) {
            outcome = { ...next, end: outcome.end };
            break;
          }
          outcome = next;
          count++;
        }
        return count === 0 && e.kind === 'plus' ? { ...outcome, end: -1 } : outcome;
      }
      case 'not': return this.follow(e.of, args, words, at).end < 0 ? matched(at) : failed(at, `not ${this.said(e.of, args)}`);
      case 'lookahead': { const ahead = this.follow(e.of, args, words, at); return ahead.end < 0 ? ahead : { ...ahead, end: at }; }
      default: return unreachable(e);
    }
  }

  private rule(name: string, args: readonly Expression[], at: number): Outcome {
    const one = characters[name];
    if (one) { const end = one(this.text, at); return end < 0 ? failed(at, named(name)) : matched(end); }
    const key = `${at} ${name} ${args.length === 0 ? '' : JSON.stringify(args)}`;
    let outcome = this.known.get(key);
    if (!outcome) {
      const { description, body } = ruleOf(this.rules, name);
      outcome = this.follow(body, args, isOfWords(name), at);
      if (description !== null) outcome = outcome.end < 0 ? failed(at, description) : matched(outcome.end);
      this.known.set(key, outcome);
    }
    return outcome;
  }

  private skipped(at: number): number { return this.rule('spaces', [], at).end; }

  /** An expression in a few words. */
  private said(e: Expression, args: readonly Expression[]): string {
    switch (e.kind) {
      case 'terminal': return JSON.stringify(e.text);
      case 'app': return (characters[e.rule] ? null : ruleOf(this.rules, e.rule).description) ?? named(e.rule);
      case 'param': return this.said(args[e.index]!, []);
      case 'seq': return `(${e.parts.map(p => this.said(p, args)).join(' ')})`;
      case 'alt': return `(${e.parts.map(p => this.said(p, args)).join(' or ')})`;
      case 'star': case 'plus': case 'opt': return `(${this.said(e.of, args)}${{ star: '*', plus: '+', opt: '?' }[e.kind]})`;
      case 'not': return `not ${this.said(e.of, args)}`;
      case 'lookahead': return this.said(e.of, args);
      default: return unreachable(e);
    }
  }
}

const named = (rule: string): string => `${/^[aeiou]/i.test(rule) ? 'an' : 'a'} ${rule}`;
