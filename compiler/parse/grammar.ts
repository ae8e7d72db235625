// The grammar as data: what `grammar/tsql.ohm` says, rule by rule. The build writes it to compiler/generated/grammar.ts.

/** An expression of the grammar. `param` stands for what the rule around it is given. */
export type Expression =
  | { readonly kind: 'terminal'; readonly text: string }
  | { readonly kind: 'app'; readonly rule: string; readonly args: readonly Expression[] }
  | { readonly kind: 'param'; readonly index: number }
  | { readonly kind: 'seq' | 'alt'; readonly parts: readonly Expression[] }
  | { readonly kind: 'star' | 'plus' | 'opt' | 'not' | 'lookahead'; readonly of: Expression };

/** `description`: what people are told was expected, instead of the texts that the rule can start with. */
export interface GrammarRule { readonly description: string | null; readonly body: Expression }

export type Rules = Readonly<Record<string, GrammarRule>>;

/** Rules with a capital are of words: blanks and comments may stand before each part. Others are of characters. */
export const isOfWords = (rule: string): boolean => rule[0]! === rule[0]!.toUpperCase();

const param = (index: number): Expression => ({ kind: 'param', index });
const apply = (rule: string, ...args: readonly Expression[]): Expression => ({ kind: 'app', rule, args });
const some = (body: Expression): GrammarRule => ({ description: null, body });

/** Rules that Ohm brings along, but for those of single characters. */
const brought: Rules = {
  ListOf: some({ kind: 'alt', parts: [apply('NonemptyListOf', param(0), param(1)), apply('EmptyListOf', param(0), param(1))] }),
  NonemptyListOf: some({ kind: 'seq', parts: [param(0), { kind: 'star', of: { kind: 'seq', parts: [param(1), param(0)] } }] }),
  EmptyListOf: some({ kind: 'seq', parts: [] }),
  spaces: some({ kind: 'star', of: apply('space') }),
};

export const ruleOf = (rules: Rules, name: string): GrammarRule => rules[name] ?? brought[name]!;

/** An expression in a rule that is given `args`. */
export function substituted(e: Expression, args: readonly Expression[]): Expression {
  switch (e.kind) {
    case 'param': return args[e.index]!;
    case 'app': return e.args.length === 0 ? e : { ...e, args: e.args.map(a => substituted(a, args)) };
    case 'terminal': case 'seq': case 'alt': case 'star': case 'plus': case 'opt': case 'not': case 'lookahead': return e;
  }
}

const letters = /\p{L}/u;

/** The rules of single characters that the language has no text for: where one ends, or -1. */
export const characters: Readonly<Record<string, (text: string, at: number) => number>> = {
  any: (text, at) => (at < text.length ? at + characterAt(text, at).length : -1),
  digit(text, at) { const c = text.charCodeAt(at); return c >= 48 && c <= 57 ? at + 1 : -1; },
  letter(text, at) {
    const c = text.charCodeAt(at);
    if (c < 128) return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) ? at + 1 : -1;
    return at < text.length && letters.test(characterAt(text, at)) ? at + characterAt(text, at).length : -1;
  },
  blank: (text, at) => (text.charCodeAt(at) <= 32 ? at + 1 : -1),
};

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at)!);
