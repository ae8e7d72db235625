// Drawn tensor programs with derivatives: what they read and where, how they compute and reduce.

import fc from '../seeded.ts';
import { call, integer, key, letter, type Scalar } from '../../compiler/tensor/ir.ts';
import { a, Builder, n, term } from './build.ts';

const smooth = (x: Scalar, k: number): Scalar => [x, call('sin', x), call('tanh', x), call('mul', x, x), call('exp', call('sin', x)), call('div', n(1), call('add', n(1.5), call('sin', x)))][k % 6]!;
const combine = (op: number, x: Scalar, y: Scalar): Scalar =>
  [call('mul', x, y), call('add', x, y), call('sub', x, call('mul', y, n(0.5))), call('div', x, call('add', n(2), call('mul', y, y))), call('if', call('gt', y, n(0.1)), x, call('mul', x, y)), call('max', x, y)][op % 6]!;

/** One drawn equation: which earlier tensors it reads and where, how it computes and reduces. */
const step = fc.record({
  reduce: fc.constantFrom('only', 'only', 'sum', 'sum', 'mean', 'max', 'prod', 'two', 'scatter') as fc.Arbitrary<'only' | 'sum' | 'mean' | 'max' | 'prod' | 'two' | 'scatter'>,
  left: fc.nat(20), right: fc.nat(20), leftAt: fc.nat(9), rightAt: fc.nat(9), leftBy: fc.nat(5), rightBy: fc.nat(5), op: fc.nat(5),
  guard: fc.nat(9), optional: fc.boolean(), out: fc.nat(5),
});
export const plan = fc.record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), by: fc.nat(2), seeded: fc.nat(3), seed: fc.integer({ min: 1, max: 50 }) });

const places = ['i', "i'", 'i', 'i+1', '2', '{0}', 'j', 'i', "i'", '1-i'];

/** The program of a plan with derivatives of the first order, or of both. */
export function drawnProgram(drawn: typeof plan extends fc.Arbitrary<infer T> ? T : never, order: 1 | 2): Builder {
  const builder = new Builder({ i: 3, j: 3 }, drawn.seed).input('x[i]').input('y[i]', { missing: 0.3 }).input('w[i]').input('v[i]').input('t[i]', { type: key('i'), value: i => (2 * i + 1) % 3 });
  const tensors = ['x', 'y', 'w'];
  drawn.steps.forEach((s, k) => {
    const [left, right] = [tensors[s.left % tensors.length]!, tensors[s.right % tensors.length]!];
    const reads = `t[i] ${left}[${places[s.leftAt]}] ${right}[${places[s.rightAt]}]${s.optional ? '?' : ''}`;
    const second = s.optional ? call('coalesce', a(2), n(0.3)) : a(2);
    const body = combine(s.op, smooth(a(1), s.leftBy), smooth(second, s.rightBy));
    const where = [call('le', letter('i'), letter("i'")), call('ne', letter('i'), integer(1)), call('gt', a(1), n(-0.4)), call('eq', letter("i'"), letter('i'))][s.guard];
    const options = where ? { where } : {};
    const name = `u${k}`;
    switch (s.reduce) {
      case 'only': builder.define(`${name}[i]`, 'only', term(`t[i] ${left}[${s.leftAt % 2 ? 'i' : '{0}'}] ${right}[${s.rightAt % 2 ? 'i' : '{0}'}]${s.optional ? '?' : ''}`, body, s.guard === 1 || s.guard === 2 ? options : {})); break;
      case 'two': builder.define(`${name}[i]`, 'sum', [term(reads, body, options), term(`x[i] ${left}[i]`, call('mul', a(0), call('sin', a(1))))]); break;
      case 'scatter': builder.define(`${name}[i]`, 'sum', term(reads, body, { ...options, out: ['{0}', 'i+1', '0', "i'", 'i', '2-i'][s.out]! })); break;
      default: builder.define(`${name}[i]`, s.reduce, term(reads, body, options));
    }
    tensors.push(name);
  });
  const last = tensors.at(-1)!;
  builder.define('loss', 'sum', term(`${last}[i]`, call('sin', call('mul', n(1.3), a(0)))));
  const by = ['x', 'y', 'w'][drawn.by]!;
  if (order === 1) {
    builder.grad('D', 'loss', `${by}[i]`).grad('J', `${last}[i]`, `${by}[i']`).grad('P', `${last}[i]`, `${by}[i]`).grad('F', `${last}[i]`, `${by}[i']`, "v[i']").grad('G', `${last}[i]`, `${by}[i]`, 'v[i]');
    if (tensors.length > 4) builder.grad('M', `${last}[i]`, `${tensors[3]!}[i']`);
  } else builder.grad('D', 'loss', `${by}[i]`).grad('H', 'D[i]', "x[i']").grad('K', 'D[i]', "w[i']", "v[i']");
  return builder;
}
