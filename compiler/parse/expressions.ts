// What is made of the grammar's rules for expressions and for the small things inside statements.

import type { Arg, Binder, Expr, Literal, Name } from '../ast.ts';
import type { Link, Tuple } from './chain.ts';
import { chain } from './chain.ts';
import type { InfixOp } from './operators.ts';
import type { Actions, Node } from './matcher.ts';
import type { Builder } from './reader.ts';

/** The node that an optional part stands for, or null. */
export const optional = (node: Node): Node | null => node.children[0] ?? null;

/** The nodes of `(X ("," X)*)?`, which is an optional node and an optional list. */
export const listed = (first: Node, rest: Node): readonly Node[] => [...first.children, ...(optional(rest)?.children ?? [])];

export const built = <T>(nodes: readonly Node[]): T[] => nodes.map(node => node.build() as T);
/** What an optional part builds, or null. */
export const orNull = <T>(node: Node): T | null => (optional(node)?.build() as T | undefined) ?? null;

const escapes: Readonly<Record<string, string>> = { 'n': '\n', '"': '"', '\\': '\\' };

/** The content of a text in quotes. */
export const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);

export const numberOf = (text: string): number => Number(text.replaceAll('_', ''));

export function expressionActions({ spanOf, nameOf }: Builder): Actions {
  const call = (name: Node, binder: Binder | null, args: readonly Arg[], whole: Node): Expr =>
    ({ kind: 'call', name: name.sourceString, nameSpan: spanOf(name), binder, args, span: spanOf(whole) });

  return {
    Expr_if(_if, condition, _then, then, _else, otherwise): Expr {
      return { kind: 'if', condition: condition.build(), then: then.build(), else: otherwise.build(), span: spanOf(this) };
    },
    Expr_chain(prefixes, first, links): Expr {
      if (prefixes.numChildren + links.numChildren === 0) return chain([{ kind: 'operand', value: first.build() }]);
      return chain([...built<Link>(prefixes.children), { kind: 'operand', value: first.build() }, ...built<Link[]>(links.children).flat()]);
    },
    Link_infix(op, prefixes, operand): Link[] {
      return [{ kind: 'infix', op: op.sourceString as InfixOp, span: spanOf(op) }, ...built<Link>(prefixes.children), { kind: 'operand', value: operand.build() }];
    },
    Link_in(_in, tensor): Link[] { return [{ kind: 'in', tensor: nameOf(tensor) }]; },
    prefix(_op): Link { return { kind: 'prefix', op: this.sourceString as '-' | 'not', span: spanOf(this) }; },

    Primary_paren(_open, inner, _close): Expr { return { kind: 'paren', inner: inner.build(), span: spanOf(this) }; },
    Primary_tuple(_open, first, _commas, rest, _close, _in): Tuple {
      return { kind: 'tuple', elements: built<Expr>([first, ...rest.children]), span: { ...spanOf(this), end: spanOf(_close).end } };
    },
    Primary_iverson(_open, condition, _close): Expr { return { kind: 'iverson', condition: condition.build(), span: spanOf(this) }; },
    Primary_size(_open, index, _close): Expr { return { kind: 'size', index: nameOf(index), span: spanOf(this) }; },
    Primary_number(_n): Expr { return { kind: 'number', value: numberOf(this.sourceString), text: this.sourceString, span: spanOf(this) }; },
    Primary_string(_s): Expr { return { kind: 'string', value: unquote(this.sourceString), span: spanOf(this) }; },
    Primary_true(_t): Expr { return { kind: 'boolean', value: true, span: spanOf(this) }; },
    Primary_false(_f): Expr { return { kind: 'boolean', value: false, span: spanOf(this) }; },
    Primary_end(_e): Expr { return { kind: 'end', span: spanOf(this) }; },
    Primary_call(name, binder, args): Expr { return call(name, orNull<Binder>(binder), args.build(), this); },
    Primary_access(name, axes): Expr { return { kind: 'access', name: name.sourceString, nameSpan: spanOf(name), at: axes.build(), span: spanOf(this) }; },
    Primary_name(name): Expr { return { kind: 'name', name: name.sourceString, span: spanOf(this) }; },

    Axes(_open, first, _commas, rest, _close): Expr[] { return built(listed(first, rest)); },
    Binder(_open, first, _commas, rest, where, on, _close): Binder {
      return { at: built(listed(first, rest)), where: orNull<Expr>(where), on: orNull<Name>(on), span: spanOf(this) };
    },
    Args(_open, first, _commas, rest, _close): Arg[] { return built(listed(first, rest)); },
    Arg_named(name, _equals, value): Arg { return { name: nameOf(name), value: value.build(), span: spanOf(this) }; },
    Arg_plain(value): Arg { return { name: null, value: value.build(), span: spanOf(this) }; },
    Guard(_where, condition): Expr { return condition.build(); },
    Until(_until, condition): Expr { return condition.build(); },
    On(_on, split): Name { return nameOf(split); },

    Literal_number(minus, number): Literal {
      return { kind: 'literal', value: (minus.numChildren ? -1 : 1) * numberOf(number.sourceString), word: false, span: spanOf(this) };
    },
    Literal_string(_s): Literal { return { kind: 'literal', value: unquote(this.sourceString), word: false, span: spanOf(this) }; },
    Literal_true(_t): Literal { return { kind: 'literal', value: true, word: false, span: spanOf(this) }; },
    Literal_false(_f): Literal { return { kind: 'literal', value: false, word: false, span: spanOf(this) }; },
    Literal_word(_w): Literal { return { kind: 'literal', value: this.sourceString, word: true, span: spanOf(this) }; },
  };
}
