// The grammar at work: matches a text with a rule and builds its AST.

import type { Item, Name, OptStmt, TrainClause } from '../ast.ts';
import { type Diagnostic, ProgramError } from '../diagnostics.ts';
import { rules } from '../generated/grammar.ts';
import type { Span } from '../source.ts';
import { type Stop, stopOf } from './expected.ts';
import { expressionActions } from './expressions.ts';
import { makeMatcher, type Node } from './matcher.ts';
import { statementActions } from './statements.ts';

export type Rule = 'Program' | 'Clauses' | 'OptStmts';
export type Read =
  | { readonly kind: 'read'; readonly nodes: readonly (Item | TrainClause | OptStmt)[]; readonly problems: readonly Diagnostic[] }
  | { readonly kind: 'failed'; readonly stop: Stop }
  /** the host's stack is smaller than the nesting limit was chosen for */
  | { readonly kind: 'overflow' };

/** What the actions need: where the text lies in its file, and somewhere to put the errors of single statements. */
export interface Builder {
  spanOf(node: Node): Span;
  nameOf(node: Node): Name;
  /** builds each; what throws a ProgramError is left out, and its error kept */
  each<T>(nodes: readonly Node[]): T[];
}

interface Reader { read(text: string, rule: Rule, file: string, base: number): Read }

let loaded: Reader | null = null;

/** The reader, made on first use. */
export function reader(): Reader {
  return loaded ??= makeReader();
}

/** Alternatives that are much alike, `a[x]` and `a[x](y)`, have it in common. */
const remembered: ReadonlySet<string> = new Set(['Expr']);

function makeReader(): Reader {
  let place = { file: '', base: 0 };
  let problems: Diagnostic[] = [];
  const spanOf = (node: Node): Span => ({ file: place.file, start: place.base + node.source.startIdx, end: place.base + node.source.endIdx });
  const builder: Builder = {
    spanOf,
    nameOf: node => ({ text: node.sourceString, span: spanOf(node) }),
    each: nodes => nodes.flatMap(node => {
      try {
        return [node.build()];
      } catch (thrown) {
        if (!(thrown instanceof ProgramError)) throw thrown;
        problems.push(thrown.diagnostic);
        return [];
      }
    }),
  };
  const match = makeMatcher(rules, remembered, { ...expressionActions(builder), ...statementActions(builder) });
  return {
    read(text, rule, file, base) {
      try {
        const tree = match(text, rule);
        if (!tree) return { kind: 'failed', stop: stopOf(rules, text, rule) };
        place = { file, base };
        problems = [];
        const nodes = tree.build();
        return { kind: 'read', nodes, problems };
      } catch (thrown) {
        if (thrown instanceof RangeError) return { kind: 'overflow' };
        throw thrown;
      }
    },
  };
}
