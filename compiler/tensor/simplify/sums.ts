// Sums: like addends put together, common factors taken out.

import { call, integer, number, type Scalar } from '../ir.ts';
import { type Algebra, isCall, isLiteral, isOne, isZero, value } from './algebra.ts';

type Sum = Scalar & { readonly kind: 'call' };
const isSum = (node: Scalar): node is Sum => isCall(node, 'add') || isCall(node, 'sub');

/** The literal factor of a product and the rest. */
export function coefficient(algebra: Algebra, node: Scalar): readonly [number, Scalar] {
  if (isCall(node, 'neg')) { const [c, x] = coefficient(algebra, node.args[0]!); return [-c, x]; }
  if (isCall(node, 'mul') && isLiteral(node.args[0]!)) return [value(node.args[0]!), node.args[1]!];
  if (isCall(node, 'div') && isLiteral(node.args[0]!) && !isOne(node.args[0]!)) return [value(node.args[0]!), algebra.intern(call('div', algebra.number(1), node.args[1]!))];
  return [1, node];
}

/** a ± b as one sum with like addends put together; null if there are none. */
export function collectAddends(algebra: Algebra, a: Scalar, b: Scalar, sign: 1 | -1): Scalar | null {
  if (![a, b].some(x => isSum(coefficient(algebra, x)[1]))) return null;
  const addends = new Map<Scalar, number>();
  let constant = 0, constants = 0, like = false, whole = true;
  const gather = (node: Scalar, scale: number, depth: number): void => {
    const [c, x] = coefficient(algebra, node);
    if (isSum(x) && depth < 6) {
      gather(x.args[0]!, scale * c, depth + 1);
      gather(x.args[1]!, x.op === 'sub' ? -scale * c : scale * c, depth + 1);
      return;
    }
    if (isLiteral(x)) { constant += scale * c * value(x); constants++; whole &&= algebra.isInteger(x) && Number.isInteger(scale * c); return; }
    if (addends.has(x)) like = true;
    addends.set(x, (addends.get(x) ?? 0) + scale * c);
  };
  gather(a, 1, 0);
  gather(b, sign, 0);
  if (!like || [...addends].some(([x, c]) => c === 0 && algebra.canBeMissing(x))) return null;
  const scaled = (c: number, x: Scalar): Scalar => (c === 1 ? x : algebra.times(c, x));
  const integral = constants > 0 ? whole : [...addends.keys()].every(x => algebra.isInteger(x));
  let sum = integral ? algebra.intern(integer(constant)) : algebra.number(constant);
  for (const [x, c] of addends) if (c > 0) sum = isZero(sum) ? scaled(c, x) : algebra.intern(call('add', sum, scaled(c, x)));
  for (const [x, c] of addends) if (c < 0) sum = isZero(sum) ? algebra.call('neg', scaled(-c, x)) : algebra.intern(call('sub', sum, scaled(-c, x)));
  return sum;
}

interface Factors { readonly above: readonly Scalar[]; readonly below: readonly Scalar[] }

/** The factors of a product or quotient. */
function factors(node: Scalar, depth = 0): Factors {
  if (depth < 8 && (isCall(node, 'mul') || isCall(node, 'div'))) {
    const x = factors(node.args[0]!, depth + 1), y = factors(node.args[1]!, depth + 1);
    return isCall(node, 'mul') ? { above: [...x.above, ...y.above], below: [...x.below, ...y.below] } : { above: [...x.above, ...y.below], below: [...x.below, ...y.above] };
  }
  return { above: isOne(node) ? [] : [node], below: [] };
}

/** f·x ± f·y = f·(x ± y), x/f ± y/f = (x ± y)/f for all factors, divisors and scales that both have; null if there are none. */
export function factorOut(algebra: Algebra, op: 'add' | 'sub', a: Scalar, b: Scalar): Scalar | null {
  const [m, x] = coefficient(algebra, a), [n, y] = coefficient(algebra, b);
  if (m === n && m !== 1 && !isLiteral(x) && !isLiteral(y)) return algebra.times(m, algebra.call(op, x, y));
  const left = factors(a), right = factors(b);
  const above = common(left.above, right.above), below = common(left.below, right.below);
  if (!above.length && !below.length) return null;
  const rest = (node: Scalar, f: Factors): Scalar => {
    const top = without(f.above, above), bottom = without(f.below, below);
    const product = top.length ? top.reduce((p, q) => algebra.call('mul', p, q)) : algebra.intern(algebra.isInteger(node) ? integer(1) : number(1));
    return bottom.reduce((p, q) => algebra.call('div', p, q), product);
  };
  const inner = algebra.call(op, rest(a, left), rest(b, right));
  const product = above.reduce((p, q) => algebra.call('mul', q, p), inner);
  return below.reduce((p, q) => algebra.call('div', p, q), product);
}

function common(a: readonly Scalar[], b: readonly Scalar[]): readonly Scalar[] {
  const rest = [...b];
  return a.filter(f => {
    const k = isLiteral(f) ? -1 : rest.indexOf(f);
    if (k >= 0) rest.splice(k, 1);
    return k >= 0;
  });
}

function without(all: readonly Scalar[], some: readonly Scalar[]): readonly Scalar[] {
  const rest = [...all];
  for (const s of some) rest.splice(rest.indexOf(s), 1);
  return rest;
}
