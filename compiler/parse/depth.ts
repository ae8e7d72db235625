// Limits that keep recursion, here and in every later stage, far from the end of the stack.

import { type Diagnostic, diagnostic } from '../diagnostics.ts';
import type { Span } from '../source.ts';
import { endsOperand, type Token } from './tokens.ts';

/**
 * Brackets, prefix operators, powers and conditionals that may stand inside each other. To read a call in a call takes about 2 kB of
 * stack, to say what is wrong with it 5, and Node has 984 kB.
 */
export const nestingLimit = 100;

/** Levels that the tree of one expression may have: a sum of n terms has n - 1. */
export const treeLimit = 1000;

const name = 'part = ...';

interface Frame { conditions: number; powers: number; negations: number }

/** The first token at which the text is nested too deeply, or null. One pass, no recursion. */
export function deepest(tokens: readonly Token[]): Token | null {
  const frames: Frame[] = [];
  let frame: Frame = { conditions: 0, powers: 0, negations: 0 };
  let outer = 0;                                   // what the enclosing frames add up to
  const height = (f: Frame): number => f.conditions + f.powers + f.negations;
  let last: Token | null = null;
  for (const token of tokens) {
    const { text } = token;
    const before = last?.text ?? '';
    if (token.kind === 'sign') {
      switch (text) {
        case '(': case '[': case '{':
          outer += height(frame) + 1;
          frames.push(frame);
          frame = { conditions: 0, powers: 0, negations: 0 };
          break;
        case ')': case ']': case '}':
          frame = frames.pop() ?? { conditions: 0, powers: 0, negations: 0 };
          outer = Math.max(0, outer - height(frame) - 1);
          break;
        case '^': frame.powers++; break;
        case '-':
          if (prefixed(before)) frame.powers++;
          else frame.powers = 0;
          break;
        case '.': case '@': case ':': case '|': break;
        default: frame.powers = 0;
      }
      if (text === ',' || text === '=' || text === ';') frame.conditions = frame.negations = 0;
    } else if (token.kind === 'word') {
      if (last && endsOperand(last) && !joining.has(text)) frame.conditions = frame.powers = frame.negations = 0;
      if (text === 'not') frame.negations++;
      else if (text === 'and' || text === 'or') frame.negations = frame.powers = 0;
      else if (text === 'if') {
        frame.conditions = before === 'if' || before === 'then' || before === 'else' ? frame.conditions + 1 : 1;
        frame.powers = frame.negations = 0;
      } else if (text === 'then' || text === 'else') frame.powers = frame.negations = 0;
    }
    if (outer + height(frame) > nestingLimit) return token;
    last = token;
  }
  return null;
}

/** The words after which an expression goes on; any other word after an operand begins something new. */
const joining: ReadonlySet<string> = new Set(['and', 'or', 'in', 'then', 'else']);

/** Whether a minus after this token is a sign of its own. */
const prefixed = (before: string): boolean => before === '-' || before === '^' || before === '';

export const nestedTooDeeply = (span: Span): Diagnostic =>
  diagnostic('error', 'too-deep', span, `this is nested too deeply: more than ${nestingLimit} levels`, { hints: [`give an inner part a name: ${name}`] });

interface Spanned { readonly kind: string; readonly span: Span }

/** What is wrong with expressions whose tree is too high: a chain of very many operands, or chains inside chains. */
export function tooHigh(items: readonly unknown[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const refused = new Set<Spanned>();
  const pending: { readonly node: object; readonly root: Spanned | null; readonly height: number }[] = items.map(node => ({ node: node as object, root: null, height: 0 }));
  for (let at = pending.pop(); at; at = pending.pop()) {
    const own = isExpression(at.node);
    const root = at.root ?? (own ? at.node as Spanned : null);
    const height = at.height + (own ? 1 : 0);
    if (height > treeLimit) {
      if (root && !refused.has(root)) {
        refused.add(root);
        found.push(diagnostic('error', 'too-deep', root.span, `this expression has too many parts in a row: more than ${treeLimit}`, { hints: [`give a part of it a name: ${name}`, 'a long sum over numbers is data and a sum: data a[i] = [...]   total = sum[i](a[i])'] }));
      }
      continue;
    }
    for (const child of Object.values(at.node)) if (child !== null && typeof child === 'object' && !('start' in child)) pending.push({ node: child as object, root, height });
  }
  return found;
}

const expressions: ReadonlySet<string> = new Set(['call', 'access', 'unary', 'binary', 'if', 'coalesce', 'in', 'iverson', 'paren', 'array']);
const isExpression = (node: object): boolean => 'span' in node && 'kind' in node && expressions.has(node.kind as string);
